"""The cells of an office's own list as a person sees them: contents, and the texts of headings."""

from __future__ import annotations

import re

from lianping_xlsx.core.spelling import bare, fit_cell, is_blank, number_text
from lianping_xlsx.formats.sheet import Sheet

MOST_COLUMNS = 60
"""The columns in which headings are searched."""
_LONGEST_HEADING = 16
_BRACKETS = re.compile(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")


def heading_text(cell: object) -> str:
    """The text of a heading, without what stands in brackets; '' for what is none."""
    if not isinstance(cell, str) or is_blank(cell):
        return ""
    text = "".join(bare(_BRACKETS.sub("", fit_cell(cell)) or fit_cell(cell)).split())
    return text if len(text) <= _LONGEST_HEADING else ""


def content_at(sheet: Sheet, row: int, column: int) -> str | float:
    """What a person sees in a cell: a number, or text without what cannot be seen; '' if nothing."""
    if error := sheet.errors.get((row, column)):
        return error
    cells = sheet.rows[row]
    raw = cells[column] if column < len(cells) else ""
    shown = sheet.shown.get((row, column))
    if shown:
        return bare(fit_cell(shown))
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, int | float):
        return float(raw)
    return bare(fit_cell(str(raw)))


def text_of(content: str | float) -> str:
    """A content as text: a number as a spreadsheet shows it."""
    return number_text(content) if isinstance(content, float) else content
