"""Ballots that are nearly copies: they agree on at least the line (相近票提醒线, 90 %) of the ratees, but not on all.

As in ``copied_ballots``, another voter gives a ratee the same mark with a likelihood that is estimated from the
ballots nearest in level; here without the two that are compared. With independent ratees the number of marks that
differ has the Poisson binomial distribution. Its tail, the probability P that another voter differs in at most as many
marks as these two do, takes the place of the likelihood of equal ballots; of the two ballots the one with the greater P
counts. What is rare is the same: fewer than 1 in 1,000 for a pair, n² P among n ballots, and 1 in 1,000,000 for all
together. With 90 % one mark of ten may differ: ballots on fewer than ten ratees are never reported.

Two ballots that differ in at most d marks are equal on all ratees of one of d + 1 blocks. So only ballots that are
equal on a block are compared. A block that more than 20 ballots fill in alike says nothing and is skipped.

Error rate, measured on 8,000 invented campaigns of honest voters (``tests/bench/false_questions.py``: 1 or 2 registers
of 60 or 200 ballots on 10 to 40 ratees, with a strong common level; whole points, steps of five, eight usual marks, or
four grades): 0.05 % (claimed: below 1 %; voters whose marks hardly vary resemble each other more than their neighbours
tell). A ballot that was copied but for one mark is found in 84 % in whole points, in 40 % in steps of five or eight
usual marks, and hardly ever in grades.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lianping_xlsx.anomalies.ballot_patterns import RARE, ComparedBallots, Pattern, differing, pattern_findings
from lianping_xlsx.anomalies.ballot_rows import Array, hash64
from lianping_xlsx.anomalies.copied_ballots import NEIGHBOURS, PRIOR, PRIOR_GRADED, PRIOR_WEIGHT
from lianping_xlsx.core.findings import Finding

_ALIKE = 20
"""The most ballots that are equal on a block and are compared for it."""
_TINY = 1e-300
"""A probability that is smaller is taken for this: its logarithm must be finite."""


def near_copies(compared: ComparedBallots, line: int | None) -> Iterator[Finding]:
    """Yield ``conduct.near-copies`` per register, and ``conduct.near-copies-across`` per set of registers.

    ``line``: the share of equal marks (hundredths of a per cent); without one there is no finding.
    """
    if line is not None:
        codes = "conduct.near-copies", "conduct.near-copies-across"
        yield from pattern_findings(compared, _patterns(compared, line), codes, line)


def _patterns(compared: ComparedBallots, line: int) -> Iterator[Pattern]:
    """The rare pairs, each later ballot with the earlier one to which it is nearest."""
    if not len(compared.whole):
        return
    rows, distinct, peer = compared.rows, np.sort(compared.distinct), compared.peer
    peer = peer[np.searchsorted(compared.whole, distinct)]
    least = compared.log_of_smallest
    order = np.argsort(peer, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(peer[order])) + 1):
        most = differing(int(rows.count[distinct[group[0]]]), line) if len(group) > 1 else 0
        if not most:
            continue
        chosen = distinct[group]
        marks = rows.value[rows.first[chosen][:, None] + np.arange(rows.count[chosen[0]])]
        prior = PRIOR_GRADED if rows.graded[chosen[0]] else PRIOR
        one, other = _candidates(marks, most)
        chances = np.log(np.maximum(_likelihoods(marks, one, other, prior), _TINY))
        taken: set[int] = set()
        for place in np.argsort(chances, kind="stable").tolist():
            ends = int(chosen[one[place]]), int(chosen[other[place]])
            if 2 * least + chances[place] >= RARE:
                break
            if ends[1] not in taken and all(map(compared.varied, ends)):
                taken.add(ends[1])
                yield Pattern(np.array(ends), float(chances[place]))


def _candidates(marks: Array, most: int) -> tuple[Array, Array]:
    """The pairs of ballots that differ in at most ``most`` marks, as two arrays of indexes, the first one smaller."""
    width = marks.shape[1]
    hashes = hash64(np.arange(width), marks)
    sums = np.add.reduceat(hashes, np.arange(most + 1) * width // (most + 1), axis=1)
    pairs = []
    for digest in sums.T:
        _, number, counts = np.unique(digest, return_inverse=True, return_counts=True)
        several = np.flatnonzero((counts[number] > 1) & (counts[number] <= _ALIKE))
        several = several[np.argsort(number[several], kind="stable")]
        for step in range(1, _ALIKE):
            alike = np.flatnonzero(number[several[step:]] == number[several[:-step]])
            if not len(alike):
                break
            pairs.append(several[alike] * len(marks) + several[alike + step])
    one, other = np.divmod(np.unique(np.concatenate(pairs or [np.array([], np.int64)])), len(marks))
    near = (marks[one] != marks[other]).sum(axis=1) <= most
    return one[near], other[near]


def _likelihoods(marks: Array, one: Array, other: Array, prior: float) -> Array:
    """The probability of each pair that another voter's ballot is as near, the greater one of its two ballots."""
    if not len(one):
        return np.array([])
    differ = (marks[one] != marks[other]).sum(axis=1)
    by_level = np.argsort(marks.sum(axis=1), kind="stable")
    place = np.empty(len(marks), dtype=np.int64)
    place[by_level] = np.arange(len(marks))
    ends = (
        tail_of_differences(_equal(marks, by_level, place, *pair, prior), differ)
        for pair in ((one, other), (other, one))
    )
    return np.maximum(*ends)


def _equal(marks: Array, by_level: Array, place: Array, asked: Array, beside: Array, prior: float) -> Array:
    """The likelihoods of the same mark as on ballot ``asked``, pairs x ratees, by its neighbours without ``beside``."""
    width = min(len(marks), 2 * NEIGHBOURS + 1)
    start = np.clip(place[asked] - NEIGHBOURS, 0, len(marks) - width)
    around = by_level[start[:, None] + np.arange(width)]
    counted = (around != asked[:, None]) & (around != beside[:, None])
    same = ((marks[around] == marks[asked][:, None, :]) & counted[:, :, None]).sum(axis=1)
    shares: Array = (same + PRIOR_WEIGHT * prior) / (counted.sum(axis=1)[:, None] + PRIOR_WEIGHT)
    return shares


def tail_of_differences(equal: Array, most: Array) -> Array:
    """The probability that at most so many ratees get another mark, by pair (Poisson binomial distribution)."""
    number = np.zeros((len(equal), int(most.max()) + 1))
    number[:, 0] = 1
    for share in equal.T[:, :, None]:
        number[:, 1:] = number[:, 1:] * share + number[:, :-1] * (1 - share)
        number[:, :1] *= share
    below: Array = np.cumsum(number, axis=1)[np.arange(len(equal)), most]
    return below
