"""More that could take a machine down: zips that lie, XML without measure. Each takes a good workbook.

Those of :data:`TOO_LARGE` and :data:`DAMAGED` must never reach a parser in the process of the tests.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.spoilt import books

_HEADER = struct.Struct("<4sHHHHHIIIHH")
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_STYLES = "xl/styles.xml"


def two_gibibytes(book: bytes) -> bytes:
    """A part of 2 MB that inflates to 2 GiB of blanks."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = squeeze.compress(b" " * (1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    packed = block * 2_048 + squeeze.flush()
    return _with_raw(book, "xl/media/image1.xml", packed, 2 << 30)


def overlapping_members(book: bytes) -> bytes:
    """Two hundred entries of the directory for the same packed bytes: a small file that is a great one."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(b" " * (2 << 20)) + squeeze.flush()
    return _with_raw(book, "xl/media/image%d.xml", packed, 2 << 20, times=200)


def _with_raw(book: bytes, name: str, packed: bytes, size: int, times: int = 1) -> bytes:
    """The book with packed bytes that ``times`` entries of the directory point to."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        start, count = archive.start_dir, len(archive.infolist())
    body, directory = book[:start], book[start : book.rindex(b"PK\5\6")]
    names = [(name % number if "%d" in name else name).encode() for number in range(times)]
    local = _HEADER.pack(b"PK\3\4", 20, 0, 8, 0, 0x21, 0, len(packed), size, len(names[0]), 0) + names[0]
    for each in names:
        directory += _ENTRY.pack(
            b"PK\1\2", 20, 20, 0, 8, 0, 0x21, 0, len(packed), size, len(each), 0, 0, 0, 0, 0, len(body)
        ) + each  # fmt: skip
    total = count + times
    at = len(body) + len(local) + len(packed)
    return body + local + packed + directory + _END.pack(b"PK\5\6", 0, 0, total, total, len(directory), at, 0)


def ten_thousand_sheets(book: bytes) -> bytes:
    """As many sheets as no form has, each by name."""

    def edit(xml: bytes) -> bytes:
        sheets = (b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (number, number + 99) for number in range(10_000))
        return xml.replace(b"</sheets>", b"".join(sheets) + b"</sheets>")

    return books.edited(book, books.WORKBOOK, edit)


def millions_of_styles(book: bytes) -> bytes:
    """Two million formats, of which every sheet uses two."""
    return books.edited(
        book, _STYLES, lambda xml: xml.replace(b"</cellXfs>", b'<xf numFmtId="0"/>' * 2_000_000 + b"</cellXfs>")
    )


def deep_nesting(book: bytes) -> bytes:
    """A million elements, one in the other, behind the cells."""
    return books.edited(
        book,
        books.SHEET,
        lambda xml: xml.replace(b"</worksheet>", b"<a>" * 1_000_000 + b"</a>" * 1_000_000 + b"</worksheet>"),
    )


def deep_nesting_before(book: bytes) -> bytes:
    """A million elements, one in the other, before the cells."""
    return books.edited(
        book,
        books.SHEET,
        lambda xml: xml.replace(b"<sheetData>", b"<a>" * 1_000_000 + b"</a>" * 1_000_000 + b"<sheetData>", 1),
    )


def huge_attribute(book: bytes) -> bytes:
    """An attribute of sixty megabytes in the workbook's root."""
    return books.edited(
        book, books.WORKBOOK, lambda xml: xml.replace(b"<workbook ", b'<workbook x="' + b"x" * (60 << 20) + b'" ', 1)
    )


def endless_names(book: bytes) -> bytes:
    """A hundred thousand defined names."""
    names = b"<definedNames>" + b"".join(b'<definedName name="n%d">1</definedName>' % n for n in range(100_000))

    def edit(xml: bytes) -> bytes:
        without = xml.split(b"<definedNames>")[0] + xml.split(b"</definedNames>")[-1]
        return without.replace(b"</sheets>", b"</sheets>" + names + b"</definedNames>", 1)

    return books.edited(book, books.WORKBOOK, edit)


def endless_merges(book: bytes) -> bytes:
    """Half a million merged ranges."""
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(1, 500_000))
    behind = b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
    return books.edited(book, books.SHEET, lambda xml: xml.replace(b"</sheetData>", behind, 1))


def endless_sheet_name(book: bytes) -> bytes:
    """A sheet's name of ten megabytes."""
    return books.edited(
        book, books.WORKBOOK, lambda xml: xml.replace("填表说明".encode(), "填表说明".encode() + b"x" * (10 << 20), 1)
    )


def cells_everywhere(book: bytes) -> bytes:
    """Three hundred thousand numbers in the second sheet, below all that was asked."""
    numbers = b"".join(
        b'<row r="%d"><c r="H%d"><v>1</v></c><c r="I%d"><v>1</v></c><c r="J%d"><v>1</v></c></row>'
        % (row, row, row, row)
        for row in range(100, 99_000)
    )
    second = "xl/worksheets/sheet2.xml"
    return books.edited(book, second, lambda xml: xml.replace(b"</sheetData>", numbers + b"</sheetData>"))


def ole_in_circles(xls: bytes) -> bytes:
    """An .xls whose sectors lead back to themselves: a stream without end."""
    first = struct.unpack_from("<I", xls, 76)[0]
    start = (first + 1) * 512
    count = min(128, len(xls) // 512 - 1)
    return xls[:start] + struct.pack(f"<{count}I", *range(count)) + xls[start + 4 * count :]


TOO_LARGE: tuple[Callable[[bytes], bytes], ...] = (
    two_gibibytes,
    overlapping_members,
    ten_thousand_sheets,
    endless_merges,
    millions_of_styles,
    huge_attribute,
    deep_nesting_before,
)
DAMAGED: tuple[Callable[[bytes], bytes], ...] = (endless_sheet_name, books.far_cell_prefixed)
HARMLESS: tuple[Callable[[bytes], bytes], ...] = (
    deep_nesting,
    endless_names,
)
