"""Reading gives true addresses and one shape, however a workbook was written, or a reason why not."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.formats.workbook_reader import Cell, Limits, Refused, Sheet, a1, from_a1, read_xlsx
from tests.spoilt import books

GOOD = books.good_book()
ROWS: list[list[Cell]] = [
    ["票号", "张三", "李四", "合计"],
    ["001", 95.5, 88.0, 183.5],
    ["002", 90.0, "", 90.0],
]


def ballots(book: bytes) -> Sheet:
    return read_xlsx(book)[0]


def book_of(cells: dict[str, object]) -> bytes:
    """One sheet with these values at these addresses."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    formats = {
        dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        dt.time: book.add_format({"num_format": "hh:mm:ss"}),
        dt.timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
    }
    for address, value in cells.items():
        page.write(*from_a1(address), value, formats.get(type(value)))
    book.close()
    return buffer.getvalue()


def test_a_good_book() -> None:
    assert read_xlsx(GOOD) == [
        Sheet("测评票", True, ROWS, {(1, 3): "SUM(B2:C2)", (2, 3): "SUM(B3:C3)"}, {}),
        Sheet("表身份", False, [["联述联评联考"]], {}, {}),
    ]


def test_addresses_are_absolute_however_empty_the_beginning() -> None:
    assert ballots(book_of({"C3": 95})).rows == [["", "", ""], ["", "", ""], ["", "", 95.0]]


def test_an_empty_sheet_has_no_rows() -> None:
    assert ballots(book_of({})).rows == []
    assert ballots(books.with_rows(GOOD, b'<row r="1"><c r="A1"/></row>')).rows == []


VALUES: dict[str, object] = {
    "A1": 95,
    "B1": 0.95,
    "C1": True,
    "D1": "'95",
    "A2": dt.date(2024, 9, 5),
    "B2": dt.datetime(2024, 9, 5, 8, 30),
    "C2": dt.time(8, 30),
    "D2": dt.timedelta(hours=30),
}


def test_kinds_of_values() -> None:
    assert ballots(book_of(VALUES)).rows == [
        [95.0, 0.95, True, "'95"],
        [dt.date(2024, 9, 5), dt.datetime(2024, 9, 5, 8, 30), dt.time(8, 30), dt.timedelta(hours=30)],
    ]


def test_what_is_written_anew_has_the_same_shape() -> None:
    """An error that calamine does not know has to be; the rest of the book is read as it was."""
    first = ballots(book_of(VALUES)).rows
    spoilt = books.edited(
        book_of(VALUES | {"F3": 1}),
        books.SHEET,
        lambda xml: xml.replace(b'<c r="F3"><v>1', b'<c r="F3" t="e"><v>#SPILL!'),
    )
    sheet = ballots(spoilt)
    rows = [row[:4] for row in sheet.rows[:2]]
    assert rows == first
    assert [[type(value) for value in row] for row in rows] == [[type(value) for value in row] for row in first]
    assert sheet.errors == {(2, 5): "#SPILL!"}


def test_an_error_cell_reads_as_blank_and_is_known() -> None:
    sheet = ballots(books.error_cell(GOOD))
    assert sheet.rows[1] == ["001", "", 88.0, 183.5]
    assert sheet.errors == {from_a1("B2"): "#N/A"}


def test_a_formula_without_a_value_reads_as_blank_and_is_known() -> None:
    sheet = ballots(books.formula_without_value(GOOD))
    assert sheet.rows[1] == ["001", 95.5, 88.0, ""]
    assert sheet.formulas[from_a1("D2")] == "SUM(B2:C2)"


@pytest.mark.parametrize(
    "odd",
    [
        books.dimension_lie,
        books.shared_formula,
        books.prefixed_namespace,
        books.single_quoted,
        books.pretty_printed,
        books.formatted_to_the_end,
        books.cells_in_a_comment,
        books.strict,
        books.absolute_targets,
        books.other_relationship_prefix,
        books.backslashed_names,
        books.macro_enabled,
        books.macro_sheet,
        books.utf16_sheet,
        books.sheet_without_relationship,
    ],
)
def test_odd_books_are_read(odd: books.Spoil) -> None:
    assert ballots(odd(GOOD)).rows == ROWS


def test_cells_without_addresses_stand_where_the_facts_say() -> None:
    sheet = ballots(books.without_addresses(GOOD))
    assert sheet.rows == [[1.0, 2.0, ""], ["", "", ""], ["", "", 2.0], [4.0, "", ""]]
    assert (sheet.formulas, sheet.errors) == ({(2, 2): "A1+1"}, {(2, 1): "#REF!"})


def test_sheets_keep_their_order_and_visibility_when_written_anew() -> None:
    sheets = read_xlsx(books.spill_error(GOOD))
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [("测评票", True), ("表身份", False)]


def test_a_chart_sheet_is_no_worksheet() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("数据")
    page.write_number(0, 0, 1)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=数据!$A$1"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    assert [sheet.name for sheet in read_xlsx(buffer.getvalue())] == ["数据"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (books.far_cell, "file.too-large"),
        (books.billion_laughs, "file.hostile-xml"),
        (books.truncated, "file.damaged"),
        (books.sheet_part_missing, "file.damaged"),
        (lambda _: books.html_named_xls(), "file.damaged"),
        (books.sheet_with_dangling_relationship, "file.damaged"),
        (books.no_sheets, "file.no-sheets"),
        (lambda book: books.with_rows(book, b'<row r="1"><c r="A1" t="n"><v>nine</v></c></row>'), "file.damaged"),
    ],
)
def test_what_cannot_be_read_says_why(spoil: books.Spoil, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_xlsx(spoil(GOOD))
    assert caught.value.code == code


def test_limits_are_the_callers() -> None:
    with pytest.raises(Refused, match="too-large"):
        read_xlsx(GOOD, Limits(columns=3))


def test_what_openpyxl_saves_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = ballots(buffer.getvalue())
    assert sheet.rows == [[*row[:3], "" if number else "合计"] for number, row in enumerate(ROWS)]
    assert sheet.formulas == ballots(GOOD).formulas


def test_reading_imports_no_heavy_library() -> None:
    heavy = "{'pandas', 'numpy', 'openpyxl', 'xlsxwriter'}"
    probe = f"import sys, lianping_xlsx.formats.workbook_reader; print(*{heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_addresses_there_and_back(row: int, column: int) -> None:
    assert from_a1(a1(row, column)) == (row, column)


def test_addresses_people_know() -> None:
    assert [a1(0, column) for column in (0, 25, 26, 701, 702, 16_383)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1", "XFD1"]
    assert from_a1("$b$12") == (11, 1)


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "A1:B2", "A1 ", "AAAA1", "甲1"])
def test_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="address"):
        from_a1(text)
