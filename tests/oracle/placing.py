"""Ranks within the 排名组, and the tiers proposed from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import floor

from .scheme import Scheme, Tier, alike

Key = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Standing:
    """The scores that decide a ratee's place."""

    ratee: str
    group: str
    composite: Fraction | None
    poll: Fraction | None
    field: Fraction | None


@dataclass(frozen=True)
class Placing:
    """A ratee's place: the best and the worst rank that it may come to, and the tier if that is the same at both ends.

    ``across_edge``: tied across the edge of a quota, and therefore a tier lower (并列跨线); not told while others are
    open.
    """

    ratee: str
    best: int
    worst: int
    tier: str | None
    across_edge: bool = False


def place(scheme: Scheme, standings: Iterable[Standing]) -> Iterator[Placing]:
    """The places of those who take part; who has no composite may come to any place and has no tier."""
    out = {event.ratee for event in scheme.events if event.effect == "不参评"}
    groups: dict[str, list[Standing]] = {}
    for standing in standings:
        if standing.ratee not in out:
            groups.setdefault(standing.group, []).append(standing)
    for members in groups.values():
        yield from _place_group(scheme, members)


def _place_group(scheme: Scheme, members: Sequence[Standing]) -> Iterator[Placing]:
    keys = {s.ratee: key for s in members if (key := _key(s, scheme.rules.ties)) is not None}
    order = sorted(keys, key=lambda ratee: keys[ratee], reverse=True)
    blocks = [list(block) for _, block in groupby(order, key=lambda ratee: keys[ratee])]
    walk = _Walk(scheme.tiers, len(members))
    missing = len(members) - len(keys)
    rank = 1
    entered: dict[str, tuple[int, int, bool]] = {}
    for block in blocks:
        index, across = walk.enter(keys[block[0]][0], sum(_holds(scheme, ratee) for ratee in block))
        for ratee in block:
            entered[ratee] = (rank, index, across and _holds(scheme, ratee) and not missing)
        rank += len(block)
    lowest = _lowest(scheme, entered, {ratee: key[0] for ratee, key in keys.items()}, len(members), missing)
    for ratee, (place, index, across) in entered.items():
        ends = {_moved(scheme, ratee, end) for end in (index, lowest[ratee])}
        tier = scheme.tiers[ends.pop()].name if len(ends) == 1 else None
        yield Placing(ratee, place, place + missing, tier, across)
    yield from (Placing(s.ratee, 1, len(members), None) for s in members if s.ratee not in keys)


def _holds(scheme: Scheme, ratee: str) -> bool:
    """Whether a ratee takes up a place of a quota."""
    vetoed = any(event.ratee == ratee and event.effect == "否决" for event in scheme.events)
    return scheme.rules.vetoed_hold or not vetoed


def _lowest(
    scheme: Scheme,
    entered: Mapping[str, tuple[int, int, bool]],
    composites: Mapping[str, Fraction],
    number: int,
    missing: int,
) -> dict[str, int]:
    """The lowest tier of each: a tier is sure if all that may compete for it, up to one's own rank, have room there.

    Those are everybody as yet without a composite, and whoever may come to be in that tier himself.
    """
    cuts = [tier.cut for tier in scheme.tiers]
    lowest = {r: sum(cut is not None and composites[r] < cut for cut in cuts) for r in entered}
    for index, tier in enumerate(scheme.tiers):
        room = number if tier.quota is None else floor(tier.quota * number / 100)
        rivals = {r for r, (_, best, _) in entered.items() if best <= index <= lowest[r] and _holds(scheme, r)}
        for ratee in [r for r in entered if lowest[r] == index and index < len(scheme.tiers) - 1]:
            rank, best, _ = entered[ratee]
            ahead = sum(entered[rival][0] <= rank for rival in rivals)
            if best > index or ahead + missing > room:
                lowest[ratee] = index + 1
    return lowest


def _key(standing: Standing, ties: str) -> Key | None:
    """What is compared: the composite, then the score that parts ties, if the scheme names one."""
    if standing.composite is None:
        return None
    second = {"考评得分优先": standing.field, "测评得分优先": standing.poll}.get(ties)
    return standing.composite, Fraction(-1) if second is None else second


@dataclass
class _Walk:
    """Down the ranking: who has once left a tier behind does not let anybody after him into it."""

    tiers: Sequence[Tier]
    number: int
    index: int = 0
    taken: int = 0

    def enter(self, composite: Fraction, size: int) -> tuple[int, bool]:
        """The tier that the next block of equals enters, and whether it was tied across a quota's edge."""
        across = False
        while self.index < len(self.tiers) - 1:
            tier = self.tiers[self.index]
            high_enough = tier.cut is None or composite >= tier.cut
            room = size if tier.quota is None else floor(tier.quota * self.number / 100) - self.taken
            if high_enough and size <= room:
                break
            across |= high_enough and size > 1 and 0 < room < size
            self.index, self.taken = self.index + 1, 0
        self.taken += size
        return self.index, across


def _moved(scheme: Scheme, ratee: str, index: int) -> int:
    """The tier after 限评, 降档 and 否决."""
    last = len(scheme.tiers) - 1
    names = [alike(tier.name) for tier in scheme.tiers]
    caps = [names.index(event.highest) for event in scheme.events if event.ratee == ratee and event.effect == "限评"]
    index = max([index, *caps])
    effects = [event.effect for event in scheme.events if event.ratee == ratee]
    return last if "否决" in effects else min(last, index + effects.count("降档"))
