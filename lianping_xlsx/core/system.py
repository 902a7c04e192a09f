"""What the operating system refuses, in words for a clerk: its own are English on most computers."""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "没有权限，或正被其他程序使用",
    errno.EPERM: "没有权限，或正被其他程序使用",
    errno.EBUSY: "正被其他程序使用",
    errno.ENOENT: "找不到，可能刚被移走或改名",
    errno.EISDIR: "那里是一个文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EEXIST: "那里已经有同名的文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
}


def why(error: OSError) -> str:
    """The reason of a refusal."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
