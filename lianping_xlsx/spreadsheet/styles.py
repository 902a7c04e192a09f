"""Looks of cells, after GB/T 9704: titles in 小标宋, headings in 黑体, bodies in 仿宋.

A workbook only names fonts: where 方正小标宋简体 or 仿宋_GB2312 is missing, the program that opens it
takes its own Song face.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

TITLE_FONT = "方正小标宋简体"
HEADING_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"

INK_GREY = "#595959"
HEADING_FILL = "#E7ECF3"
INPUT_FILL = "#FFFBE6"
CLOSED_FILL = "#EDEDED"
RED = "#C00000"
CALM = "#4E7D4E"


@dataclass(frozen=True, slots=True)
class Style:
    """A look. ``edges`` are those with a line where not all have one; ``number`` is an Excel number format; ``locked``
    matters only on protected sheets.
    """

    font: str = BODY_FONT
    size: float = 11
    bold: bool = False
    color: str = "#000000"
    fill: str = ""
    align: str = "left"
    valign: str = "vcenter"
    border: bool = False
    edges: tuple[str, ...] = ()
    wrap: bool = True
    shrink: bool = False
    locked: bool = True
    number: str = "General"
    underline: bool = False
    rotation: int = 0

    def properties(self) -> dict[str, object]:
        """As xlsxwriter wants it."""
        found: dict[str, object] = {
            "font_name": self.font,
            "font_size": self.size,
            "bold": self.bold,
            "font_color": self.color,
            "align": self.align,
            "valign": self.valign,
            "text_wrap": self.wrap and not self.shrink,
            "shrink": self.shrink,
            "locked": self.locked,
            "num_format": self.number,
            "underline": 1 if self.underline else 0,
        }
        if self.fill:
            found["bg_color"] = self.fill
        if self.border:
            found["border"] = 1
        found |= dict.fromkeys(self.edges, 1)
        if self.rotation:
            found["rotation"] = self.rotation
        return found


PLAIN = Style()
TITLE = Style(font=TITLE_FONT, size=18, align="center")
SUBTITLE = Style(size=10.5, color=INK_GREY)
BANNER = Style(font=HEADING_FONT, size=10.5, color=RED, wrap=False)
SECTION = Style(font=HEADING_FONT, size=12, wrap=False)
HEADING = Style(font=HEADING_FONT, size=11, align="center", border=True, fill=HEADING_FILL)
CELL = Style(border=True)
CENTRED = replace(CELL, align="center")
NOTE = Style(size=10.5)
SMALL = replace(CELL, size=10)
OVER = replace(SMALL, border=False, edges=("left", "right", "top"), valign="top")
UNDER = replace(OVER, edges=("left", "right"))
"""What stands once, over cells that belong to it; and those cells."""
CLOSED = replace(CENTRED, fill=CLOSED_FILL, color="#7F7F7F")
TOTAL = replace(CENTRED, size=10, fill=CLOSED_FILL)
STATUS = replace(SMALL, color=RED, shrink=True)
INPUT = replace(CELL, locked=False, fill=INPUT_FILL)
INPUT_CENTRED = replace(INPUT, align="center")
INPUT_OTHER = replace(INPUT_CENTRED, fill="#FFF2CC")
"""Beside INPUT_CENTRED, to tell one person's columns from the next one's."""
HEADING_UPRIGHT = replace(HEADING, rotation=90, size=10)
LABEL = Style(align="right", wrap=False)
LINK = replace(CELL, color="#0563C1", underline=True)


def points_format(decimals: int) -> str:
    """The number format of a printed score with ``decimals`` decimals."""
    return "0" if decimals == 0 else "0." + "0" * decimals


def score(base: Style, decimals: int) -> Style:
    """The same look, centred, printing a score with ``decimals`` decimals."""
    return replace(base, align="center", number=points_format(decimals))
