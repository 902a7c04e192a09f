"""Everything that leaves the office after the decision: the files of 4审定 but for the record itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lianping_xlsx.report.final.data import FinalData

Writer = Callable[[FinalData], Mapping[str, bytes]]

WRITERS: tuple[Writer, ...] = ()
"""Each gives files by their names relative to 4审定; no two give the same name."""

TO_BE_FILLED_IN = frozenset({"整改清单.xlsx"})
"""Documents in which people go on writing: that they were changed is as it should be."""


def documents(data: FinalData) -> dict[str, bytes]:
    """Every document by its name."""
    found: dict[str, bytes] = {}
    for write in WRITERS:
        found |= write(data)
    return found
