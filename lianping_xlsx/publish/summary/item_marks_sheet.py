"""考评逐项: per ratee and 考核组, the points of each 考评项目, and why points were lost or given; for the office."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.item_mark_blocks import FIRST_ITEM, ItemMarkBlock, counted_under
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    ENTERED_ITEMS,
    HEADING,
    HEADING_ROW,
    ITEMS,
    SheetHead,
    at,
    open_page,
    write_heading,
)
from lianping_xlsx.scheme.components import names_of_components
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row, line_height, line_room
from lianping_xlsx.tally.assessments import Assessment, ItemLoss

_NAMES = (("编号", 7), ("单位", 12), ("姓名", 9), ("考核组", 12))
_ITEM_WIDTH, _LEAST = 5, 14
"""The width of the column of an item, and the least number of such columns: the reasons need some width."""
_PAGE_WIDTH = 240
"""The width (characters) that is shrunk onto one page; a wider sheet is printed on several pages side by side."""
_OFFICE_ONLY = "本表供主办单位内部使用，不送审。"
_NOTE = (
    f"{_OFFICE_ONLY}各考核组对每个考评项目的计分：得分、加分、减分项目为填写的分数，扣分项目为分值减扣分，扣完为止；"
    "按一级指标相加，即考评明细各栏（考评明细“核对出处”一列逐行核对）。{reasons}评分单位的分数见“部门评分”。单位：分"
)
_OF_REASONS = "下一行是失分、扣分（加分）的项目和原因。"
_ENTERED_NOTE = (
    f"{_OFFICE_ONLY}各考核组在实地考评表上填写的数：得分、加分、减分项目为分数，扣分项目为扣分；“考评逐项”由本表计算。"
    "行、列与“考评逐项”相同。单位：分"
)
_CHANGES = {ItemMode.SCORE: "失", ItemMode.DEDUCTION: "扣", ItemMode.BONUS: "加", ItemMode.PENALTY: "减"}
_NUMBER = replace(CENTRED, size=9)
_CODE = replace(HEADING, size=9)
_HEAD = replace(_NUMBER, fill=BLOCK.fill)
_BLOCK = replace(BLOCK, wrap=True)
_REASONS = replace(styles.SMALL, size=9, border=False)


def write_item_marks(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 考评逐项, if 考核组 gave marks for items; on 核算底稿 before it 考评填写."""
    if plan.item_marks and plan.marks is not None:
        title = f"{data.scheme.source_name(ComponentSource.RUBRIC)}逐项填写表"
        _write_items(book, data, plan, SheetHead(ENTERED_ITEMS, title, _ENTERED_NOTE, ()))
    if plan.item_marks:
        title = f"{data.scheme.source_name(ComponentSource.RUBRIC)}逐项得分表"
        note = _NOTE.format(reasons="" if plan.public else _OF_REASONS)
        note = note.removeprefix(_OFFICE_ONLY) if plan.public else note
        _write_items(book, data, plan, SheetHead(ITEMS, title, note, ()))


def _write_items(book: Book, data: SummaryData, plan: CellMap, head: SheetHead) -> None:
    """Write a sheet with the marks of the 考核组. ``head``: without widths."""
    blocks = plan.item_marks.values()
    count = max(_LEAST, *(len(block.items) for block in blocks))
    widths = [*(width for _, width in _NAMES), *[_ITEM_WIDTH] * count]
    page = open_page(book, data, replace(head, widths=widths))
    write_heading(page, [name for name, _ in _NAMES], widths)
    page.merge(HEADING_ROW, FIRST_ITEM, FIRST_ITEM + count - 1, "考评项目", HEADING)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=FIRST_ITEM)
    if added_up(widths) > _PAGE_WIDTH:
        page.pages_wide(-(-int(added_up(widths)) // _PAGE_WIDTH), FIRST_ITEM)
    for block in blocks:
        sheet = _ItemMarks(page, plan, block, count)
        sheet.write_headings()
        for assessment, losses in zip(block.assessments, block.losses, strict=True):
            sheet.write(assessment, losses)


@dataclass(frozen=True)
class _ItemMarks:
    """Writes the rows of one 排名组 and component. ``count``: the number of columns for items."""

    page: Page
    plan: CellMap
    block: ItemMarkBlock
    count: int

    @property
    def data(self) -> SummaryData:
        """The data of the summary."""
        return self.plan.data

    @cached_property
    def modes(self) -> Mapping[str, ItemMode]:
        """The 计分方式 of each item, keyed by code."""
        return {item.code: item.mode for item in self.block.items}

    def write_headings(self) -> None:
        """Write the items, under what they count (consecutive ones together), and their 分值."""
        page, block = self.page, self.block
        several = len(names_of_components(self.data.scheme.components, ComponentSource.RUBRIC)) > 1
        words = f"{block.group}　{block.component}" if several else block.group
        for row, title in enumerate((words, "计入", "分值"), block.first):
            page.merge(row, 0, FIRST_ITEM - 1, title, _BLOCK)
        width = added_up(width for _, width in _NAMES)
        fit_row(page, block.first, ((words, width),), _BLOCK.size, least=15)
        page.put_row(block.first, FIRST_ITEM, [item.code for item in block.items], _CODE)
        column, widths = FIRST_ITEM, []
        for head, items in groupby(block.items, counted_under):
            number = len(list(items))
            page.merge(block.first + 1, column, column + number - 1, head, _HEAD)
            widths.append((head, float(_ITEM_WIDTH * number)))
            column += number
        fit_row(page, block.first + 1, widths, _HEAD.size)
        page.put_row(block.first + 2, FIRST_ITEM, [item.points / exact.POINT for item in block.items], _HEAD)

    def write(self, assessment: Assessment, losses: Sequence[ItemLoss]) -> None:
        """Write the marks of one 考核组 for one ratee, and below them the points lost or given."""
        page, block = self.page, self.block
        row, ratee = block.rows[assessment.ratee, assessment.unit], self.data.scheme.ratee_of[assessment.ratee]
        unit = self.data.unit_name(assessment.unit)
        page.complete_rows(row)
        page.put_row(row, 0, (ratee.code, ratee.workplace, ratee.name, unit), _NUMBER)
        self._write_points(row, assessment)
        names = (ratee.workplace, ratee.name, unit)
        fit_row(page, row, ((text, width) for text, (_, width) in zip(names, _NAMES[1:], strict=False)), _NUMBER.size)
        if losses and page.name == ITEMS:
            parts = [_words(each.item, self.modes[each.item], each.points, each.reason) for each in losses]
            last = FIRST_ITEM + self.count - 1
            page.merge_plain(row + 1, FIRST_ITEM, last, "；".join(words for words, _ in parts), _REASONS)
            room = line_room(_ITEM_WIDTH * self.count, _REASONS.size) - 1
            lines = math.ceil(added_up(wide + 1 for _, wide in parts) / room)
            page.height(row + 1, line_height(_REASONS.size) * lines + 4)

    def _write_points(self, row: int, assessment: Assessment) -> None:
        """Write the marks: what was entered, or the points, by formula where another sheet has what was entered."""
        marks, typed = dict(assessment.items), self.plan.marks
        codes = [item.code for item in self.block.items]
        points = [None if (mark := marks.get(code)) is None else mark / exact.POINT for code in codes]
        if typed is None:
            self.page.put_row(row, FIRST_ITEM, points, _NUMBER)
            return
        keys = ((assessment.ratee, assessment.unit, code) for code in codes)
        entered = [typed.entered[key] / exact.POINT if key in typed.entered else None for key in keys]
        if self.page.name == ENTERED_ITEMS:
            self.page.put_row(row, FIRST_ITEM, entered, _NUMBER)
            return
        for column, (item, content) in enumerate(zip(self.block.items, points, strict=True), FIRST_ITEM):
            cell = at(ENTERED_ITEMS, row, column)
            deducted = f"MAX(0,ROUND({a1(self.block.first + 2, column)}-{cell},2))"
            formula = deducted if item.mode is ItemMode.DEDUCTION else f"N({cell})"
            if content is None:
                self.page.put(row, column, None, _NUMBER)
            else:
                self.page.formula(row, column, f"={formula}", _NUMBER, content)


@lru_cache(maxsize=1 << 14)
def _words(item: str, mode: ItemMode, points: int, reason: str) -> tuple[str, float]:
    """The words on points lost (below 0: given), and their width in Chinese characters."""
    words = f"{item}{_CHANGES[mode]}{exact.show_short(abs(points))}分" + (f"：{reason}" if reason else "")
    return words, ems(words)
