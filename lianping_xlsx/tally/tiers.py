"""Ranks become 建议等次: cut scores, then quotas, then 降档 and 否决, each with its sentence (design § 7.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.scheme.model import Effect, Scheme
from lianping_xlsx.tally.ranking import Candidate


@dataclass(slots=True)
class Proposal:
    """The tier proposed for one ratee, the sentence that explains it, and short flags."""

    tier: int
    reason: str
    flags: list[str] = field(default_factory=list)


def propose_tiers(
    scheme: Scheme, candidates: Sequence[Candidate], ranks: dict[str, int]
) -> Outcome[dict[str, Proposal]]:
    """Proposals by code for every ranked ratee. Finding: ``result.edge-tie``."""
    proposals: dict[str, Proposal] = {}
    findings: list[Finding] = []
    members_of: dict[str, list[Candidate]] = {group: [] for group in scheme.groups}
    for candidate in candidates:
        if not candidate.excluded:
            members_of[candidate.group].append(candidate)
    for group, members in members_of.items():
        ranked = sorted((c for c in members if c.code in ranks), key=lambda c: ranks[c.code])
        outcome = _propose_group(scheme, group, ranked, ranks, len(members))
        proposals |= outcome.value
        findings += outcome.findings
    for code, proposal in proposals.items():
        _apply_events(scheme, code, proposal)
    return Outcome(proposals, tuple(findings))


def _propose_group(
    scheme: Scheme, group: str, ranked: Sequence[Candidate], ranks: dict[str, int], size: int
) -> Outcome[dict[str, Proposal]]:
    """Walk the tiers from the best; those who do not enter one are considered for the next."""
    proposals: dict[str, Proposal] = {}
    findings: list[Finding] = []
    waiting = list(ranked)
    flagged: dict[str, str] = {}
    across: set[str] = set()
    for place, tier in enumerate(scheme.tiers):
        quota = None if tier.quota is None else exact.floor_share(tier.quota, size)
        entering, edge = _enter(waiting, ranks, tier.cut, quota)
        for candidate in entering:
            reason = _sentence(scheme, candidate, ranks[candidate.code], place, quota, flagged.get(candidate.code, ""))
            flags = ["并列跨线，提请研究"] if candidate.code in across else []
            proposals[candidate.code] = Proposal(place, reason, flags)
        waiting = [candidate for candidate in waiting if candidate.code not in proposals]
        if edge:
            findings.append(_edge_tie(group, edge, ranks, tier.name, quota or 0))
        across |= {candidate.code for candidate in edge}
        flagged = {c.code: f"与他人并列第{ranks[c.code]}名、跨在“{tier.name}”的名额线上" for c in edge}
    return Outcome(proposals, tuple(findings))


def _enter(
    waiting: Sequence[Candidate], ranks: dict[str, int], cut: int | None, quota: int | None
) -> tuple[list[Candidate], list[Candidate]]:
    """Who enters a tier, and the tied block that straddles its quota edge. Blocks of one rank are never split."""
    entering: list[Candidate] = []
    able = [c for c in waiting if cut is None or (c.composite or 0) >= cut]
    for _, members in groupby(able, key=lambda c: ranks[c.code]):
        block = list(members)
        if quota is not None and len(entering) + len(block) > quota:
            return entering, block if len(block) > 1 and len(entering) < quota else []
        entering += block
    return entering, []


def _edge_tie(group: str, edge: Sequence[Candidate], ranks: dict[str, int], tier: str, quota: int) -> Finding:
    slots = {
        "group": group,
        "rank": str(ranks[edge[0].code]),
        "count": str(len(edge)),
        "names": "、".join(candidate.name for candidate in edge),
        "tier": tier,
        "quota": str(quota),
    }
    return Finding("result.edge-tie", Place(), slots)


def _sentence(scheme: Scheme, candidate: Candidate, rank: int, place: int, quota: int | None, edge: str) -> str:
    """Why this tier: the score against the cuts, the rank against the quotas."""
    tier, decimals = scheme.tiers[place], scheme.rules.decimals
    score = candidate.composite or 0
    parts = [f"综合得分{exact.show(score, decimals)}分，组内第{rank}名"]
    if place:
        better = scheme.tiers[place - 1]
        if better.cut is not None and score < better.cut:
            parts.append(f"未达到“{better.name}”的分数线{exact.show_short(better.cut)}分")
        else:
            parts.append(edge or f"达到“{better.name}”的分数线，但超出其名额")
    if tier.cut is not None:
        parts.append(f"达到“{tier.name}”的分数线{exact.show_short(tier.cut)}分")
    if quota is not None:
        parts.append(f"在名额{quota}名之内")
    return "，".join([*parts, f"建议“{tier.name}”"])


def _apply_events(scheme: Scheme, code: str, proposal: Proposal) -> None:
    """降档 one tier for each event, never below the last; 否决 to the last. The freed place is not refilled."""
    last = len(scheme.tiers) - 1
    for effect in (Effect.DOWNGRADE, Effect.VETO):
        for event in (a for a in scheme.adjustments if a.ratee == code and a.effect is effect):
            proposal.tier = last if effect is Effect.VETO else min(last, proposal.tier + 1)
            tier = scheme.tiers[proposal.tier].name
            basis = f"（{event.basis}）" if event.basis else ""
            proposal.reason += (
                f"；因{event.event}{basis}{'一票否决' if effect is Effect.VETO else '降一档'}，建议“{tier}”"
            )
            if str(effect) not in proposal.flags:
                proposal.flags.append(str(effect))
