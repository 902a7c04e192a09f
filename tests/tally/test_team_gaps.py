"""考核组 whose totals for one ratee lie far apart are asked about, with the figures; nothing is changed by it."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.tally.tally_results import Result
from tests.returns import counted, visit
from tests.small import SHEETS, Town, scheme_of, sheets, with_rule

TEAMS = ("第一考核组", "第二考核组", "县委评议组")


def three_teams(line: str = "10", events: str = "") -> Town:
    """T1 and T2 are visited by all three."""
    raw = with_rule(考核组差距提醒线=line)
    raw["填报任务"] = [row for row in raw["填报任务"] if row[1] != "实地考评"]
    raw["填报任务"] += [[team, "实地考评", "T1、T2", "", "", ""] for team in TEAMS]
    raw["否决与加减分"] += [[events, "借调", "不参评", "", "通报"]] if events else []
    return Town(scheme_of(raw))


def asked(town: Town, **deductions: tuple[str, ...]) -> tuple[Result, list[Finding]]:
    """K1 (扣分, 60): what each team took off, by ratee; '-' where its form has not come back."""
    forms = [
        visit(town, ratee, f"编号|得分|扣分|原因\nK1||{lost}|x\nK2|40||", unit=unit)
        for ratee, row in deductions.items()
        for unit, lost in zip(("U2", "U3", "U4"), row, strict=True)
        if lost != "-"
    ]
    result, findings = counted(town, *forms)
    return result, [finding for finding in findings if finding.code == "conduct.team-gap"]


def test_58_57_and_5_of_60_are_asked_about_and_averaged() -> None:
    result, (found,) = asked(three_teams(), T1=("2", "3", "55"), T2=("2", "3", "4"))
    assert found.severity is Severity.WARNING
    assert found.message == (
        "“第一考核组”、“第二考核组”、“县委评议组”对同一人评的合计分相差10分以上："
        "云溪镇 陆明澈（98分、97分、45分），已按各组的平均分计入。"
    )
    assert found.remedy.startswith("只是提请核对，得分不变。")
    assert [result.standing_of[ratee].field_score for ratee in ("T1", "T2")] == [80_00, 97_00]


@pytest.mark.parametrize(
    ("line", "row", "told"),
    [
        ("10", ("0", "10", "5"), True),
        ("10", ("0", "9.99", "5"), False),
        ("", ("0", "60", "5"), False),
        ("5", ("0", "5", "-"), True),
        ("5", ("0", "-", "-"), False),  # nobody to differ from
        ("5", ("0", "约5", "-"), False),  # no total yet
    ],
)
def test_the_line(line: str, row: tuple[str, ...], told: bool) -> None:
    assert bool(asked(three_teams(line), T1=row)[1]) is told


def test_all_whom_the_same_teams_visited_are_one_question() -> None:
    _, (found,) = asked(three_teams(), T1=("0", "20", "20"), T2=("0", "30", "30"))
    assert "云溪镇 陆明澈（100分、80分、80分）、石栏镇 叶尔江·萨迪克（100分、70分、70分）" in found.message
    _, several = asked(three_teams(), T1=("0", "20", "20"), T2=("0", "30", "-"))
    assert len(several) == 2


def test_of_who_does_not_take_part_nothing_is_asked() -> None:
    assert asked(three_teams(events="T1"), T1=("0", "20", "20"))[1] == []


def test_a_scheme_without_the_line_asks_from_ten_points() -> None:
    rules = "\n".join(line for line in SHEETS["计分规则"].splitlines() if "考核组差距提醒线" not in line)
    assert scheme_of(sheets(计分规则=rules)).rules.team_gap == 10_00
