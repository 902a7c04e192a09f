"""``rectify``: the 整改清单 that came back are put into the list of all persons, and nothing typed there is lost."""

from __future__ import annotations

import datetime as dt
import errno
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core import safe_open
from tests.books import edited, open_book
from tests.campaigns import copy_of
from tests.cli.running import Runner, snapshot
from tests.lists import SHEET, answered_list, list_of, type_into

TODAY = dt.date(2025, 7, 10)
PROBLEM = "按期换届：资料不全"


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The small campaign, decided as proposed."""
    monkeypatch.setattr(safe_open, "today", lambda: TODAY)
    return copy_of(decided_once, tmp_path / "c")


def ledger(found: Campaign) -> Path:
    return found.decided / "整改清单.xlsx"


def rows_of(found: Campaign, code: str) -> list[dict[str, Any]]:
    """The rows of a ratee in the list of all persons, by heading."""
    page = open_book(ledger(found).read_bytes())[SHEET]
    heads = [str(cell.value) for cell in page[4]]
    rows = (dict(zip(heads, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=5))
    return [row for row in rows if row["编号"] == code]


def type_in_ledger(found: Campaign, code: str, **typed: str) -> None:
    """As the office types into the first row of a ratee."""

    def edit(book: Any) -> None:
        page = book[SHEET]
        row = next(cell.row for cell in page["B"] if cell.value == code)
        type_into(page, row, typed)

    ledger(found).write_bytes(edited(ledger(found).read_bytes(), edit))


def send(found: Campaign, name: str, content: bytes) -> None:
    (found.received / name).write_bytes(content)


def test_answers_stand_in_the_list_of_all_persons(run: Runner, decided: Campaign) -> None:
    before = snapshot(decided.folder)
    send(decided, "a.xlsx", answered_list(decided, "T1", done="已换届", 完成时间="2025年3月1日", 证明材料="换届批复"))
    ran = run("rectify", decided.folder)
    assert ran.code == 1  # somebody has to look at what is applied for
    assert "整改：3人中1人已报，应销号3项，已销0项，申请销号待审核1项。" in ran.out
    (row,) = rows_of(decided, "T1")
    told = ("完成情况", "完成时间", "证明材料", "是否申请销号", "是否同意销号", "整改进度")
    assert [row[name] for name in told] == ["已换届", "2025-03-01", "换届批复", "是", None, "待审核"]
    assert [row["整改进度"] for code in ("T2", "T3") for row in rows_of(decided, code)] == ["未报", "未报"]
    after = snapshot(decided.folder)
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name for name in changed if not name.startswith(".lianping")} == {
        "2收回/a.xlsx",
        "4审定/整改清单.xlsx",
        "4审定/整改回报.json",
    }
    assert run("verify", decided.folder).code == 0


def test_what_the_office_typed_is_never_lost(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1", done="已换届"))
    run("rectify", decided.folder)
    type_in_ledger(decided, "T1", 是否同意销号="同意", 销号日期="2025-07-08", 完成情况="已换届（经核实）")
    send(decided, "a.xlsx", answered_list(decided, "T1", done="全部换届完毕", 责任人="陆明澈"))
    ran = run("rectify", decided.folder)
    assert "主办单位填的不同（第8行的完成情况），整改清单的这几格没有改动" in ran.out
    (row,) = rows_of(decided, "T1")
    told = ("责任人", "完成情况", "是否同意销号", "销号日期", "整改进度")
    assert [row[name] for name in told] == ["陆明澈", "已换届（经核实）", "同意", "2025-07-08", "已销号"]
    assert "应销号3项，已销1项" in ran.out


def test_a_word_that_nobody_knows_is_asked_about_until_the_office_has_written_what_it_means(
    run: Runner, decided: Campaign
) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1", apply="下月再说"))
    assert "“是否申请销号”填的是“下月再说”" in run("rectify", decided.folder).out
    assert "填的是“下月再说”" in run("rectify", decided.folder).out
    type_in_ledger(decided, "T1", 是否申请销号="否")
    out = run("rectify", decided.folder).out
    assert "下月再说" not in out
    assert "主办单位填的不同" not in out
    assert rows_of(decided, "T1")[0]["是否申请销号"] == "否"


def test_a_word_of_the_office_that_nobody_knows_is_told_with_the_state(run: Runner, decided: Campaign) -> None:
    type_in_ledger(decided, "T1", 是否同意销号="暂缓")
    for command in ("next", "rectify", "status"):
        out = run(command, decided.folder).out
        assert out.count("“云溪镇 陆明澈”的“是否同意销号”填的是“暂缓”，认不出，没有当作同意。") == 1
    assert "填写下列之一：同意、不同意。" in out
    type_in_ledger(decided, "T1", 是否申请销号="看情况", 是否同意销号="")
    assert "填的是“看情况”，认不出，没有当作申请。" in run("next", decided.folder).out
    type_in_ledger(decided, "T1", 是否同意销号="同意")
    assert "看情况" not in run("next", decided.folder).out  # the office has decided


def test_halfway_is_not_called_untouched(run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def refuse_the_record(written: Path, target: Path) -> Path:
        if target.name == "整改回报.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(written, target)

    monkeypatch.setattr(Path, "replace", refuse_the_record)
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    ran = run("rectify", decided.folder)
    assert ran.code == 2
    assert "没有汇总完" in ran.out
    assert "没有改动任何文件" not in ran.out


def test_a_later_answer_takes_the_place_of_an_earlier_one(run: Runner, decided: Campaign) -> None:
    send(decided, "1.xlsx", answered_list(decided, "T1", done="正在换届", apply="否", date="2025-03-31"))
    run("rectify", decided.folder)
    assert rows_of(decided, "T1")[0]["整改进度"] == "整改中"
    send(decided, "2.xlsx", answered_list(decided, "T1", done="已换届", date="2025年6月30日"))
    ran = run("rectify", decided.folder)
    assert "采用“2.xlsx”：填报日期最晚" in ran.out
    assert [rows_of(decided, "T1")[0][name] for name in ("完成情况", "是否申请销号")] == ["已换届", "是"]
    assert run("verify", decided.folder).code == 0


@pytest.mark.parametrize("day", ["9999-12-31", "2025-07-11", "2023-12-31"])
def test_an_answer_of_a_day_that_cannot_be_does_not_decide(day: str, run: Runner, decided: Campaign) -> None:
    send(decided, "1.xlsx", answered_list(decided, "T1", done="已换届", apply="否", date="2025-03-31"))
    send(decided, "2.xlsx", answered_list(decided, "T1", done="已换届", date=day))
    assert f"“2.xlsx”的填报日期是{day}，不可能是这一天，都没有汇总" in run("rectify", decided.folder).out
    assert rows_of(decided, "T1")[0]["完成情况"] is None


def test_the_fuller_answer_counts_and_of_two_others_none(run: Runner, decided: Campaign) -> None:
    send(decided, "1.xlsx", answered_list(decided, "T1", done="已换届", apply=""))
    send(decided, "2.xlsx", answered_list(decided, "T1", done="已换届"))
    assert "采用“2.xlsx”：内容最全，包含其余各份" in run("rectify", decided.folder).out
    send(decided, "3.xlsx", answered_list(decided, "T1", done="没有换届"))
    ran = run("rectify", decided.folder)
    assert "都没有汇总" in ran.out
    assert "3人中1人已报" in ran.out
    assert rows_of(decided, "T1")[0]["完成情况"] == "已换届"


def test_without_anything_new_nothing_is_written(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    run("rectify", decided.folder)
    before = snapshot(decided.decided)
    assert "没有新的内容" in run("rectify", decided.folder).out
    assert snapshot(decided.decided) == before


def test_a_sorted_list_and_another_text_of_the_problem_are_read_by_the_stamp(run: Runner, decided: Campaign) -> None:
    def edit(book: Any) -> None:
        page = book[SHEET]
        page.insert_rows(4, 2)
        page.cell(7, 2).value = "换届（本人改写）"

    send(decided, "a.xlsx", edited(answered_list(decided, "T1", done="已换届"), edit))
    run("rectify", decided.folder)
    (row,) = rows_of(decided, "T1")
    assert (row["问题"], row["完成情况"]) == (PROBLEM, "已换届")


def test_a_problem_that_the_person_adds_is_a_row_below(run: Runner, decided: Campaign) -> None:
    def add(book: Any) -> None:
        page = book[SHEET]
        band = next(cell.row for cell in page["A"] if str(cell.value).startswith("以下补充"))
        type_into(page, band + 1, {"问题": "=联系群众不够", "完成情况": "已建台账", "是否申请销号": "是"})

    send(decided, "a.xlsx", edited(list_of(decided, "T1").read_bytes(), add))
    for new in ("补充1项", "没有新的内容"):
        assert new in run("rectify", decided.folder).out
        first, added = rows_of(decided, "T1")
        assert first["整改进度"] == "整改中"
        told = ("序号", "单位", "姓名", "问题", "问题来源", "完成情况", "整改进度")
        assert [added[name] for name in told] == [
            *(None, "云溪镇", "陆明澈", "=联系群众不够", "本人补充", "已建台账", "待审核")
        ]


def test_overdue_by_the_deadline(run: Runner, decided: Campaign) -> None:
    type_in_ledger(decided, "T2", 整改时限="2025年6月底前")
    type_in_ledger(decided, "T3", 整改时限="2025-07-10")
    send(decided, "a.xlsx", answered_list(decided, "T1", apply="否", 整改时限="2025-06-30"))
    ran = run("rectify", decided.folder)
    assert "逾期2项" in ran.out
    assert "整改还没有报的：石栏镇 叶尔江·萨迪克、莲浦街道 游砚秋。" in ran.out
    words = [rows_of(decided, code)[0]["整改进度"] for code in ("T1", "T2", "T3")]
    assert words == ["逾期10天", "未报，逾期10天", "未报"]
    assert "逾期2项" in run("next", decided.folder).out


def test_a_deadline_without_a_year_is_that_of_the_first_such_month_after_the_decision(
    run: Runner, decided: Campaign
) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1", apply="否", date="2025-03-01", 整改时限="6月底前"))
    type_in_ledger(decided, "T2", 整改时限="12月底前")
    ran = run("rectify", decided.folder)
    assert rows_of(decided, "T1")[0]["整改进度"] == "逾期10天"
    assert "6月底前（2025年6月30日）" in ran.out
    assert "整改时限认不出1项" in ran.out
    assert "4审定/整改清单.xlsx 工作表“整改清单” 单元格 J6：“石栏镇 叶尔江·萨迪克”的" in ran.out
    assert "填的是“12月底前”，没有写年份，又与审定在同一个月，分不清是哪一年" in ran.out
    assert rows_of(decided, "T2")[0]["整改进度"] == "未报，时限认不出"
    type_in_ledger(decided, "T2", 整改时限="2025-06-30")
    assert "12月底前" not in run("rectify", decided.folder).out


def test_a_deadline_that_had_passed_when_it_came_is_asked_about_until_the_office_has_written_it(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1", apply="否", 整改时限="6月底前"))
    assert "填的是“6月底前”，没有写年份，报回时这一天已经过去" in run("rectify", decided.folder).out
    monkeypatch.setattr(safe_open, "today", lambda: TODAY + dt.timedelta(1))
    assert "报回时这一天已经过去" in run("rectify", decided.folder).out
    type_in_ledger(decided, "T1", 整改时限="2026-06-30")
    out = run("rectify", decided.folder).out
    assert ("6月底前" in out, "主办单位填的不同" in out) == (False, False)
    assert rows_of(decided, "T1")[0]["整改进度"] == "整改中"


def test_status_as_json_tells_what_goes_on_also_after_the_ballots_are_destroyed(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1", apply="否", 整改时限="2025年6月"))
    run("rectify", decided.folder)
    type_in_ledger(decided, "T2", 是否同意销号="同意")
    found = run("status", decided.folder, "--json").json
    overdue = {"id": "T1", "unit": "云溪镇", "name": "陆明澈", "problem": PROBLEM, "deadline": "2025-06-30", "days": 10}
    expected = {
        "persons": 3, "answered": 1, "silent": ["莲浦街道 游砚秋"], "items": 3, "open": 2, "closed": 1, "applied": 0,
        "overdue": [overdue], "unread_deadlines": 0, "uncollected": 0,
    }  # fmt: skip
    assert (found["rectification"], found["reviews"]) == (expected, None)
    assert run("destroy", decided.folder, "--yes", "--by", "甲、乙").code == 0
    ran = run("status", decided.folder, "--json")
    assert (ran.code, ran.json["status"], ran.json["rectification"]) == (2, None, expected)


def test_a_list_that_is_written_tells_which_deadlines_cannot_be_read(run: Runner, decided: Campaign) -> None:
    type_in_ledger(decided, "T1", 整改时限="春节前")
    assert "单元格 J8：“云溪镇 陆明澈”的“整改时限”填的是“春节前”，认不出" in run("finalize", decided.folder).out


def test_a_list_of_an_earlier_version_is_known_by_unit_name_and_title(run: Runner, decided: Campaign) -> None:
    def older(book: Any) -> None:
        del book["清单身份"]
        page = book[SHEET]
        for row in page.iter_rows():
            for cell in row:
                if "清单码" in str(cell.value):
                    cell.value = str(cell.value).partition("　　清单码")[0] + "　　浅黄色各栏请填写。"
        page.delete_cols(9, 3)
        page.cell(4, 9).value = "销号"

    send(decided, "a.xlsx", edited(answered_list(decided, "T1", done="已换届"), older))
    ran = run("rectify", decided.folder)
    assert "没有清单身份" in ran.out
    assert rows_of(decided, "T1")[0]["完成情况"] == "已换届"


def test_last_year_s_list_without_a_stamp_is_nobody_s(run: Runner, decided: Campaign) -> None:
    def older(book: Any) -> None:
        del book["清单身份"]
        for row in book[SHEET].iter_rows(max_row=4):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2024", "2023").partition("　　清单码")[0]

    send(decided, "a.xlsx", edited(answered_list(decided, "T1"), older))
    ran = run("rectify", decided.folder)
    assert "认不出是这次考核哪一个人的整改清单（写的是“云溪镇 陆明澈”）" in ran.out
    assert "3人中0人已报" in ran.out


def test_a_blank_list_is_no_answer(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", list_of(decided, "T1").read_bytes())
    ran = run("rectify", decided.folder)
    assert "没有填写，不算已报" in ran.out
    assert "3人中0人已报" in ran.out


def test_a_list_of_all_persons_of_an_earlier_version_gets_the_new_columns(run: Runner, decided: Campaign) -> None:
    def older(book: Any) -> None:
        page = book[SHEET]
        for name in ("整改进度", "销号日期", "是否申请销号", "证明材料", "完成时间"):
            page.delete_cols(next(cell.column for cell in page[4] if cell.value == name))
        at = next(cell.column for cell in page[4] if cell.value == "是否同意销号")
        page.cell(4, at).value = "销号"
        page.cell(next(cell.row for cell in page["B"] if cell.value == "T2"), at).value = "已销号"

    ledger(decided).write_bytes(edited(ledger(decided).read_bytes(), older))
    send(decided, "a.xlsx", answered_list(decided, "T1", 证明材料="批复"))
    assert "应销号3项，已销1项" in run("rectify", decided.folder).out
    assert [rows_of(decided, code)[0]["整改进度"] for code in ("T1", "T2")] == ["待审核", "已销号"]
    assert rows_of(decided, "T1")[0]["证明材料"] == "批复"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.unlink(), "没有“整改清单.xlsx”，整改回报没有地方汇总"),
        (lambda path: path.write_bytes(b"x"), "“整改清单.xlsx”读不出来或者写不进去"),
        (lambda path: path.with_name("~$整改清单.xlsx").touch(), "正在别的程序里打开（有“~$整改清单.xlsx”）"),
    ],
)
def test_where_nothing_can_be_collected_nothing_changes(spoil: Any, told: str, run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    spoil(ledger(decided))
    before = snapshot(decided.decided)
    ran = run("rectify", decided.folder)
    assert (ran.code, told in ran.out, "没有汇总，没有改动任何文件。" in ran.out) == (2, True, True)
    assert snapshot(decided.decided) == before


def test_before_the_decision_there_is_nothing_to_collect(run: Runner, town: Campaign) -> None:
    assert (
        "还没有定稿的，请先收齐、合并、填好等次审定表，运行 lianping-xlsx finalize" in run("rectify", town.folder).out
    )


def test_next_and_status_tell_what_came_back(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    for command in ("status", "merge", "next"):
        said = run(command, decided.folder).out
        assert "五步都已办完" in said
        assert "“2收回”里有新收回的1份，整改回报用 rectify 汇总。" in said
        assert said.index("rectify ") < said.index("verify ")
    run("rectify", decided.folder)
    for command in ("status", "merge", "next"):
        said = run(command, decided.folder).out
        assert "整改：3人中1人已报，应销号3项，已销0项，申请销号待审核1项。" in said
        assert "新收回" not in said


def test_a_collected_list_needs_no_merge(run: Runner, decided: Campaign) -> None:
    """Neither that it came in nor that it was taken away again."""
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    run("rectify", decided.folder)
    assert "五步都已办完" in run("status", decided.folder).out
    assert run("verify", decided.folder).code == 0
    run("merge", decided.folder)
    (decided.received / "a.xlsx").unlink()
    assert "3人中1人已报" in run("rectify", decided.folder).out
    assert run("verify", decided.folder).code == 0
    assert "五步都已办完" in run("status", decided.folder).out


def test_a_decision_after_that_keeps_what_was_collected(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1", done="已换届"))
    run("rectify", decided.folder)
    type_in_ledger(decided, "T1", 是否同意销号="同意")
    run("merge", decided.folder)
    assert run("finalize", decided.folder).code == 0
    (row,) = rows_of(decided, "T1")
    assert (row["完成情况"], row["是否同意销号"]) == ("已换届", "同意")


def test_after_the_ballots_are_destroyed(run: Runner, decided: Campaign) -> None:
    assert run("destroy", decided.folder, "--yes", "--by", "甲、乙").code == 0
    send(decided, "a.xlsx", answered_list(decided, "T1", done="已换届"))
    assert "新收回的1份" in run("next", decided.folder).out
    assert "3人中1人已报" in run("rectify", decided.folder).out
    said = run("next", decided.folder).out
    assert "3人中1人已报" in said
    assert "新收回" not in said
    assert not list(decided.cache.rglob("readings"))


def test_next_year_reads_what_stayed_open(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1", done="已换届"))
    run("rectify", decided.folder)
    type_in_ledger(decided, "T1", 是否同意销号="同意", 销号日期="2025-07-08")
    now = copy_of(decided, decided.folder.parent / "now")
    ran = run("merge", now.folder, "--last-year", decided.folder, "--json")
    del ran
    said = json.loads((now.summary / "上年情况.json").read_text(encoding="utf-8"))
    assert {each["id"]: len(each["open_items"]) for each in said["ratees"]} == {"T1": 0, "T2": 1, "T3": 1}


def test_a_row_that_the_office_added_by_name_is_that_person_s(run: Runner, decided: Campaign) -> None:
    def add(book: Any) -> None:
        page = book[SHEET]
        band = next(cell.row for cell in page["A"] if str(cell.value).startswith("以下为补充"))
        type_into(page, band + 1, {"单位": "云溪镇", "姓名": "陆明澈", "问题": "联系群众不够"})

    ledger(decided).write_bytes(edited(ledger(decided).read_bytes(), add))
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    assert "整改：3人中1人已报，应销号4项" in run("rectify", decided.folder).out
    page = open_book(ledger(decided).read_bytes())[SHEET]
    (row,) = ([cell.value for cell in row] for row in page.iter_rows() if row[4].value == "联系群众不够")
    assert (row[1], row[16]) == (None, "整改中")


def test_hundreds_of_problems_of_his_own_are_not_taken(run: Runner, decided: Campaign) -> None:
    def add(book: Any) -> None:
        page = book[SHEET]
        band = next(cell.row for cell in page["A"] if str(cell.value).startswith("以下补充"))
        page.delete_rows(band, page.max_row)
        for number in range(51):
            type_into(page, band + number, {"问题": f"问题{number}"})

    send(decided, "a.xlsx", edited(answered_list(decided, "T1", done="已换届"), add))
    ran = run("rectify", decided.folder)
    assert "清单以外的问题有51条，超过50条" in ran.out
    assert [row["完成情况"] for row in rows_of(decided, "T1")] == ["已换届"]


def test_an_archive_takes_lists_and_answers(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    run("rectify", decided.folder)
    run("archive", decided.folder)
    (packed,) = (decided.folder / "归档").glob("*.zip")
    with zipfile.ZipFile(packed) as found:
        assert {"2收回/a.xlsx", "4审定/整改清单.xlsx", "4审定/整改回报.json"} <= set(found.namelist())


def test_lists_in_a_zip_need_no_merge_either(run: Runner, decided: Campaign) -> None:
    with zipfile.ZipFile(decided.received / "各乡镇.zip", "w") as packed:
        for code in ("T1", "T2"):
            packed.writestr(f"{code}.xlsx", answered_list(decided, code))
    told = run("status", decided.folder).out
    assert "五步都已办完" in told
    assert "新收回的2份" in told
    assert "3人中2人已报" in run("rectify", decided.folder).out
    assert run("verify", decided.folder).code == 0
    assert "新收回" not in run("next", decided.folder).out
    run("merge", decided.folder)
    (decided.received / "各乡镇.zip").unlink()
    assert "3人中2人已报" in run("rectify", decided.folder).out
    assert run("verify", decided.folder).code == 0


def test_cells_that_the_office_merged_are_taken_apart(run: Runner, decided: Campaign) -> None:
    def merge(book: Any) -> None:
        column = next(cell.column for cell in book[SHEET][4] if cell.value == "整改进度")
        book[SHEET].merge_cells(start_row=5, end_row=6, start_column=column, end_column=column)

    ledger(decided).write_bytes(edited(ledger(decided).read_bytes(), merge))
    send(decided, "a.xlsx", answered_list(decided, "T1"))
    assert "3人中1人已报" in run("rectify", decided.folder).out
    assert [rows_of(decided, code)[0]["整改进度"] for code in ("T1", "T2", "T3")] == ["待审核", "未报", "未报"]


def with_own_rows(found: Campaign, *rows: dict[str, str], done: str = "") -> bytes:
    """The list of T1 with an answer to its first problem, and these rows for his own ones."""

    def add(book: Any) -> None:
        page = book[SHEET]
        band = next(cell.row for cell in page["A"] if str(cell.value).startswith("以下补充"))
        for row, texts in enumerate(rows, band + 1):
            type_into(page, row, texts)

    return edited(answered_list(found, "T1", done=done, apply=""), add)


def test_a_problem_of_his_own_may_have_a_number(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", with_own_rows(decided, {"序号": "2", "问题": "联系群众不够"}))
    ran = run("rectify", decided.folder)
    assert ("补充1项" in ran.out, "没有填写" in ran.out, "3人中1人已报" in ran.out) == (True, False, True)
    assert [row["问题"] for row in rows_of(decided, "T1")] == [PROBLEM, "联系群众不够"]


def test_rows_of_one_problem_are_joined_and_what_differs_is_told(run: Runner, decided: Campaign) -> None:
    own = "联系群众不够"
    rows = ({"问题": own, "完成情况": "甲", "责任人": "丙"}, {"问题": own, "完成情况": "乙"}, {"问题": own})
    again = {"问题": PROBLEM, "问题来源": "实地考评", "证明材料": "批复"}
    send(decided, "a.xlsx", with_own_rows(decided, *rows, again, done="已换届"))
    ran = run("rectify", decided.folder)
    assert f"“{own}”写了不止一行，各行填的不同，按最后填的汇总" in ran.out
    assert f"“{PROBLEM}”写了不止一行" not in ran.out
    first, added = rows_of(decided, "T1")
    assert (first["完成情况"], first["证明材料"], added["完成情况"], added["责任人"]) == ("已换届", "批复", "乙", "丙")


def test_texts_that_name_no_problem_are_told(run: Runner, decided: Campaign) -> None:
    send(decided, "a.xlsx", with_own_rows(decided, {"完成情况": "接上一行"}))
    ran = run("rectify", decided.folder)
    assert "报回的整改清单第7行填了内容，但是看不出是哪个问题的，没有汇总。" in ran.out
    assert "没有填写" not in ran.out
    assert "3人中0人已报" in ran.out


def test_an_entry_that_begins_like_a_label_below_the_table_ends_nothing(run: Runner, decided: Campaign) -> None:
    rows = {"问题": "单位（盖章）：不规范", "完成情况": "填报日期：另见附件"}
    send(decided, "a.xlsx", with_own_rows(decided, rows, done="填报日期：三月"))
    run("rectify", decided.folder)
    told = [(row["问题"], row["完成情况"]) for row in rows_of(decided, "T1")]
    assert told == [(PROBLEM, "填报日期：三月"), ("单位（盖章）：不规范", "填报日期：另见附件")]


def test_what_was_issued_is_no_answer_even_without_its_number(run: Runner, decided: Campaign) -> None:
    def edit(book: Any) -> None:
        book[SHEET].delete_cols(1)

    type_in_ledger(decided, "T1", 整改目标="按期完成")
    run("merge", decided.folder)
    run("finalize", decided.folder)
    send(decided, "a.xlsx", edited(list_of(decided, "T1").read_bytes(), edit))
    assert "3人中0人已报" in run("rectify", decided.folder).out


def test_a_person_merged_over_his_rows_is_one(run: Runner, decided: Campaign) -> None:
    def merge(book: Any) -> None:
        page = book[SHEET]
        band = next(cell.row for cell in page["A"] if str(cell.value).startswith("以下为补充"))
        type_into(page, band + 1, {"编号": "T1", "单位": "云溪镇", "姓名": "陆明澈", "问题": "甲"})
        type_into(page, band + 2, {"问题": "乙", "问题来源": "本人补充"})
        for column in (2, 3, 4):
            page.merge_cells(start_row=band + 1, end_row=band + 2, start_column=column, end_column=column)

    ledger(decided).write_bytes(edited(ledger(decided).read_bytes(), merge))
    send(decided, "a.xlsx", with_own_rows(decided, {"问题": "乙", "完成情况": "已建台账"}, done="已换届"))
    ran = run("rectify", decided.folder)
    assert ("3人中1人已报" in ran.out, "应销号5项" in ran.out, "补充" in ran.out) == (True, True, False)
    page = open_book(ledger(decided).read_bytes())[SHEET]
    (row,) = ([cell.value for cell in row] for row in page.iter_rows() if row[4].value == "乙")
    assert (row[1], row[10], row[16]) == (None, "已建台账", "整改中")
