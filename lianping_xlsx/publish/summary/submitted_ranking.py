"""综合排序 of 送审件: the values of that sheet of 汇总表, without the withheld figures and the steps of the tiers."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.decision.disclosure.redact import without_figures
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary import last_year_sheet, ranking_sheet
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.submitted_votes import shown_score
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    DASH,
    HEADING_ROW,
    NOT_RANKED,
    RANKING,
    SheetHead,
    open_page,
    put_name,
    write_heading,
)
from lianping_xlsx.publish.summary.tier_columns import group_words
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row


def write_submitted_ranking(book: Book, data: SummaryData, plan: CellMap, why: str) -> None:
    """Write the sheet. ``why``: the sentence that explains 不单列, or ''."""
    columns = ranking_sheet.ranking_columns(data)
    widths = [width for _, width in columns]
    note = f"{ranking_sheet.ranking_note(data)}。{why}"
    page = open_page(book, data, SheetHead(RANKING, ranking_sheet.RANKING_TITLE, note, widths))
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
    composite = NOT_RANKED if ratee.code in plan.excluded else shown_score(standing.composite, may=shown.composite)
    events = [points / exact.POINT if points else None for points in (standing.bonus, standing.penalty)]
    page.put_row(row, 0, (number, ratee.code, ratee.workplace, ratee.name, ratee.post), CENTRED)
    person = put_name(page, row, ranking_sheet.PERSON, ratee.name, widths[ranking_sheet.PERSON])
    ranking_sheet.write_not_applied(page, row, plan, standing)
    for each in standing.scores:
        content = shown_score(each.score, may=each.component not in shown.components)
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
        (standing.proposed_tier or "", plan.columns.tier),
        (decided or "", plan.columns.decided),
        (words, remark),
    )
    fit_row(page, row, (person, *((text, widths[column]) for text, column in texts)))
