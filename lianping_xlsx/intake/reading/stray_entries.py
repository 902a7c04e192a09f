"""Report what stands around the entries: beside, above and below the grid, in closed columns, under merged cells.

A mark that was typed beside its cell must not become an abstention in silence: where the cell that it was meant for
is blank, that is an error which names both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.core.abbreviate import quoted
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import is_blank, name_key, show_raw
from lianping_xlsx.forms.form_parts import MEANS, REMARK, SEALED, TOTAL, VOTES
from lianping_xlsx.forms.kinds.ballots.ballot_register import TICK
from lianping_xlsx.forms.layout import HEAD_ROW, KEY_CORNER, GridColumn, Role
from lianping_xlsx.intake.reading.entry_wording import who, whom
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.intake.reading.unseen_entries import look_at_merged
from lianping_xlsx.spreadsheet.cell_kinds import Text

_EYE_KEYS = {MEANS, VOTES, TOTAL, "平均", "平均分", "总分", "小计", "总计"}
"""Keys of rows of totals: of the forms, of forms of earlier versions, and those that people add."""
_QUOTED = 5
_OPTIONAL = "self"
"""自评得分 may be blank: nothing is missing there."""
_CALCULATED = (Role.COMPUTED, Role.STATUS)


def look_outside(context: SheetContext) -> None:
    """Report entries where nothing was asked, and rows of the grid whose key was not issued.

    Findings: ``cell.beside``, ``cell.beside-tick``, ``form.outside``, ``form.extra-column``, ``form.unknown-row``,
    ``form.merged``, ``form.merged-hidden``.
    """
    _look_at_calculated(context)
    if any(len(row) > context.layout.width for row in context.sheet.rows[:1]) or not context.grid.nominal:
        _look_beside(context)
    if context.grid.nominal:
        _look_above(context)
    inputs = sorted(context.inputs(), key=lambda each: each[1])
    known, end = {*context.grid.rows, *context.grid.more_rows}, _end_of_grid(context)
    for number in range(context.grid.heading + 1, len(context.sheet.rows)):
        if number not in known and KEY_CORNER not in context.sheet.rows[number]:
            _look_at_row(context, number, inputs, in_grid=number < end)
    look_at_merged(context)


# ---------------------------------------------------------------- answers beside their cells


def _look_at_calculated(context: SheetContext) -> None:
    """Report what was typed over a formula. Results pasted as values are no answers: they are beside full entries only,

    and where they do, no formula is left in their column.
    """
    formulas, rows = context.sheet.formulas, context.sheet.rows
    for index, column in enumerate(context.layout.columns):
        at = context.grid.columns[index]
        if column.role not in _CALCULATED or at == ABSENT:
            continue
        typed = [
            (place, number)
            for place, number in enumerate(context.grid.rows)
            if number != ABSENT and rows[number][at] != "" and (number, at) not in formulas
        ]
        pasted = bool(typed) and not any((number, at) in formulas for number in context.grid.rows)
        for place, number in typed:
            if not _judge(context, place, at, column) and not pasted:
                context.find("form.outside", number, at, raw=show_raw(rows[number][at]))


def _judge(context: SheetContext, place: int, at: int, column: GridColumn | None) -> bool:
    """Return whether a cell beside the entries of a row was meant for a blank one of them, and report it then.

    ``column``: that of the grid in which it stands, if any.
    """
    number = context.grid.rows[place]
    raw = context.raw(number, at)
    open_cells = list(_open_cells(context, place, column))
    blank = [(index, to) for index, to in open_cells if context.is_blank(number, to)]
    if column is not None and column.role is Role.COMPUTED and len(blank) < len(open_cells):
        return False
    fitting = [(abs(to - at), index, to) for index, to in blank if _takes(context, place, index, raw)]
    if not fitting:
        return False
    _, index, _ = min(fitting)
    _tell(context, place, index, number, at)
    return True


def _tell(context: SheetContext, place: int, index: int, row: int, at: int) -> None:
    """Report that the cell ``row``, ``at`` of the sheet was meant for a blank entry, or for one of a ratee's ticks."""
    layout, grid, shown = context.layout, context.grid, show_raw(context.raw(row, at))
    context.bad_cells.setdefault((place, index), shown)
    number, column = grid.rows[place], layout.columns[index]
    blank = a1(number, grid.columns[index])
    if column.field != TICK:
        context.find("cell.beside", row, at, who=who(layout, place, index), blank=blank, raw=shown)
        return
    cells = "、".join(a1(number, to) for _, to, other in context.inputs() if other.ratee == column.ratee)
    context.find("cell.beside-tick", row, at, who=whom(layout, place, index), blank=blank, cells=cells, raw=shown)


def _open_cells(context: SheetContext, place: int, column: GridColumn | None) -> Iterator[tuple[int, int]]:
    """Yield the entries of a row that must not be lost. For the column of a ratee's sum, only those of that ratee."""
    ratee = column.item if column is not None and column.role is Role.COMPUTED else ""
    ticked = _ticked(context, place)
    for index, to, found in context.inputs():
        kind = context.layout.kind_of(place, index)
        if kind is None or isinstance(kind, Text) or found.field == _OPTIONAL or found.ratee in ticked:
            continue
        if ratee in ("", found.ratee):
            yield index, to


def _ticked(context: SheetContext, place: int) -> set[str]:
    """Return the ratees who have a tick in a row. Their other grades must be blank."""
    number = context.grid.rows[place]
    return {c.ratee for _, at, c in context.inputs() if c.field == TICK and not context.is_blank(number, at)}


def _takes(context: SheetContext, place: int, index: int, raw: object) -> bool:
    kind = context.layout.kind_of(place, index)
    taken = kind.take(raw) if kind is not None else None
    return taken is not None and taken.value is not None and taken.problem is None


def _look_beside(context: SheetContext) -> None:
    """Report columns that were not issued: one with a heading of its own once, of others each cell."""
    known, grid = {*context.grid.columns, *context.grid.more_columns}, context.grid
    ours = {name_key(column.heading) for column in context.layout.columns}
    for at in range(max(map(len, context.sheet.rows), default=0)):
        if at in known:
            continue
        filled = [place for place, number in enumerate(grid.rows) if not is_blank(context.raw(number, at))]
        heading = context.raw(grid.heading, at)
        own = is_blank(heading) or name_key(str(heading)) in ours
        if filled and (not own or _is_numbering(context, filled, at)):
            values = [show_raw(context.raw(grid.rows[place], at)) for place in filled]
            heading = show_raw(heading) or "（没有表头）"
            context.find("form.extra-column", grid.rows[filled[0]], at, heading=heading, raw=quoted(values, _QUOTED))
            continue
        for place in filled:
            if not _judge(context, place, at, None):
                context.find("form.outside", grid.rows[place], at, raw=show_raw(context.raw(grid.rows[place], at)))


def _is_numbering(context: SheetContext, filled: Sequence[int], at: int) -> bool:
    """1, 2, 3 … down the rows, as people put before a table."""
    values = [context.raw(number, at) for number in sorted(context.grid.rows[place] for place in filled)]
    return len(values) > 2 and values == [float(number) for number in range(1, len(values) + 1)]


def _look_above(context: SheetContext) -> None:
    """Report a number above the headings, over a column of entries whose first entry is blank."""
    fields = {placed.entry[0] for placed in context.placed if placed.row == HEAD_ROW}
    for index, at, column in context.inputs() if context.layout.rows else ():
        raw, first = context.raw(HEAD_ROW, at), context.grid.rows[0]
        over = isinstance(raw, float) and at not in fields and context.is_blank(first, at)
        if over and _takes(context, 0, index, raw) and column.ratee not in _ticked(context, 0):
            _tell(context, 0, index, HEAD_ROW, at)


# ---------------------------------------------------------------- rows that are not ours


def _end_of_grid(context: SheetContext) -> int:
    """Return the row of the totals or of the first signature below the last issued row."""
    rows = context.sheet.rows
    below = range(context.grid.bottom + 1, len(rows))
    return next((number for number in below if _is_own(context, rows[number])), len(rows))


def _is_own(context: SheetContext, cells: Sequence[object]) -> bool:
    """Return whether it is a row of totals or of the remark on them, of signatures, or of the seal."""
    words = [str(cell) for cell in cells if cell != "" and not is_blank(cell)]
    if not words or words[0] in _EYE_KEYS or words[0].startswith((SEALED, REMARK)):
        return bool(words)
    return not {placed.field.label for placed in context.placed}.isdisjoint(words)


def _look_at_row(
    context: SheetContext, number: int, inputs: Sequence[tuple[int, int, GridColumn]], *, in_grid: bool
) -> None:
    cells = context.sheet.rows[number]
    filled = [(at, column) for _, at, column in inputs if cells[at] != "" and not is_blank(cells[at])]
    if not filled or _is_own(context, cells):
        return
    filled = [(at, column) for at, column in filled if not _is_heading(cells[at], column)]
    if not filled:
        return
    key = cells[context.grid.columns[0]]
    if in_grid and (not is_blank(key) or any(_is_entry(cells[at], column) for at, column in filled)):
        raw = quoted([show_raw(cells[at]) for at, _ in filled], _QUOTED)  # somebody meant it to count
        context.find("form.unknown-row", number, filled[0][0], key=show_raw(key) or "（空白）", raw=raw)
        return
    for at, _ in filled:
        context.find("form.outside", number, at, raw=show_raw(cells[at]))


def _is_heading(cell: object, column: GridColumn) -> bool:
    return isinstance(cell, str) and name_key(cell) == name_key(column.heading)


def _is_entry(raw: object, column: GridColumn) -> bool:
    """Return whether it could be an entry of that column. Other text is taken for another line of headings."""
    if column.kind is None:  # each row has its own points
        return isinstance(raw, float)
    return column.kind.take(raw).value is not None
