"""Ready-made scores: what a unit reports on a 得分表, by 期次, gives the score of a component with the source 得分."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.checks.countable import Counted, rows_in
from lianping_xlsx.checks.given_score_checks import ONLY
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules, answers_at, printed
from lianping_xlsx.scheme.rules.count_steps import MISSING_PERIODS, PeriodsThere
from lianping_xlsx.scheme.terms import ComponentSource


@dataclass(frozen=True, slots=True)
class PeriodScore:
    """The ready-made score of one 期次 (hundredths of the 满分 of the component); None if there is none.

    ``period``: '' if the component has no 期次. ``weight``: of the 期次. ``unit``: the code of the unit that reports
    the score; ``basis``: its 依据; both '' if there is no score.
    """

    period: str
    weight: Weight
    score: int | None
    unit: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class GivenScore:
    """The score of a ratee in a component with the source 得分 (hundredths of its 满分); None if there is none.

    ``periods``: in the order of the scheme. ``note``: the words that say which 期次 were left out. ``unrounded``: the
    score that the composite uses, if that is another.
    """

    ratee: str
    component: str
    periods: tuple[PeriodScore, ...]
    score: ScoreValue | None
    note: str = ""
    unrounded: ScoreValue | None = None


_Key = tuple[str, str, int]
"""The code of a ratee, the name of a component, and the place of a 期次 in the scheme (``ONLY`` if there is none)."""


def given_scores(scheme: Scheme, counted: Counted) -> tuple[GivenScore, ...]:
    """The GivenScore of each ratee in each component with the source 得分 that applies to him."""
    reported = dict(_reported(scheme, counted))
    return tuple(
        _given(scheme, ratee.code, component, reported)
        for ratee in scheme.ratees
        for component in scheme.components_for(ratee.group)
        if component.source is ComponentSource.SCORES
    )


def _reported(scheme: Scheme, counted: Counted) -> Iterator[tuple[_Key, tuple[int, str, str]]]:
    """Yield each valid score (hundredths) with the code of its unit and its 依据."""
    for form, number, period, value in rows_in(counted.given, ["form", "ratee", "period", "value"]):
        ratee, key = scheme.ratees[number], counted.forms[form]
        component = scheme.component_in(ratee.group, ComponentSource.SCORES, key.component)
        basis = counted.bases.get((form, number, period), "")
        yield (ratee.code, component, period), (value, key.unit, basis)


def _given(
    scheme: Scheme, code: str, component: Component, reported: Mapping[_Key, tuple[int, str, str]]
) -> GivenScore:
    name = component.name
    listed = [(n, each.name, each.weight) for n, each in enumerate(scheme.periods) if each.component == name]
    periods = tuple(
        PeriodScore(period, weight, *reported.get((code, name, place), (None,)))
        for place, period, weight in listed or [(ONLY, "", exact.WHOLE)]
    )
    return of_periods(scheme.rules, code, name, periods)


def of_periods(rules: Rules, code: str, component: str, periods: tuple[PeriodScore, ...]) -> GivenScore:
    """The score of a ratee in a component that the scores of its 期次 give."""
    figure, note = _score(periods, rules)
    shown, unrounded = (None, None) if figure is None else printed(rules, figure)
    return GivenScore(code, component, periods, shown, f"{component}{note}" if note else "", unrounded)


def _score(periods: Sequence[PeriodScore], rules: Rules) -> tuple[Fraction | None, str]:
    """Σ weight x score ÷ Σ weight of the 期次 with a score (not rounded; None if a rule says that there is none).

    And the note on those left out.
    """
    present = [(each.weight, each.score) for each in periods if each.score is not None and each.weight]
    absent = [each for each in periods if each.score is None]
    without_score = answers_at(MISSING_PERIODS, rules, PeriodsThere(len(present), len(absent)))
    if any(without_score):
        return None, ""
    left_out = "、".join(each.period for each in absent if each.weight)
    return exact.weighted(present), f"缺{left_out}，按其余期次折算" if left_out else ""
