"""Can what a voter marks in secret be worked out from the figures, or be read beside his name?"""

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
    """``scheme.class-line``; ``scheme.few-voters`` and ``scheme.single-ballots``, once a class that votes in secret."""
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
    """A class that is too small for the score of its poll is too small to stand by itself."""
    rules = case.scheme.rules
    if rules.class_line < rules.few_ballots:
        slots = {"class_line": str(rules.class_line), "few_ballots": str(rules.few_ballots)}
        yield Finding("scheme.class-line", case.setting("计分规则", "票类均分单列线"), slots)


def _too_few(scheme: Scheme, voter: VoterClass, expected: Mapping[tuple[str, str, str], int]) -> Iterator[str]:
    """For whom fewer vote than 测评得分公布线, in a class that weighs something and to which nobody has agreed.

    His own vote is not one of them where it does not count. Where he is the only one (自评), there is no secret.
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
    """The units that bring in one ballot, of somebody who votes on others."""
    for task in tasks_of(scheme, voter):
        if task.ballots == 1 and not is_of_himself(scheme, task):
            yield task.unit
