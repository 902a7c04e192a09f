"""Which program this is, to the last byte: what an earlier one has kept for itself is not believed."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import lianping_xlsx

_READERS = ("python-calamine", "openpyxl", "msoffcrypto-tool")
"""Libraries that a reading depends on."""


def program_fingerprint() -> str:
    """A digest of the version, of every module's size and time, and of the reading libraries' versions."""
    parts = [lianping_xlsx.__version__, sys.version, *map(_version, _READERS)]
    parts += _modules(Path(lianping_xlsx.__file__).parent)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _modules(folder: Path) -> Iterator[str]:
    """Each module; while the program is being worked on its version stays, but its modules change."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir(follow_symlinks=False):
            yield from _modules(Path(entry.path))
        elif entry.name.endswith(".py"):
            facts = entry.stat()
            yield f"{entry.name} {facts.st_size} {facts.st_mtime_ns}"
