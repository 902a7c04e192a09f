"""Checks of 得票率分档: one rate for each component, of its only poll, and points for every rate that there can be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import show_share, show_short
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.component_tables import RATE_BANDS
from lianping_xlsx.scheme.components import Component, names_of_components
from lianping_xlsx.scheme.condition_checks import vote_rate
from lianping_xlsx.scheme.terms import ComponentSource, Conversion
from lianping_xlsx.scheme.vote_rates import GradeReach, RateBand, VoteRate, bands_of

SHEET = RATE_BANDS.sheet
_COMPONENTS = "考核板块"


def rate_bands(case: CheckCase) -> Iterator[Finding]:
    """Check the components that are converted by bands, the rows of the table, and the bands of each component.

    Findings: ``scheme.band-source``, ``scheme.band-none`` and those of ``_poll``, ``_rows`` and ``_bands``.
    """
    scheme = case.scheme
    for component in (each for each in scheme.component_rows if each.conversion is Conversion.BANDS):
        slots, place = {"name": component.name}, case.at(_COMPONENTS, component.row, "折算")
        bands = bands_of(scheme, component.name)
        if component.source is not ComponentSource.POLLS:
            yield Finding("scheme.band-source", place, slots | {"source": str(component.source)})
        elif not bands:
            yield Finding("scheme.band-none", place, slots)
        elif bands[0].rate.poll in scheme.poll_of:
            for group in (each for each in scheme.groups if component.applies_to(each)):
                yield from _poll(case, group, component, bands[0].rate)
    yield from _rows(case)
    for name in dict.fromkeys(each.component for each in scheme.rate_bands):
        yield from _bands(case, bands_of(scheme, name))


def _poll(case: CheckCase, group: str, component: Component, rate: VoteRate) -> Iterator[Finding]:
    """Check that the rate is of the only poll of a component, and of a class that votes on each ratee.

    Findings: ``scheme.band-poll``, ``scheme.band-class``.
    """
    scheme, place = case.scheme, case.at(_COMPONENTS, component.row, "折算")
    polls = [
        poll.name
        for poll in scheme.polls_for(group)
        if poll.weight and scheme.component_in(group, ComponentSource.POLLS, poll.component) == component.name
    ]
    if polls != [rate.poll]:
        listed = "、".join(f"“{name}”" for name in polls) or "没有"
        slots = {"name": component.name, "group": group, "polls": listed, "poll": rate.poll}
        yield Finding("scheme.band-poll", place, slots)
        return
    for ratee in scheme.participants_of[group] if rate.classes else ():
        if not any(row.poll == rate.poll and row.name in rate.classes for row in scheme.classes_for(ratee.code)):
            slots = {"name": component.name, "ratee": ratee.label, "classes": "、".join(rate.classes)}
            yield Finding("scheme.band-class", place, slots)


def _rows(case: CheckCase) -> Iterator[Finding]:
    """Check each row.

    Findings: ``scheme.unknown``, ``scheme.band-unused``, ``scheme.band-rate``, ``scheme.band-full``,
    ``scheme.too-fine``, and those of ``vote_rate``.
    """
    scheme = case.scheme
    known = names_of_components(scheme.component_rows)
    used = {each.name: each for each in scheme.component_rows if each.conversion is Conversion.BANDS}
    first: dict[str, RateBand] = {}
    for record, band in zip(case.table(SHEET), scheme.rate_bands, strict=True):
        yield from case.resolve(record, "板块", band.component, known, _COMPONENTS)
        yield from vote_rate(case, record, band.rate)
        slots = {"name": band.component, "lower": show_share(band.lower), "points": show_short(band.points)}
        if band.component in known and band.component not in used:
            yield Finding("scheme.band-unused", record.place(case.file, "板块"), {"name": band.component})
        before = first.setdefault(band.component, band)
        if band.rate != before.rate:
            other = {"name": band.component, "row": str(before.row), "rate": band.rate.words}
            yield Finding("scheme.band-rate", record.place(case.file, "测评"), other)
        full = used[band.component].full if band.component in used else band.points
        if band.points > full:
            yield Finding("scheme.band-full", record.place(case.file, "得分"), slots | {"full": show_short(full)})
        if band.points % exact.unit_of(scheme.rules.decimals):
            fine = {"value": show_short(band.points), "decimals": str(scheme.rules.decimals)}
            yield Finding("scheme.too-fine", record.place(case.file, "得分"), fine)


def _bands(case: CheckCase, bands: tuple[RateBand, ...]) -> Iterator[Finding]:
    """Check that the lowest band begins at 0, and that the points follow the rate.

    Findings: ``scheme.band-zero``, ``scheme.duplicate``, ``scheme.band-order``.
    """
    lowest = bands[-1]
    if lowest.lower:
        slots = {"name": lowest.component, "lower": show_share(lowest.lower)}
        yield Finding("scheme.band-zero", case.at(SHEET, lowest.row, "下限"), slots)
    upwards = lowest.rate.reach is GradeReach.UP
    for one, other in pairwise(bands):
        if one.lower == other.lower:
            twice = {"what": "板块、下限", "value": show_share(one.lower), "row": str(min(one.row, other.row))}
            yield Finding("scheme.duplicate", case.at(SHEET, max(one.row, other.row), "下限"), twice)
        elif one.points < other.points if upwards else one.points > other.points:
            slots = {
                "name": one.component,
                "lower": show_share(one.lower),
                "points": show_short(one.points),
                "next": show_share(other.lower),
                "worse": "低" if upwards else "高",
            }
            yield Finding("scheme.band-order", case.at(SHEET, one.row, "得分"), slots)
