"""Can it be known which ballot is a ratee's own, where a poll leaves own votes out (本人票)?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.listing import some
from lianping_xlsx.scheme.case import Case
from lianping_xlsx.scheme.model import Counting, OwnVotes, Poll, Scheme, Task, VoterClass

_NAMED = 8
_MUTUAL = "互评"


def own_votes(case: Case) -> Iterable[Finding]:
    """``scheme.own-unknown`` and ``scheme.own-only``, once a voter class."""
    scheme = case.scheme
    for voter in scheme.classes:
        if voter.poll not in scheme.poll_of or not _hard_to_know(scheme, scheme.poll_of[voter.poll]):
            continue
        tasks = [task for task in scheme.tasks if (task.poll, task.voter_class) == (voter.poll, voter.name)]
        place = case.at("票类", voter.row, "票类")
        if any(_is_shared(scheme, voter, task) for task in tasks):
            yield Finding("scheme.own-unknown", place, {"voter_class": voter.name})
        if names := list(_only_own(scheme, tasks)):
            slots = {"voter_class": voter.name, "names": some(names, _NAMED, "人")}
            yield Finding("scheme.own-only", place, slots)


def _hard_to_know(scheme: Scheme, poll: Poll) -> bool:
    """Own votes are left out, and no code says which they are: a 计票汇总 has no room for one."""
    way = scheme.own_votes(poll.name)
    coded = way is OwnVotes.BY_CODE and poll.counting is Counting.BALLOTS
    return way is not OwnVotes.COUNTED and not coded


def _is_shared(scheme: Scheme, voter: VoterClass, task: Task) -> bool:
    """A form with the ballots of several, where ratees are likely to be among the voters or the poll says so."""
    if task.ballots == 1:
        return False
    home = any(scheme.ratee_of[code].unit == task.unit for code in task.ratees)
    meant = scheme.poll_of[voter.poll].own_votes is not None or _MUTUAL in voter.poll + voter.name
    return meant or (home and len(task.ratees) > 1)


def _only_own(scheme: Scheme, tasks: list[Task]) -> Iterator[str]:
    """Ratees for whom nobody votes but their own unit, by one ballot."""
    shared = Counter(ratee.unit for ratee in scheme.ratees)
    tasks_of: dict[str, list[Task]] = {}
    for task in tasks:
        for code in task.ratees:
            tasks_of.setdefault(code, []).append(task)
    for ratee in scheme.ratees:
        mine = tasks_of.get(ratee.code)
        own = bool(ratee.unit) and shared[ratee.unit] == 1
        if own and mine and all(task.unit == ratee.unit and task.ballots == 1 for task in mine):
            yield ratee.label
