"""The charts of the sheet 图表, as options of the charting library (XlsxWriter)."""

from __future__ import annotations

from typing import Any

from lianping_xlsx.publish.summary.summary_frame import CHARTS
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.styles import BODY_FONT, HEADING_FONT

PARTS = ("述职测评折算分", "实地考评折算分")
"""The series of the bars: the parts of the composite that come from the polls and from the assessment."""
_POLL_FILL, _FIELD_FILL, _TIER_FILL = "#4472A8", "#9DB8D6", "#4472A8"
_FONT = {"name": BODY_FONT, "size": 10}
_TITLE_FONT = {"name": HEADING_FONT, "size": 12, "bold": False}
_AXIS_FONT = {"name": BODY_FONT, "size": 10, "bold": False}
_GRID = {"visible": True, "line": {"color": "#D9D9D9"}}


def tier_chart(book: Book, heading: int, tiers: int, width: int, height: int) -> Any:
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


def composite_chart(book: Book, title: str, cells: tuple[int, int, int], width: int, height: int) -> Any:
    """A chart of stacked bars, the first rank on top; ``width``, ``height``: pixels.

    ``cells``: first row, column of the labels, and number of rows of the data on 图表.
    """
    row, column, count = cells
    chart = book.chart("bar", "stacked")
    for offset, (name, fill) in enumerate(zip(PARTS, (_POLL_FILL, _FIELD_FILL), strict=True), 1):
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
            "max": 100,
            "num_format": "0",
            "major_gridlines": _GRID,
            "label_position": "high",
        }
    )
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_size({"width": width, "height": height})
    return chart
