"""折算明细: the scores of each converted component before and after 折算, with what they are compared to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import assert_never

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap, SheetRows
from lianping_xlsx.publish.summary.cited_sheet import cited_score_cell, exact_cited_score
from lianping_xlsx.publish.summary.component_cells import band_columns
from lianping_xlsx.publish.summary.field_cells import exact_field_score, field_score, total_cell
from lianping_xlsx.publish.summary.given_sheet import exact_given_score, given_score_cell
from lianping_xlsx.publish.summary.polls_sheet import rate_cells, score_cell, used_cell
from lianping_xlsx.publish.summary.rate_columns import RATE
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    CONVERSIONS,
    DASH,
    HEADING_ROW,
    HELPER,
    HELPER_HEADING,
    SheetHead,
    at,
    figure,
    open_page,
    put_name,
    span,
    write_heading,
)
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.conversions import any_compared, any_converted, converted_components
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at, formulas_at
from lianping_xlsx.scheme.rules.count_steps import ROUNDING, SHARED_POINTS, TEAM_ENDS
from lianping_xlsx.scheme.terms import ComponentSource, Conversion
from lianping_xlsx.scheme.vote_rates import banded_rate
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.rate_votes import votes_of
from lianping_xlsx.tally.tally_results import Converted, TeamTotal

_NAMES = (("编号", 7), ("单位", 16), ("姓名", 11))
_COLUMNS = (
    ("考核组", 14),
    ("考核组合计", 9),
    ("考核组平均分", 9),
    ("全组平均分", 9),
    ("平衡后合计", 9),
    ("组内最高分", 9),
    ("组内名次", 9),
    ("得票数", 8),
    ("得票率分母", 8),
    ("得票率", 9),
    ("原得分", 9),
    ("折算得分", 9),
)
_OF_TEAMS = ("考核组", "考核组合计", "考核组平均分", "全组平均分", "平衡后合计")
_USED_BY = {
    **dict.fromkeys(_OF_TEAMS, Conversion.BALANCED),
    "组内最高分": Conversion.BEST,
    "组内名次": Conversion.PLACES,
    **dict.fromkeys(("得票数", "得票率分母", "得票率"), Conversion.BANDS),
}
"""The columns of a single conversion; the sheet has them only if the scheme uses it."""
_NOTE = "{among}办法见计算说明；折算得分计入综合得分，原得分不再计入。“{dash}”为不适用，或尚缺得分。单位：分"


def score_formula(plan: CellMap, ratee: Ratee, component: Component) -> str | None:
    """The formula of the score that counts: the converted one, or else the raw one; None if it has no row."""
    rows = plan.conversion_rows.get((ratee.code, component.name))
    if rows is None:
        return _raw_formula(plan, ratee, component)
    return f"={at(CONVERSIONS, rows.first, len(_columns(plan.data)) - 1)}"


def exact_score(plan: CellMap, ratee: Ratee, component: Component) -> str:
    """The formula part of the exact score that counts, which the composite uses under 最后舍入."""
    rows = plan.conversion_rows.get((ratee.code, component.name))
    if rows is not None:
        return at(CONVERSIONS, rows.first, _exact_column(plan.data))
    match component.source:
        case ComponentSource.POLLS:
            return used_cell(plan, ratee, component.name)
        case ComponentSource.RUBRIC:
            return exact_field_score(plan, ratee, component.name)
        case ComponentSource.CITED:
            return exact_cited_score(plan, ratee, component)
        case ComponentSource.SCORES:
            return exact_given_score(plan, ratee, component.name)
        case _:
            assert_never(component.source)


def score_cells(plan: CellMap, ratee: Ratee, component: str) -> Iterator[tuple[str, int, int]]:
    """Yield the cells (sheet, row, column) with the score of a ratee before and after 折算, if it is converted."""
    rows = plan.conversion_rows.get((ratee.code, component))
    if rows is not None:
        last = len(_columns(plan.data)) - 1
        yield from ((CONVERSIONS, rows.first, column) for column in (last - 1, last))


def _exact_column(data: SummaryData) -> int:
    """The unprinted column with the exact converted scores under 最后舍入, beyond a gap."""
    return len(_columns(data)) + 1


def _raw_formula(plan: CellMap, ratee: Ratee, component: Component) -> str | None:
    """The formula of the score of a component before 折算; None if the sheet of its source has no row for the ratee."""
    match component.source:
        case ComponentSource.POLLS:
            cell = score_cell(plan, ratee, component.name)
            return cell and f"={cell}"
        case ComponentSource.RUBRIC:
            return field_score(plan, ratee, component.name)
        case ComponentSource.CITED:
            return f"={cited_score_cell(plan, ratee, component.name)}"
        case ComponentSource.SCORES:
            return f"={given_score_cell(plan, ratee, component.name)}"
        case _:
            assert_never(component.source)


def write_conversions(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 折算明细, if any scores are converted."""
    if not plan.conversion_rows:
        return
    columns = _columns(data)
    widths = [width for _, width in columns]
    note = plan.head_note(CONVERSIONS, _note(data))
    page = open_page(book, data, SheetHead(CONVERSIONS, "折算明细表", note, widths))
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=len(_NAMES))
    if not data.scheme.rules.by_steps:
        page.put(HEADING_ROW, _exact_column(data), "折算得分（不舍入）", HELPER_HEADING)
        page.widths(*widths, 2, 12)
        page.print_area(max(rows.last for rows in plan.conversion_rows.values()), len(columns) - 1)
    for group, members in plan.groups.items():
        for component in converted_components(data.scheme, group):
            shown = [ratee for ratee in members if (ratee.code, component.name) in plan.conversion_rows]
            if shown:
                first, last = (plan.conversion_rows[ratee.code, component.name] for ratee in (shown[0], shown[-1]))
                words = f"{group}　{component.score_name}　{component.conversion}"
                full = f"（满分{exact.show_short(component.full)}分）"
                rate = banded_rate(data.scheme, component)
                by = f"　{rate.words}" if rate else ""
                page.merge(first.first - 1, 0, len(columns) - 1, f"{words}{full}{by}", BLOCK)
                page.height(first.first - 1, 20)
                block = _Block(page, plan, component, SheetRows(first.first, last.last), len(shown))
                for ratee in shown:
                    block.write(ratee)


def _note(data: SummaryData) -> str:
    return _NOTE.format(dash=DASH, among="在排名组内折算，" if any_compared(data.scheme) else "")


def _columns(data: SummaryData) -> tuple[tuple[str, float], ...]:
    """The columns (name, width) of the sheet: those that the conversions of the scheme use."""
    used = (each for each in _COLUMNS if each[0] not in _USED_BY or any_converted(data.scheme, _USED_BY[each[0]]))
    return (*_NAMES, *used)


@dataclass(frozen=True)
class _Block:
    """Writes the rows of one component of a 排名组. ``rows``: all of them; ``number``: of its ratees."""

    page: Page
    plan: CellMap
    component: Component
    rows: SheetRows
    number: int

    @cached_property
    def columns(self) -> dict[str, int]:
        """The columns (from 0), keyed by name."""
        return {name: column for column, (name, _) in enumerate(_columns(self.plan.data))}

    @cached_property
    def open(self) -> str:
        """The condition that a score, or the total of a 考核组, is open: its dash is a text, which COUNT leaves out."""
        scores = f"COUNT({self._all('原得分')})<{self.number}"
        if self.component.conversion is not Conversion.BALANCED:
            return scores
        return f"OR({scores},COUNT({self._all('考核组合计')})<{len(self.rows)})"

    def write(self, ratee: Ratee) -> None:
        """Write the rows of a ratee: one, or one for each 考核组 under 考核组平衡."""
        key = ratee.code, self.component.name
        own, converted = self.plan.conversion_rows[key], self.plan.data.result.conversion_of[key]
        for row in range(own.first, own.last + 1):
            self.page.put_row(row, 0, (ratee.code, ratee.workplace, ratee.name), CENTRED)
            person = put_name(self.page, row, 2, ratee.name, _NAMES[2][1])
            # What belongs to the ratee, and not to a 考核组, stands in the first of his rows.
            blank = DASH if row == own.first else None
            for name in list(self.columns)[len(_NAMES) :]:
                self.page.put(row, self.columns[name], DASH if name in _OF_TEAMS else blank, CENTRED)
            fit_row(self.page, row, ((ratee.workplace, _NAMES[1][1]), person))
        raw = _raw_formula(self.plan, ratee, self.component)
        if raw is not None:
            self._put(own.first, "原得分", raw, converted.raw)
        for row, team in enumerate(converted.teams, own.first):
            self._write_team(row, ratee, team, converted.basis)
        self._write_score(own.first, self._converted(own, converted), converted)

    def _write_score(self, row: int, formula: tuple[str, str], converted: Converted) -> None:
        """Write the converted score; the exact one beside it where the composite uses that.

        ``formula``: the condition that there is none, and the formula part of the exact score.
        """
        rules, (missing, score) = self.plan.data.scheme.rules, formula
        if not rules.by_steps:
            column = _exact_column(self.plan.data)
            self.page.formula(row, column, f'=IF({missing},"{DASH}",{score})', HELPER, figure(converted.used))
            score = a1(row, column)
        shown = f'=IF({missing},"{DASH}",{formula_at(ROUNDING, rules, score)})'
        self._put(row, "折算得分", shown, converted.score)

    def _converted(self, own: SheetRows, converted: Converted) -> tuple[str, str]:
        """The formula of the converted score as ``_write_score`` takes it; writes what it is compared to."""
        rules, raw = self.plan.data.scheme.rules, self._cell(own.first, "原得分")
        match self.component.conversion:
            case Conversion.NONE:
                return self.open, raw
            case Conversion.BEST:
                best = self._cell(own.first, "组内最高分")
                most = f'=IF({self.open},"{DASH}",MAX({self._all("原得分")}))'
                self._put(own.first, "组内最高分", most, converted.basis)
                return f"NOT(ISNUMBER({best}))", f"IF({best}=0,0,{raw}*{self._full}/{best})"
            case Conversion.PLACES:
                place, scores = self._cell(own.first, "组内名次"), self._all("原得分")
                before = f'=IF({self.open},"{DASH}",COUNTIF({scores},">"&{raw})+1)'
                self.page.formula(own.first, self.columns["组内名次"], before, CENTRED, converted.place or DASH)
                points = self.plan.parameters.points_cells(self.component.name)
                shared = f"INDEX({points},{place}):INDEX({points},{place}+COUNTIF({scores},{raw})-1)"
                (share,) = formulas_at(SHARED_POINTS, rules, shared)
                return f"NOT(ISNUMBER({place}))", share
            case Conversion.BALANCED:
                balanced = span(own.first, own.last, self.columns["平衡后合计"])
                (mean,) = formulas_at(TEAM_ENDS, rules, balanced)
                return f"COUNT({balanced})<{len(own)}", mean
            case Conversion.BANDS:
                return self._banded(own.first, converted)
            case _:
                assert_never(self.component.conversion)

    def _banded(self, row: int, converted: Converted) -> tuple[str, str]:
        """Write the rate as votes ÷ denominator; its formula as ``_converted`` gives it: the points of the band."""
        scheme, raw = self.plan.data.scheme, self._cell(row, "原得分")
        ratee, rate = scheme.ratee_of[converted.ratee], banded_rate(scheme, self.component)
        cells = None if rate is None else rate_cells(self.plan, ratee, rate)
        if rate is None or cells is None:
            return "TRUE", raw
        votes, base = self._cell(row, "得票数"), self._cell(row, "得票率分母")
        found = votes_of(scheme, rate, self.plan.data.result.classes_of.get(ratee.code, ()))
        for name, cell, value in zip(("得票数", "得票率分母"), cells, (found.votes, found.base), strict=True):
            self.page.formula(row, self.columns[name], f"={cell}", CENTRED, value)
        share = found.votes / found.base if found.base else DASH
        self.page.formula(row, self.columns["得票率"], f'=IF({base}=0,"{DASH}",{votes}/{base})', RATE, share)
        points, above, below = band_columns(*self.plan.parameters.band_rows(self.component.name))
        # The bands stand from the highest to the lowest; those that are reached are the last ones.
        reached = f"SUMPRODUCT(({votes}*{below}>={base}*{above})*1)"
        return f"OR(NOT(ISNUMBER({raw})),{base}=0)", f"INDEX({points},ROWS({points})+1-{reached})"

    def _write_team(self, row: int, ratee: Ratee, team: TeamTotal, basis: exact.ScoreValue | None) -> None:
        """Write the total of one 考核组, the two means, and the balanced total."""
        rules = self.plan.data.scheme.rules
        self.page.put(row, self.columns["考核组"], self.plan.data.unit_name(team.unit), CENTRED)
        cell = total_cell(self.plan, ratee, self.component.name, team.unit)
        if cell is not None:
            self._put(row, "考核组合计", f"={cell}", team.total)
        same = f"({self._all('考核组')}={self._cell(row, '考核组')})"
        mean = f"SUMPRODUCT({same}*{self._all('考核组合计')})/SUMPRODUCT({same}*1)"
        for name, figures, value in (
            ("考核组平均分", mean, team.mean),
            ("全组平均分", f"AVERAGE({self._all('原得分')})", basis),
        ):
            self._put(row, name, f'=IF({self.open},"{DASH}",{formula_at(ROUNDING, rules, figures)})', value)
        total, of_team, of_all = (self._cell(row, n) for n in ("考核组合计", "考核组平均分", "全组平均分"))
        moved = formula_at(ROUNDING, rules, f"{total}+{of_all}-{of_team}")
        formula = f'=IF(ISNUMBER({of_team}),MIN({self._full},MAX(0,{moved})),"{DASH}")'
        self._put(row, "平衡后合计", formula, team.balanced)

    @property
    def _full(self) -> str:
        return self.plan.parameters.full_cell(self.component)

    def _put(self, row: int, name: str, formula: str, value: exact.ScoreValue | None) -> None:
        look = styles.score(CENTRED, self.plan.data.scheme.rules.decimals)
        self.page.formula(row, self.columns[name], formula, look, figure(value))

    def _cell(self, row: int, name: str) -> str:
        return a1(row, self.columns[name])

    def _all(self, name: str) -> str:
        return span(self.rows.first, self.rows.last, self.columns[name], fixed=True)
