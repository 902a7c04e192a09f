"""底稿说明, the first sheet of 核算底稿: how to read it, what is not in it, and where the ballots of a class stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    FIRST_ROW,
    GUIDE,
    HEADING,
    HEADING_ROW,
    TEXT,
    SheetHead,
    open_page,
)
from lianping_xlsx.publish.summary.withheld_cells import WITHHELD_CELL
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.row_height import fit_row

_WIDTHS = (16, 84)
_OFFICE = (
    ("用途", "供主办单位内部使用，不送审、不外传：票面是逐张的票。收回的票按规定销毁时，本底稿一并销毁。"),
    ("怎样看", "从“综合排序”的综合得分、名次、建议等次看起，顺着公式可以一直看到“票面”“考评填写”“出处”上填写的数。"),
    (
        "怎样复算",
        "各格都是公式，改动票面上的一个分数，合计分、得分、名次、建议等次随之变动。改动过的不是结果，以汇总表为准。",
    ),
    (
        "无记名的票",
        "按考核对象相同的合并，重新编号，看不出是哪个文件、哪个单位、哪个人的票。整张列出会看出是谁的票的，"
        "各列分别排序；有效票不足{line}张的，只列合计。废票不列内容。",
    ),
    ("计票汇总等", "计票汇总、得分表、部门评分表上的数，在“出处”按文件列明；公式从那里算起。"),
)
_PUBLIC = (
    ("用途", "可以公开。不含逐张的票、评议意见和失分原因。"),
    (
        "怎样看",
        "从“综合排序”的综合得分、名次、建议等次看起，顺着公式可以一直看到可以公开的最低一级的数。",
    ),
    (
        "未公开的数",
        f"标“{WITHHELD_CELL}”的，是票数少、评分高度一致，或者由它能推出个别人投的票的数。由未公开的数算出、但可以公开的得分、名次、"
        "等次，直接列出，不带公式。",
    ),
)


def write_guide(book: Book, plan: CellMap, sheets: Mapping[str, str]) -> None:
    """Write the sheet. ``sheets``: the names of the sheets with ballots, with the class of each."""
    head = SheetHead(GUIDE, "核算底稿说明", "公式由表格软件重新计算，结果与汇总表相同。", _WIDTHS, landscape=False)
    page = open_page(book, plan.data, head)
    page.put_row(HEADING_ROW, 0, ("项目", "说明"), HEADING)
    lines = tuple(_lines(plan))
    for row, (label, text) in enumerate(lines, FIRST_ROW):
        page.put(row, 0, label, CENTRED)
        page.put(row, 1, text, TEXT)
        fit_row(page, row, ((text, _WIDTHS[1]),))
    for row, (name, words) in enumerate(sheets.items(), FIRST_ROW + len(lines)):
        page.link(row, 0, f"'{name}'!A1", name, styles.LINK)
        page.put(row, 1, words, TEXT)


def _lines(plan: CellMap) -> Iterator[tuple[str, str]]:
    """Yield pairs of a label and its sentences."""
    for label, text in _PUBLIC if plan.public else _OFFICE:
        yield label, text.format(line=plan.data.scheme.rules.class_line)
    if plan.public:
        names: dict[str, list[str]] = {}
        for ratee in plan.ratees:
            for note in plan.submission.of(ratee.code).notes:
                names.setdefault(note, []).append(ratee.label)
        for note, listed in names.items():
            yield "不单列的原因", f"{some(listed, NAMED_IN_LIST, '人')}：{note}"
