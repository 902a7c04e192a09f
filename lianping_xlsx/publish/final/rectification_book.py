"""整改清单 as workbooks: one for the whole campaign, and one per person to hand out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from lianping_xlsx.core.campaign_names import RECTIFICATION_FILE, RECTIFICATION_FOLDER
from lianping_xlsx.core.safe_open import file_stem
from lianping_xlsx.decision.final_data import FinalData, roll
from lianping_xlsx.decision.rectification import (
    CLOSED,
    OWN_TABLE,
    RECTIFICATION_TABLE,
    TYPED,
    Item,
    Typed,
    listed,
    listed_for,
)
from lianping_xlsx.publish.final.final_sheet import open_final, write_lines, write_row
from lianping_xlsx.publish.page_frame import BLOCK, CENTRED, HEADING_ROW, NAME, SheetHead, write_heading
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.styles import Style
from lianping_xlsx.spreadsheet.tables import Table

_SMALL_CENTRED = replace(CENTRED, size=10)
_AGAIN = replace(CENTRED, size=9, color="#808080")
_NAME_AGAIN = replace(NAME, size=9, color="#808080")
"""The looks of 编号, 单位 and 姓名, repeated in every row: they identify the row even if people sort or move it."""
_WORDS = replace(styles.INPUT, size=10)
_WORD = replace(styles.INPUT_CENTRED, size=10)
_ENTRIES = (_WORDS, _WORDS, _WORD, _WORD, _WORDS, _WORD)
_KEPT = "以下为补充的问题，以及本次不再列出而保留的问题"
_MORE = "以下补充其他问题"
_SPARE, _OWN_SPARE = 10, 3
_BLANK = "　" * 12
_SIGNED = f"单位（盖章）：{_BLANK}签字：{_BLANK}填报日期：　　　　年　　月　　日"
"""In the first cell of its row only: a text under another heading would be read back as an entry."""


def write_rectification(data: FinalData, typed: Typed = ()) -> dict[str, bytes]:
    """The list of the whole campaign as bytes, keyed by its name; ``typed``: the rows of the existing one."""
    rows, kept = listed(data, typed)
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}整改清单", banner=profile.banner)
    page = _open(book, data, RECTIFICATION_TABLE, RECTIFICATION_TABLE.note)
    row, number = HEADING_ROW + 1, 0
    for _, group in groupby(rows, key=lambda item: item.code):
        items = list(group)
        _write_band(page, row, RECTIFICATION_TABLE, f"{items[0].unit}　{items[0].name}（{len(items)}项）")
        for item in items:
            row, number = row + 1, number + 1
            looks = (_SMALL_CENTRED, _AGAIN, _AGAIN, _NAME_AGAIN, styles.SMALL, _SMALL_CENTRED, *_ENTRIES)
            write_row(page, row, (number, *_contents(item)), looks, _widths(RECTIFICATION_TABLE))
        row += 1
    last = _write_added(page, row, RECTIFICATION_TABLE, (_KEPT, _SPARE), [(None, *_contents(item)) for item in kept])
    _close(page, RECTIFICATION_TABLE, last)
    return {RECTIFICATION_FILE: book.save()}


def rectification_paths(data: FinalData) -> dict[str, Ratee]:
    """The ratees with problems, keyed by the path of their own list relative to 4审定."""
    # ``file_stem`` adds each name to ``taken``, so that no two files are equal.
    taken: set[str] = set()
    with_problems = {item.code for item in listed(data, ())[0]}
    ratees = (member.ratee for members in roll(data).values() for member in members)
    return {
        f"{RECTIFICATION_FOLDER}/{file_stem(f'{r.code} {r.workplace} {r.name}', taken)}.xlsx": r
        for r in ratees
        if r.code in with_problems
    }


def write_own_list(data: FinalData, ratee: Ratee, typed: Typed = ()) -> bytes:
    """The list of one person as bytes; ``typed``: the rows of the existing one."""
    rows, kept = listed_for(data, ratee, typed)
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}整改清单", banner=profile.banner)
    note = f"单位：{ratee.workplace}　　姓名：{ratee.name}　　职务：{ratee.post}　　{OWN_TABLE.note}"
    page = _open(book, data, OWN_TABLE, note)
    looks = (_SMALL_CENTRED, styles.SMALL, _SMALL_CENTRED, *_ENTRIES)
    for number, item in enumerate(rows, 1):
        write_row(page, HEADING_ROW + number, (number, *_own(item)), looks, _widths(OWN_TABLE))
    first = HEADING_ROW + 1 + len(rows)
    last = _write_added(
        page, first, OWN_TABLE, (_KEPT if kept else _MORE, _OWN_SPARE), [(None, *_own(item)) for item in kept]
    )
    write_lines(page, last + 2, len(OWN_TABLE.columns) - 1, ((_SIGNED,),))
    _close(page, OWN_TABLE, last)
    return book.save()


def write_own_lists(data: FinalData) -> dict[str, bytes]:
    """The lists to hand out as bytes, keyed by path relative to 4审定."""
    return {path: write_own_list(data, ratee) for path, ratee in rectification_paths(data).items()}


def _widths(table: Table) -> list[float]:
    return [column.width for column in table.columns]


def _open(book: Book, data: FinalData, table: Table, note: str) -> Page:
    widths = _widths(table)
    page = open_final(book, data, SheetHead(table.sheet, table.title, note, widths))
    write_heading(page, [column.name for column in table.columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=table.index("问题"))
    return page


def _close(page: Page, table: Table, last: int) -> None:
    done = table.index(TYPED[-1])
    page.rule(HEADING_ROW + 1, done, last, done, CLOSED.rule(), title=TYPED[-1])
    page.protect()


def _contents(item: Item) -> tuple[Content, ...]:
    return (item.code, item.unit, item.name, *_own(item))


def _own(item: Item) -> tuple[Content, ...]:
    return (item.problem, item.source, *item.typed)


def _write_band(page: Page, row: int, table: Table, words: str) -> None:
    page.merge(row, 0, len(table.columns) - 1, words, BLOCK)
    page.height(row, 22)


def _write_added(page: Page, row: int, table: Table, band: tuple[str, int], kept: Sequence[Sequence[Content]]) -> int:
    """Write the rows that do not follow from the result, without 序号, and blank ones; return the last row.

    ``band``: the words above these rows, and the number of blank rows. No 序号 marks a row as added by a person.
    """
    words, spare = band
    _write_band(page, row, table, words)
    looks = list(_added_looks(table))
    blank: tuple[Content, ...] = (None,) * len(table.columns)
    for place, contents in enumerate((*kept, *(blank,) * spare), row + 1):
        write_row(page, place, contents, looks, _widths(table))
    return row + len(kept) + spare


def _added_looks(table: Table) -> Iterator[Style]:
    """Yield the looks of an added row: all cells are open to entries except 序号."""
    for column in table.columns:
        if column.name == "序号":
            yield _SMALL_CENTRED
        else:
            yield _WORDS if column.name in ("问题", *TYPED[:2], TYPED[4]) else _WORD
