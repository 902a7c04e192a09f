"""Ballots as rows of parallel arrays: what was entered on each, in a few numbers. No object for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lianping_xlsx.checks.ballot_entries import MOST_BALLOTS
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core.abbreviate import some

_SHOWN = 20
"""Numbers of ballots that a message lists."""
Array = NDArray[Any]


@dataclass(frozen=True)
class BallotRows:
    """A row a ballot with any mark, sorted by form and grid row; all arrays are parallel.

    ``count``: marks; ``valid``: all of them count; ``low`` and ``top``: the least and the greatest mark (hundredths);
    ``graded``: it ticks grades; ``digest``: of all entries and where they stand, the same for two ballots only if
    they say the same (64 bits). ``first``: where the marks of the row begin in ``ratee`` and ``value``, which are
    parallel to each other.
    """

    form: Array
    ballot: Array
    count: Array
    valid: Array
    low: Array
    top: Array
    graded: Array
    digest: Array
    first: Array
    ratee: Array
    value: Array


def ballot_rows(entries: pd.DataFrame, marks: pd.DataFrame) -> BallotRows:
    """From the entries as they stand on the forms and the marks made of them, one a ratee."""
    key, value, state, grade, ratee = _by_ballot(marks, "value", "state", "grade", "ratee")
    first = _starts(key)
    entry_key, column, entered = _by_ballot(entries, "column", "value")
    form, ballot = np.divmod(key[first], MOST_BALLOTS)
    return BallotRows(
        form=form,
        ballot=ballot,
        count=np.diff(first, append=len(key)),
        valid=np.maximum.reduceat(state, first) == VALID,
        low=np.minimum.reduceat(value, first),
        top=np.maximum.reduceat(value, first),
        graded=np.maximum.reduceat(grade, first) >= 0,
        digest=np.add.reduceat(_mixed(column, entered), _starts(entry_key)),
        first=first,
        ratee=ratee,
        value=value,
    )


def _by_ballot(frame: pd.DataFrame, *names: str) -> list[Array]:
    """Keys of form and ballot in their order, and columns in that order; they mostly stand in it already."""
    key = frame["form"].to_numpy(np.int64) * MOST_BALLOTS + frame["ballot"].to_numpy(np.int64)
    columns = [key, *(frame[name].to_numpy() for name in names)]
    if np.all(key[1:] >= key[:-1]):
        return columns
    order = np.argsort(key, kind="stable")
    return [column[order] for column in columns]


def _starts(key: Array) -> Array:
    """Where each ballot begins."""
    return np.flatnonzero(np.diff(key, prepend=-1))


def _mixed(column: Array, value: Array) -> Array:
    """A number of 64 bits for a value in a column, as good as chance (the finalizer of splitmix64)."""
    mixed = (column.astype(np.uint64) << np.uint64(32)) + value.astype(np.int64).view(np.uint64)
    mixed = (mixed + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def numbers(form: UsedForm, ballots: Sequence[int]) -> list[str]:
    """The 票号 of grid rows."""
    return [form.expected.layout.rows[ballot].ballot for ballot in ballots]


def listed(words: Sequence[str], mark: str = "、", unit: str = "张") -> str:
    """001、004、009, and of many the first ones and how many there are."""
    return some(words, _SHOWN, unit, mark)
