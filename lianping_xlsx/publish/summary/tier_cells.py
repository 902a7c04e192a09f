"""等次规则 and 等次条件 as cells of 计算说明.

The line of a rate is written as two whole numbers, so that formulas compare exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.publish.summary.component_cells import METHOD_WIDTHS, write_headings
from lianping_xlsx.publish.summary.summary_frame import CENTRED, METHOD, TEXT, at, span
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tier_conditions import TierCondition
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

CUTS, TIER_NAMES = "分数线", "等次名称"
"""The defined names of the cells with 最低分 and with the names of the tiers, the best first."""
UNLIMITED = "不限"
_BY_NUMBER = "按人数"
_CONDITIONS = ("等次条件", "比较", "比较内容", "线", "线（分子或分）", "线（分母）")


def limit_in_words(value: int | None, none: str = UNLIMITED) -> Content:
    """The content of the cell of a limit (hundredths): points or per cent, or the word for none."""
    return none if value is None else value / exact.POINT


def write_tiers(book: Book, page: Page, first: int, tiers: Sequence[Tier], scheme: Scheme) -> None:
    """Write rows of 等次规则 from the row ``first`` on, and name their ranges; columns that no row uses are left out.

    ``tiers``: each tier once, in their order, then the further rows for other 排名组.
    """
    numbers = ("名额人数",) if any(tier.number is not None for tier in tiers) else ()
    groups = ("适用排名组",) if any(tier.groups for tier in tiers) else ()
    write_headings(page, first - 1, ("等次顺序", "等次", "最低分", "名额比例上限", *numbers, *groups))
    for row, tier in enumerate(tiers, first):
        page.put_row(row, 0, (scheme.tier_names.index(tier.name) + 1, tier.name), CENTRED)
        limit = limit_in_words(tier.quota, UNLIMITED if tier.number is None else _BY_NUMBER)
        further = [*([tier.number] if numbers else []), *(["、".join(tier.groups)] if groups else [])]
        page.put_row(row, 2, (limit_in_words(tier.cut, "不设"), limit, *further), CENTRED)
        texts = (tier.name, "", *map(str, (limit, *further)))
        fit_row(page, row, zip(texts, METHOD_WIDTHS[1:], strict=False), CENTRED.size)
    last = first + len(scheme.tier_names) - 1
    book.define_name(TIER_NAMES, f"={span(first, last, 1, sheet=METHOD, fixed=True)}")
    book.define_name(CUTS, f"={span(first, last, 2, sheet=METHOD, fixed=True)}")


def line_cells(row: int) -> tuple[str, str]:
    """The references to the line of the condition in a row: the points, or numerator and denominator of a rate."""
    return at(METHOD, row, 4, fixed=True), at(METHOD, row, 5, fixed=True)


def write_conditions(page: Page, first: int, conditions: Sequence[TierCondition], width: float) -> None:
    """Write the conditions from the row ``first`` on, below their headings. ``width``: of the third column."""
    write_headings(page, first - 1, _CONDITIONS)
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


# ---------------------------------------------------------------- 否决与加减分


def times_downgraded(effects: Sequence[str]) -> str:
    """The formula part of the number of 降档. ``effects``: the cells with the effects of all events of a ratee."""
    return f"0+{'+'.join(_is_effect(cell, Effect.DOWNGRADE) for cell in effects)}"


def is_vetoed(effects: Sequence[str]) -> str:
    """The formula part that is 1 if any event is a 否决, else 0."""
    return f"IF(OR({','.join(_is_effect(cell, Effect.VETO) for cell in effects)}),1,0)"


def best_tier_allowed(effects: Sequence[str]) -> str:
    """The formula part of the best tier (from 1) that 限评 leaves open: of several the lowest holds."""
    first = f"ROW(INDEX({TIER_NAMES},1))"
    named = (
        f'SUMPRODUCT(EXACT({cell},"{Effect.CAP}“"&{TIER_NAMES}&"”")*(ROW({TIER_NAMES})-{first}+1))' for cell in effects
    )
    return f"MAX(1,{','.join(named)})"


def _is_effect(cell: str, effect: Effect) -> str:
    return f'({cell}="{effect}")'
