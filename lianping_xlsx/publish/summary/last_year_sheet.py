"""Comparison with last year: its columns on 综合排序, and the sheet 上年整改 with the problems still open."""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.last_year import LastYear, OpenItem
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    HEADING_ROW,
    LAST_YEAR_ITEMS,
    SheetHead,
    figure,
    open_page,
    write_heading,
)
from lianping_xlsx.publish.summary.text_sheets import RATEE_COLUMNS, write_passages
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.profile import year_in_words
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page

_RANKING_COLUMNS = (("上年得分", 9), ("上年名次", 7), ("上年等次", 9), ("升降", 6))
_NOTE = "。上年得分、名次、等次取自{year}考核，升降比的是同一排名组内的名次"

_ITEM_COLUMNS = (
    *RATEE_COLUMNS,
    ("问题", 32),
    ("来源", 14),
    ("目标", 22),
    ("措施", 28),
    ("时限", 12),
    ("完成情况", 22),
)
_ITEM_WIDTHS = [width for _, width in _ITEM_COLUMNS]
_ITEMS_NOTE = "{year}整改清单中没有销号的事项，请与本年查摆的问题一并整改。"


def columns(data: SummaryData) -> tuple[tuple[str, float], ...]:
    """The additional columns of 综合排序 (name, width); () if nothing is known of last year."""
    return _RANKING_COLUMNS if data.last_year else ()


def note(data: SummaryData) -> str:
    """The part of the note of 综合排序 on these columns; '' if there are none."""
    return _NOTE.format(year=_year(data)) if data.last_year else ""


def _year(data: SummaryData) -> str:
    year = next((last.year for last in data.last_year.values() if last.year), "")
    return year_in_words(year) if year else "上年"


class LastYearCells:
    """Writes last year's cells on 综合排序. ``first``: their first column; ``rank``: the column of this year's rank."""

    def __init__(self, page: Page, data: SummaryData, first: int, rank: int) -> None:
        self.page = page
        self.data = data
        self.first = first
        self.rank = rank
        self.score = styles.score(CENTRED, _decimals(data))

    def write(self, row: int, ratee: Ratee) -> None:
        """Write the cells in the row of a ratee."""
        last = self.data.last_year.get(ratee.code)
        if last is not None:
            self.page.put(row, self.first, figure(last.composite), self.score)
            self.page.put_row(row, self.first + 1, (last.rank or DASH, last.tier or DASH), CENTRED)
            self._write_change(row, ratee, last)
        elif self.data.last_year:
            self.page.put_row(row, self.first, [DASH] * len(_RANKING_COLUMNS), CENTRED)

    def _write_change(self, row: int, ratee: Ratee, last: LastYear) -> None:
        """Write 升降 as a formula; a dash if last year's rank was in another 排名组."""
        column = self.first + 3
        if last.group and name_key(last.group) != name_key(ratee.group):
            self.page.put(row, column, DASH, CENTRED)
            return
        before, now = a1(row, self.first + 1), a1(row, self.rank)
        moved = f'IF({now}<{before},"↑"&({before}-{now}),IF({now}>{before},"↓"&({now}-{before}),"{DASH}"))'
        formula = f'=IF(COUNT({before},{now})<2,"{DASH}",{moved})'
        change = _moved(last.rank, self.data.result.standing_of[ratee.code].rank)
        self.page.formula(row, column, formula, CENTRED, change)


def _moved(before: int | None, now: int | None) -> str:
    if before is None or now is None or before == now:
        return DASH
    return f"↑{before - now}" if now < before else f"↓{now - before}"


def _decimals(data: SummaryData) -> int:
    """The number of decimals for last year's scores: the larger of those of both years."""
    scores = [last.composite or 0 for last in data.last_year.values()]
    coarser = range(exact.MOST_DECIMALS)
    every = (places for places in coarser if all(score % exact.unit_of(places) == 0 for score in scores))
    theirs = next(every, exact.MOST_DECIMALS)
    return max(theirs, data.scheme.rules.decimals)


def has_open_items(data: SummaryData) -> bool:
    """Return True if the summary has a sheet 上年整改."""
    return any(last.open_items for last in data.last_year.values())


def write_open_items(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 上年整改 if a problem is still open."""
    if not has_open_items(data):
        return
    items_note = _ITEMS_NOTE.format(year=_year(data))
    page = open_page(book, data, SheetHead(LAST_YEAR_ITEMS, "上年未销号整改事项", items_note, _ITEM_WIDTHS))
    write_heading(page, [name for name, _ in _ITEM_COLUMNS], _ITEM_WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=len(RATEE_COLUMNS))
    row, nothing = HEADING_ROW + 1, LastYear("", None, None, "")
    for ratee in plan.ratees:
        for item in data.last_year.get(ratee.code, nothing).open_items:
            row = write_passages(page, row, ratee, (), _texts(item), _ITEM_WIDTHS)


def _texts(item: OpenItem) -> tuple[str, ...]:
    return item.problem, item.source, item.goal, item.measures, item.deadline, item.progress
