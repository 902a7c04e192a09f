"""The columns of 考评明细, and the references of other sheets to its figures."""

from __future__ import annotations

from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.item_means_sheet import total_of_items
from lianping_xlsx.publish.summary.summary_frame import DASH, FIELD, at, span
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at, formulas_at
from lianping_xlsx.scheme.rules.count_steps import EXEMPT_FACTOR, ROUNDING, TEAM_ENDS, OwnPointCells

LOSSES_WIDTH = 50
"""The width of 主要扣分情况 (characters)."""
NAME_COLUMNS = (("编号", 7), ("单位", 15), ("姓名", 10), ("考核组", 13))
_WITH_DEPARTMENTS = (*NAME_COLUMNS[:-1], ("考核组、\n评分单位", 13))
_AFTER = (("加分", 7), ("实际加分", 7), ("减分", 7), ("合计", 9))
OWN_COLUMNS = (("自评得分", 8), ("自评与考评分差", 8))
_EXEMPT = (("无任务项\n目计分", 9),)
_WITH_TASK = (("有任务项\n目分值", 9),)
_LOSSES = (("主要扣分情况", LOSSES_WIDTH),)
_HEAD_WIDTH = 10
FIRST_HEAD = len(NAME_COLUMNS)
"""The column of the first 一级指标."""


def field_score(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The formula of a ratee's score in a component, from the totals or the items; a dash if one is incomplete."""
    rows, rules = plan.field_rows[ratee.code, component], plan.data.scheme.rules
    totals = span(rows.first, rows.last, FIRST_HEAD + len(plan.heads) + 3, sheet=FIELD)
    # The dash of an incomplete total is a text, which COUNT does not count.
    score = formula_at(ROUNDING, rules, exact_field_score(plan, ratee, component))
    return f'=IF(COUNT({totals})<{len(rows)},"{DASH}",{score})'


def exact_field_score(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The formula part of the same score before it is rounded, if there is one."""
    key = ratee.code, component
    if key in plan.item_rows:
        return total_of_items(plan, key, factor(plan, ratee, component), exempt_cell(plan, ratee, component))
    rows, rules = plan.field_rows[key], plan.data.scheme.rules
    column = FIRST_HEAD + len(plan.heads) + 3 if rules.by_steps else exact_column(plan)
    (mean,) = formulas_at(TEAM_ENDS, rules, span(rows.first, rows.last, column, sheet=FIELD))
    return mean


def exact_column(plan: CellMap) -> int:
    """The unprinted column with the exact totals under 最后舍入, beyond a gap."""
    return len(field_columns(plan)) + 1


def field_columns(plan: CellMap) -> tuple[tuple[str, int], ...]:
    """The printed columns (name, width); those of 自评得分 only if somebody assessed himself."""
    heads = tuple((head, _HEAD_WIDTH) for head in plan.heads)
    own = any(assessment.own_begun for assessment in plan.data.result.assessments)
    before = _WITH_DEPARTMENTS if plan.data.result.departments else NAME_COLUMNS
    return (*before, *heads, *_AFTER, *exempt_columns(plan), *(OWN_COLUMNS if own else ()), *_LOSSES)


def exempt_columns(plan: CellMap) -> tuple[tuple[str, int], ...]:
    """The column behind 合计 for ratees without a task in an item; none if everybody has every task."""
    if not plan.data.result.exempt:
        return ()
    return _WITH_TASK if plan.data.scheme.rules.reweighs_items else _EXEMPT


def total_column(plan: CellMap) -> int:
    """The column 合计."""
    return FIRST_HEAD + len(plan.heads) + len(_AFTER) - 1


def exempt_cell(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The reference to the points of the items without a task, beside the first total; '' if they add nothing."""
    adds = plan.data.scheme.exempt_items(ratee, component) and not plan.data.scheme.rules.reweighs_items
    return at(FIELD, plan.field_rows[ratee.code, component].first, total_column(plan) + 1) if adds else ""


def factor(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The formula part that scales up the points of the items with a task (按其余折算); '' if nothing is scaled."""
    if not plan.data.scheme.exempt_items(ratee, component):
        return ""
    column = total_column(plan)
    whole = at(FIELD, plan.full_mark_rows[ratee.group, component], column)
    own = at(FIELD, plan.field_rows[ratee.code, component].first, column + 1)
    return "".join(formulas_at(EXEMPT_FACTOR, plan.data.scheme.rules, OwnPointCells(whole, own)))


def total_cell(plan: CellMap, ratee: Ratee, component: str, unit: str) -> str | None:
    """The reference to the total of a 考核组 (code) for a ratee; None if it has no row."""
    key = ratee.code, component
    units = [assessment.unit for assessment in plan.assessments.get(key, ())]
    if unit not in units:
        return None
    return at(FIELD, plan.field_rows[key].first + units.index(unit), FIRST_HEAD + len(plan.heads) + 3)
