"""No reader of what is told knows a ballot of somebody else, whatever he knows of the vote himself.

The one exception is a poll that is near unanimous: its score alone says so. It is named and counted here, and nothing
told beside the score may add to it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from lianping_xlsx.decision.disclosure.figures import disclose
from lianping_xlsx.decision.disclosure.unanimity import trimmed_marks_reveal
from tests.decision.disclosure.observers import POINTS, Class, Reader, Told, candidates, pinned
from tests.decision.disclosure.votes import CODE, Ballots, Vote, data_of, told_of, window

SCALES = ((100, 80, 60), (100, 85, 70, 40), (90, 75, 50))
WEIGHTS = ((100_00,), (60_00, 40_00), (50_00, 30_00, 20_00), (40_00, 30_00, 20_00, 10_00), (70_00, 0, 30_00))
POLLS = ((100_00,), (100_00,), (60_00, 40_00), (100_00, 0))
NATURES = ("any", "any", "high", "alike", "top")
"""How the voters of a class vote: anyhow, well, all alike but for one at most, or all but one with full marks."""


def votes(seed: int) -> Vote:
    """A small vote, the same for the same seed."""
    rng = random.Random(seed)
    polls = tuple(_poll(rng, weight) for weight in rng.choice(POLLS))
    return Vote(
        polls,
        lines=rng.choice(((3, 5), (3, 5), (3, 3), (4, 6))),
        poll_weight=rng.choice((0, 50_00, 100_00)),
        decimals=rng.choice((0, 1, 2, 2)),
        shares=rng.random() < 0.2,
    )


TRIMS = ((1, 1), (1, 1), (2, 1), (1, 2), (2, 2), (0, 1), (1, 0), (0, 2), (2, 0))


def _poll(rng: random.Random, weight: int) -> Ballots:
    grades = rng.choice((*SCALES, (), (), ()))
    by_hand = rng.random() < 0.2
    classes = []
    for number, share in enumerate(rng.choice(WEIGHTS)):
        marks = _marks(rng, rng.choice((1, 2, 3, 4, 5, 5, 6, 7, 8)) - (rng.random() < 0.1), sorted(grades) or POINTS)
        trims = rng.choice(TRIMS) if not by_hand and len(marks) > 4 and rng.random() < 0.3 else (0, 0)
        signed = rng.random() < 0.2
        classes.append(Class(f"票类{number}", share, marks, trims=trims, signed=signed, grades=grades))
    return Ballots(weight, tuple(classes), by_hand=by_hand)


def _marks(rng: random.Random, count: int, domain: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    nature, last = rng.choice(NATURES), domain[-1]
    if nature == "any":
        return tuple(rng.choice(domain) for _ in range(count))
    if nature == "high":
        return tuple(rng.choice(domain[-4:]) for _ in range(count))
    usual = last if nature == "top" else rng.choice(domain)
    return (*(usual for _ in range(count - 1)), *(rng.choice(domain) for _ in range(min(count, 1))))


SEEDS = range(400)


def polls_of(seeds: range) -> Iterator[tuple[int, Vote, int, Ballots]]:
    """Every poll of the votes with these seeds."""
    for seed in seeds:
        vote = votes(seed)
        for number, poll in enumerate(vote.polls):
            yield seed, vote, number, poll


@pytest.mark.slow
def test_nothing_told_gives_a_ballot_away_but_a_poll_that_is_near_unanimous() -> None:
    found: Counter[str] = Counter()
    for seed, vote, number, poll in polls_of(SEEDS):
        data = data_of(vote)
        told, voted = told_of(vote, data, number), [voters for voters in poll.classes if voters.marks]
        found["polls"] += 1
        found["classes told apart"] += len(told.apart)
        found["scores told"] += told.window is not None
        known = set(pinned(voted, told, vote.decimals))
        if known:
            found["near unanimous"] += 1
            by_the_score = set(pinned(voted, Told(frozenset(), told.window), vote.decimals))
            assert known <= by_the_score, (seed, known - by_the_score)
            assert all(_alike(reader, voters) for reader, voters in known), seed
            assert all(len(voters.counted) >= vote.lines[0] for _, voters in known), (seed, "below 测评得分公布线")
    assert found == {"polls": 591, "classes told apart": 189, "scores told": 321, "near unanimous": 74}


def _alike(reader: Reader, voters: Class) -> bool:
    """Whether the ballots of the others in a class are all within ten points, or of one grade."""
    others = list(voters.marks)
    if (own := reader.ballot(voters)) is not None:
        others.remove(own)
    return voters.narrow(set(others))


def test_what_is_kept_back_would_have_given_a_ballot_away() -> None:
    """Of classes above both lines whose ballots the office knows one by one: the lines are a choice of their own."""
    kept = 0
    for seed, vote, number, poll in polls_of(SEEDS):
        data = data_of(vote)
        shown, name = disclose(data.scheme, data.result, CODE), vote.names[number]
        voted = [voters for voters in poll.classes if voters.marks]
        hidden = [voters for voters in voted if (name, voters.name) in shown.merged]
        plain = not poll.by_hand and not any(any(voters.trims) for voters in voted)
        big = all(len(voters.counted) >= vote.lines[1] or voters.signed for voters in hidden)
        if plain and big and hidden and name not in shown.withheld:
            kept += 1
            every = Told(frozenset(voters.name for voters in voted), window(vote, data, number))
            assert list(pinned(voted, every, vote.decimals)), seed
    assert kept > len(SEEDS) / 20


def test_of_sums_alone_a_class_is_told_where_even_one_low_ballot_would_leave_room() -> None:
    told, kept = (95, 95, 95, 95, 95, 60, 55), (95, 95, 95, 95, 95, 95, 95)
    for marks, apart in ((told, 2), (kept, 0)):
        vote = Vote((Ballots(100_00, (_points("甲", marks), _points("乙", told)), by_hand=True),))
        assert len(told_of(vote, data_of(vote), 0).apart) == apart


def _points(name: str, marks: tuple[int, ...]) -> Class:
    return Class(name, 50_00, marks)


@pytest.mark.parametrize("seed", range(300))
def test_trimmed_marks_are_told_only_where_they_leave_room_for_the_others(seed: int) -> None:
    rng = random.Random(seed)
    marks = _marks(rng, rng.randint(5, 8), POINTS[-rng.randint(1, 21) :])
    low, high = trims = rng.choice(TRIMS)
    ascending = sorted(marks)
    ends = tuple(ascending[:low]), tuple(ascending[::-1][:high])
    voters = Class("甲", 100_00, marks, trims=trims, ends=ends)
    data = data_of(Vote((Ballots(100_00, (voters,)),)))
    readers_ = (None, *sorted(set(marks)))
    narrow = [own for own in readers_ if voters.narrow(set(candidates(voters, sum(voters.counted), own)))]
    assert trimmed_marks_reveal(data.scheme, data.result.classes[0]) or not narrow


def test_where_only_the_highest_is_left_out_who_gave_the_lowest_knows_the_others() -> None:
    """50 + 4 x 100 are counted: who gave 50 knows that it was, and that 400 are left of four ballots."""
    voters = Class("甲", 50_00, (50, 100, 100, 100, 100, 100), trims=(0, 1))
    assert voters.narrow(set(candidates(voters, sum(voters.counted), 50)))
    vote = Vote((Ballots(100_00, (voters, _points("乙", (60, 70, 80, 90, 95)))),), lines=(3, 3))
    assert told_of(vote, data_of(vote), 0).apart == frozenset()


def test_who_gave_the_mark_that_was_trimmed_knows_the_others_where_these_are_alike() -> None:
    voters = Class("甲", 50_00, (50, 95, 100, 100, 100, 100), trims=(1, 1))
    assert voters.narrow(set(candidates(voters, sum(voters.counted), 50)))
    vote = Vote((Ballots(100_00, (voters, _points("乙", (60, 70, 80, 90, 95)))),), lines=(3, 3))
    assert told_of(vote, data_of(vote), 0).apart == frozenset()


def test_hiding_three_of_four_classes_would_not_do() -> None:
    """Ticks are whole: who typed one of the three hidden classes finds the sums of the two others."""
    scale = (100, 80, 60, 40)
    first, second = (100,) * 6, (100, 40, 60, 80, 80, 40, 40)
    marks = (first, second, (40, 80, 80, 80, 40, 100), (100, 80, 100, 60, 100, 60, 40))
    weights = (40_00, 30_00, 20_00, 10_00)
    classes = tuple(Class(f"票类{n}", w, m, grades=scale) for n, (w, m) in enumerate(zip(weights, marks, strict=True)))
    vote = Vote((Ballots(100_00, classes),))
    data = data_of(vote)
    told = told_of(vote, data, 0)
    assert told.apart == frozenset()
    assert not list(pinned(classes, told, vote.decimals))
    three = Told(frozenset({"票类3"}), told.window)
    assert (Reader(typed="票类2"), classes[0]) in list(pinned(classes, three, vote.decimals))


def test_the_solver_finds_the_ballots_of_a_class_by_subtraction() -> None:
    """Attack 2: with 2 x the poll's score - the own class, the mean of the two others is had."""
    classes = (_points("局党组", (90, 85, 80)), _points("上级党委", (100, 100)))
    vote = Vote((Ballots(100_00, classes),))
    score = Told(frozenset(), window(vote, data_of(vote), 0))
    known = list(pinned(classes, score, vote.decimals))
    assert (Reader(typed="局党组"), classes[1]) in known
    assert (Reader(), classes[1]) not in known
    assert not list(pinned(classes, Told(frozenset(), None), vote.decimals))
