"""Workbooks opened and changed as a person would, by openpyxl."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.spreadsheet.saving import saved_in_memory
from tests.plain_book import PlainBook


@contextmanager
def own_files() -> Iterator[None]:
    """Workbooks are read as what the program or a test has written, without what nobody asks for in a test.

    Those that openpyxl reads in a stream are read by :class:`PlainBook`; of merged cells only the first has a look.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openpyxl, "load_workbook", _load)
        patch.setattr(MergedCellRange, "_get_borders", _begin_plainly)
        patch.setattr(MergedCellRange, "format", _fill_plainly)
        yield


def _load(file: Path | io.BytesIO, *, read_only: bool = False, data_only: bool = False) -> Workbook | PlainBook:
    return PlainBook(file, data_only=data_only) if read_only else _LOAD(file, data_only=data_only)


_LOAD = openpyxl.load_workbook


def _begin_plainly(span: MergedCellRange) -> None:
    """The first cell of a merged span, without a look at the borders of its corners, of which nothing is made here."""
    span.start_cell = span.ws.cell(span.min_row, span.min_col)


def _fill_plainly(span: MergedCellRange) -> None:
    """Cells for all of a merged span, without the borders and the protection that openpyxl works out for each."""
    for row, column in span.cells:
        span.ws._cells.setdefault((row, column), MergedCell(span.ws, row, column))


@own_files()
def open_book(data: bytes, *, values: bool = False) -> Workbook:
    """The workbook in these bytes; ``values``: results in place of formulas."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def contents(data: bytes, *sheets: str, values: bool = False) -> dict[tuple[str, str], tuple[object, bool]]:
    """What stands in each cell of some sheets (or all), by sheet and address, and whether it is a formula."""
    pages = [
        page for page in PlainBook(io.BytesIO(data), data_only=values).worksheets if page.title in sheets or not sheets
    ]
    return {
        (page.title, cell.coordinate): (cell.value, cell.is_formula)
        for page in pages
        if page.title in sheets or not sheets
        for cell in page.cells()
        if cell.value is not None
    }


def lines(data: bytes, sheet: str) -> list[tuple[object, ...]]:
    """The rows of a sheet of 汇总表 below its heading, as results."""
    page = open_book(data, values=True)[sheet]
    assert isinstance(page, Worksheet)
    return [row for row in page.iter_rows(min_row=5, values_only=True) if any(row)]


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    return saved_in_memory(book)


def edited(data: bytes, *edits: Callable[[Workbook], object]) -> bytes:
    """The workbook after some edits, saved by openpyxl."""
    book = open_book(data)
    for edit in edits:
        edit(book)
    return saved(book)


def on_sheet(name: str, *changes: Callable[[Worksheet], object]) -> Callable[[Workbook], None]:
    """Changes of one sheet, as an edit of its workbook."""

    def edit(book: Workbook) -> None:
        page = book[name]
        assert isinstance(page, Worksheet)
        for change in changes:
            change(page)

    return edit


def part(data: bytes, name: str) -> str:
    """A part of the zip as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()
