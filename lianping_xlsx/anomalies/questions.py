"""Findings on how replies were filled in: questions to a person (提醒). No score changes by them."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.anomalies.ballot_rows import ballot_rows
from lianping_xlsx.anomalies.class_gaps import far_classes
from lianping_xlsx.anomalies.copied_ballots import copied_ballots
from lianping_xlsx.anomalies.uniform_ballots import uniform_ballots
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.model import Scheme


def question_conduct(scheme: Scheme, received: Received, judged: Judged) -> Iterator[Finding]:
    """Yield the findings of all modules here: one per case, not one per cell. ``judged``: the result of the checks."""
    rows = ballot_rows(judged.ballots.entries, judged.counted.marks)
    yield from uniform_ballots(judged.registers, rows)
    yield from copied_ballots(judged.registers, rows, judged.ballots)
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
