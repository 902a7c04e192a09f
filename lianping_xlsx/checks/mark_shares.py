"""A frame of marks in shares, so that what is worked out from millions of them takes the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

T = TypeVar("T")

_MARKS = 150_000
"""The marks of a share, if no single form has more. An array of integers for them is about one MiB."""


def in_shares(marks: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of whole forms, at least one share: by index of the form, each in the order of the frame."""
    form = marks["form"].to_numpy()
    if len(form) <= _MARKS:
        yield marks
        return
    ascending = bool((form[1:] >= form[:-1]).all())
    for first, last in _ranges(form):
        if ascending:
            yield marks.iloc[form.searchsorted(first) : form.searchsorted(last)]
        else:
            yield marks[(form >= first) & (form < last)]


def _ranges(form: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield the first form of each share and the one behind its last. ``form``: the index of the form of each mark."""
    import numpy as np  # merge imports it while the replies are read, and this module before

    until = np.bincount(form).cumsum()
    first, before = 0, 0
    while first < len(until):
        last = max(first + 1, int(until.searchsorted(before + _MARKS, side="right")))
        yield first, last
        first, before = last, int(until[last - 1])


def shares_of(many: Sequence[T], sizes: Sequence[int]) -> Iterator[Sequence[T]]:
    """Yield things in shares, so that their sizes add up to that of a share of marks, or that of one thing."""
    start, size = 0, 0
    for place, own in enumerate(sizes):
        if size and size + own > _MARKS:
            yield many[start:place]
            start, size = place, 0
        size += own
    yield many[start:]
