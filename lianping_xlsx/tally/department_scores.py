"""The points that 评分单位 give: each department scores its own items of the 考评细则, for each ratee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Ratee, RubricItem, Scheme
from lianping_xlsx.scheme.terms import Collects, ComponentSource
from lianping_xlsx.tally.assessments import ItemLoss
from lianping_xlsx.tally.department_points import DepartmentItem, DepartmentScore
from lianping_xlsx.tally.item_points import Entries, FormAndRatee, item_score, losses_of, sums_of


@dataclass(frozen=True)
class DepartmentPoints:
    """What all departments give: the points of each, its items, and the points lost.

    All are ordered by ratee, component and department; a department whose form did not come is there too.
    """

    scores: tuple[DepartmentScore, ...]
    items: tuple[DepartmentItem, ...]
    losses: tuple[ItemLoss, ...]


def department_points(scheme: Scheme, counted: Counted, entries: Mapping[FormAndRatee, Entries]) -> DepartmentPoints:
    """The points of the departments for every ratee. ``entries``: those of all forms."""
    duties = list(_duties(scheme, counted))
    scores = tuple(_score(scheme, counted, duty, entries.get(duty.key, {})) for duty in duties)
    items = (item for duty in duties for item in _items(scheme, counted, duty, entries.get(duty.key, {})))
    losses = (
        loss
        for duty in duties
        if duty.form is not None
        for loss in losses_of(scheme, counted, duty.key, entries.get(duty.key, {}), duty.component)
    )
    return DepartmentPoints(scores, tuple(items), tuple(losses))


@dataclass(frozen=True, slots=True)
class _Duty:
    """A department has to score its items of a component for a ratee. ``form``: the used form; None if none came.

    ``number``: the index of the ratee. ``unit``: the code of the department.
    """

    ratee: Ratee
    number: int
    component: str
    unit: str
    items: tuple[RubricItem, ...]
    form: int | None

    @property
    def key(self) -> FormAndRatee:
        """The form (-1 if none came) and the ratee."""
        return -1 if self.form is None else self.form, self.number


def _duties(scheme: Scheme, counted: Counted) -> Iterator[_Duty]:
    forms = _forms(scheme, counted)
    for number, ratee in enumerate(scheme.ratees):
        for component, department in scheme.department_duties(ratee):
            unit = scheme.unit_of[department].code
            items = tuple(item for item in scheme.items_for(ratee, component) if item.department == department)
            form = forms.get((unit, ratee.code, component))
            yield _Duty(ratee, number, component, unit, items, form)


def _forms(scheme: Scheme, counted: Counted) -> dict[tuple[str, str, str], int]:
    """The 部门评分表 that are used, keyed by code of the unit, code of the ratee, and component."""
    tasks = {
        (scheme.unit_of[task.unit].code, task.component): task
        for task in scheme.tasks
        if task.kind.collects is Collects.DEPARTMENT
    }
    found = {}
    for index in counted.scored_by_departments:
        unit, named = counted.forms[index].unit, counted.forms[index].component
        for code in tasks[unit, named].ratees:
            component = scheme.component_in(scheme.ratee_of[code].group, ComponentSource.RUBRIC, named)
            found[unit, code, component] = index
    return found


def _score(scheme: Scheme, counted: Counted, duty: _Duty, entries: Entries) -> DepartmentScore:
    sums, received = sums_of(scheme, duty.items, entries), duty.form is not None
    return DepartmentScore(
        ratee=duty.ratee.code,
        unit=duty.unit,
        component=duty.component,
        heads=tuple(sums.heads.items()),
        bonus=sums.bonus,
        penalty=sums.penalty,
        received=received,
        whole=received and duty.key not in counted.owed,
        items=tuple(sums.items.items()),
    )


def _items(scheme: Scheme, counted: Counted, duty: _Duty, entries: Entries) -> Iterator[DepartmentItem]:
    codes = {item.code for item in duty.items}
    for number, item in enumerate(scheme.rubric):
        if item.code in codes:
            entered, reason = entries.get(number), counted.reasons.get(duty.key, {}).get(number, "")
            points = 0 if entered is None else item_score(item, entered) if item.counts_to_hundred else entered
            yield DepartmentItem(duty.ratee.code, duty.unit, duty.component, item.code, entered, points, reason)


def department_findings(scheme: Scheme, counted: Counted) -> Iterator[Finding]:
    """Yield ``result.no-department-score`` for each form with items that have no valid entry, with the ratees.

    A form that did not come back has a finding of its own.
    """
    owed: dict[int, list[str]] = {}
    for form, number in sorted(counted.owed):
        ratee = scheme.ratees[number]
        if ratee.code not in scheme.excluded:
            owed.setdefault(form, []).append(ratee.label)
    names = {unit.code: unit.name for unit in scheme.units}
    for form, ratees in owed.items():
        slots = {"unit": names[counted.forms[form].unit], "names": some(ratees, NAMED_IN_LIST, "人")}
        yield Finding("result.no-department-score", Place(), slots)


def missing_departments(scheme: Scheme, scores: Iterable[DepartmentScore]) -> Iterator[str]:
    """Yield in words each department without which a ratee has no total."""
    names = {unit.code: unit.name for unit in scheme.units}
    for score in scores:
        if not score.received:
            yield f"没有采用“{names[score.unit]}”的部门评分表"
        elif not score.whole:
            yield f"“{names[score.unit]}”的部门评分表有项目没有得分"
