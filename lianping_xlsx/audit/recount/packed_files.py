"""The files of an archive: unpacked, and compared with what 目录.xlsx says of them."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from .cell_values import words
from .form_grids import read_pages
from .told_by_merge import CATALOGUE_FILE

CATALOGUE_SHEET = "目录"
_PATH, _DIGEST, _INSIDE = "文件", "校验值（SHA-256）", "是否在包里"


def unpack_archive(archive: Path | IO[bytes], folder: Path) -> dict[str, str]:
    """Write every file of an archive below a folder, never beside it. Raises ValueError on a name that leads out.

    Returns what is wrong, by name, with files that cannot be unpacked, and with those of which there are several.
    """
    faults: dict[str, str] = {}
    with zipfile.ZipFile(archive) as packed:
        for info in packed.infolist():
            path = PurePosixPath(info.filename)
            if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename:
                raise ValueError(f"包里的文件名“{info.filename}”不对")
            if info.is_dir():
                continue
            target = folder.joinpath(*path.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                faults[info.filename] = "在包里不止一份"
            try:
                target.write_bytes(packed.read(info))
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):  # damaged, or behind a password
                faults[info.filename] = "已经损坏，或者加了密码，解不开"
    return faults


def altered_files(folder: Path, faults: Mapping[str, str]) -> Iterator[str]:
    """Files that differ from what 目录.xlsx says of them, are not there, or are not listed.

    ``faults``: what is wrong with some files already, by name.
    """
    yield from (f"“{name}”{fault}" for name, fault in faults.items())
    try:
        listed = _catalogued(folder / CATALOGUE_FILE)
    except Exception:  # openpyxl raises what the damage makes it raise
        yield f"“{CATALOGUE_FILE}”不在包里，或者读不出来，各文件没有与它核对"
        return
    there = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}
    for name in sorted({*listed, *there} - {CATALOGUE_FILE, *faults}):
        if name not in there:
            yield f"“{name}”不在包里"
        elif name not in listed:
            yield f"“{name}”不在目录上"
        elif hashlib.sha256(there[name].read_bytes()).hexdigest() != listed[name]:
            yield f"“{name}”与目录上的校验值不符"


def _catalogued(catalogue: Path) -> dict[str, str]:
    """SHA-256 by name of the files that ought to be in the archive."""
    pages = {page.name: page for page in read_pages(catalogue.read_bytes())}
    lines = [[*map(words, row)] for row in pages[CATALOGUE_SHEET].rows]
    head = next(n for n, line in enumerate(lines) if {_PATH, _DIGEST, _INSIDE} <= {*line})
    path, digest, inside = (lines[head].index(name) for name in (_PATH, _DIGEST, _INSIDE))
    return {line[path]: line[digest] for line in lines[head + 1 :] if len(line) > inside and line[inside] == "是"}
