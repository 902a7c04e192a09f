"""A voter class far from the others: how wide a gap chance makes, worked by hand.

The variance of one mark is the sum of the squared differences of the marks of a class on a ratee from their mean, ÷ the
sum of (marks - 1), over all classes and ratees. The mean of n marks has 1/n of it; that of the means of two classes
with n and m marks (1/n + 1/m) / 4. A gap is asked about from three standard errors on, and not below the line
(票类差距提醒线), which is 5 points here.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from lianping_xlsx.core.findings import Finding
from tests.returns import judged, register, tally
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, Town, scheme_of, table, with_rule

THIRD = "群众代表"
LINE = "5"


def three_classes(line: str = LINE) -> Town:
    raw = with_rule(票类差距提醒线=line)
    raw["票类"] = table(f"""
        测评   | 票类         | 权重 | 应到人数
        {POLL} | {LEADERS}    | 40   | 5
        {POLL} | {DELEGATES}  | 30   | 5
        {POLL} | {THIRD}      | 30   | 5
        {HAND} | {PEOPLE}     | 100  | 20
        """)
    raw["填报任务"].append(["第一考核组", "测评票", "全部", POLL, THIRD, "5"])
    return Town(scheme_of(raw))


TOWN = three_classes()


def asked(ballots: Mapping[str, str]) -> list[tuple[str, ...]]:
    """(class, ratees, its mean, that of the others, the gap) of each question.

    ``ballots`` of a class: the marks on T1 and T2 of each, such as ``85 70, 95 72``.
    """
    readings = [
        register(TOWN, "票号 | T1 | T2\n" + "\n".join(_lines(rows)), voter_class=voter, issued=5, returned=5)
        for voter, rows in ballots.items()
    ]
    return [_figures(finding) for finding in judged(TOWN, *readings)[1] if finding.code == "conduct.class-gap"]


def _lines(rows: str) -> list[str]:
    ballots = (ballot.split() for ballot in rows.split(","))
    return [" | ".join([f"{number:03}", *marks, *[""] * (2 - len(marks))]) for number, marks in enumerate(ballots, 1)]


def _figures(finding: Finding) -> tuple[str, ...]:
    return tuple(finding.slots[name] for name in ("voter_class", "ratees", "mean", "other_mean", "gap"))


@pytest.mark.parametrize(
    ("leaders", "delegates", "nearer", "figures"),
    [
        # (5² + 5²) / (1 + 1) = 25; 25 x (1/2 + 1/2) = 5²
        ("85, 95", "75, 75", "75.01, 75.01", ("1", "90", "75", "15")),
        # three marks and a single one: (3² + 3² + 6²) / 2 = 27; 27 x (1/3 + 1) = 6²
        ("83, 83, 74", "62", "62.01", ("1", "80", "62", "18")),
        # (12² + 3 x 4²) / (3 + 3) = 32; 32 x (1/4 + 1/4) = 4²
        ("92, 76, 76, 76", "68, 68, 68, 68", "68.01, 68.01, 68.01, 68.01", ("1", "80", "68", "12")),
        # on two ratees: (2 x 6² + 2 x 8²) / 4 = 50; 50 x (1 + 1) = 10², for the mean of the two 10 / 2
        ("84 82, 96 98", "75 75, 75 75", "75.01 75.01, 75.01 75.01", ("2", "90", "75", "15")),
        # all alike: nothing but the line
        ("85, 85", "80, 80", "80.01, 80.01", ("1", "85", "80", "5")),
    ],
)  # fmt: skip
def test_three_standard_errors_between_two_classes(
    leaders: str, delegates: str, nearer: str, figures: tuple[str, ...]
) -> None:
    assert asked({LEADERS: leaders, DELEGATES: delegates}) == [(LEADERS, *figures)]
    assert asked({LEADERS: leaders, DELEGATES: nearer}) == []


def test_three_standard_errors_beside_two_other_classes() -> None:
    """(2 x 6² + 2 x 6²) / 3 = 48; 48 x (1/2 + (1/2 + 1/2) / 4) = 6²."""
    others = {DELEGATES: "82, 94", THIRD: "88, 88"}
    assert asked({LEADERS: "64, 76"} | others) == [(LEADERS, "1", "70", "88", "18")]
    assert asked({LEADERS: "64.01, 76.01"} | others) == []


def test_a_class_without_a_mark_on_a_ratee_is_none_of_the_others_there() -> None:
    """The third class gave T2 nothing. (2 x 6² + 2 x 5² + 2 x 3²) / 5 = 28.

    T1: 1/2 + (1/2 + 1/2) / 4 = 3/4; T2: 1/2 + 1/2 = 1; 28 x 7/4 = 7², for the mean of the two 7 / 2.
    """
    others = {DELEGATES: "87.5 90.5, 93.5 90.5", THIRD: "90.5, 90.5"}
    assert asked({LEADERS: "74 75, 86 85"} | others) == [(LEADERS, "2", "80", "90.5", "10.5")]
    assert asked({LEADERS: "74.01 75.01, 86.01 85.01"} | others) == []


def test_the_farthest_first_and_then_the_rest_among_themselves() -> None:
    """60 beside (80 + 90) / 2, then 80 beside 90; were 60 not left out first, 80 beside (60 + 90) / 2 would be 5."""
    found = asked({LEADERS: "80, 80", DELEGATES: "60, 60", THIRD: "90, 90"})
    assert found == [(DELEGATES, "1", "60", "85", "25"), (LEADERS, "1", "80", "90", "10")]


def test_means_are_rounded_half_up() -> None:
    """(90 + 90 + 90.01 + 90.01) / 4 = 90.005; 80."""
    assert asked({LEADERS: "90, 90, 90.01, 90.01", DELEGATES: "80, 80"}) == [(LEADERS, "1", "90.01", "80", "10.01")]


def test_marks_that_do_not_count_make_no_gap() -> None:
    assert asked({LEADERS: "90, 90, 101", DELEGATES: "88, 88"}) == []


def test_where_two_classes_voted_on_nobody_in_common_there_is_nothing_to_compare() -> None:
    for town in (TOWN, three_classes(line="0")):
        one = register(town, "票号 | T1\n001 | 90\n002 | 90", voter_class=LEADERS, issued=5, returned=2)
        other = register(town, "票号 | T2\n001 | 50\n002 | 50", voter_class=DELEGATES, issued=5, returned=2)
        assert [f for f in judged(town, one, other)[1] if f.code == "conduct.class-gap"] == []


def test_a_class_counted_by_hand_has_a_mean_and_no_spread() -> None:
    """180 / 2 beside 340 / 4 on T1; on T2 the second class has no valid vote."""
    raw = with_rule(票类差距提醒线=LINE)
    raw["票类"] = table(f"""
        测评   | 票类         | 权重 | 应到人数
        {POLL} | {LEADERS}    | 100  | 5
        {HAND} | {DELEGATES}  | 50   | 5
        {HAND} | {PEOPLE}     | 50   | 20
        """)
    raw["填报任务"][2] = ["县委办公室", "计票汇总", "全部", HAND, DELEGATES, "5"]
    town = Town(scheme_of(raw))
    head = "编号 | 发出 | 收回 | 有效 | 无效 | 弃权 | 合计分"
    readings = [
        tally(town, f"{head}\nT1 | 2 | 2 | 2 | 0 | 0 | 180\nT2 | 2 | 2 | 2 | 0 | 0 | 40", voter_class=DELEGATES),
        tally(town, f"{head}\nT1 | 4 | 4 | 4 | 0 | 0 | 340\nT2 | 4 | 4 | 0 | 4 | 0 | 0", voter_class=PEOPLE),
    ]
    gaps = [_figures(f) for f in judged(town, *readings)[1] if f.code == "conduct.class-gap"]
    assert gaps == [(DELEGATES, "1", "90", "85", "5")]
