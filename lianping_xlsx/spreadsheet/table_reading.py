"""Tables read back from a sheet by their declarations, wherever people have moved the headings and settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.core.did_you_mean import misspelling
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import is_blank, name_key, show_raw
from lianping_xlsx.spreadsheet.cell_kinds import PERCENT, Kind
from lianping_xlsx.spreadsheet.tables import Column, Record, Settings, Table, names_of

_SEARCH_ROWS = 12
"""The number of rows in which the headings are searched."""
_Read = tuple[object, Finding | None]
"""The value of a cell, and what is wrong with it, without its place."""


@dataclass(slots=True)
class _ReadColumn:
    """A column while its table is read. ``index``: on the sheet, from 0. ``known``: what :func:`_take` gave so far.

    In a list of thousands of rows few texts of a column differ, and many cells are blank: what one means is asked once.
    """

    column: Column
    index: int
    known: dict[str | None, _Read] = field(default_factory=dict)

    def read(self, raw: object) -> _Read:
        """The value of a cell that is not known yet."""
        found = _take(self.column.kind, raw, self.column.name)
        if raw is None or isinstance(raw, str):
            self.known[raw] = found
        return found


def read_table(table: Table, rows: Sequence[Sequence[object]], *, file: str) -> Outcome[list[Record]]:
    """Read the records of a table from raw rows (``rows[0][0]`` is A1).

    Headings may be in any order, and former names are accepted.
    Findings: ``table.no-heading``, ``table.missing-column``, ``table.blank``, ``table.bad-cell``, ``table.fraction``.
    """
    found = find_columns(table, rows)
    if found is None:
        names = [column.name for column in table.columns if not column.later]
        place = Place(file, table.sheet)
        return Outcome([], (Finding("table.no-heading", place, {"columns": "、".join(names)}),))
    head, position = found
    findings: list[Finding] = []
    for column in table.columns:
        if column.name not in position and not column.later:
            written = misspelling(column.name, map(str, rows[head]), (each.name for each in table.columns))
            slots = {"column": column.name, "written": written}
            findings.append(Finding("table.missing-column", Place(file, table.sheet), slots))
    records = []
    letters = {name: column_letters(index) for name, index in position.items()}
    columns = [_ReadColumn(column, position[column.name]) for column in table.columns if column.name in position]
    for number in range(head + 1, len(rows)):
        row = rows[number]
        if all(is_blank(row[index]) for index in position.values()):
            continue
        values = _read_row(Place(file, table.sheet), row, number, columns, findings)
        records.append(Record(table.sheet, number + 1, values, letters))
    return Outcome(records, tuple(findings))


def find_columns(table: Table, rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each heading that is there (0-based); None if no row has the headings.

    ``rows[0][0]`` is A1. A column is named by its present name, even if its heading is a former one.
    """
    head = _find_headings(rows, [column.name for column in table.columns if not column.later])
    if head is None:
        return None
    # From the right, so that of two equal headings the left one holds.
    found = {name_key(str(cell)): index for index, cell in reversed(list(enumerate(rows[head]))) if not is_blank(cell)}
    spots = {
        column.name: [found[key] for key in map(name_key, names_of(column.name)) if key in found]
        for column in table.columns
    }
    return head, {name: each[0] for name, each in spots.items() if each}


def holds(declared: Settings | Table, rows: Sequence[Sequence[object]]) -> bool:
    """Return True if the rows look like this table: they have more than half of its headings in one row, or of its
    settings anywhere.
    """
    if isinstance(declared, Table):
        return _find_headings(rows, [column.name for column in declared.columns if not column.later]) is not None
    wanted = [set(map(name_key, names_of(setting.name))) for setting in declared.settings if not setting.later]
    words = {name_key(str(cell)) for row in rows for cell in row if not is_blank(cell)}
    return sum(not words.isdisjoint(keys) for keys in wanted) * 2 > len(wanted)


def _find_headings(rows: Sequence[Sequence[object]], names: Sequence[str]) -> int | None:
    """The first row (0-based) with more than half of the headings, so that a missing one can be reported by name."""
    wanted = [set(map(name_key, names_of(name))) for name in names]
    for number, row in enumerate(rows[:_SEARCH_ROWS]):
        words = {name_key(str(cell)) for cell in row if not is_blank(cell)}
        if sum(not words.isdisjoint(keys) for keys in wanted) * 2 > len(wanted):
            return number
    return None


def _read_row(
    sheet: Place, row: Sequence[object], number: int, columns: Sequence[_ReadColumn], findings: list[Finding]
) -> dict[str, object]:
    """The values of a row (``number``: from 0), by the names of the columns; findings are added."""
    values: dict[str, object] = {}
    for each in columns:
        column, raw = each.column, row[each.index]
        found = each.known.get(raw) if raw is None or isinstance(raw, str) else None
        values[column.name], problem = found or each.read(raw)
        blank = column.required and is_blank(raw)
        if problem or blank:  # the address of each cell would take as long as the rest
            place = replace(sheet, cell=a1(number, each.index))
            if problem:
                findings.append(replace(problem, place=place))
            if blank:
                slots = {"column": column.name, "expects": column.kind.expects()}
                findings.append(Finding("table.blank", place, slots))
    return values


def read_settings(declared: Settings, rows: Sequence[Sequence[object]], *, file: str) -> Outcome[Record]:
    """Read one record with a value for each setting; its ``letters`` hold whole addresses, its ``row`` is 0.

    A former name of a setting is accepted; the present name takes precedence. A setting that the sheet does not have
    gets its default, and no address.
    Findings: ``table.missing-setting``, ``table.setting-twice``, ``table.blank``, ``table.bad-cell``,
    ``table.fraction``.
    """
    findings: list[Finding] = []
    first = first_words(rows)
    words = [spots[0][1] for spots in first.values()]
    where = find_settings(declared, rows)
    values: dict[str, object] = {}
    letters: dict[str, str] = {}
    for setting in declared.settings:
        spot = where.get(setting.name)
        if spot is None:
            values[setting.name] = setting.default
            if not (setting.later or declared.later):
                written = misspelling(setting.name, words, (each.name for each in declared.settings))
                slots = {"setting": setting.name, "written": written}
                findings.append(Finding("table.missing-setting", Place(file, declared.sheet), slots))
            continue
        raw = rows[spot[0]][spot[1]]
        place = Place(file, declared.sheet, a1(*spot))
        letters[setting.name] = a1(*spot)
        values[setting.name], problem = _take(setting.kind, raw, setting.name)
        if problem:
            findings.append(replace(problem, place=place))
        if setting.required and is_blank(raw):
            slots = {"column": setting.name, "expects": setting.kind.expects()}
            findings.append(Finding("table.blank", place, slots))
        for (again, _), written in first.get(name_key(setting.name), [])[1:]:
            if list(rows[again][spot[1] : spot[1] + 1]) != [raw]:
                slots = {"setting": written, "row": str(spot[0] + 1)}
                findings.append(Finding("table.setting-twice", Place(file, declared.sheet, a1(again, spot[1])), slots))
    return Outcome(Record(declared.sheet, 0, values, letters), tuple(findings))


def find_settings(declared: Settings, rows: Sequence[Sequence[object]]) -> dict[str, tuple[int, int]]:
    """The row and column (0-based) of the 内容 of each setting that is there, by its present name."""
    words, content = first_words(rows), content_column(rows)
    found: dict[str, tuple[int, int]] = {}
    for setting in declared.settings:
        key = next((key for key in map(name_key, names_of(setting.name)) if key in words), None)
        if key is not None:
            number, index = words[key][0][0]
            found[setting.name] = (number, max(index + 1, content))
    return found


def first_words(rows: Sequence[Sequence[object]]) -> dict[str, list[tuple[tuple[int, int], str]]]:
    """The first text of each row, which may be the name of a setting: its row and column (0-based), and the text."""
    found: dict[str, list[tuple[tuple[int, int], str]]] = {}
    for number, row in enumerate(rows):
        # The last cell of a row cannot be a name: its content would be right of it.
        for index, cell in enumerate(row[:-1]):
            # Only the first text of a row is a name: 内容 and 说明 may hold the name of another setting.
            if isinstance(cell, str) and not is_blank(cell):
                found.setdefault(name_key(cell), []).append(((number, index), cell))
                break
    return found


def content_column(rows: Sequence[Sequence[object]]) -> int:
    """The column with the heading 内容; 0 if there is none, so that the cell right of a setting's name is read."""
    heads = (row for row in rows[:_SEARCH_ROWS] if {"项目", "内容"} <= {name_key(str(cell)) for cell in row})
    return next(([name_key(str(cell)) for cell in row].index("内容") for row in heads), 0)


def setting_place(record: Record, file: str, setting: str) -> Place:
    """The place of a setting's 内容."""
    return Place(file, record.sheet, record.letters.get(setting))


def _take(kind: Kind, raw: object, name: str) -> _Read:
    """A cell; wrong with it may be ``table.bad-cell``, or ``table.fraction`` for 0.5 that may mean 50 %."""
    taken = kind.take(raw)
    if taken.problem is not None:
        slots = {"raw": show_raw(raw), "column": name, "expects": kind.expects()}
        return taken.value, Finding("table.bad-cell", slots=slots)
    # Up to 1 %: whoever types 0.5 for 50 % gets a question, since a weight or quota below 1 % is hardly meant.
    if kind.name == PERCENT and isinstance(taken.value, int | Fraction) and 0 < taken.value <= exact.POINT:
        slots = {"raw": exact.show_weight(taken.value), "percent": exact.show_weight(taken.value * 100), "column": name}
        return taken.value, Finding("table.fraction", slots=slots)
    return taken.value, None
