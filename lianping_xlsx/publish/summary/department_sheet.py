"""部门评分: what each 评分单位 entered for each item and ratee, and the points; 考评明细 adds these up by formula."""

from __future__ import annotations

from collections.abc import Callable

from lianping_xlsx.audit.source_blocks import BlockKind
from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.leaf_cells import put_entered
from lianping_xlsx.publish.summary.leaf_checks import write_department_check
from lianping_xlsx.publish.summary.source_rows import write_check_heading
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    DEPARTMENTS,
    HEADING_ROW,
    TEXT,
    SheetHead,
    at,
    open_page,
    put_name,
    write_heading,
)
from lianping_xlsx.scheme.model import Ratee, RubricItem
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.department_points import DepartmentItem, DepartmentScore

_COLUMNS = (
    ("编号", 7),
    ("单位", 15),
    ("姓名", 10),
    ("评分单位", 16),
    ("一级指标", 14),
    ("项目", 8),
    ("考评内容", 30),
    ("分值", 7),
    ("计分方式", 8),
    ("填写分数", 8),
    ("计分", 8),
    ("失分、扣分（加分）原因", 30),
)
_WIDTHS = [width for _, width in _COLUMNS]
_FULL, _ENTERED, POINTS, _REASON = 7, 9, 10, 11
"""Columns of ``_COLUMNS``."""
_NOTE = (
    "评分单位在部门评分表上填写的分数。计分：得分、加分、减分项目为填写的分数，扣分项目为分值减扣分，扣完为止；"
    "加分、减分项目留空的不计分。考评明细按一级指标由本表相加。单位：分"
)
_MISSING = "还没有可以采用的分数"


def write_departments(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 部门评分, if departments score items."""
    if not data.result.departments:
        return
    page = open_page(book, data, SheetHead(DEPARTMENTS, "部门评分明细表", _NOTE, _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=3)
    check = len(_COLUMNS) + 1
    if plan.sources.trace.blocks:
        rows = (row for entries in plan.department_items.values() for row, _ in entries)
        write_check_heading(page, _WIDTHS, max(rows, default=HEADING_ROW))
    items = {item.code: item for item in data.scheme.rubric}
    for ratee in plan.ratees:
        for row, entry in plan.department_items.get(ratee.code, ()):
            write_department_check(page, row, check, plan, entry, _ENTERED)
            _write_item(page, row, plan, ratee, items[entry.item], entry)


def _write_item(page: Page, row: int, plan: CellMap, ratee: Ratee, item: RubricItem, entry: DepartmentItem) -> None:
    unit = plan.data.unit_name(entry.unit)
    page.put_row(row, 0, (ratee.code, ratee.workplace, ratee.name, unit, item.head, item.code), CENTRED)
    put_name(page, row, 2, ratee.name, _WIDTHS[2])
    page.put(row, 6, item.text, TEXT)
    page.put_row(row, _FULL, (item.points / exact.POINT, str(item.mode)), CENTRED)
    blank = DASH if item.counts_to_hundred else ""
    if entry.entered is None:
        page.put_row(row, _ENTERED, (blank, blank), CENTRED)
    else:
        entered = a1(row, _ENTERED)
        floored = f"=MAX(0,ROUND({a1(row, _FULL)}-{entered},2))"
        of_entry = BlockKind.DEPARTMENTS, entry.component, ratee.code, entry.item, entry.unit
        put_entered(page, row, _ENTERED, plan, of_entry, entry.entered / exact.POINT)
        formula = floored if item.mode is ItemMode.DEDUCTION else f"={entered}"
        page.formula(row, POINTS, formula, CENTRED, entry.points / exact.POINT)
    reason = _MISSING if entry.entered is None and blank else entry.reason
    page.put(row, _REASON, reason, styles.SMALL)
    texts = (ratee.workplace, ratee.name, unit, item.head, item.code, item.text)
    fit_row(page, row, (*zip(texts, _WIDTHS[1:], strict=False), (reason, _WIDTHS[_REASON])))


def points_of_head(plan: CellMap, score: DepartmentScore, head: str) -> str:
    """The formula part for the points of a department under a 一级指标: the sum of its items."""
    return _sum(plan, score, lambda item: item.head == head and item.counts_to_hundred)


def points_of_mode(plan: CellMap, score: DepartmentScore, mode: ItemMode) -> str:
    """The formula part for the points of the 加分 or 减分 items of a department; '0' if it has none."""
    return _sum(plan, score, lambda item: item.mode is mode)


def _sum(plan: CellMap, score: DepartmentScore, wanted: Callable[[RubricItem], bool]) -> str:
    own = plan.items_of_departments.get((score.ratee, score.component, score.unit), ())
    cells = [at(DEPARTMENTS, row, POINTS) for row, item in own if wanted(item)]
    return f"ROUND(SUM({','.join(cells)}),2)" if cells else "0"
