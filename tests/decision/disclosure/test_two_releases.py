"""An observer of two releases: whatever he subtracts, the ballot by which they differ keeps its secret.

He knows all that the other class gave (he typed it), and has both papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED, Releases, by_class
from lianping_xlsx.decision.summary_data import SummaryData
from tests.decision.disclosure.observers import Class
from tests.decision.disclosure.votes import CODE, Ballots, Vote, data_of

MARK = st.integers(0, 100)
MARKS = st.lists(MARK, min_size=3, max_size=8)
HALF = Fraction(1, 200)
"""Points by which a printed score may be rounded."""
ROOM = 10


@dataclass(frozen=True)
class Change:
    """The ballots of a class at the two decisions."""

    before: tuple[int, ...]
    after: tuple[int, ...]


def _changes(marks: list[int]) -> st.SearchStrategy[Change]:
    before = tuple(marks)
    came = st.lists(MARK, min_size=1, max_size=6).map(lambda more: Change(before, (*before, *more)))
    went = st.integers(1, len(before)).map(lambda place: Change(before, (*before[: place - 1], *before[place:])))
    other = MARK.map(lambda mark: Change(before, (*before[:-1], mark)))
    return st.one_of(came, went, other, st.just(Change(before, before)))


CHANGES = MARKS.flatmap(_changes)


def vote(marks: Sequence[int], beside: Sequence[Sequence[int]]) -> SummaryData:
    """One poll of the class 甲, whose ballots change, and others that stay."""
    classes = [
        Class("甲", 60_00, tuple(marks)),
        *(Class(f"乙{n}", 40_00, tuple(other)) for n, other in enumerate(beside)),
    ]
    return replace(data_of(Vote((Ballots(100_00, tuple(classes)),))), official=True)


Window = tuple[Fraction, Fraction]


def sum_of(data: SummaryData, shown: Disclosures) -> Window | None:
    """Between which values the sum of 甲's marks lies, by the papers and the other class; None where it is open."""
    told, tallies = shown.of(CODE), data.result.classes_of[CODE]
    mine, *others = tallies
    if not mine.counted:
        return None
    if mine in told.classes and mine.mean is not None:
        mean = Fraction(mine.mean, 100)
        return mine.counted * (mean - HALF), mine.counted * (mean + HALF)
    score = data.result.polls_of[CODE][0].score
    if not told.poll_score or score is None or len(others) > 1:
        return None
    weights = sum(tally.weight for tally in tallies if tally.counted)
    beside = sum((Fraction(t.weight) * Fraction(t.mean or 0, 100) for t in others if t.counted), Fraction(0))
    ends = [((Fraction(score, 100) + side * HALF) * weights - beside) / mine.weight for side in (-1, 1)]
    return mine.counted * ends[0], mine.counted * ends[1]


def room_left(change: Change, windows: tuple[Window, Window]) -> Fraction:
    """How far apart two values of the one ballot that came, went or changed may be, in points."""
    (low, high), (later_low, later_high) = windows
    least, most = later_low - high, later_high - low
    if len(change.after) < len(change.before):
        least, most = -most, -least
    if len(change.after) == len(change.before):  # it was x and is x + difference: both are marks
        return min(Fraction(100), 100 - least) - max(Fraction(0), -most)
    return min(Fraction(100), most) - max(Fraction(0), least)


@settings(max_examples=400)
@given(CHANGES, st.lists(MARKS, max_size=2))
def test_no_two_releases_give_the_ballot_by_which_they_differ(change: Change, beside: list[list[int]]) -> None:
    first, second = vote(change.before, beside), vote(change.after, beside)
    shown = Disclosures(first.scheme, first.result, NOTHING_RELEASED, official=True)
    later = Disclosures(second.scheme, second.result, Releases(by_class(shown.released())), official=True)
    windows = sum_of(first, shown), sum_of(second, later)
    if change.before != change.after and abs(len(change.after) - len(change.before)) <= 1 and None not in windows:
        assert room_left(change, windows) >= ROOM  # type: ignore[arg-type] # neither is None


@settings(max_examples=100)
@given(CHANGES, st.lists(MARKS, max_size=2))
def test_what_is_withheld_would_have_given_few_ballots(change: Change, beside: list[list[int]]) -> None:
    """Nothing is withheld for the sake of an earlier release where as many as the line have changed, or none."""
    first, second = vote(change.before, beside), vote(change.after, beside)
    shown = Disclosures(first.scheme, first.result, NOTHING_RELEASED, official=True)
    releases = Releases(by_class(shown.released()))
    later = Disclosures(second.scheme, second.result, releases, official=True).of(CODE)
    alone = Disclosures(second.scheme, second.result, NOTHING_RELEASED, official=True).of(CODE)
    more = abs(len(change.after) - len(change.before))
    if change.before == change.after or more >= second.scheme.rules.class_line or not releases:
        assert later == alone
