"""通报附件.xlsx: the ratees by tier; scores and ranks only if the rules publish them."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.campaign_names import ANNEX_FILE
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.phrases import deciding_meeting
from lianping_xlsx.decision.roll import Listed, note_of, roll
from lianping_xlsx.publish.final.final_sheet import open_final, score, write_note, write_row
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
from lianping_xlsx.spreadsheet.book import Book, Page

_COLUMNS = (("序号", 7), ("单位", 26), ("姓名", 16), ("职务", 20), ("审定等次", 13))
_SCORES = (("综合得分", 12), ("名次", 9))
_ABSENT = "不参评"


def write_annex(data: FinalData) -> dict[str, bytes]:
    """通报附件.xlsx as bytes, keyed by its name."""
    profile = data.summary.scheme.profile
    columns = (*_COLUMNS, *_SCORES) if data.summary.scheme.rules.publish_scores else _COLUMNS
    widths = [width for _, width in columns]
    book = Book(f"{profile.title}通报附件", banner=profile.banner)
    note = f"审定：{deciding_meeting(profile, data.meeting)}　{data.date.year}年{data.date.month}月{data.date.day}日"
    page = open_final(book, data, SheetHead("通报附件", "等次一览表", note, widths, landscape=False))
    write_heading(page, [name for name, _ in columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    row = FIRST_ROW
    for group, members in roll(data).items():
        for tier in (*(tier.name for tier in data.summary.scheme.tiers), ""):
            found = [listed for listed in members if listed.tier == tier]
            row = _write_tier(page, row, f"{group}　{tier or _ABSENT}（{len(found)}人）", data, found, widths)
    if data.summary.scheme.rules.publish_scores:
        write_note(page, row, note_of(data, lambda listed: listed.composite), widths)
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
