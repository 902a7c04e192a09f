"""Classes that vote so alike that their figures reveal single ballots, however many ballots there are.

The most dangerous reader took part in the vote: he subtracts his own ballot from the sum. The rest must leave room for
at least ten points in a hundred, or another grade, on every other ballot.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Scoring
from lianping_xlsx.scheme.vote_rates import rated_grades
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.rate_votes import overall_votes
from lianping_xlsx.tally.tally_results import ClassTally

_ROOM = 10
"""One part in so many of the full marks is the least range at which nobody can say that he knows a mark."""


def room_of(scheme: Scheme, poll: str) -> Fraction:
    """The least range of possible marks of a poll (hundredths) at which no mark is known: ten points of a hundred."""
    return Fraction(scheme.full_marks(poll), _ROOM)


def near_unanimous(scheme: Scheme, tally: ClassTally) -> bool:
    """Return True if the sum, the mean or the votes per grade of a class reveal single ballots to one of its voters."""
    if tally.items:
        return _alike_in_items(scheme, tally)
    if places := place_worths(scheme, tally.poll):
        # A short scale must be open in the same part as one of 100 points.
        return _alike_in_points(tally, places[0], places[-1], Fraction(places[-1] - places[0], _ROOM))
    if tally.grades:
        return _alike_in_grade(scheme.grades_of(tally.poll), tally.grades, tally.mean)
    return _alike_in_points(tally, 0, scheme.full_marks(tally.poll), room_of(scheme, tally.poll))


def _alike_in_items(scheme: Scheme, tally: ClassTally) -> bool:
    """Return True if the mean of the items, each item with a 分值, or a rate of the 总评 reveals single ballots."""
    overall = told_overall(scheme, tally)
    if overall is not None and _alike_in_grade(rated_grades(scheme, tally.poll), overall.grades, overall.mean):
        return True
    items = {item.code: item for item in scheme.items_of(tally.poll)}
    alike = (
        _alike_in_grade(scheme.grades_of(tally.poll, items[each.item]), each.grades, each.mean)
        for each in tally.items
        if each.points
    )
    room = room_of(scheme, tally.poll)
    return _alike_in_points(tally, *ends_by_items(scheme, tally.poll), room) or all(alike)


def told_overall(scheme: Scheme, tally: ClassTally) -> ItemTally | None:
    """The votes on the 总评 of a class, if a 得票率 tells them beside the class mean; None without a valid vote."""
    if not any(rate.poll == tally.poll for rate in scheme.vote_rates):
        return None
    overall = overall_votes(scheme, tally)
    return overall if overall is not None and overall.valid else None


def place_worths(scheme: Scheme, poll: str) -> list[int]:
    """The points (hundredths) that a place on a ballot by 排名 can give, lowest first; [] for any other poll."""
    if scheme.poll_of[poll].scoring is not Scoring.RANKING:
        return []
    points = scheme.points_by_place(poll)
    beyond = {0} if len(points) < len(scheme.ratees) else set()
    return sorted({*points.values(), *beyond})


def ends_by_items(scheme: Scheme, poll: str) -> tuple[int, int]:
    """The lowest and the highest mark that a ballot by 分项等次 can give (hundredths)."""
    points = [
        (item.points, [grade.points for grade in scheme.grades_of(poll, item) if grade.counted])
        for item in scheme.items_of(poll)
    ]
    low, high = (sum(weight * pick(worth) for weight, worth in points) // exact.WHOLE for pick in (min, max))
    return low, high


def trimmed_marks_reveal(scheme: Scheme, tally: ClassTally) -> bool:
    """Return True if the trimmed marks, which enclose all others, reveal the others as well."""
    if tally.trimmed is None:
        return False
    # The innermost at each end. If none is left out at one end, the others may lie as far as the edge of the range.
    low, high = max(tally.trimmed.lowest, default=0), min(tally.trimmed.highest, default=scheme.full_marks(tally.poll))
    return min(high - low, *_room_beside_a_voter(tally, low, high)) < room_of(scheme, tally.poll)


def _room(tally: ClassTally, low: int, high: int) -> tuple[int, int]:
    """The distances of the sum of the counted marks from the lowest and the highest possible sum (hundredths).

    ``low``, ``high``: the lowest and the highest possible mark.
    """
    return tally.total - tally.counted * low, tally.counted * high - tally.total


def _room_beside_a_voter(tally: ClassTally, low: int, high: int) -> tuple[int, int]:
    """The same distances of the marks that one voter does not know, of a class of which marks were trimmed.

    Where marks were trimmed at both ends, no voter knows if his own was, so he cannot subtract it. Where none was at
    one end, the voter with the mark at that end knows that his own was counted.
    """
    below, above = _room(tally, low, high)
    lowest, highest = tally.extremes or (low, high)
    if tally.trimmed is not None and not tally.trimmed.highest:
        below -= min(below, highest - low)
    if tally.trimmed is not None and not tally.trimmed.lowest:
        above -= min(above, high - lowest)
    return below, above


def _alike_in_grade(grades: Sequence[Grade], votes: Sequence[int], mean: exact.ScoreValue | None) -> bool:
    """Return True if all voters chose one grade, or all but one: then that one knows the grade of all the others.

    The votes for a grade that is not counted (不计) are left out: the mean reveals the others as if there were none.
    """
    points = [grade.points for grade in grades if grade.counted]
    chosen = sorted(count for grade, count in zip(grades, votes, strict=True) if count and grade.counted)
    edges = max(points), min(points)
    return mean in edges or len(chosen) < 2 or (len(chosen) == 2 and chosen[0] == 1)


def _alike_in_points(tally: ClassTally, lowest: int, highest: int, room: Fraction) -> bool:
    """Return True if the other ballots, seen by one voter, together are near the highest mark or near the lowest.

    A voter's own part in the points missing to the maximum is at most that of the lowest mark. If a 计票汇总 gives only
    the sum, one ballot may account for all missing points. ``lowest``, ``highest``: the marks that a ballot can give
    (hundredths). ``room``: what must remain open.
    """
    above, below = _room(tally, lowest, highest)
    if tally.mean in (lowest, highest):
        return True
    if tally.trimmed is not None:
        return min(_room_beside_a_voter(tally, lowest, highest)) < room
    low, high = tally.extremes or (lowest, highest)
    # The voter subtracts his own mark: at most the highest, and at most the full mark less the lowest.
    left = above - min(above, high - lowest), below - min(below, highest - low)
    return tally.counted <= 2 or min(left) < room
