"""Workbooks opened and changed as a person would, by openpyxl."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet


@contextmanager
def own_files() -> Iterator[None]:
    """openpyxl without what nobody asks for in a test, and which takes it half of its time.

    A sheet read in a stream is not read before for its dimensions; and of merged cells only the first has a look.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReadOnlyWorksheet, "_get_size", lambda _: None)
        patch.setattr(MergedCellRange, "format", _fill_plainly)
        yield


def _fill_plainly(span: MergedCellRange) -> None:
    """Cells for all of a merged span, without the borders and the protection that openpyxl works out for each."""
    for row, column in span.cells:
        span.ws._cells.setdefault((row, column), MergedCell(span.ws, row, column))


@own_files()
def open_book(data: bytes, *, values: bool = False) -> Workbook:
    """The workbook in these bytes; ``values``: results in place of formulas."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


@own_files()
def contents(data: bytes, *sheets: str, values: bool = False) -> dict[tuple[str, str], tuple[object, bool]]:
    """What stands in each cell of some sheets (or all), by sheet and address, and whether it is a formula.

    Each sheet is read in one stream.
    """
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=values, read_only=True)
    found: dict[tuple[str, str], tuple[object, bool]] = {}
    for page in map(book.__getitem__, sheets or book.sheetnames):
        assert isinstance(page, ReadOnlyWorksheet)
        page.reset_dimensions()
        filled = (cell for row in page.iter_rows() for cell in row if cell.value is not None)
        found |= {(page.title, cell.coordinate): (cell.value, cell.data_type == "f") for cell in filled}
    return found


def lines(data: bytes, sheet: str) -> list[tuple[object, ...]]:
    """The rows of a sheet of 汇总表 below its heading, as results."""
    page = open_book(data, values=True)[sheet]
    assert isinstance(page, Worksheet)
    return [row for row in page.iter_rows(min_row=5, values_only=True) if any(row)]


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


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
