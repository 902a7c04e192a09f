"""One at a time: two merges that write the same folder at once would mix their files, and each record lie.

The lock is the operating system's: it ends with the process that holds it, however that ends, so that none is ever
stale. The file that carries it is taken away with it; one that a killed process left behind locks nobody out.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_STEP = 0.2
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
"""A link laid in its place leads nowhere."""
PATIENCE = 60.0
"""Seconds for which a merge waits for another; few take longer than some."""


@contextlib.contextmanager
def turn(path: Path, patience: float = PATIENCE) -> Iterator[bool]:
    """Waits for its turn at the lock file ``path``; False where another keeps it for longer than ``patience``.

    Where the folder or the file system allows no locks, everybody has a turn.
    """
    try:
        held = _wait_for(path, time.monotonic() + patience)
    except OSError:
        yield True
        return
    try:
        yield held is not None
    finally:
        if held is not None:
            _give_back(path, held)


def _wait_for(path: Path, until: float) -> int | None:
    """The open file, locked; None when time is up. Raises OSError where there can be no lock."""
    while True:
        file = os.open(path, _FLAGS, 0o666)
        try:
            if _lock(file) and _is_still(path, file):
                return file
        except OSError:
            os.close(file)
            raise
        os.close(file)
        if time.monotonic() >= until:
            return None
        time.sleep(_STEP)


def _is_still(path: Path, file: int) -> bool:
    """Whether the path still leads to this file: who had it before us may have taken it away."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _give_back(path: Path, file: int) -> None:
        os.close(file)
        with contextlib.suppress(OSError):  # it cannot be taken away while another waits for it
            path.unlink()

else:
    import fcntl

    def _lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(path: Path, file: int) -> None:
        with contextlib.suppress(OSError):
            path.unlink()  # while it is ours: who has it open finds another file there, and asks for that
        os.close(file)
