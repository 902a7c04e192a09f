"""Temporary files by names that say which process writes them: what a killed run has left is taken away by the next."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import secrets
import sys
from functools import cache
from pathlib import Path

from lianping_xlsx.core.safe_open import TEMPORARY_END, TEMPORARY_START

_NAMED = re.compile(r"([0-9a-f]{8})-([0-9]{1,10})-[0-9a-f]{16}")
_LEFT_BEHIND = 3_600.0
"""Seconds after which a temporary file of another computer, or of one unknown, is nobody's: writing takes seconds."""
_DEPTHS = ("", "*/", "*/*/")
"""Folders within a folder of outputs that are written into."""


def temporary_beside(target: Path) -> Path:
    """A name for what is going to be ``target``, in the same folder."""
    return target.with_name(f"{TEMPORARY_START}{_computer()}-{os.getpid()}-{secrets.token_hex(8)}{TEMPORARY_END}")


def take_away_left(folder: Path, now: float = 0.0) -> None:
    """Take away what runs that were killed have left in a folder of outputs.

    ``now``: the time of the disk, in seconds; its clock may be another computer's. Without it only what is known to
    be nobody's is taken away.
    """
    for depth in _DEPTHS:
        for path in folder.glob(f"{depth}{TEMPORARY_START}*{TEMPORARY_END}"):
            with contextlib.suppress(OSError):
                if _is_dead(path.name) or now - path.lstat().st_mtime > _LEFT_BEHIND:
                    path.unlink()


def _is_dead(name: str) -> bool:
    """Whether the process that wrote a file of this name ran on this computer, and runs no more."""
    match = _NAMED.fullmatch(name.removeprefix(TEMPORARY_START).removesuffix(TEMPORARY_END))
    return match is not None and match[1] == _computer() and not _runs(int(match[2]))


@cache
def _computer() -> str:
    return hashlib.sha256(platform.node().encode("utf-8", "replace")).hexdigest()[:8]


if sys.platform == "win32":
    import ctypes

    _QUERY_LIMITED = 0x1000

    def _runs(process: int) -> bool:
        """Whether a process has this number; one that may not be asked has it."""
        handle = ctypes.windll.kernel32.OpenProcess(_QUERY_LIMITED, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle) or ctypes.windll.kernel32.GetLastError() == 5

else:

    def _runs(process: int) -> bool:
        """Whether a process has this number; one that may not be asked has it."""
        try:
            os.kill(process, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            return True
        return True
