"""The list of the files in 2收回: every file, in a fixed order. Links and devices are listed, but not opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import LOCK_STARTS, TEMPORARY_START, opened_by

_IGNORED_NAMES = {".ds_store": "系统文件", "thumbs.db": "系统文件", "desktop.ini": "系统文件"}
_IGNORED_STARTS = {
    **dict.fromkeys(LOCK_STARTS, "表格打开时的临时文件"),
    "._": "系统文件",
    TEMPORARY_START: "本程序写了一半的临时文件",
}
_IGNORED_FOLDERS = {"__macosx"}
_ARRIVING_ENDS = (
    ".crdownload",
    ".part",
    ".partial",
    ".download",
    ".downloading",
    ".opdownload",
    ".td",
    ".xltd",
    ".tmp",
)
"""Endings of files that browsers, 迅雷, 百度网盘 or mail programs are still downloading."""
_LINK = "快捷链接"
_JUNCTION = 0xA000_0003
"""IO_REPARSE_TAG_MOUNT_POINT. Files that are only in a cloud have other tags and are read."""


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a reply: a file (path relative to 2收回, with /), or a member of the archive or mail ``file``.

    ``number``: the index of the member in the container; ``member``: its name as shown. -1 and '' for the file itself.
    """

    file: str
    member: str = ""
    number: int = -1

    @property
    def path(self) -> str:
        """The path that identifies the source; that of a member looks as if the container were a folder."""
        return f"{self.file}/{self.member}" if self.number >= 0 else self.file


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in 2收回: its path relative to the folder (with /), and the reason if it is not read.

    ``ignored``: the reason in Chinese. ``special``: the kind, in Chinese, of what is not a regular file.
    ``modified``: seconds since the epoch. ``size``: bytes.
    """

    path: str
    modified: float = 0.0
    ignored: str = ""
    special: str = ""
    size: int = 0

    @property
    def opened(self) -> str:
        """The name of the workbook that is open in another program, if this is its lock file."""
        return opened_by(self.path.rsplit("/", 1)[-1])


def list_files(folder: Path) -> tuple[FoundFile, ...]:
    """Every file below ``folder``, sorted by path.

    Empty if there is no such folder. A folder that is itself a link gives one entry that is ``special``.
    """
    if _leads_elsewhere(folder):
        return (FoundFile(".", special=_LINK),)
    return tuple(sorted(_walk(folder), key=lambda found: found.path)) if folder.is_dir() else ()


def why_ignored(name: str) -> str:
    """The reason, in Chinese, why a file of this name (without folders) is no reply; '' if it may be one."""
    folded = name.casefold()
    starts = (reason for start, reason in _IGNORED_STARTS.items() if folded.startswith(start))
    return next(starts, _IGNORED_NAMES.get(folded, ""))


def is_unsettled(name: str) -> bool:
    """Return True for the lock file of an open workbook and for a file still being downloaded, by name without folders.

    Our own temporary files do not count.
    """
    folded = name.casefold()
    if folded.startswith(TEMPORARY_START):
        return False
    return folded.startswith(LOCK_STARTS) or folded.endswith(_ARRIVING_ENDS)


def why_member_ignored(name: str) -> str:
    """The same as ``why_ignored`` for a member of an archive, by its name with folders."""
    *folders, last = name.split("/")
    inside = any(folder.casefold() in _IGNORED_FOLDERS for folder in folders)
    return "系统文件夹" if inside else why_ignored(last)


def _walk(folder: Path) -> Iterator[FoundFile]:
    """Yield the files below ``folder``, without recursion: folders may be nested deeper than Python's limit."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, place = waiting.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:  # no permission, for example: the other folders are still listed
            yield FoundFile(prefix.rstrip("/") or ".", special="打不开的文件夹")
            continue
        for entry in entries:
            path = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield _describe(entry, path)
            elif entry.name.casefold() in _IGNORED_FOLDERS:
                yield FoundFile(path, ignored="系统文件夹")
            elif _leads_elsewhere(entry):
                yield FoundFile(path, special=_LINK)
            else:
                waiting.append((path + "/", entry.path))


def _leads_elsewhere(folder: os.PathLike[str]) -> bool:
    """Return True if a folder is a link or a junction; Windows reports a junction as an ordinary folder.

    They are not followed: they may lead out of 2收回, or in a circle.
    """
    try:
        facts = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISLNK(facts.st_mode) or getattr(facts, "st_reparse_tag", 0) == _JUNCTION


def _describe(entry: os.DirEntry[str], path: str) -> FoundFile:
    """The entry for a file, link or device; its facts are read without following links."""
    if reason := why_ignored(entry.name):
        return FoundFile(path, ignored=reason)
    try:
        facts = entry.stat(follow_symlinks=False)
    except OSError:
        return FoundFile(path, special="打不开的文件")
    if stat.S_ISLNK(facts.st_mode):
        return FoundFile(path, special=_LINK)
    if not stat.S_ISREG(facts.st_mode):
        return FoundFile(path, special="设备或管道")
    return FoundFile(path, facts.st_mtime, size=facts.st_size)
