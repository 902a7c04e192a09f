"""考评明细: per ratee and 考核组, the points under each 一级指标, the total and the main deductions.

Departments that score items have a row each above the totals, which include their points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap, SheetRows
from lianping_xlsx.publish.summary.department_sheet import points_of_head, points_of_mode
from lianping_xlsx.publish.summary.exempt_sheet import points_of_exempt
from lianping_xlsx.publish.summary.field_cells import (
    FIRST_HEAD,
    LOSSES_WIDTH,
    NAME_COLUMNS,
    OWN_COLUMNS,
    exact_column,
    exempt_columns,
    factor,
    field_columns,
    total_column,
)
from lianping_xlsx.publish.summary.item_cells import FieldRow, points_under, write_field_check
from lianping_xlsx.publish.summary.source_rows import CHECK_SOURCES
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    DASH,
    FIELD,
    HEADING_ROW,
    HELPER,
    HELPER_HEADING,
    SheetHead,
    figure,
    open_page,
    put_name,
    span,
    write_heading,
)
from lianping_xlsx.scheme.components import names_of_components
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at
from lianping_xlsx.scheme.rules.count_steps import BONUS_ITEMS, ROUNDING
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.assessments import Assessment, ItemLoss
from lianping_xlsx.tally.department_points import DepartmentScore
from lianping_xlsx.tally.exempt_points import own_points

_NAME_WIDTHS = [width for _, width in NAME_COLUMNS[1:]]
_NOTE = (
    "合计＝各一级指标得分之和＋实际加分－减分，不低于0分；实际加分以附加分上限为限。灰底行为各排名组的满分。单位：分"
)
_OWN_NOTE = "。自评得分不计入考评得分，加分、减分项目不自评；自评与考评分差＝自评得分－各一级指标得分之和"
_DEPARTMENT_NOTE = (
    "。每个评分单位一行，由“部门评分”相加，合计栏为小计；考核组一行的一级指标、加分、减分，已加上各评分单位的"
)
_EXEMPT_NOTE = "。有无此任务的项目的人，合计另加无任务项目计分，见“无任务项目”"
_WITH_TASK_NOTE = (
    "。有无此任务的项目的人，各一级指标得分之和先乘以本组满分合计、除以有任务项目分值，再加实际加分、减减分"
)
_ONLY_DEPARTMENTS = "各评分单位合计"
_NOT_RECEIVED = "没有可以采用的部门评分表"
_PARTLY = "不全"
_SHOWN_LOSSES = 3
_SHOWN_CHARACTERS = 30
_FULL = replace(CENTRED, font=styles.HEADING_FONT, fill=BLOCK.fill)
_FULL_TEXT = replace(BLOCK, size=CENTRED.size, wrap=True)


def write_field(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 考评明细."""
    columns = field_columns(plan)
    widths, own = [width for _, width in columns], OWN_COLUMNS[0] in columns
    note = _NOTE + (_DEPARTMENT_NOTE if data.result.departments else "") + (_OWN_NOTE if own else "")
    if data.result.exempt:
        note += _WITH_TASK_NOTE if data.scheme.rules.reweighs_items else _EXEMPT_NOTE
    title = f"{data.scheme.source_name(ComponentSource.RUBRIC)}明细表"
    page = open_page(book, data, SheetHead(FIELD, title, note, widths))
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=3)
    unprinted = [] if data.scheme.rules.by_steps else ["合计（不舍入）"]
    unprinted += [CHECK_SOURCES] if plan.item_marks else []
    if unprinted:
        page.put_row(HEADING_ROW, exact_column(plan), unprinted, HELPER_HEADING)
        page.widths(*widths, 2, *[10] * len(unprinted))
        page.print_area(max(rows.last for rows in plan.field_rows.values()), len(columns) - 1)
    penalties = frozenset(item.code for item in data.scheme.rubric if item.mode is ItemMode.PENALTY)
    sheet = _Details(
        *(page, data, plan, _losses(data), penalties, len(OWN_COLUMNS) if own else 0, len(exempt_columns(plan))),
        check=exact_column(plan) + (not data.scheme.rules.by_steps),
    )
    for group, component in plan.full_mark_rows:
        sheet.write_full_marks(group, component)
        for ratee in plan.groups[group]:
            sheet.write(ratee, component)


_LossKey = tuple[str, str, str]
"""The codes of a ratee and a 考核组, and the name of a component."""


def _losses(data: SummaryData) -> Mapping[_LossKey, Sequence[ItemLoss]]:
    """The points lost, the largest first."""
    found: dict[_LossKey, list[ItemLoss]] = {}
    for loss in data.result.losses:
        if loss.points > 0:
            found.setdefault((loss.ratee, loss.unit, loss.component), []).append(loss)
    for listed in found.values():
        listed.sort(key=lambda loss: (-loss.points, loss.item))
    return found


@dataclass(frozen=True, slots=True)
class _Departments:
    """The points of the departments for one ratee and component, and their rows above the totals."""

    scores: Sequence[DepartmentScore]
    rows: SheetRows


@dataclass(frozen=True)
class _Details:
    """Writes the rows of the ratees, one ratee after another."""

    page: Page
    data: SummaryData
    plan: CellMap
    losses: Mapping[_LossKey, Sequence[ItemLoss]]
    penalties: frozenset[str]
    own: int
    """The number of columns for 自评得分: 0 if nobody assessed himself."""
    exempt: int
    """The number of columns for items without a task, directly after 合计."""
    check: int
    """The unprinted column 核对出处."""

    @property
    def after_total(self) -> int:
        """The first column after 合计 and those for items without a task."""
        return total_column(self.plan) + 1 + self.exempt

    def write_full_marks(self, group: str, component: str) -> None:
        """Write the row of a 排名组: the full marks of its 一级指标 in a component."""
        row, marks = self.plan.full_mark_rows[group, component], self.plan.full_marks[group, component]
        several = len(names_of_components(self.data.scheme.components, ComponentSource.RUBRIC)) > 1
        words = f"{group}　{component}" if several else group
        words = f"{words}　满分"
        self.page.merge(row, 0, FIRST_HEAD - 1, words, _FULL_TEXT)
        fit_row(self.page, row, ((words, exact.added_up(width for _, width in NAME_COLUMNS)),), _FULL_TEXT.size)
        cells = tuple(figure(marks.get(head)) for head in self.plan.heads)
        total = sum(marks.values())
        self.page.put_row(row, FIRST_HEAD, (*cells, None, None, None), _FULL)
        column = total_column(self.plan)
        self.page.formula(row, column, f"=SUM({self._heads(row)})", _FULL, total / exact.POINT)
        self.page.put_row(row, column + 1, ("",) * (self.exempt + self.own + 1), _FULL)

    def write(self, ratee: Ratee, component: str) -> None:
        """Write one row per 评分单位, then one per 考核组, or one that says that there is none."""
        above = _Departments(self.plan.departments(ratee, component), self.plan.department_rows(ratee, component))
        for row, score in enumerate(above.scores, above.rows.first):
            self._write_department(row, ratee, score)
        assessments = self.plan.assessments.get((ratee.code, component), ())
        rows = self.plan.field_rows[ratee.code, component]
        self.page.complete_rows(rows.first)
        for row, assessment in enumerate(assessments, rows.first):
            names = self._write_names(row, ratee, self._unit_name(assessment.unit))
            self._write_scores(row, ratee, assessment, above)
            losses = self._main_losses(assessment)
            self.page.put(row, self.after_total + self.own, losses, styles.SMALL)
            fit_row(self.page, row, (*names, (losses, LOSSES_WIDTH)))
        if not assessments:
            names = self._write_names(rows.first, ratee, DASH)
            blank: tuple[Content, ...] = (DASH,) * (self.after_total + self.own - FIRST_HEAD)
            self.page.put_row(rows.first, FIRST_HEAD, blank, CENTRED)
            teams = self.data.scheme.has_teams(ratee.group, component)
            missing = "没有可以采用的实地考评表" if teams else _NOT_RECEIVED
            self.page.put(rows.first, FIRST_HEAD + len(blank), missing, styles.SMALL)
            fit_row(self.page, rows.first, names)

    def _write_names(self, row: int, ratee: Ratee, unit: str) -> tuple[tuple[str, float], ...]:
        """Write 编号 and names; return the texts that the row has room for, with their widths."""
        self.page.put(row, 0, ratee.code, CENTRED)
        self.page.put_row(row, 1, (ratee.workplace, ratee.name, unit), CENTRED)
        person = put_name(self.page, row, 2, ratee.name, _NAME_WIDTHS[1])
        return ((ratee.workplace, _NAME_WIDTHS[0]), person, (unit, _NAME_WIDTHS[2]))

    def _unit_name(self, unit: str) -> str:
        return self.data.unit_name(unit) if unit else _ONLY_DEPARTMENTS

    def _write_department(self, row: int, ratee: Ratee, score: DepartmentScore) -> None:
        """Write the points of one 评分单位 by formula from 部门评分, with their sum."""
        page, points, column = self.page, dict(score.heads), FIRST_HEAD + len(self.plan.heads)
        unit = self.data.unit_name(score.unit)
        names = self._write_names(row, ratee, unit)
        for place, head in enumerate(self.plan.heads, FIRST_HEAD):
            page.put(row, place, "", CENTRED)
            if head in points:
                formula = f"={points_of_head(self.plan, score, head)}"
                page.formula(row, place, formula, CENTRED, points[head] / exact.POINT)
        for place, mode, given in (
            (column, ItemMode.BONUS, score.bonus),
            (column + 2, ItemMode.PENALTY, score.penalty),
        ):
            page.formula(row, place, f"={points_of_mode(self.plan, score, mode)}", CENTRED, given / exact.POINT)
        bonus, penalty = a1(row, column), a1(row, column + 2)
        page.put(row, column + 1, "", CENTRED)
        total = sum(points.values()) + score.bonus - score.penalty
        summed = f"=ROUND(SUM({self._heads(row)})+{bonus}-{penalty},2)"
        page.formula(row, column + 3, summed, CENTRED, total / exact.POINT)
        page.put_row(row, column + 4, ("",) * (self.exempt + self.own), CENTRED)
        losses = self._main_losses(score) if score.received else _NOT_RECEIVED
        page.put(row, self.after_total + self.own, losses, styles.SMALL)
        fit_row(page, row, (*names, (losses, LOSSES_WIDTH)))

    def _put_points(
        self, row: int, column: int, points: int | None, above: _Departments, under: tuple[Assessment, str]
    ) -> None:
        """Write points of a total (hundredths, with those of the departments). ``under``: the name of the column.

        If there are departments, they are the sum of the own points of the 考核组 and of the cells above. On 核算底稿
        the own points are those of 考评逐项.
        """
        own = points_under(self.plan, *under) if self.plan.papers and points is not None else ""
        if points is None or not (above.scores or own):
            self.page.put(row, column, figure(points), CENTRED)
            return
        index = column - FIRST_HEAD
        given = sum(self._given(score, index) for score in above.scores)
        parts = [own or exact.show_short(points - given)]
        parts += [f"SUM({span(above.rows.first, above.rows.last, column)})"] if above.scores else []
        self.page.formula(row, column, f"=ROUND({'+'.join(parts)},2)", CENTRED, points / exact.POINT)

    def _given(self, score: DepartmentScore, index: int) -> int:
        """The points of a department in a column, counted from that of the first 一级指标."""
        if index < len(self.plan.heads):
            return dict(score.heads).get(self.plan.heads[index], 0)
        return score.bonus if index == len(self.plan.heads) else score.penalty

    def _write_scores(self, row: int, ratee: Ratee, assessment: Assessment, above: _Departments) -> None:
        """Write the points and the total of one 考核组; a dash if an item has no score."""
        page, points = self.page, dict(assessment.heads)
        for place, head in enumerate(self.plan.heads, FIRST_HEAD):
            self._put_points(row, place, points.get(head), above, (assessment, head))
        column = FIRST_HEAD + len(self.plan.heads)
        self._put_points(row, column, assessment.bonus, above, (assessment, str(ItemMode.BONUS)))
        bonus, counted, penalty = (a1(row, column + offset) for offset in range(3))
        rules = self.data.scheme.rules
        capped = f"={formula_at(BONUS_ITEMS, rules, bonus)}"
        page.formula(row, column + 1, capped, CENTRED, assessment.bonus_counted / exact.POINT)
        self._put_points(row, column + 2, assessment.penalty, above, (assessment, str(ItemMode.PENALTY)))
        total = styles.score(CENTRED, rules.decimals)
        exempt = self._write_exempt(row, ratee, assessment)
        if assessment.total is None:
            page.put(row, column + 3, DASH, total)
        else:
            scaled = factor(self.plan, ratee, assessment.component)
            summed = f"SUM({self._heads(row)}){scaled}{exempt}+{counted}-{penalty}"
            if not rules.by_steps:
                helper = exact_column(self.plan)
                page.formula(row, helper, f"=MAX(0,{summed})", HELPER, figure(assessment.used))
                summed = a1(row, helper)
            formula = f"=MAX(0,{formula_at(ROUNDING, rules, summed)})"
            page.formula(row, column + 3, formula, total, figure(assessment.total))
        if self.own:
            self._write_own(row, assessment, above)
        self._write_check(row, assessment, above)

    def _write_check(self, row: int, assessment: Assessment, above: _Departments) -> None:
        """Write whether the row has the sums of 考评逐项; what the departments gave stands in the rows above."""
        names = [head for head in self.plan.heads if head in dict(assessment.heads)]
        columns = {name: FIRST_HEAD + self.plan.heads.index(name) for name in names}
        bonus = FIRST_HEAD + len(self.plan.heads)
        columns |= {str(ItemMode.BONUS): bonus, str(ItemMode.PENALTY): bonus + 2}
        given = {
            name: sum(self._given(score, column - FIRST_HEAD) for score in above.scores)
            for name, column in columns.items()
        }
        at_row = FieldRow(row, columns, (above.rows.first, above.rows.last), given)
        write_field_check(self.page, self.check, self.plan, assessment, at_row)

    def _write_exempt(self, row: int, ratee: Ratee, assessment: Assessment) -> str:
        """Write what the items without a task count, or the 分值 of the others; return what the total adds of it."""
        if not self.exempt:
            return ""
        column, scheme = total_column(self.plan) + 1, self.data.scheme
        if not assessment.lacks_task:
            self.page.put(row, column, "", CENTRED)
            return ""
        if scheme.rules.reweighs_items:
            own = own_points(scheme, ratee, assessment.component).own
            self.page.put(row, column, own / exact.POINT, CENTRED)
            return ""
        if assessment.exempt is None:
            self.page.put(row, column, DASH, CENTRED)
            return ""
        formula = f"={points_of_exempt(self.plan, ratee.code, assessment.component)}"
        look = styles.score(CENTRED, scheme.rules.decimals)
        self.page.formula(row, column, formula, look, figure(assessment.exempt))
        return f"+{a1(row, column)}"

    def _write_own(self, row: int, assessment: Assessment, above: _Departments) -> None:
        """Write 自评得分 and its difference from the marks for the same items; neither enters any score.

        The items of departments have no 自评得分, so their points are left out.
        """
        own, difference = self.after_total, self.after_total + 1
        partly = _PARTLY if assessment.own_begun else ""
        self.page.put(row, own, partly if assessment.own is None else assessment.own / exact.POINT, CENTRED)
        self.page.put(row, difference, "", CENTRED)
        if assessment.own is not None and assessment.total is not None:
            given = sum(points for _, points in assessment.heads)
            given -= sum(points for score in above.scores for _, points in score.heads)
            theirs = "".join(f"+SUM({self._heads(each)})" for each in range(above.rows.first, above.rows.last + 1))
            formula = f"=ROUND({a1(row, own)}-SUM({self._heads(row)}){theirs},2)"
            self.page.formula(row, difference, formula, CENTRED, (assessment.own - given) / exact.POINT)

    def _heads(self, row: int) -> str:
        return f"{a1(row, FIRST_HEAD)}:{a1(row, FIRST_HEAD + len(self.plan.heads) - 1)}"

    def _main_losses(self, given: Assessment | DepartmentScore) -> str:
        losses = self.losses.get((given.ratee, given.unit, given.component), ())
        words = [self._words(loss) for loss in losses[:_SHOWN_LOSSES]]
        if len(losses) > _SHOWN_LOSSES:
            words.append(f"另有{len(losses) - _SHOWN_LOSSES}项")
        return "；".join([*_why_open(given), *words])

    def _words(self, loss: ItemLoss) -> str:
        """A loss in words, such as 扣1.5分：少开一次会议（K203）: with the assessor's reason, else the item."""
        text = loss.reason or loss.text
        short = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
        word = "减" if loss.item in self.penalties else "扣"
        return f"{word}{exact.show_short(loss.points)}分：{short}（{loss.item}）"


def _why_open(given: Assessment | DepartmentScore) -> Iterator[str]:
    """Yield the words on a total that is open."""
    whole = given.whole if isinstance(given, DepartmentScore) else given.total is not None
    if isinstance(given, Assessment) and given.lacks_task and given.exempt is None:
        yield "无此任务的项目平均分未定，暂无合计"
    elif not whole:
        yield "有项目没有得分，暂无合计"
