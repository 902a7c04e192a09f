"""What the sheets of the summary share: names, looks, the head of a sheet, how much room a text takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lianping_xlsx.core import exact
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.address import a1
from lianping_xlsx.sheets.book import Book, Content, Page
from lianping_xlsx.sheets.fitting import fit_row, line_height, lines_of
from lianping_xlsx.sheets.styles import Style

COVER = "封面"
RANKING = "综合排序"
VOTES = "测评统计"
FIELD = "考评明细"
OPINIONS = "评议意见"
SELF_CHECKS = "述职自查"
REVIEWS = "述职报告审核"
LAST_YEAR_ITEMS = "上年整改"
CHARTS = "图表"
RETURNS = "报送情况"
FINDINGS = "问题清单"
METHOD = "计算说明"

DASH = "—"
"""Where there is no figure."""
NOT_RANKED = "不参评"
TRIAL = "【试算】"
TRIAL_NOTE = "【试算】尚有问题或缺表，不作正式依据"

BANNER_ROW, TITLE_ROW, NOTE_ROW, HEADING_ROW = 0, 1, 2, 3
FIRST_ROW = 4
"""The first row below the heading."""

HEADING = replace(styles.HEADING, size=10.5)
TEXT = replace(styles.CELL, size=10.5)
CENTRED = replace(styles.CENTRED, size=10.5)
NAME = replace(CENTRED, shrink=True)
"""For names of persons: on one line, however long."""
BLOCK = replace(styles.CELL, font=styles.HEADING_FONT, size=11, fill="#F5F7FA", wrap=False)
HELPER = replace(CENTRED, size=9, color=styles.INK_GREY)
HELPER_HEADING = replace(HEADING, size=9, color=styles.INK_GREY, fill="#F2F2F2")
ALARM = Style(color=styles.RED, bold=True)
_TITLE_SIZES = (18, 17, 16, 15, 14)
_TRIAL = replace(styles.BANNER, align="right")


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The head of a sheet: its title words, a note below, column widths, and how it lies on the paper."""

    name: str
    title: str
    note: str
    widths: Sequence[float]
    landscape: bool = True


def open_page(book: Book, data: SummaryData, head: SheetHead) -> Page:
    """A new sheet with banner, title and note over its columns; the heading row is left to the sheet."""
    page = book.page(head.name, landscape=head.landscape)
    last = len(head.widths) - 1
    page.widths(*head.widths)
    write_banner(page, data, last)
    width, trial = sum(head.widths), "" if data.official else TRIAL
    title = f"{data.scheme.profile.year}年度{data.scheme.profile.title}{head.title}{trial}"
    size = next((size for size in _TITLE_SIZES if lines_of(title, width, size) == 1), _TITLE_SIZES[-1])
    write_text(page, TITLE_ROW, (0, last), title, replace(styles.TITLE, size=size), width)
    write_text(page, NOTE_ROW, (0, last), head.note, styles.SUBTITLE, width)
    return page


def write_banner(page: Page, data: SummaryData, last: int) -> None:
    """标注 on the left, 试算 on the right, over the columns 0 to ``last``."""
    middle = last // 2
    page.merge(BANNER_ROW, 0, middle, data.scheme.profile.banner, styles.BANNER)
    if last > middle:
        page.merge(BANNER_ROW, middle + 1, last, "" if data.official else TRIAL_NOTE, _TRIAL)


def write_heading(page: Page, headings: Sequence[str], widths: Sequence[float], row: int = HEADING_ROW) -> None:
    """A heading row, as high as its longest heading needs."""
    page.put_row(row, 0, headings, HEADING)
    fit_row(page, row, tuple(zip(headings, widths, strict=False)), HEADING.size)


def write_text(page: Page, row: int, columns: tuple[int, int], text: str, style: Style, width: float) -> None:
    """A text over merged columns of ``width`` characters, in a row as high as it needs."""
    page.merge(row, *columns, text, style)
    page.height(row, line_height(style.size) * lines_of(text, width, style.size) + 4)


def figure(value: int | None) -> Content:
    """Hundredths as the number in a cell, or a dash where there is none."""
    return DASH if value is None else value / exact.POINT


def at(sheet: str, row: int, column: int, *, fixed: bool = False) -> str:
    """A reference to a cell of another sheet."""
    return f"'{sheet}'!{a1(row, column, fixed=fixed)}"


def span(first_row: int, last_row: int, column: int, *, sheet: str = "", fixed: bool = False) -> str:
    """A reference to some rows of one column."""
    cells = f"{a1(first_row, column, fixed=fixed)}:{a1(last_row, column, fixed=fixed)}"
    return f"'{sheet}'!{cells}" if sheet else cells


def pieces(text: str, limit: int) -> Iterator[str]:
    """A text in pieces that a row can hold (Excel's rows end at 409 points), cut after a sentence where one ends."""
    rest = text.strip()
    while len(rest) > limit:
        cut = max(rest.rfind(mark, limit // 2, limit) for mark in "。；！？\n") + 1
        yield rest[: cut or limit]
        rest = rest[cut or limit :].lstrip()
    yield rest
