"""Saving of workbooks without temporary files."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from lianping_xlsx.spreadsheet.annotate import annotate_loaded
from lianping_xlsx.spreadsheet.editing import with_cells
from lianping_xlsx.spreadsheet.remarks import Remark
from lianping_xlsx.spreadsheet.saving import saved_in_memory
from tests.small import TOWN


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def test_it_writes_what_openpyxl_would() -> None:
    book = Workbook()
    page = book.create_sheet("表", 0)
    page.append(["姓名", "得分"])
    page.append(["陆明澈", 92.5])
    page["A1"].comment = Comment("说明", "")
    page["B2"].hyperlink = "https://example.com/"
    page.merge_cells("A4:B4")
    rule = DataValidation("decimal", formula1="0", formula2="100")
    rule.add("B2")
    page.add_data_validation(rule)
    chart = BarChart()
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=2))
    page.add_chart(chart, "D2")
    usual = io.BytesIO()
    book.save(usual)
    assert parts(saved_in_memory(book)) == parts(usual.getvalue())


def test_nothing_is_written_to_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is ended would leave there what people have marked."""
    data = TOWN.write("U1")
    sheet = TOWN.book("U1").forms[0].sheet
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "没有这个文件夹"))
    assert with_cells(data, {(sheet, 20, 1): "92"})[0]
    assert annotate_loaded(data, "标题", "说明", [Remark(sheet, "B21", "应为数字", "请改正", True)], {})
