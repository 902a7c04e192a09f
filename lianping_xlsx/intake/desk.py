"""A child process at its work: the desk is laid once when it starts, then file after file is read at it."""

from __future__ import annotations

import gc
import pickle
from dataclasses import replace
from pathlib import Path

from lianping_xlsx.intake.kept import pack_reading
from lianping_xlsx.intake.reading import Source
from lianping_xlsx.intake.reply import Desk, read_reply

_desk: Desk | None = None


def pack(desk: Desk) -> bytes:
    """The desk as bytes, packed once for all children; but for its folder, on which no reading depends."""
    return pickle.dumps(replace(desk, folder=Path()))


def sit_down(packed: bytes, folder: Path) -> None:
    """Lay the desk of this process."""
    global _desk
    _desk = replace(pickle.loads(packed), folder=folder)
    gc.freeze()  # what lies there stays: the collector need not look through thousands of layouts again and again


def read_at_desk(source: Source) -> bytes:
    """The reading of one file or member, packed. Raises RuntimeError before :func:`sit_down`."""
    if _desk is None:
        raise RuntimeError("no desk")
    return pack_reading(read_reply(_desk, source))
