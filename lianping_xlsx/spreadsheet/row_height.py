"""How high a row must be for its wrapped texts: not every program finds that out on opening a workbook."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.spreadsheet.book import Page

_LINE = 1.35
"""Height of a line of type over its size."""
_HANGING = 4
_LEAST, _MOST = 20.0, 409.0
"""Points of a row of a table at least, and what Excel allows at most."""
_BODY = 10.5


def fit_row(
    page: Page, row: int, cells: Iterable[tuple[str, float]], size: float = _BODY, *, least: float = _LEAST
) -> None:
    """Make a row as high as the texts in their columns (widths in characters) need, and at least ``least`` points."""
    lines = max((lines_of(text, width, size) for text, width in cells), default=1)
    page.height(row, min(_MOST, max(least, line_height(size) * lines + 6)))


def line_height(size: float) -> float:
    """Points that a line of type takes."""
    return round(size * _LINE, 1)


@lru_cache(maxsize=1 << 16)
def lines_of(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a column of ``width`` characters (of 7 pixels, as in Calibri 11), at the most."""
    room = line_room(width, size)
    tight = room - 0.5 if room > _HANGING else room  # a line may not begin with a stop, and then ends earlier
    return sum(1 if (wide := ems(part)) <= room else math.ceil(wide / tight) for part in text.split("\n"))


def line_room(width: float, size: float) -> int:
    """How many Chinese characters a line holds in a column of ``width`` characters."""
    return max(1, int((width * 7 - 2) / (size * 4 / 3)))
