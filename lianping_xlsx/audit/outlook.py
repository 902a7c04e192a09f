"""The best and the worst score, rank and tier of everybody while parts of the count are open, and who is certain.

Forms are owed while they are missing, empty, refused or in conflict. Each owed ballot (预计份数 of them) gives anything
between the lowest and the highest mark, each owed 考评项目 between 0 and its 分值; a form that comes is taken to bring
at least one valid mark for everybody on it. The count is done at the least and at the greatest that this, and the cells
that have to be put right, may come to. Nobody's range is narrower than the truth; without 折算 that compares ratees,
and for ballots that are not trimmed, it is no wider either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from lianping_xlsx.audit.border_results import NO_OUTLOOK, Outlook, OutlookOfRatee
from lianping_xlsx.checks.countable import Counted, UnsettledMark
from lianping_xlsx.forms.layout import SECOND_TYPING, FormKey
from lianping_xlsx.scheme.conversions import any_compared
from lianping_xlsx.scheme.electorate import electorates
from lianping_xlsx.scheme.model import Ratee, RubricItem, Scheme
from lianping_xlsx.scheme.terms import Collects, ComponentSource, ItemMode, Scoring
from lianping_xlsx.tally.field_scores import assess
from lianping_xlsx.tally.mean_ranges import ClassKey, MeanRange, mean_ranges
from lianping_xlsx.tally.ranks import Candidate, place_ranges
from lianping_xlsx.tally.score_ranges import (
    UNLIMITED,
    Basis,
    ScoreEnds,
    ScoreRanges,
    codes_without_score,
    ends_of_candidates,
    outcome_ranges,
)
from lianping_xlsx.tally.tally_results import CitedScore, Result
from lianping_xlsx.tally.tier_gates import conditions
from lianping_xlsx.tally.tier_places import Span, TierPlaces, linked
from lianping_xlsx.tally.tiers import contender_of


def outlook(scheme: Scheme, counted: Counted, result: Result) -> Outlook:
    """What may still come of everybody; nothing if nothing is open."""
    owed = owed_parts(scheme, counted)
    missing = any(each.score is None for each in result.cited)
    if not (owed.ratees or missing or counted.unsettled):
        return NO_OUTLOOK
    ranges = _ranges(owed, result)
    tiers = _tiers(owed, result, ranges)
    found = tuple(_of_ratee(scheme, code, ranges, span) for code, span in tiers.items())
    concerned = frozenset().union(*owed.ratees.values(), (each.ratee for each in result.cited if each.score is None))
    groups = {scheme.ratee_of[code].group for code in concerned - scheme.excluded}
    open_groups = frozenset(each for group in groups for each in linked(scheme, group))
    return Outlook(found, open_groups, len(owed.ratees), sum(_deciding(owed, found)))


def is_settled(scheme: Scheme, result: Result, outlook_: Outlook, group: str) -> bool:
    """Return True if nothing is owed in a 排名组, and each of its ratees who takes part has a rank that is certain."""
    members = (each.code for each in scheme.ratees if each.group == group and each.code not in scheme.excluded)
    return group not in outlook_.open_groups and all(result.standing_of[code].rank is not None for code in members)


def _of_ratee(scheme: Scheme, code: str, ranges: ScoreRanges, tiers: Span) -> OutlookOfRatee:
    places, group = ranges.places[code], scheme.ratee_of[code].group
    greatest, least = (None, None) if code in ranges.unlimited else ranges.composites(code)
    # Everybody was given the rank 1: gain and loss are counted from there.
    best, worst = 1 - places.gain, 1 + places.loss
    first = min(scheme.tiers_of(group))
    return OutlookOfRatee(code, group, least, greatest, best, worst, tiers.best, tiers.worst, first)


def _deciding(owed: OwedParts, found: Sequence[OutlookOfRatee]) -> Iterator[bool]:
    """Yield of each open form whether it may still change who is in the first tier.

    It may if somebody on it may or may not be; whoever is in or out for certain neither takes a place nor frees one.
    Where a 折算 compares the ratees, anybody on it may move the others.
    """
    undecided = {each.code for each in found if each.may_be_first and not each.is_first}
    if any_compared(owed.scheme):
        groups = {owed.scheme.ratee_of[code].group for code in undecided}
        undecided = {each.code for each in found if each.group in groups}
    for codes in owed.ratees.values():
        yield bool(codes & undecided)


def _ranges(owed: OwedParts, result: Result) -> ScoreRanges:
    """The scores of everybody who takes part at the least and at the greatest, with their places."""
    scheme = owed.scheme
    means = dict(_means(owed, result))
    basis = Basis(scheme, owed.unsettled, result.classes, result.assessments, result.cited, owing=True)
    if owed.items:
        assessed = tuple(assess(scheme, owed.assessed(least=least)).assessments for least in (True, False))
    else:
        assessed = (result.assessments, result.assessments)
    cited = tuple(tuple(_cited_ends(scheme, result.cited, least=least)) for least in (True, False))
    ends = ScoreEnds(basis, means, (assessed[0], assessed[1]), (cited[0], cited[1]))
    unlimited = set(codes_without_score(scheme, result.classes, means))
    both = ends_of_candidates(scheme, ends, unlimited)
    for code in list(both[0]):
        if code in scheme.excluded:
            del both[0][code], both[1][code]
        elif code in unlimited or both[0][code].composite is None or both[1][code].composite is None:
            unlimited.add(code)
            for end, composite in zip(both, UNLIMITED, strict=True):
                end[code] = replace(end[code], composite=composite)
    places = place_ranges(dict.fromkeys(both[0], 1), both[0], both[1], scheme.rules)
    return ScoreRanges(both[0], both[1], places, frozenset(unlimited), means)


def _means(owed: OwedParts, result: Result) -> Iterator[tuple[ClassKey, MeanRange]]:
    """Yield the classes that are open; one whose votes are owed will have a mean."""
    for key, found in mean_ranges(owed.scheme, owed.unsettled, result.classes).items():
        yield key, replace(found, empty=False) if key in owed.classes else found


def _cited_ends(scheme: Scheme, cited: Sequence[CitedScore], *, least: bool) -> Iterator[CitedScore]:
    """Yield the scores from other campaigns; one that has not come lies between 0 and the 满分."""
    for each in cited:
        listed = scheme.components_for(scheme.ratee_of[each.ratee].group)
        full = next(component.full for component in listed if component.name == each.component)
        yield each if each.score is not None else replace(each, score=0 if least else full, unrounded=None)


def _tiers(owed: OwedParts, result: Result, ranges: ScoreRanges) -> Mapping[str, Span]:
    """The tier of each ratee in the best and in the worst case."""
    scheme = owed.scheme
    basis = Basis(scheme, owed.unsettled, result.classes, result.assessments, result.cited, owing=True)
    now: dict[str, Candidate] = dict(ranges.greatest)
    outcomes = conditions(scheme, list(now.values()), result.classes)
    outcomes = outcome_ranges(basis, ranges, outcomes)
    contenders = []
    for code, candidate in now.items():
        places = ranges.places[code]
        contender = contender_of(scheme, candidate, 1 - places.gain, outcomes.get(code, ()))
        ends = ranges.composites(code)
        contenders.append(replace(contender, places=(places.best, places.worst), scores=ends))
    return {code: steps.tiers for code, steps in TierPlaces(scheme, contenders, {}).steps.items()}


# ---------------------------------------------------------------- what is owed

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
        more = pd.DataFrame(rows, columns=_SCORES, dtype="int64")
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
        self._rows = set(zip(counted.tallies["form"].tolist(), counted.tallies["ratee"].tolist(), strict=True))
        self._given = set(counted.given[["form", "ratee", "period"]].itertuples(index=False, name=None))
        scores = counted.scores[["form", "ratee", "item"]]
        self._items = set(scores.itertuples(index=False, name=None)) if self._some_items() else set()
        self._electorate = electorates(scheme)

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
                # A blank 加分 or 减分 is none, on a form that has come.
                open_ = not came or (item.counts_to_hundred and (index, number, place) not in self._items)
                if open_ and item.code not in ratee.exempt:
                    yield index, number, place

    def given(self, index: int, key: FormKey) -> Iterator[tuple[int, int, int]]:
        """Yield the ready-made scores of a form that are not there."""
        if key.kind.collects is not Collects.GIVEN_SCORES:
            return
        scheme = self._scheme
        for number, ratee in self._ratees(key):
            name = scheme.component_in(ratee.group, ComponentSource.SCORES, key.component)
            periods = [place for place, each in enumerate(scheme.periods) if each.component == name] or [-1]
            for period in periods if name else ():
                if (index, number, period) not in self._given:
                    yield index, number, period


def _task_key(key: FormKey, unit: str) -> tuple[str, ...]:
    return unit, str(key.kind), key.poll, key.voter_class, key.component
