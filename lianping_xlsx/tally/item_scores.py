"""分项等次: the votes of a class on each item, the means of the items, and the class mean that follows from them.

The mean of an item is the sum of the 折算分 of its votes ÷ their number, rounded; the class mean adds the means of the
items by their 分值.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.checks.countable import VOID_CELL, Counted, rows_in
from lianping_xlsx.checks.mark_ends import MarkEnds, left_out
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.ballot_contents import BallotItem, Grade
from lianping_xlsx.scheme.model import Scheme, VoterClass
from lianping_xlsx.scheme.rules import answers_at, printed
from lianping_xlsx.scheme.rules.count_steps import CLASS_ENDS


@dataclass(frozen=True, slots=True)
class ItemTally:
    """The votes of one voter class on one item of one ratee (分项统计).

    ``points``: 分值. ``grades``: votes by grade, in the order of ``Scheme.grades_of`` the item. The others are as in
    ``ClassTally``, with the points of the grades as marks.
    """

    item: str
    points: int
    valid: int
    void: int
    abstained: int
    counted: int
    total: int
    trimmed: MarkEnds | None
    mean: ScoreValue | None
    grades: tuple[int, ...]
    unrounded: ScoreValue | None = None

    @property
    def used(self) -> ScoreValue | None:
        """The mean that the class mean uses."""
        return self.mean if self.unrounded is None else self.unrounded


ItemVotes = Mapping[tuple[str, str, int], Mapping[int, Counter[int]]]
"""Votes by grade (or VOID_CELL), keyed by poll, voter class and ratee, then by item (places in the scheme)."""


def votes_by_item(counted: Counted) -> ItemVotes:
    """The votes of all forms of a class together."""
    found: dict[tuple[str, str, int], dict[int, Counter[int]]] = {}
    if counted.item_votes is None:
        return found
    for form, ratee, item, grade, count in rows_in(counted.item_votes, ["form", "ratee", "item", "grade", "count"]):
        key = counted.forms[form]
        votes = found.setdefault((key.poll, key.voter_class, ratee), {})
        votes.setdefault(item, Counter())[grade] += count
    return found


def tally_items(
    scheme: Scheme, voter: VoterClass, votes: Mapping[int, Counter[int]], returned: int, void: int
) -> tuple[ItemTally, ...]:
    """An ItemTally for each item of the poll of a class; () unless it is by 分项等次.

    ``returned``: the ballots on the ratee. ``void``: those that are void as a whole.
    """
    graded = scheme.graded_items(voter.poll)
    if not graded:
        return ()
    order = {item.code: place for place, item in enumerate(scheme.items)}
    places = {(grade.scale, grade.name): place for place, grade in enumerate(scheme.grades)}
    found = []
    for item in graded:
        own, grades = votes.get(order[item.code], Counter[int]()), scheme.grades_of(voter.poll, item)
        listed = tuple(own[places[grade.scale, grade.name]] for grade in grades)
        found.append(item_tally(scheme, item, grades, listed, returned, void + own[VOID_CELL]))
    return tuple(found)


def item_tally(
    scheme: Scheme, item: BallotItem, grades: Sequence[Grade], votes: tuple[int, ...], returned: int, void: int
) -> ItemTally:
    """The tally of an item with so many ``votes`` for each of its ``grades``."""
    marks = [(grade.points, count) for grade, count in zip(grades, votes, strict=True) if grade.counted and count]
    valid = sum(count for _, count in marks)
    number, total = valid, sum(points * count for points, count in marks)
    trimmed = left_out([_ends(marks, scheme)], answers_at(CLASS_ENDS, scheme.rules, valid))
    if trimmed is not None:
        number, total = number - len(trimmed.marks), total - sum(trimmed.marks)
    mean, unrounded = printed(scheme.rules, Fraction(total, number)) if number else (None, None)
    return ItemTally(
        item=item.code,
        points=item.points,
        valid=valid,
        void=void,
        abstained=returned - valid - void,
        counted=number,
        total=total,
        trimmed=trimmed,
        mean=mean,
        grades=votes,
        unrounded=unrounded,
    )


def _ends(marks: Sequence[tuple[int, int]], scheme: Scheme) -> MarkEnds:
    """The lowest and the highest of marks, given as pairs of points and their number, highest first."""
    low, high = scheme.rules.class_ends
    falling = [points for points, count in marks for _ in range(min(count, max(low, high)))]
    return MarkEnds(tuple(reversed(falling))[:low], tuple(falling[:high]))


def mean_of_items(items: Sequence[ItemTally]) -> Fraction | None:
    """Σ 分值 x mean ÷ 100 (hundredths, not rounded); None if an item with a 分值 has no mean."""
    scored = [(item.points, item.used) for item in items if item.points]
    there = [(points, mean) for points, mean in scored if mean is not None]
    if not there or len(there) < len(scored):
        return None
    return Fraction(sum(points * mean for points, mean in there)) / exact.WHOLE


def fewest_votes(items: Sequence[ItemTally]) -> int:
    """The counted votes on the item with the fewest of them: whoever reads its mean knows the most of a vote.

    An item without 分值 that nobody marked is left out.
    """
    return min((item.counted for item in items if item.points or item.counted), default=0)
