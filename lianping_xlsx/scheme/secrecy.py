"""Checks of secrecy and of own votes (本人票).

Secret ballots must not be computable from the figures or identifiable by the form. If a poll leaves own votes out, the
program must be able to identify the ballot of each ratee.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.electorate import electorates
from lianping_xlsx.scheme.model import Poll, Scheme, Task, VoterClass
from lianping_xlsx.scheme.terms import Counting, OwnVotes

_MUTUAL = "互评"


def own_votes(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.own-unknown`` and ``scheme.own-only``, at most one of each per voter class."""
    scheme = case.scheme
    for voter in scheme.classes:
        if voter.poll not in scheme.poll_of or not _leaves_out_unidentified(scheme, scheme.poll_of[voter.poll]):
            continue
        tasks = scheme.tasks_of(voter)
        place = case.at("票类", voter.row, "票类")
        if any(_is_shared(scheme, voter, task) for task in tasks):
            yield Finding("scheme.own-unknown", place, {"voter_class": voter.name})
        if names := list(_only_own(scheme, tasks)):
            slots = {"voter_class": voter.name, "names": some(names, NAMED_IN_LIST, "人")}
            yield Finding("scheme.own-only", place, slots)


def likely_voters(scheme: Scheme, voter: VoterClass) -> frozenset[str]:
    """The codes of the ratees who probably vote on themselves in a class.

    A single ballot of a unit with one ratee is his. In a register of several ballots the ratees of that unit probably
    vote; all ratees may vote if the poll says that ratees are among the voters.
    """
    found = set[str]()
    for task in scheme.tasks_of(voter):
        if task.ballots == 1:
            found |= _only_ratee(scheme, task)
        elif _is_shared(scheme, voter, task):
            found |= set(task.ratees) if _has_ratees_as_voters(scheme, voter) else _working_in_unit(scheme, task)
    return frozenset(found)


def is_of_himself(scheme: Scheme, task: Task) -> bool:
    """Return True if a task is one ballot on which a ratee votes only on himself (自评)."""
    return task.ballots == 1 and set(task.ratees) == _only_ratee(scheme, task)


def _working_in_unit(scheme: Scheme, task: Task) -> set[str]:
    return {code for code in task.ratees if scheme.ratee_of[code].unit == task.unit}


def _only_ratee(scheme: Scheme, task: Task) -> set[str]:
    """The only ratee who works in the unit of a task, if the task is on him too; else nobody."""
    return {scheme.only_ratee_of[task.unit]} & set(task.ratees) if task.unit in scheme.only_ratee_of else set()


def _leaves_out_unidentified(scheme: Scheme, poll: Poll) -> bool:
    """Return True if own votes are left out and no 投票人编号 identifies them (a 计票汇总 cannot have one)."""
    way = scheme.own_votes(poll.name)
    coded = way is OwnVotes.BY_CODE and poll.counting is Counting.BALLOTS
    return way is not OwnVotes.COUNTED and not coded


def _is_shared(scheme: Scheme, voter: VoterClass, task: Task) -> bool:
    """Return True if a form holds ballots of several voters and ratees are, or probably are, among them."""
    if task.ballots == 1:
        return False
    return _has_ratees_as_voters(scheme, voter) or (bool(_working_in_unit(scheme, task)) and len(task.ratees) > 1)


def _has_ratees_as_voters(scheme: Scheme, voter: VoterClass) -> bool:
    """Return True if the poll says that ratees are among the voters: by 本人票, or by 互评 in its name."""
    return scheme.poll_of[voter.poll].own_votes is not None or _MUTUAL in voter.poll + voter.name


def _only_own(scheme: Scheme, tasks: Iterable[Task]) -> Iterator[str]:
    """Yield the labels of ratees who get only one ballot, that of their own unit."""
    tasks_on: dict[str, list[Task]] = {}
    for task in tasks:
        for code in task.ratees:
            tasks_on.setdefault(code, []).append(task)
    for ratee in scheme.ratees:
        mine = tasks_on.get(ratee.code)
        his = scheme.only_ratee_of.get(ratee.unit) == ratee.code
        if his and mine and all(task.unit == ratee.unit and task.ballots == 1 for task in mine):
            yield ratee.label


def secrecy(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.class-line``; per secret class at most one ``scheme.few-voters``, ``scheme.single-ballots``."""
    yield from _lines(case)
    scheme, expected = case.scheme, electorates(case.scheme)
    for voter in scheme.class_rows:
        if voter.signed or voter.poll not in scheme.poll_of:
            continue
        place, slots = case.at("票类", voter.row, "应到人数"), {"voter_class": voter.name}
        if names := list(_too_few(scheme, voter, expected)):
            listed = {"names": some(names, NAMED_IN_LIST, "人"), "line": str(scheme.rules.few_ballots)}
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
    """Yield the ratees on whom fewer than 测评得分公布线 vote, in a class that decides and without 票少接受.

    An own vote that does not count is subtracted, and so are the ballots that one of several units types. If the
    ratee is the only voter (自评), there is no secret to protect.
    """
    weighs = bool(voter.weight and scheme.poll_of[voter.poll].weight)
    if voter.few_accepted or not (weighs or _is_rated_alone(scheme, voter)):
        return
    likely, counted = likely_voters(scheme, voter), scheme.own_votes(voter.poll) is OwnVotes.COUNTED
    polled = {code for task in scheme.tasks_of(voter) for code in task.ratees} - scheme.excluded
    for ratee in scheme.ratees:
        if ratee.code not in polled or not scheme.holds_for(voter, ratee.code):
            continue
        voters, own = expected[voter.poll, voter.name, ratee.code], ratee.code in likely
        left_out = own and not counted
        typed = scheme.typed_by_one.get((voter.poll, voter.name, ratee.code), 0)
        if voters > own and voters - left_out - typed < scheme.rules.few_ballots:
            by_one = f"，其中{typed}张由一个填报单位登记" if typed else ""
            yield f"{ratee.label}（{'除本人外' if left_out else ''}{voters - left_out}人{by_one}）"


def _is_rated_alone(scheme: Scheme, voter: VoterClass) -> bool:
    """Return True if a rate counts the votes of a class and of no other: the tier that follows from it tells them."""
    others = any(each.poll == voter.poll and each.name != voter.name for each in scheme.classes)
    rates = (rate.classes for rate in scheme.vote_rates if rate.poll == voter.poll)
    return any(classes == (voter.name,) or not (classes or others) for classes in rates)


def _single(scheme: Scheme, voter: VoterClass) -> Iterator[str]:
    """Yield the units that send a single ballot on others: its sender identifies the voter."""
    for task in scheme.tasks_of(voter):
        if task.ballots == 1 and not is_of_himself(scheme, task):
            yield task.unit
