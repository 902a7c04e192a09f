"""整改清单.xlsx."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.report.final.data import FinalData
from lianping_xlsx.report.final.rectification import (
    CLOSED,
    RECTIFICATION_FILE,
    RECTIFICATION_TABLE,
    TYPED,
    Item,
    Typed,
    listed,
)
from lianping_xlsx.report.final.sheet import open_final, write_row
from lianping_xlsx.report.frame import CENTRED, FIRST_ROW, HEADING_ROW, NAME, SheetHead, write_heading
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.book import Book, Content, Page

_NAMES = [column.name for column in RECTIFICATION_TABLE.columns]
_WIDTHS = [column.width for column in RECTIFICATION_TABLE.columns]
_LAST = len(_NAMES) - 1
_ISSUED = (CENTRED, CENTRED, CENTRED, NAME, styles.SMALL, CENTRED)
_WORDS = replace(styles.INPUT, size=10)
_WORD = replace(styles.INPUT_CENTRED, size=10)
_ENTRIES = (_WORDS, _WORDS, _WORD, _WORD, _WORDS, _WORD)
_ADDED = (CENTRED, _WORD, _WORD, _WORD, _WORDS, _WORD)
_KEPT = "以下为补充的问题，以及本次不再列出而保留的问题"
_SPARE = 10


def write_rectification(data: FinalData, typed: Typed = ()) -> dict[str, bytes]:
    """The file by its name; ``typed``: the rows of the one that there is already."""
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}整改清单", banner=profile.banner)
    head = SheetHead(RECTIFICATION_TABLE.sheet, RECTIFICATION_TABLE.title, RECTIFICATION_TABLE.note, _WIDTHS)
    page = open_final(book, data, head)
    write_heading(page, _NAMES, _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=_NAMES.index("问题"))
    rows, kept = listed(data, typed)
    for number, item in enumerate(rows, 1):
        _write(page, HEADING_ROW + number, number, item)
    last = _write_added(page, FIRST_ROW + len(rows), kept)
    done = _NAMES.index(TYPED[-1])
    page.rule(FIRST_ROW, done, last, done, CLOSED.rule(), title=TYPED[-1])
    page.protect()
    return {RECTIFICATION_FILE: book.save()}


def _write(page: Page, row: int, number: int, item: Item) -> None:
    contents: tuple[Content, ...] = (number, item.code, item.unit, item.name, item.problem, item.source, *item.typed)
    write_row(page, row, contents, (*_ISSUED, *_ENTRIES), _WIDTHS)


def _write_added(page: Page, row: int, kept: Typed) -> int:
    """Rows that do not arise from the result, without 序号, and blank ones to type in; the last row."""
    page.merge(row, 0, _LAST, _KEPT, styles.SECTION)
    page.height(row, 24)
    blank = Item("", "", "", "", "", ("",) * len(TYPED))
    for place, item in enumerate((*kept, *(blank,) * _SPARE), row + 1):
        contents = (None, item.code, item.unit, item.name, item.problem, item.source, *item.typed)
        write_row(page, place, contents, (*_ADDED, *_ENTRIES), _WIDTHS)
    return row + len(kept) + _SPARE
