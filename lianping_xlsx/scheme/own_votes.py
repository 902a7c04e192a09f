"""Can it be known which ballot is a ratee's own, where a poll leaves own votes out (本人票)?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Poll, Scheme, Task, VoterClass
from lianping_xlsx.scheme.terms import Counting, OwnVotes

_NAMED = 8
_MUTUAL = "互评"


def own_votes(case: CheckCase) -> Iterable[Finding]:
    """``scheme.own-unknown`` and ``scheme.own-only``, once a voter class."""
    scheme = case.scheme
    for voter in scheme.classes:
        if voter.poll not in scheme.poll_of or not _hard_to_know(scheme, scheme.poll_of[voter.poll]):
            continue
        tasks = tasks_of(scheme, voter)
        place = case.at("票类", voter.row, "票类")
        if any(_is_shared(scheme, voter, task) for task in tasks):
            yield Finding("scheme.own-unknown", place, {"voter_class": voter.name})
        if names := list(_only_own(scheme, tasks)):
            slots = {"voter_class": voter.name, "names": some(names, _NAMED, "人")}
            yield Finding("scheme.own-only", place, slots)


def likely_voters(scheme: Scheme, voter: VoterClass) -> frozenset[str]:
    """The codes of the ratees who vote on themselves in a class, as far as that can be told.

    A single ballot of the unit where he alone is at home is his; in a register of several, ratees of its unit are
    likely to vote, and all may where the poll says that ratees are among the voters.
    """
    found = set[str]()
    for task in tasks_of(scheme, voter):
        if task.ballots == 1:
            found |= _his_alone(scheme, task)
        elif _is_shared(scheme, voter, task):
            found |= set(task.ratees) if _is_meant(scheme, voter) else _at_home(scheme, task)
    return frozenset(found)


def is_of_himself(scheme: Scheme, task: Task) -> bool:
    """Whether a ratee votes on nobody but himself by it (自评)."""
    return task.ballots == 1 and set(task.ratees) == _his_alone(scheme, task)


def _at_home(scheme: Scheme, task: Task) -> set[str]:
    return {code for code in task.ratees if scheme.ratee_of[code].unit == task.unit}


def _his_alone(scheme: Scheme, task: Task) -> set[str]:
    """The one ratee who is at home in the unit of a task, where it is on him too."""
    return {scheme.only_ratee_of[task.unit]} & set(task.ratees) if task.unit in scheme.only_ratee_of else set()


def tasks_of(scheme: Scheme, voter: VoterClass) -> list[Task]:
    """The tasks that bring in the ballots of a class."""
    return [task for task in scheme.tasks if (task.poll, task.voter_class) == (voter.poll, voter.name)]


def _hard_to_know(scheme: Scheme, poll: Poll) -> bool:
    """Own votes are left out, and no code says which they are: a 计票汇总 has no room for one."""
    way = scheme.own_votes(poll.name)
    coded = way is OwnVotes.BY_CODE and poll.counting is Counting.BALLOTS
    return way is not OwnVotes.COUNTED and not coded


def _is_shared(scheme: Scheme, voter: VoterClass, task: Task) -> bool:
    """A form with the ballots of several, where ratees are likely to be among the voters or the poll says so."""
    if task.ballots == 1:
        return False
    return _is_meant(scheme, voter) or (bool(_at_home(scheme, task)) and len(task.ratees) > 1)


def _is_meant(scheme: Scheme, voter: VoterClass) -> bool:
    """Whether the poll says that ratees are among the voters."""
    return scheme.poll_of[voter.poll].own_votes is not None or _MUTUAL in voter.poll + voter.name


def _only_own(scheme: Scheme, tasks: list[Task]) -> Iterator[str]:
    """Ratees for whom nobody votes but their own unit, by one ballot."""
    tasks_on: dict[str, list[Task]] = {}
    for task in tasks:
        for code in task.ratees:
            tasks_on.setdefault(code, []).append(task)
    for ratee in scheme.ratees:
        mine = tasks_on.get(ratee.code)
        his = scheme.only_ratee_of.get(ratee.unit) == ratee.code
        if his and mine and all(task.unit == ratee.unit and task.ballots == 1 for task in mine):
            yield ratee.label
