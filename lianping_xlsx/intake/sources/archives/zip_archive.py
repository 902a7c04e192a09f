"""Zip archives, as 压缩文件夹, QQ and WeChat make them from a folder of replies."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from functools import partial

from lianping_xlsx.formats.package import Limits, Refused, damaged, too_large, too_many_bytes
from lianping_xlsx.intake.sources.archives.member import Member, decoded, shown, within

_ENTRY = b"PK\x01\x02"
_HEADER, _FLAGS_AT = struct.Struct("<4s4xH18xH12xI"), 8
"""An entry of the central directory: signature, flags, length of the name, offset of the local header.

The second value is the offset of the flags in it (APPNOTE.TXT, 4.3.12).
"""
_LOCAL, _LOCAL_FLAGS_AT = b"PK\x03\x04", 6
"""Signature of a local header, and the offset of the flags in it (APPNOTE.TXT, 4.3.7)."""
_PARTS = 100
"""More than the number of parts in any workbook of ours."""
_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
"""Info-ZIP Unicode Path Extra Field (APPNOTE.TXT, 4.6.9)."""
_EXTRA = struct.Struct("<HH")
_METHODS = {
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
    zipfile.ZIP_BZIP2,
    zipfile.ZIP_LZMA,
}
_FAULTS = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, OverflowError, RuntimeError, struct.error)


def open_zip(data: bytes, limits: Limits) -> Sequence[Member]:
    """The members of a zip. Raises Refused: file.damaged, file.too-large."""
    # Counted before zipfile makes an object for each entry. A workbook stored uncompressed adds its own entries.
    if data.count(_ENTRY) > limits.archive_members * _PARTS:
        raise too_large("压缩包内的文件数", limits.archive_members)
    try:
        archive = _archive(data)
    except (*_FAULTS, NotImplementedError) as fault:
        raise damaged("压缩包目录") from fault
    names = [(_name(info), info) for info in archive.infolist()]
    files = [(name, info) for name, info in names if not name.endswith(("/", "\\"))]
    within(limits, [info.file_size for _, info in files])
    labels = shown(name for name, _ in files)
    pairs = zip(labels, files, strict=True)
    return [Member(label, partial(_read, archive, info, label, limits)) for label, (_, info) in pairs]


def _archive(data: bytes) -> zipfile.ZipFile:
    """The zip as zipfile reads it. Raises the exceptions of _FAULTS and NotImplementedError."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except UnicodeDecodeError:  # one name is not UTF-8 although its flag says so; the other members must still be read
        return zipfile.ZipFile(io.BytesIO(_without_false_flags(data)))


def _without_false_flags(data: bytes) -> bytes:
    """The zip without the UTF-8 flag on entries whose names are not UTF-8."""
    changed = bytearray(data)
    at = data.find(_ENTRY)
    while 0 <= at <= len(data) - _HEADER.size:
        _, flags, length, local = _HEADER.unpack_from(data, at)
        name = data[at + _HEADER.size : at + _HEADER.size + length]
        if flags & _UTF8 and not _is_utf8(name) and data.startswith(_LOCAL, local):
            struct.pack_into("<H", changed, at + _FLAGS_AT, flags & ~_UTF8)
            struct.pack_into("<H", changed, local + _LOCAL_FLAGS_AT, flags & ~_UTF8)
        at = data.find(_ENTRY, at + 1)
    return bytes(changed)


def _is_utf8(raw: bytes) -> bool:
    """Return True if the bytes are valid UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: by the UTF-8 flag, by Info-ZIP's Unicode field, or guessed.

    zipfile decodes names without the flag as code page 437, which loses no byte: encoding gives the bytes back.
    """
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    return _unicode_path(info.extra, zlib.crc32(raw)) or decoded(raw)


def _unicode_path(extra: bytes, checksum: int) -> str:
    """The name in a field 0x7075 (version, CRC of the plain name, UTF-8); '' if there is none with the right CRC."""
    at = 0
    while at + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, at)
        field = extra[at + _EXTRA.size : at + _EXTRA.size + length]
        if kind == _UNICODE_PATH and field[:1] == b"\1" and field[1:5] == checksum.to_bytes(4, "little"):
            return field[5:].decode("utf-8", "replace")
        at += _EXTRA.size + length
    return ""


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, limits: Limits) -> bytes:
    """The bytes of a member, never more than declared; fewer, or another checksum, raise file.damaged."""
    if info.flag_bits & _ENCRYPTED:
        raise Refused("file.encrypted-member")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("file.not-regular", kind="快捷链接")
    if info.compress_type not in _METHODS:
        raise Refused("file.strange-packing")
    if info.file_size > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    try:
        with archive.open(info) as packed:
            content = packed.read(info.file_size + 1)
    except NotImplementedError as fault:
        raise Refused("file.strange-packing") from fault
    except _FAULTS as fault:
        raise damaged(label) from fault
    if len(content) != info.file_size:
        raise damaged(label)
    return content
