"""Archives of replies as they really come, and as nobody should send them."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence

Members = Sequence[tuple[str, bytes]]


def packed(members: Members) -> bytes:
    """A zip of these members, in their order; a name may come twice."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def named_in(encoding: str, name: str, data: bytes) -> bytes:
    """A zip of one member whose name is written in an encoding that nothing tells of."""
    raw = name.encode(encoding)
    archive = packed([("x" * len(raw), data)])
    return archive.replace(b"x" * len(raw), raw)


def with_unicode_path(name: str, data: bytes) -> bytes:
    """A zip of one member called ``x`` by its plain name, and ``name`` by Info-ZIP's field."""
    info = zipfile.ZipInfo("x")
    field = b"\1" + zlib.crc32(b"x").to_bytes(4, "little") + name.encode()
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, data)
    return buffer.getvalue()


def linked(name: str, target: str) -> bytes:
    """A zip with a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, target)
    return buffer.getvalue()


def _each_header(archive: bytes, local_at: int, central_at: int, value: bytes) -> bytes:
    """The archive with bytes of every header changed, local and central."""
    data = bytearray(archive)
    for magic, offset in ((b"PK\3\4", local_at), (b"PK\1\2", central_at)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset : at + offset + len(value)] = value
            at = data.find(magic, at + 4)
    return bytes(data)


def marked_encrypted(archive: bytes) -> bytes:
    """Every member flagged as encrypted. The member must not hold a zip stored as it is."""
    return _each_header(archive, 6, 8, b"\1\0")


def flagged_utf8(archive: bytes) -> bytes:
    """Every member's name said to be UTF-8."""
    return _each_header(archive, 6, 8, b"\0\x08")


def deflate64(archive: bytes) -> bytes:
    """Every member said to be packed by method 9."""
    return _each_header(archive, 8, 10, b"\x09\0")


def declaring(archive: bytes, size: int) -> bytes:
    """Every member said to be of this size."""
    return _each_header(archive, 22, 24, struct.pack("<I", size))


def sevenz(members: Members, password: str | None = None) -> bytes:
    """A 7z of these members."""
    import py7zr

    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, data in members:
            archive.writestr(data, name)
    return buffer.getvalue()


def renamed_sevenz(name: str, data: bytes) -> bytes:
    """A 7z of one member, whose name the writer would have refused."""
    import py7zr

    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as made:
        made.set_encoded_header_mode(False)
        made.writestr(data, "x" * len(name))
    archive = buffer.getvalue()
    old, new = ("x" * len(name)).encode("utf-16-le"), name.encode("utf-16-le")
    head = len(archive) - int.from_bytes(archive[20:28], "little")
    changed = archive[:head] + archive[head:].replace(old, new)
    assert changed != archive
    start = archive[12:28] + zlib.crc32(changed[head:]).to_bytes(4, "little")
    return changed[:8] + zlib.crc32(start).to_bytes(4, "little") + start + changed[32:]
