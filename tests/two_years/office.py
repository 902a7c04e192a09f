"""A spreadsheet program (LibreOffice) as a person uses it: open a workbook, type into cells, save."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType

from tests.libreoffice import SHEET_BY_SHEET

_TYPIST = Path(__file__).with_name("typing_at_sheets.py")

Place = tuple[str, str]
"""The name of a sheet, and the address of a cell."""


@cache
def python_with_uno() -> str:
    """The Python that has LibreOffice's bridge; '' if there is none."""
    for python in ("/usr/bin/python3", shutil.which("python3") or ""):
        if python and subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return python
    return ""


class Office:
    """A LibreOffice with a profile of its own, and a hand that types into it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="two-years-")
        pipe = f"two-years-{os.getpid()}"
        profile = Path(self._folder.name, "profile").as_uri()
        self._office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={profile}",
                "--headless",
                "--norestore",
                f"--accept=pipe,name={pipe};urp;",
            ],
            env=os.environ | SHEET_BY_SHEET,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # its launcher has a child, which must end with it
        )
        self._hand = subprocess.Popen(
            [python_with_uno(), str(_TYPIST), pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Office:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._hand:  # its standard input ends, and with it the hand
            pass
        os.killpg(self._office.pid, signal.SIGKILL)
        self._office.wait()
        self._folder.cleanup()

    def type(self, path: Path, cells: Mapping[Place, object], copy: Path | None = None) -> None:
        """Type into cells of a workbook and save it, or a copy of any kind instead.

        It fails at a cell that is locked, in which a person cannot type.
        """
        self._ask(path, [(sheet, address, str(value)) for (sheet, address), value in cells.items()], copy)

    def shown(self, path: Path, places: Iterable[Place]) -> list[str]:
        """What cells of a workbook show."""
        return self._ask(path, [(sheet, address, None) for sheet, address in places], None)

    def _ask(self, path: Path, cells: list[tuple[str, str, str | None]], copy: Path | None) -> list[str]:
        assert self._hand.stdin
        assert self._hand.stdout
        request = {"path": str(path), "cells": cells, "copy": str(copy) if copy else ""}
        self._hand.stdin.write(json.dumps(request) + "\n")
        self._hand.stdin.flush()
        line = self._hand.stdout.readline()
        assert line, f"nothing can be typed into {path}: {cells[:3]}"
        answer = json.loads(line)
        assert isinstance(answer, list)
        return answer
