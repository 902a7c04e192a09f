"""Checks of 等次条件: every row names a tier, a figure and a line that can be compared, and no two rows exclude all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode, Scoring
from lianping_xlsx.scheme.tier_conditions import Comparison, TierCondition
from lianping_xlsx.scheme.tier_sheets import CONDITIONS
from lianping_xlsx.scheme.vote_rates import VoteRate, overall_item, rated_grades
from lianping_xlsx.spreadsheet.tables import Record

SHEET = CONDITIONS.sheet
_FROM_BELOW = (Comparison.AT_LEAST, Comparison.ABOVE)
_COMPOSITE = "综合得分"
_OF_RATES = ("测评", "等级", "得票范围", "票类", "分母")
"""The columns that are only read for 得票率."""


def conditions(case: CheckCase) -> Iterable[Finding]:
    """Check each row, then rows on the same figure that nobody can meet together."""
    for record, condition in zip(case.table(SHEET), case.scheme.conditions, strict=True):
        yield from case.resolve(record, "等次", condition.tier, case.scheme.tier_names, "等次规则")
        for group in condition.groups:
            if group not in case.scheme.groups:
                yield case.unknown(record, "适用排名组", group, "考核对象", case.scheme.groups)
        yield from _tier(case, record, condition)
        yield from _rate(case, record, condition, condition.rate) if condition.rate else _score(case, record, condition)
    for one, other in combinations(case.scheme.conditions, 2):
        yield from _excluded(case, one, other)


def _groups(case: CheckCase, condition: TierCondition) -> list[str]:
    return [group for group in case.scheme.groups if condition.applies_to(group)]


def _tier(case: CheckCase, record: Record, condition: TierCondition) -> Iterator[Finding]:
    """Check that the tier is one of each 排名组, and not its last one: somebody would be in none."""
    for group in _groups(case, condition):
        names = [tier.name for tier in case.scheme.tiers_of(group).values()]
        slots = {"tier": condition.tier, "group": group}
        if condition.tier in case.scheme.tier_names and condition.tier not in names:
            yield Finding("scheme.condition-group", record.place(case.file, "等次"), slots)
        elif names and condition.tier == names[-1]:
            yield Finding("scheme.condition-last", record.place(case.file, "等次"), {"tier": condition.tier})
            return


def _score(case: CheckCase, record: Record, condition: TierCondition) -> Iterator[Finding]:
    """Check that each 排名组 has the score, and the line: points, with no more decimals than are printed."""
    place = record.place(case.file, "比较内容")
    if condition.score == _COMPOSITE:
        yield Finding("scheme.condition-composite", place)
        return
    for group in _groups(case, condition):
        names = [word for each in case.scheme.components_for(group) for word in (each.score_name, each.name)]
        if condition.score not in names:
            slots = {"value": condition.score, "group": group, "scores": "、".join(dict.fromkeys(names))}
            yield Finding("scheme.condition-score", place, slots)
    columns = [column for column in _OF_RATES if record.values.get(column) is not None]
    if columns:
        slots = {"score": condition.score, "columns": "”“".join(columns)}
        yield Finding("scheme.condition-unused", record.place(case.file, columns[0]), slots)
    line = record.place(case.file, "线")
    if not isinstance(condition.line, int) or condition.line % exact.unit_of(case.scheme.rules.decimals):
        slots = {"value": exact.show_weight(condition.line), "decimals": str(case.scheme.rules.decimals)}
        yield Finding("scheme.condition-points", line, slots)
    yield from _beyond(case, record, condition)


def _beyond(case: CheckCase, record: Record, condition: TierCondition) -> Iterator[Finding]:
    """Yield ``scheme.condition-beyond`` for a line that no score can meet."""
    if condition.comparison is Comparison.AT_MOST or any(poll.sums_places for poll in case.scheme.polls):
        return
    for group in _groups(case, condition):
        found = [each for each in case.scheme.components_for(group) if condition.score in (each.score_name, each.name)]
        most = max((_most(case, group, component) for component in found), default=condition.line + 1)
        strict = condition.comparison is not Comparison.AT_LEAST
        never = not condition.line if condition.comparison is Comparison.BELOW else condition.line + strict > most
        if never:
            words = exact.show_short(most)
            slots = {"score": condition.score, "most": words, "line": condition.line_words, "tier": condition.tier}
            yield Finding("scheme.condition-beyond", record.place(case.file, "线"), slots)
            return


def _most(case: CheckCase, group: str, component: Component) -> int:
    """The highest score of a component (hundredths): its 满分, and of 考评 also what 加分 items may add."""
    if component.source is not ComponentSource.RUBRIC:
        return component.full
    items = case.scheme.rubric_for(group, component.name)
    bonus, cap = sum(item.points for item in items if item.mode is ItemMode.BONUS), case.scheme.rules.bonus_cap
    return component.full + (bonus if cap is None else min(bonus, cap))


def _rate(case: CheckCase, record: Record, condition: TierCondition, rate: VoteRate) -> Iterator[Finding]:
    """Check the rate, and that its line is a part of the whole."""
    yield from vote_rate(case, record, rate)
    line, comparison = condition.line, condition.comparison
    never = line > exact.WHOLE or (line == exact.WHOLE and comparison is Comparison.ABOVE)
    never |= line == 0 and comparison is Comparison.BELOW
    if never:
        slots = {"tier": condition.tier, "line": condition.line_words}
        yield Finding("scheme.condition-never", record.place(case.file, "线"), slots)


def vote_rate(case: CheckCase, record: Record, rate: VoteRate) -> Iterator[Finding]:
    """Check the cells 测评, 等级 and 票类 of a row, of this sheet or of another one.

    Findings: ``scheme.unknown``, ``scheme.rate-poll``, ``scheme.rate-overall``.
    """
    scheme = case.scheme
    poll = scheme.poll_of.get(rate.poll)
    if poll is None:
        yield case.unknown(record, "测评", rate.poll or "（空白）", "测评", scheme.poll_of)
        return
    if poll.scoring not in (Scoring.GRADES, Scoring.ITEM_GRADES):
        slots = {"poll": poll.name, "scoring": str(poll.scoring)}
        yield Finding("scheme.rate-poll", record.place(case.file, "测评"), slots)
        return
    if poll.scoring is Scoring.ITEM_GRADES and overall_item(scheme, poll.name) is None:
        yield Finding("scheme.rate-overall", record.place(case.file, "测评"), {"poll": poll.name})
        return
    grades = [grade.name for grade in rated_grades(scheme, poll.name) if grade.counted]
    if rate.grade not in grades:
        yield case.unknown(record, "等级", rate.grade or "（空白）", "评价等级", grades)
    names = list(dict.fromkeys(voter.name for voter in scheme.classes_of(poll.name)))
    for name in rate.classes:
        if name not in names:
            yield case.unknown(record, "票类", name, "票类", names)


def _excluded(case: CheckCase, one: TierCondition, other: TierCondition) -> Iterator[Finding]:
    """Yield ``scheme.condition-both`` for two rows on one figure that nobody meets: the better tier is closed."""
    shared = [group for group in _groups(case, one) if other.applies_to(group)]
    alike = (one.rate, "" if one.rate else one.score) == (other.rate, "" if other.rate else other.score)
    if not shared or not alike or (one.comparison in _FROM_BELOW) == (other.comparison in _FROM_BELOW):
        return
    low, high = (one, other) if one.comparison in _FROM_BELOW else (other, one)
    strict = low.comparison is Comparison.ABOVE or high.comparison is Comparison.BELOW
    if low.line > high.line or (low.line == high.line and strict):
        order = case.scheme.tier_names
        tiers = sorted({one.tier, other.tier} & set(order), key=order.index)
        slots = {"row": str(one.row), "tier": tiers[0] if tiers else one.tier}
        yield Finding("scheme.condition-both", case.at(SHEET, other.row, "线"), slots)
