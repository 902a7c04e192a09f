"""The copy that goes back: cells marked, a comment in each, a list in front, and nothing of the office in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.stamp import STAMP_SHEET, is_stamp, read_stamp
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.annotate import CannotAnnotateError, annotate
from lianping_xlsx.spreadsheet.remarks import LIST_SHEET, Remark
from tests.books import edited, open_book, part
from tests.small import SECRET, TOWN

FORM = TOWN.form(FormKind.RUBRIC, ratee="T1")
SHEET = FORM.sheet
DATA = TOWN.filled(FORM, {("K1", "deduction"): 61, ("K1", "reason"): '=HYPERLINK("http://x")', ("K2", "score"): 38})
REMARKS = (
    Remark(SHEET, "I7", "K1的“扣分”填的是“61”，超出范围，没有计入。", "请填写：0至60之间的数。", True),
    Remark(SHEET, "J8", "=没有写原因", "请补写原因。", False),
    Remark("", "", "“县委办公室”的评议意见还没有收到。", "请催报。", True),
)
TITLE, INTRO = "第一考核组：报送的表需要更正", "下列问题请在原表中更正后重新报送。"


def annotated(data: bytes = DATA, *remarks: Remark) -> bytes:
    return annotate(data, TITLE, INTRO, remarks or REMARKS)


def test_marks_and_comments_stand_on_the_cells() -> None:
    book = open_book(annotated())
    grave, minor = book[SHEET]["I7"], book[SHEET]["J8"]
    assert grave.comment is not None
    assert grave.comment.text == "K1的“扣分”填的是“61”，超出范围，没有计入。\n处理：请填写：0至60之间的数。"
    assert (grave.fill.fgColor.rgb, minor.fill.fgColor.rgb) == ("FFFFC7CE", "FFFFEB9C")
    assert grave.value == 61  # what the unit wrote is not touched
    assert book[SHEET]["I8"].comment is None


def test_two_remarks_on_one_cell_and_a_comment_of_the_unit_itself() -> None:
    def note(book: Workbook) -> None:
        book[SHEET]["I7"].comment = Comment("请核对", "张三")

    book = open_book(annotated(edited(DATA, note), *REMARKS[:1], *REMARKS[:1]))
    comment = book[SHEET]["I7"].comment
    assert comment is not None
    assert comment.text.startswith("请核对\nK1的")
    assert comment.text.count("超出范围") == 2


def test_the_list_stands_in_front_and_can_be_printed() -> None:
    book = open_book(annotated())
    page = book.worksheets[0]
    assert (page.title, book.active) == (LIST_SHEET, page)
    assert [page["A1"].value, page["A2"].value] == [TITLE, INTRO]
    assert [[cell.value for cell in row] for row in page["A4:E6"]] == [
        [1, "须更正", SHEET, "I7", REMARKS[0].message],
        [2, "请核对", SHEET, "J8", "=没有写原因"],
        [3, "须更正", None, None, REMARKS[2].message],
    ]
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight, page.print_title_rows) == (9, 0, "$3:$3")


def test_text_stays_text() -> None:
    book = open_book(annotated())
    assert book[LIST_SHEET]["E5"].data_type == "s"
    assert book[SHEET]["J7"].data_type == "s"  # the unit's own =HYPERLINK(…)
    assert "hyperlink" not in part(annotated(), "xl/worksheets/sheet1.xml")


def test_a_list_of_an_earlier_round_is_replaced() -> None:
    twice = open_book(annotated(annotated(), REMARKS[0]))
    assert [name for name in twice.sheetnames if LIST_SHEET in name] == [LIST_SHEET]
    assert twice[LIST_SHEET]["A5"].value is None


def test_no_name_and_no_moment_stands_in_the_copy() -> None:
    def sign(book: Workbook) -> None:
        book.properties.creator = "张三"
        book.properties.lastModifiedBy = "李四"

    signed = edited(DATA, sign)
    core = part(annotated(signed), "docProps/core.xml")
    for personal in ("张三", "李四", "creator", "lastModifiedBy", "created", "modified>"):
        assert personal not in core
    with zipfile.ZipFile(io.BytesIO(annotated(signed))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_input_gives_the_same_bytes() -> None:
    assert annotated() == annotated()


def test_the_hidden_stamp_stays_hidden_and_genuine_so_that_the_copy_can_be_filled_in() -> None:
    sheets = {sheet.name: sheet for sheet in read_xlsx(annotated())}
    stamp = sheets[STAMP_SHEET]
    assert not stamp.visible
    assert is_stamp(stamp.rows)
    assert read_stamp(stamp.rows, SECRET).genuine


def test_the_annotated_copy_sent_back_is_read_as_the_form_itself(tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, annotated())
    assert read.codes == []
    assert read.values(FORM)["K2", "score"] == 38_00


@pytest.mark.parametrize("cell", ["H8", "H9"])
def test_a_cell_within_merged_ones_is_marked_on_their_first(cell: str) -> None:
    merged = edited(DATA, lambda book: book[SHEET].merge_cells("H8:H9"))
    book = open_book(annotated(merged, Remark(SHEET, cell, "没有填。", "请填写。", True)))
    assert book[SHEET]["H8"].comment is not None


def test_a_remark_on_a_sheet_that_is_not_there_stands_in_the_list() -> None:
    book = open_book(annotated(DATA, Remark("别的表", "A1", "没有填。", "请填写。", True)))
    assert book[LIST_SHEET]["E4"].value == "没有填。"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html></html>"])
def test_what_openpyxl_does_not_read_costs_nothing_but_itself(data: bytes) -> None:
    with pytest.raises(CannotAnnotateError):
        annotated(data)


def test_whatever_goes_wrong_while_marking_costs_nothing_but_itself() -> None:
    with pytest.raises(CannotAnnotateError):
        annotated(DATA, Remark(SHEET, "不是地址", "没有填。", "请填写。", True))
