"""The places of the tiers: which tiers a ratee may get by 分数线 and places, in the best and in the worst case.

Ratees wait at the best tier that their score leaves open. From the best tier down, the places of a tier go to those who
wait there, in the order of rank; whoever gets none waits at the next tier. Places counted from the last rank press
their holders down to their tier. Tiers are indexes in ``Scheme.tier_names``, 0 is the best.

While composites of a 排名组 are open, a tier is certain only if it is the same for every outcome. The best outcome is
the tier computed without the open ratees: each more of them can only take places. In the worst outcome each open ratee
takes a place in every tier before the person, and so does everybody ranked ahead who may come to wait at that tier. For
places from the last rank it is the other way round: open ratees are ranked below the person in the best outcome. At an
edge 不定 is the better tier in the best case, the lower one in the worst. What is owed or unsettled leaves the order of
some open: in the best case only those are ahead of a person who certainly are, in the worst all who may be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import answers_at, figure_at
from lianping_xlsx.scheme.rules.count_steps import (
    FIRST_TIER,
    HEAD_EDGE_BEST,
    HEAD_EDGE_WORST,
    REACHED_TIER,
    TAIL_EDGE_BEST,
    TAIL_EDGE_WORST,
    VETOED_PLACES,
)
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Tier


class Span(NamedTuple):
    """A tier in the best and in the worst case."""

    best: int
    worst: int

    @property
    def certain(self) -> bool:
        """True if both are the same."""
        return self.best == self.worst

    def at_least(self, *others: Span) -> Span:
        """The lower tier of this and of others, in each case."""
        return Span(max(self.best, *(o.best for o in others)), max(self.worst, *(o.worst for o in others)))


_Key = tuple[exact.ScoreValue, exact.ScoreValue]
"""A place in the best and in the worst case; whoever has a smaller one comes before, equal ones are tied."""
ALL_OPEN = Span(0, 0)
"""Every tier is open."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A ratee with a composite (hundredths). ``rank``: in his 排名组, among those with a composite.

    ``gates``: the best tier that the 等次条件 leave open; the cases differ if a condition cannot be decided yet.
    ``places``: the keys of his place in the 排名组 in the best and in the worst case, a smaller one ranks before;
    ``scores``: the greatest and the least composite. None: nothing that is open changes them.
    """

    code: str
    group: str
    rank: int
    composite: exact.ScoreValue
    gates: Span = ALL_OPEN
    places: tuple[int, int] | None = None
    scores: tuple[exact.ScoreValue, exact.ScoreValue] | None = None

    @property
    def ends(self) -> tuple[exact.ScoreValue, exact.ScoreValue]:
        """The composite in the best and in the worst case."""
        return self.scores or (self.composite, self.composite)

    def key(self, pool: Sequence[str]) -> _Key:
        """His place among the 排名组 that share places: within one it is the rank, across several the composite."""
        if len(pool) == 1:
            return self.places or (self.rank, self.rank)
        best, worst = self.ends
        return -best, -worst


@dataclass(frozen=True, slots=True)
class TierSteps:
    """The steps of one ratee. ``by_cut``: the tier by the 分数线. ``capped``: the best tier that 限评 leaves open.

    ``first``: the tier at which he waits at first. ``heads``: the tier after the places of each tier in ``head_tiers``.
    ``tail``: the best tier that the places from the last rank leave open. ``tiers``: after everything. ``shared``: the
    rank in all 排名组 that share the places of a tier, keyed by tier; only such tiers.
    """

    by_cut: int
    gates: Span
    capped: int
    downgrades: int
    vetoed: bool
    first: Span
    heads: tuple[Span, ...]
    tail: Span
    tiers: Span
    shared: Mapping[int, int]

    @property
    def head(self) -> Span:
        """The tier after all places counted from the first rank."""
        return self.heads[-1] if self.heads else self.first


@dataclass(frozen=True, slots=True)
class Edge:
    """A block of ratees of one rank that is tied across the edge of a tier's places.

    ``groups``: the 排名组 that share the places. ``rank``: among all their ratees with a composite.
    """

    tier: int
    groups: tuple[str, ...]
    rank: int
    codes: tuple[str, ...]
    places: int
    from_last: bool = False


def head_tiers(scheme: Scheme) -> tuple[int, ...]:
    """The tiers with places counted from the first rank, in at least one 排名组."""
    return _tiers_with(scheme, lambda tier: tier.from_first)


def tail_tiers(scheme: Scheme) -> tuple[int, ...]:
    """The tiers with places counted from the last rank, in at least one 排名组."""
    return _tiers_with(scheme, lambda tier: tier.from_last)


def _tiers_with(scheme: Scheme, wanted: Callable[[Tier], bool]) -> tuple[int, ...]:
    names = {tier.name for tier in scheme.tiers if wanted(tier)}
    return tuple(index for index, name in enumerate(scheme.tier_names) if name in names)


def by_cuts(tiers: Mapping[int, Tier], composite: exact.ScoreValue) -> int:
    """The tier by the 分数线 alone: below the lowest tier whose cut is not reached. ``tiers``: of the 排名组."""
    missed = [index for index, tier in tiers.items() if tier.cut is not None and tier.cut > composite]
    return next_tier(tiers, max(missed)) if missed else min(tiers)


def next_tier(tiers: Mapping[int, Tier], index: int) -> int:
    """The tier of a 排名组 below another; the last one stays the last."""
    return min((each for each in tiers if each > index), default=max(tiers))


class TierPlaces:
    """The places of all 排名组. ``steps``: by code. ``holders``: who takes a place. ``edges``: ties across an edge.

    ``still_open``: the number of ratees without a composite, by 排名组. An edge is reported only if nothing is open.
    """

    def __init__(self, scheme: Scheme, contenders: Iterable[Contender], still_open: Mapping[str, int]) -> None:
        self._scheme = scheme
        self._open = still_open
        self._all = {contender.code: contender for contender in contenders}
        self._of_group: dict[str, list[Contender]] = {group: [] for group in scheme.groups}
        for contender in self._all.values():
            self._of_group[contender.group].append(contender)
        placeless = frozenset[str]().union(*answers_at(VETOED_PLACES, scheme.rules, scheme.vetoed))
        self.holders = {code for code in self._all if code not in placeless}
        self._downgrades = dict.fromkeys(self._all, 0)
        for event in scheme.adjustments:
            if event.effect is Effect.DOWNGRADE and event.ratee in self._all:
                self._downgrades[event.ratee] += 1
        self._by_cut = {c.code: by_cuts(scheme.tiers_of(c.group), c.composite) for c in self._all.values()}
        self._first = {code: self._waiting(code) for code in self._all}
        self._found: list[Edge] = []
        self._composites: dict[tuple[str, ...], list[exact.ScoreValue]] = {}
        heads = self._give_heads()
        tail = self._give_tail()
        self.steps = {code: self._steps(code, heads[code], tail[code]) for code in self._all}
        place = {group: number for number, group in enumerate(scheme.groups)}
        self.edges = sorted(self._found, key=lambda edge: (place[edge.groups[0]], edge.from_last, edge.tier))

    # ------------------------------------------------------------ 限评, 降档, 否决

    def _lowered(self, code: str, reached: int) -> int:
        """The tier after 限评, 降档 and 否决."""
        tiers = self._scheme.tiers_of(self._all[code].group)
        if code in self._scheme.vetoed:
            return max(tiers)
        reached = max(reached, self._scheme.capped.get(code, 0))
        # A 限评 may name a tier that the 排名组 does not have.
        reached = reached if reached in tiers else next_tier(tiers, reached)
        for _ in range(self._downgrades[code]):
            reached = next_tier(tiers, reached)
        return reached

    def _waiting(self, code: str) -> Span:
        """The tier at which a ratee waits before places are given."""
        contender = self._all[code]
        tiers = self._scheme.tiers_of(contender.group)
        found = []
        for score, gate in zip(contender.ends, contender.gates, strict=True):
            plain = by_cuts(tiers, score)
            lowered = self._lowered(code, max(plain, gate))
            found.append(max((plain, *answers_at(FIRST_TIER, self._scheme.rules, lowered))))
        return Span(*found)

    def _steps(self, code: str, heads: tuple[Span, ...], tail: Span) -> TierSteps:
        scheme, gates = self._scheme, self._all[code].gates
        plain = (heads[-1] if heads else self._first[code]).at_least(tail)
        lowered = (self._lowered(code, reached) for reached in plain.at_least(gates))
        ends = (
            max((reached, *answers_at(REACHED_TIER, scheme.rules, tier)))
            for reached, tier in zip(plain, lowered, strict=True)
        )
        return TierSteps(
            by_cut=self._by_cut[code],
            gates=gates,
            capped=scheme.capped.get(code, 0),
            downgrades=self._downgrades[code],
            vetoed=code in scheme.vetoed,
            first=self._first[code],
            heads=heads,
            tail=tail,
            tiers=Span(*ends),
            shared=dict(self._shared_ranks(self._all[code])),
        )

    def _shared_ranks(self, contender: Contender) -> Iterable[tuple[int, int]]:
        for index, tier in self._scheme.tiers_of(contender.group).items():
            pool = self._scheme.tier_table.pool_of(tier, contender.group)
            if tier.limited and len(pool) > 1:
                composites = self._composites_of(pool)
                yield index, 1 + len(composites) - bisect_right(composites, contender.composite)

    # ------------------------------------------------------------ pools

    def _pools(self, index: int, wanted: Callable[[Tier], bool]) -> Iterable[tuple[tuple[str, ...], int]]:
        """The 排名组 that share the places of a tier, with the number of places, each pool once."""
        found: dict[tuple[str, ...], int] = {}
        for group in self._scheme.groups:
            tier = self._scheme.tiers_of(group).get(index)
            if tier is not None and wanted(tier):
                found[self._scheme.tier_table.pool_of(tier, group)] = self._scheme.tier_table.places(tier, group) or 0
        return found.items()

    def _ordered(self, pool: tuple[str, ...]) -> list[tuple[_Key, Contender]]:
        """The contenders of a pool, best first, each with his place."""
        several = len(pool) > 1
        members = (c for c in self._all.values() if c.group in pool) if several else self._of_group[pool[0]]
        return sorted(((c.key(pool), c) for c in members), key=lambda pair: pair[0])

    def _composites_of(self, pool: tuple[str, ...]) -> Sequence[exact.ScoreValue]:
        """The composites of a pool, the least first."""
        if pool not in self._composites:
            self._composites[pool] = sorted(c.composite for group in pool for c in self._of_group[group])
        return self._composites[pool]

    def _still_open(self, pool: tuple[str, ...]) -> int:
        return sum(self._open.get(group, 0) for group in pool)

    def _note_edge(
        self,
        index: int,
        pool: tuple[str, ...],
        places: int,
        ordered: Sequence[tuple[_Key, Contender]],
        *,
        from_last: bool,
        waiting: set[str],
    ) -> None:
        """Record the block that is tied across the edge; ``waiting``: those who may get the places."""
        unsettled = any(best != worst or not self._first[c.code].certain for (best, worst), c in ordered)
        if self._still_open(pool) or unsettled:
            return
        keys = [key for key, c in ordered if c.code in waiting]
        for key, block in groupby(ordered, key=lambda pair: pair[0]):
            codes = tuple(c.code for _, c in block if c.code in waiting)
            before, up_to = bisect_left(keys, key), bisect_right(keys, key)
            if from_last:
                before, up_to = len(keys) - up_to, len(keys) - before
            if before < places < up_to:
                rank = 1 + sum(other < key for other, _ in ordered)
                self._found.append(Edge(index, pool, rank, codes, places, from_last))

    # ------------------------------------------------------------ places from the first rank

    def _give_heads(self) -> Mapping[str, tuple[Span, ...]]:
        """The tier after the places of each tier, by code."""
        heads: dict[str, tuple[Span, ...]] = dict.fromkeys(self._all, ())
        reached = dict(self._first)
        for index in head_tiers(self._scheme):
            for pool, places in self._pools(index, lambda tier: tier.from_first):
                reached |= self._after(index, pool, places, reached)
            heads = {code: (*before, reached[code]) for code, before in heads.items()}
        return heads

    def _after(
        self, index: int, pool: tuple[str, ...], places: int, reached: Mapping[str, Span]
    ) -> Iterable[tuple[str, Span]]:
        """The tiers of a pool after the places of one tier, by code."""
        rules, ordered = self._scheme.rules, self._ordered(pool)
        # In the best case only those count who certainly wait here, in the worst all who may; so with their order.
        holders = [(key, c, self._first[c.code], reached[c.code]) for key, c in ordered if self._holds(c)]
        sure = {c.code: key[1] for key, c, first, now in holders if now.best == index and first.certain}
        near = {c.code: key[0] for key, c, first, now in holders if first.best <= index <= now.worst}
        best_ahead, worst_ahead = sorted(sure.values()), sorted(near.values())
        strict = figure_at(HEAD_EDGE_BEST, rules, False), figure_at(HEAD_EDGE_WORST, rules, False)
        waiting = {c.code for _, c in ordered if reached[c.code].worst == index and self._holds(c)}
        self._note_edge(index, pool, places, ordered, from_last=False, waiting=waiting)
        for key, contender in ordered:
            best, worst = reached[contender.code]
            below = next_tier(self._scheme.tiers_of(contender.group), index)
            taken = _taken(best_ahead, key[0], sure.get(contender.code), strict=strict[0])
            if contender.places is not None and not strict[0]:
                taken = max(taken, self._left_over(index, pool, ordered, contender) + self._holds(contender))
            if best == index and taken > places:
                best = below
            # For who holds no place, the best case may count the place of a block on the edge that the worst does not.
            taken = _taken(worst_ahead, key[1], near.get(contender.code), strict=strict[1])
            if worst == index and (best > index or taken + self._still_open(pool) > places):
                worst = below
            yield contender.code, Span(best, worst)

    def _left_over(
        self, index: int, pool: tuple[str, ...], ordered: Sequence[tuple[_Key, Contender]], contender: Contender
    ) -> int:
        """The least number of others, certainly not behind a ratee, for whom the better tiers have no place.

        Who of them it is may be open. A tie across an edge can only leave more of them over (取低).
        """
        mine = contender.key(pool)[0]
        before = (c for key, c in ordered if c is not contender and self._holds(c) and key[1] <= mine)
        waiting = [first.best for c in before if (first := self._first[c.code]).certain]
        most = room = 0
        for start in range(index, -1, -1):
            found = self._room(start, pool) if start < index else 0
            if found is None:
                break
            room += found
            most = max(most, sum(start <= first <= index for first in waiting) - room)
        return most

    def _room(self, index: int, pool: tuple[str, ...]) -> int | None:
        """The places of a tier that ratees of a pool may get; None if they are not limited."""
        table, rooms = self._scheme.tier_table, dict[tuple[str, ...], int]()
        for group in pool:
            tier = self._scheme.tiers_of(group).get(index)
            if tier is not None and not tier.from_first:
                return None
            if tier is not None:
                rooms[table.pool_of(tier, group)] = table.places(tier, group) or 0
        return sum(rooms.values())

    def _holds(self, contender: Contender) -> bool:
        return contender.code in self.holders

    # ------------------------------------------------------------ places from the last rank

    def _give_tail(self) -> Mapping[str, Span]:
        """The best tier that the places from the last rank leave open, by code."""
        tail = dict.fromkeys(self._all, ALL_OPEN)
        for index in tail_tiers(self._scheme):
            for pool, places in self._pools(index, lambda tier: tier.from_last):
                for code, pressed in self._pressed(index, pool, places):
                    tail[code] = tail[code].at_least(pressed)
        return tail

    def _pressed(self, index: int, pool: tuple[str, ...], places: int) -> Iterable[tuple[str, Span]]:
        """The tier to which the places from the last rank press each ratee of a pool, by code."""
        rules, ordered = self._scheme.rules, self._ordered(pool)
        ends = {c.code: key for key, c in ordered if self._holds(c)}
        # In the best case all are behind who may be, in the worst only those who certainly are.
        best_behind, worst_behind = (sorted(-key[end] for key in ends.values()) for end in (1, 0))
        better = figure_at(TAIL_EDGE_BEST, rules, False), figure_at(TAIL_EDGE_WORST, rules, False)
        self._note_edge(index, pool, places, ordered, from_last=True, waiting=self.holders)
        for key, contender in ordered:
            own = ends.get(contender.code)
            # A block takes the better tier unless it fits whole; else one place left is enough for the lower tier.
            most = _taken(best_behind, -key[0], None if own is None else -own[1], strict=not better[0])
            least = _taken(worst_behind, -key[1], None if own is None else -own[0], strict=not better[1])
            best, worst = most + self._still_open(pool) <= places, least <= places
            yield contender.code, Span(index * best, index * worst)


def _taken(
    keys: Sequence[exact.ScoreValue], key: exact.ScoreValue, own: exact.ScoreValue | None, *, strict: bool
) -> int:
    """The places taken up to and including a key; ``strict``: one place for the whole block of the key.

    ``own``: the key among ``keys`` of the ratee himself, who takes one place; None if he takes none.
    """
    found = bisect_left(keys, key) if strict else bisect_right(keys, key)
    himself = own is not None and (own < key if strict else own <= key)
    return found - himself + (strict or own is not None)
