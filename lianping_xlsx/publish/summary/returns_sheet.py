"""报送情况: every expected form with its status, then every received file, under the same headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.overview import errors_by_file, returns_in_words
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import RESULT_REPORT, FileStatus, FormStatus, ReceivedFile, Return
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    HEADING_ROW,
    RETURNS,
    TEXT,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style

_COLUMNS = (
    ("序号", 6),
    ("填报单位", 24),
    ("表", 30),
    ("状态", 10),
    ("文件", 38),
    ("说明", 34),
    ("联系人", 10),
    ("电话", 15),
)
_WIDTHS = [width for _, width in _COLUMNS]
_LAST = len(_COLUMNS) - 1
_BAD = replace(CENTRED, color=styles.RED, fill="#FDE9E7")
_ASIDE = replace(CENTRED, color=styles.INK_GREY)
_FORM_STYLES: dict[FormStatus, Style] = {FormStatus.USED: CENTRED}
_FILE_STYLES: dict[FileStatus, Style] = {FileStatus.USED: CENTRED, FileStatus.REFUSED: _BAD}
_NO_FILES = "还没有收到文件。"


def write_returns(book: Book, data: SummaryData) -> None:
    """Write the sheet 报送情况."""
    page = open_page(
        book, data, SheetHead(RETURNS, "报送情况", returns_in_words(data.scheme, data.returns, data.files), _WIDTHS)
    )
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    row = _write_section(page, HEADING_ROW + 1, f"应交的表（{len(data.returns)}份）")
    wrong = errors_by_file(data.findings)
    for number, expected in enumerate(data.returns, 1):
        style = _FORM_STYLES.get(expected.status, _BAD)
        line = (expected.form, str(expected.status), "\n".join(expected.files), _to_be_corrected(expected, wrong))
        _write_line(page, row, number, data, data.unit_name(expected.key.unit), line, style)
        row += 1
    _write_files(page, _write_cited(page, row, data), data)


def _write_cited(page: Page, row: int, data: SummaryData) -> int:
    """Write the results of other campaigns that the scheme cites, if it does; return the next row."""
    if not data.cited:
        return row
    row = _write_section(page, row, f"引用的考核（{len(data.cited)}个）")
    for number, entry in enumerate(data.cited, 1):
        report, style = entry.report, _FORM_STYLES.get(entry.status, _BAD)
        what = f"第{report.decision}次审定，校验码{report.check_code}" if report else ""
        line = (RESULT_REPORT, str(entry.status), "\n".join(entry.files), what)
        _write_line(page, row, number, data, entry.campaign, line, style)
        row += 1
    return row


def _to_be_corrected(expected: Return, wrong: Mapping[str | None, int]) -> str:
    """The number of errors in the files of a used form, in words; '' if there are none: used does not mean correct."""
    count = sum(wrong[path] for path in expected.files) if expected.status is FormStatus.USED else 0
    return f"所在文件有{count}处待更正" if count else ""


def _write_section(page: Page, row: int, title: str) -> int:
    page.merge(row, 0, _LAST, title, BLOCK)
    page.height(row, 20)
    return row + 1


def _write_files(page: Page, row: int, data: SummaryData) -> None:
    row = _write_section(page, row, f"收到的文件（{len(data.files)}个）")
    if not data.files:
        page.merge(row, 0, _LAST, _NO_FILES, CENTRED)
        return
    carried, rows = _carried(data), file_rows(data)
    for number, file in enumerate(_sorted_files(data), 1):
        _write_file(page, rows[file.path], number, data, file, carried.get(file.path, ()))


def file_rows(data: SummaryData) -> dict[str, int]:
    """The row of each received file, keyed by path: below forms and cited results, after the titles of the lists."""
    cited = len(data.cited) + 1 if data.cited else 0
    first = HEADING_ROW + len(data.returns) + cited + 3
    return {file.path: first + number for number, file in enumerate(_sorted_files(data))}


def _sorted_files(data: SummaryData) -> list[ReceivedFile]:
    return sorted(data.files, key=lambda file: file.path)


def _carried(data: SummaryData) -> Mapping[str, Sequence[Return]]:
    """The forms in each file, keyed by path."""
    found: dict[str, list[Return]] = {}
    for expected in data.returns:
        for path in expected.files:
            found.setdefault(path, []).append(expected)
    return found


def _write_file(
    page: Page, row: int, number: int, data: SummaryData, file: ReceivedFile, carried: Sequence[Return]
) -> None:
    cited = [entry for entry in data.cited if file.path in entry.files]
    units = "、".join(entry.campaign for entry in cited) or "、".join(
        dict.fromkeys(data.unit_name(expected.key.unit) for expected in carried)
    )
    forms = f"{carried[0].form}等{len(carried)}份" if len(carried) > 1 else "".join(form.form for form in carried)
    forms = RESULT_REPORT if cited else forms
    line = (forms, str(file.status), file.path, file.reason)
    _write_line(page, row, number, data, units, line, _FILE_STYLES.get(file.status, _ASIDE))


def _write_line(
    page: Page, row: int, number: int, data: SummaryData, unit: str, line: tuple[str, str, str, str], style: Style
) -> None:
    """Write a line: form, status, file, remark (``line``); the contact is taken from the unit."""
    form, status, files, remark = line
    known = data.scheme.unit_of.get(unit)
    contact = (known.contact, known.phone) if known else ("", "")
    page.complete_rows(row)
    page.put(row, 0, number, CENTRED)
    page.put_row(row, 1, (unit, form), TEXT)
    page.put(row, 3, status, style)
    page.put_row(row, 4, (files, remark), styles.SMALL)
    page.put_row(row, 6, contact, CENTRED)
    fit_row(page, row, zip((unit, form, status, files, remark, *contact), _WIDTHS[1:], strict=True))
