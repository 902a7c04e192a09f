"""评议意见: what was said of each ratee under the three heads; who said it is not shown."""

from __future__ import annotations

from lianping_xlsx.intake.returns import Opinion
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.report.summary.frame import (
    CENTRED,
    HEADING_ROW,
    OPINIONS,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.report.summary.passages import RATEE_COLUMNS, write_passages
from lianping_xlsx.report.summary.plan import Plan
from lianping_xlsx.sheets.book import Book

_COLUMNS = (
    *RATEE_COLUMNS,
    ("总体评价", 34),
    ("存在的问题和不足", 34),
    ("需要改进的工作和要求", 34),
)
_WIDTHS = [width for _, width in _COLUMNS]
_NOTE = "每行一条意见，按考核对象排列；不显示提出意见的单位和个人。"
_NONE = "没有收到评议意见。"


def write_opinions(book: Book, data: SummaryData, plan: Plan) -> None:
    """The sheet 评议意见."""
    page = open_page(book, data, SheetHead(OPINIONS, "评议意见汇总", _NOTE, _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=3)
    opinions = _texts(data)
    row = HEADING_ROW + 1
    for ratee in plan.ratees:
        for texts in opinions.get(ratee.code, ()):
            row = write_passages(page, row, ratee, (), texts, _WIDTHS)
    if row == HEADING_ROW + 1:
        page.merge(row, 0, len(_COLUMNS) - 1, _NONE, CENTRED)


def _texts(data: SummaryData) -> dict[str, list[tuple[str, str, str]]]:
    """The texts of each opinion by ratee, ordered by the texts: the order of arrival could name the author."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for opinion in data.opinions:
        texts = _three(opinion)
        if any(texts):
            found.setdefault(opinion.ratee, []).append(texts)
    for listed in found.values():
        listed.sort()
    return found


def _three(opinion: Opinion) -> tuple[str, str, str]:
    return opinion.overall.strip(), opinion.problems.strip(), opinion.improvements.strip()
