"""The columns of 综合排序 that lead from the rank to 建议等次, as formulas; they stand beyond the print area.

They hold: the rank among those scored; for places that several 排名组 share, the rank in all of them; the tier by the
分数线; the tier at which he waits before places are given (空出名额递补); the tier after the places of each tier, first
in the best case, then in the worst; the tier to which the places from the last rank press him; the best tier that 限评
leaves open; the number of 降档 and of 否决; while anything is open, the places between this rank and the best and the
worst one, and the tier where the formulas cannot tell it. Columns that a scheme does not use are left out. Tiers are
numbered from 1, the best. The number of ratees still open stands in the row of the 排名组, in the first of the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.publish.summary.cell_map import CellMap, SheetRows
from lianping_xlsx.publish.summary.polls_sheet import rate_cells
from lianping_xlsx.publish.summary.summary_frame import DASH, HELPER, span
from lianping_xlsx.publish.summary.tier_cells import (
    CUTS,
    TIER_NAMES,
    best_tier_allowed,
    is_vetoed,
    line_cells,
    times_downgraded,
)
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.rules import formula_at, formulas_at
from lianping_xlsx.scheme.rules.count_steps import (
    FIRST_TIER,
    HEAD_EDGE_BEST,
    HEAD_EDGE_WORST,
    REACHED_TIER,
    TAIL_EDGE_BEST,
    TAIL_EDGE_WORST,
    VETOED_PLACES,
)
from lianping_xlsx.scheme.terms import EdgeTies
from lianping_xlsx.scheme.tier_conditions import TierCondition
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.tally.tally_results import Standing
from lianping_xlsx.tally.tier_gates import component_named
from lianping_xlsx.tally.tier_places import TierSteps, next_tier

_PLACE, _BY_CUT, _FIRST, _TAIL, _TAIL_WORST = (
    "已得分者名次",
    "分数线等次序",
    "起算等次序",
    "末位等次序",
    "末位最低等次序",
)
_GATES, _GATES_WORST, _FIRST_WORST, _UNDECIDED = "条件等次序", "条件最低等次序", "起算最低等次序", "条件未定"
_CAPPED, _DOWNGRADES, _VETOED = "限评等次序", "降档次数", "否决"
_GAIN, _LOSS, _OPEN_TIER = "未定可升名次", "未定可降名次", "未定等次序"


def group_words(plan: CellMap, group: str) -> str:
    """A 排名组 with its size and its places, in words."""
    scheme, table = plan.data.scheme, plan.data.scheme.tier_table
    quotas = ""
    for tier in scheme.tiers_of(group).values():
        if tier.limited:
            shared = "各组合计" if len(table.pool_of(tier, group)) > 1 else ""
            quotas += f"，“{tier.name}”{shared}{'末位' if tier.from_last else ''}名额{table.places(tier, group)}人"
    return f"{group}　（参评{plan.group_sizes[group]}人{quotas}）"


class TierColumns:
    """Writes the columns of one ratee after another. ``first``: the first of them."""

    def __init__(self, page: Page, plan: CellMap, first: int) -> None:
        self.page = page
        self.plan = plan
        self.scheme = plan.data.scheme
        self.rules = plan.data.scheme.rules
        self.composite = plan.columns.composite
        self.place = first
        self.headings = tuple(self._headings())
        self._at = {heading: column for column, heading in enumerate(self.headings, first)}

    def _headings(self) -> Iterable[str]:
        heads = [self.scheme.tier_names[tier] for tier in self.plan.limited]
        yield _PLACE
        yield from (_pooled(self.scheme.tier_names[tier]) for tier in self._pooled_tiers)
        yield _BY_CUT
        yield from (_GATES, _GATES_WORST) if self.scheme.conditions else ()
        yield from (_FIRST,) if self.rules.refill else ()
        yield from (_FIRST_WORST, _UNDECIDED) if self._may_wait_lower else ()
        yield from map(_after, heads)
        yield from map(_worst_after, heads)
        yield from (_TAIL, _TAIL_WORST) if self.plan.tails else ()
        yield from (_CAPPED,) if self.scheme.capped else ()
        yield from (_DOWNGRADES, _VETOED)
        yield from (_GAIN, _LOSS, _OPEN_TIER) if self.plan.data.result.unsettled else ()

    @property
    def _may_wait_lower(self) -> bool:
        """True if the first tier of a ratee may depend on a condition that cannot be decided."""
        return self.rules.refill and bool(self.scheme.conditions)

    @cached_property
    def _pooled_tiers(self) -> tuple[int, ...]:
        """The tiers with places that several 排名组 share."""
        return tuple(
            index
            for index, name in enumerate(self.scheme.tier_names)
            if any(
                len(self.scheme.tier_table.pool_of(tier, group)) > 1
                for group in self.scheme.groups
                for tier in self.scheme.tiers_of(group).values()
                if tier.name == name and tier.limited
            )
        )

    # ------------------------------------------------------------ cells

    def _cell(self, row: int, heading: str) -> str:
        return a1(row, self._at[heading])

    def _all(self, group: str, heading: str) -> str:
        """The range of a column over the ratees of a 排名组."""
        rows = self.plan.group_rows[group]
        return span(rows.first, rows.last, self._at[heading], fixed=True)

    def open_in(self, groups: Iterable[str]) -> str:
        """The number of ratees of 排名组 that are still open, as a formula part."""
        rows = (self.plan.group_rows[group] for group in groups)
        return "+".join(a1(each.first - 1, self.place, fixed=True) for each in rows)

    def _place_heading(self, tier: int, pool: tuple[str, ...]) -> str:
        return _pooled(self.scheme.tier_names[tier]) if len(pool) > 1 else _PLACE

    def _counted(self, row: int, tier: int, pool: tuple[str, ...], compare: str, further: Callable[[str], str]) -> str:
        """The formula that counts who uses a place, by a comparison with the rank of this row.

        ``further``: more conditions on the ratees of a 排名组, each part beginning with a comma.
        """
        heading = self._place_heading(tier, pool)
        parts = []
        for group in pool:
            holders = "".join(formulas_at(VETOED_PLACES, self.rules, self._all(group, _VETOED)))
            places, mine = self._all(group, heading), self._cell(row, heading)
            parts.append(f'COUNTIFS({places},"{compare}"&{mine}{further(group)}{holders})')
        # Without the block of the row itself, one place for all of it is enough.
        return "+".join(parts) + ("+1" if compare in ("<", ">") else "")

    def moves(self, row: int) -> tuple[str, str] | None:
        """The cells with the places to the best and to the worst rank; None if everything is settled."""
        return (self._cell(row, _GAIN), self._cell(row, _LOSS)) if self.plan.data.result.unsettled else None

    # ------------------------------------------------------------ writing

    def write_open(self, rows: SheetRows, group: str) -> None:
        """Write the number of ratees still open beside the name of a 排名组."""
        size, scored = self.plan.parameters.size_cells[group], span(rows.first, rows.last, self.composite)
        formula = f"={size}-COUNT({scored})"
        self.page.formula(rows.first - 1, self.place, formula, HELPER, self.plan.still_open[group])

    def write(self, row: int, ratee: Ratee, steps: TierSteps) -> str:
        """Write the columns of a ratee beyond his rank; return the formula of his 建议等次."""
        group, tiers = ratee.group, self.scheme.tiers_of(ratee.group)
        self._write_shared(row, group, steps.shared)
        self._put(row, _BY_CUT, self._if_scored(row, self._by_cut(row, group)), steps.by_cut)
        self._write_gates(row, ratee, steps)
        first = _BY_CUT
        headings = (_BY_CUT, _GATES) if self.scheme.conditions else (_BY_CUT,)
        for formula in filter(None, formulas_at(FIRST_TIER, self.rules, self._lowered(row, tiers, headings))):
            first = _FIRST
            self._put(row, _FIRST, self._if_scored(row, formula), steps.first.best)
        before = worst = first
        if self._may_wait_lower:
            worst = _FIRST_WORST
            formula = self._lowered(row, tiers, (_BY_CUT, _GATES_WORST))
            self._put(row, _FIRST_WORST, self._if_scored(row, formula), steps.first.worst)
            undecided = f"=IF({self._cell(row, _FIRST)}={self._cell(row, _FIRST_WORST)},0,1)"
            self.page.formula(row, self._at[_UNDECIDED], undecided, HELPER, int(not steps.first.certain))
        for tier, ends in zip(self.plan.limited, steps.heads, strict=True):
            heading = _after(self.scheme.tier_names[tier])
            self._put(row, heading, self._head(row, group, tier, before), ends.best)
            before = heading
        for tier, ends in zip(self.plan.limited, steps.heads, strict=True):
            heading = _worst_after(self.scheme.tier_names[tier])
            self._put(row, heading, self._worst_head(row, group, tier, (first, before, worst)), ends.worst)
            worst = heading
        if self.plan.tails:
            self._put(row, _TAIL, self._tail(row, group, worst=False), steps.tail.best)
            self._put(row, _TAIL_WORST, self._tail(row, group, worst=True), steps.tail.worst)
        self._write_events(row, ratee, steps)
        formula = self._tier(row, group, before, worst)
        return f"={self._write_unsettled(row, self.plan.standing(ratee), steps, formula)}"

    def _write_events(self, row: int, ratee: Ratee, steps: TierSteps) -> None:
        """Write what 限评, 降档 and 否决 come to: of whoever has an event by formula, from its row on 出处."""
        cells = () if self.plan.public else self.plan.sources.effect_cells.get(ratee.code, ())
        columns = [(_CAPPED, steps.capped + 1, best_tier_allowed)] if self.scheme.capped else []
        columns += [(_DOWNGRADES, steps.downgrades, times_downgraded), (_VETOED, int(steps.vetoed), is_vetoed)]
        for heading, number, formula in columns:
            if cells:
                self.page.formula(row, self._at[heading], f"={formula(cells)}", HELPER, number)
            else:
                self.page.put(row, self._at[heading], number, HELPER)

    def _write_unsettled(self, row: int, standing: Standing, steps: TierSteps, formula: str) -> str:
        """Write what is open; ``formula``: of the tier by what counts at present.

        No formula can read forms that have not come, or cells that were not understood: the numbers come from the
        count. The tier is one of them only where the formula says another one: -1 if it is not certain.
        """
        if not self.plan.data.result.unsettled:
            return formula
        tier, names = standing.proposed_tier, self.scheme.tier_names
        told = steps.tiers.certain and names[steps.tiers.best] == tier
        known = -1 if tier is None else 0 if told or standing.choices else names.index(tier) + 1
        for heading, number in ((_GAIN, standing.gain), (_LOSS, standing.loss), (_OPEN_TIER, known)):
            self.page.put(row, self._at[heading], number, HELPER)
        cell = self._cell(row, _OPEN_TIER)
        return f'IF({cell}<0,"{DASH}",IF({cell}>0,INDEX({TIER_NAMES},{cell}),{formula}))'

    def _put(self, row: int, heading: str, formula: str, tier: int) -> None:
        self.page.formula(row, self._at[heading], formula, HELPER, tier + 1)

    def _if_scored(self, row: int, formula: str) -> str:
        return f'=IF(ISNUMBER({a1(row, self.composite)}),{formula},"")'

    def _write_shared(self, row: int, group: str, ranks: Mapping[int, int]) -> None:
        """Write the rank in all 排名组 that share the places of a tier: by 综合得分 alone. ``ranks``: keyed by tier."""
        cell = a1(row, self.composite)
        for index, rank in ranks.items():
            pool = self.scheme.tier_table.pool_of(self.scheme.tiers_of(group)[index], group)
            rows = (self.plan.group_rows[each] for each in pool)
            scores = (span(each.first, each.last, self.composite, fixed=True) for each in rows)
            above = "+".join(f'COUNTIF({each},">"&{cell})' for each in scores)
            column = self._at[_pooled(self.scheme.tier_names[index])]
            self.page.formula(row, column, self._if_scored(row, f"{above}+1"), HELPER, rank)

    def _write_gates(self, row: int, ratee: Ratee, steps: TierSteps) -> None:
        """Write the best tier that the conditions leave open; what cannot be decided is met in the first column."""
        if not self.scheme.conditions:
            return
        tiers = self.scheme.tiers_of(ratee.group)
        best, worst = [str(min(tiers) + 1)], [str(min(tiers) + 1)]
        for condition in self.scheme.conditions_of(ratee.group):
            below = next_tier(tiers, self.scheme.tier_names.index(condition.tier)) + 1
            known, met = self._condition(row, ratee, condition)
            best.append(f"IF({known},IF({met},1,{below}),1)")
            worst.append(f"IF({known},IF({met},1,{below}),{below})")
        for heading, parts, tier in ((_GATES, best, steps.gates.best), (_GATES_WORST, worst, steps.gates.worst)):
            self._put(row, heading, f"=MAX({','.join(parts)})", tier)

    def _condition(self, row: int, ratee: Ratee, condition: TierCondition) -> tuple[str, str]:
        """The formula parts that say if the figure of a condition exists, and if the condition is met."""
        line, part = line_cells(self.plan.parameters.conditions_row + self.scheme.conditions.index(condition))
        sign = condition.comparison.sign
        if condition.rate is None:
            component = component_named(self.scheme, ratee.group, condition.score)
            cell = a1(row, self.plan.columns.score(component))
            return f"ISNUMBER({cell})", f"{cell}{sign}{line}"
        cells = rate_cells(self.plan, ratee, condition.rate)
        if cells is None:
            return "FALSE", "FALSE"
        votes, base = cells
        return f"{base}>0", f"{votes}*{part}{sign}{base}*{line}"

    def _by_cut(self, row: int, group: str) -> str:
        composite, tiers = a1(row, self.composite), self.scheme.tiers_of(group)
        if self._plain_cuts:
            return f'COUNTIF({CUTS},">"&{composite})+1'
        cells = self.plan.parameters.cut_cells
        missed = [
            f"IF({composite}<{cells[group, index]},{next_tier(tiers, index) + 1},0)"
            for index, tier in tiers.items()
            if tier.cut is not None
        ]
        return f"MAX({','.join([str(min(tiers) + 1), *missed])})"

    @cached_property
    def _plain_cuts(self) -> bool:
        """True if all 排名组 have the same 分数线, and every tier but the last has one."""
        tiers = self.scheme.tiers
        return not any(tier.groups for tier in tiers) and all(tier.cut is not None for tier in tiers[:-1])

    def _head(self, row: int, group: str, tier: int, before: str) -> str:
        """The formula for the best case after the places of a tier."""
        cell, number = self._cell(row, before), tier + 1
        quota, pool = self._places(group, tier, lambda each: each.from_first)
        if not pool:
            return f"={cell}"
        compare = formula_at(HEAD_EDGE_BEST, self.rules, "<=")
        full = self._counted(row, tier, pool, compare, lambda each: self._surely_at(each, before, number))
        below = next_tier(self.scheme.tiers_of(group), tier) + 1
        return f"=IF({cell}<>{number},{cell},IF({full}>{quota},{below},{number}))"

    def _surely_at(self, group: str, heading: str, number: int) -> str:
        """The conditions for those who certainly wait at a tier."""
        known = f",{self._all(group, _UNDECIDED)},0" if self._may_wait_lower else ""
        return f",{self._all(group, heading)},{number}{known}"

    def _worst_head(self, row: int, group: str, tier: int, headings: tuple[str, str, str]) -> str:
        """The formula for the worst case: all who may wait at the tier do, and all still open rank before.

        ``headings``: of the first tier, of the tier after all places in the best case, of the worst case so far.
        """
        first, best, before = headings
        cell, number = self._cell(row, before), tier + 1
        quota, pool = self._places(group, tier, lambda each: each.from_first)
        if not pool:
            return f"={cell}"
        # In the order of rank within one 排名组, whoever may get a better tier than his betters falls with them.
        may = first if self.rules.refill or len(pool) > 1 else best
        compare = formula_at(HEAD_EDGE_WORST, self.rules, "<=")
        near = self._counted(
            row,
            tier,
            pool,
            compare,
            lambda each: f',{self._all(each, may)},"<={number}",{self._all(each, before)},">={number}"',
        )
        below = next_tier(self.scheme.tiers_of(group), tier) + 1
        full = f"{near}+{self.open_in(pool)}>{quota}"
        return f"=IF({cell}<>{number},{cell},IF(OR({self._cell(row, best)}>{number},{full}),{below},{number}))"

    def _places(self, group: str, tier: int, wanted: Callable[[Tier], bool]) -> tuple[str, tuple[str, ...]]:
        """The cell with the places of a tier and the 排名组 that share them; () if it has no such places."""
        found = self.scheme.tiers_of(group).get(tier)
        if found is None or not wanted(found):
            return "", ()
        return self.plan.parameters.quota_cells[group, tier], self.scheme.tier_table.pool_of(found, group)

    def _tail(self, row: int, group: str, *, worst: bool) -> str:
        """The formula for the tier to which the places from the last rank press a ratee."""
        pressed = []
        for tier in self.plan.tails:
            places, pool = self._places(group, tier, lambda each: each.from_last)
            if pool:
                compare = formula_at(TAIL_EDGE_WORST if worst else TAIL_EDGE_BEST, self.rules, ">")
                taken = self._counted(row, tier, pool, compare, lambda _: "")
                taken += "" if worst else f"+{self.open_in(pool)}"
                pressed.append(f"IF({taken}<={places},{tier + 1},1)")
        return f"=MAX(1,{','.join(pressed)})" if len(pressed) > 1 else f"={pressed[0] if pressed else 1}"

    def _lowered(self, row: int, tiers: Mapping[int, Tier], headings: tuple[str, ...]) -> str:
        """The formula for the lowest of some tiers, after 限评, 降档 and 否决."""
        cells = [self._cell(row, heading) for heading in (*headings, *((_CAPPED,) if self.scheme.capped else ()))]
        reached = cells[0] if len(cells) == 1 else f"MAX({','.join(cells)})"
        last, moved = max(tiers) + 1, self._cell(row, _DOWNGRADES)
        steps = f"MIN({last},{reached}+{moved})"
        if len(tiers) <= max(tiers):
            # The 排名组 has not all tiers: the steps go from one of its own to the next.
            above = "+".join(f"({reached}>{index + 1})" for index in tiers)
            own = ",".join(str(index + 1) for index in tiers)
            steps = f"CHOOSE(MIN({len(tiers)},1+{above}+{moved}),{own})"
        return f"IF({self._cell(row, _VETOED)}>0,{last},{steps})"

    def _tier(self, row: int, group: str, best: str, worst: str) -> str:
        """The formula for the name of the tier that follows from the columns."""
        ends = []
        for heading, tail, gates in ((best, _TAIL, _GATES), (worst, _TAIL_WORST, _GATES_WORST)):
            headings = (heading, tail) if self.plan.tails else (heading,)
            cells = ",".join(self._cell(row, each) for each in headings)
            plain = cells if len(headings) == 1 else f"MAX({cells})"
            conditions = (gates,) if self.scheme.conditions else ()
            lowered = self._lowered(row, self.scheme.tiers_of(group), (*headings, *conditions))
            ends.append(next(filter(None, formulas_at(REACHED_TIER, self.rules, lowered)), plain))
        names = [f"INDEX({TIER_NAMES},{end})" for end in ends]
        formula = names[0]
        if self.plan.limited or self.plan.tails or self.scheme.conditions:
            other = f'"{DASH}"'
            if EdgeTies.OPEN in (self.rules.head_ties, self.rules.tail_ties):
                link = f'IF({ends[1]}={ends[0]}+1,"或","至")'
                together = self.scheme.tier_table.linked[group]
                still_open = self.open_in(together)
                if self.scheme.conditions:
                    pairs = ((self._all(each, _GATES), self._all(each, _GATES_WORST)) for each in together)
                    still_open += "".join(f"+SUMPRODUCT(({one}<>{other_})*1)" for one, other_ in pairs)
                other = f"IF({still_open}=0,{names[0]}&{link}&{names[1]},{other})"
            formula = f"IF({ends[0]}={ends[1]},{names[0]},{other})"
        return f'IF(ISNUMBER({a1(row, self.composite)}),{formula},"{DASH}")'


def _pooled(tier: str) -> str:
    return f"“{tier}”各组合并名次"


def _after(tier: str) -> str:
    return f"“{tier}”名额后等次序"


def _worst_after(tier: str) -> str:
    return f"“{tier}”名额后最低等次序"
