"""The parts of a zipped workbook, inflated under absolute limits before any Excel library sees the file.

calamine asks for hundreds of gigabytes and aborts the process when a small file tells it to; nothing can be
caught then. So the declared sizes only serve to refuse early: each part is inflated by us, and never beyond them.
"""

from __future__ import annotations

import contextlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn
from xml.parsers import expat

from lianping_xlsx.formats.plain_zip import read_directory

_MEBIBYTE = 1 << 20
_ENCRYPTED = 0x1
_BEGINNING = 512
"""Bytes, packed or not, in which the first element of a part begins if nothing odd stands before it."""
_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_MAGIC = b"PK\x03\x04"
_WORKSHEETS = "xl/worksheets/"
_LIGHT, _LIGHT_REST = 4 * _MEBIBYTE, _MEBIBYTE
"""The XML of sixty thousand cells; and of all that is no sheet together."""
_MARKUP = (".xml", ".rels", ".vml")
_ZIP_FAULTS = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, OverflowError, struct.error)

# No DOCTYPE can come after the first element, so what opens like this has none.
_PLAIN_PROLOGUE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*<[A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Absolute caps. No form of an assessment comes near them; every known killer goes beyond one of them."""

    file_bytes: int = 50 * _MEBIBYTE
    members: int = 2_000
    inflated_bytes: int = 200 * _MEBIBYTE
    """Of all parts together."""
    archive_members: int = 2_000
    """Files in an archive or mail of replies."""
    archive_bytes: int = 400 * _MEBIBYTE
    """Of all files in an archive together, unpacked; each of them is held to ``file_bytes``."""
    sheets: int = 200
    rows: int = 100_000
    """The last row with content, counted from row 1; formatted but empty rows do not count."""
    columns: int = 1_000
    area: int = 2_000_000
    """Cells of the rectangle from A1 to the last row and column with content: what calamine allocates for a sheet."""
    cells: int = 500_000
    """Cells with content in a sheet."""
    merges: int = 10_000
    """Merged ranges of a sheet."""
    text_bytes: int = 64 * _MEBIBYTE
    """Shared strings (UTF-8) of the whole workbook, each counted as often as cells refer to it."""


DEFAULT_LIMITS = Limits()


class Refused(Exception):  # noqa: N818 - it is the file's fault, not an error of the program
    """A file that is not read: ``code`` names the entry of the catalogue, ``slots`` fill its message."""

    def __init__(self, code: str, **slots: str) -> None:
        super().__init__(code)
        self.code = code
        self.slots: dict[str, str] = slots

    def __str__(self) -> str:
        return f"{self.code} {self.slots}" if self.slots else self.code


def too_large(what: str, limit: int) -> Refused:
    """``what`` is counted in pieces; see :func:`too_many_bytes` for sizes."""
    return Refused("file.too-large", what=what, limit=f"{limit:,}")


def too_many_bytes(what: str, limit: int) -> Refused:
    """The limit is shown in MB, in KB when it is smaller than one."""
    size = f"{limit / _MEBIBYTE:g} MB" if limit >= _MEBIBYTE else f"{limit / 1024:g} KB"
    return Refused("file.too-large", what=what, limit=size)


def damaged(what: str) -> Refused:
    """``what`` names the part of the file that cannot be understood."""
    return Refused("file.damaged", what=what)


@contextlib.contextmanager
def understood(what: str) -> Iterator[None]:
    """A record shorter than it must be, or one that points beyond what there is, is damage of ``what``."""
    try:
        yield
    except (struct.error, IndexError) as fault:
        raise damaged(what) from fault


def two_contents(part: str, why: str) -> Refused:
    """One program would show other contents of ``part`` than another does."""
    return Refused("file.two-contents", what=f"{part}：{why}" if part else why)


def hostile_xml(part: str) -> Refused:
    """Excel writes no DOCTYPE; with one, a few bytes can stand for gigabytes or for a file of this computer."""
    return Refused("file.hostile-xml", what=part)


class Package:
    """A zip given as bytes. Names are looked up as calamine does it: any case, ``\\`` as good as ``/``.

    Raises Refused (file.too-large, file.damaged) at once for what the directory shows; nothing is inflated yet.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        if len(data) > limits.file_bytes:
            raise too_many_bytes("文件大小", limits.file_bytes)
        # Counted before zipfile makes an object of each: a 50 MB directory has a million entries.
        if data.count(_ENTRY) > limits.members:
            raise too_large("压缩包内的文件数", limits.members)
        self._data = data
        self._members = _index(_directory(data))
        if sum(member.file_size for member in self._members.values()) > limits.inflated_bytes:
            raise too_many_bytes("解压后的大小", limits.inflated_bytes)

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._members

    def names(self) -> list[str]:
        """All names, in small letters with ``/``, in the order of the zip's directory."""
        return list(self._members)

    def spelled(self, name: str) -> str:
        """A name as it stands in the zip's directory."""
        return self._members[_normal(name)].filename

    def markup_names(self) -> list[str]:
        """The names that end like XML."""
        return [name for name in self._members if name.endswith(_MARKUP)]

    def is_light(self) -> bool:
        """Whether openpyxl can be asked: a mebibyte of formats or rules can cost it seconds and 100 MB of memory."""
        sizes = {name: self.size(name) for name in self.markup_names()}
        rest = sum(size for name, size in sizes.items() if not name.startswith(_WORKSHEETS))
        return rest <= _LIGHT_REST and sum(sizes.values()) <= _LIGHT

    def size(self, name: str) -> int:
        """The declared size of a part in bytes; it never gives more."""
        return self._members[_normal(name)].file_size

    def checksum(self, name: str) -> int:
        """The CRC-32 that the directory gives of a part, and that :meth:`read` has proved."""
        return self._members[_normal(name)].CRC

    def read(self, name: str) -> bytes:
        """One part, inflated. Raises KeyError when there is none of this name, Refused when it is damaged.

        The declared size is an upper limit that is enforced, and a part of any other size is refused. So is a wrong
        checksum: calamine stops before it could notice, and a flipped bit can make another mark of a mark.
        """
        member = self._members[_normal(name)]
        content = _inflate(member, self._stored(member))
        if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
            raise damaged(member.filename)
        return content

    def beginning(self, name: str) -> bytes:
        """The first bytes of a part, inflated, of which nothing else is proved: for what nobody reads."""
        member = self._members[_normal(name)]
        return _inflate(member, self._stored(member)[:_BEGINNING], _BEGINNING)

    def _stored(self, member: zipfile.ZipInfo) -> bytes:
        """The bytes of a member as they lie in the file (zipfile's own way costs ten times as much)."""
        start = member.header_offset
        if not 0 <= start <= len(self._data) - _LOCAL_HEADER.size:
            raise damaged(member.filename)
        magic, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, start)
        if magic != _LOCAL_MAGIC or member.flag_bits & _ENCRYPTED:
            raise damaged(member.filename)
        begin = start + _LOCAL_HEADER.size + name_length + extra_length
        return self._data[begin : begin + member.compress_size]


def has_plain_prologue(content: bytes) -> bool:
    """Whether XML that begins like this has its first element before a DOCTYPE could come."""
    return _PLAIN_PROLOGUE.match(content) is not None


def refuse_doctype(name: str, content: bytes) -> None:
    """Raises Refused(file.hostile-xml) when the XML has a DOCTYPE; no entity is ever expanded.

    Other faults of the XML are not judged here: most parts are read by nobody.
    """
    if has_plain_prologue(content):
        return

    def doctype(*_: object) -> NoReturn:
        raise hostile_xml(name)

    def first_element(*_: object) -> NoReturn:
        raise StopIteration

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = first_element
    try:
        parser.Parse(content, True)
    except (StopIteration, expat.ExpatError, ValueError, LookupError):
        return


def _normal(name: str) -> str:
    return name.replace("\\", "/").lower()


def zip_names(data: bytes) -> set[str]:
    """The normal names in a zip's directory, be there two of one or not. Raises Refused(file.damaged)."""
    return {_normal(member.filename) for member in _directory(data)}


@lru_cache(maxsize=1)  # what has just been sniffed is measured next
def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        return read_directory(data)
    except _ZIP_FAULTS as fault:
        raise damaged("压缩包目录") from fault


def _index(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """By normal name. Two parts of one name could show us one content and calamine the other."""
    index = {_normal(member.filename): member for member in members}
    if len(index) != len(members):
        raise damaged("压缩包目录")
    return index


def _inflate(member: zipfile.ZipInfo, stored: bytes, most: int = 0) -> bytes:
    """At most ``most`` bytes, or one more than the member declares, so that a lie shows without being paid for."""
    if member.compress_type == zipfile.ZIP_STORED:
        return stored
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise damaged(member.filename)
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(stored, most or member.file_size + 1)
    except zlib.error as fault:
        raise damaged(member.filename) from fault
