"""Votes that a form still owes: it has not come back, is in conflict, or has a row that does not add up."""

from __future__ import annotations

from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.scheme.model import Scheme

Owed = frozenset[tuple[str, str, str]]
"""Poll, voter class and code of the ratee."""


def owed_votes(scheme: Scheme, counted: Counted) -> Owed:
    """Of each class on each ratee for whom a task of the class has no counts yet."""
    ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    forms = {(key.unit, key.kind, key.poll, key.voter_class): index for index, key in enumerate(counted.forms)}
    registers = set(counted.registers["form"].tolist())
    rows = set(zip(counted.tallies["form"].tolist(), counted.tallies["ratee"].tolist(), strict=True))
    owed = set()
    for task in scheme.tasks:
        if not task.kind.polled:
            continue
        form = forms.get((scheme.unit_of[task.unit].code, task.kind, task.poll, task.voter_class), -1)
        for code in task.ratees:
            there = form in registers if task.kind.by_ballot else (form, ratees[code]) in rows
            if not there:
                owed.add((task.poll, task.voter_class, code))
    return frozenset(owed)
