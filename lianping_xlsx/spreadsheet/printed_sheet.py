"""A sheet as it is printed: rows of cells with their texts and looks.

So that a Word file can show the same table (全套.docx) without a second definition of it. It is taken of a page that
is still being written: to load the finished workbook takes four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xlsxwriter.worksheet import CellBlankTuple, CellStringTuple

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.spreadsheet.styles import Style

_DECIMALS = re.compile(r"0(?:\.(0+))?")
_REPEATED = re.compile(r"\$([0-9]+):\$([0-9]+)")
_EDGES = ("top", "left", "bottom", "right")
_HEIGHT, _WIDTH = 15.0, 9.0
"""The height of a row in points and the width of a column in characters, if they say none."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell over ``columns`` columns. ``fill``, ``color``: RRGGBB, '' for none. ``lines``: the edges with a line."""

    text: str
    columns: int
    font: str
    size: float
    bold: bool
    color: str
    fill: str
    align: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row from the first column on; ``height`` in points."""

    height: float
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """``widths``: of the columns, in characters. ``head``: the rows (from 0) that every page repeats."""

    landscape: bool
    widths: tuple[float, ...]
    rows: tuple[PrintedRow, ...]
    head: range


_BARE = PrintedCell("", 1, "Calibri", 11.0, bold=False, color="", fill="", align="left", lines=())
"""A cell that was not written."""


def printed_sheet(page: Page) -> PrintedSheet:
    """A page, before its workbook is saved: without cells that are merged over several rows, and without formulas."""
    sheet = page.sheet
    spans = {(row, first): last - first + 1 for row, first, _, last in sheet.merge}
    cells = _PrintedCells(page, spans)
    repeated = _REPEATED.search(sheet.repeat_row_range)
    return PrintedSheet(
        landscape=not sheet.orientation,
        widths=tuple(_width(sheet.col_info.get(column)) for column in range(cells.columns)),
        rows=tuple(PrintedRow(_height(sheet.row_info.get(row)), tuple(cells.of_row(row))) for row in range(cells.rows)),
        head=range(int(repeated[1]) - 1, int(repeated[2])) if repeated else range(0),
    )


def _height(info: Any) -> float:
    """The height of a row in points, of which three are four pixels."""
    return _HEIGHT if info is None else float(info.height * 0.75)


def _width(info: Any) -> float:
    """The width of a column in characters, as the workbook says it."""
    return _WIDTH if info is None else float((info.width * 256 // 7) / 256)


class _PrintedCells:
    """The cells of a page. ``rows``, ``columns``: how many have a cell."""

    def __init__(self, page: Page, spans: Mapping[tuple[int, int], int]) -> None:
        """``spans``: the number of columns of the merged cells, by the first of them."""
        self._table = {row: cells for row, cells in page.sheet.table.items() if cells}
        self._texts = tuple(page.sheet.str_table.string_table)
        self._spans = spans
        self._looks: dict[Any, PrintedCell] = {}
        self._styles = page.book.styles()
        self.rows = 1 + max((*self._table, *(row for row, _ in spans)), default=0)
        ends = (*(max(cells) + 1 for cells in self._table.values()), *(first + n for (_, first), n in spans.items()))
        self.columns = max(ends, default=1)

    def of_row(self, row: int) -> Iterator[PrintedCell]:
        """Yield the cells of a row. Of merged cells the last one may have the line on the right."""
        cells, column = self._table.get(row, {}), 0
        while column < self.columns:
            columns = self._spans.get((row, column), 1)
            cell, last = cells.get(column), cells.get(column + columns - 1)
            look, end = self._look(cell), self._look(last)
            lines = look.lines
            if "right" in end.lines and "right" not in lines:
                lines = (*lines, "right")
            yield replace(look, text=self._text(cell), columns=columns, lines=lines)
            column += columns

    def _look(self, cell: Any) -> PrintedCell:
        """An empty cell in the look of this one."""
        if cell is None:
            return _BARE
        found = self._looks.get(cell.format)
        if found is None:
            found = self._looks[cell.format] = _empty(self._styles[cell.format])
        return found

    def _text(self, cell: Any) -> str:
        """What a cell shows: a number with the decimals of its format, rounded half up of 15 digits, as Excel does."""
        if cell is None or isinstance(cell, CellBlankTuple):
            return ""
        if isinstance(cell, CellStringTuple):
            text: str = self._texts[cell.string]
            return text
        number = float(f"{cell.number:.16G}")  # as it stands in the workbook
        decimals = _DECIMALS.fullmatch(self._styles[cell.format].number)
        if decimals:
            step = Decimal(1).scaleb(-len(decimals[1] or ""))
            return f"{Decimal(f'{number:.15g}').quantize(step, ROUND_HALF_UP)}"
        return f"{int(number)}" if number.is_integer() else f"{number:g}"


def _empty(style: Style) -> PrintedCell:
    return PrintedCell(
        text="",
        columns=1,
        font=style.font,
        size=float(style.size),
        bold=style.bold,
        color=style.color.removeprefix("#"),
        fill=style.fill.removeprefix("#"),
        align=style.align,
        lines=_EDGES if style.border else tuple(edge for edge in _EDGES if edge in style.edges),
    )
