"""Which program this is, to the last module: what an earlier one has kept for itself is not believed."""

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
"""Libraries that a reading depends on; to ask for their versions costs more than all else here."""


@cache
def program_fingerprint() -> str:
    """A digest of the version, and of name, size and time of every module and of the reading libraries.

    Looked at once: a process goes on as the program that it was when it began, whatever is installed meanwhile.
    """
    parts = [lianping_xlsx.__version__, sys.version, *_modules(Path(lianping_xlsx.__file__).parent)]
    for library in _READERS:
        spec = find_spec(library)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            parts += _files(Path(place))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _modules(folder: Path) -> Iterator[str]:
    """Each module; while the program is being worked on its version stays, but its modules change."""
    yield from _files(folder)
    for inner in sorted(entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)):
        yield from _modules(Path(inner))


def _files(folder: Path) -> list[str]:
    facts = ((entry.name, entry.stat()) for entry in os.scandir(folder) if entry.is_file())
    return sorted(f"{folder.name}/{name} {fact.st_size} {fact.st_mtime_ns}" for name, fact in facts)
