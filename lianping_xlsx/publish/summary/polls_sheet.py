"""测评统计: per ratee and voter class, the votes, the class mean, the score of the poll and 测评得分."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.audit import source_blocks as sources
from lianping_xlsx.audit.source_blocks import TOTAL, TRIMMED
from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.summary_figures import part_by_shares
from lianping_xlsx.publish.summary.cell_map import CellMap, PollRows, SheetRows
from lianping_xlsx.publish.summary.item_votes_sheet import mean_formula
from lianping_xlsx.publish.summary.joint_cells import write_joint
from lianping_xlsx.publish.summary.leaf_cells import COUNTED, printed_leaves, put_votes
from lianping_xlsx.publish.summary.leaf_checks import write_vote_check
from lianping_xlsx.publish.summary.rate_columns import RATE_WIDTH, RateColumns, rate_headings
from lianping_xlsx.publish.summary.source_rows import CHECK_SOURCES
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    HEADING_ROW,
    HELPER,
    HELPER_HEADING,
    VOTES,
    SheetHead,
    at,
    figure,
    open_page,
    put_name,
    span,
    weight_look,
    write_heading,
)
from lianping_xlsx.publish.summary.vote_counts import votes_add_up
from lianping_xlsx.scheme.components import Component, names_of_components, score_names
from lianping_xlsx.scheme.model import Ratee, Scheme, VoterClass
from lianping_xlsx.scheme.rules import formula_at, formulas_at
from lianping_xlsx.scheme.rules.count_steps import EMPTY_CLASSES, ROUNDING, MeanCells
from lianping_xlsx.scheme.rules.trimming import left_out_words
from lianping_xlsx.scheme.rules.weights_and_rounding import TRIFLE
from lianping_xlsx.scheme.terms import ComponentSource, Scoring
from lianping_xlsx.scheme.vote_rates import VoteBase, VoteRate
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style
from lianping_xlsx.tally.tally_results import ClassTally, PollScore

CHECK = "票数核对"
"""A column of formulas that check if 收回＝有效＋无效＋弃权 (or without 弃权, see ``vote_counts``)."""
SCORE_HEADING = "测评得分"
"""The usual heading of the last column; see ``score_heading``."""
COLUMNS = (
    ("编号", 7),
    ("单位", 15),
    ("姓名", 10),
    ("测评", 18),
    ("票类", 26),
    ("权重", 7),
    ("应到", 6),
    ("发出", 6),
    ("收回", 6),
    ("有效", 6),
    ("无效", 6),
    ("弃权", 6),
    ("计分票数", 6),
    ("合计分", 9),
    ("平均分", 9),
    (CHECK, 6),
    ("测评分", 9),
    (SCORE_HEADING, 9),
)
REMARKS = ("备注", 22)
"""The last column; the columns of the grades, if any, stand before it."""
_NAMES = [name for name, _ in COLUMNS]
_WIDTHS = [width for _, width in COLUMNS]
CODE, _PERSON, POLL, CLASS = (_NAMES.index(name) for name in ("编号", "姓名", "测评", "票类"))
ISSUED, RETURNED, VALID, VOID, ABSTAINED = (_NAMES.index(n) for n in ("发出", "收回", "有效", "无效", "弃权"))
_WEIGHT, _COUNTED, _TOTAL, MEAN, _CHECK, POLL_SCORE, SCORE = (
    _NAMES.index(n) for n in ("权重", "计分票数", "合计分", "平均分", CHECK, "测评分", SCORE_HEADING)
)
OF_VOTES = ISSUED, RETURNED, VALID, VOID, ABSTAINED, _COUNTED, _TOTAL
"""The columns of the numbers of a class; those of ``grade_columns`` are others."""
_NOTE = "平均分＝合计分÷计分票数；测评分＝各票类平均分×权重之和÷100；{sum}。{polls}单位：张、分"
VOTES_TITLE = "测评统计表"
GRADE_WIDTH = 6
_AGREES, _DIFFERS = "无误", "不符"
_WRONG = Style(color=styles.RED, bold=True)


def score_cell(plan: CellMap, ratee: Ratee, component: str) -> str | None:
    """The reference to the cell of a ratee's score in a component; None if he has no row."""
    polls = plan.polls_of(ratee, component)
    return at(VOTES, polls[0].rows.first, SCORE) if polls else None


def used_cell(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The reference to the cell with the exact score of a ratee in a component; only under 最后舍入."""
    return at(VOTES, plan.polls_of(ratee, component)[0].rows.first, _exact_column(plan.data) + _EXACT.index(SCORE))


def part_cell(plan: CellMap, ratee: Ratee, component: str) -> str:
    """The reference to the cell of Σ share x mean of a ratee (points, not rounded); only if classes have shares."""
    return at(VOTES, plan.polls_of(ratee, component)[0].rows.first, _share_column(plan.data) + 1)


def score_heading(scheme: Scheme) -> str:
    """The heading of the scores of components: 测评得分, or 板块得分 if several components consist of polls."""
    names = score_names(each for each in scheme.components if each.source is ComponentSource.POLLS).values()
    return next(iter(names)) if len(names) == 1 else "板块得分"


def remark_on_poll(scheme: Scheme, score: PollScore) -> str:
    """The remark in the first row of a poll: its component if several consist of polls, and classes left out."""
    several = len(names_of_components(scheme.components, ComponentSource.POLLS)) > 1
    return "；".join(filter(None, (f"板块：{score.component}" if several else "", score.note)))


def headings(names: Sequence[str], scheme: Scheme) -> list[str]:
    """The headings, with the name of the score of the component."""
    return [score_heading(scheme) if name == SCORE_HEADING else name for name in names]


def _share_column(data: SummaryData) -> int:
    """The first of two unprinted columns: 占总分比重 of a class, and the points of a ratee from the polls."""
    return len(COLUMNS) + len(grade_names(data)) + len(data.scheme.vote_rates) + 2


def rate_cells(plan: CellMap, ratee: Ratee, rate: VoteRate) -> tuple[str, str] | None:
    """The references to the votes and the denominator of a rate of a ratee; None if he has no such poll."""
    rows = next((poll.rows for poll in plan.polls[ratee.code] if poll.score.poll == rate.poll), None)
    if rows is None:
        return None
    column = _rate_column(plan.data) + 2 * plan.data.scheme.vote_rates.index(rate)
    return at(VOTES, rows.first, column), at(VOTES, rows.first, column + 1)


def _rate_column(data: SummaryData) -> int:
    """The first of the unprinted columns with the votes and the denominators of rates."""
    return _exact_column(data) + (0 if data.scheme.rules.by_steps else len(_EXACT))


_EXACT = (MEAN, POLL_SCORE, SCORE)
"""The columns with rounded figures of which the next step uses the exact ones under 最后舍入."""
_EXACT_HEADINGS = ("平均分（不舍入）", "测评分（不舍入）", "得分（不舍入）")


def _exact_column(data: SummaryData) -> int:
    """The first of the unprinted columns that hold the exact figures of ``_EXACT``."""
    return _share_column(data) + (2 if data.scheme.by_shares else 0)


def write_polls(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 测评统计."""
    grades = grade_names(data)
    rates = rate_headings(data.scheme)
    widths = [*_WIDTHS, *(GRADE_WIDTH for _ in grades), *(RATE_WIDTH for _ in rates), REMARKS[1]]
    note = plan.head_note(VOTES, _NOTE.format(polls=polls_note(data), sum=votes_add_up(data.scheme)))
    page = open_page(book, data, SheetHead(VOTES, VOTES_TITLE, note, widths))
    write_heading(page, [*headings(_NAMES, data.scheme), *grades, *rates, REMARKS[0]], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=POLL)
    sheet = _VoteCells(page, data, plan)
    unprinted = ["占总分比重", "计入总分（不舍入）"] if data.scheme.by_shares else []
    unprinted += [] if data.scheme.rules.by_steps else _EXACT_HEADINGS
    unprinted += [f"{name}：{part}" for name in rates for part in ("票数", "分母")]
    unprinted += [CHECK_SOURCES] if plan.sources.trace.blocks else []
    if unprinted:
        page.put_row(HEADING_ROW, _share_column(data), unprinted, HELPER_HEADING)
        # A gap, then the unprinted columns.
        page.widths(*widths, 2, *(10, *[12] * (len(unprinted) - 1)))
        page.print_area(plan.poll_rows.last, len(widths) - 1)
    for ratee in plan.ratees:
        sheet.write(ratee)
    if len(data.scheme.polls) == 1:
        page.hide_column(POLL)
    last = plan.poll_rows.last
    page.filter(HEADING_ROW, 0, last, len(widths) - 1)
    wrong = {"type": "cell", "criteria": "==", "value": f'"{_DIFFERS}"', "format": _WRONG}
    page.condition(HEADING_ROW + 1, _CHECK, last, _CHECK, wrong)


def grade_names(data: SummaryData) -> list[str]:
    """The headings for the votes per grade; [] if no poll votes by grades."""
    return [f"“{name}”票数" for name in _grades_in_use(data.scheme)]


def grade_columns(data: SummaryData) -> range:
    """The columns of the votes per grade."""
    return range(len(COLUMNS), len(COLUMNS) + len(grade_names(data)))


def _grades_in_use(scheme: Scheme) -> list[str]:
    """The names of the grades of all polls by grades, each once: two 等级表 may share a name."""
    polls = [poll.name for poll in scheme.polls if poll.scoring is Scoring.GRADES]
    return list(dict.fromkeys(grade.name for poll in polls for grade in scheme.grades_of(poll)))


def votes_per_grade(scheme: Scheme, tally: ClassTally) -> list[Content]:
    """The contents under ``grade_names`` for a class: a dash where its poll has no such grade."""
    names = (grade.name for grade in scheme.grades_of(tally.poll)) if tally.grades else ()
    votes: dict[str, Content] = dict(zip(names, tally.grades, strict=True))
    return [votes.get(name, DASH) for name in _grades_in_use(scheme)]


def polls_note(data: SummaryData) -> str:
    """The formula of 测评得分 in words; with a single poll its name instead, since its column is hidden."""
    if len(data.scheme.polls) == 1:
        return f"测评：{data.scheme.polls[0].name}。"
    score = score_heading(data.scheme)
    if data.scheme.by_shares:
        return f"{score}＝各票类平均分×占总分比重之和÷比重合计。"
    return f"{score}＝各次测评分×测评权重之和÷100。"


class _VoteCells:
    """Writes the rows of the ratees, one ratee after another."""

    def __init__(self, page: Page, data: SummaryData, plan: CellMap) -> None:
        self.page = page
        self.plan = plan
        self.share = _share_column(data)
        self.mean = styles.score(CENTRED, data.scheme.rules.decimals)
        self.remark = _share_column(data) - 2
        grades = {name: len(COLUMNS) + place for place, name in enumerate(_grades_in_use(data.scheme))}
        columns = len(COLUMNS) + len(grades), _rate_column(data)
        self.checked = {
            TRIMMED: _COUNTED,
            TOTAL: _TOTAL,
            sources.RETURNED: RETURNED,
            sources.VALID: VALID,
            sources.ABSTAINED: ABSTAINED,
            **{sources.grade_votes(name): column for name, column in grades.items()},
        }
        """The columns of the leaves, by name of their line on 出处."""
        self.check_sources = _rate_column(data) + 2 * len(data.scheme.vote_rates)
        self.rates = RateColumns(page, plan, columns, grades, self._base)
        self.rules = data.scheme.rules
        exact_columns = range(_exact_column(data), _exact_column(data) + len(_EXACT))
        self.used = dict(zip(_EXACT, _EXACT if self.rules.by_steps else exact_columns, strict=True))
        """The columns to which the next step refers."""

    def write(self, ratee: Ratee) -> None:
        """Write all polls and classes of a ratee."""
        self.page.complete_rows(min((poll.rows.first for poll in self.plan.polls[ratee.code]), default=0))
        for poll in self.plan.polls[ratee.code]:
            for row, tally in enumerate(poll.tallies, poll.rows.first):
                self._write_class(row, ratee, poll, tally)
            self._write_score(poll)
            self.rates.write(poll)
        for component in self.plan.data.scheme.components_for(ratee.group):
            if polls := self.plan.polls_of(ratee, component.name):
                self._write_poll_score(ratee, component, polls)

    def _base(self, row: int, tally: ClassTally, base: VoteBase) -> str:
        """The formula part of the number of a class in the denominator of a rate."""
        with_abstained = self.plan.data.scheme.poll_of[tally.poll].valid_with_abstained
        if base is VoteBase.VALID and with_abstained:
            return f"{a1(row, VALID)}-{a1(row, ABSTAINED)}"
        columns = {VoteBase.VALID: VALID, VoteBase.RETURNED: RETURNED, VoteBase.ELECTORATE: _WEIGHT + 1}
        return a1(row, columns[base])

    def _write_class(self, row: int, ratee: Ratee, poll: PollRows, tally: ClassTally) -> None:
        """Write the row of one class of a ratee; the remark on the poll stands in its first row."""
        page, scheme = self.page, self.plan.data.scheme
        note = "" if row > poll.rows.first else remark_on_poll(scheme, poll.score)
        page.put(row, CODE, ratee.code, CENTRED)
        names = (ratee.workplace, ratee.name, tally.poll, tally.voter_class)
        page.put_row(row, CODE + 1, names, CENTRED)
        person = put_name(page, row, _PERSON, ratee.name, _WIDTHS[_PERSON])
        weight = self.plan.parameters.class_weights[self._class_row(tally)]
        page.formula(row, _WEIGHT, f"={weight}", weight_look(tally.weight), float(Fraction(tally.weight) / exact.POINT))
        page.put_row(row, _WEIGHT + 1, (tally.electorate, tally.issued), CENTRED)
        came = ((sources.RETURNED,), tally.returned)
        put_votes(page, row, RETURNED, (self.plan, tally), (came, *printed_leaves(scheme, tally.poll, tally)))
        self._write_mean(row, ratee, tally)
        agrees = tally.returned == tally.valid + tally.void + tally.abstained
        columns = (VALID, VOID) if scheme.poll_of[tally.poll].valid_with_abstained else (VALID, VOID, ABSTAINED)
        parts = "+".join(a1(row, column) for column in columns)
        check = f'=IF({a1(row, RETURNED)}={parts},"{_AGREES}","{_DIFFERS}")'
        page.formula(row, _CHECK, check, CENTRED, _AGREES if agrees else _DIFFERS)
        by_grade = zip(_grades_in_use(scheme), votes_per_grade(scheme, tally), strict=True)
        leaves = [((sources.grade_votes(name),), votes) for name, votes in by_grade]
        put_votes(page, row, len(COLUMNS), (self.plan, tally), leaves)
        self._write_share(row, tally)
        write_vote_check(page, row, self.check_sources, self.plan, tally, self.checked)
        words = remark_on_class(tally, quoted=not self.plan.public)
        remark = "；".join(part for part in (words, note) if part)
        page.put(row, self.remark, remark, styles.SMALL)
        texts = ((names[0], CODE + 1), (tally.poll, POLL), (tally.voter_class, CLASS))
        fit_row(page, row, (*((text, _WIDTHS[column]) for text, column in texts), person, (remark, REMARKS[1])))

    def _class_row(self, tally: ClassTally) -> VoterClass:
        """The row of 票类 by which the votes of a class on a ratee are weighed."""
        voter = self.plan.data.scheme.class_row(tally.poll, tally.voter_class, tally.ratee)
        assert voter is not None  # there is a tally only for such classes
        return voter

    def _rounded(self, row: int, column: int, missing: str, expression: str, used: exact.ScoreValue | None) -> str:
        """The formula of a rounded figure, a dash if ``missing``; the exact one is written where the next step uses it.

        ``expression``: the formula part of the figure. ``used``: the figure that the next step uses.
        """
        if self.rules.by_steps:
            return f'=IF({missing},"{DASH}",{formula_at(ROUNDING, self.rules, expression)})'
        helper = self.used[column]
        self.page.formula(row, helper, f'=IF({missing},"{DASH}",{expression})', HELPER, figure(used))
        return f'=IF({missing},"{DASH}",{formula_at(ROUNDING, self.rules, a1(row, helper))})'

    def _write_mean(self, row: int, ratee: Ratee, tally: ClassTally) -> None:
        """Write the counted votes, their sum and the mean; with 分项等次 the mean of the items on 分项统计."""
        count, total = a1(row, _COUNTED), a1(row, _TOTAL)
        if tally.items:
            self.page.put_row(row, _COUNTED, (DASH, DASH), CENTRED)
            missing, expression = mean_formula(self.plan, ratee, tally)
        else:
            leaves = (COUNTED, tally.counted), ((TOTAL,), tally.total / exact.POINT)
            put_votes(self.page, row, _COUNTED, (self.plan, tally), leaves)
            sums = self.plan.data.scheme.poll_of[tally.poll].sums_places
            missing, expression = f"{count}=0", total if sums else f"{total}/{count}"
        mean = self._rounded(row, MEAN, missing, expression, tally.used)
        self.page.formula(row, MEAN, mean, self.mean, figure(tally.mean))

    def _write_share(self, row: int, tally: ClassTally) -> None:
        if self.plan.data.scheme.by_shares:
            voter = self._class_row(tally)
            share = float(Fraction(voter.share or 0) / exact.POINT)
            self.page.formula(row, self.share, f"={self.plan.parameters.shares[voter]}", HELPER, share)

    def _write_part(self, ratee: Ratee, component: Component, polls: Sequence[PollRows], missing: str) -> None:
        """Write Σ share x mean; the share of a class without votes goes to the other classes of its poll."""
        terms = []
        for poll in polls:
            shares, means = (span(poll.rows.first, poll.rows.last, column) for column in (self.share, self.used[MEAN]))
            # MAX avoids a division by zero; the whole is a dash then, since the poll has no score.
            terms.append(f'SUM({shares})*SUMPRODUCT({shares},{means})/MAX({TRIFLE},SUMIF({means},">=0",{shares}))')
        part = part_by_shares(self.plan.data.result, ratee.code, component.name)
        value = DASH if part is None else float(part / exact.POINT)
        formula = f'=IF({missing},"{DASH}",({"+".join(terms)})/100)'
        self.page.formula(polls[0].rows.first, self.share + 1, formula, HELPER, value)

    def _write_score(self, poll: PollRows) -> None:
        """Write Σ weight x mean ÷ Σ weight over the classes with votes; a dash as 缺票类处理 says."""
        first, last = poll.rows.first, poll.rows.last
        weights, means = span(first, last, _WEIGHT), span(first, last, self.used[MEAN])
        # The mean of a class without votes is a dash: SUMIF leaves it out, SUMPRODUCT takes it as 0.
        counted = f'SUMIF({means},">=0",{weights})'
        (missing,) = formulas_at(EMPTY_CLASSES, self.rules, MeanCells(means, counted, len(poll.rows)))
        score = f"SUMPRODUCT({weights},{means})/{counted}"
        formula = self._rounded(first, POLL_SCORE, missing, score, poll.score.used)
        write_joint(self.page, poll.rows, POLL_SCORE, self.mean, figure(poll.score.score), formula)

    def _write_poll_score(self, ratee: Ratee, component: Component, polls: Sequence[PollRows]) -> None:
        """Write the score of a component: its polls by their weights; a dash if a poll has no score."""
        first, last = polls[0].rows.first, polls[-1].rows.last
        scores = [a1(poll.rows.first, self.used[POLL_SCORE]) for poll in polls]
        standing, missing = self.plan.standing(ratee), f"COUNT({','.join(scores)})<{len(polls)}"
        expression = scores[0]
        if self.plan.data.scheme.by_shares and component.weight:
            self._write_part(ratee, component, polls, missing)
            expression = f"{a1(first, self.share + 1)}*100/{self.plan.parameters.component_weight(component)}"
        elif len(polls) > 1:
            weights = [self.plan.parameters.poll_weights[poll.score.poll] for poll in polls]
            parts = "+".join(f"{score}*{weight}" for score, weight in zip(scores, weights, strict=True))
            expression = f"({parts})/({'+'.join(weights)})"
        formula = f"={expression}"
        if expression != scores[0] or not self.rules.by_steps:
            raw = standing.raw_of(component.name)
            formula = self._rounded(first, SCORE, missing, expression, None if raw is None else raw.used)
        score = figure(standing.raw_score_of(component.name))
        write_joint(self.page, SheetRows(first, last), SCORE, self.mean, score, formula)


def remark_on_class(tally: ClassTally, *, quoted: bool) -> str:
    """The remark on the marks of a class; ``quoted``: with those that were trimmed."""
    if tally.trimmed is not None and not quoted:
        low, high = len(tally.trimmed.lowest), len(tally.trimmed.highest)
        return "已去掉最高分、最低分各一个" if low == high == 1 else f"已去掉{left_out_words((low, high))}"
    if tally.trimmed is not None:
        ends = (("最高分", tally.trimmed.highest), ("最低分", tally.trimmed.lowest))
        return "已去掉" + "、".join(
            word + "、".join(exact.show_short(mark) for mark in marks) for word, marks in ends if marks
        )
    return "" if tally.mean is not None else "没有有效分数"
