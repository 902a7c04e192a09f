"""The height that a row needs for its wrapped texts. Not every program computes it when it opens a workbook."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.spreadsheet.book import Page

_LINE = 1.35
"""The height of a line divided by the size of its type."""
_HANGING = 4
"""The width (Chinese characters) of a column from which a line may end early, before a mark that cannot begin one."""
_LEAST, _MOST = 20.0, 409.0
"""The least height of a row of a table, and the greatest height that Excel allows, in points."""
_BODY = 10.5
"""The default size of type, in points."""


def fit_row(
    page: Page, row: int, cells: Iterable[tuple[str, float]], size: float = _BODY, *, least: float = _LEAST
) -> None:
    """Set the height of a row to what its texts need; see :func:`height_of`."""
    page.height(row, height_of(cells, size, least=least))


def height_of(cells: Iterable[tuple[str, float]], size: float = _BODY, *, least: float = _LEAST) -> float:
    """The height of a row, in points, that its texts need, at least ``least``.

    ``cells``: pairs of a text and the width of its column in characters. ``size``: of the type, in points.
    """
    lines = 1
    for text, width in cells:  # a loop, since a county has some ten thousand rows
        if text and (found := lines_of(text, width, size)) > lines:
            lines = found
    return min(_MOST, max(least, line_height(size) * lines + 6))


@lru_cache(maxsize=64, typed=True)
def line_height(size: float) -> float:
    """The height of a line of type, in points."""
    return round(size * _LINE, 1)


@lru_cache(maxsize=1 << 12)  # a text comes again in the rows near by, or never
def lines_of(text: str, width: float, size: float) -> int:
    """The largest number of lines that a text takes in a column of ``width`` characters of 7 pixels (Calibri 11)."""
    room = line_room(width, size)
    # A line may not begin with a full stop or comma, so the line before may end one character early.
    tight = room - 0.5 if room > _HANGING else room
    # No character is wider than a Chinese one, so a text of few characters need not be measured.
    return sum(
        1 if len(part) <= room or (wide := ems(part)) <= room else math.ceil(wide / tight) for part in text.split("\n")
    )


def line_room(width: float, size: float) -> int:
    """The number of Chinese characters of ``size`` points that fit into a column of ``width`` characters."""
    # A character of the column's width has 7 pixels, 2 are the cell's padding, and a point has 4/3 pixels (96 dpi).
    return max(1, int((width * 7 - 2) / (size * 4 / 3)))
