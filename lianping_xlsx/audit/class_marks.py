"""The valid marks of one voter class on one ratee, and the tally of the class once some of them are others.

Marks are hundredths of a point. The tally is made by the function of the count, trimming included.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lianping_xlsx.checks.countable import BALLOT_VOID, VALID, Counted, rows_in
from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Scoring
from lianping_xlsx.tally.item_scores import item_tally
from lianping_xlsx.tally.poll_scores import with_items, with_mean
from lianping_xlsx.tally.tally_results import ClassTally

if TYPE_CHECKING:
    from numpy.typing import NDArray

ClassKey = tuple[str, str, str]
"""The code of a ratee, a poll and a voter class."""


@dataclass(frozen=True, eq=False, slots=True)
class BallotMarks:
    """Marks on ballots of one state: ``ballots`` (form and row in one number, ascending) and their ``values``."""

    ballots: NDArray[np.int64]
    values: NDArray[np.int64]


class SummedMarks(NamedTuple):
    """The valid marks that a 计票汇总 gives of a ratee: their number, their sum, the lowest and highest of them."""

    valid: int
    total: int
    ends: MarkEnds

    def known(self) -> Sequence[int]:
        """The marks that the ends tell, each once: of few marks the same ones are the lowest and the highest."""
        return *self.ends.lowest, *self.ends.highest[: self.valid - len(self.ends.lowest)]

    def span(self, full: int) -> Sequence[int]:
        """The least and the greatest that a mark between the ends can be; nothing if there is none."""
        known, (lowest, highest) = self.known(), self.ends
        number, total = self.valid - len(known), self.total - sum(known)
        if not number:
            return ()
        bottom, top = lowest[-1] if lowest else 0, highest[-1] if highest else full
        return max(bottom, total - (number - 1) * top), min(top, total - (number - 1) * bottom)


class MarkTable:
    """The marks of all ballots, and what is told of those that were counted by hand, by class and ratee."""

    def __init__(self, scheme: Scheme, counted: Counted) -> None:
        self._ratees = {ratee.code: number for number, ratee in enumerate(scheme.ratees)}
        self._classes: dict[tuple[str, str], int] = {}
        numbers = [self._classes.setdefault((f.poll, f.voter_class), len(self._classes)) for f in counted.forms]
        self._summed: dict[tuple[int, int], list[SummedMarks]] = {}
        for form, ratee, valid, total in rows_in(counted.tallies, ["form", "ratee", "valid", "total"]):
            own = SummedMarks(valid, total, counted.ends.get((form, ratee), MarkEnds((), ())))
            self._summed.setdefault((numbers[form], ratee), []).append(own)
        self._by_state = {state: _sorted(counted, numbers, len(self._ratees), state) for state in (VALID, BALLOT_VOID)}

    def _key(self, key: ClassKey) -> tuple[int, int]:
        ratee, poll, voter_class = key
        return self._classes.get((poll, voter_class), -1), self._ratees[ratee]

    def ballots(self, key: ClassKey, state: int = VALID) -> BallotMarks:
        """The marks of a class on a ratee, by ballot."""
        marks = self._by_state[state]
        return marks.at(marks.of(self._number(key), 1))

    def beside(self, key: ClassKey) -> Sequence[str]:
        """The other ratees of whom forms of the class with a valid mark on this one have valid marks, in order."""
        marks, number, ratees = self._by_state[VALID], self._number(key), len(self._ratees)
        whole = marks.of(number - number % ratees, ratees)
        shared = np.isin(marks.forms[whole], np.unique(marks.forms[marks.of(number, 1)]))
        codes = list(self._ratees)
        return [codes[each % ratees] for each in np.unique(marks.keys[whole][shared]).tolist() if each != number]

    def _number(self, key: ClassKey) -> int:
        voter_class, ratee = self._key(key)
        return voter_class * len(self._ratees) + ratee

    def ordered(self, poll: str, voter_class: str) -> NDArray[np.int64]:
        """The void ballots of a class that give anybody points; one that ranks in no order gives none."""
        marks = self._by_state[BALLOT_VOID]
        found = marks.at(marks.keys // max(1, len(self._ratees)) == self._classes.get((poll, voter_class), -1))
        return np.unique(found.ballots[found.values > 0])

    def summed(self, key: ClassKey) -> Sequence[SummedMarks]:
        """The marks of a ratee as each 计票汇总 of a class states them."""
        return self._summed.get(self._key(key), ())


@dataclass(frozen=True, eq=False, slots=True)
class _SortedMarks:
    """Marks of one state by class and ratee (``keys``: one number, ascending), each with its form, ballot and value.

    The arrays are parallel. A province has tens of millions of marks: they stay as narrow as in the frame.
    """

    keys: NDArray[np.integer]
    forms: NDArray[np.integer]
    ballots: NDArray[np.integer]
    values: NDArray[np.integer]

    def of(self, number: int, numbers: int) -> slice:
        """The places of so many numbers from this one on."""
        # Numbers of another type would let all keys be converted at each search.
        first, end = np.searchsorted(self.keys, np.array([number, number + numbers], dtype=self.keys.dtype))
        return slice(first, end)

    def at(self, places: slice | NDArray[np.bool_]) -> BallotMarks:
        """The marks at some places."""
        numbers = self.forms[places].astype("int64") * _ROWS + self.ballots[places]
        return BallotMarks(numbers, self.values[places].astype("int64"))


def _sorted(counted: Counted, classes: Sequence[int], ratees: int, state: int) -> _SortedMarks:
    """The marks of one state. ``classes``: the number of the class of each form. ``ratees``: how many there are."""
    own = counted.marks["state"].to_numpy() == state
    rows = slice(None) if own.all() else own  # mostly every mark is valid, and its columns need not be copied
    form, ratee = (counted.marks[name].to_numpy()[rows] for name in ("form", "ratee"))
    narrow = "int32" if (max(classes, default=0) + 1) * ratees < _LARGEST else "int64"
    keys = np.asarray(classes, dtype=narrow)[form] if len(form) else np.empty(0, dtype=narrow)
    keys *= ratees
    keys += ratee
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    return _SortedMarks(keys, *(counted.marks[name].to_numpy()[rows][order] for name in ("form", "ballot", "value")))


_LARGEST = 1 << 31
"""More than the numbers of 32 bits."""
_ROWS = 1 << 32
"""More than the rows of any sheet."""


@dataclass(frozen=True)
class ClassMarks:
    """The marks of a class on a ratee. ``full``: the highest mark; ``grades``: those of the poll, if it has any.

    ``ranked``: a ballot ranks the ratees, so that no mark moves alone.
    """

    scheme: Scheme
    tally: ClassTally
    table: MarkTable
    full: int
    grades: tuple[Grade, ...] = ()
    ranked: bool = False

    @property
    def key(self) -> ClassKey:
        """Its key in the table."""
        return self.tally.ratee, self.tally.poll, self.tally.voter_class

    def ballots(self, state: int) -> BallotMarks:
        """The ballots of a state that another state would count, or count no longer."""
        found = self.table.ballots(self.key, state)
        if not self.ranked or state == VALID:
            return found
        keep = np.isin(found.ballots, self.table.ordered(self.tally.poll, self.tally.voter_class))
        return BallotMarks(found.ballots[keep], found.values[keep])

    @cached_property
    def marks(self) -> list[int]:
        """The known valid marks, ascending: those on ballots; with 等次 those counted by hand too."""
        if self.grades:
            pairs = zip(self.grades, self.tally.grades, strict=True)
            return sorted(grade.points for grade, votes in pairs if grade.counted for _ in range(votes))
        return sorted(self.table.ballots(self.key).values.tolist())

    @cached_property
    def total(self) -> int:
        """The sum of all valid marks, trimmed or not."""
        return self.tally.total + sum(self.tally.trimmed.marks if self.tally.trimmed else ())

    @property
    def summed(self) -> Sequence[SummedMarks]:
        """The marks that only a sum is known of (计票汇总), by form; with 等次 every mark is known."""
        return () if self.grades else self.table.summed(self.key)

    def first(self, *, highest: bool) -> int:
        """The place in ``marks`` of the lowest (or highest) one that the mean contains: to move it moves the most."""
        trimmed = self.tally.trimmed or MarkEnds((), ())
        if highest:
            return max(0, len(self.marks) - 1 - len(trimmed.highest))
        return min(len(self.marks) - 1, len(trimmed.lowest))

    def exchanged(self, out: Sequence[int], into: Sequence[int]) -> ClassTally:
        """The tally without some of the known marks, and with others."""
        valid = self.tally.valid - len(out) + len(into)
        ends = (*(each.ends for each in self.summed), *self._ends(out, into))
        tally = self.tally
        if self.grades:
            places = {grade.points: place for place, grade in reversed(list(enumerate(self.grades))) if grade.counted}
            votes = list(tally.grades)
            for marks, one in ((out, -1), (into, 1)):
                for mark in marks:
                    votes[places[mark]] += one
            tally = replace(tally, grades=tuple(votes))
        return with_mean(self.scheme, tally, valid, self.total - sum(out) + sum(into), ends)

    def shifted(self, points: int) -> ClassTally:
        """The tally with a sum that is greater by so many points; the ends stay as they are."""
        ends = (*(each.ends for each in self.summed), *self._ends((), ()))
        return with_mean(self.scheme, self.tally, self.tally.valid, self.total + points, ends)

    def _ends(self, out: Sequence[int], into: Sequence[int]) -> Iterator[MarkEnds]:
        low, high = self.scheme.rules.class_ends
        if low or high:
            marks = list(self.marks)
            for mark in out:
                del marks[bisect_left(marks, mark)]
            for mark in into:
                insort(marks, mark)
            yield MarkEnds(tuple(marks[:low]), tuple(marks[::-1][:high]))

    def room(self, *, up: bool) -> int:
        """The most points by which one mark can move: a known one, or one of those only summed up."""
        if self.marks:
            mark = self.marks[self.first(highest=not up)]
            return self.full - mark if up else mark
        trimmed = self.tally.trimmed or MarkEnds((), ())
        known = Counter(mark for each in self.summed for mark in each.known()) - Counter(trimmed.marks)
        marks = [*known, *(mark for each in self.summed for mark in each.span(self.full))]
        # One that passes the marks that are left out moves the sum as far as to them.
        bottom, top = trimmed.lowest[-1:] or (0,), trimmed.highest[-1:] or (self.full,)
        return top[0] - min(marks) if up else max(marks) - bottom[0]

    def moved(self, points: int) -> ClassTally:
        """The tally with one mark higher (or lower) by so many points."""
        if not self.marks:
            return self.shifted(points)
        mark = self.marks[self.first(highest=points < 0)]
        return self.exchanged([mark], [mark + points])

    def several(self, number: int, *, up: bool) -> ClassTally:
        """The tally with so many marks at the highest, or at 0: the lowest ones, or the highest."""
        out = self.marks[:number] if up else self.marks[len(self.marks) - number :]
        return self.exchanged(out, [self.ends_of_scale[up]] * number)

    @cached_property
    def ends_of_scale(self) -> tuple[int, int]:
        """The lowest and the highest mark that can be given."""
        points = [grade.points for grade in self.grades if grade.counted]
        return (min(points), max(points)) if points else (0, self.full)

    def regraded(self, *, up: bool) -> Iterator[tuple[int, str, ClassTally]]:
        """Yield what one tick for another grade gives: by how many points it differs, words, the tally.

        By 等次 and 分项等次; the smallest steps first.
        """
        found = [*self._other_grade(up=up), *self._other_item_grade(up=up)]
        return iter(sorted(found, key=lambda each: each[0]))

    def _other_grade(self, *, up: bool) -> Iterator[tuple[int, str, ClassTally]]:
        for before, after in _steps(self.grades, self.tally.grades, up=up):
            tally = self.exchanged([before.points], [after.points])
            yield abs(after.points - before.points), f"由“{before.name}”改为“{after.name}”", tally

    def _other_item_grade(self, *, up: bool) -> Iterator[tuple[int, str, ClassTally]]:
        tally = self.tally
        for place, own in enumerate(tally.items):
            item = next(each for each in self.scheme.graded_items(tally.poll) if each.code == own.item)
            grades = self.scheme.grades_of(tally.poll, item)
            for before, after in _steps(grades, own.grades, up=up):
                votes = list(own.grades)
                votes[grades.index(before)] -= 1
                votes[grades.index(after)] += 1
                again = item_tally(self.scheme, item, grades, tuple(votes), tally.returned, own.void)
                items = (*tally.items[:place], again, *tally.items[place + 1 :])
                words = f"“{item.text}”由“{before.name}”改为“{after.name}”"
                yield abs(after.points - before.points), words, with_items(self.scheme, tally, items)


def _steps(grades: Sequence[Grade], votes: Sequence[int], *, up: bool) -> Iterator[tuple[Grade, Grade]]:
    """Yield the pairs of a grade that somebody was given and a better (or worse) one."""
    there = [grade for grade, number in zip(grades, votes, strict=True) if number and grade.counted]
    for before in there:
        for after in grades:
            if after.counted and (after.points > before.points if up else after.points < before.points):
                yield before, after


def class_marks(scheme: Scheme, table: MarkTable, tally: ClassTally) -> ClassMarks | None:
    """The marks of a class on a ratee; None if it has none that counts."""
    if tally.mean is None:
        return None
    scoring = scheme.poll_of[tally.poll].scoring
    grades = scheme.grades_of(tally.poll) if scoring is Scoring.GRADES else ()
    full = scheme.full_marks(tally.poll)
    return ClassMarks(scheme, tally, table, full, tuple(grades), scoring is Scoring.RANKING)


ByClass = Mapping[ClassKey, ClassMarks]
