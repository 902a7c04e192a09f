"""Tiers from places: who gets a place of which tier, from the first rank and from the last, and what moves him down.

A tier is a number, 0 the best; each ratee has a better and a worse one, which are the same where nothing is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from math import ceil, floor

from .cell_values import alike
from .scheme_parts import Event, Scheme, Tier

Ends = tuple[int, int]


@dataclass
class Participant:
    """A ratee who takes part. ``place``: among those of his 排名组 with a composite; None without one.

    ``gates``: the best tier that conditions leave open, at the best and at the worst.
    """

    ratee: str
    group: str
    composite: Fraction | None
    place: int | None
    gates: Ends = (0, 0)
    ends: Ends = (0, 0)
    across: bool = False


@dataclass
class Allocation:
    """All who take part, and the tiers that they come to.

    ``names``: all tiers, best first. ``own``: those of each 排名组. ``events``: those of each who takes part.
    """

    scheme: Scheme
    participants: Sequence[Participant]
    start: dict[str, Ends] = field(default_factory=dict)
    now: dict[str, Ends] = field(default_factory=dict)
    ranked: dict[tuple[str, ...], list[list[Participant]]] = field(default_factory=dict)
    names: list[str] = field(init=False)
    own: dict[str, dict[int, Tier]] = field(init=False)
    events: dict[str, list[Event]] = field(init=False)

    def __post_init__(self) -> None:
        self.names = list(dict.fromkeys(tier.name for tier in self.scheme.tiers))
        number = {name: index for index, name in enumerate(self.names)}
        self.own = {
            group: {number[tier.name]: tier for tier in self.scheme.tiers if not tier.groups or group in tier.groups}
            for group in {participant.group for participant in self.participants}
        }
        self.events = {participant.ratee: [] for participant in self.participants}
        for event in self.scheme.events:
            if event.ratee in self.events:
                self.events[event.ratee].append(event)

    def run(self) -> None:
        """Give every participant with a composite his ends."""
        scored = [r for r in self.participants if r.composite is not None]
        refill = self.scheme.rules.refill
        for participant in scored:
            cut = self._by_cut(participant)
            pressed = tuple(self._moved(participant, max(cut, gate)) for gate in participant.gates)
            self.start[participant.ratee] = (pressed[0], pressed[1]) if refill else (cut, cut)
        self.now = dict(self.start)
        for index in range(len(self.names)):
            for pool, places in self._pools(index, "前"):
                self._give(index, pool, places)
        head = dict(self.now)
        tail: dict[str, Ends] = {r.ratee: (0, 0) for r in scored}
        for index in range(len(self.names)):
            for pool, places in self._pools(index, "后"):
                for participant, ends in self._last(index, pool, places):
                    tail[participant.ratee] = ends
        for participant in scored:
            reached = [max(pair) for pair in zip(head[participant.ratee], tail[participant.ratee], strict=True)]
            if not refill:
                reached = [self._moved(participant, max(pair)) for pair in zip(reached, participant.gates, strict=True)]
            participant.ends = (reached[0], reached[1])

    # ---------------------------------------------------------------- the tiers of a 排名组

    def _next(self, group: str, index: int) -> int:
        below = [each for each in self.own[group] if each > index]
        return min(below) if below else max(self.own[group])

    def _by_cut(self, participant: Participant) -> int:
        index = max(self.own[participant.group])
        for better in sorted(self.own[participant.group], reverse=True):
            cut = self.own[participant.group][better].cut
            if cut is not None and (participant.composite or 0) < cut:
                break
            index = better
        return index

    def _moved(self, participant: Participant, index: int) -> int:
        """After 限评, 降档 and 否决."""
        mine = self.events[participant.ratee]
        if any(event.effect == "否决" for event in mine):
            return max(self.own[participant.group])
        names = [alike(name) for name in self.names]
        index = max([index, *(names.index(event.highest) for event in mine if event.effect == "限评")])
        index = min(
            (each for each in self.own[participant.group] if each >= index), default=max(self.own[participant.group])
        )
        for event in mine:
            if event.effect == "降档":
                index = self._next(participant.group, index)
        return index

    def _pools(self, index: int, end: str) -> Iterable[tuple[tuple[str, ...], int]]:
        """The 排名组 that share the places of a tier, each pool once, with its places."""
        groups = list(dict.fromkeys(r.group for r in self.participants))
        seen = []
        for group in groups:
            tier = self.own[group].get(index)
            if tier is None or tier.end != end or (tier.quota is None and tier.number is None):
                continue
            pool = tuple(g for g in groups if not tier.groups or g in tier.groups) if tier.pooled else (group,)
            if pool not in seen:
                seen.append(pool)
                yield pool, self._places(tier, pool)

    def _places(self, tier: Tier, pool: Sequence[str]) -> int:
        if tier.number is not None:
            return tier.number
        in_base = [
            r
            for r in self.participants
            if r.group in pool and (self.scheme.rules.vetoed_in_base or not self._vetoed(r))
        ]
        share = (tier.quota or 0) * Fraction(len(in_base)) / 100
        whole = {"四舍五入": floor(share + Fraction(1, 2)), "进一": ceil(share)}.get(tier.rounding, floor(share))
        return max(tier.least, whole)

    def _vetoed(self, participant: Participant) -> bool:
        return any(event.effect == "否决" for event in self.events[participant.ratee])

    def _holds(self, participant: Participant) -> bool:
        return self.scheme.rules.vetoed_hold or not self._vetoed(participant)

    def _blocks(self, pool: tuple[str, ...]) -> list[list[Participant]]:
        """Those with a composite, equals together, best first."""

        def key(participant: Participant) -> Fraction:
            return Fraction(participant.place or 0) if len(pool) == 1 else -(participant.composite or Fraction(0))

        if pool not in self.ranked:
            members = sorted((r for r in self.participants if r.group in pool and r.composite is not None), key=key)
            self.ranked[pool] = [list(block) for _, block in groupby(members, key=key)]
        return self.ranked[pool]

    def _open(self, pool: tuple[str, ...]) -> list[Participant]:
        """Those without a composite who may come to hold a place."""
        return [r for r in self.participants if r.group in pool and r.composite is None and self._holds(r)]

    def _may_wait(self, participant: Participant, index: int) -> bool:
        """True if one without a composite may come to wait at a tier: with 递补 not if he may not have it."""
        best = max(min(self.own[participant.group]), participant.gates[0])
        return not self.scheme.rules.refill or self._moved(participant, best) <= index

    def _closed(self, pool: tuple[str, ...]) -> bool:
        known = all(self.start[r.ratee][0] == self.start[r.ratee][1] for block in self._blocks(pool) for r in block)
        return known and all(r.composite is not None for r in self.participants if r.group in pool)

    # ---------------------------------------------------------------- places from the first rank

    def _give(self, index: int, pool: tuple[str, ...], places: int) -> None:
        """Who waits at the tier gets a place, or goes on to the next tier."""
        rule, after, closed = self.scheme.rules.head_ties, dict(self.now), self._closed(pool)
        for end, high in ((0, rule in ("取高", "不定")), (1, rule == "取高")):
            room = places - (sum(self._may_wait(r, index) for r in self._open(pool)) if end else 0)
            for block in self._blocks(pool):
                takers = [r for r in block if self._holds(r) and self._counts(r, index, end)]
                fits = room > 0 if high else len(takers) <= room
                for participant in block:
                    if self.now[participant.ratee][end] == index and not fits:
                        changed = list(after[participant.ratee])
                        changed[end] = self._next(participant.group, index)
                        after[participant.ratee] = (changed[0], changed[1])
                if end and closed and 0 < room < len(takers):
                    for participant in takers:
                        participant.across = True
                room -= len(takers)
        self.now = after

    def _counts(self, participant: Participant, index: int, end: int) -> bool:
        """Whether he takes a place: at the best only who surely waits there, at the worst whoever may."""
        first, now = self.start[participant.ratee], self.now[participant.ratee]
        return first[0] <= index <= now[1] if end else now[0] == index and first[0] == first[1]

    # ---------------------------------------------------------------- places from the last rank

    def _last(self, index: int, pool: tuple[str, ...], places: int) -> Iterable[tuple[Participant, Ends]]:
        """Who is among the last; the others may still come to be ranked below."""
        rule, owed, closed = self.scheme.rules.tail_ties, len(self._open(pool)), self._closed(pool)
        taken = 0
        for block in reversed(self._blocks(pool)):
            takers = [r for r in block if self._holds(r)]
            low, high = taken < places, taken + len(takers) <= places
            low_open = taken + owed < places
            high_open = taken + len(takers) + owed <= places
            best = {"取低": low_open, "取高": high_open, "不定": high_open}[rule]
            worst = {"取低": low, "取高": high, "不定": low}[rule]
            if closed and low and not high:
                for participant in takers:
                    participant.across = True
            for participant in block:
                yield participant, (index * best, index * worst)
            taken += len(takers)


def linked(scheme: Scheme, groups: Mapping[str, str]) -> dict[str, set[str]]:
    """By 排名组, all that its tiers depend on."""
    names = set(groups.values())
    pools = [{g for g in names if not t.groups or g in t.groups} for t in scheme.tiers if t.pooled]
    found = {name: {name} for name in names}
    for _ in names:
        for mine in found.values():
            for pool in pools:
                if mine & pool:
                    mine |= pool
    return found
