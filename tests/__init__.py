"""The tests. What several rooms share stands beside this file."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

# The programs that tests start do as the command does (lianping_xlsx/__main__.py): numpy starts no threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_MEMORY, _ENOUGH = "/dev/shm", 4 * 2**30
"""A folder in memory, and how many bytes have to be free there: a whole run writes a quarter of them."""


def _folder_in_memory() -> Path | None:
    """A folder of this run in memory where there is enough of it, and programs can be run from there.

    On a disk the system takes twice the time for the hundred thousand files of a run. The processes that this one
    starts write there, too; they get it as TMPDIR.
    """
    if sys.platform != "linux" or "TMPDIR" in os.environ or not os.path.ismount(_MEMORY):
        return None
    found = os.statvfs(_MEMORY)
    if found.f_bavail * found.f_frsize < _ENOUGH or found.f_flag & os.ST_NOEXEC:
        return None
    folder = tempfile.mkdtemp(prefix="lianping-tests-", dir=_MEMORY)
    os.environ["TMPDIR"] = folder
    tempfile.tempdir = None  # asked before
    return Path(folder)


_MADE = _folder_in_memory()
"""None where tests write elsewhere, and in processes that another one has started."""


def free_memory() -> None:
    """Delete the files of a run that are in memory: pytest would keep them for later."""
    if _MADE is not None:
        shutil.rmtree(_MADE, ignore_errors=True)


atexit.register(free_memory)  # early, so that it comes after all others that delete files at the end
