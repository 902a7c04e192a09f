"""The number of voters of a class for each ratee (应到)."""

from __future__ import annotations

from collections.abc import Mapping

from lianping_xlsx.scheme.model import Scheme, VoterClass


def expected_of(scheme: Scheme, voter: VoterClass) -> dict[str, int]:
    """The sum of 预计份数 of all tasks of a class, keyed by code of the ratee.

    ``voter``: a row of 票类; ratees for whom it does not hold, or who have no task, are left out.
    """
    expected: dict[str, int] = {}
    for task in scheme.tasks_of(voter):
        for code in dict.fromkeys(task.ratees) if task.ballots else ():
            if scheme.holds_for(voter, code):
                expected[code] = expected.get(code, 0) + task.ballots
    return expected


def electorates(scheme: Scheme) -> Mapping[tuple[str, str, str], int]:
    """应到, keyed by poll, voter class and code of the ratee.

    It is the 应到人数 of the class. But if the sums of 预计份数 differ between ratees (each village votes on its own
    secretary), it is the sum of the ratee.
    """
    found = {}
    for voter in scheme.class_rows:
        expected = expected_of(scheme, voter)
        differ = len(set(expected.values())) > 1
        for ratee in scheme.ratees:
            if scheme.holds_for(voter, ratee.code):
                own = expected.get(ratee.code, voter.electorate) if differ else voter.electorate
                found[voter.poll, voter.name, ratee.code] = own
    return found
