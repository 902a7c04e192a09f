"""无任务项目处理: the points of a ratee for the 考评项目 in which he has no task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.count_steps import (
    EXEMPT_FACTOR,
    EXEMPT_POINTS,
    ExemptCells,
    ExemptScores,
    OwnPointCells,
    OwnPoints,
)
from lianping_xlsx.scheme.rules.declaration import OPEN, Rule, Section, Sentence, StepEffect, declare, one_of
from lianping_xlsx.scheme.rules.weights_and_rounding import half_up
from lianping_xlsx.scheme.terms import EXEMPT, ExemptItems

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules


def _points(rules: Rules, scores: ExemptScores) -> ScoreValue | None:
    return {ExemptItems.FULL: scores.full, ExemptItems.REWEIGHED: 0, ExemptItems.MEAN: scores.mean}[rules.exempt_items]


def _points_formula(rules: Rules, cells: ExemptCells) -> str:
    return {ExemptItems.FULL: cells.full, ExemptItems.REWEIGHED: "", ExemptItems.MEAN: cells.mean}[rules.exempt_items]


def _factor(rules: Rules, points: OwnPoints) -> Fraction:
    return Fraction(points.whole, points.own) if rules.reweighs_items else Fraction(1)


def _factor_formula(rules: Rules, cells: OwnPointCells) -> str:
    return f"*{cells.whole}/{cells.own}" if rules.reweighs_items else ""


_WAYS = {
    ExemptItems.FULL: "按项目的分值计满分",
    ExemptItems.REWEIGHED: "按其余项目折算：其余得分、扣分项目的得分之和×全部得分、扣分项目的分值之和÷"
    "其余得分、扣分项目的分值之和，不取舍，然后加实际加分、减减分",
    ExemptItems.MEAN: "按同一排名组内参评的、有此任务的各人这一项得分的平均分计{rounding}"
    "（一人有几个考核组评分的，先取各组的平均分，不取舍）；有一人这一项还没有得分的，暂不计算",
}


def _words(scheme: Scheme) -> Iterator[str]:
    """The sentence on the rule, and whom it concerns; none if everybody has every task."""
    codes = {code for ratee in scheme.ratees for code in ratee.exempt}
    listed = [
        f"{item.code}（{'、'.join(ratee.label for ratee in scheme.ratees if item.code in ratee.exempt)}）"
        for item in scheme.rubric
        if item.code in codes
    ]
    if listed:
        half = f"，{half_up(scheme.rules)}" if scheme.rules.by_steps else "，不取舍"
        way = _WAYS[scheme.rules.exempt_items].format(rounding=half)
        yield f"无此任务的项目不评分，{way}；其中加分、减分项目不加不减。无此任务的：{'、'.join(listed)}。"


@dataclass(frozen=True, kw_only=True)
class ExemptRules:
    """``exempt_items``: what an item counts for a ratee who has no task in it (无此任务的考核对象)."""

    exempt_items: ExemptItems = field(
        default=ExemptItems.FULL,
        metadata=declare(
            Rule(
                "无任务项目处理",
                one_of(ExemptItems),
                str(ExemptItems.FULL),
                note=f"考评细则写明“{EXEMPT}”的项目，这些人怎么计分。满分：按分值计。按其余折算：不计此项，"
                "其余得分、扣分项目的得分按全部分值折算，再加加分、减减分。平均值：按同组有此任务的各人此项得分的平均分计。"
                "加分、减分项目不加不减。",
                source=OPEN,
                required=True,
                later=True,
                after="附加分上限",
                sentences=(Sentence(Section.EXEMPT_ITEMS, _words),),
                effects=(
                    StepEffect(EXEMPT_POINTS, exact=_points, formula=_points_formula),
                    StepEffect(EXEMPT_FACTOR, exact=_factor, formula=_factor_formula),
                ),
            )
        ),
    )

    @property
    def reweighs_items(self) -> bool:
        """True if an item without the task counts nothing, and the points of the others are scaled up."""
        return self.exempt_items is ExemptItems.REWEIGHED
