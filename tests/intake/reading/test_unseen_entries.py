"""An entry that counts although nobody sees it is told of, with what counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.formats.workbook_reader import Sheet, read_xlsx
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.sheet_reader import read_form
from lianping_xlsx.scheme.terms import FormKind
from tests.small import TOWN, Entries

REGISTER, VISIT = TOWN.form(FormKind.BALLOTS), TOWN.form(FormKind.RUBRIC)
MARKS: Entries = {("001", "validity"): "有效", ("001", "mark:T1"): 89.6, ("002", "mark:T1"): 80, ("issued", ""): 4}
FULL: Entries = {(row.key, f"mark:T{number}"): 80 for row in REGISTER.rows for number in (1, 2, 3)}


def sheet_of(form: FormLayout, entries: Entries) -> Sheet:
    return next(sheet for sheet in read_xlsx(TOWN.filled(form, entries)) if sheet.name == form.sheet)


def told(form: FormLayout, sheet: Sheet) -> tuple[Finding, ...]:
    index = next(index for index, each in enumerate(TOWN.expected) if each.layout.code == form.code)
    return read_form(TOWN.expected[index], index, sheet, "表.xlsx").findings


def shown(**texts: str) -> Mapping[tuple[int, int], str]:
    return {from_a1(cell): text for cell, text in texts.items()}


def test_another_number_than_the_one_that_counts() -> None:
    (finding,) = told(REGISTER, replace(sheet_of(REGISTER, MARKS), shown=shown(C7="90")))
    assert (finding.code, finding.severity, finding.place.cell) == ("cell.shown-otherwise", Severity.WARNING, "C7")
    assert finding.message == "001号票对“云溪镇 陆明澈”的评分显示为“90”，实际是89.6，以实际的89.6为准。"
    assert finding.remedy.startswith("请把这一格的数字格式设为“常规”，字体颜色设为“自动”，填充设为“无”")
    assert "撤销工作表保护" in finding.remedy  # on a protected sheet the look of a cell cannot be changed


def test_what_shows_nothing() -> None:
    found = told(REGISTER, replace(sheet_of(REGISTER, MARKS), shown=shown(C8="", B7="", C4="")))
    assert [(each.place.cell, each.slots["shown"], each.slots["raw"]) for each in found] == [
        ("C4", "空白", "4"),
        ("B7", "空白", "有效"),
        ("C8", "空白", "80"),
    ]


def test_what_a_conditional_format_may_hide() -> None:
    (finding,) = told(REGISTER, replace(sheet_of(REGISTER, MARKS), conditional=shown(C7="", C9="")))
    assert (finding.code, finding.severity, finding.place.cell) == ("cell.conditional", Severity.WARNING, "C7")
    assert finding.message == (
        "001号票对“云溪镇 陆明澈”的评分填的是“89.6”，这一格设了条件格式，可能看不到所填的，或者显示成别的；"
        "以实际填的“89.6”为准。"
    )
    assert "清除所选单元格的规则" in finding.remedy
    many = shown(**{f"{column}{row}": "" for column in "CDE" for row in (7, 8, 9)})
    (finding,) = told(REGISTER, replace(sheet_of(REGISTER, FULL), conditional=many))
    assert (finding.code, finding.slots["count"], finding.slots["cells"]) == ("cell.conditional-many", "9", "C7:E9")


def test_what_does_not_count_is_nobodys_business() -> None:
    """A blank cell, a heading, a name, a formula, a reason."""
    entries: Entries = {("K1", "deduction"): 3, ("K1", "reason"): "资料不全"}
    sheet = replace(sheet_of(VISIT, entries), shown=shown(C5="", C7="", J7="", K7="", I8="90", A7=""))
    assert told(VISIT, sheet) == ()


def test_many_alike_are_one_finding() -> None:
    spots = {(row, column): "90" for row in range(6, 10) for column in (2, 3)}
    (finding,) = told(REGISTER, replace(sheet_of(REGISTER, FULL), shown=spots))
    assert finding.code == "cell.shown-otherwise-many"
    assert finding.message.startswith("有8个格（C7:D10）显示的与实际填的不同，例如C7显示为“90”，实际是80；")


def test_a_hidden_row() -> None:
    found = told(REGISTER, replace(sheet_of(REGISTER, MARKS), hidden_rows=((7, 20),)))
    assert [(each.code, each.place.cell) for each in found] == [("cell.hidden", "C8")]
    assert found[0].message.startswith(
        "002号票对“云溪镇 陆明澈”的评分在隐藏的行或列里，打开表看不到，填的是“80”；程序照常读取，"
    )


def test_a_hidden_column() -> None:
    (finding,) = told(REGISTER, replace(sheet_of(REGISTER, FULL), hidden_columns=((0, 0), (2, 16_383))))
    assert finding.code == "cell.hidden-many"
    assert finding.slots == {"count": "18", "cells": "C7:E12"}


def test_what_is_struck_through() -> None:
    """It counts, and a blank cell is nobody's business."""
    struck = frozenset(from_a1(cell) for cell in ("C8", "C9", "C4", "A8"))
    found = told(REGISTER, replace(sheet_of(REGISTER, MARKS), struck=struck))
    assert [(each.code, each.severity, each.place.cell) for each in found] == [
        ("cell.struck", Severity.WARNING, "C4"),
        ("cell.struck", Severity.WARNING, "C8"),
    ]
    assert "填的是“80”，全部或者部分文字加了删除线；程序照常读取" in found[1].message
    (many,) = told(REGISTER, replace(sheet_of(REGISTER, FULL), struck=frozenset((row, 2) for row in range(6, 12))))
    assert (many.code, many.slots) == ("cell.struck-many", {"count": "6", "cells": "C7:C12"})


def test_the_head_hidden() -> None:
    found = told(REGISTER, replace(sheet_of(REGISTER, MARKS), hidden_rows=((0, 5),)))
    assert [(each.code, each.place.cell, each.slots["who"]) for each in found] == [("cell.hidden", "C4", "“发出票数”")]


@pytest.mark.parametrize("form", [REGISTER, VISIT], ids=lambda form: form.key.kind)
def test_our_own_hidden_keys_hide_no_entry(form: FormLayout) -> None:
    sheet = replace(sheet_of(form, {}), hidden_rows=((5, 5),), hidden_columns=((0, 0),))
    assert told(form, sheet) == ()


def test_a_hidden_sheet_is_told_of_where_something_counts() -> None:
    assert [each.code for each in told(REGISTER, replace(sheet_of(REGISTER, MARKS), visible=False))] == [
        "form.hidden-sheet"
    ]
    assert told(REGISTER, replace(sheet_of(REGISTER, {}), visible=False)) == ()


def test_nothing_is_said_to_count_before_its_ballot_is_judged() -> None:
    """The ballot may be void, and the form may be one of several versions: then it does not count."""
    found = told(
        REGISTER, replace(sheet_of(REGISTER, FULL), hidden_rows=((7, 20),), shown=shown(C7="9"), visible=False)
    )
    assert {each.code for each in found} == {"form.hidden-sheet", "cell.hidden-many", "cell.shown-otherwise"}
    assert not [each.message for each in found if "已计入" in each.message or "计入。" in each.message]
