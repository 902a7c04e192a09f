"""逐项平均: per ratee and 考评项目, the marks of all 考核组, where the highest and lowest are left out item by item."""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.item_cells import put_mark
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    HEADING_ROW,
    ITEM_MEANS,
    SheetHead,
    open_page,
    put_name,
    span,
    write_heading,
)
from lianping_xlsx.scheme.model import RubricItem
from lianping_xlsx.scheme.rules import formula_at, formulas_at
from lianping_xlsx.scheme.rules.count_steps import BONUS_ITEMS, ITEM_ENDS
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.team_marks import item_means

_COLUMNS = (("编号", 7), ("单位", 15), ("姓名", 10), ("项目", 8), ("考评内容", 40), ("计分方式", 7))
_MEANS = (("得分、扣分项目平均分", 11), ("加分项目平均分", 9), ("减分项目平均分", 9))
"""The means of the items, in the columns of their kind; each is added up in another way."""
_WIDTHS = [width for _, width in _COLUMNS]
_TEXT = _WIDTHS[4]
_PER_MODE = {ItemMode.SCORE: 0, ItemMode.DEDUCTION: 0, ItemMode.BONUS: 1, ItemMode.PENALTY: 2}
_FIRST_MEAN = len(_COLUMNS)
_FIRST_TEAM = len(_COLUMNS) + len(_MEANS)
_TEAM_WIDTH = 8
_NOTE = (
    "考评的得分＝得分、扣分项目平均分之和＋加分项目平均分之和（以附加分上限为限）－减分项目平均分之和，不低于0分，最后舍入一次。"
    "平均分是去掉最高分、最低分以后的平均，不取舍；各组分数按考核组编号的顺序排列，扣分项目为分值减扣分。单位：分"
)


def total_of_items(plan: CellMap, key: tuple[str, str], factor: str = "", exempt: str = "") -> str:
    """The formula part of the score of a ratee in a component (``key``: code and name) from the means of the items.

    It is not rounded. ``factor``: the formula part that scales up the 得分 and 扣分 items; ``exempt``: the cell with
    the points of those in which the ratee has no task.
    """
    rows, rules = plan.item_rows[key], plan.data.scheme.rules
    scores, bonus, penalties = (
        f"SUM({span(rows.first, rows.last, _FIRST_MEAN + place, sheet=ITEM_MEANS)})" for place in range(len(_MEANS))
    )
    others = f"+{exempt}" if exempt else ""
    return f"MAX(0,{scores}{factor}{others}+{formula_at(BONUS_ITEMS, rules, bonus)}-{penalties})"


def write_item_means(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 逐项平均, if anybody's marks are trimmed item by item."""
    if not plan.item_rows:
        return
    teams = max(len(plan.assessments[key]) for key in plan.item_rows)
    columns = (*_COLUMNS, *_MEANS, *((f"第{number}组", _TEAM_WIDTH) for number in range(1, teams + 1)))
    widths = [width for _, width in columns]
    title = f"{data.scheme.source_name(ComponentSource.RUBRIC)}逐项平均分表"
    page = open_page(book, data, SheetHead(ITEM_MEANS, title, _NOTE, widths))
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=len(_COLUMNS) - 2)
    items = {item.code: item for item in data.scheme.rubric}
    for key in plan.item_rows:
        _write_items_of(page, plan, key, items, teams)


def _write_items_of(page: Page, plan: CellMap, key: tuple[str, str], items: dict[str, RubricItem], teams: int) -> None:
    """Write a row for each item of a ratee in a component. ``teams``: the number of columns for the marks."""
    assessments, rules, ratee = plan.assessments[key], plan.data.scheme.rules, plan.data.scheme.ratee_of[key[0]]
    marks = [dict(assessment.items) for assessment in assessments]
    means = item_means(rules, assessments)
    for row, (code, mean) in enumerate(means.items(), plan.item_rows[key].first):
        item = items[code]
        page.put_row(row, 0, (ratee.code, ratee.workplace, ratee.name, code, item.text, str(item.mode)), CENTRED)
        person = put_name(page, row, 2, ratee.name, _WIDTHS[2])
        page.put(row, 4, item.text, styles.SMALL)
        page.put_row(row, _FIRST_TEAM, [None] * teams, CENTRED)
        for column, assessment in enumerate(assessments, _FIRST_TEAM):
            put_mark(page, row, column, plan, assessment, code)
        page.put_row(row, _FIRST_MEAN, [None] * len(_MEANS), CENTRED)
        figures = f"{a1(row, _FIRST_TEAM)}:{a1(row, _FIRST_TEAM + len(marks) - 1)}"
        (formula,) = formulas_at(ITEM_ENDS, rules, figures)
        page.formula(row, _FIRST_MEAN + _PER_MODE[item.mode], f"={formula}", CENTRED, float(mean / exact.POINT))
        fit_row(page, row, ((ratee.workplace, _WIDTHS[1]), person, (item.text, _TEXT)))
