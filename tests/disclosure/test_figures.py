"""No figure that leaves the office lets a reader infer a single ballot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.disclosure.figures import Disclosure, disclose
from lianping_xlsx.disclosure.words import outward
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.scheme.model import Counting, Poll, Scoring
from lianping_xlsx.tally.results import ClassTally, PollScore
from tests.report.final.decided import ACCEPTED
from tests.report.story import STORY

LEAST = STORY.scheme.rules.few_ballots
POLLS = ("甲", "乙")


def voted(*polls: tuple[int, ...], poll_weight: int = 50_00) -> SummaryData:
    """T1 with so many valid marks from each class of each poll, and nothing else."""
    names = POLLS[: len(polls)]
    classes = tuple(
        ClassTally("T1", poll, f"票类{place}", 50_00, 9, 9, valid, valid, 0, 0, valid, valid * 90_00, None, 90_00)
        for poll, votes in zip(names, polls, strict=True)
        for place, valid in enumerate(votes)
    )
    scores = tuple(PollScore("T1", poll, 50_00, 90_00) for poll in names)
    rules = replace(STORY.scheme.rules, poll_weight=poll_weight, field_weight=100_00 - poll_weight)
    declared = tuple(Poll(poll, 50_00, Counting.TALLY, Scoring.POINTS) for poll in names)
    return replace(
        STORY,
        scheme=replace(STORY.scheme, rules=rules, polls=declared),
        result=replace(STORY.result, classes=classes, polls=scores),
    )


def told(data: SummaryData) -> Disclosure:
    """What may be told of T1."""
    return disclose(data.scheme, data.result, "T1")


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4).map(tuple), min_size=1, max_size=2))
def test_nothing_is_told_of_fewer_ballots_than_the_minimum(polls: list[tuple[int, ...]]) -> None:
    shown = told(voted(*polls))
    valid = {name: [votes for votes in poll if votes] for name, poll in zip(POLLS, polls, strict=False)}
    apart = {tally.poll for tally in shown.classes}
    assert all(tally.valid >= LEAST for tally in shown.classes)
    assert all(min(valid[poll]) >= LEAST for poll in apart), "the last class could be had by subtraction"
    if apart or shown.polls:
        assert all(sum(votes) >= LEAST for votes in valid.values() if votes), "the last poll could be had too"
    if 0 < sum(sum(votes) for votes in valid.values()) < LEAST:
        assert not shown.poll_score
        assert not (shown.composite and shown.field_score), "测评得分 could be had by subtraction"
        assert shown.notes


def test_enough_ballots_everywhere_are_told_class_by_class() -> None:
    shown = told(voted((3, 4), (5,)))
    assert [tally.valid for tally in shown.classes] == [3, 4]
    assert [poll.poll for poll in shown.polls] == ["甲", "乙"]
    assert shown.notes == ()


def test_one_small_class_merges_all_classes_of_its_poll() -> None:
    shown = told(voted((2, 8), (5, 6)))
    assert [tally.poll for tally in shown.classes] == ["乙", "乙"]
    assert [poll.poll for poll in shown.polls] == ["甲", "乙"]
    assert "有效票不足3张" in shown.notes[0]


def test_one_small_poll_leaves_only_the_common_score() -> None:
    shown = told(voted((1, 1), (8, 8)))
    assert (shown.classes, shown.polls, shown.poll_score) == ((), (), True)


def test_a_class_without_a_vote_hides_nobody() -> None:
    shown = told(voted((0, 4, 5)))
    assert [tally.valid for tally in shown.classes] == [4, 5]


@pytest.mark.parametrize(
    ("weight", "field", "composite"), [(50_00, False, True), (100_00, False, False), (0, True, True)]
)
def test_what_too_few_ballots_could_be_worked_out_from_is_not_told_either(
    weight: int, field: bool, composite: bool
) -> None:
    shown = told(voted((1, 1), poll_weight=weight))
    assert (shown.poll_score, shown.composite) == (False, composite)
    assert shown.field_score is field or not shown.composite


def test_marks_left_after_trimming_are_what_counts() -> None:
    data = voted((4, 5))
    trimmed = (replace(data.result.classes[0], counted=2), data.result.classes[1])
    assert told(replace(data, result=replace(data.result, classes=trimmed))).classes == ()


def test_an_accepted_problem_quotes_no_ballot_outside() -> None:
    missing, mark = ACCEPTED
    assert outward(missing.code, missing.message) == missing.message
    assert "105" not in outward(mark.code, mark.message)
    assert "票" not in outward(mark.code, mark.message)
