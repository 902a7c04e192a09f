"""How many voters a class has for each ratee (应到)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lianping_xlsx.scheme.model import Scheme, VoterClass


def expected_of(scheme: Scheme, voter: VoterClass) -> dict[str, int]:
    """The 预计份数 of all tasks of a class together, by code of each ratee for whom it has one that says how many."""
    expected: Counter[str] = Counter()
    for task in scheme.tasks:
        if task.ballots and (task.poll, task.voter_class) == (voter.poll, voter.name):
            expected.update(dict.fromkeys(task.ratees, task.ballots))
    return dict(expected)


def electorates(scheme: Scheme) -> Mapping[tuple[str, str, str], int]:
    """应到 by poll, voter class and code of a ratee.

    It is the 应到人数 of the class; but where the ratees' own 预计份数 differ (each village votes on its own
    secretary) each ratee's own.
    """
    found = {}
    for voter in scheme.classes:
        expected = expected_of(scheme, voter)
        differ = len(set(expected.values())) > 1
        for ratee in scheme.ratees:
            own = expected.get(ratee.code, voter.electorate) if differ else voter.electorate
            found[voter.poll, voter.name, ratee.code] = own
    return found
