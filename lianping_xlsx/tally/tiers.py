"""Ranks become 建议等次: cut scores, then quotas, then 降档 and 否决, each with its sentence.

While composites of a 排名组 are open, its ranks may still grow by as many places, and a tier is proposed only where it
stays the same whatever these come to. The best that may come is what it is without them. For the worst, each of them
takes a place in every tier before the person, and so does everybody ahead who may yet be in that tier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import answers_at
from lianping_xlsx.scheme.rules.count_steps import VETOED_PLACES
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.tally.ranks import Candidate, open_in, rank_words


@dataclass(slots=True)
class Proposal:
    """The tier proposed for one ratee, the sentence that explains it, and short flags.

    ``notes``: the parts of the sentence that do not follow from the score and the cuts alone.
    ``worst`` is another tier than ``tier`` where it depends on those who are still open; then none is proposed.
    """

    tier: int
    reason: str
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    worst: int = -1

    def __post_init__(self) -> None:
        if self.worst < 0:
            self.worst = self.tier

    @property
    def certain(self) -> bool:
        """Whether it is the same tier whatever the open scores come to."""
        return self.tier == self.worst


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
        tiers = _GroupTiers(scheme, group, members, ranks)
        proposals |= tiers.propose()
        findings += tiers.findings
    for code, proposal in proposals.items():
        _apply_events(scheme, code, proposal)
    return Outcome(proposals, tuple(findings))


class _GroupTiers:
    """The tiers of one 排名组 from the best; those who do not enter one are considered for the next."""

    def __init__(self, scheme: Scheme, group: str, members: Sequence[Candidate], ranks: Mapping[str, int]) -> None:
        self.scheme = scheme
        self.group = group
        self.ranks = ranks
        self.ranked = sorted((c for c in members if c.code in ranks), key=lambda c: ranks[c.code])
        self.open = open_in(members)[group]
        self.quotas = [tier.places(len(members)) for tier in scheme.tiers]
        self.placeless = frozenset().union(*answers_at(VETOED_PLACES, scheme.rules, scheme.vetoed))
        """Those who take up no place of a quota."""
        self.findings: list[Finding] = []

    def propose(self) -> dict[str, Proposal]:
        """Proposals by code, before 降档 and 否决."""
        proposals: dict[str, Proposal] = {}
        waiting = self.ranked
        flagged: dict[str, str] = {}
        across: set[str] = set()
        for place, tier in enumerate(self.scheme.tiers):
            entering, edge = self._enter(waiting, place)
            for candidate in entering:
                missed = self._missed(candidate, place, flagged.get(candidate.code, ""))
                reason = self._sentence(candidate, place, missed)
                flags = ["并列跨线，提请研究"] if candidate.code in across else []
                proposals[candidate.code] = Proposal(place, reason, flags, [missed] if missed else [])
            waiting = [candidate for candidate in waiting if candidate.code not in proposals]
            if edge:
                self._note_edge(edge, place)
            across |= {candidate.code for candidate in edge}
            flagged = {c.code: f"与他人并列第{self.ranks[c.code]}名、跨在“{tier.name}”的名额线上" for c in edge}
        if self.open:
            self._widen(proposals)
        return proposals

    def _enter(self, waiting: Sequence[Candidate], place: int) -> tuple[list[Candidate], list[Candidate]]:
        """Who enters a tier, and the tied block that straddles its quota edge. Blocks of one rank are never split.

        While others are open nobody knows who will be tied at the edge, and no block is given back.
        """
        entering: list[Candidate] = []
        taken, cut, quota = 0, self.scheme.tiers[place].cut, self.quotas[place]
        able = [c for c in waiting if cut is None or (c.composite or 0) >= cut]
        for _, members in groupby(able, key=lambda c: self.ranks[c.code]):
            block = list(members)
            holders = [c for c in block if c.code not in self.placeless]
            if quota is not None and taken + len(holders) > quota:
                straddles = taken < quota and not self.open  # then the block is one of several
                return entering, holders if straddles else []
            entering += block
            taken += len(holders)
        return entering, []

    def _note_edge(self, edge: Sequence[Candidate], place: int) -> None:
        slots = {
            "group": self.group,
            "rank": str(self.ranks[edge[0].code]),
            "count": str(len(edge)),
            "names": "、".join(candidate.name for candidate in edge),
            "tier": self.scheme.tiers[place].name,
            "quota": str(self.quotas[place]),
        }
        self.findings.append(Finding("result.edge-tie", Place(), slots))

    def _widen(self, proposals: Mapping[str, Proposal]) -> None:
        """The worst tier of everybody: see the head of this module."""
        worst = {c.code: self._by_cut(c) for c in self.ranked}
        for place, quota in enumerate(self.quotas):
            if quota is not None:
                holders = (c.code for c in self.ranked if c.code not in self.placeless)
                ahead = [self.ranks[code] for code in holders if proposals[code].tier <= place <= worst[code]]
                for c in (c for c in self.ranked if worst[c.code] == place):
                    before = sum(rank <= self.ranks[c.code] for rank in ahead) + self.open
                    worst[c.code] += before > quota or proposals[c.code].tier > place
        for candidate in self.ranked:
            proposal = proposals[candidate.code]
            proposal.worst = worst[candidate.code]
            if not proposal.certain:
                proposal.reason = f"{self._standing(candidate)}，{_advice(self.scheme, proposal)}"
                proposal.notes = [_advice(self.scheme, proposal)]

    def _by_cut(self, candidate: Candidate) -> int:
        return sum(tier.cut is not None and tier.cut > (candidate.composite or 0) for tier in self.scheme.tiers)

    def _standing(self, candidate: Candidate) -> str:
        place = rank_words(self.ranks[candidate.code], self.open)
        return f"{score_words(self.scheme, candidate.composite or 0)}组内{place}"

    def _missed(self, candidate: Candidate, place: int, edge: str) -> str:
        """Why somebody who reaches the cut of the next better tier is not in it; '' for everybody else."""
        better = self.scheme.tiers[place - 1] if place else None
        if better is None or (better.cut is not None and (candidate.composite or 0) < better.cut):
            return ""
        return edge or f"达到“{better.name}”的分数线，但超出其名额"

    def _sentence(self, candidate: Candidate, place: int, missed: str) -> str:
        """Why this tier: the score against the cuts, the rank against the quotas."""
        tier, quota = self.scheme.tiers[place], self.quotas[place]
        parts = [self._standing(candidate)]
        better = self.scheme.tiers[place - 1] if place else None
        if missed:
            parts.append(missed)
        elif better is not None and better.cut is not None:
            parts.append(f"未达到“{better.name}”的分数线{exact.show_short(better.cut)}分")
        if tier.cut is not None:
            parts.append(f"达到“{tier.name}”的分数线{exact.show_short(tier.cut)}分")
        if quota is not None:
            parts.append(f"在名额{quota}名之内")
        return "，".join([*parts, f"建议“{tier.name}”"])


def score_words(scheme: Scheme, composite: int) -> str:
    """How the reason of a proposal begins."""
    return f"综合得分{exact.show(composite, scheme.rules.decimals)}分，"


def _advice(scheme: Scheme, proposal: Proposal) -> str:
    """The tier that is proposed, or those between which it lies."""
    best, worst = scheme.tiers[proposal.tier].name, scheme.tiers[proposal.worst].name
    if proposal.certain:
        return f"建议“{best}”"
    link = "或" if proposal.worst == proposal.tier + 1 else "至"
    return f"可能是“{best}”{link}“{worst}”，暂不提出建议"


def _apply_events(scheme: Scheme, code: str, proposal: Proposal) -> None:
    """降档 one tier for each event, never below the last; 否决 to the last. The freed place is not refilled."""
    last = len(scheme.tiers) - 1
    for effect in (Effect.DOWNGRADE, Effect.VETO):
        for event in (a for a in scheme.adjustments if a.ratee == code and a.effect is effect):
            vetoed = effect is Effect.VETO
            proposal.tier = last if vetoed else min(last, proposal.tier + 1)
            proposal.worst = last if vetoed else min(last, proposal.worst + 1)
            basis = f"（{event.basis}）" if event.basis else ""
            event_words = f"因{event.event}{basis}{_words(scheme, effect)}"
            proposal.reason += f"；{event_words}，{_advice(scheme, proposal)}"
            proposal.notes.append(event_words)
            if str(effect) not in proposal.flags:
                proposal.flags.append(str(effect))


def _words(scheme: Scheme, effect: Effect) -> str:
    if effect is Effect.DOWNGRADE:
        return "降一档"
    return "一票否决" if scheme.rules.veto_holds_place else "一票否决（不占名额）"
