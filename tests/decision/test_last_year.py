"""Last year on 汇总表.xlsx: columns beside this year's rank, 升降 as a live formula, and what is still open."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from lianping_xlsx.decision.last_year import Former, Formers, LastYear, OpenItem, from_snapshot, snapshot_object
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from tests.books import open_book
from tests.libreoffice import needs_libreoffice
from tests.publish.story import STORY
from tests.publish.summary.test_summary import SHEETS, shown, table, texts
from tests.recalculation import differences

ITEM = OpenItem("发展党员计划性不强。", "民主测评", "补齐", "=排出计划", "2024-06-30", "")
LAST_YEAR = {
    "T1": LastYear("2023", 90_10, 3, "中", (ITEM, replace(ITEM, problem="三会一课记录不全。" * 80)), "乡镇"),
    "T2": LastYear("2023", 95_00, 1, "好（建议）", group="乡镇"),
    "T3": LastYear("2023", 92_00, 2, "中"),
    "T5": LastYear("2023", 80_00, 6, "中", group="乡镇"),  # no rank this year
    "T6": LastYear("2023", 81_00, 5, "中", group="乡镇"),  # takes no part this year
    "T7": LastYear("2023", 96_00, 2, "好", group="乡镇"),  # a rank among others
    "T8": LastYear("2023", None, None, "不定等次", group="街道"),
}
DATA = replace(STORY, last_year=LAST_YEAR)


def settled() -> SummaryData:
    """The same where T5, whose score is open, takes no part."""
    standings = (replace(s, rank=s.rank_best if s.composite else None) for s in STORY.result.standings)
    out = Adjustment("T5", "任职不足半年", Effect.EXCLUDED, 0, "")
    scheme = replace(STORY.scheme, adjustments=(*STORY.scheme.adjustments, out))
    return replace(DATA, scheme=scheme, result=replace(STORY.result, standings=tuple(standings)))


def book() -> openpyxl.Workbook:
    return open_book(write_summary(DATA), values=True)


def test_last_year_stands_beside_this_year_and_the_change_of_rank_with_it() -> None:
    ranking = book()["综合排序"]
    rows = table(ranking, "编号", "名次", "上年得分", "上年名次", "上年等次", "升降")
    assert rows == [
        ("T1", "1–2", 90.1, 3, "中", "—"),
        ("T2", "2–3", 95, 1, "好（建议）", "—"),
        ("T3", "2–3", 92, 2, "中", "—"),
        ("T4", "4–5", "—", "—", "—", "—"),
        ("T5", "—", 80, 6, "中", "—"),
        ("T6", "—", 81, 5, "中", "—"),
        ("T7", 1, 96, 2, "好", "—"),
        ("T8", 2, "—", "—", "不定等次", "—"),
    ]
    assert [cell.value for cell in ranking[4]][13:18] == ["上年得分", "上年名次", "上年等次", "升降", "备注"]
    assert any("取自2023年度考核" in text for text in texts(ranking))


def test_the_change_of_rank_is_told_where_nobody_is_open() -> None:
    ranking = open_book(write_summary(settled()), values=True)["综合排序"]
    assert table(ranking, "编号", "名次", "升降")[:4] == [
        ("T1", 1, "↑2"),
        ("T2", 2, "↓1"),
        ("T3", 2, "—"),
        ("T4", 4, "—"),
    ]


def test_without_last_year_nothing_speaks_of_it() -> None:
    for sheet in shown():
        assert not [text for text in texts(sheet) if "上年" in text], sheet.title


def test_what_is_still_open_stands_on_its_own_sheet_and_in_full() -> None:
    made = book()
    place = SHEETS.index("图表")
    assert made.sheetnames == [*SHEETS[:place], "上年整改", *SHEETS[place:]]
    rows = table(made["上年整改"], "编号", "姓名", "问题", "措施", "时限", "完成情况")
    assert rows[0] == ("T1", "陆明澈", "发展党员计划性不强。", "=排出计划", "2024-06-30", None)
    assert "".join(str(row[2]) for row in rows[1:]) == "三会一课记录不全。" * 80
    assert "上年整改" in texts(made["封面"])


@pytest.mark.parametrize("width", ["问题", "时限"])
def test_no_row_is_higher_than_a_spreadsheet_allows(width: str) -> None:
    field = {"问题": "problem", "时限": "deadline"}[width]
    long = {"T1": replace(LAST_YEAR["T1"], open_items=(replace(ITEM, **{field: "一二三四五六七八九" * 90}),))}
    sheet = open_book(write_summary(replace(STORY, last_year=long)))["上年整改"]
    heights = [sheet.row_dimensions[row].height for row in range(5, sheet.max_row + 1)]
    assert len(heights) > 1
    assert max(height or 0 for height in heights) < 409  # a row that needs more is cut off there


def test_a_snapshot_brings_everything_back_and_anything_else_nothing() -> None:
    assert from_snapshot(snapshot_object(LAST_YEAR)) == LAST_YEAR
    finer = {"T1": replace(LAST_YEAR["T1"], composite=Fraction(90_1234, 100)), "T2": LAST_YEAR["T2"]}
    assert from_snapshot(snapshot_object(finer)) == finer
    assert [entry["composite"] for entry in snapshot_object(finer)["ratees"]] == ["90.1234", "95.00"]  # type: ignore[attr-defined]
    spoilt = snapshot_object(LAST_YEAR) | {"version": 2}
    for other in ({}, spoilt, {"version": 1, "ratees": [{"id": "T1"}]}, {"version": 1, "ratees": None}):
        assert from_snapshot(other) == {}


@pytest.mark.parametrize(
    ("before", "now", "matched"),
    [
        pytest.param("T1A", "T1B", "T1-T1", id="moved"),
        pytest.param("T1A T2B", "T2A T1B", "T2-T1 T1-T2", id="numbered anew"),
        pytest.param("T1A T5B", "T1B", "", id="moved to where a namesake was"),
        pytest.param("T1A", "T5A T1B", "", id="a namesake is where he was"),
        pytest.param("T1A T5B", "T1B T5B", "T1-T1 T5-T5", id="moved to a namesake"),
        pytest.param("T2B T3A T1C T4B", "T2A T1B T4B", "T4-T4", id="one doubt leads to another"),
    ],
)
def test_of_namesakes_nobody_gets_the_results_of_another(before: str, now: str, matched: str) -> None:
    """All are called 王伟: T1A had, or has, the number T1 and the unit A."""
    formers = Formers()
    for each in before.split():
        formers.add(Former(each[:2], "王伟", each[2]))
    ratees = [Ratee(each[:2], "王伟", "", each[2], "乡镇", "") for each in now.split()]
    found = formers.matched(ratees)
    asked = [ratee.code for ratee in ratees if formers.near(ratee, found.values())]
    assert {*asked, *found} >= {ratee.code for ratee in ratees if formers.with_code(ratee.code)}
    assert {code: former.code for code, former in found.items()} == dict(pair.split("-") for pair in matched.split())


def test_rows_without_a_number_are_not_all_of_one_namesake() -> None:
    formers = Formers()
    for unit in ("A", "B", "A"):
        formers.add_item(Former("", "王伟", unit, open_items=(replace(ITEM, problem=unit),)))
    assert [[item.problem for item in former.open_items] for former in formers] == [["A", "A"], ["B"]]


@pytest.mark.slow
@needs_libreoffice
def test_a_recalculation_gives_the_same_changes_of_rank(tmp_path: Path) -> None:
    assert differences(DATA, tmp_path) == []
