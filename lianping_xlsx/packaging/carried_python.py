"""A copy of the Python that runs, with its standard library, which starts on a PC that has none.

On Windows a Python is whole in its folder. On Linux it needs libraries of the system, and a program is started by the
loader of the C library of its system, which must not be older than the one the program was linked with. So the
libraries come along, the C library and its loader among them: ``bin/python3`` is a script that starts Python by this
loader. Since glibc 2.33 a loader can be told the name by which the program is to know itself (``--argv0``): the script,
so that child processes, which are started by ``sys.executable``, start in the same way.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.packaging.launchers import write_python_starter

_OLDEST_GLIBC = (2, 33)
_LEFT_OUT = (
    *("__pycache__", "test", "tests", "idlelib", "turtledemo", "tkinter", "_tkinter*", "ensurepip", "config-*", "*.a"),
    *("site-packages", "dist-packages", "sitecustomize.py", "EXTERNALLY-MANAGED"),
)
"""Of the standard library: tests, what makes windows or installs, and what the system has added."""
_WINDOWS_FILES = ("python.exe", "*.dll", "LICENSE.txt")
_NEEDED = re.compile(r"^\t(?P<name>\S+)(?: => (?P<place>not found|/.*?))?(?: \(0x[0-9a-f]+\))?$", re.MULTILINE)
"""A line of ldd: a library and where it was found; of the loader only the place."""
_ELF = b"\x7fELF"


def cannot_be_carried() -> Finding | None:
    """A finding if the Python of this system cannot be copied so that it starts elsewhere."""
    if sys.platform == "win32":
        return None
    name, version = platform.libc_ver()
    if name != "glibc" or tuple(map(int, version.split(".")[:2])) < _OLDEST_GLIBC:
        return Finding("packaging.old-system", slots={"system": f"{name} {version}".strip() or sys.platform})
    return None


def copy_python(to: Path) -> Path:
    """Copy Python and its standard library into ``to``, and return the file that starts it.

    On Linux it starts only after ``copy_libraries``.
    """
    if sys.platform == "win32":
        return copy_windows_python(Path(sys.base_prefix), to)
    ignored = shutil.ignore_patterns(*_LEFT_OUT)
    modules = Path(sysconfig.get_path("stdlib"))
    compiled = Path(sysconfig.get_config_var("DESTSHARED"))
    for folder in (modules, compiled):
        shutil.copytree(
            folder,
            to / folder.relative_to(sys.base_prefix),
            ignore=ignored,
            ignore_dangling_symlinks=True,
            dirs_exist_ok=True,
        )
    program = Path(os.path.realpath(sys._base_executable))  # type: ignore[attr-defined]  # of a venv: what it is made from
    (to / "bin").mkdir()
    shutil.copy2(program, to / "bin" / f"{program.name}.bin")
    return to / "bin/python3"


def copy_windows_python(installed: Path, to: Path) -> Path:
    """Copy what a Python installed on Windows needs to run, and return the program."""
    to.mkdir(parents=True)
    for pattern in _WINDOWS_FILES:
        for path in installed.glob(pattern):
            shutil.copy2(path, to / path.name)
    for folder in ("DLLs", "Lib"):
        shutil.copytree(installed / folder, to / folder, ignore=shutil.ignore_patterns(*_LEFT_OUT, "tcl*", "tk*"))
    return to / "python.exe"


def copy_libraries(to: Path) -> Finding | None:
    """Copy the libraries of the system that the programs and libraries in ``to`` need into its ``lib``.

    Then write the script that starts Python. A finding if a library is not there.
    """
    program = next((to / "bin").glob("*.bin"))
    loader = ""
    for name, place in _needed_by(_elf_files(to)):
        if place == "not found":
            return Finding("packaging.no-library", slots={"library": name})
        if not place and not name.startswith("/"):
            continue  # linux-vdso.so.1, which the kernel brings
        if not place:
            loader = Path(name).name
        found = Path(os.path.realpath(place or name))
        if not found.is_relative_to(to):
            shutil.copy2(found, to / "lib" / Path(place or name).name)
    write_python_starter(to / "bin/python3", loader, program.name)
    return None


def _elf_files(folder: Path) -> list[Path]:
    """Programs and libraries, by their first bytes."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix != ".py" and path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(_ELF)) == _ELF:
                    found.append(path)
    return found


def _needed_by(files: Sequence[Path]) -> Iterable[tuple[str, str]]:
    """Library and place of each line of ldd; of the loader, the place as its name, and no place."""
    listed = subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, check=False, env={"LC_ALL": "C"})
    return {(line["name"], line["place"] or "") for line in _NEEDED.finditer(listed.stdout)}
