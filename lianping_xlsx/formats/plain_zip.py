"""Reading of the directory of plain zips, as office programs write them, and writing of uncompressed zips.

``zipfile`` takes as long to read the directory of a dozen parts as to inflate them, so it reads only directories that
are not plain. Two kinds of zip are written: the measured parts of a workbook, uncompressed, for the parser; and our own
workbooks, whose parts are packed one by one.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import lru_cache

from lianping_xlsx.core.light_dataclass import dataclass

_END = struct.Struct("<4s4H2IH")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_VERSION, _FIRST_DAY = 20, 0x21
"""The version of the zip format that is written, and 1980-01-01, the first date of a zip."""
_UNIX = 3 << 8
_RIGHTS = 0o600 << 16
"""The system on which a part says that it was made, and the rights with which it is unpacked there."""
_UTF8 = 0x800
"""The flag of a name in UTF-8."""
_NEWEST = 63
"""The newest version of the zip format that zipfile reads."""
_QUICKLY = 3
_MANY, _LARGE = 0xFFFF, 0xFFFFFFFF
"""The values that refer to the larger fields of a zip of more than 4 GB (zip64)."""


def read_directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The members in the order of the directory. Raises the exceptions of ``zipfile``."""
    plain = _plain_directory(data)
    if plain is not None:
        return plain
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()


def _plain_directory(data: bytes) -> list[zipfile.ZipInfo] | None:
    """The members of a plain zip; None if the zip is not plain.

    Plain means: the directory is at the end of the file, without gaps, comments, extra fields and zip64.
    """
    start = len(data) - _END.size
    if start < 0:
        return None
    magic, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(data, start)
    if magic != b"PK\5\6" or disk or first_disk or comment or here != count or offset + size != start:
        return None
    if count == _MANY or _LARGE in (size, offset):
        return None
    members: list[zipfile.ZipInfo] = []
    at = offset
    for _ in range(count):
        member = _member(data, at) if at + _ENTRY.size <= start else None
        if member is None:
            return None
        members.append(member)
        at += _ENTRY.size + len(member.orig_filename.encode("utf-8"))
    return members if at == start else None


def _member(data: bytes, at: int) -> zipfile.ZipInfo | None:
    """The entry at an offset; None if it has more than a name."""
    entry = _ENTRY.unpack_from(data, at)
    magic, _, version, flags, packing, _, _, checksum, packed, size, length, extra, comment, _, _, _, offset = entry
    if magic != b"PK\1\2" or version > _NEWEST or extra or comment or _LARGE in (packed, size, offset):
        return None
    raw = data[at + _ENTRY.size : at + _ENTRY.size + length]
    # Without the flag other characters are in the code page of the writer, which zipfile has to decode.
    if not raw or b"\0" in raw or not (raw.isascii() or flags & _UTF8):
        return None
    try:
        member = zipfile.ZipInfo(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    member.flag_bits, member.compress_type, member.CRC = flags, packing, checksum
    member.compress_size, member.file_size, member.header_offset = packed, size, offset
    return member


@dataclass(frozen=True, slots=True)
class ZipPart:
    """A part of a zip. ``stored``: its bytes in the zip. ``size``, ``checksum``: of its content, unpacked."""

    name: str
    stored: bytes
    size: int
    checksum: int
    packing: int = zipfile.ZIP_STORED


class PartPacker:
    """Packs a part piece by piece, to the same bytes as in one piece: a long one is never there as a whole."""

    def __init__(self, *, quickly: bool = False) -> None:
        """``quickly``: in a third of the time, and a tenth larger."""
        level = _QUICKLY if quickly else zlib.Z_DEFAULT_COMPRESSION
        self._packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._stored: list[bytes] = []
        self._size, self._checksum = 0, 0

    def add(self, content: bytes) -> None:
        """Add the next piece."""
        self._stored.append(self._packer.compress(content))
        self._size += len(content)
        self._checksum = zlib.crc32(content, self._checksum)

    def part(self, name: str) -> ZipPart:
        """The part; nothing may be added any more."""
        stored = b"".join((*self._stored, self._packer.flush()))
        return ZipPart(name, stored, self._size, self._checksum, zipfile.ZIP_DEFLATED)


def deflated(name: str, content: bytes, *, quickly: bool = False) -> ZipPart:
    """A part as ``zipfile`` packs it; ``quickly``: see :class:`PartPacker`."""
    packer = PartPacker(quickly=quickly)
    packer.add(content)
    return packer.part(name)


@lru_cache(maxsize=512)
def deflated_once(name: str, content: str | bytes) -> ZipPart:
    """The same for a part that a thousand workbooks have alike: it is packed once. A text is packed as UTF-8."""
    return deflated(name, content.encode() if isinstance(content, str) else content)


def store(parts: Iterable[tuple[str, bytes, int]]) -> bytes:
    """The zip of parts (name, content, CRC-32 of the content) that are not compressed."""
    return zip_of(ZipPart(name, content, len(content), checksum) for name, content, checksum in parts)


def zip_of(parts: Iterable[ZipPart]) -> bytes:
    """The zip of parts, equal on every system to what ``zipfile`` writes on Unix for parts of 1980-01-01.

    The zip must be smaller than 4 GB, which the limits of a workbook guarantee.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for part in parts:
        raw, packed = part.name.encode("utf-8"), len(part.stored)
        flags = 0 if part.name.isascii() else _UTF8
        facts = (_VERSION, flags, part.packing, 0, _FIRST_DAY, part.checksum, packed, part.size, len(raw), 0)
        body += (_LOCAL.pack(b"PK\3\4", *facts), raw, part.stored)
        directory.append(_ENTRY.pack(b"PK\1\2", _UNIX | _VERSION, *facts, 0, 0, 0, _RIGHTS, at) + raw)
        at += _LOCAL.size + len(raw) + packed
    listed = b"".join(directory)
    count = len(directory)
    return b"".join((*body, listed, _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), at, 0)))
