"""Opening a reply: from its source to the bytes of a readable workbook, unpacked and decrypted.

A workbook with a password (OOXML of Excel and WPS, and .xls) is decrypted with the passwords that are known.
"""

from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.markup import parse_xml
from lianping_xlsx.formats.package import Limits, Refused, damaged, too_many_bytes
from lianping_xlsx.formats.sniff import FileKind, sniff
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


def open_source(
    folder: Path, source: Source, limits: Limits, passwords: Sequence[str] = (), content: bytes | None = None
) -> Opened:
    """Open the reply at a source in ``folder`` (2收回). Raises Unopened with the digest, if known, and the reason.

    ``passwords``: tried if the workbook is encrypted; they are neither stored nor shown. ``content``: of the file, if
    it was sent here; then the folder is not looked at.
    """
    if source.number >= 0 and (ignored := why_member_ignored(source.member)):
        return Opened("", FileKind.UNKNOWN, b"", ignored=ignored)
    data = _fetch(folder / source.file, source, limits, content)
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


def _fetch(path: Path, source: Source, limits: Limits, content: bytes | None) -> bytes:
    """The bytes of a file or member. Raises Unopened."""
    try:
        if source.number < 0:
            return _content(path, limits) if content is None else content
        members = _members(path, limits, content)
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
"""The members of the last container, keyed by path, size and time in ns (or hash, if it was sent); at most one entry.

A child reads the members of a container one after the other and would unpack it again for each.
"""


def _members(path: Path, limits: Limits, content: bytes | None) -> Sequence[Member]:
    """The members of the container at ``path``; none if the file is no container any more. Raises OSError, Refused."""
    if content is None:
        facts = path.stat()
        key = (path, facts.st_size, facts.st_mtime_ns)
    else:
        key = (path, len(content), hash(content))
    if key not in _last:
        _last.clear()
        data = _content(path, limits) if content is None else content
        kind = sniff(data)
        _last[key] = unpack(data, kind, limits) if kind in CONTAINERS else ()
    return _last[key]


_EXCELS_OWN = "VelvetSweatshop"
"""The password with which Excel encrypts a protected workbook by itself ([MS-OFFCRYPTO])."""
_INFO, _PACKAGE = "EncryptionInfo", "EncryptedPackage"
_AGILE = b"\4\0\4\0"
"""The version of agile encryption, whose parameters are XML."""
_XML_AT = 8
_SIZE_BYTES = 8
"""The length of the field in front of the package, which holds its size."""
_SPIN_COUNT = "spinCount"
_DIGITS = 10
_USUAL_SPINS = 50_000
"""The hash rounds of standard encryption, which the specification fixes."""
_MOST_SPINS = 1_000_000
_ALL_SPINS = 10_000_000
"""The most hash rounds for all passwords on one file: about nine seconds, or a hundred passwords on a file of Excel
(100,000 rounds each)."""


def unlock(data: bytes, kind: FileKind, passwords: Sequence[str], limits: Limits) -> bytes:
    """The decrypted file; the file itself if it has no password.

    Raises Refused: file.encrypted if none of the passwords opens it, file.damaged, file.too-large, file.hostile-xml.
    """
    if kind not in (FileKind.ENCRYPTED, FileKind.XLS):
        return data
    if len(data) > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    from lianping_xlsx.formats.xls import is_locked

    if kind is FileKind.XLS and not is_locked(data):
        return data
    spins = _spins(Compound(data)) if kind is FileKind.ENCRYPTED else _USUAL_SPINS
    return _opened(data, _affordable([_EXCELS_OWN, *passwords], spins))


def _spins(compound: Compound) -> int:
    """The number of hash rounds per password that the file demands. A hostile file may demand any number."""
    if _INFO not in compound or _PACKAGE not in compound or compound.size(_PACKAGE) < _SIZE_BYTES:
        raise damaged(_INFO)
    info = compound.read(_INFO)
    counts = [_USUAL_SPINS]

    def start(_: str, attributes: dict[str, str]) -> None:
        count = attributes.get(_SPIN_COUNT, "0")
        counts.append(int(count) if count.isdecimal() and len(count) < _DIGITS else _MOST_SPINS + 1)

    if info.startswith(_AGILE):
        parse_xml(_INFO, info[_XML_AT:], start)
    return max(counts)


def _affordable(passwords: Sequence[str], spins: int) -> list[str]:
    """The passwords to try: each once, and only as many as the limit of hash rounds allows."""
    most = 0 if spins > _MOST_SPINS else _ALL_SPINS // max(spins, 1)
    return list(dict.fromkeys(filter(None, passwords)))[:most]


def _opened(data: bytes, passwords: Sequence[str]) -> bytes:
    """The content by the first password that opens it. Raises Refused(file.encrypted)."""
    opened = (content for password in passwords for content in _decrypted(data, password))
    content = next(opened, None)
    if content is None:
        raise Refused("file.encrypted")
    return content


def _decrypted(data: bytes, password: str) -> Iterator[bytes]:
    """Yield the content if this is the password.

    The key is tried on the content itself. The check of the password, which hashes a second time, is made only if the
    result can be decrypted, so that a wrong password is hashed only once.
    """
    from msoffcrypto import OfficeFile

    opened = io.BytesIO()
    try:
        locked: Any = OfficeFile(io.BytesIO(data))
        locked.load_key(password=password)
        locked.decrypt(opened)
        if locked.format == "ooxml":
            locked.load_key(password=password, verify_password=True)
    # msoffcrypto raises many kinds of exceptions for a wrong key or damaged bytes.
    except Exception:
        return
    yield opened.getvalue()
