"""The least change of each kind that turns a border: the count is asked, and the smallest step that turns it is sought.

A composite never falls when a mark for the same ratee rises, so the least step is found by halving an interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from lianping_xlsx.audit.border_results import MOST_POINTS, ChangeKind, LeastChange
from lianping_xlsx.audit.border_search import Mover, Search, Turn, with_class
from lianping_xlsx.audit.changed_count import (
    AS_IT_IS,
    Changed,
    ChangedCount,
    RateeParts,
    Variant,
)
from lianping_xlsx.audit.class_marks import ClassMarks
from lianping_xlsx.audit.exchanged_places import exchanged_places
from lianping_xlsx.checks.countable import BALLOT_VOID, VALID
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.terms import ComponentSource, Effect, ExemptItems
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.cited_scores import with_figures
from lianping_xlsx.tally.exempt_points import ExemptItem
from lianping_xlsx.tally.field_scores import with_points
from lianping_xlsx.tally.given_scores import GivenScore, of_periods
from lianping_xlsx.tally.tally_results import CitedFigure, CitedScore, ClassTally
from lianping_xlsx.tally.team_marks import by_items

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Seen:
    """How the border turns with the tallies of one class, by what the count uses of a tally."""

    def __init__(self, search: Search, code: str) -> None:
        self._search, self._code = search, code
        self._known: dict[tuple[object, ...], Turn] = {}

    def __call__(self, tally: ClassTally) -> Turn:
        key = tally.mean, tally.unrounded, tally.grades, tally.items
        if key not in self._known:
            self._known[key] = self._search.by_class(self._code, tally)
        return self._known[key]


# ---------------------------------------------------------------- one ballot, several ballots


def one_mark(search: Search) -> LeastChange | None:
    """The least change of one mark on a ballot, over the classes of the movers."""
    best: LeastChange | None = None
    for mover in search.movers:
        for marks in search.marks[mover.code]:
            if marks.ranked:
                found = exchanged_places(search, mover, marks, None if best is None else int(best.size))
            elif marks.grades or marks.tally.items:
                found = _ticked(search, mover, marks)
            else:
                found = _marked(search, mover, marks, best)
            best = found if found and (best is None or found.size < best.size) else best
    return best


def _marked(search: Search, mover: Mover, marks: ClassMarks, best: LeastChange | None) -> LeastChange | None:
    seen, sign = _Seen(search, mover.code), 1 if mover.up else -1
    limit = marks.room(up=mover.up)
    limit = limit if best is None else min(limit, int(best.size) - 1)
    points = search.least(mover, limit, lambda number: seen(marks.moved(sign * number)))
    if points is None:
        return None
    return LeastChange(ChangeKind.MARK, mover.code, marks.tally.voter_class, points, mover.up)


def _ticked(search: Search, mover: Mover, marks: ClassMarks) -> LeastChange | None:
    seen = _Seen(search, mover.code)
    for size, words, tally in marks.regraded(up=mover.up):
        if seen(tally).turned:
            return LeastChange(ChangeKind.MARK, mover.code, marks.tally.voter_class, size, mover.up, words)
    return None


def several_ballots(search: Search) -> LeastChange | None:
    """The fewest ballots of one class that turn the border if they give the highest mark, or the lowest."""
    best: LeastChange | None = None
    for mover in search.movers:
        for marks in search.marks[mover.code]:
            limit = len(marks.marks) if best is None else int(best.size) - 1
            if not (marks.tally.items or marks.ranked):
                number = search.least(mover, limit, partial(_several, _Seen(search, mover.code), marks, mover.up))
                if number is not None:
                    end = exact.show_short(marks.ends_of_scale[mover.up])
                    best = LeastChange(ChangeKind.BALLOTS, mover.code, marks.tally.voter_class, number, mover.up, end)
    return best


def _several(seen: _Seen, marks: ClassMarks, up: bool, number: int) -> Turn:
    return seen(marks.several(number, up=up))


# ---------------------------------------------------------------- 考评, 得分


@dataclass(frozen=True, slots=True)
class _MovablePoints:
    """Points that may move: by at most ``room`` steps. ``moved``: the parts of the ratee once they have.

    ``step``: in hundredths of a point.
    """

    what: str
    detail: str
    room: int
    moved: Callable[[int], RateeParts]
    step: Weight = 1


def item_points(search: Search) -> LeastChange | None:
    """The least change of the points of one 考评项目, of one ready-made score, or of one cited figure."""
    best: LeastChange | None = None
    for mover in search.movers:
        for each in (*_items(search.count, mover), *_given(search.count, mover), *_cited(search, mover)):
            limit = each.room if best is None else min(each.room, math.ceil(Fraction(best.size) / each.step) - 1)
            steps = search.least(mover, limit, partial(_moved_points, search, mover, each))
            if steps is not None:
                size = exact.weight(Fraction(steps * each.step))
                best = LeastChange(ChangeKind.POINTS, mover.code, each.what, size, mover.up, each.detail)
    return best


def _moved_points(search: Search, mover: Mover, each: _MovablePoints, points: int) -> Turn:
    return search.by_parts(mover.code, each.moved(points if mover.up else -points))


def _items(count: ChangedCount, mover: Mover) -> Iterator[_MovablePoints]:
    """Yield the points of the items that each 考核组 and each 评分单位 gave.

    All items of one form move the total alike, so the one that can move furthest stands for them; unless marks are
    trimmed item by item.
    """
    scheme, ratee = count.scheme, count.scheme.ratee_of[mover.code]
    names = {unit.code: unit.name for unit in scheme.units}
    for component in scheme.components_for(ratee.group):
        if component.source is not ComponentSource.RUBRIC:
            continue
        own = [a for a in count.parts[mover.code].assessments if a.component == component.name]
        items = [item for item in scheme.items_for(ratee, component.name) if item.counts_to_hundred]
        items = [item for item in items if not _sets_means(count, ratee.group, item)]
        for unit, forms, listed in _forms(own, items, names):
            given = dict(forms[0].items)
            rooms = [(item.points - given[item.code] if mover.up else given[item.code], item) for item in listed]
            if not by_items(scheme.rules, len(own)):
                rooms = sorted(rooms, key=lambda pair: -pair[0])[:1]
            for room, item in rooms:
                yield _MovablePoints(component.score_name, unit, room, _with_item(count, mover.code, forms, item))


def _sets_means(count: ChangedCount, group: str, item: RubricItem) -> bool:
    """Return True if the points of an item count for others who have no task in it (平均值)."""
    if count.scheme.rules.exempt_items is not ExemptItems.MEAN:
        return False
    return any(item.code in each.exempt for each in count.scheme.ratees_of[group])


def _forms(
    own: Sequence[Assessment], items: Sequence[RubricItem], names: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[Assessment], Sequence[RubricItem]]]:
    """Yield who gave points, the totals that contain them, and the items."""
    by_teams = [item for item in items if not item.department]
    for each in own if by_teams else ():
        yield names.get(each.unit, each.unit), (each,), by_teams
    for department in dict.fromkeys(item.department for item in items if item.department):
        if own:
            yield department, own, [item for item in items if item.department == department]


def _with_item(
    count: ChangedCount, code: str, forms: Sequence[Assessment], item: RubricItem
) -> Callable[[int], RateeParts]:
    parts = count.parts[code]
    exempt = [each for each in count.exempt_of.get(code, ()) if each.component == forms[0].component]

    def moved(points: int) -> RateeParts:
        again = tuple(
            _moved(count, each, item, points, exempt) if each in forms else each for each in parts.assessments
        )
        return replace(parts, assessments=again)

    return moved


def _moved(
    count: ChangedCount, each: Assessment, item: RubricItem, points: int, exempt: Sequence[ExemptItem]
) -> Assessment:
    return with_points(count.scheme, each, item, dict(each.items)[item.code] + points, exempt)


def _given(count: ChangedCount, mover: Mover) -> Iterator[_MovablePoints]:
    """Yield the ready-made scores of a ratee, by period."""
    full = {each.name: each.full for each in count.scheme.components_for(count.scheme.ratee_of[mover.code].group)}
    for given in count.parts[mover.code].given:
        for place, period in enumerate(given.periods):
            if period.score is not None:
                room = full[given.component] - period.score if mover.up else period.score
                moved = partial(_with_period, count, given, place)
                yield _MovablePoints(count.scheme.score_names[given.component], period.period, room, moved)


def _with_period(count: ChangedCount, given: GivenScore, place: int, points: int) -> RateeParts:
    parts, period = count.parts[given.ratee], given.periods[place]
    again = replace(period, score=(period.score or 0) + points)
    periods = (*given.periods[:place], again, *given.periods[place + 1 :])
    made = of_periods(count.scheme.rules, given.ratee, given.component, periods)
    return replace(parts, given=tuple(made if each is given else each for each in parts.given))


def _cited(search: Search, mover: Mover) -> Iterator[_MovablePoints]:
    """Yield the figures of other campaigns that a score is the mean of, each by steps of its last printed decimal.

    One that moves others of the border as well is left out: then a greater step need not turn what a smaller one turns.
    """
    count = search.count
    for cited in count.parts[mover.code].cited:
        for place, figure in enumerate(cited.figures):
            points, decimals = figure.ratee.points or Fraction(0), len(figure.ratee.composite.partition(".")[2])
            step = Fraction(exact.POINT, 10**decimals)
            room = int((figure.full - points if mover.up else points) / step)
            if cited.score is not None and not _moves_others(search, mover.code, figure):
                name = count.scheme.score_names[cited.component]
                detail = f"{figure.campaign}的{figure.ratee.name}"
                yield _MovablePoints(name, detail, room, partial(_with_figure, count, cited, place, step), step)


def _moves_others(search: Search, code: str, figure: CitedFigure) -> bool:
    """Return True if another ratee whom the border depends on takes the same figure."""
    others = [each for each in search.concerned if each != code]
    taken = (each for other in others for cited in search.count.parts[other].cited for each in cited.figures)
    return any((each.campaign, each.ratee.code) == (figure.campaign, figure.ratee.code) for each in taken)


def _with_figure(count: ChangedCount, cited: CitedScore, place: int, step: Fraction, steps: int) -> RateeParts:
    parts, figure = count.parts[cited.ratee], cited.figures[place]
    decimals = len(figure.ratee.composite.partition(".")[2])
    text = exact.show((figure.ratee.points or 0) + steps * step, decimals)
    again = replace(figure, ratee=replace(figure.ratee, composite=text))
    figures = (*cited.figures[:place], again, *cited.figures[place + 1 :])
    listed = count.scheme.components_for(count.scheme.ratee_of[cited.ratee].group)
    component = next(each for each in listed if each.name == cited.component)
    made = with_figures(count.scheme, component, cited, figures)
    return replace(parts, cited=tuple(made if each is cited else each for each in parts.cited))


# ---------------------------------------------------------------- whether a ballot counts


def other_validity(search: Search) -> LeastChange | None:
    """A ballot that turns the border if it counts though it is void, or is void though it counts."""
    for voter_class, listed in search.classes():
        for state, word in ((BALLOT_VOID, "有一张废票计入"), (VALID, "有一张有效票作废")):
            if any(_turns(search, listed, state)):
                return LeastChange(ChangeKind.VALIDITY, "", voter_class, 1, state == BALLOT_VOID, word)
    return None


def _turns(search: Search, listed: Sequence[ClassMarks], state: int) -> Iterator[bool]:
    """Yield whether each void ballot turns the border if it counts, or each valid one if it does not.

    Each row of marks is tried once; nothing is if no ballot of the class can do anything.
    """
    rows = [marks.ballots(state) for marks in listed]
    if not any(len(row.ballots) for row in rows):
        return
    one = _OneBallot(search, listed, state)
    if one.cannot_turn([row.values for row in rows]):
        return
    ballots = np.unique(np.concatenate([row.ballots for row in rows]))
    values = np.full((len(ballots), len(rows)), _NO_MARK, dtype="int64")
    for place, row in enumerate(rows):
        values[np.searchsorted(ballots, row.ballots), place] = row.values
    for row_of_marks in np.unique(values, axis=0).tolist():
        there = [(place, mark) for place, mark in enumerate(row_of_marks) if mark != _NO_MARK]
        changed = one.changed(there)
        if not search.apart(after := {**search.count.base, **changed}, after):
            yield search.turned(
                changed, {listed[place].tally.ratee: one.parts(place, mark) for place, mark in there}, AS_IT_IS
            )


_NO_MARK = -1


class _OneBallot:
    """What one more ballot of a class, or one fewer, makes of the ratees."""

    def __init__(self, search: Search, listed: Sequence[ClassMarks], state: int) -> None:
        self._search, self._listed, self._more = search, listed, state == BALLOT_VOID
        self._made: dict[tuple[int, int], RateeParts] = {}

    def parts(self, place: int, mark: int) -> RateeParts:
        """The parts of the ratee at a place of the list with one more mark, or one fewer."""
        if (place, mark) not in self._made:
            marks = self._listed[place]
            tally = marks.exchanged([], [mark]) if self._more else marks.exchanged([mark], [])
            self._made[place, mark] = with_class(self._search.count.parts[marks.tally.ratee], tally)
        return self._made[place, mark]

    def changed(self, there: Sequence[tuple[int, int]]) -> Changed:
        """The candidates with one more ballot, or one fewer; ``there``: the ratees (by place) and the marks on it."""
        count = self._search.count
        if count.joint:
            first = self._listed[0].tally
            row = self._more, first.poll, first.voter_class, *there
            if row not in count.by_whole_ballot:
                parts = {self._listed[place].tally.ratee: self.parts(place, mark) for place, mark in there}
                count.by_whole_ballot[row] = count.changed(parts)
            return count.by_whole_ballot[row]
        found = {}
        for place, mark in there:
            tally = self._listed[place].tally
            key = self._more, tally.ratee, tally.poll, tally.voter_class, mark
            if key not in count.by_ballot:
                count.by_ballot[key] = count.changed({tally.ratee: self.parts(place, mark)})[tally.ratee]
            found[tally.ratee] = count.by_ballot[key]
        return found

    def cannot_turn(self, values: Sequence[NDArray[np.int64]]) -> bool:
        """Return True if even a ballot that is worst for all above and best for all below leaves the sides apart."""
        if not self._search.ordered:
            return False
        base = self._search.count.base
        lowered, raised = dict(base), dict(base)
        for place, marks in enumerate(values):
            code = self._listed[place].tally.ratee
            above = code in self._search.upper
            if len(marks):
                mark = int(marks.min() if above is self._more else marks.max())
                after = self.changed([(place, mark)])[code]
                side, further = (lowered, min) if above else (raised, max)
                side[code] = further(base[code], after, key=lambda each: each.composite or 0)
        return self._search.apart(lowered, raised)


# ---------------------------------------------------------------- events


def one_event(search: Search) -> LeastChange | None:
    """An event of 否决与加减分 without which the border turns, or else the least 加分 or 减分 that turns it."""
    scheme = search.count.scheme
    for event in scheme.adjustments:
        if event.ratee in (search.count.parts if search.everybody else search.codes):
            variant = Variant(("without", event), scheme=partial(_without_event, event))
            # Whoever takes part again is counted like the others.
            codes = tuple(dict.fromkeys((*search.concerned, event.ratee)))
            if search.turned(search.count.varied(variant, codes), {}, variant):
                own = any(mover.code == event.ratee for mover in search.movers)
                whose = "" if own else f"{scheme.ratee_of[event.ratee].label}的"
                detail = f"撤销{whose}{event.effect_words}"
                return LeastChange(
                    ChangeKind.EVENT, event.ratee, event.event, 0, event.effect is not Effect.BONUS, detail
                )
    best: LeastChange | None = None
    for mover in search.movers:
        effect = Effect.BONUS if mover.up else Effect.PENALTY
        limit = MOST_POINTS if best is None else int(best.size) - 1
        points = search.least(mover, limit, partial(_with_points, search, mover.code, effect))
        if points is not None:
            best = LeastChange(ChangeKind.EVENT, mover.code, str(effect), points, mover.up)
    return best


def _without_event(event: Adjustment, scheme: Scheme) -> Scheme:
    kept = list(scheme.adjustments)
    kept.remove(event)
    return replace(scheme, adjustments=tuple(kept))


def _with_points(search: Search, code: str, effect: Effect, points: int) -> Turn:
    """How it turns with so much 加分 or 减分."""
    after = search.count.with_event(Adjustment(code, "", effect, points, ""))
    moved = (after.composite or 0) - search.count.composite(code)
    return Turn(search.turned({code: after}, {}, AS_IT_IS), moved)
