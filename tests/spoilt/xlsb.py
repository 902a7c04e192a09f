"""A writer of .xlsb files, which LibreOffice only reads: no more than is read."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from lianping_xlsx.formats.sheet import ERRORS, Cell, Sheet
from tests.spoilt.books import zipped

_NUMBERS = {text: number for number, text in ERRORS.items()}
_DATE_STYLE = 1
_EPOCH = dt.datetime(1899, 12, 30)
_TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>"""
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT_LINKS = b"""<?xml version="1.0"?><Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="xl/workbook.bin"/></Relationships>"""


def record(kind: int, body: bytes = b"") -> bytes:
    """A record: its type and its length in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(body)
    while size >= 0x80:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + length + bytes([size]) + body


def text(words: str) -> bytes:
    """A text behind its length."""
    raw = words.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def as_xlsb(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as .xlsb: texts shared, numbers as doubles, formulas with their results."""
    words: dict[str, int] = {}
    pages = [(sheet.name, sheet.visible, rows_of(sheet, words)) for sheet in sheets]
    return packed(pages, list(words))


def links(*targets: str) -> bytes:
    """The relationships of the workbook: rId1, rId2 … to these parts."""
    each = (f'<Relationship Id="rId{n}" Type="worksheet" Target="{target}"/>' for n, target in enumerate(targets, 1))
    return f'<Relationships xmlns="{_LINKS}">{"".join(each)}</Relationships>'.encode()


def packed(
    pages: Sequence[tuple[str, bool, bytes]], words: Sequence[str] = (), *, changed: Mapping[str, bytes] | None = None
) -> bytes:
    """An .xlsb of pages: name, whether it is visible, the records of its rows. ``changed``: other parts or contents."""
    bounds = b"".join(
        record(156, struct.pack("<II", not visible, number) + text(f"rId{number}") + text(name))
        for number, (name, visible, _) in enumerate(pages, 1)
    )
    strings = b"".join(record(19, b"\0" + text(each)) for each in words)
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT_LINKS,
        "xl/workbook.bin": record(131) + record(143) + bounds + record(144) + record(157, bytes(8)) + record(132),
        "xl/_rels/workbook.bin.rels": links(*(f"worksheets/sheet{number}.bin" for number in range(1, len(pages) + 1))),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(words), len(words))) + strings + record(160),
        "xl/styles.bin": _styles(),
    }
    for number, (_, _, rows) in enumerate(pages, 1):
        # The dimension says A1 and no more; nobody should believe it.
        head = record(129) + record(148, struct.pack("<4I", 0, 0, 0, 0)) + record(145)
        members[f"xl/worksheets/sheet{number}.bin"] = head + rows + record(146) + record(130)
    return zipped(members | dict(changed or {}))


def _styles() -> bytes:
    """Two styles of cells: plain, and a date by a format of its own."""
    formats = (
        record(615, struct.pack("<I", 1))
        + record(44, struct.pack("<H", 164) + text('yyyy"年"m"月"d"日"'))
        + record(616)
    )
    styles = b"".join(record(47, struct.pack("<HH12x", 0, number)) for number in (0, 164))
    return record(278) + formats + record(617, struct.pack("<I", 2)) + styles + record(618) + record(279)


def styled(
    fonts: Sequence[tuple[int, int, str]],
    fills: Sequence[tuple[int, int, int, str]],
    styles: Sequence[tuple[int, int, int]],
    codes: Mapping[int, str],
    struck: Sequence[int] = (),
) -> bytes:
    """A part of styles. A colour: how it is given (0 automatic, 1 palette, 2 itself, 3 theme), its number, itself.

    ``struck``: the fonts that strike the text through.
    """
    made = b"".join(record(44, struct.pack("<H", number) + text(code)) for number, code in codes.items())
    made += b"".join(
        record(43, struct.pack("<HH8x", 0, 8 * (at in struck)) + _colour(*each) + b"\0" + text("宋体"))
        for at, each in enumerate(fonts)
    )
    made += b"".join(record(45, struct.pack("<I", each[0]) + _colour(*each[1:]) + bytes(56)) for each in fills)
    cells = b"".join(record(47, struct.pack("<HHHH8x", 0, *each)) for each in styles)
    return record(278) + made + record(617, struct.pack("<I", len(styles))) + cells + record(618) + record(279)


def _colour(how: int, number: int, rgb: str) -> bytes:
    return struct.pack("<BBh", how << 1, number, 0) + bytes.fromhex(rgb or "000000") + b"\xff"


def rows_of(sheet: Sheet, words: dict[str, int]) -> bytes:
    """The records of a sheet's rows; new texts are added to ``words``."""
    filled = {(row, at): cell for row, cells in enumerate(sheet.rows) for at, cell in enumerate(cells) if cell != ""}
    made = b"".join(record(60, struct.pack("<IIIIH", *run, 2048, 0, 1)) for run in sheet.hidden_columns)
    hidden = {row for first, last in sheet.hidden_rows for row in range(first, last + 1)}
    last = -1
    for spot in sorted({*filled, *sheet.formulas, *sheet.errors, *((row, -1) for row in hidden)}):
        if spot[0] != last:
            made, last = made + row_head(spot[0], hidden=spot[0] in hidden), spot[0]
        made += _cell(sheet, spot, filled.get(spot, ""), words) if spot[1] >= 0 else b""
    return made + b"".join(record(176, struct.pack("<IIII", t, b, left, r)) for t, left, b, r in sheet.merges)


def row_head(row: int, *, hidden: bool = False) -> bytes:
    """The head of a row."""
    return record(0, struct.pack("<I4xHxB5x", row, 300, 0x10 if hidden else 0))


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell of the row before it."""
    return record(kind, struct.pack("<II", column, style) + value)


def _cell(sheet: Sheet, spot: tuple[int, int], value: Cell, words: dict[str, int]) -> bytes:
    expression = struct.pack("<HI", 0, 3) + b"\x1e\0\0" + struct.pack("<I", 0)  # a bare 0
    calculated, error, column = spot in sheet.formulas, sheet.errors.get(spot), spot[1]
    after = expression if calculated else b""
    if error:
        return cell(11 if calculated else 3, column, bytes([_NUMBERS[error]]) + after)
    if isinstance(value, bool):
        return cell(10 if calculated else 4, column, bytes([value]) + after)
    if isinstance(value, str):
        if calculated:
            return cell(8, column, text(value) + after)
        return cell(7, column, struct.pack("<I", words.setdefault(value, len(words))))
    if isinstance(value, dt.date):
        day = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
        return cell(5, column, struct.pack("<d", (day - _EPOCH) / dt.timedelta(days=1)), _DATE_STYLE)
    assert isinstance(value, int | float)
    return cell(9 if calculated else 5, column, struct.pack("<d", value) + after)


# ---------------------------------------------------------------- killers


def page(rows: bytes, words: Sequence[str] = ()) -> bytes:
    """An .xlsb of one sheet with these records."""
    return packed([("表", True, rows)], words)


def number(column: int, value: float) -> bytes:
    """A number in the row before it."""
    return cell(5, column, struct.pack("<d", value))


def far_cell() -> bytes:
    """Values in the first cell and the last."""
    return page(row_head(0) + number(0, 1) + row_head(1_048_575) + number(16_383, 1))


def wide_cell() -> bytes:
    """A column beyond counting."""
    return page(row_head(0) + number(0xFFFFFFFF, 1))


def wide_and_tall() -> bytes:
    """Few cells, a modest column, a modest row, and a rectangle of thirty million."""
    return page(row_head(0) + number(999, 1) + row_head(30_000) + number(0, 1))


def shared_string_bomb() -> bytes:
    """One text of a mebibyte, used 20,000 times."""
    uses = b"".join(row_head(row) + cell(7, 0, bytes(4)) for row in range(20_000))
    return page(uses, ["x" * (1 << 20)])


@cache  # it takes half a second to pack
def zip_bomb() -> bytes:
    """256 MB of nothing in a part."""
    return packed([], changed={"xl/media/1.bin": bytes(256 << 20)})


def too_many_sheets() -> bytes:
    """300 sheets."""
    return packed([(f"s{number}", True, b"") for number in range(300)])


KILLERS: dict[Callable[[], bytes], str] = {
    far_cell: "行数",
    wide_cell: "列数",
    wide_and_tall: "表格区域的单元格数",
    shared_string_bomb: "文字总量",
    zip_bomb: "解压后的大小",
    too_many_sheets: "工作表数",
}
"""Each with what it has too much of."""
