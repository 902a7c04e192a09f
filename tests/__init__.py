"""The tests. What several rooms share stands beside this file."""

import os
import sys
import tempfile

# The programs that tests start do as the command does (lianping_xlsx/__main__.py): numpy starts no threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_MEMORY, _ENOUGH = "/dev/shm", 8 * 2**30
"""A folder in memory, and how many bytes have to be free there: a whole run writes a quarter of them."""


def _write_in_memory() -> None:
    """Let tests write into memory where there is enough of it, and programs can be run from there.

    On a disk the system takes twice the time for the hundred thousand files of a run.
    """
    if sys.platform != "linux" or not os.path.ismount(_MEMORY):
        return
    found = os.statvfs(_MEMORY)
    if found.f_bavail * found.f_frsize >= _ENOUGH and not found.f_flag & os.ST_NOEXEC:
        os.environ.setdefault("TMPDIR", _MEMORY)
        tempfile.tempdir = None  # asked before


_write_in_memory()
