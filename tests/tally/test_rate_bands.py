"""得票率分档: points for a rate of votes, by hand. A rate of 90 % and more gives 200 points, 80 to 90 gives 190 …

| | 好 | 差 | rate | points | 综合得分: 40 % of 200 points, 60 % of 80 in 100 |
|---|---|---|---|---|---|
| T1 | 18 | 2 | 90 %, the edge itself | 200 | 40 + 48 = 88 |
| T2 | 9 | 1 | 90 % | 200 | 88 |
| T3 | 17 | 2 | 89.47 % | 190 | 38 + 48 = 86 |
| T4 | 16 | 4 | 80 %, the edge itself | 190 | 86 |
| T5 | 2 | 1 | two thirds | 175.5 | 35.1 + 48 = 83.1 |
| T6 | 13 | 7 | 65 % | 150 | 30 + 48 = 78 |
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.tally.count import unscored
from lianping_xlsx.tally.tally_results import Result
from tests.returns import counted, register, tally, visit
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, Sheets, Town, faults_of, scheme_of, sheets

CODES = tuple(f"T{number}" for number in range(1, 7))
VOTES = {"T1": (18, 2), "T2": (9, 1), "T3": (17, 2), "T4": (16, 4), "T5": (2, 1), "T6": (13, 7)}
PART = "群众测评"


def banded(poll: str, classes: str, rate: str, bands: str) -> Sheets:
    """One poll by grades, with 满分 200 by its rates, and 考评; ``rate``: 等级 | 得票率范围 | 票类 | 分母."""
    way = "计票汇总" if poll == HAND else "逐票"
    raw = sheets(
        考核对象="编号|姓名|职务|所在单位|排名组|填报单位\n" + "\n".join(f"{c}|甲{c}||{c}镇|乡镇|" for c in CODES),
        考核板块=f"""
            板块     | 权重 | 来源 | 满分 | 适用排名组 | 折算
            {PART}   | 40   | 测评 | 200  |            | 得票率分档
            实地考评 | 60   | 考评 |      |            |
            """,
        测评=f"名称|权重|计票方式|打分方式\n{poll}|100|{way}|等次",
        票类=f"测评|票类|权重|应到人数\n{classes}",
        得票率分档="板块|测评|等级|得票范围|票类|分母|下限|得分\n"
        + "\n".join(f"{PART}|{poll}|{rate}|{band.strip()}" for band in bands.split(",")),
        填报任务="填报单位|表种|考核对象范围|测评|票类|预计份数\n"
        + "\n".join(
            f"县委办公室|{'计票汇总' if poll == HAND else '测评票'}|全部|{'|'.join(row.split('|')[:2])}|20"
            for row in classes.splitlines()
        )
        + "\n第一考核组|实地考评|全部|||",
    )
    raw["考评细则"] = [[*row[:6], "" if row[0] == "K2" else row[6]] for row in raw["考评细则"] if row[0] != "K3"]
    return raw


BY_HAND = banded(HAND, f"{HAND}|{PEOPLE}|100|20", "好|||", "90|200, 80|190, 2/3|175.5, 0|150")


def visits(town: Town) -> list[FormReading]:
    return [visit(town, code, "编号|得分|扣分\nK1||0\nK2|20|", unit="U2") for code in CODES]


def counted_by_hand(raw: Sheets) -> tuple[Town, Result, tuple[Finding, ...]]:
    town = Town(scheme_of(raw))
    rows = (f"{code}|20|{sum(votes)}|{votes[0]}|{votes[1]}|0|0" for code, votes in VOTES.items())
    return town, *counted(town, tally(town, "编号|发出|收回|好|差|无效|弃权\n" + "\n".join(rows)), *visits(town))


def test_points_go_by_the_exact_rate() -> None:
    assert faults_of(BY_HAND) == ()
    _, result, _ = counted_by_hand(BY_HAND)
    assert [s.score_of(PART) for s in result.standings] == [200_00, 200_00, 190_00, 190_00, 175_50, 150_00]
    assert [s.composite for s in result.standings] == [88_00, 88_00, 86_00, 86_00, 83_10, 78_00]
    assert [s.rank for s in result.standings] == [1, 1, 3, 3, 5, 6]
    # What the 折算分 come to stays beside it: 18 x 100 and 2 x 40, ÷ 20
    assert result.standings[0].raw_score_of(PART) == 94_00
    assert result.conversion_of["T5", PART].basis == Fraction(20_000, 3)
    assert result.standings[0].reason.endswith("；群众测评得分按得票率分档折算")


def test_nobody_waits_for_the_votes_on_others() -> None:
    """No valid vote on T6: he alone has no 综合得分, and the ranks of the others are open by one place."""
    town = Town(scheme_of(BY_HAND))
    rows = [f"{code}|20|{sum(VOTES[code])}|{VOTES[code][0]}|{VOTES[code][1]}|0|0" for code in CODES[:5]]
    text = "\n".join(("编号|发出|收回|好|差|无效|弃权", *rows, "T6|20|20|0|0|20|0"))
    result, findings = counted(town, tally(town, text), *visits(town))
    assert [s.composite for s in result.standings] == [88_00, 88_00, 86_00, 86_00, 83_10, None]
    assert [(s.rank_best, s.rank_worst) for s in result.standings[:1]] == [(1, 2)]
    assert result.standings[5].reason == "得分不全，暂不排名"
    assert not {"result.unconverted", "result.no-rate"} & {finding.code for finding in findings}


@pytest.mark.parametrize(("base", "points"), [("", None), ("收回", 100_00)])
def test_of_the_class_that_is_named_nobody_voted_on_somebody(base: str, points: int | None) -> None:
    """T1: 4 of 5 delegates 好 (80 %). T2: no delegate; his poll goes by the leaders, of whom one of three says 好."""
    classes = f"{POLL}|{LEADERS}|60|4\n{POLL}|{DELEGATES}|40|5"
    raw = banded(POLL, classes, f"好||{DELEGATES}|{base}", "80|200, 0|100")
    raw["计分规则"] = [[row[0], "按其余票类折算" if row[0] == "缺票类处理" else row[1]] for row in raw["计分规则"]]
    town = Town(scheme_of(raw))
    texts = {
        LEADERS: "票号|T1:好|T1:差|T2:好|T2:差\n001|√|||√\n002|√|||√\n003||√|√|",
        DELEGATES: "票号|T1:好|T1:差\n001|√|\n002|√|\n003|√|\n004|√|\n005||√",
    }
    forms = (register(town, text, voter_class=name, issued=5) for name, text in texts.items())
    result, findings = counted(town, *forms, *visits(town))
    one, two, *_ = result.standings
    assert (one.score_of(PART), two.raw_score_of(PART), two.score_of(PART)) == (200_00, 60_00, points)
    own = (finding for finding in (*findings, *unscored(town.scheme, result)) if "T2" in finding.message)
    told = [finding.message for finding in own if finding.code in ("result.no-rate", "result.unscored")]
    words = f"“{POLL}”“好”及以上得票率（{DELEGATES}）"
    assert len(told) == (0 if points else 2)
    assert all(words in message for message in told)
    assert two.reason == "得分不全，暂不排名" if points is None else two.composite == 68_00


def test_the_more_votes_for_the_worse_grades_the_fewer_points() -> None:
    """差: 10, 10, 10.53, 20, 33.33 and 35 %."""
    raw = banded(HAND, f"{HAND}|{PEOPLE}|100|20", "差|及以下||", "1/3|0, 10.01|50, 10|100, 0|200")
    assert faults_of(raw) == ()
    _, result, _ = counted_by_hand(raw)
    assert [s.score_of(PART) for s in result.standings] == [100_00, 100_00, 50_00, 50_00, 0, 0]


def test_whoever_takes_no_part_is_not_converted() -> None:
    raw: Sheets = {**BY_HAND, "否决与加减分": [*BY_HAND["否决与加减分"], ["T1", "新任职", "不参评", "", "文件"]]}
    _, result, _ = counted_by_hand(raw)
    assert ("T1", PART) not in result.conversion_of
    assert result.standings[1].rank == 1
