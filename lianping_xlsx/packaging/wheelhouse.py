"""``python -m lianping_xlsx.packaging.wheelhouse TO``: a folder that installs the program without network.

uv finds the versions that suit all systems and Pythons at once, and for each of them whether there is a wheel of every
library: pip judges requirements for the system that it runs on. pip then fetches the wheels. With ``--check`` nothing
is fetched.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import lianping_xlsx
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.packaging.build_steps import SOURCE, build_wheel, index_words, make_whole, pip, print_end, uv
from lianping_xlsx.packaging.launchers import (
    PROGRAM_FOLDER,
    write_guide,
    write_installers,
    write_linux_launchers,
    write_windows_launchers,
)

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
_COMPILE = ("pip", "compile", "--no-header", "--no-annotate", "--only-binary", ":all:")


@dataclass(frozen=True, slots=True)
class System:
    """A system: its name for a clerk, for uv, and the kinds of wheels that it can use, for pip."""

    name: str
    of_uv: str
    wheels: tuple[str, ...]


def _linux(machine: str) -> System:
    """Linux with glibc 2.28 or newer. A wheel names the oldest glibc with which it works."""
    kinds = (*(f"manylinux_2_{minor}_{machine}" for minor in range(28, 4, -1)), f"manylinux2014_{machine}")
    return System(f"Linux {machine}（glibc 2.28以上）", f"{machine}-manylinux_2_28", kinds)


SYSTEMS: Mapping[str, System] = {
    "win-amd64": System("Windows 10以上（64位）", "x86_64-pc-windows-msvc", ("win_amd64",)),
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
}
"""By the name that ``sysconfig.get_platform`` gives on the system."""

Target = tuple[str, str]
"""A system and a version of Python."""


def find_versions(source: Path, targets: Sequence[Target], to: Path) -> Finding | None:
    """Write into ``to`` one list of versions for each target, for which all wheels are to be had.

    ``source``: the project's pyproject.toml. A finding if there is no such list for one of them.
    """
    to.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        every = Path(folder) / "every.txt"
        oldest = ("--universal", "--python-version", VERSIONS[0])
        refused = uv(*_COMPILE, *index_words(), *oldest, "-o", str(every), str(source))
        for system, version in targets if refused is None else ():
            found = str(to / f"{system}-{version}.txt")
            wanted = ("--python-platform", SYSTEMS[system].of_uv, "--python-version", version)
            # What the first run has read of the index is enough to tell which wheels there are.
            failed = uv(*_COMPILE, *index_words(), "--offline", "--no-deps", *wanted, "-o", found, str(every))
            if failed is not None:
                words = {"system": SYSTEMS[system].name, "version": version, "reason": failed.slots["reason"]}
                return Finding("packaging.no-wheel", slots=words)
    return refused


def make_wheelhouse(to: Path, targets: Sequence[Target]) -> Finding | None:
    """Make the folder ``to``; whole, or not at all."""
    return make_whole(to, lambda made: _fill(made, targets))


def _fill(made: Path, targets: Sequence[Target]) -> Finding | None:
    """The wheels and what installs them, the launchers."""
    refused = _fetch(made / PROGRAM_FOLDER, targets)
    if refused is not None:
        return refused
    shutil.copyfile(Path(__file__).with_name("install.py"), made / PROGRAM_FOLDER / "install.py")
    versions = sorted({version for _, version in targets}, reverse=True)
    write_installers(made, versions)
    write_windows_launchers(made)
    write_linux_launchers(made)
    names = "、".join(dict.fromkeys(SYSTEMS[system].name for system, _ in targets))
    words = {"VERSION": lianping_xlsx.__version__, "SYSTEM": names, "VERSIONS": "、".join(versions)}
    write_guide(made, "wheelhouse.txt", words)
    return None


def _fetch(program: Path, targets: Sequence[Target]) -> Finding | None:
    """The lists of versions, and the wheels of the program, of its libraries and of pip."""
    wheels, pins = program / "wheels", program / "pins"
    refused = (
        find_versions(SOURCE / "pyproject.toml", targets, pins)
        or build_wheel(wheels)
        or pip("download", "--no-deps", "--only-binary", ":all:", "--dest", str(wheels), "pip")
    )
    for system, version in targets if refused is None else ():
        listed = pins / f"{system}-{version}.txt"
        kinds = itertools.chain.from_iterable(("--platform", kind) for kind in SYSTEMS[system].wheels)
        wanted = ("--no-deps", "--only-binary", ":all:", "--implementation", "cp", "--python-version", version, *kinds)
        refused = pip("download", *wanted, "--dest", str(wheels), "-r", str(listed))
        if refused is not None:
            return refused
        own = f"lianping-xlsx=={lianping_xlsx.__version__}\n"
        listed.write_text(listed.read_text(encoding="utf-8") + own, encoding="utf-8")
    return refused


def main(typed: Sequence[str]) -> int:
    """Make or check the wheelhouse that the command line asks for; 0 if it is done, else 2."""
    parser = argparse.ArgumentParser(
        prog="python -m lianping_xlsx.packaging.wheelhouse",
        description="做一个离线安装包：所需的库和安装程序，复制到有 Python、不能上网的电脑上安装。",
    )
    parser.add_argument("to", metavar="文件夹", nargs="?", type=Path, help="要做的文件夹，还没有的")
    parser.add_argument(
        "--for", dest="systems", metavar="系统", action="append", choices=SYSTEMS, help="、".join(SYSTEMS)
    )
    parser.add_argument(
        "--python", dest="versions", metavar="版本", action="append", choices=VERSIONS, help="、".join(VERSIONS)
    )
    parser.add_argument("--check", action="store_true", help="只查每个系统、每个 Python 版本是否都有现成的库，不下载")
    words = parser.parse_args(typed)
    targets = [(system, version) for system in words.systems or SYSTEMS for version in words.versions or VERSIONS]
    if words.check:
        with tempfile.TemporaryDirectory() as folder:
            refused = find_versions(SOURCE / "pyproject.toml", targets, Path(folder) / "pins")
        return print_end(
            refused, "\n".join(f"{SYSTEMS[system].name} Python {version}：都有" for system, version in targets)
        )
    if words.to is None:
        parser.error("请写要做的文件夹叫什么")
    refused = make_wheelhouse(words.to, targets)
    return print_end(refused, f"做好了：{words.to}。请把整个文件夹复制过去，按里面的“使用说明.txt”安装。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
