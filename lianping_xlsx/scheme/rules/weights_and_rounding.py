"""述职测评权重, 实地考评权重, 总分, 小数位数 and 舍入方式: the sum that gives 综合得分, and the rounding of scores.

Each weight is 50 %: 乐安 二（一）4, 二（二）4; 中卫 二（一）4, 二（二）4. The regulations leave the rounding open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.components import FIELD_SCORE, POLL_SCORE, Component, score_names
from lianping_xlsx.scheme.rules.composite_words import composite_sentences
from lianping_xlsx.scheme.rules.count_steps import CARRYING, ROUNDING, USUAL_COMPONENTS, WEIGHTED_SUM
from lianping_xlsx.scheme.rules.declaration import (
    OPEN,
    Parameter,
    Rule,
    RuleCell,
    Section,
    Sentence,
    StepEffect,
    declare,
    one_of,
)
from lianping_xlsx.scheme.terms import ComponentSource, RoundingWay
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points
from lianping_xlsx.spreadsheet.weight_kind import Weight

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules

POLL_WEIGHT, FIELD_WEIGHT, WHOLE, DECIMALS = "测评权重", "考评权重", "总分", "小数位数"
MOST_WHOLE = 1_000_00
"""The greatest 总分 (hundredths of a point): 千分制."""
TRIFLE = "微量"
"""The name of a constant that formulas add before they round: a binary number may lie just below an exact half."""


def round_formula(expression: str) -> str:
    """A formula part that rounds half up to 小数位数.

    With the constant, ROUND gives the figure of the exact count in every spreadsheet program.
    """
    return f"ROUND({expression}+{TRIFLE},{DECIMALS})"


def half_up(rules: Rules) -> str:
    """The rounding as text: 四舍五入保留2位小数."""
    return "四舍五入" + (f"保留{rules.decimals}位小数" if rules.decimals else "取整数")


def half_up_of_a_step(rules: Rules) -> str:
    """The rounding of a step before 综合得分 as text; only for print if that is rounded once."""
    return half_up(rules) if rules.by_steps else f"印出时{half_up(rules)}"


def _composite(scheme: Scheme) -> Iterator[str]:
    """The sentences on the sum that gives 综合得分."""
    half = half_up(scheme.rules)
    once = scheme.by_shares or not scheme.rules.by_steps
    yield "".join(composite_sentences(scheme, f"只{half}一次" if once else half))


def _rounding(scheme: Scheme) -> Iterator[str]:
    """The sentences on the order of rounding, and on the figures that the next step uses."""
    half = half_up(scheme.rules)
    if not scheme.rules.by_steps:
        yield f"各步得分印出时{half}，计算时都用不舍入的数，只有综合得分{half}一次；"
        yield "分数线、名次、并列都按印出的得分比较。"
    elif scheme.by_shares:
        others = (each for each in scheme.components if each.source is not ComponentSource.POLLS)
        names = ["票类平均分", *score_names(others).values()]
        yield f"{'、'.join(names)}先{half}，综合得分用舍入后的{'、'.join(names[:-1])}和{names[-1]}计算。"
    else:
        yield f"每一步先{half}，下一步用舍入后的得分。"


def _carried(rules: Rules, figure: exact.ScoreValue) -> exact.ScoreValue:
    """The figure that the next step uses."""
    return exact.ratio(figure, 1, rules.decimals) if rules.by_steps else figure


def _of_whole(rules: Rules, points: exact.Weight) -> exact.Weight:
    """The points of a sum in terms of 总分, given those in terms of 100."""
    return points if rules.whole == exact.WHOLE else Fraction(points) * rules.whole / exact.WHOLE


def _of_whole_formula(rules: Rules, points: str) -> str:
    """The same as a formula part. With 100 the name 总分 has no cell to refer to."""
    return points if rules.whole == exact.WHOLE else f"({points})*{WHOLE}/100"


_COMPOSITE = Sentence(Section.COMPOSITE, _composite)
_ROUNDING = Sentence(Section.ROUNDING, _rounding)


@dataclass(frozen=True, kw_only=True)
class WeightRules:
    """``poll_weight``, ``field_weight``: weights of 测评得分 and 考评得分 in hundredths of a per cent, exact (1/3).

    ``whole``: the 综合得分 of who has full marks in every component (hundredths), without additions and deductions.
    ``decimals``: the number of decimals of every printed score. ``rounding``: where scores are rounded.
    """

    poll_weight: exact.Weight = field(
        metadata=declare(
            Rule(
                "述职测评权重",
                RuleCell(Weight()),
                50_00,
                note="述职测评打分占50%。与实地考评权重之和为100；除不尽的写成分数，如 1/3。",
                required=True,
                parameter=Parameter(POLL_WEIGHT, "述职测评权重，百分数。"),
                sentences=(_COMPOSITE,),
                effects=(
                    StepEffect(
                        USUAL_COMPONENTS,
                        exact=lambda rules, _: Component(
                            "述职测评", rules.poll_weight, ComponentSource.POLLS, printed=POLL_SCORE
                        ),
                        formula=lambda _, __: POLL_WEIGHT,
                    ),
                ),
            )
        )
    )
    field_weight: exact.Weight = field(
        metadata=declare(
            Rule(
                "实地考评权重",
                RuleCell(Weight()),
                50_00,
                note="实地考核得分占50%。",
                required=True,
                parameter=Parameter(FIELD_WEIGHT, "实地考评权重，百分数。"),
                sentences=(_COMPOSITE,),
                effects=(
                    StepEffect(
                        USUAL_COMPONENTS,
                        exact=lambda rules, _: Component(
                            "实地考评", rules.field_weight, ComponentSource.RUBRIC, printed=FIELD_SCORE
                        ),
                        formula=lambda _, __: FIELD_WEIGHT,
                    ),
                ),
            )
        )
    )
    whole: int = field(
        default=exact.WHOLE,
        metadata=declare(
            Rule(
                WHOLE,
                RuleCell(Points(1_00, MOST_WHOLE)),
                exact.WHOLE,
                note="各板块都得满分时综合得分是几分（不含加分、减分）：百分制填100，千分制填1000；"
                "等次的最低分、加分和减分都按总分填。",
                source=OPEN,
                required=True,
                later=True,
                parameter=Parameter(WHOLE, "各板块都得满分时的综合得分。"),
                sentences=(_COMPOSITE,),
                effects=(StepEffect(WEIGHTED_SUM, exact=_of_whole, formula=_of_whole_formula),),
            )
        ),
    )
    decimals: int = field(
        metadata=declare(
            Rule(
                "小数位数",
                RuleCell(Count(0, exact.MOST_DECIMALS)),
                2,
                note="每一步印出的得分保留几位小数，四舍五入；考评得分由各项按填写的分数相加减，只在最后舍入一次。",
                source=OPEN,
                required=True,
                parameter=Parameter(DECIMALS, "每一步得分四舍五入保留的小数位数。"),
                sentences=(_ROUNDING,),
                effects=(
                    StepEffect(
                        ROUNDING,
                        exact=lambda rules, figure: exact.ratio(figure, 1, rules.decimals),
                        formula=lambda _, expression: round_formula(expression),
                    ),
                ),
            )
        )
    )
    rounding: RoundingWay = field(
        default=RoundingWay.BY_STEPS,
        metadata=declare(
            Rule(
                "舍入方式",
                one_of(RoundingWay),
                str(RoundingWay.BY_STEPS),
                note="逐级舍入：每一步先舍入，下一步用舍入后的得分，与计算器笔算一致。最后舍入：各步只在印出时舍入，"
                "综合得分用不舍入的数计算，只舍入一次。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(_ROUNDING, _COMPOSITE),
                # The sheets hold the rounded figure of a step, and beside it the exact one where the next step uses it.
                effects=(StepEffect(CARRYING, exact=_carried, formula=None),),
            )
        ),
    )

    @property
    def by_steps(self) -> bool:
        """True if each step uses the rounded figures of the step before."""
        return self.rounding is RoundingWay.BY_STEPS
