"""Replies of different units that were last saved under the same user name.

The name itself never arrives here: it is sealed with the key of the campaign where a reply is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.gather import Received


def shared_machines(received: Received) -> Iterator[Finding]:
    """Yield one finding per user name, ``conduct.same-machine``, with the names of the units only."""
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
