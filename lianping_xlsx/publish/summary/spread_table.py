"""The section of 计算说明 on the shares of components and classes in the spread of 综合得分, by 排名组.

It holds figures of classes, so it stands on a sheet that stays in the office.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lianping_xlsx.audit.fairness.spread_shares import GroupSpread, SpreadShare
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.component_cells import METHOD_WIDTHS
from lianping_xlsx.publish.summary.summary_frame import CENTRED, DASH, HEADING, TEXT, put_weight
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_TITLE = "五、综合得分差距的构成（供核对，不作审议内容）"
_HOW = (
    "说明排名组内综合得分的高低是由哪个板块、哪个票类拉开的：占差距＝该部分计入综合得分的分与综合得分的协方差÷综合得分的方差，"
    "各板块与其他相加是100%，票类是板块的一部分。大家得分都相同的部分，权重再大也是0；与综合得分方向相反的是负数。"
    "排名组人少的，只供参考。"
)
_REST = "其他（加分、减分、舍入等）"
_LAST = len(METHOD_WIDTHS) - 1
_SHARE = replace(CENTRED, number="0.0%")


def write_spreads(page: Page, row: int, data: SummaryData) -> None:
    """Write the section from ``row`` on, if the composites of a 排名组 differ."""
    if not data.spreads:
        return
    page.merge(row, 0, _LAST, _TITLE, styles.SECTION)
    page.height(row, 26)
    page.merge(row + 1, 0, _LAST, _HOW, TEXT)
    fit_row(page, row + 1, ((_HOW, sum(METHOD_WIDTHS)),))
    page.put_row(row + 2, 0, ("排名组", "板块、票类", "", "权重（%）", "占差距", "人数"), HEADING)
    page.merge(row + 2, 1, 2, "板块、票类", HEADING)
    row += 3
    for spread in data.spreads:
        for name, weight, share in _lines(data.scheme, spread):
            page.put(row, 0, spread.group, CENTRED)
            page.merge(row, 1, 2, name, TEXT)
            if weight is None:
                page.put(row, 3, DASH, CENTRED)
            else:
                put_weight(page, row, 3, weight)
            page.put(row, 4, float(share), _SHARE)
            page.put(row, 5, spread.ratees, CENTRED)
            fit_row(page, row, ((spread.group, METHOD_WIDTHS[0]), (name, sum(METHOD_WIDTHS[1:3]))))
            row += 1


def _lines(scheme: Scheme, spread: GroupSpread) -> Iterator[tuple[str, Weight | None, Fraction]]:
    """Yield the name, the weight and the share of each part; the rest has no weight."""
    for part in spread.parts:
        yield _name(scheme, part), part.weight, part.share
    yield _REST, None, spread.rest


def _name(scheme: Scheme, part: SpreadShare) -> str:
    if not part.voter_class:
        return part.component
    several = len(scheme.polls) > 1
    return f"　其中：{f'{part.poll}，' if several else ''}{part.voter_class}"
