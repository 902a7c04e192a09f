"""The reader of .xls and .et: the file is measured and read in one pass over its records.

calamine reads such a file too, but it reports neither formulas nor errors, aborts the process because of a number in a
record (a dimension, a count of strings), takes the numbers of a chart for cells, and garbles the Chinese of Excel 95.
The pass that measures has to see every value anyway.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence

from lianping_xlsx.formats.biff import Record, records
from lianping_xlsx.formats.binary_book import hide_low_row, hide_narrow_columns, note_view, unpacked
from lianping_xlsx.formats.bounded_cells import Collected
from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.package import Limits, damaged, too_many_bytes, understood
from lianping_xlsx.formats.sheet import Cell, Sheet, shown_error
from lianping_xlsx.formats.xls_book import BOUNDSHEET, FILEPASS, GLOBALS, BiffBook, BoundSheet, read_globals
from lianping_xlsx.formats.xls_conditions import ConditionReader

_POSITION = struct.Struct("<I")
_SHORT = struct.Struct("<H")
_CELL = struct.Struct("<HHH")
_DOUBLE = struct.Struct("<d")
_RESULT = slice(6, 14)
"""The bytes of a FORMULA record with its result."""
_NO_NUMBER = b"\xff\xff"
"""The end of a result that is no number."""
_ROW = struct.Struct("<H4xHxxxxH")
_COLUMNS = struct.Struct("<HHHHH")
_RANGE = struct.Struct("<HHHH")
_ROW_HIDDEN, _HEIGHT = 0x20, 0x7FFF
_USUALLY_HIDDEN = 0x2


class _SheetRecord:
    """The numbers of the records that are read ([MS-XLS] 2.3)."""

    FORMULA, STRING = 0x0006, 0x0207
    NUMBER, LABEL, BOOLERR, RK = 0x0203, 0x0204, 0x0205, 0x027E
    MULRK, RSTRING, LABELSST = 0x00BD, 0x00D6, 0x00FD
    ROW, COLINFO, USUAL_HEIGHT, MERGED, VIEW = 0x0208, 0x007D, 0x0225, 0x00E5, 0x023E
    CONDFMT, CF = 0x01B0, 0x01B1


class SheetReader:
    """Reads one sheet record by record. ``_awaiting``: the cell of a formula whose text comes in the next record."""

    def __init__(self, book: BiffBook, name: str) -> None:
        self.cells = Collected(book.texts.limits)
        self._book = book
        self._name = name
        self._awaiting: tuple[int, int, int] | None = None
        self._rows: set[int] = set()
        self._hides_rows = False
        self._conditions = ConditionReader(book)
        self._takers: Mapping[int, Callable[[Sequence[bytes]], None]] = {
            _SheetRecord.LABELSST: self._shared,
            _SheetRecord.RK: self._packed,
            _SheetRecord.NUMBER: self._number,
            _SheetRecord.MULRK: self._packed_row,
            _SheetRecord.LABEL: self._label,
            _SheetRecord.RSTRING: self._label,
            _SheetRecord.BOOLERR: self._boolean_or_error,
            _SheetRecord.FORMULA: self._formula,
            _SheetRecord.STRING: self._result,
            _SheetRecord.ROW: self._row,
            _SheetRecord.COLINFO: self._columns,
            _SheetRecord.USUAL_HEIGHT: self._usual_height,
            _SheetRecord.MERGED: self._merged,
            _SheetRecord.VIEW: self._view,
            _SheetRecord.CONDFMT: self._conditions.take_spans,
            _SheetRecord.CF: self._conditions.take_format,
        }

    def take(self, record: Record) -> None:
        """Read a record; unknown ones are skipped. Raises Refused, struct.error and IndexError."""
        taker = self._takers.get(record[0])
        if taker is not None:
            taker(record[1])

    def _shared(self, parts: Sequence[bytes]) -> None:
        row, column, style = _CELL.unpack_from(parts[0])
        (index,) = _POSITION.unpack_from(parts[0], _CELL.size)
        self._book.put_shared(self.cells, row, column, index, style)

    def _number(self, parts: Sequence[bytes]) -> None:
        row, column, style = _CELL.unpack_from(parts[0])
        self._put(row, column, _DOUBLE.unpack_from(parts[0], _CELL.size)[0], style)

    def _packed(self, parts: Sequence[bytes]) -> None:
        row, column, style = _CELL.unpack_from(parts[0])
        self._put(row, column, unpacked(parts[0][6:10]), style)

    def _packed_row(self, parts: Sequence[bytes]) -> None:
        row, column = struct.unpack_from("<HH", parts[0])
        # Pairs of a style and an RK number, six bytes each; the last column follows as a short number.
        for at in range(4, len(parts[0]) - _SHORT.size, 6):
            (style,) = _SHORT.unpack_from(parts[0], at)
            self._put(row, column, unpacked(parts[0][at + 2 : at + 6]), style)
            column += 1

    def _label(self, parts: Sequence[bytes]) -> None:
        row, column, style = _CELL.unpack_from(parts[0])
        self._put(row, column, self._book.own_text(self._book.text(parts, _CELL.size, self._name)), style)

    def _boolean_or_error(self, parts: Sequence[bytes]) -> None:
        row, column, style = _CELL.unpack_from(parts[0])
        self._put_flag(row, column, style, parts[0][6], is_error=bool(parts[0][7]))

    def _formula(self, parts: Sequence[bytes]) -> None:
        """A formula with its result; a text as result follows in a STRING record."""
        row, column, style = _CELL.unpack_from(parts[0])
        result = parts[0][_RESULT]
        self.cells.put_formula(row, column)
        if result[6:] != _NO_NUMBER:
            self._put(row, column, _DOUBLE.unpack(result)[0], style)
        elif result[0] == 0:
            self._awaiting = (row, column, style)
        elif result[0] in (1, 2):
            self._put_flag(row, column, style, result[2], is_error=result[0] == 2)

    def _result(self, parts: Sequence[bytes]) -> None:
        if self._awaiting is not None:
            row, column, style = self._awaiting
            self._put(row, column, self._book.own_text(self._book.text(parts, 0, self._name)), style)
            self._awaiting = None

    def _put_flag(self, row: int, column: int, style: int, value: int, *, is_error: bool) -> None:
        if is_error:
            self.cells.put_error(row, column, shown_error(value))
        else:
            self._put(row, column, bool(value), style)

    def _put(self, row: int, column: int, value: Cell, style: int) -> None:
        self._book.styles.put(self.cells, row, column, value, style)

    # The records around the cells.

    def _row(self, parts: Sequence[bytes]) -> None:
        row, height, flags = _ROW.unpack_from(parts[0])
        self._rows.add(row)
        hide_low_row(self.cells, row, height & _HEIGHT, hidden=bool(flags & _ROW_HIDDEN))

    def _columns(self, parts: Sequence[bytes]) -> None:
        first, last, width, _, flags = _COLUMNS.unpack_from(parts[0])
        hide_narrow_columns(self.cells, first, last, width, flags)

    def _usual_height(self, parts: Sequence[bytes]) -> None:
        """The default for rows without a ROW record."""
        self._hides_rows = bool(_SHORT.unpack_from(parts[0])[0] & _USUALLY_HIDDEN)

    def _merged(self, parts: Sequence[bytes]) -> None:
        (count,) = _SHORT.unpack_from(parts[0])
        for at in range(_SHORT.size, _SHORT.size + count * _RANGE.size, _RANGE.size):
            top, bottom, left, right = _RANGE.unpack_from(parts[0], at)
            self.cells.merge((top, left, bottom, right))

    def _view(self, parts: Sequence[bytes]) -> None:
        note_view(self.cells, _SHORT.unpack_from(parts[0])[0])

    def sheet(self, *, visible: bool) -> Sheet:
        """The sheet, after all its records were read."""
        if self._hides_rows:
            for row in {row for row, _ in self.cells.values} - self._rows:
                self.cells.hide_rows(row, row)
        self._conditions.mark(self.cells)
        return self.cells.sheet(self._name, visible=visible)


_STREAMS = ("Workbook", "Book")
"""The streams of Excel 97 and later, and of Excel 95. A file that was saved for both has both; the first is read."""
_WORKSHEET = 0


def read_xls(data: bytes, limits: Limits) -> list[Sheet]:
    """Read the worksheets of an .xls that has no password.

    Raises Refused: file.damaged, file.too-large, file.encrypted.
    """
    if len(data) > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    stream = _workbook_stream(Compound(data))
    book = read_globals(stream, limits)
    book.check_sheets([bound.name for bound in book.sheets], [bound.at for bound in book.sheets], GLOBALS)
    return [_read_sheet(stream, bound, book) for bound in book.sheets if bound.kind == _WORKSHEET]


def is_locked(data: bytes) -> bool:
    """Return True if an .xls has a password. Raises Refused(file.damaged)."""
    found = records(_workbook_stream(Compound(data)), 0, GLOBALS)
    # FILEPASS precedes the first sheet; the records behind it are encrypted.
    first = (kind for kind, _ in found if kind in (FILEPASS, BOUNDSHEET))
    return next(first, None) == FILEPASS


def _workbook_stream(compound: Compound) -> bytes:
    """The stream with the records of the workbook. Raises Refused(file.damaged)."""
    name = next((name for name in _STREAMS if name in compound), None)
    if name is None:
        raise damaged("复合文档结构")
    return compound.read(name)


def _read_sheet(stream: bytes, bound: BoundSheet, book: BiffBook) -> Sheet:
    reader = SheetReader(book, bound.name)
    with understood(bound.name):
        for record in records(stream, bound.at, bound.name):
            reader.take(record)
    return reader.sheet(visible=bound.visible)
