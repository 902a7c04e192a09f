"""Read a workbook given as bytes into plain rows of cells, measured before or while it is read.

Each kind of workbook has its reader. Of an xlsx it is calamine, after a measuring pass that also writes anew what is
not written in the usual way. The reader never chooses by a file's name: the bytes are handed over.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from lianping_xlsx.core.cell_address import a1, from_a1
from lianping_xlsx.formats.measure import DEFAULT_LIMITS, Limits, Measured, Refused, SheetFacts, measure
from lianping_xlsx.formats.number_format import shown
from lianping_xlsx.formats.package import damaged
from lianping_xlsx.formats.saved_by import editor_of_ods, editor_of_xls, editor_of_xlsb
from lianping_xlsx.formats.sheet import Cell, Sheet, Spot
from lianping_xlsx.formats.sniff import FileKind

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
    """Raises Refused as :func:`~lianping_xlsx.formats.measure.measure` does, and when calamine does not understand it.

    It knows no errors of newer Excels, nor numbers with blanks around them; all that is known to the measuring pass is
    understood once it has been written anew.
    """
    measured = measure(data, limits)
    try:
        return Workbook(_read_by_calamine(measured), measured.editor)
    except CalamineError:
        measured = measure(data, limits, anew=True)
    try:
        return Workbook(_read_by_calamine(measured), measured.editor)
    except CalamineError as fault:
        raise damaged("工作簿") from fault


# The readers of the other kinds are imported for the first file of theirs: in most campaigns there is none.


def _read_xls(data: bytes, limits: Limits) -> Workbook:
    from lianping_xlsx.formats.xls import read_xls

    return Workbook(read_xls(data, limits), editor_of_xls(data))


def _read_xlsb(data: bytes, limits: Limits) -> Workbook:
    from lianping_xlsx.formats.xlsb import read_xlsb

    return Workbook(read_xlsb(data, limits), editor_of_xlsb(data, limits))


def _read_ods(data: bytes, limits: Limits) -> Workbook:
    from lianping_xlsx.formats.ods import read_ods

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
    """It is shown what has been measured, and nothing else of the file."""
    if not measured.facts:
        return []
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(measured.shown))
    # By default calamine drops empty leading rows and columns, and every address would be wrong.
    return [
        _sheet(name, facts, workbook.get_sheet_by_index(number).to_python(skip_empty_area=False))
        for number, (name, facts) in enumerate(measured.facts.items())
    ]


def _sheet(name: str, facts: SheetFacts, found: list[list[Cell]]) -> Sheet:
    rows = found if found != [[]] else []
    return Sheet(
        name,
        facts.visible,
        rows,
        facts.formulas,
        facts.errors,
        facts.merges,
        facts.hidden_rows,
        facts.hidden_columns,
        dict(_shown_otherwise(rows, facts)),
    )


def _shown_otherwise(rows: list[list[Cell]], facts: SheetFacts) -> Iterator[tuple[Spot, str]]:
    """The cells that show something else than their value, and what."""
    for (row, column), code in facts.formats.items():
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        if value == "" or not isinstance(value, float | str):
            continue
        text = "" if code is None else shown(code, value)
        if text is not None:
            yield (row, column), text
    if facts.hides_zeros:
        yield from (((r, c), "") for r, cells in enumerate(rows) for c, value in enumerate(cells) if value == 0.0)
