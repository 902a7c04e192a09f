"""Rows and columns that were sorted, deleted, moved, inserted, hidden: read right by their keys, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.form_parts import MEANS, TOTAL, VOTES
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, on_sheet
from tests.small import KINDS, TOWN, Entries, Read, Town, scheme_of, sheets

Edit = Callable[[Worksheet], object]

REGISTER, TALLY, VISIT, OPINIONS = (TOWN.form(kind) for kind in KINDS)
FILLED: dict[str, tuple[FormLayout, Entries]] = {
    "测评票": (
        REGISTER,
        {
            ("issued", ""): 4,
            ("returned", ""): 3,
            ("001", "mark:T1"): 90,
            ("002", "mark:T2"): 80.5,
            ("002", "mark:T3"): "79分",
            ("003", "validity"): "废票",
            ("phone", ""): "0000-1",
        },
    ),
    "计票汇总": (TALLY, {("T1", "issued"): 20, ("T2", "valid"): 18, ("T3", "total"): 1600.5}),
    "实地考评": (
        VISIT,
        {
            ("K1", "deduction"): 3,
            ("K1", "reason"): "未换届",
            ("K2", "score"): 38,
            ("K5", "deduction"): 1,
            ("date", ""): "今天",
        },
    ),
    "评议意见": (OPINIONS, {("T1", "overall"): "好", ("T3", "problems"): "少", ("filled_by", ""): "张三"}),
}
every_kind = pytest.mark.parametrize("kind", FILLED)


def read(kind: str, folder: Path, *edits: Edit) -> Read:
    form, entries = FILLED[kind]
    return TOWN.read(folder, edited(TOWN.filled(form, entries), on_sheet(form.sheet, *edits)))


def untouched(kind: str, folder: Path) -> dict[tuple[str, str], int | str]:
    form, entries = FILLED[kind]
    return TOWN.read(folder, TOWN.filled(form, entries)).values(form)


# ---------------------------------------------------------------- what people do


def unmerge(page: Worksheet) -> None:
    """openpyxl moves cells, but neither their merging nor what is hidden."""
    for span in list(page.merged_cells.ranges):
        page.unmerge_cells(str(span))
    for row in page.row_dimensions.values():
        row.hidden = False


def titles_above(page: Worksheet) -> None:
    unmerge(page)
    page.insert_rows(1, 2)
    page["A1"] = "青禾县委办公室报送"


def columns_before(page: Worksheet) -> None:
    unmerge(page)
    page.insert_cols(1, 2)


def a_column_between(page: Worksheet) -> None:
    unmerge(page)
    page.insert_cols(4)


def rows_between(page: Worksheet) -> None:
    unmerge(page)
    page.insert_rows(8, 3)


def grid_of(page: Worksheet) -> tuple[int, int]:
    """First and last row of the grid (1-based): the rows below the key row that have something in column A."""
    last = 7
    while page.cell(last, 1).value not in (MEANS, VOTES, TOTAL, None):
        last += 1
    return 7, last - 1


def reversed_rows(page: Worksheet) -> None:
    first, last = grid_of(page)
    rows = [[cell.value for cell in row] for row in page.iter_rows(first, last)]
    for number, values in zip(range(first, last + 1), reversed(rows), strict=True):
        for column, value in enumerate(values, 1):
            page.cell(number, column).value = value


def first_row_to_the_end(page: Worksheet) -> None:
    unmerge(page)
    _, last = grid_of(page)
    values = [cell.value for cell in page[7]]
    page.insert_rows(last + 1)
    for column, value in enumerate(values, 1):
        page.cell(last + 1, column).value = value
    page.delete_rows(7)


def exchanged_columns(page: Worksheet) -> None:
    unmerge(page)
    _, last = grid_of(page)
    for number in range(5, last + 1):
        one, other = page.cell(number, 3), page.cell(number, 5)
        one.value, other.value = other.value, one.value


def keys_as_numbers(page: Worksheet) -> None:
    first, last = grid_of(page)
    for number in range(first, last + 1):
        key = str(page.cell(number, 1).value)
        if key.isdigit():
            page.cell(number, 1).value = int(key)


def signs_in_keys_that_nobody_sees(page: Worksheet) -> None:
    for cell in (page["A8"], page["C6"]):
        cell.value = f"\ufeff{cell.value}\u200b"


def hidden_rows_and_columns(page: Worksheet) -> None:
    for group in list(page.column_dimensions.values()):  # openpyxl would say two things of a column within a group
        first, last = group.min or 0, group.max or 0
        for number in range(first + 1, last + 1):
            page.column_dimensions[get_column_letter(number)].width = group.width
        group.max = group.min
    page.row_dimensions[8].hidden = True
    page.column_dimensions["C"].hidden = True


def status_column_deleted(page: Worksheet) -> None:
    """But for the register, where the count of ballots stands above it."""
    if page["B6"].value != "validity":
        unmerge(page)
        page.delete_cols(page.max_column)


def without_totals(page: Worksheet) -> None:
    _, last = grid_of(page)
    unmerge(page)
    page.delete_rows(last + 1)


EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        titles_above,
        columns_before,
        a_column_between,
        rows_between,
        reversed_rows,
        first_row_to_the_end,
        exchanged_columns,
        keys_as_numbers,
        signs_in_keys_that_nobody_sees,
        status_column_deleted,
        without_totals,
    )
}


@pytest.mark.parametrize("kind", ["测评票", "实地考评"])
@pytest.mark.parametrize("edit", EDITS)
def test_it_is_read_as_if_nothing_had_been_done(kind: str, edit: str, tmp_path: Path) -> None:
    found = read(kind, tmp_path, EDITS[edit])
    assert found.values(FILLED[kind][0]) == untouched(kind, tmp_path)
    assert [code for code in found.codes if code != "cell.repaired"] == []


@pytest.mark.parametrize("kind", ["测评票", "实地考评"])
def test_what_is_hidden_counts_and_is_told_of(kind: str, tmp_path: Path) -> None:
    found = read(kind, tmp_path, hidden_rows_and_columns)
    assert found.values(FILLED[kind][0]) == untouched(kind, tmp_path)
    assert {code for code in found.codes if code != "cell.repaired"} == {"cell.hidden"}


@pytest.mark.parametrize("kind", ["计票汇总", "评议意见"])
def test_names_that_were_deleted_are_not_missed(kind: str, tmp_path: Path) -> None:
    """A column that was only issued."""
    found = read(kind, tmp_path, unmerge, lambda page: page.delete_cols(3))
    assert (found.codes, found.values(FILLED[kind][0])) == ([], untouched(kind, tmp_path))


@every_kind
def test_even_all_of_it_together(kind: str, tmp_path: Path) -> None:
    edits = (reversed_rows, exchanged_columns, a_column_between, titles_above, hidden_rows_and_columns)
    found = read(kind, tmp_path, *edits)
    assert found.values(FILLED[kind][0]) == untouched(kind, tmp_path)


def key_row_deleted(page: Worksheet) -> None:
    unmerge(page)
    page.delete_rows(6)


@every_kind
def test_without_the_hidden_keys_the_headings_do(kind: str, tmp_path: Path) -> None:
    """Who copies the visible cells alone loses the key row."""
    found = read(kind, tmp_path, key_row_deleted)
    assert found.values(FILLED[kind][0]) == untouched(kind, tmp_path)
    assert [code for code in found.codes if code != "cell.repaired"] == []
    moved = read(kind, tmp_path, key_row_deleted, columns_before)
    assert moved.values(FILLED[kind][0]) == untouched(kind, tmp_path)


# ---------------------------------------------------------------- refused by name


def refused(kind: str, folder: Path, *edits: Edit) -> tuple[str, str]:
    found = read(kind, folder, *edits)
    form = found.of(FILLED[kind][0])
    assert form.refused
    assert len(form.findings) == 1
    return form.findings[0].code, form.findings[0].message


def a_row_copied(page: Worksheet) -> None:
    unmerge(page)
    page.insert_rows(9)
    for cell in page[7]:
        page.cell(9, cell.column or 1).value = None if isinstance(cell, MergedCell) else cell.value


def marks_deleted(page: Worksheet) -> None:
    unmerge(page)
    page.delete_cols(8 if page["H6"].value == "score" else 4)


def keys_deleted(page: Worksheet) -> None:
    unmerge(page)
    page.delete_cols(1)


def all_keys_and_a_heading_gone(page: Worksheet) -> None:
    page["C5"] = "改了"
    key_row_deleted(page)


@every_kind
def test_a_row_that_was_copied(kind: str, tmp_path: Path) -> None:
    code, message = refused(kind, tmp_path, a_row_copied)
    assert code == "form.duplicate-keys"
    assert FILLED[kind][0].rows[0].key in message


def test_a_column_of_entries_that_was_deleted(tmp_path: Path) -> None:
    assert refused("测评票", tmp_path, marks_deleted) == (
        "form.missing-columns",
        "表里缺少这些栏：石栏镇叶尔江·萨迪克。没有采用。",
    )
    assert refused("实地考评", tmp_path, marks_deleted) == ("form.missing-columns", "表里缺少这些栏：得分。没有采用。")


@every_kind
def test_keys_that_are_gone(kind: str, tmp_path: Path) -> None:
    """The code stands in column A too; which form it was is known from the stamp, but not whose the rows are."""
    found = read(kind, tmp_path, keys_deleted)
    form = found.of(FILLED[kind][0])
    assert (found.codes, form.refused, form.empty) == (["form.code-gone"], True, True)


@every_kind
def test_neither_keys_nor_headings(kind: str, tmp_path: Path) -> None:
    assert refused(kind, tmp_path, all_keys_and_a_heading_gone)[0] == "form.no-grid"


@pytest.mark.parametrize(("kind", "key"), [("计票汇总", "T2"), ("实地考评", "K2"), ("评议意见", "T2")])
def test_a_row_that_was_deleted_is_missing_and_the_others_count(kind: str, key: str, tmp_path: Path) -> None:
    found = read(kind, tmp_path, unmerge, lambda page: page.delete_rows(8))
    assert [(finding.code, finding.slots.get("keys")) for finding in found.findings] == [("form.missing-rows", key)]
    expected = {place: value for place, value in untouched(kind, tmp_path).items() if place[0] != key}
    assert found.values(FILLED[kind][0]) == expected


def test_unused_rows_of_a_register_may_be_deleted(tmp_path: Path) -> None:
    """收回票数 is the control."""
    found = read("测评票", tmp_path, unmerge, lambda page: page.delete_rows(10, 3))
    assert found.codes == ["cell.repaired"]
    assert found.values(REGISTER) == untouched("测评票", tmp_path)


def a_ballot_more(page: Worksheet) -> None:
    """Six rows were issued; the seventh ballot is written below them."""
    unmerge(page)
    page.insert_rows(13)
    page["A13"], page["C13"], page["D13"] = "007", 95, 85


def a_number_rubbed_out(page: Worksheet) -> None:
    page["A8"] = None


def other_numbers(page: Worksheet) -> None:
    for number in range(7, 13):
        page.cell(number, 1).value = 100 + number


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (a_ballot_more, [("C13", "这一行的编号“007”不是发出的编号，写在这里的“95、85”没有计入。")]),
        (a_number_rubbed_out, [("D8", "这一行的编号“（空白）”不是发出的编号，写在这里的“80.5、79分”没有计入。")]),
        (
            other_numbers,
            [
                ("C7", "这一行的编号“107”不是发出的编号，写在这里的“90”没有计入。"),
                ("D8", "这一行的编号“108”不是发出的编号，写在这里的“80.5、79分”没有计入。"),
                ("B9", "这一行的编号“109”不是发出的编号，写在这里的“废票”没有计入。"),
            ],
        ),
    ],
)
def test_a_ballot_under_a_number_that_was_not_issued_is_an_error_and_not_lost_in_silence(
    edit: Edit, told: list[tuple[str, str]], tmp_path: Path
) -> None:
    found = read("测评票", tmp_path, edit)
    lost = [finding for finding in found.findings if finding.code == "form.unknown-row"]
    assert [(finding.place.cell, finding.message) for finding in lost] == told
    assert {finding.severity for finding in lost} == {Severity.ERROR}


def test_a_row_of_totals_that_somebody_added_is_no_ballot(tmp_path: Path) -> None:
    def total(page: Worksheet) -> None:
        unmerge(page)
        page.insert_rows(10)
        page["A10"], page["C10"] = "小计", 90

    assert read("测评票", tmp_path, total).codes == ["cell.repaired"]


def test_merged_entries_count_once_where_they_stand(tmp_path: Path) -> None:
    found = read("测评票", tmp_path, lambda page: page.merge_cells("C7:C8"))
    assert found.values(REGISTER)["001", "mark:T1"] == 90_00
    assert ("002", "mark:T1") not in found.values(REGISTER)


def test_a_count_that_was_deleted_with_its_column(tmp_path: Path) -> None:
    found = read("测评票", tmp_path, unmerge, lambda page: page.delete_cols(6))
    assert [finding.message for finding in found.findings if finding.code == "form.missing-field"] == [
        "找不到“收回票数：”这一格。"
    ]
    assert found.values(REGISTER)["issued", ""] == 4


def test_the_next_label_is_no_entry(tmp_path: Path) -> None:
    """Of 发出票数： the entry has gone, and 收回票数： stands right beside it."""
    found = read("测评票", tmp_path, unmerge, exchanged_columns, lambda page: page.move_range("E4:F4", cols=-3))
    assert ("issued", "") not in found.values(REGISTER)
    assert found.values(REGISTER)["returned", ""] == 3


def test_a_head_that_was_deleted(tmp_path: Path) -> None:
    found = read("测评票", tmp_path, unmerge, lambda page: page.delete_rows(4))
    assert [finding.code for finding in found.findings if finding.code != "cell.repaired"] == ["form.missing-field"] * 2
    assert "“发出票数：”" in found.findings[-2].message
    assert found.values(REGISTER)["001", "mark:T1"] == 90_00


def test_a_code_nought_is_a_key_like_any_other(tmp_path: Path) -> None:
    """A blank cell is not the key 0 without its noughts."""
    raw = sheets()
    raw["考核对象"][1][0] = "0"
    town = Town(scheme_of(raw))
    form = town.form(FormKind.OPINION)
    filled = town.filled(form, {("0", "overall"): "好"})
    found = town.read(tmp_path, edited(filled, on_sheet(form.sheet, rows_between)))
    assert (found.codes, found.values(form)) == ([], {("0", "overall"): "好"})
