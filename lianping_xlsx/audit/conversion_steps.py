"""The calculations of 折算, and of what a score is compared to: the scores of all others in the 排名组."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import assert_never

from lianping_xlsx.audit.calculations import DASH, MISSING, Calculation, mean, number
from lianping_xlsx.audit.entry_steps import unit_words
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.conversions import points_of_places
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.rules import answers_at
from lianping_xlsx.scheme.rules.count_steps import TEAM_ENDS, first_ends
from lianping_xlsx.scheme.terms import Conversion, PlaceTies
from lianping_xlsx.scheme.vote_rates import VoteRate, banded_rate, bands_of
from lianping_xlsx.tally.rate_votes import votes_of
from lianping_xlsx.tally.tally_results import Converted, Result, TeamTotal

RAW = "（原得分）"
"""Stands behind the name of a score before 折算."""
BEST_SCORE, MEAN_OF_ALL, PLACE = "组内最高原得分", "全组平均分", "组内名次"
_Row = tuple[ScoreValue, Ratee]
"""A score, and whose it is."""


class ConversionSteps:
    """The steps of the conversions of a result. ``basis``: with the steps of what scores are compared to."""

    def __init__(self, scheme: Scheme, result: Result, *, basis: bool) -> None:
        self._scheme = scheme
        self._result = result
        self._basis = basis
        self._shared: dict[tuple[str, str, str], Calculation] = {}
        self._ordered: dict[tuple[str, str], list[_Row]] = {}

    def of(self, ratee: Ratee, component: Component, converted: Converted) -> Calculation:
        """The converted score."""
        label, figure = component.score_name, self._show(converted.score)
        if converted.score is None:
            waits = f"{component.conversion}：组内还有得分未定" if component.conversion.compares else MISSING
            return Calculation(label, DASH, remark=waits)
        match component.conversion:
            case Conversion.NONE:
                return Calculation(label, figure)
            case Conversion.BEST:
                return self._by_best(ratee, component, converted)
            case Conversion.PLACES:
                return self._by_place(ratee, component, converted)
            case Conversion.BALANCED:
                return self._balanced(ratee, component, converted)
            case Conversion.BANDS:
                rate = banded_rate(self._scheme, component)
                return Calculation(label, figure, remark=self._band(ratee, component, converted, rate) if rate else "")
            case _:
                assert_never(component.conversion)

    # ---------------------------------------------------------------- 比第一名

    def _by_best(self, ratee: Ratee, component: Component, converted: Converted) -> Calculation:
        best = number(converted.basis or 0)
        words = f"{number(converted.raw or 0)}÷{best}×{number(component.full)}" if converted.basis else "0"
        parts = (self._best(ratee.group, component),) if self._basis else ()
        return Calculation(
            component.score_name, self._show(converted.score), words, f"比第一名：组内最高原得分{best}", parts
        )

    def _best(self, group: str, component: Component) -> Calculation:
        """The best score, with those who have it."""
        if (group, component.name, "") not in self._shared:
            ordered = self._in_order(group, component)
            best, _ = ordered[0]
            first = bisect_right(ordered, -best, key=_downwards)
            remark = f"组内参评{len(ordered)}人"
            remark += f"，其后是{_named(ordered[first : first + 1])}" if first < len(ordered) else ""
            parts = tuple(
                Calculation(f"{each.label} {component.score_name}{RAW}", self._show(best), remark="第一名")
                for _, each in ordered[:first]
            )
            self._shared[group, component.name, ""] = Calculation(BEST_SCORE, number(best), remark=remark, parts=parts)
        return self._shared[group, component.name, ""]

    # ---------------------------------------------------------------- 名次赋分

    def _by_place(self, ratee: Ratee, component: Component, converted: Converted) -> Calculation:
        """The points of the place; who share one share the points of the places that they take up."""
        ordered = self._in_order(ratee.group, component)
        first, end = (find(ordered, -(converted.raw or 0), key=_downwards) for find in (bisect_left, bisect_right))
        points = points_of_places(self._scheme, component.name)[first:end]
        words = mean(points)[0] if self._scheme.rules.place_ties is PlaceTies.MEAN else number(points[0])
        shared = f"，{end - first}人并列" if end - first > 1 else ""
        parts = (self._place(ratee, ordered[:first], ordered[first:end]),) if self._basis else ()
        return Calculation(
            component.score_name,
            self._show(converted.score),
            words,
            f"名次赋分：原得分组内第{converted.place}名{shared}",
            parts,
        )

    def _place(self, ratee: Ratee, ahead: Sequence[_Row], level: Sequence[_Row]) -> Calculation:
        """The place: one more than there are higher scores."""
        others = [row for row in level if row[1] != ratee]
        words = [f"原得分高的{_nearest(ahead[::-1])}" if ahead else "没有更高的原得分"]
        words += [f"并列的{_nearest(others)}"] if others else []
        return Calculation(PLACE, str(len(ahead) + 1), f"{len(ahead)}＋1", "；".join(words))

    # ---------------------------------------------------------------- 考核组平衡

    def _balanced(self, ratee: Ratee, component: Component, converted: Converted) -> Calculation:
        """The score after 考核组平衡: the mean of the moved totals."""
        balanced = [team.balanced for team in converted.teams if team.balanced is not None]
        ends = first_ends(answers_at(TEAM_ENDS, self._scheme.rules, len(balanced)))
        words, remark = mean(balanced, ends) if balanced else ("", MISSING)
        parts = tuple(self._moved(ratee, component, converted, team) for team in converted.teams)
        return Calculation(component.score_name, self._show(converted.score), words, remark, parts)

    def _moved(self, ratee: Ratee, component: Component, converted: Converted, team: TeamTotal) -> Calculation:
        """The total of one 考核组, moved by the difference of the two means."""
        label, remark = f"{unit_words(self._scheme, team.unit)}平衡后", "合计＋全组平均分－该考核组平均分"
        if team.balanced is None:
            return Calculation(label, DASH, remark=remark)
        total, of_all, of_team = (number(each or 0) for each in (team.total, converted.basis, team.mean))
        words = f"{total}＋{of_all}－{of_team}，不低于0，最高{number(component.full)}"
        means = (converted.basis or 0, ""), (team.mean or 0, team.unit)
        parts = tuple(self._mean(ratee.group, component, *each) for each in means) if self._basis else ()
        return Calculation(label, number(team.balanced), words, remark, parts)

    def _mean(self, group: str, component: Component, value: ScoreValue, unit: str) -> Calculation:
        """The mean of a 考核组 over the ratees whom it assessed; without ``unit`` that of all of the 排名组."""
        key = group, component.name, unit
        if key not in self._shared:
            rows = [*self._totals(group, component, unit)]
            words, _ = mean([score for score, _ in rows])
            label = f"{unit_words(self._scheme, unit)}平均分" if unit else MEAN_OF_ALL
            of = "该考核组的合计" if unit else "原得分"
            self._shared[key] = Calculation(label, number(value), words, f"{len(rows)}人的{of}：{_named(rows)}")
        return self._shared[key]

    def _totals(self, group: str, component: Component, unit: str) -> Iterator[_Row]:
        """Yield the totals that a 考核组 gave in a 排名组; without ``unit`` the scores before 折算."""
        for ratee in self._scheme.participants_of[group]:
            row = self._result.conversion_of[ratee.code, component.name]
            totals = [row.raw] if not unit else [team.total for team in row.teams if team.unit == unit]
            yield from ((total or 0, ratee) for total in totals)

    # ---------------------------------------------------------------- 得票率分档

    def _band(self, ratee: Ratee, component: Component, converted: Converted, rate: VoteRate) -> str:
        votes = votes_of(self._scheme, rate, self._result.classes_of.get(ratee.code, ()))
        bands = (band for band in bands_of(self._scheme, component.name) if (converted.basis or 0) >= band.lower)
        return f"{rate.words}{votes.words}，{next(band.words for band in bands)}"

    # ---------------------------------------------------------------- the scores of all

    def _in_order(self, group: str, component: Component) -> list[_Row]:
        """The scores before 折算 of a 排名组, the best first."""
        key = group, component.name
        if key not in self._ordered:
            self._ordered[key] = sorted(self._totals(group, component, ""), key=_downwards)
        return self._ordered[key]

    def _show(self, value: ScoreValue | None) -> str:
        return DASH if value is None else exact.show(value, self._scheme.rules.decimals)


def _downwards(row: _Row) -> ScoreValue:
    return -row[0]


def _named(rows: Sequence[_Row]) -> str:
    return "、".join(f"{ratee.label} {number(score)}" for score, ratee in rows)


def _nearest(rows: Sequence[_Row]) -> str:
    return f"{len(rows)}人：{_named(rows[:NAMED_IN_SENTENCE])}{'等' if len(rows) > NAMED_IN_SENTENCE else ''}"
