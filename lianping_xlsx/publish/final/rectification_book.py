"""整改清单 as workbooks: one for the whole campaign, and one per person to hand out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import groupby

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.feedback import path_of_own_list, paths_of_letters
from lianping_xlsx.decision.final_data import FinalData, roll
from lianping_xlsx.decision.rectification import Item, Typed, listed, listed_for
from lianping_xlsx.forms.rectification_list import (
    AGREED,
    AGREED_KIND,
    ANSWERED,
    APPLIED,
    APPLIED_KIND,
    FILLED_ON,
    LIST_CODE,
    LIST_SHEET_NAME,
    OWN_TABLE,
    PROGRESS,
    RECTIFICATION_TABLE,
    SIGNED_BY,
    TYPED,
    WHOSE,
    ListedProblem,
    list_code,
    list_stamp_rows,
)
from lianping_xlsx.publish.final.final_sheet import RowWriter, open_final
from lianping_xlsx.publish.page_frame import BLOCK, CENTRED, HEADING_ROW, NAME, SheetHead, write_heading
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.profile import year_key
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
_OFFICE = replace(_SMALL_CENTRED, fill="#EEEEEE")
_LINE = styles.Style(size=11, wrap=False)
_ISSUED = {
    "序号": _SMALL_CENTRED,
    "编号": _AGAIN,
    "单位": _AGAIN,
    "姓名": _NAME_AGAIN,
    "问题": styles.SMALL,
    "问题来源": _SMALL_CENTRED,
}
_LONG = frozenset({"问题", "整改目标", "整改措施", "完成情况", "证明材料"})
"""The columns with texts of any length; all others are centred."""
_KEPT = "以下为补充的问题，以及本次不再列出而保留的问题"
_MORE = "以下补充其他问题"
_SPARE, _OWN_SPARE = 10, 3
_BLANK = "　" * 12


def rectification_page(data: FinalData, typed: Typed = ()) -> Page:
    """The list of the whole campaign, whose workbook is to be saved; ``typed``: the rows of the existing one."""
    rows, kept = listed(data, typed)
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}整改清单", banner=profile.banner)
    page = _open(book, data, RECTIFICATION_TABLE, RECTIFICATION_TABLE.note)
    row, number = HEADING_ROW + 1, 0
    rows_of_items = RowWriter(page, _issued_looks(RECTIFICATION_TABLE), _widths(RECTIFICATION_TABLE))
    for _, group in groupby(rows, key=lambda item: item.code):
        items = list(group)
        _write_band(page, row, RECTIFICATION_TABLE, f"{items[0].unit}　{items[0].name}（{len(items)}项）")
        for item in items:
            row, number = row + 1, number + 1
            rows_of_items.write(row, (number, *_contents(item)))
        row += 1
    last = _write_added(page, row, RECTIFICATION_TABLE, (_KEPT, _SPARE), [(None, *_contents(item)) for item in kept])
    _close(page, RECTIFICATION_TABLE, last)
    return page


def rectification_paths(data: FinalData) -> dict[str, Ratee]:
    """The ratees with problems, keyed by the path of their own list relative to 4审定."""
    return _paths_of(data, {item.code for item in listed(data, ())[0]})


def _paths_of(data: FinalData, with_problems: Container[str]) -> dict[str, Ratee]:
    ratees = [member.ratee for members in roll(data).values() for member in members]
    decided = {verdict.ratee.code: verdict.ratee for verdict in data.verdicts}
    # Those without a verdict have no letter, and come last, so that they take no name of one.
    everybody = (*decided.values(), *(each for each in ratees if each.code not in decided))
    letters = paths_of_letters((each.code, each.workplace, each.name) for each in everybody)
    paths = {each.code: path_of_own_list(letter) for each, letter in zip(everybody, letters, strict=True)}
    return {paths[each.code]: each for each in ratees if each.code in with_problems}


def write_own_list(data: FinalData, ratee: Ratee, secret: bytes, typed: Typed = ()) -> bytes:
    """The list of one person as bytes, signed; ``typed``: the rows of the existing one."""
    return _own_list(data, ratee, secret, *listed_for(data, ratee, typed))


def _own_list(data: FinalData, ratee: Ratee, secret: bytes, rows: Sequence[Item], kept: Sequence[Item]) -> bytes:
    """``rows``: of the present problems; ``kept``: others that somebody has written in."""
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}整改清单", banner=profile.banner)
    whose = WHOSE.format(unit=ratee.workplace, name=ratee.name, post=ratee.post)
    note = f"{whose}　　{LIST_CODE}{list_code(secret, ratee.code)}\n{OWN_TABLE.note}"
    page = _open(book, data, OWN_TABLE, note)
    rows_of_items = RowWriter(page, _issued_looks(OWN_TABLE), _widths(OWN_TABLE))
    for number, item in enumerate(rows, 1):
        rows_of_items.write(HEADING_ROW + number, (number, *_own(item)))
    first = HEADING_ROW + 1 + len(rows)
    last = _write_added(
        page, first, OWN_TABLE, (_KEPT if kept else _MORE, _OWN_SPARE), [(None, *_own(item)) for item in kept]
    )
    _write_foot(page, last + 2)
    _close(page, OWN_TABLE, last)
    _write_stamp(book, data, ratee, secret, rows)
    return book.save()


def _write_foot(page: Page, row: int) -> None:
    """The line for seal, signature and day below the table of one person."""
    label, last = OWN_TABLE.index("完成时间"), len(OWN_TABLE.columns) - 1
    page.merge(row, 0, label - 1, f"{SIGNED_BY}{_BLANK}签字：{_BLANK}", _LINE)
    page.put(row, label, FILLED_ON, replace(_LINE, align="right"))
    page.merge(row, label + 1, last, "", styles.INPUT_CENTRED)
    page.height(row, 30)


def _write_stamp(book: Book, data: FinalData, ratee: Ratee, secret: bytes, rows: Sequence[Item]) -> None:
    """The hidden sheet with the identity of the list."""
    listed_ones = [ListedProblem(item.problem, item.source, item.typed[: len(ANSWERED)]) for item in rows]
    hidden = book.page(LIST_SHEET_NAME)
    year = year_key(data.summary.scheme.profile.year)
    for line, cells in enumerate(list_stamp_rows(secret, year, ratee.code, listed_ones)):
        hidden.put_row(line, 0, cells)
    hidden.protect()
    hidden.hide()


def write_own_lists(data: FinalData, secret: bytes) -> dict[str, bytes]:
    """The lists to hand out as bytes, keyed by path relative to 4审定; ``secret``: the key that signs them."""
    rows: dict[str, list[Item]] = {}
    for item in listed(data, ())[0]:
        rows.setdefault(item.code, []).append(item)
    return {path: _own_list(data, each, secret, rows[each.code], ()) for path, each in _paths_of(data, rows).items()}


def _widths(table: Table) -> list[float]:
    return [column.width for column in table.columns]


def _open(book: Book, data: FinalData, table: Table, note: str) -> Page:
    widths = _widths(table)
    page = open_final(book, data, SheetHead(table.sheet, table.title, note, widths))
    write_heading(page, [column.name for column in table.columns], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=table.index("问题"))
    return page


def _close(page: Page, table: Table, last: int) -> None:
    for name, kind in ((APPLIED, APPLIED_KIND), (AGREED, AGREED_KIND)):
        column = table.index(name)
        page.rule(HEADING_ROW + 1, column, last, column, kind.rule(), title=name)
    page.protect()


def _contents(item: Item) -> tuple[Content, ...]:
    """The cells behind 序号 of a row of the list of all persons; 整改进度 is filled in when replies are collected."""
    return (item.code, item.unit, item.name, item.problem, item.source, *item.typed, None)


def _own(item: Item) -> tuple[Content, ...]:
    """The cells behind 序号 of a row of the list of one person."""
    return (item.problem, item.source, *item.typed[: TYPED.index(AGREED) + 1])


def _write_band(page: Page, row: int, table: Table, words: str) -> None:
    page.merge(row, 0, len(table.columns) - 1, words, BLOCK)
    page.height(row, 22)


def _write_added(page: Page, row: int, table: Table, band: tuple[str, int], kept: Sequence[Sequence[Content]]) -> int:
    """Write the rows that do not follow from the result, without 序号, and blank ones; return the last row.

    ``band``: the words above these rows, and the number of blank rows. No 序号 marks a row as added by a person.
    """
    words, spare = band
    _write_band(page, row, table, words)
    rows = RowWriter(page, _added_looks(table), _widths(table))
    blank: tuple[Content, ...] = (None,) * len(table.columns)
    for place, contents in enumerate((*kept, *(blank,) * spare), row + 1):
        rows.write(place, contents)
    return row + len(kept) + spare


def _issued_looks(table: Table) -> list[Style]:
    """The looks of a row that follows from the result."""
    return [_ISSUED.get(column.name) or _entry_look(table, column.name) for column in table.columns]


def _added_looks(table: Table) -> list[Style]:
    """The looks of an added row: all cells are open to entries except 序号, and those of nobody who gets the table."""
    return [_SMALL_CENTRED if column.name == "序号" else _entry_look(table, column.name) for column in table.columns]


def _entry_look(table: Table, name: str) -> Style:
    """The look of an entry; 整改进度 is the program's, and on the list of one person the last column the office's."""
    if name == PROGRESS:
        return _SMALL_CENTRED
    if name == AGREED and table is OWN_TABLE:
        return _OFFICE
    return _WORDS if name in _LONG else _WORD
