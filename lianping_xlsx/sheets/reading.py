"""Read a workbook given as bytes into plain rows of cells, measured before or while it is read.

Each kind of workbook has its reader. Of an xlsx it is calamine, after a measuring pass; openpyxl is asked only when
calamine refuses (a macro or dialog sheet, ``#SPILL!``, UTF-16), because it costs ten times as much. The reader never
chooses by a file's name: the bytes are handed over.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lianping_xlsx.sheets.address import a1, from_a1
from lianping_xlsx.sheets.editor import editor_of_ods, editor_of_xls, editor_of_xlsb
from lianping_xlsx.sheets.measure import DEFAULT_LIMITS, Limits, Measured, Refused, SheetFacts, measure
from lianping_xlsx.sheets.parts import Package, damaged
from lianping_xlsx.sheets.sheet import Cell, Sheet, Spot, grid
from lianping_xlsx.sheets.sniff import FileKind

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "READABLE",
    "Cell",
    "Limits",
    "Refused",
    "Sheet",
    "Workbook",
    "a1",
    "from_a1",
    "read_workbook",
    "read_xlsx",
]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of a workbook, and the user name under which it was saved last ('' where it does not say)."""

    sheets: list[Sheet]
    editor: str = ""


_LONGEST_NAME = 255
"""Characters; Excel allows 31."""


def read_xlsx(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The worksheets of an xlsx or xlsm; see :func:`read_workbook`."""
    return read_workbook(data, FileKind.XLSX, limits).sheets


def read_workbook(data: bytes, kind: FileKind, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """The worksheets of a workbook of one of the kinds READABLE, in its order, hidden ones too; numbers are floats.

    Raises Refused: what the kind's reader raises, and file.no-sheets for a workbook without worksheets. A panic of
    calamine is a direct child of BaseException and is let through: this runs in a child process that survives it.
    """
    book = _READERS[kind](data, limits)
    if not book.sheets:
        raise Refused("file.no-sheets")
    if max(len(sheet.name) for sheet in book.sheets) > _LONGEST_NAME:
        raise damaged("工作表名")
    return book


def _read_xlsx(data: bytes, limits: Limits) -> Workbook:
    """Raises Refused as :func:`~lianping_xlsx.sheets.measure.measure` does, and when no reader understands the file."""
    measured = measure(data, limits)
    try:
        sheets = None if measured.wide else _read_by_calamine(measured)
    except CalamineError:
        sheets = None
    return Workbook(_read_by_openpyxl(data, measured.facts) if sheets is None else sheets, measured.editor)


# The readers of the other kinds are imported for the first file of theirs: in most campaigns there is none.


def _read_xls(data: bytes, limits: Limits) -> Workbook:
    from lianping_xlsx.sheets.xls import read_xls

    return Workbook(read_xls(data, limits), editor_of_xls(data))


def _read_xlsb(data: bytes, limits: Limits) -> Workbook:
    from lianping_xlsx.sheets.xlsb import read_xlsb

    return Workbook(read_xlsb(data, limits), editor_of_xlsb(data, limits))


def _read_ods(data: bytes, limits: Limits) -> Workbook:
    from lianping_xlsx.sheets.ods import read_ods

    return Workbook(read_ods(data, limits), editor_of_ods(data, limits))


_READERS: Mapping[FileKind, Callable[[bytes, Limits], Workbook]] = {
    FileKind.XLSX: _read_xlsx,
    FileKind.XLSM: _read_xlsx,
    FileKind.XLS: _read_xls,
    FileKind.XLSB: _read_xlsb,
    FileKind.ODS: _read_ods,
}
READABLE = frozenset(_READERS)
"""The kinds that :func:`read_workbook` takes."""


def _read_by_calamine(measured: Measured) -> list[Sheet]:
    """It is shown what has been measured, byte by byte, and nothing else of the file."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(measured.shown))
    sheets: list[Sheet] = []
    for meta in workbook.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        # By default calamine drops empty leading rows and columns, and every address would be wrong.
        rows: list[list[Cell]] = workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
        sheets.append(_sheet(meta.name, meta.visible is SheetVisibleEnum.Visible, rows, measured.facts))
    return sheets


def _sheet(name: str, visible: bool, rows: list[list[Cell]], facts: Mapping[str, SheetFacts]) -> Sheet:
    """A sheet that was not measured under this name could hide its formulas: it is not believed."""
    if name not in facts:
        raise damaged(name)
    found = facts[name]
    return Sheet(name, visible, rows if rows != [[]] else [], found.formulas, found.errors, found.merges)


# ---------------------------------------------------------------- the second reader


def _read_by_openpyxl(data: bytes, facts: Mapping[str, SheetFacts]) -> list[Sheet]:
    """The same shape from openpyxl. Never ``read_only``: it believes a sheet's declared dimension."""
    import openpyxl  # 0.2 s, for one file in a thousand

    if not Package(data).is_light():
        raise damaged("工作簿")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on what openpyxl leaves out when saving; we only read
            workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as fault:  # a bad file makes openpyxl raise KeyError, TypeError, ValueError and more
        raise damaged("工作簿") from fault
    if set(workbook.sheetnames) != set(facts):  # it leaves out what it does not know, as of Strict workbooks all
        raise damaged("工作簿")
    return [
        _sheet(sheet.title, sheet.sheet_state == "visible", grid(_values(sheet)), facts)
        for sheet in workbook.worksheets
    ]


def _values(sheet: Worksheet) -> dict[Spot, Cell]:
    """Cells with content. ``iter_rows`` would make a cell of every gap, and the gaps may be a million rows."""
    return {
        (row - 1, column - 1): _as_calamine(cell.value)
        for (row, column), cell in sheet._cells.items()
        if cell.value is not None and cell.data_type != "e"
    }


def _as_calamine(value: object) -> Cell:
    """Numbers as floats, and a point in time without a time of day as a date."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, str | float | bool | dt.date | dt.time | dt.timedelta):
        return value
    return str(value)
