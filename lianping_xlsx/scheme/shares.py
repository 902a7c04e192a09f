"""占总分比重: where classes have shares of the whole, the weights of classes and polls follow from these."""

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
    """The weight of a share among others that add up to ``whole``; 0 where these are nothing."""
    return exact.weight(Fraction(part) * exact.WHOLE / whole) if whole else 0


def share_of_poll(classes: Iterable[VoterClass], poll: str) -> Weight:
    """What the classes of a poll have of the whole."""
    return exact.weight(sum((Fraction(voter.share or 0) for voter in classes if voter.poll == poll), Fraction(0)))


def with_weights_of_classes(classes: Sequence[VoterClass]) -> tuple[VoterClass, ...]:
    """The classes; one with a share gets the weight that follows from it, unless its poll has no share at all."""
    wholes = {voter.poll: share_of_poll(classes, voter.poll) for voter in classes}
    return tuple(
        replace(voter, weight=due_weight(voter.share, wholes[voter.poll]))
        if voter.share is not None and wholes[voter.poll]
        else voter
        for voter in classes
    )


def with_weights_of_polls(polls: Sequence[Poll], classes: Sequence[VoterClass]) -> tuple[Poll, ...]:
    """The polls, in the same way."""
    parts = {poll.name: share_of_poll(classes, poll.name) for poll in polls}
    whole = exact.weight(sum(map(Fraction, parts.values()), Fraction(0)))
    return tuple(replace(poll, weight=due_weight(parts[poll.name], whole)) if whole else poll for poll in polls)


def shares(case: CheckCase) -> Iterable[Finding]:
    """Every class has a share; with the weight of 实地考评 they are the whole; weights typed beside them agree."""
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
