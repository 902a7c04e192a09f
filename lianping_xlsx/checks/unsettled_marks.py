"""Marks on ballots that may still change, since a cell has to be put right: not understood, or out of range (退回更正).

Such a cell costs its mark only. Whether the whole ballot is void can hang on it too: then all marks of the ballot may
or may not count. What a mark may come to is never narrower than the truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import pandas as pd

from lianping_xlsx.checks.ballot_entries import most_of
from lianping_xlsx.checks.countable import BALLOT_VOID, BOTH_VOID, VALID, Unsettled, UnsettledMark
from lianping_xlsx.checks.used_form import UsedForm, expected_ballots
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds.ballots.ballot_register import TICK
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import OverallConflict, RangeRule, Scoring


class _Mark(NamedTuple):
    """A mark as it was judged. ``ratee``: place in the scheme; ``value`` in hundredths."""

    ratee: int
    value: int
    state: int


class _Entry(NamedTuple):
    """An entry of a ballot. ``grade``: place in the scheme, -1 for none; ``most`` in hundredths."""

    ratee: int
    column: int
    value: int
    grade: int
    most: int


class _GradedCell(NamedTuple):
    """A cell of a ballot by 分项等次: places in the scheme; ``grade`` is -1 for none. ``points`` in hundredths."""

    ratee: int
    item: int
    grade: int
    points: int


@dataclass(frozen=True)
class BallotFrames:
    """All ballots as they were judged: marks, entries and cells as in ``ballot_checks``.

    ``by_hand``: the ballots (form, grid row) that were declared void.
    """

    marks: pd.DataFrame
    entries: pd.DataFrame
    cells: pd.DataFrame | None
    by_hand: frozenset[tuple[int, int]]


def unsettled_marks(scheme: Scheme, forms: Sequence[UsedForm], frames: BallotFrames) -> Unsettled:
    """The marks of all forms that are not settled; nothing is looked at if every cell was understood."""
    outside = _outside(scheme.rules, frames.entries)
    wanted = [form for form in forms if form.reading.bad_cells or form.reading.bad_fields or form.index in outside]
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    by_hand: dict[int, set[int]] = {}
    for index, row in frames.by_hand:
        by_hand.setdefault(index, set()).add(row)
    registers = [
        _Register(scheme, order, form, by_hand.get(form.index, set()), outside.get(form.index, frozenset()))
        for form in wanted
    ]
    if not registers:
        return Unsettled()
    marks = _rows(frames.marks, registers, _Mark._fields, _Mark._make)
    plain = [each for each in registers if each.scoring not in (Scoring.ITEM_GRADES, Scoring.RANKING)]
    entries = _rows(frames.entries, plain, _Entry._fields, _Entry._make)
    by_item = [each for each in registers if each.scoring is Scoring.ITEM_GRADES]
    graded: dict[int, dict[int, list[_GradedCell]]] = {}
    if frames.cells is not None and by_item:
        graded = _rows(frames.cells, by_item, _GradedCell._fields, _GradedCell._make)
    found: list[UnsettledMark] = []
    cells: Counter[int] = Counter()
    for register in registers:
        form = register.form
        found += register.unsettled(marks.get(form, {}), entries.get(form, {}), graded.get(form, {}))
        cells += register.cells
    return Unsettled(tuple(found), cells=dict(cells))


def _outside(rules: Rules, entries: pd.DataFrame) -> dict[int, frozenset[tuple[int, int]]]:
    """The cells (grid row, column) by form whose mark is out of range and has to be put right.

    Grades and places have no ``most``: the value of 多选 is below 0 and no mark.
    """
    found: dict[int, set[tuple[int, int]]] = {}
    if rules.out_of_range is RangeRule.RETURN and "most" in entries:
        points = entries[entries["most"].notna()]
        beyond = points[(points["value"] < 0) | (points["value"] > points["most"])]
        for form, ballot, column in beyond[["form", "ballot", "column"]].itertuples(index=False, name=None):
            found.setdefault(int(form), set()).add((int(ballot), int(column)))
    return {form: frozenset(spots) for form, spots in found.items()}


_Row = TypeVar("_Row")
_MOST_BALLOTS = 1 << 20
"""More than a form can have rows."""


def _rows(
    frame: pd.DataFrame, registers: Sequence[_Register], columns: Sequence[str], make: Callable[[Iterable[int]], _Row]
) -> dict[int, dict[int, list[_Row]]]:
    """The rows of the ballots that are looked at, by form and ballot. The frame is gone through once for all forms."""
    whole = [register.form for register in registers if register.looked_at is None]
    some = [each.form * _MOST_BALLOTS + ballot for each in registers for ballot in each.looked_at or ()]
    forms, ballots = frame["form"].astype("int64"), frame["ballot"].astype("int64")
    own = frame[forms.isin(whole) | (forms * _MOST_BALLOTS + ballots).isin(some)]
    found: dict[int, dict[int, list[_Row]]] = {}
    for number, ballot, *values in own[["form", "ballot", *columns]].astype("int64").itertuples(index=False, name=None):
        found.setdefault(number, {}).setdefault(ballot, []).append(make(values))
    return found


class _Register:
    """One form. ``cells``: how many of its cells have to be put right, by ratee; those of void ballots are not told.

    ``looked_at``: the ballots whose marks may be unsettled; None if that may be all.
    """

    def __init__(
        self,
        scheme: Scheme,
        order: Mapping[str, int],
        form: UsedForm,
        by_hand: Collection[int],
        outside: frozenset[tuple[int, int]],
    ) -> None:
        self._scheme, self._rules, self._form = scheme, scheme.rules, form
        self._poll = scheme.poll_of[form.expected.layout.key.poll]
        self._columns = form.expected.layout.columns
        self._order, self._by_hand = order, by_hand
        self._open: dict[int, set[int]] = {}
        for row, column in (*form.reading.bad_cells, *outside):
            self._open.setdefault(row, set()).add(column)
        self.form, self.scoring = form.index, self._poll.scoring
        self.looked_at = None if self._counts_open() else frozenset(self._open)
        self._marks: Mapping[int, list[_Mark]] = {}
        self._entries: Mapping[int, list[_Entry]] = {}
        self._item_cells: Mapping[int, list[_GradedCell]] = {}
        self.cells: Counter[int] = Counter()

    def unsettled(
        self,
        marks: Mapping[int, list[_Mark]],
        entries: Mapping[int, list[_Entry]],
        item_cells: Mapping[int, list[_GradedCell]],
    ) -> Iterator[UnsettledMark]:
        """Yield the marks that are not settled; given are the rows of the ballots that are looked at."""
        self._marks, self._entries, self._item_cells = marks, entries, item_cells
        counts_open = self.looked_at is None
        for ballot in sorted(self._marks.keys() | self._open.keys()):
            columns = self._open.get(ballot, set())
            if ballot in self._by_hand or not (columns or counts_open):
                continue
            # 票的效力 and 投票人编号 concern the ballot, not one mark.
            of_ballot = {column for column in columns if not self._columns[column].ratee}
            yield from self._on_ballot(ballot, columns - of_ballot, whole=counts_open or bool(of_ballot))

    def _counts_open(self) -> bool:
        """True if the register as a whole may come to be void, or not to be, by a number that is to be put right."""
        rules, reading = self._rules, self._form.reading
        if not rules.void_excess and rules.least_turnout is None and rules.least_returned is None:
            return False
        if reading.bad_fields & set(HEAD_ENTRIES):
            return True
        said = reading.entries.rows().union(row for row, _ in reading.texts)
        alone = any(row not in said for row, _ in reading.bad_cells)
        return alone and ("returned" not in reading.fields or expected_ballots(self._scheme, self._form.expected) == 1)

    def _on_ballot(self, ballot: int, columns: set[int], *, whole: bool) -> Iterator[UnsettledMark]:
        """Yield the marks of a ballot. ``columns``: to be put right; ``whole``: the whole ballot may be void or not."""
        match self._poll.scoring:
            case Scoring.ITEM_GRADES:
                found = list(self._graded(ballot, columns, whole=whole))
            case Scoring.RANKING:
                found = list(self._ranked(ballot))
            case Scoring.POINTS | Scoring.ITEMS | Scoring.GRADES:
                found = list(self._plain(ballot, columns, whole=whole))
        if found:
            self.cells.update(self._order[self._columns[column].ratee] for column in columns)
        yield from found

    def _mark(self, ratee: int, least: int, greatest: int, now: int | None, item: int = -1) -> UnsettledMark:
        return UnsettledMark(self._form.index, ratee, least, greatest, now, item)

    # ------------------------------------------------------------ 百分制, 分项, 等次

    def _plain(self, ballot: int, columns: set[int], *, whole: bool) -> Iterator[UnsettledMark]:
        ratees = {self._order[self._columns[column].ratee] for column in columns}
        ranges = {ratee: ends for ratee in ratees if (ends := self._ends(ballot, ratee, columns)) is not None}
        read = [mark for mark in self._marks.get(ballot, ()) if mark.ratee not in ratees]
        known = [mark for mark in read if mark.state in (VALID, BALLOT_VOID, BOTH_VOID)]
        sure, may = self._void(known, list(ranges.values()))
        if sure and not whole:
            return
        for ratee, (least, greatest) in sorted(ranges.items()):
            yield self._mark(ratee, least, greatest, None)
        for mark in known if may or whole else ():
            yield self._mark(mark.ratee, mark.value, mark.value, mark.value if mark.state == VALID else None)

    def _void(self, known: Sequence[_Mark], open_: Sequence[tuple[int, int]]) -> tuple[bool, bool]:
        """Return whether a ballot is void whatever stands in the open cells, and whether that may hang on them."""
        rules = self._rules
        high = sum(mark.value >= rules.high_line for mark in known)
        limit = rules.most_high(len({column.ratee for column in self._columns if column.ratee}))
        sure = limit is not None and high > limit
        reached = high + sum(greatest >= rules.high_line for _, greatest in open_)
        may = limit is not None and not sure and reached > limit
        uniform = (rules.void_all_full or rules.void_all_same) and self._poll.scoring is not Scoring.GRADES
        alike = len({mark.value for mark in known}) < _TWO and len(known) + len(open_) >= rules.uniform_from
        return sure, may or (uniform and alike)

    def _ends(self, ballot: int, ratee: int, columns: set[int]) -> tuple[int, int] | None:
        """The least and the greatest mark on a ratee; None if no reading of the open cells gives a mark."""
        open_ = [self._columns[column] for column in columns if self._order.get(self._columns[column].ratee) == ratee]
        read = [e for e in self._entries.get(ballot, ()) if e.ratee == ratee and e.column not in columns]
        if self._poll.scoring is Scoring.ITEMS:
            whole = len(read) + len(open_) == len(self._scheme.items_of(self._poll.name))
            if not whole or not all(0 <= entry.value <= entry.most for entry in read):
                return None
            least = sum(entry.value for entry in read)
            return least, least + sum(map(most_of, open_))
        if self._poll.scoring is Scoring.GRADES:
            names = {column.item for column in open_ if column.field == TICK}
            names |= {self._scheme.grades[entry.grade].name for entry in read if entry.grade >= 0}
            counted = [g.points for g in self._scheme.grades_of(self._poll.name) if g.counted and g.name in names]
            return (min(counted), max(counted)) if counted else None
        return 0, max(map(most_of, open_))

    # ------------------------------------------------------------ 分项等次

    def _graded(self, ballot: int, columns: set[int], *, whole: bool) -> Iterator[UnsettledMark]:
        """Yield the cells of 分项等次; a 总评 that may come to contradict the items voids the mark with all of them."""
        voids = self._rules.overall_conflict is OverallConflict.VOID
        valid = {mark.ratee for mark in self._marks.get(ballot, ()) if mark.state == VALID}
        touched = {self._order[self._columns[column].ratee] for column in columns} if voids else set()
        items = {item.code: place for place, item in enumerate(self._scheme.items)}
        for column in sorted(columns):
            ratee, item = self._order[self._columns[column].ratee], items[self._columns[column].item]
            grades = self._scheme.grades_of(self._poll.name, self._scheme.items[item])
            points = [grade.points for grade in grades if grade.counted]
            yield self._mark(ratee, min(points), max(points), None, item)
        for cell in self._item_cells.get(ballot, ()):
            counted = cell.grade >= 0 and self._scheme.grades[cell.grade].counted
            if counted and (whole or cell.ratee in touched):
                now = cell.grade if cell.ratee in valid else None
                yield self._mark(cell.ratee, cell.points, cell.points, now, cell.item)

    # ------------------------------------------------------------ 排名

    def _ranked(self, ballot: int) -> Iterator[UnsettledMark]:
        """Yield a mark for everybody on a ballot by 排名: one place that is not understood can move all the others."""
        now = {mark.ratee: mark.value for mark in self._marks.get(ballot, ()) if mark.state == VALID}
        most = max(self._scheme.points_by_place(self._poll.name).values(), default=0)
        for ratee in sorted({self._order[column.ratee] for column in self._columns if column.ratee}):
            yield self._mark(ratee, 0, most, now.get(ratee))


_TWO = 2
