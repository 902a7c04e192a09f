"""The numbers entered in a grid, in parallel arrays: there is no object for a single one."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import repeat
from operator import floordiv, mod
from typing import TYPE_CHECKING, NamedTuple

from lianping_xlsx.core.light_dataclass import dataclass

if TYPE_CHECKING:
    import numpy as np

    Integers = array[int]
else:
    Integers = array  # at run time an array has no type of items, and the cache reads the types of the fields

GridCell = tuple[int, int]
"""A cell of a grid: its grid row and its grid column, as in the ``rows`` and ``columns`` of the layout."""


def _no_cells() -> Integers:
    return array("i")


def _no_values() -> Integers:
    return array("q")


@dataclass(frozen=True, slots=True)
class GridEntries:
    """Numbers by grid row and grid column, each in the unit of its kind: hundredths of a point, or a count.

    ``width`` is the number of grid columns. The order of the entries is that in which they were read; it has no
    meaning. ``_cells`` holds grid row x width + grid column, no tuple, and both arrays have items of two bytes where
    these hold all numbers: readings travel between processes, are kept in a file, and those of a merge live at once.
    """

    width: int = 0
    _cells: Integers = field(default_factory=_no_cells)
    _values: Integers = field(default_factory=_no_values)

    @staticmethod
    def of(width: int, entries: Iterable[tuple[int, int, int]]) -> GridEntries:
        """Return the entries (grid row, grid column, value) of a grid with ``width`` columns."""
        builder = GridEntriesBuilder(width)
        for row, column, value in entries:
            builder.add(row, column, value)
        return builder.built()

    def __len__(self) -> int:
        return len(self._cells)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """Yield the grid row, grid column and value of each entry."""
        width = repeat(self.width)
        return zip(map(floordiv, self._cells, width), map(mod, self._cells, width), self._values, strict=True)

    def rows(self) -> set[int]:
        """Return the grid rows that have an entry."""
        return set(map(floordiv, self._cells, repeat(self.width)))

    def extent(self) -> tuple[int, int]:
        """Return the first and the last grid row that has an entry; (0, 0) without entries."""
        import numpy as np  # not needed by the processes that read

        if not self._cells:
            return 0, 0
        cells = np.asarray(self._cells)
        return int(cells.min()) // self.width, int(cells.max()) // self.width

    def moved(self, to: Mapping[GridCell, GridCell], width: int) -> GridEntries:
        """Return the entries in the cells of another grid, of ``width`` columns, without those that ``to`` lacks."""
        there = ((to.get((row, column)), value) for row, column, value in self)
        return GridEntries.of(width, ((*cell, value) for cell, value in there if cell is not None))


NO_ENTRIES = GridEntries()


@dataclass(slots=True)
class GridEntriesBuilder:
    """Entries while a grid is being read; ``built`` hands them over."""

    width: int
    _cells: Integers = field(default_factory=_no_cells)
    _values: Integers = field(default_factory=_no_values)

    def add(self, row: int, column: int, value: int) -> None:
        """Add one entry."""
        self._cells.append(row * self.width + column)
        self._values.append(value)

    def add_run(self, row: int, column: int, values: Sequence[int]) -> None:
        """Add entries that stand side by side from ``column`` on."""
        first = row * self.width + column
        self._cells.extend(range(first, first + len(values)))
        self._values.extend(values)

    def add_row(self, row: int, columns: Sequence[int], values: Sequence[int]) -> None:
        """Add entries of one row; ``columns`` and ``values`` are parallel."""
        self._cells.extend(map((row * self.width).__add__, columns))
        self._values.extend(values)

    def value_at(self, row: int, column: int) -> int | None:
        """Return the entry in a cell, None where there is none."""
        cell = row * self.width + column
        return self._values[self._cells.index(cell)] if cell in self._cells else None

    def withdraw(self, row: int, column: int) -> None:
        """Take the entry in a cell away. Raises ValueError where there is none."""
        at = self._cells.index(row * self.width + column)
        self._cells.pop(at)
        self._values.pop(at)

    def built(self) -> GridEntries:
        """Return the entries. Nothing may be added afterwards: the arrays may not be copied."""
        return GridEntries(self.width, _narrowed(self._cells), _narrowed(self._values))


def _narrowed(numbers: Integers) -> Integers:
    """Return the same numbers in items of two bytes, as those of nearly all forms are; else the array itself."""
    try:
        return array("h", numbers)
    except OverflowError:
        return numbers


_MOST_KNOWN = 1_000


class KnownCells:
    """The cells in which grids have entries, kept once for all grids that have them in the same ones.

    Most forms are filled in without a gap, so few orders of cells occur, and early. Others are not looked for.
    """

    def __init__(self) -> None:
        self._cells: dict[tuple[str, bytes], Integers] = {}

    def of(self, entries: GridEntries) -> GridEntries:
        """Return equal entries, whose cells are those of earlier ones if these had the same."""
        key = entries._cells.typecode, entries._cells.tobytes()
        known = self._cells.get(key)
        if known is not None:
            return GridEntries(entries.width, known, entries._values)
        if len(self._cells) < _MOST_KNOWN:
            self._cells[key] = entries._cells
        return entries


class EntryArrays(NamedTuple):
    """Entries of several grids one after the other, as parallel arrays. ``sizes``: how many are of each grid."""

    sizes: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    values: np.ndarray


def columnar(grids: Sequence[GridEntries]) -> EntryArrays:
    """Return the entries of all grids, in the order of the grids (rows and columns of 32 bits, values of 64)."""
    import numpy as np  # not needed by the processes that read

    sizes = np.array([len(grid) for grid in grids], dtype=np.int64)
    widths = np.repeat(np.array([grid.width for grid in grids], dtype=np.int32), sizes)
    cells = np.concatenate([np.array([], np.int32), *(np.asarray(grid._cells) for grid in grids)], dtype=np.int32)
    values = np.concatenate([np.array([], np.int64), *(np.asarray(grid._values) for grid in grids)], dtype=np.int64)
    rows, columns = np.divmod(cells, widths)
    return EntryArrays(sizes, rows, columns, values)
