"""Checks of secrecy: secret ballots must not be computable from the figures or identifiable by the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.electorate import electorates
from lianping_xlsx.scheme.model import Scheme, VoterClass
from lianping_xlsx.scheme.own_votes import is_of_himself, likely_voters, tasks_of
from lianping_xlsx.scheme.terms import OwnVotes

_NAMED = 8


def secrecy(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.class-line``; per secret class at most one ``scheme.few-voters``, ``scheme.single-ballots``."""
    yield from _lines(case)
    scheme, expected = case.scheme, electorates(case.scheme)
    for voter in scheme.classes:
        if voter.signed or voter.poll not in scheme.poll_of:
            continue
        place, slots = case.at("票类", voter.row, "应到人数"), {"voter_class": voter.name}
        if names := list(_too_few(scheme, voter, expected)):
            listed = {"names": some(names, _NAMED, "人"), "line": str(scheme.rules.few_ballots)}
            yield Finding("scheme.few-voters", place, slots | listed)
        if units := set(_single(scheme, voter)):
            yield Finding("scheme.single-ballots", place, slots | {"count": str(len(units))})


def _lines(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.class-line`` if 票类均分单列线 is lower than 测评得分公布线: a mean reveals more than a score."""
    rules = case.scheme.rules
    if rules.class_line < rules.few_ballots:
        slots = {"class_line": str(rules.class_line), "few_ballots": str(rules.few_ballots)}
        yield Finding("scheme.class-line", case.setting("计分规则", "票类均分单列线"), slots)


def _too_few(scheme: Scheme, voter: VoterClass, expected: Mapping[tuple[str, str, str], int]) -> Iterator[str]:
    """Yield the ratees on whom fewer than 测评得分公布线 vote, in a class with weight and without 票少接受.

    An own vote that does not count is subtracted, and so are the ballots that one of several units types. If the
    ratee is the only voter (自评), there is no secret to protect.
    """
    if voter.few_accepted or not voter.weight or not scheme.poll_of[voter.poll].weight:
        return
    likely, counted = likely_voters(scheme, voter), scheme.own_votes(voter.poll) is OwnVotes.COUNTED
    polled = {code for task in tasks_of(scheme, voter) for code in task.ratees}
    for ratee in scheme.ratees:
        if ratee.code not in polled - scheme.excluded:
            continue
        voters, own = expected[voter.poll, voter.name, ratee.code], ratee.code in likely
        left_out = own and not counted
        typed = scheme.typed_by_one.get((voter.poll, voter.name, ratee.code), 0)
        if voters > own and voters - left_out - typed < scheme.rules.few_ballots:
            by_one = f"，其中{typed}张由一个填报单位登记" if typed else ""
            yield f"{ratee.label}（{'除本人外' if left_out else ''}{voters - left_out}人{by_one}）"


def _single(scheme: Scheme, voter: VoterClass) -> Iterator[str]:
    """Yield the units that send a single ballot on others: its sender identifies the voter."""
    for task in tasks_of(scheme, voter):
        if task.ballots == 1 and not is_of_himself(scheme, task):
            yield task.unit
