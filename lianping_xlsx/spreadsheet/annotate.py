"""Remarks on the cells of a workbook, and a copy of it with marked cells, a comment in each, and a list in front.

The original is not changed. Only openpyxl can change an existing workbook; what it loses (extended validations,
pictures) is still in the original. It takes long to import, and whoever only makes remarks does without it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.spreadsheet.sanitize import load_sanitized
from lianping_xlsx.spreadsheet.styles import BODY_FONT, HEADING_FILL, HEADING_FONT

if TYPE_CHECKING:
    from openpyxl import Workbook


LIST_SHEET = "需要更正"
"""The first sheet of an annotated copy, which lists the remarks."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a sheet ('' for ``cell``) or on one of its cells (A1 address). ``grave``: it must be corrected."""

    sheet: str
    cell: str
    message: str
    remedy: str
    grave: bool


class CannotAnnotateError(Exception):
    """The workbook cannot be annotated: openpyxl does not read it, or the file is gone."""


_ROOM, _POINTS = 140, 5.5
"""The width of all columns of the list together, in characters, and the width of one character in points."""
_HEADING = HEADING_FILL.replace("#", "FF")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold, written for every part."""
_SAVED_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_PERSONS = re.compile(rb"<(dc:creator|cp:lastModifiedBy)\b[^>]*>[^<]*</\1>")


Hidden = Mapping[str, Sequence[Sequence[str]]]
"""Rows of texts for hidden sheets, by the name of the sheet."""
_NOTHING_HIDDEN: Hidden = {}


def annotate(data: bytes, title: str, intro: str, remarks: Sequence[Remark], hidden: Hidden = _NOTHING_HIDDEN) -> bytes:
    """The annotated copy as bytes; equal input gives equal bytes. Raises CannotAnnotateError.

    ``hidden``: sheets that are added behind the others; each replaces one of the same name.
    """
    try:
        return _annotate(data, title, intro, remarks, hidden)
    # openpyxl raises many kinds of exceptions on a workbook that it cannot read.
    except Exception as error:
        raise CannotAnnotateError(str(error)) from error


def _annotate(data: bytes, title: str, intro: str, remarks: Sequence[Remark], hidden: Hidden) -> bytes:
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
    saved = io.BytesIO()
    book.save(saved)
    return same_bytes(saved.getvalue())


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
    text = fit_cell(f"{remark.message}\n处理：{remark.remedy}")
    if cell.comment is not None:
        text = f"{cell.comment.text}\n{text}"
    cell.comment = Comment(text, "", width=320, height=120)
    # The red and the yellow of Excel's own styles Bad and Neutral.
    color = "FFFFC7CE" if remark.grave else "FFFFEB9C"
    cell.fill = PatternFill("solid", start_color=color, end_color=color)


def _write_hidden(book: Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet = book.create_sheet(name)
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            # The type is set by hand, since openpyxl turns a text that begins with = into a formula.
            cell.value, cell.data_type = text, "s"
    sheet.sheet_state = "hidden"


def _write_list(book: Workbook, title: str, intro: str, remarks: Sequence[Remark]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = book.create_sheet(LIST_SHEET, 0)
    line = Side(style="thin")
    heads = ("序号", "级别", "工作表", "单元格", "问题", "处理办法")
    rows = [
        (number, "须更正" if remark.grave else "请核对", remark.sheet, remark.cell, remark.message, remark.remedy)
        for number, remark in enumerate(remarks, 1)
    ]
    sheet.append([fit_cell(title)])
    sheet.append([fit_cell(intro)])
    for index, row in enumerate([heads, *rows], 3):
        for column, content in enumerate(row, 1):
            cell = sheet.cell(index, column)
            cell.value = fit_cell(content) if isinstance(content, str) else content
            cell.data_type = "s" if isinstance(content, str) else "n"  # a text with = in front stays text
            cell.font = Font(name=HEADING_FONT if index == 3 else BODY_FONT, size=11)
            centred = column < 5 or index == 3
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centred else "left")
            if index == 3:
                cell.fill = PatternFill("solid", start_color=_HEADING, end_color=_HEADING)
            cell.border = Border(left=line, right=line, top=line, bottom=line)
        if index > 3:
            # A Chinese character is two characters of the column wide; -(-a // b) is a / b rounded up.
            lines = max(-(-2 * len(str(text)) // width) for text, width in zip(row[4:], (46, 40), strict=True))
            sheet.row_dimensions[index].height = 16 * max(1, lines) + 6
    sheet.row_dimensions[3].height = 24
    for letter, width in zip("ABCDEF", (6, 9, 22, 9, 50, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    _set_up_list(sheet, len(heads))
    book.active = 0
    # With several selected sheets Excel would write every entry into all of them.
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _set_up_list(sheet: object, width: int) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(sheet, Worksheet)
    for row, font in ((1, Font(name=HEADING_FONT, size=16)), (2, Font(name=BODY_FONT, size=11))):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.cell(row, 1).font = font
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="center")
        lines = -(-font.size * len(str(sheet.cell(row, 1).value)) // (_ROOM * _POINTS))
        sheet.row_dimensions[row].height = max(34, 17 * lines)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "第 &P 页 共 &N 页"


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
