"""Access to the operating system: regular files opened without following links, its errors in words, today's date,
the lock files of programs that have a workbook open.

File names are such as Windows, macOS and Linux all allow.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import stat
from io import BufferedReader
from pathlib import Path

from lianping_xlsx.core.spelling import cut

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Flags so that opening follows no link and does not wait for the other end of a pipe. Windows has none of them."""
_BINARY = getattr(os, "O_BINARY", 0)

TEMPORARY_START, TEMPORARY_END = ".lianping-", ".tmp"
"""The beginning and the end of the names of the program's temporary files."""

_REASONS = {
    errno.EACCES: "没有权限，或正被其他程序使用",
    errno.EPERM: "没有权限，或正被其他程序使用",
    errno.EBUSY: "正被其他程序使用",
    errno.ENOENT: "找不到，可能刚被移走或改名",
    errno.EISDIR: "那里是一个文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EEXIST: "那里已经有同名的文件",
    errno.ELOOP: "那里是快捷链接，不是文件本身",
    errno.ENXIO: "那里是设备或管道，不是文件",
    errno.EFBIG: "文件过大",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
}


def why(error: OSError) -> str:
    """The reason why the operating system refused, in Chinese where the error number is known."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def is_there(path: Path) -> bool:
    """Return True if there is anything at a path. Raises OSError where that cannot be told.

    ``Path.exists`` and its like raise it up to Python 3.13 only; later ones say that nothing is there.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def open_regular(path: Path, *, writable: bool = False) -> BufferedReader:
    """Open a regular file for reading. ``writable``: fail also if it may not be written.

    Raises OSError, also for a link (ELOOP), a device or pipe (ENXIO) or a folder (EISDIR). The kind is taken from the
    open file, not from the path, so that nobody can exchange the file between the check and the reading.
    """
    if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    handle = os.open(path, (os.O_RDWR if writable else os.O_RDONLY) | _NO_LINKS | _BINARY)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        refused = errno.EISDIR if stat.S_ISDIR(mode) else errno.ENXIO
        raise OSError(refused, os.strerror(refused), str(path))
    return os.fdopen(handle, "rb")


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file. Raises OSError as :func:`open_regular`, and EFBIG for more than ``most`` bytes."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        # One byte more than the size shows whether the file has grown since.
        content = file.read(size + 1) if size <= most else b""
    if max(size, len(content)) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content


def today() -> dt.date:
    """Today's date by the clock of this machine. Mails and 销毁清单 show it; no figure depends on it."""
    return dt.date.today()


_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LIMIT = 70
"""The largest number of characters. File systems allow 255 bytes; a Chinese character takes three of them in UTF-8, and
the ending and a number follow."""


def file_stem(preferred: str, taken: set[str]) -> str:
    """A legal file name without ending, as near to the preferred one as possible and not in ``taken``.

    The name is added to ``taken``, which holds names in casefold: Windows ignores case.
    """
    # Windows drops spaces and dots at the end of a name.
    base = cut(_ILLEGAL.sub("_", preferred), _LIMIT).strip(" .")
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base}({number})", number + 1
    taken.add(name.casefold())
    return name


# ---------------------------------------------------------------- lock files

_LOCKS = (("~$", ""), (".~lock.", "#"), (".~", ""))
"""What stands before and behind the name of the workbook: Excel and WPS; LibreOffice; WPS on Linux."""
LOCK_STARTS = tuple(start for start, _ in _LOCKS)


def locks_of(path: Path) -> list[str]:
    """Names of the files that tell that a workbook is open."""
    locks = (f"{start}{path.name}{end}" for start, end in _LOCKS)
    return [lock for lock in locks if path.with_name(lock).exists()]


def opened_by(name: str) -> str:
    """The name of the workbook whose lock file has this name (without folders); '' if it is no lock file."""
    for start, end in _LOCKS:
        if name.startswith(start) and name.endswith(end):
            return name.removeprefix(start).removesuffix(end)
    return ""
