"""Whether the figures of a voter class would tell what single voters gave, however many they are.

The reader to be reckoned with took part in the vote: he takes his own ballot from the sum. What is left then must leave
room for at least ten points, or another grade, on every ballot of somebody else.
"""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import ClassTally

ROOM = 10 * exact.POINT
"""How far apart two marks must be (hundredths) for nobody to say that he knows the mark."""


def near_unanimous(scheme: Scheme, tally: ClassTally) -> bool:
    """True where the sum of a class, its mean or its votes for each grade give single ballots away to a voter of it."""
    return _alike_in_grade(scheme, tally) if tally.grades else _alike_in_points(tally)


def trimmed_tell(tally: ClassTally) -> bool:
    """True where the two marks that were trimmed hold all others between them so closely that these are told too."""
    if tally.trimmed is None:
        return False
    low, high = tally.trimmed
    return min(high - low, *_room(tally, low, high)) < ROOM


def _room(tally: ClassTally, low: int, high: int) -> tuple[int, int]:
    """By how much the counted marks together exceed the lowest that they could be, and miss the highest."""
    return tally.total - tally.counted * low, tally.counted * high - tally.total


def _alike_in_grade(scheme: Scheme, tally: ClassTally) -> bool:
    """All voters chose one grade, or all but one: that one knows of all the others."""
    edges = (max(grade.points for grade in scheme.grades), min(grade.points for grade in scheme.grades))
    chosen = sorted(votes for votes in tally.grades if votes)
    return tally.mean in edges or len(chosen) < 2 or (len(chosen) == 2 and chosen[0] == 1)


def _alike_in_points(tally: ClassTally) -> bool:
    """The others of a voter are together within ten points of all or of nothing.

    A voter's own share in what is missing to 100 points is at most that of the lowest mark. Where a 计票汇总 tells the
    sum alone, one ballot may be all that is missing. Where marks were trimmed, nobody knows whether his own was.
    """
    above, below = _room(tally, 0, exact.WHOLE)
    if tally.mean in (0, exact.WHOLE):
        return True
    if tally.trimmed is not None:
        return min(above, below) < ROOM
    low, high = tally.extremes or (0, exact.WHOLE)
    left = above - min(above, high), below - min(below, exact.WHOLE - low)
    return tally.counted <= 2 or min(left) < ROOM
