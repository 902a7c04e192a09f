"""Ranks within the 排名组, and the tiers proposed from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import floor

from .scheme import Scheme, Tier

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
    """A ratee's place. ``across_edge``: tied across the edge of a quota, and therefore a tier lower (并列跨线)."""

    ratee: str
    rank: int
    tier: str
    across_edge: bool


def place(scheme: Scheme, standings: Iterable[Standing]) -> Iterator[Placing]:
    """The places of those who take part and have a composite; nobody else gets one."""
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
    rank = 1
    for block in blocks:
        index, across = walk.enter(keys[block[0]][0], len(block))
        for ratee in block:
            yield Placing(ratee, rank, scheme.tiers[_moved(scheme, ratee, index)].name, across)
        rank += len(block)


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
            across |= high_enough and 0 < room < size
            self.index, self.taken = self.index + 1, 0
        self.taken += size
        return self.index, across


def _moved(scheme: Scheme, ratee: str, index: int) -> int:
    """The tier after 降档 and 否决."""
    last = len(scheme.tiers) - 1
    effects = [event.effect for event in scheme.events if event.ratee == ratee]
    return last if "否决" in effects else min(last, index + effects.count("降档"))
