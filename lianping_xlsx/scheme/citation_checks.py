"""Checks of 引用: every ratee with a component of this source is told where his score comes from, once."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.components import names_of_components
from lianping_xlsx.scheme.references import persons
from lianping_xlsx.scheme.roster import Meant
from lianping_xlsx.scheme.terms import ComponentSource

_SHEET = "引用"


def citations(case: CheckCase) -> Iterator[Finding]:
    """Check the rows of 引用.

    Findings: ``scheme.unknown``, ``scheme.citation-source``, ``scheme.citation-scope``, ``scheme.citation-twice``,
    ``scheme.not-cited``, and those of ``persons``.
    """
    unclear = False
    for record in case.table(_SHEET):
        meant = case.roster.ratees(record.text("考核对象"))
        if meant == Meant(()):  # the cell holds only separators
            meant = Meant((), (record.text("考核对象"),))
        unclear = unclear or bool(meant.unknown or meant.shared)
        yield from persons(case, record, "考核对象", meant)
    yield from _components(case)
    yield from _scopes(case)
    yield from _twice(case)
    if not unclear:
        yield from _coverage(case)


def _components(case: CheckCase) -> Iterator[Finding]:
    """Check that each row names a component with the source 引用."""
    known = names_of_components(case.scheme.component_rows)
    cited = names_of_components(case.scheme.component_rows, ComponentSource.CITED)
    for record, citation in zip(case.table(_SHEET), case.scheme.citations, strict=True):
        yield from case.resolve(record, "板块", citation.component, known, "考核板块")
        if citation.component in known and citation.component not in cited:
            yield case.column_finding("scheme.citation-source", record, "板块", name=citation.component)


def _scopes(case: CheckCase) -> Iterator[Finding]:
    """Check that the component of each row applies to its ratees."""
    scheme = case.scheme
    for citation in scheme.citations:
        outside = [
            scheme.ratee_of[code].label
            for code in citation.ratees
            if citation.component not in names_of_components(scheme.components_for(scheme.ratee_of[code].group))
        ]
        if outside and citation.component in names_of_components(scheme.component_rows, ComponentSource.CITED):
            slots = {"name": citation.component, "names": "、".join(outside)}
            yield Finding("scheme.citation-scope", case.at(_SHEET, citation.row, "考核对象"), slots)


def _twice(case: CheckCase) -> Iterator[Finding]:
    """Check that no row cites for a ratee what another one does: the same campaign, wholly or the same 排名组."""
    scheme = case.scheme
    seen: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for citation in scheme.citations:
        for code in citation.ratees:
            before = seen.setdefault((citation.component, code, citation.campaign), [])
            same = [row for group, row in before if not (group and citation.group) or citation.covers(group)]
            before.append((citation.group, citation.row))
            if same:
                slots = {"name": scheme.ratee_of[code].label, "campaign": citation.campaign, "row": str(same[0])}
                yield Finding("scheme.citation-twice", case.at(_SHEET, citation.row, "引用的考核"), slots)
                break


def _coverage(case: CheckCase) -> Iterator[Finding]:
    """Check that each ratee who takes part has a row for each of his components with the source 引用."""
    scheme = case.scheme
    for ratee in scheme.ratees:
        if ratee.code in scheme.excluded or not case.table(_SHEET):
            continue
        for name in scheme.component_names(ratee.group, ComponentSource.CITED):
            if not scheme.citations_for(name, ratee.code):
                slots = {"name": ratee.label, "component": name}
                yield Finding("scheme.not-cited", case.at("考核对象", ratee.row, "编号"), slots)
