"""Files and the day as the operating system has them: files opened only when they are files, its refusals in words."""

from __future__ import annotations

import datetime as dt
import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Opening follows no link, and does not wait for a writer of a pipe."""
_BINARY = getattr(os, "O_BINARY", 0)

TEMPORARY_START, TEMPORARY_END = ".lianping-", ".tmp"
"""How the names of the program's temporary files begin and end."""

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
    """The reason of a refusal."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def open_regular(path: Path, *, writable: bool = False) -> BufferedReader:
    """A file opened for reading (``writable``: to see whether it may be written, too), whatever was there before.

    Raises OSError, also for a link (ELOOP), a device or pipe (ENXIO) or a folder (EISDIR): what is looked at is what
    was opened, so that nothing can be put in its place between the look and the reading.
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
    """The bytes of a file. Raises OSError as :func:`open_regular`, and EFBIG for more than ``most`` bytes, unread."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = file.read(size + 1) if size <= most else b""
    if max(size, len(content)) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content


def today() -> dt.date:
    """The day by the clock of this machine: mails and 销毁清单 tell of it, and nothing is counted by it."""
    return dt.date.today()
