"""The files of 2收回 that the summary used: found by their SHA-256, zip archives opened, workbooks read.

Only what 结果.json lists is opened. A file that it does not list has no part in the figures, and may be of any kind.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from .form_grids import Page, read_pages

MOST_BYTES = 200_000_000
"""A larger member of an archive is passed over: the summary takes none of that size."""


@dataclass(frozen=True)
class Workbook:
    """A workbook among the replies; ``pages``: None where it is none that this program reads by itself."""

    file: str
    sha256: str
    pages: list[Page] | None


def workbooks_in(folder: Path, listed: Collection[str]) -> Iterator[Workbook]:
    """Every file below a folder, or in a zip archive there, whose SHA-256 is among those listed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and _digest_of(path) in listed:
            yield from _opened(path.relative_to(folder).as_posix(), path.read_bytes(), listed, deeper=True)


def _digest_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece: a file that is not listed may be of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(name: str, data: bytes, listed: Collection[str], *, deeper: bool) -> Iterator[Workbook]:
    digest = hashlib.sha256(data).hexdigest()
    if digest not in listed:
        return
    names = _names_in_zip(data)
    if names and not any(each.startswith(("xl/", "[Content_Types]", "mimetype")) for each in names):
        if deeper:  # archives in archives are not taken
            for member, content in _members(data):
                yield from _opened(f"{name}/{member}", content, listed, deeper=False)
        return
    yield Workbook(name, digest, _pages(data) if "xl/workbook.xml" in names else None)


def _names_in_zip(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return []


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            locked = info.flag_bits & 1  # with a password: the summary may read it, this does not
            if not info.is_dir() and not locked and info.file_size <= MOST_BYTES:
                yield info.filename, archive.read(info)


def _pages(data: bytes) -> list[Page] | None:
    try:
        return read_pages(data)
    except Exception:  # openpyxl raises what the damage makes it raise; the summary may have read the file otherwise
        return None
