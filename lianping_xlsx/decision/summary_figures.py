"""Figures that only the summary shows: means, parts, rates, and the steps from a composite to a 建议等次.

They equal the results of its formulas. In the helper columns of 综合排序 tiers are numbered from 1, the best. The tally
decides; this module computes the values that the formulas give, which the workbook stores beside the formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules, figure_at, rounded
from lianping_xlsx.scheme.rules.count_steps import WEIGHTED_SUM
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.poll_scores import part_of_whole
from lianping_xlsx.tally.tally_results import Result, Standing
from lianping_xlsx.tally.tier_gates import open_tiers, outcomes_of
from lianping_xlsx.tally.tier_places import Contender, TierPlaces, TierSteps


def mean_of(rules: Rules, scores: Sequence[exact.ScoreValue]) -> exact.ScoreValue:
    """The mean of scores (hundredths, at least one), rounded half up to the decimals of the scheme."""
    return rounded(rules, Fraction(sum(scores)) / len(scores))


def parts_of_composite(scheme: Scheme, group: str, standing: Standing) -> dict[str, int]:
    """The points of a composite that come from each component (hundredths), keyed by component.

    Each part is rounded to hundredths. The part of the first component is the rest of the printed composite after the
    other parts and 加减分, so that the printed figures add up.
    """
    first, *others = scheme.components_for(group)
    found = {each.name: _part(scheme.rules, each, standing.score_of(each.name) or 0) for each in others}
    rest = (standing.composite or 0) - standing.adjustment - sum(found.values())
    return {first.name: max(0, exact.hundredths(rest, 1))} | found


def _part(rules: Rules, component: Component, score: exact.ScoreValue) -> int:
    return exact.hundredths(figure_at(WEIGHTED_SUM, rules, Fraction(score) * component.weight / component.full), 1)


def rate_of_head(assessments: Sequence[Assessment], head: str, full: int) -> int | None:
    """得分率: the part of the full marks under a 一级指标 that the 考核组 gave, in hundredths of a per cent.

    ``full``: the full marks (hundredths). Rounded to one decimal of a per cent. None if no 考核组 gave marks, or if
    ``full`` is 0.
    """
    points = [given for assessment in assessments for name, given in assessment.heads if name == head]
    return int(exact.ratio(sum(points) * exact.WHOLE, len(points) * full, 1)) if points and full else None


def part_by_shares(result: Result, ratee: str, component: str) -> Fraction | None:
    """Σ share x class mean of a ratee and component (hundredths), not rounded; None without a score or shares."""
    return part_of_whole([score for score in result.polls_of[ratee] if score.component == component])


def steps_of(ranked: RankedRatees) -> Mapping[str, TierSteps]:
    """The steps of every ratee with a composite, keyed by code."""
    return tier_places(ranked).steps


def tier_places(ranked: RankedRatees) -> TierPlaces:
    """The places of the tiers among the ratees with a composite, with the ties across an edge."""
    members = [r for group in ranked.ranked.values() for r in group if ranked.composite(r) is not None]
    result = ranked.data.result
    contenders = (
        Contender(
            r.code,
            r.group,
            ranked.standing(r).place or 0,
            ranked.composite(r) or 0,
            open_tiers(
                ranked.data.scheme,
                r.group,
                outcomes_of(ranked.data.scheme, r.group, ranked.standing(r).scores, result.classes_of.get(r.code, ())),
            ),
        )
        for r in members
    )
    return TierPlaces(ranked.data.scheme, contenders, ranked.still_open)
