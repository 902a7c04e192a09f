"""考核板块 and what their scores are made of as cells of 计算说明: 期次, 名次赋分, 得票率分档, 测评 and 票类.

The lower line of a rate is written as two whole numbers, so that formulas compare exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.publish.summary.summary_frame import CENTRED, HEADING, METHOD, TEXT, put_weight, span
from lianping_xlsx.scheme.components import ScorePeriod
from lianping_xlsx.scheme.conversions import any_converted
from lianping_xlsx.scheme.electorate import expected_of
from lianping_xlsx.scheme.model import Scheme, VoterClass
from lianping_xlsx.scheme.vote_rates import RateBand
from lianping_xlsx.spreadsheet.book import Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

METHOD_WIDTHS = (24, 12, 28, 12, 12, 12)
"""The column widths of 计算说明 (characters)."""
_COMPONENTS = ("考核板块", "权重", "适用排名组", "满分", "来源")
_CLASSES = ("测评", "测评权重", "票类", "票类权重", "应到人数")
_PERIODS = ("考核板块", "期次权重", "期次")
_PLACES = ("名次赋分", "名次", "得分")
_BANDS = ("得票率分档", "得分", "得票率", "下限", "下限（分子）", "下限（分母）")


def write_headings(page: Page, row: int, headings: tuple[str, ...]) -> None:
    """Write the headings of a table."""
    page.put_row(row, 0, headings, HEADING)
    fit_row(page, row, zip(headings, METHOD_WIDTHS, strict=False), HEADING.size)


def write_components(page: Page, first: int, scheme: Scheme, widths: Sequence[float]) -> None:
    """Write the rows of 考核板块 from the row ``first`` on. ``widths``: of the columns, here and below."""
    converted = any_converted(scheme)
    write_headings(page, first - 1, (*_COMPONENTS, *(("折算",) if converted else ())))
    for row, component in enumerate(scheme.component_rows, first):
        groups = "、".join(component.groups) or "各组"
        page.put(row, 0, component.name, TEXT)
        put_weight(page, row, 1, component.weight)
        page.put(row, 2, groups, TEXT)
        page.put_row(row, 3, (component.full / exact.POINT, str(component.source)), CENTRED)
        if converted:
            page.put(row, 5, str(component.conversion), CENTRED)
        fit_row(page, row, ((component.name, widths[0]), (groups, widths[2])))


def write_classes(page: Page, first: int, scheme: Scheme, widths: Sequence[float]) -> None:
    """Write the weights of polls and classes from the row ``first`` on, and the shares if there are any."""
    # 适用对象 and 占总分比重 are never used together.
    scoped = ("适用对象",) if scheme.scoped_classes else ()
    write_headings(page, first - 1, (*_CLASSES, *(("占总分比重",) if scheme.by_shares else scoped)))
    weights = {poll.name: poll.weight for poll in scheme.polls}
    for row, voter in enumerate(scheme.class_rows, first):
        page.put(row, 0, voter.poll, TEXT)
        put_weight(page, row, 1, weights[voter.poll])
        page.put(row, 2, voter.name, TEXT)
        put_weight(page, row, 3, voter.weight)
        page.put(row, 4, _electorate(scheme, voter), CENTRED)
        if voter.share is not None:
            put_weight(page, row, 5, voter.share)
        if scheme.scoped_classes:
            page.put(row, 5, voter.scope or "其余的人", TEXT)
        texts = zip((voter.poll, voter.name, voter.scope), (widths[column] for column in (0, 2, 5)), strict=True)
        fit_row(page, row, texts)


def _electorate(scheme: Scheme, voter: VoterClass) -> Content:
    """The electorate of a class, or 各人不同 if each ratee has voters of his own (shown on 测评统计)."""
    differ = len(set(expected_of(scheme, voter).values())) > 1
    return "各人不同" if differ else voter.electorate


def write_periods(page: Page, first: int, periods: Sequence[ScorePeriod], widths: Sequence[float]) -> None:
    """Write the weights of the 期次 from the row ``first`` on."""
    write_headings(page, first - 1, _PERIODS)
    for row, period in enumerate(periods, first):
        page.put(row, 0, period.component, TEXT)
        put_weight(page, row, 1, period.weight)
        page.put(row, 2, period.name, TEXT)
        fit_row(page, row, ((period.component, widths[0]), (period.name, widths[2])))


def write_place_points(page: Page, first: int, points: Sequence[tuple[str, int, int]], widths: Sequence[float]) -> None:
    """Write component, place and points (hundredths) from the row ``first`` on."""
    write_headings(page, first - 1, _PLACES)
    for row, (component, place, worth) in enumerate(points, first):
        page.put(row, 0, component, TEXT)
        page.put_row(row, 1, (place, worth / exact.POINT), CENTRED)
        fit_row(page, row, ((component, widths[0]),))


def write_bands(page: Page, first: int, bands: Sequence[RateBand], widths: Sequence[float]) -> None:
    """Write the bands from the row ``first`` on."""
    write_headings(page, first - 1, _BANDS)
    for row, band in enumerate(bands, first):
        share = Fraction(band.lower) / exact.WHOLE
        page.put(row, 0, band.component, TEXT)
        page.put(row, 1, band.points / exact.POINT, CENTRED)
        page.put(row, 2, band.rate.words, TEXT)
        page.put_row(row, 3, (exact.show_share(band.lower), share.numerator, share.denominator), CENTRED)
        fit_row(page, row, ((band.component, widths[0]), (band.rate.words, widths[2])))


def band_columns(first: int, last: int) -> tuple[str, str, str]:
    """The references to bands in some rows: points, numerators and denominators of the lower lines."""
    points, above, below = (span(first, last, column, sheet=METHOD, fixed=True) for column in (1, 4, 5))
    return points, above, below
