"""Checks whether the 填报任务 bring what is needed: votes on every ratee, a 考核组 for each, and enough voters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.electorate import expected_of
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.terms import Collects, ComponentSource


def coverage(case: CheckCase) -> Iterable[Finding]:
    """Check that each class of each poll votes on every ratee, and that 考核组 assess every ratee.

    A class is not checked if a range of its tasks is not understood: the missing ratee may be meant there.
    """
    scheme, unclear = case.scheme, set(_with_unknown_words(case))
    polled = {(t.poll, t.voter_class, code) for t in scheme.tasks if t.kind.polled for code in t.ratees}
    assessed = {
        (code, scheme.component_in(scheme.ratee_of[code].group, ComponentSource.RUBRIC, t.component))
        for t in scheme.tasks
        if t.kind.collects is Collects.SCORES
        for code in t.ratees
    }
    left_out: dict[tuple[str, str], list[Ratee]] = {}
    not_assessed: list[Ratee] = []
    for ratee in scheme.ratees:
        for voter in scheme.classes_for(ratee.code):
            key = (voter.poll, voter.name)
            if (*key, ratee.code) not in polled and key not in unclear:
                left_out.setdefault(key, []).append(ratee)
        components = scheme.component_names(ratee.group, ComponentSource.RUBRIC)
        rubrics = (name for name in components if scheme.has_teams(ratee.group, name))
        if any((ratee.code, name) not in assessed for name in rubrics) and Collects.SCORES not in unclear:
            not_assessed.append(ratee)
    # What has no task is missing for everybody: one finding names them.
    if not_assessed:
        yield _missing(case, "scheme.not-assessed", not_assessed)
    for (poll, voter_class), ratees in left_out.items():
        yield _missing(case, "scheme.not-polled", ratees, poll=poll, voter_class=voter_class)


def _with_unknown_words(case: CheckCase) -> Iterator[Collects | tuple[str, str]]:
    """Yield poll and class (or ``SCORES``) of each task whose range holds a word that names nobody or several."""
    for record, task in zip(case.table("填报任务"), case.scheme.tasks, strict=True):
        meant = case.roster.ratees(record.text("考核对象范围"))
        if meant.unknown or meant.shared:
            scores = task.kind.collects is Collects.SCORES
            yield Collects.SCORES if scores else (task.poll, task.voter_class)


def _missing(case: CheckCase, code: str, ratees: Sequence[Ratee], **slots: str) -> Finding:
    """A finding that names the ratees, at the first of them."""
    names = some([ratee.label for ratee in ratees], NAMED_IN_LIST, "人")
    return Finding(code, case.at("考核对象", ratees[0].row, "编号"), {"name": names, **slots})


def electorate(case: CheckCase) -> Iterable[Finding]:
    """Compare the 预计份数 of the tasks of a class with its 应到人数.

    Findings: ``scheme.electorate``, or ``scheme.electorate-own`` if each ratee has voters of his own.
    """
    for voter in case.scheme.class_rows:
        expected = expected_of(case.scheme, voter)
        counts = set(expected.values())
        place = case.at("票类", voter.row, "应到人数")
        slots = {"voter_class": voter.name, "electorate": str(voter.electorate)}
        if len(counts) > 1:
            each = [f"{case.scheme.ratee_of[code].label}{count}" for code, count in expected.items()]
            yield Finding("scheme.electorate-own", place, slots | {"ballots": some(each, NAMED_IN_LIST, "人")})
        elif counts - {voter.electorate}:
            yield Finding("scheme.electorate", place, slots | {"ballots": str(*counts)})


def few_ballots(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.least-returned`` for each task with fewer 预计份数 than 参加测评人数下限."""
    least = case.scheme.rules.least_returned
    for task in case.scheme.tasks:
        if task.kind.polled and least is not None and task.ballots < least:
            slots = {"unit": task.unit, "voter_class": task.voter_class, "ballots": str(task.ballots)}
            yield Finding(
                "scheme.least-returned", case.at("填报任务", task.row, "预计份数"), slots | {"least": str(least)}
            )
