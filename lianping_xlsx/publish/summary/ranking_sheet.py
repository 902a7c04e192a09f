"""综合排序: composite, rank and 建议等次 of every ratee, by 排名组; 审定等次 comes from the decision in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.disclosure.redact import without_figures
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.summary_figures import steps_of
from lianping_xlsx.publish.summary import last_year_sheet
from lianping_xlsx.publish.summary.cell_map import CellMap, SheetRows
from lianping_xlsx.publish.summary.conversion_sheet import exact_score, score_formula
from lianping_xlsx.publish.summary.polls_sheet import part_cell
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    DASH,
    FINDINGS,
    HEADING,
    HEADING_ROW,
    HELPER,
    HELPER_HEADING,
    NOT_RANKED,
    RANKING,
    VOTES,
    SheetHead,
    figure,
    open_page,
    put_name,
    span,
    write_heading,
)
from lianping_xlsx.publish.summary.tier_columns import TierColumns, group_words
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at, formulas_at, sentences_at
from lianping_xlsx.scheme.rules.composite_words import sum_in_short
from lianping_xlsx.scheme.rules.count_steps import (
    BONUS_EVENTS,
    COMPOSITE_SUM,
    ROUNDING,
    TIE_BREAK,
    WEIGHTED_SUM,
    TieCells,
)
from lianping_xlsx.scheme.rules.declaration import Section
from lianping_xlsx.scheme.terms import ComponentSource, Effect
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.tally_results import Standing
from lianping_xlsx.tally.tier_places import TierSteps

_BEFORE = (("序号", 5), ("编号", 7), ("单位", 16), ("姓名", 11), ("职务", 12))
CODE, WORKPLACE, PERSON = 1, 2, 3
"""Columns of ``_BEFORE``."""
_SCORE_WIDTH = 9
_AFTER = (("加分", 7), ("减分", 7), ("综合得分", 9), ("名次", 6), ("建议等次", 7), ("审定等次", 9))
_REMARKS = ("备注", 34)
"""The last printed column; the columns of last year, if any, stand before it."""

RANKING_TITLE = "综合排序表"
RANKING_SIGNATURES = "制表人：　　　　　　　　　审核人：　　　　　　　　　　年　　月　　日"
_NOT_APPLIED = "／"
"""Stands for the score of a component that does not apply to the 排名组 of a ratee."""
# The format shows nothing for 0.
_EVENT_POINTS = replace(CENTRED, number='General;-General;""')


def write_ranking(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 综合排序."""
    columns = ranking_columns(data)
    widths = [width for _, width in columns]
    note = plan.head_note(RANKING, ranking_note(data))
    page = open_page(book, data, SheetHead(RANKING, RANKING_TITLE, note, widths))
    headings = [name for name, _ in columns]
    write_heading(page, headings, widths)
    fit_row(page, HEADING_ROW, zip(headings, widths, strict=True), HEADING.size, least=36)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=PERSON + 1)
    sheet = _Ranking(page, data, plan, widths)
    sheet.write_helper_headings()
    steps = steps_of(plan)
    for group, members in plan.ranked.items():
        sheet.write_group(group)
        for number, ratee in enumerate(members, 1):
            sheet.write(number, ratee, steps)
    hide_events(page, plan)
    page.sign_pages(RANKING_SIGNATURES)
    page.print_area(plan.ranking.last, sheet.remark)
    if plan.papers is None:
        _write_link(page, data, plan.ranking.last + 2)


def ranking_columns(data: SummaryData) -> tuple[tuple[str, float], ...]:
    """The printed columns (name, width)."""
    scores = ((name, _SCORE_WIDTH) for name in data.scheme.score_names.values())
    return (*_BEFORE, *scores, *_AFTER, *last_year_sheet.columns(data), _REMARKS)


def ranking_note(data: SummaryData) -> str:
    """The formula of 综合得分 in words, and notes on the columns."""
    limits = "".join(sentences_at(Section.RANKING_NOTE, data.scheme))
    formula = f"综合得分＝{sum_in_short(data.scheme)}＋加分－减分{limits}"
    note = f"{formula}；建议等次由程序按规则提出，审定等次由{data.scheme.profile.decider}研究确定。单位：分"
    return note + _since_decided(data) + last_year_sheet.note(data)


def _since_decided(data: SummaryData) -> str:
    """The decision from which 审定等次 comes, and if the result has changed since; '' without a decision."""
    if data.decided is None:
        return ""
    changed = "，其后结果有变动，见“问题清单”" if data.decided.changes else ""
    return f"。审定等次为{data.decided.words}{changed}"


def write_not_applied(page: Page, row: int, plan: CellMap, standing: Standing) -> None:
    """Mark the columns of the components that do not apply to the 排名组 of a ratee."""
    apply = {each.component for each in standing.scores}
    for name in plan.columns.components:
        if name not in apply:
            page.put(row, plan.columns.score(name), _NOT_APPLIED, CENTRED)


def hide_events(page: Page, plan: CellMap) -> None:
    """Hide the columns 加分 and 减分 if nobody has any."""
    if not any(standing.bonus or standing.penalty for standing in plan.data.result.standings):
        page.hide_column(plan.columns.bonus)
        page.hide_column(plan.columns.penalty)


def _write_link(page: Page, data: SummaryData, row: int) -> None:
    """Write a link to 问题清单 outside the print area: below a full page it would be printed alone on the next one."""
    errors = sum(finding.severity is Severity.ERROR for finding in data.findings)
    page.link(
        row,
        0,
        f"'{FINDINGS}'!A1",
        f"另见“{FINDINGS}”（错误{errors}条）",
        replace(styles.LINK, border=False, wrap=False),
    )


class _Ranking:
    """Writes one row after another. The unprinted columns (``tiers``) begin beyond the print area and a gap."""

    def __init__(self, page: Page, data: SummaryData, plan: CellMap, widths: Sequence[float]) -> None:
        self.page = page
        self.data = data
        self.plan = plan
        self.columns = plan.columns
        self.rules = data.scheme.rules
        self.widths = widths
        self.remark = len(widths) - 1
        self.tiers = TierColumns(page, plan, self.remark + 2)
        self.score = styles.score(CENTRED, data.scheme.rules.decimals)
        self.composite = replace(self.score, bold=True)
        self.last_year = last_year_sheet.LastYearCells(page, data, plan.columns.decided + 1, plan.columns.rank)
        self.points = self._event_points()

    def _event_points(self) -> dict[tuple[str, Effect], list[str]]:
        """The cells of the points of the 加分 and 减分 events on 出处, keyed by code of the ratee and effect."""
        found: dict[tuple[str, Effect], list[str]] = {}
        events = self.data.scheme.adjustments
        for event, cell in zip(events, self.plan.sources.event_cells(events), strict=True):
            found.setdefault((event.ratee, event.effect), []).append(cell)
        return found

    def write_helper_headings(self) -> None:
        """Write the headings of the helper columns: the steps from composite to 建议等次."""
        for column, heading in enumerate(self.tiers.headings, self.tiers.place):
            self.page.put(HEADING_ROW, column, heading, HELPER_HEADING)
        # A gap, then the unprinted columns.
        self.page.widths(*self.widths, 2, *(10,) * len(self.tiers.headings))
        note = replace(styles.SUBTITLE, wrap=False)
        self.page.put(HEADING_ROW - 1, self.tiers.place, "以下各列为推算过程，不打印", note)

    def write_group(self, group: str) -> None:
        """Write the row with the name of a 排名组."""
        rows = self.plan.group_rows[group]
        row = rows.first - 1
        self.page.merge(row, 0, self.remark, group_words(self.plan, group), BLOCK)
        self.page.height(row, 20)
        self.tiers.write_open(rows, group)
        self.page.put(row, self.tiers.place + 1, "←得分未定人数", replace(HELPER, align="left", wrap=False))

    def write(self, number: int, ratee: Ratee, steps: Mapping[str, TierSteps]) -> None:
        """Write the row of a ratee; ``number``: his 序号."""
        row, standing = self.plan.ranking_rows[ratee.code], self.plan.standing(ratee)
        self.page.complete_rows(row)
        person = self._write_names(row, number, ratee)
        self._write_scores(row, ratee, standing)
        decided = self.data.decided.tiers.get(ratee.code) if self.data.decided else None
        self.page.put(row, self.columns.decided, decided, CENTRED)
        self.last_year.write(row, ratee)
        remark = without_figures(standing.remark, standing, self.plan.submission.of(ratee.code))
        if self.plan.public:
            remark = "；".join(standing.flags)
        self.page.put(row, self.remark, remark, styles.SMALL)
        tiers = ((standing.proposed_tier or "", self.columns.tier), (decided or "", self.columns.decided))
        texts = ((ratee.workplace, WORKPLACE), (ratee.post, PERSON + 1), *tiers, (remark, self.remark))
        fit_row(self.page, row, (person, *((text, self.widths[column]) for text, column in texts)))
        rows = self.plan.group_rows[ratee.group]
        if self.plan.composite(ratee) is None:
            self.page.put(
                row, self.columns.composite, NOT_RANKED if ratee.code in self.plan.excluded else DASH, CENTRED
            )
            self.page.put_row(row, self.columns.rank, (DASH, DASH), CENTRED)
        else:
            self._write_composite(row, ratee, standing)
            self._write_rank(row, rows, ratee, standing)
            formula = self.tiers.write(row, ratee, steps[ratee.code])
            self.page.formula(row, self.columns.tier, formula, CENTRED, standing.proposed_tier or DASH)

    def _write_names(self, row: int, number: int, ratee: Ratee) -> tuple[str, float]:
        """Write the names; 编号 links to the votes of the ratee. Returns what :func:`put_name` returns."""
        page, polls = self.page, self.plan.polls[ratee.code]
        page.put(row, 0, number, CENTRED)
        page.put(row, CODE, ratee.code, CENTRED)
        if polls:
            page.link(row, CODE, f"'{VOTES}'!A{polls[0].rows.first + 1}", ratee.code, CENTRED)
        page.put_row(row, WORKPLACE, (ratee.workplace, ratee.name, ratee.post), CENTRED)
        return put_name(page, row, PERSON, ratee.name, self.widths[PERSON])

    def _write_scores(self, row: int, ratee: Ratee, standing: Standing) -> None:
        """Write the scores of the components, 加分 and 减分."""
        page = self.page
        write_not_applied(page, row, self.plan, standing)
        for component in self.data.scheme.components_for(ratee.group):
            column, formula = self.columns.score(component.name), score_formula(self.plan, ratee, component)
            if formula is None:
                page.put(row, column, DASH, CENTRED)
            else:
                page.formula(row, column, formula, self.score, figure(standing.score_of(component.name)))
        bonus, penalty = (self.points.get((ratee.code, effect)) for effect in (Effect.BONUS, Effect.PENALTY))
        page.put(row, self.columns.bonus, 0, _EVENT_POINTS)
        page.put(row, self.columns.penalty, 0, _EVENT_POINTS)
        if bonus:
            capped = "=" + formula_at(BONUS_EVENTS, self.rules, f"ROUND({'+'.join(bonus)},2)")
            page.formula(row, self.columns.bonus, capped, _EVENT_POINTS, standing.bonus / exact.POINT)
        if penalty:
            summed = f"=ROUND({'+'.join(penalty)},2)"
            page.formula(row, self.columns.penalty, summed, _EVENT_POINTS, standing.penalty / exact.POINT)

    def _write_composite(self, row: int, ratee: Ratee, standing: Standing) -> None:
        """Write the formula of the composite; a dash if a part of it is missing."""
        components = self.data.scheme.components_for(ratee.group)
        scores = {each.name: a1(row, self.columns.score(each.name)) for each in components}
        bonus, penalty = (a1(row, column) for column in (self.columns.bonus, self.columns.penalty))
        # The sum of the shares enters unrounded, so that the composite is rounded only once.
        shared = [each for each in components if self.data.scheme.by_shares and each.source is ComponentSource.POLLS]
        used = (
            scores if self.rules.by_steps else {each.name: exact_score(self.plan, ratee, each) for each in components}
        )
        terms = [
            self.plan.parameters.composite_term(each, used[each.name]) for each in components if each not in shared
        ]
        parts = [part_cell(self.plan, ratee, each.name) for each in shared]
        if terms:
            parts.append(f"({'+'.join(terms)})/100" if len(terms) > 1 else f"{terms[0]}/100")
        total = f"{formula_at(WEIGHTED_SUM, self.rules, '+'.join(parts))}+{bonus}-{penalty}"
        score = formula_at(ROUNDING, self.rules, formula_at(COMPOSITE_SUM, self.rules, total))
        missing = f"COUNT({','.join(scores.values())})<{len(scores)}"
        self.page.formula(
            row,
            self.columns.composite,
            f'=IF({missing},"{DASH}",MAX(0,{score}))',
            self.composite,
            figure(standing.composite),
        )

    def _tie_cells(self, row: int, rows: SheetRows, ratee: Ratee) -> TieCells:
        """The cells for the rule on equal composites; a score that does not exist is replaced by the composite."""
        components, composite = self.data.scheme.components_for(ratee.group), self.columns.composite
        of_source = {each.source: self.columns.score(each.name) for each in reversed(components)}
        sources = (ComponentSource.POLLS, ComponentSource.RUBRIC)
        columns = (composite, *(of_source.get(source, composite) for source in sources))
        return TieCells(*((span(rows.first, rows.last, each, fixed=True), a1(row, each)) for each in columns))

    def _write_rank(self, row: int, rows: SheetRows, ratee: Ratee, standing: Standing) -> None:
        """Write the rank: one more than the number of ratees with a higher composite.

        With a tie rule, those with an equal composite and a higher part count too. A composite that is taken out
        leaves a range. While anything is open, the count says how far the best and the worst rank are from it.
        """
        cells = self._tie_cells(row, rows, ratee)
        composites, composite = cells.composites
        before = f'COUNTIF({composites},">"&{composite})' + "".join(formulas_at(TIE_BREAK, self.rules, cells))
        place, still_open = a1(row, self.tiers.place), self.tiers.open_in((ratee.group,))
        self.page.formula(
            row, self.tiers.place, f'=IF(ISNUMBER({composite}),{before}+1,"")', HELPER, standing.place or 0
        )
        best, worst, changes, only = place, f"{place}+{still_open}", still_open, place
        if moves := self.tiers.moves(row):
            gain, loss = moves
            best, worst, changes = f"({place}-{gain})", f"{place}+{loss}", f"{gain}+{loss}"
            only = best
        both = f'{best}&"–"&({worst})'
        formula = f'=IF(ISNUMBER({place}),IF({changes}=0,{only},{both}),"{DASH}")'
        self.page.formula(row, self.columns.rank, formula, CENTRED, standing.rank_cell)
