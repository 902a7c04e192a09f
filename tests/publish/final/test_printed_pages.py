"""What is taken of a page for 全套.docx is what stands in its workbook, as another library reads it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl.reader.excel import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.publish.final.documents import pages_to_print
from lianping_xlsx.publish.final.rectification_book import rectification_page
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.printed_sheet import PrintedCell, PrintedRow, PrintedSheet, printed_sheet
from tests.publish.final.decided import DECIDED

_EDGES = ("top", "left", "bottom", "right")


def odd_page() -> Page:
    """Cells that no page of the program has side by side."""
    page = Book("一件").page("表'一", landscape=True)
    page.widths(3, 60, 8.43)
    page.put(1, 2, 12.5, styles.score(styles.TOTAL, 1))
    page.put(1, 4, 1234567.0, styles.HEADING)
    page.put_row(2, 0, ("甲\n乙", None, "", 2 / 3), styles.OVER)
    page.merge_plain(3, 1, 5, "一行", styles.SECTION)
    page.merge(6, 0, 3, "合并", styles.CELL)
    page.put(6, 3, None, styles.PLAIN)
    page.height(6, 33.4)
    page.head_rows(1, 2)
    return page


@pytest.mark.parametrize("name", ["上报表.xlsx", "结果运用清单.xlsx", "整改清单.xlsx", "odd"])
def test_a_page_is_printed_as_its_workbook_reads(name: str) -> None:
    made = {**pages_to_print(DECIDED), "整改清单.xlsx": rectification_page(DECIDED)}
    page = made.get(name) or odd_page()
    printed = printed_sheet(page)
    assert printed == read_again(page.book.save())


# ---------------------------------------------------------------- the workbook, read by openpyxl


def read_again(data: bytes) -> PrintedSheet:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]  # merged cells have their looks
    spans = {(each.min_row, each.min_col): each.max_col - each.min_col + 1 for each in sheet.merged_cells.ranges}
    repeated = re.fullmatch(r"\$?([0-9]+):\$?([0-9]+)", sheet.print_title_rows or "")
    count, last = sheet.max_column, sheet.max_row
    return PrintedSheet(
        landscape=sheet.page_setup.orientation == "landscape",
        widths=widths(sheet, count),
        rows=tuple(
            PrintedRow(sheet.row_dimensions[row].height or 15.0, tuple(cells(sheet, row, count, spans)))
            for row in range(1, last + 1)
        ),
        head=range(int(repeated[1]) - 1, int(repeated[2])) if repeated else range(0),
    )


def widths(sheet: Worksheet, count: int) -> tuple[float, ...]:
    """openpyxl keeps equal ones side by side as one."""
    ranges = sheet.column_dimensions.values()
    found = {column: each.width for each in ranges for column in range(each.min or 0, (each.max or 0) + 1)}
    return tuple(float(found.get(column, 9.0)) for column in range(1, count + 1))


def cells(sheet: Worksheet, row: int, count: int, spans: dict[tuple[int, int], int]) -> Iterator[PrintedCell]:
    column = 1
    while column <= count:
        columns = spans.get((row, column), 1)
        cell = sheet.cell(row, column)
        end = look(sheet.cell(row, column + columns - 1)).lines
        lines = (*(edge for edge in look(cell).lines if edge != "right"), *(edge for edge in end if edge == "right"))
        yield replace(look(cell), text=text(cell), columns=columns, lines=lines)
        column += columns


def look(cell: Any) -> PrintedCell:
    return PrintedCell(
        text="",
        columns=1,
        font=cell.font.name,
        size=float(cell.font.sz),
        bold=bool(cell.font.b),
        color=rgb(cell.font.color),
        fill=rgb(cell.fill.fgColor) if cell.fill.patternType == "solid" else "",
        align=cell.alignment.horizontal or "left",
        lines=tuple(edge for edge in _EDGES if getattr(cell.border, edge).style),
    )


def text(cell: Any) -> str:
    if isinstance(cell.value, float) and cell.number_format != "General":
        return f"{cell.value:.{cell.number_format.count('0') - 1}f}"
    if isinstance(cell.value, int) and "." in cell.number_format:
        return f"{cell.value}.{cell.number_format.partition('.')[2]}"
    return "" if cell.value is None else f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)


def rgb(color: Any) -> str:
    return str(color.rgb)[-6:] if color is not None and isinstance(color.rgb, str) else ""
