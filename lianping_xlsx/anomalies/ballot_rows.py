"""Ballots as rows of parallel arrays: the entries of each ballot, summed up in a few numbers.

There is no object per ballot: numpy compares all ballots of a campaign at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lianping_xlsx.checks.ballot_entries import MOST_BALLOTS
from lianping_xlsx.checks.countable import UNCOUNTED, VALID
from lianping_xlsx.checks.mark_shares import in_shares
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.light_dataclass import dataclass

_SHOWN = 20
"""The number of 票号 that a message lists."""
Array = NDArray[Any]


@dataclass(frozen=True)
class BallotRows:
    """One row per ballot that has at least one mark, sorted by form and grid row. The arrays are parallel.

    ``form``: index of the form. ``ballot``: grid row. ``count``: number of marks. ``valid``: none of them is void.
    ``low``, ``top``: the lowest and the highest mark (hundredths). ``graded``: the ballot ticks grades.
    ``digest``: 64 bits of all entries with their columns; equal digests mean equal ballots. ``first``: the index at
    which the marks of the row begin in ``ratee`` and ``value``; these two have one element per mark.
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
    """The rows of all ballots. ``entries``: the cells as filled in; ``marks``: the mark of each ratee made of them."""
    marks = _by_ballot(marks)
    columns = [np.concatenate(each) for each in zip(*map(_summed_up, in_shares(marks)), strict=True)]
    digests = [_digests(share) for share in in_shares(_by_ballot(entries))]
    form, ballot, count, valid, low, top, graded = columns
    first, ratee, value = np.cumsum(count) - count, marks["ratee"].to_numpy(), marks["value"].to_numpy()
    return BallotRows(form, ballot, count, valid, low, top, graded, np.concatenate(digests), first, ratee, value)


def _summed_up(marks: pd.DataFrame) -> tuple[Array, ...]:
    """The first seven columns of the rows of some ballots."""
    value, state, grade = (marks[name].to_numpy() for name in ("value", "state", "grade"))
    key = _keys(marks)
    first = _starts(key)
    form, ballot = np.divmod(key[first], MOST_BALLOTS)
    return (
        form,
        ballot,
        np.diff(first, append=len(key)),
        np.maximum.reduceat(np.where(state == UNCOUNTED, VALID, state), first) == VALID,
        np.minimum.reduceat(value, first),
        np.maximum.reduceat(value, first),
        np.maximum.reduceat(grade, first) >= 0,
    )


def _digests(entries: pd.DataFrame) -> Array:
    hashes = hash64(entries["column"].to_numpy(), entries["value"].to_numpy())
    found: Array = np.add.reduceat(hashes, _starts(_keys(entries)))
    return found


def _by_ballot(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows sorted by form and ballot."""
    form, ballot = frame["form"].to_numpy(), frame["ballot"].to_numpy()
    # Most frames are sorted already: to check is much faster than to sort.
    if np.all((form[1:] > form[:-1]) | ((form[1:] == form[:-1]) & (ballot[1:] >= ballot[:-1]))):
        return frame
    return frame.iloc[np.argsort(_keys(frame), kind="stable")]


def _keys(frame: pd.DataFrame) -> Array:
    """Form and ballot of each row as one integer."""
    keys: Array = frame["form"].to_numpy(np.int64) * MOST_BALLOTS + frame["ballot"].to_numpy(np.int64)
    return keys


def _starts(key: Array) -> Array:
    """The indexes at which each ballot begins in sorted keys."""
    return np.flatnonzero(np.diff(key, prepend=-1))


def hash64(column: Array, value: Array) -> Array:
    """A hash of 64 bits for each value and its column, after the finalizer of splitmix64.

    The sum of such hashes is a digest that does not depend on the order of the entries. Products wrap at 2**64.
    """
    mixed = (column.astype(np.uint64) << np.uint64(32)) + value.astype(np.int64).view(np.uint64)
    mixed = (mixed + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def numbers(form: UsedForm, ballots: Sequence[int]) -> list[str]:
    """The 票号 of the given grid rows of a form."""
    return [form.expected.layout.rows[ballot].ballot for ballot in ballots]


def listed(words: Sequence[str], mark: str = "、", unit: str = "张") -> str:
    """The words in a sentence (001、004、009); of many only the first 20, with the total number."""
    return some(words, _SHOWN, unit, mark)
