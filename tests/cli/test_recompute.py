"""``verify --recompute``: what the second count read, what it took from the first, and where they differ."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import edited
from tests.campaigns import answer, answered, campaign, copy_of
from tests.cli.running import Ran, Runner
from tests.findings import codes_in
from tests.given import with_given
from tests.inline import merged
from tests.intake.reading.test_grid import key_row_deleted, unmerge
from tests.libreoffice import needs_libreoffice, save_as
from tests.small import Entries, Town, scheme_of, sheets
from tests.spoilt.locked import with_password

VISITS, OFFICE = "U3 第二考核组.xlsx", "U1 县委办公室.xlsx"
SHEET = "考评-莲浦街道游砚秋"


def recounted(run: Runner, found: Campaign) -> dict[str, Any]:
    """The part ``recount`` of the object."""
    part = run("verify", found.folder, "--recompute", "--json").json["recount"]
    assert isinstance(part, dict)
    return part


def change_result(found: Campaign, change: Callable[[Any], None]) -> None:
    path = found.summary / "结果.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def edit_book(path: Path, edit: Callable[[Any], None]) -> None:
    path.write_bytes(edited(path.read_bytes(), edit))


def by_mail(found: Campaign, data: bytes) -> None:
    """The reply of the 考核组 comes attached to a mail."""
    mail = EmailMessage()
    mail["Subject"] = "报送"
    mail.set_content("见附件")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=VISITS)
    (found.received / VISITS).unlink()
    (found.received / "来信.eml").write_bytes(mail.as_bytes())


def differences(ran: Ran) -> list[str]:
    found: Any = ran.json["findings"]
    return [one["message"] for one in found if one["code"] == "verify.recount-differs"]


def test_it_says_what_it_read_and_that_all_is_the_same(run: Runner, town: Campaign) -> None:
    """Three ratees: in 结果.json 8 figures of each, on 综合排序 5, on 测评统计 4 of each of their 3 classes."""
    ran = run("verify", town.folder, "--recompute")
    assert ran.code == 0
    assert "核对无误：方案、收回的表" in ran.out
    assert "重新计算核对无误：读了" in ran.out
    assert "3人、75个数与“结果.json”“汇总表.xlsx”一致。" in ran.out
    assert "用的是汇总时读出的值" not in ran.out
    part = recounted(run, town)
    assert (part["agrees"], part["persons"], part["figures"], part["taken_cells"]) == (True, 3, 75, 0)
    assert part["cells"] > 50
    assert "recount" not in run("verify", town.folder, "--json").json


def test_another_figure_is_told_person_by_person(run: Runner, town: Campaign) -> None:
    """In 结果.json: and so the sheet says something else than that, too."""

    def forge(value: Any) -> None:
        value["ratees"][0].update(composite="99.99", proposed_tier="好")

    right = json.loads((town.summary / "结果.json").read_text(encoding="utf-8"))["ratees"][0]
    change_result(town, forge)
    ran = run("verify", town.folder, "--recompute", "--json")
    assert ran.code == 1
    person = f"{right['unit']} {right['name']}"
    assert f"“{person}”的综合得分：重新计算是{right['composite']}，结果.json上是99.99。" in differences(ran)
    assert any("汇总表.xlsx“综合排序”上是" in message for message in differences(ran))
    words = run("verify", town.folder, "--recompute").out
    assert "重新计算没有全部对上" in words
    assert "重新计算核对无误" not in words


def test_another_figure_on_the_sheet_is_told(run: Runner, town: Campaign) -> None:
    def forge(book: Any) -> None:
        page = book["综合排序"]
        head = next(row for row in page.iter_rows() if any(cell.value == "建议等次" for cell in row))
        column = next(cell.column for cell in head if cell.value == "建议等次")
        page.cell(head[0].row + 2, column).value = "优"

    edit_book(town.summary / "汇总表.xlsx", forge)
    found = differences(run("verify", town.folder, "--recompute", "--json"))
    assert any(message.endswith("的建议等次：重新计算是好，汇总表.xlsx“综合排序”上是优。") for message in found)


def test_what_stands_beside_its_cell_leaves_none_blank(run: Runner, town: Campaign) -> None:
    """A mark right of the table is no abstention, and bonus points are not none, until somebody has put that right."""

    def beside(cell: str, blank: str, *names: str) -> Callable[[Any], None]:
        def edit(book: Any) -> None:
            for name in names:
                book[name][cell], book[name][blank] = 2, None

        return edit

    edit_book(town.received / OFFICE, beside("G7", "E7", "测评票-县委领导", "测评票-党员代表"))
    edit_book(town.received / VISITS, beside("M9", "H9", SHEET))
    assert codes_in(run("merge", town.folder, "--json").json).count("cell.beside") == 3
    assert differences(run("verify", town.folder, "--recompute", "--json")) == []


def test_what_it_does_not_know_it_does_not_count(run: Runner, town: Campaign) -> None:
    """A setting, a column and a sheet of some later version."""

    def add(book: Any) -> None:
        book["计分规则"].append(("新规则", "加倍"))
        book["等次规则"]["K3"], book["等次规则"]["K4"] = "新列", "1"
        page = book.create_sheet("新表")
        page["A3"], page["A4"] = "项目", "甲"

    edit_book(town.scheme, add)
    ran = run("verify", town.folder, "--recompute", "--json")
    found: Any = ran.json["findings"]
    said = " ".join(one["message"] for one in found if one["code"] == "verify.recount-unknown")
    assert ran.code == 1
    for what in ("计分规则有不认识的“新规则”（加倍）", "“等次规则”表有不认识的列“新列”", "考核方案有不认识的表“新表”"):
        assert what in said
    assert ran.json["recount"]["agrees"] is False  # type: ignore[index]
    assert "重新计算核对无误" not in run("verify", town.folder, "--recompute").out


def test_replies_in_a_zip_are_read(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    with zipfile.ZipFile(found.received / "一起.zip", "w") as archive:
        for path in sorted(found.received.glob("*.xlsx")):
            archive.writestr(path.name, path.read_bytes())
            path.unlink()
    merged(found, official=True)
    part = recounted(run, found)
    assert (part["agrees"], part["taken_forms"]) == (True, 0)
    assert part["files"] >= 3


@pytest.mark.slow
def test_of_what_came_by_mail_it_takes_the_values_and_says_so(run: Runner, tmp_path: Path) -> None:
    """The sheets of a 考核组, attached to a mail."""
    found = answered(tmp_path / "c")
    by_mail(found, (found.received / VISITS).read_bytes())
    merged(found, official=True)
    part = recounted(run, found)
    assert part["agrees"] is True
    assert part["taken_forms"] > 0
    assert part["taken_cells"] > 0
    words = run("verify", found.folder, "--recompute").out
    assert "用的是汇总时读出的值，只核对了计算" in words
    # a figure that was taken counts as it was read: another 综合得分 does not pass
    change_result(found, lambda value: value["ratees"][1].update(field_score="1.00"))
    assert run("verify", found.folder, "--recompute").code == 1


@pytest.mark.slow
def test_a_choice_in_the_column_is_followed(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    edit = edited((found.received / VISITS).read_bytes(), lambda book: book[SHEET].__setitem__("I7", 30))
    (found.received / "再报.xlsx").write_bytes(edit)
    merged(found, official=False)
    left_out = recounted(run, found)
    assert (left_out["agrees"], left_out["left_out"]) == (True, 1)

    def tick(book: Any) -> None:
        for row in book["选定版本"].iter_rows(min_row=5):
            if row[4].value == "再报.xlsx":
                row[6].value = "√"

    edit_book(found.summary / "版本对照.xlsx", tick)
    assert run("merge", found.folder).code == 0
    chosen = recounted(run, found)
    assert (chosen["agrees"], chosen["ticked"], chosen["as_merged"], chosen["left_out"]) == (True, 1, 0, 0)
    (found.summary / "版本对照.xlsx").write_bytes(b"PK")
    assert (recounted(run, found)["agrees"], recounted(run, found)["as_merged"]) == (True, 1)
    (found.summary / "版本对照.xlsx").unlink()
    assert (recounted(run, found)["ticked"], recounted(run, found)["as_merged"]) == (0, 1)
    assert "采用哪一份按汇总时的记录" in run("verify", found.folder, "--recompute").out


def test_equal_copies_and_blank_ones_need_no_choice(run: Runner, town: Campaign) -> None:
    shutil.copy(town.received / VISITS, town.received / "又一份.xlsx")
    assert run("merge", town.folder).code == 0
    part = recounted(run, town)
    assert (part["agrees"], part["ticked"], part["as_merged"]) == (True, 0, 0)


def test_what_is_no_longer_there_is_named_and_never_counted(run: Runner, town: Campaign, tmp_path: Path) -> None:
    shutil.move(town.received / VISITS, tmp_path / "away.xlsx")
    ran = run("verify", town.folder, "--recompute", "--json")
    assert ran.code == 1
    codes = codes_in(ran.json)
    assert "verify.gone" in codes
    assert "verify.recount-absent" in codes
    found: Any = ran.json["findings"]
    assert any("第二考核组的实地考评（莲浦街道 游砚秋）" in one["message"] for one in found)


def test_what_rests_on_ballots_that_are_gone_is_no_difference(run: Runner, town: Campaign) -> None:
    """As after their destruction. A figure that rests on other forms alone is compared all the same."""
    (town.received / OFFICE).unlink()
    ran = run("verify", town.folder, "--recompute", "--json")
    assert differences(ran) == []
    assert ran.json["recount"]["agrees"] is False  # type: ignore[index]
    (absent,) = (one for one in ran.json["findings"] if one["code"] == "verify.recount-absent")  # type: ignore[attr-defined]
    # of each of three ratees: 测评得分, 综合得分, 名次 (3), 建议等次; four figures of three classes
    assert f"依据它们的{3 * (6 + 4 * 3)}个数没有核对" in absent["message"]
    assert f"比对了3人、{75 - 54}个数，还有54个数没有核对" in run("verify", town.folder, "--recompute").out
    change_result(town, lambda value: value["ratees"][0].update(field_score="99.99", composite="99.99"))
    found = differences(run("verify", town.folder, "--recompute", "--json"))
    assert [message for message in found if "结果.json上是" in message] == [
        message for message in found if "的考评得分：重新计算是98.50，结果.json上是99.99" in message
    ]
    assert len(found) == 3  # on the sheet stand the figures of before


def test_of_a_form_of_one_ratee_only_his_scores_are_not_counted(run: Runner, town: Campaign) -> None:
    """莲浦街道 is alone in its 排名组; places are told of nobody, for tiers may share their places."""
    (town.received / VISITS).unlink()
    assert differences(run("verify", town.folder, "--recompute", "--json")) == []
    change_result(town, lambda value: value["ratees"][0].update(composite="99.99", rank=9))
    found = differences(run("verify", town.folder, "--recompute", "--json"))
    assert [message for message in found if "结果.json上是" in message] == [
        message for message in found if message.endswith("结果.json上是99.99。")
    ]


@pytest.mark.parametrize("sheet", ["综合排序", "测评统计"])
def test_who_is_missing_on_a_sheet_is_told(run: Runner, town: Campaign, sheet: str) -> None:
    def remove(book: Any) -> None:
        page = book[sheet]
        row = next(row for row in page.iter_rows() if any(cell.value == "T1" for cell in row))
        for cell in row:
            cell.value = None

    edit_book(town.summary / "汇总表.xlsx", remove)
    found = differences(run("verify", town.folder, "--recompute", "--json"))
    assert any("云溪镇 陆明澈" in each and f"重新计算是有，汇总表.xlsx“{sheet}”上是没有" in each for each in found)


def test_a_deduction_that_cannot_be_read_keeps_the_places_open(run: Runner, tmp_path: Path) -> None:
    """T2 has 0.90 more than T1 and may lose 2.50. With another form missing both places were told as sure."""
    found = answered(tmp_path / "c")
    sheet = "考评-石栏镇叶尔江·萨迪克"
    edit_book(found.received / "U2 第一考核组.xlsx", lambda book: book[sheet].__setitem__("I10", "约2"))
    (found.received / VISITS).unlink()
    merged(found, official=False)
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    places = {each["id"]: (each["rank"], each["rank_best"], each["rank_worst"]) for each in result["ratees"]}
    assert (places["T1"], places["T2"]) == ((None, 1, 2), (None, 1, 2))
    assert recounted(run, found)["agrees"] is True


def test_a_copy_without_a_column_of_entries_is_none(run: Runner, tmp_path: Path) -> None:
    """merge took the copy beside it by its headings; the second count looked for the column and failed as a whole."""
    raw = with_given()
    raw["计分规则"].append(["缺期次处理", "停止计算"])
    found = answered(tmp_path / "c", raw)

    def copied_and_spoilt(book: Any) -> None:
        page = next(page for page in book if page.title.startswith("得分表"))
        key_row_deleted(book.copy_worksheet(page))
        unmerge(page)
        page.delete_cols(4)

    edit_book(found.received / OFFICE, copied_and_spoilt)
    merged(found, official=False)
    assert recounted(run, found)["agrees"] is True


@pytest.mark.parametrize("item", ["N1", "N2"])
def test_a_count_by_items_without_the_row_of_one_is_none(run: Runner, tmp_path: Path, item: str) -> None:
    """merge takes no votes of a ratee of whom an item is gone; the second count took the other item for all."""
    raw = sheets()
    raw["测评"][2][3] = "分项等次"
    town, found = Town(scheme_of(raw)), campaign(tmp_path / "c", raw)
    votes = {"issued": 20, "returned": 20, "count:好": 10, "count:差": 8, "void": 1, "abstained": 1}
    for book in town.books:
        typed: dict[tuple[str, int, int], Content] = {}
        for form in book.forms:
            by_hand = form.key.kind is FormKind.TALLY
            counted: Entries = {(row.key, key): number for row in form.rows for key, number in votes.items()}
            typed |= town.fill(form, counted if by_hand else answer(form))
        (found.received / book.file).write_bytes(town.write(book.unit, typed))

    def without(book: Any) -> None:
        page = next(page for page in book if page.title.startswith("计票汇总"))
        unmerge(page)
        page.delete_rows(next(row[0].row for row in page.iter_rows() if row[0].value == f"T1-{item}"))

    edit_book(found.received / OFFICE, without)
    merged(found, official=False)
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    assert [each["poll_score"] is None for each in result["ratees"]] == [True, False, False]
    assert recounted(run, found)["agrees"] is True


@pytest.mark.parametrize(("cell", "blank"), [("H10", "I10"), ("I9", "H9")])
def test_points_in_the_column_where_nothing_is_asked_keep_the_score_open(
    run: Runner, tmp_path: Path, cell: str, blank: str
) -> None:
    """A 减分 of 2 stood under 得分, and merge told a score and a place as if none had been given."""
    found = answered(tmp_path / "c")

    def moved(book: Any) -> None:
        book[SHEET][cell], book[SHEET][blank] = 2, None

    edit_book(found.received / VISITS, moved)
    merged(found, official=False)
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    person = next(each for each in result["ratees"] if each["id"] == "T3")
    assert (person["field_score"], person["composite"], person["rank"]) == (None, None, None)
    assert codes_in(result) == ["cell.closed", "result.no-field-score"]
    assert recounted(run, found)["agrees"] is True


@pytest.mark.parametrize("mailed", [False, True])
@pytest.mark.parametrize("row", [8, 10])
def test_without_the_row_of_an_item_there_is_no_total(run: Runner, tmp_path: Path, row: int, *, mailed: bool) -> None:
    """Of a 得分 item, of which the second count left out the points; of 减分, which both took for none."""
    found = answered(tmp_path / "c")
    edit_book(found.received / VISITS, lambda book: book[SHEET].delete_rows(row))
    if mailed:
        by_mail(found, (found.received / VISITS).read_bytes())
    merged(found, official=False)
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    person = next(each for each in result["ratees"] if each["id"] == "T3")
    assert (person["field_score"], person["composite"], person["rank"]) == (None, None, None)
    assert recounted(run, found)["agrees"] is True


def test_moved_rows_and_columns_change_nothing(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")

    def move(book: Any) -> None:
        for page in book.worksheets:
            if page.sheet_state == "visible" and page.title.startswith(("考评", "测评票-")):
                for span in list(page.merged_cells.ranges):
                    page.unmerge_cells(str(span))
                page.insert_rows(4, 2)
                page.insert_cols(3)

    edit_book(found.received / VISITS, move)
    merged(found, official=True)
    assert recounted(run, found)["agrees"] is True


def test_without_a_summary_there_is_nothing_to_compare(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    ran = run("verify", found.folder, "--recompute")
    assert ran.code == 2
    assert "还没有汇总过" in ran.out + ran.err


def test_a_damaged_scheme_is_no_agreement(run: Runner, town: Campaign) -> None:
    town.scheme.write_bytes(b"PK")
    ran = run("verify", town.folder, "--recompute", "--json")
    assert ran.code == 1
    assert "verify.recount-failed" in codes_in(ran.json)
    assert io.StringIO(ran.out).read(1) == "{"


def test_a_register_without_its_column_of_validity_is_not_that_of_a_single_voter(run: Runner, tmp_path: Path) -> None:
    """merge took the copy beside it, which says the same and is whole."""
    found = answered(tmp_path / "c")

    def copied_and_spoilt(book: Any) -> None:
        page = next(page for page in book if page.title.startswith("测评票-"))
        book.copy_worksheet(page)
        unmerge(page)
        page.delete_cols(2)

    edit_book(found.received / OFFICE, copied_and_spoilt)
    merged(found, official=True)
    assert recounted(run, found)["agrees"] is True


def test_a_small_campaign_copied_elsewhere_counts_the_same(run: Runner, town: Campaign, tmp_path: Path) -> None:
    """Nothing depends on the key: the second count does not use it."""
    other = copy_of(town, tmp_path / "elsewhere")
    other.key.unlink()
    ran = run("verify", other.folder, "--recompute", "--json")
    assert ran.json["recount"]["agrees"] is True  # type: ignore[index]
    assert codes_in(ran.json) == ["verify.no-key"]


@pytest.mark.slow
def test_a_corrected_copy_takes_the_place_of_what_it_corrects(run: Runner, tmp_path: Path) -> None:
    """A mark that nobody can read goes back, and comes corrected beside the first reply."""
    found = answered(tmp_path / "c")
    edit_book(found.received / VISITS, lambda book: book[SHEET].__setitem__("I7", "约30"))
    merged(found, official=False)
    assert recounted(run, found)["agrees"] is True
    back = found.summary / "退回" / VISITS
    corrected = edited(back.read_bytes(), lambda book: book[SHEET].__setitem__("I7", 30))
    (found.received / "更正.xlsx").write_bytes(corrected)
    assert run("merge", found.folder).code == 0
    part = recounted(run, found)
    assert (part["agrees"], part["corrected"], part["as_merged"]) == (True, 1, 0)


def test_what_was_taken_and_not_understood_is_not_understood_either(run: Runner, tmp_path: Path) -> None:
    """The result of a formula is no entry of anybody, and a word is none; both come by mail."""
    found = answered(tmp_path / "c")

    def spoil(book: Any) -> None:
        book[SHEET]["I7"] = "约30"
        book[SHEET]["H8"] = "=1+1"

    by_mail(found, edited((found.received / VISITS).read_bytes(), spoil))
    merged(found, official=False)
    part = recounted(run, found)
    assert part["agrees"] is True
    assert part["taken_forms"] > 0


def test_a_workbook_behind_a_password_is_taken(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    (found.received / OFFICE).write_bytes(with_password((found.received / OFFICE).read_bytes(), "123456"))
    assert run("merge", found.folder, "--password", "123456").code == 0
    ran = run("verify", found.folder, "--recompute", "--password", "123456", "--json")
    assert ran.json["recount"]["agrees"] is True  # type: ignore[index]
    assert ran.json["recount"]["taken_forms"] > 0  # type: ignore[index]


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_kinds_of_file_are_taken(run: Runner, tmp_path: Path, kind: str) -> None:
    found = answered(tmp_path / "c")
    [saved] = save_as([found.received / OFFICE], kind)
    shutil.copy(saved, found.received / f"另存.{kind}")
    (found.received / OFFICE).unlink()
    merged(found, official=True)
    part = recounted(run, found)
    assert part["agrees"] is True
    assert part["taken_forms"] > 0


@pytest.mark.slow
@needs_libreoffice
def test_what_another_program_saved_is_read(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    for path in sorted(found.received.glob("*.xlsx")):
        [saved] = save_as([path], "xlsx")
        shutil.copy(saved, path)
    merged(found, official=True)
    part = recounted(run, found)
    assert (part["agrees"], part["taken_forms"]) == (True, 0)


@pytest.mark.slow
def test_a_scheme_typed_with_other_spaces_is_the_same_scheme(run: Runner, tmp_path: Path) -> None:
    """Names in full width or with spaces, a row above the headings, a share with its sign."""
    found = answered(tmp_path / "c")

    def retype(book: Any) -> None:
        for sheet, column in (("票类", 1), ("填报任务", 4), ("填报任务", 5), ("考核对象", 6), ("填报任务", 1)):
            for row in range(4, book[sheet].max_row + 1):
                cell = book[sheet].cell(row, column)
                if isinstance(cell.value, str) and len(cell.value) > 1:
                    cell.value = f"{cell.value[0]} {cell.value[1:]}\u3000"
        page = book["等次规则"]
        for row in range(4, page.max_row + 1):
            if isinstance(page.cell(row, 3).value, int | float):
                page.cell(row, 3).value = f"{page.cell(row, 3).value}%"
        for sheet in ("等次规则", "计分规则", "票类"):
            book[sheet].insert_rows(1)

    edit_book(found.scheme, retype)
    ran = run("merge", found.folder)
    assert ran.code == 0, ran.out
    assert recounted(run, found)["agrees"] is True


@pytest.mark.parametrize("sign", ["\ufe01", "\U000e0100"])
def test_a_rare_form_of_a_character_in_a_name_is_seen_by_both(run: Runner, tmp_path: Path, sign: str) -> None:
    """An input method puts a sign that nobody sees behind the character; forms are told by the names of persons."""
    raw = sheets()
    raw["考核对象"][1][1] = f"葛{sign}明澈"
    found = merged(answered(tmp_path / "c", raw), official=True)
    assert recounted(run, found)["agrees"] is True
