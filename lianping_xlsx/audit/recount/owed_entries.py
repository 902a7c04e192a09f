"""What is still to come, at its least or at its greatest: votes, items, scores of forms that have not come back.

A form that has come is completed: rows of a 计票汇总 that do not stand, items and scores without a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from .cell_values import BLANK, Entry
from .class_votes import GRADE, ITEM, MARK, count_stands
from .collected_forms import named
from .evidence import DepartmentSheet, Evidence, Given, PooledRow, Visit
from .form_grids import FormKey
from .items_without_task import item_points
from .scheme_parts import Component, Scheme, Task

ANY = 10**9
"""A cited score has no greatest: a campaign may give any 加分. So it may be so many times the 满分."""


def completed(scheme: Scheme, evidence: Evidence, *, most: bool) -> Evidence:
    """The evidence with all that is owed, at the least or at the ``most`` that it can bring."""
    return replace(
        evidence,
        pooled=[*evidence.pooled, *_owed_votes(scheme, evidence, most=most)],
        visits=list(_visits(scheme, evidence, most=most)),
        departments=list(_sheets(scheme, evidence, most=most)),
        given=list(_given(scheme, evidence, most=most)),
        cited_at=Fraction(ANY if most else 0),
    )


def taking_part(scheme: Scheme, whom: Iterable[str]) -> list[str]:
    """Those of some ratees who take part."""
    out = {event.ratee for event in scheme.events if event.effect == "不参评"}
    return [ratee for ratee in whom if ratee not in out]


def _is_begun(entries: Mapping[str, Entry]) -> bool:
    return any(each.given for each in entries.values())


# ---------------------------------------------------------------- votes


def _owed_votes(scheme: Scheme, evidence: Evidence, *, most: bool) -> Iterator[PooledRow]:
    """预计份数 votes of each form that has not come back, or as many as there are voters."""
    for task in (task for task in scheme.tasks if task.form in ("测评票", "计票汇总")):
        poll, name = named(scheme, task.poll, task.voter_class)
        if FormKey(task.unit, task.form, poll, name) in evidence.elsewhere:
            continue
        for ratee in taking_part(scheme, task.whom):
            voted_on = any((each.poll, each.name) == (poll, name) for each in scheme.classes_of(ratee))
            if voted_on and not _came(evidence, scheme, task, poll, name, ratee):
                number = max(1, task.ballots or scheme.electorate(poll, name, ratee))
                yield from _at_end(scheme, poll, name, ratee, number, most=most)


def _came(evidence: Evidence, scheme: Scheme, task: Task, poll: str, name: str, ratee: str) -> bool:
    """Whether a form gives votes on a ratee: a register of ballots, or a row of counts that stands."""
    if task.form == "测评票":
        registers = (each for each in evidence.registers if each.ballots)
        return any((each.unit, each.poll, each.voter_class) == (task.unit, poll, name) for each in registers)
    key = task.unit, poll, name, ratee
    rows = [each for each in evidence.counts if (each.unit, each.poll, each.voter_class, each.ratee) == key]
    alike_heads = len({(row.issued, row.returned) for row in rows}) == 1
    return alike_heads and all(count_stands(row, scheme.rules) for row in rows)


def _at_end(scheme: Scheme, poll: str, name: str, ratee: str, number: int, *, most: bool) -> Iterator[PooledRow]:
    """So many votes with the lowest mark, or with the highest."""
    said, choose = scheme.polls[poll], max if most else min
    if said.graded:
        for code, item in said.graded.items():
            grade = choose(_points_by_grade(item.grades), key=_points_by_grade(item.grades).__getitem__)
            yield PooledRow(poll, name, ratee, ITEM, code, grade, Fraction(number))
        return
    if said.scoring == "等次":
        grade = choose(_points_by_grade(said.grades), key=_points_by_grade(said.grades).__getitem__)
        yield PooledRow(poll, name, ratee, GRADE, "", grade, Fraction(number))
        mark = _points_by_grade(said.grades)[grade]
    elif said.places:
        mark = max(said.places.values()) if most else Fraction(0)
    else:
        mark = _full(scheme, poll, scheme.groups[ratee]) if most else Fraction(0)
    yield PooledRow(poll, name, ratee, MARK, "", str(mark), Fraction(number))


def _points_by_grade(grades: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    return {grade: points for grade, points in grades.items() if points is not None}


def _full(scheme: Scheme, poll: str, group: str) -> Fraction:
    """The highest mark on a ballot: the 满分 of its 考核板块."""
    polled = [each for each in scheme.components_of(group) if each.source == "测评"]
    return next(each.full for each in polled if scheme.belongs(scheme.polls[poll].component, each, group))


# ---------------------------------------------------------------- 考评


def _end_of_item(scheme: Scheme, code: str, *, most: bool) -> Entry:
    """The entry of an item with which the total is the least, or the greatest."""
    item = scheme.items[code]
    return Entry(True, item.points if (item.mode in ("得分", "加分")) == most else Fraction(0))


def _completed(
    scheme: Scheme, entries: Mapping[str, Entry], asked: Iterable[str], *, came: bool, most: bool
) -> dict[str, Entry]:
    """All items of a form that has not come; else those without points, which a blank 加分 or 减分 has."""
    found = dict(entries)
    for code in asked:
        own = entries.get(code)
        if not came or own is None or item_points(scheme.items[code], own, scheme.rules) is None:
            found[code] = _end_of_item(scheme, code, most=most)
    return found


def _visits(scheme: Scheme, evidence: Evidence, *, most: bool) -> Iterator[Visit]:
    """The sheets of the 考核组, completed; one that has not come back is all made up."""
    for task in (task for task in scheme.tasks if task.form == "实地考评"):
        for ratee in taking_part(scheme, task.whom):
            asked = list(_asked(scheme, ratee, task.component))
            came = [v for v in evidence.visits if (v.unit, v.ratee) == (task.unit, ratee) and _of(v, asked)]
            entries, reasoned = (came[0].entries, came[0].reasoned) if came else ({}, False)
            found = _completed(scheme, entries, asked, came=reasoned or _is_begun(entries), most=most)
            yield Visit(ratee, found, task.unit)


def _of(visit: Visit, asked: Iterable[str]) -> bool:
    return not visit.entries.keys().isdisjoint(asked)


def _asked(scheme: Scheme, ratee: str, named_component: str, department: str = "") -> Iterator[str]:
    """The items of a ratee that the 考核组, or a department, are asked for."""
    for component in _components(scheme, ratee, "考评", named_component):
        for code, item in scheme.items_of(ratee, component).items():
            if item.department == department and ratee not in item.exempt:
                yield code


def _components(scheme: Scheme, ratee: str, source: str, name: str) -> Iterator[Component]:
    """The 考核板块 of a ratee to which a form belongs."""
    group = scheme.groups[ratee]
    for component in scheme.components_of(group):
        if component.source == source and scheme.belongs(name, component, group):
            yield component


def _sheets(scheme: Scheme, evidence: Evidence, *, most: bool) -> Iterator[DepartmentSheet]:
    """The sheets of the departments, completed."""
    for task in (task for task in scheme.tasks if task.form == "部门评分表"):
        own, asked = dict[str, dict[str, Entry]](), dict[str, list[str]]()
        for ratee in taking_part(scheme, task.whom):
            asked[ratee] = list(_asked(scheme, ratee, task.component, task.unit))
            came = [sheet.entries[ratee] for sheet in evidence.departments if ratee in sheet.entries]
            own[ratee] = {code: e for entries in came for code, e in entries.items() if code in asked[ratee]}
        begun = any(map(_is_begun, own.values()))
        made = {r: _completed(scheme, own[r], asked[r], came=begun, most=most) for r in own}
        yield DepartmentSheet(made)


# ---------------------------------------------------------------- 得分


def _given(scheme: Scheme, evidence: Evidence, *, most: bool) -> Iterator[Given]:
    """The ready-made scores, each of those that are wanting at 0 or at the 满分.

    Where other 期次 stand in for one without a score (按其余期次折算), it is not wanting.
    """
    for task in (task for task in scheme.tasks if task.form == "得分表"):
        for ratee in taking_part(scheme, task.whom):
            came = [g for g in evidence.given if (g.ratee, g.component) == (ratee, task.component)]
            own = came[0].scores if came else {}
            for component in _components(scheme, ratee, "得分", task.component):
                periods = [each.name for each in scheme.periods if each.component == component.name] or [""]
                there = [each for each in periods if each in own and _is_score(own[each], component)]
                if not (there and scheme.rules.reweigh_periods):
                    end = Entry(True, component.full if most else Fraction(0))
                    yield Given(ratee, task.component, {each: own[each] if each in there else end for each in periods})
                else:
                    yield Given(ratee, task.component, {each: own.get(each, BLANK) for each in periods})


def _is_score(given: Entry, component: Component) -> bool:
    return given.value is not None and 0 <= given.value <= component.full
