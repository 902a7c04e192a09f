"""The colours of writing and of paper, as workbooks name them, and which of them nobody can tell apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Colour = tuple[int, ...]
"""Red, green and blue, 0 to 255."""
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
THEME: Mapping[int, Colour] = {0: WHITE, 1: BLACK}
"""The colours of paper and of writing, unless a workbook has a theme of its own."""
INK, PAPER = 64, 65
"""The numbers of the automatic colours of writing and of paper."""
_FIRST_OF_PALETTE = 8
_STEPS = 16
"""Of 255 between two colours that nobody tells apart."""
_HEX = re.compile(r"[0-9a-fA-F]{6}")
_PALETTE = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080 "
    "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF "
    "00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 "
    "003366 339966 003300 333300 993300 993366 333399 333333"
)
USUAL: Sequence[Colour] = tuple(tuple(bytes.fromhex(each)) for each in _PALETTE.split())
"""Colours 8 to 63, where a workbook has no palette of its own."""


def are_alike(one: Colour | None, other: Colour | None) -> bool:
    """Whether nobody tells two colours apart; not so where one of them is not known."""
    return one is not None and other is not None and max(abs(a - b) for a, b in zip(one, other, strict=True)) < _STEPS


def of_hex(text: str) -> Colour | None:
    """The colour of six hexadecimal digits."""
    return tuple(bytes.fromhex(text)) if _HEX.fullmatch(text) else None


def of_palette(palette: Sequence[Colour], number: int) -> Colour | None:
    """The colour of a number; the first eight are the same as the next. None where it is left to the program."""
    if number == PAPER:
        return WHITE
    at = number - _FIRST_OF_PALETTE if number >= _FIRST_OF_PALETTE else number
    return palette[at] if at < len(palette) else None
