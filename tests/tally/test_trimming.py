"""去最高最低分 by numbers at each end: of ballots, of counts made by hand, of several 考核组. The working is shown."""

from __future__ import annotations

import pytest

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.tally.tally_results import ClassTally, Result
from tests.returns import counted, register, tally, visit
from tests.small import HAND, LEADERS, PEOPLE, Town, scheme_of, with_rule

SEVEN = "票号|T1\n" + "\n".join(f"{number:03}|{mark}" for number, mark in enumerate((60, 90, 91, 92, 94, 98, 99), 1))


def trimming(**rules: str) -> Town:
    """Of seven 县委领导, where more than five marks are trimmed."""
    raw = with_rule(**{"去最高最低分": "是", "去最高最低分票数线": "5"} | rules)
    raw["填报任务"][1][5] = raw["票类"][1][3] = "7"
    return Town(scheme_of(raw))


def leaders_of(town: Town, text: str = SEVEN) -> ClassTally:
    result, _ = counted(town, register(town, text, voter_class=LEADERS, issued=7))
    return class_of(result, LEADERS)


def class_of(result: Result, voter_class: str, ratee: str = "T1") -> ClassTally:
    return next(found for found in result.classes if (found.ratee, found.voter_class) == (ratee, voter_class))


@pytest.mark.parametrize(
    ("high", "low", "trimmed", "total", "mean"),
    [
        ("1", "1", MarkEnds((60_00,), (99_00,)), 465_00, 93_00),  # 90 + 91 + 92 + 94 + 98 = 465; / 5
        ("2", "1", MarkEnds((60_00,), (99_00, 98_00)), 367_00, 91_75),  # 90 + 91 + 92 + 94 = 367; / 4
        ("2", "2", MarkEnds((60_00, 90_00), (99_00, 98_00)), 277_00, 92_33),  # 91 + 92 + 94 = 277; / 3 = 92.333…
        ("0", "1", MarkEnds((60_00,), ()), 564_00, 94_00),  # 90 + 91 + 92 + 94 + 98 + 99 = 564; / 6
        ("3", "3", MarkEnds((60_00, 90_00, 91_00), (99_00, 98_00, 94_00)), 92_00, 92_00),
        ("4", "3", None, 624_00, 89_14),  # none would be left: 624 / 7 = 89.142857…
        ("0", "0", None, 624_00, 89_14),
    ],
)
def test_so_many_are_left_out_at_each_end(high: str, low: str, trimmed: MarkEnds | None, total: int, mean: int) -> None:
    found = leaders_of(trimming(去最高分个数=high, 去最低分个数=low))
    assert (found.trimmed, found.total, found.mean) == (trimmed, total, mean)
    assert found.counted == 7 - len(trimmed.marks if trimmed else ())


def test_a_line_is_exceeded_or_reached() -> None:
    """Five marks, 90 91 92 94 98, by the line of five: 465 / 5 = 93.00, or without 90 and 98 277 / 3 = 92.33."""
    five = "票号|T1\n" + "\n".join(f"{number:03}|{mark}" for number, mark in enumerate((90, 91, 92, 94, 98), 1))
    assert leaders_of(trimming(), five).mean == 93_00
    assert leaders_of(trimming(去最高最低分起点="达到"), five).mean == 92_33


def test_the_ends_of_a_class_on_several_forms_are_those_of_all() -> None:
    """60 and 70 on one form, 99 and 98 on the other; (80 + 81 + 82) / 3 = 81.00 are left."""
    raw = with_rule(去最高最低分="是", 去最高最低分票数线="5", 去最高分个数="2", 去最低分个数="2")
    raw["填报任务"].append(["县委评议组", "测评票", "全部", "述职大会测评", LEADERS, "4"])
    town = Town(scheme_of(raw))
    here = register(town, "票号|T1\n001|60\n002|80\n003|70", voter_class=LEADERS, unit="U1", issued=4)
    there = register(town, "票号|T1\n001|98\n002|99\n003|82\n004|81", voter_class=LEADERS, unit="U4", issued=4)
    found = class_of(counted(town, here, there)[0], LEADERS)
    assert (found.trimmed, found.mean) == (MarkEnds((60_00, 70_00), (99_00, 98_00)), 81_00)


# ---------------------------------------------------------------- 计票汇总

HEAD = "编号|发出|收回|有效|无效|弃权|合计分"


def test_counts_by_hand_give_their_ends() -> None:
    """18 valid marks of 1600.5 points, 99 and 98 the highest, 60 the lowest: (1600.5 - 257) / 15 = 89.5666…"""
    town = trimming(去最高分个数="2")
    found = class_of(
        counted(town, tally(town, f"{HEAD}|最高分|第2高分|最低分\nT1|20|20|18|1|1|1600.5|99|98|60"))[0], PEOPLE
    )
    assert (found.valid, found.counted, found.total, found.mean) == (18, 15, 1343_50, 89_57)
    assert (found.trimmed, found.extremes) == (MarkEnds((60_00,), (99_00, 98_00)), (60_00, 99_00))


def test_counts_by_hand_below_the_line_stay_whole() -> None:
    """Five marks are not more than five: 450 / 5."""
    town = trimming()
    found = class_of(counted(town, tally(town, f"{HEAD}|最高分|最低分\nT1|20|5|5|0|0|450|95|80"))[0], PEOPLE)
    assert (found.counted, found.trimmed, found.mean) == (5, None, 90_00)


def test_of_two_counts_by_hand_the_ends_are_those_of_both() -> None:
    """A single mark of 85 beside six of 540 with 95 and 80: (625 - 95 - 80) / 5 = 90."""
    raw = with_rule(去最高最低分="是")
    raw["填报任务"].append(["县委评议组", "计票汇总", "全部", HAND, PEOPLE, "5"])
    town = Town(scheme_of(raw))
    one = tally(town, f"{HEAD}|最高分|最低分\nT1|5|1|1|0|0|85|85|85", unit="U4")
    other = tally(town, f"{HEAD}|最高分|最低分\nT1|20|6|6|0|0|540|95|80", unit="U1")
    found = class_of(counted(town, one, other)[0], PEOPLE)
    assert (found.valid, found.trimmed, found.mean) == (7, MarkEnds((80_00,), (95_00,)), 90_00)


def test_votes_by_grade_are_trimmed_without_being_asked() -> None:
    """好 100 and 差 40: 2 and 5 votes are 400. Without one of each 260 / 5 = 52, without a 好 more 160 / 4 = 40."""
    raw = with_rule(去最高最低分="是")
    raw["测评"][2][3] = "等次"
    one = Town(scheme_of(raw))
    heads = "编号|发出|收回|好|差|无效|弃权"
    assert "最高分" not in [column.heading for column in one.form(FormKind.TALLY).columns]
    found = class_of(counted(one, tally(one, f"{heads}\nT1|20|7|2|5|0|0"))[0], PEOPLE)
    assert (found.valid, found.trimmed, found.mean) == (7, MarkEnds((40_00,), (100_00,)), 52_00)
    raw["计分规则"].append(["去最高分个数", "2"])
    two = Town(scheme_of(raw))
    found = class_of(counted(two, tally(two, f"{heads}\nT1|20|7|2|5|0|0"))[0], PEOPLE)
    assert (found.trimmed, found.mean, found.grades) == (MarkEnds((40_00,), (100_00, 100_00)), 40_00, (2, 5))


# ---------------------------------------------------------------- several 考核组

POINTS = ((50, 38), (56, 30), (54, 33), (59, 20))
"""What the teams gave: of the 60 points of K1, where they took some off, and of the 40 of K2. Sums: 88, 86, 87, 79."""


def teams(number: int, **rules: str) -> Town:
    raw = with_rule(**rules)
    raw["填报单位"] += [["U5", "第三考核组", "", "", ""], ["U6", "第四考核组", "", "", ""]]
    for unit in ("第二考核组", "第三考核组", "第四考核组")[: number - 1]:
        raw["填报任务"].append([unit, "实地考评", "T1", "", "", ""])
    return Town(scheme_of(raw))


def visits(town: Town, number: int, extra: tuple[str, ...] = ("", "", "", "")) -> list[FormReading]:
    found = []
    for unit, (one, two), more in zip(("U2", "U3", "U5", "U6")[:number], POINTS, extra, strict=False):
        rows = f"编号|得分|扣分|原因\nK1||{60 - one}|x\nK2|{two}||x" + (f"\nK4|{more}||x" if more else "")
        found.append(visit(town, "T1", rows, unit=unit))
    return found


def field_of(town: Town, number: int, extra: tuple[str, ...] = ("", "", "", "")) -> ScoreValue | None:
    return counted(town, *visits(town, number, extra))[0].standing_of["T1"].field_score


@pytest.mark.parametrize(
    ("rules", "number", "score"),
    [
        ({}, 4, 85_00),  # (88 + 86 + 87 + 79) / 4
        ({"考核组去最高最低分": "按表"}, 4, 86_50),  # (86 + 87) / 2
        ({"考核组去最高最低分": "按表"}, 3, 87_00),  # the middle one of 88, 86, 87
        ({"考核组去最高最低分": "按表"}, 2, 87_00),  # two are not more than two: (88 + 86) / 2
        ({"考核组去最高最低分": "按表", "考核组去最高最低分组数线": "3"}, 3, 87_00),  # 261 / 3
        ({"考核组去最高最低分": "按表", "考核组去最高分个数": "0"}, 4, 87_00),  # (88 + 86 + 87) / 3
        # K1 without 50 and 59: (56 + 54) / 2 = 55; K2 without 38 and 20: (30 + 33) / 2 = 31.5
        ({"考核组去最高最低分": "按项"}, 4, 86_50),
        ({"考核组去最高最低分": "按项"}, 3, 87_00),  # 54 + 33
        # K1: (50 + 56 + 54) / 3 = 53.333…; K2: (38 + 30 + 33 ... without 38) (30 + 33 + 20) / 3 = 27.666…: 81.00
        ({"考核组去最高最低分": "按项", "考核组去最低分个数": "0"}, 4, 81_00),
        ({"考核组去最高最低分": "按项", "考核组去最高最低分组数线": "3", "去最高最低分起点": "达到"}, 3, 87_00),
    ],
)
def test_teams_are_trimmed_by_their_totals_or_item_by_item(rules: dict[str, str], number: int, score: int) -> None:
    assert field_of(teams(number, **rules), number) == score


def test_a_bonus_is_trimmed_like_any_item_and_then_capped() -> None:
    """K4: 3, 1, none, none. Without 3 and a nought its mean is 0.5: 55 + 31.5 + 0.5.

    The totals are 88 + 2 (the cap), 86 + 1, 87, 79: (87 + 87) / 2.
    """
    extra = ("3", "1", "", "")
    assert field_of(teams(4, 考核组去最高最低分="按项"), 4, extra) == 87_00
    assert field_of(teams(4, 考核组去最高最低分="按表"), 4, extra) == 87_00
    # K4 without the lowest: (3 + 1 + 0) / 3 = 1.333…; K1 (56 + 54 + 59) / 3 = 56.333…; K2 (38 + 30 + 33) / 3 = 33.666…
    assert field_of(teams(4, 考核组去最高最低分="按项", 考核组去最高分个数="0"), 4, extra) == 91_33


def test_a_team_that_is_not_whole_is_waited_for() -> None:
    town = teams(4, 考核组去最高最低分="按项")
    came = visits(town, 4)
    came[1] = visit(town, "T1", "编号|得分|扣分|原因\nK1||4|x", unit="U3")
    assert counted(town, *came)[0].standing_of["T1"].field_score is None
