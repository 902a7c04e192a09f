"""The sheets of the forms of texts, such as 述职自查 and 述职报告审核: tables that the 表种 declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.text_forms import ITEM, UNIT, EntryLook, SheetColumn, SummarySheet
from lianping_xlsx.intake.returns import WrittenRow
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.passages import RATEE_COLUMNS, Facts, write_passages
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    HEADING_ROW,
    TEXT,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.styles import Style

Line = tuple[Facts, Sequence[str]]


def text_sheet_names(scheme: Scheme) -> tuple[str, ...]:
    """The names of the sheets whose 表种 has a task in the scheme."""
    return tuple(sheet.name for sheet in _sheets(scheme).values())


def _sheets(scheme: Scheme) -> Mapping[FormKind, SummarySheet]:
    asked = {task.kind for task in scheme.tasks}
    texts = ((kind, form_type(kind).texts) for kind in FormKind if kind in asked)
    return {kind: form.sheet for kind, form in texts if form and form.sheet}


def write_text_sheets(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write a sheet per 表种 that has a task in the scheme, with the ratees of these tasks."""
    for kind, sheet in _sheets(data.scheme).items():
        codes = {code for task in data.scheme.tasks if task.kind is kind for code in task.ratees}
        _write_sheet(book, data, kind, sheet, [ratee for ratee in plan.ratees if ratee.code in codes])


def _write_sheet(book: Book, data: SummaryData, kind: FormKind, sheet: SummarySheet, ratees: Sequence[Ratee]) -> None:
    """Write the sheet of one 表种 with the given ratees."""
    own = ((column.heading, column.width) for column in (*sheet.facts, *sheet.passages))
    headings, widths = zip(*(*RATEE_COLUMNS, *own), strict=True)
    page = open_page(book, data, SheetHead(sheet.name, sheet.title, sheet.note, widths))
    write_heading(page, headings, widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=len(RATEE_COLUMNS))
    row = HEADING_ROW + 1
    for ratee in ratees:
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
