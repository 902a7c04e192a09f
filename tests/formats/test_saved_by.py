"""Who saved a workbook last, in every kind of workbook."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.formats.workbook_reader import Sheet, read_workbook
from tests.spoilt import biff, ods, xlsb
from tests.spoilt.compound import compound

PAGE = Sheet("甲", True, [["姓名", 95.0]], {}, {})
CORE = "<cp:coreProperties><cp:lastModifiedBy>章三</cp:lastModifiedBy></cp:coreProperties>".encode()
META = (
    "<office:document-meta><office:meta><meta:initial-creator>李四</meta:initial-creator>"
    "<dc:creator>章三</dc:creator></office:meta></office:document-meta>"
).encode()
_FORMAT = bytes.fromhex("E0859FF2F94F6810AB9108002B27B3D9")
"""That of the properties called SummaryInformation."""
_CODE_PAGE, _AUTHOR, _LAST_AUTHOR = 1, 4, 8
_SHORT, _BYTES, _WIDE = 2, 30, 31


def properties(name: bytes, page: int, kind: int = _BYTES, *, more: Mapping[int, bytes] | None = None) -> bytes:
    """A stream SummaryInformation: the code page, an author, and who saved it last; ``more``: other properties."""
    count = len(name) // 2 if kind == _WIDE else len(name)
    texts = {_AUTHOR: struct.pack("<II", _BYTES, 2) + b"A\0", _LAST_AUTHOR: struct.pack("<II", kind, count) + name}
    values = {_CODE_PAGE: struct.pack("<Ihh", _SHORT, page, 0)} | dict(more or {}) | texts
    head, body = b"", b""
    first = 8 + 8 * len(values)
    for number, value in values.items():
        head += struct.pack("<II", number, first + len(body))
        body += value + b"\0" * (-len(value) % 4)
    section = struct.pack("<II", first + len(body), len(values)) + head + body
    return struct.pack("<HHIxxxxxxxxxxxxxxxxI", 0xFFFE, 0, 0x00020006, 1) + _FORMAT + struct.pack("<I", 48) + section


def xls(stream: bytes | None) -> bytes:
    """An .xls with these properties."""
    streams = {"Workbook": Compound(biff.as_xls([PAGE])).read("Workbook")}
    return compound(streams | ({} if stream is None else {"\x05SummaryInformation": stream}))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def editor(data: bytes) -> str:
    book = read_workbook(data, sniff(data))
    assert book.sheets[0].rows == PAGE.rows
    return book.editor


@pytest.mark.parametrize(
    ("name", "page", "kind"),
    [
        ("章三\0".encode("gbk"), 936, _BYTES),
        ("章三\0".encode(), 65001 - 65536, _BYTES),
        ("章三\0".encode("utf-16-le"), 1200, _WIDE),
        ("章三\0".encode("big5"), 950, _BYTES),
    ],
)
def test_an_xls_tells_it_in_its_code_page(name: bytes, page: int, kind: int) -> None:
    assert editor(xls(properties(name, page, kind))) == "章三"


@pytest.mark.parametrize(
    "stream",
    [None, b"", b"\xff" * 200, properties(b"", 936), properties(b"a\0", 936)[:60], properties(b"a\0", 936, kind=64)],
)
def test_an_xls_whose_properties_say_nothing(stream: bytes | None) -> None:
    assert editor(xls(stream)) == ""


def test_an_unknown_code_page_says_nothing() -> None:
    assert editor(xls(properties(b"\xd5\0", 12345))) == ""


VECTOR = struct.pack("<II", 0x1000, 0x7FFFFFFF)
"""Says that two thousand million values of no bytes follow."""
SLOW = {
    "vector before the name": xls(properties("章三\0".encode("gbk"), 936, more={2: VECTOR})),
    "vector as the name": xls(properties(b"", 936)[:-8] + VECTOR),
    "four million properties": xls(properties(b"a\0", 936)[:52] + struct.pack("<I", 4_000_000) + bytes(900_000)),
    "tags that never end": with_part(xlsb.as_xlsb([PAGE]), "docProps/core.xml", b"<lastModifiedBy " * 60_000),
    "endless number": with_part(
        ods.as_ods([PAGE]), "meta.xml", META.replace("章三".encode(), b"&#" + b"9" * 5_000 + b";")
    ),
}


@pytest.mark.parametrize("data", SLOW.values(), ids=SLOW)
def test_a_name_costs_neither_time_nor_the_workbook(data: bytes) -> None:
    began = time.perf_counter()
    assert editor(data) in ("", "章三")
    assert time.perf_counter() - began < 2


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
@settings(max_examples=200)
def test_whatever_stands_in_the_properties_the_workbook_is_read(place: int, spoilt: bytes) -> None:
    stream = properties("章三\0".encode("gbk"), 936)
    editor(xls(stream[:place] + spoilt + stream[place + len(spoilt) :]))


def test_an_ods_and_an_xlsb_tell_it_too() -> None:
    assert editor(with_part(ods.as_ods([PAGE]), "meta.xml", META)) == "章三"
    assert editor(with_part(xlsb.as_xlsb([PAGE]), "docProps/core.xml", CORE)) == "章三"
    assert editor(ods.as_ods([PAGE])) == ""
    assert editor(xlsb.as_xlsb([PAGE])) == ""


def test_a_part_that_is_damaged_says_nothing() -> None:
    whole = with_part(ods.as_ods([PAGE]), "meta.xml", META)
    at = whole.index(META)
    spoilt = whole[: at + 5] + b"x" + whole[at + 6 :]
    assert sniff(spoilt) is FileKind.ODS
    assert editor(spoilt) == ""
