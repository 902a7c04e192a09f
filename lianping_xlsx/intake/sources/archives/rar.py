"""RAR archives: members stored without compression are read here, others need an unpacking program, if installed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from lianping_xlsx.formats.package import Limits, Refused, damaged, too_large, too_many_bytes
from lianping_xlsx.formats.sniff import FileKind
from lianping_xlsx.intake.sources.archives.member import Member, decoded, shown, within

_HEADERS = 100
"""Allowance for headers that are no files: of the archive, its comment, its end."""
_SPLIT = 0x01 | 0x02
"""Flags of a file that begins in an earlier volume or continues in the next."""


def open_rar(data: bytes, limits: Limits) -> Sequence[Member]:
    """The members of a RAR of version 3 or 5.

    Raises Refused: file.damaged, file.too-large, file.encrypted-archive, file.volume.
    """
    import rarfile

    rarfile.RAR_MAX_COMMENT = 0  # else it calls an unpacking program just to read the archive's comment
    seen: list[Any] = []

    def look(header: Any) -> None:
        """Check each header as rarfile reads it, before it makes objects of more of them. Raises Refused."""
        seen.append(header)
        if len(seen) > limits.archive_members + _HEADERS:
            raise too_large("压缩包内的文件数", limits.archive_members)
        if header.flags & _SPLIT and header.type == rarfile.RAR_BLOCK_FILE:
            raise Refused("file.volume")

    try:
        # strict: members after a broken header must not be dropped silently. part_only: no search for other volumes.
        archive = rarfile.RarFile(io.BytesIO(data), errors="strict", part_only=True, info_callback=look)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except Refused:
        raise
    except Exception as fault:  # on damaged bytes rarfile raises exceptions of any type
        raise damaged("压缩包目录") from fault
    if archive.needs_password() and not entries:
        raise Refused("file.encrypted-archive")
    if not seen:  # cut off after its first bytes
        raise damaged("压缩包目录")
    within(limits, [entry.file_size for entry in entries])
    names = shown(_name(entry) for entry in entries)
    return [
        Member(name, partial(_read, archive, entry, name, limits)) for name, entry in zip(names, entries, strict=True)
    ]


def _name(entry: Any) -> str:
    """The name as its writer meant it; before RAR 5 it may be in an undeclared encoding."""
    import rarfile

    declared = entry.flags & rarfile.RAR_FILE_UNICODE
    return str(entry.filename) if declared else decoded(entry.orig_filename)


def _read(archive: Any, entry: Any, name: str, limits: Limits) -> bytes:
    """The bytes of a member, never more than declared; fewer, or another checksum, raise file.damaged.

    rarfile passes a private temporary file to the unpacking program and reads its output, so no name of a member is
    used on disk. The time limit is that of the child process in which this runs.
    """
    import rarfile

    if entry.needs_password():
        raise Refused("file.encrypted-member")
    if entry.is_symlink():
        raise Refused("file.not-regular", kind="快捷链接")
    if archive.getinfo(entry) is not entry:  # rarfile opens by name, which would be another member of this name
        raise damaged(name)
    if entry.file_size > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    try:
        with archive.open(entry) as packed:
            return bytes(packed.read())
    except rarfile.RarCannotExec as fault:
        raise Refused("file.needs-unpacking", kind=str(FileKind.RAR)) from fault
    except Exception as fault:
        raise damaged(name) from fault
