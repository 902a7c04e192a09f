"""How the cells of a binary workbook (.xls, .et, .xlsb) look by their styles: a point in time, another text, nothing.

A style names its number format, its font and its fill by their places in lists of the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lianping_xlsx.sheets.collected import Collected
from lianping_xlsx.sheets.number_format import code_of, shown
from lianping_xlsx.sheets.serial import Shown, from_serial, shown_as
from lianping_xlsx.sheets.sheet import Cell

Colour = tuple[int, ...]
"""Red, green and blue, 0 to 255."""
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
_ALIKE = 16
"""Steps between two colours that nobody tells apart."""
_FIRST_OF_PALETTE = 8
PAPER = 65
"""The number of the colour of paper."""
_PALETTE = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080 "
    "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF "
    "00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 "
    "003366 339966 003300 333300 993300 993366 333399 333333"
)
"""Colours 8 to 63, where a workbook has no palette of its own."""


def usual_palette() -> list[Colour]:
    """The colours from number 8 on."""
    return [tuple(bytes.fromhex(each)) for each in _PALETTE.split()]


def of_palette(palette: list[Colour], number: int) -> Colour | None:
    """The colour of a number; the first eight are the same as the next. None where it is left to the program."""
    if number == PAPER:
        return WHITE
    at = number - _FIRST_OF_PALETTE if number >= _FIRST_OF_PALETTE else number
    return palette[at] if at < len(palette) else None


@dataclass(slots=True)
class Style:
    """``number``: of the number format. ``font``: the place in the list. ``paper``: the colour behind the writing."""

    number: int
    font: int
    paper: Colour | None


@dataclass(slots=True)
class Styles:
    """Filled in by the reader of a workbook, and then settled. ``inks``: the colour of each font."""

    since_1904: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    inks: list[Colour | None] = field(default_factory=list)
    cells: list[Style] = field(default_factory=list)
    _kinds: list[Shown] = field(default_factory=list)
    _codes: list[str] = field(default_factory=list)
    _unseen: set[int] = field(default_factory=set)

    def settle(self) -> None:
        """Work out what each style does, once for all cells."""
        self._kinds = [shown_as(style.number, self.formats.get(style.number)) for style in self.cells]
        self._codes = [code_of(style.number, self.formats.get(style.number)) for style in self.cells]
        self._unseen = set(self._find_unseen())

    def put(self, cells: Collected, row: int, column: int, value: Cell, style: int) -> None:
        """A value with its style: a number may be a point in time, and what is seen may be another text."""
        known = style < len(self.cells)
        if known and isinstance(value, float):
            value = from_serial(value, self._kinds[style], since_1904=self.since_1904)
        cells.put(row, column, value)
        if not known or value == "":
            return
        if style in self._unseen:
            cells.show(row, column, "")
        elif isinstance(value, float | str):
            text = shown(self._codes[style], value)
            if text is not None:
                cells.show(row, column, text)

    def _find_unseen(self) -> Iterator[int]:
        for place, style in enumerate(self.cells):
            ink = self.inks[style.font] if style.font < len(self.inks) else None
            if ink is not None and style.paper is not None:
                apart = max(abs(one - other) for one, other in zip(ink, style.paper, strict=True))
                if apart < _ALIKE:
                    yield place
