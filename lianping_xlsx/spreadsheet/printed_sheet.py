"""The first sheet of a workbook of the program as it is printed: rows of cells with their texts and looks.

So that a Word file can show the same table (全套.docx) without a second definition of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from lianping_xlsx.core.light_dataclass import dataclass, replace

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DECIMALS = re.compile(r"0(?:\.(0+))?")
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


def printed_sheet(data: bytes) -> PrintedSheet:
    """The first sheet, which the program wrote: without cells that are merged over several rows."""
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    spans = {(each.min_row, each.min_col): each.max_col - each.min_col + 1 for each in sheet.merged_cells.ranges}
    count = sheet.max_column  # it looks at every cell
    repeated = re.fullmatch(r"\$?([0-9]+):\$?([0-9]+)", sheet.print_title_rows or "")
    head = range(int(repeated[1]) - 1, int(repeated[2])) if repeated else range(0)
    looks = _PrintedLooks()
    rows = tuple(
        PrintedRow(sheet.row_dimensions[row].height or _HEIGHT, tuple(_cells(sheet, row, (count, spans), looks)))
        for row in range(1, sheet.max_row + 1)
    )
    widths, usual = _widths(sheet), sheet.sheet_format.defaultColWidth or _WIDTH
    return PrintedSheet(
        landscape=sheet.page_setup.orientation == "landscape",
        widths=tuple(widths.get(column, usual) for column in range(1, count + 1)),
        rows=rows,
        head=head,
    )


def _widths(sheet: Worksheet) -> Mapping[int, float]:
    """The widths by number of the column; openpyxl keeps equal ones side by side as one."""
    return {
        column: float(each.width)
        for each in sheet.column_dimensions.values()
        for column in range(each.min or 0, (each.max or 0) + 1)
    }


class _PrintedLooks(dict[bytes, PrintedCell]):
    """The cells so far without their texts, by style: openpyxl puts each property together when it is asked for."""

    def of(self, cell: Any) -> PrintedCell:
        """An empty cell of the same style."""
        style = cell._style.tobytes() if cell._style else b""  # the style of the workbook
        if style not in self:
            self[style] = PrintedCell(
                text="",
                columns=1,
                font=cell.font.name,
                size=float(cell.font.sz),
                bold=bool(cell.font.b),
                color=_rgb(cell.font.color),
                fill=_rgb(cell.fill.fgColor) if cell.fill.patternType == "solid" else "",
                align=cell.alignment.horizontal or "left",
                lines=tuple(edge for edge in _EDGES if getattr(cell.border, edge).style),
            )
        return self[style]


def _cells(
    sheet: Worksheet, row: int, extent: tuple[int, Mapping[tuple[int, int], int]], looks: _PrintedLooks
) -> Iterator[PrintedCell]:
    """The cells of a row. ``extent``: the last column, and the number of columns of the merged cells."""
    (count, spans), column = extent, 1
    while column <= count:
        columns = spans.get((row, column), 1)
        cell = sheet.cell(row, column)
        look = looks.of(cell)
        last = look if columns == 1 else looks.of(sheet.cell(row, column + columns - 1))
        lines = (*(edge for edge in look.lines if edge != "right"), *(edge for edge in last.lines if edge == "right"))
        yield replace(look, text=_text(cell), columns=columns, lines=lines)
        column += columns


def _text(cell: Any) -> str:
    """What the cell shows: a number with the decimals of its format, rounded half up of 15 digits, as Excel does."""
    if cell.value is None:
        return ""
    decimals = _DECIMALS.fullmatch(cell.number_format)
    if isinstance(cell.value, float | int) and decimals:
        step = Decimal(1).scaleb(-len(decimals[1] or ""))
        return f"{Decimal(f'{cell.value:.15g}').quantize(step, ROUND_HALF_UP)}"
    return f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)


def _rgb(color: Any) -> str:
    """The last six digits of a colour; '' if it is none of its own."""
    return str(color.rgb)[-6:] if color is not None and isinstance(color.rgb, str) else ""
