"""The globals of an .xls or .et: the list of sheets, the shared texts, the formats and colours of styles."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.biff import BOF, BiffText, records
from lianping_xlsx.formats.binary_book import BinaryBook, BinaryStyle, strikes
from lianping_xlsx.formats.bounded_cells import Texts
from lianping_xlsx.formats.colours import BLACK, INK, PAPER, USUAL, Colour, of_palette
from lianping_xlsx.formats.package import Limits, Refused, understood

GLOBALS = "工作簿"
FILEPASS, BOUNDSHEET = 0x002F, 0x0085
_BIFF8 = 0x0600
_POSITION = struct.Struct("<I")
_SHORT = struct.Struct("<H")
_WHOLE = struct.Struct("<i")
_UTF16 = 1200
_STYLE = struct.Struct("<HH")
_NO_FONT = 4
"""The font number that does not exist: the fifth font has the number 5 ([MS-XLS], FontIndex)."""
_PLAIN, _SOLID = 0, 1
"""The patterns of a fill: none, and one colour."""


class _BookRecord:
    """The numbers of the records that are read ([MS-XLS] 2.3)."""

    CODEPAGE, DATE_SYSTEM = 0x0042, 0x0022
    FORMAT, FONT, XF, PALETTE, SST = 0x041E, 0x0031, 0x00E0, 0x0092, 0x00FC


@dataclass(frozen=True, slots=True)
class BoundSheet:
    """A sheet in the list of the workbook. ``at``: the offset of its records. ``kind``: 0 for a worksheet."""

    name: str
    at: int
    visible: bool
    kind: int


@dataclass(slots=True)
class BiffBook(BinaryBook):
    """The parts that all sheets of an .xls share.

    ``wide``: BIFF8, with texts in UTF-16; otherwise they are in ``codepage``. ``fonts``: the colour numbers of fonts.
    ``struck_fonts``: the indexes of those that strike the text through.
    """

    wide: bool = True
    codepage: str = "cp1252"
    sheets: list[BoundSheet] = field(default_factory=list)
    palette: Sequence[Colour] = USUAL
    fonts: list[int] = field(default_factory=list)
    struck_fonts: set[int] = field(default_factory=set)
    fills: list[int | None] = field(default_factory=list)
    """The number of the background colour of each style; None for a pattern."""

    def text(self, parts: Sequence[bytes], at: int, what: str) -> str:
        """The text at an offset of a record, behind its length of two bytes."""
        if self.wide:
            return BiffText(parts, at, what).read()
        (length,) = _SHORT.unpack_from(parts[0], at)
        return self.decoded(parts[0][at + _SHORT.size :][:length])

    def resolve(self) -> None:
        """Look up the colours of the styles, after the palette was read, and resolve the styles."""
        inks = [BLACK if number >= INK else of_palette(self.palette, number) for number in self.fonts]
        self.styles.inks = [*inks[:_NO_FONT], None, *inks[_NO_FONT:]]
        self.styles.struck = {at + (at >= _NO_FONT) for at in self.struck_fonts}
        for style, fill in zip(self.styles.cells, self.fills, strict=True):
            style.paper = None if fill is None else of_palette(self.palette, fill)
        self.styles.resolve()

    def decoded(self, raw: bytes) -> str:
        """A text of Excel 95, in the code page of the computer on which it was written."""
        return raw.decode(self.codepage, "replace")


def read_globals(stream: bytes, limits: Limits) -> BiffBook:
    """Read the globals of a workbook stream. Raises Refused: file.damaged, file.too-large, file.encrypted."""
    book = BiffBook(Texts(limits))
    with understood(GLOBALS):
        for kind, parts in records(stream, 0, GLOBALS):
            if kind == FILEPASS:
                raise Refused("file.encrypted")
            if kind in _OF_THE_BOOK:
                _OF_THE_BOOK[kind](book, parts)
    book.resolve()
    return book


def _begin(book: BiffBook, parts: Sequence[bytes]) -> None:
    book.wide = _SHORT.unpack_from(parts[0])[0] >= _BIFF8


def _codepage(book: BiffBook, parts: Sequence[bytes]) -> None:
    number = _SHORT.unpack_from(parts[0])[0]
    name = "utf-16-le" if number == _UTF16 else f"cp{number}"
    # An unknown code page leaves the default.
    try:
        "".encode(name)
    except LookupError:
        return
    book.codepage = name


def _date_system(book: BiffBook, parts: Sequence[bytes]) -> None:
    book.styles.since_1904 = _SHORT.unpack_from(parts[0])[0] == 1


def _boundsheet(book: BiffBook, parts: Sequence[bytes]) -> None:
    body = parts[0]
    # The offset, the state (hidden or very hidden in two bits), the kind, the length of the name, and the name.
    (at,) = _POSITION.unpack_from(body)
    length = body[6]
    name = BiffText(parts, 8, GLOBALS).characters(length, body[7]) if book.wide else book.decoded(body[7 : 7 + length])
    book.sheets.append(BoundSheet(name, at, not body[4] & 0x3, body[5]))


def _style(book: BiffBook, parts: Sequence[bytes]) -> None:
    font, number = _STYLE.unpack_from(parts[0])
    book.styles.cells.append(BinaryStyle(number, font, None))
    # BIFF8 and BIFF5 have the pattern of the fill and its colour at different places.
    if book.wide:
        (pattern,), (colours,) = _POSITION.unpack_from(parts[0], 14), _SHORT.unpack_from(parts[0], 18)
        pattern >>= 26
    else:
        (colours,) = _POSITION.unpack_from(parts[0], 8)
        pattern = colours >> 16 & 0x3F
    book.fills.append({_PLAIN: PAPER, _SOLID: colours & 0x7F}.get(pattern))


def _font(book: BiffBook, parts: Sequence[bytes]) -> None:
    if strikes(parts[0]):
        book.struck_fonts.add(len(book.fonts))
    book.fonts.append(_SHORT.unpack_from(parts[0], 4)[0])


def _palette(book: BiffBook, parts: Sequence[bytes]) -> None:
    (count,) = _SHORT.unpack_from(parts[0])
    book.palette = [tuple(parts[0][at : at + 3]) for at in range(2, min(2 + 4 * count, len(parts[0]) - 2), 4)]


def _format(book: BiffBook, parts: Sequence[bytes]) -> None:
    (number,) = _SHORT.unpack_from(parts[0])
    body = parts[0]
    book.styles.formats[number] = book.text(parts, 2, GLOBALS) if book.wide else book.decoded(body[3 : 3 + body[2]])


def _shared_strings(book: BiffBook, parts: Sequence[bytes]) -> None:
    (count,) = _WHOLE.unpack_from(parts[0], 4)
    text = BiffText(parts, 8, GLOBALS)
    # The count is what the file claims, so it is only an upper limit.
    while len(book.strings) < count and text.more:
        book.strings.append(text.read())
        if text.fonts:
            book.runs[len(book.strings) - 1] = text.fonts
    book.measure_strings()


_OF_THE_BOOK: Mapping[int, Callable[[BiffBook, Sequence[bytes]], None]] = {
    BOF: _begin,
    _BookRecord.CODEPAGE: _codepage,
    _BookRecord.DATE_SYSTEM: _date_system,
    BOUNDSHEET: _boundsheet,
    _BookRecord.XF: _style,
    _BookRecord.FONT: _font,
    _BookRecord.PALETTE: _palette,
    _BookRecord.FORMAT: _format,
    _BookRecord.SST: _shared_strings,
}
