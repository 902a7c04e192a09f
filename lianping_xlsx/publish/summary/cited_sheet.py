"""引用明细 and 总表: what the scores of a component with the source 引用 are made of.

引用明细 has every figure taken from a cited result, and their mean; 总表 everybody on the cited results, ranked as
decided there.
"""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.result_report import ReportedRatee, ResultReport
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.joint_cells import write_joint
from lianping_xlsx.publish.summary.leaf_checks import write_cited_check
from lianping_xlsx.publish.summary.source_rows import POINTS as SOURCE_POINTS
from lianping_xlsx.publish.summary.source_rows import write_check_heading
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    CITED,
    DASH,
    FIRST_ROW,
    HEADING_ROW,
    ROLL_UP,
    SOURCES,
    SheetHead,
    at,
    figure,
    open_page,
    put_name,
    span,
    write_heading,
)
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at
from lianping_xlsx.scheme.rules.count_steps import ROUNDING
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.tally_results import CitedFigure, CitedScore

_COLUMNS = (
    ("编号", 7),
    ("单位", 15),
    ("姓名", 10),
    ("板块", 14),
    ("引用的考核", 24),
    ("其排名组", 12),
    ("被引用人单位", 20),
    ("被引用人", 11),
    ("综合得分", 9),
    ("总分", 7),
    ("板块得分", 9),
    ("备注", 24),
)
_NAMES = [name for name, _ in _COLUMNS]
_WIDTHS = [width for _, width in _COLUMNS]
_PERSON, _CAMPAIGN, _POINTS, _FULL, _SCORE = (
    _NAMES.index(name) for name in ("姓名", "引用的考核", "综合得分", "总分", "板块得分")
)
_NOTE = "综合得分照所引用的“结果报送表”抄录，不参评的不列；板块得分＝（综合得分÷总分）的平均数×板块满分。单位：分"


def cited_score_cell(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The reference to the cell of a ratee's score in a component."""
    return at(CITED, plan.cited_rows[ratee.code, component].first, _SCORE)


def exact_cited_score(plan: CellMap, ratee: Ratee, component: Component) -> str:
    """The formula part of the same score before it is rounded, if there is one."""
    rows = plan.cited_rows[ratee.code, component.name]
    points, fulls = (span(rows.first, rows.last, column, sheet=CITED) for column in (_POINTS, _FULL))
    return f"SUMPRODUCT({points}/{fulls})/{len(rows)}*{plan.parameters.full_cell(component)}"


def write_cited(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 引用明细, if a component has the source 引用."""
    if not plan.cited_rows:
        return
    page = open_page(book, data, SheetHead(CITED, "引用明细表", _NOTE, _WIDTHS))
    write_heading(page, _NAMES, _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=_PERSON + 1)
    if plan.sources.cited:
        write_check_heading(page, _WIDTHS, max(rows.last for rows in plan.cited_rows.values()))
    sheet = _CitedCells(page, data, plan)
    for ratee in plan.ratees:
        for cited in data.result.cited_of.get(ratee.code, ()):
            sheet.write(ratee, cited)


class _CitedCells:
    """Writes the rows of the ratees, one component after another."""

    def __init__(self, page: Page, data: SummaryData, plan: CellMap) -> None:
        self.page = page
        self.data = data
        self.plan = plan
        self.look = styles.score(CENTRED, data.scheme.rules.decimals)

    def write(self, ratee: Ratee, cited: CitedScore) -> None:
        """Write a row for each figure, one that says why if there is none, and the score in the first of them."""
        rows = self.plan.cited_rows[ratee.code, cited.component]
        remark = "；".join(cited.causes)
        for row, each in enumerate(cited.figures or (None,), rows.first):
            names = (ratee.code, ratee.workplace, ratee.name, cited.component)
            self.page.put_row(row, 0, names, CENTRED)
            put_name(self.page, row, _PERSON, ratee.name, _WIDTHS[_PERSON])
            source = self.plan.sources.cited_rows.get((ratee.code, cited.component), 0) + row - rows.first
            self._write_figure(row, each, source)
            if each is not None and each.ratee.points is not None:
                write_cited_check(self.page, row, len(_COLUMNS) + 1, source, (_POINTS, _FULL))
            self.page.put(row, _SCORE + 1, remark if row == rows.first else "", styles.SMALL)
            texts = (*names, *_words_of(each), remark if row == rows.first else "")
            widths = (*_WIDTHS[: _CAMPAIGN + 4], _WIDTHS[-1])
            fit_row(self.page, row, zip(texts, widths, strict=True))
        self._write_score(ratee, cited)

    def _write_figure(self, row: int, each: CitedFigure | None, source: int) -> None:
        """Write a figure; ``source``: its row on 出处."""
        self.page.put_row(row, _CAMPAIGN, _words_of(each), CENTRED)
        points = each.ratee.points if each else None
        shown = each.ratee.composite if each else DASH
        self.page.put(row, _POINTS, shown if points is None else float(points / exact.POINT), self.look)
        self.page.put(row, _FULL, each.full / exact.POINT if each else DASH, CENTRED)
        if each and points is not None and self.plan.papers:
            for column, look, value in ((_POINTS, self.look, points), (_FULL, CENTRED, each.full)):
                cell = at(SOURCES, source, SOURCE_POINTS + (column == _FULL))
                self.page.formula(row, column, f"={cell}", look, float(value / exact.POINT))

    def _write_score(self, ratee: Ratee, cited: CitedScore) -> None:
        """Write the mean; a dash unless every row has a figure."""
        rows = self.plan.cited_rows[ratee.code, cited.component]
        mean = exact_cited_score(self.plan, ratee, self._component(ratee, cited))
        missing = "TRUE" if cited.causes else f"COUNT({span(rows.first, rows.last, _POINTS)})<{len(rows)}"
        formula = f'=IF({missing},"{DASH}",{formula_at(ROUNDING, self.data.scheme.rules, mean)})'
        write_joint(self.page, rows, _SCORE, self.look, figure(cited.score), formula)

    def _component(self, ratee: Ratee, cited: CitedScore) -> Component:
        components = self.data.scheme.components_for(ratee.group)
        return next(each for each in components if each.name == cited.component)


def _words_of(each: CitedFigure | None) -> tuple[str, str, str, str]:
    """The cited campaign, and the 排名组, the workplace and the name of a person on its result."""
    if each is None:
        return DASH, DASH, DASH, DASH
    return each.campaign, each.ratee.group, each.ratee.workplace, each.ratee.name


# ---------------------------------------------------------------- 总表


_ROLL_UP_COLUMNS = (
    ("序号", 6),
    ("排名组", 14),
    ("编号", 9),
    ("单位", 22),
    ("姓名", 12),
    ("职务", 16),
    ("综合得分", 10),
    ("名次", 7),
    ("审定等次", 10),
)
_ROLL_UP_NAMES = [name for name, _ in _ROLL_UP_COLUMNS]
_ROLL_UP_WIDTHS = [width for _, width in _ROLL_UP_COLUMNS]
_ROLL_UP_NOTE = "各次考核审定的结果，照其“结果报送表”抄录；名次在各自的排名组内。单位：分"


def write_roll_up(book: Book, data: SummaryData) -> None:
    """Write the sheet 总表, if a cited result is used."""
    reports = [entry.report for entry in data.cited if entry.report is not None]
    if not reports:
        return
    page = open_page(book, data, SheetHead(ROLL_UP, "所引用考核结果总表", _ROLL_UP_NOTE, _ROLL_UP_WIDTHS))
    write_heading(page, _ROLL_UP_NAMES, _ROLL_UP_WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    row, number = FIRST_ROW, 0
    for report in reports:
        page.merge(row, 0, len(_ROLL_UP_COLUMNS) - 1, _decided(report), BLOCK)
        page.height(row, 22)
        for ratee in report.ratees:
            row, number = row + 1, number + 1
            _write_rolled_up(page, row, number, report, ratee)
        row += 1


def _decided(report: ResultReport) -> str:
    decided = f"第{report.decision}次审定，{report.date}"
    return f"{report.host}　{report.title}（{len(report.ratees)}人，{decided}，校验码{report.check_code}）"


def _write_rolled_up(page: Page, row: int, number: int, report: ResultReport, ratee: ReportedRatee) -> None:
    score: Content = ratee.composite if ratee.points is None else float(ratee.points / exact.POINT)
    names = (ratee.group, ratee.code, ratee.workplace, ratee.name, ratee.post)
    page.put_row(row, 0, (number, *names, score, _rank_of(ratee), ratee.tier or DASH), CENTRED)
    place = _ROLL_UP_NAMES.index("姓名")
    put_name(page, row, place, ratee.name, _ROLL_UP_WIDTHS[place])
    page.put(row, _ROLL_UP_NAMES.index("综合得分"), score, styles.score(CENTRED, report.decimals))
    fit_row(page, row, zip(names, _ROLL_UP_WIDTHS[1:6], strict=True))


def _rank_of(ratee: ReportedRatee) -> Content:
    return int(ratee.rank) if ratee.rank.isdecimal() else ratee.rank or DASH
