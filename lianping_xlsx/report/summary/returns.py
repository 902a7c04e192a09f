"""报送情况: every expected form and what became of it, then every file that came in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lianping_xlsx.intake.returns import FileStatus, FormStatus, ReceivedFile, Return
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.report.summary.frame import (
    CENTRED,
    HEADING,
    HEADING_ROW,
    RETURNS,
    TEXT,
    SheetHead,
    fit_row,
    open_page,
    write_heading,
)
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.book import Book, Page
from lianping_xlsx.sheets.styles import Style

_COLUMNS = (("序号", 6), ("填报单位", 26), ("表", 30), ("状态", 11), ("文件", 46), ("联系人", 10), ("电话", 17))
_WIDTHS = [width for _, width in _COLUMNS]
_LAST = len(_COLUMNS) - 1
_BAD = replace(CENTRED, color=styles.RED, fill="#FDE9E7")
_ASIDE = replace(CENTRED, color=styles.INK_GREY)
_FORM_STYLES: dict[FormStatus, Style] = {FormStatus.USED: CENTRED}
_FILE_STYLES: dict[FileStatus, Style] = {FileStatus.USED: CENTRED, FileStatus.REFUSED: _BAD}


def write_returns(book: Book, data: SummaryData) -> None:
    """The sheet 报送情况."""
    page = open_page(book, data, SheetHead(RETURNS, "报送情况", _note(data), _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    row = HEADING_ROW + 1
    for number, expected in enumerate(data.returns, 1):
        _write_form(page, row, number, data, expected)
        row += 1
    _write_files(page, row + 1, data)


def _note(data: SummaryData) -> str:
    """Such as 应交 8 份：已采用 6 份，未交 2 份。"""
    counts = Counter(expected.status for expected in data.returns)
    parts = "，".join(f"{status}{counts[status]}份" for status in FormStatus if counts[status])
    deadline = data.scheme.profile.deadline
    until = f"　报送截止：{deadline:%Y年%m月%d日}" if deadline else ""
    return f"应交{len(data.returns)}份{'：' + parts if parts else ''}；收到文件{len(data.files)}个。{until}"


def _write_form(page: Page, row: int, number: int, data: SummaryData, expected: Return) -> None:
    name = data.unit_name(expected.key.unit)
    unit = data.scheme.unit_of.get(name)
    page.put(row, 0, number, CENTRED)
    page.put_row(row, 1, (name, expected.form), TEXT)
    page.put(row, 3, str(expected.status), _FORM_STYLES.get(expected.status, _BAD))
    files, contact = "\n".join(expected.files), (unit.contact, unit.phone) if unit else ("", "")
    page.put(row, 4, files, styles.SMALL)
    page.put_row(row, 5, contact, CENTRED)
    fit_row(page, row, zip((name, expected.form, "", files, *contact), _WIDTHS[1:], strict=True))


def _write_files(page: Page, row: int, data: SummaryData) -> None:
    page.put(row, 0, "收到的文件", styles.SECTION)
    page.height(row, 24)
    page.put(row + 1, 0, "序号", HEADING)
    page.merge(row + 1, 1, 2, "文件", HEADING)
    page.put(row + 1, 3, "状态", HEADING)
    page.merge(row + 1, 4, _LAST, "说明", HEADING)
    row += 2
    for number, file in enumerate(sorted(data.files, key=lambda file: file.path), 1):
        _write_file(page, row, number, file)
        row += 1
    if not data.files:
        page.merge(row, 0, _LAST, "还没有收到文件。", CENTRED)


def _write_file(page: Page, row: int, number: int, file: ReceivedFile) -> None:
    page.put(row, 0, number, CENTRED)
    page.merge(row, 1, 2, file.path, styles.SMALL)
    page.put(row, 3, str(file.status), _FILE_STYLES.get(file.status, _ASIDE))
    page.merge(row, 4, _LAST, file.reason, styles.SMALL)
    fit_row(page, row, ((file.path, sum(_WIDTHS[1:3])), (file.reason, sum(_WIDTHS[4:]))))
