"""A voter class whose marks lie far from those of the other classes, on the same ratees (票类差距提醒线).

Where a class has few ballots, or all tick grades that lie far apart, chance alone makes such gaps: only a gap that is
three times as wide as the marks of one class on one ratee let expect is asked about.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lianping_xlsx.anomalies.ballot_rows import Array
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.model import Poll, Scheme

_ERRORS = 3
"""Standard errors."""


@dataclass(frozen=True)
class _ClassVotes:
    """Of each class (a row) on each ratee (a column), in hundredths.

    ``means``: NaN where it gave him no valid mark. ``counts``: how many it gave. ``squares``: the sum of the squared
    differences of its marks from their mean, NaN where it was counted by hand and nobody knows.
    """

    means: Array
    counts: Array
    squares: Array

    def of(self, places: Sequence[int]) -> _ClassVotes:
        """Those of some classes."""
        return _ClassVotes(self.means[places], self.counts[places], self.squares[places])

    @property
    def variance(self) -> float:
        """Of the marks of one class on one ratee: 0 where all were counted by hand, infinite where each gave one."""
        known = ~np.isnan(self.squares)
        if not known.any():
            return 0
        freedom = int((self.counts[known] - 1).sum())
        return float(self.squares[known].sum()) / freedom if freedom else math.inf


@dataclass(frozen=True)
class _Gap:
    """Between a class and the others: how many ratees both voted on, their means, and how wide chance makes it."""

    ratees: int = 0
    mean: int = 0
    others: int = 0
    chance: float = 0

    @property
    def width(self) -> int:
        """In hundredths."""
        return abs(self.mean - self.others)


def far_classes(scheme: Scheme, received: Received, marks: pd.DataFrame, tallies: pd.DataFrame) -> Iterator[Finding]:
    """The farthest class of a poll, then the farthest of the rest, and so on: ``conduct.class-gap``."""
    if scheme.rules.class_gap is None:
        return
    votes = _votes(scheme, received, marks, tallies)
    for poll in scheme.polls:
        places = [place for place, voter in enumerate(scheme.classes) if voter.poll == poll.name]
        names = [scheme.classes[place].name for place in places]
        yield from _far(poll, names, votes.of(places), scheme.rules.class_gap)


def _votes(scheme: Scheme, received: Received, marks: pd.DataFrame, tallies: pd.DataFrame) -> _ClassVotes:
    order = {(voter.poll, voter.name): place for place, voter in enumerate(scheme.classes)}
    keys = [expected.layout.key for expected in received.expected]
    class_of = np.array([order.get((key.poll, key.voter_class), -1) for key in keys], dtype=np.int64)
    valid = marks[marks["state"] == VALID]
    width, size = len(scheme.ratees), len(scheme.ratees) * len(order)
    by_ballot, by_hand = (class_of[frame["form"].to_numpy()] * width + frame["ratee"] for frame in (valid, tallies))
    given, values = np.bincount(by_ballot, minlength=size), valid["value"].to_numpy(dtype=np.float64)
    sums = np.bincount(by_ballot, values, size)
    squares = np.bincount(by_ballot, values * values, size)  # whole numbers, and small enough to be exact
    squares = np.where(given > 0, np.maximum(squares - sums * sums / np.maximum(given, 1), 0), np.nan)
    sums = sums + np.bincount(by_hand, tallies["total"], size)
    counts = given + np.bincount(by_hand, tallies["valid"], size)
    means = np.full(size, np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return _ClassVotes(*(part.reshape(len(order), width) for part in (means, counts, squares)))


def _far(poll: Poll, names: Sequence[str], votes: _ClassVotes, line: int) -> Iterator[Finding]:
    variance, left = votes.variance, list(range(len(names)))
    while len(left) > 1:
        gaps = {own: _beside(votes, own, [other for other in left if other != own], variance) for own in left}
        asked = (own for own in left if gaps[own].ratees)  # a line of 0 is no reason to compare with nobody
        far = [own for own in asked if gaps[own].width >= max(line, _ERRORS * gaps[own].chance)]
        if not far:
            return
        own = max(far, key=lambda place: gaps[place].width)
        left.remove(own)
        gap = gaps[own]
        slots = {
            "poll": poll.name,
            "voter_class": names[own],
            "ratees": str(gap.ratees),
            "mean": exact.show_short(gap.mean),
            "others": f"“{names[left[0]]}”" if len(left) == 1 else "其余票类",
            "other_mean": exact.show_short(gap.others),
            "gap": exact.show_short(gap.width),
        }
        yield Finding("conduct.class-gap", slots=slots)


def _beside(votes: _ClassVotes, own: int, others: Sequence[int], variance: float) -> _Gap:
    """The mean of a class's means, and that of the other classes' means, on the ratees that both voted on."""
    both = ~np.isnan(votes.means[own]) & ~np.isnan(votes.means[others]).all(axis=0)
    if not both.any():
        return _Gap()
    mine, theirs = votes.means[own, both], votes.means[others][:, both]
    shares = 1 / votes.counts[own, both] + _shares_of_mean(votes.counts[others][:, both])
    chance = math.sqrt(variance * float(shares.sum())) / len(mine)
    return _Gap(len(mine), _rounded(mine.mean()), _rounded(np.nanmean(theirs, axis=0).mean()), chance)


def _shares_of_mean(counts: Array) -> Array:
    """What share of the variance of one mark the mean of several classes' means has, by ratee (a column)."""
    each = np.divide(1, counts, out=np.zeros(counts.shape), where=counts > 0)
    shares: Array = each.sum(axis=0) / (counts > 0).sum(axis=0) ** 2
    return shares


def _rounded(mean: float) -> int:
    return exact.divide_half_up(round(mean * 1000), 1000)
