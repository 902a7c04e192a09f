"""考评项目 that separate nobody: nearly all ratees of a 排名组 got the same points for an item (项目区分提醒线).

Such an item takes points from the others without a part in the order. An item is flat if the commonest points went to
at least the line (95 %) of its n ratees, and if honest marks hardly come to that: let each ratee get the commonest
points with the probability 3/5, independently. That f or more of n do has the probability
Σ C(n, i) (3/5)^i (2/5)^(n - i) over i from f to n. Times the number of items of the component it must be below 1/100.
Of 20 items therefore one is flat only from 15 ratees on (20 x 0.6^15 = 0.0094; 20 x 0.6^14 = 0.0157): of a few ratees
it says nothing that all got the same. Several 考核组: the points are the mean of theirs. 加分 and 减分 items, blank
for most by their nature, are left out.

Error rate, measured on 4,000 invented 排名组 (``tests/bench/false_questions.py``: 5 to 40 ratees, 5 to 30 items, the
commonest points with the probability 0.6): 0.1 % had a remark (claimed: below 1 %). Two flat items of 5 to 30 are found
among 16 ratees in all of 1,000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.tally_results import Result

_COMMONEST = Fraction(3, 5)
"""The probability of the commonest points of an item that separates."""
_CHANCE = Fraction(1, 100)
_NAMED = 8
"""The number of items that a finding names; of the others it gives the number."""


@dataclass(frozen=True, slots=True)
class FlatItem:
    """An item for which ``same`` of ``ratees`` got the same ``points`` (hundredths)."""

    code: str
    points: Fraction
    same: int
    ratees: int


def flat_items(scheme: Scheme, result: Result) -> Iterator[Finding]:
    """Yield ``conduct.flat-items``, one per 排名组 and component, with the flat items and the sum of their 分值."""
    line = scheme.rules.flat_line
    if line is None:
        return
    for group in scheme.groups:
        for component in scheme.components_for(group):
            if component.source is not ComponentSource.RUBRIC:
                continue
            flat = flat_among(_points_given(scheme, result, group, component), line)
            if flat:
                yield _finding(scheme, group, component, flat)


def _points_given(
    scheme: Scheme, result: Result, group: str, component: Component
) -> Mapping[str, Sequence[ScoreValue]]:
    """The points of each 得分 and 扣分 item by its code: one element per ratee who has a task in it."""
    counted = {item.code for item in scheme.rubric if item.counts_to_hundred}
    found: dict[str, list[ScoreValue]] = {}
    for ratee in scheme.ratees:
        if ratee.group != group or ratee.code in scheme.excluded:
            continue
        given: dict[str, list[int]] = {}
        for each in result.assessments_of.get(ratee.code, ()):
            for code, points in each.items if each.component == component.name else ():
                if code in counted:
                    given.setdefault(code, []).append(points)
        for code, of_teams in given.items():
            found.setdefault(code, []).append(of_teams[0] if len(of_teams) == 1 else _mean(of_teams))
    return found


def _mean(points: Sequence[int]) -> ScoreValue:
    return exact.weight(Fraction(sum(points), len(points)))


def flat_among(given: Mapping[str, Sequence[ScoreValue]], line: int) -> list[FlatItem]:
    """The flat items among those of a component. ``line``: in hundredths of a per cent."""
    flat = []
    for code, points in given.items():
        ((commonest, same),) = Counter(points).most_common(1)
        if same * exact.WHOLE >= line * len(points) and _by_chance(same, len(points)) * len(given) < _CHANCE:
            flat.append(FlatItem(code, Fraction(commonest), same, len(points)))
    return flat


def _by_chance(same: int, ratees: int) -> Fraction:
    """The probability that at least ``same`` of the ratees get the commonest points of an item that separates."""
    share, rest = _COMMONEST.numerator, _COMMONEST.denominator - _COMMONEST.numerator
    ways = sum(comb(ratees, i) * share**i * rest ** (ratees - i) for i in range(same, ratees + 1))
    return Fraction(ways, _COMMONEST.denominator**ratees)


def _finding(scheme: Scheme, group: str, component: Component, flat: Sequence[FlatItem]) -> Finding:
    items = {item.code: item for item in scheme.rubric}
    slots = {
        "group": group,
        "component": component.name,
        "count": str(len(flat)),
        "points": exact.show_short(sum(items[each.code].points for each in flat)),
        "items": some([_words(items[each.code], each) for each in flat], _NAMED, "项", "；"),
    }
    return Finding("conduct.flat-items", slots=slots)


def _words(item: RubricItem, flat: FlatItem) -> str:
    points = exact.show_short(exact.hundredths(flat.points, 1))
    return f"{item.code}（{exact.show_short(item.points)}分，{flat.ratees}人中{flat.same}人得{points}分）"
