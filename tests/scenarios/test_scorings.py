"""Small campaigns of each 打分方式, their figures worked out by hand in the comments; the oracle must agree."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.audit.recount.counted_again import survey
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.publish.summary.method_sheet import rules_in_words
from lianping_xlsx.publish.summary.polls_sheet import grade_names
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.spreadsheet.book import Content
from tests.books import contents
from tests.findings import codes_of
from tests.scenarios.campaigns import (
    answer,
    assert_figures,
    assert_votes,
    foretell,
    in_process,
    make_campaign,
    merge,
    open_campaign,
    records_of,
    recounted,
    result_of,
    told,
)

TWO = """
    编号 | 姓名   | 职务     | 所在单位 | 排名组 | 填报单位
    T1   | 陆明澈 | 党委书记 | 云溪镇   | 乡镇   | 云溪镇党委
    T2   | 邱佩兰 | 党委书记 | 石栏镇   | 乡镇   |
    """
UNITS = """
    编号 | 名称       | 联系人 | 电话 | 邮箱
    U1   | 县委办公室 |        |      |
    U2   | 云溪镇党委 |        |      |
    U3   | 考核组     |        |      |
    """
POLLS = "名称 | 权重 | 计票方式 | 打分方式\n"
CLASSES = "测评 | 票类 | 权重 | 应到人数\n"
ITEMS = "编号 | 内容 | 分值 | 测评\n"
TASKS = "填报单位 | 表种 | 考核对象范围 | 测评 | 票类 | 预计份数\n考核组 | 实地考评 | 全部 | | |\n"
COMMON = {
    "考核对象": TWO,
    "填报单位": UNITS,
    "测评内容": f"{ITEMS}N1 | 抓规划 | 60 |\nN2 | 抓队伍 | 40 |",
    "评价等级": "等级 | 折算分\n好 | 100\n中 | 75\n差 | 50",
    "考评细则": "编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组\nK1|组织建设|健全组织|100||得分|",
}
VISITS = {"T1": 90, "T2": 85, "T3": 80, "T4": 75}
"""What the 考核组 gives; most campaigns have the first two ratees only."""
Written = Mapping[tuple[str, ...], Content]
"""What was written, by (unit, poll, ballot, ratee, item); 发出 and the like by (unit, poll, ratee, field)."""


def campaign(folder: Path, written: Written, tables: Mapping[str, str], **rules: str) -> Merged:
    """Made, filled in and merged; 发出 and 收回 of a register are what was registered.

    The lines let findings on the few ballots be told one by one.
    """
    lines = {"测评得分公布线": "1", "票类均分单列线": "1", **rules}
    made = make_campaign(folder / "考核", records_of(settings=lines, tables={**COMMON, **tables}))
    ballots = {(key[0], key[1], key[2]) for key in written if len(key) == 5}

    def fill(form: FormLayout, slot: Slot) -> Content:
        unit, poll = form.key.unit, form.key.poll
        if slot.field == "score":
            return VISITS[slot.ratee]
        if slot.field == "reason":
            return "制度不全"
        if slot.field in ("issued", "returned") and not slot.ratee:
            return len([each for each in ballots if each[:2] == (unit, poll)])
        if slot.ballot:
            return written.get((unit, poll, slot.ballot, slot.ratee, slot.item or ("" if slot.ratee else slot.field)))
        of_item = (unit, poll, slot.ratee, slot.item, slot.field)
        return (
            written[of_item] if of_item in written else written.get((unit, poll, slot.ratee, slot.item or slot.field))
        )

    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    oracle = foretell(made, replies)
    assert_figures(merged, oracle)
    assert_votes(merged, oracle)
    return merged


def votes(merged: Merged) -> dict[tuple[str, str], tuple[int, int, int, ScoreValue | None, tuple[int, ...]]]:
    """(有效, 无效, 弃权, mean in hundredths, votes by grade) by poll and ratee."""
    return {(t.poll, t.ratee): (t.valid, t.void, t.abstained, t.mean, t.grades) for t in merged.data.result.classes}


def codes(merged: Merged) -> list[str]:
    """What was found, but for remarks on the scheme and on few ballots."""
    return [code for code in codes_of(merged.data.findings) if not code.startswith(("scheme.", "result.few"))]


def composites(merged: Merged) -> list[tuple[object, object, object]]:
    return [(own["poll_score"], own["composite"], own["rank"]) for own in told(merged.result).values()]


def by_ratee(unit: str, poll: str, ballot: str, **marks: Mapping[str, Content]) -> dict[tuple[str, ...], Content]:
    """A ballot: what stands under the items or grades of each ratee."""
    return {(unit, poll, ballot, ratee, item): raw for ratee, own in marks.items() for item, raw in own.items()}


def test_items_of_two_ratees(tmp_path: Path) -> None:
    merged = campaign(
        tmp_path,
        {
            **by_ratee("U1", "述职", "001", T1={"N1": 55, "N2": 38}, T2={"N1": 50, "N2": 30}),
            **by_ratee("U1", "述职", "002", T1={"N1": "５６．５", "N2": "37分"}, T2={"N1": 52}),
            **by_ratee("U1", "述职", "003", T1={"N1": 61, "N2": 38}, T2={"N1": 48, "N2": 31.5}),
            **by_ratee("U1", "述职", "004", T2={"N1": 50, "N2": 31}),
        },
        {
            "测评": f"{POLLS}述职 | 100 | 逐票 | 分项",
            "票类": f"{CLASSES}述职 | 领导 | 100 | 4",
            "填报任务": f"{TASKS}县委办公室 | 测评票 | 全部 | 述职 | 领导 | 4",
        },
    )
    assert votes(merged) == {
        # 55 + 38 = 93, 56.5 + 37 = 93.5; 61 of 60 is void; then 弃权: 186.5 / 2
        ("述职", "T1"): (2, 1, 1, 93_25, ()),
        # 80, an item missing: void, 79.5, 81: 240.5 / 3 = 80.1667
        ("述职", "T2"): (3, 1, 0, 80_17, ()),
    }
    # 46.625 + 45 = 91.625; 40.085 + 42.5 = 82.585: halves go up
    assert composites(merged) == [("93.25", "91.63", 1), ("80.17", "82.59", 2)]
    assert sorted(codes(merged)) == ["ballot.items-missing", "ballot.mark-void", "cell.repaired", "cell.repaired"]


def test_three_grades_with_two_ticks_and_the_ballot_of_one_of_them(tmp_path: Path) -> None:
    merged = campaign(
        tmp_path,
        {
            **by_ratee("U1", "述职", "001", T1={"好": "√"}, T2={"中": 1}),
            **by_ratee("U1", "述职", "002", T1={"好": "√", "中": "√"}, T2={"好": "✓"}),
            **by_ratee("U1", "述职", "003", T1={"中": "○"}),
            **by_ratee("U2", "述职", "001", T1={"好": "√"}, T2={"差": "√"}),
        },
        {
            "测评": f"{POLLS}述职 | 100 | 逐票 | 等次",
            "票类": f"{CLASSES}述职 | 互评 | 100 | 4",
            "填报任务": f"{TASKS}县委办公室 | 测评票 | 全部 | 述职 | 互评 | 3\n云溪镇党委|测评票|全部|述职|互评|1",
        },
    )
    assert votes(merged) == {
        # 好 100, two ticks: void, 中 75, his own: void: 175 / 2
        ("述职", "T1"): (2, 2, 0, 87_50, (1, 1, 0)),
        # 中 75, 好 100, 弃权, 差 50: 225 / 3
        ("述职", "T2"): (3, 0, 1, 75_00, (1, 1, 1)),
    }
    # 43.75 + 45; 37.5 + 42.5
    assert composites(merged) == [("87.50", "88.75", 1), ("75.00", "80.00", 2)]
    assert sorted(codes(merged)) == ["ballot.own-mark", "ballot.several-ticks", "cell.repaired"]


def counts(unit: str, poll: str, ratee: str, **own: Content) -> dict[tuple[str, ...], Content]:
    """A row of a 计票汇总."""
    return {(unit, poll, ratee, name): count for name, count in own.items()}


def test_counts_of_each_grade(tmp_path: Path) -> None:
    merged = campaign(
        tmp_path,
        {
            **counts("U1", "述职", "T1", issued=20, returned=19, 好=10, 中=6, 差=2, void=1, abstained=0),
            **counts("U1", "述职", "T2", issued=20, returned=20, 好=5, 中=10, 差=4, void=1, abstained=1),
        },
        {
            "测评": f"{POLLS}述职 | 100 | 计票汇总 | 等次",
            "票类": f"{CLASSES}述职 | 群众 | 100 | 20",
            "填报任务": f"{TASKS}县委办公室 | 计票汇总 | 全部 | 述职 | 群众 | 20",
        },
    )
    assert votes(merged) == {
        # 10 x 100 + 6 x 75 + 2 x 50 = 1550, of 18: 86.1111
        ("述职", "T1"): (18, 1, 0, 86_11, (10, 6, 2)),
        # 5 + 10 + 4 + 1 + 1 = 21, but 20 came back: not counted
        ("述职", "T2"): (0, 0, 0, None, (0, 0, 0)),
    }
    # 43.055 + 45 = 88.055
    assert composites(merged) == [("86.11", "88.06", None), (None, None, None)]  # no place while T2 is open
    assert sorted(codes(merged)) == ["result.class-missing", "tally.grades-not-adding-up"]
    assert not merged.data.official


SCALES = """
    等级 | 折算分 | 等级表
    优秀 | 100 | 四档
    称职 | 70 | 四档
    不称职 | 30 | 四档
    不了解 | 不计 | 四档
    满意 | 100 | 满意度
    不了解 | 不计 | 满意度
    不满意 | 0 | 满意度
    """
SCALED = "名称 | 权重 | 计票方式 | 打分方式 | 等级表\n"


def test_each_poll_has_its_grades_and_one_of_them_is_not_counted(tmp_path: Path) -> None:
    merged = campaign(
        tmp_path,
        {
            **by_ratee("U1", "述职", "001", T1={"优秀": "√"}, T2={"称职": "√"}),
            **by_ratee("U1", "述职", "002", T1={"不了解": "√"}, T2={"不称职": 1, "不了解": 1}),
            **by_ratee("U1", "述职", "003", T1={"称职": "√"}, T2={"称职": "√"}),
            **by_ratee("U1", "述职", "004", T1={"称职": "√"}),
            **by_ratee("U2", "述职", "001", T1={"不了解": "√"}, T2={"不了解": "√"}),
            **counts("U1", "群众", "T1", issued=9, returned=9, 满意=4, 不了解=3, 不满意=1, void=1, abstained=0),
            **counts("U1", "群众", "T2", issued=9, returned=8, 满意=3, 不了解=2, 不满意=2, void=0, abstained=1),
        },
        {
            "测评": f"{SCALED}述职 | 60 | 逐票 | 等次 | 四档\n群众 | 40 | 计票汇总 | 等次 | 满意度",
            "票类": f"{CLASSES}述职 | 互评 | 100 | 5\n群众 | 群众 | 100 | 9",
            "评价等级": SCALES,
            "填报任务": f"{TASKS}县委办公室|测评票|全部|述职|互评|4\n云溪镇党委|测评票|全部|述职|互评|1\n"
            "县委办公室|计票汇总|全部|群众|群众|9",
        },
    )
    assert votes(merged) == {
        # 优秀 100, 不了解 is 弃权, 称职 70 twice; his own 不了解 is void like any mark of his own: 240 / 3
        ("述职", "T1"): (3, 1, 1, 80_00, (1, 2, 0, 1)),
        # 70, two ticks are void, 70, a blank, 不了解: 140 / 2
        ("述职", "T2"): (2, 1, 2, 70_00, (0, 2, 0, 1)),
        # 4 x 100 of 5; 9 came back: 4 + 3 + 1 + 1
        ("群众", "T1"): (5, 1, 3, 80_00, (4, 3, 1)),
        # 3 x 100 of 5
        ("群众", "T2"): (5, 0, 3, 60_00, (3, 2, 2)),
    }
    # 80; 42 + 24 = 66. 40 + 45; 33 + 42.5
    assert composites(merged) == [("80.00", "85.00", 1), ("66.00", "75.50", 2)]
    assert sorted(codes(merged)) == ["ballot.own-mark", "ballot.several-ticks"]
    lines = dict(rules_in_words(merged.data.scheme))
    assert "按等次投票（优秀折100分、称职折70分、不称职折30分、不了解不计）" in lines["2．计票方式"]
    assert lines["3．弃权"].startswith("没有选择等级、选了“不了解”的为弃权，")
    headings = ("“优秀”票数", "“称职”票数", "“不称职”票数", "“不了解”票数", "“满意”票数", "“不满意”票数")
    assert tuple(grade_names(merged.data)) == headings


def test_three_polls_each_in_its_own_way(tmp_path: Path) -> None:
    merged = campaign(
        tmp_path,
        {
            **by_ratee("U1", "述职", "001", T1={"N1": 55, "N2": 38}, T2={"N1": 50, "N2": 30}),
            **by_ratee("U1", "述职", "002", T1={"N1": 50, "N2": 40}, T2={"N1": 50, "N2": 31}),
            **by_ratee("U1", "向下述职", "001", T1={"好": "√"}, T2={"差": "√"}),
            **by_ratee("U1", "向下述职", "002", T1={"中": "√"}, T2={"差": "√"}),
            **counts("U1", "群众", "T1", issued=3, returned=3, valid=3, void=0, abstained=0, total=250.5),
            **counts("U1", "群众", "T2", issued=3, returned=3, valid=3, void=0, abstained=0, total=200),
        },
        {
            "测评": f"{POLLS}述职|50|逐票|分项\n向下述职|30|逐票|等次\n群众|20|计票汇总|百分制",
            "票类": f"{CLASSES}述职|领导|100|2\n向下述职|党员|100|2\n群众|群众|100|3",
            "测评内容": f"{ITEMS}N1|抓规划|60|述职\nN2|抓队伍|40|述职\nN3|口碑|100|向下述职\nN4|满意|100|群众",
            "填报任务": f"{TASKS}县委办公室|测评票|全部|述职|领导|2\n县委办公室|测评票|全部|向下述职|党员|2\n"
            "县委办公室|计票汇总|全部|群众|群众|3",
        },
    )
    assert votes(merged) == {
        ("述职", "T1"): (2, 0, 0, 91_50, ()),  # 93, 90
        ("向下述职", "T1"): (2, 0, 0, 87_50, (1, 1, 0)),
        ("群众", "T1"): (3, 0, 0, 83_50, ()),
        ("述职", "T2"): (2, 0, 0, 80_50, ()),  # 80, 81
        ("向下述职", "T2"): (2, 0, 0, 50_00, (0, 0, 2)),
        ("群众", "T2"): (3, 0, 0, 66_67, ()),  # 200 / 3
    }
    # 45.75 + 26.25 + 16.7 = 88.7; 40.25 + 15 + 13.334 = 68.584. 44.35 + 45; 34.29 + 42.5
    assert composites(merged) == [("88.70", "89.35", 1), ("68.58", "76.79", 2)]
    assert codes(merged) == []
    assert merged.data.official


def test_own_votes_by_poll_and_by_code(tmp_path: Path) -> None:
    """自评 counts (计); in 互评 the register says whose ballot a row is (凭编号不计); 述职 follows 计分规则 (不计)."""
    merged = campaign(
        tmp_path,
        {
            ("U2", "自评", "001", "T1", ""): 90,
            ("U1", "自评", "001", "T2", ""): 80,
            ("U1", "互评", "001", "", "voter"): "T1",
            ("U1", "互评", "001", "T1", ""): 99,
            ("U1", "互评", "001", "T2", ""): 70,
            ("U1", "互评", "002", "", "voter"): "t2",
            ("U1", "互评", "002", "T1", ""): 60,
            ("U1", "互评", "002", "T2", ""): 98,
            ("U1", "互评", "003", "T1", ""): 62,
            ("U1", "互评", "003", "T2", ""): 72,
            ("U2", "述职", "001", "T1", ""): 97,
            ("U2", "述职", "001", "T2", ""): 75,
            ("U1", "述职", "001", "T1", ""): 85,
            ("U1", "述职", "001", "T2", ""): 77,
        },
        {
            "测评": "名称|权重|计票方式|打分方式|本人票\n自评|20|逐票|百分制|计\n互评|30|逐票|百分制|凭编号不计\n"
            "述职|50|逐票|百分制|",
            "票类": f"{CLASSES}自评 | 本人 | 100 | 1\n互评 | 同级 | 100 | 3\n述职 | 代表 | 100 | 2",
            "填报任务": f"{TASKS}云溪镇党委 | 测评票 | T1 | 自评 | 本人 | 1\n"
            "县委办公室 | 测评票 | T2 | 自评 | 本人 | 1\n"
            "县委办公室 | 测评票 | 全部 | 互评 | 同级 | 3\n"
            "云溪镇党委 | 测评票 | 全部 | 述职 | 代表 | 1\n"
            "县委办公室 | 测评票 | 全部 | 述职 | 代表 | 1",
        },
    )
    assert {key: found[:4] for key, found in votes(merged).items()} == {
        ("自评", "T1"): (1, 0, 0, 90_00),
        ("自评", "T2"): (1, 0, 0, 80_00),
        ("互评", "T1"): (2, 1, 0, 61_00),  # 60 and 62
        ("互评", "T2"): (2, 1, 0, 71_00),  # 70 and 72
        ("述职", "T1"): (1, 1, 0, 85_00),  # 97 was his own
        ("述职", "T2"): (2, 0, 0, 76_00),
    }
    # 18 + 18.3 + 42.5 = 78.8, with 90: 84.4; 16 + 21.3 + 38 = 75.3, with 85: 80.15
    assert composites(merged) == [("78.80", "84.40", 1), ("75.30", "80.15", 2)]
    assert sorted(codes(merged)) == ["ballot.own-mark", "ballot.own-marks"]


ABSTAINED_VALID = {
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式 | 有效票含弃权
        群众 | 50   | 计票汇总 | 百分制   | 是
        干部 | 50   | 计票汇总 | 等次     | 是
        """,
    "票类": f"{CLASSES}群众 | 群众 | 100 | 20\n干部 | 干部 | 100 | 12",
    "填报任务": f"{TASKS}县委办公室 | 计票汇总 | 全部 | 群众 | 群众 | 20\n"
    "县委办公室 | 计票汇总 | 全部 | 干部 | 干部 | 12",
    "等次规则": "等次 | 最低分 | 名额比例上限 | 结果运用\n好 | 90 | |\n中 | 70 | |\n差 | | |",
    "等次条件": """
        等次 | 适用排名组 | 比较内容 | 测评 | 等级 | 得票范围 | 票类 | 分母 | 比较 | 线
        好   |            | 得票率   | 干部 | 好   |          |      |      | ≥    | 70
        """,
}


def test_abstentions_may_be_valid_ballots_and_count_in_no_mean_and_no_rate(tmp_path: Path) -> None:
    """T1: 群众 1440 / (18 - 2) = 90; 干部 (600 + 150) / 8 = 93.75, 好 6 of 8, not of 12. The polls: (90 + 93.75) / 2 =
    91.875: 91.88. With 90: 90.94. T2: 1280 / (20 - 4) = 80; (400 + 300) / 8 = 87.5; 83.75. With 85: 84.375: 84.38.
    """
    sums = {"T1": "20|19|18|1|2|1440", "T2": "20|20|20|0|4|1280"}
    grades = {"T1": "12|12|6|2|0|0|4", "T2": "12|8|4|4|0|0|0"}
    written: dict[tuple[str, ...], Content] = {}
    for poll, heads, of_ratees in (
        ("群众", "issued|returned|all_valid|void|abstained|total", sums),
        ("干部", "issued|returned|好|中|差|void|abstained", grades),
    ):
        for ratee, numbers in of_ratees.items():
            pairs = zip(heads.split("|"), numbers.split("|"), strict=True)
            written |= {("U1", poll, ratee, key): int(number) for key, number in pairs}
    merged = campaign(tmp_path, written, ABSTAINED_VALID)
    assert votes(merged) == {
        ("群众", "T1"): (16, 1, 2, 90_00, ()),
        ("干部", "T1"): (8, 0, 4, 93_75, (6, 2, 0)),
        ("群众", "T2"): (16, 0, 4, 80_00, ()),
        ("干部", "T2"): (8, 0, 0, 87_50, (4, 4, 0)),
    }
    assert composites(merged) == [("91.88", "90.94", 1), ("83.75", "84.38", 2)]
    assert told(merged.result)["T1"]["proposed_tier"] == "好"
    assert codes(merged) == []
    shown = contents(write_summary(merged.data), values=True)
    page = {cell: value for (sheet, cell), (value, _) in shown.items() if sheet == "测评统计"}
    texts = [str(value) for value in page.values()]
    assert texts.count("无误") == 4
    assert any("收回＝有效＋无效，有效含弃权" in text for text in texts)
    heading = next(cell for cell, value in page.items() if value == "有效")
    column, row = heading[0], int(heading[1:])
    assert [page[f"{column}{row + n}"] for n in (1, 2, 3, 4)] == [18, 12, 20, 8]
    way = next(text for name, text in rules_in_words(merged.data.scheme) if "弃权" in name)
    assert way.endswith("收回＝有效＋无效，有效含弃权。")


def test_a_class_that_a_unit_has_in_two_polls_is_two_forms_by_name(tmp_path: Path) -> None:
    """县委办公室 sends both in one workbook, but leaves 民主 blank; 云溪镇党委 has the class in one poll only.

    The second count finds both in a 结果.json of earlier versions too, in which they are called alike.
    """
    senders = (("县委办公室", "述职"), ("县委办公室", "民主"), ("云溪镇党委", "述职"))
    merged = campaign(
        tmp_path,
        {**by_ratee("U1", "述职", "001", T1={"": 90}, T2={"": 80}), **by_ratee("U2", "述职", "001", T2={"": 88})},
        {
            "测评": f"{POLLS}述职 | 50 | 逐票 | 百分制\n民主 | 50 | 逐票 | 百分制",
            "票类": f"{CLASSES}述职 | 领导 | 100 | 4\n民主 | 领导 | 100 | 4",
            "填报任务": TASKS + "\n".join(f"{unit}|测评票|全部|{poll}|领导|2" for unit, poll in senders),
        },
    )
    made = open_campaign(tmp_path / "考核")
    named = [(each["form"], each["status"]) for each in result_of(made.folder)["returns"] if "测评票" in each["form"]]
    assert named == [("测评票（领导，述职）", "已采用"), ("测评票（领导，民主）", "空白"), ("测评票（领导）", "已采用")]
    used = {(key.unit, key.poll) for key in survey(made.folder).forms if key.poll}
    assert used == {("U1", "述职"), ("U2", "述职")}
    recounted(made)
    path = made.loaded.campaign.summary / "结果.json"
    earlier = (
        path.read_text(encoding="utf-8").replace("（领导，述职）", "（领导）").replace("（领导，民主）", "（领导）")
    )
    path.write_text(earlier, encoding="utf-8")
    assert {(key.unit, key.poll) for key in survey(made.folder).forms if key.poll} == used
    assert not merged.data.official
