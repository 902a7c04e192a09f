"""From where a reply lies to the bytes of a workbook that can be read: out of its archive, without its password."""

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
    """A reply in hand: a workbook (``data``, of a kind in READABLE), or a container with ``members``, or ``ignored``.

    ``sha256`` is that of the file as it lies there, or of the member as it was packed in.
    """

    sha256: str
    kind: FileKind
    data: bytes
    members: tuple[Source, ...] = ()
    ignored: str = ""


def open_source(folder: Path, source: Source, limits: Limits, passwords: Sequence[str] = ()) -> Opened:
    """The reply at a source. Raises Unopened, with the digest as far as it is known and the reason.

    ``passwords``: what may open it, if it has one; they are neither kept nor shown.
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
    """A reply that is not read: its digest ('' where not even its bytes could be had) and why."""

    def __init__(self, sha256: str, refused: Refused) -> None:
        super().__init__(str(refused))
        self.sha256 = sha256
        self.refused = refused


def _open(source: Source, data: bytes, digest: str, limits: Limits, passwords: Sequence[str]) -> Opened:
    kind = sniff(data)
    if kind in CONTAINERS:
        if source.number >= 0:
            raise Refused("file.nested", kind=str(kind))
        members = unpack(data, kind, limits)
        if not members:
            raise Refused("file.no-members", kind=str(kind))
        return Opened(digest, kind, b"", tuple(Source(source.file, m.name, n) for n, m in enumerate(members)))
    if kind in (FileKind.ZIP_DAMAGED, FileKind.OLE_DAMAGED):  # most likely a workbook that was cut off on its way
        raise Refused("file.damaged", what=str(kind))
    content = unlock(data, kind, passwords, limits)
    if content is not data:
        kind = sniff(content)
    if kind not in READABLE:
        raise Refused(_kind_code(kind), kind=str(kind))
    return Opened(digest, kind, content)


_NO_TABLES = (
    *(FileKind.DOCX, FileKind.PPTX, FileKind.DOC, FileKind.OTHER_OFFICE),
    *(FileKind.XML, FileKind.TEXT),
)
"""What no saving in WPS makes a form of: its content has to be filled in."""


def _kind_code(kind: FileKind) -> str:
    codes = {FileKind.EMPTY: "file.empty", FileKind.TNEF: "file.tnef"}
    codes |= {FileKind.OLD_EXCEL: "file.too-old"}
    codes |= {FileKind.SHORTCUT: "file.shortcut", FileKind.UNKNOWN: "file.unknown"}
    codes |= dict.fromkeys((FileKind.PDF, FileKind.IMAGE), "file.picture")
    codes |= dict.fromkeys(_NO_TABLES, "file.not-a-table")
    return codes.get(kind, "file.wrong-kind")


def _fetch(folder: Path, source: Source, limits: Limits) -> bytes:
    path = folder / source.file
    try:
        if source.number < 0:
            return _content(path, limits)
        members = _members(path, limits)
    except OSError as error:
        raise Unopened("", Refused("file.unreadable", reason=why(error))) from error
    except Refused as refused:
        raise Unopened("", refused) from refused
    if source.number >= len(members) or members[source.number].name != source.member:  # another file by now
        raise Unopened("", Refused("file.damaged", what=source.member))
    try:
        return members[source.number].read()
    except Refused as refused:
        raise Unopened("", refused) from refused


def _content(path: Path, limits: Limits) -> bytes:
    """The bytes of a file; one that is too great is not read at all. Raises OSError, Refused."""
    try:
        return read_regular(path, limits.file_bytes)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise too_many_bytes("文件大小", limits.file_bytes) from error
        raise


_last: dict[tuple[Path, int, int], Sequence[Member]] = {}
"""The container opened last, by path, size and time: a child reads its members one after the other."""


def _members(path: Path, limits: Limits) -> Sequence[Member]:
    facts = path.stat()
    key = (path, facts.st_size, facts.st_mtime_ns)
    if key not in _last:
        _last.clear()
        data = _content(path, limits)
        kind = sniff(data)
        _last[key] = unpack(data, kind, limits) if kind in CONTAINERS else ()
    return _last[key]
