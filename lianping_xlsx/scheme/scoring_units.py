"""Checks of 评分单位: every item that a department scores is asked for, once for each ratee, by 部门评分表."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Scheme, Task
from lianping_xlsx.scheme.terms import Collects, ComponentSource

_Duty = tuple[str, str, str]
"""A department has to score a ratee: its name, the code of the ratee, the name of the component."""


def scoring_units(case: CheckCase) -> Iterable[Finding]:
    """Findings: all codes ``scheme.unit-*``.

    If the range of a 部门评分表 has words that name nobody, no ratee is reported as missing: he may be meant there.
    """
    asked: dict[_Duty, Task] = {}
    for task in _tasks(case.scheme):
        duties = list(duties_of(case.scheme, task))
        if not duties:
            yield Finding("scheme.unit-no-items", case.at("填报任务", task.row, "填报单位"), {"unit": task.unit})
        if before := next((asked[duty] for duty in duties if duty in asked), None):
            slots = {"unit": task.unit, "row": str(before.row)}
            yield Finding("scheme.unit-twice", case.at("填报任务", task.row, "考核对象范围"), slots)
        asked |= dict.fromkeys(duties, task)
    yield from _without_items(case)
    if not _is_unclear(case):
        yield from _not_asked(case, asked.keys())


def _tasks(scheme: Scheme) -> list[Task]:
    return [task for task in scheme.tasks if task.kind.collects is Collects.DEPARTMENT]


def duties_of(scheme: Scheme, task: Task) -> Iterator[_Duty]:
    """Yield what a 部门评分表 asks for: the ratees who have an item of the unit to be scored."""
    for code in task.ratees:
        ratee = scheme.ratee_of[code]
        component = scheme.component_in(ratee.group, ComponentSource.RUBRIC, task.component)
        if component and (component, task.unit) in scheme.department_duties(ratee):
            yield task.unit, code, component


def _without_items(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.unit-no-team`` for each 实地考评 with ratees for whom departments score all items."""
    scheme = case.scheme
    for task in scheme.tasks:
        if task.kind.collects is not Collects.SCORES:
            continue
        ratees = [scheme.ratee_of[code] for code in task.ratees]
        components = [scheme.component_in(r.group, ComponentSource.RUBRIC, task.component) for r in ratees]
        names = [r.label for r, name in zip(ratees, components, strict=True) if not scheme.has_teams(r.group, name)]
        if names:
            slots = {"unit": task.unit, "names": some(names, NAMED_IN_LIST, "人")}
            yield Finding("scheme.unit-no-team", case.at("填报任务", task.row, "表种"), slots)


def _is_unclear(case: CheckCase) -> bool:
    for record, task in zip(case.table("填报任务"), case.scheme.tasks, strict=True):
        meant = case.roster.ratees(record.text("考核对象范围"))
        if task.kind.collects is Collects.DEPARTMENT and (meant.unknown or meant.shared):
            return True
    return False


def _not_asked(case: CheckCase, asked: Iterable[_Duty]) -> Iterator[Finding]:
    """Yield a finding per department that has no task, or whose tasks leave out ratees; at its first item."""
    scheme, known = case.scheme, set(asked)
    left_out: dict[str, list[str]] = {}
    for ratee in scheme.ratees:
        for component, department in scheme.department_duties(ratee):
            if department in scheme.unit_of and (department, ratee.code, component) not in known:
                left_out.setdefault(department, []).append(ratee.label)
    with_task = {task.unit for task in _tasks(scheme)}
    for department, names in left_out.items():
        items = [item for item in scheme.rubric if item.department == department]
        place = case.at("考评细则", items[0].row, "评分单位")
        listed = {"unit": department, "items": "、".join(item.code for item in items)}
        if department not in with_task:
            yield Finding("scheme.unit-no-task", place, listed)
        else:
            slots = {"unit": department, "names": some(list(dict.fromkeys(names)), NAMED_IN_LIST, "人")}
            yield Finding("scheme.unit-not-for", place, slots)


def form_scope(task: Task) -> tuple[str, str, str]:
    """Poll, voter class and component of a task, as far as they distinguish its form from others of the same 表种."""
    return ("", "", task.component) if task.kind.of_component else (task.poll, task.voter_class, "")
