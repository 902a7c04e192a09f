"""Report entries that count although a person does not see them: hidden, or shown as something else.

A cell can show 90 for 89.6, or nothing, by its format. What was typed counts, and both are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import show_raw
from lianping_xlsx.forms.layout import HEAD_ROW
from lianping_xlsx.intake.reading.entry_wording import who
from lianping_xlsx.intake.reading.finding_limits import blocks
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.spreadsheet.cell_kinds import Text

_MOST = 5
"""The largest number of cells of one sheet that are named one by one."""
_NOTHING = "空白"
_Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _CountedCell:
    """An entry that counts: its cell on the sheet; ``caption`` of a field, else its place in the layout."""

    at: _Spot
    place: int = ABSENT
    index: int = ABSENT
    caption: str = ""

    def who(self, context: SheetContext) -> str:
        return f"“{self.caption}”" if self.caption else who(context.layout, self.place, self.index)


def look_behind(context: SheetContext) -> None:
    """Report the entries that count and are not seen.

    Findings: ``cell.hidden``, ``cell.hidden-many``, ``cell.shown-otherwise``, ``cell.shown-otherwise-many``,
    ``form.hidden-sheet``.
    """
    if not context.sheet.visible and (context.entries or context.texts or context.bad_cells):
        context.find_here("form.hidden-sheet")
    rows, columns = _hidden_rows(context), _hidden_columns(context)
    if rows or columns:
        _tell_hidden(context, [each for each in _counted(context) if each.at[0] in rows or each.at[1] in columns])
    if context.sheet.shown:
        _tell_otherwise(context, [each for each in _counted(context) if each.at in context.sheet.shown])


def _hidden_rows(context: SheetContext) -> set[int]:
    """Return the hidden rows in which there can be an entry."""
    fields = [row for row, _ in context.field_cells.values()]
    return _within(context.sheet.hidden_rows, {*context.grid.rows, *fields} - {ABSENT})


def _hidden_columns(context: SheetContext) -> set[int]:
    fields = [column for _, column in context.field_cells.values()]
    return _within(context.sheet.hidden_columns, {*(at for _, at, _ in context.inputs()), *fields})


def _within(runs: Iterable[tuple[int, int]], numbers: set[int]) -> set[int]:
    if not runs or not numbers:
        return set()
    least, most = min(numbers), max(numbers)
    return {n for first, last in runs for n in range(max(first, least), min(last, most) + 1)} & numbers


def _counted(context: SheetContext) -> Iterator[_CountedCell]:
    """Yield the entries of the head and the grid that count. Free texts, which count for nothing, are left out."""
    layout = context.layout
    for placed in context.placed:
        if placed.row == HEAD_ROW and placed.field.name in context.fields:
            yield _CountedCell(context.field_cells[placed.field.name], caption=placed.field.caption)
    cells = [(place, index) for place, index, _ in context.entries]
    words = ((place, layout.text_column(name)) for place, name in context.texts)
    cells += (each for each in words if not isinstance(context.layout.kind_of(*each), Text))
    for place, index in sorted(cells):
        yield _CountedCell((context.grid.rows[place], context.grid.columns[index]), place, index)


def _tell_hidden(context: SheetContext, entries: Sequence[_CountedCell]) -> None:
    if len(entries) > _MOST:
        cells = "、".join(blocks(entry.at for entry in entries))
        context.find("cell.hidden-many", *entries[0].at, count=str(len(entries)), cells=cells)
        return
    for entry in entries:
        context.find("cell.hidden", *entry.at, who=entry.who(context), raw=show_raw(context.raw(*entry.at)))


def _tell_otherwise(context: SheetContext, entries: Sequence[_CountedCell]) -> None:
    texts = [(*_both(context, entry), entry) for entry in entries]
    if len(entries) > _MOST:
        shown, raw, first = texts[0]
        cells = "、".join(blocks(entry.at for entry in entries))
        slots = {"cells": cells, "first": a1(*first.at), "shown": shown, "raw": raw}
        context.find("cell.shown-otherwise-many", first.at[0], first.at[1], count=str(len(entries)), **slots)
        return
    for shown, raw, entry in texts:
        context.find("cell.shown-otherwise", *entry.at, who=entry.who(context), shown=shown, raw=raw)


def _both(context: SheetContext, entry: _CountedCell) -> tuple[str, str]:
    text = context.sheet.shown[entry.at]
    return f"“{show_raw(text)}”" if text else _NOTHING, show_raw(context.raw(*entry.at))
