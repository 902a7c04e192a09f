"""Decryption of workbooks with a password (OOXML of Excel and WPS, and .xls), with the passwords that are known."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.markup import parse_xml
from lianping_xlsx.formats.package import Limits, Refused, damaged, too_many_bytes
from lianping_xlsx.formats.sniff import FileKind

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
