"""Sanitizing of a workbook from outside, before a copy of it goes out again under the office's name.

Its formulas could start programs (DDE), call other computers or read other files; its properties, comments and custom
fields name persons and machines. What the program's own forms contain is kept; everything else becomes text or is
removed. What is allowed is listed, not what is forbidden: a new function of Excel is then text, not a gap.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from lianping_xlsx.formats.package import Package, damaged
from lianping_xlsx.spreadsheet.escapes import for_openpyxl

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.worksheet.worksheet import Worksheet

_FUNCTIONS = frozenset(
    [
        *("AND", "IF", "IFERROR", "ISERR", "ISERROR", "ISNUMBER", "N", "NOT", "OR"),
        *("ABS", "AVERAGE", "COLUMN", "COUNT", "COUNTA", "COUNTIF", "INT", "MATCH", "MAX", "MIN", "MOD"),
        *("ROUND", "SUM", "SUMIF", "SUMPRODUCT"),
        *("FALSE", "TRUE"),  # LibreOffice writes the constants so
        *("ASC", "FIND", "LEFT", "LEN", "REPT", "SUBSTITUTE", "TRIM", "VALUE"),
    ]
)
"""The functions in the status columns and totals of forms; none of them reads outside the workbook."""
_TEXT = re.compile(r'"(?:[^"]|"")*"')
# The possessive quantifiers forbid backtracking: a formula made to be slow takes one pass, like any other.
_WORD = re.compile(r"[A-Za-z_][\w.]*+\(?")
_PLAIN = re.compile(r"(?>\$?[A-Z]{1,3}\$?[0-9]{1,7}|TRUE|FALSE|[0-9.]+(?:E-[0-9]{1,3})?|[:,(){}<>=+*/&^% \n-])*+")
"""Cells of the same sheet, numbers, lists of them and operators; no names, no other sheets, no other files."""


def load_sanitized(data: bytes) -> Workbook:
    """Load a workbook and sanitize it.

    Raises Refused (``file.damaged``) for a workbook that would take too long, and whatever openpyxl raises.
    """
    # The import takes a quarter of a second, and is needed only if a copy has to go back.
    import openpyxl

    if not Package(data).is_light():
        raise damaged("工作簿")
    book = openpyxl.load_workbook(io.BytesIO(for_openpyxl(data)), keep_links=False)
    sanitize_book(book)
    return book


def sanitize_book(book: Workbook) -> None:
    """Change the workbook in place: nothing in it acts, links or names a person. Entries and looks stay."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.packaging.custom import CustomPropertyList

    book.properties = DocumentProperties()
    setattr(book, "custom_doc_props", CustomPropertyList())  # noqa: B010 - not in the types of openpyxl yet
    book.defined_names.clear()
    for page in book.worksheets:
        _sanitize_cells(page)
        _sanitize_rules(page)
        page.defined_names.clear()
        setattr(page, "_charts", [])  # noqa: B010 - openpyxl has no public way
        setattr(page, "_images", [])  # noqa: B010
    for chart in list(book.chartsheets):
        book.remove(chart)


def is_harmless(formula: str) -> bool:
    """Return True if a formula (with or without ``=``) uses only what the formulas of forms use."""
    # Texts are taken out first: what looks like a function or a name inside quotation marks is none.
    bare = _TEXT.sub("", formula)
    calls = {word.removesuffix("(") for word in _WORD.findall(bare) if word.endswith("(")}
    rest = _WORD.sub(lambda word: "(" if word[0].endswith("(") else word[0], bare)
    return calls <= _FUNCTIONS and _PLAIN.fullmatch(rest) is not None


def _sanitize_cells(page: Worksheet) -> None:
    from openpyxl.comments import Comment

    # iter_rows() would create a cell for every address within the bounds of the sheet.
    for cell in page._cells.values():
        if cell.hyperlink is not None:
            cell.hyperlink = None
        if cell.comment is not None:
            cell.comment = Comment(_unsigned(cell.comment), "")
        if cell.data_type == "f":
            formula = cell.value if isinstance(cell.value, str) else str(getattr(cell.value, "text", "") or "")
            # A value that is no text is an array formula or a data table, which no form has.
            if not isinstance(cell.value, str) or not is_harmless(formula):
                cell.value, cell.data_type = formula, "s"


def _unsigned(comment: Comment) -> str:
    """The words of a comment without the author's name, which Excel writes above them."""
    words, author = comment.text, comment.author
    return words[len(author) :].lstrip(":： \n") if author and words.startswith(author) else words


def _sanitize_rules(page: Worksheet) -> None:
    """Remove entry rules and conditional formats whose formulas are not harmless."""
    from openpyxl.formatting.formatting import ConditionalFormattingList

    rules = page.data_validations.dataValidation
    page.data_validations.dataValidation = [r for r in rules if _all_harmless(r.formula1, r.formula2)]
    colours, page.conditional_formatting = page.conditional_formatting, ConditionalFormattingList()
    for area in colours:
        for rule in area.rules:
            if _all_harmless(*rule.formula):
                page.conditional_formatting.add(str(area.sqref), rule)


def _all_harmless(*formulas: str | None) -> bool:
    return all(is_harmless(formula) for formula in formulas if formula)
