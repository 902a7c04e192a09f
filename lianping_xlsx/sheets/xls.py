"""Read an .xls or .et: measured and read in one pass over its records.

calamine reads such a file too, but it tells neither formulas nor errors, aborts the process on what a record claims (a
dimension, a count of strings), takes the numbers of a chart for cells and garbles the Chinese of Excel 95. The pass
that has to find all that has every value in its hands already.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lianping_xlsx.sheets.biff import BOF, Record, Text, records
from lianping_xlsx.sheets.collected import Collected, Texts
from lianping_xlsx.sheets.compound import Compound
from lianping_xlsx.sheets.errors import shown_error
from lianping_xlsx.sheets.parts import Limits, Refused, damaged, too_large, too_many_bytes, understood
from lianping_xlsx.sheets.serial import Shown, from_serial, shown_as
from lianping_xlsx.sheets.sheet import Cell, Sheet

_STREAMS = ("Workbook", "Book")
"""Of Excel 97 and later, and of Excel 95; a file saved for both has both, and the first counts."""
_GLOBALS = "工作簿"
_BIFF8 = 0x0600
_WORKSHEET = 0
_POSITION = struct.Struct("<I")
_SHORT = struct.Struct("<H")
_CELL = struct.Struct("<HHH")
_DOUBLE = struct.Struct("<d")
_WHOLE = struct.Struct("<i")
_RESULT = slice(6, 14)
_NO_NUMBER = b"\xff\xff"
_UTF16 = 1200


class _Kind:
    """The records looked at."""

    FORMULA, CODEPAGE, DATE_SYSTEM, FILEPASS, BOUNDSHEET = 0x0006, 0x0042, 0x0022, 0x002F, 0x0085
    FORMAT, XF, SST = 0x041E, 0x00E0, 0x00FC
    NUMBER, LABEL, BOOLERR, STRING, RK = 0x0203, 0x0204, 0x0205, 0x0207, 0x027E
    MULRK, RSTRING, LABELSST = 0x00BD, 0x00D6, 0x00FD


def read_xls(data: bytes, limits: Limits) -> list[Sheet]:
    """The worksheets of an .xls that has no password.

    Raises Refused: file.damaged, file.too-large, file.encrypted.
    """
    if len(data) > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    stream = _workbook_stream(Compound(data))
    book = _read_globals(stream, limits)
    if len(book.sheets) > limits.sheets:
        raise too_large("工作表数", limits.sheets)
    if min(len({bound.name for bound in book.sheets}), len({bound.at for bound in book.sheets})) < len(book.sheets):
        raise damaged(_GLOBALS)
    return [_read_sheet(stream, bound, book) for bound in book.sheets if bound.kind == _WORKSHEET]


def is_locked(data: bytes) -> bool:
    """Whether an .xls has a password. Raises Refused(file.damaged)."""
    found = records(_workbook_stream(Compound(data)), 0, _GLOBALS)
    told = (kind for kind, _ in found if kind in (_Kind.FILEPASS, _Kind.BOUNDSHEET))
    return next(told, None) == _Kind.FILEPASS


def _workbook_stream(compound: Compound) -> bytes:
    """The stream of the workbook's records."""
    name = next((name for name in _STREAMS if name in compound), None)
    if name is None:
        raise damaged("复合文档结构")
    return compound.read(name)


@dataclass(frozen=True, slots=True)
class _Bound:
    """A sheet as the workbook lists it: where its records begin, and of what kind it is."""

    name: str
    at: int
    visible: bool
    kind: int


@dataclass(slots=True)
class _Book:
    """What all sheets share."""

    texts: Texts
    wide: bool = True
    codepage: str = "cp1252"
    since_1904: bool = False
    sheets: list[_Bound] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)

    def text(self, parts: Sequence[bytes], at: int, what: str) -> str:
        """A text behind its length of two bytes."""
        if self.wide:
            return Text(parts, at, what).read()
        (length,) = _SHORT.unpack_from(parts[0], at)
        return self.decoded(parts[0][at + _SHORT.size :][:length])

    def decoded(self, raw: bytes) -> str:
        """A text of Excel 95, in the code page of the computer it was written on."""
        return raw.decode(self.codepage, "replace")


def _read_globals(stream: bytes, limits: Limits) -> _Book:
    book = _Book(Texts(limits))
    with understood(_GLOBALS):
        for kind, parts in records(stream, 0, _GLOBALS):
            if kind == _Kind.FILEPASS:
                raise Refused("file.encrypted")
            if kind in _OF_THE_BOOK:
                _OF_THE_BOOK[kind](book, parts)
    book.shown = [shown_as(number, book.formats.get(number)) for number in book.styles]
    return book


def _begin(book: _Book, parts: Sequence[bytes]) -> None:
    book.wide = _SHORT.unpack_from(parts[0])[0] >= _BIFF8


def _codepage(book: _Book, parts: Sequence[bytes]) -> None:
    number = _SHORT.unpack_from(parts[0])[0]
    name = "utf-16-le" if number == _UTF16 else f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return
    book.codepage = name


def _date_system(book: _Book, parts: Sequence[bytes]) -> None:
    book.since_1904 = _SHORT.unpack_from(parts[0])[0] == 1


def _boundsheet(book: _Book, parts: Sequence[bytes]) -> None:
    body = parts[0]
    (at,) = _POSITION.unpack_from(body)
    length = body[6]
    name = Text(parts, 8, _GLOBALS).characters(length, body[7]) if book.wide else book.decoded(body[7 : 7 + length])
    book.sheets.append(_Bound(name, at, not body[4] & 0x3, body[5]))


def _style(book: _Book, parts: Sequence[bytes]) -> None:
    book.styles.append(_SHORT.unpack_from(parts[0], 2)[0])


def _format(book: _Book, parts: Sequence[bytes]) -> None:
    (number,) = _SHORT.unpack_from(parts[0])
    body = parts[0]
    book.formats[number] = book.text(parts, 2, _GLOBALS) if book.wide else book.decoded(body[3 : 3 + body[2]])


def _shared_strings(book: _Book, parts: Sequence[bytes]) -> None:
    (count,) = _WHOLE.unpack_from(parts[0], 4)
    text = Text(parts, 8, _GLOBALS)
    while len(book.strings) < count and text.more:
        book.strings.append(text.read())
    book.sizes = [len(each.encode("utf-8", "replace")) for each in book.strings]


_OF_THE_BOOK: Mapping[int, Callable[[_Book, Sequence[bytes]], None]] = {
    BOF: _begin,
    _Kind.CODEPAGE: _codepage,
    _Kind.DATE_SYSTEM: _date_system,
    _Kind.BOUNDSHEET: _boundsheet,
    _Kind.XF: _style,
    _Kind.FORMAT: _format,
    _Kind.SST: _shared_strings,
}


# ---------------------------------------------------------------- a sheet


def _read_sheet(stream: bytes, bound: _Bound, book: _Book) -> Sheet:
    reader = _SheetReader(book, bound.name)
    with understood(bound.name):
        for record in records(stream, bound.at, bound.name):
            reader.take(record)
    return reader.cells.sheet(bound.name, visible=bound.visible)


class _SheetReader:
    """The records of one sheet, one after the other."""

    def __init__(self, book: _Book, name: str) -> None:
        self.cells = Collected(book.texts.limits)
        self._book = book
        self._name = name
        self._awaiting: tuple[int, int] | None = None
        self._takers: Mapping[int, Callable[[Sequence[bytes]], None]] = {
            _Kind.LABELSST: self._shared,
            _Kind.RK: self._packed,
            _Kind.NUMBER: self._number,
            _Kind.MULRK: self._packed_row,
            _Kind.LABEL: self._label,
            _Kind.RSTRING: self._label,
            _Kind.BOOLERR: self._boolean_or_error,
            _Kind.FORMULA: self._formula,
            _Kind.STRING: self._result,
        }

    def take(self, record: Record) -> None:
        """A record, whatever it is."""
        taker = self._takers.get(record[0])
        if taker is not None:
            taker(record[1])

    def _shared(self, parts: Sequence[bytes]) -> None:
        row, column, _ = _CELL.unpack_from(parts[0])
        (index,) = _POSITION.unpack_from(parts[0], _CELL.size)
        self._book.texts.add(self._book.sizes[index])
        self.cells.put(row, column, self._book.strings[index])

    def _number(self, parts: Sequence[bytes]) -> None:
        row, column, style = _CELL.unpack_from(parts[0])
        self.cells.put(row, column, self._as_shown(_DOUBLE.unpack_from(parts[0], _CELL.size)[0], style))

    def _packed(self, parts: Sequence[bytes]) -> None:
        row, column, style = _CELL.unpack_from(parts[0])
        self.cells.put(row, column, self._as_shown(unpacked(parts[0][6:10]), style))

    def _packed_row(self, parts: Sequence[bytes]) -> None:
        row, column = struct.unpack_from("<HH", parts[0])
        for at in range(4, len(parts[0]) - _SHORT.size, 6):
            (style,) = _SHORT.unpack_from(parts[0], at)
            self.cells.put(row, column, self._as_shown(unpacked(parts[0][at + 2 : at + 6]), style))
            column += 1

    def _label(self, parts: Sequence[bytes]) -> None:
        row, column, _ = _CELL.unpack_from(parts[0])
        self._text(row, column, self._book.text(parts, _CELL.size, self._name))

    def _boolean_or_error(self, parts: Sequence[bytes]) -> None:
        row, column, _ = _CELL.unpack_from(parts[0])
        self._put_flag(row, column, parts[0][6], is_error=bool(parts[0][7]))

    def _formula(self, parts: Sequence[bytes]) -> None:
        """A formula with its result; a text follows in a record of its own."""
        row, column, style = _CELL.unpack_from(parts[0])
        result = parts[0][_RESULT]
        self.cells.put_formula(row, column)
        if result[6:] != _NO_NUMBER:
            self.cells.put(row, column, self._as_shown(_DOUBLE.unpack(result)[0], style))
        elif result[0] == 0:
            self._awaiting = (row, column)
        elif result[0] in (1, 2):
            self._put_flag(row, column, result[2], is_error=result[0] == 2)

    def _result(self, parts: Sequence[bytes]) -> None:
        if self._awaiting is not None:
            self._text(*self._awaiting, self._book.text(parts, 0, self._name))
            self._awaiting = None

    def _text(self, row: int, column: int, text: str) -> None:
        self._book.texts.add(len(text.encode("utf-8", "replace")))
        self.cells.put(row, column, text)

    def _put_flag(self, row: int, column: int, value: int, *, is_error: bool) -> None:
        if is_error:
            self.cells.put_error(row, column, shown_error(value))
        else:
            self.cells.put(row, column, bool(value))

    def _as_shown(self, number: float, style: int) -> Cell:
        shown = self._book.shown[style] if style < len(self._book.shown) else Shown.NUMBER
        return number if shown is Shown.NUMBER else from_serial(number, shown, since_1904=self._book.since_1904)


def unpacked(packed: bytes) -> float:
    """An RK number: 30 bits of an integer or of a double, either of them maybe in hundredths."""
    (bits,) = _WHOLE.unpack(packed)
    value = float(bits >> 2) if bits & 2 else _double_of(bits)
    return value / 100 if bits & 1 else value


def _double_of(bits: int) -> float:
    """The double whose upper half is this, but for the two lowest bits."""
    (value,) = _DOUBLE.unpack(bytes(4) + (bits & 0xFFFFFFFC).to_bytes(4, "little"))
    return float(value)
