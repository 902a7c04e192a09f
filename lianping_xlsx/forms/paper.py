"""测评票样: the paper ballot that is printed and handed out at the meeting."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.layout.model import FormLayout
from lianping_xlsx.scheme.model import BallotItem, Ratee, Scheme
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.book import Book, Page

_NOTE = "请对每名同志按百分制评分，在“评分”栏填写0至100的分数，可以带小数；不评的留空视为弃权。本票无记名，请勿署名。"
_SHEET = "测评票样"


def write_paper_ballot(book: Book, scheme: Scheme, form: FormLayout, taken: set[str]) -> None:
    """A printable ballot for the ratees of a form, for its voter class; A4 upright."""
    name, number = _SHEET, 2
    while name in taken:
        name, number = f"{_SHEET}({number})", number + 1
    taken.add(name)
    page = book.page(name)
    page.widths(7, 24, 18, 18, 20)
    profile = scheme.profile
    page.put(0, 0, f"票类：{form.key.voter_class}", replace(styles.PLAIN, wrap=False))
    page.put(0, 4, profile.banner, replace(styles.BANNER, align="right"))
    page.merge(1, 0, 4, f"{profile.year}年度{profile.title}", replace(styles.TITLE, size=16))
    page.height(1, 46)
    page.height(2, 32)
    page.merge(2, 0, 4, f"{form.key.poll} 测评票", styles.TITLE)
    page.merge(3, 0, 4, _NOTE, styles.NOTE)
    page.height(3, 32)
    page.put_row(4, 0, ["序号", "单位", "姓名", "职务", "评分"], styles.HEADING)
    row = _write_ratees(page, _ratees(scheme, form), 5)
    _write_items(page, scheme.items, row)
    page.head_rows(4, 4)
    page.protect()


def _ratees(scheme: Scheme, form: FormLayout) -> list[Ratee]:
    codes = [column.ratee for column in form.columns if column.ratee] or [row.ratee for row in form.rows]
    return [scheme.ratee_of[code] for code in codes]


def _write_ratees(page: Page, ratees: list[Ratee], row: int) -> int:
    for number, ratee in enumerate(ratees, 1):
        page.put_row(row, 0, [number, ratee.workplace, ratee.name, ratee.post, None], styles.CENTRED)
        page.height(row, 22)
        row += 1
    return row


def _write_items(page: Page, items: tuple[BallotItem, ...], row: int) -> None:
    """The items to consider, each by its first sentence: the whole text is in the scheme."""
    if not items:
        return
    page.merge(row, 0, 4, "测评内容：", replace(styles.SECTION, size=10.5))
    for number, item in enumerate(items, 1):
        page.merge(row + number, 0, 4, f"{number}. {item.text.split('。')[0]}。", replace(styles.NOTE, size=10))
