"""A plain directory is read as zipfile reads it, and what is not plain is left to zipfile."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.formats.plain_zip import _plain_directory, read_directory
from tests.spoilt import books

GOOD = books.good_book()
_FACTS = ("filename", "flag_bits", "compress_type", "CRC", "compress_size", "file_size", "header_offset")


def facts(members: list[zipfile.ZipInfo]) -> list[tuple[object, ...]]:
    return [tuple(getattr(member, name) for name in _FACTS) for member in members]


def by_zipfile(data: bytes) -> list[tuple[object, ...]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return facts(archive.infolist())


def test_a_workbook_has_a_plain_directory() -> None:
    plain = _plain_directory(GOOD)
    assert plain is not None
    assert facts(plain) == by_zipfile(GOOD)
    named = books.zipped(books.parts(GOOD) | {"xl/工作表.xml": b""})
    assert facts(_plain_directory(named) or []) == by_zipfile(named)


def test_what_is_not_plain_is_left_to_zipfile() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = b"x"
        archive.writestr("a", b"1")
    for odd in (buffer.getvalue(), b"x" + GOOD):
        assert _plain_directory(odd) is None
        assert facts(read_directory(odd)) == by_zipfile(odd)


@given(st.integers(1, 800), st.binary(min_size=1, max_size=4))
def test_a_damaged_directory_is_never_read_otherwise(back: int, change: bytes) -> None:
    at = len(GOOD) - back
    data = GOOD[:at] + change + GOOD[at + len(change) :]
    plain = _plain_directory(data)
    if plain is not None:
        assert facts(plain) == by_zipfile(data)
