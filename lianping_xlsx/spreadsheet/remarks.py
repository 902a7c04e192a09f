"""Remarks on the cells of a workbook, and what its annotated copy shows of them: marks, comments, a list in front.

Both ways of making such a copy take it from here. Whoever only makes remarks needs nothing of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.spreadsheet.styles import HEADING_FILL

LIST_SHEET = "需要更正"
"""The first sheet of an annotated copy, which lists the remarks."""
LIST_HEADING = HEADING_FILL.replace("#", "FF")
"""The colour of the heads of the list."""
LIST_WIDTHS = (6, 9, 22, 9, 50, 44)
"""The widths of the columns of the list, in characters."""
HEAD_ROW = 3
"""The row of the list with its heads; above it stand the title and the intro, which go over all columns."""
HEAD_HEIGHT = 24
TITLE_SIZE, TEXT_SIZE = 16, 11
"""The sizes of the fonts of the list."""
PAGE_FOOTER = "第 &P 页 共 &N 页"
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 120
"""The size of a comment in pixels."""
_HEADS = ("序号", "级别", "工作表", "单元格", "问题", "处理办法")
_ROOM, _POINTS = 140, 5.5
"""The width of all columns of the list together, in characters, and the width of one character in points."""

Hidden = Mapping[str, Sequence[Sequence[str]]]
"""Rows of texts for hidden sheets, by the name of the sheet."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a sheet ('' for ``cell``) or on one of its cells (A1 address). ``grave``: it must be corrected."""

    sheet: str
    cell: str
    message: str
    remedy: str
    grave: bool

    @property
    def comment(self) -> str:
        """The comment in the cell."""
        return fit_cell(f"{self.message}\n处理：{self.remedy}")

    @property
    def fill(self) -> str:
        """The colour of the cell: the red or the yellow of Excel's own styles Bad and Neutral."""
        return "FFFFC7CE" if self.grave else "FFFFEB9C"


def list_rows(remarks: Sequence[Remark]) -> list[tuple[int | str, ...]]:
    """The rows of the list from ``HEAD_ROW`` on: the heads, and one for each remark."""
    rows: list[tuple[int | str, ...]] = [_HEADS]
    for number, remark in enumerate(remarks, 1):
        texts = ("须更正" if remark.grave else "请核对", remark.sheet, remark.cell, remark.message, remark.remedy)
        rows.append((number, *map(fit_cell, texts)))
    return rows


def row_height(row: Sequence[int | str]) -> int:
    """The height of a row of the list, in points."""
    # A Chinese character is two characters of the column wide; -(-a // b) is a / b rounded up.
    lines = max(-(-2 * len(str(text)) // width) for text, width in zip(row[4:], (46, 40), strict=True))
    return 16 * max(1, lines) + 6


def line_height(text: str, size: int) -> int:
    """The height of the title or the intro, in points."""
    lines = -(-size * len(text) // (_ROOM * _POINTS))
    return int(max(34, 17 * lines))
