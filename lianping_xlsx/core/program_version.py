"""The identity of the installed program: caches that another version of it wrote are not used."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import lianping_xlsx

_READERS = ("python_calamine", "openpyxl", "msoffcrypto")
"""Libraries that a reading depends on. Their files are listed, since importlib.metadata takes much longer."""


@cache
def program_fingerprint() -> str:
    """A digest of the version, and of name, size and time of every module and of the reading libraries.

    It is computed once per process: a running process keeps its code, whatever is installed meanwhile.
    """
    parts = [lianping_xlsx.__version__, sys.version, *_modules(Path(lianping_xlsx.__file__).parent)]
    for library in _READERS:
        spec = find_spec(library)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            parts += _files(Path(place))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _modules(folder: Path) -> Iterator[str]:
    """One line per file below a folder; during development the version stays the same while modules change."""
    yield from _files(folder)
    for inner in sorted(entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)):
        yield from _modules(Path(inner))


def _files(folder: Path) -> list[str]:
    facts = ((entry.name, entry.stat()) for entry in os.scandir(folder) if entry.is_file())
    return sorted(f"{folder.name}/{name} {fact.st_size} {fact.st_mtime_ns}" for name, fact in facts)
