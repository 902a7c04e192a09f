"""The results of 边界分析: the borders, and the least changes that turn them."""

from __future__ import annotations

from enum import StrEnum

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.core.light_dataclass import dataclass

MOST_SHIFT = 10
"""Weights are shifted by whole percentage points, up to so many."""
MOST_POINTS = 10 * exact.POINT
"""So much 加分 or 减分 is tried, in hundredths of a point."""


class ChangeKind(StrEnum):
    """The kinds of changes, as the columns of 边界分析 name them."""

    MARK = "改一张票"
    BALLOTS = "改几张票"
    POINTS = "考评等改一项"
    WEIGHT = "改一项权重"
    VALIDITY = "改一张票的效力"
    EVENT = "加减分、事项"


@dataclass(frozen=True, slots=True)
class LeastChange:
    """The least change of a kind that turns a border. ``code``: of the ratee; '' if it concerns everybody.

    ``what``: the class, the 考核组, the period, the weight or the event. ``detail``: the rest in words. ``size``: what
    the least one is chosen by: hundredths of a point, ballots, or hundredths of a per cent. ``up``: it raises him.
    ``weights``: before and after.
    """

    kind: ChangeKind
    code: str
    what: str
    size: Weight
    up: bool
    detail: str = ""
    weights: tuple[Weight, Weight] | None = None


class BorderKind(StrEnum):
    """What divides the two sides of a border."""

    CUT = "分数线"
    PLACES = "名额"
    CONDITIONS = "等次条件"
    RANKS = "相邻名次"


@dataclass(frozen=True, slots=True)
class Border:
    """A border in a 排名组. ``upper``, ``lower``: codes; '' where a 分数线 stands in place of the other one.

    ``gap``: hundredths of a point, as printed. ``tier``: the index of the tier that it closes; None for ranks.
    ``line``: the 分数线. ``near``: 临界. ``changes``: the least one of each kind that turns it; None if none was
    sought. ``pool``: the 排名组 that share the places, if they are several; the first one of them is ``group``.
    """

    group: str
    kind: BorderKind
    upper: str
    lower: str
    gap: ScoreValue
    near: bool
    changes: tuple[LeastChange, ...] | None
    tier: int | None = None
    line: int | None = None
    pool: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlookOfRatee:
    """What may still come of a ratee: his least and greatest composite, the best and the worst rank and tier.

    Scores are hundredths as printed, None where nothing is known. Tiers are indexes in ``Scheme.tier_names``;
    ``first``: that of the first tier of his 排名组.
    """

    code: str
    group: str
    least: ScoreValue | None
    greatest: ScoreValue | None
    best: int
    worst: int
    best_tier: int
    worst_tier: int
    first: int

    @property
    def certain(self) -> bool:
        """True if rank and tier are the same whatever comes."""
        return self.best == self.worst and self.tier_certain

    @property
    def tier_certain(self) -> bool:
        """True if the tier is the same whatever comes."""
        return self.best_tier == self.worst_tier

    @property
    def may_be_first(self) -> bool:
        """True if he may get the first tier."""
        return self.best_tier <= self.first

    @property
    def is_first(self) -> bool:
        """True if he has the first tier whatever comes."""
        return self.worst_tier <= self.first


@dataclass(frozen=True)
class Outlook:
    """The outlook of everybody while parts of the count are open. ``ratees``: in the order of the scheme.

    ``open_groups``: the 排名组 in which something is owed, with those that share places with them. ``open_forms``: how
    many forms are owed, in whole or in part; ``deciding``: how many of them may still change the first tier.
    """

    ratees: tuple[OutlookOfRatee, ...] = ()
    open_groups: frozenset[str] = frozenset()
    open_forms: int = 0
    deciding: int = 0


NO_OUTLOOK = Outlook()


@dataclass(frozen=True)
class Borders:
    """All borders, by 排名组: the edges of tiers, then the pairs.

    ``waiting``: the 排名组 in which something is open; ``outlook``: what may come of their ratees.
    """

    found: tuple[Border, ...] = ()
    waiting: tuple[str, ...] = ()
    outlook: Outlook = NO_OUTLOOK

    @property
    def near_edges(self) -> tuple[Border, ...]:
        """The edges of tiers that are 临界."""
        return tuple(each for each in self.found if each.near and each.tier is not None)

    @property
    def near_pairs(self) -> tuple[Border, ...]:
        """The neighbouring pairs that are 临界."""
        return tuple(each for each in self.found if each.near and each.tier is None)

    @property
    def closest(self) -> Border | None:
        """The border with the smallest gap, an edge before a pair; None if there is none."""
        return min(self.found, key=lambda each: (each.gap, each.tier is None), default=None)


NO_BORDERS = Borders()
