"""评议意见: what was said of each ratee under the three heads; who said it is not shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from lianping_xlsx.intake.returns import Opinion
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.report.summary.frame import (
    CENTRED,
    HEADING_ROW,
    OPINIONS,
    TEXT,
    SheetHead,
    open_page,
    pieces,
    write_heading,
)
from lianping_xlsx.report.summary.plan import Plan
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.sheets.book import Book, Page
from lianping_xlsx.sheets.fitting import fit_row

_COLUMNS = (
    ("编号", 7),
    ("单位", 15),
    ("姓名", 11),
    ("总体评价", 34),
    ("存在的问题和不足", 34),
    ("需要改进的工作和要求", 34),
)
_WIDTHS = [width for _, width in _COLUMNS]
_ROOM = 300
"""Characters of one opinion that a row can hold."""
_NOTE = "每行一条意见，按考核对象排列；不显示提出意见的单位和个人。"
_NONE = "没有收到评议意见。"


def write_opinions(book: Book, data: SummaryData, plan: Plan) -> None:
    """The sheet 评议意见."""
    page = open_page(book, data, SheetHead(OPINIONS, "评议意见汇总", _NOTE, _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=3)
    opinions = _texts(data)
    row = HEADING_ROW + 1
    for ratee in plan.ratees:
        for texts in opinions.get(ratee.code, ()):
            row = _write(page, row, ratee, texts)
    if row == HEADING_ROW + 1:
        page.merge(row, 0, len(_COLUMNS) - 1, _NONE, CENTRED)


def _texts(data: SummaryData) -> dict[str, list[tuple[str, str, str]]]:
    """The texts of each opinion by ratee, ordered by the texts: the order of arrival could name the author."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for opinion in data.opinions:
        texts = _three(opinion)
        if any(texts):
            found.setdefault(opinion.ratee, []).append(texts)
    for listed in found.values():
        listed.sort()
    return found


def _three(opinion: Opinion) -> tuple[str, str, str]:
    return opinion.overall.strip(), opinion.problems.strip(), opinion.improvements.strip()


def _write(page: Page, row: int, ratee: Ratee, texts: tuple[str, str, str]) -> int:
    """One opinion, on as many rows as its longest text needs; the next free row."""
    for part, cells in enumerate(_parts(texts)):
        page.put(row, 0, ratee.code, CENTRED)
        name = f"{ratee.name}（续）" if part else ratee.name
        page.put_row(row, 1, (ratee.workplace, name), CENTRED)
        page.put_row(row, 3, cells, TEXT)
        fit_row(page, row, zip((ratee.workplace, name, *cells), _WIDTHS[1:], strict=True))
        row += 1
    return row


def _parts(texts: tuple[str, str, str]) -> Iterator[tuple[str, ...]]:
    yield from zip_longest(*(pieces(text, _ROOM) for text in texts), fillvalue="")
