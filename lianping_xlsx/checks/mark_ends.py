"""The lowest and highest marks that a class mean leaves out (去最高最低分)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lianping_xlsx.scheme.rules.count_steps import Ends, first_ends

if TYPE_CHECKING:
    import pandas as pd


class MarkEnds(NamedTuple):
    """The lowest and the highest of some valid marks (hundredths): ascending, and descending.

    As many as the scheme leaves out at each end, or all marks if there are fewer.
    """

    lowest: tuple[int, ...]
    highest: tuple[int, ...]

    @property
    def marks(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.lowest, *self.highest)


def ends_of_ballots(valid: pd.DataFrame, ends: Ends) -> dict[tuple[int, int], MarkEnds]:
    """The lowest and highest valid marks of each register on each ratee, by (form, ratee), both as indexes.

    ``valid``: the valid marks with form, ratee and value. ``ends``: how many at each end; no entries if these are 0.
    """
    if not sum(ends):
        return {}
    import numpy as np  # merge imports it while the replies are read, and this module before

    low, high = ends
    valid = valid[["form", "ratee", "value"]].sort_values(["form", "ratee", "value"])
    # tolist() turns the integers of numpy into those of Python, which fractions accept.
    forms, ratees, values = (valid[name].tolist() for name in ("form", "ratee", "value"))
    keys = valid[["form", "ratee"]].to_numpy()
    changes = np.flatnonzero((keys[1:] != keys[:-1]).any(axis=1)) + 1
    found = {}
    for first, end in zip([0, *changes], [*changes, len(values)], strict=True) if values else ():
        ascending = values[first:end]
        found[forms[first], ratees[first]] = MarkEnds(tuple(ascending[:low]), tuple(ascending[::-1][:high]))
    return found


def left_out(known: Sequence[MarkEnds], ends: Sequence[Ends]) -> MarkEnds | None:
    """The marks that a class mean leaves out; None if there are none.

    ``known``: the ends of each form. ``ends``: the answer of each rule to how many are left out; the first that leaves
    out any holds. The lowest of several forms are the lowest of the lowest of each.
    """
    if not known:
        return None
    low, high = first_ends(ends)
    lowest = sorted(mark for each in known for mark in each.lowest)[:low]
    highest = sorted((mark for each in known for mark in each.highest), reverse=True)[:high]
    return MarkEnds(tuple(lowest), tuple(highest)) if lowest or highest else None
