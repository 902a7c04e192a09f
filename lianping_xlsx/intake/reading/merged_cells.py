"""Report entries under merged cells. Nobody sees them, so they do not count.

Of merged cells only the first is shown. What lies in another one is kept by some programs and comes to light again
when the cells are parted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import is_blank, show_raw
from lianping_xlsx.formats.sheet import Span, Spot
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.sheet_context import SheetContext

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
