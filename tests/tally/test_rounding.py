"""小数位数 and 舍入方式 by hand, from the marks to 综合得分 in 结果.json."""

from __future__ import annotations

import pytest

from lianping_xlsx.core import exact
from lianping_xlsx.tally.tally_results import Result
from tests.returns import counted, register, tally, visit
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, Town, scheme_of, with_rule

THIRDS = "票号|T1\n001|{0}\n002|{1}\n003|{1}"


def result_of(**rules: str) -> Result:
    """T1: 县委领导 90 91 91, 党员代表 80 81 81, 群众 1696 of 20, 考评 95.02."""
    town = Town(scheme_of(with_rule(全部同分的票作废="否", 全部满分的票作废="否", **rules)))
    replies = [
        register(town, THIRDS.format(90, 91), voter_class=LEADERS, issued=4),
        register(town, THIRDS.format(80, 81), voter_class=DELEGATES, issued=5),
        tally(town, "编号|发出|收回|有效|无效|弃权|合计分\nT1|20|20|20|0|0|1696"),
        visit(town, "T1", "编号|得分|扣分|原因\nK1||3.38|有\nK2|38.4||有"),
    ]
    return counted(town, *replies)[0]


def printed(result: Result, decimals: int) -> list[str]:
    """The means of the three classes, the scores of the two polls, 测评得分, 考评得分, 综合得分."""
    means = {each.voter_class: each.mean for each in result.classes if each.ratee == "T1"}
    polls = {each.poll: each.score for each in result.polls if each.ratee == "T1"}
    standing = result.standing_of["T1"]
    found = [means[LEADERS], means[DELEGATES], means[PEOPLE], polls[POLL], polls[HAND]]
    found += [standing.poll_score, standing.field_score, standing.composite]
    return ["" if score is None else exact.show(score, decimals) for score in found]


@pytest.mark.parametrize(
    ("decimals", "way", "expected"),
    [
        # 90.666… → 91, 80.666… → 81; 91 x 60 % + 81 x 40 % = 87; 84.8 → 85; 87 x 60 % + 85 x 40 % = 86.2 → 86;
        # (86 + 95) / 2 = 90.5, a half: 91
        (0, "逐级舍入", ["91", "81", "85", "87", "85", "86", "95", "91"]),
        # 86.666… x 60 % + 84.8 x 40 % = 52 + 33.92 = 85.92; (85.92 + 95.02) / 2 = 90.47: 90
        (0, "最后舍入", ["91", "81", "85", "87", "85", "86", "95", "90"]),
        # 90.7, 80.7: 86.7; 86.7 x 60 % + 84.8 x 40 % = 85.94 → 85.9; 95.0; (85.9 + 95.0) / 2 = 90.45, a half: 90.5
        (1, "逐级舍入", ["90.7", "80.7", "84.8", "86.7", "84.8", "85.9", "95.0", "90.5"]),
        (1, "最后舍入", ["90.7", "80.7", "84.8", "86.7", "84.8", "85.9", "95.0", "90.5"]),  # 90.47
        # 90.67 x 60 % + 80.67 x 40 % = 86.67; 52.002 + 33.92 = 85.922 → 85.92; 90.47
        (2, "逐级舍入", ["90.67", "80.67", "84.80", "86.67", "84.80", "85.92", "95.02", "90.47"]),
        # 90.667 x 60 % + 80.667 x 40 % = 86.667; 52.0002 + 33.92 = 85.9202
        (3, "逐级舍入", ["90.667", "80.667", "84.800", "86.667", "84.800", "85.920", "95.020", "90.470"]),
        # 86.6667 x 60 % + 33.92 = 85.92002
        (4, "逐级舍入", ["90.6667", "80.6667", "84.8000", "86.6667", "84.8000", "85.9200", "95.0200", "90.4700"]),
        (4, "最后舍入", ["90.6667", "80.6667", "84.8000", "86.6667", "84.8000", "85.9200", "95.0200", "90.4700"]),
    ],
)
def test_where_and_to_how_many_decimals(decimals: int, way: str, expected: list[str]) -> None:
    assert printed(result_of(小数位数=str(decimals), 舍入方式=way), decimals) == expected


def test_a_composite_of_four_decimals_is_compared_as_it_is_printed() -> None:
    """(85.92 + 95.02) / 2 with weights of a third and two thirds: 28.64 + 63.346666… = 91.986666… → 91.9867."""
    result = result_of(小数位数="4", 述职测评权重="1/3", 实地考评权重="2/3")
    composite = result.standing_of["T1"].composite
    assert composite is not None
    assert exact.show(composite, 4) == "91.9867"
    assert composite > 91_98
    assert result.standing_of["T1"].reason.startswith("综合得分91.9867分，")


def test_what_is_not_rounded_is_kept_beside_what_is_printed() -> None:
    steps, last = result_of(小数位数="1"), result_of(小数位数="1", 舍入方式="最后舍入")
    assert {each.unrounded for each in steps.classes} == {each.unrounded for each in steps.polls} == {None}
    assert {each.unrounded for each in steps.assessments} == {None}
    means = {each.voter_class: each.used for each in last.classes if each.ratee == "T1"}
    assert means[LEADERS] == exact.weighted([(1, 90_00), (2, 91_00)])  # 90.666…
    assert means[PEOPLE] == 84_80
    assert last.standing_of["T1"].used_of("实地考评") == 95_02


def test_ties_go_by_what_is_printed() -> None:
    """T1 and T2 differ by a hundredth, which one decimal does not show: both are first."""
    town = Town(scheme_of(with_rule(小数位数="1", 舍入方式="最后舍入", 全部同分的票作废="否")))
    text = "票号|T1|T2\n001|90|90\n002|91|91\n003|92|92"
    replies = [register(town, text, voter_class=each, issued=4) for each in (LEADERS, DELEGATES)]
    line = "20|20|20|0|0|1800"
    replies.append(tally(town, f"编号|发出|收回|有效|无效|弃权|合计分\nT1|{line}\nT2|{line}"))
    for ratee, lost in (("T1", "3.38"), ("T2", "3.40")):
        replies.append(visit(town, ratee, f"编号|得分|扣分|原因\nK1||{lost}|有\nK2|38.4||有"))
    result, _ = counted(town, *replies)
    first, second = (result.standing_of[code] for code in ("T1", "T2"))
    assert (first.used_of("实地考评"), second.used_of("实地考评")) == (95_02, 95_00)
    assert first.composite == second.composite
    assert first.rank == second.rank == 1
