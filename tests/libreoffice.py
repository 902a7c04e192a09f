"""LibreOffice as the second engine: it recalculates our formulas and prints our sheets.

A start costs a second, a conversion a third of that: each process that runs tests keeps one LibreOffice open, with a
profile of its own, so that tests may run side by side.
"""

from __future__ import annotations

import atexit
import glob
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Save/Document">
<prop oor:name="GenerateThumbnail" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
"""Recalculate on loading, always: by default the cached results of others' files are believed.

A saved .ods gets no picture of its first page: it takes a fifth of the time.
"""

SHEET_BY_SHEET = {"MAX_CONCURRENCY": "1"}
"""For the environment of a LibreOffice: it reads the sheets of an .xlsx one after the other, which takes as long.

With two threads for them it once in a while waits for good for a sheet that is there. Releases know no other setting:
that for the threads of this import alone is compiled only for developers.
"""

_SECONDS = 240
_FIRST_SECONDS, _FILE_SECONDS, _STARTS = 30, 2, 3
"""The time for a tiny conversion, what each file may add to it, and how often LibreOffice is started where one does not
end: a file takes a third of a second."""

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"), reason="LibreOffice is not installed"
)
"""On a developer's machine without LibreOffice these tests are skipped, and say so; in CI they fail."""


def recalculate(path: Path) -> Path:
    """The workbook with every formula recalculated, beside it as …/recalculated/<name>.xlsx."""
    return recalculate_all([path])[0]


def recalculate_all(paths: Sequence[Path]) -> list[Path]:
    """Workbooks of one folder recalculated at once, as :func:`recalculate` does; starting costs more than the work."""
    return _convert(paths, "xlsx:Calc MS Excel 2007 XML", paths[0].parent / "recalculated", "xlsx")


_FILTERS = {"xls": "xls:MS Excel 97", "ods": "ods:calc8", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_FILTERS["docx"] = "docx:MS Word 2007 XML"


def save_as(paths: Sequence[Path], kind: str) -> list[Path]:
    """Files of one folder saved as another kind (xls, ods, xlsx, docx), recalculated, as …/saved/<name>.<kind>."""
    return _convert(paths, _FILTERS[kind], paths[0].parent / "saved", kind)


Place = tuple[str, str]
"""The name of a sheet and the address of a cell on it."""


def calculated(paths: Sequence[Path]) -> list[dict[Place, object]]:
    """What stands in the cells of workbooks of one folder, every formula recalculated: text, numbers, True or False.

    By way of text, all sheets in files of their own, which takes half the time of writing workbooks.
    """
    folder = paths[0].parent / "calculated"
    _run(paths, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1", folder)
    found = []
    for path in paths:
        sheets = sorted(folder.glob(f"{glob.escape(path.stem)}-*.csv"))
        assert sheets, f"LibreOffice did not convert {path.name}"
        cells = ((sheet.stem.removeprefix(f"{path.stem}-"), _cells(sheet)) for sheet in sheets)
        found.append({(name, place): value for name, listed in cells for place, value in listed})
    return found


_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])')
"""A field of comma-separated text: a text in quotes or a bare number, and what follows it."""


def _cells(sheet: Path) -> Iterator[tuple[str, object]]:
    """Yield the address and the content of each cell of a sheet that is not empty."""
    row, column = 1, 1
    for quoted, bare, end in _FIELD.findall(sheet.read_text(encoding="utf-8")):
        if quoted or bare:
            yield f"{get_column_letter(column)}{row}", quoted.replace('""', '"') if quoted else _value(bare)
        row, column = (row, column + 1) if end == "," else (row + 1, 1)


def _value(bare: str) -> object:
    """What stands without quotes: TRUE, FALSE, a number, or a number of per cent."""
    if bare in ("TRUE", "FALSE"):
        return bare == "TRUE"
    return float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)


def to_pdf(path: Path) -> Path:
    """The workbook as it prints, beside it as …/printed/<name>.pdf."""
    return _convert([path], "pdf:calc_pdf_Export", path.parent / "printed", "pdf")[0]


def pages_of(paths: Sequence[Path]) -> list[int]:
    """The numbers of pages that Word files of one folder print."""
    return _pages(_convert(paths, "pdf:writer_pdf_Export", paths[0].parent / "printed", "pdf"))


def pages_of_book(path: Path) -> int:
    """The number of pages that a workbook prints."""
    return _pages([to_pdf(path)])[0]


def _pages(printed: Sequence[Path]) -> list[int]:
    told = (subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True).stdout.decode() for path in printed)
    return [int(found[1]) for text in told if (found := re.search(r"Pages: +([0-9]+)", text))]


def to_csv(paths: Sequence[Path], *, some: bool = False) -> list[Path]:
    """The first sheet of workbooks of one folder as it is displayed, in UTF-8, as …/displayed/<name>.csv.

    ``some``: a workbook that it does not open has none.
    """
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    return _convert(paths, target, paths[0].parent / "displayed", "csv", some=some)


def _convert(paths: Sequence[Path], target: str, folder: Path, suffix: str, *, some: bool = False) -> list[Path]:
    _run(paths, target, folder)
    found = [folder / f"{path.stem}.{suffix}" for path in paths]
    missing = [path.name for path in found if not path.exists() and not some]
    assert not missing, f"LibreOffice did not convert {missing}"
    return found


def _run(paths: Sequence[Path], target: str, folder: Path) -> None:
    """Convert files to another kind in a folder. If LibreOffice spins for good, it is started anew."""
    arguments = ["--convert-to", target, "--outdir", str(folder), *map(str, paths)]
    limits = [_FIRST_SECONDS + _FILE_SECONDS * len(paths)] * (_STARTS - 1) + [_SECONDS]
    for limit in limits:
        try:
            return _office().convert(arguments, limit)
        except subprocess.TimeoutExpired as late:
            fault = late
    raise fault


class _Office:
    """A LibreOffice that stays open, since a workbook is open in it; further calls are handed on to it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="soffice-")
        settings = Path(self._folder.name, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        self._command = [
            "soffice",
            f"-env:UserInstallation={settings.parents[1].as_uri()}",
            "--headless",
            "--norestore",
        ]
        self._held_open = Path(self._folder.name, "open.xlsx")
        openpyxl.Workbook().save(self._held_open)
        self._process = subprocess.Popen(
            [*self._command, str(self._held_open)],
            env=os.environ | SHEET_BY_SHEET,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # its launcher has a child, which must end with it
        )
        self._wait_for(self._held_open.with_name(f".~lock.{self._held_open.name}#"))

    def _wait_for(self, lock: Path) -> None:
        """Until the workbook is open: earlier, a call would not find the LibreOffice that it is to be handed on to."""
        for _ in range(_SECONDS * 20):
            if lock.exists():
                return
            assert self._process.poll() is None, "LibreOffice does not start"
            time.sleep(0.05)
        raise AssertionError("LibreOffice opens nothing")

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def convert(self, arguments: Sequence[str], limit: float) -> None:
        """Hand a conversion on, and wait until it is done. One that does not end takes the LibreOffice with it."""
        try:
            subprocess.run([*self._command, *arguments], check=True, capture_output=True, timeout=limit)
        except subprocess.TimeoutExpired:
            self.close()
            raise

    @property
    def answers(self) -> bool:
        """True if it does what it is handed. One that has only just opened may let its first call wait for good."""
        command = [*self._command, "--convert-to", "csv", "--outdir", self._folder.name, str(self._held_open)]
        try:
            return subprocess.run(command, check=False, capture_output=True, timeout=_FIRST_SECONDS).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def close(self) -> None:
        """End it, and remove its profile."""
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()


_open: list[_Office] = []
"""The LibreOffice of this process, once there is one."""


def _office() -> _Office:
    if _open and not _open[0].running:
        close_office()
    for _ in range(_STARTS):
        if not _open:
            _open.append(_Office())
            atexit.register(close_office)  # scripts that use this module have no test run that ends
            if not _open[0].answers:
                close_office()
    assert _open, "LibreOffice does not answer"
    return _open[0]


def close_office() -> None:
    """End the LibreOffice of this process, if there is one."""
    while _open:
        _open.pop().close()
