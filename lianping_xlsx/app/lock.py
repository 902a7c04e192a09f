"""One command at a time: two that write the same folder at once would mix their files, and each record lie.

The lock is the operating system's, taken by filelock: it ends with the process that holds it, however that ends, so
that none is ever stale. Where a file system has no such lock (some network drives), nobody is made to wait. filelock's
SoftFileLock would not do there: it is a file that is left behind when a process is killed, and from another computer
nobody can tell that the process is dead; one crash would lock everybody out until somebody found and deleted the file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

_STEP = 0.2
"""Seconds between attempts to take the lock."""
PATIENCE = 60.0
"""Seconds for which a command waits for another; few take longer than some."""


@contextlib.contextmanager
def exclusive_lock(path: Path, patience: float = PATIENCE) -> Iterator[bool]:
    """Wait for the lock file ``path``; False where another process or thread holds it for longer than ``patience``.

    Where the folder or the file system allows no locks, True at once. The file is deleted with the lock; one that a
    killed process left behind holds nobody up.
    """
    if not path.parent.is_dir():  # filelock would make it, in whatever folder was named by mistake
        yield True
        return
    from filelock import FileLock, Timeout  # 10 ms, during which the readers of replies start already

    lock = FileLock(path, poll_interval=_STEP, fallback_to_soft=False)
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        yield False
        return
    except OSError:
        yield True
        return
    try:
        yield True
    finally:
        # Deleted while it is held: who waits for it finds that its file is gone, and locks the next one. Windows
        # deletes no open file; there filelock does it afterwards.
        with contextlib.suppress(OSError):
            path.unlink()
        lock.release()
