"""Styles of cells, after GB/T 9704: titles in 小标宋, headings in 黑体, bodies in 仿宋.

A workbook only names its fonts: if 方正小标宋简体 or 仿宋_GB2312 is not installed, the program that opens the workbook
shows its own Song font.
"""

from __future__ import annotations

from functools import cache

from lianping_xlsx.core.light_dataclass import dataclass, replace

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
    """A style. ``border``: a line on all four edges. ``edges``: the edges with a line if not all have one.

    ``number``: an Excel number format. ``locked`` has an effect only on protected sheets.
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
        """The properties of a format of xlsxwriter."""
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
"""The cell with a text that is written once, and the empty cells below that belong to it."""
CLOSED = replace(CENTRED, fill=CLOSED_FILL, color="#7F7F7F")
TOTAL = replace(CENTRED, size=10, fill=CLOSED_FILL)
STATUS = replace(SMALL, color=RED, shrink=True)
INPUT = replace(CELL, locked=False, fill=INPUT_FILL)
INPUT_CENTRED = replace(INPUT, align="center")
INPUT_OTHER = replace(INPUT_CENTRED, fill="#FFF2CC")
"""Alternates with INPUT_CENTRED, so that the columns of one person stand out from those of the next."""
HEADING_UPRIGHT = replace(HEADING, rotation=90, size=10)
LABEL = Style(align="right", wrap=False)
LINK = replace(CELL, color="#0563C1", underline=True)


def points_format(decimals: int) -> str:
    """The number format of a printed score with ``decimals`` decimals."""
    return "0" if decimals == 0 else "0." + "0" * decimals


@cache  # rows ask for it one by one
def score(base: Style, decimals: int) -> Style:
    """The style ``base``, centred, for a score with ``decimals`` decimals."""
    return replace(base, align="center", number=points_format(decimals))
