"""What people type into 等次审定表.xlsx: it outlives every later merge, and the program never types it for them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app.merge import merge_returns
from tests.books import open_book
from tests.scenarios.campaigns import Made, in_process, merge, open_campaign
from tests.scenarios.people import SAMPLES

COLUMNS = ("审定等次", "调整理由", "审定备注")
Entries = tuple[str | int | None, ...]
"""What is typed under COLUMNS."""

TYPED: dict[str, Entries] = {
    "T03": ("好", None, None),
    "T07": ("中", "组内并列，考评得分较低，\n经研究定为“中”", None),
    "T14": ("差", None, "=约谈，限期整改"),
    "T16": ("优秀", None, 3),  # no tier of this scheme
}
READ_BACK = TYPED | {"T16": ("优秀", None, "3")}


@pytest.fixture
def campaign(tmp_path: Path) -> Made:
    """A copy of the good sample, merged, with the decisions typed in."""
    made = undecided(tmp_path / "考核")
    type_in(made, TYPED)
    return made


def undecided(folder: Path) -> Made:
    """The good sample as it was before the meeting."""
    shutil.copytree(SAMPLES / "lean-township", folder, ignore=shutil.ignore_patterns("1发出", "3汇总", "4审定"))
    made = open_campaign(folder)
    merge_again(made)
    return made


def merge_again(campaign: Made) -> list[str]:
    """The codes of what was found."""
    with in_process():
        return [finding.code for finding in merge(campaign).data.findings]


def table_of(campaign: Made) -> Path:
    return campaign.loaded.campaign.summary / "等次审定表.xlsx"


def type_in(campaign: Made, typed: Mapping[str, Entries]) -> None:
    """As a person does it: into the yellow cells of the ratee's row."""
    book = open_book(table_of(campaign).read_bytes())
    page = book.worksheets[0]
    columns = headings(page)
    for code, entries in typed.items():
        for name, entry in zip(COLUMNS, entries, strict=True):
            cell = page.cell(row_of(page, code), columns[name])
            cell.value = entry
            if isinstance(entry, str):
                cell.data_type = "s"  # an apostrophe before it, so that = begins a text
    book.save(table_of(campaign))


def place_of(page: Worksheet, content: str) -> tuple[int, int]:
    """The row and column of the first cell that says just this."""
    places = [(row, column) for row in range(1, page.max_row + 1) for column in range(1, page.max_column + 1)]
    return next(place for place in places if page.cell(*place).value == content)


def row_of(page: Worksheet, content: str) -> int:
    return place_of(page, content)[0]


def headings(page: Worksheet) -> dict[str, int]:
    """Columns by heading."""
    row = row_of(page, "编号")
    return {str(page.cell(row, column).value): column for column in range(1, page.max_column + 1)}


def decided(campaign: Made) -> dict[str, tuple[object, ...]]:
    """What now stands in the yellow cells, by 编号; only rows in which anything does."""
    page = open_book(table_of(campaign).read_bytes()).worksheets[0]
    columns = headings(page)
    first = row_of(page, "编号") + 1
    rows = {
        str(page.cell(row, 1).value): tuple(page.cell(row, columns[name]).value for name in COLUMNS)
        for row in range(first, page.max_row + 1)
        if page.cell(row, 1).value is not None
    }
    return {code: typed for code, typed in rows.items() if any(entry is not None for entry in typed)}


def edit_scheme(campaign: Made, edit: Callable[[Worksheet, Worksheet], None]) -> None:
    """Edits 考核对象 and 填报任务 as the office would, in a spreadsheet program."""
    path = campaign.loaded.campaign.scheme
    book = open_book(path.read_bytes())
    edit(book["考核对象"], book["填报任务"])
    book.save(path)


def change(page: Worksheet, old: str, new: str) -> None:
    """The cell that says ``old`` says ``new``."""
    page.cell(*place_of(page, old)).value = new


# ---------------------------------------------------------------- carried over


def test_the_program_decides_nothing(tmp_path: Path) -> None:
    assert decided(undecided(tmp_path / "考核")) == {}
    assert decided(open_campaign(SAMPLES / "lean-township-problems")) == {}


def test_decisions_survive(campaign: Made) -> None:
    before = table_of(campaign).read_bytes()
    merge_again(campaign)
    once = table_of(campaign).read_bytes()
    merge_again(campaign)

    assert decided(campaign) == READ_BACK
    assert table_of(campaign).read_bytes() == once
    assert before in [path.read_bytes() for path in table_of(campaign).parent.glob("备份/等次审定表*.xlsx")]


@pytest.mark.slow
def test_the_meeting_and_its_day_survive(campaign: Made) -> None:
    book = open_book(table_of(campaign).read_bytes())
    page = book.worksheets[0]
    row, column = place_of(page, "审定会议：")
    page.cell(row, column + 2).value = "县委常委会第12次会议"
    row, column = place_of(page, "审定日期：")
    page.cell(row, column + 2).value = dt.date(2024, 12, 26)
    book.save(table_of(campaign))
    merge_again(campaign)
    merge_again(campaign)

    page = open_book(table_of(campaign).read_bytes()).worksheets[0]
    head = [cell.value for row in page.iter_rows(max_row=4) for cell in row]
    assert {"县委常委会第12次会议", "2024-12-26"} <= set(head)
    assert decided(campaign) == READ_BACK


def test_a_sorted_table_is_read_by_its_codes(campaign: Made) -> None:
    book = open_book(table_of(campaign).read_bytes())
    page = book.worksheets[0]
    first = row_of(page, "编号") + 1
    width = max(headings(page).values())
    filled = [[page.cell(row, column).value for column in range(1, width + 1)] for row in range(first, first + 16)]
    for row, cells in enumerate(sorted(filled, key=lambda cells: str(cells[0])), first):
        for column, value in enumerate(cells, 1):
            page.cell(row, column).value = value
            if isinstance(value, str):
                page.cell(row, column).data_type = "s"
    book.save(table_of(campaign))
    merge_again(campaign)

    assert decided(campaign) == READ_BACK


# ---------------------------------------------------------------- the list of ratees changes


def add_t17(ratees: Worksheet, tasks: Worksheet) -> None:
    last = row_of(ratees, "T16")
    newcomer = ("T17", "闻人朔", "党委书记", "杏坪乡", ratees.cell(last, 5).value)
    for column, value in enumerate(newcomer, 1):
        ratees.cell(last + 1, column).value = value
    change(tasks, "T13、T14、T15、T16", "T13、T14、T15、T16、T17")


def remove_t16(ratees: Worksheet, tasks: Worksheet) -> None:
    ratees.delete_rows(row_of(ratees, "T16"))
    change(tasks, "T13、T14、T15、T16", "T13、T14、T15")
    tasks.delete_rows(next(cell.row for (cell,) in tasks["C1:C99"] if cell.value == "T16"))  # his 述职自查


@pytest.mark.slow
def test_a_ratee_is_added(campaign: Made) -> None:
    edit_scheme(campaign, add_t17)
    codes = merge_again(campaign)

    assert decided(campaign) == READ_BACK
    page = open_book(table_of(campaign).read_bytes()).worksheets[0]
    assert page.cell(row_of(page, "T17"), headings(page)["姓名"]).value == "闻人朔"
    assert codes.count("form.outdated") == 5  # three registers, opinions and reviews have a column or row more now
    assert codes.count("form.missing") == 1  # T17's own 考评表


@pytest.mark.slow
def test_a_ratee_is_removed_and_comes_back(campaign: Made) -> None:
    original = campaign.loaded.campaign.scheme.read_bytes()
    edit_scheme(campaign, remove_t16)
    codes = merge_again(campaign)
    merge_again(campaign)

    assert "decision.kept-apart" in codes
    assert decided(campaign) == READ_BACK
    page = open_book(table_of(campaign).read_bytes()).worksheets[0]
    words = [str(page.cell(row, 1).value) for row in range(1, page.max_row + 1)]
    heading = next(number for number, word in enumerate(words) if "不在" in word)
    assert words.index("T15") < heading < words.index("T16")

    campaign.loaded.campaign.scheme.write_bytes(original)
    codes = merge_again(campaign)

    assert "decision.kept-apart" not in codes
    assert decided(campaign) == READ_BACK


@pytest.mark.slow
def test_a_decision_never_passes_to_another_person(campaign: Made) -> None:
    """The secretary changed, and the office reused the code of the one before."""
    edit_scheme(campaign, lambda ratees, _: change(ratees, "濮志远", "闻人朔"))
    codes = merge_again(campaign)

    page = open_book(table_of(campaign).read_bytes()).worksheets[0]
    columns = headings(page)
    names = {page.cell(row, columns["姓名"]).value: row for row in range(1, page.max_row + 1)}
    assert page.cell(names["闻人朔"], columns["审定等次"]).value is None
    assert page.cell(names["濮志远"], columns["审定等次"]).value == "优秀"
    assert "decision.kept-apart" in codes


def test_what_cannot_be_read_is_not_written_over(campaign: Made) -> None:
    table_of(campaign).write_bytes("等次审定表".encode())
    before = {path: path.read_bytes() for path in table_of(campaign).parent.iterdir() if path.is_file()}

    outcome = merge_returns(campaign.folder)

    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["decision.unreadable"]
    assert {path: path.read_bytes() for path in table_of(campaign).parent.iterdir() if path.is_file()} == before
