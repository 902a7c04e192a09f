"""综合排序（送审件） and 测评统计（送审件）: values for the meeting, without the withheld figures."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.redact import WITHHELD, discloses_rate, withheld_note, without_figures
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary import last_year_sheet, polls_sheet, ranking_sheet
from lianping_xlsx.publish.summary.cell_map import CellMap, PollRows, SheetRows
from lianping_xlsx.publish.summary.joint_cells import write_joint
from lianping_xlsx.publish.summary.rate_columns import RATE, RATE_WIDTH, rate_headings, rate_value
from lianping_xlsx.publish.summary.submission import RANKING_SUBMITTED, VOTES_SUBMITTED
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    DASH,
    HEADING_ROW,
    NAME,
    NOT_RANKED,
    SheetHead,
    figure,
    open_page,
    weight_look,
    write_heading,
)
from lianping_xlsx.publish.summary.tier_columns import group_words
from lianping_xlsx.publish.summary.vote_counts import abstained_note, printed_votes
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.vote_rates import rates_in_use
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.tally_results import ClassTally

_MERGED = "并入测评得分"
_WIDTHS = {"平均分": 13}
"""The columns that are wider than on the sheet of the office, for words in place of a figure."""
_VOTES = tuple((name, _WIDTHS.get(name, width)) for name, width in polls_sheet.COLUMNS if name != polls_sheet.CHECK)
_NAMES = [name for name, _ in _VOTES]
_POLL, _WEIGHT, _TOTAL, _POLL_SCORE, _SCORE = (
    _NAMES.index(name) for name in ("测评", "权重", "合计分", "测评分", polls_sheet.SCORE_HEADING)
)
_VOTES_NOTE = (
    "平均分＝合计分÷计分票数；测评分＝各票类平均分×权重之和÷100。{polls}单位：张、分。"
    "有的票类有效票不足{line}张（票类均分单列线）或评分高度一致的，为保护投票人，该次测评各票类的平均分不单列，并入测评得分。"
)


def write_submitted(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the two sheets, each only if the sheet of the office may not go to the meeting."""
    if plan.submission.ranking_apart:
        _write_ranking(book, data, plan)
    if plan.submission.votes_apart:
        _write_votes(book, data, plan)


def _why(data: SummaryData, plan: CellMap) -> str:
    """The sentence that explains 不单列; '' if no score is withheld."""
    if not plan.submission.ranking_apart:
        return ""
    return withheld_note(data.scheme, plan.submission.disclosures, again=bool(data.releases))


# ---------------------------------------------------------------- 综合排序


def _write_ranking(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write 综合排序（送审件）."""
    columns = ranking_sheet.ranking_columns(data)
    widths = [width for _, width in columns]
    note = f"{ranking_sheet.ranking_note(data)}。{_why(data, plan)}"
    page = open_page(book, data, SheetHead(RANKING_SUBMITTED, ranking_sheet.RANKING_TITLE, note, widths))
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=ranking_sheet.PERSON + 1)
    former = last_year_sheet.LastYearCells(page, data, plan.columns.decided + 1, plan.columns.rank)
    for group, members in plan.ranked.items():
        row = plan.group_rows[group].first - 1
        page.merge(row, 0, len(columns) - 1, group_words(plan, group), BLOCK)
        page.height(row, 20)
        for number, ratee in enumerate(members, 1):
            _write_ranked(page, plan, number, ratee, widths)
            former.write(row + number, ratee)
    ranking_sheet.hide_events(page, plan)
    page.sign_pages(ranking_sheet.RANKING_SIGNATURES)
    page.print_area(plan.ranking.last, len(columns) - 1)


def _write_ranked(page: Page, plan: CellMap, number: int, ratee: Ratee, widths: Sequence[float]) -> None:
    """Write the row of a ratee; ``number``: his 序号."""
    data, row = plan.data, plan.ranking_rows[ratee.code]
    standing, shown = plan.standing(ratee), plan.submission.of(ratee.code)
    score, remark = styles.score(CENTRED, data.scheme.rules.decimals), len(widths) - 1
    composite = NOT_RANKED if ratee.code in plan.excluded else _shown(standing.composite, may=shown.composite)
    events = [points / exact.POINT if points else None for points in (standing.bonus, standing.penalty)]
    page.put_row(row, 0, (number, ratee.code, ratee.workplace, ratee.name, ratee.post), CENTRED)
    page.put(row, ranking_sheet.PERSON, ratee.name, NAME)
    ranking_sheet.write_not_applied(page, row, plan, standing)
    for each in standing.scores:
        content = _shown(each.score, may=each.component not in shown.components)
        page.put(row, plan.columns.score(each.component), content, score)
    page.put_row(row, plan.columns.bonus, events, CENTRED)
    page.put(row, plan.columns.composite, composite, score)
    ranked = plan.composite(ratee) is not None
    places = (standing.rank_cell, standing.proposed_tier or DASH) if ranked else (DASH, DASH)
    page.put_row(row, plan.columns.rank, places, CENTRED)
    decided = data.decided.tiers.get(ratee.code) if data.decided else None
    page.put(row, plan.columns.decided, decided, CENTRED)
    words = without_figures(standing.remark, standing, shown)
    page.put(row, remark, words, styles.SMALL)
    texts = (
        (ratee.workplace, ranking_sheet.WORKPLACE),
        (ratee.post, ranking_sheet.PERSON + 1),
        (words, remark),
    )
    fit_row(page, row, ((text, widths[column]) for text, column in texts))


def _shown(points: exact.ScoreValue | None, *, may: bool) -> Content:
    return figure(points) if may or points is None else WITHHELD


# ---------------------------------------------------------------- 测评统计


def _write_votes(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write 测评统计（送审件）."""
    grades = polls_sheet.grade_names(data)
    rates = rate_headings(data.scheme)
    widths = [width for _, width in _VOTES]
    widths += [*(polls_sheet.GRADE_WIDTH for _ in grades), *(RATE_WIDTH for _ in rates), polls_sheet.REMARKS[1]]
    of_polls = f"{abstained_note(data.scheme)}{polls_sheet.polls_note(data)}"
    note = _VOTES_NOTE.format(polls=of_polls, line=data.scheme.rules.class_line) + _why(data, plan)
    page = open_page(book, data, SheetHead(VOTES_SUBMITTED, polls_sheet.VOTES_TITLE, note, widths))
    names = polls_sheet.headings(_NAMES, data.scheme)
    write_heading(page, [*names, *grades, *rates, polls_sheet.REMARKS[0]], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=_POLL)
    score = styles.score(CENTRED, data.scheme.rules.decimals)
    for ratee in plan.ratees:
        shown = plan.submission.of(ratee.code)
        for poll in plan.polls[ratee.code]:
            for row, tally in enumerate(poll.tallies, poll.rows.first):
                _write_class(page, row, plan, tally)
                _write_remark(page, row, (plan, poll), tally, widths)
            content = _shown(poll.score.score, may=poll.score.poll not in shown.withheld)
            write_joint(page, poll.rows, _POLL_SCORE, score, content)
            _write_rates(page, poll, data.scheme, shown, len(_VOTES) + len(grades))
        for each in plan.standing(ratee).scores:
            if polls := plan.polls_of(ratee, each.component):
                rows = SheetRows(polls[0].rows.first, polls[-1].rows.last)
                content = _shown(each.raw.score, may=each.component not in shown.components)
                write_joint(page, rows, _SCORE, score, content)
    if len(data.scheme.polls) == 1:
        page.hide_column(_POLL)


def _write_rates(page: Page, poll: PollRows, scheme: Scheme, shown: Disclosure, first: int) -> None:
    """Write the rates of votes of a poll in its first row; ``first``: the column of the first rate."""
    for column, rate in enumerate(rates_in_use(scheme), first):
        for row in range(poll.rows.first, poll.rows.last + 1):
            page.put(row, column, None, RATE)
        if rate.poll == poll.score.poll:
            told = discloses_rate(shown, rate.poll, rate.classes)
            page.put(poll.rows.first, column, rate_value(scheme, rate, poll) if told else WITHHELD, RATE)


def _write_class(page: Page, row: int, plan: CellMap, tally: ClassTally) -> None:
    """Write the row of a class; figures of a merged class are replaced by words."""
    scheme, shown, ratee = plan.data.scheme, plan.submission.of(tally.ratee), plan.data.scheme.ratee_of[tally.ratee]
    page.put_row(row, 0, (ratee.code, ratee.workplace, ratee.name, tally.poll, tally.voter_class), CENTRED)
    page.put(row, 2, ratee.name, NAME)
    page.put(row, _WEIGHT, float(tally.weight / exact.POINT), weight_look(tally.weight))
    votes = (tally.electorate, tally.issued, tally.returned, *printed_votes(scheme, tally.poll, tally))
    page.put_row(row, _WEIGHT + 1, (*votes, DASH if tally.items else tally.counted), CENTRED)
    score = styles.score(CENTRED, scheme.rules.decimals)
    grades = len(polls_sheet.grade_names(plan.data))
    if (tally.poll, tally.voter_class) not in shown.merged:
        total = DASH if tally.items else tally.total / exact.POINT
        page.put_row(row, _TOTAL, (total, figure(tally.mean)), CENTRED)
        page.put(row, _TOTAL + 1, figure(tally.mean), score)
        page.put_row(row, len(_VOTES), polls_sheet.votes_per_grade(scheme, tally), CENTRED)
        return
    in_score = tally.weight and tally.poll not in shown.withheld
    page.put_row(row, _TOTAL, (DASH, _MERGED if in_score else WITHHELD), CENTRED)
    page.put_row(row, len(_VOTES), [DASH] * grades, CENTRED)


def _write_remark(
    page: Page, row: int, of_poll: tuple[CellMap, PollRows], tally: ClassTally, widths: Sequence[float]
) -> None:
    """Write the remark on a class; it says that marks were trimmed, but not which."""
    plan, poll = of_poll
    of_first = polls_sheet.remark_on_poll(plan.data.scheme, poll.score) if row == poll.rows.first else ""
    remark = "；".join(part for part in (polls_sheet.remark_on_class(tally, quoted=False), of_first) if part)
    page.put(row, len(widths) - 1, remark, styles.SMALL)
    ratee = tally.poll, tally.voter_class
    texts = [(text, widths[_POLL + place]) for place, text in enumerate(ratee)]
    fit_row(page, row, (*texts, (remark, widths[-1])))
