"""RAR archives whose members are stored as they are: nothing free can compress into them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from tests.spoilt.archives import Members

_STORED = 0x30
NORMAL = 0x33
"""A method that needs a program to unpack."""
PASSWORD, VOLUME, LINK = 0x04, 0x01, 0xA1FF


def rar3(
    members: Members, *, method: int = _STORED, flags: int = 0, attributes: int = 0x81A4, encoding: str = "gb18030"
) -> bytes:
    """A RAR of versions 1.5 to 4, with names in no declared encoding. ``flags``: of each member."""
    blocks = [_block3(0x73, 0, bytes(6))]
    for name, data in members:
        raw = name.encode(encoding)
        head = struct.pack("<LLBLLBBHL", len(data), len(data), 3, zlib.crc32(data), 0, 29, method, len(raw), attributes)
        blocks.append(_block3(0x74, 0x8000 | flags, head + raw) + data)
    return b"Rar!\x1a\x07\0" + b"".join(blocks) + _block3(0x7B, 0x4000, b"")


def rar3_locked() -> bytes:
    """A RAR whose very list of files is encrypted."""
    return b"Rar!\x1a\x07\0" + _block3(0x73, 0x80, bytes(6)) + bytes(64)


def with_comment(archive: bytes) -> bytes:
    """A RAR 3 that says something of itself, compressed as WinRAR does it."""
    words = b"not really compressed"
    head = struct.pack("<LLBLLBBHL", len(words), 99, 3, 0, 0, 29, NORMAL, 3, 0) + b"CMT"
    return archive[:20] + _block3(0x7A, 0x8000, head) + words + archive[20:]


def _block3(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def rar5(members: Members, *, method: int = 0, link: str = "", encrypted: bool = False) -> bytes:
    """A RAR 5. ``link``: each member is a symbolic link to it."""
    blocks = [_block5(1, b"\0")]
    for name, data in members:
        raw = name.encode()
        extra = _record(5, b"\x01\0" + _bytes(link.encode())) if link else b""
        extra += _record(1, b"\0\0\0" + bytes(32)) if encrypted else b""
        head = b"\x04" + _number(len(data)) + _number(0o100644) + struct.pack("<L", zlib.crc32(data))
        blocks.append(_block5(2, head + _number(method << 7) + b"\x01" + _bytes(raw), data, extra))
    return b"Rar!\x1a\x07\x01\0" + b"".join(blocks) + _block5(5, b"\0")


def _block5(kind: int, fields: bytes, data: bytes | None = None, extra: bytes = b"") -> bytes:
    sizes = (_number(len(extra)) if extra else b"") + (b"" if data is None else _number(len(data)))
    flags = bool(extra) * 0x01 | (data is not None) * 0x02
    body = bytes([kind, flags]) + sizes + fields + extra
    head = _number(len(body)) + body
    return struct.pack("<L", zlib.crc32(head)) + head + (data or b"")


def _record(kind: int, body: bytes) -> bytes:
    content = _number(kind) + body
    return _number(len(content)) + content


def _bytes(raw: bytes) -> bytes:
    return _number(len(raw)) + raw


def _number(value: int) -> bytes:
    """Groups of seven bits, the lowest first."""
    groups = [value >> shift & 0x7F for shift in range(0, max(value.bit_length(), 1), 7)]
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


def bomb(sizes: Sequence[int]) -> bytes:
    """A RAR 3 that declares more than it holds."""
    archive = rar3([(f"{number}.xlsx", b"0") for number in range(len(sizes))])
    for number, size in enumerate(sizes):
        name = f"{number}.xlsx".encode()
        at = archive.index(name) - 32
        head = archive[at + 2 : at + 11] + struct.pack("<L", size) + archive[at + 15 : at + 32] + name
        archive = archive[:at] + struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + archive[at + 32 + len(name) :]
    return archive
