"""Opening a reply: from its source to the bytes of a readable workbook, unpacked and decrypted."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.formats.measure import Refused
from lianping_xlsx.formats.package import Limits, too_many_bytes
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.formats.unlock import unlock
from lianping_xlsx.formats.workbook_reader import READABLE
from lianping_xlsx.intake.sources.archives import CONTAINERS, Member, unpack
from lianping_xlsx.intake.sources.folder import Source, why_member_ignored


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened reply: a workbook (``data``, of a kind in READABLE), a container with ``members``, or ``ignored``.

    ``sha256``: of the file, or of the unpacked member, before decryption. ``ignored``: the reason in Chinese.
    """

    sha256: str
    kind: FileKind
    data: bytes
    members: tuple[Source, ...] = ()
    ignored: str = ""


def open_source(folder: Path, source: Source, limits: Limits, passwords: Sequence[str] = ()) -> Opened:
    """Open the reply at a source in ``folder`` (2收回). Raises Unopened with the digest, if known, and the reason.

    ``passwords``: tried if the workbook is encrypted; they are neither stored nor shown.
    """
    if source.number >= 0 and (ignored := why_member_ignored(source.member)):
        return Opened("", FileKind.UNKNOWN, b"", ignored=ignored)
    data = _fetch(folder, source, limits)
    digest = hashlib.sha256(data).hexdigest()
    try:
        return _open(source, data, digest, limits, passwords)
    except Refused as refused:
        raise Unopened(digest, refused) from refused


class Unopened(Exception):  # noqa: N818 - it is the file's fault, not an error of the program
    """A reply that is not read: its digest ('' if its bytes could not be read) and the reason (``file.*``)."""

    def __init__(self, sha256: str, refused: Refused) -> None:
        super().__init__(str(refused))
        self.sha256 = sha256
        self.refused = refused


def _open(source: Source, data: bytes, digest: str, limits: Limits, passwords: Sequence[str]) -> Opened:
    """The opened reply from its bytes. Raises Refused."""
    kind = sniff(data)
    if kind in CONTAINERS:
        if source.number >= 0:  # one level deep only: nested archives may unpack to any size
            raise Refused("file.nested", kind=str(kind))
        members = unpack(data, kind, limits)
        if not members:
            raise Refused("file.no-members", kind=str(kind))
        return Opened(digest, kind, b"", tuple(Source(source.file, m.name, n) for n, m in enumerate(members)))
    if kind in (FileKind.ZIP_DAMAGED, FileKind.OLE_DAMAGED):  # most likely a workbook that was cut off in transfer
        raise Refused("file.damaged", what=str(kind))
    content = unlock(data, kind, passwords, limits)
    if content is not data:  # it was decrypted, and only now shows its kind
        kind = sniff(content)
    if kind not in READABLE:
        raise Refused(_kind_code(kind), kind=str(kind))
    return Opened(digest, kind, content)


_NO_TABLES = (
    *(FileKind.DOCX, FileKind.PPTX, FileKind.DOC, FileKind.OTHER_OFFICE),
    *(FileKind.XML, FileKind.TEXT),
)
"""Kinds that do not become a form when WPS saves them as .xlsx: the content must be entered in the form."""


def _kind_code(kind: FileKind) -> str:
    """The code of the finding for a kind that cannot be read; each has a remedy of its own."""
    codes = {FileKind.EMPTY: "file.empty", FileKind.TNEF: "file.tnef"}
    codes |= {FileKind.OLD_EXCEL: "file.too-old"}
    codes |= {FileKind.SHORTCUT: "file.shortcut", FileKind.UNKNOWN: "file.unknown"}
    codes |= dict.fromkeys((FileKind.PDF, FileKind.IMAGE), "file.picture")
    codes |= dict.fromkeys(_NO_TABLES, "file.not-a-table")
    return codes.get(kind, "file.wrong-kind")


def _fetch(folder: Path, source: Source, limits: Limits) -> bytes:
    """The bytes of a file or member. Raises Unopened."""
    path = folder / source.file
    try:
        if source.number < 0:
            return _content(path, limits)
        members = _members(path, limits)
    except OSError as error:
        raise Unopened("", Refused("file.unreadable", reason=why(error))) from error
    except Refused as refused:
        raise Unopened("", refused) from refused
    if source.number >= len(members) or members[source.number].name != source.member:  # the file was replaced meanwhile
        raise Unopened("", Refused("file.damaged", what=source.member))
    try:
        return members[source.number].read()
    except Refused as refused:
        raise Unopened("", refused) from refused


def _content(path: Path, limits: Limits) -> bytes:
    """The bytes of a file; a file that is too large is not read at all. Raises OSError, Refused."""
    try:
        return read_regular(path, limits.file_bytes)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise too_many_bytes("文件大小", limits.file_bytes) from error
        raise


_last: dict[tuple[Path, int, int], Sequence[Member]] = {}
"""The members of the last container, keyed by path, size and time in ns; at most one entry.

A child reads the members of a container one after the other and would unpack it again for each.
"""


def _members(path: Path, limits: Limits) -> Sequence[Member]:
    """The members of the container at ``path``; none if the file is no container any more. Raises OSError, Refused."""
    facts = path.stat()
    key = (path, facts.st_size, facts.st_mtime_ns)
    if key not in _last:
        _last.clear()
        data = _content(path, limits)
        kind = sniff(data)
        _last[key] = unpack(data, kind, limits) if kind in CONTAINERS else ()
    return _last[key]
