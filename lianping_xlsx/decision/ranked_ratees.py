"""The ratees of each 排名组 in the order in which the sheets of the summary list them, and their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Protocol, TypeVar

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.terms import ComponentSource, Effect
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.tally_results import Standing
from lianping_xlsx.tally.tier_places import head_tiers, tail_tiers


class _OfRatee(Protocol):
    @property
    def ratee(self) -> str: ...


T = TypeVar("T", bound=_OfRatee)


@dataclass(frozen=True)
class RankedRatees:
    """The ratees by 排名组: in the order of the scheme, or by rank (``ranked``). Scores in hundredths of a point."""

    data: SummaryData

    @cached_property
    def groups(self) -> dict[str, tuple[Ratee, ...]]:
        """The ratees in the order of the scheme, keyed by 排名组."""
        found: dict[str, list[Ratee]] = {}
        for ratee in self.data.scheme.ratees:
            found.setdefault(ratee.group, []).append(ratee)
        return {group: tuple(members) for group, members in found.items()}

    @cached_property
    def ratees(self) -> tuple[Ratee, ...]:
        """All ratees, ordered by 排名组."""
        return tuple(ratee for members in self.groups.values() for ratee in members)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The 一级指标 that make up the full marks of the components from 考评, in the order of the rubric."""
        scored = {head for marks in self.full_marks.values() for head in marks}
        return tuple(dict.fromkeys(item.head for item in self.data.scheme.rubric if item.head in scored))

    @cached_property
    def full_marks(self) -> dict[tuple[str, str], dict[str, int]]:
        """The full marks (hundredths), keyed by 排名组 and component, then by 一级指标."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for group in self.groups:
            for component in self.rubric_components(group):
                marks = found.setdefault((group, component), {})
                for item in self.data.scheme.rubric_for(group, component):
                    if item.counts_to_hundred:
                        marks[item.head] = marks.get(item.head, 0) + item.points
        return found

    def own_full_marks(self, ratee: Ratee, component: str) -> dict[str, int]:
        """The full marks (hundredths) of the items in which a ratee has a task, keyed by 一级指标."""
        if not ratee.exempt:
            return self.full_marks[ratee.group, component]
        marks: dict[str, int] = {}
        for item in self.data.scheme.items_for(ratee, component):
            if item.counts_to_hundred:
                marks[item.head] = marks.get(item.head, 0) + item.points
        return marks

    def rubric_components(self, group: str) -> tuple[str, ...]:
        """The components of a 排名组 with the source 考评."""
        return self.data.scheme.component_names(group, ComponentSource.RUBRIC)

    @cached_property
    def assessments(self) -> dict[tuple[str, str], list[Assessment]]:
        """The assessments by the 考核组, keyed by code of the ratee and component."""
        found: dict[tuple[str, str], list[Assessment]] = {}
        for each in self.data.result.assessments:
            found.setdefault((each.ratee, each.component), []).append(each)
        return found

    @cached_property
    def excluded(self) -> frozenset[str]:
        """The codes of the ratees who take no part (不参评)."""
        return self.data.scheme.excluded

    @cached_property
    def events(self) -> Counter[tuple[str, Effect]]:
        """The number of events, keyed by code of the ratee and effect."""
        return Counter((event.ratee, event.effect) for event in self.data.scheme.adjustments)

    @cached_property
    def still_open(self) -> Counter[str]:
        """The number of ratees who take part and have no composite yet, keyed by 排名组."""
        return Counter(r.group for r in self.ratees if r.code not in self.excluded and self.composite(r) is None)

    def standing(self, ratee: Ratee) -> Standing:
        """The result of a ratee."""
        return self.data.result.standing_of[ratee.code]

    def composite(self, ratee: Ratee) -> ScoreValue | None:
        """The composite of a ratee; None if he has none or takes no part."""
        return None if ratee.code in self.excluded else self.standing(ratee).composite

    @cached_property
    def ranked(self) -> dict[str, tuple[Ratee, ...]]:
        """综合排序: the ratees of each 排名组 by rank; those without a score and those who take no part come last."""
        return {group: tuple(sorted(members, key=self._place)) for group, members in self.groups.items()}

    def _place(self, ratee: Ratee) -> tuple[bool, bool, int]:
        place = self.standing(ratee).place
        # False sorts before True: those with a rank come first.
        return ratee.code in self.excluded, place is None, place or 0

    @cached_property
    def limited(self) -> tuple[int, ...]:
        """The indexes (from 0) of the tiers that have places counted from the first rank."""
        return head_tiers(self.data.scheme)

    @cached_property
    def tails(self) -> tuple[int, ...]:
        """The indexes (from 0) of the tiers that have places counted from the last rank."""
        return tail_tiers(self.data.scheme)

    @cached_property
    def group_sizes(self) -> dict[str, int]:
        """The number of ratees on which the quotas are based (参评人数), keyed by 排名组."""
        return {group: self.standing(members[0]).group_size for group, members in self.groups.items()}

    def vetoed_in(self, group: str) -> int:
        """The number of ratees of a 排名组 who take part and have a 一票否决."""
        vetoed = self.data.scheme.vetoed - self.excluded
        return sum(ratee.code in vetoed for ratee in self.groups[group])


def by_ratee(parts: Iterable[T]) -> dict[str, list[T]]:
    """The parts of a result, keyed by code of the ratee."""
    found: dict[str, list[T]] = {}
    for part in parts:
        found.setdefault(part.ratee, []).append(part)
    return found
