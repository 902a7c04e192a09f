"""边界分析: how near each edge of a tier and each neighbouring rank was, and the least change that turns it.

An edge is the 分数线 of a tier, or the last of its places; its ratees are the last one inside, and the first one
outside whom no event keeps out. A 分数线 turns when the ratee reaches it, or does so no longer; the last place when one
of the two changes sides. A neighbouring pair turns when its order changes, a tie included. All gaps are those of
composites as printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from lianping_xlsx.audit.border_results import NO_OUTLOOK, Border, BorderKind, Borders, LeastChange, Outlook
from lianping_xlsx.audit.border_search import Mover, Search
from lianping_xlsx.audit.changed_count import Changed, ChangedCount, RateeParts, Variant
from lianping_xlsx.audit.class_marks import ClassMarks, MarkTable, class_marks
from lianping_xlsx.audit.least_changes import (
    item_points,
    one_event,
    one_mark,
    other_validity,
    several_ballots,
)
from lianping_xlsx.audit.outlook import is_settled
from lianping_xlsx.audit.shifted_weights import other_weight
from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.tally.tally_results import ClassTally, Result
from lianping_xlsx.tally.tier_places import Span

MOST_COMPOSITES = 2_000
"""So many composites are made at most, so that a merge is not slowed down: the closest borders are searched first."""


def borders(
    scheme: Scheme, counted: Counted, result: Result, outlook: Outlook = NO_OUTLOOK, *, of: str = ""
) -> Borders:
    """The borders of all 排名组 whose places and tiers are certain. ``outlook``: what may come of the others.

    ``of``: the code of a ratee; then only his borders, and every one of them is searched.
    """
    done, waiting, found = set[str](), set[str](), list[tuple[Border, Search]]()
    table = MarkTable(scheme, counted)
    for group in scheme.groups:
        if group not in done:
            groups = scheme.tier_table.linked[group]
            done.update(groups)
            if all(is_settled(scheme, result, outlook, each) for each in groups):
                analysis = _Analysis(ChangedCount(scheme, result, groups), table)
                found += [each for own in groups for each in analysis.borders(own)]
            else:
                waiting.update(groups)
    order = {group: place for place, group in enumerate(scheme.groups)}
    if of:
        found = [each for each in found if of in (each[0].upper, each[0].lower)]
    listed = sorted(_searched(found, math.inf if of else MOST_COMPOSITES), key=lambda each: order[each.group])
    return Borders(tuple(listed), tuple(sorted(waiting, key=order.__getitem__)), outlook)


def _searched(found: Sequence[tuple[Border, Search]], most: float) -> list[Border]:
    """The borders in their order, with the least changes of as many as may be searched: edges first, then by gap.

    ``most``: no border is begun after so many composites.
    """
    made, searched = 0, dict[int, Border]()
    closest = sorted(range(len(found)), key=lambda n: (found[n][0].tier is None, found[n][0].gap))
    for number in closest:
        border, search = found[number]
        before = search.count.made
        changes = _changes(search) if made < most else None
        made += search.count.made - before
        searched[number] = replace(border, changes=changes)
    return [searched[number] for number in range(len(found))]


@dataclass(frozen=True, slots=True)
class _TierEdge:
    """The edge of a tier in a 排名组, with the ratees on either side by rank. ``cut``: what must be reached for it."""

    tier: int
    inside: Sequence[str]
    outside: Sequence[str]
    cut: int | None


class _Analysis:
    """The borders of 排名组 whose tiers depend on each other."""

    def __init__(self, count: ChangedCount, table: MarkTable) -> None:
        self._count, self._table = count, table
        self._scheme = count.scheme
        self._marks = {code: tuple(self._classes(count.parts[code].classes)) for code in count.base}
        self._tiers = count.tiers({})

    def _classes(self, tallies: Sequence[ClassTally]) -> Iterator[ClassMarks]:
        """Yield the classes whose single marks may be told of: with weight, signed or at 票类均分单列线."""
        for tally in tallies:
            told = tally.valid >= self._scheme.rules.class_line or self._scheme.is_signed(tally.poll, tally.voter_class)
            marks = class_marks(self._scheme, self._table, tally) if told and tally.weight else None
            if marks is not None:
                yield marks

    def borders(self, group: str) -> Iterator[tuple[Border, Search]]:
        """Yield the borders of one 排名组."""
        count = self._count
        members = sorted((c.code for c in count.base.values() if c.group == group), key=lambda code: count.keys[code])
        members.reverse()
        for edge in self._edges(group, members):
            yield from self._at_edge(group, edge)
        for upper, lower in pairwise(members):
            yield self._pair(group, upper, lower)

    # ------------------------------------------------------------ pairs

    def _pair(self, group: str, upper: str, lower: str) -> tuple[Border, Search]:
        movers = [Mover(lower, up=True), Mover(upper, up=False)]
        gap = self._composite(upper) - self._composite(lower)
        turned = partial(_reordered, self._count, upper, lower)
        search = Search(self._count, movers, (upper,), (lower,), turned, self._marks, gap)
        return Border(group, BorderKind.RANKS, upper, lower, gap, self._is_near(gap), None), search

    def _composite(self, code: str) -> ScoreValue:
        return self._count.base[code].composite or 0

    def _is_near(self, gap: ScoreValue) -> bool:
        line = self._scheme.rules.border_line
        return line is not None and gap <= line

    # ------------------------------------------------------------ edges

    def _edges(self, group: str, members: Sequence[str]) -> Iterator[_TierEdge]:
        """Yield the edges below each tier but the last. ``members``: by rank, the first one first."""
        tiers = self._scheme.tiers_of(group)
        for tier in list(tiers)[:-1]:
            cuts = [each.cut for index, each in tiers.items() if index >= tier and each.cut is not None]
            inside = [code for code in members if self._tiers[code].worst <= tier]
            outside = [code for code in members if self._tiers[code].best > tier]
            yield _TierEdge(tier, inside, outside, max(cuts, default=None))

    def _at_edge(self, group: str, edge: _TierEdge) -> Iterator[tuple[Border, Search]]:
        """Yield the distance of the last one inside and of the first one outside to the 分数线, and to each other."""
        last = edge.inside[-1] if edge.inside else ""
        first = next((code for code in edge.outside if not self._is_kept_out(code, edge.tier)), "")
        misses = bool(edge.cut is not None and first and self._composite(first) < edge.cut)
        if edge.cut is not None and last:
            yield self._at_cut(group, edge.tier, edge.cut, Mover(last, up=False))
        if edge.cut is not None and misses:
            yield self._at_cut(group, edge.tier, edge.cut, Mover(first, up=True))
        elif first:
            tied = self._tied_with(edge, first)
            upper, lower = (first, tied) if tied else (last, first)
            if upper and self._count.keys[upper] >= self._count.keys[lower]:
                yield self._at_places(group, edge, upper, lower)

    def _at_cut(self, group: str, tier: int, cut: int, mover: Mover) -> tuple[Border, Search]:
        """The distance of a ratee to a 分数线; ``mover``: he, rising to reach it or falling below."""
        code, count = mover.code, self._count
        upper, lower = ("", code) if mover.up else (code, "")
        gap = cut - self._composite(code) if mover.up else self._composite(code) - cut
        turned = partial(_passes_cut, count, code, cut)
        above, below = ((), (code,)) if mover.up else ((code,), ())
        floor, ceiling = (None, cut) if mover.up else (cut, None)
        search = Search(count, [mover], above, below, turned, self._marks, gap, floor, ceiling)
        return Border(group, BorderKind.CUT, upper, lower, gap, self._is_near(gap), None, tier, cut), search

    def _at_places(self, group: str, edge: _TierEdge, upper: str, lower: str) -> tuple[Border, Search]:
        """The distance between the last one who has a place and the first one who has none."""
        gap = self._composite(upper) - self._composite(lower)
        movers = [Mover(lower, up=True), Mover(upper, up=False)]
        turned = _Crossing(self._count, edge.tier, (upper, lower), self._tiers)
        inside, outside = edge.inside, edge.outside
        after = any(tier.from_first for index, tier in self._scheme.tiers_of(group).items() if index < edge.tier)
        search = Search(
            self._count,
            movers,
            inside,
            outside,
            turned,
            self._marks,
            gap,
            edge.cut,
            by_places=True,
            after_places=after,
        )
        return Border(group, BorderKind.PLACES, upper, lower, gap, self._is_near(gap), None, edge.tier), search

    def _is_kept_out(self, code: str, tier: int) -> bool:
        """Return True if an event keeps a ratee out of a tier, whatever his score."""
        scheme = self._scheme
        events = {event.effect for event in scheme.adjustments if event.ratee == code}
        return code in scheme.vetoed or scheme.capped.get(code, 0) > tier or Effect.DOWNGRADE in events

    def _tied_with(self, edge: _TierEdge, first: str) -> str:
        """Whoever is tied with the first one outside, so that the places end between them; '' if nobody is."""
        keys, key = self._count.keys, self._count.keys[first]
        tied = [code for code in edge.outside if code != first and keys[code] == key]
        return tied[0] if tied and any(keys[code] > key for code in edge.inside) else ""


def _passes_cut(count: ChangedCount, code: str, cut: int, changed: Changed, *_: object) -> bool:
    """Return True if a ratee reaches a 分数线 that he does not reach now, or no longer reaches it."""
    after, now = changed.get(code, count.base[code]).composite, count.base[code].composite or 0
    return after is not None and (after >= cut) != (now >= cut)


def _reordered(count: ChangedCount, upper: str, lower: str, changed: Changed, *_: object) -> bool:
    """Return True if the order of two ratees is another one than now: reversed, tied, or tied no longer."""
    first, second = (changed.get(code, count.base[code]) for code in (upper, lower))
    if first.composite is None or second.composite is None:
        return False
    keys, tied = (count.key(first), count.key(second)), count.keys[upper] == count.keys[lower]
    return keys[0] != keys[1] if tied else keys[0] <= keys[1]


@dataclass(frozen=True)
class _Crossing:
    """Whether one of some ratees no longer certainly is on his side of the edge below a tier. ``now``: their tiers."""

    count: ChangedCount
    tier: int
    codes: Sequence[str]
    now: Mapping[str, Span]

    def __call__(self, changed: Changed, parts: Mapping[str, RateeParts], variant: Variant) -> bool:
        if any(each.composite is None for each in changed.values()):
            return False
        after = self.count.tiers(changed, parts, variant)
        return any(self._crosses(self.now[code], after[code]) for code in self.codes if code in after)

    def _crosses(self, now: Span, after: Span) -> bool:
        return after.worst > self.tier if now.worst <= self.tier else after.best <= self.tier


def _changes(search: Search) -> tuple[LeastChange, ...]:
    """The least change of each kind."""
    kinds = (one_mark, several_ballots, item_points, other_weight, other_validity, one_event)
    return tuple(change for kind in kinds if (change := kind(search)) is not None)
