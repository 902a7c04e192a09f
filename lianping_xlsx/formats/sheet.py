"""A worksheet as every reader returns it: plain rows of cells with true addresses, and the facts beside the values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key

EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384

Spot = tuple[int, int]
"""0-based row and column."""

Span = tuple[int, int, int, int]
"""A rectangle: 0-based first row, first column, last row and last column, all of them included."""

Run = tuple[int, int]
"""Consecutive rows or columns: 0-based first and last, both included."""

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""The value of a cell; ``''`` for an empty one, an error, and a formula without a cached value."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. ``rows[0][0]`` is A1, also if it is empty; all rows are equally long and end at the last content.

    ``formulas``, ``errors``: by 0-based (row, column), which may be outside of ``rows``. ``merges``: merged ranges.
    ``hidden_rows``, ``hidden_columns``: runs that are not displayed. ``shown``: the text that a person sees in a cell,
    if it is not the value (``''``: nothing). ``struck``: cells whose text is struck through, or a part of it.
    ``conditional``: the text that a person may see by a conditional format, if it is not the value; not of
    .xlsb.
    """

    name: str
    visible: bool
    rows: list[list[Cell]]
    formulas: Mapping[Spot, str]
    errors: Mapping[Spot, str]
    merges: tuple[Span, ...] = ()
    hidden_rows: tuple[Run, ...] = ()
    hidden_columns: tuple[Run, ...] = ()
    shown: Mapping[Spot, str] = field(default_factory=dict)
    struck: frozenset[Spot] = frozenset()
    conditional: Mapping[Spot, str] = field(default_factory=dict)


def sheet_named(sheets: Sequence[Sheet], name: str) -> Sheet | None:
    """The sheet of this name, whose spelling people may have changed as they type names; None if there is none."""
    wanted = name_key(name)
    return next((sheet for sheet in sheets if name_key(sheet.name) == wanted), None)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join runs of rows or columns that overlap or touch; the result is in order."""
    found: list[Run] = []
    for first, last in sorted(runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return tuple(found)


def grid(values: Mapping[Spot, Cell]) -> list[list[Cell]]:
    """The rows of a sheet with these values, up to the last row and column with a value."""
    height = max((row for row, _ in values), default=-1) + 1
    width = max((column for _, column in values), default=-1) + 1
    rows: list[list[Cell]] = [[""] * width for _ in range(height)]
    for (row, column), value in values.items():
        rows[row][column] = value
    return rows


# The error values of BIFF ([MS-XLS], BErr).
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def shown_error(number: int) -> str:
    """The text of an error value; an unknown number is shown as ``#`` and the number."""
    return ERRORS.get(number, f"#{number}")
