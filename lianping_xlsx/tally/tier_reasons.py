"""The sentence that explains a proposed tier: score and rank, cuts and places, then what lowers the tier.

Every step that lowers a tier adds its words and the tier that is proposed after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.ranks import rank_words
from lianping_xlsx.tally.tier_gates import GateOutcome, below
from lianping_xlsx.tally.tier_places import Contender, Edge, Span, TierSteps, next_tier

if TYPE_CHECKING:  # it needs pandas, and commands that count nothing use the words of this module
    from lianping_xlsx.tally.score_ranges import ScoreRanges

LOWERING = (Effect.CAP, Effect.DOWNGRADE, Effect.VETO)
"""The effects that lower a tier, in the order in which they act and in which their sentences stand."""
TIED = "并列跨线，提请研究"
"""The flag of whoever is tied across the edge of a tier's places."""


def score_words(scheme: Scheme, composite: exact.ScoreValue) -> str:
    """The words with which the reason of a proposal begins. ``composite`` in hundredths."""
    return f"综合得分{exact.show(composite, scheme.rules.decimals)}分，"


def tier_words(scheme: Scheme, tiers: Span) -> str:
    """Two tiers between which nothing is decided: 好或中, or 好至差 if there are more between them."""
    best, worst = (scheme.tier_names[index] for index in tiers)
    return f"{best}{_link(tiers)}{worst}"


def _link(tiers: Span) -> str:
    return "或" if tiers.worst == tiers.best + 1 else "至"


@dataclass
class Reason:
    """A sentence while it is written. ``tiers``: the tier after the steps so far. ``notes``: what is not a plain cut.

    ``settled``: no composite and no condition on which the tier depends is open. ``guarded``: the 等次条件 in it, which
    not every reader may learn.
    """

    scheme: Scheme
    settled: bool
    text: str
    tiers: Span
    notes: list[str] = field(default_factory=list)
    guarded: list[GateOutcome] = field(default_factory=list)

    def advise(self) -> str:
        """The tier that is proposed in words, or the best and the worst tier where it is not certain."""
        best, worst = (f"“{self.scheme.tier_names[index]}”" for index in self.tiers)
        if self.tiers.certain:
            return f"建议{best}"
        if self.settled:
            return f"{best}{_link(self.tiers)}{worst}，提请研究"
        return f"可能是{best}{_link(self.tiers)}{worst}，暂不提出建议"

    def lower(self, words: str, tiers: Span) -> None:
        """Add a step that lowers the tier."""
        self.tiers = tiers
        self.text += f"；{words}，{self.advise()}"
        self.notes.append(words)


@dataclass(frozen=True)
class Reasons:
    """Writes the sentences of all ratees. ``edges``: by code and tier; ``ranges``: what is open; None: nothing."""

    scheme: Scheme
    edges: Mapping[tuple[str, int], Edge]
    ranges: ScoreRanges | None = None

    def write(
        self, contender: Contender, steps: TierSteps, outcomes: Sequence[GateOutcome], *, settled: bool
    ) -> Reason:
        """The sentence of one ratee. ``outcomes``: the 等次条件 applied to him."""
        places = None if self.ranges is None else self.ranges.places[contender.code]
        why = "" if self.ranges is None else self.ranges.causes[contender.group]
        rank = rank_words(contender.rank, places, why)
        reason = Reason(self.scheme, settled, f"{score_words(self.scheme, contender.composite)}组内{rank}", steps.head)
        events = tuple(self._events(contender.code))
        if self.scheme.rules.refill:
            closing = [each for each in outcomes if not each.met and self._below(contender, each) > steps.by_cut]
            reason.guarded += closing
            reason.notes += [*(each.words for each in closing), *(words for words, _ in events)]
            reason.text = "，".join([reason.text, *reason.notes])
        self._write_head(reason, contender, steps)
        self._write_tail(reason, contender, steps)
        if not self.scheme.rules.refill:
            self._write_gates(reason, contender, outcomes)
            for words, event in events:
                reason.lower(words, self._after(event, contender.group, reason.tiers))
        return reason

    # ------------------------------------------------------------ places

    def _write_head(self, reason: Reason, contender: Contender, steps: TierSteps) -> None:
        """Add the score against the cuts and the rank against the places."""
        if steps.head.certain:
            missed = self._missed(contender, steps)
            reason.notes += [missed] if missed else []
            parts = [*self._cuts_and_places(contender, steps, missed), reason.advise()]
        elif reason.settled:
            found = [edge for (code, _), edge in self.edges.items() if code == contender.code and not edge.from_last]
            words = self._edge_words(found[0]) if found else "并列跨线的人定在哪个等次，还没有研究"
            reason.notes.append(words)
            parts = [words, reason.advise()]
        else:
            parts = [reason.advise()]
            reason.notes.append(reason.advise())
        reason.text = "，".join([reason.text, *parts])

    def _missed(self, contender: Contender, steps: TierSteps) -> str:
        """The reason why a ratee who may have the next better tier is not in it; '' for all other ratees."""
        index, better = self._tier_and_better(contender.group, steps)
        if better is None or steps.first.best >= index:
            return ""
        edge = self.edges.get((contender.code, better))
        if edge:
            return self._edge_words(edge)
        tier = self.scheme.tiers_of(contender.group)[better]
        return f"超出“{tier.name}”的名额" if tier.cut is None else f"达到“{tier.name}”的分数线，但超出其名额"

    def _tier_and_better(self, group: str, steps: TierSteps) -> tuple[int, int | None]:
        """The tier by places, and the next better one of the 排名组."""
        index = steps.head.best
        return index, max((each for each in self.scheme.tiers_of(group) if each < index), default=None)

    def _cuts_and_places(self, contender: Contender, steps: TierSteps, missed: str) -> Iterator[str]:
        index, better = self._tier_and_better(contender.group, steps)
        tiers = self.scheme.tiers_of(contender.group)
        above = None if better is None else tiers[better].cut
        if missed:
            yield missed
        elif above is not None and contender.composite < above:
            yield f"未达到“{self.scheme.tier_names[better or 0]}”的分数线{exact.show_short(above)}分"
        cut = tiers[index].cut
        if cut is not None:
            yield f"达到“{tiers[index].name}”的分数线{exact.show_short(cut)}分"
        if tiers[index].from_first:
            yield self._in_places(contender, index, tiers[index])

    def _in_places(self, contender: Contender, index: int, tier: Tier) -> str:
        edge = self.edges.get((contender.code, index))
        if edge:
            return f"{self._edge_words(edge)}，取高"
        shared = "各组合计的" if len(self.scheme.tier_table.pool_of(tier, contender.group)) > 1 else ""
        return f"在{shared}名额{self.scheme.tier_table.places(tier, contender.group)}名之内"

    def _edge_words(self, edge: Edge) -> str:
        name = self.scheme.tier_names[edge.tier]
        among = "各组合并排名，" if len(edge.groups) > 1 else ""
        return f"{among}与他人并列第{edge.rank}名、跨在“{name}”的{'末位' if edge.from_last else ''}名额线上"

    def _write_tail(self, reason: Reason, contender: Contender, steps: TierSteps) -> None:
        """Add the places from the last rank, if they lower the tier or if the ratee is tied across their edge."""
        pressed = reason.tiers.at_least(steps.tail)
        found = [edge for (code, _), edge in self.edges.items() if code == contender.code and edge.from_last]
        if found:
            high = "" if steps.tail.worst else "，取高"
            reason.lower(f"{self._edge_words(found[0])}{high}", pressed)
        elif pressed != reason.tiers:
            tier = self.scheme.tiers_of(contender.group)[steps.tail.worst]
            among = "各组合并的" if len(self.scheme.tier_table.pool_of(tier, contender.group)) > 1 else ""
            may = "" if steps.tail.certain else "可能"
            reason.lower(f"{may}在{among}最后{self.scheme.tier_table.places(tier, contender.group)}名之内", pressed)

    # ------------------------------------------------------------ 等次条件, 限评, 降档, 否决

    def _below(self, contender: Contender, outcome: GateOutcome) -> int:
        return below(self.scheme, contender.group, outcome)

    def _write_gates(self, reason: Reason, contender: Contender, outcomes: Sequence[GateOutcome]) -> None:
        """Add the conditions that lower the tier."""
        for outcome in outcomes:
            open_ = self._below(contender, outcome)
            pressed = reason.tiers.at_least(Span(open_ if outcome.met is False else 0, open_))
            if not outcome.met and pressed != reason.tiers:
                reason.lower(outcome.words, pressed)
                reason.guarded.append(outcome)

    def _events(self, code: str) -> Iterator[tuple[str, Adjustment]]:
        """Yield the events of a ratee that lower his tier, in their order, with their words."""
        for effect in LOWERING:
            for event in (a for a in self.scheme.adjustments if a.ratee == code and a.effect is effect):
                basis = f"（{event.basis}）" if event.basis else ""
                yield f"因{event.event}{basis}{self._effect_words(event)}", event

    def _effect_words(self, event: Adjustment) -> str:
        if event.effect is Effect.CAP:
            return event.effect_words
        if event.effect is Effect.DOWNGRADE:
            return "降一档"
        return "一票否决" if self.scheme.rules.veto_holds_place else "一票否决（不占名额）"

    def _after(self, event: Adjustment, group: str, reached: Span) -> Span:
        """The tiers after one event that lowers them."""
        tiers = self.scheme.tiers_of(group)
        return Span(*(_lowered(self.scheme, tiers, event, tier) for tier in reached))


def _lowered(scheme: Scheme, tiers: Mapping[int, Tier], event: Adjustment, tier: int) -> int:
    if event.effect is Effect.VETO:
        return max(tiers)
    if event.effect is Effect.DOWNGRADE:
        return next_tier(tiers, tier)
    lowest = max(tier, scheme.tier_names.index(event.highest))
    return lowest if lowest in tiers else next_tier(tiers, lowest)


def flags_of(scheme: Scheme, code: str, edges: Sequence[Edge]) -> list[str]:
    """The short remarks on one ratee: a tie across an edge, then the effects of his events."""
    effects = [
        str(effect)
        for effect in LOWERING
        if any(event.ratee == code and event.effect is effect for event in scheme.adjustments)
    ]
    return [*([TIED] if any(code in edge.codes for edge in edges) else []), *effects]
