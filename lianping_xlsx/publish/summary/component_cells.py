"""The tables beside 考核板块 as cells of 计算说明: 期次, and the points of 名次赋分 and 得票率分档.

The lower line of a rate is written as two whole numbers, so that formulas compare exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.publish.summary.summary_frame import CENTRED, HEADING, METHOD, TEXT, put_weight, span
from lianping_xlsx.scheme.components import ScorePeriod
from lianping_xlsx.scheme.vote_rates import RateBand
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_PERIODS = ("考核板块", "期次权重", "期次")
_PLACES = ("名次赋分", "名次", "得分")
_BANDS = ("得票率分档", "得分", "得票率", "下限", "下限（分子）", "下限（分母）")


def write_headings(page: Page, row: int, headings: tuple[str, ...]) -> None:
    """Write the headings of a table."""
    page.put_row(row, 0, headings, HEADING)
    page.height(row, 20)


def write_periods(page: Page, first: int, periods: Sequence[ScorePeriod], widths: Sequence[float]) -> None:
    """Write the weights of the 期次 from the row ``first`` on. ``widths``: of the columns, here and below."""
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
