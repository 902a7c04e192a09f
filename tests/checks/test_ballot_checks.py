"""Which marks on ballots count: void is the mark, the ballot, or the whole register; each void says why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.checks.countable import BALLOT_VOID, BOTH_VOID, MARK_VOID, VALID
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.scheme.terms import FormKind
from tests.returns import judged, register
from tests.small import LEADERS, TOWN, Town, scheme_of, scored, with_rule

STATE = {VALID: "", MARK_VOID: "分作废", BALLOT_VOID: "票作废", BOTH_VOID: "票作废"}
Codes = list[tuple[str, str | None]]


def town_of(**rules: str) -> Town:
    return Town(scheme_of(with_rule(**rules)))


def marks_of(found: Judged, town: Town = TOWN) -> dict[tuple[str, str], tuple[float, str]]:
    """(票号, 编号) → points and what became of them."""
    marks = found.counted.marks
    rows = town.form(FormKind.BALLOTS).rows
    cells = zip(*(marks[name].tolist() for name in ("ballot", "ratee", "value", "state")), strict=True)
    return {
        (rows[ballot].ballot, town.scheme.ratees[ratee].code): (value / 100, STATE[state])
        for ballot, ratee, value, state in cells
    }


def told(findings: tuple[Finding, ...]) -> Codes:
    return [(finding.code, finding.place.cell) for finding in findings]


def registers_of(found: Judged) -> list[tuple[int, int, int]]:
    """(发出, 登记, 整票作废) of each form."""
    columns = found.counted.registers[["issued", "returned", "void"]]
    return [tuple(row) for row in columns.itertuples(index=False, name=None)]


def ballots(town: Town, text: str, *, issued: int | None = 4, returned: int | None = 4) -> FormReading:
    return register(town, text, voter_class=LEADERS, issued=issued, returned=returned)


# ---------------------------------------------------------------- marks


def test_marks_that_count_marks_that_do_not_and_abstentions() -> None:
    found, findings = judged(
        TOWN,
        ballots(
            TOWN,
            """
            票号 | T1   | T2    | T3
            001  | 90   | 80.5  | 0
            002  | 101  | 100   | 70
            003  | 约90 |       | 60
            004  | -1   | 79    | 61
            """,
        ),
    )
    assert marks_of(found) == {
        ("001", "T1"): (90, ""),
        ("001", "T2"): (80.5, ""),
        ("001", "T3"): (0, ""),
        ("002", "T1"): (101, "分作废"),
        ("002", "T2"): (100, ""),
        ("002", "T3"): (70, ""),
        ("003", "T1"): (0, "分作废"),  # the error itself was found when it was read
        ("003", "T3"): (60, ""),
        ("004", "T1"): (-1, "分作废"),
        ("004", "T2"): (79, ""),
        ("004", "T3"): (61, ""),
    }
    assert told(findings) == [("ballot.mark-void", "C8"), ("ballot.mark-void", "C10")]
    assert findings[0].message == "002号票对“云溪镇 陆明澈”的评分登记为101分，超出0至100，该分作废。"
    assert registers_of(found) == [(4, 4, 0)]


def test_a_mark_takes_few_bytes_whatever_another_one_says() -> None:
    """A mark of many digits is told of as it stands, and does not count; only its column is as wide as it needs."""
    found, findings = judged(TOWN, ballots(TOWN, "票号 | T1 | T2\n001 | 90 | 80\n002 | 99999999999 | 70"))
    usual, _ = judged(TOWN, ballots(TOWN, "票号 | T1 | T2\n001 | 90 | 80\n002 | 90 | 70"))
    assert marks_of(found)["002", "T1"] == (99_999_999_999, "分作废")
    assert ("ballot.mark-void", "C8") in told(findings)
    sizes = [frame.dtypes.map(lambda kind: kind.itemsize).sum() for frame in (usual.counted.marks, found.counted.marks)]
    assert sizes == [5 * 1 + 4 + 1, 5 * 1 + 8 + 1]


def test_out_of_range_goes_back_where_the_rule_says_so() -> None:
    town = town_of(超范围分数处理="退回更正")
    found, findings = judged(town, ballots(town, "票号 | T1\n001 | 101", returned=1))
    assert marks_of(found)["001", "T1"] == (101, "分作废")
    assert told(findings) == [("cell.out-of-range", "C7")]
    assert findings[0].severity is Severity.ERROR


@pytest.mark.parametrize(("mark", "asked"), [("0.95", True), ("1", True), ("0", False), ("1.01", False)])
def test_a_mark_that_may_be_a_percentage(mark: str, asked: bool) -> None:
    found, findings = judged(TOWN, ballots(TOWN, f"票号 | T1\n001 | {mark}", returned=1))
    assert told(findings) == ([("cell.fraction", "C7")] if asked else [])
    assert marks_of(found)["001", "T1"] == (float(mark), "")  # counted as it stands
    if asked:
        assert f"如果是{float(mark) * 100:g}分" in findings[0].remedy


# ---------------------------------------------------------------- other scales


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the whole register: one word, none of its cells
        (
            "001 | 9 | 8.5 | 9.5\n002 | 0.9 | 10 | 7",
            [("ballot.scale", None, "“县委领导”全部2张测评票共6个分数，最高只有10分")],
        ),
        ("001 | 0.95 | 0.9 | 1", [("ballot.scale", None, "“县委领导”全部1张测评票共3个分数，最高只有1分")]),
        # one ballot
        (
            "001 | 90 | 85 | 95\n002 | 9 | 0.85 | 9.5",
            [("ballot.scale", "B8", "“县委领导”002号票共3个分数，最高只有9.5分")],
        ),
        # one ratee's column
        (
            "001 | 9 | 85 | 95\n002 | 8 | 81 | 90\n003 | 10 | 82 | 91",
            [("ballot.scale", "C7", "“县委领导”各票对“云溪镇 陆明澈”共3个分数，最高只有10分")],
        ),
        # a ballot first, what is left of the columns then
        (
            "001 | 9 | 85 | 95\n002 | 8 | 7 | 9\n003 | 10 | 82 | 91\n004 | 9 | 80 | 90",
            [("ballot.scale", "B8", "“县委领导”002号票"), ("ballot.scale", "C7", "“县委领导”各票对“云溪镇 陆明澈”")],
        ),
        # two low marks are chance, noughts and marks out of range no scale, and 10.01 is above ten
        ("001 | 9 | 8 |\n002 | 90 | 80 | 70", []),
        ("001 | 9 | 8 | 10.01\n002 | 90 | 80 | 70", []),
        ("001 | -1 | 8 | 7\n002 | 90 | 80 | 70", [("ballot.mark-void", "C7", "")]),
        ("001 | 9 | 8 | 约7\n002 | 90 | 80 | 70", []),
    ],
)
def test_marks_on_another_scale_are_asked_about_once(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found, findings = judged(TOWN, ballots(TOWN, f"票号 | T1 | T2 | T3\n{text}", returned=text.count("\n") + 1))
    assert told(findings) == [(code, cell) for code, cell, _ in expected]
    assert all(finding.message.startswith(words) for finding, (_, _, words) in zip(findings, expected, strict=True))
    assert {finding.severity for finding in findings} <= {Severity.WARNING}
    if all(code == "ballot.scale" for code, _, _ in expected) and "约" not in text:
        assert {state for _, state in marks_of(found).values()} == {""}  # counted as they stand


any_mark = st.sampled_from(["", "0", "0.95", "9", "85", "约9"])


@settings(max_examples=40)
@given(st.lists(st.tuples(any_mark, any_mark, any_mark), min_size=1, max_size=6))
def test_each_low_mark_is_told_of_at_most_once(rows: list[tuple[str, ...]]) -> None:
    lines = [" | ".join([f"{number:03}", *row]) for number, row in enumerate(rows, 1)]
    _, findings = judged(TOWN, ballots(TOWN, "\n".join(["票号 | T1 | T2 | T3", *lines]), issued=9, returned=None))
    scales = [finding for finding in findings if finding.code == "ballot.scale"]
    fractions = {finding.place.cell for finding in findings if finding.code == "cell.fraction"}
    marks = {f"{'CDE'[at]}{number}": cell for number, row in enumerate(rows, 7) for at, cell in enumerate(row)}
    low = {cell for cell, mark in marks.items() if mark in ("0", "0.95", "9")}
    told = sum(int(finding.slots["count"]) for finding in scales)
    assert all(float(finding.slots["top"]) <= 10 for finding in scales)
    assert fractions <= {cell for cell, mark in marks.items() if mark == "0.95"}
    assert told + len(fractions) <= len(low)
    whole = [row for row in rows if "85" not in row and row.count("") + row.count("约9") == 0 and set(row) != {"0"}]
    assert len(scales) >= min(1, len(whole))


def test_noughts_for_everybody_are_no_scale() -> None:
    _, findings = judged(TOWN, ballots(TOWN, "票号 | T1 | T2 | T3\n001 | 0 | 0 | 0", returned=1))
    assert told(findings) == [("ballot.void-all-same", "B7")]
    _, findings = judged(TOWN, ballots(TOWN, "票号 | T1 | T2 | T3\n001 | 0 | 0 | 0.01", returned=1))
    assert told(findings) == [("ballot.scale", None)]


@pytest.mark.parametrize("rule", ["该分作废", "退回更正"])
def test_items_that_were_marked_out_of_a_hundred_are_said_once(rule: str) -> None:
    town = scored("分项", 超范围分数处理=rule)
    text = "票号 | T1:N1 | T1:N2 | T2:N1 | T2:N2\n001 | 90 | 85 | 95 | 90\n002 | 50 | 35 | 61 | 30"
    found, findings = judged(town, register(town, text, voter_class=LEADERS, issued=4, returned=2))
    (said,) = [finding for finding in findings if finding.code == "ballot.items-scale"]
    assert said.message == ("“县委领导”001号票的4个分数都超过了该项的分值，像是每一项都按100分打的，都没有计入。")
    each = [finding.code for finding in findings if finding.code != "ballot.items-scale"]
    assert each == (["ballot.mark-void"] if rule == "该分作废" else ["cell.out-of-range"] * 5)
    assert {key: state for key, (_, state) in marks_of(found, town).items()} == {
        ("001", "T1"): "分作废",
        ("001", "T2"): "分作废",
        ("002", "T1"): "",
        ("002", "T2"): "分作废",
    }


def test_a_register_of_such_ballots_is_one_finding() -> None:
    town = scored("分项")
    text = "票号 | T1:N1 | T1:N2 | T2:N1 | T2:N2\n001 | 90 | 85 | 95 | 90\n002 | 70 | 75 | |"
    _, findings = judged(town, register(town, text, voter_class=LEADERS, issued=4, returned=2))
    assert told(findings) == [("ballot.items-scale", None)]
    assert findings[0].message.startswith("“县委领导”全部2张测评票的6个分数")


@pytest.mark.parametrize(
    ("marks", "asked"),
    [
        ("90 | 85 | 95 |", True),
        ("90 | 85 | 95 | 约9", True),  # what could not be read says nothing
        ("60.01 | 40.01 | 100 |", True),  # a hundredth beyond the item's points; up to a hundred
        ("90 | 85 | 100.01 |", False),  # that is no mark out of a hundred either
        ("60 | 85 | 95 | 90", False),  # the first is within its points
        ("90 | 85 | |", False),  # two may be chance
    ],
)
def test_what_looks_like_items_marked_out_of_a_hundred(marks: str, asked: bool) -> None:
    """N1 has 60 points, N2 has 40."""
    town = scored("分项")
    text = f"票号 | T1:N1 | T1:N2 | T2:N1 | T2:N2\n001 | {marks}\n002 | 50 | 35 | 55 | 30"
    _, findings = judged(town, register(town, text, voter_class=LEADERS, issued=4, returned=2))
    assert ([f.place.cell for f in findings if f.code == "ballot.items-scale"]) == (["B7"] if asked else [])


# ---------------------------------------------------------------- ballots


def test_a_ballot_declared_void_by_the_tellers() -> None:
    found, findings = judged(
        TOWN,
        ballots(TOWN, "票号 | T1 | T2 | 效力\n001 | 90 | 80 | 废票\n002 | | | 废票\n003 | 70 | 60 | 有效", returned=3),
    )
    assert {key: state for key, (_, state) in marks_of(found).items()} == {
        ("001", "T1"): "票作废",
        ("001", "T2"): "票作废",
        ("003", "T1"): "",
        ("003", "T2"): "",
    }
    assert told(findings) == [("ballot.void-by-hand", "B7"), ("ballot.void-by-hand", "B8")]
    assert findings[0].message == "“县委领导”001号票登记为废票，整票不计。"
    assert registers_of(found) == [(4, 3, 2)]


UNIFORM = """
    票号 | T1  | T2  | T3
    001  | 100 | 100 | 100
    002  | 85  | 85  | 85
    003  | 85  | 85  |
    004  | 100 | 100 | 99.99
    """


@pytest.mark.parametrize(
    ("rules", "void"),
    [
        ({}, {"001", "002"}),  # from three marks on
        ({"全部满分的票作废": "否"}, {"001", "002"}),  # all full is all the same as well
        ({"全部同分的票作废": "否"}, {"001"}),
        ({"全部满分的票作废": "否", "全部同分的票作废": "否"}, set()),
        ({"同分满分作废起算人数": "2"}, {"001", "002", "003"}),
        ({"同分满分作废起算人数": "4"}, set()),
    ],
)
def test_the_same_for_everybody_is_no_vote(rules: dict[str, str], void: set[str]) -> None:
    town = town_of(**rules)
    found, findings = judged(town, ballots(town, UNIFORM))
    assert {ballot for (ballot, _), (_, state) in marks_of(found).items() if state == "票作废"} == void
    voids = [finding for finding in findings if finding.code.startswith("ballot.")]
    assert {finding.message[6:9] for finding in voids} == void
    assert {finding.severity for finding in voids} <= {Severity.NOTE}


def test_why_a_ballot_is_void() -> None:
    _, findings = judged(TOWN, ballots(TOWN, UNIFORM))
    assert [finding.message for finding in findings] == [
        "“县委领导”001号票给3人全部打了满分，按规则整票作废。",
        "“县委领导”002号票给3人全部打了85分，按规则整票作废。",
    ]


def test_what_could_not_be_read_is_not_the_same_for_everybody() -> None:
    found, findings = judged(TOWN, ballots(TOWN, "票号 | T1 | T2 | T3\n001 | 0 | 0 | 约90", returned=1))
    assert findings == ()
    assert marks_of(found)["001", "T1"] == (0, "")


def test_too_many_high_marks() -> None:
    """高分线 90, at most 50 % of 3 persons, that is 1."""
    town = town_of(高分人数比例上限="50")
    found, findings = judged(
        town,
        ballots(
            town,
            """
            票号 | T1   | T2    | T3
            001  | 90   | 89.99 | 70
            002  | 90   | 91    | 70
            003  | 99   |       |
            004  | 90   | 90    | 90
            """,
        ),
    )
    assert {ballot for (ballot, _), (_, state) in marks_of(found).items() if state} == {"002", "004"}
    assert [finding.code for finding in findings] == ["ballot.void-all-same", "ballot.void-high-share"]
    assert findings[1].message == "“县委领导”002号票有2人达到90分，超过1人的上限，按规则整票作废。"


@pytest.mark.parametrize(
    ("number", "share", "void", "limit"),
    [
        ("1", "", {"002", "003", "004"}, 1),
        ("2", "", {"003", "004"}, 2),
        ("3", "", set[str](), None),
        ("2", "34", {"002", "003", "004"}, 1),  # 34 % of 3 is 1: the lower of both limits
        ("1", "67", {"002", "003", "004"}, 1),  # 67 % of 3 is 2
        ("0", "100", {"001", "002", "003", "004"}, 0),
    ],
)
def test_too_many_high_marks_by_number_and_by_share(number: str, share: str, void: set[str], limit: int | None) -> None:
    """高分线 90: one, two, three and three of three persons."""
    town = town_of(高分人数上限=number, 高分人数比例上限=share)
    text = "票号|T1|T2|T3\n001|90|89.99|70\n002|90|91|70\n003|99|98|97\n004|90|92|91"
    found, findings = judged(town, ballots(town, text))
    assert {ballot for (ballot, _), (_, state) in marks_of(found).items() if state} == void
    assert [finding.code for finding in findings] == ["ballot.void-high-share"] * len(void)
    assert all(f"超过{limit}人的上限" in finding.message for finding in findings)


def test_a_share_of_nothing_lets_nobody_have_a_high_mark() -> None:
    town = town_of(高分人数比例上限="0")
    found, _ = judged(town, ballots(town, "票号 | T1 | T2\n001 | 90 | 80\n002 | 89 | 80", returned=2))
    assert {ballot for (ballot, _), (_, state) in marks_of(found).items() if state} == {"001"}


# ---------------------------------------------------------------- the register

THREE = """
    票号 | T1 | T2 | T3
    001  | 90 | 80 | 70
    002  | 91 | 81 | 71
    003  | 92 | 82 | 72
    """


@pytest.mark.parametrize(
    ("issued", "returned", "expected"),
    [
        (4, 3, []),
        (3, 3, []),
        (2, 3, ["poll.more-returned"]),
        (2, None, ["poll.count-blank", "poll.more-returned"]),  # three are registered
        (4, 4, ["poll.count-differs"]),
        (4, 2, ["poll.count-differs"]),
        (None, 3, ["poll.count-blank"]),
        (None, None, ["poll.count-blank"] * 2),
    ],
)
def test_issued_returned_and_registered(issued: int | None, returned: int | None, expected: list[str]) -> None:
    found, findings = judged(TOWN, ballots(TOWN, THREE, issued=issued, returned=returned))
    assert [finding.code for finding in findings] == expected
    assert {finding.place.cell for finding in findings} <= {None}  # of the sheet
    void = "poll.more-returned" in expected
    assert {state for _, state in marks_of(found).values()} == {"票作废" if void else ""}
    assert registers_of(found) == [(3 if issued is None else issued, 3, 3 if void else 0)]


def test_more_returned_than_issued_may_be_kept() -> None:
    town = town_of(收回多于发出即作废="否")
    found, findings = judged(town, ballots(town, THREE, issued=2, returned=3))
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("poll.more-returned-kept", Severity.WARNING),
    ]
    assert {state for _, state in marks_of(found).values()} == {""}


def test_more_ballots_than_voters() -> None:
    text = "票号 | T1 | T2\n" + "\n".join(f"{n:03} | {80 + n} | 70" for n in range(1, 6))
    _, findings = judged(TOWN, ballots(TOWN, text, issued=5, returned=5))
    assert [finding.code for finding in findings] == ["poll.beyond-electorate"]
    assert findings[0].message == "“县委领导”收回5张，多于预计份数4。"


@pytest.mark.parametrize(("least", "void"), [("75", False), ("75.01", True), ("80", True), ("", False)])
def test_too_few_took_part(least: str, void: bool) -> None:
    """3 of 4 expected are 75 %."""
    town = town_of(参加测评比例下限=least)
    found, findings = judged(town, ballots(town, THREE, issued=4, returned=3))
    assert [finding.code for finding in findings] == (["poll.turnout"] if void else [])
    assert {state for _, state in marks_of(found).values()} == {"票作废" if void else ""}


@pytest.mark.parametrize(
    ("number", "share", "told"),
    [
        ("3", "", []),
        ("4", "", ["poll.turnout-number"]),
        ("3", "80", ["poll.turnout"]),
        ("4", "75", ["poll.turnout-number"]),
        ("4", "80", ["poll.turnout", "poll.turnout-number"]),
    ],
)
def test_too_few_took_part_by_number_and_by_share(number: str, share: str, told: list[str]) -> None:
    """3 came back of 4 expected, that is 75 %: each of the two limits makes the register void."""
    town = town_of(参加测评人数下限=number, 参加测评比例下限=share)
    found, findings = judged(town, ballots(town, THREE, issued=4, returned=3))
    assert [finding.code for finding in findings] == told
    assert {state for _, state in marks_of(found).values()} == {"票作废" if told else ""}


def test_turnout_goes_by_the_ballots_registered_where_no_number_is_given() -> None:
    town = town_of(参加测评比例下限="80")
    _, findings = judged(town, ballots(town, THREE, issued=4, returned=None))
    assert [finding.code for finding in findings] == ["poll.count-blank", "poll.turnout"]


def test_a_register_without_a_ballot_and_no_register_at_all() -> None:
    found, findings = judged(TOWN, ballots(TOWN, "票号 | T1", issued=4, returned=0))
    assert (registers_of(found), marks_of(found), findings) == ([(4, 0, 0)], {}, ())
    found, findings = judged(TOWN)
    assert (registers_of(found), marks_of(found), findings) == ([], {}, ())


def test_findings_on_ballots_name_the_issued_file_and_the_ballot() -> None:
    _, findings = judged(TOWN, ballots(TOWN, "票号 | T1\n002 | 101", returned=1))
    assert str(findings[0].place) == "填报单位“县委办公室” 工作表“测评票-县委领导” 单元格 C8"
    assert "回收" not in findings[0].message


marks = st.one_of(st.just(""), st.integers(0, 100).map(str), st.sampled_from(["101", "约90", "85", "85"]))


@settings(max_examples=20)
@given(
    st.lists(st.tuples(marks, marks, marks, st.sampled_from(["", "", "有效", "废票"])), min_size=1, max_size=6),
    st.none() | st.integers(0, 6),
)
def test_every_registered_ballot_is_valid_void_or_an_abstention(
    rows: list[tuple[str, ...]], issued: int | None
) -> None:
    lines = [" | ".join([f"{number:03}", *row]) for number, row in enumerate(rows, 1)]
    found, findings = judged(TOWN, ballots(TOWN, "\n".join(["票号 | T1 | T2 | T3 | 效力", *lines]), issued=issued))
    ((_, returned, void),) = registers_of(found)
    assert returned == sum(any(row) for row in rows)
    assert 0 <= void <= returned
    states = marks_of(found)
    assert len(states) == sum(cell != "" for *cells, _ in rows for cell in cells)
    assert len({ballot for (ballot, _), (_, state) in states.items() if state == "票作废"}) <= void
    for finding in findings:
        assert finding.message
        assert finding.remedy
