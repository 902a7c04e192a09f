"""Figures that the summary shows beside those of the count, as its formulas give them: means, parts, rates."""

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
    """What polls and assessment bring to a composite, in hundredths.

    The part of the assessment is rounded to hundredths. The part of the polls is what the printed composite leaves
    beside it and beside 加分 and 减分, so that the printed figures add up.
    """
    field = exact.ratio(figure_at(FIELD_PART, rules, standing.field_score or 0), exact.WHOLE, 2)
    return max(0, (standing.composite or 0) - standing.adjustment - field), field


def rate_of_head(assessments: Sequence[Assessment], head: str, full: int) -> int | None:
    """Hundredths of a per cent of the full marks (hundredths) that the 考核组 gave under a 一级指标, to one decimal.

    None where nobody gave any, or there is nothing to get.
    """
    points = [given for assessment in assessments for name, given in assessment.heads if name == head]
    return exact.ratio(sum(points) * exact.WHOLE, len(points) * full, 1) if points and full else None


def part_by_shares(result: Result, ratee: str) -> Fraction | None:
    """Σ share x class mean of a ratee in hundredths, not rounded; None where a poll has no score or no shares."""
    return part_of_whole(result.polls_of[ratee])
