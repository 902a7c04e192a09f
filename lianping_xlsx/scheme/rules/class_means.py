"""缺票类处理 and 缺期次处理: what happens to a score if a part of it is missing for a ratee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.count_steps import (
    EMPTY_CLASSES,
    MISSING_PERIODS,
    ClassesThere,
    MeanCells,
    PeriodCells,
    PeriodsThere,
)
from lianping_xlsx.scheme.rules.declaration import (
    OPEN,
    Rule,
    Section,
    Sentence,
    StepEffect,
    declare,
    one_of,
)
from lianping_xlsx.scheme.terms import MissingClass, MissingPeriod

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules


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


def _without_periods(rules: Rules, periods: PeriodsThere) -> bool:
    """Return True if a component has no score: no 期次 has one, or one lacks it and 缺期次处理 is 停止计算."""
    stops = rules.missing_period is MissingPeriod.STOP
    return not periods.present or (stops and periods.absent > 0)


def _without_periods_formula(rules: Rules, cells: PeriodCells) -> str:
    """The same as a condition. With 按其余期次折算 the weights of the 期次 with a score must not sum to 0."""
    if rules.missing_period is MissingPeriod.REWEIGH:
        return f"{cells.counted}=0"
    return f"COUNT({cells.scores})<{cells.number}"


_MISSING = {
    MissingPeriod.STOP: "某期次没有得分的，此人的这项得分不计算，列入问题清单。",
    MissingPeriod.REWEIGH: "某期次没有得分的，按其余期次的权重折算，在备注和建议理由中注明。",
}


def _missing_periods(scheme: Scheme) -> Iterator[str]:
    if scheme.periods:
        yield _MISSING[scheme.rules.missing_period]


@dataclass(frozen=True, kw_only=True)
class MeanRules:
    """``missing_class``: what happens to a poll if one of its classes has no valid mark on a ratee.

    ``missing_period``: what happens to a component with 期次 if a ratee has no score in one of them.
    """

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
    missing_period: MissingPeriod = field(
        default=MissingPeriod.STOP,
        metadata=declare(
            Rule(
                "缺期次处理",
                one_of(MissingPeriod),
                str(MissingPeriod.STOP),
                note="来源为“得分”、分期次的考核板块，某人缺某一期次的得分时怎么办。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(Sentence(Section.MISSING_PERIODS, _missing_periods),),
                effects=(StepEffect(MISSING_PERIODS, exact=_without_periods, formula=_without_periods_formula),),
            )
        ),
    )
