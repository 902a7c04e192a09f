"""Read the fields of head and foot. They are found by their labels; numbers are read as strictly as in the grid."""

from __future__ import annotations

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import is_blank, name_key, show_odd, show_raw
from lianping_xlsx.formats.sheet import Span
from lianping_xlsx.forms.layout import FIRST_ROW, HEAD_ROW, PlacedField
from lianping_xlsx.intake.reading.grid import Rows
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.intake.reading.unseen_entries import show_under, span_over
from lianping_xlsx.spreadsheet.cell_kinds import Text

_Spot = tuple[int, int]


def read_fields(context: SheetContext) -> None:
    """Read every field. Findings: ``form.missing-field``, ``cell.*``; in the head ``cell.beside``, ``form.outside``."""
    for placed in context.placed:
        at = _locate(context, placed)
        if at is not None:
            _take_field(context, placed, at)
            if placed.row == HEAD_ROW and context.grid.nominal:
                _look_right_of(context, placed, at)
        elif placed.row == HEAD_ROW:
            context.find_here("form.missing-field", label=placed.field.label)


def _take_field(context: SheetContext, placed: PlacedField, at: _Spot) -> None:
    raw, kind = context.raw(*at), placed.field.kind
    context.field_cells[placed.field.name] = at
    span = span_over(context.sheet.merges, at)
    if span is not None:
        _leave_covered(context, placed, at, span)
        return
    taken = kind.take(raw)
    named, shown = f"“{placed.field.caption}”", show_raw(raw)
    problem = taken.problem
    if at in context.sheet.errors:
        problem, shown = "cell.error-value", context.sheet.errors[at]
    elif at in context.sheet.formulas and not isinstance(kind, Text):
        problem = "cell.formula" if shown else "cell.formula-blank"
        shown = shown or f"={context.sheet.formulas[at]}"
    if problem is not None:
        context.bad_fields.add(placed.field.name)
        context.find(problem, *at, who=named, raw=shown, expects=kind.expects())
    elif isinstance(taken.value, int | str):
        context.fields[placed.field.name] = taken.value
        if taken.repaired:
            value = str(taken.value)
            context.find("cell.repaired", *at, who=named, written=show_odd(raw, value), value=value)


def _leave_covered(context: SheetContext, placed: PlacedField, at: _Spot, span: Span) -> None:
    """Note a field that lies under merged cells. Its content does not count; a blank one was not filled in."""
    if is_blank(context.raw(*at)) and context.is_blank(*at):
        return
    context.bad_fields.add(placed.field.name)
    first, raw = span[:2], show_raw(context.raw(*span[:2]))
    name, covered = f"{a1(*first)}:{a1(*span[2:])}", f"{a1(*at)}（“{show_under(context, at)}”）"
    context.find("form.merged-hidden", *at, span=name, shown=f"“{raw}”" if raw else "空白", covered=covered)


def _locate(context: SheetContext, placed: PlacedField) -> _Spot | None:
    """Return the entry cell of a field: in its place, or right of its label wherever the label stands."""
    rows, layout = context.sheet.rows, context.layout
    shift = 0 if placed.row == HEAD_ROW else context.grid.bottom - (FIRST_ROW + len(layout.rows) - 1)
    row, column = placed.row + shift, placed.label[0]
    if not (row < len(rows) and column < len(rows[row]) and rows[row][column] == placed.field.label):
        found = _search_label(rows, placed.field.label)
        if found is None:
            return None
        row, column = found
    if not context.grid.nominal:
        return _right_of(context, row, column)
    at = column + placed.entry[0] - placed.label[0]
    return (row, at) if at < len(rows[row]) else None


def _search_label(rows: Rows, label: str) -> _Spot | None:
    key = name_key(label)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and name_key(cell) == key:
                return number, column
    return None


def _right_of(context: SheetContext, row: int, column: int) -> _Spot | None:
    """Return the first entry right of a label, where columns have been inserted or deleted between them.

    The key of a column is no entry: the row of keys may have been merged or exchanged with that of the label.
    """
    blank, keys = None, {each.key for each in context.layout.columns}
    for at in range(column + 1, _next_label(context, row, column)):
        if context.raw(row, at) in keys:
            continue
        if not is_blank(context.raw(row, at)) or not context.is_blank(row, at):
            return row, at
        blank = blank or (row, at)
    return blank


def _next_label(context: SheetContext, row: int, column: int) -> int:
    """Return the column of the next label right of a cell, or the row's end. Text may follow the label in its cell."""
    cells = context.sheet.rows[row]
    labels = tuple(name_key(placed.field.label) for placed in context.placed)
    return next((at for at in range(column + 1, len(cells)) if name_key(str(cells[at])).startswith(labels)), len(cells))


def _look_right_of(context: SheetContext, placed: PlacedField, at: _Spot) -> None:
    """Report a count that was typed right of its cell: as unreadable where the cell itself is blank."""
    row, column = at
    cells = context.sheet.rows[row]
    if not any(cell != "" for cell in cells[column + 1 :]):
        return
    for other in range(column + 1, _next_label(context, row, column)):
        raw = cells[other]
        if is_blank(raw):
            continue
        taken = placed.field.kind.take(raw)
        if context.is_blank(*at) and taken.value is not None and taken.problem is None:
            context.bad_fields.add(placed.field.name)
            context.find("cell.beside", row, other, who=f"“{placed.field.caption}”", blank=a1(*at), raw=show_raw(raw))
            return
        context.find("form.outside", row, other, raw=show_raw(raw))
