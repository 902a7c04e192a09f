"""考核板块: composites of more than two scores, of each 排名组 by weights of its own, worked by hand."""

from __future__ import annotations

from lianping_xlsx.tally.tally_results import Result
from tests.returns import counted, register, tally, visit
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, Sheets, Town, faults_of, scheme_of, sheets, table

COMPONENTS = """
    板块     | 权重 | 来源 | 满分 | 适用排名组
    述职测评 | 1/3  | 测评 |      | 乡镇
    群众评议 | 1/3  | 测评 |      | 乡镇
    实地考评 | 1/3  | 考评 |      | 乡镇
    述职测评 | 60   | 测评 |      | 街道
    实地考评 | 40   | 考评 |      | 街道
    """


def with_components(components: str = COMPONENTS) -> Sheets:
    """Each poll with one class is a component of its own; the people vote on 乡镇 only."""
    return sheets(
        考核板块=components,
        票类=f"""
            测评   | 票类       | 权重 | 应到人数
            {POLL} | {LEADERS}  | 100  | 4
            {HAND} | {PEOPLE}   | 100  | 20
            """,
        测评=f"""
            名称   | 权重 | 计票方式 | 打分方式 | 板块
            {POLL} | 100  | 逐票     | 百分制   | 述职测评
            {HAND} | 100  | 计票汇总 | 百分制   | 群众评议
            """,
        填报任务=f"""
            填报单位   | 表种     | 考核对象范围 | 测评   | 票类      | 预计份数 | 板块
            县委办公室 | 测评票   | 全部         | {POLL} | {LEADERS} | 4        |
            县委办公室 | 计票汇总 | 乡镇         | {HAND} | {PEOPLE}  | 20       |
            第一考核组 | 实地考评 | 乡镇         |        |           |          | 实地考评
            第二考核组 | 实地考评 | T3           |        |           |          |
            """,
    )


def result_of(raw: Sheets) -> Result:
    """述职测评 of T1, T2, T3: 92.53, 90.68, 80; of the people 87.30 and 92.22; 实地考评 90, 86, 86."""
    town = Town(scheme_of(raw))
    result, _ = counted(
        town,
        register(town, "票号|T1|T2|T3\n001|92.53|90.68|80", voter_class=LEADERS, issued=4),
        tally(town, "编号|发出|收回|有效|无效|弃权|合计分\nT1|100|100|100|0|0|8730\nT2|100|100|100|0|0|9222"),
        visit(town, "T1", "编号|得分|扣分\nK1||0\nK2|30|"),
        visit(town, "T2", "编号|得分|扣分\nK1||0\nK2|26|"),
        visit(town, "T3", "编号|得分|扣分\nK1||0\nK3|26|"),
    )
    return result


def test_thirds_and_the_weights_of_each_group() -> None:
    """T1: (92.53 + 87.30 + 90) / 3 = 89.9433; by weights of 33.33 it would be 89.93. T3: 80 x 60 % + 86 x 40 %."""
    raw = with_components()
    assert faults_of(raw) == ()
    one, two, three = result_of(raw).standings
    assert [(each.component, each.score) for each in one.scores] == [
        ("述职测评", 92_53),
        ("群众评议", 87_30),
        ("实地考评", 90_00),
    ]
    # 90.68 + 92.22 + 86 = 268.90, a third of it 89.6333
    assert (one.composite, two.composite) == (89_94, 89_63)
    assert [(each.component, each.score) for each in three.scores] == [("述职测评", 80_00), ("实地考评", 86_00)]
    assert (three.composite, three.rank) == (82_40, 1)
    assert (one.poll_score, one.field_score) == (92_53, 90_00)


def test_classes_vote_on_some_with_weights_of_their_own_and_on_others_not_at_all() -> None:
    """书面述职 of T2: leaders 100 %, the delegates do not vote on him. T3: leaders a third, delegates two thirds.

    Leaders gave 80, 90 and 60; delegates gave T1 90 and T3 75. T1: 80 x 60 % + 90 x 40 %; T3: (60 + 2 x 75) / 3.
    """
    raw = sheets(
        票类=f"""
            测评   | 票类        | 权重 | 应到人数 | 适用对象
            {POLL} | {LEADERS}   | 60   | 4        |
            {POLL} | {DELEGATES} | 40   | 5        | 陆明澈
            {POLL} | {LEADERS}   | 100  | 4        | T2
            {POLL} | {LEADERS}   | 1/3  | 4        | 街道
            {POLL} | {DELEGATES} | 2/3  | 5        | 街道
            """,
        测评=f"""
            名称   | 权重 | 计票方式 | 打分方式
            {POLL} | 100  | 逐票     | 百分制
            """,
    )
    raw["填报任务"] = [row for row in raw["填报任务"] if row[4] != PEOPLE]
    raw["填报任务"][2][2] = "T1、T3"
    assert faults_of(raw) == ()
    town = Town(scheme_of(raw))
    result, findings = counted(
        town,
        register(town, "票号|T1|T2|T3\n001|80|90|60", voter_class=LEADERS, issued=4),
        register(town, "票号|T1|T3\n001|90|75", voter_class=DELEGATES, issued=5),
    )
    assert [each.poll_score for each in result.standings] == [84_00, 90_00, 70_00]
    assert [tally.voter_class for tally in result.classes_of["T2"]] == [LEADERS]
    # What does not apply is not missing.
    assert {finding.code for finding in findings if finding.code.startswith("result.class")} == set()


def test_a_score_counts_by_its_full_marks() -> None:
    """实地考评 of 100 points as 80 %, and the items of 60 points as a component of their own, as 20 %.

    T1: K1 60 of 60, K2 30 of 40: 30 ÷ 40 x 50 % + 60 ÷ 60 x 50 %, which is 37.5 + 50.
    """
    raw = with_components("""
        板块     | 权重 | 来源 | 满分 | 适用排名组
        队伍考评 | 50   | 考评 | 40   |
        组织考评 | 50   | 考评 | 60   |
        """)
    raw["考评细则"] = table("""
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组 | 板块
        K1   | 组织建设 | 按期换届 | 60   |          | 扣分     |            | 组织考评
        K2   | 队伍建设 | 发展党员 | 40   |          | 得分     |            | 队伍考评
        """)
    raw["填报任务"] = table("""
        填报单位   | 表种     | 考核对象范围 | 测评 | 票类 | 预计份数 | 板块
        第一考核组 | 实地考评 | 全部         |      |      |          | 组织考评
        第一考核组 | 实地考评 | 全部         |      |      |          | 队伍考评
        第二考核组 | 实地考评 | T1           |      |      |          | 队伍考评
        """)
    raw["测评"], raw["票类"] = raw["测评"][:1], raw["票类"][:1]
    assert faults_of(raw) == ()
    town = Town(scheme_of(raw))
    result, _ = counted(
        town,
        visit(town, "T1", "编号|得分|扣分\nK1||0", component="组织考评"),
        visit(town, "T1", "编号|得分|扣分\nK2|30|", component="队伍考评"),
        visit(town, "T1", "编号|得分|扣分\nK2|33|", unit="U3", component="队伍考评"),
        visit(town, "T2", "编号|得分|扣分\nK1||6", component="组织考评"),
    )
    one, two, _ = result.standings
    # two teams saw 队伍考评: (30 + 33) / 2 = 31.5; 31.5 ÷ 40 x 50 + 50
    assert [(each.component, each.score) for each in one.scores] == [("队伍考评", 31_50), ("组织考评", 60_00)]
    assert one.composite == 89_38  # 39.375 + 50, a half: up
    assert [(each.component, each.score) for each in two.scores] == [("队伍考评", None), ("组织考评", 54_00)]
    assert two.composite is None
    assert (one.poll_score, one.field_score) == (None, 31_50)


def test_classes_with_shares_of_the_whole_beside_other_components() -> None:
    """领导 30, 群众 30 of the whole, 实地考评 40: 92.53 x 30 % + 87.30 x 30 % + 90 x 40 % = 89.949."""
    raw = with_components("""
        板块     | 权重 | 来源 | 满分 | 适用排名组
        述职测评 | 30   | 测评 |      |
        群众评议 | 30   | 测评 |      |
        实地考评 | 40   | 考评 |      |
        """)
    raw["票类"] = table(f"""
        测评   | 票类      | 权重 | 应到人数 | 占总分比重
        {POLL} | {LEADERS} |      | 4        | 30
        {HAND} | {PEOPLE}  |      | 20       | 30
        """)
    for row in raw["测评"][1:]:
        row[1] = ""
    raw["填报任务"][2][2] = "全部"
    assert faults_of(raw) == ()
    one = result_of(raw).standing_of["T1"]
    assert ([each.score for each in one.scores], one.composite) == ([92_53, 87_30, 90_00], 89_95)
