"""分项等次: small campaigns, their figures worked out by hand in the comments; the oracle must agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.publish.summary.method_sheet import rules_in_words
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.spreadsheet.book import Content
from tests.books import contents
from tests.scenarios.test_scorings import CLASSES, TASKS, Written, by_ratee, campaign, codes, composites, votes

ITEMS = """
    编号 | 内容     | 分值 | 测评 | 等级表 | 总评
    N1   | 德       | 30   | 述职 |        |
    N2   | 能       | 30   | 述职 |        |
    N3   | 廉       | 40   | 述职 |        |
    N4   | 总评     | 0    | 述职 | 总体   | 是
    M1   | 抓规划   | 60   | 群众 |        |
    M2   | 抓队伍   | 40   | 群众 |        |
    M3   | 总体评价 | 0    | 群众 | 总体   | 是
    """
GRADES = """
    等级     | 折算分 | 等级表
    好       | 100    | 四档
    较好     | 80     | 四档
    一般     | 60     | 四档
    较差     | 30     | 四档
    不了解   | 不计   | 四档
    优秀     | 100    | 总体
    称职     | 80     | 总体
    基本称职 | 60     | 总体
    不称职   | 30     | 总体
    """
POLLS = "名称 | 权重 | 计票方式 | 打分方式 | 等级表\n"
TALLY = ("issued", "returned")
BALLOTS: Written = {
    **by_ratee(
        *("U1", "述职", "001"),
        T1={"N1": "好", "N2": "较好", "N3": 1, "N4": "优秀"},
        T2={"N1": "一般", "N2": 2, "N3": "较 好", "N4": "称职"},
    ),
    **by_ratee("U1", "述职", "002", T1={"N1": "不了解", "N2": "好", "N3": "多选", "N4": "称职"}),
    **by_ratee("U1", "述职", "003", T1={"N1": "较好", "N3": "一般"}, T2={"N1": "不了解", "N2": 5}),
    **by_ratee("U1", "述职", "004", T1={"N1": "多选"}, T2={"N1": "较差", "N2": "一般", "N3": "较好", "N4": "优秀"}),
    **by_ratee("U2", "述职", "001", T1={"N1": "好"}, T2={"N1": "好", "N2": "好", "N3": "好", "N4": "优秀"}),
}


def counted(ratee: str, item: str, **row: Content) -> dict[tuple[str, ...], Content]:
    """A row of the 计票汇总: 9 went out and came back unless it says otherwise; what is not named is 0."""
    grades = ("优秀", "称职", "基本称职", "不称职") if item == "M3" else ("好", "较好", "一般", "较差", "不了解")
    blank: dict[str, Content] = dict.fromkeys((*grades, "void", "abstained"), 0)
    whole = blank | {"issued": 9, "returned": 9} | row
    return {("U1", "群众", ratee, item, f"count:{k}" if k in grades else k): count for k, count in whole.items()}


COUNTS: Written = {
    **counted("T1", "M1", 好=5, 较好=2, 不了解=1, void=1),
    **counted("T1", "M2", 好=3, 较好=3, 一般=1, abstained=2),
    **counted("T1", "M3", 优秀=4, 称职=4, abstained=1),
    **counted("T2", "M1", 较好=6, 一般=3),
    **counted("T2", "M2", 较好=9),
    **counted("T2", "M3", 称职=9),
}
TABLES = {
    "测评": f"{POLLS}述职 | 60 | 逐票 | 分项等次 | 四档\n群众 | 40 | 计票汇总 | 分项等次 | 四档",
    "票类": f"{CLASSES}述职 | 互评 | 100 | 5\n群众 | 群众 | 100 | 9",
    "测评内容": ITEMS,
    "评价等级": GRADES,
    "填报任务": f"{TASKS}县委办公室|测评票|全部|述职|互评|4\n云溪镇党委|测评票|全部|述职|互评|1\n"
    "县委办公室|计票汇总|全部|群众|群众|9",
}
ONE_POLL = TABLES | {
    "测评": f"{POLLS}述职 | 100 | 逐票 | 分项等次 | 四档",
    "票类": f"{CLASSES}述职 | 互评 | 100 | 5",
    "测评内容": "\n".join(line for line in ITEMS.splitlines() if "群众" not in line),
    "填报任务": f"{TASKS}县委办公室|测评票|全部|述职|互评|4\n云溪镇党委|测评票|全部|述职|互评|1",
}


def by_item(merged: Merged, poll: str, ratee: str) -> dict[str, tuple[object, ...]]:
    """(有效, 无效, 弃权, mean in hundredths, votes by grade) by item."""
    (tally,) = (each for each in merged.data.result.classes if (each.poll, each.ratee) == (poll, ratee))
    return {each.item: (each.valid, each.void, each.abstained, each.mean, each.grades) for each in tally.items}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    return asked_in(tmp_path_factory.mktemp("提醒"))


def asked_in(folder: Path) -> Merged:
    """总评矛盾处理: 提醒."""
    return campaign(folder, {**BALLOTS, **COUNTS}, TABLES)


def test_a_cell_that_does_not_count_costs_that_cell_alone(asked: Merged) -> None:
    assert by_item(asked, "述职", "T1") == {
        # 100, 不了解, 80, 多选, his own
        "N1": (2, 2, 1, 90_00, (1, 1, 0, 0, 1)),
        # 80, 100, blank, blank, his own
        "N2": (2, 1, 2, 90_00, (1, 1, 0, 0, 0)),
        # 100, 多选, 60, blank, his own
        "N3": (2, 2, 1, 80_00, (1, 0, 1, 0, 0)),
        "N4": (2, 1, 2, 90_00, (1, 1, 0, 0)),
    }
    assert by_item(asked, "述职", "T2") == {
        "N1": (3, 0, 2, 63_33, (1, 0, 1, 1, 1)),  # 60, 不了解, 30, 100: 190 / 3
        "N2": (3, 0, 2, 80_00, (1, 1, 1, 0, 1)),  # 80, 不了解, 60, 100
        "N3": (3, 0, 2, 86_67, (1, 2, 0, 0, 0)),  # 80, 80, 100: 260 / 3
        "N4": (3, 0, 2, 93_33, (2, 1, 0, 0)),
    }
    assert {ratee: votes(asked)["述职", ratee] for ratee in ("T1", "T2")} == {
        # 30% of 90, 30% of 90, 40% of 80: 27 + 27 + 32; 004 has nothing that counts, and his own is void
        "T1": (3, 2, 0, 86_00, ()),
        # 18.999 + 24 + 34.668 = 77.667; 002 is blank, 003 has 不了解 only
        "T2": (3, 0, 2, 77_67, ()),
    }


def test_counts_of_each_grade_of_each_item(asked: Merged) -> None:
    assert by_item(asked, "群众", "T1") == {
        "M1": (7, 1, 1, 94_29, (5, 2, 0, 0, 1)),  # 660 / 7
        "M2": (7, 0, 2, 85_71, (3, 3, 1, 0, 0)),  # 600 / 7
        "M3": (8, 0, 1, 90_00, (4, 4, 0, 0)),
    }
    # 56.574 + 34.284 = 90.858; 60% of 73.33 and 40% of 80: 43.998 + 32; the item with the most votes tells 有效
    assert votes(asked)["群众", "T1"] == (8, 0, 1, 90_86, ())
    assert votes(asked)["群众", "T2"] == (9, 0, 0, 76_00, ())


def test_the_composites_and_what_is_said(asked: Merged) -> None:
    # 51.6 + 36.344; 46.602 + 30.4. 43.97 + 45; 38.5 + 42.5
    assert composites(asked) == [("87.94", "88.97", 1), ("77.00", "81.00", 2)]
    # 002 says 称职 (80) where his only item is 100; 004 says 优秀 where the best of the others is 80
    told = ["ballot.overall", "ballot.overall", "ballot.own-mark", "ballot.several-grades", "cell.repaired"]
    assert sorted(codes(asked)) == told
    lines = dict(rules_in_words(asked.data.scheme))
    way = next(text for heading, text in lines.items() if "计票方式" in heading)
    assert "N1占30分、N2占30分、N3占40分，好折100分、较好折80分、一般折60分、较差折30分、不了解不计" in way
    assert "N4占0分，优秀折100分、称职折80分" in way
    void = next(text for heading, text in lines.items() if "作废" in heading)
    assert "总评优于或差于全部各项的，列入问题清单提请核对，照常计入" in void
    blank = next(text for heading, text in lines.items() if "弃权" in heading)
    assert blank.startswith("没有选择等级、选了“不了解”的为弃权")


def test_a_contradiction_voids_the_ballot_for_the_ratee_where_the_scheme_says_so(tmp_path: Path) -> None:
    merged = campaign(tmp_path, {**BALLOTS, **COUNTS}, TABLES, 总评矛盾处理="作废")
    assert by_item(merged, "述职", "T1") == {
        "N1": (2, 3, 0, 90_00, (1, 1, 0, 0, 0)),
        "N2": (1, 2, 2, 80_00, (0, 1, 0, 0, 0)),
        "N3": (2, 2, 1, 80_00, (1, 0, 1, 0, 0)),
        "N4": (1, 2, 2, 100_00, (1, 0, 0, 0)),
    }
    # 27 + 24 + 32; T2: 80, 90, 90: 24 + 27 + 36
    assert votes(merged)["述职", "T1"] == (2, 3, 0, 83_00, ())
    assert votes(merged)["述职", "T2"] == (2, 1, 2, 87_00, ())
    # 49.8 + 36.344; 52.2 + 30.4. 43.07 + 45; 41.3 + 42.5
    assert composites(merged) == [("86.14", "88.07", 1), ("82.60", "83.80", 2)]


def test_several_grades_are_nothing_to_be_put_right_where_marks_out_of_range_are(tmp_path: Path) -> None:
    """多选 is what the ballot says. It was held for a mark below 0: a result without errors had no places."""
    merged = campaign(tmp_path, {**BALLOTS, **COUNTS}, TABLES, 超范围分数处理="退回更正")
    assert not merged.data.result.unsettled
    assert not any("待更正" in flag for each in merged.data.result.standings for flag in each.flags)


def test_the_extremes_are_left_out_of_each_item(tmp_path: Path) -> None:
    merged = campaign(tmp_path, BALLOTS, ONE_POLL, 去最高最低分="是", 去最高最低分票数线="2")
    # three votes on each item of T2 leave one: 60, 80, 80. T1 has two on each: none is left out
    assert votes(merged)["述职", "T2"] == (3, 0, 2, 74_00, ())
    assert votes(merged)["述职", "T1"] == (3, 2, 0, 86_00, ())


def test_an_item_without_a_vote_leaves_the_class_without_a_mean(tmp_path: Path) -> None:
    without = {key: raw for key, raw in BALLOTS.items() if key[3:] != ("T2", "N2")}
    merged = campaign(tmp_path, without, ONE_POLL)
    assert by_item(merged, "述职", "T2")["N2"] == (0, 0, 5, None, (0, 0, 0, 0, 0))
    assert votes(merged)["述职", "T2"][3] is None
    assert composites(merged)[1] == (None, None, None)
    assert "result.class-empty" in codes(merged)


def test_rows_of_one_ratee_must_be_of_the_same_ballots(tmp_path: Path) -> None:
    merged = campaign(tmp_path, {**BALLOTS, **COUNTS, **counted("T2", "M2", returned=8, 较好=8)}, TABLES)
    assert votes(merged)["群众", "T2"] == (0, 0, 0, None, ())
    assert "tally.items-differ" in codes(merged)
    assert votes(merged)["群众", "T1"] == (8, 0, 1, 90_86, ())


def test_the_summary_has_the_votes_on_each_item(asked: Merged) -> None:
    assert "分项统计" in {sheet for sheet, _ in contents(write_summary(asked.data), values=True)}
