"""Attacks on the figures of 0.2.0 and 0.3.0, each with what its reader came to know, by their numbers in the design."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.decision.disclosure.figures import Disclosure, disclose
from lianping_xlsx.decision.feedback import feedback
from lianping_xlsx.scheme.model import Task
from lianping_xlsx.scheme.terms import FormKind
from tests.decision.disclosure.observers import Class, Reader, Told, candidates, pinned
from tests.decision.disclosure.votes import CODE, Ballots, Vote, data_of, window
from tests.publish.final.decided import SUMMARY, decide

GRADES = (100, 75, 50)


def told(vote: Vote) -> Disclosure:
    """What may be told of the one ratee."""
    data = data_of(vote)
    return disclose(data.scheme, data.result, CODE)


def points(name: str, *marks: int, weight: int = 50_00, signed: bool = False) -> Class:
    return Class(name, weight, marks, signed=signed)


def test_2_a_class_of_two_does_not_come_back_from_the_score_of_its_poll() -> None:
    """Who typed 局党组 had 2 x 测评分 - its mean; one of the two voters then had the other's mark."""
    party, above = points("局党组", 90, 85, 80), points("上级党委", 95, 70)
    vote = Vote((Ballots(100_00, (party, above)),))
    low, high = window(vote, data_of(vote), 0)
    means = [(bound - 50_00 * 85) / 50_00 for bound in (low, high)]
    assert means[0] <= (95 + 70) / 2 < means[1]
    assert candidates(above, 165, 95) == {70}
    shown = told(vote)
    assert (shown.poll_score, shown.composite, shown.classes, shown.polls) == (False, False, (), ())
    assert shown.withheld == {"第1次测评"}
    assert shown.notes == (
        "有的票类有效票不足3张（测评得分公布线），为保护投票人，测评得分和综合得分不单列，名次和等次照列。",
    )


def test_2_another_poll_is_told_where_one_is_withheld() -> None:
    few, many = points("上级党委", 95, 70), points("党员", 90, 60, 75, 80, 95, weight=100_00)
    vote = Vote((Ballots(50_00, (points("局党组", 90, 85, 80), few)), Ballots(50_00, (many,))))
    shown = told(vote)
    assert [poll.poll for poll in shown.polls] == ["第2次测评"]
    assert not shown.poll_score
    assert shown.notes[0].startswith("“第1次测评”有的票类有效票不足3张（测评得分公布线）")
    assert "该次测评的得分、测评得分和综合得分不单列" in shown.notes[0]


def test_2_a_class_that_votes_in_its_name_hides_nobody() -> None:
    boss, cadres = points("上级党委", 95, signed=True), points("干部", 90, 60, 75, 80, 95)
    shown = told(Vote((Ballots(100_00, (boss, cadres)),)))
    assert [tally.voter_class for tally in shown.classes] == ["上级党委", "干部"]
    assert shown.complete
    small = told(Vote((Ballots(100_00, (boss, points("干部", 90, 60, 75, 80))),)))
    assert (small.classes, small.poll_score) == ((), True)


def test_4_where_a_poll_is_withheld_no_letter_tells_the_composite_beside_the_field_score() -> None:
    """没有列出失分的考评项目 told 考评得分 100, and with 综合得分 the mark of one voter."""
    classes = tuple(
        replace(t, valid=1, counted=1, total=int(t.mean or 0)) if t.ratee == "T4" else t for t in SUMMARY.result.classes
    )
    losses = tuple(loss for loss in SUMMARY.result.losses if loss.ratee != "T4")
    data = decide(replace(SUMMARY, result=replace(SUMMARY.result, classes=classes, losses=losses)))
    letter = feedback(data, next(verdict for verdict in data.verdicts if verdict.ratee.code == "T4"))
    labels = [figure.label for figure in letter.figures]
    assert labels == ["考评得分", "名次"]
    assert not any("88.01" in str(part) for part in (letter.figures, letter.sentences, letter.notes))
    assert any("综合得分不单列" in note for note in letter.notes)


@pytest.mark.parametrize("ticks", [(100, 100, 75, 75), (100, 100, 100, 100), (75, 75, 75, 50)])
def test_6_a_class_of_four_is_not_told_apart_on_a_scale_of_grades(ticks: tuple[int, ...]) -> None:
    """An outsider had all four ballots where they were alike; one of the four more often."""
    few, many = (
        Class("支部委员会成员", 40_00, ticks, grades=GRADES),
        Class("党员", 60_00, (100, 75, 50) * 8, grades=GRADES),
    )
    shown = told(Vote((Ballots(100_00, (few, many)),)))
    assert shown.classes == ()
    assert (shown.poll_score, shown.composite) == (True, True)
    assert "不足5张（票类均分单列线）或评分高度一致" in shown.notes[0]


@pytest.mark.parametrize(
    ("ticks", "apart"), [((100,) * 6, False), ((100,) * 5 + (75,), False), ((100,) * 4 + (75, 75), True)]
)
def test_6_a_mean_that_says_how_everybody_voted_is_not_told_apart(ticks: tuple[int, ...], apart: bool) -> None:
    some, many = Class("甲", 40_00, ticks, grades=GRADES), Class("乙", 60_00, (100, 75, 50) * 8, grades=GRADES)
    vote = Vote((Ballots(100_00, (some, many)),))
    shown = told(vote)
    assert [tally.voter_class for tally in shown.classes] == (["甲", "乙"] if apart else [])
    every = Told(frozenset({"甲", "乙"}), window(vote, data_of(vote), 0))
    assert bool(list(pinned((some, many), every, vote.decimals))) is not apart


def test_6_the_score_of_a_poll_in_which_all_agreed_stands() -> None:
    """The one exception, said in 说明: nobody could be told the score and not the ballots."""
    alike = Class("党员", 100_00, (100,) * 6, grades=GRADES)
    vote = Vote((Ballots(100_00, (alike,)),))
    assert told(vote).poll_score
    assert (Reader(), alike) in list(pinned((alike,), Told(frozenset(), window(vote, data_of(vote), 0)), 2))


def test_two_lines_of_the_office_s_own() -> None:
    vote = Vote((Ballots(100_00, (points("甲", 90, 60, 75, 80), points("乙", 90, 60, 75, 80, 70))),), lines=(5, 6))
    assert (told(vote).poll_score, told(vote).classes) == (False, ())
    assert told(replace(vote, lines=(4, 5))).poll_score
    assert len(told(replace(vote, lines=(3, 4))).classes) == 2


def test_2_who_typed_one_register_of_a_class_knows_the_other() -> None:
    """上级党委 merged into 局党组, each still with a form of its own: 5 x mean - own three = the sum of the two."""
    data = data_of(
        Vote((Ballots(100_00, (points("局党组", 90, 85, 80, 95, 70), points("党员", 60, 75, 88, 91, 66, 70))),))
    )
    poll = data.scheme.polls[0].name
    tasks = tuple(
        Task(unit, FormKind.BALLOTS, (CODE,), poll, "局党组", ballots) for unit, ballots in (("甲", 3), ("乙", 2))
    )
    apart = disclose(data.scheme, data.result, CODE)
    shown = disclose(replace(data.scheme, tasks=tasks), data.result, CODE)
    assert (apart.poll_score, len(apart.classes)) == (True, 2)
    assert (shown.poll_score, shown.composite, shown.classes) == (False, False, ())
    by_themselves = tuple(replace(tasks[0], unit=f"委员{n}", ballots=1) for n in range(5))
    alone = disclose(replace(data.scheme, tasks=by_themselves), data.result, CODE)
    assert alone.poll_score, "who sends in his own ballot knows no more than a voter"
