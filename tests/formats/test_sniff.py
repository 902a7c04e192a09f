"""A file is told by its content, whatever its name and whatever its bytes."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.formats.sniff import FileKind, sniff
from tests.spoilt import books, disguised, locked, outlook
from tests.spoilt.saved import saved_as

GOOD = books.good_book()
ODS = saved_as("ods", GOOD)


def odf(mimetype: str) -> bytes:
    return books.zipped({"mimetype": mimetype.encode(), "content.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (GOOD, FileKind.XLSX),
        (books.strict(GOOD), FileKind.XLSX),
        (books.backslashed_names(GOOD), FileKind.XLSX),
        (books.far_cell(GOOD), FileKind.XLSX),
        (books.macro_enabled(GOOD), FileKind.XLSM),
        (books.zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), FileKind.XLSB),
        (books.zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), FileKind.DOCX),
        (books.zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), FileKind.PPTX),
        (books.zipped({"[Content_Types].xml": b"", "visio/document.xml": b""}), FileKind.OTHER_OFFICE),
        (odf("application/vnd.oasis.opendocument.spreadsheet"), FileKind.ODS),
        (odf("application/vnd.oasis.opendocument.text"), FileKind.OTHER_OFFICE),
        (books.zipped({f"{number}.xlsx": GOOD for number in range(300)}), FileKind.ZIP),
        (books.zipped({}), FileKind.ZIP),
        (books.truncated(GOOD), FileKind.ZIP_DAMAGED),
        (books.zipped(books.parts(GOOD) | {"XL/workbook.xml": b""}), FileKind.ZIP_DAMAGED),
        (books.zipped(books.parts(ODS) | {"Content.xml": b""}), FileKind.ZIP_DAMAGED),
        (ODS[:4] + b"\0" + ODS[4:], FileKind.ZIP_DAMAGED),
        (
            books.zipped({name: part for name, part in books.parts(ODS).items() if name != "mimetype"}),
            FileKind.ZIP_DAMAGED,
        ),
        (books.biff(), FileKind.XLS),
        (books.ole_stub("Book"), FileKind.XLS),
        (books.encrypted(), FileKind.ENCRYPTED),
        (books.word_97(), FileKind.DOC),
        (books.html_named_xls(), FileKind.HTML),
        ("\ufeff\n<table><tr><td>95".encode(), FileKind.HTML),
        (b"From: <Saved by Excel>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", FileKind.HTML),
        (b"From: a@b.cn\r\nTo: c@d.cn\r\nContent-Type: multipart/related\r\n", FileKind.MAIL),
        (books.zipped({"x.xlsx": GOOD}) * 2, FileKind.ZIP),
        (b"Received: from mail\r\nSubject: =?gb18030?\r\n\r\n", FileKind.MAIL),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', FileKind.XML_TABLE),
        (disguised.xml_table(), FileKind.XML_TABLE),
        (disguised.flat_odf("spreadsheet"), FileKind.FLAT_ODS),
        (disguised.flat_odf("text"), FileKind.OTHER_OFFICE),
        (disguised.flat_word(), FileKind.OTHER_OFFICE),
        (b'<?xml version="1.0"?><a/>', FileKind.XML),
        (disguised.shortcut(), FileKind.SHORTCUT),
        (b"L\0\0\0 and something else", FileKind.UNKNOWN),
        (books.csv_text(), FileKind.CSV),
        (books.csv_text("utf-8-sig"), FileKind.CSV),
        (books.csv_text("utf-16"), FileKind.CSV),
        (books.csv_text().replace(b",", b"\t"), FileKind.CSV),
        ("关于报送考核表的通知\n各单位:".encode("gb18030"), FileKind.TEXT),
        (b" \r\n ", FileKind.TEXT),
        (outlook.msg([("表.xlsx", GOOD)]), FileKind.MSG),
        (outlook.winmail(), FileKind.TNEF),
        (locked.with_password(GOOD, "密码"), FileKind.ENCRYPTED),
        (saved_as("xls", GOOD), FileKind.XLS),
        (saved_as("xls95", GOOD), FileKind.XLS),
        (saved_as("ods", GOOD), FileKind.ODS),
        (saved_as("xlsb", GOOD), FileKind.XLSB),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\n\n%PDF-1.4\n", FileKind.PDF),
        (b"Rar!\x1a\x07\x01\x00", FileKind.RAR),
        (b"7z\xbc\xaf\x27\x1c\x00", FileKind.SEVENZ),
        (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.IMAGE),
        (b"\0\0\0\x18ftypheic", FileKind.IMAGE),
        (b"BM\x36\0\0\0\0\0\0\0", FileKind.IMAGE),
        (b"BMW,1\nBMW,2\n", FileKind.CSV),
        (b"", FileKind.EMPTY),
        (b"\0" * 100, FileKind.UNKNOWN),
        (b"\x7fELF\x02\x01", FileKind.UNKNOWN),
    ],
)
def test_kind(data: bytes, kind: FileKind) -> None:
    assert sniff(data) is kind


def test_each_kind_has_a_name_of_its_own() -> None:
    assert len({kind.value for kind in FileKind}) == len(FileKind)


def test_a_character_cut_at_the_end_of_the_head_is_still_text() -> None:
    assert sniff(("好" * 10_000).encode()) is FileKind.TEXT
    assert sniff(b"x" + ("好" * 10_000).encode("gb18030")) is FileKind.TEXT


def test_content_types_of_any_size_are_not_inflated() -> None:
    bomb = books.zipped({"xl/workbook.xml": b"", "[Content_Types].xml": b"macroEnabled" + b" " * (64 << 20)})
    assert sniff(bomb) is FileKind.XLSX


def test_content_types_made_to_be_slow_are_searched_in_linear_time() -> None:
    """A nested search of this megabyte took minutes."""
    types = b'<Override ContentType="application/vnd.' + b"spreadsheetml.sheet" * 50_000
    begun = time.process_time()
    assert sniff(books.zipped({"other/part.xml": b"", "[Content_Types].xml": types})) is FileKind.OTHER_OFFICE
    assert time.process_time() - begun < 2


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml", b"BM"])
)
def test_garbage_is_some_kind(garbage: bytes, magic: bytes) -> None:
    assert isinstance(sniff(magic + garbage), FileKind)


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_a_zip_with_any_bytes_changed_is_some_kind(at: int, change: bytes) -> None:
    assert isinstance(sniff(GOOD[:at] + change + GOOD[at + len(change) :]), FileKind)


@pytest.mark.parametrize("cut", [lambda data: data[:30], lambda data: data[:-30], lambda data: data + b"\0" * 70_000])
def test_a_zip_cut_or_lengthened_is_some_kind(cut: Callable[[bytes], bytes]) -> None:
    assert sniff(cut(GOOD)) in (FileKind.ZIP_DAMAGED, FileKind.XLSX)


def test_an_encrypted_zip_is_a_zip() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("测评票.xlsx", b"secret")
    marked = bytearray(buffer.getvalue())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        marked[marked.index(magic) + flags] |= 1
    assert sniff(bytes(marked)) is FileKind.ZIP
