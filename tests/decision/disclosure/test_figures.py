"""No figure that leaves the office lets a reader infer a single ballot: the two lines and what hangs on them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.decision.disclosure.figures import Disclosure, disclose
from lianping_xlsx.decision.disclosure.redact import message_outside
from lianping_xlsx.decision.disclosure.releases import Released, Releases, by_class, differing_by_few
from lianping_xlsx.decision.disclosure.unanimity import near_unanimous, told_overall, trimmed_marks_reveal
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.ballot_contents import BallotItem, BallotPlace, Grade
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Poll, Scheme, Task
from lianping_xlsx.scheme.terms import ComponentSource, Counting, FormKind, Scoring
from lianping_xlsx.scheme.tier_conditions import Comparison, TierCondition
from lianping_xlsx.scheme.vote_rates import GradeReach, VoteRate
from lianping_xlsx.tally.item_scores import ItemTally, fewest_votes, mean_of_items
from lianping_xlsx.tally.tally_results import ClassTally, PollScore
from tests.publish.final.decided import ACCEPTED
from tests.publish.story import STORY
from tests.two_scores import POLLED

FEW, LINE = STORY.scheme.rules.few_ballots, STORY.scheme.rules.class_line
POLLS = ("甲", "乙")
ENDS = (70_00, 99_00)


def voted(*polls: tuple[int, ...], poll_weight: int = 50_00) -> SummaryData:
    """T1 with so many valid marks from each class of each poll, and nothing else."""
    names = POLLS[: len(polls)]
    classes = tuple(
        ClassTally(
            "T1", poll, f"票类{place}", 50_00, 9, 9, valid, valid, 0, 0, valid, valid * 85_00, None, 85_00, (), ENDS
        )
        for poll, votes in zip(names, polls, strict=True)
        for place, valid in enumerate(votes)
    )
    scores = tuple(PollScore("T1", poll, 50_00, 85_00, component=POLLED) for poll in names)
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
def test_nothing_is_told_of_fewer_ballots_than_the_lines(polls: list[tuple[int, ...]]) -> None:
    shown = told(voted(*polls))
    valid = {name: [votes for votes in poll if votes] for name, poll in zip(POLLS, polls, strict=False)}
    apart, small = {tally.poll for tally in shown.classes}, {n for n, v in valid.items() if v and min(v) < FEW}
    assert shown.withheld == small
    assert all(min(valid[poll]) >= LINE for poll in apart), "the last class could be had by subtraction"
    assert not small & {poll.poll for poll in shown.polls}
    assert (shown.poll_score, shown.composite) == (not small, not small)
    assert bool(shown.notes) == bool(small) or shown.merged


def test_enough_ballots_everywhere_are_told_class_by_class() -> None:
    shown = told(voted((5, 6), (7,)))
    assert [tally.valid for tally in shown.classes] == [5, 6]
    assert [poll.poll for poll in shown.polls] == ["甲", "乙"]
    assert (shown.notes, shown.complete) == ((), True)


def test_one_small_class_merges_all_classes_of_its_poll() -> None:
    shown = told(voted((4, 8), (5, 6)))
    assert [tally.poll for tally in shown.classes] == ["乙", "乙"]
    assert [poll.poll for poll in shown.polls] == ["甲", "乙"]
    assert shown.notes == (
        "“甲”有的票类有效票不足5张（票类均分单列线）或评分高度一致，为保护投票人，"
        "各票类的平均分不单列，已并入该次测评的得分。",
    )


def test_a_class_without_weight_stands_for_itself() -> None:
    data = voted((4, 8, 7))
    weights = (0, 50_00, 50_00)
    classes = tuple(replace(t, weight=w) for t, w in zip(data.result.classes, weights, strict=True))
    shown = told(replace(data, result=replace(data.result, classes=classes)))
    assert [tally.valid for tally in shown.classes] == [8, 7]
    assert shown.notes[0].endswith("该票类的平均分不单列。")
    fewer = (replace(classes[0], counted=1), *classes[1:])
    assert told(replace(data, result=replace(data.result, classes=fewer))).poll_score


def test_a_class_without_a_vote_hides_nobody() -> None:
    shown = told(voted((0, 6, 5)))
    assert [tally.valid for tally in shown.classes] == [6, 5]


@pytest.mark.parametrize(("weight", "composite"), [(50_00, False), (100_00, False), (0, True)])
def test_what_too_few_ballots_could_be_worked_out_from_is_not_told_either(weight: int, composite: bool) -> None:
    shown = told(voted((1, 1), poll_weight=weight))
    assert (shown.poll_score, shown.composite) == (False, composite)
    assert ("综合得分" in shown.notes[0]) is not composite


def test_marks_left_after_trimming_are_what_counts() -> None:
    data = voted((6, 7))
    trimmed = (replace(data.result.classes[0], counted=4), data.result.classes[1])
    assert told(replace(data, result=replace(data.result, classes=trimmed))).classes == ()


def test_an_accepted_problem_quotes_no_ballot_outside() -> None:
    missing, mark = ACCEPTED
    assert message_outside(missing.code, missing.message) == missing.message
    assert "105" not in message_outside(mark.code, mark.message)
    assert "票" not in message_outside(mark.code, mark.message)


@pytest.mark.parametrize(
    ("full", "mark", "alike"),
    [
        (60, 60, True),  # all have the full marks
        (60, 59, True),  # five ballots: 5 points are missing, less than a tenth of the full marks
        (60, 50, False),
        (1000, 850, False),
        (1000, 990, True),  # 50 points are missing, less than 100
        (1000, 10, True),
    ],
)
def test_marks_near_the_full_marks_of_their_component_are_alike(full: int, mark: int, alike: bool) -> None:
    """Ballots of a component with other full marks than a hundred."""
    rows = (
        Component("述职", 50_00, ComponentSource.POLLS, full * 100),
        Component("考评", 50_00, ComponentSource.RUBRIC),
    )
    scheme = replace(STORY.scheme, component_rows=rows)
    tally = replace(STORY.result.classes[0], counted=5, total=5 * mark * 100, mean=mark * 100, grades=(), trimmed=None)
    tally = replace(tally, extremes=(mark * 100, mark * 100))
    assert near_unanimous(scheme, tally) is alike
    ends = replace(tally, trimmed=MarkEnds((0,), ()))
    assert trimmed_marks_reveal(scheme, ends) is alike


UNSURE = (Grade("好", 100_00), Grade("中", 70_00), Grade("差", 30_00), Grade("不了解", 0, counted=False))


@pytest.mark.parametrize(
    ("grades", "alike"),
    [
        ((4, 5, 0, 1), False),
        ((0, 6, 0, 5), True),  # whoever ticked 不了解, all others with points ticked 中
        ((1, 6, 0, 5), True),  # the one of 好 knows all the others with points
        ((2, 6, 0, 0), False),
        ((0, 0, 6, 3), True),  # the lowest mean says it all: 不了解 has no 0 points to be lower
        ((0, 0, 5, 0), True),
    ],
)
def test_votes_that_are_not_counted_hide_nobody(grades: tuple[int, ...], alike: bool) -> None:
    """A grade without points (不计) leaves the mean of the others as it is."""
    poll = replace(STORY.scheme.polls[0], scoring=Scoring.GRADES, scale="")
    scheme = replace(STORY.scheme, polls=(poll, *STORY.scheme.polls[1:]), grades=UNSURE)
    tally = next(each for each in STORY.result.classes if each.poll == poll.name)
    counted = sum(grades[:3])
    total = sum(votes * grade.points for votes, grade in zip(grades, UNSURE, strict=True))
    tally = replace(tally, grades=grades, counted=counted, valid=counted, total=total, mean=total // counted)
    assert near_unanimous(scheme, tally) is alike


def by_items(*votes: tuple[int, ...], ends: tuple[int, int] | None) -> tuple[Scheme, ClassTally]:
    """A class by 分项等次 with votes on items of equal 分值 (好 100, 中 70, 差 30); ``ends``: of the ballots."""
    grades = UNSURE[:3]
    poll = replace(STORY.scheme.polls[0], scoring=Scoring.ITEM_GRADES, scale="")
    items = tuple(BallotItem(f"N{n}", "内容", 100_00 // len(votes), poll.name) for n, _ in enumerate(votes))
    scheme = replace(STORY.scheme, polls=(poll, *STORY.scheme.polls[1:]), grades=grades, items=items)
    tallies = []
    for item, own in zip(items, votes, strict=True):
        number, total = sum(own), sum(n * grade.points for n, grade in zip(own, grades, strict=True))
        tallies.append(ItemTally(item.code, item.points, number, 0, 0, number, total, None, round(total / number), own))
    mean, counted = int(mean_of_items(tallies) or 0), fewest_votes(tallies)
    tally = next(each for each in STORY.result.classes if each.poll == poll.name)
    tally = replace(tally, items=tuple(tallies), mean=mean, counted=counted, total=mean * counted, trimmed=None)
    return scheme, replace(tally, extremes=ends)


@pytest.mark.parametrize(
    ("votes", "ends", "alike"),
    [
        (((6, 3, 1), (5, 4, 1)), (50_00, 100_00), False),
        # everybody 差 on both items: the mean is the lowest that there is, though far from 0 points
        (((0, 0, 10), (0, 0, 10)), (30_00, 30_00), True),
        # one of the two items is unanimous, the mean still leaves the other open
        (((10, 0, 0), (5, 3, 2)), (65_00, 100_00), False),
        # on each item all chose the same, if not the best: the two means are known to be 70
        (((0, 10, 0), (0, 10, 0)), (70_00, 70_00), True),
        # all but one 好: whoever was that one knows all others
        (((9, 1, 0), (10, 0, 0)), (85_00, 100_00), True),
        # a 计票汇总 tells no ballots: one of them may account for all that is missing
        (((9, 0, 1), (9, 0, 1)), None, True),
    ],
)
def test_the_mean_of_items_tells_no_single_ballot(
    votes: tuple[tuple[int, ...], ...], ends: tuple[int, int] | None, alike: bool
) -> None:
    assert near_unanimous(*by_items(*votes, ends=ends)) is alike


def with_overall(*votes: int) -> tuple[Scheme, ClassTally]:
    """A class by 分项等次 with ten votes on one item, these on a 总评 without 分值, and a rate of the latter."""
    scheme, tally = by_items((6, 3, 1), ends=(50_00, 100_00))
    number, total = sum(votes), sum(n * grade.points for n, grade in zip(votes, scheme.grades, strict=True))
    mean = round(total / number) if number else None
    item = ItemTally("N9", 0, number, 0, 0, number, total, None, mean, votes)
    rate = VoteRate(tally.poll, "好", GradeReach.UP, overall=True)
    scheme = replace(
        scheme,
        items=(*scheme.items, BallotItem("N9", "总评", 0, tally.poll, overall=True)),
        conditions=(TierCondition("好", Comparison.AT_LEAST, 50_00, rate),),
    )
    return scheme, replace(tally, items=(*tally.items, item))


@pytest.mark.parametrize(
    ("overall", "told", "alike"),
    [
        ((10, 0, 0), True, True),  # a rate of 100 % tells what each of them ticked
        ((9, 1, 0), True, True),
        ((6, 3, 1), True, False),
        ((0, 0, 0), True, False),  # without a vote there is no rate
        ((10, 0, 0), False, False),  # a 总评 without 分值 is in no figure
    ],
)
def test_a_rate_of_the_overall_item_tells_no_single_ballot(overall: tuple[int, ...], told: bool, alike: bool) -> None:
    scheme, tally = with_overall(*overall)
    assert near_unanimous(scheme if told else replace(scheme, conditions=()), tally) is alike


@pytest.mark.parametrize(("before", "few"), [((6, 3, 1), True), ((5, 4, 1), False)])
def test_a_changed_tick_for_the_overall_item_is_not_told_after_another_release(
    before: tuple[int, ...], few: bool
) -> None:
    """Of two ballots each from its unit one 中 became 好: the mean of the items is the same, the rate is not."""
    scheme, tally = with_overall(5, 4, 1)
    small = Task("U1", FormKind.BALLOTS, ("T1",), tally.poll, tally.voter_class, 2)
    earlier = told_overall(scheme, with_overall(*before)[1])
    assert earlier is not None
    names = tally.ratee, tally.poll, tally.voter_class
    released = Released(*names, tally.counted, tally.total, apart=True, overall=earlier.total)
    scheme = replace(scheme, tasks=(small,))
    assert bool(differing_by_few(scheme, tally, Releases(by_class([released])))) is few
    unsaid = replace(released, overall=None)
    assert not differing_by_few(scheme, tally, Releases(by_class([unsaid])))


@pytest.mark.parametrize(
    ("points", "alike"),
    [
        # of 4, 3, 2, 1: with ten ballots at 3.4 the others may be anywhere
        ((4, 4, 4, 4, 4, 4, 3, 3, 2, 2), False),
        ((4, 4, 4, 4, 4, 4, 4, 4, 4, 4), True),  # the best mean that there is, though far below 100 points
        ((1, 1, 1, 1, 1, 1, 1, 1, 1, 1), True),
        # whoever put him second knows that all others put him first
        ((4, 4, 4, 4, 4, 4, 4, 4, 4, 3), True),
    ],
)
def test_places_are_as_secret_as_marks(points: tuple[int, ...], alike: bool) -> None:
    """The edges are the points of the best and the worst place, not 100 and 0."""
    poll = replace(STORY.scheme.polls[0], scoring=Scoring.RANKING)
    places = tuple(BallotPlace(place, (5 - place) * 100) for place in (1, 2, 3, 4))
    ratees = STORY.scheme.ratees[:4]
    scheme = replace(STORY.scheme, polls=(poll, *STORY.scheme.polls[1:]), ballot_places=places, ratees=ratees)
    tally = next(each for each in STORY.result.classes if each.poll == poll.name)
    total, number, ends = sum(points) * 100, len(points), (min(points) * 100, max(points) * 100)
    tally = replace(tally, counted=number, valid=number, total=total, mean=total // number, extremes=ends, trimmed=None)
    assert near_unanimous(scheme, tally) is alike
