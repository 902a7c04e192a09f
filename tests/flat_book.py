"""A workbook as one XML file of OpenDocument: cells and formulas alone, which LibreOffice opens in half the time.

For each sheet of an .xlsx it sets the looks of 16,384 columns, whatever stands there. The formulas stay as they are
written: they are marked as those of Excel.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from openpyxl.utils import column_index_from_string

from tests.plain_book import parts_of_sheets, strings_of

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document xmlns:office="{_URN}office:1.0" xmlns:table="{_URN}table:1.0" '
    'xmlns:msoxl="http://schemas.microsoft.com/office/excel/formula" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
    # As in Excel, whose settings an .xlsx need not name; but for upper and lower case: where they are the same
    # LibreOffice finds no text in a list of texts in braces.
    '<table:calculation-settings table:case-sensitive="true" table:search-criteria-must-apply-to-whole-cell="true" '
    'table:use-regular-expressions="false" table:use-wildcards="true"/>'
)
_FOOT = "</office:spreadsheet></office:body></office:document>"
_ROW = re.compile(r'<row r="([0-9]+)"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(
    r"""<c\ r="([A-Z]+)[0-9]+"(?:\ s="[0-9]+")?(?:\ t="([a-zA-Z]+)")?(?:\ ?/>|>
    (?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>|<v\ ?/>)?(?:<is><t(?:\ xml:space="preserve")?>([^<]*)</t></is>)?</c>)""",
    re.VERBOSE,
)
"""A cell: column, type, formula, value, inline text."""
_NAME = re.compile(r'<definedName name="([^"]*)"[^>]*>([^<]*)</definedName>')
_RANGE = re.compile(r"'?([^'!]+)'?!(\$[A-Z]+\$[0-9]+)(?::(\$[A-Z]+\$[0-9]+))?")
_BLANK = "<table:table-cell/>"
_VALUES = {"n": ("float", "value"), "b": ("boolean", "boolean-value")}
"""The type and the attribute of values that are no text."""


def flat(content: bytes) -> bytes:
    """The workbook without looks and without the results of its formulas. Asserts that nothing is lost."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        strings = [_attribute(text) for text in strings_of(parts)]
        sheets = [(name, parts.read(part).decode()) for name, part in parts_of_sheets(parts)]
        names = _NAME.findall(parts.read("xl/workbook.xml").decode())
    tables = (piece for name, xml in sheets for piece in _table(name, xml, strings))
    return "".join((_HEAD, *tables, *_named(sheets[0][0], names), _FOOT)).encode()


def _attribute(text: str) -> str:
    """A text as the value of an attribute in quotes."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;")):
        text = text.replace(character, entity)
    return text


def _table(name: str, xml: str, strings: Sequence[str]) -> Iterator[str]:
    yield f'<table:table table:name="{_attribute(name)}">'
    last = cells = 0
    for written, inside in _ROW.findall(xml):
        number = int(written)
        if number > last + 1:
            yield f'<table:table-row table:number-rows-repeated="{number - last - 1}">{_BLANK}</table:table-row>'
        found = _CELL.findall(inside)
        cells, last = cells + len(found), number
        yield f"<table:table-row>{''.join(_cells(found, strings)) or _BLANK}</table:table-row>"
    yield "</table:table>"
    assert cells == xml.count("<c "), f"a cell of {name} is written in another way"


def _cells(found: Sequence[tuple[str, ...]], strings: Sequence[str]) -> Iterator[str]:
    last = 0
    for letters, kind, formula, value, inline in found:
        if not (formula or value or inline):
            continue
        column = column_index_from_string(letters)
        if column > last + 1:
            yield f'<table:table-cell table:number-columns-repeated="{column - last - 1}"/>'
        last = column
        yield f"<table:table-cell {_content(kind, formula, value, inline, strings)}/>"


def _content(kind: str, formula: str, value: str, inline: str, strings: Sequence[str]) -> str:
    if formula:
        return f'table:formula="msoxl:={_attribute(html.unescape(formula))}"'
    if kind in ("", "n", "b"):
        type_, name = _VALUES[kind or "n"]
        return f'office:value-type="{type_}" office:{name}="{value if type_ == "float" else str(value == "1").lower()}"'
    text = strings[int(value)] if kind == "s" else _attribute(html.unescape(value or inline))
    return f'office:value-type="string" office:string-value="{text}"'


def _named(first: str, names: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the defined names: ranges, and formulas that begin at a cell of the ``first`` sheet."""
    yield "<table:named-expressions>" if names else ""
    for name, written in names:
        found = _RANGE.fullmatch(html.unescape(written))
        sheet, start, end = (_attribute(each or "") for each in (found.groups() if found else (first, "", "")))
        named = f'table:name="{name}" table:base-cell-address="$\'{sheet}\'.$A$1"'
        if found:
            cells = f"$'{sheet}'.{start}" + (f":.{end}" if end else "")
            yield f'<table:named-range {named} table:cell-range-address="{cells}"/>'
        else:
            yield f'<table:named-expression {named} table:expression="msoxl:{_attribute(html.unescape(written))}"/>'
    yield "</table:named-expressions>" if names else ""
