"""占总分比重: if the classes have shares of the composite, the weights of classes and polls follow from the shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Poll, VoterClass


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
    """The polls, with weights that follow from the shares of their classes; unchanged if all shares are 0."""
    parts = {poll.name: share_of_poll(classes, poll.name) for poll in polls}
    whole = exact.weight(sum(map(Fraction, parts.values()), Fraction(0)))
    return tuple(replace(poll, weight=due_weight(parts[poll.name], whole)) if whole else poll for poll in polls)


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
    total = sum((Fraction(voter.share or 0) for voter in scheme.classes), Fraction(scheme.rules.field_weight))
    if total != exact.WHOLE:
        slots = {"what": "各票类占总分比重与实地考评权重", "total": exact.show_sum(exact.weight(total))}
        yield Finding("scheme.sum", case.at("票类", scheme.classes[-1].row, "占总分比重"), slots)
        return
    yield from _typed_beside(case, "票类", ((voter.row, voter.name, voter.weight) for voter in scheme.classes))
    yield from _typed_beside(case, "测评", ((poll.row, poll.name, poll.weight) for poll in scheme.polls))


def _typed_beside(case: CheckCase, sheet: str, rows: Iterable[tuple[int, str, Weight]]) -> Iterable[Finding]:
    for row, name, due in rows:
        typed = case.by_row[sheet][row].weight("权重")
        if typed not in (None, due):
            slots = {"name": name, "typed": exact.show_share(typed or 0), "due": exact.show_share(due)}
            yield Finding("scheme.share-weight", case.at(sheet, row, "权重"), slots)
