"""The entries of head and foot: found by their labels, read as strictly as the grid where a number is asked."""

from __future__ import annotations

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import is_blank, name_key, show_odd, show_raw
from lianping_xlsx.formats.sheet import Span
from lianping_xlsx.forms.layout import FIRST_ROW, HEAD_ROW, PlacedField
from lianping_xlsx.intake.reading.grid import Rows
from lianping_xlsx.intake.reading.merged_cells import show_under, span_over
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.spreadsheet.cell_kinds import Text

_Spot = tuple[int, int]


def read_fields(room: SheetContext) -> None:
    """Every field. Findings: ``form.missing-field``, ``cell.*``, and of the head ``cell.beside``, ``form.outside``."""
    for placed in room.placed:
        at = _locate(room, placed)
        if at is not None:
            _take_field(room, placed, at)
            if placed.row == HEAD_ROW and room.grid.nominal:
                _look_right_of(room, placed, at)
        elif placed.row == HEAD_ROW:
            room.find_here("form.missing-field", label=placed.field.label)


def _take_field(room: SheetContext, placed: PlacedField, at: _Spot) -> None:
    raw, kind = room.raw(*at), placed.field.kind
    room.field_cells[placed.field.name] = at
    span = span_over(room.sheet.merges, at)
    if span is not None:
        _leave_covered(room, placed, at, span)
        return
    taken = kind.take(raw)
    named, shown = f"“{placed.field.caption}”", show_raw(raw)
    problem = taken.problem
    if at in room.sheet.errors:
        problem, shown = "cell.error-value", room.sheet.errors[at]
    elif at in room.sheet.formulas and not isinstance(kind, Text):
        problem = "cell.formula" if shown else "cell.formula-blank"
        shown = shown or f"={room.sheet.formulas[at]}"
    if problem is not None:
        room.bad_fields.add(placed.field.name)
        room.find(problem, *at, who=named, raw=shown, expects=kind.expects())
    elif isinstance(taken.value, int | str):
        room.fields[placed.field.name] = taken.value
        if taken.repaired:
            value = str(taken.value)
            room.find("cell.repaired", *at, who=named, written=show_odd(raw, value), value=value)


def _leave_covered(room: SheetContext, placed: PlacedField, at: _Spot, span: Span) -> None:
    """What lies under merged cells does not count; where it is blank, nothing was entered."""
    if is_blank(room.raw(*at)) and room.is_blank(*at):
        return
    room.bad_fields.add(placed.field.name)
    first, raw = span[:2], show_raw(room.raw(*span[:2]))
    name, covered = f"{a1(*first)}:{a1(*span[2:])}", f"{a1(*at)}（“{show_under(room, at)}”）"
    room.find("form.merged-hidden", *at, span=name, shown=f"“{raw}”" if raw else "空白", covered=covered)


def _locate(room: SheetContext, placed: PlacedField) -> _Spot | None:
    """The entry cell of a field: in its place, or right of its label wherever that has gone."""
    rows, layout = room.sheet.rows, room.layout
    shift = 0 if placed.row == HEAD_ROW else room.grid.bottom - (FIRST_ROW + len(layout.rows) - 1)
    row, column = placed.row + shift, placed.label[0]
    if not (row < len(rows) and column < len(rows[row]) and rows[row][column] == placed.field.label):
        found = _search_label(rows, placed.field.label)
        if found is None:
            return None
        row, column = found
    if not room.grid.nominal:
        return _right_of(room, row, column)
    at = column + placed.entry[0] - placed.label[0]
    return (row, at) if at < len(rows[row]) else None


def _search_label(rows: Rows, label: str) -> _Spot | None:
    key = name_key(label)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and name_key(cell) == key:
                return number, column
    return None


def _right_of(room: SheetContext, row: int, column: int) -> _Spot | None:
    """The first entry right of a label, where columns have been put between them or taken away."""
    blank = None
    for at in range(column + 1, _next_label(room, row, column)):
        if not is_blank(room.raw(row, at)) or not room.is_blank(row, at):
            return row, at
        blank = blank or (row, at)
    return blank


def _next_label(room: SheetContext, row: int, column: int) -> int:
    """The column of the next label right of a cell, also of one with something written behind it, or the row's end."""
    cells = room.sheet.rows[row]
    labels = tuple(name_key(placed.field.label) for placed in room.placed)
    return next((at for at in range(column + 1, len(cells)) if name_key(str(cells[at])).startswith(labels)), len(cells))


def _look_right_of(room: SheetContext, placed: PlacedField, at: _Spot) -> None:
    """A count that was typed right of its cell: where the cell itself is blank, it is not passed over."""
    row, column = at
    cells = room.sheet.rows[row]
    if not any(cell != "" for cell in cells[column + 1 :]):
        return
    for other in range(column + 1, _next_label(room, row, column)):
        raw = cells[other]
        if is_blank(raw):
            continue
        taken = placed.field.kind.take(raw)
        if room.is_blank(*at) and taken.value is not None and taken.problem is None:
            room.bad_fields.add(placed.field.name)
            room.find("cell.beside", row, other, who=f"“{placed.field.caption}”", blank=a1(*at), raw=show_raw(raw))
            return
        room.find("form.outside", row, other, raw=show_raw(raw))
