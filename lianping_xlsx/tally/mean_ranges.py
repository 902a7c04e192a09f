"""The least and the greatest that a class mean can come to, once the cells that have to be put right are put right.

Each unsettled mark may be anything within its ends, or none. For so many of them as count, the mean is least with the
least of them, whatever is trimmed; so it is enough to try every number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction

from lianping_xlsx.checks.countable import VALID, Counted, UnsettledMark, rows_in
from lianping_xlsx.checks.mark_ends import MarkEnds, left_out
from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules, answers_at, printed
from lianping_xlsx.scheme.rules.count_steps import CLASS_ENDS
from lianping_xlsx.tally.item_scores import ItemTally, mean_of_items
from lianping_xlsx.tally.tally_results import ClassTally

ClassKey = tuple[str, str, str]
"""The code of a ratee, a poll and a voter class."""


@dataclass(frozen=True, slots=True)
class MeanRange:
    """The tally of a class with its mean at the least and at the greatest; ``empty``: it may have no mean at all.

    ``marks``: the unsettled marks. ``unlimited``: nothing is known of the mean.
    """

    least: ClassTally
    greatest: ClassTally
    empty: bool
    marks: tuple[UnsettledMark, ...] = ()
    unlimited: bool = False


def mean_ranges(scheme: Scheme, counted: Counted, classes: Iterable[ClassTally]) -> dict[ClassKey, MeanRange]:
    """The classes with unsettled marks or rows."""
    by_class: dict[ClassKey, list[UnsettledMark]] = {}
    for mark in counted.unsettled.marks:
        by_class.setdefault(_key(scheme, counted, mark.form, mark.ratee), []).append(mark)
    rows = {_key(scheme, counted, form, ratee) for form, ratee in counted.unsettled.rows}
    known = _known(scheme, counted, by_class)
    found = {}
    for tally in classes:
        key = tally.ratee, tally.poll, tally.voter_class
        if key in rows:
            least, greatest = (replace(tally, mean=mean, unrounded=None) for mean in (0, exact.WHOLE))
            unlimited = scheme.poll_of[tally.poll].sums_places
            found[key] = MeanRange(least, greatest, empty=tally.mean is None, unlimited=unlimited)
        elif key in by_class and tally.items:
            found[key] = _of_items(scheme, tally, by_class[key])
        elif key in by_class:
            found[key] = _of_marks(scheme, tally, by_class[key], known.get(key, _Known()))
    return found


def _key(scheme: Scheme, counted: Counted, form: int, ratee: int) -> ClassKey:
    key = counted.forms[form]
    return scheme.ratees[ratee].code, key.poll, key.voter_class


@dataclass(slots=True)
class _Known:
    """The settled marks of a class on a ratee: those on ballots, and what was counted by hand."""

    marks: list[int] = field(default_factory=list)
    valid: int = 0
    total: int = 0
    ends: list[MarkEnds] = field(default_factory=list)


def _known(
    scheme: Scheme, counted: Counted, wanted: Mapping[ClassKey, Sequence[UnsettledMark]]
) -> dict[ClassKey, _Known]:
    """The settled marks of some classes; marks that are counted at present, but unsettled, are not among them."""
    if not wanted:
        return {}
    found = {key: _Known() for key in wanted}
    forms = {mark.form for marks in wanted.values() for mark in marks}
    polls = {(counted.forms[form].poll, counted.forms[form].voter_class) for form in forms}
    chosen = [form for form, key in enumerate(counted.forms) if (key.poll, key.voter_class) in polls]
    marks = counted.marks[(counted.marks["state"] == VALID) & counted.marks["form"].isin(chosen)]
    marks = marks[["form", "ratee", "value"]].sort_values(["form", "ratee"], kind="stable")
    sizes = marks.groupby(["form", "ratee"], sort=True).size()
    values, first = marks["value"].tolist(), 0
    for (form, ratee), size in zip(sizes.index.tolist(), sizes.tolist(), strict=True):
        key = _key(scheme, counted, form, ratee)
        if key in found:
            found[key].marks += values[first : first + size]
        first += size
    for key, listed in wanted.items():
        for mark in listed:
            if mark.now is not None and mark.item < 0:
                found[key].marks.remove(mark.now)
    for form, ratee, valid, total in rows_in(counted.tallies, ["form", "ratee", "valid", "total"]):
        key = _key(scheme, counted, form, ratee)
        if key in found:
            found[key].valid += valid
            found[key].total += total
            found[key].ends += [counted.ends[form, ratee]] if (form, ratee) in counted.ends else []
    return found


def _tries(rules: Rules, known: Sequence[int], open_: Sequence[int]) -> Iterator[list[int]]:
    """Yield the marks with none, one, two … of the open ones, in their order.

    Equal ones move an untrimmed mean the further the more of them there are: then the ends are enough.
    """
    alike = not any(rules.class_ends) and len(set(open_)) == 1
    for number in {0, 1, len(open_)} if alike else range(len(open_) + 1):
        yield sorted([*known, *open_[:number]])


def _of_marks(scheme: Scheme, tally: ClassTally, marks: Sequence[UnsettledMark], known: _Known) -> MeanRange:
    rules, sums = scheme.rules, scheme.poll_of[tally.poll].sums_places
    means: list[list[Fraction]] = []
    for open_ in (sorted(m.least for m in marks), sorted((m.greatest for m in marks), reverse=True)):
        tried = (_mean(rules, each, known, sums=sums) for each in _tries(rules, known.marks, open_))
        means.append([mean for mean in tried if mean is not None])
    least, greatest = (_with_mean(rules, tally, mean) for mean in (min(means[0]), max(means[1])))
    return MeanRange(least, greatest, not known.marks and not known.valid, tuple(marks))


def _mean(rules: Rules, ascending: Sequence[int], known: _Known, *, sums: bool) -> Fraction | None:
    """The mean of a class, trimmed; None without a mark. ``sums``: its poll adds up the points of places."""
    number, total = len(ascending) + known.valid, sum(ascending) + known.total
    low, high = rules.class_ends
    own = MarkEnds(tuple(ascending[:low]), tuple(ascending[::-1][:high]))
    trimmed = left_out([own, *known.ends], answers_at(CLASS_ENDS, rules, number))
    if trimmed is not None:
        number, total = number - len(trimmed.marks), total - sum(trimmed.marks)
    return Fraction(total, 1 if sums else number) if number else None


def _with_mean(rules: Rules, tally: ClassTally, mean: Fraction) -> ClassTally:
    shown, unrounded = printed(rules, mean)
    return replace(tally, mean=shown, unrounded=unrounded)


def _of_items(scheme: Scheme, tally: ClassTally, marks: Sequence[UnsettledMark]) -> MeanRange:
    """The range of a class by 分项等次: that of each item, put together by 分值."""
    items = {item.code: place for place, item in enumerate(scheme.items)}
    ends: tuple[list[ItemTally], list[ItemTally]] = ([], [])
    empty = False
    for item in tally.items:
        open_ = [mark for mark in marks if mark.item == items[item.item]]
        least, greatest, without = _of_item(scheme, tally.poll, item, open_)
        ends[0].append(least)
        ends[1].append(greatest)
        empty = empty or (without and bool(item.points))
    means = [mean_of_items(listed) for listed in ends]
    least_, greatest_ = (tally if mean is None else _with_mean(scheme.rules, tally, mean) for mean in means)
    return MeanRange(least_, greatest_, empty, tuple(marks))


def _of_item(
    scheme: Scheme, poll: str, item: ItemTally, marks: Sequence[UnsettledMark]
) -> tuple[ItemTally, ItemTally, bool]:
    """The least and the greatest of an item, and whether it may have no mean."""
    if not marks:
        return item, item, item.mean is None
    listed = next(each for each in scheme.items if each.code == item.item)
    grades = [(each, votes) for each, votes in zip(scheme.grades_of(poll, listed), item.grades, strict=True)]
    points = [grade.points for grade, votes in grades if grade.counted for _ in range(votes)]
    for mark in marks:
        if mark.now is not None:
            points.remove(scheme.grades[mark.now].points)
    found = []
    for choose, open_ in (
        (min, sorted(mark.least for mark in marks)),
        (max, sorted((mark.greatest for mark in marks), reverse=True)),
    ):
        tried = (_mean(scheme.rules, each, _Known(), sums=False) for each in _tries(scheme.rules, points, open_))
        shown, unrounded = printed(scheme.rules, choose(mean for mean in tried if mean is not None))
        found.append(replace(item, mean=shown, unrounded=unrounded))
    return found[0], found[1], not points
