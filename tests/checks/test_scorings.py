"""Marks of several entries: by items all or none, by grades one tick; whose own ballot it is."""

from __future__ import annotations

import pytest

from lianping_xlsx.checks.countable import BALLOT_VOID, BOTH_VOID, MARK_VOID, VALID
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.scheme.terms import FormKind
from tests.returns import judged, register, tally
from tests.small import LEADERS, SHEETS, Town, scheme_of, scored, sheets

STATE = {VALID: "计入", MARK_VOID: "分作废", BALLOT_VOID: "票作废", BOTH_VOID: "票作废"}
ITEMS = scored("分项")
GRADES = scored("等次", "等次")


def states(found: Judged, town: Town) -> dict[str, dict[str, tuple[float, str]]]:
    """票号 → 编号 → points and what became of them."""
    marks, rows = found.counted.marks, town.form(FormKind.BALLOTS).rows
    told: dict[str, dict[str, tuple[float, str]]] = {}
    cells = zip(*(marks[name].tolist() for name in ("ballot", "ratee", "value", "state")), strict=True)
    for ballot, ratee, value, state in sorted(cells):
        told.setdefault(rows[ballot].ballot, {})[town.scheme.ratees[ratee].code] = (value / 100, STATE[state])
    return told


def ballots(town: Town, text: str, count: int, **which: str) -> tuple[Judged, list[tuple[str, str]]]:
    which = {"voter_class": LEADERS} | which
    found, findings = judged(town, register(town, text, issued=count, returned=count, **which))
    return found, [(finding.code, finding.message) for finding in findings]


# ---------------------------------------------------------------- 分项


def test_the_items_of_a_ratee_make_one_mark() -> None:
    found, told = ballots(ITEMS, "票号|T1:N1|T1:N2|T2:N1|T2:N2\n001|55.5|38|60|40\n002|0|0||", 2)
    assert told == []
    assert states(found, ITEMS) == {"001": {"T1": (93.5, "计入"), "T2": (100, "计入")}, "002": {"T1": (0, "计入")}}


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        (
            "55|", "ballot.items-missing",
            "001号票对“云溪镇 陆明澈”的测评有1项没有打分，缺项的不计，此票对该人按无效处理。",
        ),
        (
            "61|38", "ballot.mark-void",
            "001号票对“云溪镇 陆明澈 N1（60分）”的评分登记为61分，超出0至60，该分作废。",
        ),
        (
            "55|-1", "ballot.mark-void",
            "001号票对“云溪镇 陆明澈 N2（40分）”的评分登记为-1分，超出0至40，该分作废。",
        ),
    ],
)  # fmt: skip
def test_an_item_that_does_not_count_costs_the_mark_of_its_ratee_alone(row: str, code: str, message: str) -> None:
    found, told = ballots(ITEMS, f"票号|T1:N1|T1:N2|T2:N1|T2:N2\n001|{row}|50|30", 1)
    assert told == [(code, message)]
    assert states(found, ITEMS) == {"001": {"T1": (0, "分作废"), "T2": (80, "计入")}}


def test_an_item_that_could_not_be_read_has_been_said_already() -> None:
    found, told = ballots(ITEMS, "票号|T1:N1|T1:N2\n001|很好|38", 1)
    assert told == []
    assert states(found, ITEMS)["001"]["T1"] == (0, "分作废")


def test_out_of_the_range_of_an_item_goes_back_where_the_rule_says_so() -> None:
    town = scored("分项", 超范围分数处理="退回更正")
    _, findings = judged(town, register(town, "票号|T1:N1|T1:N2\n001|55|41", voter_class=LEADERS, issued=1, returned=1))
    assert [(finding.code, finding.severity) for finding in findings] == [("cell.out-of-range", Severity.ERROR)]
    assert "0至40之间" in findings[0].remedy + findings[0].message


def test_half_a_point_of_an_item_is_no_percentage() -> None:
    assert ballots(ITEMS, "票号|T1:N1|T1:N2\n001|0.5|1", 1)[1] == []


def test_uniform_are_sums_not_items() -> None:
    text = (
        "票号|T1:N1|T1:N2|T2:N1|T2:N2|T3:N1|T3:N2\n001|50|30|45|35|60|20\n002|60|40|60|40|60|40\n003|50|30|50|30|61|19"
    )
    found, told = ballots(ITEMS, text, 3)
    assert [code for code, _ in told] == ["ballot.mark-void", "ballot.void-all-same", "ballot.void-all-full"]
    assert states(found, ITEMS)["003"] == {"T1": (80, "计入"), "T2": (80, "计入"), "T3": (0, "分作废")}


def _both_ways(points: dict[str, int], **rules: str) -> list[str]:
    """The codes that void a whole ballot with these marks, by 百分制 and by 分项; they are the same.

    105 is out of range: as 65 of 60 on the first item it is as well.
    """
    found = []
    for scoring in ("百分制", "分项"):
        town = scored(scoring, **rules)
        if scoring == "分项":
            heads = [f"{ratee}:{item}" for ratee in points for item in ("N1", "N2")]
            marks = [str(part) for given in points.values() for part in (given - min(given, 40), min(given, 40))]
        else:
            heads, marks = list(points), [str(given) for given in points.values()]
        _, told = ballots(town, f"票号|{'|'.join(heads)}\n001|{'|'.join(marks)}", 1)
        found.append([code for code, _ in told if code.startswith("ballot.void")])
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("points", "from_", "void"),
    [
        ({"T1": 85, "T2": 85, "T3": 105}, "2", ["ballot.void-all-same"]),  # the void mark is not looked at
        ({"T1": 100, "T2": 100, "T3": 105}, "2", ["ballot.void-all-full"]),
        ({"T1": 85, "T2": 85, "T3": 105}, "3", []),  # nor does it count among those marked
        ({"T1": 85, "T2": 105, "T3": 105}, "2", []),
        ({"T1": 85, "T2": 84, "T3": 105}, "2", []),
    ],
)
def test_uniform_is_judged_by_valid_marks_alone(points: dict[str, int], from_: str, void: list[str]) -> None:
    assert _both_ways(points, 同分满分作废起算人数=from_) == void


@pytest.mark.parametrize(
    ("points", "void"),
    [
        ({"T1": 90, "T2": 105, "T3": 70}, []),  # a void mark is not high: 1 of 3, and 50 % of 3 are 1
        ({"T1": 90, "T2": 91, "T3": 105}, ["ballot.void-high-share"]),  # of all three on the ballot, not of two
        ({"T1": 90, "T2": 91}, ["ballot.void-high-share"]),
        ({"T1": 90}, []),  # of those on the ballot, not of those marked
    ],
)
def test_high_is_judged_by_valid_marks_and_its_share_by_all_on_the_ballot(
    points: dict[str, int], void: list[str]
) -> None:
    assert _both_ways(points, 高分人数比例上限="50") == void


def test_an_own_mark_is_neither_high_nor_one_of_those_that_are_the_same() -> None:
    town = mutual(ALONE, 高分人数比例上限="50")
    _, told = ballots(town, "票号|T1|T2|T3\n001|100|95|70", 1)
    assert [code for code, _ in told] == ["ballot.own-mark"]
    town = mutual(ALONE)
    _, told = ballots(town, "票号|T1|T2|T3\n001|80|80|80", 1)
    assert [code for code, _ in told] == ["ballot.own-mark"]  # two of others are less than three


def test_the_share_of_high_marks_holds_for_grades_by_their_points() -> None:
    """好 is worth 100, 差 40; the line is 90."""
    town = scored("等次", "等次", 高分人数比例上限="50")
    _, told = ballots(town, "票号|T1:好|T1:差|T2:好|T2:差|T3:好|T3:差\n001|√||√|||√\n002|√|||√||", 2)
    assert told == [("ballot.void-high-share", "“县委领导”001号票有2人达到90分，超过1人的上限，按规则整票作废。")]


# ---------------------------------------------------------------- 等次


def test_a_tick_stands_for_its_points() -> None:
    found, told = ballots(GRADES, "票号|T1:好|T1:差|T2:好|T2:差\n001|√||| 1\n002||○||", 2)
    assert told == []
    assert states(found, GRADES) == {"001": {"T1": (100, "计入"), "T2": (40, "计入")}, "002": {"T1": (40, "计入")}}
    assert found.counted.grades[["ratee", "grade", "count"]].to_numpy().tolist() == [[0, 0, 1], [0, 1, 1], [1, 1, 1]]


def test_the_points_of_a_tick_are_no_mark_on_another_scale() -> None:
    """好 is worth one point, 差 nothing: nobody typed that, and nobody is asked about it."""
    raw = sheets(评价等级="等级 | 折算分\n好 | 1\n差 | 0")
    raw["测评"][1][3] = "等次"
    town = Town(scheme_of(raw))
    found, told = ballots(town, "票号|T1:好|T2:好|T3:好|T1:差\n001|√|√|√|\n002||√|√|√", 2)
    assert told == []
    assert states(found, town)["002"] == {"T1": (0, "计入"), "T2": (1, "计入"), "T3": (1, "计入")}


def test_two_ticks_are_none() -> None:
    found, told = ballots(GRADES, "票号|T1:好|T1:差|T2:好|T2:差\n001|√|√|√|", 1)
    assert [code for code, _ in told] == ["ballot.several-ticks"]
    assert told[0][1].startswith("001号票对“云溪镇 陆明澈”的测评")
    assert states(found, GRADES) == {"001": {"T1": (0, "分作废"), "T2": (100, "计入")}}


@pytest.mark.parametrize("row", ["×|", "×|√"])
def test_what_is_no_tick_costs_the_mark(row: str) -> None:
    found, _ = ballots(GRADES, f"票号|T1:好|T1:差\n001|{row}", 1)
    assert states(found, GRADES) == {"001": {"T1": (0, "分作废")}}
    assert found.counted.grades.empty


def test_the_same_grade_for_everybody_is_a_vote() -> None:
    text = "票号|T1:好|T2:好|T3:好\n001|√|√|√"
    found, told = ballots(GRADES, text, 1)
    assert told == []
    assert set(states(found, GRADES)["001"].values()) == {(100, "计入")}

    few = scored("等次", 高分人数比例上限="70")  # at most floor(70% of 3) = 2
    found, told = ballots(few, text, 1)
    assert [code for code, _ in told] == ["ballot.void-high-share"]
    assert found.counted.grades.empty


# ---------------------------------------------------------------- 本人票不计


def mutual(people: str, ballots: int = 1, **rules: str) -> Town:
    """县委领导's register is filled in by 县委办公室."""
    raw = sheets(考核对象=people, 填报任务=SHEETS["填报任务"].replace(f"| {LEADERS}   | 4", f"| {LEADERS} | {ballots}"))
    for row in raw["计分规则"]:
        row[1] = rules.get(str(row[0]), row[1])
    return Town(scheme_of(raw))


ALONE = SHEETS["考核对象"].replace(
    "T1   | 陆明澈        | 党委书记   | 云溪镇   | 乡镇   |", "T1|陆明澈|书记|云溪镇|乡镇|县委办公室"
)
VOTED = "票号|T1|T2|T3\n001|100|80|70"


def test_nobody_counts_for_himself() -> None:
    town = mutual(ALONE)
    found, told = ballots(town, VOTED, 1)
    assert [code for code, _ in told] == ["ballot.own-mark"]
    assert states(found, town) == {"001": {"T1": (100, "分作废"), "T2": (80, "计入"), "T3": (70, "计入")}}


def test_of_more_ballots_than_his_own_nobody_knows_which_is_his() -> None:
    """Forms of 0.2.0 for a single voter were registers, with rows to spare."""
    town = mutual(ALONE)
    found, told = ballots(town, f"{VOTED}\n002|95|80|70", 2, version="1")
    assert "ballot.own-mark" not in [code for code, _ in told]
    own = found.counted.marks[found.counted.marks["ratee"] == 0]
    assert own[["ballot", "value", "state"]].to_numpy().tolist() == [[0, 100_00, VALID], [1, 95_00, VALID]]


def test_his_own_mark_is_told_of_once() -> None:
    """What was void already needs no second reason."""
    town = mutual(ALONE)
    assert [code for code, _ in ballots(town, VOTED.replace("100", "101"), 1)[1]] == ["ballot.mark-void"]
    assert ballots(town, VOTED.replace("100", "很好"), 1)[1] == []


def test_an_own_mark_that_could_not_be_read_makes_no_ballot_uniform() -> None:
    town = mutual(ALONE)
    found, _ = ballots(town, "票号|T1|T2|T3\n001|很好|0|0", 1)
    assert states(found, town) == {"001": {"T1": (0, "分作废"), "T2": (0, "计入"), "T3": (0, "计入")}}


@pytest.mark.parametrize(
    "town",
    [
        mutual(ALONE, ballots=2),  # nobody knows which of them is his
        mutual(ALONE.replace("石栏镇   | 乡镇   |", "石栏镇|乡镇|县委办公室")),
        mutual(ALONE, 本人票不计="否"),
        mutual(SHEETS["考核对象"]),
    ],
    ids=["two ballots", "two of one unit", "rule off", "at home nowhere"],
)
def test_where_it_is_not_known_to_be_his_a_mark_counts(town: Town) -> None:
    found, told = ballots(town, VOTED, 1)
    assert "ballot.own-mark" not in [code for code, _ in told]
    assert states(found, town)["001"]["T1"] == (100, "计入")


def test_on_the_ballot_of_a_single_voter_an_item_is_named_with_the_person() -> None:
    raw = sheets(填报任务=SHEETS["填报任务"].replace(f"| {LEADERS}   | 4", f"| {LEADERS} | 1"))
    raw["测评"][1][3] = "分项"
    _, told = ballots(Town(scheme_of(raw)), "票号|T2:N1|T2:N2\n001|61|40", 1)
    assert told == [("ballot.mark-void", "001号票对“石栏镇 叶尔江·萨迪克 N1”的评分登记为61分，超出0至60，该分作废。")]


# ---------------------------------------------------------------- 计票汇总 by grades

HEAD = "编号 | 发出 | 收回 | 好 | 差 | 无效 | 弃权"


def test_counts_of_grades_make_votes_and_points() -> None:
    found, findings = judged(GRADES, tally(GRADES, f"{HEAD}\nT1|20|20|15|3|1|1\nT2|20|19|0|0|19|0\nT3|20|20|20|0|0|0"))
    assert findings == ()
    columns = ["ratee", "issued", "returned", "valid", "void", "abstained", "total"]
    assert found.counted.tallies[columns].to_numpy().tolist() == [
        [0, 20, 20, 18, 1, 1, 1620_00],  # 15 x 100 + 3 x 40
        [1, 20, 19, 0, 19, 0, 0],
        [2, 20, 20, 20, 0, 0, 2000_00],
    ]
    assert found.counted.grades[["ratee", "grade", "count"]].to_numpy().tolist() == [
        [0, 0, 15], [0, 1, 3], [1, 0, 0], [1, 1, 0], [2, 0, 20], [2, 1, 0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("T2|20|20|15|3|1|0", "tally.grades-not-adding-up", "E8"),
        ("T2|19|20|15|3|1|1", "tally.more-returned", "E8"),
        ("T2|20|20||19|1|0", "cell.blank", "F8"),
    ],
)
def test_a_row_of_grades_that_does_not_add_up_costs_only_itself(row: str, code: str, cell: str) -> None:
    found, findings = judged(GRADES, tally(GRADES, f"{HEAD}\nT1|20|20|15|3|1|1\n{row}\nT3|20|20|20|0|0|0"))
    assert [(finding.code, finding.place.cell) for finding in findings] == [(code, cell)]
    assert found.counted.tallies["ratee"].tolist() == [0, 2]
    assert set(found.counted.grades["ratee"]) == {0, 2}
