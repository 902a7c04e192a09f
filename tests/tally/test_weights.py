"""Weights as fractions, and shares of the whole: worked by hand, where a rounded weight would change the places."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.tally.tally_results import Result, Standing
from tests.returns import counted, register, tally, visit
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, Sheets, Town, faults_of, scheme_of, with_rule

Row = tuple[str, str, str, str]
"""Poll, class, 权重, 占总分比重."""


def weighed(*rows: Row, polls: tuple[str, str] = ("1/3", "2/3"), field: str = "40", **rules: str) -> Sheets:
    """60 % for the polls unless ``field`` says otherwise; every class is asked of 县委办公室."""
    raw = with_rule(实地考评权重=field, 述职测评权重="60" if field == "40" else "50", **rules)
    raw["测评"][1][1], raw["测评"][2][1] = polls
    raw["票类"] = [["测评", "票类", "权重", "应到人数", "占总分比重"]]
    raw["票类"] += [[poll, name, weight, "5", share] for poll, name, weight, share in rows]
    named = {name for _, name, _, _ in rows}
    raw["填报任务"] = [row for row in raw["填报任务"] if row[4] in ("", "票类", *named)]
    return raw


TWO_POLLS: tuple[Row, Row] = ((POLL, LEADERS, "100", ""), (HAND, PEOPLE, "100", ""))
SHARED: tuple[Row, Row] = ((POLL, LEADERS, "", "20"), (HAND, PEOPLE, "", "40"))


def result_of(
    raw: Sheets, *, leaders: str = "001|92.53|90.68|80", people: tuple[str, str] = ("8730", "9222")
) -> Result:
    """T1: 92.53 of the leaders, 87.30 of the people, 90 考评得分; T2: 90.68, 92.22, 86."""
    town = Town(scheme_of(raw))
    lines = "\n".join(f"T{n}|100|100|100|0|0|{total}" for n, total in enumerate((*people, "8000"), 1))
    result, _ = counted(
        town,
        register(town, f"票号|T1|T2|T3\n{leaders}", voter_class=LEADERS, issued=1),
        tally(town, f"编号|发出|收回|有效|无效|弃权|合计分\n{lines}"),
        visit(town, "T1", "编号|得分|扣分\nK1||0\nK2|30|"),
        visit(town, "T2", "编号|得分|扣分\nK1||0\nK2|26|"),
        visit(town, "T3", "编号|得分|扣分\nK1||0\nK3|26|"),
    )
    return result


def figures(standing: Standing) -> tuple[object, ...]:
    return standing.poll_score, standing.composite, standing.rank


def test_shares_of_the_whole_keep_the_places_that_rounded_weights_change() -> None:
    one, two, _ = result_of(weighed(*SHARED, polls=("", ""))).standings
    # 92.53 x 20 % + 87.30 x 40 % + 90 x 40 % = 18.506 + 34.92 + 36 = 89.426; 53.426 / 60 % = 89.0433
    assert figures(one) == (89_04, 89_43, 1)
    # 90.68 x 20 % + 92.22 x 40 % + 86 x 40 % = 18.136 + 36.888 + 34.4 = 89.424; 55.024 / 60 % = 91.7067
    assert figures(two) == (91_71, 89_42, 2)

    one, two, _ = result_of(weighed(*TWO_POLLS, polls=("33.33", "66.67"))).standings
    # 89.043159 → 89.04, x 60 % + 36 = 89.424; 91.706718 → 91.71, x 60 % + 34.4 = 89.426
    assert (figures(one), figures(two)) == ((89_04, 89_42, 2), (91_71, 89_43, 1))


def test_a_third_is_a_third() -> None:
    """(42.94 + 2 x 98.91) / 3 = 80.2533; by 33.33 and 66.67 it would be 80.2552, rounded up."""
    marks = {"leaders": "001|42.94|90|80", "people": ("9891", "9222")}
    for polls, expected in ((("1/3", "2/3"), 80_25), (("33.33", "66.67"), 80_26)):
        result = result_of(weighed(*TWO_POLLS, polls=polls), **marks)  # type: ignore[arg-type]
        assert result.standing_of["T1"].poll_score == expected


def test_a_share_of_a_missing_class_goes_to_the_others_of_its_poll() -> None:
    """In one poll: leaders 10, delegates 20, people (another poll) 20; the delegates gave T1 nothing."""
    rows = ((POLL, LEADERS, "", "10"), (POLL, DELEGATES, "", "20"), (HAND, PEOPLE, "", "20"))
    raw = weighed(*rows, polls=("", ""), field="50", 缺票类处理="按其余票类折算")
    one = result_of(raw).standings[0]
    # 92.53 x 30 % + 87.30 x 20 % + 90 x 50 % = 27.759 + 17.46 + 45 = 90.219; 45.219 / 50 % = 90.438
    assert (one.poll_score, one.composite) == (90_44, 90_22)
    assert "按其余票类折算" in one.explanation
    stopped = result_of(weighed(*rows, polls=("", ""), field="50")).standings[0]
    assert (stopped.poll_score, stopped.composite) == (None, None)


def test_a_poll_score_is_printed_by_the_shares_of_its_classes() -> None:
    rows = ((POLL, LEADERS, "", "10"), (POLL, DELEGATES, "", "20"), (HAND, PEOPLE, "", "20"))
    scheme = scheme_of(weighed(*rows, polls=("", ""), field="50"))
    assert [voter.weight * 3 for voter in scheme.classes] == [100_00, 200_00, 300_00]
    assert [poll.weight for poll in scheme.polls] == [60_00, 40_00]


# ---------------------------------------------------------------- check


def sums(raw: Sheets) -> list[Finding]:
    return [f for f in faults_of(raw) if f.code in ("scheme.sum", "table.blank") or f.code.startswith("scheme.share")]


def test_sums_are_those_of_fractions() -> None:
    assert sums(weighed(*TWO_POLLS)) == []
    assert sums(weighed(*TWO_POLLS, polls=("12.345", "87.655"))) == []
    (thirds,) = sums(weighed(*TWO_POLLS, polls=("1/3", "66.67")))
    assert thirds.message == "各次测评的权重合计为约100.0033，应为100。"
    (decimals,) = sums(weighed(*TWO_POLLS, polls=("33.3333", "66.6666")))
    assert decimals.message == "各次测评的权重合计为99.9999，应为100。"


@pytest.mark.parametrize(
    ("rows", "polls", "told"),
    [
        (SHARED, ("", ""), []),
        (SHARED, ("1/3", "2/3"), []),
        (SHARED, ("33.33", "66.67"), ["“述职大会测评”的权重填的是33.33%，按占总分比重推算应为1/3。",
                                      "“群众测评”的权重填的是66.67%，按占总分比重推算应为2/3。"]),
        ((SHARED[0], TWO_POLLS[1]), ("", ""), ["票类“群众”没有填占总分比重，别的票类填了。"]),
        ((SHARED[0], (HAND, PEOPLE, "", "39")), ("", ""), ["各票类占总分比重与实地考评权重合计为99，应为100。"]),
        (((POLL, LEADERS, "", ""), TWO_POLLS[1]), ("1/3", "2/3"), [
            "“权重”没有填。", "测评“述职大会测评”各票类的权重合计为0，应为100。"]),
    ],
)  # fmt: skip
def test_shares_are_of_all_classes_or_of_none_and_the_whole(
    rows: tuple[Row, ...], polls: tuple[str, str], told: list[str]
) -> None:
    assert [finding.message for finding in sums(weighed(*rows, polls=polls))] == told
