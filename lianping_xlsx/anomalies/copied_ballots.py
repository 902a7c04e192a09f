"""Ballots that are copies of another: all marks are equal, and chance hardly explains it.

Let p be the likelihood that another voter fills in a ballot in the same way. Then the expected number of patterns with
k - 1 copies among n ballots is below n (n p)^(k-1). A pattern is rare if this number is below 1 in 1,000. The patterns
of a register are reported only if all of them together are less likely than 1 in 1,000,000. Ballots on fewer than five
ratees are never reported, nor are ballots of which all marks but one or two are equal: there honest voters agree too
often.

The likelihood p is estimated from the votes themselves. A voter who marks high marks everybody high, so ballots
resemble each other more than independent marks would. A ballot is therefore compared with the ballots nearest to it in
level, that is in the sum of the marks: the twenty different ballots around it, from any register with the same
ratees; copies count once. The likelihood is a product over the ratees; each factor is the share of these ballots that
gave the same mark. Since few ballots tell little, each share is mixed with a prior that weighs as much as two ballots
and says one in four (one in two where grades are ticked).

Measured on 4,000 invented campaigns of honest voters (1 or 4 registers of 60 or 200 ballots on 5 to 30 ratees; whole
points, steps of five, eight usual marks, or four grades; with a strong common level): one of them was reported.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lianping_xlsx.anomalies.ballot_patterns import LEAST_RATEES, RARE, ComparedBallots, Pattern, pattern_findings
from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows
from lianping_xlsx.core.findings import Finding

NEIGHBOURS = 10
"""The number of different ballots that are compared on either side."""
PRIOR_WEIGHT, PRIOR, PRIOR_GRADED = 2.0, 0.25, 0.5
"""The weight of the prior in ballots, and its share of equal marks: for points, and for grades, which are few."""


def log_likelihoods(rows: BallotRows, distinct: Array, peer: Array, wanted: Array) -> Array:
    """The natural logarithm of the likelihood of each row of ``distinct`` that is ``wanted``; 0 for the others.

    ``distinct``: indexes of complete rows that all differ. Parallel to it: ``peer``, a number that is equal for rows
    with the same ratees, and ``wanted`` (bool).
    """
    found = np.zeros(len(distinct))
    level = np.add.reduceat(rows.value, rows.first)[distinct]
    for group in _groups_by_level(np.lexsort((level, peer)), peer):
        asked = np.flatnonzero(wanted[group])
        if len(asked):
            chosen = distinct[group]
            marks = rows.value[rows.first[chosen][:, None] + np.arange(rows.count[chosen[0]])]
            prior = PRIOR_GRADED if rows.graded[chosen[0]] else PRIOR
            found[group[asked]] = _in_group(marks, asked, prior)
    return found


def _groups_by_level(order: Array, peer: Array) -> Iterator[Array]:
    """The rows with the same ratees, sorted by level: one array of indexes per value of ``peer``."""
    yield from np.split(order, np.flatnonzero(np.diff(peer[order])) + 1)


def _in_group(marks: Array, asked: Array, prior: float) -> Array:
    """The log-likelihoods of the rows ``asked`` of ``marks`` (ballots sorted by level x ratees)."""
    width = min(len(marks), 2 * NEIGHBOURS + 1)
    start = np.clip(asked - NEIGHBOURS, 0, len(marks) - width)
    around = start[:, None] + np.arange(width)
    same = (marks[around] == marks[asked][:, None, :]).sum(axis=1) - 1  # minus the ballot itself
    return np.asarray(np.log((same + PRIOR_WEIGHT * prior) / (width - 1 + PRIOR_WEIGHT)).sum(axis=1))


def copied_ballots(compared: ComparedBallots) -> Iterator[Finding]:
    """Yield one finding per register, ``conduct.copies``, and one per set of registers, ``conduct.copies-across``."""
    yield from pattern_findings(compared, _patterns(compared), ("conduct.copies", "conduct.copies-across"))


def _patterns(compared: ComparedBallots) -> Iterator[Pattern]:
    """The patterns that occur more than once and are varied enough, in the order of their first ballots."""
    rows, whole, first, counts = compared.rows, compared.whole, compared.first, compared.counts
    wanted = (counts > 1) & (rows.low != rows.top)[whole[first]] & (rows.count[whole[first]] >= LEAST_RATEES)
    if not wanted.any():
        return
    chances = log_likelihoods(rows, whole[first], compared.peer[first], wanted)
    least = compared.log_of_smallest
    # To leave out early what is not rare in the smallest register saves the loop below.
    wanted &= least + (counts - 1) * (least + chances) < RARE
    members, ends = np.argsort(compared.group, kind="stable"), np.cumsum(counts)
    for number in sorted(np.flatnonzero(wanted).tolist(), key=lambda number: int(first[number])):
        if compared.varied(int(whole[first[number]])):
            yield Pattern(whole[members[ends[number] - counts[number] : ends[number]]], float(chances[number]))
