"""The parameters of the count as cells of 计算说明, to which the formulas of all sheets refer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.component_cells import (
    METHOD_WIDTHS,
    write_bands,
    write_classes,
    write_components,
    write_headings,
    write_periods,
    write_place_points,
)
from lianping_xlsx.publish.summary.summary_frame import CENTRED, HEADING, METHOD, NOTE_ROW, TEXT, at, put_weight, span
from lianping_xlsx.publish.summary.tier_cells import UNLIMITED, limit_in_words, write_conditions, write_tiers
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.conversions import converted_components, points_of_places
from lianping_xlsx.scheme.model import VoterClass
from lianping_xlsx.scheme.rules import DECLARED, Rules, formulas_at
from lianping_xlsx.scheme.rules.count_steps import USUAL_COMPONENTS, VETOED_BASE
from lianping_xlsx.scheme.rules.declaration import Parameter, Rule
from lianping_xlsx.scheme.rules.weights_and_rounding import TRIFLE
from lianping_xlsx.scheme.terms import Conversion, PlaceRounding
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.scheme.vote_rates import RateBand, bands_of
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.cell_kinds import Kind, Points
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.weight_kind import Weight as WeightKind

_TRIFLE, _FINE_TRIFLE = "0.000000001", "0.00000000001"
"""Added before rounding: binary numbers miss decimal fractions by some 1e-14, so an exact half may be too small.

With at most two decimals no true result is nearer than 5e-8 below a half (a mean of 100,000 marks), so the addition
never changes another result. With three or four decimals it may be as near as 5e-10 (1 / 20,000 n, a mean of 100,000
marks; a weighted sum of such means 5e-9), and a sum that is rounded only at its end (最后舍入) has the product of all
numbers of ballots below it: then the finer value is added. It exceeds the error of the binary numbers (some 1e-13 after
twenty operations on 100 points) a hundredfold. A true result of 最后舍入 that is not a half lies within it once in some
1e9 figures; the count, which is exact, would then be shown by 复算 to differ from the formula.
"""


def trifle_of(rules: Rules) -> str:
    """The value of the constant that formulas add before they round."""
    return _TRIFLE if rules.by_steps and rules.decimals <= exact.MARK_DECIMALS else _FINE_TRIFLE


def trifle_note(rules: Rules) -> tuple[str, str]:
    """The line on it in the technical notes, which only a checker needs."""
    like = "笔算" if rules.by_steps else "逐位精确计算"
    text = f"计算机用二进制存小数，恰好半分时可能略小；公式在舍入前补上{trifle_of(rules)}（名称“{TRIFLE}”），"
    return "公式舍入", f"{text}与{like}一致，不影响其他结果。"


_LAST = len(METHOD_WIDTHS) - 1
_NAMED_ROW = NOTE_ROW + 3


@dataclass(frozen=True)
class Parameters:
    """The cells of the parameters on 计算说明. Their rows depend only on the scheme."""

    ranked: RankedRatees

    @property
    def data(self) -> SummaryData:
        """The data of the summary."""
        return self.ranked.data

    @cached_property
    def named(self) -> tuple[tuple[Parameter, Rule], ...]:
        """The rules in use that have a named cell, each with its parameter."""
        scheme = self.data.scheme
        in_use = [rule for rule in DECLARED if rule.in_use(scheme.rules)]
        if scheme.component_rows:
            # The weights of 计分规则 count only without 考核板块.
            in_use = [rule for rule in in_use if all(each.step is not USUAL_COMPONENTS for each in rule.effects)]
        return tuple((rule.parameter, rule) for rule in in_use if rule.parameter)

    def component_weight(self, component: Component) -> str:
        """The cell of the weight of a component, or its defined name."""
        scheme = self.data.scheme
        if scheme.component_rows:
            return at(METHOD, self._component_row(component), 1, fixed=True)
        return formulas_at(USUAL_COMPONENTS, scheme.rules, None)[scheme.components.index(component)]

    def composite_term(self, component: Component, score: str) -> str:
        """The formula part for a score of a component (points) x its weight (per cent), in terms of 100 points."""
        part = f"{score}*{self.component_weight(component)}"
        return part if component.full == exact.WHOLE else f"{part}*100/{self.full_cell(component)}"

    def full_cell(self, component: Component) -> str:
        """The cell of the 满分 of a component; only with 考核板块."""
        return at(METHOD, self._component_row(component), 3, fixed=True)

    def _component_row(self, component: Component) -> int:
        return self._components_row + self.data.scheme.components.index(component)

    @cached_property
    def _components_row(self) -> int:
        return _NAMED_ROW + len(self.named) + 3

    @cached_property
    def _periods_row(self) -> int:
        rows = len(self.data.scheme.component_rows)
        return self._components_row + (rows + 3 if rows else 0) + (len(self._points) + 3 if self._points else 0)

    @cached_property
    def _points(self) -> tuple[tuple[str, int, int], ...]:
        """名次赋分: component, place and points (hundredths), by the places of each component that uses them."""
        scheme = self.data.scheme
        used = [c.name for group in scheme.groups for c in converted_components(scheme, group)]
        return tuple(
            (name, place, points)
            for name in dict.fromkeys(used)
            for place, points in enumerate(points_of_places(scheme, name), 1)
        )

    def points_cells(self, component: str) -> str:
        """The cells of the points of the places 1, 2, 3 … of a component."""
        rows = [row for row, (name, _, _) in enumerate(self._points, self._points_row) if name == component]
        return span(rows[0], rows[-1], 2, sheet=METHOD, fixed=True)

    @cached_property
    def _points_row(self) -> int:
        return self._components_row + len(self.data.scheme.component_rows) + 3

    @cached_property
    def _classes_row(self) -> int:
        rows = len(self.data.scheme.periods)
        return self._periods_row + (rows + 3 if rows else 0)

    @cached_property
    def _tiers_row(self) -> int:
        return self._classes_row + len(self.data.scheme.class_rows) + 3

    @cached_property
    def _quotas_row(self) -> int:
        return self._tiers_row + len(self._tiers) + 3

    @cached_property
    def end_row(self) -> int:
        """The first row below the parameters."""
        bands = len(self._bands)
        return self._bands_row + bands if bands else self._bands_row - 2

    @cached_property
    def _bands_row(self) -> int:
        conditions = len(self.data.scheme.conditions)
        return self.conditions_row + (conditions + 3 if conditions else 0)

    @cached_property
    def _bands(self) -> tuple[RateBand, ...]:
        """得票率分档: the bands of each component that uses them, the highest rate first."""
        names = dict.fromkeys(c.name for c in self.data.scheme.components if c.conversion is Conversion.BANDS)
        return tuple(band for name in names for band in bands_of(self.data.scheme, name))

    def band_rows(self, component: str) -> tuple[int, int]:
        """The first and the last row of the bands of a component."""
        rows = [row for row, band in enumerate(self._bands, self._bands_row) if band.component == component]
        return rows[0], rows[-1]

    @property
    def conditions_row(self) -> int:
        """The row of the first 等次条件."""
        return self._quotas_row + len(self.data.scheme.groups) + 3

    @cached_property
    def period_weights(self) -> dict[tuple[str, str], str]:
        """The cells of the weights of the 期次, keyed by component and 期次."""
        listed = enumerate(self.data.scheme.periods, self._periods_row)
        return {(period.component, period.name): at(METHOD, row, 1, fixed=True) for row, period in listed}

    @cached_property
    def class_weights(self) -> dict[VoterClass, str]:
        """The cells of the weights of the voter classes, keyed by row of 票类."""
        listed = enumerate(self.data.scheme.class_rows, self._classes_row)
        return {voter: at(METHOD, row, 3, fixed=True) for row, voter in listed}

    @cached_property
    def shares(self) -> dict[VoterClass, str]:
        """The cells of the shares (占总分比重) of the voter classes, keyed by row of 票类."""
        listed = enumerate(self.data.scheme.class_rows, self._classes_row)
        return {voter: at(METHOD, row, 5, fixed=True) for row, voter in listed}

    @cached_property
    def poll_weights(self) -> dict[str, str]:
        """The cells of the weights of the polls, keyed by poll: in the row of its first class."""
        found: dict[str, str] = {}
        for row, voter in enumerate(self.data.scheme.class_rows, self._classes_row):
            found.setdefault(voter.poll, at(METHOD, row, 1, fixed=True))
        return found

    @cached_property
    def size_cells(self) -> dict[str, str]:
        """The cells of 组内人数, keyed by 排名组."""
        listed = enumerate(self.data.scheme.groups, self._quotas_row)
        return {group: at(METHOD, row, 1, fixed=True) for row, group in listed}

    @cached_property
    def _tiers(self) -> tuple[Tier, ...]:
        """The rows of the tiers: each tier once, in their order, then the further rows for other 排名组."""
        first = {tier.name: tier for tier in reversed(self.data.scheme.tiers)}
        listed = [first[name] for name in self.data.scheme.tier_names]
        return (*listed, *(tier for tier in self.data.scheme.tiers if not any(tier is each for each in listed)))

    @cached_property
    def cut_cells(self) -> dict[tuple[str, int], str]:
        """The cells of 最低分, keyed by 排名组 and index of the tier; only tiers with one."""
        return {
            (group, index): at(METHOD, self._row_of(tier), 2, fixed=True)
            for group in self.data.scheme.groups
            for index, tier in self.data.scheme.tiers_of(group).items()
            if tier.cut is not None
        }

    def _row_of(self, tier: Tier) -> int:
        return next(row for row, each in enumerate(self._tiers, self._tiers_row) if each is tier)

    @cached_property
    def _with_places(self) -> tuple[int, ...]:
        """The tiers (index from 0) with places, those counted from the last rank at the end."""
        return (*self.ranked.limited, *(tier for tier in self.ranked.tails if tier not in self.ranked.limited))

    @property
    def _first_quota(self) -> int:
        """The column of the first places; the number of vetoed ratees stands before it, if it is subtracted."""
        return 2 if self.data.scheme.rules.veto_in_base else 3

    @cached_property
    def quota_cells(self) -> dict[tuple[str, int], str]:
        """The cells of the quotas, keyed by 排名组 and index of the tier."""
        return {
            (group, tier): at(METHOD, row, column, fixed=True)
            for row, group in enumerate(self.data.scheme.groups, self._quotas_row)
            for column, tier in enumerate(self._with_places, self._first_quota)
        }

    def write(self, book: Book, page: Page) -> None:
        """Write all parameters, from the row below the head of 计算说明 on."""
        scheme = self.data.scheme
        page.merge(NOTE_ROW + 1, 0, _LAST, "一、计算参数（各表公式引用这里的数）", styles.SECTION)
        self._write_named(book, page)
        if scheme.component_rows:
            write_components(page, self._components_row, scheme, METHOD_WIDTHS)
        if self._points:
            write_place_points(page, self._points_row, self._points, METHOD_WIDTHS)
        if scheme.periods:
            write_periods(page, self._periods_row, scheme.periods, METHOD_WIDTHS)
        write_classes(page, self._classes_row, scheme, METHOD_WIDTHS)
        write_tiers(book, page, self._tiers_row, self._tiers, scheme)
        self._write_quotas(page)
        if scheme.conditions:
            write_conditions(page, self.conditions_row, scheme.conditions, METHOD_WIDTHS[2])
        if self._bands:
            write_bands(page, self._bands_row, self._bands, METHOD_WIDTHS)

    def _write_named(self, book: Book, page: Page) -> None:
        """Write the rules with a named cell."""
        book.define_name(TRIFLE, f"={trifle_of(self.data.scheme.rules)}")
        write_headings(page, _NAMED_ROW - 1, ("参数", "数值", "说明"))
        page.merge(_NAMED_ROW - 1, 2, _LAST, "说明", HEADING)
        for row, (parameter, rule) in enumerate(self.named, _NAMED_ROW):
            page.put(row, 0, parameter.name, TEXT)
            _put_value(page, row, rule.cell.kind, rule.of(self.data.scheme.rules))
            page.merge(row, 2, _LAST, parameter.note, TEXT)
            fit_row(page, row, ((parameter.note, sum(METHOD_WIDTHS[2:])),))
            book.define_name(parameter.name, f"={at(METHOD, row, 1, fixed=True)}")

    def _write_quotas(self, page: Page) -> None:
        """Write the places per 排名组 as formulas."""
        scheme, vetoed = self.data.scheme, self._first_quota - 2
        names = (self._quota_heading(tier) for tier in self._with_places)
        write_headings(page, self._quotas_row - 1, ("排名组", "组内人数", *("其中被否决",) * vetoed, *names))
        for row, group in enumerate(scheme.groups, self._quotas_row):
            page.put(row, 0, group, TEXT)
            fit_row(page, row, ((group, METHOD_WIDTHS[0]),))
            page.put(row, 1, self.ranked.group_sizes[group], CENTRED)
            if vetoed:
                page.put(row, 2, self.ranked.vetoed_in(group), CENTRED)
            for column, index in enumerate(self._with_places, self._first_quota):
                self._write_quota(page, row, column, group, index)

    def _quota_heading(self, index: int) -> str:
        name = self.data.scheme.tier_names[index]
        shared = any(tier.pooled for tier in self._tiers if tier.name == name)
        return f"“{name}”{'合计' if shared else ''}{'末位' if index in self.ranked.tails else ''}名额"

    def _write_quota(self, page: Page, row: int, column: int, group: str, index: int) -> None:
        """Write the places of one tier in a 排名组: a number, or a formula if they are a share."""
        scheme = self.data.scheme
        tier = scheme.tiers_of(group).get(index)
        if tier is None or tier.quota is None:
            page.put(row, column, UNLIMITED if tier is None or tier.number is None else tier.number, CENTRED)
            return
        rows = [self._quotas_row + scheme.groups.index(each) for each in scheme.tier_table.pool_of(tier, group)]
        size = "+".join(self._base(each) for each in rows)
        share = a1(self._row_of(tier), 3, fixed=True)
        exact_places = f"{size if len(rows) == 1 and size == a1(row, 1) else f'({size})'}*{share}/100"
        # Rounded like ``Tier.places``; the trifle makes up for binary fractions.
        places = {
            PlaceRounding.DOWN: f"INT({exact_places}+{TRIFLE})",
            PlaceRounding.HALF_UP: f"INT({exact_places}+0.5+{TRIFLE})",
            PlaceRounding.UP: f"-INT({TRIFLE}-{exact_places})",
        }[tier.rounding]
        formula = f"=MAX({tier.least},{places})" if tier.least else f"={places}"
        page.formula(row, column, formula, CENTRED, scheme.tier_table.places(tier, group) or 0)

    def _base(self, row: int) -> str:
        """The number of ratees of a 排名组 on which shares are based, as a formula part."""
        return a1(row, 1) + "".join(formulas_at(VETOED_BASE, self.data.scheme.rules, a1(row, 2)))


def _put_value(page: Page, row: int, kind: Kind, value: Any) -> None:
    """Write the value of a rule as formulas use it: per cent, points, or a number."""
    if isinstance(kind, WeightKind):
        put_weight(page, row, 1, value)
    else:
        page.put(row, 1, limit_in_words(value) if isinstance(kind, Points) else value, CENTRED)
