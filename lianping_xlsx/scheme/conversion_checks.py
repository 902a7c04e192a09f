"""Checks of 折算: conversions that cannot be computed or change nothing, and the table 名次赋分."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import show_short
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.components import Component, names_of_components
from lianping_xlsx.scheme.conversions import converted_components, teams_of
from lianping_xlsx.scheme.terms import ComponentSource, Conversion, TeamTrim

_SHEET, _TABLE = "考核板块", "名次赋分"


def conversions(case: CheckCase) -> Iterator[Finding]:
    """Check the column 折算 of 考核板块 and the table 名次赋分.

    Findings: ``scheme.convert-source``, ``scheme.convert-shares``, ``scheme.convert-items``, ``scheme.convert-alone``,
    ``scheme.balance-one``, ``scheme.balance-few``, ``scheme.place-gap``, and those of ``_table``.
    """
    for group in case.scheme.groups:
        for component in converted_components(case.scheme, group):
            if component.conversion.compares and len(case.scheme.participants_of[group]) == 1:
                yield _finding(case, "scheme.convert-alone", component, group)
            if component.source is ComponentSource.POLLS and case.scheme.by_shares:
                yield _finding(case, "scheme.convert-shares", component, group)
            if component.conversion is Conversion.BALANCED:
                yield from _balanced(case, group, component)
            if component.conversion is Conversion.PLACES:
                yield from _missing_places(case, group, component)
    yield from _table(case)


def _finding(case: CheckCase, code: str, component: Component, group: str, **slots: str) -> Finding:
    """A finding on the conversion of a component in a 排名组."""
    told = {"name": component.name, "group": group, "conversion": str(component.conversion)}
    return Finding(code, case.at(_SHEET, component.row, "折算"), told | slots)


def _balanced(case: CheckCase, group: str, component: Component) -> Iterator[Finding]:
    """Check that several 考核组 assess a 排名组 under 考核组平衡, and that each of them assesses enough ratees."""
    teams = teams_of(case.scheme, group, component.name)
    if component.source is not ComponentSource.RUBRIC or not any(teams.values()):
        yield _finding(case, "scheme.convert-source", component, group, source=str(component.source))
        return
    if case.scheme.rules.team_trim is TeamTrim.ITEMS:
        yield _finding(case, "scheme.convert-items", component, group)
    ratees: dict[str, int] = {}
    for unit in (unit for units in teams.values() for unit in units):
        ratees[unit] = ratees.get(unit, 0) + 1
    names = {unit.code: unit.name for unit in case.scheme.units}
    least = case.scheme.rules.few_balanced
    if len(ratees) == 1:
        yield _finding(case, "scheme.balance-one", component, group, unit=names[next(iter(ratees))])
        return
    few = [f"“{names[unit]}”{count}人" for unit, count in ratees.items() if least is not None and count < least]
    if few:
        yield _finding(case, "scheme.balance-few", component, group, units="、".join(few), least=str(least))


def _missing_places(case: CheckCase, group: str, component: Component) -> Iterator[Finding]:
    """Yield ``scheme.place-gap`` unless 名次赋分 has the points of every place of the 排名组."""
    size = len(case.scheme.participants_of[group])
    given = {each.place for each in case.scheme.place_points if each.component == component.name}
    # A place beyond the last one needs those before it, too: the points are looked up by their order.
    missing = [str(place) for place in range(1, max((*given, size)) + 1) if place not in given]
    if missing:
        yield _finding(case, "scheme.place-gap", component, group, places="、".join(missing), size=str(size))


def _table(case: CheckCase) -> Iterator[Finding]:
    """Check each row of 名次赋分.

    Findings: ``scheme.unknown``, ``scheme.place-unused``, ``scheme.place-full``, ``scheme.place-order``,
    ``scheme.too-fine``; ``unique_keys`` reports a place that stands twice.
    """
    scheme = case.scheme
    known = names_of_components(scheme.component_rows)
    used = {each.name: each for each in scheme.component_rows if each.conversion is Conversion.PLACES}
    points = {(each.component, each.place): each.points for each in scheme.place_points}
    for record, each in zip(case.table(_TABLE), scheme.place_points, strict=True):
        yield from case.resolve(record, "板块", each.component, known, _SHEET)
        slots = {"name": each.component, "place": str(each.place), "points": show_short(each.points)}
        if each.component in known and each.component not in used:
            yield Finding("scheme.place-unused", record.place(case.file, "板块"), slots)
        full = used[each.component].full if each.component in used else each.points
        if each.points > full:
            yield Finding("scheme.place-full", record.place(case.file, "得分"), slots | {"full": show_short(full)})
        above = points.get((each.component, each.place - 1), each.points)
        if each.points > above:
            yield Finding("scheme.place-order", record.place(case.file, "得分"), slots)
        if each.points % exact.unit_of(scheme.rules.decimals):
            fine = {"value": show_short(each.points), "decimals": str(scheme.rules.decimals)}
            yield Finding("scheme.too-fine", record.place(case.file, "得分"), fine)
