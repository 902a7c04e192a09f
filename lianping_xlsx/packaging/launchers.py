"""The launchers: for a double click, and the command ``lianping-xlsx`` that works in the window which that opens.

A ``.bat`` is read by cmd.exe in the code page of the system. Its commands are ASCII; its messages are GBK, the code
page of a Chinese Windows, and no byte of them has a meaning for cmd.exe in another one. Paths come from ``%~dp0`` while
delayed expansion is off, and stand in quotation marks wherever they are put into a line: so ``&``, ``%``, ``!``,
brackets and spaces in them are text.

Explorer puts a dragged path into quotation marks only if it has a space, so that ``&`` ends the command line early for
cmd.exe. The launcher therefore takes its words from the variable ``cmdcmdline``, which holds the whole line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PROGRAM_FOLDER = "program"
"""What a new version replaces. Its name is ASCII, since commands of a ``.bat`` name it."""
WINDOW = "联评联考"
_INSTALL = "安装"
_TEXTS = Path(__file__).with_name("texts")
_RUNS = 0o755


def write_windows_launchers(to: Path) -> None:
    """Write the launcher for a double click, and the command in ``program/bin``."""
    _write(to / f"{WINDOW}.bat", "window.bat")
    _write(to / PROGRAM_FOLDER / "bin/lianping-xlsx.bat", "command.bat")


def write_linux_launchers(to: Path) -> None:
    """Write the launcher for a double click, an entry that opens a terminal, and the command in ``program/bin``."""
    _write(to / f"{WINDOW}.sh", "window.sh")
    _write(to / f"{WINDOW}.desktop", "window.desktop")
    _write(to / PROGRAM_FOLDER / "bin/lianping-xlsx", "command.sh")


def write_installers(to: Path, versions: list[str]) -> None:
    """Write the installers for Windows and Linux, which look for Python in these ``versions``, in their order."""
    words = {"VERSIONS": " ".join(versions)}
    _write(to / f"{_INSTALL}.bat", "install.bat", words)
    _write(to / f"{_INSTALL}.sh", "install.sh", words)


def write_python_starter(to: Path, loader: str, python: str) -> None:
    """Write a script that starts ``python``, a program beside it, by the ``loader`` of the C library in ``../lib``."""
    _write(to, "python.sh", {"LOADER": loader, "PYTHON": python})


def write_guide(to: Path, text: str, words: Mapping[str, str]) -> None:
    """Write 使用说明.txt from ``text``, the name of one of the texts."""
    _write(to / "使用说明.txt", text, words)


def _write(to: Path, text: str, words: Mapping[str, str] = {}) -> None:
    """Write a text with its words filled in, as its system reads it."""
    content = (_TEXTS / text).read_text(encoding="utf-8")
    for name, word in words.items():
        content = content.replace(f"@{name}@", word)
    to.parent.mkdir(parents=True, exist_ok=True)
    if text.endswith(".bat"):
        to.write_bytes(content.replace("\n", "\r\n").encode("gbk"))
    elif text.endswith(".txt"):  # the editor of Windows knows UTF-8 by the mark at the beginning
        to.write_bytes(content.replace("\n", "\r\n").encode("utf-8-sig"))
    else:
        to.write_bytes(content.encode())
        to.chmod(_RUNS)
