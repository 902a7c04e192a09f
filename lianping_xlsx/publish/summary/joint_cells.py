"""A figure that belongs to several rows, such as the score of a poll with several voter classes.

It is written in the first of the rows, with a border around all. The rows are not merged: a page break could cut a
merged cell.
"""

from __future__ import annotations

from functools import cache

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.publish.summary.cell_map import SheetRows
from lianping_xlsx.spreadsheet.book import Content, Page
from lianping_xlsx.spreadsheet.styles import Style


def write_joint(page: Page, rows: SheetRows, column: int, look: Style, content: Content, formula: str = "") -> None:
    """Write the figure. ``formula``: what calculates it, if anything does; ``content`` is then its result."""
    for row in range(rows.first, rows.last + 1):
        bordered = _bordered(look, first=row == rows.first, last=row == rows.last)
        if row > rows.first:
            page.put(row, column, None, bordered)
        elif formula:
            page.formula(row, column, formula, bordered, content)
        else:
            page.put(row, column, content, bordered)


@cache  # a sheet may have thousands of rows
def _bordered(look: Style, *, first: bool, last: bool) -> Style:
    """The look of one of the cells: borders on both sides, above the first cell and below the last one."""
    edges = ("left", "right", *(("top",) if first else ()), *(("bottom",) if last else ()))
    return replace(look, border=False, edges=edges)
