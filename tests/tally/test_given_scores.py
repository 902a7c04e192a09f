"""Ready-made scores by 期次, and the composites that they are part of, worked by hand."""

from __future__ import annotations

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.tally.count import unscored
from lianping_xlsx.tally.given_scores import PeriodScore
from lianping_xlsx.tally.tally_results import Result
from tests.given import CONTENT, DAILY, given_town
from tests.returns import counted, given, register, tally, visit
from tests.small import LEADERS, Town, scheme_of, with_rule

VOTES = "票号|T1|T2|T3\n001|92.53|90.68|80"
COUNTS = "编号|发出|收回|有效|无效|弃权|合计分\nT1|20|20|20|0|0|1746\nT2|20|20|20|0|0|1844.4\nT3|20|20|20|0|0|1600"
SCORES = """
    编号 | 得分:上半年 | 依据:上半年 | 得分:下半年 | 依据:下半年
    T1   | 90          | 通报1       | 85.5        | 通报2
    T2   | 90.25       | 通报1       | 88.4        | 通报2
    T3   | 80          | 通报1       |             |
    """


def result_of(town: Town, scores: str = SCORES, content: str = "编号|得分\nT1|9.2\nT2|8.75") -> Result:
    """述职测评 of T1, T2, T3: 90.44 (92.53 x 60 % + 87.30 x 40 %), 91.30, 80; 实地考评 of T1 and T2: 90, 86."""
    result, _ = counted(
        town,
        register(town, VOTES, voter_class=LEADERS, issued=4),
        tally(town, COUNTS),
        visit(town, "T1", "编号|得分|扣分\nK1||0\nK2|30|"),
        visit(town, "T2", "编号|得分|扣分\nK1||0\nK2|26|"),
        given(town, scores, component=DAILY),
        given(town, content, component=CONTENT),
    )
    return result


def scores_of(result: Result, code: str, component: str) -> ScoreValue | None:
    return result.standing_of[code].score_of(component)


def test_periods_add_up_by_their_weights() -> None:
    """T1: (90 + 2 x 85.5) / 3 = 87. T2: (90.25 + 2 x 88.4) / 3 = 267.05 / 3 = 89.0167."""
    result = result_of(given_town())
    assert [scores_of(result, code, DAILY) for code in ("T1", "T2", "T3")] == [87_00, 89_02, None]
    assert [scores_of(result, code, CONTENT) for code in ("T1", "T2", "T3")] == [9_20, 8_75, None]
    [first, _] = (each for each in result.given if each.ratee == "T1")
    one, two = first.periods
    assert (one.period, one.score, one.unit, one.basis) == ("上半年", 90_00, "U1", "通报1")
    assert (two.period, two.score, two.unit, two.basis) == ("下半年", 85_50, "U1", "通报2")


def test_ready_made_scores_enter_the_composite_by_weight_and_full_marks() -> None:
    """T1: 90.44 x 30 % + 90 x 30 % + 87 / 3 + 9.2 / 10 x 100 / 15 = 27.132 + 27 + 29 + 6.1333 = 89.2653.

    T2: 91.30 x 30 % + 86 x 30 % + 89.02 / 3 + 87.5 / 15 = 27.39 + 25.8 + 29.6733 + 5.8333 = 88.6967.
    """
    result = result_of(given_town())
    assert [result.standing_of[code].composite for code in ("T1", "T2", "T3")] == [89_27, 88_70, None]
    assert [result.standing_of[code].rank for code in ("T1", "T2")] == [1, 2]


def rules(more: str = "", **settings: str) -> str:
    """The sheet 计分规则 with other settings; ``more``: a setting that the small scheme does not have."""
    lines = ["|".join(map(str, row)) for row in with_rule(**settings)["计分规则"]]
    return "\n".join([*lines, *([more] if more else [])])


def test_where_the_composite_alone_is_rounded_it_uses_the_exact_score() -> None:
    """T2: 平时考核 is printed as 89.02; 91.296 x 30 % + 25.8 + 267.05 / 9 + 87.5 / 15 = 88.6944, not 88.70."""
    two = result_of(given_town(计分规则=rules("舍入方式|最后舍入"))).standing_of["T2"]
    assert (two.score_of(DAILY), two.composite) == (89_02, 88_69)


def test_a_half_is_rounded_up() -> None:
    """(85.25 + 86) / 2 = 85.625, that is 85.63; with one decimal 85.6."""
    halves = "板块|期次|权重\n平时考核|上半年|50\n平时考核|下半年|50"
    scores = "编号|得分:上半年|得分:下半年\nT1|85.25|86\nT2|80|80.1\nT3|80|80.2"
    result = result_of(given_town(期次=halves), scores)
    assert [scores_of(result, code, DAILY) for code in ("T1", "T2", "T3")] == [85_63, 80_05, 80_10]
    result = result_of(given_town(期次=halves, 计分规则=rules(小数位数="1")), scores)
    assert [scores_of(result, code, DAILY) for code in ("T1", "T2", "T3")] == [85_60, 80_10, 80_10]


def test_a_period_without_a_score_stops_the_score_by_default() -> None:
    town = given_town()
    result = result_of(town)
    assert result.standing_of["T3"].composite is None
    assert result.standing_of["T3"].flags == ("得分不全",)
    told = {each.slots["name"]: each.slots["causes"] for each in _unscored(town, result)}
    assert told == {"莲浦街道 游砚秋": "没有平时考核得分（没有得分的期次：下半年）"}


def _unscored(town: Town, result: Result) -> list[Finding]:
    return list(unscored(town.scheme, result))


def test_a_form_that_did_not_come_back_is_told_as_a_cause() -> None:
    town = given_town()
    result, _ = counted(town, given(town, SCORES, component=DAILY))
    told = {each.slots["name"]: each.slots["causes"] for each in _unscored(town, result)}
    assert told["云溪镇 陆明澈"].endswith("没有满意度得分（没有收到他的得分）")


def test_or_the_other_periods_are_reweighed_and_the_reason_says_so() -> None:
    """T3 has 80 of the first one alone: 80 x 50 % + 80 x 50 %."""
    result = result_of(given_town("按其余期次折算"))
    three = result.standing_of["T3"]
    assert (three.score_of(DAILY), three.composite) == (80_00, 80_00)
    assert three.flags == ("平时考核缺下半年，按其余期次折算",)
    assert three.explanation.endswith("平时考核缺下半年，按其余期次折算")
    assert [result.standing_of[code].flags for code in ("T1", "T2")] == [(), ()]


def test_a_ratee_without_any_score_has_none_even_where_periods_are_reweighed() -> None:
    result = result_of(given_town("按其余期次折算"), "编号|得分:上半年\nT1|90\nT2|90")
    assert scores_of(result, "T3", DAILY) is None


def test_nought_is_a_score_and_a_blank_is_none() -> None:
    """T1: (0 + 2 x 60) / 3 = 40; T2, without the first one: 60."""
    scores = "编号|得分:上半年|得分:下半年\nT1|0|60\nT2||60\nT3|0|0"
    result = result_of(given_town("按其余期次折算"), scores)
    assert [scores_of(result, code, DAILY) for code in ("T1", "T2", "T3")] == [40_00, 60_00, 0]


def test_a_score_that_was_not_understood_leaves_the_places_open() -> None:
    """T1 without the second 期次: 90, of it (0 to 100) 30 to 96.67; T2 has 89.02.

    T1: 27.132 + 27 + 6.133 = 60.265, with a third of 90 it is 90.27, of 30 it is 70.27; T2: 88.70.
    """
    scores = SCORES.replace("85.5 ", "约85 ")
    result = result_of(given_town("按其余期次折算"), scores)
    one, two = (result.standing_of[code] for code in ("T1", "T2"))
    assert (one.composite, one.rank_cell, two.rank_cell) == (90_27, "1–2", "1–2")
    assert "未计入1处待更正的分数" in one.flags
    beyond = result_of(given_town("按其余期次折算"), SCORES.replace("85.5 ", "850 "))
    assert [s.rank_cell for s in beyond.standings[:2]] == ["1–2", "1–2"]
    # Where a 期次 that is missing stops the count, the composite is open anyway.
    assert result_of(given_town(), scores).standing_of["T1"].composite is None


def test_a_period_that_weighs_nothing_is_shown_and_does_not_count() -> None:
    """Where others are reweighed it is left out in silence; alone it gives no score."""
    periods = "板块|期次|权重\n平时考核|试点|0\n平时考核|全年|100"
    scores = "编号|得分:试点|得分:全年\nT1|10|90\nT2||80\nT3|10|"
    result = result_of(given_town("按其余期次折算", 期次=periods), scores)
    assert [scores_of(result, code, DAILY) for code in ("T1", "T2", "T3")] == [90_00, 80_00, None]
    assert result.standing_of["T2"].flags == ()
    assert scores_of(result_of(given_town(期次=periods), scores), "T2", DAILY) is None


def test_a_component_without_periods_has_the_score_that_was_reported() -> None:
    [single] = (each for each in result_of(given_town()).given if (each.ratee, each.component) == ("T2", CONTENT))
    assert single.periods == (PeriodScore("", 100_00, 8_75, "U4"),)
    assert single.score == 8_75


def test_a_scheme_without_such_components_has_no_ready_made_scores() -> None:
    town = Town(scheme_of(with_rule()))
    result, _ = counted(town)
    assert result.given == ()
