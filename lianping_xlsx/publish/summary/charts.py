"""图表: the number of ratees per tier, composites by rank, and a heat map of the 一级指标; all from cells.

The charts are options of the charting library (XlsxWriter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import cycle
from typing import Any

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.summary_figures import parts_of_composite, rate_of_head
from lianping_xlsx.publish.page_frame import same_text
from lianping_xlsx.publish.summary import ranking_sheet
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.field_cells import FIRST_HEAD
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    CHARTS,
    DASH,
    FIELD,
    HEADING,
    HELPER,
    HELPER_HEADING,
    RANKING,
    SheetHead,
    at,
    name_look,
    names_height,
    open_page,
    span,
)
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at
from lianping_xlsx.scheme.rules.count_steps import WEIGHTED_SUM
from lianping_xlsx.scheme.rules.weights_and_rounding import TRIFLE
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import height_of
from lianping_xlsx.spreadsheet.styles import BODY_FONT, HEADING_FONT
from lianping_xlsx.tally.tally_results import Standing

_NAMES = (("单位", 16), ("姓名", 11))
_HEAD_WIDTH = 10
_LEAST_COLUMNS = 8
_PAPER_WIDTH, _PAPER_HEIGHT = 490, 900
"""The size of an A4 page within the margins at full scale, in screen pixels, with a reserve: if the font Calibri is
missing, the substitute makes columns wider by up to two sevenths.
"""
_ROW = 20
"""The pixels of a row of default height."""
_HEAT_ROW_POINTS = 18
"""The height of a row of the heat map in points; 4/3 pixels each at 96 dpi."""
# More charts, or more bars in a chart, could not be read.
_SHOWN_GROUPS, _SHOWN_BARS = 12, 30
_AROUND_BARS, _BAR = 196, 26
"""The pixels of title, axis and legend, and of one bar: labels of two lines fit beside the bar."""
_FIRST = 3
# 得分率 in per cent: red up to 60, yellow at 85, green at 100.
_HEAT = {
    "type": "3_color_scale",
    "min_type": "num",
    "mid_type": "num",
    "max_type": "num",
    "min_value": 60,
    "mid_value": 85,
    "max_value": 100,
    "min_color": "#F4A08C",
    "mid_color": "#FFF2CC",
    "max_color": "#A9D08E",
}
_RATE = replace(CENTRED, number="0.0")
_NOTE = "图中数据取自“综合排序”“考评明细”，随公式更新。得分率＝得分÷满分×100%。"
_NOTE_SUBMITTED = "图中数据取自“综合排序”。"
_NOTE_WITHOUT_HEADS = "图中数据取自“综合排序”，随公式更新。"


def write_charts(book: Book, data: SummaryData, plan: CellMap, *, submitted: bool = False) -> None:
    """Write the sheet 图表. ``submitted``: for 送审件, without the heat map, whose figures stand on 考评明细."""
    heads = plan.heads if not submitted else ()
    columns = max(_LEAST_COLUMNS, len(_NAMES) + len(heads))
    widths = [width for _, width in _NAMES] + [_HEAD_WIDTH] * (columns - len(_NAMES))
    words = _NOTE_SUBMITTED if submitted else _NOTE if heads else _NOTE_WITHOUT_HEADS
    note = plan.submission.head_note(CHARTS, words)
    page = open_page(book, data, SheetHead(CHARTS, "图表", note, widths, landscape=False))
    # A column of Calibri 11 is 7 pixels wide per character, with 5 pixels of padding.
    sheet = _Charts(page, data, plan, columns, pixels=sum(width * 7 + 5 for width in widths))
    row = sheet.write_tiers(_FIRST)
    row = sheet.write_composites(row)
    if heads:
        row = sheet.write_heat(row)
    # A gap, then the unprinted columns with the data of the bars.
    page.widths(*widths, 2, 30, *(10,) * len(plan.columns.components))
    page.print_area(max(row - 1, _FIRST), columns - 1)
    page.break_before(sheet.breaks, sheet.scale)


@dataclass
class _Charts:
    """Writes one part after another; each method returns the row of the next part.

    ``pixels``: the width of all columns. ``used``: the pixels already used on the present page, of the head at first.
    ``breaks``: the rows before which a page ends.
    """

    page: Page
    data: SummaryData
    plan: CellMap
    columns: int
    pixels: int
    used: int = 120
    breaks: list[int] = field(default_factory=list)

    @property
    def scale(self) -> int:
        """The scale, in per cent, at which the columns fit the paper."""
        return min(100, _PAPER_WIDTH * 100 // self.pixels)

    @property
    def room(self) -> int:
        """The height of a page at that scale, in pixels."""
        return _PAPER_HEIGHT * 100 // self.scale

    def _take(self, row: int, pixels: int) -> bool:
        """Reserve so many pixels. Return True if a new page begins with this row."""
        fresh = self.used + pixels > self.room
        if fresh:
            self.breaks.append(row)
            self.used = 0
        self.used += pixels
        return fresh

    def _section(self, row: int, title: str) -> int:
        self.page.merge(row, 0, self.columns - 1, title, styles.SECTION)
        self.page.height(row, 24)
        return row + 1

    def write_tiers(self, row: int) -> int:
        """Write the number of ratees proposed for each tier, as a table and as a chart."""
        height = 260
        tiers = self.data.scheme.tier_names
        widths = [width for _, width in _NAMES[1:]] + [_HEAD_WIDTH] * len(tiers)
        heading = height_of(zip(tiers, widths, strict=False), HEADING.size)
        self._take(row, height + 5 * _ROW + int((heading - 20) * 4 / 3))
        row = self._section(row, "一、建议等次分布")
        self.page.put_row(row, 0, ("等次", *tiers), HEADING)
        self.page.put(row + 1, 0, "人数", CENTRED)
        rows = self.plan.ranking
        reached = span(rows.first, rows.last, self.plan.columns.tier, sheet=RANKING)
        proposed = [standing.proposed_tier for standing in self.data.result.standings]
        for column, tier in enumerate(tiers, 1):
            formula = f"=SUMPRODUCT(--{same_text(reached, a1(row, column))})"
            self.page.formula(row + 1, column, formula, CENTRED, proposed.count(tier))
        self.page.height(row, heading)
        self.page.height(row + 1, 20)
        self.page.place_chart(row + 3, 0, _tier_chart(self.page.book, row, len(tiers), self.pixels - 8, height))
        return row + 4 + height // _ROW + 1

    def write_composites(self, row: int) -> int:
        """Write a chart per 排名组 with a bar per ranked ratee; the data stand beyond the printed columns."""
        parts = map(_part_name, self.plan.columns.components)
        self.page.put_row(_FIRST, self._beyond, ("图表数据（不打印）", *parts), HELPER_HEADING)
        data_row, first = _FIRST + 1, True
        for group, members in list(self.plan.ranked.items())[:_SHOWN_GROUPS]:
            shown = [ratee for ratee in members if self.plan.composite(ratee) is not None][:_SHOWN_BARS]
            if not shown:
                continue
            height = _AROUND_BARS + _BAR * len(shown)
            self._take(row, height + 3 * _ROW)
            if first:
                row, first = self._section(row, "二、综合得分（按名次）"), False
            self._write_bars(data_row, shown)
            title = self._title(group, len(shown))
            chart = _composite_chart(
                self.page.book,
                title,
                (data_row, self._beyond, len(shown)),
                self.plan.columns.components,
                (self.pixels - 8, height),
                exact.show_short(self.data.scheme.rules.whole),
            )
            self.page.place_chart(row, 0, chart)
            data_row += len(shown)
            row += height // _ROW + 2
        return row

    @property
    def _beyond(self) -> int:
        return self.columns + 1

    def _title(self, group: str, shown: int) -> str:
        ranked = sum(self.plan.composite(ratee) is not None for ratee in self.plan.ranked[group])
        return f"{group}（{ranked}人" + (f"，图中为前{shown}名）" if shown < ranked else "）")

    def _write_bars(self, row: int, shown: Sequence[Ratee]) -> None:
        """Write the data of the bars: the label (name, composite), and the parts from the polls and the assessment.

        The label names 加减分, so that the printed figures add up.
        """
        rules, columns = self.data.scheme.rules, self.plan.columns
        zeros = "0" if rules.decimals == 0 else "0." + "0" * rules.decimals
        for number, ratee in enumerate(shown, row):
            place, standing = self.plan.ranking_rows[ratee.code], self.plan.standing(ratee)
            workplace, name, composite, bonus, penalty = (
                at(RANKING, place, column)
                for column in (
                    ranking_sheet.WORKPLACE,
                    ranking_sheet.PERSON,
                    columns.composite,
                    columns.bonus,
                    columns.penalty,
                )
            )
            events = f'IF({bonus}={penalty},"","（含加减分"&TEXT({bonus}-{penalty},"+0.00;-0.00")&"）")'
            label = f'={workplace}&" "&{name}&"　"&TEXT({composite},"{zeros}")&{events}'
            self.page.formula(number, self._beyond, label, HELPER, self._label(ratee, standing))
            self._write_parts(number, ratee, f"{composite}-{bonus}+{penalty}")

    def _write_parts(self, number: int, ratee: Ratee, total: str) -> None:
        """Write the points from each component; ``total``: the formula part of the composite without 加减分.

        The first component gets what the others leave of the printed composite.
        """
        place, columns = self.plan.ranking_rows[ratee.code], self.plan.columns
        first, *others = self.data.scheme.components_for(ratee.group)
        parts = parts_of_composite(self.data.scheme, ratee.group, self.plan.standing(ratee))
        cells = {name: self._beyond + offset for offset, name in enumerate(columns.components, 1)}
        rest = "".join(f"-{a1(number, cells[each.name])}" for each in others)
        # A composite of more than two decimals may leave an exact half.
        trifle = f"+{TRIFLE}" if self.data.scheme.rules.decimals > exact.MARK_DECIMALS else ""
        formula = f"=MAX(0,ROUND({total}{rest}{trifle},2))"
        self.page.formula(number, cells[first.name], formula, HELPER, parts[first.name] / exact.POINT)
        for each in others:
            term = self.plan.parameters.composite_term(each, at(RANKING, place, columns.score(each.name)))
            points = formula_at(WEIGHTED_SUM, self.data.scheme.rules, f"{term}/100")
            formula = f"=ROUND({points}+{TRIFLE},2)"
            self.page.formula(number, cells[each.name], formula, HELPER, parts[each.name] / exact.POINT)

    def _label(self, ratee: Ratee, standing: Standing) -> str:
        composite = exact.show(standing.composite or 0, self.data.scheme.rules.decimals)
        sign = "+" if standing.adjustment > 0 else ""
        events = f"（含加减分{sign}{exact.show(standing.adjustment, 2)}）" if standing.adjustment else ""
        return f"{ratee.label}　{composite}{events}"

    def write_heat(self, row: int) -> int:
        """Write 得分率 (per cent of the full marks) under each 一级指标, coloured; each printed page has a heading."""
        heading_height = height_of(((head, _HEAD_WIDTH) for head in self.plan.heads), HEADING.size)
        self.breaks.append(row)
        self.used = 0
        row = top = self._heat_heading(self._section(row, "三、一级指标得分率（%）"), heading_height)
        for group, members in self.plan.ranked.items():
            if self._take(row, 2 * _HEAT_ROW_POINTS * 4 // 3):
                row = self._heat_heading(row, heading_height)
            self.page.merge(row, 0, len(_NAMES) + len(self.plan.heads) - 1, group, BLOCK)
            self.page.height(row, _HEAT_ROW_POINTS)
            row += 1
            for ratee in members:
                names = (ratee.workplace, _NAMES[0][1]), (ratee.name, _NAMES[1][1])
                height = names_height(names, _HEAT_ROW_POINTS)
                if self._take(row, int(height * 4 / 3)):
                    row = self._heat_heading(row, heading_height)
                self.page.complete_rows(row)
                self.page.height(row, height)
                self.page.put_cells(row, [(column, name[0], name_look(*name)) for column, name in enumerate(names)])
                self._write_rates(row, ratee)
                row += 1
        first = len(_NAMES)
        self.page.condition(top, first, row - 1, first + len(self.plan.heads) - 1, _HEAT)
        return row

    def _heat_heading(self, row: int, height: float) -> int:
        self.page.put_row(row, 0, (*(name for name, _ in _NAMES), *self.plan.heads), HEADING)
        self.page.height(row, height)
        self.used += int(height * 4 / 3)
        return row + 1

    def _write_rates(self, row: int, ratee: Ratee) -> None:
        """Write the rates of a ratee in the heat map."""
        page = self.page
        component_of = self._component_of_head(ratee.group)
        for place, head in enumerate(self.plan.heads, len(_NAMES)):
            component = component_of.get(head)
            if component is None:
                page.put(row, place, DASH, CENTRED)
                continue
            full = self.plan.own_full_marks(ratee, component)
            rate = rate_of_head(self.plan.assessments.get((ratee.code, component), ()), head, full.get(head, 0))
            if rate is None:
                page.put(row, place, DASH, CENTRED)
                continue
            formula = self._rate(ratee, component, FIRST_HEAD + place - len(_NAMES))
            page.formula(row, place, formula, _RATE, rate / exact.POINT)

    def _component_of_head(self, group: str) -> dict[str, str]:
        """The component to which each 一级指标 of a 排名组 belongs."""
        components = self.plan.rubric_components(group)
        return {head: component for component in components for head in self.plan.full_marks[group, component]}

    def _rate(self, ratee: Ratee, component: str, column: int) -> str:
        rows = self.plan.field_rows[ratee.code, component]
        points = span(rows.first, rows.last, column, sheet=FIELD)
        head = self.plan.heads[column - FIRST_HEAD]
        own = self.plan.own_full_marks(ratee, component).get(head, 0)
        full = at(FIELD, self.plan.full_mark_rows[ratee.group, component], column)
        if own != self.plan.full_marks[ratee.group, component][head]:
            full = exact.show_short(own)
        return f"=ROUND(AVERAGE({points})/{full}*100+{TRIFLE},1)"


def _part_name(component: str) -> str:
    """The name of the series with the points of the composite that come from a component."""
    return f"{component}折算分"


_PART_FILLS = ("#4472A8", "#9DB8D6", "#F2C572", "#A9D08E", "#D9A6A0", "#B7A7D1")
"""The colours of the series, from the first component on."""
_TIER_FILL = "#4472A8"
_FONT = {"name": BODY_FONT, "size": 10}
_TITLE_FONT = {"name": HEADING_FONT, "size": 12, "bold": False}
_AXIS_FONT = {"name": BODY_FONT, "size": 10, "bold": False}
_GRID = {"visible": True, "line": {"color": "#D9D9D9"}}


def _tier_chart(book: Book, heading: int, tiers: int, width: int, height: int) -> Any:
    """A column chart of the number of ratees per tier; ``width``, ``height``: pixels.

    The names of the tiers stand in row ``heading`` of 图表 from column 1 on, the numbers in the row below.
    """
    chart = book.chart("column")
    chart.add_series(
        {
            "name": "人数",
            "categories": [CHARTS, heading, 1, heading, tiers],
            "values": [CHARTS, heading + 1, 1, heading + 1, tiers],
            "fill": {"color": _TIER_FILL},
            "gap": 120,
            "data_labels": {"value": True, "font": _FONT},
        }
    )
    chart.set_title({"name": "建议等次人数", "name_font": _TITLE_FONT})
    chart.set_x_axis({"name": "等次", "name_font": _AXIS_FONT, "num_font": _FONT})
    chart.set_y_axis(
        {
            "name": "人数",
            "name_font": _AXIS_FONT,
            "num_font": _FONT,
            "min": 0,
            "num_format": "0",
            "major_gridlines": _GRID,
        }
    )
    chart.set_legend({"none": True})
    chart.set_size({"width": width, "height": height})
    return chart


def _composite_chart(
    book: Book, title: str, cells: tuple[int, int, int], components: Sequence[str], size: tuple[int, int], most: str
) -> Any:
    """A chart of stacked bars, the first rank on top; ``size``: width and height in pixels; ``most``: the 总分.

    ``cells``: first row, column of the labels, and number of rows of the data on 图表.
    """
    (row, column, count), (width, height) = cells, size
    chart = book.chart("bar", "stacked")
    for offset, (name, fill) in enumerate(zip(map(_part_name, components), cycle(_PART_FILLS)), 1):
        label = {"name": BODY_FONT, "size": 9, "color": "#FFFFFF" if offset == 1 else "#000000"}
        chart.add_series(
            {
                "name": name,
                "categories": [CHARTS, row, column, row + count - 1, column],
                "values": [CHARTS, row, column + offset, row + count - 1, column + offset],
                "fill": {"color": fill},
                "gap": 45,
                "data_labels": {"value": True, "num_format": "0.00", "position": "center", "font": label},
            }
        )
    chart.set_title({"name": title, "name_font": _TITLE_FONT, "overlay": False})
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": _FONT})
    chart.set_x_axis(
        {
            "name": "得分（不含加减分）",
            "name_font": _AXIS_FONT,
            "num_font": _FONT,
            "min": 0,
            "max": most,
            "num_format": "0",
            "major_gridlines": _GRID,
            "label_position": "high",
        }
    )
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_size({"width": width, "height": height})
    return chart
