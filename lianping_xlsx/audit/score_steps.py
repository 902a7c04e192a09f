"""推算: how the 综合得分, the rank and the tier of one ratee came about, down to the cells that people typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from lianping_xlsx.audit.calculations import (
    DASH,
    MISSING,
    Calculation,
    at_most,
    in_brackets,
    limited,
    mean,
    not_below_nought,
    number,
    share,
    total_of,
)
from lianping_xlsx.audit.entry_steps import EntrySteps
from lianping_xlsx.audit.source_blocks import Origin, Trace
from lianping_xlsx.audit.vote_steps import VoteSteps
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.conversions import points_of_places
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import ComponentSource, Conversion, Effect, PlaceTies
from lianping_xlsx.scheme.vote_rates import VoteRate, banded_rate, bands_of
from lianping_xlsx.tally.count import missing_scores
from lianping_xlsx.tally.rate_votes import votes_of
from lianping_xlsx.tally.tally_results import ComponentScore, Converted, Result, Standing

COMPOSITE, RANK, TIER = "综合得分", "名次", "建议等次"
_NAMED = 5
"""The number of ratees that a remark names."""
_EVENTS = "否决与加减分"


class ScoreSteps:
    """The steps of every ratee of a result."""

    def __init__(self, scheme: Scheme, received: Received, judged: Judged, result: Result, trace: Trace) -> None:
        self._scheme = scheme
        self._result = result
        self._votes = VoteSteps(scheme, result, trace)
        self._entries = EntrySteps(scheme, received, judged.counted, result)

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
        """What a component adds; '' if it weighs nothing."""
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
                yield Calculation(str(effect), exact.show_short(points), words, parts=parts)

    # ---------------------------------------------------------------- a component

    def _score(self, ratee: Ratee, component: Component, score: ComponentScore) -> Calculation:
        if score.before is None:
            return self._raw(ratee, component, score.score)
        raw = self._raw(ratee, component, score.before.score)
        raw = replace(raw, label=f"{component.score_name}（原得分）")
        converted = self._result.conversion_of[ratee.code, component.name]
        step = self._converted(ratee, component, converted)
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

    def _converted(self, ratee: Ratee, component: Component, converted: Converted) -> Calculation:
        label, figure = component.score_name, self._show(converted.score)
        if converted.score is None:
            return Calculation(
                label,
                DASH,
                remark=f"{component.conversion}：组内还有得分未定" if component.conversion.compares else MISSING,
            )
        match component.conversion:
            case Conversion.NONE:
                return Calculation(label, figure)
            case Conversion.BEST:
                words = f"{number(converted.raw or 0)}÷{number(converted.basis or 0)}×{number(component.full)}"
                words = words if converted.basis else "0"
                return Calculation(label, figure, words, f"比第一名：组内最高原得分{number(converted.basis or 0)}")
            case Conversion.PLACES:
                return self._by_place(ratee, component, converted)
            case Conversion.BALANCED:
                return self._entries.balanced(component, converted, label)
            case Conversion.BANDS:
                rate = banded_rate(self._scheme, component)
                return Calculation(label, figure, remark=self._band(ratee, component, converted, rate) if rate else "")
            case _:
                assert_never(component.conversion)

    def _by_place(self, ratee: Ratee, component: Component, converted: Converted) -> Calculation:
        """The points of the place; who share one share the points of the places that they take up."""
        group = [each for each in self._result.conversions if each.component == component.name]
        tied = sum(
            each.place == converted.place and self._scheme.ratee_of[each.ratee].group == ratee.group for each in group
        )
        first = (converted.place or 1) - 1
        points = points_of_places(self._scheme, component.name)[first : first + tied]
        words = mean(points)[0] if self._scheme.rules.place_ties is PlaceTies.MEAN else number(points[0])
        shared = f"，{tied}人并列" if tied > 1 else ""
        return Calculation(
            component.score_name,
            self._show(converted.score),
            words,
            f"名次赋分：原得分组内第{converted.place}名{shared}",
        )

    def _band(self, ratee: Ratee, component: Component, converted: Converted, rate: VoteRate) -> str:
        votes = votes_of(self._scheme, rate, self._result.classes_of.get(ratee.code, ()))
        bands = (band for band in bands_of(self._scheme, component.name) if (converted.basis or 0) >= band.lower)
        return f"{rate.words}{votes.words}，{next(band.words for band in bands)}"

    # ---------------------------------------------------------------- the rank

    def _neighbours(self, ratee: Ratee, standing: Standing) -> str:
        """Who of the 排名组 is ahead, and who is next behind."""
        if standing.place is None:
            return standing.reason
        others = [
            each
            for each in self._result.standings
            if self._scheme.ratee_of[each.code].group == ratee.group
            and each.place is not None
            and each.code != ratee.code
        ]
        ahead = sorted(
            (each for each in others if (each.place or 0) < standing.place), key=lambda each: each.place or 0
        )
        level = [each for each in others if each.place == standing.place]
        words = [f"{f'排名组“{ratee.group}”' if ratee.group else ''}参评{standing.group_size}人"]
        words += [f"在前的{self._named(ahead)}" if ahead else "没有人在前"]
        words += [f"并列的{self._named(level)}"] if level else []
        return "；".join(words)

    def _named(self, standings: list[Standing]) -> str:
        names = [
            f"{self._scheme.ratee_of[each.code].label} {self._show(each.composite)}" for each in reversed(standings)
        ]
        return f"{len(names)}人：{some(names, _NAMED, '人')}"

    def _show(self, value: ScoreValue | None) -> str:
        return DASH if value is None else exact.show(value, self._scheme.rules.decimals)
