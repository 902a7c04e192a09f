"""Whose form is it? Stamp and code together say; where they are lost, edited, foreign or old, it is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.layout import FormKey
from lianping_xlsx.forms.stamp import STAMP_SHEET
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reply import make_setup, read_reply
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, open_book, saved
from tests.small import TOWN, Entries, Read, Town, scheme_of, sheets

FORM, OTHER = TOWN.form(FormKind.RUBRIC, ratee="T1"), TOWN.form(FormKind.RUBRIC, ratee="T2")
FILLED: Entries = {("K1", "deduction"): 3, ("K1", "reason"): "未换届", ("K2", "score"): 38}
DATA = TOWN.write("U2", TOWN.fill(FORM, FILLED))
VALUES = {("K1", "deduction"): 3_00, ("K1", "reason"): "未换届", ("K2", "score"): 38_00}


def read(folder: Path, *edits: Callable[[Workbook], object], data: bytes = DATA) -> Read:
    return TOWN.read(folder, edited(data, *edits))


def refused(found: Read) -> list[str]:
    """The findings that kept forms or the file from being used."""
    assert all(form.refused for form in found.forms)
    return found.codes


def test_a_reply_under_any_name_is_known_by_its_cells(tmp_path: Path) -> None:
    for name in ("U2 第一考核组.xlsx", "副本新建 Microsoft Excel 工作表(1).xls", "x"):
        found = TOWN.read(tmp_path, DATA, name)
        assert (found.codes, found.values(FORM)) == ([], VALUES)


def test_sheets_renamed_and_in_another_order(tmp_path: Path) -> None:
    def shuffle(book: Workbook) -> None:
        book[FORM.sheet].title = "云溪（定稿）"
        book[STAMP_SHEET].title = "勿动"
        book.move_sheet(OTHER.sheet, -2)
        del book["填表说明"]

    found = read(tmp_path, shuffle)
    assert (found.codes, found.values(FORM)) == ([], VALUES)
    assert found.of(FORM).sheet == "云溪（定稿）"


@pytest.mark.parametrize("state", ["visible", "veryHidden"])
def test_a_stamp_that_was_shown_or_hidden_for_good(state: str, tmp_path: Path) -> None:
    found = read(tmp_path, lambda book: setattr(book[STAMP_SHEET], "sheet_state", state))
    assert (found.codes, found.values(FORM)) == ([], VALUES)


def drop_stamp(book: Workbook) -> None:
    del book[STAMP_SHEET]


def test_a_form_copied_into_a_new_workbook_is_taken_with_a_warning(tmp_path: Path) -> None:
    found = read(tmp_path, drop_stamp)
    assert set(found.codes) == {"form.stamp-missing"}
    assert {finding.severity for finding in found.findings} == {Severity.WARNING}
    assert FORM.code in found.findings[0].message
    assert found.values(FORM) == VALUES


def type_over(sheet: str, cell: str, content: str) -> Callable[[Workbook], object]:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = content

    return edit


def test_a_stamp_that_was_edited(tmp_path: Path) -> None:
    assert refused(read(tmp_path, type_over(STAMP_SHEET, "B3", "U3"))) == ["form.stamp-edited"]
    assert refused(read(tmp_path, lambda book: book[STAMP_SHEET].delete_rows(6))) == ["form.stamp-edited"]


def test_a_form_of_another_campaign_or_of_last_year(tmp_path: Path) -> None:
    last_year = Town(secret=bytes(32))
    found = TOWN.read(tmp_path, last_year.write("U2"))
    assert refused(found) == ["form.other-campaign"]
    assert found.forms == ()


def test_last_years_form_copied_into_a_new_workbook_is_still_known(tmp_path: Path) -> None:
    last_year = Town(secret=bytes(32)).write("U2")
    assert set(refused(read(tmp_path, drop_stamp, data=last_year))) == {"form.unknown-code"}


def test_a_form_whose_content_the_scheme_has_changed_since(tmp_path: Path) -> None:
    raw = sheets()
    raw["考评细则"][2][3], raw["考评细则"][4][3] = "35", "8"  # K2 of 乡镇: 40 → 35
    old = Town(scheme_of(raw)).write("U2")
    assert refused(TOWN.read(tmp_path, old)) == ["form.outdated", "form.outdated"]


def test_a_scheme_that_changed_elsewhere_does_not_make_a_form_old(tmp_path: Path) -> None:
    raw = sheets()
    raw["考评细则"][3][2] = "别的内容"  # K3 is for 街道 only
    raw["计分规则"][1][1], raw["计分规则"][2][1] = "60", "40"
    old = Town(scheme_of(raw))
    found = TOWN.read(tmp_path, old.write("U2", old.fill(old.form(FormKind.RUBRIC, ratee="T1"), FILLED)))
    assert (found.codes, found.values(FORM)) == ([], VALUES)


def test_a_code_that_was_typed_over_with_another_forms(tmp_path: Path) -> None:
    foreign = TOWN.form(FormKind.OPINION)
    found = read(tmp_path, type_over(FORM.sheet, "A1", foreign.code_text))
    assert [finding.code for finding in found.of(foreign).findings] == ["form.code-mismatch"]
    assert found.of(foreign).refused


def test_a_sheet_of_another_unit_pasted_in(tmp_path: Path) -> None:
    def paste(book: Workbook) -> None:
        page = book.create_sheet("别的单位")
        for row in open_book(TOWN.write("U3")).worksheets[1].iter_rows():
            for cell in row:
                page.cell(cell.row, cell.column, cell.value)

    found = read(tmp_path, paste)
    assert found.codes == ["form.code-mismatch"]
    assert found.findings[0].place.sheet == "别的单位"
    assert found.values(FORM) == VALUES  # the form that is in order is used


def test_a_code_that_belongs_to_no_form(tmp_path: Path) -> None:
    found = read(tmp_path, type_over(FORM.sheet, "A1", "表码：0000-0000-0"))
    assert [TOWN.expected[form.form].layout.sheet for form in found.forms] == [OTHER.sheet]
    assert found.codes == ["form.unknown-code"]


@pytest.mark.parametrize("code", ["", "表码：丢了", "表码：0000-0000-1"])
def test_a_code_that_is_gone_or_slipped_is_missed_where_the_stamp_tells_of_it(code: str, tmp_path: Path) -> None:
    """The sheet is refused by its name, and what it says can be carried over."""
    found = read(tmp_path, type_over(FORM.sheet, "A1", code))
    assert refused_forms(found) == [FORM.key]
    assert (found.codes, found.findings[0].place.sheet) == (["form.code-gone"], FORM.sheet)
    assert found.values(FORM) == VALUES


def refused_forms(found: Read) -> list[FormKey]:
    return [TOWN.expected[form.form].layout.key for form in found.forms if form.refused]


def test_a_sheet_that_somebody_added(tmp_path: Path) -> None:
    def add(book: Workbook) -> None:
        book.create_sheet("草稿")["C4"] = "另有说明"
        book.create_sheet("空白")

    found = read(tmp_path, add)
    assert [(finding.code, finding.severity) for finding in found.findings] == [("form.extra-sheet", Severity.NOTE)]
    assert "“草稿”" in found.findings[0].message
    assert found.values(FORM) == VALUES


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("通讯录")["A1"] = "张三"
    assert refused(TOWN.read(tmp_path, saved(book))) == ["file.not-a-form"]


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "file.empty", "0字节"),
        (b"<html><table><tr><td>95</td></tr></table></html>", "file.wrong-kind", "网页"),
        ("姓名,得分\n张三,95\n".encode("gbk"), "file.wrong-kind", "CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.not-a-table", "Office"),
        (b"%PDF-1.7 ...", "file.picture", "PDF"),
        (b"Rar!\x1a\x07\x00", "file.damaged", "压缩包目录"),
        (DATA[: len(DATA) // 2], "file.damaged", "损坏"),
        (b"PK\x03\x04", "file.damaged", "损坏"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(data: bytes, code: str, word: str, tmp_path: Path) -> None:
    found = TOWN.read(tmp_path, data, "云溪镇.xlsx")
    assert refused(found) == [code]
    assert word in found.findings[0].message
    assert found.findings[0].place.file == "云溪镇.xlsx"


def test_a_file_that_has_gone_in_the_meantime_or_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "文件夹.xlsx").mkdir()
    setup = make_setup(tmp_path, TOWN.secret, TOWN.expected)
    for name, word in (("没有.xlsx", "找不到"), ("文件夹.xlsx", "文件夹")):
        reading = read_reply(setup, Source(name))
        assert reading.refused is not None
        assert (reading.refused.code, reading.forms, reading.sha256) == ("file.unreadable", (), "")
        assert word in reading.refused.message
