"""占总分比重: if the classes have shares of the composite, the weights of classes and polls follow from the shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Poll, VoterClass
from lianping_xlsx.scheme.terms import ComponentSource


def due_weight(part: Weight, whole: Weight) -> Weight:
    """The weight that follows from a share (``part``) among shares with the sum ``whole``; 0 if the sum is 0."""
    return exact.weight(Fraction(part) * exact.WHOLE / whole) if whole else 0


def share_of_poll(classes: Iterable[VoterClass], poll: str) -> Weight:
    """The sum of the shares of the classes of a poll."""
    return exact.weight(sum((Fraction(voter.share or 0) for voter in classes if voter.poll == poll), Fraction(0)))


def with_weights_of_classes(classes: Sequence[VoterClass]) -> tuple[VoterClass, ...]:
    """The classes, with weights that follow from their shares; unchanged if the shares of the poll are 0 or missing."""
    wholes = {voter.poll: share_of_poll(classes, voter.poll) for voter in classes}
    return tuple(
        replace(voter, weight=due_weight(voter.share, wholes[voter.poll]))
        if voter.share is not None and wholes[voter.poll]
        else voter
        for voter in classes
    )


def with_weights_of_polls(polls: Sequence[Poll], classes: Sequence[VoterClass]) -> tuple[Poll, ...]:
    """The polls, with weights in their component that follow from the shares of their classes.

    Unchanged if all shares of the component are 0 or missing.
    """
    parts = {poll.name: share_of_poll(classes, poll.name) for poll in polls}
    wholes: dict[str, Fraction] = {}
    for poll in polls:
        wholes[poll.component] = wholes.get(poll.component, Fraction(0)) + parts[poll.name]
    return tuple(
        replace(poll, weight=due_weight(parts[poll.name], wholes[poll.component])) if wholes[poll.component] else poll
        for poll in polls
    )


def shares(case: CheckCase) -> Iterable[Finding]:
    """Check that every class has a share, that the sum with 实地考评权重 is 100, and that typed weights agree.

    Findings: ``scheme.share-missing``, ``scheme.sum``, ``scheme.share-weight``.
    """
    scheme = case.scheme
    missing = [voter for voter in scheme.classes if voter.share is None]
    for voter in missing:
        slots = {"voter_class": voter.name}
        yield Finding("scheme.share-missing", case.at("票类", voter.row, "占总分比重"), slots)
    if missing:
        return
    wrong = list(_of_components(case) if scheme.component_rows else _of_whole(case))
    yield from wrong
    if wrong:
        return
    yield from _typed_beside(case, "票类", ((voter.row, voter.name, voter.weight) for voter in scheme.classes))
    yield from _typed_beside(case, "测评", ((poll.row, poll.name, poll.weight) for poll in scheme.polls))


def _of_whole(case: CheckCase) -> Iterable[Finding]:
    """Check that all shares add up to 100 with 实地考评权重."""
    scheme = case.scheme
    total = sum((Fraction(voter.share or 0) for voter in scheme.classes), Fraction(scheme.rules.field_weight))
    if total != exact.WHOLE:
        slots = {"what": "各票类占总分比重与实地考评权重", "total": exact.show_sum(exact.weight(total)), "due": "100"}
        yield Finding("scheme.sum", case.at("票类", scheme.classes[-1].row, "占总分比重"), slots)


def _of_components(case: CheckCase) -> Iterable[Finding]:
    """Check that the shares of the classes of each component with ballots add up to its weight, with a 满分 of 100."""
    scheme = case.scheme
    for component in (each for each in scheme.component_rows if each.source is ComponentSource.POLLS):
        groups = (group for group in scheme.groups if component.applies_to(group))
        names = {
            poll.name
            for group in groups
            for poll in scheme.polls_for(group)
            if scheme.component_in(group, ComponentSource.POLLS, poll.component) == component.name
        }
        total = sum((Fraction(voter.share or 0) for voter in scheme.classes if voter.poll in names), Fraction(0))
        if total != component.weight or component.full != exact.WHOLE:
            slots = {
                "name": component.name,
                "weight": exact.show_share(component.weight),
                "total": exact.show_sum(exact.weight(total)),
                "full": exact.show_short(component.full),
            }
            yield Finding("scheme.share-component", case.at("考核板块", component.row, "权重"), slots)


def _typed_beside(case: CheckCase, sheet: str, rows: Iterable[tuple[int, str, Weight]]) -> Iterable[Finding]:
    for row, name, due in rows:
        typed = case.by_row[sheet][row].weight("权重")
        if typed not in (None, due):
            slots = {"name": name, "typed": exact.show_share(typed or 0), "due": exact.show_share(due)}
            yield Finding("scheme.share-weight", case.at(sheet, row, "权重"), slots)
