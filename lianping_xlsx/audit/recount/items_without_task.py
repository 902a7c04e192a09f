"""Items in which a ratee has no task: what they count, in fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from .cell_values import Entry
from .class_votes import enough, step
from .evidence import Evidence
from .rule_settings import Rules
from .scheme_parts import Component, Item, Scheme

NOTHING = Fraction(0)


class Lacking(NamedTuple):
    """What changes in the total of a ratee: a factor for what he got, and points for what he was not asked."""

    factor: Fraction = Fraction(1)
    extra: Fraction | None = NOTHING


def lacking(evidence: Evidence, ratee: str, scheme: Scheme, component: Component) -> Lacking:
    """By 无任务项目处理; ``extra`` is None while the points of somebody with the task are not known."""
    counting = {c: i for c, i in scheme.items_of(ratee, component).items() if i.mode in ("得分", "扣分")}
    without = {code: item for code, item in counting.items() if ratee in item.exempt}
    if not without:
        return Lacking()
    whole, gone = (sum((i.points for i in each.values()), NOTHING) for each in (counting, without))
    if scheme.rules.exempt == "按其余折算":
        return Lacking(whole / (whole - gone))
    if scheme.rules.exempt == "满分":
        return Lacking(extra=gone)
    means = [_mean_of_others(evidence, ratee, scheme, component, code) for code in without]
    known = [step(mean, scheme.rules) for mean in means if mean is not None]
    return Lacking(extra=sum(known, NOTHING) if len(known) == len(means) else None)


def _mean_of_others(evidence: Evidence, ratee: str, scheme: Scheme, component: Component, code: str) -> Fraction | None:
    out = {event.ratee for event in scheme.events if event.effect == "不参评"}
    item, group = scheme.items[code], scheme.groups[ratee]
    others = [r for r, g in scheme.groups.items() if g == group and r not in out and r not in item.exempt]
    scores = [
        _score(evidence, other, scheme, code) if _has_total(evidence, other, scheme, component) else None
        for other in others
    ]
    known = [score for score in scores if score is not None]
    return sum(known, NOTHING) / len(known) if known and len(known) == len(scores) else None


def _has_total(evidence: Evidence, ratee: str, scheme: Scheme, component: Component) -> bool:
    """True if there is a total at all: without the sheet of any 考核组 what departments scored is not counted yet."""
    items = scheme.items_of(ratee, component)
    of_teams = {code for code, item in items.items() if not item.department}
    own = (visit for visit in evidence.visits if visit.ratee == ratee)
    return not of_teams or any(visit.entries.keys() & of_teams for visit in own)


def _score(evidence: Evidence, ratee: str, scheme: Scheme, code: str) -> Fraction | None:
    """What a ratee has for an item: the mean of the assessors whose sheets came back filled."""
    given = [s.entries[ratee][code] for s in evidence.departments if code in s.entries.get(ratee, {})]
    if not scheme.items[code].department:
        own = (visit.entries for visit in evidence.visits if visit.ratee == ratee and code in visit.entries)
        given = [entries[code] for entries in own if any(each.given for each in entries.values())]
    points = [item_points(scheme.items[code], each, scheme.rules) for each in given]
    known = sorted(value for value in points if value is not None)
    if not known or len(known) < len(points):
        return None
    rules = scheme.rules
    low, high = _ends(rules, len(known))
    left = known[low : len(known) - high]
    return sum(left, NOTHING) / len(left)


def _ends(rules: Rules, number: int) -> tuple[int, int]:
    low, high = rules.team_trim_low, rules.team_trim_high
    trims = rules.team_trim == "按项" and enough(rules, number, rules.team_trim_above) and number > low + high
    return (low, high) if trims else (0, 0)


def item_points(item: Item, given: Entry, rules: Rules) -> Fraction | None:
    """The points of an item; None where an entry is missing, no number, or beyond what the item allows."""
    if not given.given:
        return NOTHING if item.mode in ("加分", "减分") else None
    if given.value is None or given.value < 0:
        return None
    if item.mode == "扣分" and (given.value <= item.points or rules.floors_deductions):
        return max(NOTHING, item.points - given.value)
    return given.value if given.value <= item.points else None
