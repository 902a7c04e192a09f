"""Workbooks with a password to open them."""

from __future__ import annotations

import io
import struct
from hashlib import md5

import olefile
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from msoffcrypto.method.rc4 import DocumentRC4

from lianping_xlsx.formats.workbook_reader import read_xlsx
from tests.spoilt import biff, books
from tests.spoilt.compound import compound

EXCELS_OWN = "VelvetSweatshop"
"""What Excel takes where nobody gave a password, but the book is protected."""
_BOF, _BOUNDSHEET, _FILEPASS = 0x0809, 0x0085, 0x002F
_SALT = bytes(range(16))


EXCELS_ROUNDS = 100_000
"""Of hashing, by which Excel makes the key of a password."""


def with_password(book: bytes, password: str, *, rounds: int = 100) -> bytes:
    """An xlsx (or other package) with a password, as Excel has it since 2010, but for so few rounds of hashing.

    Rounds are slow on purpose; the file says how many there are.
    """
    locked: bytes = ECMA376Agile.encrypt(password, io.BytesIO(book), spin_count=rounds)
    return locked


def info_changed(locked: bytes, old: bytes, new: bytes) -> bytes:
    """A locked package whose description of its encryption says something else."""
    streams = _streams(locked)
    assert old in streams["EncryptionInfo"]
    return compound(streams | {"EncryptionInfo": streams["EncryptionInfo"].replace(old, new)})


def xls_with_password(book: bytes, password: str) -> bytes:
    """An .xls with a password, by the RC4 of Excel 97. ``book`` has no records behind its last one."""
    streams = _streams(book)
    plain = _with_filepass(streams["Workbook"], password)
    # Heads and some records stay as they are, but count in the stream of keys.
    stream = _keyed(plain, password)
    made, at = b"", 0
    while at + 4 <= len(plain):
        kind, length = struct.unpack_from("<HH", plain, at)
        clear = {_BOF: length, _FILEPASS: length, _BOUNDSHEET: 4}.get(kind, 0)
        made += plain[at : at + 4 + clear] + stream[at + 4 + clear : at + 4 + length]
        at += 4 + length
    return compound(streams | {"Workbook": made.ljust(4096, b"\0")})


def xlsx_to_edit(book: bytes) -> bytes:
    """An xlsx that asks for a password before it may be changed; everybody may read it."""
    lock = b'<fileSharing readOnlyRecommended="1" userName="x" reservationPassword="CC40"/><workbookPr'
    return books.edited(book, "xl/workbook.xml", lambda content: content.replace(b"<workbookPr", lock, 1))


def xls_to_edit(book: bytes) -> bytes:
    """The same as an .xls: WRITEPROT and FILESHARING, and locked with Excel's own password."""
    sharing = struct.pack("<HHH", 1, 0xCC40, 1) + b"\0x"
    protected = biff.as_xls(read_xlsx(book), extra=biff.record(0x86) + biff.record(0x5B, sharing))
    return xls_with_password(protected, EXCELS_OWN)


def _with_filepass(stream: bytes, password: str) -> bytes:
    """The stream with the record that says it has a password, behind the first; what comes later moves on."""
    verifier = bytes(16)
    proof = _keyed(verifier + md5(verifier).digest(), password)
    filepass = struct.pack("<HHHHH", _FILEPASS, 6 + 16 + 32, 1, 1, 1) + _SALT + proof
    made, at = b"", 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        record = stream[at : at + 4 + length]
        if kind == _BOUNDSHEET:
            (begins,) = struct.unpack_from("<I", record, 4)
            record = record[:4] + struct.pack("<I", begins + len(filepass)) + record[8:]
        made += record + (filepass if at == 0 else b"")
        at += 4 + length
    return made


def _keyed(data: bytes, password: str) -> bytes:
    """Locking and unlocking are the same with this method."""
    keyed: bytes = DocumentRC4.decrypt(password, _SALT, io.BytesIO(data), blocksize=1024).read()
    return keyed


def _streams(book: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(book)) as ole:
        return {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}
