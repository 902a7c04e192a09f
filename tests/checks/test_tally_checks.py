"""Do counts made by hand add up? A row that does not is not counted, the others are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.scheme.terms import FormKind
from tests.returns import judged, tally
from tests.small import TOWN, Town, scheme_of, scored, with_abstained, with_rule

HEAD = "编号 | 发出 | 收回 | 有效 | 无效 | 弃权 | 合计分"
GOOD = "T1 | 20 | 20 | 18 | 1 | 1 | 1600.5"


def rows_of(found: Judged, town: Town = TOWN) -> dict[str, tuple[int, ...]]:
    columns = ["ratee", "issued", "returned", "valid", "void", "abstained", "total"]
    rows = found.counted.tallies[columns].itertuples(index=False, name=None)
    return {town.scheme.ratees[ratee].code: tuple(counts) for ratee, *counts in rows}


def test_rows_that_add_up_count() -> None:
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\n{GOOD}\nT2|20|15|15|0|0|1500\nT3|20|0|0|0|0|0"))
    assert findings == ()
    assert rows_of(found) == {
        "T1": (20, 20, 18, 1, 1, 1600_50),
        "T2": (20, 15, 15, 0, 0, 1500_00),  # all full: nobody can see single ballots
        "T3": (20, 0, 0, 0, 0, 0),
    }


@pytest.mark.parametrize(
    ("row", "code", "cell", "message"),
    [
        (
            "T2|20|19|18|1|1|1600", "tally.not-adding-up", "E8",
            "“石栏镇 叶尔江·萨迪克”的“收回”是19，不等于有效18+无效1+弃权1，没有计入。",
        ),
        (
            "T2|20|20|18|1|1|1800.01", "tally.total-too-large", "I8",
            "“石栏镇 叶尔江·萨迪克”的“合计分”是1800.01，超过有效票数18×100，没有计入。",
        ),
        (
            "T2|20|2|0|1|1|5", "tally.total-without-votes", "I8",
            "“石栏镇 叶尔江·萨迪克”的“合计分”是5，却没有有效票，没有计入。",
        ),
        (
            "T2|20|2|0|1|1|0.01", "tally.total-without-votes", "I8",
            "“石栏镇 叶尔江·萨迪克”的“合计分”是0.01，却没有有效票，没有计入。",
        ),
        (
            "T2|19|20|18|1|1|1600", "tally.more-returned", "E8",
            "“石栏镇 叶尔江·萨迪克”的“收回”是20，多于发出票数19，"
            "按规则“群众”对此人的测评票全部作废，其他人的照常计入。",
        ),
        ("T2|20|20|18|1||1600", "cell.blank", "H8", "“石栏镇 叶尔江·萨迪克”的“弃权”没有填。"),
        ("T2|20|20|18|1|1|", "cell.blank", "I8", "“石栏镇 叶尔江·萨迪克”的“合计分”没有填。"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_is_named_and_costs_only_itself(row: str, code: str, cell: str, message: str) -> None:
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\n{GOOD}\n{row}\nT3|20|20|20|0|0|1500"))
    assert [(finding.code, finding.place.cell) for finding in findings] == [(code, cell)]
    assert findings[0].message == message
    assert findings[0].severity is Severity.ERROR
    assert list(rows_of(found)) == ["T1", "T3"]


def test_every_valid_ballot_full_and_every_valid_ballot_nought_are_within_the_limits() -> None:
    """18 x 100 and 18 x 0; the latter is asked about and counted."""
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\nT1|20|20|18|1|1|1800\nT2|20|20|18|1|1|0\nT3|20|0|0|0|0|0"))
    assert [(finding.code, finding.place.cell) for finding in findings] == [("tally.low-mean", "I8")]
    assert [row[-1] for row in rows_of(found).values()] == [1800_00, 0, 0]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (("180", "1600", "1500"), ["tally.low-mean"]),  # 180 / 18 is just 10
        (("180.09", "1600", "1500"), []),  # 180.09 / 18 = 10.005: 10.01
        (("180", "180", "180.09"), ["tally.low-mean"] * 2),  # two of three
        (("180", "180", "0"), ["tally.low-means"]),  # three
    ],
)
def test_a_mean_of_ten_points_is_low(totals: tuple[str, ...], expected: list[str]) -> None:
    rows = "\n".join(f"T{number}|18|18|18|0|0|{total}" for number, total in enumerate(totals, 1))
    assert [finding.code for finding in judged(TOWN, tally(TOWN, f"{HEAD}\n{rows}"))[1]] == expected


def test_a_mean_in_the_place_of_the_sum_is_asked_about_and_counted() -> None:
    found, (finding,) = judged(TOWN, tally(TOWN, f"{HEAD}\n{GOOD}\nT2|20|20|18|1|1|88.9\nT3|20|20|20|0|0|1500"))
    assert (finding.code, finding.severity, finding.place.cell) == ("tally.low-mean", Severity.WARNING, "I8")
    assert finding.message == ("“石栏镇 叶尔江·萨迪克”的“合计分”是88.9，有效票18张，平均每张只有4.94分，已照此计入。")
    assert rows_of(found)["T2"][-1] == 88_90


def test_sums_of_marks_out_of_ten_are_one_finding() -> None:
    found, (finding,) = judged(
        TOWN, tally(TOWN, f"{HEAD}\nT1|20|20|18|1|1|160\nT2|20|20|20|0|0|200\nT3|20|20|20|0|0|0")
    )
    assert (finding.code, finding.place.cell) == ("tally.low-means", None)
    assert finding.message.startswith("3人的合计分，平均到每张有效票都不超过10分（最高10分）")
    assert len(rows_of(found)) == 3


@pytest.mark.parametrize("total", ["180.09", "1800"])
def test_a_mean_above_ten_is_a_mean(total: str) -> None:
    _, findings = judged(TOWN, tally(TOWN, f"{HEAD}\nT1|20|20|18|1|1|{total}\nT2|20|2|0|1|1|\nT3|20|20|20|0|0|1500"))
    assert findings == ()


def test_without_a_valid_vote_no_total_is_needed() -> None:
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\nT1|20|2|0|1|1|\n{GOOD.replace('T1', 'T2')}\nT3|20|1|1|0|0|80"))
    assert findings == ()
    assert rows_of(found)["T1"] == (20, 2, 0, 1, 1, 0)


def test_a_total_that_could_not_be_read_is_never_nought() -> None:
    found, _ = judged(TOWN, tally(TOWN, f"{HEAD}\n{GOOD}\nT2|20|20|0|19|1|无\nT3|20|20|20|0|0|1500"))
    assert rows_of(found).keys() == {"T1", "T3"}


def test_what_could_not_be_read_has_been_said_already() -> None:
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\n{GOOD}\nT2|20|二十|18|1|1|1600\nT3|20|20|20|0|0|1500"))
    assert findings == ()
    assert list(rows_of(found)) == ["T1", "T3"]


@pytest.mark.parametrize("column", range(1, 7))
def test_a_count_of_an_item_that_could_not_be_read_costs_that_ratee_alone(column: int) -> None:
    """Two items a ratee: whatever cannot be read of T1, he is not counted, and T2 is."""
    town = scored("百分制", "分项等次")
    rows = [[f"{code}-{item}", "20", "19", "10", "8", "0", "1"] for code in ("T1", "T2") for item in ("N1", "N2")]
    rows[1][column] = "十二"
    text = "\n".join("|".join(row) for row in (["编号", "发出", "收回", "好", "差", "无效", "弃权"], *rows))
    found, findings = judged(town, tally(town, text))
    assert [*rows_of(found)] == ["T2"]
    assert {each.code for each in findings} == {"cell.blank"}  # of T3
    assert [*found.counted.unsettled.rows] == [(found.counted.tallies["form"][0], 0)]


def test_a_row_that_was_deleted_is_not_called_blank() -> None:
    reading = tally(TOWN, f"{HEAD}\n{GOOD}\nT3|20|20|20|0|0|1500")
    found, findings = judged(TOWN, replace(reading, rows=(reading.rows[0], -1, *reading.rows[2:])))
    assert findings == ()
    assert list(rows_of(found)) == ["T1", "T3"]


def test_rows_left_blank_are_asked_for_cell_by_cell() -> None:
    _, findings = judged(TOWN, tally(TOWN, f"{HEAD}\n{GOOD}\nT2|20|20|18|1|1|1600"))
    assert {finding.code for finding in findings} == {"cell.blank"}
    assert [finding.place.cell for finding in findings] == ["D9", "E9", "F9", "G9", "H9", "I9"]


def test_more_returned_than_issued_may_be_kept_and_is_looked_at() -> None:
    town = Town(scheme_of(with_rule(收回多于发出即作废="否")))
    found, findings = judged(town, tally(town, f"{HEAD}\n{GOOD}\nT2|19|20|18|1|1|1600\nT3|20|20|20|0|0|1500"))
    assert [(finding.code, finding.severity) for finding in findings] == [("poll.more-returned-kept", Severity.WARNING)]
    assert rows_of(found)["T2"][0] == 19


def test_more_ballots_than_voters_are_looked_at() -> None:
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\n{GOOD}\nT2|21|21|21|0|0|1600\nT3|20|20|20|0|0|1500"))
    assert [(finding.code, finding.place.cell) for finding in findings] == [("poll.beyond-electorate", "E8")]
    assert list(rows_of(found)) == ["T1", "T2", "T3"]


@pytest.mark.parametrize(("least", "counted"), [("", 3), ("75", 3), ("80", 2)])
def test_too_few_took_part(least: str, counted: int) -> None:
    """15 of 20 expected are 75 %."""
    town = Town(scheme_of(with_rule(参加测评比例下限=least)))
    found, findings = judged(town, tally(town, f"{HEAD}\n{GOOD}\nT2|20|15|15|0|0|1200\nT3|20|20|20|0|0|1500"))
    assert len(rows_of(found)) == counted
    assert [finding.code for finding in findings] == ["tally.turnout"] * (3 - counted)


@pytest.mark.parametrize(("least", "counted"), [("15", 3), ("16", 2), ("20", 1), ("21", 0)])
def test_too_few_took_part_by_number(least: str, counted: int) -> None:
    """20, 15 and 18 came back."""
    town = Town(scheme_of(with_rule(参加测评人数下限=least)))
    found, findings = judged(town, tally(town, f"{HEAD}\n{GOOD}\nT2|20|15|15|0|0|1200\nT3|20|18|18|0|0|1500"))
    assert len(rows_of(found)) == counted
    assert [finding.code for finding in findings] == ["tally.turnout-number"] * (3 - counted)
    assert all(f"不足参加测评人数下限{least}张" in finding.message for finding in findings)


def test_the_form_is_the_one_of_its_class() -> None:
    assert TOWN.form(FormKind.TALLY).column_of("total") == 8  # I, as the cells above say


# ---------------------------------------------------------------- 有效票含弃权

COUNTING = with_abstained(TOWN)
FULL = "编号 | 发出 | 收回 | 有效（含弃权） | 无效 | 弃权 | 合计分"


def test_where_abstentions_are_valid_the_marks_are_fewer() -> None:
    """20 = 19 + 1; of the 19 one is 弃权. Where all of three are, there is nothing to add up."""
    found, findings = judged(
        COUNTING, tally(COUNTING, f"{FULL}\nT1|20|20|19|1|1|1600.5\nT2|20|3|3|0|3|\nT3|20|15|15|0|0|1500")
    )
    assert findings == ()
    assert rows_of(found, COUNTING) == {
        "T1": (20, 20, 18, 1, 1, 1600_50),
        "T2": (20, 3, 0, 0, 3, 0),
        "T3": (20, 15, 15, 0, 0, 1500_00),
    }


@pytest.mark.parametrize(
    ("row", "code", "cell", "message"),
    [
        (
            "T2|20|20|18|1|1|1600", "tally.valid-not-adding-up", "E8",
            "“石栏镇 叶尔江·萨迪克”的“收回”是20，不等于有效18（含弃权1）+无效1，没有计入。",
        ),
        (
            "T2|20|2|1|1|2|0", "tally.abstained-beyond-valid", "H8",
            "“石栏镇 叶尔江·萨迪克”的“弃权”是2，多于有效1，没有计入。",
        ),
        (
            "T2|20|20|19|1|1|1800.01", "tally.total-too-large", "I8",
            "“石栏镇 叶尔江·萨迪克”的“合计分”是1800.01，超过有效票数18（不含弃权）×100，没有计入。",
        ),
        (
            "T2|20|2|1|1|1|5", "tally.total-without-votes", "I8",
            "“石栏镇 叶尔江·萨迪克”的“合计分”是5，却没有有效票（不含弃权），没有计入。",
        ),
    ],
)  # fmt: skip
def test_a_row_with_abstentions_among_the_valid_that_does_not_add_up(
    row: str, code: str, cell: str, message: str
) -> None:
    reading = tally(COUNTING, f"{FULL}\nT1|20|20|19|1|1|1600.5\n{row}\nT3|20|20|20|0|0|1500")
    found, findings = judged(COUNTING, reading)
    assert [(finding.code, finding.place.cell, finding.message) for finding in findings] == [(code, cell, message)]
    assert findings[0].severity is Severity.ERROR
    assert list(rows_of(found, COUNTING)) == ["T1", "T3"]


def test_a_low_mean_is_that_of_the_marks() -> None:
    """88.9 / 18 = 4.938…"""
    reading = tally(COUNTING, f"{FULL}\nT1|20|20|19|1|1|1600.5\nT2|20|20|19|1|1|88.9\nT3|20|20|20|0|0|1500")
    _, (finding,) = judged(COUNTING, reading)
    assert "有效票18张（不含弃权），平均每张只有4.94分" in finding.message


def test_what_was_counted_the_other_way_has_no_column_here() -> None:
    """A number typed as 有效 without 弃权 is never carried over to one with it."""
    before, now = ({column.key for column in town.form(FormKind.TALLY).columns} for town in (TOWN, COUNTING))
    assert before ^ now == {"valid", "all_valid"}
