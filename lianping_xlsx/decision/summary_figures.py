"""Figures that only the summary shows: means, parts, rates, and the steps from a composite to a 建议等次.

They equal the results of its formulas. In the helper columns of 综合排序 tiers are numbered from 1, the best. The tally
decides; this module computes the values that the formulas give, which the workbook stores beside the formulas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from lianping_xlsx.core import exact
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.rules import Rules, answers_at, rounded
from lianping_xlsx.scheme.rules.count_steps import VETOED_PLACES
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.tally.poll_scores import part_of_whole
from lianping_xlsx.tally.tally_results import Assessment, Result, Standing


def mean_of(rules: Rules, scores: Sequence[exact.ScoreValue]) -> exact.ScoreValue:
    """The mean of scores (hundredths, at least one), rounded half up to the decimals of the scheme."""
    return rounded(rules, Fraction(sum(scores)) / len(scores))


def parts_of_composite(scheme: Scheme, group: str, standing: Standing) -> dict[str, int]:
    """The points of a composite that come from each component (hundredths), keyed by component.

    Each part is rounded to hundredths. The part of the first component is the rest of the printed composite after the
    other parts and 加减分, so that the printed figures add up.
    """
    first, *others = scheme.components_for(group)
    found = {each.name: _part(each, standing.score_of(each.name) or 0) for each in others}
    rest = (standing.composite or 0) - standing.adjustment - sum(found.values())
    return {first.name: max(0, exact.hundredths(rest, 1))} | found


def _part(component: Component, score: exact.ScoreValue) -> int:
    return exact.hundredths(Fraction(score) * component.weight, component.full)


def rate_of_head(assessments: Sequence[Assessment], head: str, full: int) -> int | None:
    """得分率: the part of the full marks under a 一级指标 that the 考核组 gave, in hundredths of a per cent.

    ``full``: the full marks (hundredths). Rounded to one decimal of a per cent. None if no 考核组 gave marks, or if
    ``full`` is 0.
    """
    points = [given for assessment in assessments for name, given in assessment.heads if name == head]
    return int(exact.ratio(sum(points) * exact.WHOLE, len(points) * full, 1)) if points and full else None


def part_by_shares(result: Result, ratee: str, component: str) -> Fraction | None:
    """Σ share x class mean of a ratee and component (hundredths), not rounded; None without a score or shares."""
    return part_of_whole([score for score in result.polls_of[ratee] if score.component == component])


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one ratee. ``place``: the rank among those scored. ``by_cut``: the tier by the 分数线.

    ``after_quotas``: the tier after each quota. ``worst``: the same, if the ratees still open take the worst scores
    for him. ``capped``: the best tier that 限评 leaves open. ``downgrades``: the number of 降档 events. ``vetoed``:
    True if he has an 一票否决.
    """

    place: int
    by_cut: int
    after_quotas: tuple[int, ...]
    worst: tuple[int, ...]
    capped: int
    downgrades: int
    vetoed: bool


def steps_of(ranked: RankedRatees, group: str) -> Mapping[str, Steps]:
    """The steps of every ranked ratee of a 排名组, keyed by code."""
    return _GroupSteps(ranked, group).steps()


@dataclass(frozen=True)
class _GroupSteps:
    ranked: RankedRatees
    group: str

    @cached_property
    def members(self) -> list[Ratee]:
        """The ratees of the 排名组 with a composite, by rank."""
        return [ratee for ratee in self.ranked.ranked[self.group] if self.ranked.composite(ratee) is not None]

    @cached_property
    def places(self) -> list[int]:
        """The ranks of the members."""
        return [self.ranked.standing(ratee).place or 0 for ratee in self.members]

    @cached_property
    def holders(self) -> list[bool]:
        """For each member: True if he uses up a place of a quota."""
        scheme = self.ranked.data.scheme
        placeless = frozenset[str]().union(*answers_at(VETOED_PLACES, scheme.rules, scheme.vetoed))
        return [ratee.code not in placeless for ratee in self.members]

    def steps(self) -> Mapping[str, Steps]:
        """The steps keyed by code: the best case of each quota, then the worst case, which depends on it."""
        limited = self.ranked.limited
        by_cut = [_by_cut(self.ranked.data, self.ranked.composite(ratee) or 0) for ratee in self.members]
        best, worst = [by_cut], [by_cut]
        for tier in limited:
            best.append(self._after_quota(best[-1], tier))
        for tier in limited:
            worst.append(self._worst_after_quota(worst[-1], best[-1], tier))
        return {ratee.code: self._steps(number, best, worst) for number, ratee in enumerate(self.members)}

    def _steps(self, number: int, best: Sequence[Sequence[int]], worst: Sequence[Sequence[int]]) -> Steps:
        code, (by_cut, *after) = self.members[number].code, [stage[number] for stage in best]
        downgrades, vetoed = (self.ranked.events[code, effect] for effect in (Effect.DOWNGRADE, Effect.VETO))
        worse = tuple(stage[number] for stage in worst[1:])
        capped = 1 + self.ranked.data.scheme.capped.get(code, 0)
        return Steps(self.places[number], by_cut, tuple(after), worse, capped, downgrades, vetoed > 0)

    def _after_quota(self, tiers: Sequence[int], place: int) -> list[int]:
        """Move the members of the tier whose rank exceeds the quota to the next tier; ``place``: its index from 0."""
        up_to = self._up_to([reached == place + 1 for reached in tiers])
        quota = self.ranked.quota(self.group, place)
        return [
            reached + 1 if reached == place + 1 and up_to[rank] > quota else reached
            for rank, reached in zip(self.places, tiers, strict=True)
        ]

    def _worst_after_quota(self, tiers: Sequence[int], best: Sequence[int], place: int) -> list[int]:
        """The same in the worst case: all who may be in the tier are in it, and all who are still open rank before."""
        # Best case at this tier or better, worst case at this tier or worse.
        near = [end <= place + 1 <= reached for end, reached in zip(best, tiers, strict=True)]
        up_to, quota = self._up_to(near), self.ranked.quota(self.group, place)
        still_open = self.ranked.still_open[self.group]
        return [
            reached + (reached == place + 1 and (end > place + 1 or up_to[rank] + still_open > quota))
            for rank, end, reached in zip(self.places, best, tiers, strict=True)
        ]

    def _up_to(self, counted: Sequence[bool]) -> dict[int, int]:
        """The number of counted members who use up a place, up to and including each rank."""
        members = zip(self.places, self.holders, counted, strict=True)
        counts = Counter(dict.fromkeys(self.places, 0))
        counts.update(rank for rank, holds, counts_here in members if holds and counts_here)
        ordered = sorted(counts)
        return dict(zip(ordered, accumulate(counts[rank] for rank in ordered), strict=True))


def _by_cut(data: SummaryData, composite: exact.ScoreValue) -> int:
    return 1 + sum(tier.cut is not None and tier.cut > composite for tier in data.scheme.tiers)
