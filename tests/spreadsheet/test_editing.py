"""Changing the rows of tables in workbooks that people have saved."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.spreadsheet.editing import with_rows
from tests.books import open_book

ROWS = 60


def test_each_changed_row_is_as_high_as_its_texts_and_the_sheet_is_measured_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """openpyxl looks at every cell to tell the last column: once for each row that would be the square of them."""
    asked: list[str] = []
    measured: Any = Worksheet.max_column

    def last_column(sheet: Worksheet) -> int:
        asked.append(sheet.title)
        return int(measured.fget(sheet))

    monkeypatch.setattr(Worksheet, "max_column", property(last_column))
    book = Workbook()
    sheet = book.create_sheet("表", 0)
    for row in range(1, ROWS + 1):
        sheet.append([row, "短", "措施"])
    packed = io.BytesIO()
    book.save(packed)
    asked.clear()
    data, _ = with_rows(packed.getvalue(), {("表", row, 2): "很长的措施" * 20 for row in range(1, ROWS, 2)})
    assert len(asked) < ROWS / 10
    heights = open_book(data)["表"].row_dimensions
    assert all((heights[row].height or 0) > 40 for row in range(2, ROWS, 2))
    assert heights[3].height is None
