"""问题清单: every finding, errors first, coloured by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.report.summary.frame import (
    CENTRED,
    COVER,
    FINDINGS,
    HEADING_ROW,
    NOTE_ROW,
    RANKING,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.report.summary.plan import Plan
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.address import a1
from lianping_xlsx.sheets.book import Book, Page
from lianping_xlsx.sheets.fitting import fit_row

_COLUMNS = (("序号", 6), ("级别", 7), ("文件", 24), ("工作表", 20), ("单元格", 8), ("问题", 48), ("处理办法", 40))
_WIDTHS = [width for _, width in _COLUMNS]
_MESSAGE = 5
_FILLS = {Severity.ERROR: "#FDE9E7", Severity.WARNING: "#FFF4D6", Severity.NOTE: ""}
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
    """How many findings there are of each level."""
    return Counter(finding.severity for finding in data.findings)


def write_findings(book: Book, data: SummaryData, plan: Plan) -> None:
    """The sheet 问题清单. A finding about a ratee leads to his row on 综合排序."""
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
    for number, finding in enumerate(sorted(data.findings, key=Finding.sort_key), 1):
        _write(page, HEADING_ROW + number, number, finding, targets)
    page.filter(HEADING_ROW, 0, HEADING_ROW + len(data.findings), len(_COLUMNS) - 1)


def _write(page: Page, row: int, number: int, finding: Finding, targets: Mapping[str, str]) -> None:
    centred, text, linked = _LOOKS[finding.severity]
    page.put_row(row, 0, (number, str(finding.severity)), centred)
    place = finding.place
    page.put_row(row, 2, (place.file, place.sheet), text)
    page.put(row, 4, place.cell, centred)
    target = targets.get(finding.slots.get("name", ""))
    if target:
        page.link(row, _MESSAGE, target, finding.message, linked)
    else:
        page.put(row, _MESSAGE, finding.message, text)
    page.put(row, _MESSAGE + 1, finding.remedy, text)
    texts = (place.file or "", place.sheet or "", "", finding.message, finding.remedy)
    fit_row(page, row, zip(texts, _WIDTHS[2:], strict=True))
