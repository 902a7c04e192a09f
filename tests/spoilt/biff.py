"""Writers of .xls files, BIFF8 as Excel 97 to 2003 and WPS write them, and BIFF5 of Excel 95: no more than is read.

What programs of our days write is told by LibreOffice's own files; here everything can be written, also what is wrong.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Sequence

from lianping_xlsx.formats.sheet import ERRORS, Cell, Sheet
from tests.spoilt.compound import compound

_BOF, _EOF, _WORKBOOK, _WORKSHEET = 0x0809, 0x000A, 0x0005, 0x0010
_NUMBERS = {text: number for number, text in ERRORS.items()}
_DATE_STYLE = 1
_EPOCH = dt.datetime(1899, 12, 30)


def record(kind: int, body: bytes = b"") -> bytes:
    """A record; what is too long for one goes on in CONTINUE records, as they are."""
    pieces = [body[at : at + 8224] for at in range(0, len(body), 8224)] or [b""]
    head, *rest = pieces
    return struct.pack("<HH", kind, len(head)) + head + b"".join(record(0x3C, piece) for piece in rest)


def as_xls(sheets: Sequence[Sheet], *, extra: bytes = b"") -> bytes:
    """Sheets as BIFF8: each text by itself, each formula as a bare 0 with its result. ``extra``: as of `packed`."""
    pages = [(sheet.name, sheet.visible, rows_of(sheet) + around(sheet)) for sheet in sheets]
    return packed(pages, extra=extra)


def as_xls_95(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as BIFF5 in GBK, in the stream that Excel 95 gave it."""
    pages = [(sheet.name, sheet.visible, rows_of(sheet, wide=False) + around(sheet)) for sheet in sheets]
    return packed(pages, wide=False, stream="Book")


def packed(
    pages: Sequence[tuple[str, bool, bytes]], *, wide: bool = True, stream: str = "Workbook", extra: bytes = b""
) -> bytes:
    """An .xls of pages: name, whether it is visible, the records of its cells. ``extra``: more records of the book."""
    version = struct.pack("<H", 0x0600 if wide else 0x0500)
    head = record(_BOF, version + struct.pack("<H", _WORKBOOK) + bytes(12))
    head += record(0x42, struct.pack("<H", 1200 if wide else 936))
    head += b"".join(record(0xE0, struct.pack("<HH16x", 0, style)) for style in (0, 14)) + extra
    names = [_name(name, wide=wide) for name, _, _ in pages]
    size = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    bounds, bodies = b"", b""
    for (_, visible, rows), name in zip(pages, names, strict=True):
        bounds += record(0x85, struct.pack("<IBB", size + len(bodies), not visible, 0) + name)
        bodies += record(_BOF, version + struct.pack("<H", _WORKSHEET) + bytes(12))
        bodies += record(0x200, bytes(14)) + rows + record(_EOF)  # a dimension that nobody should believe
    return compound({stream: (head + bounds + record(_EOF) + bodies).ljust(4096, b"\0")})


def _name(name: str, *, wide: bool) -> bytes:
    if wide:
        return struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    raw = name.encode("gbk")
    return bytes([len(raw)]) + raw


def rows_of(sheet: Sheet, *, wide: bool = True) -> bytes:
    """The records of a sheet's cells, formulas with their results, and errors."""
    filled = {(row, at): cell for row, cells in enumerate(sheet.rows) for at, cell in enumerate(cells) if cell != ""}
    spots = sorted({*filled, *sheet.formulas, *sheet.errors})
    return b"".join(_cell(sheet, spot, filled.get(spot, ""), wide=wide) for spot in spots)


def around(sheet: Sheet) -> bytes:
    """The records of hidden rows and columns and of merged cells."""
    columns = (record(0x7D, struct.pack("<HHHHHH", *run, 2048, 0, 1, 0)) for run in sheet.hidden_columns)
    hidden = (row for first, last in sheet.hidden_rows for row in range(first, last + 1))
    rows = (record(0x208, struct.pack("<HHHHHHHH", row, 0, 256, 300, 0, 0, 0x120, 15)) for row in hidden)
    spans = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in sheet.merges)
    merged = record(0xE5, struct.pack("<H", len(sheet.merges)) + spans) if spans else b""
    return b"".join((*columns, *rows, merged))


def _cell(sheet: Sheet, spot: tuple[int, int], cell: Cell, *, wide: bool) -> bytes:
    error = sheet.errors.get(spot)
    if spot in sheet.formulas:
        return formula(*spot, error=error) if error else formula(*spot, cell, wide=wide)
    if error:
        return record(0x205, struct.pack("<HHHBB", *spot, 0, _NUMBERS[error], 1))
    if isinstance(cell, bool):
        return record(0x205, struct.pack("<HHHBB", *spot, 0, cell, 0))
    if isinstance(cell, str):
        return label(*spot, cell, wide=wide)
    if isinstance(cell, dt.date):
        day = cell if isinstance(cell, dt.datetime) else dt.datetime(cell.year, cell.month, cell.day)
        return number(*spot, (day - _EPOCH) / dt.timedelta(days=1), _DATE_STYLE)
    assert isinstance(cell, int | float)
    return number(*spot, cell)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A NUMBER."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, text: str, *, wide: bool = True) -> bytes:
    """A LABEL: a text of its own."""
    return record(0x204, struct.pack("<HHH", row, column, 0) + string(text, wide=wide))


def string(text: str, *, wide: bool = True) -> bytes:
    """A text behind its length."""
    if wide:
        raw = text.encode("utf-16-le")
        return struct.pack("<HB", len(raw) // 2, 1) + raw
    raw = text.encode("gbk")
    return struct.pack("<H", len(raw)) + raw


def formula(row: int, column: int, value: Cell = "", *, error: str | None = None, wide: bool = True) -> bytes:
    """A FORMULA with its result; the expression is a bare 0."""
    after = b""
    if error is not None:
        result = bytes([2, 0, _NUMBERS[error], 0, 0, 0, 0xFF, 0xFF])
    elif isinstance(value, bool):
        result = bytes([1, 0, value, 0, 0, 0, 0xFF, 0xFF])
    elif isinstance(value, str):
        result = bytes([0 if value else 3, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        after = record(0x207, string(value, wide=wide)) if value else b""
    else:
        assert isinstance(value, int | float)
        result = struct.pack("<d", value)
    expression = b"\x1e\0\0"
    body = struct.pack("<HHH", row, column, 0) + result + bytes(6) + struct.pack("<H", len(expression)) + expression
    return record(0x06, body) + after


# ---------------------------------------------------------------- texts that are shared, and what lies around them


def shared_strings(texts: Sequence[str], *, cut: int = 8224, rich: bool = False) -> bytes:
    """An SST whose records hold no more than ``cut`` bytes: a text goes on behind a byte that says how wide it is.

    ``rich``: each text with a run of formatting and a phonetic hint behind it. Of every second part the letters are
    narrow, where they can be.
    """
    body, parts = struct.pack("<II", len(texts), len(texts)), list[bytes]()
    for number, text in enumerate(texts):
        narrow = number % 2 == 1 and all(ord(letter) < 256 for letter in text)
        flags = (0 if narrow else 1) | (0x0C if rich else 0)
        head = struct.pack("<HB", len(text.encode("utf-16-le")) // 2, flags) + (
            struct.pack("<HI", 1, 6) if rich else b""
        )
        if len(body) + len(head) > cut:
            parts, body = [*parts, body], b""
        body += head
        raw = text.encode("latin-1" if narrow else "utf-16-le")
        step = 1 if narrow else 2
        while raw:
            room = max(0, cut - len(body)) // step * step
            body, raw = body + raw[:room], raw[room:]
            if raw:
                parts, body = [*parts, body], bytes([flags & 1])
        body += b"\0\0\1\0" + b"phonet" if rich else b""
    first, *rest = [*parts, body]
    return _raw(0xFC, first) + b"".join(_raw(0x3C, piece) for piece in rest)


def _raw(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def shared(row: int, column: int, index: int) -> bytes:
    """A LABELSST: a text of those that are shared."""
    return record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def page(rows: bytes, *, extra: bytes = b"") -> bytes:
    """An .xls of one sheet with these records."""
    return packed([("表", True, rows)], extra=extra)


# ---------------------------------------------------------------- killers


def far_cell() -> bytes:
    """Values in the first cell and the last: sixteen million cells between them."""
    return page(number(0, 0, 1) + number(65_535, 255, 1))


def wide_cell() -> bytes:
    """A column that no .xls has."""
    return page(number(0, 60_000, 1))


def packed_row() -> bytes:
    """A MULRK that runs far beyond the last column."""
    return page(record(0xBD, struct.pack("<HH", 0, 0) + (b"\0\0" + b"\0\0\xf0\x3f") * 1_300 + b"\0\0"))


def shared_string_bomb() -> bytes:
    """One text of the greatest length, used 20,000 times."""
    uses = b"".join(shared(row, 0, 0) for row in range(20_000))
    return page(uses, extra=shared_strings(["x" * 65_535]))


def too_many_sheets() -> bytes:
    """300 sheets."""
    return packed([(f"s{number}", True, b"") for number in range(300)])


KILLERS = {
    far_cell: "表格区域的单元格数",
    wide_cell: "列数",
    packed_row: "列数",
    shared_string_bomb: "文字总量",
    too_many_sheets: "工作表数",
}
"""Each with what it has too much of."""


def claims() -> bytes:
    """A dimension of four thousand million rows and as many shared texts, for one cell and no text: good otherwise."""
    dimension = record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
    return page(dimension + number(0, 0, 95), extra=record(0xFC, struct.pack("<II", 1, 0x7FFFFFFF)))


def chart_within() -> bytes:
    """A chart in the sheet, which has numbers of its own: they are no cells."""
    chart = record(_BOF, struct.pack("<HH12x", 0x0600, 0x0020)) + number(0, 0, 7) + record(_EOF)
    return page(number(1, 0, 95) + chart + number(2, 0, 96))


def obfuscated() -> bytes:
    """A password of the oldest kind, which calamine takes for none."""
    return page(number(0, 0, 95), extra=record(0x2F, bytes(6)))
