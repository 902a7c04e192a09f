"""What stands around the entries: beside, above and below the grid, in closed columns, under merged cells.

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
from lianping_xlsx.intake.reading.merged_cells import look_at_merged
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.spreadsheet.cell_kinds import Text

_EYE_KEYS = {MEANS, VOTES, TOTAL, "平均", "平均分", "总分", "小计", "总计"}
"""Rows of totals: ours, those of former forms, and those that people add."""
_QUOTED = 5
_OPTIONAL = "self"
"""自评得分 may be blank: nothing is missing there."""
_CALCULATED = (Role.COMPUTED, Role.STATUS)


def look_outside(room: SheetContext) -> None:
    """Entries where nothing was asked, and rows of the grid whose key is none of ours.

    Findings: ``cell.beside``, ``cell.beside-tick``, ``form.outside``, ``form.extra-column``, ``form.unknown-row``,
    ``form.merged``, ``form.merged-hidden``.
    """
    _look_at_calculated(room)
    if any(len(row) > room.layout.width for row in room.sheet.rows[:1]) or not room.grid.nominal:
        _look_beside(room)
    if room.grid.nominal:
        _look_above(room)
    inputs = sorted(room.inputs(), key=lambda each: each[1])
    known, end = {*room.grid.rows, *room.grid.more_rows}, _end_of_grid(room)
    for number in range(room.grid.heading + 1, len(room.sheet.rows)):
        if number not in known and KEY_CORNER not in room.sheet.rows[number]:
            _look_at_row(room, number, inputs, in_grid=number < end)
    look_at_merged(room)


# ---------------------------------------------------------------- answers beside their cells


def _look_at_calculated(room: SheetContext) -> None:
    """What was typed over a formula. Results pasted as values are no answers: they stand only beside full entries,

    and where they do, no formula is left in their column.
    """
    formulas, rows = room.sheet.formulas, room.sheet.rows
    for index, column in enumerate(room.layout.columns):
        at = room.grid.columns[index]
        if column.role not in _CALCULATED or at == ABSENT:
            continue
        typed = [
            (place, number)
            for place, number in enumerate(room.grid.rows)
            if number != ABSENT and rows[number][at] != "" and (number, at) not in formulas
        ]
        pasted = bool(typed) and not any((number, at) in formulas for number in room.grid.rows)
        for place, number in typed:
            if not _judge(room, place, at, column) and not pasted:
                room.find("form.outside", number, at, raw=show_raw(rows[number][at]))


def _judge(room: SheetContext, place: int, at: int, column: GridColumn | None) -> bool:
    """Whether the content of a cell beside the entries of a row was meant for a blank one of them; then it is said.

    ``column``: that of the grid in which it stands, if any.
    """
    number = room.grid.rows[place]
    raw = room.raw(number, at)
    open_cells = list(_open_cells(room, place, column))
    blank = [(index, to) for index, to in open_cells if room.is_blank(number, to)]
    if column is not None and column.role is Role.COMPUTED and len(blank) < len(open_cells):
        return False
    fitting = [(abs(to - at), index, to) for index, to in blank if _takes(room, place, index, raw)]
    if not fitting:
        return False
    _, index, _ = min(fitting)
    _tell(room, place, index, number, at)
    return True


def _tell(room: SheetContext, place: int, index: int, row: int, at: int) -> None:
    """What stands at ``row``, ``at`` of the sheet was meant for a blank entry; of ticks, for one of a ratee's."""
    layout, grid, shown = room.layout, room.grid, show_raw(room.raw(row, at))
    room.bad_cells.setdefault((place, index), shown)
    number, column = grid.rows[place], layout.columns[index]
    blank = a1(number, grid.columns[index])
    if column.field != TICK:
        room.find("cell.beside", row, at, who=who(layout, place, index), blank=blank, raw=shown)
        return
    cells = "、".join(a1(number, to) for _, to, other in room.inputs() if other.ratee == column.ratee)
    room.find("cell.beside-tick", row, at, who=whom(layout, place, index), blank=blank, cells=cells, raw=shown)


def _open_cells(room: SheetContext, place: int, column: GridColumn | None) -> Iterator[tuple[int, int]]:
    """The entries of a row that must not go missing; of a ratee's sum only his own."""
    ratee = column.item if column is not None and column.role is Role.COMPUTED else ""
    ticked = _ticked(room, place)
    for index, to, found in room.inputs():
        kind = room.layout.kind_of(place, index)
        if kind is None or isinstance(kind, Text) or found.field == _OPTIONAL or found.ratee in ticked:
            continue
        if ratee in ("", found.ratee):
            yield index, to


def _ticked(room: SheetContext, place: int) -> set[str]:
    """The ratees who have their tick in a row: their other grades are blank as they should be."""
    number = room.grid.rows[place]
    return {c.ratee for _, at, c in room.inputs() if c.field == TICK and not room.is_blank(number, at)}


def _takes(room: SheetContext, place: int, index: int, raw: object) -> bool:
    kind = room.layout.kind_of(place, index)
    taken = kind.take(raw) if kind is not None else None
    return taken is not None and taken.value is not None and taken.problem is None


def _look_beside(room: SheetContext) -> None:
    """Columns that are not ours: one that somebody added with a heading is named once, else each cell by itself."""
    known, grid = {*room.grid.columns, *room.grid.more_columns}, room.grid
    ours = {name_key(column.heading) for column in room.layout.columns}
    for at in range(max(map(len, room.sheet.rows), default=0)):
        if at in known:
            continue
        filled = [place for place, number in enumerate(grid.rows) if not is_blank(room.raw(number, at))]
        heading = room.raw(grid.heading, at)
        own = is_blank(heading) or name_key(str(heading)) in ours
        if filled and (not own or _is_numbering(room, filled, at)):
            values = [show_raw(room.raw(grid.rows[place], at)) for place in filled]
            heading = show_raw(heading) or "（没有表头）"
            room.find("form.extra-column", grid.rows[filled[0]], at, heading=heading, raw=quoted(values, _QUOTED))
            continue
        for place in filled:
            if not _judge(room, place, at, None):
                room.find("form.outside", grid.rows[place], at, raw=show_raw(room.raw(grid.rows[place], at)))


def _is_numbering(room: SheetContext, filled: Sequence[int], at: int) -> bool:
    """1, 2, 3 … down the rows, as people put before a table."""
    values = [room.raw(number, at) for number in sorted(room.grid.rows[place] for place in filled)]
    return len(values) > 2 and values == [float(number) for number in range(1, len(values) + 1)]


def _look_above(room: SheetContext) -> None:
    """A number above the headings, over a column of entries whose first is blank."""
    fields = {placed.entry[0] for placed in room.placed if placed.row == HEAD_ROW}
    for index, at, column in room.inputs() if room.layout.rows else ():
        raw, first = room.raw(HEAD_ROW, at), room.grid.rows[0]
        over = isinstance(raw, float) and at not in fields and room.is_blank(first, at)
        if over and _takes(room, 0, index, raw) and column.ratee not in _ticked(room, 0):
            _tell(room, 0, index, HEAD_ROW, at)


# ---------------------------------------------------------------- rows that are not ours


def _end_of_grid(room: SheetContext) -> int:
    """The row of the totals or of the first signature below the last row that is ours."""
    rows = room.sheet.rows
    below = range(room.grid.bottom + 1, len(rows))
    return next((number for number in below if _is_own(room, rows[number])), len(rows))


def _is_own(room: SheetContext, cells: Sequence[object]) -> bool:
    """A row of totals or of the remark on them, of signatures, or of the seal."""
    words = [str(cell) for cell in cells if cell != "" and not is_blank(cell)]
    if not words or words[0] in _EYE_KEYS or words[0].startswith((SEALED, REMARK)):
        return bool(words)
    return not {placed.field.label for placed in room.placed}.isdisjoint(words)


def _look_at_row(
    room: SheetContext, number: int, inputs: Sequence[tuple[int, int, GridColumn]], *, in_grid: bool
) -> None:
    cells = room.sheet.rows[number]
    filled = [(at, column) for _, at, column in inputs if cells[at] != "" and not is_blank(cells[at])]
    if not filled or _is_own(room, cells):
        return
    filled = [(at, column) for at, column in filled if not _is_heading(cells[at], column)]
    if not filled:
        return
    key = cells[room.grid.columns[0]]
    if in_grid and (not is_blank(key) or any(_is_entry(cells[at], column) for at, column in filled)):
        raw = quoted([show_raw(cells[at]) for at, _ in filled], _QUOTED)  # somebody meant it to count
        room.find("form.unknown-row", number, filled[0][0], key=show_raw(key) or "（空白）", raw=raw)
        return
    for at, _ in filled:
        room.find("form.outside", number, at, raw=show_raw(cells[at]))


def _is_heading(cell: object, column: GridColumn) -> bool:
    return isinstance(cell, str) and name_key(cell) == name_key(column.heading)


def _is_entry(raw: object, column: GridColumn) -> bool:
    """Whether it could be an entry of that column: what is none stands there as another line of headings."""
    if column.kind is None:  # each row has its own points
        return isinstance(raw, float)
    return column.kind.take(raw).value is not None
