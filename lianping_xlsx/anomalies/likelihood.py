"""How likely it is that another voter fills in a ballot just as this one, reckoned from the votes themselves.

People who mark high mark everybody high, so ballots resemble one another more than independent marks would. A ballot
is therefore set beside the ballots nearest to it in level, that is in the sum of its marks (the twenty different ones
around it, of any register with the same ratees; copies count once). The likelihood is the product, ratee by ratee, of
the share of these that gave the same mark, mixed with a belief held before: as much as two ballots that gave it one
time in four (in two, where grades are ticked), for few ballots tell little.

Tried on 4,000 invented campaigns of honest voters (1 or 4 registers of 60 or 200 ballots on 5 to 30 ratees; whole
points, steps of five, eight usual marks, or four grades; with a strong common level), ``copies`` asked about one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows

_BESIDE = 10
"""Different ballots on either side."""
_BELIEF, _SHARE, _SHARE_GRADED = 2.0, 0.25, 0.5


def log_likelihoods(rows: BallotRows, distinct: Array, peer: Array, wanted: Array) -> Array:
    """Of each of ``distinct`` (complete rows, each different) that is ``wanted`` the logarithm, of the others 0.

    ``peer`` is the same for rows with the same ratees; parallel to ``distinct``, as is ``wanted`` (bool).
    """
    found = np.zeros(len(distinct))
    level = np.add.reduceat(rows.value, rows.first)[distinct]
    for near in _peers(np.lexsort((level, peer)), peer):
        places = np.flatnonzero(wanted[near])
        if len(places):
            chosen = distinct[near]
            marks = rows.value[rows.first[chosen][:, None] + np.arange(rows.count[chosen[0]])]
            share = _SHARE_GRADED if rows.graded[chosen[0]] else _SHARE
            found[near[places]] = _of_peers(marks, places, share)
    return found


def _peers(order: Array, peer: Array) -> Iterator[Array]:
    """The rows of the same ratees by level."""
    yield from np.split(order, np.flatnonzero(np.diff(peer[order])) + 1)


def _of_peers(marks: Array, places: Array, share: float) -> Array:
    """``marks``: ballots by level x ratees."""
    width = min(len(marks), 2 * _BESIDE + 1)
    start = np.clip(places - _BESIDE, 0, len(marks) - width)
    around = start[:, None] + np.arange(width)
    same = (marks[around] == marks[places][:, None, :]).sum(axis=1) - 1  # it is one of those around it
    return np.asarray(np.log((same + _BELIEF * share) / (width - 1 + _BELIEF)).sum(axis=1))
