"""A worksheet as every reader gives it: plain rows of cells with true addresses, and what a plain value cannot tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Spot = tuple[int, int]
"""0-based row and column."""

Span = tuple[int, int, int, int]
"""0-based first row, first column, last row and last column of a rectangle, all of them inside."""

Run = tuple[int, int]
"""0-based first and last of rows or columns that follow each other."""

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What stands in a cell; ``''`` in an empty one, and also in an error cell and a formula without a cached value."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. ``rows[0][0]`` is A1 whatever is empty; all rows are equally long and end with the last content.

    ``formulas`` and ``errors`` are keyed by 0-based absolute (row, column) and may lie outside of ``rows``.
    ``merges`` are merged cells; ``hidden_rows`` and ``hidden_columns`` are 0-based (first, last) runs that are not
    displayed. ``shown``: the text that a person sees in a cell where it is not the cell's value (``''``: nothing).
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


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same rows or columns as few runs, in order and apart from each other."""
    found: list[Run] = []
    for first, last in sorted(runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return tuple(found)


def grid(values: Mapping[Spot, Cell]) -> list[list[Cell]]:
    """The rows of a sheet that has these values and nothing else."""
    height = max((row for row, _ in values), default=-1) + 1
    width = max((column for _, column in values), default=-1) + 1
    rows: list[list[Cell]] = [[""] * width for _ in range(height)]
    for (row, column), value in values.items():
        rows[row][column] = value
    return rows


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
    """The text of an error value; one that no program here knows is an error all the same."""
    return ERRORS.get(number, f"#{number}")
