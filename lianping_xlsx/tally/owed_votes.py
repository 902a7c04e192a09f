"""Votes that are still owed: their form has not come back, is in conflict, or has a row that does not add up.

The finding on a class without a valid mark differs: owed votes must be collected before any rule is changed.
"""

from __future__ import annotations

from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.scheme.model import Scheme

Owed = frozenset[tuple[str, str, str]]
"""Triples of poll, voter class and code of the ratee."""


def owed_votes(scheme: Scheme, counted: Counted) -> Owed:
    """Classes and ratees for which at least one 填报任务 has no votes among the marks that count."""
    ratees = {ratee.code: number for number, ratee in enumerate(scheme.ratees)}
    forms = {(key.unit, key.kind, key.poll, key.voter_class): index for index, key in enumerate(counted.forms)}
    # A 测评票 form is used whole or not at all; of a 计票汇总 form each row is used by itself.
    registers = set(counted.registers["form"].tolist())
    rows = set(zip(counted.tallies["form"].tolist(), counted.tallies["ratee"].tolist(), strict=True))
    owed = set()
    for task in scheme.tasks:
        if not task.kind.polled:
            continue
        # -1 is the index of no form.
        form = forms.get((scheme.unit_of[task.unit].code, task.kind, task.poll, task.voter_class), -1)
        for code in task.ratees:
            received = form in registers if task.kind.by_ballot else (form, ratees[code]) in rows
            if not received:
                owed.add((task.poll, task.voter_class, code))
    return frozenset(owed)
