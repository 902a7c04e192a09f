"""A copy of a workbook from outside with marked cells, a comment in each, and a list of the remarks in front.

The original is not changed. A form as office programs save it is patched (:mod:`patched_copy`); openpyxl loads any
other workbook, sanitizes and marks it. What it loses (extended validations, pictures) is still in the original. It
takes a quarter of a second to import, and forty times as long for a copy.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.spreadsheet.escapes import as_stored
from lianping_xlsx.spreadsheet.remarks import (
    COMMENT_HEIGHT,
    COMMENT_WIDTH,
    HEAD_HEIGHT,
    HEAD_ROW,
    LIST_HEADING,
    LIST_SHEET,
    LIST_WIDTHS,
    PAGE_FOOTER,
    TEXT_SIZE,
    TITLE_SIZE,
    Hidden,
    Remark,
    line_height,
    list_rows,
    row_height,
)
from lianping_xlsx.spreadsheet.sanitize import load_sanitized
from lianping_xlsx.spreadsheet.styles import BODY_FONT, HEADING_FONT

if TYPE_CHECKING:
    from openpyxl import Workbook


class CannotAnnotateError(Exception):
    """The workbook cannot be annotated: openpyxl does not read it, or the file is gone."""


_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold, written for every part."""
_SAVED_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_PERSONS = re.compile(rb"<(dc:creator|cp:lastModifiedBy)\b[^>]*>[^<]*</\1>")
NOTHING_HIDDEN: Hidden = {}


def annotate(data: bytes, title: str, intro: str, remarks: Sequence[Remark], hidden: Hidden = NOTHING_HIDDEN) -> bytes:
    """The annotated copy as bytes; equal input gives equal bytes. Raises CannotAnnotateError.

    ``hidden``: sheets that are added behind the others; each replaces one of the same name.
    """
    from lianping_xlsx.spreadsheet.patched_copy import patch  # a merge without faults has no need of its patterns

    try:
        patched = patch(data, title, intro, remarks, hidden)
        return patched if patched is not None else annotate_loaded(data, title, intro, remarks, hidden)
    # openpyxl raises many kinds of exceptions on a workbook that it cannot read.
    except Exception as error:
        raise CannotAnnotateError(str(error)) from error


def annotate_loaded(data: bytes, title: str, intro: str, remarks: Sequence[Remark], hidden: Hidden) -> bytes:
    """The annotated copy made by openpyxl. Raises whatever openpyxl raises."""
    from lianping_xlsx.spreadsheet.saving import saved_in_memory

    book = load_sanitized(data)
    if not book.sheetnames:
        raise CannotAnnotateError("no sheets: a workbook of a kind that openpyxl passes over in silence")
    # A copy of an earlier round that the unit corrected and sent in has these sheets already.
    for name in {LIST_SHEET, *hidden}.intersection(book.sheetnames):
        del book[name]
    for remark in remarks:
        _mark(book, remark)
    _write_list(book, title, intro, remarks)
    for name, rows in hidden.items():
        _write_hidden(book, name, rows)
    return same_bytes(saved_in_memory(book))


def _mark(book: Workbook, remark: Remark) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if remark.sheet not in book.sheetnames or not remark.cell:
        return
    sheet = book[remark.sheet]
    within = (span for span in sheet.merged_cells.ranges if remark.cell in span)
    span = next(within, None)
    # Of merged cells only the first can hold a comment.
    cell = sheet[remark.cell] if span is None else sheet.cell(span.min_row, span.min_col)
    text = as_stored(remark.comment)
    if cell.comment is not None:
        text = fit_cell(f"{cell.comment.text}\n{text}")
    cell.comment = Comment(text, "", width=COMMENT_WIDTH, height=COMMENT_HEIGHT)
    cell.fill = PatternFill("solid", start_color=remark.fill, end_color=remark.fill)


def _write_hidden(book: Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet = book.create_sheet(name)
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            # The type is set by hand, since openpyxl turns a text that begins with = into a formula.
            cell.value, cell.data_type = as_stored(text), "s"
    sheet.sheet_state = "hidden"


def _write_list(book: Workbook, title: str, intro: str, remarks: Sequence[Remark]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = book.create_sheet(LIST_SHEET, 0)
    line = Side(style="thin")
    sheet.append([as_stored(fit_cell(title))])
    sheet.append([as_stored(fit_cell(intro))])
    for index, row in enumerate(list_rows(remarks), HEAD_ROW):
        for column, content in enumerate(row, 1):
            cell = sheet.cell(index, column)
            cell.value = as_stored(content) if isinstance(content, str) else content
            cell.data_type = "s" if isinstance(content, str) else "n"  # a text with = in front stays text
            cell.font = Font(name=HEADING_FONT if index == HEAD_ROW else BODY_FONT, size=TEXT_SIZE)
            centred = column < 5 or index == HEAD_ROW
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centred else "left")
            if index == HEAD_ROW:
                cell.fill = PatternFill("solid", start_color=LIST_HEADING, end_color=LIST_HEADING)
            cell.border = Border(left=line, right=line, top=line, bottom=line)
        sheet.row_dimensions[index].height = HEAD_HEIGHT if index == HEAD_ROW else row_height(row)
    for letter, width in zip("ABCDEF", LIST_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _set_up_list(sheet, len(LIST_WIDTHS))
    book.active = 0
    # With several selected sheets Excel would write every entry into all of them.
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _set_up_list(sheet: object, width: int) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(sheet, Worksheet)
    for row, name, size in ((1, HEADING_FONT, TITLE_SIZE), (2, BODY_FONT, TEXT_SIZE)):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.cell(row, 1).font = Font(name=name, size=size)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = line_height(str(sheet.cell(row, 1).value), size)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = PAGE_FOOTER


def same_bytes(data: bytes) -> bytes:
    """A saved workbook without the time of saving and without names of persons: equal content gives equal bytes."""
    cleaned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _PERSONS.sub(b"", _SAVED_AT.sub(b"", content))
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_DAY)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, content)
    return cleaned.getvalue()
