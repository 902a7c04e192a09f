"""The reader of .xlsb: the file is measured and read in one pass over its records, for the same reasons as an .xls.

Source: [MS-XLSB], Excel (.xlsb) Binary File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.binary_book import (
    BinaryBook,
    BinaryStyle,
    hide_low_row,
    hide_narrow_columns,
    note_view,
    strikes,
    unpacked,
)
from lianping_xlsx.formats.bounded_cells import Collected, Texts
from lianping_xlsx.formats.colours import BLACK, THEME, USUAL, WHITE, Colour, of_palette
from lianping_xlsx.formats.package import Limits, Package, damaged, refuse_doctype, understood
from lianping_xlsx.formats.relationships import part_of, relationships_of
from lianping_xlsx.formats.sheet import Cell, Sheet, shown_error

_WORKBOOK, _RELATIONSHIPS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
_STRINGS, _STYLES = "xl/sharedstrings.bin", "xl/styles.bin"
_WORKSHEETS = "xl/worksheets/"
_LONG = struct.Struct("<I")
_SHORT = struct.Struct("<H")
_CELL = struct.Struct("<II")
_DOUBLE = struct.Struct("<d")
_VALUE = _CELL.size
_STYLE = struct.Struct("<HHH")
_COLOUR = struct.Struct("<BBhBBB")
_INK_AT = 12
"""The offset of the colour in a FONT record."""
_SOLID = 1
_ROW = struct.Struct("<I4xHxB")
_COLUMNS = struct.Struct("<IIIIH")
_RANGE = struct.Struct("<IIII")
_ROW_HIDDEN = 0x10
_STYLE_BITS = 0xFFFFFF
_NO_TEXT = 0xFFFFFFFF
_RICH = 0x1
"""The bit of a shared text that has runs."""
_RUN = struct.Struct("<HH")


class _XlsbRecord:
    """The numbers of the records that are read ([MS-XLSB] 2.3)."""

    ROW, RK, ERROR, BOOL, REAL, TEXT, SHARED = 0, 2, 3, 4, 5, 6, 7
    FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR = 8, 9, 10, 11
    RICH_TEXT = 62
    SHORT_CELLS = range(12, 19)
    SHARED_STRING, FONT, FORMAT, FILL, STYLE = 19, 43, 44, 45, 47
    COLUMNS, VIEW, MERGED = 60, 137, 176
    BEGIN_ROWS, END_ROWS, SHEET, DATE_SYSTEM = 145, 146, 156, 153
    BEGIN_STYLES, END_STYLES = 617, 618


_FORMULAS = (_XlsbRecord.FORMULA_TEXT, _XlsbRecord.FORMULA_NUMBER, _XlsbRecord.FORMULA_BOOL, _XlsbRecord.FORMULA_ERROR)


@dataclass(frozen=True, slots=True)
class _XlsbSheet:
    """A sheet in the list of the workbook, with its part."""

    name: str
    part: str
    visible: bool


@dataclass(slots=True)
class _XlsbBook(BinaryBook):
    """The parts that all sheets of an .xlsb share."""

    sheets: list[_XlsbSheet] = field(default_factory=list)


def read_xlsb(data: bytes, limits: Limits) -> list[Sheet]:
    """Read the worksheets of an .xlsb. Raises Refused: file.damaged, file.too-large, file.hostile-xml."""
    package = Package(data, limits)
    for name in package.markup_names():
        refuse_doctype(name, package.read(name))
    book = _XlsbBook(Texts(limits))
    for part, read in ((_WORKBOOK, _read_workbook), (_STRINGS, _read_strings), (_STYLES, _read_styles)):
        with understood(part):
            read(package, book)
    sheets = [bound for bound in book.sheets if bound.part.startswith(_WORKSHEETS)]
    return [_read_sheet(package, bound, book) for bound in sheets]


def _records(content: bytes, what: str) -> Iterator[tuple[int, bytes]]:
    """Yield the type and the body of each record. Type and length are written in groups of seven bits, lowest first.

    Raises Refused(file.damaged), and IndexError at the end of the bytes.
    """
    at = 0
    while at < len(content):
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (content[at] & 0x7F) << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + length > len(content):
            raise damaged(what)
        yield kind, content[at : at + length]
        at += length


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text in UTF-16 behind its length, and the offset of its end; a null text is ''. Raises IndexError."""
    length: int = _LONG.unpack_from(body, at)[0]
    start = at + _LONG.size
    if length == _NO_TEXT:
        return "", start
    end = start + length * 2
    if end > len(body):
        raise IndexError(end)
    return body[start:end].decode("utf-16-le", "replace"), end


def _read_workbook(package: Package, book: _XlsbBook) -> None:
    if _WORKBOOK not in package or _RELATIONSHIPS not in package:
        raise damaged(_WORKBOOK)
    links = relationships_of(package, _WORKBOOK)
    for kind, body in _records(package.read(_WORKBOOK), _WORKBOOK):
        if kind == _XlsbRecord.DATE_SYSTEM:
            book.styles.since_1904 = bool(body[0] & 1)
        elif kind == _XlsbRecord.SHEET:
            (state,) = _LONG.unpack_from(body)
            link, at = _text(body, 8)
            name, _ = _text(body, at)
            # A sheet without a relationship has no content.
            if link in links:
                book.sheets.append(_XlsbSheet(name, part_of(package, _WORKBOOK, links[link]), state == 0))
    book.check_sheets([bound.name for bound in book.sheets], [bound.part for bound in book.sheets], _WORKBOOK)


def _read_strings(package: Package, book: _XlsbBook) -> None:
    content = package.read(_STRINGS) if _STRINGS in package else b""
    for kind, body in _records(content, _STRINGS):
        if kind == _XlsbRecord.SHARED_STRING:
            words, end = _text(body, 1)
            if body[0] & _RICH:
                book.runs[len(book.strings)] = _fonts_of_runs(body, end)
            book.strings.append(words)
    book.measure_strings()


def _fonts_of_runs(body: bytes, at: int) -> frozenset[int]:
    """The fonts of the runs of a rich text, whose number stands at an offset. Raises struct.error."""
    (count,) = _LONG.unpack_from(body, at)
    runs = body[at + _LONG.size :][: count * _RUN.size]
    return frozenset(font for _, font in _RUN.iter_unpack(runs[: len(runs) // _RUN.size * _RUN.size]))


def _read_styles(package: Package, book: _XlsbBook) -> None:
    """Read formats, fonts, fills, and the styles of cells; the named styles from which these derive are skipped."""
    content = package.read(_STYLES) if _STYLES in package else b""
    styles, papers = book.styles, list[Colour | None]()
    inside = False
    for kind, body in _records(content, _STYLES):
        if kind == _XlsbRecord.FORMAT:
            styles.formats[_SHORT.unpack_from(body)[0]] = _text(body, 2)[0]
        elif kind == _XlsbRecord.FONT:
            if strikes(body):
                styles.struck.add(len(styles.inks))
            styles.inks.append(_colour(body, _INK_AT, BLACK))
        elif kind == _XlsbRecord.FILL:
            (pattern,) = _LONG.unpack_from(body)
            papers.append(_colour(body, _LONG.size, None) if pattern == _SOLID else None if pattern else WHITE)
        elif kind in (_XlsbRecord.BEGIN_STYLES, _XlsbRecord.END_STYLES):
            inside = kind == _XlsbRecord.BEGIN_STYLES
        elif kind == _XlsbRecord.STYLE and inside:
            number, font, fill = _STYLE.unpack_from(body, 2)
            styles.cells.append(BinaryStyle(number, font, papers[fill] if fill < len(papers) else None))
    styles.resolve()


def _colour(body: bytes, at: int, automatic: Colour | None) -> Colour | None:
    """A colour: automatic, of the palette, red, green and blue, or of the theme; None if it is not known."""
    how, index, tint, red, green, blue = _COLOUR.unpack_from(body, at)
    if tint:
        return None
    # The lowest bit only says that red, green and blue are valid.
    match how >> 1:
        case 0:
            return automatic
        case 1:
            return of_palette(USUAL, index)
        case 2:
            return red, green, blue
        case _:
            return THEME[index] if index < len(THEME) else None


# ---------------------------------------------------------------- a sheet


def _read_sheet(package: Package, bound: _XlsbSheet, book: _XlsbBook) -> Sheet:
    cells = Collected(book.texts.limits)
    row, inside = -1, False
    with understood(bound.name):
        for kind, body in _records(package.read(bound.part), bound.name):
            if kind in (_XlsbRecord.BEGIN_ROWS, _XlsbRecord.END_ROWS):
                inside = kind == _XlsbRecord.BEGIN_ROWS
            elif inside and kind == _XlsbRecord.ROW:
                row, height, flags = _ROW.unpack_from(body)
                hide_low_row(cells, row, height, hidden=bool(flags & _ROW_HIDDEN))
            elif inside and (kind in _VALUES or kind == _XlsbRecord.SHARED):
                _take(book, cells, row, kind, body)
            elif inside and kind in _XlsbRecord.SHORT_CELLS:
                # These do not say in which column they are, and no program writes them.
                raise damaged(bound.name)
            elif kind in _AROUND:
                _AROUND[kind](cells, body)
    return cells.sheet(bound.name, visible=bound.visible)


def _take(book: _XlsbBook, cells: Collected, row: int, kind: int, body: bytes) -> None:
    column, style = _CELL.unpack_from(body)
    # A cell before the first row has no place; the context of the caller turns this into damage.
    if row < 0:
        raise IndexError(row)
    if kind in _FORMULAS:
        cells.put_formula(row, column)
    if kind in (_XlsbRecord.ERROR, _XlsbRecord.FORMULA_ERROR):
        cells.put_error(row, column, shown_error(body[_VALUE]))
    elif kind == _XlsbRecord.SHARED:
        book.put_shared(cells, row, column, _LONG.unpack_from(body, _VALUE)[0], style & _STYLE_BITS)
    else:
        book.styles.put(cells, row, column, _VALUES[kind](book, body), style & _STYLE_BITS)


def _columns(cells: Collected, body: bytes) -> None:
    first, last, width, _, flags = _COLUMNS.unpack_from(body)
    hide_narrow_columns(cells, first, last, width, flags)


def _merged(cells: Collected, body: bytes) -> None:
    top, bottom, left, right = _RANGE.unpack_from(body)
    cells.merge((top, left, bottom, right))


def _view(cells: Collected, body: bytes) -> None:
    note_view(cells, _SHORT.unpack_from(body)[0])


_AROUND: Mapping[int, Callable[[Collected, bytes], None]] = {
    _XlsbRecord.COLUMNS: _columns,
    _XlsbRecord.MERGED: _merged,
    _XlsbRecord.VIEW: _view,
}
"""The functions for the records around the cells."""


def _own_text(book: _XlsbBook, body: bytes, at: int) -> str:
    return book.own_text(_text(body, at)[0])


def _double(_: _XlsbBook, body: bytes) -> float:
    value: float = _DOUBLE.unpack_from(body, _VALUE)[0]
    return value


_VALUES: Mapping[int, Callable[[_XlsbBook, bytes], Cell]] = {
    _XlsbRecord.RK: lambda _, body: unpacked(body[_VALUE : _VALUE + 4]),
    _XlsbRecord.ERROR: lambda *_: "",
    _XlsbRecord.BOOL: lambda _, body: body[_VALUE] != 0,
    _XlsbRecord.REAL: _double,
    _XlsbRecord.TEXT: lambda book, body: _own_text(book, body, _VALUE),
    _XlsbRecord.RICH_TEXT: lambda book, body: _own_text(book, body, _VALUE + 1),
    _XlsbRecord.FORMULA_TEXT: lambda book, body: _own_text(book, body, _VALUE),
    _XlsbRecord.FORMULA_NUMBER: _double,
    _XlsbRecord.FORMULA_BOOL: lambda _, body: body[_VALUE] != 0,
    _XlsbRecord.FORMULA_ERROR: lambda *_: "",
}
"""The functions that read a value, by the type of the record; an error has no value."""
