"""The common part of the readers of binary workbooks (.xls, .et, .xlsb): shared texts, styles, numbers, hidden rows.

A style refers to its number format, its font and its fill by indexes into lists of the workbook. The style decides
whether a number is a point in time, and whether a person sees the value, another text, or nothing.
Sources: [MS-XLS] and [MS-XLSB], the binary file formats of Excel.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
from collections.abc import Collection, Iterator
from dataclasses import field
from enum import Enum

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.bounded_cells import Collected, Texts
from lianping_xlsx.formats.colours import Colour, are_alike
from lianping_xlsx.formats.number_format import code_of, shown
from lianping_xlsx.formats.package import damaged, too_large
from lianping_xlsx.formats.sheet import Cell

_BUILT_IN = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
"""The numbers of built-in formats of dates and times, with the Chinese ones (27 to 36, 50 to 58)."""
_BUILT_IN_DURATION = 46
_NOT_A_SIGN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.I)
"""The parts of a format that are no signs of a date: quoted or escaped text, a colour, a condition, a language."""
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_SIGNS = re.compile(r"[ymdhs]", re.I)
_LONGEST = 255
"""The largest number of characters of a format that Excel accepts."""
_SINCE_1900, _SINCE_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_DAYS = 2_958_466
"""The number of the day after 9999-12-31, the last date of Excel."""
_LEAP_DAY = 60
"""Excel's number of 1900-02-29, a day that did not exist."""
_MILLISECONDS = 86_400_000
_LEAST_HEIGHT = 80
"""The height of a row, in 20ths of a point, below which its content cannot be seen."""
_LEAST_WIDTH = 256
"""The width of a column, in 256ths of a character, below which its content cannot be seen."""
_COLUMN_HIDDEN, _SHOWS_ZEROS = 0x1, 0x10
_STRUCK = 0x8
"""The bit of a font that strikes the text through."""
_PACKED, _DOUBLE = struct.Struct("<i"), struct.Struct("<d")


class ShownDate(Enum):
    """The meaning that a number format gives to a number."""

    NUMBER = 0
    MOMENT = 1
    DURATION = 2


def shown_as(number: int, text: str | None) -> ShownDate:
    """The meaning of a number format, from its number and its text; ``text`` is None for a built-in format."""
    if text is None:
        if number == _BUILT_IN_DURATION:
            return ShownDate.DURATION
        return ShownDate.MOMENT if number in _BUILT_IN else ShownDate.NUMBER
    signs = _NOT_A_SIGN.sub("", text[:_LONGEST]).split(";")[0]
    if _ELAPSED.search(signs):
        return ShownDate.DURATION
    return ShownDate.MOMENT if _SIGNS.search(signs) and "general" not in signs.lower() else ShownDate.NUMBER


def from_serial(
    days: float, shown: ShownDate, *, since_1904: bool = False
) -> float | dt.date | dt.datetime | dt.time | dt.timedelta:
    """A number as what it means: a date, a time of day, both, or a duration. A number that is no day stays a number."""
    if shown is ShownDate.NUMBER or not math.isfinite(days) or not 0 <= days < _DAYS:
        return days
    lasted = dt.timedelta(milliseconds=round(days * _MILLISECONDS))
    if shown is ShownDate.DURATION:
        return lasted
    if not lasted.days:
        return (dt.datetime.min + lasted).time()
    # Excel counts a 29th of February 1900, so the days before it are one off.
    since = _SINCE_1904 if since_1904 else _SINCE_1900 + dt.timedelta(days=days < _LEAP_DAY)
    moment = since + lasted
    return moment.date() if moment.time() == dt.time() else moment


@dataclass(slots=True)
class BinaryStyle:
    """The style of a cell. ``number``: of the number format. ``font``: an index. ``paper``: the background colour."""

    number: int
    font: int
    paper: Colour | None


@dataclass(slots=True)
class BinaryStyles:
    """The styles of a workbook. Its reader fills in the public lists, then calls ``resolve``.

    ``formats``: the texts of number formats by number. ``inks``: the colour of each font. ``struck``: the fonts that
    strike the text through. ``cells``: the styles.
    """

    since_1904: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    inks: list[Colour | None] = field(default_factory=list)
    struck: set[int] = field(default_factory=set)
    cells: list[BinaryStyle] = field(default_factory=list)
    _kinds: list[ShownDate] = field(default_factory=list)
    _codes: list[str] = field(default_factory=list)
    _unseen: set[int] = field(default_factory=set)

    def resolve(self) -> None:
        """Compute the effect of each style, once for all cells."""
        self._kinds = [shown_as(style.number, self.formats.get(style.number)) for style in self.cells]
        self._codes = [code_of(style.number, self.formats.get(style.number)) for style in self.cells]
        self._unseen = set(self._find_unseen())

    def put(self, cells: Collected, row: int, column: int, value: Cell, style: int) -> None:
        """Add a value with its style (an index): as a point in time if it is one, with the text that is shown for it.

        Raises Refused(file.too-large).
        """
        known = style < len(self.cells)
        if known and isinstance(value, float):
            value = from_serial(value, self._kinds[style], since_1904=self.since_1904)
        cells.put(row, column, value)
        if not known or value == "":
            return
        cells.styles[row, column] = style
        if self.cells[style].font in self.struck:
            cells.struck.add((row, column))
        if style in self._unseen:
            cells.show(row, column, "")
        elif isinstance(value, float | str):
            text = shown(self._codes[style], value)
            if text is not None:
                cells.show(row, column, text)

    def colours_of(self, style: int) -> tuple[Colour | None, Colour | None]:
        """The colours of text and background of a style (an index); None for one that is not known."""
        if not 0 <= style < len(self.cells):
            return None, None
        found = self.cells[style]
        return self.inks[found.font] if found.font < len(self.inks) else None, found.paper

    def _find_unseen(self) -> Iterator[int]:
        return (number for number in range(len(self.cells)) if are_alike(*self.colours_of(number)))


@dataclass(slots=True)
class BinaryBook:
    """The parts that all sheets of a workbook share.

    ``strings``: the shared texts. ``sizes``: the length of each of them in bytes (UTF-8). ``runs``: the fonts of the
    runs of those that have any, by index.
    """

    texts: Texts
    styles: BinaryStyles = field(default_factory=BinaryStyles)
    strings: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    runs: dict[int, frozenset[int]] = field(default_factory=dict)

    def measure_strings(self) -> None:
        """Compute the sizes of the shared texts, after all of them were read."""
        self.sizes = [len(each.encode("utf-8", "replace")) for each in self.strings]

    def shared_text(self, index: int) -> str:
        """The shared text with an index. Raises IndexError, and Refused(file.too-large) for too many bytes of text."""
        self.texts.add(self.sizes[index])
        return self.strings[index]

    def put_shared(self, cells: Collected, row: int, column: int, index: int, style: int) -> None:
        """Add the shared text with an index. Raises as :meth:`shared_text` does."""
        self.styles.put(cells, row, column, self.shared_text(index), style)
        if index in self.runs and not self.runs[index].isdisjoint(self.styles.struck):
            cells.struck.add((row, column))

    def own_text(self, text: str) -> str:
        """A text that a cell holds itself. Raises Refused(file.too-large) for too many bytes of text."""
        self.texts.add(len(text.encode("utf-8", "replace")))
        return text

    def check_sheets(self, names: Collection[str], places: Collection[object], what: str) -> None:
        """Raise Refused: file.too-large for too many sheets, file.damaged if two have the same name or place."""
        limit = self.texts.limits.sheets
        if len(names) > limit:
            raise too_large("工作表数", limit)
        if min(len(set(names)), len(set(places))) < len(names):
            raise damaged(what)


def hide_low_row(cells: Collected, row: int, height: int, *, hidden: bool) -> None:
    """Add a row to the hidden ones if it is hidden or too low to be seen; ``height`` in 20ths of a point."""
    if hidden or height < _LEAST_HEIGHT:
        cells.hide_rows(row, row)


def hide_narrow_columns(cells: Collected, first: int, last: int, width: int, flags: int) -> None:
    """Add columns to the hidden ones if they are hidden or too narrow; ``width`` in 256ths of a character."""
    if flags & _COLUMN_HIDDEN or width < _LEAST_WIDTH:
        cells.hide_columns(first, last)


def strikes(font: bytes) -> bool:
    """Return True if a font strikes the text through; ``font``: its record, in either of the two formats."""
    return bool(font[2] & _STRUCK)


def note_view(cells: Collected, flags: int) -> None:
    """Set ``hides_zeros`` from the flags of the view of the sheet."""
    cells.hides_zeros = not flags & _SHOWS_ZEROS


def unpacked(packed: bytes) -> float:
    """The value of an RK number ([MS-XLS], RkNumber): 30 bits of an integer or of a double, perhaps in hundredths."""
    (bits,) = _PACKED.unpack(packed)
    value = float(bits >> 2) if bits & 2 else _double_of(bits)
    return value / 100 if bits & 1 else value


def _double_of(bits: int) -> float:
    """The double with these 32 upper bits, without the two lowest of them, which are flags."""
    (value,) = _DOUBLE.unpack(bytes(4) + (bits & 0xFFFFFFFC).to_bytes(4, "little"))
    return float(value)
