"""Departments score items of their own; a total needs the items of all of them. Worked by hand in the docstrings."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.tally.count import unscored
from lianping_xlsx.tally.tally_results import Result
from tests.findings import codes_of
from tests.returns import counted, department, visit
from tests.small import Sheets, Town, faults_of, scheme_of, sheets, with_rule

RUBRIC = """
    编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组 | 评分单位
    K1   | 组织建设 | 按期换届 | 40   |          | 扣分     |            |
    K2   | 队伍建设 | 发展党员 | 35   |          | 得分     |            | 县委办公室
    K3   | 财务管理 | 三资管理 | 25   |          | 扣分     | 乡镇       | 农业局
    K6   | 财务管理 | 社区经费 | 25   |          | 得分     | 街道       | 第一考核组
    K4   | 附加项   | 经验推广 | 3    |          | 加分     |            |
    K5   | 附加项   | 产业示范 | 3    |          | 加分     |            | 农业农村局
    K7   | 附加项   | 环境通报 | 5    |          | 减分     | 乡镇       | 农业农村局
    """
TASKS = """
    填报单位   | 表种       | 考核对象范围 | 测评 | 票类 | 预计份数
    第一考核组 | 实地考评   | 全部         |      |      |
    第二考核组 | 实地考评   | T1           |      |      |
    县委办公室 | 部门评分表 | 全部         |      |      |
    农业农村局 | 部门评分表 | 全部         |      |      |
    第一考核组 | 部门评分表 | 街道         |      |      |
    """


def with_departments(rubric: str = RUBRIC, tasks: str = TASKS, **rules: str) -> Sheets:
    """The small campaign, of 实地考评 alone; 农业局 is an alias of 农业农村局."""
    raw = sheets(考评细则=rubric, 填报任务=tasks) | {"计分规则": with_rule(**rules)["计分规则"]}
    heads, *units = raw["填报单位"]
    raw["填报单位"] = [[*heads, "别名"], *([*unit, ""] for unit in units)]
    raw["填报单位"].append(["U7", "农业农村局", "", "", "", "农业局"])
    return raw


TOWN = Town(scheme_of(with_departments()))
OFFICE = "编号|K2|K2原因\nT1|30|发展少\nT2|35|\nT3|34.25|少"
FARM = "编号|K3|K3原因|K5|K5原因|K7|K7原因\nT1|1.25|账目|2.5|示范|1|通报\nT2|26|账目||||\nT3|||||||"


def first(result: Result, ratee: str = "T1") -> ScoreValue | None:
    return result.standing_of[ratee].field_score


def test_only_what_departments_score_is_without_faults() -> None:
    found = faults_of(with_departments())
    assert {finding.code for finding in found} == {"scheme.not-polled"}


def test_a_total_is_what_the_team_and_all_departments_give() -> None:
    """T1: 40 - 2 + 30 + (25 - 1.25) = 91.75; the bonus 1.5 + 2.5 = 4 counts as 2 (附加分上限); - 1: 92.75.

    The second 考核组 takes 3.5 and gives no bonus: 36.5 + 30 + 23.75 + 2 - 1 = 91.25. The mean is 92.
    """
    result, _ = counted(
        TOWN,
        visit(TOWN, "T1", "编号|得分|扣分|原因\nK1||2|晚\nK4|1.5||推广", unit="U2"),
        visit(TOWN, "T1", "编号|得分|扣分|原因\nK1||3.5|晚", unit="U3"),
        department(TOWN, OFFICE, unit="U1"),
        department(TOWN, FARM, unit="U7"),
    )
    one, other = result.assessments_of["T1"]
    assert one.heads == (("组织建设", 38_00), ("队伍建设", 30_00), ("财务管理", 23_75))
    assert (one.bonus, one.bonus_counted, one.penalty, one.total) == (4_00, 2_00, 1_00, 92_75)
    assert (other.bonus, other.bonus_counted, other.total) == (2_50, 2_00, 91_25)
    assert first(result) == 92_00
    office, farm = result.departments_of["T1", "实地考评"]
    assert (office.unit, office.heads, office.whole) == ("U1", (("队伍建设", 30_00),), True)
    assert (farm.heads, farm.bonus, farm.penalty) == ((("财务管理", 23_75),), 2_50, 1_00)
    losses = [(loss.unit, loss.item, loss.points, loss.reason, loss.by_department) for loss in result.losses_of["T1"]]
    assert losses == [
        ("U1", "K2", 5_00, "发展少", True),
        ("U2", "K1", 2_00, "晚", False),
        ("U2", "K4", -1_50, "推广", False),
        ("U3", "K1", 3_50, "晚", False),
        ("U7", "K3", 1_25, "账目", True),
        ("U7", "K5", -2_50, "示范", True),
        ("U7", "K7", 1_00, "通报", True),
    ]


@pytest.mark.parametrize(
    ("team", "office", "farm", "total"),
    [
        # 39.6 + 34.6 + 24.6 = 98.8: 99; rounded by unit it would be 40 + 35 + 25 = 100
        ("0.4", "34.6", "0.4", 99_00),
        # 39.4 + 34.4 + 24.4 = 98.2: 98; rounded by unit it would be 39 + 34 + 24 = 97
        ("0.6", "34.4", "0.6", 98_00),
        # 39.5 + 34.5 + 24.5 = 98.5, a half: up; rounded by unit it would be 40 + 35 + 25 = 100
        ("0.5", "34.5", "0.5", 99_00),
    ],
)
def test_what_departments_and_the_team_give_is_rounded_once(team: str, office: str, farm: str, total: int) -> None:
    town = Town(scheme_of(with_departments(小数位数="0")))
    result, _ = counted(
        town,
        visit(town, "T2", f"编号|得分|扣分|原因\nK1||{team}|晚", unit="U2"),
        department(town, f"编号|K2|K2原因\nT2|{office}|少", unit="U1"),
        department(town, f"编号|K3|K3原因\nT2|{farm}|账目", unit="U7"),
    )
    assert first(result, "T2") == total


def test_the_items_of_a_group_are_asked_of_nobody_else() -> None:
    """T3 is of 街道: 40 - 0 + 34.25 + 20 (scored by 第一考核组 as a department); 农业农村局 has only a bonus for T3."""
    result, findings = counted(
        TOWN,
        visit(TOWN, "T3", "编号|得分|扣分|原因\nK1||0|", unit="U2"),
        department(TOWN, OFFICE, unit="U1"),
        department(TOWN, FARM, unit="U7"),
        department(TOWN, "编号|K6|K6原因\nT3|20|少", unit="U2"),
    )
    assert first(result, "T3") == 94_25
    assert [score.unit for score in result.departments_of["T3", "实地考评"]] == ["U1", "U2", "U7"]
    assert "result.no-department-score" not in codes_of(findings)


def test_a_deduction_beyond_the_points_of_an_item_takes_no_more() -> None:
    """T2: 40 + 35 + max(0, 25 - 26) = 75."""
    result, _ = counted(
        TOWN,
        visit(TOWN, "T2", "编号|得分|扣分|原因\nK1||0|", unit="U2"),
        department(TOWN, OFFICE, unit="U1"),
        department(TOWN, FARM, unit="U7"),
    )
    assert first(result, "T2") == 75_00


def test_without_the_form_of_a_department_there_is_no_score() -> None:
    result, findings = counted(
        TOWN,
        visit(TOWN, "T1", "编号|得分|扣分|原因\nK1||0|", unit="U2"),
        department(TOWN, OFFICE, unit="U1"),
    )
    assert first(result) is None
    assert result.assessments_of["T1"][0].total is None
    assert codes_of(findings).count("result.no-department-score") == 0
    causes = {finding.slots["name"]: finding.slots["causes"] for finding in unscored(TOWN.scheme, result)}
    assert causes["云溪镇 陆明澈"].endswith("没有考评得分（没有采用“农业农村局”的部门评分表）")
    assert causes["莲浦街道 游砚秋"].endswith(
        "没有考评得分（没有采用的实地考评表、没有采用“第一考核组”的部门评分表、没有采用“农业农村局”的部门评分表）"
    )


def test_one_item_that_is_wanting_costs_that_ratee_alone() -> None:
    """T1 has no K3; K5 and K7 may be blank."""
    result, findings = counted(
        TOWN,
        *(visit(TOWN, code, "编号|得分|扣分|原因\nK1||0|", unit="U2") for code in ("T1", "T2")),
        department(TOWN, OFFICE, unit="U1"),
        department(TOWN, "编号|K3|K3原因|K7\nT1|||1\nT2|0||", unit="U7"),
    )
    assert (first(result), first(result, "T2")) == (None, 100_00)
    (finding,) = [each for each in findings if each.code == "result.no-department-score"]
    assert finding.slots == {"unit": "农业农村局", "names": "云溪镇 陆明澈"}
    causes = {each.slots["name"]: each.slots["causes"] for each in unscored(TOWN.scheme, result)}
    assert "“农业农村局”的部门评分表有项目没有得分" in causes["云溪镇 陆明澈"]


def test_a_component_that_departments_alone_score_needs_no_visit() -> None:
    """T1: 38 + 30 + (32 - 2) = 98, the bonus of 2.5 counts as 2: 100."""
    rubric = """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组 | 评分单位
        K1   | 组织建设 | 按期换届 | 38   |          | 得分     |            | 县委办公室
        K2   | 队伍建设 | 发展党员 | 30   |          | 得分     |            | 县委办公室
        K3   | 财务管理 | 三资管理 | 32   |          | 扣分     |            | 农业农村局
        K5   | 附加项   | 产业示范 | 3    |          | 加分     |            | 农业农村局
        """
    tasks = """
        填报单位   | 表种       | 考核对象范围 | 测评 | 票类 | 预计份数
        县委办公室 | 部门评分表 | 全部         |      |      |
        农业农村局 | 部门评分表 | 全部         |      |      |
        """
    raw = with_departments(rubric, tasks)
    assert {finding.code for finding in faults_of(raw)} == {"scheme.not-polled"}
    town = Town(scheme_of(raw))
    result, _ = counted(
        town,
        department(town, "编号|K1|K2\nT1|38|30\nT2|38|", unit="U1"),
        department(town, "编号|K3|K5\nT1|2|2.5\nT2|0|", unit="U7"),
    )
    assert (first(result), first(result, "T2")) == (100_00, None)
    (total,) = result.assessments_of["T1"]
    assert (total.unit, total.bonus, total.bonus_counted) == ("", 2_50, 2_00)


def test_self_assessment_is_of_the_items_of_the_team() -> None:
    """自评得分 of K1 alone; the items of departments have none."""
    result, _ = counted(
        TOWN,
        visit(TOWN, "T1", "编号|自评|得分|扣分|原因\nK1|39||2|晚", unit="U2"),
        department(TOWN, OFFICE, unit="U1"),
        department(TOWN, FARM, unit="U7"),
    )
    assert result.assessments_of["T1"][0].own == 39_00
