"""建议等次: ranks and scores give tiers by cut scores, then quotas, then 限评, 降档 and 否决, each with its sentence.

好, 中, 差 and their order: 乐安 一（一）2⑥ and 二（二）5, 中卫 一（一）2⑤. Both regulations leave cuts and quotas
open: they are settings of the scheme (等次规则). A meeting decides (乐安 二（一）5, 中卫 二（一）5): the program
only proposes, and never fills in 审定等次.

While composites of a 排名组 are open, each rank of the group may still grow by the number of open ratees. A tier is
proposed only if it is the same for every outcome. The best outcome is the tier computed without the open ratees. In the
worst outcome each open ratee takes a place in every tier before the person, and so does everybody ranked ahead who may
still be in that tier.
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
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.ranks import Candidate, open_in, rank_words


@dataclass(slots=True)
class Proposal:
    """The tier proposed for one ratee, the sentence that explains it, and short flags.

    ``tier``, ``worst``: indexes into the tiers of the scheme, 0 is the best. They differ where the tier depends on
    open composites; then no tier is proposed. ``notes``: the parts of the sentence that do not follow from the score
    and the cuts alone.
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
        """True if the tier is the same for every outcome of the open composites."""
        return self.tier == self.worst


def propose_tiers(
    scheme: Scheme, candidates: Sequence[Candidate], ranks: dict[str, int]
) -> Outcome[dict[str, Proposal]]:
    """Proposals by code for every ranked ratee. ``ranks`` by code. Finding: ``result.edge-tie``."""
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
    """The tiers of one 排名组, filled from the best down; a ratee who does not enter a tier may enter the next."""

    def __init__(self, scheme: Scheme, group: str, members: Sequence[Candidate], ranks: Mapping[str, int]) -> None:
        self.scheme = scheme
        self.group = group
        self.ranks = ranks
        self.ranked = sorted((c for c in members if c.code in ranks), key=lambda c: ranks[c.code])
        self.open = open_in(members)[group]
        # The base of a quota is everybody of the group who takes part, also those without a composite.
        self.quotas = [tier.places(len(members)) for tier in scheme.tiers]
        self.placeless = frozenset().union(*answers_at(VETOED_PLACES, scheme.rules, scheme.vetoed))
        """Codes of the ratees who take no place of a quota (否决者占名额: 否)."""
        self.findings: list[Finding] = []

    def propose(self) -> dict[str, Proposal]:
        """Proposals by code, before 限评, 降档 and 否决."""
        proposals: dict[str, Proposal] = {}
        waiting = self.ranked
        flagged: dict[str, str] = {}
        # A tied block on an edge is flagged in whatever lower tier it enters.
        across: set[str] = set()
        for index, tier in enumerate(self.scheme.tiers):
            entering, edge = self._enter(waiting, index)
            for candidate in entering:
                missed = self._missed(candidate, index, flagged.get(candidate.code, ""))
                reason = self._sentence(candidate, index, missed)
                flags = ["并列跨线，提请研究"] if candidate.code in across else []
                proposals[candidate.code] = Proposal(index, reason, flags, [missed] if missed else [])
            waiting = [candidate for candidate in waiting if candidate.code not in proposals]
            if edge:
                self._note_edge(edge, index)
            across |= {candidate.code for candidate in edge}
            flagged = {c.code: f"与他人并列第{self.ranks[c.code]}名、跨在“{tier.name}”的名额线上" for c in edge}
        if self.open:
            self._find_worst(proposals)
        return proposals

    def _enter(self, waiting: Sequence[Candidate], index: int) -> tuple[list[Candidate], list[Candidate]]:
        """The candidates who enter a tier, and the tied block on the edge of its quota (empty if there is none).

        A block of one rank is never split: it enters as a whole or not at all. While composites are open, the ties on
        the edge are not known, and no block is returned.
        """
        entering: list[Candidate] = []
        taken, cut, quota = 0, self.scheme.tiers[index].cut, self.quotas[index]
        able = [c for c in waiting if cut is None or (c.composite or 0) >= cut]
        for _, members in groupby(able, key=lambda c: self.ranks[c.code]):
            block = list(members)
            holders = [c for c in block if c.code not in self.placeless]
            if quota is not None and taken + len(holders) > quota:
                # Places are left, but fewer than the block needs. Without a place left it is simply below.
                straddles = taken < quota and not self.open
                return entering, holders if straddles else []
            entering += block
            taken += len(holders)
        return entering, []

    def _note_edge(self, edge: Sequence[Candidate], index: int) -> None:
        slots = {
            "group": self.group,
            "rank": str(self.ranks[edge[0].code]),
            "count": str(len(edge)),
            "names": "、".join(candidate.name for candidate in edge),
            "tier": self.scheme.tiers[index].name,
            "quota": str(self.quotas[index]),
        }
        self.findings.append(Finding("result.edge-tie", Place(), slots))

    def _find_worst(self, proposals: Mapping[str, Proposal]) -> None:
        """Set the worst tier of every proposal, by the rule in the module's docstring."""
        worst = {c.code: self._by_cut(c) for c in self.ranked}
        # From the best tier down: whoever falls out of one tier in the worst outcome is a candidate for the next.
        for index, quota in enumerate(self.quotas):
            if quota is not None:
                holders = (c.code for c in self.ranked if c.code not in self.placeless)
                # The ranks of all who may hold a place of this tier: it lies between their best and their worst tier.
                ahead = [self.ranks[code] for code in holders if proposals[code].tier <= index <= worst[code]]
                for c in (c for c in self.ranked if worst[c.code] == index):
                    # The ratee and those ranked with or before him need places, and so does each open ratee. If the
                    # quota is too small, or the best outcome is a lower tier already, the worst one is lower, too.
                    before = sum(rank <= self.ranks[c.code] for rank in ahead) + self.open
                    worst[c.code] += before > quota or proposals[c.code].tier > index
        for candidate in self.ranked:
            proposal = proposals[candidate.code]
            proposal.worst = worst[candidate.code]
            if not proposal.certain:
                proposal.reason = f"{self._score_and_rank(candidate)}，{_advice(self.scheme, proposal)}"
                proposal.notes = [_advice(self.scheme, proposal)]

    def _by_cut(self, candidate: Candidate) -> int:
        """The tier that the cuts alone give."""
        return sum(tier.cut is not None and tier.cut > (candidate.composite or 0) for tier in self.scheme.tiers)

    def _score_and_rank(self, candidate: Candidate) -> str:
        rank = rank_words(self.ranks[candidate.code], self.open)
        return f"{score_words(self.scheme, candidate.composite or 0)}组内{rank}"

    def _missed(self, candidate: Candidate, index: int, edge: str) -> str:
        """The reason why a ratee who reaches the cut of the next better tier is not in it; '' for all other ratees."""
        better = self.scheme.tiers[index - 1] if index else None
        if better is None or (better.cut is not None and (candidate.composite or 0) < better.cut):
            return ""
        return edge or f"达到“{better.name}”的分数线，但超出其名额"

    def _sentence(self, candidate: Candidate, index: int, missed: str) -> str:
        """The sentence that explains the tier: the score against the cuts, the rank against the quotas."""
        tier, quota = self.scheme.tiers[index], self.quotas[index]
        parts = [self._score_and_rank(candidate)]
        better = self.scheme.tiers[index - 1] if index else None
        if missed:
            parts.append(missed)
        elif better is not None and better.cut is not None:
            parts.append(f"未达到“{better.name}”的分数线{exact.show_short(better.cut)}分")
        if tier.cut is not None:
            parts.append(f"达到“{tier.name}”的分数线{exact.show_short(tier.cut)}分")
        if quota is not None:
            parts.append(f"在名额{quota}名之内")
        return "，".join([*parts, f"建议“{tier.name}”"])


def score_words(scheme: Scheme, composite: exact.ScoreValue) -> str:
    """The words with which the reason of a proposal begins. ``composite`` in hundredths."""
    return f"综合得分{exact.show(composite, scheme.rules.decimals)}分，"


def _advice(scheme: Scheme, proposal: Proposal) -> str:
    """The tier that is proposed in words, or the best and the worst tier where it is not certain."""
    best, worst = scheme.tiers[proposal.tier].name, scheme.tiers[proposal.worst].name
    if proposal.certain:
        return f"建议“{best}”"
    link = "或" if proposal.worst == proposal.tier + 1 else "至"
    return f"可能是“{best}”{link}“{worst}”，暂不提出建议"


_LOWERING = (Effect.CAP, Effect.DOWNGRADE, Effect.VETO)
"""The effects that lower a tier, in the order in which they act and in which their sentences stand."""


def _apply_events(scheme: Scheme, code: str, proposal: Proposal) -> None:
    """Lower a proposal by the events of a ratee.

    限评: to the tier that it names; 降档: by one tier each, not below the last; 否决: to the last. A place that becomes
    free is not given to anybody else.
    """
    for effect in _LOWERING:
        for event in (a for a in scheme.adjustments if a.ratee == code and a.effect is effect):
            proposal.tier, proposal.worst = (_lowered(scheme, event, tier) for tier in (proposal.tier, proposal.worst))
            basis = f"（{event.basis}）" if event.basis else ""
            event_words = f"因{event.event}{basis}{_effect_words(scheme, event)}"
            proposal.reason += f"；{event_words}，{_advice(scheme, proposal)}"
            proposal.notes.append(event_words)
            if str(effect) not in proposal.flags:
                proposal.flags.append(str(effect))


def _lowered(scheme: Scheme, event: Adjustment, tier: int) -> int:
    """The tier (index) after one event that lowers it."""
    last = len(scheme.tiers) - 1
    if event.effect is Effect.CAP:
        return max(tier, scheme.tier_names.index(event.highest))
    return last if event.effect is Effect.VETO else min(last, tier + 1)


def _effect_words(scheme: Scheme, event: Adjustment) -> str:
    if event.effect is Effect.CAP:
        return event.effect_words
    if event.effect is Effect.DOWNGRADE:
        return "降一档"
    return "一票否决" if scheme.rules.veto_holds_place else "一票否决（不占名额）"
