"""Install the program from the wheels beside this file, without network, into an environment beside them.

It is copied into a wheelhouse and run there by a Python that has no library, and so imports nothing of the package.
Which Python on which system suits is said by the lists of versions in ``pins``, one file for each.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

_CANNOT = 2
_OLDEST_GLIBC = (2, 28)
"""The wheels for Linux are made for it."""


def main(here: Path, words: list[str]) -> int:
    """Install into ``here``/venv and say so. With ``--suits`` only the exit code says whether this Python can do it."""
    pins = here / "pins" / f"{sysconfig.get_platform()}-{sys.version_info[0]}.{sys.version_info[1]}.txt"
    if words == ["--suits"]:
        return 0 if pins.is_file() else _CANNOT
    if not pins.is_file():
        offered = "、".join(sorted(path.stem for path in pins.parent.glob("*.txt")))
        return _refuse(f"这个安装包里没有 {pins.stem} 用的文件，只有：{offered}。请用其中一种 Python 运行。")
    name, version = platform.libc_ver()
    if name == "glibc" and tuple(map(int, version.split(".")[:2])) < _OLDEST_GLIBC:
        return _refuse(f"本机的 glibc 是 {version}，要2.28以上的。请改用自带 Python 的文件夹。")
    sys.stdout.write(f"正在安装到 {here / 'venv'} ……\n")
    sys.stdout.flush()
    venv.create(here / "venv", clear=True)
    python = here / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    installer = next(here.glob("wheels/pip-*.whl"))
    # Not the pip of this Python: a Linux may have none, or one that does not know the kinds of these wheels.
    command = [str(python), "-I", str(installer / "pip"), "--isolated", "install", "--quiet", "--no-index"]
    command += ["--no-deps", "--disable-pip-version-check", "--find-links", str(here / "wheels"), "-r", str(pins)]
    if subprocess.run(command, check=False).returncode:
        return _refuse("没有装成，原因如上。文件没有复制完整的，请重新复制整个文件夹，再安装一次。")
    sys.stdout.write("装好了。请双击“联评联考”打开。\n")
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(reason + "\n")
    return _CANNOT


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent, sys.argv[1:]))
