"""The scores of a scheme without 考核板块: 测评得分 and 考评得分."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.ranks import Candidate
from lianping_xlsx.tally.tally_results import ComponentScore

POLLED, VISITED = "述职测评", "实地考评"
"""The names of the two components."""


def scores(poll: ScoreValue | None, field: ScoreValue | None) -> tuple[ComponentScore, ...]:
    """The two scores (hundredths) of a ratee."""
    return (
        ComponentScore(POLLED, ComponentSource.POLLS, poll),
        ComponentScore(VISITED, ComponentSource.RUBRIC, field),
    )


def with_scores(candidate: Candidate, *, poll: ScoreValue | None = None, field: ScoreValue | None = None) -> Candidate:
    """The candidate with other scores; what is not given is 0."""
    return replace(candidate, scores=scores(poll or 0, field or 0))
