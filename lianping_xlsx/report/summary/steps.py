"""The stages by which a composite becomes a 建议等次, as shown in the helper columns of 综合排序.

Tiers are numbered from 1, the best. The tally decides; this only tells what the formulas of the helper columns give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.report.summary.plan import Plan
from lianping_xlsx.scheme.model import Effect, Ratee


@dataclass(frozen=True, slots=True)
class Steps:
    """Of one ratee: the tier by the cut scores, after each quota, the events, and the tier at the end."""

    by_cut: int
    after_quotas: tuple[int, ...]
    downgrades: int
    vetoed: bool

    def final(self, tiers: int) -> int:
        """The tier after 降档 and 否决, of so many tiers."""
        return tiers if self.vetoed else min(tiers, self.after_quotas[-1] + self.downgrades)


def steps_of(data: SummaryData, plan: Plan, group: str) -> Mapping[str, Steps]:
    """The steps of every ranked ratee of a 排名组, by code."""
    members = [ratee for ratee in plan.ranked[group] if plan.composite(ratee) is not None]
    stages = [[_by_cut(data, plan.composite(ratee) or 0) for ratee in members]]
    ranks = [plan.standing(ratee).rank or 0 for ratee in members]
    for tier in plan.parameters.limited:
        stages.append(_after_quota(stages[-1], ranks, tier + 1, plan.parameters.quota(group, tier)))
    return {ratee.code: _steps(plan, ratee, numbers) for ratee, *numbers in zip(members, *stages, strict=True)}


def _steps(plan: Plan, ratee: Ratee, numbers: Sequence[int]) -> Steps:
    downgrades = plan.events[ratee.code, Effect.DOWNGRADE]
    vetoed = plan.events[ratee.code, Effect.VETO] > 0
    return Steps(numbers[0], tuple(numbers), downgrades, vetoed)


def _by_cut(data: SummaryData, composite: int) -> int:
    return 1 + sum(tier.cut is not None and tier.cut > composite for tier in data.scheme.tiers)


def _after_quota(tiers: Sequence[int], ranks: Sequence[int], tier: int, quota: int) -> list[int]:
    """Whoever of the tier stands behind so many that the quota is exceeded goes to the next."""
    counts = Counter(rank for rank, reached in zip(ranks, tiers, strict=True) if reached == tier)
    ordered = sorted(counts)
    up_to = dict(zip(ordered, accumulate(counts[rank] for rank in ordered), strict=True))
    return [
        reached + 1 if reached == tier and up_to[rank] > quota else reached
        for rank, reached in zip(ranks, tiers, strict=True)
    ]
