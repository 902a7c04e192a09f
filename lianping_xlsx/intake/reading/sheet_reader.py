"""Reading one sheet through its layout: marks, words, fields, and everything that looks wrong.

The 计分方式 of a rubric item asks for 得分 or for 扣分; people fill in the other, or both. Which of them counts is
decided when all rows have been read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, read_hundredths, show_odd, show_raw
from lianping_xlsx.formats.workbook_reader import Sheet
from lianping_xlsx.forms.kinds.rubric_form import is_counterpart, rubric_entry
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow
from lianping_xlsx.intake.reading.entry_wording import show_entry, wanted, who
from lianping_xlsx.intake.reading.fields import read_fields
from lianping_xlsx.intake.reading.finding_limits import condense
from lianping_xlsx.intake.reading.form_reading import Expected, FormReading
from lianping_xlsx.intake.reading.grid import ABSENT, Grid, find_grid
from lianping_xlsx.intake.reading.grid_entries import GridCell, GridEntriesBuilder
from lianping_xlsx.intake.reading.issued_texts import compare_issued
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.intake.reading.stray_entries import look_outside
from lianping_xlsx.intake.reading.unseen_entries import cover, look_behind, show_under
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Kind, Points, Text
from lianping_xlsx.spreadsheet.grade_kinds import usual_grades

_SAFE = 1e7
_NOISE = 1e-6
_USUAL = {value / exact.POINT: value for value in range(exact.WHOLE + 1)}
"""The hundredths of every mark from 0 to 100: a look-up costs half of scaling and rounding."""
_Input = tuple[int, int, GridColumn]
"""A column in which people type: its place in the layout, its column on the sheet, itself."""


def read_form(expected: Expected, index: int, sheet: Sheet, path: str) -> FormReading:
    """Return the reading of a sheet that carries the code of expected form ``index``."""
    layout = expected.layout
    file = expected.file_of(path)
    place = Place(file, sheet.name)
    grid, findings = find_grid(layout, sheet.rows, place)
    if grid is None:
        return FormReading(index, sheet.name, findings=tuple(findings), refused=True, version=layout.version)
    context = read_entries(layout, index, sheet, grid, file)
    mixed = compare_issued(context)
    if mixed:
        return FormReading(index, sheet.name, findings=(Finding("form.keys-mixed", place, mixed),), refused=True)
    read_fields(context)
    look_outside(context)
    look_behind(context)
    return context.reading(condense([*findings, *context.findings], place))


def read_entries(layout: FormLayout, index: int, sheet: Sheet, grid: Grid, file: str) -> SheetContext:
    """Read the cells of the grid, and them alone. Returns the context in which the rest may be read.

    ``index``: the place of the form among the expected. ``file``: as findings name it.
    """
    placed, taken = layout.placed_on(sheet.merges), GridEntriesBuilder(layout.width)
    context = _Cells(layout, index, sheet, grid, file, placed, taken=taken)
    cover(context)
    context.read_cells()
    return context


@dataclass(slots=True)
class _Cells(SheetContext):
    """The reader of a grid. ``taken``: the entries so far. ``closed``: numbers (hundredths) where nothing is asked.

    ``grades``: the values of the usual texts, by place of a column in which a grade is chosen.
    """

    taken: GridEntriesBuilder = field(kw_only=True)
    closed: dict[GridCell, int] = field(default_factory=dict)
    grades: dict[int, Mapping[object, int]] = field(default_factory=dict)

    def read_cells(self) -> None:
        """Read every open cell of the grid, row by row."""
        special = self._special_cells()
        inputs = self.inputs()
        self.grades = {index: usual_grades(column.kind) for index, _, column in inputs if column.kind}
        run = _run_of_points(inputs)
        others = [each for each in inputs if each not in run]
        rows = self.sheet.rows
        for place, number in enumerate(self.grid.rows):
            if number == ABSENT:
                continue
            if number in special or not self._read_run(place, run):
                self._read_row(place, inputs, special.get(number, ()))
            elif [at for _, at, _ in others if rows[number][at] != ""]:  # mostly only the marks are filled in
                self._read_row(place, others, ())
        _settle_both(self, self.taken, self.closed)
        self.entries = self.taken.built()

    def _read_run(self, place: int, run: Sequence[_Input]) -> bool:
        """Take a row of side-by-side marks as a whole. Return False where a mark is blank or unusual."""
        if not run or self.layout.rows[place].kinds:
            return False
        (index, start, _), (_, last, _) = run[0], run[-1]
        raws = self.sheet.rows[self.grid.rows[place]][start : last + 1]
        if set(map(type, raws)) != {float}:  # True would pass for 1.0
            return False
        values = [*map(_USUAL.get, raws)]  # type: ignore[arg-type]
        if None in values:
            return False
        self.taken.add_run(place, index, values)  # type: ignore[arg-type]
        return True

    def _read_row(self, place: int, inputs: Sequence[_Input], special: Collection[int]) -> None:
        """Read the cells of a row.

        Plain numbers, usual grades and blanks are handled here for speed, all others by ``_odd_cell``.
        """
        cells, row = self.sheet.rows[self.grid.rows[place]], self.layout.rows[place]
        kinds = row.kinds
        grades = {} if kinds or row.closed else self.grades
        columns: list[int] = []
        values: list[int] = []
        for index, at, column in inputs:
            raw = cells[at]
            if type(raw) is float and -_SAFE < raw < _SAFE and at not in special:
                kind = kinds.get(column.key, column.kind) if kinds else column.kind
                scaled = raw * exact.POINT
                value = round(scaled)
                if type(kind) is Points and -_NOISE < scaled - value < _NOISE:
                    columns.append(index)
                    values.append(value)
                    continue
            elif raw == "" and at not in special:
                continue
            elif index in grades and raw in grades[index] and at not in special:
                columns.append(index)
                values.append(grades[index][raw])
                continue
            number = self._odd_cell(place, row, index, column, raw)
            if number is not None:
                columns.append(index)
                values.append(number)
        if columns:
            self.taken.add_row(place, columns, values)

    def _special_cells(self) -> dict[int, set[int]]:
        """Return the columns, by sheet row, with a formula, an error value (a blank to calamine) or merged cells."""
        found: dict[int, set[int]] = {}
        for row, column in self.covered:
            found.setdefault(row, set()).add(column)
        if self.sheet.formulas or self.sheet.errors:
            inputs = {self.grid.columns[i] for i, _ in self.layout.input_columns()}
            for row, column in (*self.sheet.formulas, *self.sheet.errors):
                if column in inputs:
                    found.setdefault(row, set()).add(column)
        return found

    def _odd_cell(self, place: int, row: GridRow, index: int, column: GridColumn, raw: object) -> int | None:
        """Read a cell that is not a plain number in a column of points. Returns the number that counts, if any."""
        at = self.grid.rows[place], self.grid.columns[index]
        kind = self.layout.kind_at(row, column)
        if at in self.covered:
            if not (is_blank(raw) and self.is_blank(*at)):
                self.bad_cells[place, index] = show_under(self, at)
        elif at in self.sheet.errors:
            self._bad(place, index, "cell.error-value", self.sheet.errors[at], kind)
        elif kind is None:
            self._closed_cell(place, row, index, column, raw)
        elif at in self.sheet.formulas and is_blank(raw):
            code = "cell.no-result" if isinstance(kind, Text) else "cell.formula-blank"
            self._bad(place, index, code, f"={self.sheet.formulas[at]}", kind)
        elif at in self.sheet.formulas and not isinstance(kind, Text):
            self._bad(place, index, "cell.formula", raw, kind)
        elif not is_blank(raw):
            return self._take(place, index, column, kind, raw)
        return None

    def _closed_cell(self, place: int, row: GridRow, index: int, column: GridColumn, raw: object) -> None:
        """Read a cell where nothing is asked. A number beside the asked 得分 or 扣分 is kept to be compared with it."""
        number = read_hundredths(raw).value
        if number is not None and is_counterpart(row.mode, column.key):
            self.closed[place, index] = number
        elif not is_blank(raw) and raw != row.closed.get(column.key):
            self._bad(place, index, "cell.no-task" if column.key in row.closed else "cell.closed", raw, None)

    def _take(self, place: int, index: int, column: GridColumn, kind: Kind, raw: object) -> int | None:
        """Read an entry that is written oddly. Returns it where it is a number.

        Ranges are judged later, by the rules of the scheme (``checks``).
        """
        taken = kind.take(raw)
        problem = None if taken.problem == "cell.out-of-range" and isinstance(kind, Points) else taken.problem
        if problem is not None or taken.value is None:
            self._bad(place, index, problem or "cell.not-number", raw, kind)
            return None
        if taken.repaired and not isinstance(kind, Text):
            value = show_entry(kind, taken.value)
            at = self.grid.rows[place], self.grid.columns[index]
            written = show_odd(raw, value)
            self.find("cell.repaired", *at, who=who(self.layout, place, index), written=written, value=value)
        if isinstance(taken.value, int):
            return taken.value
        self.texts[place, column.field] = str(taken.value)
        return None

    def _bad(self, place: int, index: int, code: str, raw: object, kind: Kind | None) -> None:
        shown = show_raw(raw)
        self.bad_cells[place, index] = shown
        at = self.grid.rows[place], self.grid.columns[index]
        expects = wanted(self.layout, place, index, kind) if kind else ""
        self.find(code, *at, who=who(self.layout, place, index), raw=shown, expects=expects)


def _run_of_points(inputs: Sequence[_Input]) -> Sequence[_Input]:
    """Return the input columns of points if they are side by side in the layout and on the sheet, else ()."""
    run = [(index, at, column) for index, at, column in inputs if type(column.kind) is Points]
    beside = all((index - run[0][0], at - run[0][1]) == (i, i) for i, (index, at, _) in enumerate(run))
    return run if beside and run and run[0][1] != ABSENT else ()


_COUNTS = ("rubric.both-agree", "cell.closed-nought")


@dataclass(frozen=True, slots=True)
class _Both:
    """The two entries of an item, in hundredths. ``value``: the one asked for (None: blank, or not ``readable``)."""

    mode: str
    points: int
    value: int | None
    other: int
    readable: bool

    def code(self) -> str:
        """Return the code of the finding on the ``other`` one, which stands where nothing is asked."""
        of_hundred = self.mode in (ItemMode.SCORE, ItemMode.DEDUCTION)  # then the two sum to the item's points
        fits = of_hundred and 0 <= self.other <= self.points
        if self.value is not None:
            rest = self.points - self.value if of_hundred else 0
            if self.other == (max(rest, 0) if self.mode == ItemMode.DEDUCTION else rest):  # 扣完为止
                return "rubric.both-agree"
            return "rubric.both-differ" if fits else "rubric.both-given"
        if self.other == 0 and not of_hundred:
            return "cell.closed-nought"
        return "rubric.wrong-column" if fits and self.readable else "cell.closed"


def _settle_both(context: SheetContext, entries: GridEntriesBuilder, closed: Mapping[GridCell, int]) -> None:
    """Decide on ``closed``: numbers (hundredths, by grid cell) in the closed one of 得分 and 扣分 of their rows.

    Where both are given and agree (得分 + 扣分 = 分值), the one asked for counts: ``rubric.both-agree``. Where they do
    not, neither counts until a person says which: ``rubric.both-differ``, or ``rubric.both-given`` where no sum tells.
    Where only the other is given, nothing is reckoned from it: ``rubric.wrong-column`` says what would stand where. Of
    加分 and 减分 nobody knows then whether they were given.
    """
    layout, grid = context.layout, context.grid
    for (place, index), other in sorted(closed.items()):
        row = layout.rows[place]
        opened = layout.column_of(rubric_entry(row.mode))
        kind, value = row.kinds[layout.columns[opened].key], entries.value_at(place, opened)
        points = kind.maximum or 0 if isinstance(kind, Points) else 0
        readable = (place, opened) not in context.bad_cells and grid.columns[opened] != ABSENT  # else no cell to name
        both = _Both(row.mode, points, value, other, readable=readable)
        code = both.code()
        spots = [(grid.rows[place], grid.columns[at]) for at in (opened, index)]
        shown = {"value": both.value or 0, "other": other, "instead": points - other, "points": points, "raw": other}
        slots = {name: exact.show_short(number) for name, number in shown.items()}
        slots |= {"open": layout.columns[opened].heading, "closed": layout.columns[index].heading, "mode": row.mode}
        slots |= {"open_cell": a1(*spots[0]), "closed_cell": a1(*spots[1])}
        slots |= {"item": f"{row.key}“{row.issued[2]}”", "who": who(layout, place, index)}
        if code not in _COUNTS:
            context.bad_cells[place, index] = slots["other"]
            if value is not None:  # it does not count for now
                context.bad_cells[place, opened] = exact.show_short(value)
                entries.withdraw(place, opened)
            elif readable and row.mode in (ItemMode.BONUS, ItemMode.PENALTY):
                # The blank is no sign that none was given.
                context.bad_cells[place, opened] = slots["other"]
        at, column = spots[0 if code in ("rubric.both-differ", "rubric.both-given") else 1]
        context.find(code, at, column, **slots)
