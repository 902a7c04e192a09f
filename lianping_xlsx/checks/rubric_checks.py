"""Is each item of a 实地考评表 and of a 部门评分表 scored, within its points and with a reason?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

import pandas as pd

from lianping_xlsx.checks.countable import frame_of
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds.department_form import points_key, reason_field
from lianping_xlsx.forms.kinds.rubric_form import RUBRIC_ENTRIES, rubric_entry
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points

COLUMNS = ["form", "ratee", "item", "value"]
_LARGE = 10 * exact.POINT
"""The least 分值 (hundredths) of items for which a mark below one point is unusual; for smaller ones it is common."""
_ZERO_LINE = 5 * exact.POINT
"""The least 分值 (hundredths) from which a 0 without a reason is reported, if 零分须写原因线 is blank."""
_CHANGES = {
    ItemMode.SCORE: ("失", "失分"),
    ItemMode.DEDUCTION: ("扣", "扣分"),
    ItemMode.BONUS: ("加", "加分"),
    ItemMode.PENALTY: ("减", "减分"),
}
_DEDUCTED = (ItemMode.DEDUCTION, ItemMode.PENALTY)
_SCORE = ItemMode.SCORE
"""Looked up once: that takes as long as all else that is asked of a plain entry."""


@dataclass(frozen=True, slots=True)
class ItemCell:
    """The open cell of an item in a grid row. ``columns``: all columns in which people may have entered its points.

    ``floors``: True if a deduction that is greater than the 分值 counts.
    """

    form: UsedForm
    place: int
    column: int
    item: RubricItem
    columns: tuple[int, ...]
    floors: bool

    def counts(self, value: int | None) -> bool:
        """Return True if an entry (hundredths) counts."""
        if value is None or value < 0:
            return False
        return value <= self.item.points or (self.floors and self.item.mode is ItemMode.DEDUCTION)

    def may_be_blank(self) -> bool:
        """Return True for a bonus or penalty that was not given.

        But not for one that was given and not understood, nor where its row is gone and nobody knows what was given.
        """
        reading = self.form.reading
        there = reading.rows[self.place] >= 0 and (self.place, self.column) not in reading.bad_cells
        return there and not self.item.counts_to_hundred

    def faults(self, value: int | None) -> Iterator[Finding]:
        """Yield a finding on an entry that does not count.

        Its code is ``rubric.minus``, ``rubric.beyond``, ``cell.out-of-range`` or ``cell.blank``.
        """
        layout = self.form.expected.layout
        if value is not None and value < 0 and self.item.mode in _DEDUCTED:
            yield self._finding("rubric.minus", raw=exact.show_short(value), lost=exact.show_short(-value))
            return
        if value is not None and self.item.mode is ItemMode.DEDUCTION:
            yield self._excess("rubric.beyond", value)
            return
        if value is not None:
            expects = layout.rows[self.place].kinds[layout.columns[self.column].key].expects()
            yield self._finding("cell.out-of-range", raw=exact.show_short(value), expects=expects)
            return
        said = ((self.place, column) for column in self.columns)
        bad = not self.form.reading.bad_cells.keys().isdisjoint(said)
        if self.item.counts_to_hundred and not bad and self.form.reading.rows[self.place] >= 0:
            yield self.form.blank_finding(self.place, self.column)

    def remarks(self, value: int) -> Iterator[Finding]:
        """Yield ``rubric.fraction`` and ``rubric.floored`` on an entry that counts."""
        item = self.item
        if item.mode is ItemMode.SCORE and item.points >= _LARGE and 0 < value < exact.POINT:
            meant = exact.divide_half_up(item.points * value, exact.POINT)
            figures = {"raw": value, "percent": 100 * value, "meant": meant, "points": item.points}
            yield self._finding("rubric.fraction", **{name: exact.show_short(each) for name, each in figures.items()})
        if value > item.points:
            yield self._excess("rubric.floored", value)

    def unexplained(self, value: int, line: int | None) -> Iterator[Finding]:
        """Points lost or given without a reason. A whole 得分 item at 0 may be one that was obeyed, not judged.

        ``line``: 零分须写原因线 (hundredths); from it on such a nought is an error. The figure stands in either case.
        """
        item = self.item
        lost = item.points - value if item.mode is ItemMode.SCORE else value
        if lost <= 0:
            return
        said = {"item": f"{item.code}“{item.text}”"}
        if item.mode is ItemMode.SCORE and value == 0 and item.points >= (_ZERO_LINE if line is None else line):
            said |= {"points": exact.show_short(item.points), "line": exact.show_short(line or 0)}
            yield self._finding("rubric.zero" if line is None else "rubric.zero-unexplained", **said)
            return
        verb, kind = _CHANGES[item.mode]
        change = f"{verb}{exact.show_short(lost)}分"
        yield self._finding("rubric.no-reason", change=change, kind=kind, **said)

    def _excess(self, code: str, value: int) -> Finding:
        """A finding on a deduction that is greater than the 分值."""
        return self._finding(code, deduction=exact.show_short(value), points=exact.show_short(self.item.points))

    def _finding(self, code: str, **slots: str) -> Finding:
        return self.form.cell_finding(code, self.place, self.column, **slots)


def is_plain(item: RubricItem, value: int, reason: str) -> bool:
    """Return True for an entry (hundredths) of which ``ItemCell`` says that it counts, and nothing else.

    Nearly all entries are such ones, and an object for each would take as long as all the rest.
    """
    if not 0 <= value <= item.points:
        return False
    if item.mode is not _SCORE:
        return value == 0 or bool(reason)
    explained = value == item.points or bool(reason)
    return explained and (value == 0 or value >= exact.POINT or item.points < _LARGE)


@dataclass(frozen=True)
class JudgedRubrics:
    """Valid entries, the forms that are not whole, reasons as in ``Counted``, valid 自评得分 by (form, item).

    ``unknown``: 加分 and 减分 of which nobody knows whether they were given (form, ratee, item).
    """

    scores: pd.DataFrame
    incomplete: frozenset[int]
    unknown: frozenset[tuple[int, int, int]]
    reasons: dict[tuple[int, int], dict[int, str]]
    own_scores: dict[tuple[int, int], int]
    findings: tuple[Finding, ...]


def judge_rubrics(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedRubrics:
    """Entries out of range or missing keep their form from having a total; a missing reason is only looked at."""
    ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    items = {item.code: place for place, item in enumerate(scheme.rubric)}
    rows: list[tuple[int, int, int, int]] = []
    incomplete: set[int] = set()
    unknown: set[tuple[int, int, int]] = set()
    reasons: dict[tuple[int, int], dict[int, str]] = {}
    own_scores: dict[tuple[int, int], int] = {}
    findings: list[Finding] = []
    for form in forms:
        (values, own), ratee = _entries(form), ratees[form.expected.layout.key.ratee]
        findings += _own_faults(form, own)
        columns = {key: form.expected.layout.column_of(key) for key in RUBRIC_ENTRIES}
        said, floors = tuple(columns.values()), scheme.rules.floors_deductions
        for place, row in enumerate(form.expected.layout.rows):
            if row.closed:  # the ratee has no task in the item
                continue
            index, value = items[row.item], values.get(place)
            item, reason = scheme.rubric[index], form.reading.texts.get((place, "reason"), "")
            if reason:
                reasons.setdefault((form.index, ratee), {})[index] = reason
            if place in own and 0 <= own[place] <= item.points:
                own_scores[form.index, index] = own[place]
            if value is None or not is_plain(item, value, reason):
                # People may also have written into the closed one of 得分 and 扣分.
                cell = ItemCell(form, place, columns[rubric_entry(row.mode)], item, said, floors)
                if value is None or not cell.counts(value):
                    faults = list(cell.faults(value))
                    findings += faults
                    if faults or not cell.may_be_blank():
                        incomplete.add(form.index)
                        unknown.update(() if item.counts_to_hundred else [(form.index, ratee, index)])
                    continue
                findings += cell.remarks(value)
                findings += () if reason else cell.unexplained(value, scheme.rules.zero_line)
            rows.append((form.index, ratee, index, value))
    scores = frame_of(rows, COLUMNS)
    return JudgedRubrics(scores, frozenset(incomplete), frozenset(unknown), reasons, own_scores, tuple(findings))


def _entries(form: UsedForm) -> tuple[dict[int, int], dict[int, int]]:
    """What the 考核组 entered, and the 自评得分, by grid row."""
    own_column = form.expected.layout.column_of("self")
    entered: dict[int, int] = {}
    own: dict[int, int] = {}
    for place, column, value in form.reading.entries:
        (own if column == own_column else entered)[place] = value
    return entered, own


def _own_faults(form: UsedForm, own: Mapping[int, int]) -> Iterator[Finding]:
    """自评得分 beyond an item's points are not shown; they cost the form nothing."""
    layout = form.expected.layout
    for place, value in own.items():
        kind = layout.rows[place].kinds["self"]
        if isinstance(kind, Points) and not kind.admits(value):
            slots = {"raw": exact.show_short(value), "expects": kind.expects()}
            yield form.cell_finding("cell.out-of-range", place, layout.column_of("self"), **slots)


@dataclass
class JudgedDepartments:
    """Valid entries (form, ratee, item, value), the reasons by form and ratee, then by item, and the findings.

    ``owed``: pairs (form, ratee) with an item that has no valid entry. ``unknown``: as in ``JudgedRubrics``. Ratees and
    items are indexes into the scheme.
    """

    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    owed: set[tuple[int, int]] = field(default_factory=set)
    unknown: set[tuple[int, int, int]] = field(default_factory=set)
    reasons: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def scores(self) -> pd.DataFrame:
        """The valid entries as a frame."""
        return frame_of(self.rows, COLUMNS)


def judge_departments(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedDepartments:
    """Judge all entries. An entry that does not count leaves the ratee without a total, but costs no other ratee.

    Findings: those of ``ItemCell``.
    """
    found = JudgedDepartments()
    ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    for form in forms:
        layout = form.expected.layout
        entries = {(place, column): value for place, column, value in form.reading.entries}
        columns = {column.key: index for index, column in layout.input_columns()}
        for number, item in enumerate(scheme.rubric):
            column = columns.get(points_key(item))
            for place, row in enumerate(layout.rows if column is not None else ()):
                if column is not None and points_key(item) in row.kinds:
                    cell = ItemCell(form, place, column, item, (column,), scheme.rules.floors_deductions)
                    _judge_cell(
                        scheme, found, cell, (form.index, ratees[row.ratee], number), entries.get((place, column))
                    )
    return found


def _judge_cell(
    scheme: Scheme, found: JudgedDepartments, cell: ItemCell, key: tuple[int, int, int], value: int | None
) -> None:
    """Judge one entry. ``key``: form, ratee and item."""
    reason = cell.form.reading.texts.get((cell.place, reason_field(cell.item.code)), "")
    if reason:
        found.reasons.setdefault(key[:2], {})[key[2]] = reason
    if value is None or not cell.counts(value):
        faults = list(cell.faults(value))
        found.findings += faults
        if faults or not cell.may_be_blank():
            found.owed.add(key[:2])
            found.unknown.update(() if cell.item.counts_to_hundred else [key])
        return
    found.findings += cell.remarks(value)
    found.findings += () if reason else cell.unexplained(value, scheme.rules.zero_line)
    found.rows.append((*key, value))
