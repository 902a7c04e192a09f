"""Nobody can work a ballot out of what is told: the figures told are taken as equations, and solved.

A reader knows the weights and what he is told. Whatever sum of class means he can single out by adding and
subtracting must be made of 少票提醒线 ballots at least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.disclosure.figures import disclose
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.scheme.model import Counting, MissingClass, Poll, Scoring, VoterClass
from lianping_xlsx.tally.polls import combine_polls, score_polls
from lianping_xlsx.tally.ranking import composite_of
from lianping_xlsx.tally.results import Assessment, ClassTally, PollScore, Result, Standing
from tests.report import story

CODE = "T1"
WEIGHTS = ((100_00,), (60_00, 40_00), (100_00, 0), (0, 100_00), (50_00, 30_00, 20_00), (70_00, 0, 30_00))
FIELD = 80_00
Row = list[Fraction]


@dataclass(frozen=True)
class Votes:
    """A vote on one ratee: weights of the polls, and of each poll's classes with the ballots that they cast."""

    polls: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]
    least: int
    poll_weight: int
    missing: MissingClass


def _classes(weights: Sequence[int]) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    return st.tuples(*(st.tuples(st.just(weight), st.integers(0, 6)) for weight in weights))


def _polls(weights: Sequence[int]) -> st.SearchStrategy[tuple[tuple[int, tuple[tuple[int, int], ...]], ...]]:
    return st.tuples(*(st.tuples(st.just(w), st.sampled_from(WEIGHTS).flatmap(_classes)) for w in weights))


VOTES = st.builds(
    Votes,
    st.sampled_from(WEIGHTS).flatmap(_polls),
    st.integers(1, 6),
    st.sampled_from((0, 50_00, 100_00)),
    st.sampled_from(MissingClass),
)


def _tallies(votes: Votes) -> Iterator[tuple[Poll, VoterClass, ClassTally]]:
    for number, (weight, classes) in enumerate(votes.polls):
        poll = Poll(f"第{number}次测评", weight, Counting.BALLOTS, Scoring.POINTS)
        for place, (share, ballots) in enumerate(classes):
            voter = VoterClass(poll.name, f"票类{place}", share, 9)
            mean = 90_00 if ballots else None
            counts = (9, ballots, ballots, 0, 0, ballots, ballots * 90_00)
            yield poll, voter, ClassTally(CODE, poll.name, voter.name, share, 9, *counts, None, mean)


def _data(votes: Votes) -> SummaryData:
    made = list(_tallies(votes))
    rules = replace(
        story.RULES,
        few_ballots=votes.least,
        poll_weight=votes.poll_weight,
        field_weight=100_00 - votes.poll_weight,
        missing_class=votes.missing,
    )
    polls = tuple(dict.fromkeys(poll for poll, _, _ in made))
    scheme = replace(story.SCHEME, rules=rules, polls=polls, classes=tuple(voter for _, voter, _ in made))
    tallies = tuple(tally for _, _, tally in made)
    scores = tuple(score for score in score_polls(scheme, tallies) if score.ratee == CODE)
    combined = combine_polls(scores, rules)
    composite = composite_of(scheme, combined, FIELD, 0, 0)
    standing = Standing(CODE, combined, FIELD, 0, 0, composite, 1, 5, "好", "")
    visit = Assessment(CODE, "U2", (), 0, 0, 0, FIELD)
    return replace(story.STORY, scheme=scheme, result=Result((standing,), tallies, scores, (visit,), ()))


class Reader:
    """What a reader can write down: each figure told as a sum of the unknown class means and the 考评得分."""

    def __init__(self, data: SummaryData) -> None:
        self.data, self.rules = data, data.scheme.rules
        self.tallies = [t for t in data.result.classes_of[CODE] if t.mean is not None]
        self.width = len(self.tallies) + 1

    def row(self, parts: Sequence[tuple[ClassTally, Fraction]], field: Fraction = Fraction(0)) -> Row:
        found = [Fraction(0)] * len(self.tallies) + [field]
        for tally, share in parts:
            found[self.tallies.index(tally)] += share
        return found

    def poll(self, score: PollScore, share: Fraction) -> list[tuple[ClassTally, Fraction]]:
        mine = [tally for tally in self.tallies if tally.poll == score.poll]
        whole = sum(tally.weight for tally in mine)
        return [(tally, share * tally.weight / whole) for tally in mine]

    def polls(self, share: Fraction) -> list[tuple[ClassTally, Fraction]]:
        scores = self.data.result.polls_of[CODE]
        return list(chain.from_iterable(self.poll(s, share * s.weight / 100_00) for s in scores))

    def told(self) -> list[Row]:
        """The equations of everything that may be told, beside the public weights."""
        shown, standing = disclose(self.data.scheme, self.data.result, CODE), self.data.result.standing_of[CODE]
        rows = [self.row([(tally, Fraction(1))]) for tally in shown.classes if tally.mean is not None]
        rows += [self.row(self.poll(score, Fraction(1))) for score in shown.polls if score.score is not None]
        if shown.field_score:
            rows.append(self.row([], Fraction(1)))
        if standing.poll_score is not None and shown.poll_score:
            rows.append(self.row(self.polls(Fraction(1))))
        if standing.composite is not None and shown.composite:
            weights = Fraction(self.rules.poll_weight, 100_00), Fraction(self.rules.field_weight, 100_00)
            rows.append(self.row(self.polls(weights[0]), weights[1]))
        return rows


def rank(rows: Sequence[Row]) -> int:
    """How many independent equations there are."""
    left = [list(row) for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for row in left[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
        found += 1
    return found


def singled_out(rows: Sequence[Row], places: Sequence[int]) -> bool:
    """Whether the equations give some sum of these unknowns alone."""
    others = [[value for place, value in enumerate(row) if place not in places] for row in rows]
    return rank(others) < rank(rows)


@given(VOTES)
def test_nothing_told_gives_a_sum_of_fewer_ballots_than_the_line(votes: Votes) -> None:
    reader = Reader(_data(votes))
    rows = reader.told()
    places = range(len(reader.tallies))
    for few in chain.from_iterable(combinations(places, count) for count in range(1, len(places) + 1)):
        if sum(reader.tallies[place].counted for place in few) < votes.least:
            assert not singled_out(rows, few), [reader.tallies[place] for place in few]


def test_the_solver_finds_a_class_by_subtraction() -> None:
    whole = [Fraction(6, 10), Fraction(4, 10), Fraction(0)]
    assert not singled_out([whole], [1])
    assert singled_out([whole, [Fraction(1), Fraction(0), Fraction(0)]], [1])
