"""Reading one sheet through its layout: marks, words, fields, and everything that looks wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import is_blank, name_key, read_hundredths, show_odd, show_raw
from lianping_xlsx.intake.both import settle_both
from lianping_xlsx.intake.flood import MANY, in_measure
from lianping_xlsx.intake.grid import ABSENT, Grid, Rows, find_grid
from lianping_xlsx.intake.reading import Expected, FormReading
from lianping_xlsx.intake.renamed import is_other_person
from lianping_xlsx.intake.repairs import condense
from lianping_xlsx.intake.wording import who
from lianping_xlsx.layout.forms import is_counterpart
from lianping_xlsx.layout.model import (
    FIRST_ROW,
    HEAD_ROW,
    KEY_CORNER,
    FormLayout,
    GridColumn,
    GridRow,
    PlacedField,
    Role,
)
from lianping_xlsx.scheme.model import FormKind
from lianping_xlsx.sheets.address import a1
from lianping_xlsx.sheets.kinds import Kind, Points, Text, Tick
from lianping_xlsx.sheets.reading import Sheet

_SAFE = 1e7
_NOISE = 1e-6
_USUAL = {value / exact.POINT: value for value in range(exact.WHOLE + 1)}
"""The hundredths of every mark from 0 to 100: a look-up costs half of scaling and rounding."""
_EYE_KEYS = {"平均", "合计", "平均分", "总分", "小计", "总计"}
"""Rows of totals, ours and those that people add."""
_QUOTED = 5
_Input = tuple[int, int, GridColumn]
"""A column in which people type: its place in the layout, its column on the sheet, itself."""
_SEAL = "填报单位（盖章）"


def read_form(expected: Expected, index: int, sheet: Sheet, path: str) -> FormReading:
    """The reading of a sheet that carries the code of expected form ``index``.

    Places of a 测评票 name the issued file, never the reply's own name: ballots stay anonymous.
    """
    layout = expected.layout
    file = expected.file if layout.key.kind is FormKind.BALLOTS else path
    reading = FormReading(index, sheet.name)
    grid, findings = find_grid(layout, sheet.rows, Place(file, sheet.name))
    reading.findings += findings
    if grid is None:
        reading.refused = True
        return reading
    reading.rows, reading.columns = grid.rows, grid.columns
    room = _Room(layout, sheet, grid, file, reading, layout.placed())
    room.read_cells()
    room.compare_issued()
    room.read_fields()
    room.look_outside()
    reading.findings = condense(reading.findings)
    if len(reading.findings) > MANY:
        reading.findings = [*in_measure(reading.findings, Place(file, sheet.name))]
    return reading


@dataclass(slots=True)
class _Room:
    """One sheet being read."""

    layout: FormLayout
    sheet: Sheet
    grid: Grid
    file: str
    reading: FormReading
    placed: tuple[PlacedField, ...]
    closed: dict[int, int] = field(default_factory=dict)

    def find(self, code: str, row: int, column: int, **slots: str) -> None:
        """Note a finding at a cell of the sheet."""
        self.reading.findings.append(Finding(code, Place(self.file, self.sheet.name, a1(row, column)), slots))

    def read_cells(self) -> None:
        """Every open cell of the grid, row by row."""
        columns, special = self.grid.columns, self._special_cells()
        inputs = [(index, columns[index], column) for index, column in self.layout.input_columns()]
        run = _run_of_points(inputs)
        others = [each for each in inputs if each not in run]
        for place, number in enumerate(self.grid.rows):
            if number != ABSENT:
                whole = number not in special and self._read_run(place, run)
                self._read_row(place, others if whole else inputs, special.get(number, ()))
        settle_both(self.layout, self.reading, self.closed, self.find)

    def _read_run(self, place: int, run: Sequence[_Input]) -> bool:
        """Columns in which every mark stands and is a usual one, taken as a whole; False where it is not so."""
        if not run or self.layout.rows[place].kinds:
            return False
        (index, start, _), (_, last, _) = run[0], run[-1]
        raws = self.sheet.rows[self.grid.rows[place]][start : last + 1]
        if set(map(type, raws)) != {float}:  # True would pass for 1.0
            return False
        values = [*map(_USUAL.get, raws)]  # type: ignore[arg-type]
        if None in values:
            return False
        first = place * self.layout.width + index
        self.reading.cells.extend(range(first, first + len(run)))
        self.reading.values.extend(values)  # type: ignore[arg-type]
        return True

    def _read_row(self, place: int, inputs: Sequence[_Input], special: Collection[int]) -> None:
        """The good path is a loop over floats and blanks, the rest is ``_odd_cell``."""
        cells, row, first = self.sheet.rows[self.grid.rows[place]], self.layout.rows[place], place * self.layout.width
        kinds, add_cell, add_value = row.kinds, self.reading.cells.append, self.reading.values.append
        for index, at, column in inputs:
            raw = cells[at]
            if type(raw) is float and -_SAFE < raw < _SAFE and at not in special:
                kind = kinds.get(column.key, column.kind) if kinds else column.kind
                scaled = raw * exact.POINT
                value = round(scaled)
                if type(kind) is Points and -_NOISE < scaled - value < _NOISE:
                    add_cell(first + index)
                    add_value(value)
                    continue
            elif raw == "" and at not in special:
                continue
            self._odd_cell(place, row, index, column, raw)

    def _special_cells(self) -> dict[int, set[int]]:
        """Columns with a formula or an error value by row: calamine shows the latter as blank."""
        found: dict[int, set[int]] = {}
        if self.sheet.formulas or self.sheet.errors:
            inputs = {self.grid.columns[i] for i, _ in self.layout.input_columns()}
            for row, column in (*self.sheet.formulas, *self.sheet.errors):
                if column in inputs:
                    found.setdefault(row, set()).add(column)
        return found

    def _odd_cell(self, place: int, row: GridRow, index: int, column: GridColumn, raw: object) -> None:
        """A cell that is not a plain number in a column of points."""
        at = self.grid.rows[place], self.grid.columns[index]
        kind = self.layout.kind_at(row, column)
        if at in self.sheet.errors:
            self._bad(place, index, "cell.error-value", self.sheet.errors[at], kind)
        elif kind is None:
            self._closed_cell(place, row, index, column, raw)
        elif at in self.sheet.formulas and not isinstance(kind, Text):
            self._bad(place, index, "cell.formula", raw, kind)
        elif at in self.sheet.formulas and is_blank(raw):
            self._bad(place, index, "cell.no-result", f"={self.sheet.formulas[at]}", kind)
        elif not is_blank(raw):
            self._take(place, index, column, kind, raw)

    def _closed_cell(self, place: int, row: GridRow, index: int, column: GridColumn, raw: object) -> None:
        """Nothing is asked here; but a number beside what is asked is compared with it."""
        number = read_hundredths(raw).value
        if number is not None and is_counterpart(row.mode, column.key):
            self.closed[place * self.layout.width + index] = number
        elif not is_blank(raw):
            self._bad(place, index, "cell.closed", raw, None)

    def _take(self, place: int, index: int, column: GridColumn, kind: Kind, raw: object) -> None:
        """Ranges are judged later, by the rules of the scheme (``checks``)."""
        taken = kind.take(raw)
        problem = None if taken.problem == "cell.out-of-range" and isinstance(kind, Points) else taken.problem
        if problem is not None or taken.value is None:
            self._bad(place, index, problem or "cell.not-number", raw, kind)
            return
        if isinstance(taken.value, int):
            self.reading.cells.append(place * self.layout.width + index)
            self.reading.values.append(taken.value)
        else:
            self.reading.texts[place, column.field] = str(taken.value)
        if taken.repaired and not isinstance(kind, Text):
            value = str(taken.value)
            if isinstance(kind, Points) and isinstance(taken.value, int):
                value = exact.show_short(taken.value)
            elif isinstance(kind, Tick):
                value = str(kind.put(taken.value))
            at = self.grid.rows[place], self.grid.columns[index]
            written = show_odd(raw, value)
            self.find("cell.repaired", *at, who=who(self.layout, place, index), written=written, value=value)

    def _bad(self, place: int, index: int, code: str, raw: object, kind: Kind | None) -> None:
        shown = show_raw(raw)
        self.reading.bad_cells[place * self.layout.width + index] = shown
        at = self.grid.rows[place], self.grid.columns[index]
        expects = kind.expects() if kind else ""
        self.find(code, *at, who=who(self.layout, place, index), raw=shown, expects=expects)

    def compare_issued(self) -> None:
        """What was issued read-only is never taken from a reply; a difference is reported."""
        issued = self.layout.issued_columns()
        places = [self.grid.columns[i] for i in issued]
        for number, row in zip(self.grid.rows, self.layout.rows, strict=True):
            if number == ABSENT:
                continue
            cells = self.sheet.rows[number]
            if ABSENT not in places and tuple([cells[at] for at in places]) == row.issued:
                continue
            for index, at, want in zip(issued[1:], places[1:], row.issued[1:], strict=True):
                if at != ABSENT:
                    self._compare(number, at, self.layout.columns[index], want)
        for column, at in zip(self.layout.columns[1:], self.grid.columns[1:], strict=True):
            if at != ABSENT and column.role is not Role.STATUS:
                self._compare(self.grid.heading, at, column, column.heading)

    def _compare(self, row: int, column: int, issued: GridColumn, want: str | float) -> None:
        cells = self.sheet.rows[row]
        raw = cells[column] if column < len(cells) else ""
        if raw == want or _alike(raw, want) or (row, column) in self.sheet.errors:
            return
        code = "form.other-name" if is_other_person(issued, raw, want) else "form.content-changed"
        self.find(code, row, column, raw=show_raw(raw), expected=show_raw(want))

    def read_fields(self) -> None:
        """Entries of head and foot, by their labels."""
        for placed in self.placed:
            at = self._locate(placed)
            if at is None:
                if placed.row == HEAD_ROW:
                    place = Place(self.file, self.sheet.name)
                    self.reading.findings.append(Finding("form.missing-field", place, {"label": placed.field.label}))
                continue
            self._take_field(placed, at)

    def _take_field(self, placed: PlacedField, at: tuple[int, int]) -> None:
        """The entry of a field: as strict as the grid where a number is asked."""
        raw, kind = self.sheet.rows[at[0]][at[1]], placed.field.kind
        self.reading.field_cells[placed.field.name] = at
        taken = kind.take(raw)
        words = {"who": f"“{placed.field.label.rstrip('：')}”", "raw": show_raw(raw)}
        problem = taken.problem
        if at in self.sheet.errors:
            problem, words["raw"] = "cell.error-value", self.sheet.errors[at]
        elif at in self.sheet.formulas and not isinstance(kind, Text):
            problem = "cell.formula"
        if problem is not None:
            self.reading.bad_fields.add(placed.field.name)
            self.find(problem, at[0], at[1], expects=kind.expects(), **words)
        elif isinstance(taken.value, int | str):
            self.reading.fields[placed.field.name] = taken.value
            if taken.repaired:
                value = str(taken.value)
                self.find("cell.repaired", *at, who=words["who"], written=show_odd(raw, value), value=value)

    def _locate(self, placed: PlacedField) -> tuple[int, int] | None:
        """The entry cell of a field: in its place, or right of its label wherever that has gone."""
        rows = self.sheet.rows
        shift = 0 if placed.row == HEAD_ROW else self.grid.bottom - (FIRST_ROW + len(self.layout.rows) - 1)
        row, column = placed.row + shift, placed.label[0]
        if not (row < len(rows) and column < len(rows[row]) and rows[row][column] == placed.field.label):
            found = _search_label(rows, placed.field.label)
            if found is None:
                return None
            row, column = found
        if not self.grid.nominal:
            return self._right_of(row, column)
        at = column + placed.entry[0] - placed.label[0]
        return (row, at) if at < len(rows[row]) else None

    def _right_of(self, row: int, column: int) -> tuple[int, int] | None:
        """The first entry right of a label, where columns have been put between them or taken away."""
        cells = self.sheet.rows[row]
        labels = {name_key(placed.field.label) for placed in self.placed}
        blank = None
        for at in range(column + 1, len(cells)):
            if name_key(str(cells[at])) in labels:
                break
            if not is_blank(cells[at]) or (row, at) in self.sheet.errors or (row, at) in self.sheet.formulas:
                return row, at
            blank = blank or (row, at)
        return blank

    def look_outside(self) -> None:
        """Entries beside or below the grid, where nothing was asked; and rows of it whose key is none of ours."""
        known = set(self.grid.columns)
        wide = any(len(row) > self.layout.width for row in self.sheet.rows[:1]) or not self.grid.nominal
        if wide:
            self._look_beside(known)
        inputs = sorted(self.grid.columns[i] for i, _ in self.layout.input_columns())
        rows_known, end = set(self.grid.rows), self._end_of_grid()
        for number in range(self.grid.heading + 1, len(self.sheet.rows)):
            if number not in rows_known and KEY_CORNER not in self.sheet.rows[number]:
                self._look_at_row(number, inputs, in_grid=number < end)

    def _end_of_grid(self) -> int:
        """The row of the totals or of the first signature below the last row that is ours."""
        below = range(self.grid.bottom + 1, len(self.sheet.rows))
        return next((number for number in below if self._is_own(self.sheet.rows[number])), len(self.sheet.rows))

    def _is_own(self, cells: Sequence[object]) -> bool:
        """A row of totals, of signatures, or of the seal."""
        words = [str(cell) for cell in cells if not is_blank(cell)]
        labels = {placed.field.label for placed in self.placed}
        return bool(words) and (words[0] in _EYE_KEYS or not labels.isdisjoint(words) or words[0].startswith(_SEAL))

    def _look_beside(self, known: set[int]) -> None:
        for number in self.grid.rows:
            cells = self.sheet.rows[number] if number != ABSENT else ()
            for at, raw in enumerate(cells):
                if at not in known and not is_blank(raw):
                    self.find("form.outside", number, at, raw=show_raw(raw))

    def _look_at_row(self, number: int, inputs: Sequence[int], *, in_grid: bool) -> None:
        cells = self.sheet.rows[number]
        filled = [at for at in inputs if at < len(cells) and not is_blank(cells[at])]
        if not filled or self._is_own(cells):
            return
        if in_grid:  # somebody meant it to count
            key = show_raw(cells[self.grid.columns[0]]) or "（空白）"
            raw = "、".join(show_raw(cells[at]) for at in filled[:_QUOTED]) + ("……" if len(filled) > _QUOTED else "")
            self.find("form.unknown-row", number, filled[0], key=key, raw=raw)
            return
        for at in filled:
            self.find("form.outside", number, at, raw=show_raw(cells[at]))


def _run_of_points(inputs: Sequence[_Input]) -> Sequence[_Input]:
    """The input columns of points, where they stand side by side in the layout and on the sheet."""
    run = [(index, at, column) for index, at, column in inputs if type(column.kind) is Points]
    beside = all((index - run[0][0], at - run[0][1]) == (i, i) for i, (index, at, _) in enumerate(run))
    return run if beside and run and run[0][1] != ABSENT else ()


def _alike(raw: object, want: str | float) -> bool:
    """A number that has become text is the same number, a name with other spaces and dots the same name."""
    if isinstance(want, float):
        return read_hundredths(raw).value == round(want * exact.POINT)
    return name_key(str(raw)) == name_key(want)


def _search_label(rows: Rows, label: str) -> tuple[int, int] | None:
    key = name_key(label)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and name_key(cell) == key:
                return number, column
    return None
