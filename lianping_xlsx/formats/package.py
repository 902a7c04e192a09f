"""The parts of a zipped workbook, inflated under absolute limits before an Excel library sees the file.

If a small file says so, calamine asks for hundreds of gigabytes and aborts the process, which cannot be caught. So the
declared sizes are used to refuse a file early, and each part is inflated here, never beyond its declared size.
"""

from __future__ import annotations

import contextlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NoReturn
from xml.parsers import expat

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.plain_zip import ZipPart, read_directory

_MEBIBYTE = 1 << 20
_ENCRYPTED = 0x1
_SMALL = 16_384
"""A part of fewer bytes, packed and inflated, is kept for the next file."""
_BEGINNING = 512
"""The number of bytes, packed or not, in which the first element of a part begins if nothing unusual precedes it."""
_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_MAGIC = b"PK\x03\x04"
_WORKSHEETS = "xl/worksheets/"
_LIGHT, _LIGHT_REST = 4 * _MEBIBYTE, _MEBIBYTE
"""The most bytes of XML that openpyxl gets: of all parts (sixty thousand cells), and of those that are no sheet."""
_MARKUP = (".xml", ".rels", ".vml")
_ZIP_FAULTS = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, OverflowError, struct.error)

# No DOCTYPE can come after the first element, so what opens like this has none.
_PLAIN_PROLOGUE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*<[A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Absolute limits. No form of an assessment comes near them; every known file that kills a parser exceeds one."""

    file_bytes: int = 50 * _MEBIBYTE
    members: int = 2_000
    inflated_bytes: int = 200 * _MEBIBYTE
    """The bytes of all parts together."""
    archive_members: int = 2_000
    """The files in an archive or mail of replies."""
    archive_bytes: int = 400 * _MEBIBYTE
    """The bytes of all files in an archive together, unpacked; each of them is limited by ``file_bytes`` as well."""
    sheets: int = 200
    rows: int = 100_000
    """The number of the last row with content; formatted but empty rows do not count."""
    columns: int = 1_000
    area: int = 2_000_000
    """The cells of the rectangle from A1 to the last row and column with content, which calamine allocates."""
    cells: int = 500_000
    """The cells with content of a sheet."""
    merges: int = 10_000
    """The merged ranges of a sheet."""
    text_bytes: int = 64 * _MEBIBYTE
    """The shared strings (UTF-8) of the whole workbook, each counted for every cell that refers to it."""


DEFAULT_LIMITS = Limits()


class Refused(Exception):  # noqa: N818 - it is the file's fault, not an error of the program
    """A file that is not read. ``code``: of the finding. ``slots``: of its message."""

    def __init__(self, code: str, **slots: str) -> None:
        super().__init__(code)
        self.code = code
        self.slots: dict[str, str] = slots

    def __str__(self) -> str:
        return f"{self.code} {self.slots}" if self.slots else self.code


def too_large(what: str, limit: int) -> Refused:
    """A refusal for too many pieces of ``what``; for sizes see :func:`too_many_bytes`."""
    return Refused("file.too-large", what=what, limit=f"{limit:,}")


def too_many_bytes(what: str, limit: int) -> Refused:
    """A refusal for too many bytes of ``what``. The limit is shown in MB, or in KB if it is smaller than 1 MB."""
    size = f"{limit / _MEBIBYTE:g} MB" if limit >= _MEBIBYTE else f"{limit / 1024:g} KB"
    return Refused("file.too-large", what=what, limit=size)


def damaged(what: str) -> Refused:
    """A refusal of a file whose part ``what`` cannot be understood."""
    return Refused("file.damaged", what=what)


@contextlib.contextmanager
def understood(what: str) -> Iterator[None]:
    """A context in which a record that is too short, or an index that does not exist, means damage of ``what``."""
    try:
        yield
    except (struct.error, IndexError) as fault:
        raise damaged(what) from fault


def two_contents(part: str, why: str) -> Refused:
    """A refusal of a file of whose ``part`` one program would show other contents than another."""
    return Refused("file.two-contents", what=f"{part}：{why}" if part else why)


def hostile_xml(part: str) -> Refused:
    """A refusal of XML with a DOCTYPE, by which a few bytes can mean gigabytes or a local file. Excel writes none."""
    return Refused("file.hostile-xml", what=part)


class Package:
    """A zip given as bytes. Names are compared as calamine compares them: without case, ``\\`` equal to ``/``.

    Raises Refused (file.too-large, file.damaged) for what the directory shows; nothing is inflated yet.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        if len(data) > limits.file_bytes:
            raise too_many_bytes("文件大小", limits.file_bytes)
        # The entries are counted before an object is made of each: a directory of 50 MB has a million of them.
        if data.count(_ENTRY) > limits.members:
            raise too_large("压缩包内的文件数", limits.members)
        self._data = data
        self._members = _index(data)
        if sum(member.file_size for member in self._members.values()) > limits.inflated_bytes:
            raise too_many_bytes("解压后的大小", limits.inflated_bytes)

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._members

    def names(self) -> list[str]:
        """All names, in lower case with ``/``, in the order of the directory."""
        return list(self._members)

    def spelled(self, name: str) -> str:
        """A name as it is written in the directory."""
        return self._members[_normal(name)].filename

    def markup_names(self) -> list[str]:
        """The names with an ending of XML."""
        return [name for name in self._members if name.endswith(_MARKUP)]

    def is_light(self) -> bool:
        """Return True if openpyxl can read the package in reasonable time.

        A mebibyte of formats or rules takes it seconds and 100 MB of memory.
        """
        sizes = {name: self.size(name) for name in self.markup_names()}
        rest = sum(size for name, size in sizes.items() if not name.startswith(_WORKSHEETS))
        return rest <= _LIGHT_REST and sum(sizes.values()) <= _LIGHT

    def size(self, name: str) -> int:
        """The declared size of a part in bytes; :meth:`read` never returns more."""
        return self._members[_normal(name)].file_size

    def checksum(self, name: str) -> int:
        """The CRC-32 of a part from the directory; :meth:`read` checks it."""
        return self._members[_normal(name)].CRC

    def read(self, name: str) -> bytes:
        """One part, inflated. Raises KeyError if it does not exist, Refused(file.damaged) if it is damaged.

        A part of another size than declared is refused, and so is a wrong checksum: calamine does not check it, and a
        flipped bit can turn one mark into another.
        """
        member = self._members[_normal(name)]
        stored = self._stored(member)
        # Behind packed bytes megabytes of others may lie that inflate to nothing: they must not be kept.
        inflated = _inflated_again if max(len(stored), member.file_size) < _SMALL else _inflated
        content = inflated(stored, member.compress_type, member.file_size, member.CRC)
        if content is None:
            raise damaged(member.filename)
        return content

    def stored(self, name: str) -> ZipPart | None:
        """A part as it is in the file, under its own name; :meth:`read` says whether it is intact.

        None if its packed bytes do not end where its content does: others behind them would go along unseen.
        """
        member = self._members[_normal(name)]
        stored = self._stored(member)
        if member.compress_type != zipfile.ZIP_STORED and not _ends_with_content(stored):
            return None
        return ZipPart(member.filename, stored, member.file_size, member.CRC, member.compress_type)

    def beginning(self, name: str) -> bytes:
        """The first bytes of a part, inflated and not checked, for parts that are not read."""
        member = self._members[_normal(name)]
        found = _begun(self._stored(member)[:_BEGINNING], member.compress_type)
        if found is None:
            raise damaged(member.filename)
        return found

    def _stored(self, member: zipfile.ZipInfo) -> bytes:
        """The bytes of a member as they are in the file. ``zipfile`` takes ten times as long for this."""
        start = member.header_offset
        if not 0 <= start <= len(self._data) - _LOCAL_HEADER.size:
            raise damaged(member.filename)
        magic, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, start)
        if magic != _LOCAL_MAGIC or member.flag_bits & _ENCRYPTED:
            raise damaged(member.filename)
        # The local header has a name and extra fields of its own, which may differ in length from the directory's.
        begin = start + _LOCAL_HEADER.size + name_length + extra_length
        return self._data[begin : begin + member.compress_size]


def has_plain_prologue(content: bytes) -> bool:
    """Return True if the XML begins with its first element, so that no DOCTYPE can be in front of it."""
    return _PLAIN_PROLOGUE.match(content) is not None


def refuse_doctype(name: str, content: bytes) -> None:
    """Raise Refused(file.hostile-xml) if the XML has a DOCTYPE; no entity is expanded.

    Other faults of the XML are no matter here: most of these parts are not read.
    """
    # Nearly every part begins plainly; then no parser is needed.
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
    """The names in the directory of a zip, in lower case with ``/``. Raises Refused(file.damaged)."""
    return {_normal(member.filename) for member in _directory(data)}


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        return read_directory(data)
    except _ZIP_FAULTS as fault:
        raise damaged("压缩包目录") from fault


# A file is sniffed and then measured: the directory is read once for both, which do not change it.
@lru_cache(maxsize=1)
def _index(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """The members by name. Two of one name are refused: one could be measured, and calamine could read the other."""
    members = _directory(data)
    index = {_normal(member.filename): member for member in members}
    if len(index) != len(members):
        raise damaged("压缩包目录")
    return index


def _inflated(stored: bytes, packing: int, size: int, checksum: int) -> bytes | None:
    """The content of a part; None if it is damaged, or if the directory declares another size or checksum."""
    # One byte more than declared is enough to see that too few were declared.
    content = _inflate(stored, packing, size + 1)
    intact = content is not None and len(content) == size and zlib.crc32(content) == checksum
    return content if intact else None


# The instructions, the list of codes, the styles and the relationships are the same in a thousand forms.
_inflated_again = lru_cache(maxsize=256)(_inflated)


def _ends_with_content(stored: bytes) -> bool:
    """True if the packed bytes of a part that is intact are complete, and nothing is behind them."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacker.decompress(stored)
    return unpacker.eof and not unpacker.unused_data


@lru_cache(maxsize=64)
def _begun(stored: bytes, packing: int) -> bytes | None:
    return _inflate(stored, packing, _BEGINNING)


def _inflate(stored: bytes, packing: int, most: int) -> bytes | None:
    """At most ``most`` bytes of a part; None if it is damaged, or packed by another method than those of Excel."""
    if packing == zipfile.ZIP_STORED:
        return stored
    if packing != zipfile.ZIP_DEFLATED:
        return None
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(stored, most)
    except zlib.error:
        return None
