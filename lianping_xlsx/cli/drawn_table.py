"""A table as lines of text, for a console: columns as wide as they need, and folded where the window is too narrow.

On a terminal it has a line below the headings; other output may have another encoding, and gets lines of plain ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from lianping_xlsx.core.light_dataclass import dataclass

_WORD = re.compile(r"\s*\S+\s*")
_PADDING = 2
"""The blanks of a cell: one on each side."""
_LEAST = _PADDING + 2
"""The width of a column that holds a Chinese character."""


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """The lines of a table, all equally wide: of its title, its head and its rows, and those between them."""

    title: tuple[str, ...]
    above: str
    head: tuple[str, ...]
    below_head: str
    rows: tuple[str, ...]
    below: str


def draw_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], room: int, *, terminal: bool
) -> DrawnTable:
    """Draw a table in ``room`` columns of a console. ``right``: the columns (from 0) that are aligned right."""
    natural = [max(map(width_of, column)) + _PADDING for column in zip(heads, *rows, strict=True)]
    widths = _fitting(natural, room - len(heads) - 1)
    bar, rule, joint = (" ", "─", "─") if terminal else ("|", "-", "+")
    edge = " " if terminal else joint
    line = edge + joint.join(rule * width for width in widths) + edge
    border = " " * len(line) if terminal else line

    def lines(cells: Sequence[str], *, low: bool = False) -> Iterator[str]:
        folded = [list(_folded(cell, width - _PADDING)) for cell, width in zip(cells, widths, strict=True)]
        if low:
            most = max(map(len, folded))
            folded = [[""] * (most - len(each)) + each for each in folded]
        for parts in zip_longest(*folded, fillvalue=""):
            padded = (_padded(part, widths[n] - _PADDING, right=n in right) for n, part in enumerate(parts))
            yield bar + bar.join(f" {part} " for part in padded) + bar

    return DrawnTable(
        title=tuple(_padded(part, len(line)) for part in _folded(title, len(line))),
        above=border,
        head=tuple(lines(heads, low=True)),
        below_head=line,
        rows=tuple(each for row in rows for each in lines(row)),
        below=border,
    )


def _fitting(widths: list[int], room: int) -> list[int]:
    """The widths of columns, of which the widest are narrowed alike until all have room, or none can be narrower."""
    while (excess := sum(widths) - room) > 0:
        widest = max(widths)
        next_to = max((width for width in widths if width < widest), default=0)
        least = max(next_to, _LEAST)
        if widest <= least:
            break
        left = widths.count(widest)
        for place, width in enumerate(widths):
            if width == widest:
                less = min(widest - least, round(excess / left))
                widths[place] -= less
                excess, left = excess - less, left - 1
    return widths


def width_of(text: str) -> int:
    """The number of columns that a text takes on a console."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _padded(text: str, width: int, *, right: bool = False) -> str:
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def _folded(text: str, width: int) -> Iterator[str]:
    """The lines of a text, broken between words; a word that is longer than a line is broken anywhere."""
    if width_of(text) <= width:
        yield text
        return
    line, taken = "", 0
    for word in _WORD.findall(text):
        length = width_of(word.rstrip())
        if line and length > width - taken:
            yield line.rstrip()
            line, taken = "", 0
        *whole, word = _chopped(word, width) if length > width else [word]
        yield from whole
        line, taken = line + word, taken + width_of(word)
    yield line.rstrip()


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of a line's width."""
    pieces, taken = [""], 0
    for character in word:
        own = _width(character)
        if taken + own > width and pieces[-1]:
            pieces, taken = [*pieces, ""], 0
        pieces[-1], taken = pieces[-1] + character, taken + own
    return pieces
