"""What a parser is shown of a workbook: the parts that were measured, as they are."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.formats.measure import measure
from lianping_xlsx.formats.plain_zip import deflated, store, zip_of
from tests.spoilt import books

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(lambda n: "/" not in n)


@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=6))
def test_another_reader_finds_what_was_stored(parts: dict[str, bytes]) -> None:
    data = store((name, content, zlib.crc32(content)) for name, content in parts.items())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.orig_filename: archive.read(info) for info in archive.infolist()} == parts


@given(st.dictionaries(NAMES, st.binary(max_size=3000), max_size=6))
def test_a_packed_zip_is_that_of_python(parts: dict[str, bytes]) -> None:
    """On Windows the zip of Python would say that it was made there."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(info, content)
    assert zip_of(deflated(name, content) for name, content in parts.items()) == written.getvalue()


def test_nothing_is_shown_that_was_not_measured() -> None:
    """Sheets as they are but for their formulas, under our own names; nothing of what nobody reads."""
    book = books.error_cell(books.good_book())
    parts = books.parts(book) | {"xl/media/image1.png": b"\x89PNG", "xl/vbaProject.bin": b"\0"}
    shown = measure(books.zipped(parts)).shown
    with zipfile.ZipFile(io.BytesIO(shown)) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
    same = (books.SHEET, "xl/worksheets/sheet2.xml", books.STRINGS)
    values = {name: re.sub(rb"<f>.*?</f>", b"", parts[name]) for name in same}
    assert len(values[books.SHEET]) < len(parts[books.SHEET])
    assert {name: found.pop(name) for name in same} == values
    assert found.keys() == {
        "[Content_Types].xml", "_rels/.rels", books.WORKBOOK, books.RELATIONSHIPS, "xl/styles.xml"
    }  # fmt: skip
    assert "测评票".encode() not in found[books.WORKBOOK]
