"""Report entries that nobody sees: under merged cells, in hidden rows and columns, or shown as something else.

Of merged cells only the first is shown. What lies in another one is kept by some programs and comes to light again
when the cells are parted; it does not count. What is hidden, or shown by its format as nothing or as 90 for 89.6, was
typed and is read like any other entry; both are named, and what is struck through. Whether it counts is found out
later: its ballot may be void.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, show_raw
from lianping_xlsx.formats.sheet import Span, Spot
from lianping_xlsx.forms.layout import HEAD_ROW
from lianping_xlsx.intake.reading.entry_wording import who
from lianping_xlsx.intake.reading.finding_limits import blocks
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.spreadsheet.cell_kinds import Text

_NOTHING = "空白"


def cover(context: SheetContext) -> None:
    """Note the entries of the grid that lie under merged cells, each with the range that covers it."""
    columns = sorted({at for _, at, _ in context.inputs()})
    rows = sorted({number for number in context.grid.rows if number != ABSENT})
    if not columns or not rows:
        return
    spans = {
        span
        for span in context.sheet.merges
        if span[0] <= rows[-1] and span[2] >= rows[0] and span[1] <= columns[-1] and span[3] >= columns[0]
    }
    free = dict.fromkeys(rows, columns)
    for span in sorted(spans):
        top, left, bottom, right = span
        for number in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            inside = free[number][bisect_left(free[number], left) : bisect_right(free[number], right)]
            if inside:  # an entry is looked at once, however many ranges claim it
                free[number] = [at for at in free[number] if not left <= at <= right]
                context.covered.update(((number, at), span) for at in inside if (number, at) != (top, left))


def span_over(merges: Iterable[Span], at: Spot) -> Span | None:
    """Return the range that covers a cell, None where there is none or the cell is its first."""
    row, column = at
    found = (span for span in merges if span[0] <= row <= span[2] and span[1] <= column <= span[3])
    return next((span for span in found if span[:2] != at), None)


def show_under(context: SheetContext, at: Spot) -> str:
    """Return the content of a covered cell as a finding quotes it."""
    return context.sheet.errors.get(at) or show_raw(context.raw(*at)) or f"={context.sheet.formulas.get(at, '')}"


def look_at_merged(context: SheetContext) -> None:
    """Report merged cells. An entry over several of them counts in the first alone; what lies under it does not count.

    Findings: ``form.merged`` where the others are blank, ``form.merged-hidden`` where they are not.
    """
    places = {number: place for place, number in enumerate(context.grid.rows) if number != ABSENT}
    indices = {at: index for index, at, _ in context.inputs()}
    under: dict[Span, list[Spot]] = {}
    for spot, span in sorted(context.covered.items()):
        under.setdefault(span, []).append(spot)
    for span, spots in under.items():
        hidden = [spot for spot in spots if not _is_empty(context, spot)]
        first = context.raw(*span[:2])
        blank = [] if is_blank(first) else [spot for spot in spots if spot not in hidden]
        blank = [spot for spot in blank if context.layout.kind_of(places[spot[0]], indices[spot[1]]) is not None]
        for row, column in blank:
            context.bad_cells.setdefault((places[row], indices[column]), show_raw(first))
        _tell(context, span, hidden, blank)


def _tell(context: SheetContext, span: Span, hidden: list[Spot], blank: list[Spot]) -> None:
    top, left, bottom, right = span
    name, raw = f"{a1(top, left)}:{a1(bottom, right)}", show_raw(context.raw(top, left))
    if hidden:
        shown = f"“{raw}”" if raw else _NOTHING
        covered = "、".join(f"{a1(*spot)}（“{show_under(context, spot)}”）" for spot in hidden)
        context.find("form.merged-hidden", top, left, span=name, shown=shown, covered=covered)
    if blank:
        context.find("form.merged", top, left, span=name, raw=raw, cells="、".join(a1(*spot) for spot in blank))


def _is_empty(context: SheetContext, spot: Spot) -> bool:
    return is_blank(context.raw(*spot)) and context.is_blank(*spot)


_MOST = 5
"""The largest number of cells of one sheet that are named one by one."""
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
    ``cell.struck``, ``cell.struck-many``, ``cell.conditional``, ``cell.conditional-many``, ``form.hidden-sheet``.
    """
    if not context.sheet.visible and (context.entries or context.texts or context.bad_cells):
        context.find_here("form.hidden-sheet")
    rows, columns = _hidden_rows(context), _hidden_columns(context)
    if rows or columns:
        hidden = [each for each in _counted(context) if each.at[0] in rows or each.at[1] in columns]
        _tell_each(context, ("cell.hidden", "cell.hidden-many"), hidden)
    if context.sheet.shown:
        _tell_otherwise(context, [each for each in _counted(context) if each.at in context.sheet.shown])
    if context.sheet.struck:
        struck = [each for each in _counted(context) if each.at in context.sheet.struck]
        _tell_each(context, ("cell.struck", "cell.struck-many"), struck)
    if context.sheet.conditional:
        changed = [each for each in _counted(context) if each.at in context.sheet.conditional]
        _tell_each(context, ("cell.conditional", "cell.conditional-many"), changed)


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


def _tell_each(context: SheetContext, codes: tuple[str, str], entries: Sequence[_CountedCell]) -> None:
    """Report entries one by one, or together. ``codes``: of the finding on one, and on many."""
    one, many = codes
    if len(entries) > _MOST:
        cells = "、".join(blocks(entry.at for entry in entries))
        context.find(many, *entries[0].at, count=str(len(entries)), cells=cells)
        return
    for entry in entries:
        context.find(one, *entry.at, who=entry.who(context), raw=show_raw(context.raw(*entry.at)))


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
