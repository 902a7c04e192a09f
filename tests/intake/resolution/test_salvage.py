"""What a refused form still tells: by its keys alone, everything either carried over or named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.form_reading import Leftover
from lianping_xlsx.intake.resolution.salvage import unmissable
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Date, Kind, Points, Text
from lianping_xlsx.spreadsheet.grade_kinds import Tick
from tests.books import edited, on_sheet
from tests.intake.reading.test_grid import unmerge
from tests.small import TOWN, Entries, Read, Sheets, Town, address, changed, scheme_of, sheets

REGISTER, VISIT, OPINIONS = (
    TOWN.form(kind, ratee=ratee)
    for kind, ratee in ((FormKind.BALLOTS, ""), (FormKind.RUBRIC, "T1"), (FormKind.OPINION, ""))
)
FILLED: Entries = {
    ("K1", "deduction"): 3,
    ("K1", "reason"): "未换届",
    ("K2", "score"): 38,
    ("K5", "deduction"): 1,
    ("filled_by", ""): "张三",
}


def older(edit: Callable[[Sheets], object]) -> Town:
    """The town as it was when the form was issued."""
    return Town(scheme_of(changed(sheets(), edit)))


def outdated(town: Town, folder: Path, entries: Entries, kind: FormKind = FormKind.RUBRIC, ratee: str = "T1") -> Read:
    """A form of the older town, read by the present one."""
    form = town.form(kind, ratee=ratee if kind is FormKind.RUBRIC else "")
    found = TOWN.read(folder, town.filled(form, entries))
    assert found.codes == ["form.outdated"]
    return found


def told(found: Read, form: FormLayout) -> list[tuple[str, str | None, str]]:
    """Code, old cell and what was there, of everything left over."""
    return [
        (left.finding.code, left.finding.place.cell, left.finding.slots.get("raw", "")) for left in lefts(found, form)
    ]


def lefts(found: Read, form: FormLayout) -> tuple[Leftover, ...]:
    return found.of(form).leftovers


# ---------------------------------------------------------------- older forms


def test_a_sheet_of_a_predecessor_is_not_used_for_his_successor_and_says_whose_it_is(tmp_path: Path) -> None:
    """The marks are carried over to be looked at; the first thing said is that they were somebody else's."""

    def edit(raw: Sheets) -> None:
        raw["考核对象"][1][1] = "前任书"

    found = outdated(older(edit), tmp_path, FILLED)
    assert found.values(VISIT)["K2", "score"] == 38_00
    first = lefts(found, VISIT)[0].finding
    assert (first.code, first.place.cell, first.slots["expected"]) == ("carry.other-person", "A3", "陆明澈")
    assert "前任书" in first.message


def test_a_name_with_other_spaces_is_the_same_persons(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考核对象"][1][1] = "陆　明 澈"

    town = older(edit)
    found = TOWN.read(tmp_path, town.filled(town.form(FormKind.RUBRIC, ratee="T1"), FILLED))
    assert (found.codes, found.of(VISIT).refused) == ([], False)


def test_what_has_its_place_on_the_current_form_is_carried(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考评细则"][1][4] = "另一种评分标准"

    found = outdated(older(edit), tmp_path, FILLED)
    assert found.values(VISIT) == {
        ("K1", "deduction"): 3_00,
        ("K1", "reason"): "未换届",
        ("K2", "score"): 38_00,
        ("K5", "deduction"): 1_00,
        ("filled_by", ""): "张三",
    }
    assert told(found, VISIT) == [("carry.content-differs", "D7", "另一种评分标准")]


def test_an_item_that_is_gone_and_one_whose_points_are_fewer(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考评细则"][2][3] = "30"
        raw["考评细则"].insert(3, ["K9", "队伍建设", "人才工作", "10", "酌情得分", "得分", "乡镇"])
        raw["考评细则"][1][3] = "60"

    town = older(edit)
    found = outdated(town, tmp_path, {**FILLED, ("K2", "score"): 30, ("K9", "score"): 9, ("K9", "reason"): "尚可"})
    assert ("K9", "score") not in found.values(VISIT)
    assert ("carry.no-row", "H9", "9、尚可") in told(found, VISIT)
    (row,) = [left for left in lefts(found, VISIT) if left.finding.code == "carry.no-row"]
    assert (row.finding.slots["key"], row.cell) == ("K9", None)


def test_a_value_beyond_the_present_points_is_carried_as_it_is_and_named(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考评细则"][1][3], raw["考评细则"][2][3] = "50", "50"

    found = outdated(older(edit), tmp_path, {("K2", "score"): 45})
    assert found.values(VISIT) == {("K2", "score"): 45_00}
    (left,) = [left for left in lefts(found, VISIT) if left.finding.code == "carry.out-of-range"]
    assert (left.finding.slots["raw"], left.finding.place.cell) == ("45", "H8")
    assert "0至40" in left.finding.remedy


def test_an_item_that_is_marked_another_way_now(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考评细则"][1][5] = "得分"

    found = outdated(older(edit), tmp_path, {("K1", "score"): 57})
    assert ("rubric.wrong-column", "H7", "57") in told(found, VISIT)
    assert found.values(VISIT) == {}


def test_a_self_score_of_what_has_none_now(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考评细则"][4][5], raw["考评细则"][2][3] = "得分", "37"

    found = outdated(older(edit), tmp_path, {("K4", "self"): 2})
    assert ("carry.closed", "G9", "2") in told(found, VISIT)


def test_another_spelling_of_a_name_is_the_same_person(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考核对象"][1][1] = "陆明彻"

    found = outdated(older(edit), tmp_path, {("T1", "overall"): "好"}, FormKind.OPINION)
    assert found.values(OPINIONS) == {("T1", "overall"): "好"}
    assert told(found, OPINIONS) == [("carry.content-differs", "C7", "陆明彻")]


def test_another_person_under_the_same_number_gets_nothing(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考核对象"][2][1] = "温如玉"

    town = older(edit)
    found = outdated(town, tmp_path, {("T1", "overall"): "好", ("T2", "overall"): "差"}, FormKind.OPINION)
    assert found.values(OPINIONS) == {("T1", "overall"): "好"}
    assert told(found, OPINIONS) == [("carry.of-another", "A8", "差")]
    found = outdated(town, tmp_path, {("001", "mark:T1"): 90, ("001", "mark:T2"): 70}, FormKind.BALLOTS)
    assert found.values(REGISTER) == {("001", "mark:T1"): 90_00}
    assert told(found, REGISTER) == [("carry.of-another", "D5", "70")]


def test_what_was_not_understood_is_quoted_with_the_cell_it_belongs_to(tmp_path: Path) -> None:
    def edit(raw: Sheets) -> None:
        raw["考评细则"][1][4] = "另一种评分标准"

    found = outdated(older(edit), tmp_path, {**FILLED, ("K2", "score"): "约38"})
    (left,) = [left for left in lefts(found, VISIT) if left.finding.code == "cell.not-number"]
    place, column = address(VISIT, "K2", "score")
    assert (left.cell, left.text) == ((place - 6, column), "约38")


def test_what_stood_beside_its_cell_is_told_of_in_words_that_hold_for_the_new_sheet(tmp_path: Path) -> None:
    """Nothing stands beside the cell there, and the addresses may be others."""
    beside = edited(
        TOWN.filled(VISIT, {("K2", "score"): 38}), on_sheet(VISIT.sheet, lambda page: put_twice(page, "M7"))
    )
    found = TOWN.read(tmp_path, beside)
    assert found.codes == ["form.duplicate-keys"]
    (left,) = lefts(found, VISIT)
    place, column = address(VISIT, "K1", "deduction")
    assert (left.finding.code, left.cell, left.text) == ("carry.beside", (place - 6, column), "？3")
    assert "原表旁边的格里却写着“3”" in left.finding.message
    assert not any(cell in left.finding.message + left.finding.remedy for cell in ("M7", "I7"))


def put_twice(page: Worksheet, cell: str) -> None:
    """A mark in a cell beside the table; and a key that stands twice, so that the form is refused."""
    page[cell] = 3
    page["A10"] = page["A9"].value


# ---------------------------------------------------------------- mangled ones


def mangled(form: FormLayout, folder: Path, entries: Entries, edit: Callable[[Worksheet], object]) -> Read:
    return TOWN.read(folder, edited(TOWN.filled(form, entries), on_sheet(form.sheet, unmerge, edit)))


def test_a_deleted_column_costs_its_own_entries_alone(tmp_path: Path) -> None:
    found = mangled(VISIT, tmp_path, FILLED, lambda page: page.delete_cols(8))
    assert found.codes == ["form.missing-columns"]
    assert ("K2", "score") not in found.values(VISIT)
    assert found.values(VISIT)["K1", "deduction"] == 3_00


def test_equal_rows_and_columns_are_one(tmp_path: Path) -> None:
    def twice(page: Worksheet) -> None:
        page.insert_cols(4)
        for row in range(5, 13):
            page.cell(row, 4).value = page.cell(row, 3).value

    found = mangled(REGISTER, tmp_path, {("001", "mark:T1"): 90, ("issued", ""): 4}, twice)
    assert found.codes == ["form.duplicate-keys"]
    assert found.values(REGISTER) == {("001", "mark:T1"): 90_00, ("issued", ""): 4}
    assert lefts(found, REGISTER) == ()


def test_a_mark_and_a_blank_under_the_same_key_are_the_mark(tmp_path: Path) -> None:
    def again(page: Worksheet) -> None:
        page["A12"] = "001"
        page["D12"] = 77

    found = mangled(REGISTER, tmp_path, {("001", "mark:T1"): 90}, again)
    assert found.values(REGISTER) == {("001", "mark:T1"): 90_00, ("001", "mark:T2"): 77_00}


def test_a_key_that_stands_a_thousand_times_tells_nothing(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        for row in range(20, 1020):
            page.cell(row, 1).value = "001"

    found = mangled(REGISTER, tmp_path, {("001", "mark:T1"): 90}, fill)
    assert (found.codes, found.of(REGISTER).carried, found.of(REGISTER).empty) == (["form.duplicate-keys"], True, True)


def test_marks_that_differ_under_the_same_key_are_both_named(tmp_path: Path) -> None:
    def again(page: Worksheet) -> None:
        page["A12"] = "001"
        page["C12"] = "约85"

    found = mangled(REGISTER, tmp_path, {("001", "mark:T1"): 90}, again)
    (left,) = lefts(found, REGISTER)
    assert left.text == "90 或 约85"
    assert left.finding.message == (
        "001号票对“云溪镇 陆明澈”的评分写了不止一处，内容不同："
        f"“{REGISTER.sheet}”C7是“90”，“{REGISTER.sheet}”C12是“约85”。"
    )


def test_a_count_that_was_not_understood_is_not_left_blank(tmp_path: Path) -> None:
    entries: Entries = {("returned", ""): "约3张", ("001", "mark:T1"): 90}
    found = mangled(REGISTER, tmp_path, entries, lambda page: page.__setitem__("A8", "001"))
    (left,) = lefts(found, REGISTER)
    assert (left.field, left.text, left.finding.place.cell) == ("returned", "约3张", "F4")


def test_of_a_sheet_covered_with_other_content_enough_is_listed(tmp_path: Path) -> None:
    def cover(page: Worksheet) -> None:
        page["A8"] = "001"
        for row in range(20, 100):
            page.cell(row, 3).value = row

    left = lefts(mangled(REGISTER, tmp_path, {("001", "mark:T1"): "约90"}, cover), REGISTER)
    assert [each.finding.code for each in left] == ["cell.not-number", *["form.outside"] * 50, "carry.more"]
    assert "还有30处" in left[-1].finding.message


# ---------------------------------------------------------------- not passed over


KINDS: list[Kind] = [Points(), Points(0, None), Count(), Tick(), Choice(("有效", "废票"), (("废", "废票"),)), Date()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(raw=st.text(min_size=1, max_size=8) | st.sampled_from(["95", "√", "1", "废", "2024-12-01", "3 或 5", "", " "]))
def test_what_is_put_back_for_an_entry_that_was_not_understood_is_not_understood_again(kind: Kind, raw: str) -> None:
    taken = kind.take(unmissable(kind, raw))
    assert taken.problem is not None


def test_of_words_nothing_is_put_back() -> None:
    assert unmissable(Text(), "#N/A") == ""


def test_a_number_in_the_closed_column_where_the_open_one_is_gone(tmp_path: Path) -> None:
    """There is no cell of 扣分 to compare it with, nor to tell of."""

    def without_deductions(book: Workbook) -> None:
        page = book[VISIT.sheet]
        assert isinstance(page, Worksheet)
        unmerge(page)
        page["H7"] = 57
        page.delete_cols(9)

    found = TOWN.read(tmp_path, edited(TOWN.filled(VISIT, {("K2", "score"): 38}), without_deductions))
    assert found.codes == ["form.missing-columns"]
    assert ("carry.closed", "H7", "57") in told(found, VISIT)
    assert found.values(VISIT) == {("K2", "score"): 38_00}
