"""Zips as plain as office programs write them: their directory is read here, and uncompressed ones are written here.

zipfile takes as long for the names of a dozen parts as inflating them takes. It reads the directory where that is not
plain. A parser is shown an uncompressed zip of the parts that were measured, and nothing else.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable

_END = struct.Struct("<4s4H2IH")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_VERSION, _FIRST_DAY = 20, 0x21
"""The version of the zip format that is written, and the first day that a zip knows."""
_UTF8 = 0x800
"""The flag of a name in UTF-8."""
_NEWEST = 63
"""The newest version of the zip format that zipfile reads."""
_MANY, _LARGE = 0xFFFF, 0xFFFFFFFF
"""What stands where a zip of more than 4 GB has its own fields."""


def read_directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The members in the order of the directory. Raises what zipfile raises."""
    plain = _plain_directory(data)
    if plain is not None:
        return plain
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()


def _plain_directory(data: bytes) -> list[zipfile.ZipInfo] | None:
    """The same, where the directory ends the file, and nothing in it has a second meaning; None where it is not so."""
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
    """The entry at a place, unless it has more to it than a name."""
    entry = _ENTRY.unpack_from(data, at)
    magic, _, version, flags, packing, _, _, checksum, packed, size, length, extra, comment, _, _, _, offset = entry
    if magic != b"PK\1\2" or version > _NEWEST or extra or comment or _LARGE in (packed, size, offset):
        return None
    raw = data[at + _ENTRY.size : at + _ENTRY.size + length]
    if not raw or b"\0" in raw or not (raw.isascii() or flags & _UTF8):
        return None
    try:
        member = zipfile.ZipInfo(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    member.flag_bits, member.compress_type, member.CRC = flags, packing, checksum
    member.compress_size, member.file_size, member.header_offset = packed, size, offset
    return member


def store(parts: Iterable[tuple[str, bytes, int]]) -> bytes:
    """The zip of (name, content, CRC-32 of the content), as zipfile would write it without compression.

    All of it has to be smaller than 4 GB, which the limits of a workbook see to.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, content, checksum in parts:
        raw, size = name.encode("utf-8"), len(content)
        facts = (_VERSION, _UTF8, 0, 0, _FIRST_DAY, checksum, size, size, len(raw), 0)
        body += (_LOCAL.pack(b"PK\3\4", *facts), raw, content)
        directory.append(_ENTRY.pack(b"PK\1\2", _VERSION, *facts, 0, 0, 0, 0, at) + raw)
        at += _LOCAL.size + len(raw) + size
    listed = b"".join(directory)
    count = len(directory)
    return b"".join((*body, listed, _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), at, 0)))
