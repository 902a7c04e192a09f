"""结果运用清单.xlsx: to whom the consequences of his tier apply, in the regulation's own words."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.report.final.data import FinalData
from lianping_xlsx.report.final.roll import Listed, roll
from lianping_xlsx.report.final.sheet import open_final, score, write_lines, write_row
from lianping_xlsx.report.frame import (
    BLOCK,
    CENTRED,
    DASH,
    FIRST_ROW,
    HEADING_ROW,
    NAME,
    SheetHead,
    write_heading,
    write_text,
)
from lianping_xlsx.scheme.model import Tier
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.book import Book, Page

USES_FILE = "结果运用清单.xlsx"
_COLUMNS = (
    ("序号", 6),
    ("单位", 18),
    ("姓名", 12),
    ("综合得分", 10),
    ("名次", 7),
    ("审定等次", 10),
    ("结果运用（原文）", 40),
    ("落实情况", 28),
)
_WIDTHS = [width for _, width in _COLUMNS]
_LAST = len(_COLUMNS) - 1
_NOTE = "结果运用为考核方案“等次规则”中的原文；浅黄色的“落实情况”由主办单位填写。"
_NO_USE = "考核方案没有规定本等次的结果运用。"
_NOBODY = "没有人员。"
_SECTION = replace(BLOCK, wrap=True)
_SIGNED = (("经办人：", "审核人：", "日期："),)


def write_uses(data: FinalData) -> dict[str, bytes]:
    """The file by its name."""
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}结果运用清单", banner=profile.banner)
    page = open_final(book, data, SheetHead("结果运用清单", "结果运用清单", _NOTE, _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    everybody = [listed for members in roll(data).values() for listed in members]
    row = FIRST_ROW
    for tier in data.summary.scheme.tiers:
        row = _write_tier(page, row, data, tier, [listed for listed in everybody if listed.tier == tier.name])
    write_lines(page, row + 1, _LAST, _SIGNED)
    return {USES_FILE: book.save()}


def _write_tier(page: Page, row: int, data: FinalData, tier: Tier, found: list[Listed]) -> int:
    """One section: the tier with its words, then everybody in it."""
    use = tier.use or _NO_USE
    words = f"“{tier.name}”等次（{len(found)}人）：{use}"
    write_text(page, row, (0, _LAST), words, _SECTION, sum(_WIDTHS))
    row += 1
    if not found:
        page.merge(row, 0, _LAST, _NOBODY, CENTRED)
        page.height(row, 22)
        return row + 1
    for number, listed in enumerate(found, 1):
        points, look = score(data, listed.composite, CENTRED)
        names = (number, listed.ratee.workplace, listed.ratee.name)
        contents = (*names, points, listed.standing.rank or DASH, listed.tier, use, None)
        looks = (CENTRED, CENTRED, NAME, look, CENTRED, CENTRED, styles.SMALL, styles.INPUT)
        write_row(page, row, contents, looks, _WIDTHS)
        row += 1
    return row
