"""Checks of 无此任务的考核对象: whom the column names, and whether enough items and ratees are left."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Ratee, RubricItem
from lianping_xlsx.scheme.references import persons
from lianping_xlsx.scheme.terms import EXEMPT, ComponentSource, ExemptItems

_SHEET = "考评细则"


def exempt_items(case: CheckCase) -> Iterator[Finding]:
    """Check the column and what it leaves.

    Findings: those of ``persons``, ``scheme.exempt-elsewhere``, ``scheme.exempt-all``, ``scheme.exempt-team``,
    ``scheme.exempt-department``, ``scheme.exempt-nobody``.
    """
    for record, item in zip(case.table(_SHEET), case.scheme.rubric, strict=True):
        if record.text(EXEMPT):
            yield from persons(case, record, EXEMPT, case.roster.ratees(record.text(EXEMPT)))
            yield from _elsewhere(case, item)
            yield from _nobody_left(case, item)
    yield from _items_left(case)


def _exempt_from(case: CheckCase, item: RubricItem) -> list[Ratee]:
    return [ratee for ratee in case.scheme.ratees if item.code in ratee.exempt]


def _elsewhere(case: CheckCase, item: RubricItem) -> Iterator[Finding]:
    """Yield ``scheme.exempt-elsewhere`` if the item does not apply to somebody who is named."""
    names = [ratee.label for ratee in _exempt_from(case, item) if not item.applies_to(ratee.group)]
    if names:
        slots = {"item": item.code, "names": some(names, NAMED_IN_LIST, "人")}
        yield Finding("scheme.exempt-elsewhere", case.at(_SHEET, item.row, EXEMPT), slots)


def _nobody_left(case: CheckCase, item: RubricItem) -> Iterator[Finding]:
    """Yield ``scheme.exempt-nobody`` for each 排名组 in which nobody is left whose points could be averaged."""
    scheme = case.scheme
    if scheme.rules.exempt_items is not ExemptItems.MEAN or not item.counts_to_hundred:
        return
    for group in dict.fromkeys(ratee.group for ratee in _exempt_from(case, item) if item.applies_to(ratee.group)):
        if all(item.code in ratee.exempt for ratee in scheme.participants_of[group]):
            slots = {"item": item.code, "group": group}
            yield Finding("scheme.exempt-nobody", case.at(_SHEET, item.row, EXEMPT), slots)


def _items_left(case: CheckCase) -> Iterator[Finding]:
    """Check that each ratee has items left: of the 100 points, of the 考核组, of each 评分单位."""
    scheme, without = case.scheme, dict[str, list[str]]()
    for ratee in (ratee for ratee in scheme.ratees if ratee.exempt):
        place = case.at("考核对象", ratee.row, "编号")
        components = scheme.component_names(ratee.group, ComponentSource.RUBRIC)
        for component in components:
            slots = {"name": f"{ratee.label}（板块“{component}”）" if len(components) > 1 else ratee.label}
            left = scheme.items_for(ratee, component)
            if not any(item.counts_to_hundred for item in left):
                yield Finding("scheme.exempt-all", place, slots)
            elif scheme.has_teams(ratee.group, component) and not any(not item.department for item in left):
                yield Finding("scheme.exempt-team", place, slots)
            departments = {item.department for item in left}
            for department in scheme.departments_for(ratee.group, component):
                if department not in departments:
                    without.setdefault(department, []).append(ratee.label)
    for department, names in without.items():
        first = next(item for item in scheme.rubric if item.department == department)
        of_unit = {"unit": department, "names": some(list(dict.fromkeys(names)), NAMED_IN_LIST, "人")}
        yield Finding("scheme.exempt-department", case.at(_SHEET, first.row, EXEMPT), of_unit)
