"""The 等次条件 as cells of 计算说明: the line of a rate as two whole numbers, so that formulas compare exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.publish.summary.summary_frame import CENTRED, HEADING, METHOD, TEXT, at
from lianping_xlsx.scheme.tier_conditions import TierCondition
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_HEADINGS = ("等次条件", "比较", "比较内容", "线", "线（分子或分）", "线（分母）")


def line_cells(row: int) -> tuple[str, str]:
    """The references to the line of the condition in a row: the points, or numerator and denominator of a rate."""
    return at(METHOD, row, 4, fixed=True), at(METHOD, row, 5, fixed=True)


def write_conditions(page: Page, first: int, conditions: Sequence[TierCondition], width: float) -> None:
    """Write the conditions from the row ``first`` on, below their headings. ``width``: of the third column."""
    page.put_row(first - 1, 0, _HEADINGS, HEADING)
    page.height(first - 1, 20)
    for row, condition in enumerate(conditions, first):
        groups = f"（{'、'.join(condition.groups)}）" if condition.groups else ""
        what = condition.rate.words if condition.rate else condition.score
        page.put(row, 0, f"{condition.tier}{groups}", TEXT)
        page.put(row, 1, str(condition.comparison), CENTRED)
        page.put(row, 2, what, TEXT)
        if condition.rate:
            share = Fraction(condition.line) / exact.WHOLE
            page.put_row(row, 3, (exact.show_share(condition.line), share.numerator, share.denominator), CENTRED)
        else:
            points = float(Fraction(condition.line) / exact.POINT)
            page.put_row(row, 3, (f"{exact.show_weight(condition.line)}分", points, None), CENTRED)
        fit_row(page, row, ((what, width),))
