"""Checks of 适用对象 of the voter classes, and of 适用排名组 of the polls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Poll, Scheme, VoterClass
from lianping_xlsx.scheme.references import persons
from lianping_xlsx.scheme.terms import ComponentSource


def rows_of_poll(scheme: Scheme, poll: Poll) -> Mapping[tuple[VoterClass, ...], str]:
    """The rows of 票类 of a poll whose weights add up to 100, with the name of the weights in a finding."""
    ratees_of: dict[tuple[VoterClass, ...], list[str]] = {}
    for ratee in scheme.ratees:
        rows = tuple(row for row in scheme.classes_for(ratee.code) if row.poll == poll.name)
        if rows:
            ratees_of.setdefault(rows, []).append(ratee.label)
    if len(ratees_of) == 1:
        return dict.fromkeys(ratees_of, f"测评“{poll.name}”各票类的权重")
    return {
        rows: f"测评“{poll.name}”中适用于{some(labels, NAMED_IN_LIST, '人')}的各票类的权重"
        for rows, labels in ratees_of.items()
    }


def class_scopes(case: CheckCase) -> Iterator[Finding]:
    """Check whom the classes and polls vote on.

    Findings: ``scheme.unknown``, ``scheme.span``, ``scheme.shared-name``, ``scheme.duplicate``,
    ``scheme.class-unlike``, ``scheme.share-scope``, ``scheme.no-votes``.
    """
    scheme = case.scheme
    for record in case.table("测评"):
        for group in case.roster.groups(record.text("适用排名组")):
            if group not in scheme.groups:
                yield case.unknown(record, "适用排名组", group, "考核对象", scheme.groups)
    for record in case.table("票类"):
        yield from persons(case, record, "适用对象", case.roster.ratees(record.text("适用对象")))
    yield from _rows_of_one_class(case)
    if scheme.scoped_classes and scheme.by_shares:
        first = next(row for row in scheme.scoped_classes if row.scope)
        yield Finding("scheme.share-scope", case.at("票类", first.row, "适用对象"), {"voter_class": first.name})
    yield from _without_votes(case)


def _rows_of_one_class(case: CheckCase) -> Iterator[Finding]:
    """Check that the rows of one class name different ratees, and agree on 记名."""
    first: dict[tuple[str, str], VoterClass] = {}
    taken: dict[tuple[str, str, str], VoterClass] = {}
    for row in case.scheme.scoped_classes:
        before = first.setdefault((row.poll, row.name), row)
        if before.signed != row.signed:
            slots = {"voter_class": row.name, "row": str(before.row)}
            yield Finding("scheme.class-unlike", case.at("票类", row.row, "记名"), slots)
        # A row without 适用对象 holds for all whom no other row names: there is one at most.
        others = [taken.setdefault((row.poll, row.name, code), row) for code in row.ratees or ("",)]
        if again := next((other for other in others if other is not row), None):
            slots = {"what": "测评、票类、适用对象", "value": row.name, "row": str(again.row)}
            yield Finding("scheme.duplicate", case.at("票类", row.row, "票类"), slots)


def _without_votes(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.no-votes`` for ratees on whom no class of a component with ballots votes."""
    scheme = case.scheme
    for ratee in scheme.ratees:
        polls = {row.poll for row in scheme.classes_for(ratee.code)}
        voted = {
            scheme.component_in(ratee.group, ComponentSource.POLLS, poll.component)
            for poll in scheme.polls_for(ratee.group)
            if poll.name in polls
        }
        polls_of_group = scheme.polls_for(ratee.group)
        asked = {
            scheme.component_in(ratee.group, ComponentSource.POLLS, poll.component)
            for poll in polls_of_group
            if scheme.classes_of(poll.name)
        }
        # Of 考核板块 ``scheme.component-empty`` tells it.
        if scheme.polls and not polls_of_group and not scheme.component_rows:
            asked |= {
                each.name
                for each in scheme.components_for(ratee.group)
                if each.source is ComponentSource.POLLS and each.weight
            }
        if missing := [each.name for each in scheme.components_for(ratee.group) if each.name in asked - voted]:
            slots = {"name": ratee.label, "components": "、".join(missing)}
            yield Finding("scheme.no-votes", case.at("考核对象", ratee.row, "编号"), slots)
