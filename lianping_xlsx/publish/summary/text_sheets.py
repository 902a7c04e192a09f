"""The sheets of long texts: 评议意见 without their authors, and the forms of texts, as each 表种 declares.

A form whose texts take many pages has a workbook of its own beside 汇总表.xlsx (述职自查汇编.xlsx).

Texts on a ratee stand beside each other, on as many rows as the longest of them needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import assert_never

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.disclosure.opinions import NO_OPINIONS
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.text_forms import ITEM, UNIT, EntryLook, SheetColumn, SummarySheet
from lianping_xlsx.intake.returns import WrittenRow
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    HEADING_ROW,
    OPINIONS,
    TEXT,
    SheetHead,
    open_page,
    pieces,
    write_heading,
)
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row, line_room
from lianping_xlsx.spreadsheet.styles import Style

RATEE_COLUMNS = (("编号", 7), ("单位", 15), ("姓名", 11))
_ROOM = 300
"""The most characters of one text on one row, so that it can be read."""
_LINES = 25
"""The number of full lines that a row can hold: Excel's rows are at most 409 points high."""
Facts = Sequence[tuple[str, Style]]
"""Short texts with their looks."""


def write_passages(
    page: Page, row: int, ratee: Ratee, facts: Facts, passages: Sequence[str], widths: Sequence[float]
) -> int:
    """Write the ratee, short ``facts``, then the texts; return the next free row. ``widths``: of all columns."""
    columns = zip(passages, widths[len(RATEE_COLUMNS) + len(facts) :], strict=True)
    cut = [pieces(text, min(_ROOM, _LINES * line_room(width, TEXT.size))) for text, width in columns]
    for part, cells in enumerate(zip_longest(*cut, fillvalue="")):
        name = f"{ratee.name}（续）" if part else ratee.name
        page.put_row(row, 0, (ratee.code, ratee.workplace, name), CENTRED)
        for column, (text, style) in enumerate(facts, len(RATEE_COLUMNS)):
            page.put(row, column, "" if part else text, style)
        page.put_row(row, len(RATEE_COLUMNS) + len(facts), cells, TEXT)
        words = (ratee.workplace, name, *("" if part else text for text, _ in facts), *cells)
        fit_row(page, row, zip(words, widths[1:], strict=True))
        row += 1
    return row


Line = tuple[Facts, Sequence[str]]


def text_sheet_names(scheme: Scheme) -> tuple[str, ...]:
    """The names of the sheets of 汇总表 whose 表种 has a task in the scheme."""
    return tuple(sheet.name for sheet in _sheets(scheme).values() if not sheet.book)


def text_book_names(scheme: Scheme) -> tuple[str, ...]:
    """The names of the workbooks of texts beside 汇总表 whose 表种 has a task in the scheme."""
    return tuple(sheet.book for sheet in _sheets(scheme).values() if sheet.book)


def _sheets(scheme: Scheme) -> Mapping[FormKind, SummarySheet]:
    asked = {task.kind for task in scheme.tasks}
    texts = ((kind, form_type(kind).texts) for kind in FormKind if kind in asked)
    return {kind: form.sheet for kind, form in texts if form and form.sheet}


def write_text_sheets(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheets of 汇总表, one per 表种 that has a task in the scheme, with the ratees of these tasks."""
    for kind, sheet in _sheets(data.scheme).items():
        if not sheet.book:
            _write_sheet(book, data, kind, sheet, plan.ratees)


def write_text_books(data: SummaryData) -> dict[str, bytes]:
    """The workbooks of texts beside 汇总表 by name, one per 表种 that has one and a task in the scheme."""
    found = {}
    for kind, sheet in _sheets(data.scheme).items():
        if sheet.book:
            book = Book(f"{data.scheme.profile.occasion}{sheet.title}", banner=data.scheme.profile.banner)
            _write_sheet(book, data, kind, sheet, RankedRatees(data).ratees)
            found[sheet.book] = book.save()
    return found


def _write_sheet(book: Book, data: SummaryData, kind: FormKind, sheet: SummarySheet, ratees: Sequence[Ratee]) -> None:
    """Write the sheet of one 表种 with those of the ratees whom its tasks name."""
    codes = {code for task in data.scheme.tasks if task.kind is kind for code in task.ratees}
    own = ((column.heading, column.width) for column in (*sheet.facts, *sheet.passages))
    headings, widths = zip(*(*RATEE_COLUMNS, *own), strict=True)
    page = open_page(book, data, SheetHead(sheet.name, sheet.title, sheet.note, widths))
    write_heading(page, headings, widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=len(RATEE_COLUMNS))
    row = HEADING_ROW + 1
    for ratee in (each for each in ratees if each.code in codes):
        for facts, passages in _lines(data, kind, sheet, ratee):
            row = write_passages(page, row, ratee, facts, passages, widths)


def _lines(data: SummaryData, kind: FormKind, sheet: SummarySheet, ratee: Ratee) -> Iterator[Line]:
    """Yield the rows on a ratee. If the form lists 测评内容, also a row for each item without a text."""
    mine = [row for row in data.written if row.kind is kind and row.ratee == ratee.code]
    if not mine:
        yield [_fact(column, DASH) for column in sheet.facts], (sheet.missing, *_nothing(sheet)[1:])
        return
    if not kind.lists_contents:
        yield from (_line(sheet, row, row.item) for row in mine)
        return
    for code, name in _contents(data.scheme, kind, ratee):
        written = [row for row in mine if row.item == code]
        yield from (_line(sheet, row, name) for row in written)
        if not written:
            yield [_fact(column, name if column.field == ITEM else DASH) for column in sheet.facts], _nothing(sheet)


def _nothing(sheet: SummarySheet) -> Sequence[str]:
    return (DASH,) * len(sheet.passages)


def _contents(scheme: Scheme, kind: FormKind, ratee: Ratee) -> Iterable[tuple[str, str]]:
    """The 测评内容 that a ratee was asked about (编号, 编号 with first sentence), in the order of the scheme."""
    tasks = [task for task in scheme.tasks if task.kind is kind and ratee.code in task.ratees]
    asked = {item for task in tasks for item in scheme.account_items(task)}
    return ((item.code, f"{item.code} {item.text.split('。')[0]}") for item in scheme.items if item in asked)


def _line(sheet: SummarySheet, row: WrittenRow, item: str) -> Line:
    values = {UNIT: row.unit, ITEM: item, **row.texts}
    facts = [_entry(column, values.get(column.field, "")) for column in sheet.facts]
    return facts, [row.text(column.field) for column in sheet.passages]


def _fact(column: SheetColumn, words: str) -> tuple[str, Style]:
    """Words in the look of a column; a dash is centred."""
    look = CENTRED if words == DASH and column.look is EntryLook.WORDS else _style(column.look)
    return words, look


def _entry(column: SheetColumn, words: str) -> tuple[str, Style]:
    """An entry in the look of its column, or the column's words for a blank one."""
    style = _style(column.look)
    if not words and column.blank:
        return column.blank, replace(style, color=styles.INK_GREY)
    if words and words == column.alert:
        return words, replace(style, color=styles.RED, bold=True)
    return words, style


def _style(look: EntryLook) -> Style:
    """The style of a look."""
    match look:
        case EntryLook.WORDS:
            return TEXT
        case EntryLook.CENTRED:
            return CENTRED
        case EntryLook.SMALL:
            return styles.SMALL
        case _:
            assert_never(look)


_COLUMNS = (
    *RATEE_COLUMNS,
    ("总体评价", 34),
    ("存在的问题和不足", 34),
    ("需要改进的工作和要求", 34),
)
_WIDTHS = [width for _, width in _COLUMNS]
_NOTE = "按考核对象排列，三栏各自打乱次序，同一行不一定出自同一份意见；不显示提出意见的单位和个人。"
_NONE = "没有收到评议意见。"


def write_opinions(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 评议意见."""
    page = open_page(book, data, SheetHead(OPINIONS, "评议意见汇总", _NOTE, _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=3)
    row = HEADING_ROW + 1
    for ratee in plan.ratees:
        columns = (heading.texts for heading in data.opinions.get(ratee.code, NO_OPINIONS))
        for texts in zip_longest(*columns, fillvalue=""):
            row = write_passages(page, row, ratee, (), texts, _WIDTHS)
    if row == HEADING_ROW + 1:
        page.merge(row, 0, len(_COLUMNS) - 1, _NONE, CENTRED)
