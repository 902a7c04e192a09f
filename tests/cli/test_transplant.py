"""A reply that cannot be used goes back as the current form with its content moved, and comes in again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.layout import VERSIONS
from lianping_xlsx.forms.stamp import is_stamp, read_stamp
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.remarks import LIST_SHEET
from tests.books import edited, open_book
from tests.campaigns import all_replies, answered, campaign
from tests.cli.running import Runner
from tests.findings import codes_in
from tests.libreoffice import needs_libreoffice, save_as
from tests.small import SECRET, Sheets, Town, records_of, scheme_of, sheets
from tests.spoilt import books

VISITS, STREET, OFFICE, OPINIONS = (
    "U2 第一考核组.xlsx",
    "U3 第二考核组.xlsx",
    "U1 县委办公室.xlsx",
    "U4 县委评议组.xlsx",
)


def rescheme(found: Campaign, raw: Sheets) -> None:
    found.scheme.write_bytes(write_scheme(records_of(raw)))


def back(found: Campaign, name: str) -> Path:
    return found.summary / "退回" / name


def page_of(data: bytes, name: str) -> Worksheet:
    return page_in(open_book(data), name)


def page_in(book: Workbook, name: str) -> Worksheet:
    page = book[name]
    assert isinstance(page, Worksheet)
    return page


def listed(data: bytes) -> list[tuple[object, ...]]:
    """The list in front, without its numbers: level, sheet, cell, message."""
    page = page_of(data, LIST_SHEET)
    return [tuple(cell.value for cell in row[1:5]) for row in page.iter_rows(min_row=4)]


def change(path: Path, *edits: Callable[[Workbook], object]) -> None:
    path.write_bytes(edited(path.read_bytes(), *edits))


def put(sheet: str, **contents: object) -> Callable[[Workbook], object]:
    def edit(book: Workbook) -> None:
        for cell, content in contents.items():
            book[sheet][cell] = content  # type: ignore[assignment]

    return edit


def statuses(found: Campaign) -> dict[str, str]:
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    return {f"{entry['unit']} {entry['form']}": entry["status"] for entry in result["returns"]}


def codes(found: Campaign) -> list[str]:
    return codes_in(json.loads((found.summary / "结果.json").read_text(encoding="utf-8")))


# ---------------------------------------------------------------- the whole road


@pytest.mark.slow
def test_a_scheme_changed_after_the_replies_had_come(run: Runner, tmp_path: Path) -> None:
    """The points of two items change, a ratee leaves and another comes: forms, old replies, 退回, again, 正式."""
    found = answered(tmp_path / "c")
    assert run("templates", found.folder).code == 0
    assert run("merge", found.folder).code == 0

    raw = sheets()
    raw["考评细则"][1][3], raw["考评细则"][2][3] = "62", "38"  # K1 60 → 62, K2 40 → 38
    raw["考评细则"][3][3] = "38"
    raw["考核对象"][3] = ["T4", "钟离汀", "党工委书记", "莲浦街道", "街道", ""]
    for row in raw["填报任务"]:
        row[2] = row[2].replace("T3", "T4") if isinstance(row[2], str) else row[2]
    rescheme(found, raw)
    assert run("templates", found.folder, "--force").code == 0

    ran = run("merge", found.folder)
    assert ran.code == 1
    assert "需要退回更正的表3份" in ran.out
    assert sorted(path.name for path in (found.summary / "退回").glob("*.xlsx")) == [OFFICE, VISITS, OPINIONS]
    assert not back(found, STREET).exists()  # the code of its form is unknown by now: nothing of it can be told apart

    visits = back(found, VISITS).read_bytes()
    page = page_of(visits, "考评-云溪镇陆明澈")
    assert [page["I7"].value, page["J7"].value, page["H8"].value] == [1.5, "资料不全", 40]
    assert ("须更正", "考评-云溪镇陆明澈", "H8") in [line[:3] for line in listed(visits)]  # 40 of 38
    assert page["H8"].comment is not None
    assert "超出现在的范围" in page["H8"].comment.text

    office = back(found, OFFICE).read_bytes()
    register = page_of(office, "测评票-县委领导")
    assert [register.cell(7, column).value for column in (3, 4, 5)] == [80, 83, None]
    assert [register["C4"].value, register["F4"].value] == [3, 3]
    said = [line[3] for line in listed(office)]
    assert any("原表“莲浦街道 游砚秋”一栏写有“86、87、88”" in str(text) for text in said)
    assert any("“莲浦街道 钟离汀”一栏没有可以移过来的内容" in str(text) for text in said)

    for name in (VISITS, OFFICE, OPINIONS):  # each unit completes what it got back
        shutil.copy(back(found, name), found.received / f"补报 {name}")
    for sheet in ("考评-云溪镇陆明澈", "考评-石栏镇叶尔江·萨迪克"):
        change(found.received / f"补报 {VISITS}", put(sheet, H8=37))
    for sheet in ("测评票-县委领导", "测评票-党员代表"):
        change(found.received / f"补报 {OFFICE}", put(sheet, E7=91, E8=92, E9=93))
    counts = {"D9": 20, "E9": 20, "F9": 18, "G9": 1, "H9": 1, "I9": 1600}
    change(found.received / f"补报 {OFFICE}", put("计票汇总-群众", **counts))
    (found.received / STREET).write_bytes(all_replies(Town(scheme_of(raw)))[STREET])

    ran = run("merge", found.folder)
    assert ran.code == 0, ran.out
    assert "结果为【正式】" in ran.out
    assert set(statuses(found).values()) == {"已采用"}
    assert set(codes(found)) >= {"form.corrected"}
    assert not (found.summary / "退回").exists() or not list((found.summary / "退回").iterdir())


def test_a_grade_renamed_and_another_added(run: Runner, tmp_path: Path) -> None:
    """Ticks under a grade that is still there are moved; those under the old name are listed."""
    raw = sheets()
    raw["测评"][1][3] = "等次"
    raw["评价等级"].insert(2, ["一般", "70"])
    found = campaign(tmp_path / "c", raw)
    town = Town(scheme_of(raw))
    form = next(form for form in town.book("U1").forms if form.key.kind is FormKind.BALLOTS)
    ticks = {("001", "tick:T1:好"): "√", ("001", "tick:T2:一般"): "√", ("002", "tick:T1:差"): "√"}
    (found.received / "x.xlsx").write_bytes(town.write("U1", town.fill(form, {**ticks, ("returned", ""): 2})))
    raw["评价等级"][2][0] = "较好"
    rescheme(found, raw)
    run("merge", found.folder)
    data = back(found, OFFICE).read_bytes()
    now = next(form for form in Town(scheme_of(raw)).book("U1").forms if form.key == form.key)
    page = page_of(data, now.sheet)
    column = {key: now.column_of(key) + 1 for key in ("tick:T1:好", "tick:T1:差", "tick:T2:较好")}
    assert page.cell(7, column["tick:T1:好"]).value == "√"
    assert page.cell(8, column["tick:T1:差"]).value == "√"
    assert page.cell(7, column["tick:T2:较好"]).value is None
    assert any("一般”一栏写有“√”，现在的表里没有这一栏" in str(line[3]) for line in listed(data))


# ---------------------------------------------------------------- mangled, but alive


def mangled(found: Campaign) -> None:
    """A row of the first ratee's form was copied, with another value in it."""

    def copy_row(book: Workbook) -> None:
        page = book["考评-云溪镇陆明澈"]
        assert isinstance(page, Worksheet)
        for span in list(page.merged_cells.ranges):
            page.unmerge_cells(str(span))
        page.insert_rows(9)
        for cell in list(page[7]):
            page.cell(9, cell.column or 1).value = cell.value
        page["I9"] = 2.5

    change(found.received / VISITS, copy_row)


def test_a_row_that_stands_twice_goes_back_with_both_values_named(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    mangled(found)
    before = (found.received / VISITS).read_bytes()
    ran = run("merge", found.folder)
    assert ran.code == 1
    data = back(found, VISITS).read_bytes()
    page = page_of(data, "考评-云溪镇陆明澈")
    assert page["I7"].value == "1.5 或 2.5"  # sent back as it is, it is an error once more, and no abstention
    assert page["J7"].value == "资料不全"
    assert page["H8"].value == 40
    (line,) = [line for line in listed(data) if line[2] == "I7"]
    assert "I7是“1.5”" in str(line[3])
    assert "I9是“2.5”" in str(line[3])
    other = page_of(data, "考评-石栏镇叶尔江·萨迪克")  # that form is in order, and is moved along
    assert (other["I7"].value, other["H8"].value) == (1.5, 40)
    assert (found.received / VISITS).read_bytes() == before

    shutil.copy(back(found, VISITS), found.received / "更正.xlsx")
    assert run("merge", found.folder).code == 1
    assert "cell.not-number" in codes(found)
    change(found.received / "更正.xlsx", put("考评-云溪镇陆明澈", I7=2.5))
    ran = run("merge", found.folder)
    assert ran.code == 0, ran.out
    assert "form.corrected" in codes(found)


def test_what_goes_back_is_the_current_workbook_and_its_stamp_is_genuine(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    mangled(found)
    run("merge", found.folder)
    read = read_xlsx(back(found, VISITS).read_bytes())
    assert read[0].name == LIST_SHEET
    (stamp,) = [read_stamp(sheet.rows, SECRET) for sheet in read if is_stamp(sheet.rows)]
    assert (stamp.genuine, stamp.unit) == (True, "U2")
    first = back(found, VISITS).read_bytes()
    run("merge", found.folder)
    assert back(found, VISITS).read_bytes() == first


@pytest.mark.slow
def test_where_all_could_be_moved_the_list_says_check_sign_and_send(run: Runner, tmp_path: Path) -> None:
    """An older form whose every entry has its place on the current one."""
    found = answered(tmp_path / "c")
    raw = sheets()
    raw["考评细则"][1][4] = "扣完为止，不倒扣"  # how K1 is marked
    rescheme(found, raw)
    assert run("merge", found.folder).code == 1
    data = back(found, VISITS).read_bytes()
    assert "请核对无误后签字盖章，把本文件报回" in str(page_of(data, LIST_SHEET)["A2"].value)
    assert {line[0] for line in listed(data)} == {"请核对"}
    mail = message_from_bytes(back(found, VISITS).with_suffix(".eml").read_bytes(), policy=policy.default)
    body = mail.get_body()
    assert body is not None
    assert "经核对，需要换成附件中的表重新报送。" in body.get_content()
    assert "0处" not in body.get_content()
    for name in (VISITS, STREET):
        shutil.copy(back(found, name), found.received / f"新 {name}")
    assert run("merge", found.folder).code == 0
    assert codes(found).count("form.corrected") == 2


@pytest.mark.slow
def test_of_ballots_the_list_names_no_file(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    (found.received / OFFICE).rename(found.received / "张三交的.xlsx")
    raw = sheets()
    raw["考核对象"][1][1] = "温如玉"
    rescheme(found, raw)
    run("merge", found.folder)
    data = back(found, OFFICE).read_bytes()
    assert "张三" not in str(listed(data))
    assert any("“云溪镇 温如玉”之下" in str(line[3]) for line in listed(data))  # another person under the same number
    assert page_of(data, "测评票-县委领导")["C7"].value is None
    assert page_of(data, "测评票-县委领导")["D7"].value == 83


# ---------------------------------------------------------------- two units in one file, and files of other kinds


def gathered(found: Campaign) -> None:
    """The second team's sheets were moved into the first team's workbook; each has a fault."""
    book, other = (open_book((found.received / name).read_bytes()) for name in (VISITS, STREET))
    for page in other.worksheets:
        copy = book.create_sheet(f"{page.title} (2)" if page.title in book.sheetnames else page.title)
        for row in page.iter_rows():
            for cell in row:
                copy.cell(cell.row or 1, cell.column or 1).value = cell.value
    book["考评-云溪镇陆明澈"]["I7"] = "约2"
    book["考评-莲浦街道游砚秋"]["I7"] = "约5"
    book.save(found.received / VISITS)
    (found.received / STREET).unlink()


def test_two_units_in_one_file_get_back_their_own_forms_and_no_others(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    gathered(found)
    assert run("merge", found.folder).code == 1
    assert set(statuses(found).values()) == {"已采用"}
    first, second = back(found, VISITS).read_bytes(), back(found, STREET).read_bytes()
    assert "考评-莲浦街道游砚秋" not in open_book(first).sheetnames
    assert "考评-云溪镇陆明澈" not in open_book(second).sheetnames
    assert page_of(first, "考评-云溪镇陆明澈")["I7"].value == "约2"
    assert page_of(second, "考评-莲浦街道游砚秋")["I7"].value == "约5"
    assert [line[2] for line in listed(second)] == ["I7"]
    assert "约2" not in str(listed(second))


def test_a_file_that_cannot_be_marked_goes_back_as_the_current_form(run: Runner, tmp_path: Path) -> None:
    """openpyxl sees no sheet in a Strict workbook; what it said stands on the form, with the wrong cell marked."""
    found = answered(tmp_path / "c")
    reply = found.received / STREET
    change(reply, put("考评-莲浦街道游砚秋", I7="约2", J7="会议记录不全"))
    reply.write_bytes(books.strict(reply.read_bytes()))
    assert run("merge", found.folder).code == 1
    assert set(statuses(found).values()) == {"已采用"}
    data = back(found, STREET).read_bytes()
    page = page_of(data, "考评-莲浦街道游砚秋")
    assert [page[cell].value for cell in ("I7", "J7", "H8")] == ["约2", "会议记录不全", 40]
    assert page["I7"].comment is not None
    assert [line[:3] for line in listed(data)] == [("须更正", "考评-莲浦街道游砚秋", "I7")]

    shutil.copy(back(found, STREET), reply)  # in its place
    change(reply, put("考评-莲浦街道游砚秋", I7=2))
    assert run("merge", found.folder).code == 0


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_workbook_of_another_kind_goes_back_as_the_current_form(kind: str, run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    reply = found.received / STREET
    change(reply, put("考评-莲浦街道游砚秋", I7="约2", J7="会议记录不全"))
    shutil.copytree(found.received, tmp_path / "另存")
    (saved,) = save_as([tmp_path / "另存" / STREET], kind)
    reply.unlink()
    shutil.copy(saved, found.received)
    assert run("merge", found.folder).code == 1
    data = back(found, STREET).read_bytes()
    page = page_of(data, "考评-莲浦街道游砚秋")
    assert [page[cell].value for cell in ("I7", "J7", "H8")] == ["约2", "会议记录不全", 40]
    assert [line[:3] for line in listed(data)] == [("须更正", "考评-莲浦街道游砚秋", "I7")]


def test_a_formula_that_showed_a_number_is_not_taken_for_it(run: Runner, tmp_path: Path) -> None:
    """It goes back as something that is no number, until a person has put one there."""
    found = answered(tmp_path / "c")
    reply = found.received / STREET
    change(reply, put("考评-莲浦街道游砚秋", I7="=1+1"))
    reply.write_bytes(books.strict(reply.read_bytes()))
    run("merge", found.folder)
    page = page_of(back(found, STREET).read_bytes(), "考评-莲浦街道游砚秋")
    assert page["I7"].value == "？=1+1"
    assert page["I7"].data_type == "s"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_form_of_any_layout_that_was_ever_issued_is_used(run: Runner, tmp_path: Path, version: str) -> None:
    found = campaign(tmp_path / "c")
    for name, data in all_replies(Town(version=version)).items():
        (found.received / name).write_bytes(data)
    assert run("merge", found.folder).code == 0


@pytest.mark.slow
def test_a_form_of_a_layout_that_is_not_known_has_its_own_reason(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    replies = all_replies(Town(version="9"))
    for name, data in replies.items():
        (found.received / name).write_bytes(data)
    assert run("merge", found.folder).code == 1
    assert set(codes(found)) & {"form.old-layout", "form.outdated"} == {"form.old-layout"}
    for name in replies:
        data = back(found, name).read_bytes()
        assert "请核对无误后签字盖章，把本文件报回" in str(page_of(data, LIST_SHEET)["A2"].value)
        (found.received / name).write_bytes(data)
    assert run("merge", found.folder).code == 0


def test_what_has_come_in_already_is_not_asked_for_again(run: Runner, tmp_path: Path) -> None:
    """A refused copy beside a good one makes no workbook of 退回."""
    found = answered(tmp_path / "c")
    shutil.copy(found.received / VISITS, found.received / "旧.xlsx")
    change(found.received / "旧.xlsx", lambda book: book["考评-云溪镇陆明澈"].__setitem__("A8", "K1"))
    assert run("merge", found.folder).code == 0
    assert "form.spare-copy" in codes(found)
    assert not (found.summary / "退回").exists()


def test_what_is_missing_or_contradicts_itself_is_asked_for_along_with_it(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    for name in (VISITS, OFFICE):
        change(found.received / name, lambda book: book.worksheets[1].__setitem__("A8", book.worksheets[1]["A7"].value))
    shutil.copy(found.received / VISITS, found.received / "又一份.xlsx")
    change(found.received / "又一份.xlsx", put("考评-石栏镇叶尔江·萨迪克", I7=9))
    change(found.received / OFFICE, lambda book: book.remove(book["计票汇总-群众"]))
    assert run("merge", found.folder).code == 1
    said = {line[1]: str(line[3]) for line in listed(back(found, VISITS).read_bytes())}
    assert said["考评-石栏镇叶尔江·萨迪克"] == "收到内容不一致的多份“考评-石栏镇叶尔江·萨迪克”，没有移过来。"
    said = {line[1]: str(line[3]) for line in listed(back(found, OFFICE).read_bytes())}
    assert said["计票汇总-群众"] == "“计票汇总-群众”还没有收到填好的表。"


def test_several_refused_copies_of_a_form_are_moved_as_far_as_they_agree(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    mangled(found)
    shutil.copy(found.received / VISITS, found.received / "旧.xlsx")
    change(found.received / "旧.xlsx", put("考评-云溪镇陆明澈", H8=39))
    assert run("merge", found.folder).code == 1
    page = page_of(back(found, VISITS).read_bytes(), "考评-云溪镇陆明澈")
    assert (page["I7"].value, page["J7"].value, page["H8"].value) == ("1.5 或 2.5", "资料不全", "40 或 39")


def test_a_refused_copy_of_which_nothing_can_be_told_apart_costs_the_other_nothing(run: Runner, tmp_path: Path) -> None:
    """The first copy has lost its whole grid, the second is only mangled."""
    found = answered(tmp_path / "c")
    mangled(found)
    change(found.received / VISITS, put("考评-云溪镇陆明澈", H8=None))
    shutil.copy(found.received / VISITS, found.received / "00.xlsx")
    change(found.received / "00.xlsx", lambda book: page_in(book, "考评-云溪镇陆明澈").delete_rows(5, 60))
    ran = run("merge", found.folder)
    assert ran.code == 1, ran.err
    returned = back(found, VISITS).read_bytes()
    page = page_of(returned, "考评-云溪镇陆明澈")
    assert (page["I7"].value, page["J7"].value, page["H8"].value) == ("1.5 或 2.5", "资料不全", None)
    blank = [line[3] for line in listed(returned) if line[2] == "H8"]
    assert blank == ["K2“发展党员”的“得分”还空着（原表没有填）。"]


def test_a_column_that_was_deleted_is_asked_for_once(run: Runner, tmp_path: Path) -> None:
    """And not once for each of its cells."""
    found = answered(tmp_path / "c")
    change(found.received / VISITS, lambda book: book["考评-云溪镇陆明澈"].delete_cols(8))
    run("merge", found.folder)
    lines = [line for line in listed(back(found, VISITS).read_bytes()) if line[2]]
    assert [line[:3] for line in lines] == [("须更正", "考评-云溪镇陆明澈", "H8")]
    assert str(lines[0][3]) == "“得分”一栏有1格还空着（H8）：原表没有这一栏。"


def test_names_exchanged_above_two_columns_are_one_thing_each(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")

    def exchange(book: Workbook) -> None:
        page = book["测评票-县委领导"]
        page["C5"], page["D5"] = page["D5"].value, page["C5"].value

    change(found.received / OFFICE, exchange)
    run("merge", found.folder)
    lines = listed(back(found, OFFICE).read_bytes())
    assert "编号与印发的内容对不上：C5（表头）应为“云溪镇 陆明澈”" in str(lines[0][3])
    assert [line[:3] for line in lines[1:]] == [("须更正", "测评票-县委领导", cell) for cell in ("C7", "D7")]
    assert str(lines[1][3]).startswith("（原表C5）原表“云溪镇 陆明澈”之下印的是别的人")


def test_a_value_beside_its_cell_on_a_form_that_is_moved_along_says_where_it_stood(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    mangled(found)
    change(found.received / VISITS, put("考评-石栏镇叶尔江·萨迪克", I7=None, K7=1.5))
    run("merge", found.folder)
    data = back(found, VISITS).read_bytes()
    page = page_of(data, "考评-石栏镇叶尔江·萨迪克")
    assert page["I7"].value == "？1.5"
    (line,) = [line for line in listed(data) if line[1] == page.title and line[2] == "I7"]
    assert str(line[3]).startswith("（原表K7）K1“按期换届”的“扣分”空着，原表旁边的格里却写着“1.5”")


def test_what_is_wrong_on_a_register_that_is_moved_along_is_told(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    change(found.received / OFFICE, put("测评票-县委领导", A8="001"), put("测评票-党员代表", D8="约九十"))
    run("merge", found.folder)
    data = back(found, OFFICE).read_bytes()
    (line,) = [line for line in listed(data) if line[1] == "测评票-党员代表"]
    assert (line[0], line[2]) == ("须更正", "D8")
    assert "“约九十”" in str(line[3])
    assert "全部移过来" not in str(page_of(data, LIST_SHEET)["A2"].value)
