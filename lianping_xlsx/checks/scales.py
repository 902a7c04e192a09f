"""Marks that look as if they were given on another scale: asked about once, for all of them together.

They count as they stand: whether a teller or a voter mistook the scale, only a person can say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from lianping_xlsx.checks.ballot_entries import MarkGroups
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding

_TEN = 10 * exact.POINT
_LEAST = 3
"""Fewer marks than these may all be low, or all beyond their items' points, by chance."""
_REGISTER, _BALLOT, _COLUMN = ["form"], ["form", "ballot"], ["form", "column"]


def find_low_scales(entries: pd.DataFrame, forms: Mapping[int, UsedForm]) -> tuple[list[Finding], pd.Series]:
    """``ballot.scale``: 0 to 100 was asked, and no mark of a register, a ballot or a ratee's column is above 10.

    And which entries it tells of. What a register tells of needs no word of its ballots, nor those of its columns.
    """
    marks = (entries["state"] == VALID) & (entries["most"] == exact.WHOLE) & (entries["grade"] < 0)
    marks &= entries["value"] >= 0
    low = marks & (entries["value"] <= _TEN)
    if not low.any():
        return [], low

    def tell(by: list[str], group: pd.DataFrame) -> Finding:
        return _told("ballot.scale", forms, by, group, top=exact.show_short(int(group["value"].max())))

    return _by_groups(entries, marks, (_REGISTER, _BALLOT, _COLUMN), _are_low, tell)


def find_hundreds(entries: pd.DataFrame, forms: Mapping[int, UsedForm]) -> tuple[list[Finding], pd.Series]:
    """``ballot.items-scale``: each mark of a register or ballot by items is beyond its item's points, up to 100.

    And which entries it tells of.
    """
    marks = (entries["state"] == VALID) & (entries["most"] < exact.WHOLE)
    beyond = marks & (entries["value"] > entries["most"]) & (entries["value"] <= exact.WHOLE)
    if not beyond.any():
        return [], beyond
    within = entries.assign(value=(~beyond).astype("int64"))
    tell = partial(_told, "ballot.items-scale", forms)
    return _by_groups(within, marks, (_REGISTER, _BALLOT), _are_none, tell)


_Odd = Callable[[np.ndarray], np.ndarray]
"""Which groups are odd, by the greatest mark of each."""


def _are_low(greatest: np.ndarray) -> np.ndarray:
    return (greatest <= _TEN) & (greatest > 0)  # nought for everybody is no scale


def _are_none(greatest: np.ndarray) -> np.ndarray:
    none: np.ndarray = greatest == 0
    return none


def _by_groups(
    entries: pd.DataFrame,
    marks: pd.Series,
    levels: Sequence[list[str]],
    odd: _Odd,
    tell: Callable[[list[str], pd.DataFrame], Finding],
) -> tuple[list[Finding], pd.Series]:
    """A finding for each odd group, the widest first, and the entries in them."""
    told, findings = pd.Series(data=False, index=entries.index), list[Finding]()
    for by in levels:
        rest = entries[marks & ~told]
        groups = MarkGroups.of(rest, by[0], by[-1])
        found = odd(groups.greatest(rest["value"])) & (groups.size >= _LEAST)
        if found.any():
            chosen = rest[groups.members(found)]
            findings += [tell(by, group) for _, group in chosen.groupby(by, sort=True)]
            told.loc[chosen.index] = True
    return findings, told


def _told(code: str, forms: Mapping[int, UsedForm], by: list[str], marks: pd.DataFrame, **slots: str) -> Finding:
    number, row, column = (int(marks[name].iloc[0]) for name in ("form", "ballot", "column"))
    form = forms[number]
    layout = form.expected.layout
    place, what = form.place, f"“{layout.key.voter_class}”全部{marks['ballot'].nunique()}张测评票"
    if by == _BALLOT:
        place = form.at(row, layout.column_of("validity"))
        what = form.ballot(row)
    elif by == _COLUMN:
        place, name = form.at(row, column), layout.columns[column].heading.replace("\n", " ")
        what = f"“{layout.key.voter_class}”各票对“{name}”"
    return Finding(code, place, {"what": what, "count": str(len(marks))} | slots)
