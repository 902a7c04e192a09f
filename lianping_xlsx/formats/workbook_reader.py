"""The reader of workbooks: bytes become plain rows of cells, measured before or while they are read.

Each kind of workbook has its reader. An xlsx is read by calamine, after a measuring pass that also rewrites what is not
written in the usual way. The kind is found by content, never by a file's name.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping

from python_calamine import CalamineError, CalamineWorkbook

from lianping_xlsx.core.cell_address import a1, from_a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.conditional_formats import shown_by_condition
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
    "read_own_sheet",
    "read_workbook",
    "read_xlsx",
]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of a workbook, and the user name under which it was last saved ('' if it has none)."""

    sheets: list[Sheet]
    editor: str = ""


_LONGEST_NAME = 255
"""The most characters of a sheet name; Excel allows 31, other programs more."""


def read_xlsx(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The worksheets of an xlsx or xlsm; see :func:`read_workbook`."""
    return read_workbook(data, FileKind.XLSX, limits).sheets


def read_workbook(data: bytes, kind: FileKind, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read the worksheets of a workbook, in its order, with the hidden ones; numbers are floats.

    ``kind`` must be one of READABLE. Raises Refused as the reader of the kind does, and file.no-sheets for a workbook
    without worksheets. A panic of calamine, a direct subclass of BaseException, is not caught: this runs in a child
    process that may die.
    """
    book = _READERS[kind](data, limits)
    if not book.sheets:
        raise Refused("file.no-sheets")
    if max(len(sheet.name) for sheet in book.sheets) > _LONGEST_NAME:
        raise damaged("工作表名")
    return book


def read_own_sheet(data: bytes, name: str) -> list[list[Cell]]:
    """The rows of one sheet of a workbook that this program has written; [] if there is no such sheet.

    Only for bytes that are known to be the program's own, since nothing is measured.
    """
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) if name in workbook.sheet_names else []


def _read_xlsx(data: bytes, limits: Limits) -> Workbook:
    """Read an xlsx. Raises Refused as :func:`~lianping_xlsx.formats.measure.measure` does, and if calamine fails twice.

    calamine does not know the errors of newer versions of Excel, nor numbers with blanks around them. So if it fails,
    all parts are written anew and read once more.
    """
    measured = measure(data, limits)
    try:
        return Workbook(_sheets(measured), measured.editor)
    except CalamineError:
        measured = measure(data, limits, anew=True)
    try:
        return Workbook(_sheets(measured), measured.editor)
    except CalamineError as fault:
        raise damaged("工作簿") from fault


# The readers of the other kinds are imported at the first such file: most campaigns have none.


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
"""The kinds that :func:`read_workbook` reads."""


def _sheets(measured: Measured) -> list[Sheet]:
    """The sheets with their values. Raises CalamineError."""
    found = measured.rows if measured.rows is not None else _read_by_calamine(measured)
    return [_sheet(name, facts, rows) for (name, facts), rows in zip(measured.facts.items(), found, strict=True)]


def _read_by_calamine(measured: Measured) -> list[list[list[Cell]]]:
    """Read the rows by calamine, which gets the measured parts and nothing else of the file."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(measured.shown))
    # By default calamine drops empty rows and columns in front, which would make every address wrong.
    sheets = map(workbook.get_sheet_by_index, range(len(measured.facts)))
    return [sheet.to_python(skip_empty_area=False) for sheet in sheets]


def _sheet(name: str, facts: SheetFacts, found: list[list[Cell]]) -> Sheet:
    # calamine returns one empty row for an empty sheet.
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
        facts.struck,
        dict(shown_by_condition(rows, facts.conditional)),
    )


def _shown_otherwise(rows: list[list[Cell]], facts: SheetFacts) -> Iterator[tuple[Spot, str]]:
    """Yield the cells that show another text than their value, with this text."""
    for (row, column), code in facts.formats.items():
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        if value == "" or not isinstance(value, float | str):
            continue
        text = "" if code is None else shown(code, value)
        if text is not None:
            yield (row, column), text
    if facts.hides_zeros:
        yield from (((r, c), "") for r, cells in enumerate(rows) for c, value in enumerate(cells) if value == 0.0)
