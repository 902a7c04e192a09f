"""Own votes in a register of many ballots: nobody can tell whose ballot is whose, but the marks may (本人票提醒线).

Where own votes do not count (本人票不计) and ratees may be among the voters, a register of several ballots cannot leave
them out, and ``check`` says so. Here the marks are looked at. If voters marked themselves, each ballot favours one
ratee far beyond what the others give him, and each ballot another one.

The favour of a ballot to a ratee is its mark less the mean of the ballot (strict and lenient voters), less the mean of
the same differences on the other ballots (good and bad ratees). A ballot has a favourite if one ratee has more of its
favour than any other, and at least the line (5 points). If m ballots chose their favourites among k ratees
independently, the number of different favourites would be that of different boxes when m balls are thrown into k boxes.
Let q(i, j) be the probability of j different ones after i balls; then
q(i + 1, j) = q(i, j) j / k + q(i, j - 1) (k - j + 1) / k.
Nine ballots with nine favourites among nine ratees: 9! / 9⁹ = 1/1068. Ratees whom several favour, by merit or by
quarrel, make the number of different favourites smaller, never greater. The probability of as many or more, times the
number of registers looked at, must be below 1 in 100.

Representatives who each favour the secretary of their own place look the same, hence a question. It names neither a
ballot nor a ratee: either would say who voted how.

Error rate, measured on 8,000 invented registers of each kind (``tests/bench/false_questions.py``: 5 to 20 ratees, 5 to
24 ballots of different strictness and spread; whole points, steps of five, or four grades): 0.2 % of honest ballots
and of those that leave the own row blank (claimed: below 1 %). Where nine of ten of 7 to 20 ratees give themselves 100
points and nobody else votes, 76 % are found in whole points, 71 % in steps of five, 18 % in grades; where half as many
others vote beside them, 50 %, 41 % and 7 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.secrecy import likely_voters
from lianping_xlsx.scheme.terms import OwnVotes

CHANCE = 1 / 100
_LEAST = 7
"""The fewest ballots of a register that is looked at, and the fewest ratees who may be voters: 6! / 6⁶ is 0.015."""


def own_marks(scheme: Scheme, forms: Sequence[UsedForm], rows: BallotRows) -> Iterator[Finding]:
    """Yield ``conduct.own-marks``, one per register; without a line there is no finding."""
    line = scheme.rules.own_line
    if line is None:
        return
    voters = _voters(scheme)
    asked = [
        (form, voters.get((form.expected.layout.key.poll, form.expected.layout.key.voter_class))) for form in forms
    ]
    favours_on = ((form, _favours(form, rows, who, len(scheme.ratees))) for form, who in asked if who)
    looked_at = [(form, favours) for form, favours in favours_on if favours is not None]
    for form, favours in looked_at:
        ballots, different = favourites(favours, line)
        if chance_of_different(favours.shape[1], ballots, different) * len(looked_at) < CHANCE:
            slots = {
                "voter_class": form.expected.layout.key.voter_class,
                "all": str(len(favours)),
                "count": str(ballots),
                "ratees": str(different),
                "line": exact.show_short(line),
            }
            yield Finding("conduct.own-marks", form.place, slots)


def _voters(scheme: Scheme) -> Mapping[tuple[str, str], list[int]]:
    """The places of the ratees who may vote, by poll and class; only where own votes do not count and are enough."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    classes = (voter for voter in scheme.classes if scheme.own_votes(voter.poll) is OwnVotes.LEFT_OUT)
    found = {(each.poll, each.name): sorted(map(order.__getitem__, likely_voters(scheme, each))) for each in classes}
    return {key: voters for key, voters in found.items() if len(voters) >= _LEAST}


def _favours(form: UsedForm, rows: BallotRows, voters: Sequence[int], ratees: int) -> Array | None:
    """The favours of the ballots of a register to the ``voters``; None if there are too few ballots."""
    here = np.flatnonzero((rows.form == form.index) & rows.valid)
    if len(here) < _LEAST:
        return None
    marks = np.full((len(here), ratees), np.nan)
    sizes = rows.count[here]
    ballot = np.repeat(np.arange(len(here)), sizes)
    # The places of the marks of all these ballots, one after another.
    place = np.repeat(rows.first[here] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    marks[ballot, rows.ratee[place]] = rows.value[place]
    marks -= np.nanmean(marks, axis=1, keepdims=True)
    return favours_of(marks[:, voters])


def favours_of(levelled: Array) -> Array:
    """The favours of ballots to ratees. ``levelled``: marks less the mean of their ballot, NaN where there is none."""
    there = ~np.isnan(levelled)
    known = np.where(there, levelled, 0)
    others = there.sum(axis=0) - there
    with np.errstate(divide="ignore", invalid="ignore"):
        favours: Array = np.where(there & (others > 0), levelled - (known.sum(axis=0) - known) / others, -np.inf)
    return favours


def favourites(favours: Array, line: int) -> tuple[int, int]:
    """The number of ballots that have a favourite, and of different favourites. ``line``: in hundredths."""
    best = favours.argmax(axis=1)
    second, first = np.sort(favours, axis=1)[:, -2:].T
    has_one = (first >= line) & (first > second + 1e-6)
    return int(has_one.sum()), len(np.unique(best[has_one]))


def chance_of_different(ratees: int, ballots: int, different: int) -> float:
    """The probability that so many or more boxes are filled when ``ballots`` balls are thrown into ``ratees`` boxes."""
    filled = np.zeros(ratees + 1)
    filled[0] = 1
    boxes = np.arange(ratees + 1)
    for _ in range(ballots):
        again = filled * boxes / ratees
        again[1:] += filled[:-1] * (ratees - boxes[:-1]) / ratees
        filled = again
    return float(filled[different:].sum())
