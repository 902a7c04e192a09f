"""The quick reader of the tests reads what openpyxl reads."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.books import saved
from tests.plain_book import PlainBook

ROOT = Path(__file__).parents[1]
BOOKS = ("2收回/U11 第一考核组.xlsx", "3汇总/汇总表.xlsx", "考核方案.xlsx")


def odd() -> bytes:
    """Dates, formulas, booleans, errors, text that looks like a number, empty rows and columns."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page["B2"], page["D2"], page["B5"] = date(2024, 12, 10), "=1+1", True
    page["C5"], page["E5"], page["A9"] = "#N/A", "0123", 0.1 + 0.2
    page["C9"], page["D9"], page["E9"] = 12345678901234567890, "第一行\n第二行 ", -1.5e-7
    book.create_sheet("空白")
    return saved(book)


def by_openpyxl(data: bytes, *, values: bool) -> list[tuple[str, list[tuple[object, ...]]]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values)
    for page in book.worksheets:
        page.reset_dimensions()
    return [(page.title, [tuple(row) for row in page.iter_rows(values_only=True)]) for page in book.worksheets]


@pytest.mark.parametrize("values", [False, True], ids=["formulas", "results"])
@pytest.mark.parametrize("name", ["", *BOOKS])
def test_it_reads_what_openpyxl_reads(name: str, values: bool) -> None:
    data = (ROOT / "samples/lean-township" / name).read_bytes() if name else odd()
    book = PlainBook(io.BytesIO(data), data_only=values)
    found = [(page.title, [*page.iter_rows(values_only=True)]) for page in book.worksheets]
    assert repr(found) == repr(by_openpyxl(data, values=values))
