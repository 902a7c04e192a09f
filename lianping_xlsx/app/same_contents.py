"""Zips that hold the same as those that lie there already, packed by another library.

Which zlib a Python was built with decides on the bytes of a zip, not on what is in it: a campaign goes on after an
update of Python, or on another computer. What was issued or decided is no other thing for that reason.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lianping_xlsx.app.storage import MOST_BYTES
from lianping_xlsx.core.safe_open import read_regular

_ZIP = b"PK\3\4"


def as_they_lie(folder: Path, outputs: Mapping[str, bytes], known: Mapping[str, str]) -> dict[str, bytes]:
    """The outputs by name; for one that differs from the file of its name by nothing but the packing, that file.

    ``known``: SHA-256 of what the program wrote last, by name; a file that somebody has changed since is no such one.
    """
    return {name: _as_it_lies(folder / name, content, known.get(name)) for name, content in outputs.items()}


def _as_it_lies(path: Path, content: bytes, known: str | None) -> bytes:
    if known is None or not content.startswith(_ZIP) or hashlib.sha256(content).hexdigest() == known:
        return content
    try:
        lying = read_regular(path, MOST_BYTES)
    except OSError:
        return content
    untouched = lying.startswith(_ZIP) and hashlib.sha256(lying).hexdigest() == known
    return lying if untouched and _hold_the_same(lying, content) else content


def _hold_the_same(one: bytes, other: bytes) -> bool:
    """True if two zips of the program's own hold the same parts in the same order."""
    with zipfile.ZipFile(io.BytesIO(one)) as first, zipfile.ZipFile(io.BytesIO(other)) as second:
        pairs = [*zip(first.infolist(), second.infolist(), strict=False)]
        return (
            len(first.namelist()) == len(second.namelist())
            and all((a.filename, a.file_size, a.CRC) == (b.filename, b.file_size, b.CRC) for a, b in pairs)
            and all(first.read(a) == second.read(b) for a, b in pairs)
        )
