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
    if (form[1:] >= form[:-1]).all():
        start = 0
        while True:
            end = _end(form, start)
            yield marks.iloc[start:end]
            if end == len(form):
                return
            start = end
    for first, last in _ranges(form):
        yield marks[(form >= first) & (form <= last)]


def _end(form: np.ndarray, start: int) -> int:
    """Return where the share ends that begins at ``start``. ``form``: the forms of all marks, ascending."""
    if len(form) - start <= _MARKS:
        return len(form)
    end = int(form.searchsorted(form[start + _MARKS]))
    return end if end > start else int(form.searchsorted(form[start], side="right"))


def _ranges(form: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield the first and the last form of each share. ``form``: the forms of all marks, in any order."""
    import numpy as np  # merge imports it while the replies are read, and this module before

    numbers, sizes = np.unique(form, return_counts=True)
    for share in shares_of(numbers.tolist(), sizes.tolist()):
        yield share[0], share[-1]


def shares_of(many: Sequence[T], sizes: Sequence[int]) -> Iterator[Sequence[T]]:
    """Yield things in shares, so that their sizes add up to that of a share of marks, or that of one thing."""
    start, size = 0, 0
    for place, own in enumerate(sizes):
        if size and size + own > _MARKS:
            yield many[start:place]
            start, size = place, 0
        size += own
    yield many[start:]
