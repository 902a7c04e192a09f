"""Findings on how replies were filled in: questions to a person (提醒). No score changes by them.

Two of them stand here: ballots with the same mark for every ratee, unless a rule of the scheme voids them already, and
replies of several units saved under one user name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lianping_xlsx.anomalies.ballot_patterns import compared_ballots
from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows, ballot_rows, listed, numbers
from lianping_xlsx.anomalies.class_gaps import far_classes
from lianping_xlsx.anomalies.copied_ballots import copied_ballots
from lianping_xlsx.anomalies.near_copies import near_copies
from lianping_xlsx.anomalies.own_marks import own_marks
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.model import Scheme


def question_conduct(scheme: Scheme, received: Received, judged: Judged) -> Iterator[Finding]:
    """Yield the findings of all modules here: one per case, not one per cell. ``judged``: the result of the checks."""
    rows = ballot_rows(judged.ballots.entries, judged.counted.marks)
    yield from uniform_ballots(judged.registers, rows)
    compared = compared_ballots(judged.registers, rows, judged.ballots)
    yield from copied_ballots(compared)
    yield from near_copies(compared, scheme.rules.near_line)
    yield from own_marks(scheme, judged.registers, rows)
    yield from far_classes(scheme, received, judged.counted.marks, judged.counted.tallies)
    yield from shared_machines(received)


def shared_machines(received: Received) -> Iterator[Finding]:
    """Yield one finding per user name, ``conduct.same-machine``, with the names of the units only.

    The user name itself never arrives here: it is sealed with the key of the campaign where a reply is read.
    """
    units: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for index, path in received.sources.items():
        expected = received.expected[index]
        names[expected.layout.key.unit] = expected.unit
        if saved_by := received.saved_by.get(path):
            units.setdefault(saved_by, set()).add(expected.layout.key.unit)
    for together in sorted(sorted(codes) for codes in units.values()):
        # If more than half of all units share a name, the office itself has most likely saved their replies.
        if len(together) > 1 and 2 * len(together) <= len(names):
            words = "、".join(f"“{names[code]}”" for code in together)
            yield Finding("conduct.same-machine", slots={"units": words, "count": str(len(together))})


_LEAST, _LEAST_GRADED = 3, 5
"""The fewest marks of a ballot that is reported. Two equal marks mean nothing; the same grade for a few ratees is often
honest."""


def uniform_ballots(forms: Sequence[UsedForm], rows: BallotRows) -> Iterator[Finding]:
    """Yield one finding per register and kind: ``conduct.all-full``, ``conduct.all-same``, ``conduct.same-grade``.

    A void ballot, or one with a mark that does not count, is not reported.
    """
    same = rows.valid & (rows.low == rows.top)
    points = same & ~rows.graded & (rows.count >= _LEAST)
    by_index = {form.index: form for form in forms}
    for code, which in (
        ("conduct.all-full", points & (rows.top == exact.WHOLE)),
        ("conduct.all-same", points & (rows.top != exact.WHOLE)),
        ("conduct.same-grade", same & rows.graded & (rows.count >= _LEAST_GRADED)),
    ):
        for index in np.unique(rows.form[which]).tolist():
            yield _finding(code, by_index[index], rows, which)


def _finding(code: str, form: UsedForm, rows: BallotRows, which: Array) -> Finding:
    here = rows.form == form.index
    chosen = here & which
    found = numbers(form, rows.ballot[chosen].tolist())
    if code == "conduct.all-same":
        points = map(exact.show_short, rows.top[chosen].tolist())
        found = [f"{number}（{value}分）" for number, value in zip(found, points, strict=True)]
    slots = {"voter_class": form.expected.layout.key.voter_class, "ballots": listed(found)}
    slots |= {"count": str(len(found)), "all": str(int(here.sum()))}
    return Finding(code, form.place, slots)
