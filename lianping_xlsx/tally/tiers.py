"""建议等次: ranks and scores give tiers by cuts and places, then 限评, 降档 and 否决, each with its sentence.

好, 中, 差 and their order: 乐安 一（一）2⑥ and 二（二）5, 中卫 一（一）2⑤. Both regulations leave cuts and quotas
open: they are settings of the scheme (等次规则). A meeting decides (乐安 二（一）5, 中卫 二（一）5): the program
only proposes, and never fills in 审定等次. A tier is proposed only if no composite that is still open can change it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import EdgeTies
from lianping_xlsx.tally.ranks import Candidate
from lianping_xlsx.tally.score_ranges import ScoreRanges
from lianping_xlsx.tally.tier_gates import GateOutcome, open_tiers
from lianping_xlsx.tally.tier_places import Contender, Edge, Span, TierPlaces, by_cuts
from lianping_xlsx.tally.tier_reasons import Reasons, flags_of, tier_words

NO_CONDITIONS: Mapping[str, Sequence[GateOutcome]] = {}


@dataclass(slots=True)
class Proposal:
    """The tier proposed for one ratee, the sentence that explains it, and short flags.

    ``tier``, ``worst``: indexes into ``Scheme.tier_names``, 0 is the best. They differ where the tier depends on what
    is open. ``settled``: nothing is open; if the two differ nevertheless, a tie leaves both tiers to the meeting.
    ``notes``: the parts of the sentence that do not follow from the score and the cuts alone. ``guarded``: the 等次条件
    that it quotes.
    """

    tier: int
    worst: int
    reason: str
    settled: bool
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    guarded: tuple[GateOutcome, ...] = ()

    @property
    def certain(self) -> bool:
        """True if the tier is the same for every outcome of what is open."""
        return self.tier == self.worst

    def words(self, scheme: Scheme) -> str | None:
        """建议等次 as printed; both tiers if a tie leaves them to the meeting, None if something is open."""
        if self.certain:
            return scheme.tier_names[self.tier]
        return tier_words(scheme, Span(self.tier, self.worst)) if self.settled else None

    def choices(self, scheme: Scheme, group: str) -> tuple[str, ...]:
        """The names of the tiers among which a tie leaves the meeting to choose; () if the tier is certain or open."""
        if self.certain or not self.settled:
            return ()
        return tuple(t.name for index, t in scheme.tiers_of(group).items() if self.tier <= index <= self.worst)


def propose_tiers(
    scheme: Scheme,
    candidates: Sequence[Candidate],
    ranks: Mapping[str, int],
    outcomes: Mapping[str, Sequence[GateOutcome]] = NO_CONDITIONS,
    ranges: ScoreRanges | None = None,
) -> Outcome[dict[str, Proposal]]:
    """Proposals by code for every ranked ratee. ``ranks``, ``outcomes`` (the 等次条件 applied): by code.

    ``ranges``: what is open; None: nothing. With ranges whoever has no composite yet gets a proposal as well, which
    holds the best and the worst tier that he may come to.

    Findings: those of ``_EDGES``, ``result.condition-open``.
    """
    present = [candidate for candidate in candidates if not candidate.excluded]
    ranked = [each for each in present if each.code in ranks]
    contenders = [contender_of(scheme, c, ranks[c.code], outcomes.get(c.code, ())) for c in ranked]
    unknown = {contender.group for contender in contenders if not contender.gates.certain}
    if ranges is not None:
        ends = [ranges.greatest[each.code] for each in present if each.code not in ranks]
        contenders += [contender_of(scheme, c, ranges.places[c.code].first, outcomes.get(c.code, ())) for c in ends]
        unsettled = _unsettled_groups(scheme, contenders, ranges, {each.group for each in ends})
        contenders = [_with_ends(c, ranges) if c.group in unsettled else c for c in contenders]
        unknown |= unsettled
    places = TierPlaces(scheme, contenders, {})
    edges = {(code, edge.tier): edge for edge in places.edges for code in edge.codes}
    reasons = Reasons(scheme, edges, ranges)
    settled = {group: not any(each in unknown for each in scheme.tier_table.linked[group]) for group in scheme.groups}
    proposals: dict[str, Proposal] = {}
    for contender in contenders:
        steps = places.steps[contender.code]
        mine = outcomes.get(contender.code, ())
        reason = reasons.write(contender, steps, mine, settled=settled[contender.group])
        proposals[contender.code] = Proposal(
            *steps.tiers,
            reason.text,
            settled=settled[contender.group],
            flags=flags_of(scheme, contender.code, places.edges),
            notes=reason.notes,
            guarded=tuple(reason.guarded),
        )
    scored = [each for each in contenders if each.code in ranks]
    findings = (*_edge_findings(scheme, candidates, places.edges), *_open_conditions(scheme, scored, outcomes))
    return Outcome(proposals, findings)


def contender_of(scheme: Scheme, candidate: Candidate, rank: int, outcomes: Sequence[GateOutcome]) -> Contender:
    """A ranked candidate as he takes part in the places. ``outcomes``: the 等次条件 applied to him."""
    gates = open_tiers(scheme, candidate.group, outcomes)
    return Contender(candidate.code, candidate.group, rank, candidate.composite or 0, gates)


def _with_ends(contender: Contender, ranges: ScoreRanges) -> Contender:
    places = ranges.places[contender.code]
    return replace(contender, places=(places.best, places.worst), scores=ranges.composites(contender.code))


def _unsettled_groups(
    scheme: Scheme, contenders: Sequence[Contender], ranges: ScoreRanges, unscored: set[str]
) -> set[str]:
    """The 排名组 in which an order or a 分数线 that is reached may change, with all linked ones.

    ``unscored``: those in which somebody has no composite.
    """
    found: set[str] = set()
    by_group: dict[str, list[Contender]] = {group: [] for group in scheme.groups}
    for contender in contenders:
        by_group[contender.group].append(_with_ends(contender, ranges))
    for together in dict.fromkeys(scheme.tier_table.linked.values()):
        members = [contender for group in together for contender in by_group[group]]
        if unscored.intersection(together) or _unsettled(scheme, members, ranges):
            found.update(together)
    return found


def _unsettled(scheme: Scheme, members: Sequence[Contender], ranges: ScoreRanges) -> bool:
    places = (ranges.places[c.code] for c in members)
    if any(each.first != each.last for each in places):
        return True
    if any(len({by_cuts(scheme.tiers_of(c.group), score) for score in c.ends}) > 1 for c in members):
        return True
    # Across 排名组, too, as many must be ahead of each at the least as at the most.
    greatest, least = (sorted(c.ends[end] for c in members) for end in (0, 1))
    spread = [
        (bisect_right(least, high), bisect_right(greatest, low), high > low) for high, low in (c.ends for c in members)
    ]
    return any(sure != may + wide for sure, may, wide in spread)


def _open_conditions(
    scheme: Scheme, contenders: Sequence[Contender], outcomes: Mapping[str, Sequence[GateOutcome]]
) -> Iterator[Finding]:
    """Yield ``result.condition-open`` for each condition without a figure, of a ratee with a composite."""
    for contender in contenders:
        for outcome in outcomes.get(contender.code, ()):
            if outcome.met is None and not outcome.figure:
                condition = outcome.condition
                what = condition.rate.words if condition.rate else condition.score
                slots = {"name": scheme.ratee_of[contender.code].label, "tier": condition.tier, "what": what}
                yield Finding("result.condition-open", Place(), slots)


_EDGES = {
    (False, EdgeTies.LOWER): "result.edge-tie",
    (False, EdgeTies.HIGHER): "result.edge-tie-higher",
    (False, EdgeTies.OPEN): "result.edge-tie-open",
    (True, EdgeTies.LOWER): "result.last-tie",
    (True, EdgeTies.HIGHER): "result.last-tie-higher",
    (True, EdgeTies.OPEN): "result.last-tie-open",
}
"""The codes of the findings on ties across an edge, by: counted from the last rank, and the rule on such ties."""


def _edge_findings(scheme: Scheme, candidates: Sequence[Candidate], edges: Sequence[Edge]) -> Iterator[Finding]:
    names = {candidate.code: candidate.name for candidate in candidates}
    for edge in edges:
        ties = scheme.rules.tail_ties if edge.from_last else scheme.rules.head_ties
        slots = {
            "group": "、".join(edge.groups),
            "rank": str(edge.rank),
            "count": str(len(edge.codes)),
            "names": "、".join(names[code] for code in edge.codes),
            "tier": scheme.tier_names[edge.tier],
            "quota": str(edge.places),
        }
        yield Finding(_EDGES[edge.from_last, ties], Place(), slots)
