"""Items that separate nobody: nearly all ratees of a 排名组 got the same points for one (项目区分提醒线).

Looked at are 考评项目, and the 测评内容 of polls by 分项等次.

Such an item takes points from the others without a part in the order. An item is flat if the commonest points went to
at least the line (95 %) of its n ratees, and if honest marks hardly come to that: let each ratee get the commonest
points with the probability 3/5, independently. That f or more of n do has the probability
Σ C(n, i) (3/5)^i (2/5)^(n - i) over i from f to n. Times the number of items of the component it must be below 1/100.
Of 20 items therefore one is flat only from 15 ratees on (20 x 0.6^15 = 0.0094; 20 x 0.6^14 = 0.0157): of a few ratees
it says nothing that all got the same. Several 考核组: the points are the mean of theirs. 加分 and 减分 items, blank
for most by their nature, are left out.

Of ballots the points are the means of the classes by their weights. Where voters tick the best grade of nearly every
item, equal means are no rare thing: the probability of the commonest points is then that of the other items of the poll
(upper bound of 99 %), if that is above 3/5. Then an item is flat only beside others that separate. The remark does not
tell the points: that all have 100 would tell how everybody voted.

Error rate, measured on 4,000 invented 排名组 (``tests/bench/false_questions.py``: 5 to 40 ratees, 5 to 30 items, the
commonest points with the probability 0.6): 0.1 % had a remark (claimed: below 1 %). Two flat items of 5 to 30 are found
among 16 ratees in all of 1,000.

Of ballots, in 4,000 polls of each level (1 to 3 classes of 5 to 40 voters, 5 to 40 ratees, 2 to 10 items, four grades):
where 24 or 76 of 100 ticks are the best grade 0.0 % and 0.05 %, where 89 or 96 of 100 are, 0.7 % and 0.9 % (claimed:
below 1 %). A flat item is found among 16 ratees in 98 %, two of 2 to 10 items in 72 %.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.audit.fairness.spread_shares import weight_in_poll
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.terms import ComponentSource, Scoring
from lianping_xlsx.tally.tally_results import Result

_COMMONEST = Fraction(3, 5)
"""The probability of the commonest points of an item that separates."""
_CHANCE = Fraction(1, 100)
_SURE = 2.33
"""Standard errors above a share: it is not greater with a probability of 99 %."""


@dataclass(frozen=True, slots=True)
class FlatItem:
    """An item for which ``same`` of ``ratees`` got the same ``points`` (hundredths)."""

    code: str
    points: Fraction
    same: int
    ratees: int


def flat_items(scheme: Scheme, result: Result) -> Iterator[Finding]:
    """Yield ``conduct.flat-items``, one per 排名组 and component, with the flat items and the sum of their 分值.

    ``conduct.flat-votes``: one per 排名组 and poll.
    """
    line = scheme.rules.flat_line
    if line is None:
        return
    polls = [p.name for p in scheme.polls if p.scoring is Scoring.ITEM_GRADES and (p.weight or scheme.by_shares)]
    for group in scheme.groups:
        for component in scheme.components_for(group):
            if component.source is not ComponentSource.RUBRIC:
                continue
            flat = flat_among(_points_given(scheme, result, group, component), line)
            if flat:
                yield _finding(scheme, group, component, flat)
        for poll in polls:
            voted = flat_among(_points_voted(scheme, result, group, poll), line, voted=True)
            if voted:
                yield _of_votes(scheme, group, poll, voted)


def _points_voted(scheme: Scheme, result: Result, group: str, poll: str) -> Mapping[str, Sequence[ScoreValue]]:
    """The mean of each 测评内容 with 分值 by its code: one element per ratee of whom every class has one."""
    found: dict[str, list[ScoreValue]] = {}
    for ratee in scheme.participants_of[group]:
        tallies = [each for each in result.classes_of.get(ratee.code, ()) if each.poll == poll]
        weights = [Fraction(weight_in_poll(scheme, each)) for each in tallies]
        for items in zip(*(each.items for each in tallies), strict=True):
            parts = [(weight, each.used) for weight, each in zip(weights, items, strict=True) if weight]
            if items[0].points and parts and all(mean is not None for _, mean in parts):
                points = sum((weight * (mean or 0) for weight, mean in parts), Fraction(0))
                found.setdefault(items[0].item, []).append(points / sum(weight for weight, _ in parts))
    return found


def _points_given(
    scheme: Scheme, result: Result, group: str, component: Component
) -> Mapping[str, Sequence[ScoreValue]]:
    """The points of each 得分 and 扣分 item by its code: one element per ratee who has a task in it."""
    counted = {item.code for item in scheme.rubric if item.counts_to_hundred}
    found: dict[str, list[ScoreValue]] = {}
    for ratee in scheme.participants_of[group]:
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


def flat_among(given: Mapping[str, Sequence[ScoreValue]], line: int, *, voted: bool = False) -> list[FlatItem]:
    """The flat items among those of a component. ``line``: in hundredths of a per cent. ``voted``: of a poll."""
    commonest = {code: Counter(points).most_common(1)[0] for code, points in given.items()}
    flat = []
    for code, (points, same) in commonest.items():
        ratees, share = len(given[code]), _COMMONEST
        if voted:
            others = [(n, len(given[other])) for other, (_, n) in commonest.items() if other != code]
            share = max(share, _at_most(sum(n for n, _ in others), sum(of for _, of in others)))
        if same * exact.WHOLE >= line * ratees and _by_chance(same, ratees, share) * len(given) < _CHANCE:
            flat.append(FlatItem(code, Fraction(points), same, ratees))
    return flat


def _at_most(part: int, whole: int) -> Fraction:
    """The upper confidence bound of a share, in full hundredths; 0 of nothing."""
    if not whole:
        return Fraction(0)
    error = math.sqrt(max(part * (whole - part) / whole, 1) / whole**2)
    return Fraction(min(100, math.ceil(100 * (part / whole + _SURE * error))), 100)


def _by_chance(same: int, ratees: int, commonest: Fraction) -> Fraction:
    """The probability that at least ``same`` of the ratees get the commonest points of an item that separates."""
    share, rest = commonest.numerator, commonest.denominator - commonest.numerator
    ways = sum(math.comb(ratees, i) * share**i * rest ** (ratees - i) for i in range(same, ratees + 1))
    return Fraction(ways, commonest.denominator**ratees)


def _finding(scheme: Scheme, group: str, component: Component, flat: Sequence[FlatItem]) -> Finding:
    items = {item.code: item for item in scheme.rubric}
    slots = {
        "group": group,
        "component": component.name,
        "count": str(len(flat)),
        "points": exact.show_short(sum(items[each.code].points for each in flat)),
        "items": some([_words(items[each.code], each) for each in flat], NAMED_IN_LIST, "项", "；"),
    }
    return Finding("conduct.flat-items", slots=slots)


def _words(item: RubricItem, flat: FlatItem) -> str:
    points = exact.show_short(exact.hundredths(flat.points, 1))
    return f"{item.code}（{exact.show_short(item.points)}分，{flat.ratees}人中{flat.same}人得{points}分）"


def _of_votes(scheme: Scheme, group: str, poll: str, flat: Sequence[FlatItem]) -> Finding:
    items = {item.code: item for item in scheme.items_of(poll)}
    slots = {
        "group": group,
        "poll": poll,
        "count": str(len(flat)),
        "points": exact.show_short(sum(items[each.code].points for each in flat)),
        "items": some(
            [f"{code}（{exact.show_short(items[code].points)}分）" for code in (each.code for each in flat)],
            NAMED_IN_LIST,
            "项",
        ),
    }
    return Finding("conduct.flat-votes", slots=slots)
