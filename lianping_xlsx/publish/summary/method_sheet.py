"""计算说明: the parameters as cells, all rules in words, the events, and the record of the run."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.parameters import METHOD_WIDTHS, TRIFLE_NOTE
from lianping_xlsx.publish.summary.rule_lines import rules_in_words
from lianping_xlsx.publish.summary.summary_frame import CENTRED, HEADING, METHOD, TEXT, SheetHead, open_page
from lianping_xlsx.scheme.model import Adjustment
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_LAST = len(METHOD_WIDTHS) - 1
_NO_EVENTS = "没有。"


def write_method(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 计算说明."""
    note = "汇总表中的得分、名次和建议等次都是公式，可以逐格查看；各步按下面的规则计算，可用计算器复核。"
    page = open_page(book, data, SheetHead(METHOD, "计算说明", note, METHOD_WIDTHS, landscape=False))
    plan.parameters.write(book, page)
    row = plan.parameters.end_row
    row = _write_lines(page, row, "二、计算规则", rules_in_words(data.scheme))
    row = _write_events(page, row, data)
    _write_lines(page, row, "四、技术附记（供核对，不作审议内容）", (TRIFLE_NOTE, *data.record))


def _write_section(page: Page, row: int, title: str) -> int:
    page.merge(row, 0, _LAST, title, styles.SECTION)
    page.height(row, 26)
    return row + 1


def _write_lines(page: Page, row: int, title: str, lines: Sequence[tuple[str, str]]) -> int:
    """Write lines of text with labels; return the row of the next section."""
    row = _write_section(page, row, title)
    for number, (label, text) in enumerate(lines, row):
        page.put(number, 0, label, TEXT)
        page.merge(number, 1, _LAST, text, TEXT)
        fit_row(page, number, ((label, METHOD_WIDTHS[0]), (text, sum(METHOD_WIDTHS[1:]))))
    return row + len(lines) + 1


def _write_events(page: Page, row: int, data: SummaryData) -> int:
    """Write the events of 否决与加减分; return the row of the next section."""
    row = _write_section(page, row, "三、否决与加减分")
    page.put_row(row, 0, ("考核对象", "效果", "事项", "分值", "依据"), HEADING)
    page.merge(row, 4, _LAST, "依据", HEADING)
    for number, event in enumerate(data.scheme.adjustments, row + 1):
        _write_event(page, number, data, event)
    if not data.scheme.adjustments:
        page.merge(row + 1, 0, _LAST, _NO_EVENTS, CENTRED)
    return row + max(1, len(data.scheme.adjustments)) + 2


def _write_event(page: Page, row: int, data: SummaryData, event: Adjustment) -> None:
    """Write the row of one event."""
    ratee = data.scheme.ratee_of.get(event.ratee)
    name = f"{ratee.code} {ratee.label}" if ratee else event.ratee
    page.put(row, 0, name, TEXT)
    page.put(row, 1, str(event.effect), CENTRED)
    page.put(row, 2, event.event, TEXT)
    points = event.points / exact.POINT if event.effect in (Effect.BONUS, Effect.PENALTY) else None
    page.put(row, 3, points, CENTRED)
    page.merge(row, 4, _LAST, event.basis, TEXT)
    texts = ((name, METHOD_WIDTHS[0]), (event.event, METHOD_WIDTHS[2]), (event.basis, sum(METHOD_WIDTHS[4:])))
    fit_row(page, row, texts)
