"""Cells that have to be put right: places and tiers hold whatever they are read as, and are no wider than they must be.

Every reading of the cells is counted, and held against the ranges that were given while they were not understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.tally.tally_results import Result
from tests.returns import counted, register, tally
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, Town, scheme_of, sheets, table, with_rule

CODES = ("T1", "T2", "T3", "T4")
UNREAD, BEYOND = "看不清", "140"
VALIDITY = "效力"
CLASSES = (LEADERS, DELEGATES)
TIERS = {
    "places": "等次|最低分|名额比例上限|结果运用\n好||50|\n中||25|\n差|||",
    "cuts": "等次|最低分|名额比例上限|结果运用\n好|85|50|\n中|70||\n差|||",
    "last": "等次|最低分|名额比例上限|名额人数|名额起算|结果运用\n好|||1|前|\n中|||||\n差|||1|后|",
    "pooled": "等次|最低分|名额比例上限|总名额|结果运用\n好||25|是|\n中||50|是|\n差||||",
    "gated": "等次|最低分|名额比例上限|结果运用\n好||50|\n中|||\n差|||",
}
HEADS = "等次|适用排名组|比较内容|测评|等级|得票范围|票类|分母|比较|线"
"""Of 等次条件."""
ITEM_TABLES = {
    "分项": "编号|内容|分值|测评\nN1|内容一|60|\nN2|内容二|40|",
    "分项等次": "编号|内容|分值|测评\nN1|内容一|60|\nN2|内容二|40|",
}


@cache
def town_of(
    scoring: str, tiers: str, rules: tuple[tuple[str, str], ...], conversion: str = "原分", ballots: int = 4
) -> Town:
    """Four ratees and one poll, with two classes that vote ballot by ballot; ``ballots``: 预计份数."""
    raw = with_rule(**dict(rules))
    towns = dict.fromkeys(CODES, "乡镇") | ({"T3": "街道", "T4": "街道"} if tiers == "pooled" else {})
    people = "\n".join(f"{code}|甲{code}|书记|{code}镇|{towns[code]}|" for code in CODES)
    rate = f"好||得票率|{POLL}|好|及以上|||≥|50" if scoring == "等次" else "好||测评得分||||||≥|85"
    tables = {
        "考核对象": f"编号|姓名|职务|所在单位|排名组|填报单位\n{people}",
        "考核板块": f"板块|权重|来源|满分|适用排名组|折算\n测评|100|测评|||{conversion}",
        "测评": f"名称|权重|计票方式|打分方式\n{POLL}|100|逐票|{scoring}",
        "票类": f"测评|票类|权重|应到人数\n{POLL}|{LEADERS}|60|4\n{POLL}|{DELEGATES}|40|5",
        "填报任务": "填报单位|表种|考核对象范围|测评|票类|预计份数\n"
        + "\n".join(f"县委办公室|测评票|全部|{POLL}|{name}|{ballots}" for name in CLASSES),
        "等次规则": TIERS[tiers],
        "等次条件": f"{HEADS}\n{rate}\n中||测评得分||||||≥|70",
        "名次赋分": "板块|名次|得分\n" + "\n".join(f"测评|{n}|{110 - 10 * n}" for n in range(1, 5)),
        "名次分": "测评|名次|分\n" + "\n".join(f"{POLL}|{n}|{5 - n}" for n in range(1, 5)),
        "测评内容": ITEM_TABLES.get(scoring, "编号|内容|分值|测评"),
        "考评细则": "编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组",
    }
    for name, text in tables.items():
        optional = {"名次赋分": conversion == name, "名次分": scoring == "排名", "等次条件": tiers == "gated"}
        if optional.get(name, True):
            raw[name] = table(text)
    return Town(scheme_of(raw))


Ballots = tuple[tuple[str, ...], ...]
"""A row a ballot, a cell a column."""


@dataclass(frozen=True)
class Replies:
    """The ballots of both classes; ``columns``: their headings."""

    town: Town
    columns: tuple[str, ...]
    ballots: tuple[Ballots, ...]

    def result(self) -> Result:
        forms = [self.form(name, rows) for name, rows in zip(CLASSES, self.ballots, strict=True)]
        return counted(self.town, *forms)[0]

    def form(self, name: str, rows: Ballots) -> FormReading:
        """The ballots of a class."""
        lines = [f"{number:03d}|{'|'.join(row)}" for number, row in enumerate(rows, 1)]
        text = "\n".join(["|".join(("票号", *self.columns)), *lines])
        return register(self.town, text, voter_class=name, issued=len(rows), returned=len(rows))

    def readings(self, values: Sequence[str]) -> Iterator[Replies]:
        """With every cell that was not understood read as one of the values, or blank."""
        spots = [
            (c, r, n)
            for c, rows in enumerate(self.ballots)
            for r, row in enumerate(rows)
            for n, cell in enumerate(row)
            if cell in (UNREAD, BEYOND)
        ]
        words = [("有效", "废票") if self.columns[n] == VALIDITY else values for *_, n in spots]
        for chosen in product(*(["", *each] for each in words)):
            read = dict(zip(spots, chosen, strict=True))
            yield replace(
                self,
                ballots=tuple(
                    tuple(tuple(read.get((c, r, n), cell) for n, cell in enumerate(row)) for r, row in enumerate(rows))
                    for c, rows in enumerate(self.ballots)
                ),
            )


Ends = Mapping[str, tuple[int, int]]


def ends_of(result: Result) -> Ends:
    return {s.code: (s.rank_best or 0, s.rank_worst or 0) for s in result.standings}


def hull(results: Sequence[Result]) -> Ends:
    """The least and the greatest rank of each."""
    ends = [ends_of(result) for result in results]
    return {code: (min(each[code][0] for each in ends), max(each[code][1] for each in ends)) for code in CODES}


def hold(replies: Replies, values: Sequence[str]) -> tuple[Ends, Ends]:
    """The ranges given and those of all readings; the former hold the latter, and every tier that was proposed."""
    now, results = replies.result(), [each.result() for each in replies.readings(values)]
    told, truth = ends_of(now), hull(results)
    for standing in now.standings:
        assert told[standing.code][0] <= truth[standing.code][0], standing
        assert told[standing.code][1] >= truth[standing.code][1], standing
        assert standing.rank in (None, told[standing.code][0])
        tiers = {result.standing_of[standing.code].proposed_tier for result in results} - {None}
        if standing.proposed_tier:
            assert tiers <= {standing.proposed_tier}, (standing, tiers)
    return told, truth


RULES: dict[str, dict[str, str]] = {
    "plain": {"全部满分的票作废": "否", "全部同分的票作废": "否"},
    "uniform": {"同分满分作废起算人数": "3"},
    "high": {"高分人数比例上限": "50", "高分线": "90"},
    "trimmed": {"去最高最低分": "是", "去最高最低分票数线": "3", "全部同分的票作废": "否"},
    "reweighed": {"缺票类处理": "按其余票类折算"},
    "last": {"舍入方式": "最后舍入", "小数位数": "1"},
    "turnout": {"参加测评比例下限": "75"},
    "returned": {"超范围分数处理": "退回更正", "同分满分作废起算人数": "2"},
    "ties": {"并列跨线处理": "取高", "末位并列跨线处理": "不定", "空出名额递补": "是"},
}
BACK = RULES["returned"]
POINTS, GRADES = ("100", "95", "90", "85", "70", "0"), ("好", "差")


def cells_of(scoring: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headings of a ballot, and what may stand in its cells."""
    match scoring:
        case "百分制":
            return CODES, POINTS
        case "分项":
            return tuple(f"{code}:N{n}" for code in CODES for n in (1, 2)), ("40", "38", "30", "0")
        case "等次":
            return tuple(f"{code}:{grade}" for code in CODES for grade in GRADES), ("√",)
        case "分项等次":
            return tuple(f"{code}:N{n}" for code in CODES for n in (1, 2)), GRADES
        case _:
            return CODES, ("1", "2", "3", "4")


@st.composite
def spoilt(draw: st.DrawFn, scoring: str, conversion: str = "原分") -> Replies:
    """A few ballots; some cells are blank, one or two were not understood."""
    rules = tuple(RULES[draw(st.sampled_from(sorted(RULES)))].items())
    town = town_of(scoring, draw(st.sampled_from(sorted(TIERS))), rules, conversion)
    columns, values = cells_of(scoring)
    cell = st.sampled_from([*values, *values, ""])
    row = st.tuples(*[cell] * len(columns))
    if scoring == "等次":
        one = st.sampled_from([("√", ""), ("", "√"), ("", "")])
        row = st.tuples(*[one] * len(CODES)).map(lambda ticks: tuple(cell for pair in ticks for cell in pair))
    if scoring == "排名":
        row = st.permutations(values).map(tuple)
    rows = [draw(st.lists(row, min_size=1, max_size=4)) for _ in CLASSES]
    for _ in range(draw(st.integers(1, 2))):
        of_class = draw(st.sampled_from(rows))
        at, column = draw(st.integers(0, len(of_class) - 1)), draw(st.integers(0, len(columns) - 1))
        what = (
            draw(st.sampled_from([UNREAD, BEYOND])) if scoring in ("百分制", "分项") and dict(rules) == BACK else UNREAD
        )
        of_class[at] = (*of_class[at][:column], what, *of_class[at][column + 1 :])
    if draw(st.integers(0, 4)) == 0:
        columns, at = (*columns, VALIDITY), draw(st.integers(0, len(rows[0]) - 1))
        rows = [
            [(*each, UNREAD if (n, m) == (0, at) else "") for m, each in enumerate(of)] for n, of in enumerate(rows)
        ]
    return Replies(town, columns, tuple(tuple(map(tuple, listed)) for listed in rows))


QUICK = settings(max_examples=5, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@pytest.mark.parametrize("scoring", ["百分制", "分项", "等次", "分项等次", "排名"])
@QUICK
@given(data=st.data())
def test_ranges_hold_every_reading(scoring: str, data: Any) -> None:
    replies = data.draw(spoilt(scoring))
    hold(replies, cells_of(scoring)[1])


@pytest.mark.slow
@pytest.mark.parametrize("conversion", ["比第一名", "名次赋分"])
@QUICK
@given(data=st.data())
def test_ranges_hold_where_scores_are_compared(conversion: str, data: Any) -> None:
    hold(data.draw(spoilt("百分制", conversion)), POINTS)


# ---------------------------------------------------------------- by hand


PLAIN = tuple(RULES["plain"].items())
ONE = (("80",) * len(CODES),)
"""The one ballot of the other class: 32 points for everybody."""


def standings(replies: Replies) -> dict[str, tuple[object, str | None]]:
    """The rank as printed and the tier of each."""
    return {s.code: (s.rank_cell, s.proposed_tier) for s in replies.result().standings}


def test_one_mark_of_a_few_moves_whom_it_can_reach() -> None:
    """T2 has 83 x 60 % + 32 = 81.8; with 0 it is (166 / 3 = 55.33) 65.2, with 100 (266 / 3 = 88.67) 85.2.

    T1: 255 / 3 x 60 % + 32 = 83; T3: 256 / 3 x 60 % + 32 = 83.2; T4: 80. Only T2 can reach 85, and he may be below 70.
    """
    ballots = (("95", "94", "93", "80"), ("90", UNREAD, "89", "80"), ("70", "72", "74", "80"))
    replies = Replies(town_of("百分制", "cuts", PLAIN), CODES, (ballots, ONE))
    assert standings(replies) == {"T1": ("2–3", "中"), "T2": ("1–4", None), "T3": ("1–2", "中"), "T4": ("3–4", "中")}
    told, truth = hold(replies, POINTS)
    assert told == truth
    two = replies.result().standing_of["T2"]
    assert two.explanation == (
        "综合得分81.80分，组内第1–4名（有待更正的分数），可能是“好”至“差”，暂不提出建议；未计入1处待更正的分数"
    )
    assert (two.place, two.gain, two.loss) == (3, 2, 1)


@pytest.mark.parametrize("blank", [0, 1])
def test_a_register_by_grades_on_which_everybody_abstained_leaves_its_class_open(blank: int) -> None:
    """Before the other register, and behind it: not even one cell of it has a content."""
    columns, _ = cells_of("等次")
    ballots = [(("√", "") * len(CODES),) * 3] * 2
    ballots[blank] = (("",) * len(columns),) * 3
    result = Replies(town_of("等次", "cuts", PLAIN), columns, tuple(ballots)).result()
    assert [standing.composite for standing in result.standings] == [None] * len(CODES)


def test_one_mark_of_many_does_not_open_all_places() -> None:
    """Of 20 marks of 80 and one more the mean is 76.19 to 80.95: 77.71 to 80.57 of the whole; T3 has 79.4, T4 71."""
    row = ("90", "80", "79", "65")
    ballots = (*(row,) * 20, ("90", UNREAD, "79", "65"))
    result = Replies(town_of("百分制", "places", PLAIN, ballots=21), CODES, (ballots, ONE)).result()
    assert [s.rank_cell for s in result.standings] == [1, "2–3", "2–3", 4]
    assert [s.proposed_tier for s in result.standings] == ["好", None, None, "差"]


def test_a_mark_that_changes_no_place_leaves_ranks_and_tiers_as_they_are() -> None:
    ballots = (*((("95", "80", "60", "60"),) * 9), ("95", "80", UNREAD, "60"))
    result = Replies(
        town_of("百分制", "cuts", PLAIN, ballots=10), CODES, (ballots, (("95", "80", "20", "60"),))
    ).result()
    assert [(s.rank, s.proposed_tier) for s in result.standings] == [(1, "好"), (2, "中"), (4, "差"), (3, "差")]
    assert [s.flags for s in result.standings] == [(), (), ("未计入1处待更正的分数",), ()]
    assert result.unsettled


def test_a_ballot_that_may_be_void_is_open_for_everybody_on_it() -> None:
    """Three marks alike void a ballot (全部同分); whether the first is one of them hangs on the mark of T4."""
    rules = tuple(RULES["uniform"].items())
    ballots = (("90", "90", "90", UNREAD), ("80", "85", "70", "60"))
    replies = Replies(town_of("百分制", "cuts", rules), CODES, (ballots, ONE))
    hold(replies, POINTS)
    assert {code for code, (rank, _) in standings(replies).items() if isinstance(rank, int)} == set()


def test_a_mark_on_a_void_ballot_is_not_missed() -> None:
    ballots = (("90", "88", "87", UNREAD, "废票"), ("80", "85", "70", "60", ""))
    one = ((*ONE[0], ""),)
    result = Replies(town_of("百分制", "cuts", PLAIN), (*CODES, VALIDITY), (ballots, one)).result()
    assert [s.rank for s in result.standings] == [2, 1, 3, 4]
    assert not result.unsettled


def test_a_condition_that_a_mark_may_turn_is_not_decided() -> None:
    """好 asks for 测评得分 of 85: T1 has 95 and keeps it; T2 has 85.8, and 67.8 to 87.8 as his third mark may be."""
    ballots = (("95", "90", "60", "50"), ("95", "90", "60", "50"), ("95", UNREAD, "60", "50"))
    one = (("95", "79.5", "60", "50"),)
    result = Replies(town_of("百分制", "gated", PLAIN), CODES, (ballots, one)).result()
    two = result.standing_of["T2"]
    assert (result.standing_of["T1"].proposed_tier, two.rank, two.proposed_tier) == ("好", 2, None)
    assert "测评得分现为85.80分，有待更正的分数，尚不能判断“好”的条件" in two.reason


def test_a_row_counted_by_hand_that_was_not_understood_leaves_its_class_open() -> None:
    """T1 has 90 from one unit; what the other counted was not understood, so that any mean from 0 to 100 may come."""
    raw = sheets(
        考核板块="板块|权重|来源|满分|适用排名组\n测评|100|测评||",
        测评=f"名称|权重|计票方式|打分方式\n{HAND}|100|计票汇总|百分制",
        票类=f"测评|票类|权重|应到人数\n{HAND}|{PEOPLE}|100|20",
        填报任务="填报单位|表种|考核对象范围|测评|票类|预计份数\n"
        + "\n".join(f"{unit}|计票汇总|乡镇|{HAND}|{PEOPLE}|10" for unit in ("县委办公室", "县委评议组")),
    )
    town, heads = Town(scheme_of(raw)), "编号|发出|收回|有效|无效|弃权|合计分"
    one = tally(town, f"{heads}\nT1|10|10|10|0|0|900\nT2|10|10|10|0|0|800", unit="U1")
    two = tally(town, f"{heads}\nT1|10|10|10|0|0|九百\nT2|10|10|10|0|0|800", unit="U4")
    first, second, _ = counted(town, one, two)[0].standings
    assert (first.composite, first.rank_cell, second.rank_cell) == (90_00, "1–2", "1–2")
    assert first.flags == ("未计入1处待更正的分数",)


def test_points_of_a_band_may_change_with_a_tick() -> None:
    """18 of 20 votes are 90 % and 200 points; 18 of 21 are 85.7 %, and 19 of 21 90.5 %. 17 of 20 are 190 points.

    A cell of 好 can only be a vote for it, or none; a cell of 差 can cost T1 a band.
    """
    raw = with_rule()
    tables = {
        "考核板块": "板块|权重|来源|满分|适用排名组|折算\n测评|100|测评|200||得票率分档",
        "测评": f"名称|权重|计票方式|打分方式\n{POLL}|100|逐票|等次",
        "票类": f"测评|票类|权重|应到人数\n{POLL}|{LEADERS}|100|30",
        "填报任务": f"填报单位|表种|考核对象范围|测评|票类|预计份数\n县委办公室|测评票|乡镇|{POLL}|{LEADERS}|30",
        "得票率分档": "板块|测评|等级|得票范围|票类|分母|下限|得分\n"
        + "\n".join(f"测评|{POLL}|好|||{band}" for band in ("|90|200", "|80|190", "|0|150")),
    }
    raw |= {name: table(text) for name, text in tables.items()}
    town = Town(scheme_of(raw))
    rows = ["√||√|"] * 17 + ["√|||√"] + ["|√||√"] * 2
    found = []
    for last in ("看不清|||", "|看不清||"):
        lines = [f"{number:03d}|{row}" for number, row in enumerate([*rows, last], 1)]
        text = "\n".join(["票号|T1:好|T1:差|T2:好|T2:差", *lines])
        first, second, _ = counted(town, register(town, text, voter_class=LEADERS, issued=30, returned=21))[0].standings
        assert (first.composite, second.composite) == (100_00, 95_00)
        found.append((first.rank_cell, second.rank_cell))
    assert found == [(1, 2), (1, "1–2")]
