"""A voter class whose marks lie far from those of the other classes, on the same ratees (票类差距提醒线)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from lianping_xlsx.checks.conduct.rows import Array
from lianping_xlsx.checks.counted import VALID
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.model import Poll, Scheme


def far_classes(scheme: Scheme, received: Received, marks: pd.DataFrame, tallies: pd.DataFrame) -> Iterator[Finding]:
    """The farthest class of a poll, then the farthest of the rest, and so on: ``conduct.class-gap``."""
    if scheme.rules.class_gap is None:
        return
    means = _means(scheme, received, marks, tallies)
    for poll in scheme.polls:
        places = [place for place, voter in enumerate(scheme.classes) if voter.poll == poll.name]
        yield from _far(scheme, poll, places, means[places])


def _means(scheme: Scheme, received: Received, marks: pd.DataFrame, tallies: pd.DataFrame) -> Array:
    """The mean of each class (in their order) on each ratee in hundredths, NaN where it gave him no valid mark."""
    order = {(voter.poll, voter.name): place for place, voter in enumerate(scheme.classes)}
    keys = [expected.layout.key for expected in received.expected]
    class_of = np.array([order.get((key.poll, key.voter_class), -1) for key in keys], dtype=np.int64)
    valid = marks[marks["state"] == VALID]
    width, size = len(scheme.ratees), len(scheme.ratees) * len(order)
    cells = [class_of[frame["form"].to_numpy()] * width + frame["ratee"].to_numpy() for frame in (valid, tallies)]
    sums = np.bincount(cells[0], valid["value"], size) + np.bincount(cells[1], tallies["total"], size)
    counts = np.bincount(cells[0], minlength=size) + np.bincount(cells[1], tallies["valid"], size)
    means = np.full(size, np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means.reshape(len(order), width)


def _far(scheme: Scheme, poll: Poll, places: Sequence[int], means: Array) -> Iterator[Finding]:
    """``means``: those of the classes at ``places``."""
    left = list(range(len(places)))
    while len(left) > 1:
        found = [_beside(means[own], means[[other for other in left if other != own]]) for own in left]
        own = max(range(len(left)), key=lambda place: abs(found[place][1] - found[place][2]))
        ratees, mean, others = found[own]
        if scheme.rules.class_gap is None or abs(mean - others) < scheme.rules.class_gap:
            return
        names = [scheme.classes[places[place]].name for place in left]
        slots = {
            "poll": poll.name,
            "voter_class": names[own],
            "ratees": str(ratees),
            "mean": exact.show_short(mean),
            "others": f"“{names[1 - own]}”" if len(left) == 2 else "其余票类",
            "other_mean": exact.show_short(others),
            "gap": exact.show_short(abs(mean - others)),
        }
        yield Finding("conduct.class-gap", slots=slots)
        del left[own]


def _beside(own: Array, others: Array) -> tuple[int, int, int]:
    """(ratees that both voted on, mean of the class's means, mean of the other classes' means), in hundredths."""
    both = ~np.isnan(own) & ~np.isnan(others).all(axis=0)
    if not both.any():
        return 0, 0, 0
    return int(both.sum()), _rounded(own[both].mean()), _rounded(np.nanmean(others[:, both], axis=0).mean())


def _rounded(mean: float) -> int:
    return exact.divide_half_up(round(mean * 1000), 1000)
