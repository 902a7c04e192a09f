"""What is sent out: locked but for the cells to be filled in, printable, with its hidden identity; the same bytes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.formats import plain_zip
from lianping_xlsx.formats.plain_zip import ZipPart, deflated
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.issued_lists import write_dispatch
from lianping_xlsx.forms.layout import KEY_CORNER, FormLayout, Role
from lianping_xlsx.forms.stamp import STAMP_SHEET, is_stamp, read_code, read_stamp
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet import direct_workbook
from lianping_xlsx.spreadsheet.cell_kinds import Text
from lianping_xlsx.spreadsheet.sanitize import is_harmless
from tests.books import open_book, part
from tests.small import DELEGATES, LEADERS, POLL, SECRET, TOWN, Town, scheme_of, scored, sheets

BOOKS = {book.unit: TOWN.write(book.unit) for book in TOWN.books}
FORMS = [form for book in TOWN.books for form in book.forms]
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.sheet)


def page_of(form: FormLayout) -> Worksheet:
    page = open_book(BOOKS[form.key.unit])[form.sheet]
    assert isinstance(page, Worksheet)
    return page


def test_a_workbook_opens_with_its_instructions_and_hides_its_identity() -> None:
    book = open_book(BOOKS["U1"])
    assert book.sheetnames == [
        "填表说明",
        "测评票-县委领导",
        "测评票-党员代表",
        "计票汇总-群众",
        "测评票样",
        "测评票样(2)",
        "测评票样(3)",
        STAMP_SHEET,
    ]
    assert book.active is book["填表说明"]
    assert [page.sheet_state for page in book.worksheets] == ["visible"] * 7 + ["hidden"]


@pytest.mark.parametrize("unit", BOOKS)
def test_the_stamp_is_genuine_and_names_every_form_of_the_workbook(unit: str) -> None:
    rows = next(sheet.rows for sheet in read_xlsx(BOOKS[unit]) if is_stamp(sheet.rows))
    stamp = read_stamp(rows, SECRET)
    assert stamp.genuine
    assert (stamp.unit, stamp.scheme) == (unit, TOWN.scheme.fingerprint)
    assert [(form.code, form.key, form.fingerprint, form.sheet) for form in stamp.forms] == [
        (form.code, form.key.text(), form.fingerprint, form.sheet) for form in TOWN.book(unit).forms
    ]


@every_form
def test_the_kinds_of_a_form_are_those_of_its_input_cells(form: FormLayout) -> None:
    assert set(form.kinds()) == {slot.kind for slot in form.slots()}


_MADE_ONCE = ("format.Format.set_font_name", "styles.Styles._write_fonts", "worksheet.Worksheet.data_validation")


def test_what_all_workbooks_have_alike_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats, styles, entry rules and the theme: of a second workbook only its own cells are written and packed."""
    plain_zip.deflated_once.cache_clear()  # another test may have made the second workbook
    TOWN.filled(TOWN.form(FormKind.BALLOTS, voter_class=LEADERS), {})
    made: list[str] = []

    def packed(name: str, content: bytes) -> ZipPart:
        made.append(name)
        return deflated(name, content)

    for module in (plain_zip, direct_workbook):
        monkeypatch.setattr(module, "deflated", packed)
    for name in _MADE_ONCE:
        monkeypatch.setattr(f"xlsxwriter.{name}", lambda *_, name=name: made.append(name))
    TOWN.filled(TOWN.form(FormKind.BALLOTS, voter_class=DELEGATES), {})
    sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, 5)]
    # Both are of one unit, and so have their title (docProps/core.xml) in common.
    assert made == [*sheets, "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/app.xml"]


TRIMMED = {"去最高最低分": "是", "去最高最低分票数线": "3"}


@pytest.mark.parametrize("rules", [{}, TRIMMED], ids=["", "去最高最低分"])
@pytest.mark.parametrize(("ballots", "by_hand"), [("百分制", "百分制"), ("分项", "百分制"), ("等次", "等次")])
def test_a_copy_that_goes_back_keeps_every_formula(ballots: str, by_hand: str, rules: dict[str, str]) -> None:
    """Otherwise the copy would show it as text."""
    town = scored(ballots, by_hand, **rules)
    formulas = {
        str(cell.value)
        for book in town.books
        for page in open_book(town.write(book.unit)).worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert len(formulas) > 20
    assert [formula for formula in sorted(formulas) if not is_harmless(formula)] == []


@every_form
def test_nothing_can_be_typed_but_in_the_slots(form: FormLayout) -> None:
    page = page_of(form)
    assert page.protection.sheet
    assert not page.protection.password
    slots = {a1(slot.row, slot.column) for slot in form.slots()}
    merged = {str(span).split(":")[0]: str(span) for span in page.merged_cells.ranges}
    inside = {cell.coordinate for first in slots if first in merged for row in page[merged[first]] for cell in row}
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert slots <= unlocked
    assert unlocked <= slots | inside


@every_form
def test_identity_keys_and_headings_stand_where_the_layout_says(form: FormLayout) -> None:
    page = page_of(form)
    assert read_code(page["A1"].value) == form.code
    assert page["A2"].value == form.title
    assert [cell.value for cell in page[5]][: form.width] == [column.heading for column in form.columns]
    assert [cell.value for cell in page[6]][: form.width] == [KEY_CORNER, *(column.key for column in form.columns[1:])]
    assert page.row_dimensions[6].hidden
    assert [page.cell(number, 1).value for number in range(7, 7 + len(form.rows))] == [row.key for row in form.rows]


@every_form
def test_what_may_be_typed_is_ruled_and_prompted_in_chinese(form: FormLayout) -> None:
    rules = page_of(form).data_validations.dataValidation
    covered = {cell for rule in rules for span in rule.sqref.ranges for line in span.rows for cell in line}
    numbered = {(slot.row + 1, slot.column + 1) for slot in form.slots() if not isinstance(slot.kind, Text)}
    assert {(row, column) for row, column in covered} == numbered
    for rule in rules:
        assert re.search("[\u4e00-\u9fff]", rule.prompt)
        assert rule.error == f"请填写：{rule.prompt}"
        assert len(rule.promptTitle) <= 32


def test_limits_of_the_rules_are_those_of_the_items() -> None:
    page = page_of(TOWN.form(FormKind.RUBRIC, ratee="T1"))
    limits = {str(r.sqref): (float(r.formula1), float(r.formula2)) for r in page.data_validations.dataValidation}
    assert limits == {
        "G7": (0, 60),
        "G8": (0, 40),  # 自评得分, of the hundred points only
        "I7": (0, 60),
        "H8": (0, 40),
        "H9": (0, 3),
        "I10": (0, 5),  # K1 扣分, K2 得分, K4 加分, K5 减分
    }
    register = page_of(TOWN.form(FormKind.BALLOTS))
    assert {str(r.sqref): r.type for r in register.data_validations.dataValidation} == {
        "C4": "whole", "F4": "whole", "B7:B12": "list", "C7:C12": "decimal", "D7:D12": "decimal", "E7:E12": "decimal",
    }  # fmt: skip


@every_form
def test_locked_formulas_say_what_is_missing(form: FormLayout) -> None:
    page = page_of(form)
    status = form.column_of("status") + 1
    for number, row in enumerate(form.rows, 7):
        cell = page.cell(number, status)
        assert (cell.data_type, cell.protection.locked) == ("f", True)
        asked = [a1(number - 1, i) for i, column in form.input_columns() if form.kind_at(row, column) is not None]
        span = f"{asked[0]}:{asked[-1]}" if form.key.kind is not FormKind.RUBRIC else asked[0]
        assert span in str(cell.value) or f"{asked[1]}:{asked[-1]}" in str(cell.value)
    computed = [index for index, column in enumerate(form.columns) if column.role is Role.COMPUTED]
    assert all(page.cell(7, index + 1).data_type == "f" for index in computed)


@every_form
def test_a_form_prints_on_a4_one_page_wide_and_repeats_its_headings(form: FormLayout) -> None:
    page = page_of(form)
    setup = page.page_setup
    narrow = form.key.kind is FormKind.BALLOTS  # of three persons: upright, a page takes twice the ballots
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("portrait" if narrow else "landscape", 9, 0)
    assert page.print_title_rows == "$5:$6"
    assert page.freeze_panes == "B7"


@every_form
def test_signature_lines_and_the_seal_stand_at_the_foot(form: FormLayout) -> None:
    words = [str(cell.value) for row in page_of(form).iter_rows() for cell in row if cell.value is not None]
    unit = next(book.unit_name for book in TOWN.books if book.unit == form.key.unit)
    visit = form.key.kind is FormKind.RUBRIC
    last = f"考核组：{unit}" if visit else f"填报单位（盖章）：{unit}"
    signed = (
        ("考核组组长：", "考核组成员：", "被考核单位主要负责人：") if visit else ("填报人：", "审核人：", "联系电话：")
    )
    for label in (*signed, "日期："):
        assert label in words
    assert words[-1] == last  # a 考核组 has no seal


def test_a_visit_shows_each_head_once_with_its_points_and_the_hundred_below() -> None:
    form = TOWN.form(FormKind.RUBRIC, ratee="T1")
    page, column = page_of(form), form.column_of("head") + 1
    assert [page.cell(number, column).value for number in range(7, 11)] == [
        *("组织建设（60分）", "队伍建设（40分）", "附加项", None)
    ]
    assert page.cell(10, column).border.top.style is None  # one box with what stands above
    assert (page["A11"].value, page.cell(11, form.column_of("points") + 1).value) == ("合计", 100)
    assert page.cell(5, form.column_of("reason") + 1).value == "失分、扣分（加分）原因"
    assert "没有加分、减分的可以留空" in str(page["A3"].value)


def test_the_year_stands_in_a_title_once() -> None:
    raw = sheets()
    raw["基本信息"][1][1] = "局党支部书记、党员年度考核"
    town = Town(scheme_of(raw))
    assert town.form(FormKind.OPINION).title == "2024年度局党支部书记、党员考核评议意见表"
    raw["基本信息"][1][1] = "2024年度党委书记考核"
    assert scheme_of(raw).profile.occasion == "2024年度党委书记考核"


def test_issued_contents_are_text_whatever_they_look_like() -> None:
    raw = sheets()
    raw["考核对象"][1][1] = '=HYPERLINK("http://evil.example")'
    raw["考核对象"][2][3] = "http://evil.example"
    raw["考评细则"][1][4] = "+cmd|' /C calc'!A0"
    raw["填报单位"][1][1] = raw["填报任务"][1][0] = raw["填报任务"][2][0] = raw["填报任务"][3][0] = "=县委办公室"
    town = Town(scheme_of(raw))
    for book in town.books:
        data = town.write(book.unit)
        for sheet in read_xlsx(data):
            form = next((form for form in book.forms if form.sheet == sheet.name), None)
            allowed = {Role.STATUS, Role.COMPUTED}
            for (row, column), formula in sheet.formulas.items():
                assert form is not None, f"{sheet.name} {formula}"
                assert row == form.totals_row or form.columns[column].role in allowed
        cells = (cell for page in open_book(data) for row in page.iter_rows() for cell in row)
        links = [cell.hyperlink for cell in cells if cell.hyperlink]
        assert all(link.target is None for link in links)  # nothing leads out of the workbook


def test_the_same_scheme_and_key_give_the_same_bytes() -> None:
    assert {unit: Town(scheme_of(sheets())).write(unit) for unit in BOOKS} == BOOKS
    assert Town(secret=bytes(32)).write("U4") != BOOKS["U4"]


def test_no_person_stands_in_the_properties() -> None:
    core = part(BOOKS["U1"], "docProps/core.xml")
    assert "<dc:creator></dc:creator>" in core
    assert "县委办公室" in core


# ---------------------------------------------------------------- instructions, paper ballot, dispatch


def test_the_instructions_say_who_what_until_when_and_whom_to_ask() -> None:
    page = open_book(BOOKS["U1"])["填表说明"]
    words = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert words[0] == "2024年度党委书记述职评议考核"
    for word in ("县委办公室", "中共青禾县委组织部", "2024年12月20日", "闻知行 0000-0000000"):
        assert word in words
    links = {str(cell.value): cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink}
    assert links == {form.sheet: f"'{form.sheet}'!A1" for form in TOWN.book("U1").forms}
    assert page.protection.sheet


def test_a_paper_ballot_for_each_voter_class() -> None:
    book = open_book(BOOKS["U1"])
    for name, voter_class in (("测评票样", LEADERS), ("测评票样(2)", DELEGATES)):
        page = book[name]
        assert page["A1"].value == f"票类：{voter_class}"
        assert page["A3"].value == f"{POLL}票"
        assert "勿署名" in str(page["A4"].value)
        assert [[cell.value for cell in row] for row in page["A5:E8"]] == [
            ["序号", "单位", "姓名", "职务", "评分"],
            [1, "云溪镇", "陆明澈", "党委书记", None],
            [2, "石栏镇", "叶尔江·萨迪克", "党委书记", None],
            [3, "莲浦街道", "游砚秋", "党工委书记", None],
        ]
        assert page["A10"].value == "1. 加强基层党组织建设情况。"  # by its first sentence
        assert page.page_setup.orientation == "portrait"
    assert "测评票样" not in open_book(BOOKS["U2"]).sheetnames  # nobody votes there


@pytest.mark.parametrize(
    ("scoring", "columns", "asked"),
    [
        ("百分制", ["评分"], "0至100"),
        ("分项", ["1\n60分", "2\n40分", "合计"], "逐项评分"),
        ("等次", ["好", "差"], "打√"),
    ],
)
def test_a_paper_ballot_asks_for_what_the_register_takes(scoring: str, columns: list[str], asked: str) -> None:
    """Of a poll counted by hand too: its voters vote on the same paper."""
    book = open_book(scored(scoring, scoring).write("U1"))
    for name in ("测评票样", "测评票样(3)"):
        page = book[name]
        assert [cell.value for cell in page[5]][4:] == columns
        assert asked in str(page["A4"].value)
        assert [cell.value for cell in page[6]][2:] == ["陆明澈", "党委书记", *[None] * len(columns)]
        assert sum(page.column_dimensions[letter].width for letter in "ABCDEFG"[: 4 + len(columns)]) < 100


def test_what_stands_on_every_page_of_a_wide_register_is_no_part_of_its_title() -> None:
    people = "\n".join(f"R{n}|姓名{n}|书记|第{n}镇|乡镇|" for n in range(30))
    raw = sheets(考核对象=f"编号|姓名|职务|所在单位|排名组|填报单位\n{people}")
    raw["测评"][1][3] = "等次"
    town = Town(scheme_of(raw))
    form = town.form(FormKind.BALLOTS)
    page = open_book(town.write("U1"))[form.sheet]
    assert isinstance(page, Worksheet)
    assert (form.pages, page.page_setup.fitToWidth, page.print_title_cols) == (2, 2, "$A:$B")
    assert read_code(page["A1"].value) == form.code
    assert page["C2"].value == form.title
    over = [str(span) for span in page.merged_cells.ranges if span.min_col <= 2]
    assert over == []


def test_the_deadline_stands_on_a_form_as_earlier_versions_printed_it() -> None:
    raw = sheets()
    raw["基本信息"][7][1] = "2024-09-05"
    assert "2024年09月05日" in {
        cell.value for row in open_book(Town(scheme_of(raw)).write("U1")).worksheets[0] for cell in row
    }


A_MAIL = "a@example.com"


def test_the_dispatch_list_says_which_file_goes_to_whom() -> None:
    page = open_book(write_dispatch(TOWN.scheme, TOWN.books)).worksheets[0]
    assert page["A2"].value == "报送截止：2024年12月20日"
    assert [[cell.value for cell in row] for row in page["A3:H7"]] == [
        ["序号", "填报单位", "文件", "表", "联系人", "电话", "邮箱", "发送日期"],
        [1, "县委办公室", "U1 县委办公室.xlsx", "测评票2张、计票汇总1张", "薛定安", "0000-0000101", A_MAIL, None],
        [2, "第一考核组", "U2 第一考核组.xlsx", "实地考评2张", "滕海波", "0000-0000111", "b@example.com", None],
        [3, "第二考核组", "U3 第二考核组.xlsx", "实地考评1张", "乔若水", "0000-0000112", None, None],
        [4, "县委评议组", "U4 县委评议组.xlsx", "评议意见1张", "康砺之", "0000-0000104", None, None],
    ]  # fmt: skip
    assert write_dispatch(TOWN.scheme, TOWN.books) == write_dispatch(TOWN.scheme, TOWN.books)
    assert TOWN.scheme.profile.deadline == date(2024, 12, 20)


def test_a_banner_stands_on_every_sheet_and_in_its_page_header() -> None:
    raw = sheets()
    raw["基本信息"][10][1] = "示例数据，纯属虚构"
    town = Town(scheme_of(raw))
    for page in open_book(town.write("U1")).worksheets:
        if page.sheet_state == "visible":
            words = {str(cell.value) for row in page.iter_rows() for cell in row}
            assert "示例数据，纯属虚构" in words, page.title
        assert page.oddHeader is not None
        assert "示例数据，纯属虚构" in str(page.oddHeader.right.text)


@pytest.mark.parametrize(
    ("unit", "told", "untold"),
    [
        ("U1", ["分数填数字", "票数填整数"], ["选择用√", "日期按"]),
        ("U4", [], ["分数填数字", "票数填整数", "选择用√", "日期按"]),
    ],
)
def test_the_instructions_speak_of_nothing_that_the_workbook_does_not_ask_for(
    unit: str, told: list[str], untold: list[str]
) -> None:
    said = "\n".join(str(cell.value) for row in open_book(BOOKS[unit])["填表说明"] for cell in row if cell.value)
    assert [word for word in told + untold if word in said] == told
