"""Checks of ready-made scores: the 期次 of each component, and who reports whose scores on a 得分表."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.component_checks import sum_of
from lianping_xlsx.scheme.components import names_of_components
from lianping_xlsx.scheme.model import Ratee, Task
from lianping_xlsx.scheme.terms import Collects, ComponentSource

_SHEET = "期次"


def score_periods(case: CheckCase) -> Iterator[Finding]:
    """Check the rows of 期次: their components, names and weights.

    Findings: ``scheme.unknown``, ``scheme.period-source``, ``scheme.sum``; ``unique_keys`` reports equal names.
    """
    scheme = case.scheme
    known = names_of_components(scheme.component_rows)
    given = names_of_components(scheme.component_rows, ComponentSource.SCORES)
    for record, period in zip(case.table(_SHEET), scheme.periods, strict=True):
        yield from case.resolve(record, "板块", period.component, known, "考核板块")
        if period.component in known and period.component not in given:
            yield case.column_finding("scheme.period-source", record, "板块", name=period.component)
    for name in dict.fromkeys(period.component for period in scheme.periods):
        rows = ((period.row, period.weight) for period in scheme.periods_of(name))
        yield from sum_of(case, _SHEET, "权重", rows, f"板块“{name}”各期次的权重")


def given_scores(case: CheckCase) -> Iterator[Finding]:
    """Check that one 得分表, and only one, reports the scores of each ratee for each component with the source 得分.

    Findings: ``scheme.component-unnamed``, ``scheme.scored-twice``, ``scheme.not-scored``.
    """
    tasks = [task for task in case.scheme.tasks if task.kind.collects is Collects.GIVEN_SCORES]
    for task in tasks:
        yield from _unnamed(case, task)
    reported: dict[tuple[str, str], Task] = {}
    for task in tasks:
        yield from _twice(case, task, reported)
    if not any(_is_unclear(case, task) for task in tasks):
        yield from _not_scored(case, reported)


def _unnamed(case: CheckCase, task: Task) -> Iterator[Finding]:
    """Yield ``scheme.component-unnamed`` if a task has scores of several components and names none of them."""
    if task.component:
        return
    groups = dict.fromkeys(case.scheme.ratee_of[code].group for code in task.ratees)
    names = dict.fromkeys(
        name for group in groups for name in case.scheme.component_names(group, ComponentSource.SCORES)
    )
    if len(names) > 1:
        slots = {"name": str(task.kind), "names": "、".join(names)}
        yield Finding("scheme.component-unnamed", case.at("填报任务", task.row, "板块"), slots)


def _component(case: CheckCase, task: Task, code: str) -> str:
    return case.scheme.component_in(case.scheme.ratee_of[code].group, ComponentSource.SCORES, task.component)


def _twice(case: CheckCase, task: Task, reported: dict[tuple[str, str], Task]) -> Iterator[Finding]:
    """Yield ``scheme.scored-twice``, once per task, for a ratee whose scores an earlier task reports.

    ``reported``: the first task, keyed by code of the ratee and component; the scores of ``task`` are added.
    """
    told = False
    for code in task.ratees:
        component = _component(case, task, code)
        if not component:
            continue
        first = reported.setdefault((code, component), task)
        # Two rows for the same form of a unit are ``scheme.duplicate-task``.
        same_form = (first.unit, first.component) == (task.unit, task.component)
        if first is not task and not told and not same_form:
            slots = {"name": case.scheme.ratee_of[code].label, "component": component, "row": str(first.row)}
            yield Finding("scheme.scored-twice", case.at("填报任务", task.row, "考核对象范围"), slots)
            told = True


def _is_unclear(case: CheckCase, task: Task) -> bool:
    """Return True if the range of a task has a word that names nobody or several: a missing ratee may be meant."""
    meant = case.roster.ratees(case.by_row["填报任务"][task.row].text("考核对象范围"))
    return bool(meant.unknown or meant.shared)


def _not_scored(case: CheckCase, reported: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Yield ``scheme.not-scored`` once per component: a new component without a task is missing for everybody."""
    done, left_out = set(reported), dict[str, list[Ratee]]()
    for ratee in case.scheme.ratees:
        components = case.scheme.components_for(ratee.group)
        for component in names_of_components(components, ComponentSource.SCORES):
            if (ratee.code, component) not in done:
                left_out.setdefault(component, []).append(ratee)
    for component, ratees in left_out.items():
        slots = {"name": some([ratee.label for ratee in ratees], NAMED_IN_LIST, "人"), "component": component}
        yield Finding("scheme.not-scored", case.at("考核对象", ratees[0].row, "编号"), slots)
