"""Findings on how replies were filled in: questions to a person (提醒). No score changes by them.

Three of them stand here: ballots with the same mark for every ratee, unless a rule of the scheme voids them already;
replies of several units saved under one user name; a voter class whose means lie far from those of the other classes
on the same ratees (票类差距提醒线).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from lianping_xlsx.anomalies.ballot_patterns import compared_ballots
from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows, ballot_rows, listed, numbers
from lianping_xlsx.anomalies.copied_ballots import copied_ballots
from lianping_xlsx.anomalies.near_copies import near_copies
from lianping_xlsx.anomalies.own_marks import own_marks
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.checks.mark_shares import in_shares
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.model import Poll, Scheme


def question_conduct(scheme: Scheme, received: Received, judged: Judged) -> Iterator[Finding]:
    """Yield the findings of all modules here: one per case, not one per cell. ``judged``: the result of the checks."""
    rows = ballot_rows(judged.ballots.entries, judged.counted.marks)
    yield from uniform_ballots(judged.registers, rows)
    compared = compared_ballots(judged.registers, rows, judged.ballots)
    yield from copied_ballots(compared)
    yield from near_copies(compared, scheme.rules.near_line)
    yield from own_marks(scheme, judged.registers, rows)
    yield from far_classes(scheme, received, judged.counted.marks, judged.counted.tallies)
    yield from shared_machines(received)


def shared_machines(received: Received) -> Iterator[Finding]:
    """Yield one finding per user name, ``conduct.same-machine``, with the names of the units only.

    The user name itself never arrives here: it is sealed with the key of the campaign where a reply is read.
    """
    units: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for index, path in received.sources.items():
        expected = received.expected[index]
        names[expected.layout.key.unit] = expected.unit
        if saved_by := received.saved_by.get(path):
            units.setdefault(saved_by, set()).add(expected.layout.key.unit)
    for together in sorted(sorted(codes) for codes in units.values()):
        # If more than half of all units share a name, the office itself has most likely saved their replies.
        if len(together) > 1 and 2 * len(together) <= len(names):
            words = "、".join(f"“{names[code]}”" for code in together)
            yield Finding("conduct.same-machine", slots={"units": words, "count": str(len(together))})


_LEAST, _LEAST_GRADED = 3, 5
"""The fewest marks of a ballot that is reported. Two equal marks mean nothing; the same grade for a few ratees is often
honest."""


def uniform_ballots(forms: Sequence[UsedForm], rows: BallotRows) -> Iterator[Finding]:
    """Yield one finding per register and kind: ``conduct.all-full``, ``conduct.all-same``, ``conduct.same-grade``.

    A void ballot, or one with a mark that does not count, is not reported.
    """
    same = rows.valid & (rows.low == rows.top)
    points = same & ~rows.graded & (rows.count >= _LEAST)
    by_index = {form.index: form for form in forms}
    for code, which in (
        ("conduct.all-full", points & (rows.top == exact.WHOLE)),
        ("conduct.all-same", points & (rows.top != exact.WHOLE)),
        ("conduct.same-grade", same & rows.graded & (rows.count >= _LEAST_GRADED)),
    ):
        for index in np.unique(rows.form[which]).tolist():
            yield _finding(code, by_index[index], rows, which)


def _finding(code: str, form: UsedForm, rows: BallotRows, which: Array) -> Finding:
    here = rows.form == form.index
    chosen = here & which
    found = numbers(form, rows.ballot[chosen].tolist())
    if code == "conduct.all-same":
        points = map(exact.show_short, rows.top[chosen].tolist())
        found = [f"{number}（{value}分）" for number, value in zip(found, points, strict=True)]
    slots = {"voter_class": form.expected.layout.key.voter_class, "ballots": listed(found)}
    slots |= {"count": str(len(found)), "all": str(int(here.sum()))}
    return Finding(code, form.place, slots)


# ---------------------------------------------------------------- classes far apart

# A class with few ballots, or grades that lie far apart in points, makes gaps by chance. A gap is reported only if it
# also reaches three standard errors, computed from the spread of the marks of one class on one ratee.

_ERRORS = 3
"""The number of standard errors that a gap must reach: by chance alone about one in 370 does."""


@dataclass(frozen=True)
class _ClassVotes:
    """The votes as arrays of voter classes x ratees; marks in hundredths.

    ``means``: the mean of the valid marks, NaN if there is none. ``counts``: the number of valid marks. ``squares``:
    the sum of the squared differences of the marks from their mean; NaN where only a 计票汇总 exists, without marks.
    """

    means: Array
    counts: Array
    squares: Array

    def of(self, classes: Sequence[int]) -> _ClassVotes:
        """The rows of the given classes (indexes)."""
        return _ClassVotes(self.means[classes], self.counts[classes], self.squares[classes])

    @property
    def variance(self) -> float:
        """The pooled variance of the marks of one class on one ratee (squared hundredths).

        0 if all classes were counted by hand, so that the line alone decides; infinite if no class gave a ratee two
        marks, so that nothing is reported.
        """
        known = ~np.isnan(self.squares)
        if not known.any():
            return 0
        freedom = int((self.counts[known] - 1).sum())
        return float(self.squares[known].sum()) / freedom if freedom else math.inf


@dataclass(frozen=True)
class _Gap:
    """A class compared with the others (hundredths). ``ratees``: the number of ratees on whom both voted.

    ``mean``, ``others``: the mean of the class and of the other classes on them. ``chance``: the standard error.
    """

    ratees: int = 0
    mean: int = 0
    others: int = 0
    chance: float = 0

    @property
    def width(self) -> int:
        """The distance of the two means, in hundredths."""
        return abs(self.mean - self.others)


def far_classes(scheme: Scheme, received: Received, marks: pd.DataFrame, tallies: pd.DataFrame) -> Iterator[Finding]:
    """Yield ``conduct.class-gap`` for the farthest class of each poll, then for the farthest of the rest, and so on.

    A class that was reported is left out of the comparison, so that it does not make the others look far.
    ``marks`` and ``tallies`` are the frames of ``Counted``. Without a line there is no finding.
    """
    if scheme.rules.class_gap is None:
        return
    votes = _votes(scheme, received, marks, tallies)
    for poll in scheme.polls:
        classes = [number for number, voter in enumerate(scheme.classes) if voter.poll == poll.name]
        names = [scheme.classes[number].name for number in classes]
        yield from _far_in_poll(poll, names, votes.of(classes), scheme.rules.class_gap)


def _votes(scheme: Scheme, received: Received, marks: pd.DataFrame, tallies: pd.DataFrame) -> _ClassVotes:
    """The votes of all classes of the scheme. Each sum is one bincount over the number class * ratees + ratee."""
    order = {(voter.poll, voter.name): number for number, voter in enumerate(scheme.classes)}
    keys = [expected.layout.key for expected in received.expected]
    class_of = np.array([order.get((key.poll, key.voter_class), -1) for key in keys], dtype=np.int64)
    width, size = len(scheme.ratees), len(scheme.ratees) * len(order)
    given, (sums, squares) = np.zeros(size, dtype=np.int64), np.zeros((2, size))
    for share in in_shares(marks):
        valid = share[share["state"].to_numpy() == VALID]
        by_ballot = class_of[valid["form"].to_numpy()] * width + valid["ratee"].to_numpy()
        values = valid["value"].to_numpy(dtype=np.float64)
        given += np.bincount(by_ballot, minlength=size)
        sums += np.bincount(by_ballot, values, size)
        squares += np.bincount(by_ballot, values * values, size)  # whole numbers, and small enough to be exact
    by_hand = class_of[tallies["form"].to_numpy()] * width + tallies["ratee"]
    squares = np.where(given > 0, np.maximum(squares - sums * sums / np.maximum(given, 1), 0), np.nan)
    sums = sums + np.bincount(by_hand, tallies["total"], size)
    counts = given + np.bincount(by_hand, tallies["valid"], size)
    means = np.full(size, np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return _ClassVotes(*(part.reshape(len(order), width) for part in (means, counts, squares)))


def _far_in_poll(poll: Poll, names: Sequence[str], votes: _ClassVotes, line: int) -> Iterator[Finding]:
    """The findings of one poll. ``names``: of its classes, in the order of ``votes``; ``line``: in hundredths."""
    variance, left = votes.variance, list(range(len(names)))
    while len(left) > 1:
        gaps = {own: _gap_to_others(votes, own, [other for other in left if other != own], variance) for own in left}
        # A class that shares no ratee with another has a gap of 0, which would reach a line of 0.
        compared = (own for own in left if gaps[own].ratees)
        far = [own for own in compared if gaps[own].width >= max(line, _ERRORS * gaps[own].chance)]
        if not far:
            return
        own = max(far, key=lambda number: gaps[number].width)
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


def _gap_to_others(votes: _ClassVotes, own: int, others: Sequence[int], variance: float) -> _Gap:
    """Compare the means of one class with the means of the others, on the ratees on whom both voted."""
    both = ~np.isnan(votes.means[own]) & ~np.isnan(votes.means[others]).all(axis=0)
    if not both.any():
        return _Gap()
    mine, theirs = votes.means[own, both], votes.means[others][:, both]
    shares = 1 / votes.counts[own, both] + _shares_of_mean(votes.counts[others][:, both])
    chance = math.sqrt(variance * float(shares.sum())) / len(mine)
    return _Gap(len(mine), _rounded(mine.mean()), _rounded(np.nanmean(theirs, axis=0).mean()), chance)


def _shares_of_mean(counts: Array) -> Array:
    """The variance of the mean of several class means, as a share of the variance of one mark, by ratee.

    ``counts``: marks, classes x ratees. With k classes of n marks each the share is (1/n1 + … + 1/nk) / k².
    """
    each = np.divide(1, counts, out=np.zeros(counts.shape), where=counts > 0)
    shares: Array = each.sum(axis=0) / (counts > 0).sum(axis=0) ** 2
    return shares


def _rounded(mean: float) -> int:
    """A mean as whole hundredths, half up; noise of the binary float below a thousandth does not decide."""
    return exact.divide_half_up(round(mean * 1000), 1000)
