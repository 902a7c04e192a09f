"""排名: small campaigns, their figures worked out by hand in the comments; the oracle must agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.publish.summary.method_sheet import rules_in_words
from lianping_xlsx.spreadsheet.book import Content
from tests.scenarios.test_scorings import CLASSES, TASKS, Written, campaign, codes, composites, counts, votes

FOUR = """
    编号 | 姓名   | 职务     | 所在单位 | 排名组 | 填报单位
    T1   | 陆明澈 | 党委书记 | 云溪镇   | 乡镇   | 云溪镇党委
    T2   | 邱佩兰 | 党委书记 | 石栏镇   | 乡镇   |
    T3   | 游砚秋 | 党委书记 | 莲浦镇   | 乡镇   |
    T4   | 闻知行 | 党委书记 | 桥头镇   | 乡镇   |
    """
PLACES = "名次 | 分 | 测评\n1 | 100 |\n2 | 80 |\n3 | 60 |"
POLLS = "名称 | 权重 | 计票方式 | 打分方式 | 名次分\n"
TABLES = {
    "考核对象": FOUR,
    "名次分": PLACES,
    "测评": f"{POLLS}述职 | 100 | 逐票 | 排名 |",
    "票类": f"{CLASSES}述职 | 互评 | 100 | 5",
    "填报任务": f"{TASKS}县委办公室 | 测评票 | 全部 | 述职 | 互评 | 5",
}


def ballot(number: str, *places: Content, unit: str = "U1", poll: str = "述职") -> dict[tuple[str, ...], Content]:
    """A ballot: the places of T1 to T4; a blank is None."""
    return {(unit, poll, number, f"T{n}", ""): place for n, place in enumerate(places, 1) if place is not None}


BALLOTS: Written = {
    **ballot("001", 1, 2, 3, 4),
    **ballot("002", 2, 1, "3名", "４"),
    **ballot("003", 1, 2, 2, 4),  # T2 and T3 share the second and the third place
    **ballot("004", 2, 1, 2, 3),  # counted on after a shared place: T4 is the fourth
}


def test_places_count_by_the_table_and_shared_ones_are_divided(tmp_path: Path) -> None:
    merged = campaign(tmp_path, BALLOTS, TABLES)
    assert {ratee: votes(merged)["述职", ratee] for ratee in ("T1", "T2", "T3", "T4")} == {
        # 100, 80, 100, and (80 + 60) / 2 = 70: 350 / 4
        "T1": (4, 0, 0, 87_50, ()),
        "T2": (4, 0, 0, 87_50, ()),  # 80, 100, 70, 100
        "T3": (4, 0, 0, 65_00, ()),  # 60, 60, 70, 70
        "T4": (4, 0, 0, 0, ()),  # the fourth place has no points
    }
    # 43.75 + 45; 43.75 + 42.5; 32.5 + 40; 0 + 37.5
    assert [row[1] for row in composites(merged)] == ["88.75", "86.25", "72.50", "37.50"]
    assert codes(merged) == ["cell.repaired", "cell.repaired"]
    way = next(text for heading, text in rules_in_words(merged.data.scheme) if "计票方式" in heading)
    assert "按排名投票，名次折分（第1名100分、第2名80分、第3名60分，以后的名次0分），各票名次分之和÷有效票数" in way
    void = next(text for heading, text in rules_in_words(merged.data.scheme) if "作废" in heading)
    assert "票上名次并列的，平分所占各名次的分" in void
    assert "（1、2、2、3），按1、2、2、4算" in void
    assert "名次跳号或者超出人数的，整票作废" in void
    assert "超出0至100" not in void


def test_three_share_a_place(tmp_path: Path) -> None:
    table = "名次 | 分 | 测评\n1 | 100 |\n2 | 80 |\n3 | 65 |\n4 | 55 |"
    merged = campaign(tmp_path, ballot("001", 2, 1, 2, 2), TABLES | {"名次分": table})
    # (80 + 65 + 55) / 3 = 66.67, rounded once on the ballot
    assert [votes(merged)["述职", f"T{n}"][3] for n in (1, 2, 3, 4)] == [66_67, 100_00, 66_67, 66_67]


@pytest.mark.parametrize(
    ("rule", "means", "void"),
    [
        # 003 gives T2 and T3 80 each, 004 gives T1 and T3 80 each
        ("取高", [90_00, 90_00, 70_00, 0], 0),
        # only 001 and 002 are left
        ("该票作废", [90_00, 90_00, 60_00, 0], 2),
    ],
)
def test_shared_places_by_the_rule(rule: str, means: list[int], void: int, tmp_path: Path) -> None:
    merged = campaign(tmp_path, BALLOTS, TABLES, 排名票并列处理=rule)
    assert [votes(merged)["述职", f"T{n}"][3] for n in (1, 2, 3, 4)] == means
    assert codes(merged).count("ballot.void-tie") == void
    assert votes(merged)["述职", "T1"][1] == void


GAPS: Written = {
    **ballot("001", 1, 2, 3, 4),
    **ballot("002", 1, 2, None, 3),  # nobody knows where T3 belongs
    **ballot("003", 1, 3, 4, 5),  # there is no fifth of four, and no second
    **ballot("004", None, None, None, None),
}


def test_a_missing_place_voids_the_ballot_or_gives_nothing(tmp_path: Path) -> None:
    marked = {**GAPS, ("U1", "述职", "004", "", "validity"): "有效"}
    merged = campaign(tmp_path / "作废", marked, TABLES)
    # 002 and 003 are void, 004 is blank
    assert [votes(merged)["述职", f"T{n}"] for n in (1, 2, 3, 4)] == [
        *((1, 2, 1, mean, ()) for mean in (100_00, 80_00, 60_00, 0))
    ]
    assert codes(merged).count("ballot.void-gap") == 2
    merged = campaign(tmp_path / "不得分", marked, TABLES, 排名票缺名次处理="缺的不得分")
    assert [votes(merged)["述职", f"T{n}"][:4] for n in (1, 2, 3, 4)] == [
        (3, 0, 1, 100_00),
        (3, 0, 1, 73_33),  # 80, 80, 60: the third place as it was written
        (3, 0, 1, 20_00),  # 60, nothing, 0
        (3, 0, 1, 20_00),  # 0, 60, 0
    ]


def test_one_s_own_place_left_blank_is_no_gap_and_the_others_move_up(tmp_path: Path) -> None:
    own = {
        **ballot("001", None, 1, 2, 3, unit="U2"),  # T1 numbered the others
        **ballot("001", 3, 1, 2, 4),
    }
    tasks = f"{TASKS}县委办公室|测评票|全部|述职|互评|4\n云溪镇党委|测评票|全部|述职|互评|1"
    merged = campaign(tmp_path / "空白", own, TABLES | {"填报任务": tasks})
    assert [votes(merged)["述职", f"T{n}"][:4] for n in (1, 2, 3, 4)] == [
        (1, 0, 1, 60_00),
        (2, 0, 0, 100_00),
        (2, 0, 0, 80_00),
        (2, 0, 0, 30_00),  # 60 as the third of the others, 0 as the fourth
    ]
    # he put himself second: that place is void, those behind him move up
    own |= ballot("001", 2, 1, 3, 4, unit="U2")
    merged = campaign(tmp_path / "填了", own, TABLES | {"填报任务": tasks})
    assert votes(merged)["述职", "T1"][:4] == (1, 1, 0, 60_00)
    assert [votes(merged)["述职", f"T{n}"][3] for n in (2, 3, 4)] == [100_00, 80_00, 30_00]


def test_behind_one_s_own_place_the_others_move_up_on_a_ballot_with_a_gap_too(tmp_path: Path) -> None:
    """T1 put himself second and left out T4: T3 is the second of the others (80), and T4 gets nothing."""
    own = {**ballot("001", 2, 1, 3, None, unit="U2"), **ballot("001", 1, 2, 3, 4)}
    tasks = f"{TASKS}县委办公室|测评票|全部|述职|互评|4\n云溪镇党委|测评票|全部|述职|互评|1"
    merged = campaign(tmp_path, own, TABLES | {"填报任务": tasks}, 排名票缺名次处理="缺的不得分")
    assert [votes(merged)["述职", f"T{n}"][3] for n in (1, 2, 3, 4)] == [
        100_00,
        90_00,  # 100 and 80
        70_00,  # 80 and 60
        0,
    ]


def test_on_a_register_by_code_and_on_one_that_asks_for_a_blank(tmp_path: Path) -> None:
    coded = {
        **ballot("001", None, 1, 3, 4),
        ("U1", "述职", "001", "", "voter"): "T1",  # left out the second place for himself
        **ballot("002", 1, 2, 3, 4),
        ("U1", "述职", "002", "", "voter"): "T2",
    }
    poll = "名称 | 权重 | 计票方式 | 打分方式 | 本人票\n述职 | 100 | 逐票 | 排名 | "
    merged = campaign(tmp_path / "编号", coded, TABLES | {"测评": f"{poll}凭编号不计"})
    assert [votes(merged)["述职", f"T{n}"][:4] for n in (1, 2, 3, 4)] == [
        (1, 0, 1, 100_00),
        (1, 1, 0, 100_00),
        (2, 0, 0, 80_00),  # twice the second of the others
        (2, 0, 0, 60_00),
    ]
    unknown = {**ballot("001", None, 1, 2, 3), **ballot("002", None, None, 1, 2)}
    merged = campaign(tmp_path / "留空", unknown, TABLES | {"测评": f"{poll}不计"})
    # one blank may be the voter's own, two are a gap
    assert [votes(merged)["述职", f"T{n}"][:4] for n in (1, 2, 3, 4)] == [
        (0, 1, 1, None),
        (1, 1, 0, 100_00),
        (1, 1, 0, 80_00),
        (1, 1, 0, 60_00),
    ]


@pytest.fixture(scope="module")
def summed(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    return summed_in(tmp_path_factory.mktemp("合计"))


def summed_in(folder: Path) -> Merged:
    """Two classes, whose points are added up: ballots, and counts of each place."""
    written = {
        **ballot("001", 1, 2, 3, 4),
        **ballot("002", 2, 1, 3, 4),
        **counts("U1", "群众", "T1", issued=9, returned=9, 第1名=5, 第2名=2, 第3名=1, 第4名=0, void=1, abstained=0),
        **counts("U1", "群众", "T2", issued=9, returned=9, 第1名=3, 第2名=4, 第3名=1, 第4名=0, void=1, abstained=0),
        **counts("U1", "群众", "T3", issued=9, returned=9, 第1名=0, 第2名=2, 第3名=6, 第4名=0, void=1, abstained=0),
        **counts("U1", "群众", "T4", issued=9, returned=9, 第1名=0, 第2名=0, 第3名=0, 第4名=7, void=1, abstained=1),
    }
    tables = TABLES | {
        "名次分": "名次 | 分 | 测评\n1 | 4 |\n2 | 3 |\n3 | 2 |\n4 | 1 |\n1 | 10 | 群众\n2 | 8 | 群众\n3 | 6 | 群众",
        "测评": f"{POLLS}述职 | 60 | 逐票 | 排名 | 合计\n群众 | 40 | 计票汇总 | 排名 | 平均",
        "票类": f"{CLASSES}述职 | 领导 | 100 | 2\n群众 | 群众 | 100 | 9",
        "填报任务": f"{TASKS}县委办公室|测评票|全部|述职|领导|2\n县委办公室|计票汇总|全部|群众|群众|9",
    }
    return campaign(folder, written, tables)


def test_points_are_added_up_or_averaged_as_the_scheme_says(summed: Merged) -> None:
    assert [votes(summed)["述职", f"T{n}"][3] for n in (1, 2, 3, 4)] == [7_00, 7_00, 4_00, 2_00]
    assert [votes(summed)["群众", f"T{n}"][:4] for n in (1, 2, 3, 4)] == [
        (8, 1, 0, 9_00),  # 50 + 16 + 6 of 8
        (8, 1, 0, 8_50),  # 30 + 32 + 6
        (8, 1, 0, 6_50),  # 16 + 36
        (7, 1, 1, 0),
    ]
    # 4.2 + 3.6; 4.2 + 3.4; 2.4 + 2.6; 1.2
    assert [row[0] for row in composites(summed)] == ["7.80", "7.60", "5.00", "1.20"]
    assert codes(summed) == []
