"""What is owed of the forms that a scheme expects: votes, 考评项目, ready-made scores.

Forms are owed while they are missing, empty, refused or in conflict, as a whole or in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import pandas as pd

from lianping_xlsx.checks.countable import Counted, UnsettledMark, frame_of, rows_in
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.layout import SECOND_TYPING, FormKey
from lianping_xlsx.scheme.electorate import electorates
from lianping_xlsx.scheme.model import Ratee, RubricItem, Scheme
from lianping_xlsx.scheme.terms import Collects, ComponentSource, ItemMode, MissingPeriod, Scoring
from lianping_xlsx.tally.mean_ranges import ClassKey

_SCORES = ["form", "ratee", "item", "value"]


@dataclass(frozen=True)
class OwedParts:
    """What is owed. ``ratees``: of each form (index) that is owed, in whole or in part, those whom it concerns (codes).

    ``votes``: the marks that are owed; ``items``: the 考评项目 (form, ratee, item, as in ``Counted``); ``given``: the
    ready-made scores (form, ratee, period).
    """

    scheme: Scheme
    counted: Counted
    ratees: Mapping[int, frozenset[str]]
    votes: tuple[UnsettledMark, ...]
    items: tuple[tuple[int, int, int], ...]
    given: frozenset[tuple[int, int, int]]

    def __bool__(self) -> bool:
        return bool(self.ratees)

    @cached_property
    def classes(self) -> frozenset[ClassKey]:
        """The classes and ratees with owed votes."""
        keys = ((mark.ratee, self.counted.forms[mark.form]) for mark in self.votes)
        return frozenset((self.scheme.ratees[ratee].code, key.poll, key.voter_class) for ratee, key in keys)

    @cached_property
    def unsettled(self) -> Counted:
        """The marks that count, with what is owed among what may still change."""
        before = self.counted.unsettled
        after = replace(before, marks=(*before.marks, *self.votes), scores=before.scores | self.given)
        return replace(self.counted, unsettled=after)

    def assessed(self, *, least: bool) -> Counted:
        """The marks that count, with every owed 考评项目 at its least or at its greatest."""
        rows = [(*each, _entry(self.scheme.rubric[each[2]], least=least)) for each in self.items]
        if not rows:
            return self.counted
        more = frame_of(rows, _SCORES)
        counted, forms = self.counted, {form for form, _, _ in self.items}
        of_teams = {form for form in forms if counted.forms[form].kind.collects is Collects.SCORES}
        return replace(
            counted,
            scores=pd.concat([counted.scores[_SCORES], more], ignore_index=True),
            assessed=counted.assessed | of_teams,
            incomplete=frozenset(),
            scored_by_departments=counted.scored_by_departments | (forms - of_teams),
            owed=frozenset(),
        )


def _entry(item: RubricItem, *, least: bool) -> int:
    """The entry of an item (hundredths) with which the total is least, or greatest."""
    adds = item.mode in (ItemMode.SCORE, ItemMode.BONUS)
    return 0 if adds is least else item.points


def owed_parts(scheme: Scheme, counted: Counted) -> OwedParts:
    """All that is owed of the forms that a scheme expects, but for ratees who take no part."""
    owed = _OwedLookup(scheme, counted)
    ratees: dict[int, frozenset[str]] = {}
    votes: list[UnsettledMark] = []
    items: list[tuple[int, int, int]] = []
    given: set[tuple[int, int, int]] = set()
    for index, key in enumerate(counted.forms):
        own_votes = list(owed.votes(index, key))
        own_items, own_given = list(owed.items(index, key)), set(owed.given(index, key))
        numbers = {mark.ratee for mark in own_votes} | {each[1] for each in (*own_items, *own_given)}
        if numbers:
            ratees[index] = frozenset(scheme.ratees[number].code for number in numbers)
        votes += own_votes
        items += own_items
        given |= own_given
    return OwedParts(scheme, counted, ratees, tuple(votes), tuple(items), frozenset(given))


class _OwedLookup:
    """Looks up what has come, and whom each form concerns."""

    def __init__(self, scheme: Scheme, counted: Counted) -> None:
        self._scheme, self._counted = scheme, counted
        self._order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
        self._units = {unit.code: unit.name for unit in scheme.units}
        self._registers = set(counted.registers["form"].tolist())
        self._rows = set(rows_in(counted.tallies, ["form", "ratee"]))
        self._given = set(rows_in(counted.given, ["form", "ratee", "period"]))
        self._items = set(rows_in(counted.scores, ["form", "ratee", "item"])) if self._some_items() else set()

    @cached_property
    def _electorate(self) -> Mapping[tuple[str, str, str], int]:
        return electorates(self._scheme)

    def _some_items(self) -> bool:
        return bool(self._counted.incomplete or self._counted.owed)

    def _ratees(self, key: FormKey) -> Iterator[tuple[int, Ratee]]:
        """Yield those on a form who take part, with their numbers."""
        codes = [key.ratee] if key.ratee else self._tasks[_task_key(key, self._units[key.unit])]
        for code in codes:
            if code not in self._scheme.excluded:
                yield self._order[code], self._scheme.ratee_of[code]

    @cached_property
    def _tasks(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        return {(t.unit, str(t.kind), t.poll, t.voter_class, t.component): t.ratees for t in self._scheme.tasks}

    # ------------------------------------------------------------ votes

    def votes(self, index: int, key: FormKey) -> Iterator[UnsettledMark]:
        """Yield the marks of a form of a poll that has not come, or of its rows that do not count."""
        if not key.kind.polled or key.typing == SECOND_TYPING or index in self._registers:
            return
        ballots = self._scheme.expected_ballots[self._units[key.unit], key.kind, key.poll, key.voter_class]
        for number, ratee in self._ratees(key):
            row = self._scheme.class_row(key.poll, key.voter_class, ratee.code)
            if row is None or (index, number) in self._rows or (index, number) in self._counted.unsettled.rows:
                continue
            count = ballots or self._electorate[key.poll, key.voter_class, ratee.code]
            for item, least, greatest in self._ends(key.poll):
                yield from [UnsettledMark(index, number, least, greatest, None, item)] * max(1, count)

    def _ends(self, poll: str) -> Sequence[tuple[int, int, int]]:
        """The item (-1: none), the lowest and the highest mark on a ballot of a poll."""
        scheme = self._scheme
        match scheme.poll_of[poll].scoring:
            case Scoring.POINTS | Scoring.ITEMS:
                return [(-1, 0, scheme.full_marks(poll))]
            case Scoring.GRADES:
                points = [grade.points for grade in scheme.grades_of(poll) if grade.counted]
                return [(-1, min(points), max(points))]
            case Scoring.ITEM_GRADES:
                places = {item.code: place for place, item in enumerate(scheme.items)}
                graded = [(item, scheme.grades_of(poll, item)) for item in scheme.graded_items(poll)]
                counted = [(item, [grade.points for grade in grades if grade.counted]) for item, grades in graded]
                return [(places[item.code], min(points), max(points)) for item, points in counted]
            case Scoring.RANKING:
                points = list(scheme.points_by_place(poll).values())
                return [(-1, 0, max(points, default=0))]

    # ------------------------------------------------------------ 考评, 得分

    def items(self, index: int, key: FormKey) -> Iterator[tuple[int, int, int]]:
        """Yield the items of a form of the 考评细则 that has not come, or those of them that do not count."""
        counted, scheme = self._counted, self._scheme
        if not key.kind.scored:
            return
        team = key.kind.collects is Collects.SCORES
        came = index in (counted.assessed if team else counted.scored_by_departments)
        if came and not (index in counted.incomplete or any(form == index for form, _ in counted.owed)):
            return
        numbers = {item.code: number for number, item in enumerate(scheme.rubric)}
        for number, ratee in self._ratees(key):
            component = scheme.component_in(ratee.group, ComponentSource.RUBRIC, key.component)
            asked = scheme.items_by("" if team else self._units[key.unit], ratee.group, component)
            for item in asked:
                place = numbers[item.code]
                # A blank 加分 or 减分 is none, on a form that has come; one that nobody can read may be any.
                here = (index, number, place)
                open_ = (
                    not came or here in counted.unsettled.items or (item.counts_to_hundred and here not in self._items)
                )
                if open_ and item.code not in ratee.exempt:
                    yield index, number, place

    def given(self, index: int, key: FormKey) -> Iterator[tuple[int, int, int]]:
        """Yield the ready-made scores of a form that are not there; one that the others stand in for is not owed."""
        if key.kind.collects is not Collects.GIVEN_SCORES:
            return
        scheme = self._scheme
        for number, ratee in self._ratees(key):
            name = scheme.component_in(ratee.group, ComponentSource.SCORES, key.component)
            periods = [place for place, each in enumerate(scheme.periods) if each.component == name] or [-1]
            missing = [each for each in periods if (index, number, each) not in self._given] if name else []
            if len(missing) == len(periods) or scheme.rules.missing_period is MissingPeriod.STOP:
                yield from ((index, number, period) for period in missing)


def _task_key(key: FormKey, unit: str) -> tuple[str, ...]:
    return unit, str(key.kind), key.poll, key.voter_class, key.component
