"""考评项目 that separate nobody, worked by hand: 0.6^n for n ratees with the same points, times the number of items."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.audit.fairness.flat_items import flat_among, flat_items
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.scheme.ballot_contents import BallotItem
from lianping_xlsx.scheme.model import Poll
from lianping_xlsx.scheme.terms import Counting, Effect, Scoring
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.tally_results import ClassTally
from tests.audit.fairness.test_team_levels import FIRST, SECOND, teams
from tests.bench.false_questions import items_that_separate, rate, votes_that_separate
from tests.returns import counted, visit
from tests.small import Town


def flat(ratees: int, *, others: int = 0, items: int = 1, line: int = 95_00) -> int:
    """The flat items among so many, if in each all ratees but the ``others`` got 5 points."""
    points = [4_00] * others + [5_00] * (ratees - others)
    return len(flat_among({f"K{n}": points for n in range(items)}, line))


@pytest.mark.parametrize(
    ("ratees", "items", "found"),
    [
        (10, 1, 1),  # 0.6^10 = 0.0060
        (9, 1, 0),  # 0.6^9 = 0.0101
        (15, 20, 20),  # 20 x 0.6^15 = 0.0094
        (14, 20, 0),  # 20 x 0.6^14 = 0.0157
    ],
)
def test_of_how_many_ratees_it_says_something_that_all_got_the_same(ratees: int, items: int, found: int) -> None:
    assert flat(ratees, items=items) == found


def test_one_of_twenty_may_have_other_points() -> None:
    """19 of 20 are 95 %: 20 x 0.4 x 0.6^19 + 0.6^20 = 0.0005. 18 of 19 are 94.7 %."""
    assert flat(20, others=1) == 1
    assert flat(19, others=1) == 0
    assert flat(19, others=1, line=94_00) == 1
    assert flat(20, others=1, line=100_00) == 0


def test_that_one_of_twelve_has_other_points_may_be_chance() -> None:
    """12 x 0.4 x 0.6^11 + 0.6^12 = 0.0196; of 14 it is 0.0081."""
    assert flat(12, others=1, line=80_00) == 0
    assert flat(14, others=1, line=80_00) == 1


def asked(town: Town, *, odd: int = 0) -> list[Finding]:
    """K1 takes off as many points as the number of the ratee; K2 is 40 for all but the first ``odd``; K4 is blank."""
    forms = [
        visit(town, f"T{n}", f"编号|得分|扣分|原因\nK1||{n}|x\nK2|{39 if n <= odd else 40}||", unit=unit)
        for n in range(1, len(town.scheme.ratees) + 1)
        for unit in (FIRST, SECOND)
    ]
    return list(flat_items(town.scheme, counted(town, *forms)[0]))


def test_the_remark_names_the_items_and_their_points() -> None:
    """Two items that count to the 100 points: 2 x 0.6^11 = 0.0073, 2 x 0.6^10 = 0.0121."""
    (found,) = asked(teams(ratees=11))
    assert found.severity is Severity.NOTE
    assert found.message == ("排名组“乡镇”中，“实地考评”有1个项目、共40分没有拉开差距：K2（40分，11人中11人得40分）。")
    assert asked(teams(ratees=10)) == []
    assert asked(teams(ratees=11), odd=1) == []


def test_who_has_no_task_in_an_item_is_none_of_its_ratees() -> None:
    """Ten are left with the task: 2 x 0.6^10 = 0.0121."""
    town = teams(ratees=11)
    first, *others = town.scheme.ratees
    assert asked(Town(replace(town.scheme, ratees=(replace(first, exempt=("K2",)), *others)))) == []


def test_of_who_does_not_take_part_nothing_is_counted() -> None:
    town = teams(ratees=11)
    away = (Adjustment("T1", "借调", Effect.EXCLUDED, 0, ""),)
    assert asked(Town(replace(town.scheme, adjustments=away))) == []


# ---------------------------------------------------------------- ballots


def voted(*same: int, ratees: int = 12) -> list[str]:
    """The flat items of a poll in which so many ratees have 100 points for N1, N2 …, and all others different ones."""
    return [
        each.code
        for each in flat_among(
            {f"N{n}": [100_00] * many + list(range(ratees - many)) for n, many in enumerate(same, 1)}, 95_00, voted=True
        )
    ]


def test_an_item_of_ballots_is_flat_beside_others_that_separate() -> None:
    """2 x 0.6^12 = 0.0044. Where 9 of 12 have the same for N2 too, the bound is 0.75 + 2.33 x √(9 x 3 / 12) / 12 > 1.

    Of 3 of 12 it is 0.25 + 2.33 x 1.5 / 12 = 0.54, below 3/5; of 5 of 12 0.417 + 2.33 x 1.708 / 12 = 0.748, in full
    hundredths 0.75: 2 x 0.75^12 = 0.063.
    """
    assert voted(12, 1) == ["N1"]
    assert voted(12, 3) == ["N1"]
    assert voted(12, 5) == voted(12, 9) == voted(12, 12) == []
    # Of the others of N1 20 of 98 have the same: 0.204 + 2.33 x 3.99 / 98 = 0.30; 8 x 0.6^14 = 0.0063.
    assert voted(14, 14, 1, 1, 1, 1, 1, 1, ratees=14) == ["N1", "N2"]


def polled(*, differ: int = 0, weight: int = 100_00) -> list[Finding]:
    """Eleven ratees by 分项等次 in two classes: N1 (60 points) has 100 of everybody but the first ``differ``."""
    town = teams(ratees=11)
    poll = Poll("民主测评", weight, Counting.BALLOTS, Scoring.ITEM_GRADES)
    items = tuple(BallotItem(f"N{n}", "", points, poll.name) for n, points in ((1, 60_00), (2, 40_00)))
    scheme = replace(town.scheme, polls=(poll,), items=items)
    result = counted(town)[0]
    classes = [
        tally_of(ratee.code, poll.name, voter, (98_00 if n < differ and voter == "群众" else 100_00, n * 5_00))
        for n, ratee in enumerate(scheme.ratees)
        for voter in ("领导", "群众")
    ]
    return list(flat_items(scheme, replace(result, classes=tuple(classes))))


def tally_of(ratee: str, poll: str, voter: str, means: tuple[int, int]) -> ClassTally:
    """The tally of a class of ten voters."""
    items = [
        ItemTally(f"N{n}", points, 10, 0, 0, 10, mean * 10, None, mean, ())
        for n, points, mean in zip((1, 2), (60_00, 40_00), means, strict=True)
    ]
    return ClassTally(ratee, poll, voter, 50_00, 10, 10, 10, 10, 0, 0, 10, 0, None, 90_00, items=tuple(items))


def test_the_remark_on_votes_names_the_items_and_not_their_points() -> None:
    """2 x 0.6^11 = 0.0073; the 40 points of N2 separate. If one class marks one of eleven lower, 10 of 11 are 91 %."""
    (found,) = polled()
    assert found.severity is Severity.NOTE
    assert found.message == (
        "排名组“乡镇”的“民主测评”中，有1项测评内容、共60分没有拉开差距，几乎所有人的得分相同：N1（60分）。"
    )
    assert polled(differ=1) == []
    assert polled(weight=0) == []  # such a poll is only published


def test_honest_votes_are_remarked_on_in_less_than_one_poll_of_a_hundred() -> None:
    for level in (86, 94):
        assert rate(lambda chance, own=level: votes_that_separate(chance, own), 300, seed=3) < 0.01  # type: ignore[misc]
    assert rate(lambda chance: votes_that_separate(chance, 86, 1, 20), 60) > 0.9


def test_no_line_no_remark() -> None:
    town = teams(ratees=11)
    rules = replace(town.scheme.rules, flat_line=None)
    assert asked(Town(replace(town.scheme, rules=rules))) == []


def test_items_that_separate_are_remarked_on_in_less_than_one_group_of_a_hundred() -> None:
    assert rate(items_that_separate, 300, seed=3) < 0.01
    assert rate(lambda chance: items_that_separate(chance, 2, 20), 60) > 0.9
