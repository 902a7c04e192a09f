"""``python -m lianping_xlsx.packaging.standalone TO``: a folder to copy, with a Python of its own, for a double click.

It starts on PCs of the same system and processor as the one it was made on.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import lianping_xlsx
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.packaging.build_steps import build_wheel, make_whole, pip, print_end, run
from lianping_xlsx.packaging.carried_python import cannot_be_carried, copy_libraries, copy_python
from lianping_xlsx.packaging.launchers import (
    PROGRAM_FOLDER,
    WINDOW,
    write_guide,
    write_linux_launchers,
    write_windows_launchers,
)

_WINDOWS = sys.platform == "win32"
_WITH_TESTS = ("numpy", "pandas")
"""Libraries that bring tests in modules named so, many megabytes. (openpyxl has one that it uses.)"""
_OF_LINUX = """
Linux 上双击没有反应的：右键点“联评联考.sh”，选“在终端中运行”；或者打开终端，把它拖进去，按回车键。
统信、麒麟等系统提示禁止运行未认证程序的，请电脑管理员在系统的安全设置里放行这个文件夹。
文件夹里带着本机的 C 运行库（glibc）等系统库，都是原样复制的，各按自己的许可证分发。"""


def make_standalone(to: Path, wheels: Path | None, *, archived: bool) -> Finding | None:
    """Make the folder ``to``; whole, or not at all.

    ``wheels``: a wheelhouse from which the libraries come, and the program, too; else they come from the index of pip,
    and the program from the project's folder. ``archived``: True to write an archive beside it.
    """
    refused = cannot_be_carried() or make_whole(to, lambda made: _fill(made, wheels))
    if refused is None and archived:
        shutil.make_archive(str(to), "zip" if _WINDOWS else "gztar", to.parent, to.name)
    return refused


def _fill(made: Path, wheels: Path | None) -> Finding | None:
    """Python, the libraries and the program, the launchers."""
    carried = made / PROGRAM_FOLDER / "python"
    python = copy_python(carried)
    refused = _install(_site_packages(carried), wheels)
    if refused is None and not _WINDOWS:
        refused = copy_libraries(carried)
    if refused is None:
        refused = _compile(python, carried)
    if refused is not None:
        return refused
    (write_windows_launchers if _WINDOWS else write_linux_launchers)(made)
    words = {
        "VERSION": lianping_xlsx.__version__,
        "SYSTEM": f"用于{platform.system()} {platform.machine()}",
        "WINDOW": f"{WINDOW}.bat" if _WINDOWS else f"{WINDOW}.sh",
        "MORE": "" if _WINDOWS else _OF_LINUX,
    }
    write_guide(made, "standalone.txt", words)
    return None


def _site_packages(carried: Path) -> Path:
    """Where the copied Python looks for libraries: systems differ, so the Python that was copied is asked."""
    question = "import site, sys; print(site.getsitepackages([sys.argv[1]])[-1])"
    base = sys._base_executable  # type: ignore[attr-defined]  # of an environment: what it is made from
    command = [base, "-I", "-X", "utf8", "-c", question, str(carried)]
    return Path(subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip())


def _install(site: Path, wheels: Path | None) -> Finding | None:
    """Install the program and its libraries, without their tests and without commands made for this PC."""
    with tempfile.TemporaryDirectory() as own:
        if wheels is None:
            refused = build_wheel(Path(own))
            if refused is not None:
                return refused
        source = ["--find-links", own] if wheels is None else ["--no-index", "--find-links", str(wheels)]
        wanted = f"lianping-xlsx=={lianping_xlsx.__version__}"
        refused = pip("install", "--target", str(site), "--no-compile", "--only-binary", ":all:", *source, wanted)
    if refused is None:
        shutil.rmtree(site / "bin", ignore_errors=True)
        for tests in [path for library in _WITH_TESTS for path in (site / library).rglob("tests") if path.is_dir()]:
            shutil.rmtree(tests)
    return refused


def _compile(python: Path, carried: Path) -> Finding | None:
    """Compile every module, then start the program once.

    So the first start is fast, too, from a place that cannot be written. What is compiled holds whatever time a file
    gets when it is copied: many media keep it by two seconds only.
    """
    compiling = [str(python), "-I", "-m", "compileall", "-q", "-j", "0", "-s", str(carried)]
    # It fails for modules of libraries that are for other versions of Python.
    run("Python", [*compiling, "--invalidation-mode", "unchecked-hash", str(carried)])
    return run("Python", [str(python), "-I", "-c", "from lianping_xlsx.__main__ import main; main()", "presets"])


def main(typed: Sequence[str]) -> int:
    """Make the folder that the command line names; 0 if it is made, else 2."""
    parser = argparse.ArgumentParser(
        prog="python -m lianping_xlsx.packaging.standalone",
        description="做一个自带 Python 的文件夹，复制到没有 Python 的电脑上，双击就能用（同样的系统和处理器）。",
    )
    parser.add_argument("to", metavar="文件夹", type=Path, help="要做的文件夹，还没有的")
    parser.add_argument(
        "--wheels", metavar="离线安装包", type=Path, help="从离线安装包（见 wheelhouse）里取所需的库，不上网"
    )
    parser.add_argument("--archive", action="store_true", help="再写一个压缩包")
    words = parser.parse_args(typed)
    wheels = words.wheels and words.wheels / PROGRAM_FOLDER / "wheels"
    refused = make_standalone(words.to, wheels, archived=words.archive)
    return print_end(refused, f"做好了：{words.to}。请把整个文件夹复制过去，双击里面的“{WINDOW}”打开。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
