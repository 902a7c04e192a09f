"""Ballots become class means, class means poll scores, poll scores the 测评得分. The working stands in the comments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.publish.summary.method_sheet import rules_in_words
from lianping_xlsx.tally.tally_results import ClassTally, Result
from tests.returns import counted, register, tally
from tests.small import (
    DELEGATES,
    HAND,
    LEADERS,
    PEOPLE,
    POLL,
    SHEETS,
    Sheets,
    Town,
    scheme_of,
    scored,
    sheets,
    with_rule,
)

HEAD = "编号 | 发出 | 收回 | 有效 | 无效 | 弃权 | 合计分"


def town_of(**rules: str) -> Town:
    return Town(scheme_of(with_rule(**rules)))


TOWN = town_of()


def replies(town: Town, *, leaders: str = "", delegates: str = "", people: str = "") -> list[FormReading]:
    """The three forms of 县委办公室, those that are given."""
    found = []
    if leaders:
        found.append(register(town, leaders, voter_class=LEADERS, issued=4))
    if delegates:
        found.append(register(town, delegates, voter_class=DELEGATES, issued=5))
    if people:
        found.append(tally(town, f"{HEAD}\n{people}"))
    return found


def class_of(result: Result, ratee: str, voter_class: str) -> ClassTally:
    return next(t for t in result.classes if (t.ratee, t.voter_class) == (ratee, voter_class))


def score_of(result: Result, ratee: str, poll: str) -> tuple[ScoreValue | None, str]:
    return next((score.score, score.note) for score in result.polls if (score.ratee, score.poll) == (ratee, poll))


THREE_CLASSES = {
    "leaders": """
        票号 | T1  | T2   | T3
        001  | 90  | 80   | 70
        002  | 91  | 80   |
        003  | 91  | 101  | 60.01
        004  | 95  | 70.5 | 60
        """,
    "delegates": """
        票号 | T1    | T2 | T3
        001  | 85.55 | 70 | 66
        002  | 85.56 | 71 | 67
        """,
    "people": "T1|20|20|18|1|1|1600.5\nT2|20|19|19|0|0|1500\nT3|20|20|3|17|0|200",
}


def test_from_marks_to_the_poll_score_by_hand() -> None:
    result, findings = counted(TOWN, *replies(TOWN, **THREE_CLASSES))
    leaders = [class_of(result, ratee, LEADERS) for ratee in ("T1", "T2", "T3")]
    # (90 + 91 + 91 + 95) / 4 = 91.75; (80 + 80 + 70.5) / 3 = 76.8333…, 101 is void; 190.01 / 3 = 63.33666…
    assert [(t.valid, t.void, t.abstained, t.total, t.mean) for t in leaders] == [
        (4, 0, 0, 367_00, 91_75),
        (3, 1, 0, 230_50, 76_83),
        (3, 0, 1, 190_01, 63_34),
    ]
    delegates = [class_of(result, ratee, DELEGATES).mean for ratee in ("T1", "T2", "T3")]
    # 171.11 / 2 = 85.555, a half: up; 141 / 2 = 70.5; 133 / 2 = 66.5
    assert delegates == [85_56, 70_50, 66_50]
    # 91.75 x 60 % + 85.56 x 40 % = 55.05 + 34.224 = 89.274; 46.098 + 28.2 = 74.298; 38.004 + 26.6 = 64.604
    assert [score_of(result, ratee, POLL)[0] for ratee in ("T1", "T2", "T3")] == [89_27, 74_30, 64_60]
    # 1600.5 / 18 = 88.91666…; 1500 / 19 = 78.947…; 200 / 3 = 66.666…
    assert [score_of(result, ratee, HAND)[0] for ratee in ("T1", "T2", "T3")] == [88_92, 78_95, 66_67]
    # 89.27 x 60 % + 88.92 x 40 % = 53.562 + 35.568 = 89.13; 44.58 + 31.58 = 76.16; 38.76 + 26.668 = 65.428
    assert [result.standing_of[ratee].poll_score for ratee in ("T1", "T2", "T3")] == [89_13, 76_16, 65_43]
    assert [finding.code for finding in findings] == ["result.few-ballots"]  # two delegates


def test_counts_of_each_class_add_up() -> None:
    result, _ = counted(TOWN, *replies(TOWN, **THREE_CLASSES))
    for found in result.classes:
        assert found.returned == found.valid + found.void + found.abstained
    people = class_of(result, "T3", PEOPLE)
    assert (people.issued, people.returned, people.valid, people.void, people.abstained) == (20, 20, 3, 17, 0)
    assert (people.electorate, people.weight) == (20, 100_00)


VILLAGES = f"""
    填报单位   | 表种     | 考核对象范围 | 测评   | 票类        | 预计份数
    县委办公室 | 测评票   | 全部         | {POLL} | {LEADERS}   | 4
    县委办公室 | 测评票   | 全部         | {POLL} | {DELEGATES} | 5
    县委办公室 | 计票汇总 | T1           | {HAND} | {PEOPLE}    | 30
    第一考核组 | 计票汇总 | T2、T3       | {HAND} | {PEOPLE}    | 12
    第二考核组 | 计票汇总 | T3           | {HAND} | {PEOPLE}    | 45
    第一考核组 | 实地考评 | 全部         |        |             |
    """


def test_each_ratee_has_the_voters_that_his_own_forms_expect() -> None:
    """T3 is voted on in two places: 12 + 45. Where all have the same, it is the 应到人数 of the class."""
    town = Town(scheme_of(sheets(填报任务=VILLAGES)))
    result, _ = counted(town)
    assert [class_of(result, ratee, PEOPLE).electorate for ratee in ("T1", "T2", "T3")] == [30, 12, 57]
    assert [class_of(result, ratee, DELEGATES).electorate for ratee in ("T1", "T2", "T3")] == [5, 5, 5]
    said = [text for heading, text in rules_in_words(town.scheme) if heading.endswith("应到")]
    assert said == ["“群众”各人由不同的人投票，应到是各人自己的预计份数合计。"]
    fewer = sheets(填报任务=SHEETS["填报任务"].replace("| 20", "| 18"))
    assert class_of(counted(Town(scheme_of(fewer)))[0], "T1", PEOPLE).electorate == 20


@pytest.mark.parametrize(
    ("decimals", "means", "score"),
    [
        # (90 + 91 + 91 + 95) / 4 = 91.75 and 85.555, rounded before they are weighted
        ("2", (91_75, 85_56), 89_27),  # 89.274
        ("1", (91_80, 85_60), 89_30),  # 55.08 + 34.24 = 89.32
        ("0", (92_00, 86_00), 90_00),  # 55.2 + 34.4 = 89.6
    ],
)
def test_every_stage_is_rounded_as_it_is_printed(decimals: str, means: tuple[int, int], score: int) -> None:
    town = town_of(小数位数=decimals)
    result, _ = counted(town, *replies(town, **THREE_CLASSES))
    assert tuple(class_of(result, "T1", name).mean for name in (LEADERS, DELEGATES)) == means
    assert score_of(result, "T1", POLL)[0] == score


@pytest.mark.parametrize(
    ("marks", "mean"),
    [
        (("88.005",), None),  # more than two decimals are no mark
        (("88", "88.01"), 88_01),  # 88.005: up, where half-even would give 88.00
        (("88.01", "88.02"), 88_02),  # 88.015
        (("0", "0.01"), 1),  # 0.005
        (("100", "99.99"), 100_00),  # 99.995
        (("33.33", "33.33", "33.34"), 33_33),  # 33.33333…
    ],
)
def test_halves_of_class_means(marks: tuple[str, ...], mean: int | None) -> None:
    text = "\n".join(["票号 | T1", *(f"{number:03} | {mark}" for number, mark in enumerate(marks, 1))])
    result, _ = counted(TOWN, *replies(TOWN, leaders=text))
    assert class_of(result, "T1", LEADERS).mean == mean


# ---------------------------------------------------------------- trimming

ENDS = MarkEnds((60_00,), (99_00,))
SIX = "票号 | T1 | T2\n001|60|70\n002|90|71\n003|91|72\n004|92|73\n005|94|74\n006|99|"


def trimming() -> Town:
    raw = with_rule(去最高最低分="是", 去最高最低分票数线="5")
    raw["填报任务"][1][5] = raw["票类"][1][3] = "6"
    return Town(scheme_of(raw))


def test_one_highest_and_one_lowest_are_left_out_above_the_line() -> None:
    town = trimming()
    result, _ = counted(town, register(town, SIX, voter_class=LEADERS, issued=6))
    # six are more than five: (90 + 91 + 92 + 94) / 4 = 91.75
    one = class_of(result, "T1", LEADERS)
    assert (one.valid, one.counted, one.total, one.trimmed, one.mean) == (
        6,
        4,
        367_00,
        MarkEnds((60_00,), (99_00,)),
        91_75,
    )
    # five are not: (70 + 71 + 72 + 73 + 74) / 5 = 72
    other = class_of(result, "T2", LEADERS)
    assert (other.valid, other.counted, other.total, other.trimmed, other.mean) == (5, 5, 360_00, None, 72_00)


def test_equal_marks_are_left_out_once_each() -> None:
    town = trimming()
    text = "票号|T1\n" + "\n".join(f"{number:03}|{mark}" for number, mark in enumerate((99, 99, 99, 60, 60, 60), 1))
    result, _ = counted(town, register(town, text, voter_class=LEADERS, issued=6))
    # 99, 99, 60, 60 are left: 318 / 4 = 79.5
    assert class_of(result, "T1", LEADERS).mean == 79_50


def test_a_class_on_several_forms_is_one_class() -> None:
    """One highest and one lowest of all, wherever they were registered."""
    raw = with_rule(去最高最低分="是", 去最高最低分票数线="3")
    raw["填报任务"].append(["县委评议组", "测评票", "全部", POLL, LEADERS, "4"])
    raw["票类"][1][3] = "8"
    town = Town(scheme_of(raw))
    here = register(town, "票号|T1\n001|60\n002|80", voter_class=LEADERS, unit="U1", issued=2)
    there = register(town, "票号|T1\n001|82\n002|99", voter_class=LEADERS, unit="U4", issued=3)
    result, _ = counted(town, here, there)
    found = class_of(result, "T1", LEADERS)
    # 60 and 99 are left out: (80 + 82) / 2
    assert (found.issued, found.returned, found.valid, found.trimmed, found.mean) == (
        5,
        4,
        4,
        MarkEnds((60_00,), (99_00,)),
        81_00,
    )


# ---------------------------------------------------------------- a class without a valid mark

NO_DELEGATES = {"leaders": THREE_CLASSES["leaders"], "people": THREE_CLASSES["people"]}


def test_a_missing_class_stops_the_score() -> None:
    result, findings = counted(TOWN, *replies(TOWN, **NO_DELEGATES))
    assert class_of(result, "T1", DELEGATES).mean is None
    assert score_of(result, "T1", POLL) == (None, "")
    assert result.standing_of["T1"].poll_score is None
    assert result.standing_of["T1"].composite is None
    missing = next(finding for finding in findings if finding.code == "result.class-missing")
    assert missing.message == (
        "票类“党员代表”对云溪镇 陆明澈、石栏镇 叶尔江·萨迪克、莲浦街道 游砚秋的测评还没有收齐，或者收到的没有采用，"
        "测评得分无法计算。"
    )
    assert "result.class-empty" not in [finding.code for finding in findings]


def test_while_votes_are_owed_nobody_is_invited_to_change_the_rule_of_counting() -> None:
    """Only where all is in and nobody gave a valid mark may the rule be looked at, and who decides on it is said."""
    delegates = register(TOWN, "票号|T1|T2|T3\n001||88|90", voter_class=DELEGATES, issued=5, returned=1)
    by_hand = tally(TOWN, "编号|发出|收回|有效|无效|弃权|合计分\nT1|20|20|20|0|0|1700\nT2|20|19|18|1|1|1600")
    _, findings = counted(TOWN, replies(TOWN, leaders=THREE_CLASSES["leaders"])[0], delegates, by_hand)
    found = {finding.code: finding for finding in findings if finding.code.startswith("result.class")}
    assert found.keys() == {"result.class-empty", "result.class-missing"}
    assert "“党员代表”中，云溪镇 陆明澈没有一个有效分数" in found["result.class-empty"].message
    assert "要经主办单位研究同意，才能改“缺票类处理”" in found["result.class-empty"].remedy
    assert "“群众”对石栏镇 叶尔江·萨迪克、莲浦街道 游砚秋的测评还没有收齐" in found["result.class-missing"].message
    assert found["result.class-missing"].remedy.endswith("不要为此改动计分规则。")


def test_or_the_other_classes_are_reweighed_and_it_is_said() -> None:
    town = town_of(缺票类处理="按其余票类折算")
    result, findings = counted(town, *replies(town, **NO_DELEGATES))
    # 91.75 x 60 / 60
    assert score_of(result, "T1", POLL) == (91_75, "缺党员代表，按其余票类折算")
    # 91.75 x 60 % + 88.92 x 40 % = 55.05 + 35.568 = 90.618
    assert result.standing_of["T1"].poll_score == 90_62
    assert "result.class-reweighed" in [finding.code for finding in findings]


def test_where_nothing_is_left_to_reweigh_it_is_an_error_and_not_said_to_be_reweighed() -> None:
    town = town_of(缺票类处理="按其余票类折算")
    nobody = "票号|T1|T2|T3\n001||80|70\n002||81|71\n003||82|72"
    three = replies(town, leaders=nobody, delegates=nobody, people=THREE_CLASSES["people"])
    result, findings = counted(town, *three)
    assert result.standing_of["T1"].poll_score is None
    told = {finding.code: finding for finding in findings}
    assert "result.class-reweighed" not in told
    assert told["result.poll-empty"].severity is Severity.ERROR
    assert told["result.poll-empty"].message.startswith(f"测评“{POLL}”中，云溪镇 陆明澈没有一个有权重的票类")


def test_a_class_without_weight_is_not_enough_to_reweigh_by_and_not_missed() -> None:
    raw = with_rule(缺票类处理="按其余票类折算")
    raw["票类"][1][2], raw["票类"][2][2] = "100", "0"
    town = Town(scheme_of(raw))
    some, nobody = THREE_CLASSES["delegates"], "票号|T1|T2|T3\n001||80|70"
    left, told = counted(town, *replies(town, leaders=nobody, delegates=some, people=THREE_CLASSES["people"]))
    assert left.standing_of["T1"].poll_score is None
    assert "result.poll-empty" in [finding.code for finding in told]
    whole, told = counted(town, *replies(town, leaders=THREE_CLASSES["leaders"], people=THREE_CLASSES["people"]))
    assert score_of(whole, "T1", POLL) == (91_75, "")
    assert [finding.code for finding in told if "class" in finding.code or "poll" in finding.code] == []


def three_weights() -> Sheets:
    """Leaders 40, delegates 30, and 干部 30 in the same poll."""
    raw = with_rule(缺票类处理="按其余票类折算")
    raw["票类"][1][2], raw["票类"][2][2] = "40", "30"
    raw["票类"].append([POLL, "干部", "30", "3"])
    raw["填报任务"].append(["县委办公室", "测评票", "全部", POLL, "干部", "3"])
    return raw


def test_two_of_three_classes() -> None:
    town = Town(scheme_of(three_weights()))
    text = "票号 | T1\n001 | {}\n002 | {}"
    result, _ = counted(
        town,
        register(town, text.format(95, 96), voter_class=LEADERS, issued=2),
        register(town, text.format(85, 86), voter_class="干部", issued=2),
    )
    # (40 x 95.5 + 30 x 85.5) / 70 = 6385 / 70 = 91.2142…
    assert score_of(result, "T1", POLL) == (91_21, "缺党员代表，按其余票类折算")


def test_no_class_at_all_gives_no_score_whatever_the_rule() -> None:
    town = town_of(缺票类处理="按其余票类折算")
    result, _ = counted(town, *replies(town, people=THREE_CLASSES["people"]))
    assert score_of(result, "T1", POLL)[0] is None
    assert result.standing_of["T1"].poll_score is None  # a whole poll is never left out


def test_a_class_without_weight_counts_for_nothing_but_must_be_there() -> None:
    raw = three_weights()
    raw["票类"][1][2], raw["票类"][2][2], raw["票类"][4][2] = "60", "40", "0"
    town = Town(scheme_of(raw))
    text = "票号 | T1\n001 | {}"
    forms = [
        register(town, text.format(mark), voter_class=name, issued=1)
        for name, mark in ((LEADERS, 90), (DELEGATES, 80), ("干部", 10))
    ]
    # 90 x 60 % + 80 x 40 %
    assert score_of(counted(town, *forms)[0], "T1", POLL) == (86_00, "")


# ---------------------------------------------------------------- findings


def test_few_ballots_may_give_a_person_away() -> None:
    _, findings = counted(TOWN, *replies(TOWN, **THREE_CLASSES))
    few = next(finding for finding in findings if finding.code == "result.few-ballots")
    assert "莲浦街道 游砚秋（2个）" in few.message
    assert "少于3个" in few.message
    town = town_of(测评得分公布线="2")
    assert [f.code for f in counted(town, *replies(town, **THREE_CLASSES))[1]] == []


def test_who_votes_by_name_is_not_given_away() -> None:
    town = town_of()
    by_name = tuple(replace(voter, signed=True) for voter in town.scheme.classes)
    signed = replace(town, scheme=replace(town.scheme, classes=by_name))
    given = replies(town, **THREE_CLASSES)
    assert "result.few-ballots" in [f.code for f in counted(town, *given)[1]]
    assert "result.few-ballots" not in [f.code for f in counted(signed, *given)[1]]


def test_many_names_are_counted() -> None:
    raw = with_rule()
    raw["考核对象"] += [[f"X{n}", f"甲{n}", "书记", f"乡{n}", "乡镇", ""] for n in range(10)]
    town = Town(scheme_of(raw))
    _, findings = counted(town)
    assert "等13人" in findings[0].message
    assert findings[0].message.count("、") == 7


def test_a_void_ballot_is_void_for_everybody_on_it() -> None:
    text = "票号 | T1 | T2 | T3 | 效力\n001 | 90 | 80 | | 废票\n002 | 70 | | 60 |"
    result, _ = counted(TOWN, *replies(TOWN, leaders=text))
    counts = [class_of(result, ratee, LEADERS) for ratee in ("T1", "T2", "T3")]
    assert [(t.returned, t.valid, t.void, t.abstained, t.mean) for t in counts] == [
        (2, 1, 1, 0, 70_00),
        (2, 0, 1, 1, None),
        (2, 1, 1, 0, 60_00),
    ]


# ---------------------------------------------------------------- 分项, 等次


def test_sums_of_items_are_trimmed_like_marks() -> None:
    town = scored("分项", 去最高最低分="是", 去最高最低分票数线="3")
    text = "票号|T1:N1|T1:N2\n001|60|40\n002|50|30\n003|50.5|31\n004|40|20"
    result, _ = counted(town, register(town, text, voter_class=LEADERS, issued=4))
    found = class_of(result, "T1", LEADERS)
    # without 100 and 60: (80 + 81.5) / 2
    assert (found.valid, found.counted, found.trimmed, found.mean) == (4, 2, MarkEnds((60_00,), (100_00,)), 80_75)
    assert found.grades == ()


def test_grades_of_registers_and_of_counts_by_hand() -> None:
    town = scored("等次", "等次")
    text = "票号|T1:好|T1:差|T2:好|效力\n001|√||√|\n002||√||\n003|√|√||\n004|√|||废票"
    by_hand = "编号|发出|收回|好|差|无效|弃权\nT1|20|20|15|3|1|1\nT2|20|20|0|0|20|0\nT3|20|20|1|19|0|0"
    result, _ = counted(town, register(town, text, voter_class=LEADERS, issued=4), tally(town, by_hand))

    leaders = [class_of(result, code, LEADERS) for code in ("T1", "T2", "T3")]
    assert [(each.valid, each.void, each.abstained, each.mean, each.grades) for each in leaders] == [
        (2, 2, 0, 70_00, (1, 1)),  # 好 100, 差 40; two ticks; a ballot void by hand
        (1, 1, 2, 100_00, (1, 0)),
        (0, 1, 3, None, (0, 0)),
    ]
    people = [class_of(result, code, PEOPLE) for code in ("T1", "T2", "T3")]
    assert [(each.valid, each.mean, each.grades) for each in people] == [
        (18, 90_00, (15, 3)),  # (1500 + 120) / 18
        (0, None, (0, 0)),
        (20, 43_00, (1, 19)),  # (100 + 760) / 20
    ]
