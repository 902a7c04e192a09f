"""What somebody sees in 考核方案.xlsx and the program reads otherwise, or not at all, is told with its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app.scheme_file import scheme_in
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.formats.sheet import Cell, Sheet
from lianping_xlsx.scheme.scheme_workbook import sheets_as_seen, write_scheme
from tests.books import edited, on_sheet
from tests.findings import without_remarks
from tests.small import records_of, sheets

NEW_COLUMNS = ("名额人数", "名额至少")


def cells(row: Sequence[object]) -> list[Cell]:
    """A row as readers give it."""
    return list(map(str, row))


def typed(*, tiers: list[list[str]] | None = None) -> dict[str, Sheet]:
    """The sheets of the small campaign as they are read from a workbook."""
    rows: dict[str, list[list[Cell]]] = {
        name: [["标题", *[""] * (len(raw[0]) - 1)], *map(cells, raw)] for name, raw in sheets().items()
    }
    if tiers is not None:
        rows["等次规则"] = [[*row] for row in tiers]
    return {name: Sheet(name, visible=True, rows=own, formulas={}, errors={}) for name, own in rows.items()}


def told(found: dict[str, Sheet]) -> dict[str, Finding]:
    """The findings by code; each is told once, in words that fill all slots."""
    findings = list(sheets_as_seen(found))
    assert len({finding.code for finding in findings}) == len(findings)
    assert all(finding.message and finding.remedy for finding in findings)
    return {finding.code: finding for finding in findings}


def test_a_sheet_as_it_is_written_has_nothing_to_tell() -> None:
    assert told(typed()) == {}


HEAD = ["等次", "最低分", "名额比例上限", "结果运用"]


@pytest.mark.parametrize(
    ("heading", "content", "code", "remedy"),
    [
        ("至少名额", "3", "table.column-misspelt", "是不是“名额至少”？"),
        ("名额人头数", "3", "table.column-misspelt", "是不是“名额人数”？"),
        ("最低分", "95", "table.column-twice", "只保留这一栏"),
        ("经办人", "闻知行", "table.column-own", "自己加的栏目，无需处理"),
        ("经办人", "", None, ""),
        ("最低分", "90", None, ""),
        ("", "随手记的", None, ""),
    ],
)
def test_a_column_that_is_not_read_is_told_of(heading: str, content: str, code: str | None, remedy: str) -> None:
    found = told(typed(tiers=[[*HEAD, heading], ["好", "90", "", "", content], ["差", "", "", "", ""]]))
    assert list(found) == ([] if code is None else [code])
    assert code is None or remedy in found[code].remedy
    assert code is None or heading in found[code].message


def test_contents_under_a_heading_that_is_gone_are_told_of() -> None:
    found = told(typed(tiers=[["等次", "最低分", "", "名额比例上限", "结果运用"], ["好", "90", "3", "", ""]]))
    assert found["table.column-unnamed"].place.cell == "C1"
    assert "“名额至少”" in found["table.column-unnamed"].remedy


def test_rows_above_the_headings_are_an_error() -> None:
    found = typed()
    rows = found["考核对象"].rows
    found["考核对象"] = replace(found["考核对象"], rows=[rows[0], *rows[2:4], rows[1], *rows[4:]])
    finding = told(found)["table.above-heading"]
    assert (finding.severity, finding.place.cell) == (Severity.ERROR, "A2")
    assert "第2至3行在表头行（第4行）的上面" in finding.message


def test_a_setting_of_another_name_is_told_of() -> None:
    found = typed()
    rows = found["计分规则"].rows
    found["计分规则"] = replace(found["计分规则"], rows=[*rows, ["总分封顶线", "100"], ["记事", ""]])
    finding = told(found)["table.setting-unread"]
    assert finding.place.cell == f"A{len(rows) + 1}"
    assert "是不是“总分封顶”？" in finding.remedy


def test_merged_cells_are_told_of_with_those_that_are_read_as_blank() -> None:
    tiers = [HEAD, ["好", "90", "30", "表扬"], ["中", "60", "", ""], ["差", "", "", "约谈"]]
    found = typed(tiers=tiers)
    found["等次规则"] = replace(found["等次规则"], merges=((1, 3, 3, 3), (0, 0, 0, 1), (5, 0, 6, 0)))
    notes = told(found)
    assert list(notes) == ["table.merged", "table.merged-hidden"]
    assert "D2:D4合并成了一格，写着“表扬”，只算第一格的，D3按空白读取" in notes["table.merged"].message
    assert "下面还盖着D4" in notes["table.merged-hidden"].message


def test_what_is_hidden_and_counts_is_told_of() -> None:
    found = typed()
    found["考核对象"] = replace(found["考核对象"], hidden_rows=((2, 3), (90, 99)), hidden_columns=((2, 2),))
    found["计分规则"] = replace(found["计分规则"], visible=False)
    notes = told(found)
    assert list(notes) == ["table.hidden-sheet", "table.hidden-rows", "table.hidden-columns"]
    assert notes["table.hidden-rows"].message.startswith("第3至4行隐藏着")
    assert "“职务”" in notes["table.hidden-columns"].message


def test_a_hidden_sheet_of_nothing_but_defaults_is_not_told_of() -> None:
    found = typed()
    found["收表限额"] = Sheet(
        "收表限额", visible=False, rows=[["项目", "内容"], ["文件大小上限", 50.0]], formulas={}, errors={}
    )
    assert told(found) == {}


def test_a_number_that_shows_another_is_told_of() -> None:
    found = typed(tiers=[HEAD, ["好", "", "", ""], ["差", "", "", ""]])
    rows: list[list[Cell]] = [[*row] for row in found["等次规则"].rows]
    rows[1][1], rows[1][2] = 89.5, 0.4
    found["等次规则"] = replace(found["等次规则"], rows=rows, shown={(1, 1): "90", (1, 2): "40%", (9, 9): "8"})
    finding = told(found)["table.shown-otherwise"]
    assert "“最低分”显示为“90”，实际填的是“89.5”，按“89.5”读取" in finding.message


def test_what_is_struck_through_and_counts_is_told_of() -> None:
    """Somebody who has left is struck through on the list; what nobody reads is nobody's business."""
    found = typed()
    found["考核对象"] = replace(found["考核对象"], struck=frozenset({(2, 1), (2, 2), (4, 0), (0, 0), (90, 1)}))
    notes = told(found)
    assert list(notes) == ["table.struck"]
    assert notes["table.struck"].place.cell == "B3"
    assert notes["table.struck"].message.startswith("第3、5行有加了删除线的内容")


def test_a_day_in_place_of_a_text_is_told_of() -> None:
    """A spreadsheet makes a day of 1-2 and of 2024年3月, and shows it otherwise than it is read."""
    found = typed()
    rows: list[list[Cell]] = [
        ["板块", "期次", "权重"],
        ["平时考核", dt.date(2024, 3, 1), 50.0],
        ["平时考核", "下半年", 50.0],
    ]
    found["期次"] = Sheet("期次", visible=True, rows=[*rows, ["", dt.date(2024, 4, 1), ""]], formulas={}, errors={})
    profile = [[*row] for row in found["基本信息"].rows]
    profile[3][1], profile[8][1] = dt.date(2024, 1, 1), dt.date(2024, 12, 20)
    found["基本信息"] = replace(found["基本信息"], rows=profile)
    findings = [finding for finding in sheets_as_seen(found) if finding.code == "table.date-as-text"]
    assert [(each.place.sheet, each.place.cell) for each in findings] == [("基本信息", "B4"), ("期次", "B2")]
    assert "“期次”有2格是日期" in findings[1].message
    assert "如 B2 按“2024-03-01”读取" in findings[1].message


@pytest.mark.parametrize(("own", "code"), [(True, "scheme.sheet-copy"), (False, "scheme.sheet-unread")])
def test_a_sheet_that_looks_like_another_is_told_of(own: bool, code: str) -> None:
    found = typed()
    rows: list[list[Cell]] = [["板块", "期次", "权重"], ["平时考核", "上半年", 100.0]]
    for name in ("期次", "期次（旧）") if own else ("季度一", "季度二"):
        found[name] = Sheet(name, visible=True, rows=rows, formulas={}, errors={})
    findings = list(sheets_as_seen(found))
    assert {finding.code for finding in findings} == {code}
    assert all("“期次”" in finding.message for finding in findings)


def hide_row(page: Worksheet) -> None:
    page.row_dimensions[5].hidden = True


def merge_down(page: Worksheet) -> None:
    page.merge_cells("C4:C5")


@pytest.mark.parametrize(("edit", "code"), [(hide_row, "table.hidden-rows"), (merge_down, "table.merged")])
def test_the_reader_of_a_scheme_tells_it(edit: Callable[[Worksheet], None], code: str) -> None:
    read = scheme_in(edited(write_scheme(records_of(sheets())), on_sheet("考核对象", edit)))
    assert read.value is not None
    assert [(each.code, each.place.sheet) for each in without_remarks(read.findings, code)] == [(code, "考核对象")]
