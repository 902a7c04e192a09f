"""Colours of text and background, as workbooks name them, and the test whether text can be seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls

Colour = tuple[int, ...]
"""Red, green and blue, 0 to 255."""
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
THEME: Sequence[Colour] = (WHITE, BLACK)
"""The first colours of a theme, of background and text, unless a workbook has a theme of its own."""
INK, PAPER = 64, 65
"""The numbers of the automatic colours of text and background."""
_FIRST_OF_PALETTE = 8
_MOST = 255
_STEPS = 16
"""The difference, of 255, below which a person does not tell two colours apart."""
_HEX = re.compile(r"[0-9a-fA-F]{6}")
_PALETTE = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080 "
    "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF "
    "00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 "
    "003366 339966 003300 333300 993300 993366 333399 333333"
)
USUAL: Sequence[Colour] = tuple(tuple(bytes.fromhex(each)) for each in _PALETTE.split())
"""Colours 8 to 63 of a workbook that has no palette of its own ([MS-XLS], Icv)."""


def are_alike(one: Colour | None, other: Colour | None) -> bool:
    """Return True if a person does not tell two colours apart; False if one of them is not known."""
    return one is not None and other is not None and max(abs(a - b) for a, b in zip(one, other, strict=True)) < _STEPS


def of_hex(text: str) -> Colour | None:
    """The colour of six hexadecimal digits; None for any other text."""
    return tuple(bytes.fromhex(text)) if _HEX.fullmatch(text) else None


def of_palette(palette: Sequence[Colour], number: int) -> Colour | None:
    """The colour with a number; 0 to 7 are the same as 8 to 15. None if the program that opens the file chooses it."""
    if number == PAPER:
        return WHITE
    at = number - _FIRST_OF_PALETTE if number >= _FIRST_OF_PALETTE else number
    return palette[at] if at < len(palette) else None


def tinted(colour: Colour, tint: str) -> Colour | None:
    """A colour made darker (down to -1) or lighter (up to 1), as ECMA-376 defines ``tint``; None if it is no number."""
    try:
        share = float(tint)
    except ValueError:
        return None
    if not -1 <= share <= 1:
        return None
    hue, light, depth = rgb_to_hls(*(each / _MOST for each in colour))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return tuple(round(_MOST * each) for each in hls_to_rgb(hue, light, depth))
