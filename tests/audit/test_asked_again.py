"""The least changes that were found for the samples, carried out in the scheme and the marks, and counted in full.

The samples have what the small campaigns lack: votes by grades, 等次条件, several 排名组 and components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from itertools import product
from unittest.mock import patch

import pytest

from lianping_xlsx.app.judged_returns import Returns, check_returns
from lianping_xlsx.audit.border_results import Border, BorderKind, Borders, ChangeKind, LeastChange
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.countable import VALID, Counted
from lianping_xlsx.core import exact
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Effect, ItemMode
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.count import count
from lianping_xlsx.tally.tally_results import Result
from tests.inline import in_this_process
from tests.scenarios.people import SAMPLES

_GROUPS = 1
"""Of the first 排名组 every weight is shifted: each shift is a count of the whole."""
SHIFTS = [sign * points for points in range(1, 11) for sign in (1, -1)]


@dataclass(frozen=True)
class Sample:
    """A sample as it was read, and the count of it."""

    returns: Returns

    @property
    def scheme(self) -> Scheme:
        return self.returns.loaded.scheme

    @property
    def counted(self) -> Counted:
        return self.returns.judged.counted

    def result(self, scheme: Scheme | None = None, counted: Counted | None = None) -> Result:
        return count(scheme or self.scheme, counted or self.counted, self.returns.received.cited).value

    @cached_property
    def borders(self) -> Borders:
        """All of them searched: a merge leaves some of county-kinds, where points by bands take many steps."""
        with patch("lianping_xlsx.audit.borders.MOST_COMPOSITES", 1_000_000):
            return borders(self.scheme, self.counted, self.now)

    @cached_property
    def now(self) -> Result:
        return self.result()

    @cached_property
    def shifted(self) -> dict[tuple[str, str, int], Result]:
        """The count with each weight shifted, by 排名组, name and percentage points."""
        return {
            (group, name, points): self.result(made)
            for group in self.scheme.groups[:_GROUPS]
            for (name, shift), points in product(weights(self.scheme, group), SHIFTS)
            if (made := shift(points)) is not None
        }

    # ------------------------------------------------------------ turned

    def turned(self, border: Border, after: Result) -> bool:
        return self._side(border, after) != self._side(border, self.now)

    def _side(self, border: Border, result: Result) -> object:
        standings = result.standing_of
        if border.kind is BorderKind.CUT:
            return (standings[border.upper or border.lower].composite or 0) >= (border.line or 0)
        upper, lower = standings[border.upper], standings[border.lower]
        if border.kind is BorderKind.RANKS:
            assert upper.rank is not None
            assert lower.rank is not None
            # From the same order on: reversed and tied are both turned.
            return upper.rank < lower.rank if upper.rank != lower.rank else None
        names = self.scheme.tier_names
        tiers = [names.index(s.proposed_tier) if s.proposed_tier in names else -1 for s in (upper, lower)]
        edge = border.tier or 0
        return [0 <= tier <= edge for tier in tiers]


def weights(scheme: Scheme, group: str) -> Iterator[tuple[str, Callable[[int], Scheme | None]]]:
    """Yield each weight of a 排名组 by its name, with what makes the scheme in which it is shifted."""
    for number, component in enumerate(scheme.components):
        if 0 < component.weight < exact.WHOLE and component.applies_to(group):
            yield component.name, partial(_with_rows, scheme, group, number)
    polls = [poll.name for poll in scheme.polls_for(group)]
    for name in polls:
        if 0 < scheme.poll_of[name].weight < exact.WHOLE:
            yield name, partial(_with_poll, scheme, name)
    for voter in scheme.classes:
        if 0 < voter.weight < exact.WHOLE and voter.poll in polls:
            yield voter.name, partial(_with_class, scheme, voter.poll, voter.name)


def _scaled(weight: exact.Weight, points: int) -> tuple[Fraction, Fraction] | None:
    """A weight that is shifted, and the factor of the others."""
    after = Fraction(weight + points * exact.POINT)
    if not 0 < after < exact.WHOLE:
        return None
    return after, (exact.WHOLE - after) / (exact.WHOLE - weight)


def _with_rows(scheme: Scheme, group: str, number: int, points: int) -> Scheme | None:
    rows = list(scheme.components)
    found = _scaled(rows[number].weight, points)
    if found is None:
        return None
    for place, row in enumerate(rows):
        if row.applies_to(group):
            rows[place] = replace(row, weight=found[0] if place == number else row.weight * found[1])
    return replace(scheme, component_rows=tuple(rows))


def _with_poll(scheme: Scheme, name: str, points: int) -> Scheme | None:
    poll = scheme.poll_of[name]
    found = _scaled(poll.weight, points)
    if found is None:
        return None
    made = (
        replace(each, weight=found[0] if each.name == name else each.weight * found[1])
        if each.component == poll.component
        else each
        for each in scheme.polls
    )
    return replace(scheme, polls=tuple(made))


def _with_class(scheme: Scheme, poll: str, name: str, points: int) -> Scheme | None:
    found = _scaled(scheme.class_of[poll, name].weight, points)
    if found is None:
        return None
    made = (
        replace(each, weight=found[0] if each.name == name else each.weight * found[1]) if each.poll == poll else each
        for each in scheme.classes
    )
    return replace(scheme, classes=tuple(made))


@pytest.fixture(scope="module", params=["lean-township", "county-kinds"])
def sample(request: pytest.FixtureRequest) -> Sample:
    with in_this_process():
        found = check_returns(SAMPLES / request.param).value
    assert found is not None
    return Sample(found)


def changes(sample: Sample, kind: ChangeKind) -> Iterator[tuple[Border, LeastChange | None]]:
    """Yield each border with its least change of a kind."""
    for border in sample.borders.found:
        assert border.changes is not None
        yield border, next((each for each in border.changes if each.kind is kind), None)


@pytest.mark.slow
def test_weights(sample: Sample) -> None:
    """No smaller shift of any weight turns a border, and none at all does where none was found."""
    assert sample.borders.found
    for border, change in changes(sample, ChangeKind.WEIGHT):
        if border.group not in sample.scheme.groups[:_GROUPS]:
            continue
        own = [(points, after) for (group, _, points), after in sample.shifted.items() if group == border.group]
        turning = [abs(points) for points, after in own if sample.turned(border, after)]
        assert min(turning, default=None) == (change and int(change.size) // exact.POINT), border


@pytest.mark.slow
def test_events(sample: Sample) -> None:
    """As many points turn the border, and a hundredth less does not."""
    for border, change in changes(sample, ChangeKind.EVENT):
        if change is not None and not change.detail:
            effect = Effect.BONUS if change.up else Effect.PENALTY
            for points, turned in ((int(change.size), True), (int(change.size) - 1, False)):
                event = Adjustment(change.code, "", effect, points, "")
                made = replace(sample.scheme, adjustments=(*sample.scheme.adjustments, event))
                assert sample.turned(border, sample.result(made)) is turned, border


@pytest.mark.slow
def test_marks(sample: Sample) -> None:
    """The lowest (or highest) mark of the class moved so far turns the border, and a hundredth less does not."""
    scheme, counted = sample.scheme, sample.counted
    for border, change in changes(sample, ChangeKind.MARK):
        if change is None or change.detail:
            continue
        ratee = [each.code for each in scheme.ratees].index(change.code)
        forms = [number for number, key in enumerate(counted.forms) if key.voter_class == change.what]
        marks = counted.marks
        own = marks[(marks["state"] == VALID) & (marks["ratee"] == ratee) & marks["form"].isin(forms)]["value"]
        trimmed = next(t for t in sample.now.classes_of[change.code] if t.voter_class == change.what).trimmed
        left_out = 0 if trimmed is None else len(trimmed.lowest if change.up else trimmed.highest)
        place = own.sort_values(ascending=change.up).index[left_out]
        for size, turned in ((int(change.size), True), (int(change.size) - 1, False)):
            moved = marks.copy()
            moved.loc[place, "value"] += size if change.up else -size
            assert sample.turned(border, sample.result(counted=replace(counted, marks=moved))) is turned, border


@pytest.mark.slow
def test_points(sample: Sample) -> None:
    """The points of an item moved so far turn the border, and a hundredth less do not."""
    scheme, counted = sample.scheme, sample.counted
    units = {unit.name: unit.code for unit in scheme.units}
    for border, change in changes(sample, ChangeKind.POINTS):
        if change is None or change.detail not in units:
            continue
        ratee = [each.code for each in scheme.ratees].index(change.code)
        forms = [number for number, key in enumerate(counted.forms) if key.unit == units[change.detail]]
        own = counted.scores[(counted.scores["ratee"] == ratee) & counted.scores["form"].isin(forms)]
        rooms = []
        for row, number, value in own[["item", "value"]].itertuples():
            item = scheme.rubric[number]
            if item.counts_to_hundred:
                lost = value if item.mode is ItemMode.DEDUCTION else item.points - value
                rooms.append((lost if change.up else item.points - lost, row, item.mode is ItemMode.DEDUCTION))
        _, row, deducted = max(rooms)
        for size, turned in ((int(change.size), True), (int(change.size) - 1, False)):
            moved = counted.scores.copy()
            moved.loc[row, "value"] += size if change.up is not deducted else -size
            assert sample.turned(border, sample.result(counted=replace(counted, scores=moved))) is turned, border
