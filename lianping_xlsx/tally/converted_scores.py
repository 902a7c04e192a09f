"""折算: the scores of a component become the scores that count.

Most are compared within a 排名组, as they are printed: a score of the group can move every other one. So none is
converted while any of them is open, and the composites of the whole group are open with it: each rank may then still be
any of the group. Under 得票率分档 each score goes by the votes on the ratee alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.conversions import converted_components, points_of_places, rate_of, teams_of
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import answers_at, printed, rounded
from lianping_xlsx.scheme.rules.count_steps import SHARED_POINTS
from lianping_xlsx.scheme.terms import Conversion
from lianping_xlsx.scheme.vote_rates import VoteRate, banded_rate, bands_of
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.rate_votes import votes_of
from lianping_xlsx.tally.tally_results import ClassTally, ComponentScore, Converted, TeamTotal
from lianping_xlsx.tally.team_marks import mean_of_totals

Raw = Mapping[str, Sequence[ComponentScore]]
"""The scores before 折算, keyed by code of the ratee."""


def convert(
    scheme: Scheme, raw: Raw, assessments: Sequence[Assessment], classes: Sequence[ClassTally]
) -> tuple[Converted, ...]:
    """The conversions of every ratee who takes part, by 排名组 and component."""
    groups = (convert_group(scheme, group, raw, assessments, classes) for group in scheme.groups)
    return tuple(each for found in groups for each in found)


def convert_group(
    scheme: Scheme, group: str, raw: Raw, assessments: Sequence[Assessment], classes: Sequence[ClassTally]
) -> list[Converted]:
    """The conversions of one 排名组, by component."""
    found: list[Converted] = []
    for component in converted_components(scheme, group):
        rows = _rows(scheme, group, component, raw, assessments)
        rate = banded_rate(scheme, component)
        found += _convert(scheme, component, rows) if rate is None else _by_rate(scheme, rate, rows, classes)
    return found


def with_conversions(scores: Sequence[ComponentScore], converted: Sequence[Converted]) -> tuple[ComponentScore, ...]:
    """The scores of one ratee, those that are converted in place of the raw ones."""
    found = {each.component: each for each in converted}
    return tuple(
        replace(each, score=found[each.component].score, unrounded=found[each.component].unrounded, before=each)
        if each.component in found
        else each
        for each in scores
    )


def unconverted(scheme: Scheme, conversions: Sequence[Converted]) -> Iterator[Finding]:
    """Yield ``result.unconverted`` for each component of a 排名组 that waits for the scores of some.

    ``result.no-rate``: for each ratee without the rate by which his score goes.
    """
    waiting: dict[tuple[str, str], list[str]] = {}
    for each in (each for each in conversions if each.score is None):
        ratee = scheme.ratee_of[each.ratee]
        if rate := rate_of(scheme, ratee.group, each.component):
            if each.raw is not None:  # otherwise the votes of its poll are reported
                slots = {"name": ratee.label, "rate": rate.words, "score": scheme.score_names[each.component]}
                yield Finding("result.no-rate", slots=slots)
            continue
        names = waiting.setdefault((ratee.group, each.component), [])
        if _is_open(each):
            names.append(ratee.label)
    for (group, component), names in waiting.items():
        slots = {"group": group, "score": scheme.score_names[component], "ratees": some(names, NAMED_IN_LIST, "人")}
        yield Finding("result.unconverted", slots=slots)


def _rows(
    scheme: Scheme, group: str, component: Component, raw: Raw, assessments: Sequence[Assessment]
) -> list[Converted]:
    """The rows of the compared ratees before the conversion."""
    rows = []
    teams = teams_of(scheme, group, component.name) if component.conversion is Conversion.BALANCED else {}
    totals = {(each.ratee, each.unit): each.total for each in assessments if each.component == component.name}
    for ratee in scheme.participants_of[group]:
        score = next((each.score for each in raw[ratee.code] if each.component == component.name), None)
        listed = tuple(TeamTotal(unit, totals.get((ratee.code, unit))) for unit in teams.get(ratee.code, ()))
        rows.append(Converted(ratee.code, component.name, score, teams=listed))
    return rows


def _is_open(row: Converted) -> bool:
    return row.raw is None or any(team.total is None for team in row.teams)


def _convert(scheme: Scheme, component: Component, rows: Sequence[Converted]) -> Sequence[Converted]:
    """The rows of one component of a 排名组, converted if none of them is open."""
    if not rows or any(map(_is_open, rows)):
        return rows
    scores = [row.raw or 0 for row in rows]
    match component.conversion:
        case Conversion.NONE | Conversion.BANDS:
            return rows
        case Conversion.BEST:
            best = max(scores)
            factor = Fraction(component.full) / best if best else Fraction(0)
            return [_with_score(scheme, replace(row, basis=best), (row.raw or 0) * factor) for row in rows]
        case Conversion.PLACES:
            points = points_of_places(scheme, component.name)
            return [_by_place(scheme, row, scores, points) for row in rows]
        case Conversion.BALANCED:
            # Without a 考核组 there is nothing to balance; ``check`` reports it.
            return _balanced(scheme, component, rows) if all(row.teams for row in rows) else rows
        case _:
            assert_never(component.conversion)


def _by_rate(
    scheme: Scheme, rate: VoteRate, rows: Sequence[Converted], classes: Sequence[ClassTally]
) -> Sequence[Converted]:
    """The points of the bands of a component; none for whoever has no score before 折算, or no vote in the rate."""
    tallies: dict[str, list[ClassTally]] = {}
    for tally in classes:
        tallies.setdefault(tally.ratee, []).append(tally)
    found = []
    for row in rows:
        share = votes_of(scheme, rate, tallies.get(row.ratee, ())).share
        points = [b.points for b in bands_of(scheme, row.component) if share is not None and share >= b.lower]
        row = replace(row, basis=share)
        found.append(_with_score(scheme, row, points[0]) if points and row.raw is not None else row)
    return found


def _by_place(scheme: Scheme, row: Converted, scores: Sequence[ScoreValue], points: Sequence[int]) -> Converted:
    """The points of the place; those with equal scores share the places that they take up."""
    above, tied = sum(score > (row.raw or 0) for score in scores), scores.count(row.raw or 0)
    shared = tuple(points[above : above + tied])
    share = next(iter(answers_at(SHARED_POINTS, scheme.rules, shared)), shared[0])
    return _with_score(scheme, replace(row, place=above + 1), share)


def _with_score(scheme: Scheme, row: Converted, score: ScoreValue) -> Converted:
    """The row with a converted score, as it is printed and as the composite uses it."""
    shown, unrounded = printed(scheme.rules, score)
    return replace(row, score=shown, unrounded=unrounded)


def _balanced(scheme: Scheme, component: Component, rows: Sequence[Converted]) -> Sequence[Converted]:
    """Each total plus the mean of the group minus the mean of its 考核组; then the mean of the totals of a ratee."""
    rules = scheme.rules
    whole = _mean(scheme, [row.raw or 0 for row in rows])
    totals: dict[str, list[ScoreValue]] = {}
    for team in (team for row in rows for team in row.teams):
        totals.setdefault(team.unit, []).append(team.total or 0)
    means = {unit: _mean(scheme, listed) for unit, listed in totals.items()}
    found = []
    for row in rows:
        teams = tuple(
            replace(
                team,
                mean=means[team.unit],
                balanced=min(component.full, max(0, (team.total or 0) + whole - means[team.unit])),
            )
            for team in row.teams
        )
        mean = mean_of_totals(rules, [team.balanced or 0 for team in teams])
        found.append(_with_score(scheme, replace(row, basis=whole, teams=teams), mean))
    return found


def _mean(scheme: Scheme, scores: Sequence[ScoreValue]) -> ScoreValue:
    return rounded(scheme.rules, Fraction(sum(scores)) / len(scores))
