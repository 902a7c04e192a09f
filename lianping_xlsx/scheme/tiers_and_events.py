"""等次规则 and 否决与加减分: the tiers, and the events that raise or lower a ratee.

好, 中, 差 and their order: 乐安 一（一）2⑥ and 二（二）5, 中卫 一（一）2⑤. Limits and events are left to the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.terms import Effect


@dataclass(frozen=True, slots=True)
class Tier:
    """等次: a tier. ``cut``: the least composite, ``quota``: the largest part of the ratees; None if not limited."""

    name: str
    cut: int | None
    quota: int | None
    use: str
    row: int = field(default=0, compare=False)

    def places(self, size: int) -> int | None:
        """The quota for a 排名组 in which ``size`` ratees take part, rounded down; None if there is no limit."""
        return None if self.quota is None else exact.floor_share(self.quota, size)


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
