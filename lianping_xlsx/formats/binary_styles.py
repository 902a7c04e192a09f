"""How the cells of a binary workbook (.xls, .et, .xlsb) look by their styles: a point in time, another text, nothing.

A style names its number format, its font and its fill by their places in lists of the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lianping_xlsx.formats.bounded_cells import Collected
from lianping_xlsx.formats.colours import Colour, are_alike
from lianping_xlsx.formats.date_serial import ShownDate, from_serial, shown_as
from lianping_xlsx.formats.format_codes import code_of
from lianping_xlsx.formats.number_format import shown
from lianping_xlsx.formats.sheet import Cell


@dataclass(slots=True)
class BinaryStyle:
    """``number``: of the number format. ``font``: the place in the list. ``paper``: the colour behind the writing."""

    number: int
    font: int
    paper: Colour | None


@dataclass(slots=True)
class BinaryStyles:
    """Filled in by the reader of a workbook, and then settled. ``inks``: the colour of each font."""

    since_1904: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    inks: list[Colour | None] = field(default_factory=list)
    cells: list[BinaryStyle] = field(default_factory=list)
    _kinds: list[ShownDate] = field(default_factory=list)
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
            if are_alike(ink, style.paper):
                yield place
