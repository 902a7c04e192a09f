"""边界分析: how near each edge of a tier and each neighbouring rank was, and the least change that turns it.

An edge is the 分数线 of a tier, or the last of its places; its ratees are the last one inside, and the first one
outside whom no event keeps out. Who holds a place that he may not have is inside as well. If a tie lies across the
edge, they are two who are tied, whether both are inside (取高), outside (取低) or undecided (不定). Where 排名组 share
the places, the two are looked for in all of them, by composite, and the edge belongs to the first 排名组. Where no
places end, 等次条件 may divide those who reach the 分数线. A 分数线 turns when the ratee reaches it, or does so no
longer; the other edges when one of the two changes sides. A neighbouring pair turns when its order changes, a tie
included. All gaps are those of composites as printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from lianping_xlsx.audit.border_results import NO_OUTLOOK, Border, BorderKind, Borders, LeastChange, Outlook
from lianping_xlsx.audit.border_search import Crossing, Mover, Search, movers_of, passes_cut, reordered
from lianping_xlsx.audit.changed_count import ChangedCount
from lianping_xlsx.audit.class_marks import ClassMarks, MarkTable, class_marks
from lianping_xlsx.audit.least_changes import item_points, one_event, one_mark, other_validity, several_ballots
from lianping_xlsx.audit.outlook import is_settled
from lianping_xlsx.audit.shifted_weights import other_weight
from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.tally.tally_results import ClassTally, Result
from lianping_xlsx.tally.tier_places import Edge

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
    """The edge below a tier of a 排名组, with the ratees on either side by rank.

    ``cut``: what must be reached for the tier. ``last``, ``first``: the last one inside, the first one outside whom no
    event keeps out; '' if there is none. ``pool``: the 排名组 whose places end there together, or the one alone;
    ``limited``: places do end there; else 等次条件 alone divide those who reach the 分数线. ``apart``: the two between
    whom they end, none if they end between nobody or another 排名组 of the pool tells of it.
    """

    group: str
    tier: int
    inside: Sequence[str]
    outside: Sequence[str]
    cut: int | None
    last: str
    first: str
    pool: tuple[str, ...]
    limited: bool
    apart: tuple[str, str] | None


class _TierEdges:
    """The edges of the tiers of 排名组 that are counted together."""

    def __init__(self, count: ChangedCount) -> None:
        self._count, self._scheme = count, count.scheme
        self._tiers = count.tiers({})

    def of(self, group: str) -> Iterator[_TierEdge]:
        """Yield the edges below each tier of a 排名组 but the last."""
        members = self._by_rank((group,))
        for tier in list(self._scheme.tiers_of(group))[:-1]:
            inside, outside = self._sides(tier, members)
            last, first = inside[-1] if inside else "", next(self._able(tier, outside), "")
            pool = self._pool(group, tier)
            apart = self._apart(tier, pool) if group == pool[0] else None
            cut, limited = self._cut(group, tier), self._limited(tier, pool)
            yield _TierEdge(group, tier, inside, outside, cut, last, first, pool, limited, apart)

    def _by_rank(self, pool: Sequence[str]) -> Sequence[str]:
        """The ratees of a 排名组, or of several by composite, the first one first."""
        count = self._count
        own = [each for each in count.base.values() if each.group in pool]
        key = count.key if len(pool) == 1 else lambda each: each.composite or 0
        return [each.code for each in sorted(own, key=key)][::-1]

    def _sides(self, tier: int, members: Iterable[str]) -> tuple[Sequence[str], Sequence[str]]:
        """Those who certainly have a tier or a better one, and those who certainly do not."""
        listed = [(code, self._tiers[code]) for code in members]
        inside = [code for code, span in listed if span.worst <= tier]
        return inside, [code for code, span in listed if span.best > tier]

    def _cut(self, group: str, tier: int) -> int | None:
        tiers = self._scheme.tiers_of(group)
        return max((each.cut for index, each in tiers.items() if index >= tier and each.cut is not None), default=None)

    def _pool(self, group: str, tier: int) -> tuple[str, ...]:
        """The 排名组 that share the places which end below a tier: its own, or those from the last rank below it."""
        tiers, table = self._scheme.tiers_of(group), self._scheme.tier_table
        own, below = tiers[tier], next(each for index, each in tiers.items() if index > tier)
        if own.from_first:
            return table.pool_of(own, group)
        return table.pool_of(below, group) if below.from_last else (group,)

    def _able(self, tier: int, codes: Iterable[str]) -> Iterator[str]:
        """Yield those whom no event keeps out of a tier, whatever their score."""
        scheme = self._scheme
        lowered = {event.ratee for event in scheme.adjustments if event.effect is Effect.DOWNGRADE}
        for code in codes:
            if code not in scheme.vetoed and scheme.capped.get(code, 0) <= tier and code not in lowered:
                yield code

    def _reaches(self, code: str, tier: int) -> bool:
        candidate = self._count.base[code]
        cut = self._cut(candidate.group, tier)
        return cut is None or (candidate.composite or 0) >= cut

    # ------------------------------------------------------------ where places end

    def _apart(self, tier: int, pool: tuple[str, ...]) -> tuple[str, str] | None:
        """The two between whom the places of a tier end."""
        members = self._by_rank(pool)
        for edge in self._count.places.edges:
            if set(edge.groups) == set(pool) and self._ends_here(edge, tier):
                upper, lower, *_ = (code for code in members if code in edge.codes)
                return upper, lower
        inside, outside = self._sides(tier, members)
        first = next((code for code in self._able(tier, outside) if self._reaches(code, tier)), "")
        if not first:
            return None
        behind, limited = members[members.index(first) :], self._limited(tier, pool)
        having = [code for code in members if code in inside or (limited and self._holds(code, tier))]
        ahead = [code for code in having if code not in behind]
        return (ahead[-1], first) if ahead and not set(inside).intersection(behind) else None

    def _limited(self, tier: int, pool: Sequence[str]) -> bool:
        """Return True if places end below a tier: its own, or those from the last rank of a lower one."""
        tiers = self._scheme.tiers_of(pool[0])
        return tiers[tier].from_first or any(each.from_last for index, each in tiers.items() if index > tier)

    def _holds(self, code: str, tier: int) -> bool:
        """Return True if a ratee holds a place of a tier or a better one, whatever keeps him out of it."""
        steps = self._count.places.steps[code]
        return steps.head.at_least(steps.tail).worst <= tier

    def _ends_here(self, edge: Edge, tier: int) -> bool:
        """Return True if a tie across an edge decides whether somebody has a tier or a better one."""
        able = list(self._able(tier, edge.codes))
        if edge.from_last:
            steps = self._count.places.steps
            return edge.tier > tier and any(steps[code].head.at_least(steps[code].gates).best <= tier for code in able)
        return edge.tier == tier and bool(able)


class _Analysis:
    """The borders of 排名组 whose tiers depend on each other."""

    def __init__(self, count: ChangedCount, table: MarkTable) -> None:
        self._count, self._table = count, table
        self._scheme = count.scheme
        self._ballots = {code: tuple(self._classes(count.parts[code].classes)) for code in count.base}
        self._marks = {code: tuple(filter(self._is_told, listed)) for code, listed in self._ballots.items()}
        self._tiers = count.tiers({})
        self._edges = _TierEdges(count)

    def _classes(self, tallies: Sequence[ClassTally]) -> Iterator[ClassMarks]:
        """Yield the classes with weight that have a mark that counts."""
        for tally in tallies:
            marks = class_marks(self._scheme, self._table, tally) if tally.weight else None
            if marks is not None:
                yield marks

    def _is_told(self, marks: ClassMarks) -> bool:
        """Return True if single marks of a class may be told of: it is signed, or at 票类均分单列线."""
        tally = marks.tally
        return tally.valid >= self._scheme.rules.class_line or self._scheme.is_signed(tally.poll, tally.voter_class)

    def borders(self, group: str) -> Iterator[tuple[Border, Search]]:
        """Yield the borders of one 排名组."""
        count = self._count
        members = sorted((c.code for c in count.base.values() if c.group == group), key=lambda code: count.keys[code])
        members.reverse()
        for edge in self._edges.of(group):
            yield from self._at_edge(edge)
        for upper, lower in pairwise(members):
            yield self._pair(group, upper, lower)

    # ------------------------------------------------------------ pairs

    def _pair(self, group: str, upper: str, lower: str) -> tuple[Border, Search]:
        movers = movers_of(upper, lower, tied=self._count.keys[upper] == self._count.keys[lower])
        gap = self._composite(upper) - self._composite(lower)
        turned = partial(reordered, self._count, upper, lower)
        search = Search(self._count, movers, (upper,), (lower,), turned, self._marks, self._ballots, gap)
        return Border(group, BorderKind.RANKS, upper, lower, gap, self._is_near(gap), None), search

    def _composite(self, code: str) -> ScoreValue:
        return self._count.base[code].composite or 0

    def _is_near(self, gap: ScoreValue) -> bool:
        line = self._scheme.rules.border_line
        return line is not None and gap <= line

    # ------------------------------------------------------------ edges

    def _at_edge(self, edge: _TierEdge) -> Iterator[tuple[Border, Search]]:
        """Yield the distance of the last one inside and of the first one outside to the 分数线, and to each other."""
        cut, first = edge.cut, edge.first
        if cut is not None and edge.last:
            yield self._at_cut(edge.group, edge.tier, cut, Mover(edge.last, up=False))
        if cut is not None and first and self._composite(first) < cut:
            yield self._at_cut(edge.group, edge.tier, cut, Mover(first, up=True))
        if edge.apart is not None:
            yield self._at_places(edge, *edge.apart)

    def _at_cut(self, group: str, tier: int, cut: int, mover: Mover) -> tuple[Border, Search]:
        """The distance of a ratee to a 分数线; ``mover``: he, rising to reach it or falling below."""
        code, count = mover.code, self._count
        upper, lower = ("", code) if mover.up else (code, "")
        gap = cut - self._composite(code) if mover.up else self._composite(code) - cut
        turned = partial(passes_cut, count, code, cut)
        above, below = ((), (code,)) if mover.up else ((code,), ())
        floor, ceiling = (None, cut) if mover.up else (cut, None)
        search = Search(count, [mover], above, below, turned, self._marks, self._ballots, gap, floor, ceiling)
        return Border(group, BorderKind.CUT, upper, lower, gap, self._is_near(gap), None, tier, cut), search

    def _at_places(self, edge: _TierEdge, upper: str, lower: str) -> tuple[Border, Search]:
        """The distance between the last one who has a place, or meets the 等次条件, and the first one who does not."""
        count, group = self._count, edge.group
        gap = self._composite(upper) - self._composite(lower)
        tied = not gap if len(edge.pool) > 1 else count.keys[upper] == count.keys[lower]
        movers = movers_of(upper, lower, tied=tied)
        turned = Crossing(count, edge.tier, (upper, lower), self._tiers)
        after = any(tier.from_first for index, tier in self._scheme.tiers_of(group).items() if index < edge.tier)
        search = Search(
            count,
            movers,
            edge.inside,
            edge.outside,
            turned,
            self._marks,
            self._ballots,
            gap,
            edge.cut,
            by_places=True,
            after_places=after,
        )
        pool = edge.pool if len(edge.pool) > 1 else ()
        kind = BorderKind.PLACES if edge.limited else BorderKind.CONDITIONS
        border = Border(group, kind, upper, lower, gap, self._is_near(gap), None, edge.tier, pool=pool)
        return border, search


def _changes(search: Search) -> tuple[LeastChange, ...]:
    """The least change of each kind."""
    kinds = (one_mark, several_ballots, item_points, other_weight, other_validity, one_event)
    return tuple(change for kind in kinds if (change := kind(search)) is not None)
