"""What archives and mails hold: each member to be read as if it had been dropped singly. Nothing touches the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lianping_xlsx.formats.package import Limits, too_many_bytes
from lianping_xlsx.formats.sniff import FileKind
from lianping_xlsx.intake.sources.archives.member import Member

__all__ = ["CONTAINERS", "Member", "unpack"]

CONTAINERS = frozenset((FileKind.ZIP, FileKind.SEVENZ, FileKind.RAR, FileKind.MAIL, FileKind.MSG))
"""The kinds that :func:`unpack` takes."""


def unpack(data: bytes, kind: FileKind, limits: Limits) -> Sequence[Member]:
    """The members of a container of one of the kinds CONTAINERS, folders left out, in its own order.

    A member that cannot be had (encrypted, damaged, too large) raises Refused when it is read, not here. Raises
    Refused for the container as a whole: file.damaged (what), file.too-large (what, limit), file.encrypted-archive.
    """
    if len(data) > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    return _opener(kind)(data, limits)


def _opener(kind: FileKind) -> Callable[[bytes, Limits], Sequence[Member]]:
    """Imported when there is one to open: the readers of most campaigns see none, and email alone costs 10 ms."""
    match kind:
        case FileKind.ZIP:
            from lianping_xlsx.intake.sources.archives.zip_archive import open_zip as opener
        case FileKind.SEVENZ:
            from lianping_xlsx.intake.sources.archives.sevenz import open_sevenz as opener
        case FileKind.RAR:
            from lianping_xlsx.intake.sources.archives.rar import open_rar as opener
        case FileKind.MAIL:
            from lianping_xlsx.intake.sources.archives.eml import open_mail as opener
        case FileKind.MSG:
            from lianping_xlsx.intake.sources.archives.msg import open_msg as opener
        case _:
            raise KeyError(kind)
    return opener
