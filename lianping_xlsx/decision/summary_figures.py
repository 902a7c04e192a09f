"""Figures that only the summary shows: means, parts, rates. They equal the results of its formulas."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.rules import Rules, figure_at, rounded
from lianping_xlsx.scheme.rules.count_steps import FIELD_PART
from lianping_xlsx.tally.poll_scores import part_of_whole
from lianping_xlsx.tally.tally_results import Assessment, Result, Standing


def mean_of(rules: Rules, scores: Sequence[int]) -> int:
    """The mean of scores (hundredths, at least one), rounded half up to the decimals of the scheme."""
    return rounded(rules, Fraction(sum(scores), len(scores)))


def parts_of_composite(rules: Rules, standing: Standing) -> tuple[int, int]:
    """The points of a composite that come from the polls and from the assessment (hundredths).

    The part of the assessment is rounded to hundredths. The part of the polls is the rest of the printed composite
    after that part and 加减分, so that the printed figures add up.
    """
    field = exact.ratio(figure_at(FIELD_PART, rules, standing.field_score or 0), exact.WHOLE, 2)
    return max(0, (standing.composite or 0) - standing.adjustment - field), field


def rate_of_head(assessments: Sequence[Assessment], head: str, full: int) -> int | None:
    """得分率: the part of the full marks under a 一级指标 that the 考核组 gave, in hundredths of a per cent.

    ``full``: the full marks (hundredths). Rounded to one decimal of a per cent. None if no 考核组 gave marks, or if
    ``full`` is 0.
    """
    points = [given for assessment in assessments for name, given in assessment.heads if name == head]
    return exact.ratio(sum(points) * exact.WHOLE, len(points) * full, 1) if points and full else None


def part_by_shares(result: Result, ratee: str) -> Fraction | None:
    """Σ share x class mean of a ratee in hundredths, not rounded; None if a poll has no score or no shares."""
    return part_of_whole(result.polls_of[ratee])
