"""An answer typed beside its cell is never an abstention in silence; what stands around a table is told from it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.sheet_reader import read_form
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, on_sheet
from tests.campaigns import answer
from tests.intake.reading.test_grid import unmerge
from tests.small import KINDS, TOWN, Entries, Read, Town, scored

REGISTER, TALLY, VISIT, OPINIONS = (TOWN.form(kind) for kind in KINDS)
Edit = Callable[[Worksheet], object]


def read(form: FormLayout, folder: Path, entries: Entries, *edits: Edit, town: Town = TOWN) -> Read:
    return town.read(folder, edited(town.filled(form, entries), on_sheet(form.sheet, *edits)))


def put(**contents: object) -> Edit:
    """Type contents into cells by address."""

    def edit(page: Worksheet) -> None:
        for cell, content in contents.items():
            page[cell] = content  # type: ignore[assignment]

    return edit


def told(found: Read) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, f.place.cell, f.slots.get("blank")) for f in found.findings]


def only(found: Read) -> Finding:
    (finding,) = found.findings
    return finding


# ---------------------------------------------------------------- beside the cell


@pytest.mark.parametrize(
    ("form", "entries", "cell", "content", "blank"),
    [
        (REGISTER, {("001", "mark:T1"): 90, ("001", "mark:T2"): 80}, "F7", 85, "E7"),  # in 填写检查
        (REGISTER, {("001", "mark:T1"): 90, ("001", "mark:T2"): 80}, "F7", "85分", "E7"),
        (REGISTER, {("001", "mark:T1"): 90, ("001", "mark:T2"): 80}, "G7", 85, "E7"),  # right of the table
        (REGISTER, {("001", "mark:T2"): 80, ("001", "mark:T3"): 70}, "G7", 85, "C7"),
        (REGISTER, {("001", "mark:T1"): 90}, "F7", "废票", "B7"),
        (VISIT, {}, "K7", 3, "I7"),  # 本项得分 in place of 扣分
        (VISIT, {}, "L8", 38, "H8"),
        (VISIT, {}, "M9", 2, "H9"),
        (TALLY, {("T1", "issued"): 20}, "L7", 18, "I7"),
    ],
)
def test_a_value_beside_a_blank_cell_is_an_error_that_names_both(
    form: FormLayout, entries: Entries, cell: str, content: object, blank: str, tmp_path: Path
) -> None:
    found = read(form, tmp_path, entries, put(**{cell: content}))
    finding = only(found)
    assert (finding.code, finding.severity) == ("cell.beside", Severity.ERROR)
    assert (finding.place.cell, finding.slots["blank"]) == (cell, blank)
    assert f"应填在 {blank}，那一格空着，旁边却写着“{finding.slots['raw']}”" in finding.message
    assert f"移到 {blank}" in finding.remedy
    assert found.of(form).bad_cells  # no abstention


def test_where_nothing_is_missing_it_is_only_looked_at(tmp_path: Path) -> None:
    full: Entries = {("001", "validity"): "有效", **{("001", f"mark:T{number}"): 80 for number in (1, 2, 3)}}
    assert told(read(REGISTER, tmp_path, full, put(G7=85))) == [("form.outside", "G7", None)]
    assert told(read(VISIT, tmp_path, {("K1", "deduction"): 3}, put(M7=57))) == [("form.outside", "M7", None)]


def test_a_self_score_may_be_blank(tmp_path: Path) -> None:
    """自评得分 is not what a number beside the table was meant for."""
    found = read(VISIT, tmp_path, {("K2", "score"): 38}, put(M8=5))
    assert told(found) == [("form.outside", "M8", None)]


@pytest.mark.parametrize("form", [REGISTER, TALLY, VISIT, OPINIONS], ids=lambda form: form.key.kind)
def test_results_pasted_as_values_are_no_answers(form: FormLayout, tmp_path: Path) -> None:
    """选择性粘贴—数值 over the whole sheet: words and sums stand where the formulas stood."""
    shown: dict[str, str | float] = {"status": "完整", "result": 58.5, "mean": 88.92}

    def as_values(page: Worksheet) -> None:
        for number, row in enumerate(form.rows, 7):
            for index, column in enumerate(form.columns, 1):
                if column.key in shown:
                    filled = any((row.key, each.key) in answer(form) for each in form.columns)
                    page.cell(number, index, shown[column.key] if filled else "")

    plain = read(form, tmp_path, answer(form))
    found = read(form, tmp_path, answer(form), as_values)
    assert found.codes == plain.codes == []
    assert found.values(form) == plain.values(form)


def test_a_ratees_sum_in_place_of_his_items(tmp_path: Path) -> None:
    town = scored("分项")
    form = town.form(FormKind.BALLOTS)
    at = form.column_of("sum:T2") + 1
    first = form.column_of("mark:T2:N1")
    found = read(form, tmp_path, {}, lambda page: setattr(page.cell(7, at), "value", 55), town=town)
    finding = only(found)
    assert finding.code == "cell.beside"
    assert finding.slots["blank"] in ("E7", "F7")
    assert found.of(form).bad_cells.keys() <= {(0, first), (0, first + 1)}


TICKED: Entries = {("001", "validity"): "有效", ("001", "tick:T1:好"): "√", ("001", "tick:T3:好"): "√"}


def test_a_tick_beside_the_table_is_of_whoever_has_none(tmp_path: Path) -> None:
    """T2 was passed over; the other grades of those who have their tick are blank as they should be."""
    town = scored("等次")
    form = town.form(FormKind.BALLOTS)
    found = read(form, tmp_path, TICKED, put(J7="√"), town=town)
    finding = only(found)
    assert (finding.code, finding.place.cell) == ("cell.beside-tick", "J7")
    assert finding.message == "001号票对“石栏镇 叶尔江·萨迪克”没有选择，旁边这一格却写着“√”，没有计入。"
    assert "应在 E7、F7 中选一格" in finding.remedy  # which of them is for the ballot to say
    assert {(row, form.columns[column].ratee) for row, column in found.of(form).bad_cells} == {(0, "T2")}


def test_a_tick_beside_the_table_costs_nobody_his_own(tmp_path: Path) -> None:
    town = scored("等次")
    form = town.form(FormKind.BALLOTS)
    found = read(form, tmp_path, {**TICKED, ("001", "tick:T2:差"): "√"}, put(J7="√"), town=town)
    assert told(found) == [("form.outside", "J7", None)]
    assert not found.of(form).bad_cells


@pytest.mark.parametrize(
    ("cell", "content", "code"),
    [("H4", 3, "cell.beside"), ("H4", "3", "cell.beside"), ("H4", "张", "form.outside")],
)
def test_a_count_right_of_its_cell(cell: str, content: object, code: str, tmp_path: Path) -> None:
    found = read(REGISTER, tmp_path, {("issued", ""): 4}, put(**{cell: content}))
    finding = only(found)
    assert (finding.code, finding.place.cell) == (code, cell)
    if code == "cell.beside":
        assert "“收回票数”应填在 F4" in finding.message
        assert found.of(REGISTER).bad_fields == {"returned"}


def test_a_number_right_of_a_count_that_stands_is_only_looked_at(tmp_path: Path) -> None:
    found = read(REGISTER, tmp_path, {("returned", ""): 4}, put(H4=3))
    assert told(found) == [("form.outside", "H4", None)]


def test_a_number_above_the_headings(tmp_path: Path) -> None:
    assert told(read(VISIT, tmp_path, {}, put(I4=3))) == [("cell.beside", "I4", "I7")]
    assert told(read(VISIT, tmp_path, {("K1", "deduction"): 3}, put(I4=3))) == []


def test_words_typed_over_a_formula_are_shown(tmp_path: Path) -> None:
    """What was calculated elsewhere in the column is no more of a person's than before."""
    found = read(OPINIONS, tmp_path, {("T1", "overall"): "好"}, put(G8="没有意见"))
    assert told(found) == [("form.outside", "G8", None)]


# ---------------------------------------------------------------- columns and rows that people add


def test_a_column_that_somebody_added_is_named_once(tmp_path: Path) -> None:
    def numbered(page: Worksheet) -> None:
        unmerge(page)
        page.insert_cols(1)
        page["A5"] = "序号"
        for number in range(7, 13):
            page.cell(number, 1).value = number - 6

    found = read(REGISTER, tmp_path, {("001", "mark:T1"): 90}, numbered)
    finding = only(found)
    assert (finding.code, finding.severity) == ("form.extra-column", Severity.WARNING)
    assert "“序号”" in finding.message
    assert found.values(REGISTER) == {("001", "mark:T1"): 90_00}


def test_numbers_down_the_side_without_a_heading_are_numbers_down_the_side(tmp_path: Path) -> None:
    found = read(REGISTER, tmp_path, {("001", "mark:T1"): 90}, put(**{f"G{row}": row - 6 for row in range(7, 13)}))
    assert found.codes == ["form.extra-column"]


def test_a_column_under_one_of_our_own_headings_is_not_passed_over(tmp_path: Path) -> None:
    """Somebody inserted a column, gave it the name of a ratee, and marked there."""

    def beside(page: Worksheet) -> None:
        unmerge(page)
        page.insert_cols(6)
        page["F5"], page["F7"] = "莲浦街道\n游砚秋", 88

    found = read(REGISTER, tmp_path, {("001", "mark:T1"): 90}, beside)
    assert told(found) == [("cell.beside", "F7", "E7")]


def test_another_line_of_headings_is_no_entry(tmp_path: Path) -> None:
    def headings(page: Worksheet) -> None:
        unmerge(page)
        page.insert_rows(7)
        page["C7"], page["D7"], page["E7"] = "云溪镇\n陆明澈", "（满分100）", "党工委书记"

    found = read(REGISTER, tmp_path, {("001", "mark:T1"): 90}, headings)
    assert {f.severity for f in found.findings} == {Severity.WARNING}
    assert found.values(REGISTER) == {("001", "mark:T1"): 90_00}


# ---------------------------------------------------------------- merged cells


def test_one_mark_over_two_merged_cells_is_an_error_for_the_second(tmp_path: Path) -> None:
    found = read(REGISTER, tmp_path, {("001", "mark:T1"): 90}, lambda page: page.merge_cells("C7:C9"))
    finding = only(found)
    assert (finding.code, finding.place.cell) == ("form.merged", "C7")
    assert finding.message == "C7:C9合并成了一格，写着“90”，只算第一格的；C8、C9成了空白，没有计入。"
    assert found.values(REGISTER) == {("001", "mark:T1"): 90_00}
    assert len(found.of(REGISTER).bad_cells) == 2


@pytest.mark.parametrize(
    ("form", "key", "span"),
    [
        (REGISTER, ("001", "mark:T1"), "C8:C9"),
        (VISIT, ("K5", "deduction"), "B7:C7"),
        (VISIT, ("K1", "reason"), "K7:L7"),
    ],
)
def test_merged_cells_without_an_entry_in_them_cost_nothing(
    form: FormLayout, key: tuple[str, str], span: str, tmp_path: Path
) -> None:
    found = read(form, tmp_path, {key: 1}, lambda page: page.merge_cells(span))
    assert "form.merged" not in found.codes
    assert len(found.values(form)) == 1


def over(span: str, **contents: object) -> Edit:
    """Cells merged as some programs do it, which keep what lies under the first."""

    def edit(page: Worksheet) -> None:
        page.merge_cells(span)
        for cell, content in contents.items():
            row, column = from_a1(cell)
            page._cells[row + 1, column + 1] = Cell(page, row + 1, column + 1, content)  # type: ignore[arg-type]

    return edit


@pytest.mark.parametrize(
    ("span", "contents", "shown", "told_of", "counted"),
    [
        ("C7:D7", {"C7": 94, "D7": 10}, "“94”", "D7（“10”）", {("001", "mark:T1"): 94_00}),
        ("C7:E7", {"C7": 94, "E7": 10}, "“94”", "E7（“10”）", {("001", "mark:T1"): 94_00}),
        ("C7:D7", {"D7": 10}, "空白", "D7（“10”）", {}),
        ("A7:D7", {"A7": "001", "C7": 94, "D7": 10}, "“001”", "C7（“94”）、D7（“10”）", {}),
        ("B7:B8", {"B7": "有效", "B8": "废票"}, "“有效”", "B8（“废票”）", {}),
        ("C7:D7", {"C7": 94, "D7": "=1+2"}, "“94”", "D7（“=1+2”）", {("001", "mark:T1"): 94_00}),
    ],
)
def test_what_lies_under_merged_cells_does_not_count_and_is_told_of(
    span: str, contents: dict[str, object], shown: str, told_of: str, counted: Entries, tmp_path: Path
) -> None:
    found = read(REGISTER, tmp_path, {("002", "mark:T3"): 70}, over(span, **contents))
    finding = next(each for each in found.findings if each.code == "form.merged-hidden")
    assert (finding.severity, finding.slots["shown"], finding.slots["covered"]) == (Severity.ERROR, shown, told_of)
    assert finding.message.startswith(f"{span}合并成了一格，看到的是{shown}；下面还盖着{told_of}")
    marks = {place: value for place, value in found.values(REGISTER).items() if place[1] != "validity"}
    assert marks == counted | {("002", "mark:T3"): 70_00}
    assert "cell.formula-blank" not in found.codes


def test_a_blank_beside_what_is_covered_is_told_of_too(tmp_path: Path) -> None:
    found = read(REGISTER, tmp_path, {}, over("C7:E7", C7=94, E7=10))
    assert told(found) == [("form.merged-hidden", "C7", None), ("form.merged", "C7", None)]
    assert len(found.of(REGISTER).bad_cells) == 2


def test_a_count_under_merged_cells(tmp_path: Path) -> None:
    def hide(page: Worksheet) -> None:
        unmerge(page)
        over("A4:C4", A4="发出票数：", C4=4)(page)

    found = read(REGISTER, tmp_path, {}, hide)
    assert [(each.code, each.place.cell) for each in found.findings] == [("form.merged-hidden", "C4")]
    assert found.of(REGISTER).bad_fields == {"issued"}


def test_many_merged_ranges_cost_little() -> None:
    sheet = next(s for s in read_xlsx(TOWN.filled(REGISTER, {("001", "mark:T1"): 90})) if s.name == REGISTER.sheet)
    spans = [(row, column, row + 3, column + 1) for row in range(6, 106) for column in range(100)]
    index = next(index for index, each in enumerate(TOWN.expected) if each.layout.code == REGISTER.code)
    start = time.process_time()
    reading = read_form(TOWN.expected[index], index, replace(sheet, merges=tuple(spans)), "表.xlsx")
    assert time.process_time() - start < 1
    assert {each.code for each in reading.findings} <= {"form.merged-hidden", "form.merged"}
    assert not reading.entries


# ---------------------------------------------------------------- rows and columns that stand under others' keys


def exchange(page: Worksheet, cells: list[tuple[str, str]]) -> None:
    for one, other in cells:
        page[one].value, page[other].value = page[other].value, page[one].value


def test_rows_sorted_without_their_keys_are_refused(tmp_path: Path) -> None:
    """Names and words go, 编号 stays: whose are the words?"""
    entries: Entries = {("T1", "overall"): "好", ("T2", "overall"): "差"}
    swapped = [(f"{column}7", f"{column}8") for column in "BCDEF"]
    found = read(OPINIONS, tmp_path, entries, lambda page: exchange(page, swapped))
    finding = only(found)
    assert (finding.code, found.of(OPINIONS).refused) == ("form.keys-mixed", True)
    assert finding.message.startswith(
        "编号与印发的内容对不上：C7（编号T1）应为“陆明澈”，写的却是另一处的“叶尔江·萨迪克”"
    )
    assert ("T1", "overall") not in found.values(OPINIONS)  # nor is it carried over
    assert {left.finding.code for left in found.of(OPINIONS).leftovers} == {"carry.of-another"}


def test_a_row_whose_name_stands_in_a_row_without_a_key_is_refused(tmp_path: Path) -> None:
    """A row of totals was put in and then sorted along, all but the first column."""

    def total_above(page: Worksheet) -> None:
        unmerge(page)
        page.insert_rows(7)
        page["A7"], page["D7"] = "小计", "99"
        exchange(page, [(f"{column}7", f"{column}8") for column in "BCDEF"])

    found = read(OPINIONS, tmp_path, {("T1", "overall"): "好"}, total_above)
    assert (only(found).code, found.values(OPINIONS)) == ("form.keys-mixed", {})


def test_columns_moved_without_the_hidden_keys_are_refused(tmp_path: Path) -> None:
    entries: Entries = {("001", "mark:T1"): 90, ("001", "mark:T2"): 70}
    swapped = [("C5", "D5"), *[(f"C{row}", f"D{row}") for row in range(7, 13)]]
    found = read(REGISTER, tmp_path, entries, lambda page: exchange(page, swapped))
    assert only(found).code == "form.keys-mixed"
    assert found.values(REGISTER) == {}


def test_a_heading_typed_over_with_another_one_of_the_form(tmp_path: Path) -> None:
    """得分 over 扣分: what do the numbers mean?"""
    found = read(VISIT, tmp_path, {("K1", "deduction"): 3}, put(I5="得分"))
    assert only(found).code == "form.keys-mixed"


def test_rows_turned_into_columns(tmp_path: Path) -> None:
    def turn(page: Worksheet) -> None:
        unmerge(page)
        cells = [[cell.value for cell in row] for row in page["A5:F12"]]
        page.delete_rows(4, 30)
        for row, line in enumerate(zip(*cells, strict=True), 5):
            for column, content in enumerate(line, 1):
                page.cell(row, column).value = content

    found = read(REGISTER, tmp_path, {("001", "mark:T1"): 90}, turn)
    finding = only(found)
    assert (finding.code, found.of(REGISTER).refused) == ("form.transposed", True)
    assert "转置" in finding.message
    turned_keyless = read(REGISTER, tmp_path, {}, turn, lambda page: page.delete_cols(2))
    assert only(turned_keyless).code == "form.transposed"
