"""边界分析: how near each edge of a tier and each neighbouring rank was, and the least change that turns it.

An edge is the 分数线 of a tier, or the last of its places; its ratees are the last one inside, and the first one
outside whom no event keeps out. Who holds a place, or would take it, and may not have the tier, is on an edge of places
as well. If a tie lies across the edge, they are two who are tied, whether both are inside (取高), outside (取低) or
undecided (不定). Where 排名组 share the places, the two are looked for in all of them, by composite, and the edge
belongs to the first 排名组. Where no places end, 等次条件 may divide those who reach the 分数线; how near a ratee is to
a condition is not told. A 分数线 turns when the ratee reaches it, or does so no longer; the other edges when one of the
two changes sides. A neighbouring pair turns when its order changes, a tie included. All gaps are those of composites as
printed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
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
from lianping_xlsx.tally.rate_votes import classes_of
from lianping_xlsx.tally.tally_results import ClassTally, Result
from lianping_xlsx.tally.tier_places import Edge, head_tiers

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
class _PlacesEnd:
    """Two between whom the places of a tier end, ``pool`` being the 排名组 that share them.

    ``limited``: places do end there; else 等次条件 alone divide those who reach the 分数线.
    """

    pool: tuple[str, ...]
    upper: str
    lower: str
    limited: bool = True


@dataclass(frozen=True, slots=True)
class _TierEdge:
    """The edge below a tier of a 排名组, with the ratees on either side by rank.

    ``cut``: what must be reached for the tier. ``last``, ``first``: the last one inside, the first one outside whom no
    event keeps out; '' if there is none. ``ends``: where places end; what several 排名组 share is with the first of
    them that has the tier.
    """

    group: str
    tier: int
    inside: Sequence[str]
    outside: Sequence[str]
    cut: int | None
    last: str
    first: str
    ends: tuple[_PlacesEnd, ...]


class _TierEdges:
    """The edges of the tiers of 排名组 that are counted together.

    Places end below a tier in two ways: its own go to no more ratees, or those from the last rank of a lower tier take
    ratees away. Each has its own 排名组 that share the places, so that one tier may have several ends.
    """

    def __init__(self, count: ChangedCount) -> None:
        self._count, self._scheme = count, count.scheme
        self._tiers, self._steps = count.tiers({}), count.places.steps
        self._lowered = {event.ratee for event in self._scheme.adjustments if event.effect is Effect.DOWNGRADE}

    def of(self, group: str) -> Iterator[_TierEdge]:
        """Yield the edges below each tier of a 排名组 but the last."""
        members = self._by_rank((group,))
        for tier in self._closed(group):
            inside = [code for code in members if self._inside(code, tier)]
            outside = [code for code in members if self._tiers[code].best > tier]
            last, first = inside[-1] if inside else "", next((c for c in outside if self._able(c, tier)), "")
            ends = tuple(self._ends(group, tier)) or tuple(self._by_conditions(group, tier))
            yield _TierEdge(group, tier, inside, outside, self._cut(group, tier), last, first, ends)

    def _closed(self, group: str) -> Sequence[int]:
        """The tiers of a 排名组 that have an edge below them."""
        return list(self._scheme.tiers_of(group))[:-1]

    def _by_rank(self, pool: Sequence[str]) -> Sequence[str]:
        """The ratees of a 排名组, or of several by composite, the first one first."""
        count = self._count
        own = [each for each in count.base.values() if each.group in pool]
        key = count.key if len(pool) == 1 else lambda each: each.composite or 0
        return [each.code for each in sorted(own, key=key)][::-1]

    def _cut(self, group: str, tier: int) -> int | None:
        tiers = self._scheme.tiers_of(group)
        return max((each.cut for index, each in tiers.items() if index >= tier and each.cut is not None), default=None)

    def _inside(self, code: str, tier: int) -> bool:
        """Return True if a ratee certainly has a tier or a better one."""
        return self._tiers[code].worst <= tier

    def _able(self, code: str, tier: int) -> bool:
        """Return True if no event keeps a ratee out of a tier, whatever his score."""
        scheme = self._scheme
        return code not in scheme.vetoed and scheme.capped.get(code, 0) <= tier and code not in self._lowered

    # ------------------------------------------------------------ where places end

    def _ends(self, group: str, tier: int) -> Iterator[_PlacesEnd]:
        """Yield where the places end that a 排名组 has alone, or first of those that share them."""
        seen = set[tuple[str, str]]()
        for pool, apart in self._found(group, tier):
            first = next(each for each in pool if tier in self._closed(each))
            if apart is not None and first == group and apart not in seen:
                seen.add(apart)
                yield _PlacesEnd(pool, *apart)

    def _found(self, group: str, tier: int) -> Iterator[tuple[tuple[str, ...], tuple[str, str] | None]]:
        """Yield the pools whose places end below a tier, with the two between whom they do."""
        tied = dict(self._ties(group, tier))
        yield from tied.items()
        for pool in self._pools(group, tier, from_last=False):
            if pool not in tied:
                yield pool, self._at_first_places(tier, pool)
        for pool in self._pools(group, tier, from_last=True):
            if pool not in tied:
                yield pool, self._at_last_places(tier, pool)

    def _pools(self, group: str, tier: int, *, from_last: bool) -> Sequence[tuple[str, ...]]:
        """The 排名组 that share the places of a tier, or those from the last rank of a lower one."""
        tiers, table = self._scheme.tiers_of(group), self._scheme.tier_table
        own = {index: each for index, each in tiers.items() if (each.from_last if from_last else each.from_first)}
        wanted = (each for index, each in own.items() if (index > tier if from_last else index == tier))
        return list(dict.fromkeys(table.pool_of(each, group) for each in wanted))

    def _at_first_places(self, tier: int, pool: tuple[str, ...]) -> tuple[str, str] | None:
        """The last one who has one of the places of a tier, or of a better one, and the first one who gets none."""
        waiting, without = self._waiting(tier, pool)
        if not without:
            return None
        ahead = waiting[: waiting.index(without[0])]
        # If the last places press the first one without a place below the tier, and others, too, that is the edge.
        pressed = [code for code in (*ahead, without[0]) if self._steps[code].tail.worst > tier]
        moot = len(pressed) > 1 and pressed[-1] == without[0]
        return None if moot else self._nearest(tier, ahead, without)

    def _waiting(self, tier: int, pool: tuple[str, ...]) -> tuple[Sequence[str], Sequence[str]]:
        """Those who may wait at a tier when its places are given, or have a better one, and those who then get none."""
        at, steps = head_tiers(self._scheme).index(tier), self._steps
        own = [code for code in self._by_rank(pool) if self._takes(code)]
        waiting = [c for c in own if (steps[c].heads[at - 1] if at else steps[c].first).best <= tier]
        return waiting, [code for code in waiting if steps[code].heads[at].worst > tier]

    def _at_last_places(self, tier: int, pool: tuple[str, ...]) -> tuple[str, str] | None:
        """The last one whom the places from the last rank leave in a tier or a better one, and the first of theirs."""
        members, steps = [code for code in self._by_rank(pool) if self._takes(code)], self._steps
        pressed = [code for code in members if steps[code].tail.worst > tier]
        ahead = members[: members.index(pressed[0])] if pressed else []
        if not ahead:
            return None
        freed = [c for c in pressed if self._able(c, tier) and steps[c].head.at_least(steps[c].gates).best <= tier]
        falling = self._falling(tier, ahead, pressed[0])
        return self._nearer([(ahead[-1], code) for code in freed[:1]], [(code, pressed[0]) for code in falling])

    def _falling(self, tier: int, ahead: Sequence[str], pressed: str) -> Sequence[str]:
        """The last one of those ahead of ``pressed`` who has a tier until that one passes him; none if nobody has.

        He loses it before if somebody of his 排名组 between them is outside for another reason, or if somebody waits
        for the places of the tier there.
        """
        group_of = {code: self._count.base[code].group for code in ahead}
        lost = {group for group in set(group_of.values()) if self._is_waited_for(group, tier, pressed)}
        for code in reversed(ahead):
            if group_of[code] not in lost and self._inside(code, tier):
                return [code]
            if self._able(code, tier) and self._steps[code].head.worst > tier:
                lost.add(group_of[code])
        return []

    def _is_waited_for(self, group: str, tier: int, code: str) -> bool:
        """Return True if somebody with a greater composite than a ratee waits for the places of a tier."""
        pools = self._pools(group, tier, from_last=False)
        waiting = (each for pool in pools for each in self._waiting(tier, pool)[1])
        return any(self._count.composite(each) > self._count.composite(code) for each in waiting)

    def _nearest(self, tier: int, ahead: Sequence[str], behind: Sequence[str]) -> tuple[str, str] | None:
        """The two nearest to each other of whom one changes sides if the order changes. Both by rank."""
        inside = [code for code in ahead if self._inside(code, tier)]
        able = [code for code in behind if self._able(code, tier)]
        return self._nearer(
            [(ahead[-1], able[0])] if ahead and able else [], [(code, behind[0]) for code in inside[-1:]]
        )

    def _nearer(self, *pairs: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
        """The two of some pairs that are nearest to each other."""
        listed = (pair for each in pairs for pair in each)
        return min(
            listed, key=lambda pair: self._count.composite(pair[0]) - self._count.composite(pair[1]), default=None
        )

    def _takes(self, code: str) -> bool:
        """Return True if a ratee takes a place where he comes to one."""
        return code in self._count.places.holders

    # ------------------------------------------------------------ ties

    def _ties(self, group: str, tier: int) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
        """Yield two who are tied across an edge of places that decides on a tier, by the 排名组 that share them."""
        edges = [edge for edge in self._count.places.edges if group in edge.groups]
        here = [edge for edge in edges if self._decides(edge, tier)]
        open_ = {code for code, span in self._tiers.items() if span.best <= tier < span.worst}
        # Who is tied across a better edge may wait at this one, and find its places taken.
        for edge in here or [edge for edge in edges if open_.intersection(edge.codes)]:
            yield edge.groups, self._two_of(edge.codes, tier, edge.groups)

    def _decides(self, edge: Edge, tier: int) -> bool:
        """Return True if a tie across an edge decides whether somebody has a tier or a better one."""
        able = [code for code in edge.codes if self._able(code, tier)]
        if edge.from_last:
            steps = self._steps
            return edge.tier > tier and any(steps[code].head.at_least(steps[code].gates).best <= tier for code in able)
        return edge.tier == tier and bool(able)

    def _two_of(self, codes: Collection[str], tier: int, pool: tuple[str, ...]) -> tuple[str, str]:
        """Two of those who are tied, the first one that no event keeps out among them."""
        members = [code for code in self._by_rank(pool) if code in codes]
        one = next((code for code in members if self._able(code, tier)), members[0])
        other = next(code for code in members if code != one)
        upper, lower = sorted((one, other), key=members.index)
        return upper, lower

    # ------------------------------------------------------------ 等次条件

    def _by_conditions(self, group: str, tier: int) -> Iterator[_PlacesEnd]:
        """Yield the last one inside, and the first one behind him whom nothing but 等次条件 keeps out."""
        members, cut = self._by_rank((group,)), self._cut(group, tier)
        inside = [code for code in members if self._inside(code, tier)]
        if not inside or not any(each.applies_to(group) for each in self._scheme.conditions):
            return
        for code in members[members.index(inside[-1]) + 1 :]:
            if self._able(code, tier) and (cut is None or self._count.composite(code) >= cut):
                yield _PlacesEnd((group,), inside[-1], code, limited=False)
                return


class _Analysis:
    """The borders of 排名组 whose tiers depend on each other."""

    def __init__(self, count: ChangedCount, table: MarkTable) -> None:
        self._count, self._table = count, table
        self._scheme, self._rates = count.scheme, count.scheme.vote_rates
        self._ballots = {code: tuple(self._classes(count.parts[code].classes)) for code in count.base}
        self._marks = {code: tuple(filter(self._is_told, listed)) for code, listed in self._ballots.items()}
        self._tiers = count.tiers({})
        self._edges = _TierEdges(count)

    def _classes(self, tallies: Sequence[ClassTally]) -> Iterator[ClassMarks]:
        """Yield the classes with weight, or with votes that a rate counts, that have a mark that counts."""
        for tally in tallies:
            matters = tally.weight or any(classes_of(rate, [tally]) for rate in self._rates)
            marks = class_marks(self._scheme, self._table, tally) if matters else None
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
        gap = self._count.composite(upper) - self._count.composite(lower)
        turned = partial(reordered, self._count, upper, lower)
        search = Search(self._count, movers, (upper,), (lower,), turned, self._marks, self._ballots, gap)
        return Border(group, BorderKind.RANKS, upper, lower, gap, self._is_near(gap), None), search

    def _is_near(self, gap: ScoreValue) -> bool:
        line = self._scheme.rules.border_line
        return line is not None and gap <= line

    # ------------------------------------------------------------ edges

    def _at_edge(self, edge: _TierEdge) -> Iterator[tuple[Border, Search]]:
        """Yield the distance of the last one inside and of the first one outside to the 分数线, and to each other."""
        cut, first = edge.cut, edge.first
        if cut is not None and edge.last:
            yield self._at_cut(edge.group, edge.tier, cut, Mover(edge.last, up=False))
        if cut is not None and first and self._count.composite(first) < cut:
            yield self._at_cut(edge.group, edge.tier, cut, Mover(first, up=True))
        for end in edge.ends:
            yield self._at_places(edge, end)

    def _at_cut(self, group: str, tier: int, cut: int, mover: Mover) -> tuple[Border, Search]:
        """The distance of a ratee to a 分数线; ``mover``: he, rising to reach it or falling below."""
        code, count = mover.code, self._count
        upper, lower = ("", code) if mover.up else (code, "")
        gap = cut - self._count.composite(code) if mover.up else self._count.composite(code) - cut
        turned = partial(passes_cut, count, code, cut)
        above, below = ((), (code,)) if mover.up else ((code,), ())
        floor, ceiling = (None, cut) if mover.up else (cut, None)
        search = Search(count, [mover], above, below, turned, self._marks, self._ballots, gap, floor, ceiling)
        return Border(group, BorderKind.CUT, upper, lower, gap, self._is_near(gap), None, tier, cut), search

    def _at_places(self, edge: _TierEdge, end: _PlacesEnd) -> tuple[Border, Search]:
        """The distance between the last one who has a place, or meets the 等次条件, and the first one who does not."""
        count, group, upper, lower = self._count, edge.group, end.upper, end.lower
        gap = self._count.composite(upper) - self._count.composite(lower)
        tied = not gap if len(end.pool) > 1 else count.keys[upper] == count.keys[lower]
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
        pool = end.pool if len(end.pool) > 1 else ()
        kind = BorderKind.PLACES if end.limited else BorderKind.CONDITIONS
        border = Border(group, kind, upper, lower, gap, self._is_near(gap), None, edge.tier, pool=pool)
        return border, search


def _changes(search: Search) -> tuple[LeastChange, ...]:
    """The least change of each kind."""
    kinds = (one_mark, several_ballots, item_points, other_weight, other_validity, one_event)
    return tuple(change for kind in kinds if (change := kind(search)) is not None)
