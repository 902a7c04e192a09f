"""上报表.xlsx, the report of the result to the 上级组织部门, and 通报附件.xlsx, the ratees by tier.

通报附件 shows scores and ranks only if the rules publish them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lianping_xlsx.core.campaign_names import ANNEX_FILE
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.decision.disclosure.redact import message_outside
from lianping_xlsx.decision.final_data import FinalData, Listed, Score, note_of, remark, roll
from lianping_xlsx.decision.phrases import deciding_meeting, office
from lianping_xlsx.publish.final.final_sheet import open_final, score, write_lines, write_note, write_row
from lianping_xlsx.publish.page_frame import (
    BLOCK,
    CENTRED,
    DASH,
    FIRST_ROW,
    HEADING_ROW,
    NAME,
    SheetHead,
    write_heading,
)
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_BEFORE = (("序号", 6), ("单位", 18), ("姓名", 12), ("职务", 14))
_SCORE_WIDTH = 10
_AFTER = (("综合得分", _SCORE_WIDTH), ("排名", 7), ("审定等次", 10), ("备注", 36))
_NOTE = "报送：{to}　　　　填报单位（盖章）：{host}　　　　填报日期：　　　　年　　月　　日"
_SIGNED = (("填报人：", "审核人：", "联系电话："),)
_ACCEPTED = "试算情况说明：汇总成绩时尚有下列遗留问题，已由责任人逐项同意"


def filing_page(data: FinalData) -> Page:
    """The sheet of 上报表.xlsx, whose workbook is to be saved."""
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}上报表", banner=profile.banner)
    note = _NOTE.format(to=profile.reports_to or "　　　　　　", host=office(profile.host))
    scores = ((name, _SCORE_WIDTH) for name in data.summary.scheme.score_names.values())
    columns = (*_BEFORE, *scores, *_AFTER)
    widths = [width for _, width in columns]
    page = open_final(book, data, SheetHead("上报表", "结果上报表", note, widths))
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    row = write_note(page, _write_groups(page, data, widths), note_of(data, _scores), widths)
    row = _write_accepted(page, row, data, widths)
    write_lines(page, row + 1, len(columns) - 1, _SIGNED)
    return page


def _scores(data: FinalData, listed: Listed) -> list[Score]:
    """The scores of the components, then 综合得分."""
    return [*(listed.score(name) for name in data.summary.scheme.score_names), listed.composite]


def _write_groups(page: Page, data: FinalData, widths: Sequence[float]) -> int:
    """Write the ratees by 排名组, with a line per 排名组 if there are several; return the next row."""
    row, number = FIRST_ROW, 0
    groups = roll(data)
    for group, members in groups.items():
        if len(groups) > 1:
            page.merge(row, 0, len(widths) - 1, f"{group}（{len(members)}人）", BLOCK)
            page.height(row, 22)
            row += 1
        for listed in members:
            number += 1
            _write_ratee(page, (row, number), data, listed, widths)
            row += 1
    return row


def _write_ratee(
    page: Page, numbers: tuple[int, int], data: FinalData, listed: Listed, widths: Sequence[float]
) -> None:
    """Write a ratee. ``numbers``: the row, and his 序号."""
    (row, number), ratee, standing = numbers, listed.ratee, listed.standing
    scores = [score(data, points, CENTRED) for points in _scores(data, listed)]
    contents = (number, ratee.workplace, ratee.name, ratee.post, *(content for content, _ in scores))
    decided = (standing.rank_cell or DASH, listed.tier or DASH, remark(data, listed))
    looks = (CENTRED, CENTRED, NAME, CENTRED, *(look for _, look in scores), CENTRED, CENTRED, styles.SMALL)
    write_row(page, row, (*contents, *decided), looks, widths)


def _write_accepted(page: Page, row: int, data: FinalData, widths: Sequence[float]) -> int:
    """Write the problems that were open at the decision and who answers for them; equal lines are joined."""
    if not data.accepted:
        return row
    page.merge(row + 1, 0, len(widths) - 1, _ACCEPTED, styles.SECTION)
    page.height(row + 1, 24)
    row = _write_wide(page, row + 2, ("序号", "问题", "同意人", "同意理由"), styles.HEADING, widths)
    # Messages without file and cell may be equal: they are printed once, with their number.
    lines = Counter(
        (message_outside(accepted.code, accepted.message), accepted.who, accepted.reason) for accepted in data.accepted
    )
    for number, ((problem, who, reason), count) in enumerate(lines.items(), 1):
        times = f"（共{count}处）" if count > 1 else ""
        row = _write_wide(page, row, (str(number), f"{problem}{times}", who, reason), styles.SMALL, widths)
    return row


def _write_wide(
    page: Page, row: int, texts: tuple[str, str, str, str], look: styles.Style, widths: Sequence[float]
) -> int:
    """Write 序号, a problem over most columns, a person over three, and a reason; return the next row."""
    last = len(widths) - 1
    places = ((0, 0), (1, last - 4), (last - 3, last - 1), (last, last))
    for (first, end), text in zip(places, texts, strict=True):
        page.merge(row, first, end, text, look)
    rooms = (float(sum(widths[first : end + 1])) for first, end in places)
    fit_row(page, row, zip(texts, rooms, strict=True), look.size, least=22)
    return row + 1


_ANNEX_COLUMNS = (("序号", 7), ("单位", 26), ("姓名", 16), ("职务", 20), ("审定等次", 13))
_SCORES = (("综合得分", 12), ("名次", 9))
_ABSENT = "不参评"


def write_annex(data: FinalData) -> dict[str, bytes]:
    """通报附件.xlsx as bytes, keyed by its name."""
    profile = data.summary.scheme.profile
    columns = (*_ANNEX_COLUMNS, *_SCORES) if data.summary.scheme.rules.publish_scores else _ANNEX_COLUMNS
    widths = [width for _, width in columns]
    book = Book(f"{profile.title}通报附件", banner=profile.banner)
    note = f"审定：{deciding_meeting(profile, data.meeting)}　{day_in_words(data.date)}"
    page = open_final(book, data, SheetHead("通报附件", "等次一览表", note, widths, landscape=False))
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    row = FIRST_ROW
    for group, members in roll(data).items():
        for tier in (*data.summary.scheme.tier_names, ""):
            found = [listed for listed in members if listed.tier == tier]
            row = _write_tier(page, row, f"{group}　{tier or _ABSENT}（{len(found)}人）", data, found, widths)
    if data.summary.scheme.rules.publish_scores:
        write_note(page, row, note_of(data, lambda _, listed: [listed.composite]), widths)
    return {ANNEX_FILE: book.save()}


def _write_tier(
    page: Page, row: int, words: str, data: FinalData, found: Sequence[Listed], widths: Sequence[float]
) -> int:
    """Write a line for the tier and one per ratee, nothing for an empty tier; return the next row."""
    if not found:
        return row
    page.merge(row, 0, len(widths) - 1, words, BLOCK)
    page.height(row, 22)
    for number, listed in enumerate(found, 1):
        ratee = listed.ratee
        contents = (number, ratee.workplace, ratee.name, ratee.post, listed.tier or DASH)
        points, look = score(data, listed.composite if listed.standing.place else None, CENTRED)
        cells = (*contents, points, listed.standing.rank_cell or DASH)[: len(widths)]
        looks = (CENTRED, CENTRED, NAME, CENTRED, CENTRED, look, CENTRED)[: len(widths)]
        write_row(page, row + number, cells, looks, widths)
    return row + 1 + len(found)
