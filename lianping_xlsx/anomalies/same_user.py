"""Replies of different units that were saved last under one and the same user name. The name itself is never known."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.gather import Received


def shared_machines(received: Received) -> Iterator[Finding]:
    """One finding a user name: ``conduct.same-machine``, with the names of the units alone.

    Where more than half of all units share it, the office itself has most likely saved their replies: no question.
    """
    units: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for index, path in received.sources.items():
        expected = received.expected[index]
        names[expected.layout.key.unit] = expected.unit
        if saved_by := received.saved_by.get(path):
            units.setdefault(saved_by, set()).add(expected.layout.key.unit)
    for together in sorted(sorted(codes) for codes in units.values()):
        if len(together) > 1 and 2 * len(together) <= len(names):
            words = "、".join(f"“{names[code]}”" for code in together)
            yield Finding("conduct.same-machine", slots={"units": words, "count": str(len(together))})
