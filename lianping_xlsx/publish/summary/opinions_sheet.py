"""评议意见: the opinions on each ratee under the three headings, without their authors."""

from __future__ import annotations

from itertools import zip_longest

from lianping_xlsx.decision.disclosure.opinions import NO_OPINIONS
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.passages import RATEE_COLUMNS, write_passages
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    HEADING_ROW,
    OPINIONS,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.spreadsheet.book import Book

_COLUMNS = (
    *RATEE_COLUMNS,
    ("总体评价", 34),
    ("存在的问题和不足", 34),
    ("需要改进的工作和要求", 34),
)
_WIDTHS = [width for _, width in _COLUMNS]
_NOTE = "按考核对象排列，三栏各自打乱次序，同一行不一定出自同一份意见；不显示提出意见的单位和个人。"
_NONE = "没有收到评议意见。"


def write_opinions(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 评议意见."""
    page = open_page(book, data, SheetHead(OPINIONS, "评议意见汇总", _NOTE, _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=3)
    row = HEADING_ROW + 1
    for ratee in plan.ratees:
        columns = (heading.texts for heading in data.opinions.get(ratee.code, NO_OPINIONS))
        for texts in zip_longest(*columns, fillvalue=""):
            row = write_passages(page, row, ratee, (), texts, _WIDTHS)
    if row == HEADING_ROW + 1:
        page.merge(row, 0, len(_COLUMNS) - 1, _NONE, CENTRED)
