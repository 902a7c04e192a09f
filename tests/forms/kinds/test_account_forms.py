"""What the issued 述职自查, 述职报告审核 and 自评得分 look like, and what their locked formulas say."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.accounts import TOWN, with_accounts
from tests.books import open_book
from tests.libreoffice import needs_libreoffice, recalculate
from tests.small import Entries, Town, scheme_of


def one_unit() -> Town:
    """The campaign in which one unit fills in everything."""
    raw = with_accounts()
    for row in raw["填报任务"][1:]:
        row[0] = "县委办公室"
    return Town(scheme_of(raw))


def words_of(unit: str) -> list[str]:
    """The words of the instructions."""
    return [str(cell.value) for row in open_book(TOWN.write(unit))["填表说明"].iter_rows() for cell in row]


def test_the_instructions_say_what_each_sheet_is_for() -> None:
    assert any(word.startswith("逐人登记述职报告的提交日期和审核结果") for word in words_of("U4"))
    assert any(word.startswith("由考核对象本人对照测评内容") for word in words_of("U5"))
    assert "测评票样" not in open_book(TOWN.write("U5")).sheetnames


def test_a_self_check_has_room_to_write_and_a_review_a_list_to_choose_from() -> None:
    page = open_book(TOWN.write("U5"))["自查-云溪镇陆明澈"]
    assert [page.row_dimensions[number].height for number in (7, 8)] == [84, 84]
    page = open_book(TOWN.write("U4"))["述职报告审核"]
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules == {"E7:E9": '"通过,退回重写"'}


def seen(book: Workbook, form: FormLayout, column: str, *, below: int = 0) -> list[object]:
    """The column of a form, with so many rows below the grid."""
    page, place = book[form.sheet], form.column_of(column) + 1
    return [page.cell(number, place).value or "" for number in range(7, 7 + len(form.rows) + below)]


@pytest.mark.slow
@needs_libreoffice
def test_what_a_person_sees_while_filling_them_in(tmp_path: Path) -> None:
    town = one_unit()
    one, two = (town.form(FormKind.SELF_CHECK, ratee=ratee) for ratee in ("T1", "T2"))
    review, visit = town.form(FormKind.REVIEW), town.form(FormKind.RUBRIC, ratee="T1")
    other, third = (town.form(FormKind.RUBRIC, ratee=ratee) for ratee in ("T2", "T3"))
    points: Entries = {("K1", "deduction"): 0, ("K2", "score"): 40}
    reviewed: Entries = {
        ("T1", "submitted"): "2024-12-05",
        ("T1", "verdict"): "通过",
        ("T2", "verdict"): "退回重写",
        ("T3", "submitted"): "2024-12-06",
    }
    written: Entries = {("N1", key): "有" for key in ("practices", "problems", "measures")}
    own: Entries = {("K1", "self"): 58.5, ("K3", "self"): 40, ("K1", "deduction"): 0, ("K3", "score"): 40}
    filled = [
        (one, written | {("N2", "problems"): "有"}),
        (review, reviewed),
        (visit, points),  # nobody must score himself
        (other, points | {("K1", "self"): 61, ("K2", "self"): "约40"}),
        (third, own),
    ]
    path = tmp_path / "填好.xlsx"
    path.write_bytes(town.write("U1", {k: v for form, entries in filled for k, v in town.fill(form, entries).items()}))
    book = open_book(recalculate(path).read_bytes(), values=True)

    assert seen(book, one, "status") == ["完整", "部分填写"]
    assert seen(book, two, "status") == ["未填", "未填"]
    assert seen(book, review, "status") == ["完整", "请写意见", "请选审核结果"]
    assert seen(book, visit, "status") == ["完整", "完整", "", ""]
    assert seen(book, visit, "self", below=1)[-1] == ""
    assert seen(book, other, "status") == ["自评应填0至60的数", "自评应填0至40的数", "", ""]
    assert seen(book, third, "status") == ["完整", "完整", "", ""]
    assert seen(book, third, "self", below=1)[-1] == 98.5


@pytest.mark.slow
@needs_libreoffice
def test_what_was_pasted_into_a_review(tmp_path: Path) -> None:
    form = TOWN.form(FormKind.REVIEW)
    entries: Entries = {("T1", "verdict"): "同意", ("T2", "verdict"): "退回重写", ("T2", "remark"): "太短"}
    path = tmp_path / "审核.xlsx"
    path.write_bytes(TOWN.write("U4", TOWN.fill(form, entries)))
    book = open_book(recalculate(path).read_bytes(), values=True)
    assert seen(book, form, "status") == ["请选通过或退回重写", "完整", "未审核"]
