"""Common parts of the sheets of the summary: names, looks, the head of a sheet, references to cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish import page_frame
from lianping_xlsx.publish.page_frame import (
    BANNER_ROW,
    BLOCK,
    CENTRED,
    DASH,
    FIRST_ROW,
    HEADING,
    HEADING_ROW,
    NOTE_ROW,
    TEXT,
    TITLE_ROW,
    SheetHead,
    figure,
    name_look,
    names_height,
    open_sheet,
    put_name,
    write_heading,
    write_text,
)
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.styles import Style

__all__ = [
    "BANNER_ROW",
    "BLOCK",
    "CENTRED",
    "DASH",
    "FIRST_ROW",
    "HEADING",
    "HEADING_ROW",
    "NOTE_ROW",
    "TEXT",
    "TITLE_ROW",
    "SheetHead",
    "figure",
    "name_look",
    "names_height",
    "put_name",
    "write_heading",
    "write_text",
]
"""The parts of ``page_frame`` that the sheets of the summary import from here."""

COVER = "封面"
GUIDE = "底稿说明"
RANKING = "综合排序"
VOTES = "测评统计"
CONVERSIONS = "折算明细"
ITEM_VOTES = "分项统计"
FIELD = "考评明细"
ITEMS = "考评逐项"
ENTERED_ITEMS = "考评填写"
ITEM_MEANS = "逐项平均"
SOURCES = "出处"
DEPARTMENTS = "部门评分"
EXEMPT = "无任务项目"
CITED = "引用明细"
ROLL_UP = "总表"
GIVEN = "得分明细"
OPINIONS = "评议意见"
LAST_YEAR_ITEMS = "上年整改"
CHARTS = "图表"
BORDERS = "边界分析"
RETURNS = "报送情况"
FINDINGS = "问题清单"
METHOD = "计算说明"

NOT_RANKED = "不参评"
TRIAL = "【试算】"
TRIAL_NOTE = "【试算】尚有问题或缺表，不作正式依据"

HELPER = replace(CENTRED, size=9, color=styles.INK_GREY)
HELPER_HEADING = replace(HEADING, size=9, color=styles.INK_GREY, fill="#F2F2F2")


def open_page(book: Book, data: SummaryData, head: SheetHead) -> Page:
    """Add a sheet of the summary; its title begins with that of the campaign."""
    profile, trial = data.scheme.profile, "" if data.official else TRIAL
    title = f"{profile.occasion}{head.title}{trial}"
    return open_sheet(book, profile, replace(head, title=title), mark=_mark(data))


def write_banner(page: Page, data: SummaryData, widths: Sequence[float]) -> None:
    """Write 标注 on the left and 试算 on the right, over columns of these widths (characters)."""
    page_frame.write_banner(page, data.scheme.profile, widths, _mark(data))


def _mark(data: SummaryData) -> str:
    return "" if data.official else TRIAL_NOTE


def at(sheet: str, row: int, column: int, *, fixed: bool = False) -> str:
    """A reference to a cell (row and column from 0) of another sheet."""
    return f"'{sheet}'!{a1(row, column, fixed=fixed)}"


def span(first_row: int, last_row: int, column: int, *, sheet: str = "", fixed: bool = False) -> str:
    """A reference to the rows ``first_row`` to ``last_row`` of one column."""
    cells = f"{a1(first_row, column, fixed=fixed)}:{a1(last_row, column, fixed=fixed)}"
    return f"'{sheet}'!{cells}" if sheet else cells


def pieces(text: str, limit: int) -> Iterator[str]:
    """Yield a text in pieces of at most ``limit`` characters, cut after a sentence if possible.

    Excel's rows are at most 409 points high, so a long text needs several rows.
    """
    rest = text.strip()
    while len(rest) > limit:
        cut = max(rest.rfind(mark, limit // 2, limit) for mark in "。；！？\n") + 1
        yield rest[: cut or limit]
        rest = rest[cut or limit :].lstrip()
    yield rest


def put_weight(page: Page, row: int, column: int, weight: Weight) -> None:
    """Write a weight in per cent exactly: as a number, or as a division if it has no finite decimals."""
    look, content = weight_look(weight), float(Fraction(weight) / exact.POINT)
    if "/" in exact.show_weight(weight):
        page.formula(row, column, f"=100*{exact.show_weight(weight)}", look, content)
    else:
        page.put(row, column, content, look)


@cache  # a class has the same weight for thousands of ratees
def weight_look(weight: Weight) -> Style:
    """The look of a weight: as a mixed number (33 1/3) if it has no finite decimals."""
    digits = len(str((Fraction(weight) / exact.POINT).denominator))
    ends = "/" not in exact.show_weight(weight)
    return CENTRED if ends else replace(CENTRED, number=f"# {'?' * digits}/{'?' * digits}")
