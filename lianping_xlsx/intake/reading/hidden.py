"""Entries that count although a person does not see them: in hidden rows or columns, or shown as something else.

A cell can show 90 for 89.6, or nothing, by its format. What was typed counts, and both are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import show_raw
from lianping_xlsx.forms.layout import HEAD_ROW
from lianping_xlsx.intake.reading.entry_wording import who
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.repairs import blocks
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.spreadsheet.cell_kinds import Text

_MOST = 5
"""Cells of one sheet that are named one by one."""
_NOTHING = "空白"
_Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _CountedCell:
    """An entry that counts: its cell on the sheet; ``caption`` of a field, else its place in the layout."""

    at: _Spot
    place: int = ABSENT
    index: int = ABSENT
    caption: str = ""

    def who(self, room: SheetContext) -> str:
        return f"“{self.caption}”" if self.caption else who(room.layout, self.place, self.index)


def look_behind(room: SheetContext) -> None:
    """Find the entries that count unseen.

    Findings: ``cell.hidden``, ``cell.hidden-many``, ``cell.shown-otherwise``, ``cell.shown-otherwise-many``,
    ``form.hidden-sheet``.
    """
    if not room.sheet.visible and (room.entries or room.texts or room.bad_cells):
        room.find_here("form.hidden-sheet")
    rows, columns = _hidden_rows(room), _hidden_columns(room)
    if rows or columns:
        _tell_hidden(room, [each for each in _counted(room) if each.at[0] in rows or each.at[1] in columns])
    if room.sheet.shown:
        _tell_otherwise(room, [each for each in _counted(room) if each.at in room.sheet.shown])


def _hidden_rows(room: SheetContext) -> set[int]:
    """Hidden rows in which there can be an entry."""
    fields = [row for row, _ in room.field_cells.values()]
    return _within(room.sheet.hidden_rows, {*room.grid.rows, *fields} - {ABSENT})


def _hidden_columns(room: SheetContext) -> set[int]:
    fields = [column for _, column in room.field_cells.values()]
    return _within(room.sheet.hidden_columns, {*(at for _, at, _ in room.inputs()), *fields})


def _within(runs: Iterable[tuple[int, int]], numbers: set[int]) -> set[int]:
    if not runs or not numbers:
        return set()
    least, most = min(numbers), max(numbers)
    return {n for first, last in runs for n in range(max(first, least), min(last, most) + 1)} & numbers


def _counted(room: SheetContext) -> Iterator[_CountedCell]:
    """The entries of the grid and of the head that were taken; words that count for nothing are left out."""
    layout = room.layout
    for placed in room.placed:
        if placed.row == HEAD_ROW and placed.field.name in room.fields:
            yield _CountedCell(room.field_cells[placed.field.name], caption=placed.field.caption)
    cells = [(place, index) for place, index, _ in room.entries]
    words = ((place, layout.text_column(name)) for place, name in room.texts)
    cells += (each for each in words if not isinstance(room.layout.kind_of(*each), Text))
    for place, index in sorted(cells):
        yield _CountedCell((room.grid.rows[place], room.grid.columns[index]), place, index)


def _tell_hidden(room: SheetContext, entries: Sequence[_CountedCell]) -> None:
    if len(entries) > _MOST:
        cells = "、".join(blocks(entry.at for entry in entries))
        room.find("cell.hidden-many", *entries[0].at, count=str(len(entries)), cells=cells)
        return
    for entry in entries:
        room.find("cell.hidden", *entry.at, who=entry.who(room), raw=show_raw(room.raw(*entry.at)))


def _tell_otherwise(room: SheetContext, entries: Sequence[_CountedCell]) -> None:
    texts = [(*_both(room, entry), entry) for entry in entries]
    if len(entries) > _MOST:
        shown, raw, first = texts[0]
        cells = "、".join(blocks(entry.at for entry in entries))
        slots = {"cells": cells, "first": a1(*first.at), "shown": shown, "raw": raw}
        room.find("cell.shown-otherwise-many", first.at[0], first.at[1], count=str(len(entries)), **slots)
        return
    for shown, raw, entry in texts:
        room.find("cell.shown-otherwise", *entry.at, who=entry.who(room), shown=shown, raw=raw)


def _both(room: SheetContext, entry: _CountedCell) -> tuple[str, str]:
    text = room.sheet.shown[entry.at]
    return f"“{show_raw(text)}”" if text else _NOTHING, show_raw(room.raw(*entry.at))
