"""The Python that a folder brings: what is copied, and that it needs nothing from elsewhere."""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

import pytest

from lianping_xlsx.packaging import carried_python
from lianping_xlsx.packaging.standalone import make_standalone
from tests.packaging.elf_needs import needs_of
from tests.packaging.test_launchers import HARD


@pytest.mark.parametrize("libc", [("glibc", "2.28"), ("glibc", "2.9"), ("", "")])
def test_a_system_whose_loader_cannot_name_the_program_is_refused(
    libc: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: libc)
    refused = make_standalone(tmp_path / "folder", None, archived=False)
    assert refused is not None
    assert refused.code == "packaging.old-system"
    assert list(tmp_path.iterdir()) == []


def test_of_a_python_on_windows_comes_what_runs_programs(tmp_path: Path) -> None:
    installed = tmp_path / "Python312"
    wanted = ["python.exe", "python312.dll", "vcruntime140.dll", "DLLs/_ctypes.pyd", "Lib/os.py", "Lib/json/decoder.py"]
    unwanted = [
        "Lib/test/test_os.py",
        "Lib/site-packages/pip/__init__.py",
        "Lib/tkinter/__init__.py",
        "DLLs/tcl86t.dll",
    ]
    unwanted += [
        "Lib/__pycache__/os.cpython-312.pyc",
        "tcl/init.tcl",
        "Doc/python.chm",
        "libs/python312.lib",
        "NEWS.txt",
    ]
    for name in (*wanted, *unwanted):
        (installed / name).parent.mkdir(parents=True, exist_ok=True)
        (installed / name).write_text(name)
    carried = tmp_path / "carried"
    assert carried_python.copy_windows_python(installed, carried) == carried / "python.exe"
    copied = [path.relative_to(carried).as_posix() for path in carried.rglob("*") if path.is_file()]
    assert sorted(copied) == sorted(wanted)


_QUESTION = """
import multiprocessing, os, sys, hashlib, lzma, sqlite3, ctypes, zoneinfo
with multiprocessing.get_context("spawn").Pool(1) as pool:
    child = pool.apply(eval, ("__import__('sys').executable",))
print(sys.executable, child, *sys.path, sep="\\n")
"""


@pytest.mark.slow
def test_the_copy_and_its_children_use_nothing_of_the_system(tmp_path: Path) -> None:
    carried = tmp_path / HARD / "python"
    starts = carried_python.copy_python(carried)
    assert carried_python.copy_libraries(carried) is None
    needs = needs_of(carried)
    assert needs.lacking == frozenset()
    assert needs.newest <= needs.brought
    asked = subprocess.run([starts, "-I", "-c", _QUESTION], capture_output=True, text=True, env={}, check=False)
    assert asked.stderr == ""
    executable, child, *paths = asked.stdout.splitlines()
    assert executable == child == str(starts)
    assert [path for path in paths if not Path(path).is_relative_to(carried)] == []
