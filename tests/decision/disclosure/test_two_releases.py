"""An observer of several releases: whatever he subtracts, the ballot by which two of them differ keeps its secret.

He knows all that the other class gave (he typed it), and has every paper: those that were printed for the meeting, of
a 试算 as well, and those of a decision.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.record import with_decision
from lianping_xlsx.decision.release_history import NOTHING_LEFT, ReleaseHistory, releases_of, with_papers, withdraw
from lianping_xlsx.decision.summary_data import SummaryData
from tests.decision.disclosure.observers import Class
from tests.decision.disclosure.votes import CODE, Ballots, Vote, data_of

MARK = st.integers(0, 100)
MARKS = st.lists(MARK, min_size=3, max_size=8)
HALF = Fraction(1, 200)
"""Points by which a printed score may be rounded."""
ROOM = 10
DAY = dt.date(2024, 12, 30)


class Paper(Enum):
    """What leaves the office, by which command."""

    MEETING = "merge --meeting"
    TRIAL = "merge --meeting of a 试算 that somebody answers for"
    DECISION = "finalize"


@dataclass(frozen=True)
class Change:
    """The ballots of a class at two releases."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def is_of_one_ballot(self) -> bool:
        """One came, went or was put right."""
        gone, came = Counter(self.before) - Counter(self.after), Counter(self.after) - Counter(self.before)
        return max(gone.total(), came.total()) == 1


def _changed(before: tuple[int, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    came = st.lists(MARK, min_size=1, max_size=6).map(lambda more: (*before, *more))
    went = st.integers(1, len(before)).map(lambda place: (*before[: place - 1], *before[place:]))
    other = MARK.map(lambda mark: (*before[:-1], mark))
    return st.one_of(came, went, other, st.just(before)) if before else came


def _row(first: list[int]) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    start = tuple(first)
    return _changed(start).flatmap(lambda second: _changed(second).map(lambda third: (start, second, third)))


COUNTS = MARKS.flatmap(_row)
"""The ballots of a class at three releases, one after the other."""
PAPERS = st.tuples(*[st.sampled_from(Paper)] * 3)


def vote(marks: Sequence[int], beside: Sequence[Sequence[int]], paper: Paper = Paper.MEETING) -> SummaryData:
    """One poll of the class 甲, whose ballots change, and others that stay."""
    classes = [
        Class("甲", 60_00, tuple(marks)),
        *(Class(f"乙{n}", 40_00, tuple(other)) for n, other in enumerate(beside)),
    ]
    data = replace(data_of(Vote((Ballots(100_00, tuple(classes)),))), official=paper is not Paper.TRIAL)
    return replace(data, scheme=replace(data.scheme, ratees=(data.scheme.ratee_of[CODE],), adjustments=()))


def leave(data: SummaryData, history: ReleaseHistory, paper: Paper) -> tuple[SummaryData, ReleaseHistory]:
    """The result as it is held against all that left, and all that has left with its papers."""
    data = replace(data, releases=releases_of(data.scheme, data.result, history))
    if paper is Paper.DECISION:
        record = with_decision(history.decisions, FinalData(data, (), f"第{len(history.decisions)}次", DAY), {})
        return data, replace(history, decisions=record)
    return data, with_papers(history, data, DAY.isoformat())


Window = tuple[Fraction, Fraction]


def sum_of(data: SummaryData) -> Window | None:
    """Between which values the sum of 甲's marks lies, by the papers and the other class; None where it is open."""
    told, tallies = data.disclosures.of(CODE), data.result.classes_of[CODE]
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
@given(COUNTS, PAPERS, st.lists(MARKS, max_size=2))
def test_no_two_releases_give_the_ballot_by_which_they_differ(
    counts: tuple[tuple[int, ...], ...], papers: tuple[Paper, ...], beside: list[list[int]]
) -> None:
    history, windows = NOTHING_LEFT, []
    for marks, paper in zip(counts, papers, strict=True):
        data, history = leave(vote(marks, beside, paper), history, paper)
        windows.append((marks, sum_of(data)))
    for (before, first), (after, second) in combinations(windows, 2):
        change = Change(before, after)
        if change.is_of_one_ballot and first is not None and second is not None:
            assert room_left(change, (first, second)) >= ROOM


@settings(max_examples=100)
@given(COUNTS, PAPERS, st.lists(MARKS, max_size=2))
def test_what_is_withheld_would_have_given_few_ballots(
    counts: tuple[tuple[int, ...], ...], papers: tuple[Paper, ...], beside: list[list[int]]
) -> None:
    """Nothing is withheld for the sake of an earlier release where as many as the line have changed, or none."""
    _, history = leave(vote(counts[0], beside, papers[0]), NOTHING_LEFT, papers[0])
    second = vote(counts[1], beside, papers[1])
    alone = Disclosures(second.scheme, second.result, second.releases, official=second.official).of(CODE)
    more, (later, _) = abs(len(counts[1]) - len(counts[0])), leave(second, history, papers[1])
    if counts[0] == counts[1] or more >= second.scheme.rules.class_line or not later.releases:
        assert later.disclosures.of(CODE) == alone


MADE = (95, 80, 75, 70, 88, 60)
OTHERS = ((90, 85, 60, 72, 79, 66), (91, 83, 61, 70, 77, 65))


@pytest.mark.parametrize("later", Paper)
@pytest.mark.parametrize("first", Paper)
def test_one_ballot_after_papers_that_were_printed_is_not_told(first: Paper, later: Paper) -> None:
    """The attack: 上会材料 and 送审件 were no release, so the next papers told n·m₂ − (n−1)·m₁."""
    _, history = leave(vote(MADE, OTHERS[:1], first), NOTHING_LEFT, first)
    data, _ = leave(vote((*MADE, 35), OTHERS[:1], later), history, later)
    shown = data.disclosures.of(CODE)
    assert (shown.poll_score, shown.composite, shown.classes) == (False, False, ())
    assert data.disclosures.held_back == (CODE,)


def test_the_same_votes_printed_again_are_told_again_and_are_no_new_release() -> None:
    data, history = leave(vote(MADE, OTHERS), NOTHING_LEFT, Paper.MEETING)
    again, after = leave(vote(MADE, OTHERS), history, Paper.MEETING)
    assert after == history
    assert again.disclosures.of(CODE) == data.disclosures.of(CODE)
    assert (again.disclosures.held_back, again.disclosures.changed) == ((), False)


def test_papers_that_nobody_was_given_are_not_compared_unless_a_meeting_has_decided() -> None:
    _, history = leave(vote(MADE, OTHERS), NOTHING_LEFT, Paper.MEETING)
    told, _ = leave(vote((*MADE, 35), OTHERS), withdraw(history, "经办人", "2024-12-30"), Paper.MEETING)
    assert told.disclosures.of(CODE).classes
    _, decided = leave(vote(MADE, OTHERS), history, Paper.DECISION)
    assert withdraw(decided, "经办人", "2024-12-30") == decided


def test_the_same_votes_under_other_weights_are_not_told() -> None:
    """0.6 x 甲 + 0.4 x 乙 and 0.5 x 甲 + 0.5 x 乙 give both, which are below the line of class means."""
    scores = []
    history = NOTHING_LEFT
    for weight in (60_00, 60_00, 50_00):
        classes = Class("甲", weight, (95, 80, 70)), Class("乙", 100_00 - weight, (90, 66, 71, 80))
        data, history = leave(
            replace(data_of(Vote((Ballots(100_00, classes),))), official=True), history, Paper.MEETING
        )
        scores.append((data.disclosures.of(CODE).poll_score, data.disclosures.of(CODE).composite))
    assert scores == [(True, True), (True, True), (False, False)]


GRADES = (60, 75, 85, 95)


def test_a_corrected_grade_is_not_told_by_the_votes_of_each_grade() -> None:
    """送审件 prints them beside the mean: 优 one less, 良 one more is the ballot before and after."""
    before = (95, 95, 85, 85, 75, 75, 60)
    for after in ((95, 85, 85, 85, 75, 75, 60), (95, 95, 85, 75, 75, 75, 60), (95, 95, 85, 85, 75, 75, 75)):
        history, shown = NOTHING_LEFT, []
        for marks in (before, after):
            ballots = Ballots(
                100_00, (Class("甲", 60_00, marks, grades=GRADES), Class("乙", 40_00, before, grades=GRADES))
            )
            data, history = leave(replace(data_of(Vote((ballots,))), official=True), history, Paper.MEETING)
            shown.append({tally.voter_class for tally in data.disclosures.of(CODE).classes})
        assert shown == [{"甲", "乙"}, set()]
