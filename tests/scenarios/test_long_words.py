"""Long names, tiers and groups are read whole in the summary: no row is too low and no name too small."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.app.options import Options
from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.spreadsheet.row_height import line_height, line_room, lines_of
from tests.campaigns import answered
from tests.small import Sheets, sheets

UNIT = "青禾维吾尔自治州云溪哈萨克自治县高新技术产业开发区综合行政执法局机关第一党支部"
NAME = "阿卜杜热合曼·买买提艾力·吐尔逊"
GROUP = "乡镇（街道）和开发区党（工）委书记"
TIERS = {"好": "评定为优秀级", "中": "评定为良好级", "差": "评定为不合格"}
LONG = {
    **TIERS,
    "云溪镇": UNIT,
    "陆明澈": NAME,
    "乡镇": GROUP,
    "党委书记": "党委书记、人大主席、开发区党工委副书记",
    "中共青禾县委组织部": "中共云溪哈萨克自治县委员会组织部、县委直属机关工作委员会、县委教育工作委员会",
    "党委书记述职评议考核": "党委（党组）书记和基层党组织书记抓基层党建工作述职评议考核暨年度综合考核",
}
_PADDING = 0.72
"""Of the width of a column, in characters: the part that Excel adds to that in its dialogs."""
_TRACE = "出处"
"""For the office alone, and read on the screen."""


def long_words() -> Sheets:
    """The small campaign with long words in place of its own."""
    found = {
        name: [[LONG.get(str(cell), cell) for cell in row] for row in rows]
        for name, rows in sheets().items()
        if name != "评价等级"
    }
    found["评价等级"] = sheets()["评价等级"]
    found["基本信息"] = [
        ["标注", "内部资料，会后收回，不得复印"] if row[0] == "标注" else row for row in found["基本信息"]
    ]
    return found


def test_every_text_of_the_summary_is_whole(tmp_path: Path) -> None:
    campaign = answered(tmp_path / "一", long_words())
    merged = merge_returns(campaign.folder, Options(meeting=True))
    assert merged.value is not None
    assert merged.value.data.official
    assert {name: found for name in BOOKS if (found := cut_off(written(campaign, name)))} == {}


BOOKS = ("汇总表.xlsx", "送审件.xlsx", "等次审定表.xlsx")


def written(campaign: Campaign, name: str) -> bytes:
    return (campaign.summary / name).read_bytes()


def cut_off(data: bytes) -> list[str]:
    """The printed cells whose text is higher than its row, or shrunk to less than half its size."""
    pages = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets
    visible = (page for page in pages if page.sheet_state == "visible" and page.title != _TRACE)
    return [f"{page.title} {cell.coordinate} {cell.value}" for page in visible for cell in cut_off_on(page)]


def cut_off_on(page: Worksheet) -> Iterator[Cell]:
    widths = {
        column: 0.0 if each.hidden else each.width
        for each in page.column_dimensions.values()
        for column in range(each.min or 0, (each.max or 0) + 1)
    }
    merged = {(each.min_row, each.min_col): each for each in page.merged_cells.ranges}
    last = printed_columns(page)
    for cell in (cell for row in page.iter_rows(max_col=last) for cell in row if isinstance(cell, Cell)):
        area = merged.get((cell.row, cell.column))
        columns = range(area.min_col, area.max_col + 1) if area else [cell.column]
        rows = range(area.min_row, area.max_row + 1) if area else [cell.row]
        width = sum(widths.get(column, 9.14) for column in columns) - _PADDING
        height = sum(page.row_dimensions[row].height or 15.0 for row in rows)
        hidden = page.row_dimensions[cell.row].hidden or width < 0
        whole = not isinstance(cell.value, str) or hidden or cell.alignment.textRotation
        if not whole and (too_small(cell, width) or too_high(cell, width, height)):
            yield cell


def printed_columns(page: Worksheet) -> int:
    """The last column that is printed."""
    if not page.print_area:
        return int(page.max_column)
    end = page.print_area.replace("$", "").split(":")[-1]
    return coordinate_to_tuple(end)[1]


def too_small(cell: Cell, width: float) -> bool:
    return bool(cell.alignment.shrink_to_fit) and ems(str(cell.value)) > 2 * line_room(width, cell.font.sz)


def too_high(cell: Cell, width: float, height: float) -> bool:
    """A text of one line may be a little wider than we reckon, which is on the safe side."""
    text, size = str(cell.value), cell.font.sz
    if not cell.alignment.wrap_text or ems(text) * size * 4 / 3 <= width * 7 + 1:
        return False
    return line_height(size) * lines_of(text, width, size) > height + 1.5
