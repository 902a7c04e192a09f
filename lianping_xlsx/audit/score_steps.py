"""推算: how the 综合得分, the rank and the tier of one ratee came about, down to the cells that people typed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import assert_never

from lianping_xlsx.audit.calculations import (
    DASH,
    Calculation,
    at_most,
    in_brackets,
    limited,
    not_below_nought,
    number,
    share,
    total_of,
)
from lianping_xlsx.audit.conversion_steps import RAW, ConversionSteps
from lianping_xlsx.audit.entry_steps import EntrySteps, TypedCells
from lianping_xlsx.audit.source_blocks import NO_TRACE, Origin
from lianping_xlsx.audit.vote_steps import VoteSteps
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE
from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import ComponentSource, Effect
from lianping_xlsx.tally.count import missing_scores
from lianping_xlsx.tally.tally_results import ComponentScore, Result, Standing

MOST_TO_THE_CELLS = 100
"""With more ratees a page with every cell is too long to be read, and to be written at each merge."""
COMPOSITE, RANK, TIER = "综合得分", "名次", "建议等次"
_EVENTS = "否决与加减分"


def derivations(scheme: Scheme, result: Result, cells: TypedCells) -> Mapping[str, Sequence[Calculation]]:
    """The steps of everybody by code; of more than ``MOST_TO_THE_CELLS`` ratees down to classes and 一级指标."""
    few = len(scheme.ratees) <= MOST_TO_THE_CELLS
    steps = ScoreSteps(scheme, result, cells if few else None)
    return {ratee.code: steps.of(ratee) for ratee in scheme.ratees}


class ScoreSteps:
    """The steps of every ratee of a result, down to ``cells``; without them down to classes and 一级指标."""

    def __init__(self, scheme: Scheme, result: Result, cells: TypedCells | None = None) -> None:
        self._scheme = scheme
        self._result = result
        self._votes = VoteSteps(scheme, result, cells.trace if cells else NO_TRACE)
        self._entries = EntrySteps(scheme, result, cells)
        self._conversions = ConversionSteps(scheme, result, basis=cells is not None)

    def of(self, ratee: Ratee) -> tuple[Calculation, ...]:
        """The steps of a ratee: of his 综合得分, his rank, his tier."""
        standing = self._result.standing_of[ratee.code]
        tier = standing.proposed_tier or DASH
        return (
            self._composite(ratee, standing),
            Calculation(
                RANK, str(standing.rank_cell) or DASH, remark=self._neighbours(ratee, standing), about=("rank",)
            ),
            Calculation(TIER, tier, remark=standing.explanation, about=("tier",)),
        )

    # ---------------------------------------------------------------- 综合得分

    def _composite(self, ratee: Ratee, standing: Standing) -> Calculation:
        scheme = self._scheme
        components = {each.name: each for each in scheme.components_for(ratee.group)}
        parts = tuple(self._score(ratee, components[each.component], each) for each in standing.scores)
        parts += tuple(self._events(ratee, standing))
        about = ("composite",)
        if standing.composite is None:
            causes = "；".join(missing_scores(scheme, self._result, standing)) or standing.reason
            return Calculation(COMPOSITE, DASH, remark=causes, parts=parts, about=about)
        terms = [self._term(ratee, components[each.component], each) for each in standing.scores]
        words = total_of(filter(None, terms))
        if scheme.rules.whole != exact.WHOLE:
            words = f"{in_brackets(words)}×{number(scheme.rules.whole)}÷100"
        words = total_of([words, *([number(standing.bonus)] if standing.bonus else [])])
        words += f"－{number(standing.penalty)}" if standing.penalty else ""
        words = limited(words, not_below_nought(standing.penalty), at_most(scheme.rules.total_cap))
        return Calculation(COMPOSITE, self._show(standing.composite), words, parts=parts, about=about)

    def _term(self, ratee: Ratee, component: Component, score: ComponentScore) -> str:
        """The term of a component in the sum; '' if it weighs nothing."""
        shares = self._votes.points_by_shares(ratee.code, component.name)
        if shares:
            return shares
        if not component.weight or score.used is None:
            return ""
        full = "" if component.full == exact.WHOLE else f"÷{number(component.full)}×100"
        return f"{number(score.used)}{full}×{share(component.weight)}"

    def _events(self, ratee: Ratee, standing: Standing) -> Iterator[Calculation]:
        """Yield the steps of 加分 and 减分, if there are any."""
        counted = (
            (Effect.BONUS, standing.bonus, self._scheme.rules.adjustment_cap),
            (Effect.PENALTY, standing.penalty, None),
        )
        for effect, points, cap in counted:
            mine = [each for each in self._scheme.adjustments if each.ratee == ratee.code and each.effect is effect]
            if mine:
                words = limited(total_of(number(each.points) for each in mine), at_most(cap))
                parts = tuple(
                    Calculation(
                        each.event,
                        number(each.points),
                        remark=each.basis,
                        origin=Origin(SCHEME_FILE, _EVENTS, f"{each.row}:{each.row}"),
                    )
                    for each in mine
                )
                yield Calculation(
                    str(effect), exact.show_short(points), words, parts=parts, about=("events", str(effect))
                )

    # ---------------------------------------------------------------- a component

    def _score(self, ratee: Ratee, component: Component, score: ComponentScore) -> Calculation:
        if score.before is None:
            return self._raw(ratee, component, score.score)
        raw = self._raw(ratee, component, score.before.score)
        raw = replace(raw, label=f"{component.score_name}{RAW}")
        converted = self._result.conversion_of[ratee.code, component.name]
        step = self._conversions.of(ratee, component, converted)
        return replace(step, parts=(raw, *step.parts), about=("component", component.name))

    def _raw(self, ratee: Ratee, component: Component, shown: ScoreValue | None) -> Calculation:
        match component.source:
            case ComponentSource.POLLS:
                return self._votes.component(ratee.code, component, shown)
            case ComponentSource.RUBRIC:
                return self._entries.rubric(ratee, component, shown)
            case ComponentSource.SCORES:
                return self._entries.given(ratee.code, component, shown)
            case ComponentSource.CITED:
                return self._entries.cited(ratee.code, component, shown)
            case _:
                assert_never(component.source)

    # ---------------------------------------------------------------- the rank

    @cached_property
    def _placed(self) -> Mapping[str, Sequence[Standing]]:
        """The standings with a place by 排名组, the best first."""
        found: dict[str, list[Standing]] = {group: [] for group in self._scheme.groups}
        for each in self._result.standings:
            if each.place is not None:
                found[self._scheme.ratee_of[each.code].group].append(each)
        return {group: sorted(listed, key=_place) for group, listed in found.items()}

    def _neighbours(self, ratee: Ratee, standing: Standing) -> str:
        """Who of the 排名组 is ahead, the nearest first, and who shares the place."""
        if standing.place is None:
            return standing.reason
        placed = self._placed[ratee.group]
        first, end = (find(placed, standing.place, key=_place) for find in (bisect_left, bisect_right))
        level = [each for each in placed[first:end] if each.code != ratee.code]
        words = [f"{f'排名组“{ratee.group}”' if ratee.group else ''}参评{standing.group_size}人"]
        words += [f"在前的{self._named(placed[:first])}" if first else "没有人在前"]
        words += [f"并列的{self._named(level)}"] if level else []
        return "；".join(words)

    def _named(self, standings: Sequence[Standing]) -> str:
        nearest = reversed(standings[-NAMED_IN_SENTENCE:])
        names = [f"{self._scheme.ratee_of[each.code].label} {self._show(each.composite)}" for each in nearest]
        return f"{len(standings)}人：{'、'.join(names)}{'等' if len(standings) > NAMED_IN_SENTENCE else ''}"

    def _show(self, value: ScoreValue | None) -> str:
        return DASH if value is None else exact.show(value, self._scheme.rules.decimals)


def _place(standing: Standing) -> int:
    return standing.place or 0
