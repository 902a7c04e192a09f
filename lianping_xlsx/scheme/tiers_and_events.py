"""等次规则 and 否决与加减分: the tiers, and the events that raise or lower a ratee.

好, 中, 差 and their order: 乐安 一（一）2⑥ and 二（二）5, 中卫 一（一）2⑤. Limits and events are left to the office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.terms import Effect, PlaceRounding, PlacesFrom


@dataclass(frozen=True, slots=True)
class Tier:
    """等次: a tier for all 排名组, or for ``groups``. ``cut``: the least composite; None if there is none.

    Its places are a share of the ratees (``quota``), rounded by ``rounding`` and not fewer than ``least``, or a
    ``number``; unlimited if both are None. They are counted from the first rank or from the last one (``end``), for
    each 排名组 or for all 排名组 of the row together (``pooled``, 总名额).
    """

    name: str
    cut: int | None
    quota: int | None
    use: str
    row: int = field(default=0, compare=False)
    number: int | None = None
    least: int = 0
    rounding: PlaceRounding = PlaceRounding.DOWN
    end: PlacesFrom = PlacesFrom.FIRST
    groups: tuple[str, ...] = ()
    pooled: bool = False

    def applies_to(self, group: str) -> bool:
        """Return True if the row applies to the 排名组."""
        return not self.groups or group in self.groups

    @property
    def limited(self) -> bool:
        """True if it has places."""
        return self.quota is not None or self.number is not None

    @property
    def from_first(self) -> bool:
        """True if it has places counted from the first rank."""
        return self.limited and self.end is PlacesFrom.FIRST

    @property
    def from_last(self) -> bool:
        """True if it has places counted from the last rank."""
        return self.limited and self.end is PlacesFrom.LAST

    def places(self, base: int) -> int | None:
        """The places if ``base`` ratees count for a share; None if there is no limit."""
        if self.number is not None or self.quota is None:
            return self.number
        return max(self.least, _ROUNDED[self.rounding](self.quota * base))


_ROUNDED: Mapping[PlaceRounding, Callable[[int], int]] = {
    PlaceRounding.DOWN: lambda share: share // exact.WHOLE,
    PlaceRounding.HALF_UP: lambda share: exact.divide_half_up(share, exact.WHOLE),
    PlaceRounding.UP: lambda share: -(-share // exact.WHOLE),
}
"""The functions from a share of the ratees (hundredths of a per cent x ratees) to whole places."""


@dataclass(frozen=True)
class TierTable:
    """The tiers of all 排名组 and their places. ``bases``: by 排名组, how many ratees shares are based on."""

    rows: tuple[Tier, ...]
    bases: Mapping[str, int]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the tiers, best first, each once: the order that all 排名组 have in common."""
        return tuple(dict.fromkeys(tier.name for tier in self.rows))

    @cached_property
    def of_group(self) -> Mapping[str, Mapping[int, Tier]]:
        """The tiers of each 排名组, best first, keyed by their index in ``names``."""
        return {group: self._in_order(group) for group in self.bases}

    def _in_order(self, group: str) -> Mapping[int, Tier]:
        found = {self.names.index(tier.name): tier for tier in self.rows if tier.applies_to(group)}
        return dict(sorted(found.items()))

    def pool_of(self, tier: Tier, group: str) -> tuple[str, ...]:
        """The 排名组 that share the places of a tier: those of its row (总名额), or the one alone."""
        return self._pools[tier] if tier.pooled else (group,)

    @cached_property
    def _pools(self) -> Mapping[Tier, tuple[str, ...]]:
        pooled = (tier for tier in self.rows if tier.pooled)
        return {tier: tuple(each for each in self.bases if tier.applies_to(each)) for tier in pooled}

    @cached_property
    def linked(self) -> Mapping[str, tuple[str, ...]]:
        """The 排名组 on whose ratees the tiers of each one depend: those that share places with it, directly or not."""
        together = {group: [group] for group in self.bases}
        for tier in dict.fromkeys(each for own in self.of_group.values() for each in own.values() if each.pooled):
            joined = {id(found): found for found in (together[group] for group in self._pools[tier])}
            merged = [group for found in joined.values() for group in found]
            together |= dict.fromkeys(merged, merged)
        order = {group: place for place, group in enumerate(self.bases)}
        sorted_once = {id(found): tuple(sorted(found, key=order.__getitem__)) for found in together.values()}
        return {group: sorted_once[id(found)] for group, found in together.items()}

    def places(self, tier: Tier, group: str) -> int | None:
        """The places of a tier in a 排名组, or in all that share them; None if there is no limit."""
        return tier.places(sum(self.bases[each] for each in self.pool_of(tier, group)))

    def most_in(self, tier: Tier, group: str) -> int | None:
        """The most ratees of a 排名组 that may have a tier; None if it has no such limit of its own."""
        return self.places(tier, group) if tier.from_first and self.pool_of(tier, group) == (group,) else None

    def limit_words(self, tier: Tier, group: str) -> str:
        """The places of a tier in a 排名组 in words: 不限, 3, 最后3名, 各组合计3名."""
        places = self.places(tier, group)
        if places is None:
            return "不限"
        shared = len(self.pool_of(tier, group)) > 1
        if not shared and tier.from_first:
            return str(places)
        return f"{'各组合计' if shared else ''}{'最后' if tier.from_last else ''}{places}名"

    def label(self, tier: Tier) -> str:
        """The name of a tier, with its 排名组 if it has several rows."""
        several = sum(each.name == tier.name for each in self.rows) > 1
        return f"{tier.name}（{'、'.join(tier.groups)}）" if several else tier.name


@dataclass(frozen=True, slots=True)
class Adjustment:
    """否决与加减分: an event of one ratee (``ratee``: his code).

    ``highest``: the name of the best tier that a 限评 leaves open to him; '' for any other effect.
    """

    ratee: str
    event: str
    effect: Effect
    points: int
    basis: str
    row: int = field(default=0, compare=False)
    highest: str = ""

    @property
    def effect_words(self) -> str:
        """The effect as printed: 降档, 限评“中”."""
        return f"{self.effect}“{self.highest}”" if self.effect is Effect.CAP else str(self.effect)


def best_allowed(names: Sequence[str], events: Iterable[Adjustment]) -> Mapping[str, int]:
    """The index of the best tier that 限评 leaves open, keyed by code; only ratees with a 限评.

    ``names``: the tiers, best first. Of several 限评 the lowest tier holds.
    """
    found: dict[str, int] = {}
    for event in events:
        if event.effect is Effect.CAP and event.highest in names:
            found[event.ratee] = max(found.get(event.ratee, 0), names.index(event.highest))
    return found
