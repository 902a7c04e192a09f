"""Rubric entries become each 考核组's total and the 考评得分. The working stands in the comments."""

from __future__ import annotations

import pytest

from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.scheme.model import RubricItem
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.item_points import item_score
from lianping_xlsx.tally.tally_results import Result
from tests.returns import counted, visit
from tests.small import Town, scheme_of, with_rule

HEAD = "编号|得分|扣分|原因\n"


def town_of(**rules: str) -> Town:
    return Town(scheme_of(with_rule(**rules)))


TOWN = town_of()


def two_teams(**rules: str) -> Town:
    """T1 is visited by the second 考核组 too."""
    raw = with_rule(**rules)
    raw["填报任务"].append(["第二考核组", "实地考评", "T1", "", "", ""])
    return Town(scheme_of(raw))


def first(result: Result, ratee: str = "T1") -> Assessment:
    return next(assessment for assessment in result.assessments if assessment.ratee == ratee)


def test_points_deductions_bonus_and_penalty_by_hand() -> None:
    result, _ = counted(TOWN, visit(TOWN, "T1", f"{HEAD}K1||2.5|未换届\nK2|38.25||计划少\nK4|1.5||推广\nK5||1|通报"))
    # 60 - 2.5 = 57.5; 38.25; 57.5 + 38.25 + 1.5 - 1 = 96.25
    found = first(result)
    assert found.heads == (("组织建设", 57_50), ("队伍建设", 38_25))
    assert (found.bonus, found.bonus_counted, found.penalty, found.total) == (1_50, 1_50, 1_00, 96_25)
    assert result.standing_of["T1"].field_score == 96_25
    assert [(loss.item, loss.points, loss.reason) for loss in result.losses] == [
        ("K1", 2_50, "未换届"),
        ("K2", 1_75, "计划少"),
        ("K4", -1_50, "推广"),
        ("K5", 1_00, "通报"),
    ]


@pytest.mark.parametrize(
    ("rows", "rules", "total"),
    [
        ("K1||0|\nK2|40||", {}, 100_00),
        ("K1||61|x\nK2|40||", {}, 40_00),  # 扣完为止: 60 - 61 is 0
        ("K1||60|x\nK2|0||x", {}, 0),
        ("K1||60|x\nK2|2||x\nK5||5|x", {}, 0),  # 0 + 2 - 5: not below 0
        ("K1||0|\nK2|40||\nK4|3||x", {}, 102_00),  # at most 2 of 3 count
        ("K1||0|\nK2|40||\nK4|3||x", {"附加分上限": ""}, 103_00),
        ("K1||0|\nK2|40||\nK4|3||x", {"附加分上限": "0"}, 100_00),
        ("K1||0.15|x\nK2|40||", {"小数位数": "1"}, 99_90),  # 99.85, a half: up
        # 47.4 + 40 + 0.3 = 87.7: 88; rounded before the bonus it would be 87 + 0.3, that is 87
        ("K1||12.6|x\nK2|40||\nK4|0.3||x", {"小数位数": "0"}, 88_00),
        ("K1||12.6|x\nK2|40||\nK5||0.3|x", {"小数位数": "0"}, 87_00),  # 87.1
        ("K1||0.5|x\nK2|40||", {"小数位数": "0"}, 100_00),  # 99.5: up
    ],
)
def test_floors_caps_and_rounding(rows: str, rules: dict[str, str], total: int) -> None:
    town = town_of(**rules)
    result, _ = counted(town, visit(town, "T1", HEAD + rows))
    assert first(result).total == total


def test_the_bonus_entered_and_the_bonus_counted_are_both_shown() -> None:
    result, _ = counted(TOWN, visit(TOWN, "T1", f"{HEAD}K1||0|\nK2|40||\nK4|3||x"))
    assert (first(result).bonus, first(result).bonus_counted) == (3_00, 2_00)


@pytest.mark.parametrize(
    ("own", "total", "begun"),
    [
        (("59.5", "40"), 99_50, True),  # 59.5 + 40
        (("0", "0"), 0, True),
        (("59.5", ""), None, True),
        (("", ""), None, False),
        (("61", "40"), None, True),  # beyond its points: not a score
    ],
)
def test_the_own_total_stands_beside_and_enters_nothing(own: tuple[str, str], total: int | None, begun: bool) -> None:
    rows = f"K1|{own[0]}||2|x\nK2|{own[1]}|38||x\nK4||1||推广"
    result, _ = counted(TOWN, visit(TOWN, "T1", f"编号|自评|得分|扣分|原因\n{rows}"))
    assert (first(result).own, first(result).own_begun) == (total, begun)
    assert first(result).total == 97_00  # 58 + 38 + 1
    assert result.standing_of["T1"].field_score == 97_00


def test_each_group_by_its_own_items() -> None:
    result, _ = counted(TOWN, visit(TOWN, "T3", f"{HEAD}K1||1|x\nK3|39||x"))
    assert first(result, "T3").heads == (("组织建设", 59_00), ("队伍建设", 39_00))
    assert result.standing_of["T3"].field_score == 98_00


def visits(town: Town, one: str, other: str) -> list[FormReading]:
    return [visit(town, "T1", HEAD + one, unit="U2"), visit(town, "T1", HEAD + other, unit="U3")]


def test_several_teams_are_averaged_half_up() -> None:
    town = two_teams()
    result, _ = counted(town, *visits(town, "K1||3.01|x\nK2|40||", "K1||3|x\nK2|40||"))
    # (96.99 + 97.00) / 2 = 96.995, a half: up
    assert [(a.unit, a.total) for a in result.assessments] == [("U2", 96_99), ("U3", 97_00)]
    assert result.standing_of["T1"].field_score == 97_00


def test_totals_are_rounded_before_they_are_averaged() -> None:
    town = two_teams(小数位数="1")
    result, _ = counted(town, *visits(town, "K1||0.15|x\nK2|40||", "K1||0.34|x\nK2|40||"))
    # 99.85 → 99.9; 99.66 → 99.7; mean 99.8 (the mean of 99.85 and 99.66 would be 99.755 → 99.8 too)
    assert [a.total for a in result.assessments] == [99_90, 99_70]
    assert result.standing_of["T1"].field_score == 99_80


def test_the_order_of_the_teams_is_that_of_their_codes() -> None:
    town = two_teams()
    forms = visits(town, "K1||1|x\nK2|40||", "K1||2|x\nK2|40||")
    result, _ = counted(town, *reversed(forms))
    assert [a.unit for a in result.assessments] == ["U2", "U3"]


def test_a_form_that_is_not_whole_has_no_total_and_says_so() -> None:
    result, findings = counted(TOWN, visit(TOWN, "T1", f"{HEAD}K1||1|x"))
    assert first(result).total is None
    assert result.standing_of["T1"].field_score is None
    assert [finding.code for finding in findings if finding.code == "result.no-field-score"]
    told = next(finding for finding in findings if finding.code == "result.no-field-score")
    assert told.message.startswith("“云溪镇 陆明澈”的实地考评表")


def test_one_team_of_two_that_is_not_whole_is_not_left_out_in_silence() -> None:
    town = two_teams()
    result, findings = counted(town, *visits(town, "K1||1|x\nK2|40||", "K1||1|x"))
    assert [a.total for a in result.assessments] == [99_00, None]
    assert result.standing_of["T1"].field_score is None
    assert "result.no-field-score" in [finding.code for finding in findings]


def test_a_visit_that_did_not_come_back_is_told_elsewhere() -> None:
    result, findings = counted(TOWN)
    assert result.assessments == ()
    assert "result.no-field-score" not in [finding.code for finding in findings]


def test_what_an_item_is_worth() -> None:
    deduction = RubricItem("K", "h", "t", 3_00, "", ItemMode.DEDUCTION, ())
    score = RubricItem("K", "h", "t", 3_00, "", ItemMode.SCORE, ())
    assert [item_score(deduction, lost) for lost in (0, 50, 3_00, 3_01)] == [3_00, 2_50, 0, 0]
    assert item_score(score, 2_50) == 2_50
