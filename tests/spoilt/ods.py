"""A writer of .ods files: no more than is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from lianping_xlsx.formats.sheet import Cell, Sheet
from tests.spoilt.books import parts, zipped

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_PREFIXES = ("office", "table", "text", "style", "calcext")
_MANIFEST = b'<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:m"/>'
_LOCKED = (
    b'<?xml version="1.0"?><m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
)
_STYLES = (
    "<office:automatic-styles>"
    '<style:style style:name="seen"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="hidden"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles>"
)


def as_ods(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as OpenDocument."""
    return packed("".join(table(sheet.name, _rows(sheet), visible=sheet.visible) for sheet in sheets))


def packed(tables: str, *, prologue: str = "", manifest: bytes = _MANIFEST) -> bytes:
    """An .ods of these tables."""
    spaces = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in _PREFIXES)
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<office:document-content{spaces}>{_STYLES}{body}'
    members = {"content.xml": f"{content}</office:document-content>".encode(), "META-INF/manifest.xml": manifest}
    return zipped({"mimetype": _MIMETYPE, **members})


def table(name: str, rows: str, *, visible: bool = True) -> str:
    """A table of rows."""
    style = "seen" if visible else "hidden"
    return f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{rows}</table:table>'


def encrypted() -> bytes:
    """A stub of an .ods with a password: what is in it nobody sees, but the list of parts says so."""
    return packed("", manifest=_LOCKED)


def _rows(sheet: Sheet) -> str:
    hidden = {row for first, last in sheet.hidden_rows for row in range(first, last + 1)}
    spots = (*sheet.formulas, *sheet.errors, *((row, 0) for row in hidden))
    height = max([len(sheet.rows), *(row + 1 for row, _ in spots)])
    rows = (f"<table:table-row{_display(row in hidden)}>{_row(sheet, row)}</table:table-row>" for row in range(height))
    return _columns(sheet) + "".join(rows)


def _display(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""


def _columns(sheet: Sheet) -> str:
    made, after = "", 0
    for first, last in sheet.hidden_columns:
        made += "<table:table-column/>" * (first - after)
        made += f'<table:table-column table:number-columns-repeated="{last - first + 1}"{_display(True)}/>'
        after = last + 1
    return made


def _row(sheet: Sheet, row: int) -> str:
    cells: list[Cell] = list(sheet.rows[row]) if row < len(sheet.rows) else []
    width = max([len(cells), *(at + 1 for number, at in (*sheet.formulas, *sheet.errors) if number == row)])
    cells += [""] * (width - len(cells))
    return "".join(_cell(sheet, (row, at), cell) for at, cell in enumerate(cells))


def _cell(sheet: Sheet, spot: tuple[int, int], cell: Cell) -> str:
    formula = f" table:formula={quoteattr('of:=' + sheet.formulas[spot])}" if spot in sheet.formulas else ""
    formula += "".join(
        f' table:number-rows-spanned="{bottom - top + 1}" table:number-columns-spanned="{right - left + 1}"'
        for top, left, bottom, right in sheet.merges
        if (top, left) == spot
    )
    if spot in sheet.errors:
        return (
            f'<table:table-cell{formula} office:value-type="string" office:string-value="" '
            f'calcext:value-type="error"><text:p>{sheet.errors[spot]}</text:p></table:table-cell>'
        )
    return f"<table:table-cell{formula}{_value(cell)}</table:table-cell>"


def _value(cell: Cell) -> str:
    if isinstance(cell, bool):
        return f' office:value-type="boolean" office:boolean-value="{str(cell).lower()}">'
    if isinstance(cell, int | float):
        return f' office:value-type="float" office:value="{cell!r}"><text:p>{cell!r}</text:p>'
    if isinstance(cell, dt.date):
        return f' office:value-type="date" office:date-value="{cell.isoformat()}">'
    if not cell:
        return ">"
    assert isinstance(cell, str)
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in cell.split("\n"))
    return f' office:value-type="string">{lines}'


def _spaced(line: str) -> str:
    return escape(line).replace("  ", " <text:s/>").replace("\t", "<text:tab/>")


# ---------------------------------------------------------------- killers

_ONE = '<table:table-cell office:value-type="float" office:value="1"/>'


def _gap(columns: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{columns}"/>'


def _lines(cells: str, repeats: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>'


def page(rows: str) -> bytes:
    """An .ods of one table."""
    return packed(table("表", rows))


def repeated_rows() -> bytes:
    """A row with a mark, a million times."""
    return page(_lines(_ONE, 1_048_576))


def repeated_columns() -> bytes:
    """A mark in every column there is."""
    return page(_lines(_ONE.replace("/>", ' table:number-columns-repeated="16384"/>')))


def repeated_formulas() -> bytes:
    """A formula without a result in every cell of a thousand columns."""
    cell = '<table:table-cell table:formula="of:=1" table:number-columns-repeated="1000"/>'
    return page(_lines(cell, 1_048_576))


def repeated_block() -> bytes:
    """Fifty thousand rows of twenty marks in two elements."""
    return page(_lines(_ONE.replace("/>", ' table:number-columns-repeated="20"/>'), 50_000))


def far_cell() -> bytes:
    """A mark in a far column, and another in a far row."""
    return page(_lines(_gap(998) + _ONE) + _lines(_gap(1), 50_000) + _lines(_ONE))


def text_bomb() -> bytes:
    """A text of a mebibyte, a thousand times."""
    words = "x" * (1 << 20)
    cell = f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
    return page(_lines(cell, 1_000))


def spaces() -> bytes:
    """A thousand million spaces in an element."""
    text = '<text:p>a<text:s text:c="999999999"/></text:p>'
    return page(_lines(f'<table:table-cell office:value-type="string">{text}</table:table-cell>'))


@cache  # it takes half a second to pack
def zip_bomb() -> bytes:
    """256 MB of nothing in a picture."""
    return zipped(parts(page("")) | {"Pictures/1.png": bytes(256 << 20)})


def too_many_sheets() -> bytes:
    """300 tables."""
    return packed("".join(table(f"s{number}", "") for number in range(300)))


KILLERS: dict[Callable[[], bytes], str] = {
    repeated_rows: "行数",
    repeated_columns: "列数",
    repeated_formulas: "有内容的单元格数",
    repeated_block: "有内容的单元格数",
    far_cell: "表格区域的单元格数",
    text_bomb: "文字总量",
    spaces: "文字总量",
    zip_bomb: "解压后的大小",
    too_many_sheets: "工作表数",
}
"""Each with what it has too much of."""


def empty_to_the_end() -> bytes:
    """Gaps that are repeated for ever around one mark, as LibreOffice saves every sheet, and gaps within them."""
    gaps = _lines(_gap(8_000) + _gap(8_384)) * 500
    return page(_lines(_ONE + _gap(16_383)) + gaps + _lines(_gap(16_384), 1_047_000))


def beside_the_text() -> bytes:
    """A mark with a comment and a drawing in its cell, which have texts of their own."""
    comment = "<office:annotation><text:p>请核对</text:p></office:annotation>"
    drawing = "<draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>"
    words = "<text:p>9<text:span>5</text:span><office:annotation><text:p>甲</text:p></office:annotation>分</text:p>"
    cell = f'<table:table-cell office:value-type="string">{comment}{drawing}{words}</table:table-cell>'
    return page(_lines(cell))


def doctype() -> bytes:
    """A DOCTYPE that names a file of this computer."""
    return packed(table("表", ""), prologue='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')


def linked_table() -> bytes:
    """A table copied from another document, which lies behind those of this one."""
    linked = f"<table:dde-link>{table('外', '')}</table:dde-link>"
    return packed(f"{table('表', _lines(_ONE))}<table:dde-links>{linked}</table:dde-links>")
