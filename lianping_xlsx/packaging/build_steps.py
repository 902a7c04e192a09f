"""What both scripts do: they run pip and uv, build the wheel of the program, make a folder, and print how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import lianping_xlsx
from lianping_xlsx.core.findings import Finding

SOURCE = Path(lianping_xlsx.__file__).parents[1]
"""The project's folder, if this is no installed package."""
_LAST_LINES = 12
"""Of what a program wrote before it failed; pip gives the reason at the end."""


def make_whole(to: Path, fill: Callable[[Path], Finding | None]) -> Finding | None:
    """Make the folder ``to`` whole, or not at all: ``fill`` gets another one beside it, which is then renamed."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        return Finding("packaging.not-empty", slots={"folder": str(to)})
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".lianping-", dir=to.parent, ignore_cleanup_errors=True) as beside:
        made = Path(beside).resolve() / "made"
        made.mkdir()
        refused = fill(made)
        if refused is None:
            if to.exists():
                to.rmdir()
            made.rename(to)
    return refused


def pip(*words: str) -> Finding | None:
    """Run pip of this Python. A finding if it failed, with its last lines."""
    return run("pip", [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *words])


def uv(*words: str) -> Finding | None:
    """Run uv of this Python. A finding if it is not there or failed, with its last lines."""
    if find_spec("uv") is None:
        return Finding("packaging.no-program", slots={"program": "uv"})
    return run("uv", [sys.executable, "-m", "uv", "-q", *words])


def run(program: str, command: Sequence[str]) -> Finding | None:
    """Run a program. A finding with its name if it failed, with its last lines."""
    settings = {**os.environ, "PYTHONUTF8": "1"}  # Python then writes UTF-8, whatever the code page of this system
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False, env=settings)
    if ended.returncode == 0:
        return None
    lines = (ended.stdout + ended.stderr).strip().splitlines()[-_LAST_LINES:]
    return Finding("packaging.program-failed", slots={"program": program, "reason": "\n".join(lines)})


def build_wheel(to: Path) -> Finding | None:
    """Build the wheel of the program from the project's folder into ``to``."""
    if not (SOURCE / "pyproject.toml").is_file():
        return Finding("packaging.no-source", slots={"folder": str(SOURCE)})
    return pip("wheel", "--no-deps", "--wheel-dir", str(to), str(SOURCE))


@cache
def index_words() -> tuple[str, ...]:
    """The words that give uv the index for which pip is set up on this PC, if it is."""
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    told = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    return ("--default-index", told) if told else ()


def print_end(refused: Finding | None, done: str) -> int:
    """Print why a script refused, or what it has done; return its exit code."""
    if refused is None:
        sys.stdout.write(done + "\n")
        return 0
    sys.stderr.write(f"[{refused.severity}] {refused.message}\n       → {refused.remedy}\n")
    return 2
