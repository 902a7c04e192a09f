"""得分明细: per ratee, component with the source 得分 and 期次, the ready-made score, its unit and 依据."""

from __future__ import annotations

from fractions import Fraction

from lianping_xlsx.audit.source_blocks import BlockKind
from lianping_xlsx.core import exact
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap, SheetRows
from lianping_xlsx.publish.summary.joint_cells import write_joint
from lianping_xlsx.publish.summary.leaf_cells import put_entered
from lianping_xlsx.publish.summary.leaf_checks import write_given_check
from lianping_xlsx.publish.summary.source_rows import write_check_heading
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    GIVEN,
    HEADING_ROW,
    SheetHead,
    at,
    figure,
    open_page,
    put_name,
    span,
    weight_look,
    write_heading,
)
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at, formulas_at
from lianping_xlsx.scheme.rules.count_steps import MISSING_PERIODS, ROUNDING, PeriodCells
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.given_scores import GivenScore, PeriodScore

_COLUMNS = (
    ("编号", 7),
    ("单位", 15),
    ("姓名", 10),
    ("板块", 14),
    ("期次", 12),
    ("期次权重", 8),
    ("得分", 9),
    ("板块得分", 9),
    ("填报单位", 16),
    ("依据", 40),
    ("备注", 20),
)
_NAMES = [name for name, _ in _COLUMNS]
_WIDTHS = [width for _, width in _COLUMNS]
_PERSON, _PERIOD, _WEIGHT, _SCORE, _TOTAL, _REMARK = (
    _NAMES.index(name) for name in ("姓名", "期次", "期次权重", "得分", "板块得分", "备注")
)
_FITTED = ("单位", "板块", "期次", "填报单位", "依据", "备注")
_NOTE = "得分由填报单位按“得分表”填报；板块得分＝各期次得分×期次权重之和÷权重合计，没有分期次的就是所报的得分。单位：分"


def given_score_cell(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The reference to the cell of a ratee's score in a component."""
    return at(GIVEN, plan.given_rows[ratee.code, component].first, _TOTAL)


def exact_given_score(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The formula part of the same score before it is rounded, if there is one."""
    rows = plan.given_rows[ratee.code, component]
    weights, scores = (span(rows.first, rows.last, column, sheet=GIVEN) for column in (_WEIGHT, _SCORE))
    return f"SUMPRODUCT({weights},{scores})/{_counted(weights, scores)}"


def _counted(weights: str, scores: str) -> str:
    """The formula part of the sum of the weights of the 期次 with a score."""
    # A missing score is a dash: SUMIF leaves it out, SUMPRODUCT takes it as 0.
    return f'SUMIF({scores},">=0",{weights})'


def write_given(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 得分明细, if a component has the source 得分."""
    if not plan.given_rows:
        return
    page = open_page(book, data, SheetHead(GIVEN, "得分明细表", _NOTE, _WIDTHS))
    write_heading(page, _NAMES, _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=_PERSON + 1)
    if plan.sources.trace.blocks:
        write_check_heading(page, _WIDTHS, max(rows.last for rows in plan.given_rows.values()))
    sheet = _GivenCells(page, data, plan)
    for ratee in plan.ratees:
        for given in data.result.given_of.get(ratee.code, ()):
            sheet.write(ratee, given)
    if not data.scheme.periods:
        page.hide_column(_PERIOD)
        page.hide_column(_WEIGHT)


class _GivenCells:
    """Writes the rows of the ratees, one component after another."""

    def __init__(self, page: Page, data: SummaryData, plan: CellMap) -> None:
        self.page = page
        self.data = data
        self.plan = plan
        self.rules = data.scheme.rules
        self.look = styles.score(CENTRED, self.rules.decimals)

    def write(self, ratee: Ratee, given: GivenScore) -> None:
        """Write a row for each 期次 of a component of a ratee, and the score of the component in the first of them."""
        rows = self.plan.given_rows[ratee.code, given.component]
        for row, period in enumerate(given.periods, rows.first):
            self._write_period(row, ratee, given, period)
        self._write_total(rows, given)

    def _write_period(self, row: int, ratee: Ratee, given: GivenScore, period: PeriodScore) -> None:
        page, unit = self.page, self.data.unit_name(period.unit) if period.unit else DASH
        note = given.note if row == self.plan.given_rows[ratee.code, given.component].first else ""
        missing = "" if period.score is not None else "没有得分"
        remark = "；".join(filter(None, (missing, note)))
        names = (ratee.code, ratee.workplace, ratee.name, given.component, period.period or DASH)
        page.put_row(row, 0, names, CENTRED)
        person = put_name(page, row, _PERSON, ratee.name, _WIDTHS[_PERSON])
        self._write_weight(row, given, period)
        of_entry = BlockKind.SCORES, given.component, ratee.code, period.period, ""
        put_entered(page, row, _SCORE, self.plan, of_entry, figure(period.score))
        if period.score is not None:
            score = _SCORE, period.score
            write_given_check(page, row, len(_COLUMNS) + 1, self.plan, given, period.period, score)
        page.put_row(row, _TOTAL + 1, (unit, period.basis, remark), styles.SMALL)
        texts = (ratee.workplace, given.component, period.period, unit, period.basis, remark)
        widths = (_WIDTHS[_NAMES.index(name)] for name in _FITTED)
        fit_row(page, row, (person, *zip(texts, widths, strict=True)))

    def _write_weight(self, row: int, given: GivenScore, period: PeriodScore) -> None:
        """Write the weight of a 期次 as a reference; 100 for the only score of a component."""
        value, cells = float(Fraction(period.weight) / exact.POINT), self.plan.parameters.period_weights
        cell = cells.get((given.component, period.period))
        if cell is None:
            self.page.put(row, _WEIGHT, value, CENTRED)
        else:
            self.page.formula(row, _WEIGHT, f"={cell}", weight_look(period.weight), value)

    def _write_total(self, rows: SheetRows, given: GivenScore) -> None:
        """Write Σ weight x score ÷ Σ weight over the 期次 with a score; a dash as 缺期次处理 says."""
        weights, scores = span(rows.first, rows.last, _WEIGHT), span(rows.first, rows.last, _SCORE)
        counted = _counted(weights, scores)
        score = formula_at(ROUNDING, self.rules, f"SUMPRODUCT({weights},{scores})/{counted}")
        (missing,) = formulas_at(MISSING_PERIODS, self.rules, PeriodCells(scores, counted, len(rows)))
        formula = f'=IF({missing},"{DASH}",{score})'
        write_joint(self.page, rows, _TOTAL, self.look, figure(given.score), formula)
