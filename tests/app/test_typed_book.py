"""What a reader shows as blank in workbooks of the office: error values, and formulas without a result."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.scheme_file import read_own_bytes
from lianping_xlsx.app.typed_book import TypedBook
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.decision.review_register import REGISTER_TABLE
from lianping_xlsx.formats.measure import Refused
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.rectification_list import RECTIFICATION_TABLE
from lianping_xlsx.publish.compared.versions_book import read_choices
from lianping_xlsx.spreadsheet.tables import Table
from tests.books import edited, on_sheet, saved
from tests.scenarios.people import SAMPLES


def told(findings: Sequence[Finding]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.place.cell) for finding in findings]


@pytest.mark.parametrize("table", [REGISTER_TABLE, RECTIFICATION_TABLE], ids=lambda table: table.sheet)
def test_of_a_table_that_people_type_into_nothing_reads_as_blank_unsaid(table: Table) -> None:
    """Beside the table and above its headings people may calculate what they like."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = table.sheet
    page.append(["", "=NOW()"])
    page.append([column.name for column in table.columns])
    page.append(["1", "=A1&A2", "#REF!"])
    page["C3"].data_type = "e"
    page.cell(3, len(table.columns) + 1, "=A1")
    read = TypedBook("某表.xlsx", table, "rectify.list-unreadable").read_bytes(saved(book), "")
    assert read.value is not None
    assert told(read.findings) == [("table.error-value", "C3"), ("table.no-result", "B3")]


def test_a_choice_that_is_a_formula_without_a_result_is_told() -> None:
    data = (SAMPLES / "lean-township-problems/3汇总/版本对照.xlsx").read_bytes()
    choice = edited(data, on_sheet("选定版本", lambda page: page.__setitem__("G5", '=IF(A5="","","√")')))
    read = read_choices(read_xlsx(choice), file="版本对照.xlsx")
    assert told(read.findings) == [("table.no-result", "G5")]


def test_a_workbook_of_the_office_may_have_more_rows_than_a_reply() -> None:
    """填报任务 of a province: a row for each of its forms."""
    book, rows = Workbook(), 150_000
    book.create_sheet("填报任务").cell(rows, 1, "一五〇〇〇〇")
    data = saved(book)

    with pytest.raises(Refused, match="行数"):
        read_xlsx(data)
    read = read_own_bytes(data)
    assert not isinstance(read, str)
    _, tasks = read
    assert (len(tasks.rows), tasks.rows[-1][0]) == (rows, "一五〇〇〇〇")
