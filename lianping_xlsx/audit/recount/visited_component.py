"""The score of a component from 考评: what the 考核组 and the departments gave for each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .cell_values import Entry
from .class_votes import enough, step
from .evidence import Evidence
from .items_without_task import Lacking, item_points, lacking
from .rule_settings import Rules
from .scheme_parts import Component, Scheme


def field_score(evidence: Evidence, ratee: str, scheme: Scheme, component: Component) -> Fraction | None:
    """The score of a component from 考评: the mean of the totals, or the total of the means of the items."""
    rules = scheme.rules
    own = [entries for _, entries in visits_of(evidence, ratee, scheme, component)]
    begun = [entries for entries in own if any(each.given for each in entries.values())]
    visited = [points for entries in begun if (points := visit_points(entries, scheme))]
    # A form that lacks an entry is to be completed: until then nothing is said of the others' mean.
    lacks = lacking(evidence, ratee, scheme, component)
    if not visited or len(visited) < len(begun) or lacks.extra is None:
        return None
    by_item = rules.team_trim == "按项" and enough(rules, len(visited), rules.team_trim_above)
    if by_item and 0 < rules.team_trim_low + rules.team_trim_high < len(visited):
        means = {code: trimmed_mean([points[code] for points in visited], rules) for code in visited[0]}
        return step(total_of(means, scheme, lacks), rules)
    totals = [step(total_of(points, scheme, lacks), rules) for points in visited]
    return step(mean_of_totals(totals, rules), rules)


def visits_of(
    evidence: Evidence, ratee: str, scheme: Scheme, component: Component
) -> list[tuple[str, dict[str, Entry]]]:
    """What each assessor (by unit) and all departments entered; nothing while the sheet of a department is missing."""
    items = [code for code, item in scheme.items_of(ratee, component).items() if ratee not in item.exempt]
    by_departments = {code for code in items if scheme.items[code].department}
    came = {code: given for sheet in evidence.departments for code, given in sheet.entries.get(ratee, {}).items()}
    if not by_departments <= came.keys():
        return []
    theirs = {code: came[code] for code in by_departments}
    if theirs and len(theirs) == len(items):
        return [("", theirs)]
    own = [visit for visit in evidence.visits if visit.ratee == ratee and visit.entries.keys() & set(items)]
    return [(visit.unit, visit.entries | theirs) for visit in own]


def visit_points(entries: Mapping[str, Entry], scheme: Scheme) -> dict[str, Fraction] | None:
    """The points of each item; None where an entry is missing, no number, or beyond what the item allows.

    ``entries``: those of an assessor and of all departments, by item.
    """
    points = {code: item_points(scheme.items[code], given, scheme.rules) for code, given in entries.items()}
    known = {code: value for code, value in points.items() if value is not None}
    return known if len(known) == len(points) else None


def total_of(points: Mapping[str, Fraction], scheme: Scheme, lacks: Lacking) -> Fraction:
    """What the points of the items come to, unrounded."""
    sums = {"得分": Fraction(0), "扣分": Fraction(0), "加分": Fraction(0), "减分": Fraction(0)}
    for code, value in points.items():
        sums[scheme.items[code].mode] += value
    counting = (sums["得分"] + sums["扣分"]) * lacks.factor + (lacks.extra or 0)
    total = counting + capped(sums["加分"], scheme.rules.bonus_cap) - sums["减分"]
    return max(total, Fraction(0))


def trimmed_mean(values: Sequence[Fraction], rules: Rules) -> Fraction:
    """The mean of what the assessors gave without the ends, if there are enough of them."""
    low, high = rules.team_trim_low, rules.team_trim_high
    left = sorted(values)
    if enough(rules, len(values), rules.team_trim_above) and len(values) > low + high:
        left = left[low : len(left) - high]
    return sum(left, Fraction(0)) / len(left)


def mean_of_totals(totals: Sequence[Fraction], rules: Rules) -> Fraction:
    """The mean of the totals of one ratee, trimmed where it is by sheets."""
    return trimmed_mean(totals, rules) if rules.team_trim == "按表" else sum(totals, Fraction(0)) / len(totals)


def capped(value: Fraction, cap: Fraction | None) -> Fraction:
    """A value, or the cap if it is above that."""
    return value if cap is None else min(value, cap)
