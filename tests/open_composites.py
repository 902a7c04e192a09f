"""Composites that may come to anything, beside others that are known: what the count makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.ranks import Candidate, place_ranges, rank_groups
from lianping_xlsx.tally.score_ranges import UNLIMITED, ScoreRanges
from lianping_xlsx.tally.tier_gates import GateOutcome
from lianping_xlsx.tally.tiers import NO_CONDITIONS, Proposal, propose_tiers


def ranges_of(scheme: Scheme, candidates: Sequence[Candidate]) -> ScoreRanges | None:
    """The ranges while whoever has no composite may come to any; None if everybody has one."""
    present = [each for each in candidates if not each.excluded]
    missing = [each for each in present if each.composite is None]
    if not missing:
        return None
    ends = [
        {each.code: each if each.composite is not None else replace(each, composite=end) for each in present}
        for end in UNLIMITED
    ]
    number = Counter(each.group for each in missing)
    causes = {group: f"尚有{number[group]}人得分未定" for group in scheme.groups}
    places = place_ranges(ends[0], ends[1], scheme.rules)
    return ScoreRanges(ends[0], ends[1], places, frozenset(each.code for each in missing), {}, causes)


def proposed(
    scheme: Scheme,
    candidates: Sequence[Candidate],
    outcomes: Mapping[str, Sequence[GateOutcome]] = NO_CONDITIONS,
) -> tuple[dict[str, Proposal], tuple[Finding, ...]]:
    """The proposals for those who have a composite, and the findings."""
    ranks = rank_groups(candidates, scheme.rules)
    outcome = propose_tiers(scheme, candidates, ranks, outcomes, ranges_of(scheme, candidates))
    return {code: proposal for code, proposal in outcome.value.items() if code in ranks}, outcome.findings
