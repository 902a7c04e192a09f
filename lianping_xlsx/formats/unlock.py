"""Open what has a password: OOXML workbooks of Excel and WPS, and .xls files, with the passwords that are known."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.markup import parse_xml
from lianping_xlsx.formats.package import Limits, Refused, damaged, too_many_bytes
from lianping_xlsx.formats.sniff import FileKind

_EXCELS_OWN = "VelvetSweatshop"
"""What Excel encrypts protected books with, without asking."""
_INFO, _PACKAGE = "EncryptionInfo", "EncryptedPackage"
_AGILE = b"\4\0\4\0"
_XML_AT = 8
_SIZE_BYTES = 8
"""What the package begins with: how long it is."""
_SPIN_COUNT = "spinCount"
_DIGITS = 10
_USUAL_SPINS = 50_000
_MOST_SPINS = 1_000_000
_ALL_SPINS = 10_000_000
"""Of all passwords tried on one file: some nine seconds, a hundred passwords on a file as Excel writes it (100,000)."""


def unlock(data: bytes, kind: FileKind, passwords: Sequence[str], limits: Limits) -> bytes:
    """The file without its password; as it is, if it has none.

    Raises Refused: file.encrypted when none of the passwords opens it, file.damaged, file.too-large, file.hostile-xml.
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
    """How often the program that wrote the file hashes a password before it is of use."""
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
    """The passwords to be tried: each of them once, and no more than may be spent on one file."""
    most = 0 if spins > _MOST_SPINS else _ALL_SPINS // max(spins, 1)
    return list(dict.fromkeys(filter(None, passwords)))[:most]


def _opened(data: bytes, passwords: Sequence[str]) -> bytes:
    opened = (content for password in passwords for content in _tried(data, password))
    content = next(opened, None)
    if content is None:
        raise Refused("file.encrypted")
    return content


def _tried(data: bytes, password: str) -> Iterator[bytes]:
    """The content, if this is the password.

    A key is made and tried on the content itself; only what then looks like a workbook is worth the second hashing
    that proves the password.
    """
    from msoffcrypto import OfficeFile

    opened = io.BytesIO()
    try:
        locked: Any = OfficeFile(io.BytesIO(data))
        locked.load_key(password=password)
        locked.decrypt(opened)
        if locked.format == "ooxml":
            locked.load_key(password=password, verify_password=True)
    except Exception:  # msoffcrypto raises whatever a wrong key or the bytes lead it to
        return
    yield opened.getvalue()
