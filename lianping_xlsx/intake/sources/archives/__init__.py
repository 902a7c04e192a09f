"""The members of archives and mails, each read like a file of its own. They are unpacked in memory, never to disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lianping_xlsx.formats.package import Limits, too_many_bytes
from lianping_xlsx.formats.sniff import FileKind
from lianping_xlsx.intake.sources.archives.member import Member

__all__ = ["CONTAINERS", "Member", "unpack"]

CONTAINERS = frozenset((FileKind.ZIP, FileKind.SEVENZ, FileKind.RAR, FileKind.MAIL, FileKind.MSG))
"""The kinds that :func:`unpack` takes."""


def unpack(data: bytes, kind: FileKind, limits: Limits) -> Sequence[Member]:
    """The members of a container (``kind`` is one of CONTAINERS) in the order of the container, without folders.

    Raises Refused for the container as a whole: file.damaged (what), file.too-large (what, limit),
    file.encrypted-archive. A member that cannot be unpacked (encrypted, damaged, too large) raises Refused only when
    it is read, so that it does not cost the other members.
    """
    if len(data) > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    return _opener(kind)(data, limits)


def _opener(kind: FileKind) -> Callable[[bytes, Limits], Sequence[Member]]:
    """The function that opens a kind. It is imported here: most campaigns have no container, and email costs 10 ms."""
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
