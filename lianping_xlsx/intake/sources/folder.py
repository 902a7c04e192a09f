"""What lies in 2收回: every file, in a fixed order; links and devices are named, not followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lianping_xlsx.core.safe_open import TEMPORARY_START

_IGNORED_NAMES = {".ds_store": "系统文件", "thumbs.db": "系统文件", "desktop.ini": "系统文件"}
_IGNORED_STARTS = {
    "~$": "表格打开时的临时文件",
    ".~lock": "表格打开时的临时文件",
    "._": "系统文件",
    TEMPORARY_START: "本程序写了一半的临时文件",
}
_IGNORED_FOLDERS = {"__macosx"}
_OPEN_MARK = "~$"
_OPEN_STARTS = (_OPEN_MARK, ".~")
"""Of the files that Excel and WPS, LibreOffice and WPS for Linux lay beside a workbook while it is open."""
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
"""Of files that browsers, 迅雷, 百度网盘 and mail programs have not fetched completely."""
_LINK = "快捷链接"
_JUNCTION = 0xA000_0003
"""The reparse tag of a mount point; files that only lie in a cloud have others."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reply lies: a file (path relative to 2收回, with /), or a member of an archive or mail that lies there.

    ``number``: the member's place in the container, ``member``: its name as shown; -1 and '' for the file itself.
    """

    file: str
    member: str = ""
    number: int = -1

    @property
    def path(self) -> str:
        """The one name it goes by: a member as if the container were a folder."""
        return f"{self.file}/{self.member}" if self.number >= 0 else self.file


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file found: path relative to 2收回 (with /), and why it is not read, if so.

    ``ignored``: a reason in Chinese. ``special``: what it is instead of a regular file. ``modified``: seconds.
    ``size``: bytes.
    """

    path: str
    modified: float = 0.0
    ignored: str = ""
    special: str = ""
    size: int = 0

    @property
    def opened(self) -> str:
        """The name of the workbook that is open in another program, if this is its lock file."""
        name = self.path.rsplit("/", 1)[-1]
        return name.removeprefix(_OPEN_MARK) if name.startswith(_OPEN_MARK) else ""


def list_files(folder: Path) -> tuple[FoundFile, ...]:
    """Every file below ``folder``, sorted by path; an absent folder has none, and one that leads elsewhere neither."""
    if _leads_elsewhere(folder):
        return (FoundFile(".", special=_LINK),)
    return tuple(sorted(_walk(folder), key=lambda found: found.path)) if folder.is_dir() else ()


def why_ignored(name: str) -> str:
    """Why a file of this name (without folders) is nobody's reply, in Chinese; '' if it may be one."""
    folded = name.casefold()
    starts = (reason for start, reason in _IGNORED_STARTS.items() if folded.startswith(start))
    return next(starts, _IGNORED_NAMES.get(folded, ""))


def is_unsettled(name: str) -> bool:
    """Whether a file of this name (without folders) says that a workbook is open, or is itself still arriving."""
    folded = name.casefold()
    if folded.startswith(TEMPORARY_START):
        return False
    return folded.startswith(_OPEN_STARTS) or folded.endswith(_ARRIVING_ENDS)


def why_member_ignored(name: str) -> str:
    """The same for a member of an archive, by its name with folders."""
    *folders, last = name.split("/")
    inside = any(folder.casefold() in _IGNORED_FOLDERS for folder in folders)
    return "系统文件夹" if inside else why_ignored(last)


def _walk(folder: Path) -> Iterator[FoundFile]:
    """Folder after folder, not one in the other: they may lie deeper than Python can count."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, place = waiting.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:
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
    """Whether a folder is a link, or a junction, which Windows has for a folder like any other."""
    try:
        facts = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISLNK(facts.st_mode) or getattr(facts, "st_reparse_tag", 0) == _JUNCTION


def _describe(entry: os.DirEntry[str], path: str) -> FoundFile:
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
