"""问题清单: all findings, errors first, coloured by severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.returns_sheet import file_rows
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    COVER,
    FINDINGS,
    HEADING_ROW,
    NOTE_ROW,
    RANKING,
    RETURNS,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style

_COLUMNS = (("序号", 6), ("级别", 7), ("文件", 24), ("工作表", 20), ("单元格", 8), ("问题", 48), ("处理办法", 40))
_WIDTHS = [width for _, width in _COLUMNS]
_MESSAGE = 5
_FILLS = {Severity.ERROR: "#FDE9E7", Severity.WARNING: "#FFF4D6", Severity.NOTE: ""}
# Made once: a sheet may have thousands of rows.
_LOOKS = {
    severity: (
        replace(CENTRED, fill=fill),
        replace(styles.SMALL, fill=fill),
        replace(styles.SMALL, fill=fill, underline=True),
    )
    for severity, fill in _FILLS.items()
}
_MEANING = "错误：这个分数、这张表或这个文件没有计入，须更正；提醒：已计入，须核对；说明：已作的整理。"
_NONE = "没有发现问题。"


def count_by_severity(data: SummaryData) -> Mapping[Severity, int]:
    """The number of findings, keyed by severity."""
    return Counter(finding.severity for finding in data.findings)


def write_findings(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 问题清单.

    The message of a finding on a ratee links to his row on 综合排序, its severity to the file on 报送情况.
    """
    counts = count_by_severity(data)
    words = "，".join(f"{severity}{counts.get(severity, 0)}条" for severity in Severity)
    page = open_page(book, data, SheetHead(FINDINGS, "问题清单", f"{words}。{_MEANING}", _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    page.link(NOTE_ROW, len(_COLUMNS), f"'{COVER}'!A1", "返回封面", replace(styles.LINK, border=False, wrap=False))
    page.print_area(HEADING_ROW + max(1, len(data.findings)), len(_COLUMNS) - 1)
    if not data.findings:
        page.merge(HEADING_ROW + 1, 0, len(_COLUMNS) - 1, _NONE, CENTRED)
        return
    targets = {ratee.label: f"'{RANKING}'!{a1(plan.ranking_rows[ratee.code], 0)}" for ratee in data.scheme.ratees}
    targets |= {path: f"'{RETURNS}'!{a1(row, 0)}" for path, row in file_rows(data).items()}
    for number, finding in enumerate(sorted(data.findings, key=Finding.sort_key), 1):
        _write(page, HEADING_ROW + number, number, finding, targets)
    page.filter(HEADING_ROW, 0, HEADING_ROW + len(data.findings), len(_COLUMNS) - 1)


def _write(page: Page, row: int, number: int, finding: Finding, targets: Mapping[str, str]) -> None:
    """Write the row of a finding; ``targets``: cells to link to, keyed by file and by label of a ratee."""
    centred, text, linked = _LOOKS[finding.severity]
    place = finding.place
    page.put(row, 0, number, centred)
    level = replace(linked, align="center")
    _write_linked(page, row, 1, targets.get(place.file or ""), str(finding.severity), (centred, level))
    page.put_row(row, 2, (place.file, place.sheet), text)
    page.put(row, 4, place.cell, centred)
    _write_linked(page, row, _MESSAGE, targets.get(finding.slots.get("name", "")), finding.message, (text, linked))
    page.put(row, _MESSAGE + 1, finding.remedy, text)
    texts = (place.file or "", place.sheet or "", "", finding.message, finding.remedy)
    fit_row(page, row, zip(texts, _WIDTHS[2:], strict=True))


def _write_linked(page: Page, row: int, column: int, target: str | None, text: str, looks: tuple[Style, Style]) -> None:
    """Write a text, as a link if there is a ``target``; ``looks``: without and with a link."""
    if target:
        page.link(row, column, target, text, looks[1])
    else:
        page.put(row, column, text, looks[0])
