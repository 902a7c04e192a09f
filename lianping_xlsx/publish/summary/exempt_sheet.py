"""无任务项目: what the items count for whoever has no task in them; under 平均值 with the points that are averaged."""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.exempt_blocks import ExemptBlock
from lianping_xlsx.publish.summary.item_cells import put_mark
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    EXEMPT,
    HEADING_ROW,
    SheetHead,
    at,
    figure,
    open_page,
    put_name,
    span,
    write_heading,
)
from lianping_xlsx.scheme.model import Ratee, RubricItem
from lianping_xlsx.scheme.rules import Rules, formula_at, formulas_at
from lianping_xlsx.scheme.rules.count_steps import EXEMPT_POINTS, ITEM_ENDS, ROUNDING, ExemptCells
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.exempt_points import ExemptItem, item_score_of

_COLUMNS = (
    ("编号", 7),
    ("单位", 15),
    ("姓名", 10),
    ("项目", 8),
    ("考评内容", 36),
    ("分值", 7),
    ("任务", 9),
    ("本项计分", 10),
)
_WIDTHS = [width for _, width in _COLUMNS]
_FULL, _TASK, _POINTS = 5, 6, 7
"""Columns of ``_COLUMNS``."""
_FIRST_TEAM, _TEAM_WIDTH = len(_COLUMNS), 8
_WITH, _WITHOUT = "有", "无此任务"
_NOTE = "考评细则写明此人没有这项任务的项目，不评分，按“计算说明”的办法计分，计入考评明细的合计。单位：分"
_MEAN_NOTE = "。有此任务的人，本项计分是各考核组分数的平均，不取舍"


def points_of_exempt(plan: CellMap, ratee: str, component: str) -> str:
    """The formula part for the sum of what the items without a task count for a ratee in a component."""
    rows = (row for key, row in plan.exempt_rows.items() if key[:2] == (ratee, component))
    return f"SUM({','.join(at(EXEMPT, row, _POINTS) for row in rows)})"


def write_exempt(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 无任务项目, if somebody lacks a task."""
    if not plan.exempt_blocks:
        return
    averaged = [(ratee.code, block.component) for block in plan.exempt_blocks for ratee in block.others]
    teams = max((len(plan.assessments.get(key, ())) for key in averaged), default=0)
    columns = (*_COLUMNS, *((f"第{number}组", _TEAM_WIDTH) for number in range(1, teams + 1)))
    widths = [width for _, width in columns]
    head = SheetHead(EXEMPT, "无此任务项目计分表", _NOTE + (_MEAN_NOTE if averaged else ""), widths)
    page = open_page(book, data, head)
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=3)
    for block in plan.exempt_blocks:
        for row, ratee in enumerate(block.others, block.first):
            page.put_row(row, _FIRST_TEAM, ("",) * teams, CENTRED)
            _write_other(page, plan, row, ratee, block)
        for row, exempt in enumerate(block.exempt, block.first_exempt):
            page.put_row(row, _FIRST_TEAM, ("",) * teams, CENTRED)
            _write_exempt(page, plan, row, exempt, block)


def _write_names(page: Page, row: int, ratee: Ratee, item: RubricItem, task: str) -> None:
    cells = (ratee.code, ratee.workplace, ratee.name, item.code, item.text, item.points / exact.POINT, task)
    page.put_row(row, 0, cells, CENTRED)
    person = put_name(page, row, 2, ratee.name, _WIDTHS[2])
    page.put(row, 4, item.text, styles.SMALL)
    fit_row(page, row, ((ratee.workplace, _WIDTHS[1]), person, (item.text, _WIDTHS[4])))


def _write_other(page: Page, plan: CellMap, row: int, ratee: Ratee, block: ExemptBlock) -> None:
    """Write the row of a ratee with the task: his marks, and their mean."""
    scheme, assessments = plan.data.scheme, plan.assessments.get((ratee.code, block.component), [])
    _write_names(page, row, ratee, block.item, _WITH)
    marks = [dict(each.items).get(block.item.code) for each in assessments]
    for column, (assessment, mark) in enumerate(zip(assessments, marks, strict=True), _FIRST_TEAM):
        if mark is None:
            page.put(row, column, DASH, CENTRED)
        else:
            put_mark(page, row, column, plan, assessment, block.item.code)
    score = item_score_of(scheme, assessments, block.item)
    if score is None:
        page.put(row, _POINTS, DASH, CENTRED)
        return
    figures = f"{a1(row, _FIRST_TEAM)}:{a1(row, _FIRST_TEAM + len(marks) - 1)}"
    (formula,) = formulas_at(ITEM_ENDS, scheme.rules, figures)
    page.formula(row, _POINTS, f"={formula}", CENTRED, float(score / exact.POINT))


def _write_exempt(page: Page, plan: CellMap, row: int, exempt: ExemptItem, block: ExemptBlock) -> None:
    """Write the row of a ratee without the task."""
    rules = plan.data.scheme.rules
    _write_names(page, row, plan.data.scheme.ratee_of[exempt.ratee], block.item, _WITHOUT)
    mean = _mean(rules, span(block.first, block.first_exempt - 1, _POINTS))
    formula = "".join(formulas_at(EXEMPT_POINTS, rules, ExemptCells(a1(row, _FULL), mean)))
    if formula and exempt.used is not None:
        page.formula(row, _POINTS, f"={formula}", styles.score(CENTRED, rules.decimals), figure(exempt.used))
    else:
        page.put(row, _POINTS, DASH, CENTRED)


def _mean(rules: Rules, scores: str) -> str:
    """The formula part for the mean of the others' points; rounded if each step is."""
    mean = f"AVERAGE({scores})"
    return formula_at(ROUNDING, rules, mean) if rules.by_steps else mean
