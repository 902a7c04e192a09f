"""折算: scores of a 排名组 made comparable, worked by hand.

Four ratees of 乡镇, one of 街道. The first 考核组 saw T1 and T2, the second one T2, T3 and T4:

| | first | second | 原得分 |
|---|---|---|---|
| T1 | 90 | | 90 |
| T2 | 86 | 80 | 83 |
| T3 | | 76 | 76 |
| T4 | | 70 | 70 |
| mean | 88 | 75.33 | 79.75 |
"""

from __future__ import annotations

import pytest

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import ComponentSource, TeamTrim
from lianping_xlsx.tally.converted_scores import convert
from lianping_xlsx.tally.tally_results import ComponentScore, Result
from tests.returns import counted, visit
from tests.small import Sheets, Town, faults_of, scheme_of, sheets

TOTALS = {("U2", "T1"): 90, ("U2", "T2"): 86, ("U3", "T2"): 80, ("U3", "T3"): 76, ("U3", "T4"): 70, ("U3", "T5"): 65}


def converted_by(conversion: str, *, full: str = "", **rules: str) -> Sheets:
    """考评 alone, converted; the points of the places are 100, 80, 60, 50."""
    raw = sheets(
        考核对象="""
            编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位
            T1   | 甲一 |      | 一镇     | 乡镇   |
            T2   | 甲二 |      | 二镇     | 乡镇   |
            T3   | 甲三 |      | 三镇     | 乡镇   |
            T4   | 甲四 |      | 四镇     | 乡镇   |
            T5   | 乙五 |      | 五街     | 街道   |
            """,
        考核板块=f"""
            板块     | 权重 | 来源 | 满分   | 适用排名组 | 折算
            实地考评 | 100  | 考评 | {full} | 乡镇       | {conversion}
            实地考评 | 100  | 考评 | {full} | 街道       |
            """,
        名次赋分="""
            板块     | 名次 | 得分
            实地考评 | 1    | 100
            实地考评 | 2    | 80
            实地考评 | 3    | 60
            实地考评 | 4    | 50
            """,
        填报任务="""
            填报单位   | 表种     | 考核对象范围 | 测评 | 票类 | 预计份数
            第一考核组 | 实地考评 | T1、T2       |      |      |
            第二考核组 | 实地考评 | T2-T5        |      |      |
            """,
    )
    if conversion != "名次赋分":
        del raw["名次赋分"]
    raw["测评"], raw["票类"] = raw["测评"][:1], raw["票类"][:1]
    raw["考评细则"] = [[*row[:6], "" if row[0] == "K2" else row[6]] for row in raw["考评细则"] if row[0] != "K3"]
    raw["计分规则"] += [[name, value] for name, value in rules.items()]
    return raw


def counted_of(raw: Sheets, totals: dict[tuple[str, str], int | None]) -> tuple[Scheme, Result, list[Finding]]:
    """The totals as marks: all of K1 (60 points), and the rest for K2; None: K2 is blank."""
    town = Town(scheme_of(raw))
    marks = {key: "" if total is None else str(total - 60) for key, total in totals.items()}
    forms = [visit(town, code, f"编号|得分|扣分\nK1||0\nK2|{mark}|", unit=unit) for (unit, code), mark in marks.items()]
    result, findings = counted(town, *forms)
    return town.scheme, result, [*findings]


def scores_of(result: Result) -> list[ScoreValue | None]:
    return [standing.score_of("实地考评") for standing in result.standings]


def test_the_strict_team_costs_nobody_points() -> None:
    """T1: 90 + 79.75 − 88 = 81.75. T2: 77.75 and 80 + 79.75 − 75.33 = 84.42, of which the mean is 81.085, a half: up.

    T3: 76 + 4.42 = 80.42. T4: 70 + 4.42 = 74.42. T5 is of another group, whose scores are not converted.
    """
    raw = converted_by("考核组平衡", 考核组平衡人数提醒线="2")
    assert faults_of(raw) == ()
    _, result, findings = counted_of(raw, {**TOTALS})
    assert scores_of(result) == [81_75, 81_09, 80_42, 74_42, 65_00]
    assert [standing.raw_score_of("实地考评") for standing in result.standings] == [90_00, 83_00, 76_00, 70_00, 65_00]
    assert [standing.composite for standing in result.standings] == [81_75, 81_09, 80_42, 74_42, 65_00]
    assert [standing.rank for standing in result.standings] == [1, 2, 3, 4, 1]
    two = result.conversion_of["T2", "实地考评"]
    assert two.basis == 79_75
    assert [(team.unit, team.total, team.mean, team.balanced) for team in two.teams] == [
        ("U2", 86_00, 88_00, 77_75),
        ("U3", 80_00, 75_33, 84_42),
    ]
    assert result.standings[0].reason.endswith("；实地考评得分按考核组平衡折算")
    assert "折算" not in result.standings[4].reason
    assert "result.unconverted" not in [finding.code for finding in findings]


def test_nobody_is_moved_beyond_the_full_marks() -> None:
    """U3 gave 99, 20 and 20: its mean is 46.33; T2 had 100 by U2. All: (100 + 99.5 + 20 + 20) / 4 = 59.875, up: 59.88.

    T1 100 + 59.88 − 100 = 59.88; T2 59.88 and min(100, 99 + 13.55) = 100: 79.94; T3, T4 33.55.
    """
    totals = {**TOTALS, ("U2", "T1"): 100, ("U2", "T2"): 100, ("U3", "T2"): 99, ("U3", "T3"): 60, ("U3", "T4"): 60}
    town = Town(scheme_of(converted_by("考核组平衡")))
    forms = [
        visit(town, code, f"编号|得分|扣分\nK1||{0 if total > 60 else 40}\nK2|{max(0, total - 60)}|", unit=unit)
        for (unit, code), total in totals.items()
    ]
    result, _ = counted(town, *forms)
    assert scores_of(result)[:4] == [59_88, 79_94, 33_55, 33_55]


def test_trimming_comes_after_balancing() -> None:
    """The lower of two totals is left out: T2 has 84.42, and his raw score of 86 moves the mean: 80.5, 5.17 of U3.

    T2: 86 + 80.5 − 88 = 78.5 and 80 + 80.5 − 75.33 = 85.17, of which the lower one is left out.
    """
    rules = {"考核组去最高最低分": TeamTrim.SHEETS, "考核组去最高最低分组数线": "1", "考核组去最高分个数": "0"}
    _, result, _ = counted_of(converted_by("考核组平衡", **rules), {**TOTALS})
    assert result.standings[1].raw_score_of("实地考评") == 86_00
    assert scores_of(result)[:4] == [82_50, 85_17, 81_17, 75_17]


def test_the_best_has_full_marks() -> None:
    """83 ÷ 90 x 100 = 92.222, 76 ÷ 90 = 84.444, 70 ÷ 90 = 77.778."""
    raw = converted_by("比第一名")
    assert faults_of(raw) == ()
    _, result, _ = counted_of(raw, {**TOTALS})
    assert scores_of(result) == [100_00, 92_22, 84_44, 77_78, 65_00]


@pytest.mark.parametrize(
    ("ties", "scores"), [("平分", [100_00, 70_00, 70_00, 50_00]), ("取高", [100_00, 80_00, 80_00, 50_00])]
)
def test_who_shares_a_place_shares_its_points(ties: str, scores: list[int]) -> None:
    """T2 and T3 have 83: the second and the third place, (80 + 60) / 2."""
    raw = converted_by("名次赋分", 名次赋分并列处理=ties)
    assert faults_of(raw) == ()
    _, result, _ = counted_of(raw, {**TOTALS, ("U3", "T3"): 83})
    assert scores_of(result)[:4] == scores
    assert [result.conversion_of[f"T{n}", "实地考评"].place for n in range(1, 5)] == [1, 2, 2, 4]
    assert [standing.rank for standing in result.standings] == [1, 2, 2, 4, 1]


@pytest.mark.parametrize(
    ("conversion", "ranks"),
    [
        ("考核组平衡", [(1, 4), (1, 4), (1, 4), (1, 4)]),
        ("比第一名", [(1, 3), (1, 4), (2, 4), (1, 4)]),
        ("名次赋分", [(1, 2), (1, 3), (2, 4), (1, 4)]),
    ],
)
def test_one_open_score_opens_the_group(conversion: str, ranks: list[tuple[int, int]]) -> None:
    """T4's form lacks a mark of 40: nobody of 乡镇 has a composite; 街道 is not concerned.

    比第一名: T1 has 100, and 90 if T4 has 100; T2 92.22 or 83, T3 84.44 or 76, T4 66.67 to 100. 名次赋分: T1 has 100 or
    80, T2 80 or 60, T3 60 or 50, T4 50 to 100. Each is held against the others at their other end: T1 may seem third.
    """
    _, result, findings = counted_of(converted_by(conversion), {**TOTALS, ("U3", "T4"): None})
    assert [standing.composite for standing in result.standings] == [None] * 4 + [65_00]
    assert [(s.rank, s.rank_best, s.rank_worst) for s in result.standings] == [
        *((None, *each) for each in ranks),
        (1, 1, 1),
    ]
    assert [standing.proposed_tier for standing in result.standings] == [None] * 4 + ["差"]
    assert [standing.raw_score_of("实地考评") for standing in result.standings] == [90_00, 83_00, 76_00, None, 65_00]
    assert [standing.reason for standing in result.standings[2:4]] == [
        "组内有人得分不全，尚未折算，暂不排名",
        "得分不全，暂不排名",
    ]
    (finding,) = [finding for finding in findings if finding.code == "result.unconverted"]
    assert "排名组“乡镇”的实地考评得分还不能折算" in finding.message
    assert "尚缺四镇 甲四的得分" in finding.message


def test_a_total_that_did_not_come_back_opens_the_group_too() -> None:
    """T2 has a score by U2, but his total of U3 is missing: the mean of U3 is not known."""
    totals = {key: total for key, total in TOTALS.items() if key != ("U3", "T2")}
    _, result, findings = counted_of(converted_by("考核组平衡"), {**totals})
    assert result.standings[1].raw_score_of("实地考评") == 86_00
    assert scores_of(result) == [None] * 4 + [65_00]
    assert any(f.code == "result.unconverted" and "二镇 甲二" in f.message for f in findings)
    _, result, _ = counted_of(converted_by("比第一名"), {**totals})
    assert scores_of(result)[:4] == [100_00, 95_56, 84_44, 77_78]


def test_without_a_team_nothing_is_balanced() -> None:
    """As where departments score every item: the scores are there, and no 考核组 to be strict."""
    raw = converted_by("考核组平衡")
    raw["填报任务"] = [row for row in raw["填报任务"] if "第二考核组" not in row]
    scheme = scheme_of(raw)
    scores = {code: [ComponentScore("实地考评", ComponentSource.RUBRIC, 80_00)] for code in scheme.ratee_of}
    found = convert(scheme, scores, (), ())
    assert [(each.raw, each.score) for each in found] == [(80_00, None)] * 4


def test_who_takes_no_part_is_compared_to_nobody() -> None:
    """Without T1 (不参评) the best is T2 with 83: 76 ÷ 83 = 91.566, 70 ÷ 83 = 84.337."""
    raw = converted_by("比第一名")
    raw["否决与加减分"].append(["T1", "新任职", "不参评", "", "文件"])
    _, result, _ = counted_of(raw, {**TOTALS, ("U2", "T1"): None})
    assert scores_of(result)[1:4] == [100_00, 91_57, 84_34]
    assert [standing.rank for standing in result.standings] == [None, 1, 2, 3, 1]


def test_the_best_of_nothing_is_nothing() -> None:
    raw = converted_by("比第一名")
    town = Town(scheme_of(raw))
    forms = [visit(town, code, "编号|得分|扣分\nK1||60\nK2|0|", unit=unit) for unit, code in TOTALS]
    result, _ = counted(town, *forms)
    assert scores_of(result)[:4] == [0, 0, 0, 0]


def test_a_scheme_without_the_column_converts_nothing() -> None:
    raw = converted_by("")
    raw["考核板块"] = [row[:-1] for row in raw["考核板块"]]
    _, result, _ = counted_of(raw, {**TOTALS})
    assert scores_of(result) == [90_00, 83_00, 76_00, 70_00, 65_00]
    assert result.conversions == ()
