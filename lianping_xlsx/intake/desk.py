"""A child process at its work: the desk is laid once when it starts, then file after file is read at it."""

from __future__ import annotations

import gc
import pickle

from lianping_xlsx.intake.reading import FileReading, Source
from lianping_xlsx.intake.reply import Desk, read_reply

_desk: Desk | None = None


def pack(desk: Desk) -> bytes:
    """The desk as bytes, packed once for all children."""
    return pickle.dumps(desk)


def sit_down(packed: bytes) -> None:
    """Lay the desk of this process."""
    global _desk
    _desk = pickle.loads(packed)
    gc.freeze()  # what lies there stays: the collector need not look through thousands of layouts again and again


def read_at_desk(source: Source) -> FileReading:
    """The reading of one file or member. Raises RuntimeError before :func:`sit_down`."""
    if _desk is None:
        raise RuntimeError("no desk")
    return read_reply(_desk, source)
