"""What is read off a result: places and remarks as tables print them, and the parts of a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.tally.tally_results import Standing, rank_cell
from tests.returns import counted, register, visit
from tests.small import DELEGATES, LEADERS, TOWN
from tests.two_scores import scores

SECOND = Standing("T1", scores(90_00, 80_00), 3_00, 1_25, 86_75, 2, 5, "中", "综合得分86.75分，组内第2名，建议“中”")
OPEN = replace(SECOND, rank=None, rank_best=2, rank_worst=3, proposed_tier=None)
UNSCORED = replace(OPEN, composite=None, rank_best=1, rank_worst=5)
APART = replace(UNSCORED, rank_best=None, rank_worst=None)


@pytest.mark.parametrize(
    ("standing", "place", "cell"), [(SECOND, 2, 2), (OPEN, 2, "2–3"), (UNSCORED, None, ""), (APART, None, "")]
)
def test_the_place_by_which_lists_are_sorted_and_as_it_is_printed(
    standing: Standing, place: int | None, cell: int | str
) -> None:
    assert (standing.place, standing.rank_cell) == (place, cell)


@pytest.mark.parametrize(
    ("rank", "best", "worst", "cell"),
    [(2, None, None, 2), (None, 2, 3, "2–3"), (None, None, 3, ""), (None, 2, None, ""), (None, None, None, "")],
)
def test_a_rank_or_what_it_may_come_to(rank: int | None, best: int | None, worst: int | None, cell: int | str) -> None:
    assert rank_cell(rank, best, worst) == cell


def test_events_give_and_take() -> None:
    assert SECOND.adjustment == 1_75  # 3 - 1.25


def test_a_remark_says_nothing_twice() -> None:
    """降档 and 否决 are in the notes in words, and so is any flag that stands there word for word."""
    flags = ("降档", "否决", "并列跨线，提请研究", "得分不全", "述职报告退回重写")
    notes = ("因违纪降一档", "得分不全，暂不排名")
    standing = replace(SECOND, flags=flags, notes=notes)
    assert standing.remark == "并列跨线，提请研究；述职报告退回重写；因违纪降一档；得分不全，暂不排名"
    assert SECOND.remark == ""


def test_an_explanation_ends_with_the_flags_of_which_it_does_not_speak() -> None:
    standing = replace(SECOND, flags=("组内第2名", "述职报告退回重写"))
    assert standing.explanation == f"{SECOND.reason}；述职报告退回重写"


def test_the_parts_of_a_person() -> None:
    """T1 was voted on by two classes and visited; T2 was voted on."""
    marks = "票号|T1|T2\n001|92|88\n002|93|87"
    result, _ = counted(
        TOWN,
        register(TOWN, marks, voter_class=LEADERS, issued=2, returned=2),
        register(TOWN, marks, voter_class=DELEGATES, issued=2, returned=2),
        visit(TOWN, "T1", "编号|得分|扣分|原因\nK1||2.5|未换届\nK2|38||计划少"),
    )
    assert [(tally.voter_class, tally.mean) for tally in result.classes_of["T2"]] == [
        (LEADERS, 87_50),
        (DELEGATES, 87_50),
        ("群众", None),
    ]
    assert [(poll.poll, poll.score) for poll in result.polls_of["T1"]] == [("述职大会测评", 92_50), ("群众测评", None)]
    assert [(a.unit, a.total) for a in result.assessments_of["T1"]] == [("U2", 95_50)]
    assert [(loss.item, loss.points) for loss in result.losses_of["T1"]] == [("K1", 2_50), ("K2", 2_00)]
    assert "T2" not in result.assessments_of
    assert "T2" not in result.losses_of
    assert result.standing_of["T2"].code == "T2"
