"""去最高最低分 and 缺票类处理: the marks that enter a class mean, and the class means that enter a poll's score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lianping_xlsx.scheme.rules.count_steps import CLASS_EXTREMES, EMPTY_CLASSES, ClassesThere, ClassMarks, MeanCells
from lianping_xlsx.scheme.rules.declaration import (
    NO,
    OPEN,
    YES_OR_NO,
    Rule,
    RuleCell,
    Section,
    Sentence,
    StepEffect,
    declare,
    one_of,
)
from lianping_xlsx.scheme.terms import MissingClass
from lianping_xlsx.spreadsheet.cell_kinds import Count

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules


def _trimmed(rules: Rules, marks: ClassMarks) -> tuple[int, int] | None:
    """The marks to leave out (lowest, highest), or None: only if there are more marks than 去最高最低分票数线."""
    return marks.extremes if rules.trim and marks.number > rules.trim_above else None


def _trimming(scheme: Scheme) -> Iterator[str]:
    """The sentence on 去最高最低分, also if it is switched off."""
    if scheme.rules.trim:
        yield f"某票类对某人的有效分数多于{scheme.rules.trim_above}个的，去掉一个最高分和一个最低分后再平均。"
    else:
        yield "不去最高分、最低分。"


def _without_score(rules: Rules, classes: ClassesThere) -> bool:
    """Return True if a poll has no score: no class has a mean, or one lacks it and 缺票类处理 is 停止计算."""
    stops = rules.missing_class is MissingClass.STOP
    return not classes.present or (stops and classes.absent > 0)


def _without_score_formula(rules: Rules, cells: MeanCells) -> str:
    """The same as a condition. With 按其余票类折算 the weights of the classes with a mean must not sum to 0."""
    if rules.missing_class is MissingClass.REWEIGH:
        return f"{cells.counted}=0"
    return f"COUNT({cells.means})<{cells.number}"


_EMPTY = {
    MissingClass.STOP: "某票类对某人没有一个有效分数的，此人的测评得分不计算，列入问题清单。",
    MissingClass.REWEIGH: "某票类对某人没有一个有效分数的，按其余票类的权重折算，在备注和建议理由中注明。",
}
_TRIMMING = Sentence(Section.EXTREMES, _trimming)


@dataclass(frozen=True, kw_only=True)
class MeanRules:
    """``trim``: one highest and one lowest mark are left out if there are more than ``trim_above`` marks.

    ``missing_class``: what happens to a poll if one of its classes has no valid mark on a ratee.
    """

    trim: bool = field(
        metadata=declare(
            Rule(
                "去最高最低分",
                YES_OR_NO,
                NO,
                note="计算票类平均分时去掉一个最高分和一个最低分。",
                source=OPEN,
                required=True,
                sentences=(_TRIMMING,),
                # 汇总表.xlsx holds class means as numbers: it does not contain the marks of single ballots.
                effects=(StepEffect(CLASS_EXTREMES, exact=_trimmed, formula=None),),
            )
        )
    )
    trim_above: int = field(
        metadata=declare(
            Rule(
                "去最高最低分票数线",
                RuleCell(Count(2)),
                5,
                note="有效分数多于此数时才去。",
                source=OPEN,
                required=True,
                sentences=(_TRIMMING,),
            )
        )
    )
    missing_class: MissingClass = field(
        metadata=declare(
            Rule(
                "缺票类处理",
                one_of(MissingClass),
                str(MissingClass.STOP),
                note="某票类对某人没有一张有效票时怎么办。",
                source=OPEN,
                required=True,
                sentences=(Sentence(Section.EMPTY_CLASSES, lambda scheme: (_EMPTY[scheme.rules.missing_class],)),),
                effects=(StepEffect(EMPTY_CLASSES, exact=_without_score, formula=_without_score_formula),),
            )
        )
    )
