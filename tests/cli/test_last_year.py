"""Year over year: the small campaign, and as its last year the same campaign a year earlier."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.last_year_folder import load_snapshot
from lianping_xlsx.decision.last_year import LastYear, OpenItem
from lianping_xlsx.spreadsheet.book import Book
from tests.books import edited, open_book
from tests.campaigns import answered, campaign
from tests.cli.running import Ran, Runner, snapshot
from tests.small import SHEETS, sheets, table
from tests.spoilt import books as spoilt

LAST = "青禾2023"
RATEES_2024, UNITS = SHEETS["考核对象"], SHEETS["填报单位"]
HEADINGS: tuple[str, ...] = ("序号", "编号", "单位", "姓名", "问题", "问题来源", "整改目标", "整改措施", "责任人")
HEADINGS += ("整改时限", "完成情况", "销号")
LIST = """
    1 | T1 | 云溪镇 | 陆明澈 | 发展党员计划性不强 | 测评 | 补齐 | 排出计划 | 陆明澈 | 2024-06-30 | 已排出 |
    2 | T1 | 云溪镇 | 陆明澈 | 三会一课记录不全   | 考评 | 规范 | 逐月检查 | 陆明澈 | 2024-03-31 | 已完成 | 已 销号
    3 | T3 | 莲浦街道 | 游砚秋 | =两新党建薄弱     | 评议 | 提升 | 建联合支部 | 游砚秋 | 年底 | | 未销号
    """


@pytest.fixture(scope="module")
def merged_2023(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Last year's campaign, merged: T2 first among the 乡镇, T1 second."""
    folder = tmp_path_factory.mktemp("last") / LAST
    raw = sheets(基本信息=SHEETS["基本信息"].replace("2024", "2023"))
    with pytest.MonkeyPatch.context() as patch:
        from lianping_xlsx.app.merge import merge_returns
        from tests.inline import read_in_this_process

        read_in_this_process(patch)
        found = answered(folder, raw)
        assert merge_returns(found.folder).value is not None
    return folder


@pytest.fixture
def last(merged_2023: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(merged_2023, tmp_path / LAST)
    return tmp_path / LAST


@pytest.fixture
def now(tmp_path: Path) -> Campaign:
    """This year's campaign, beside it."""
    return answered(tmp_path / "青禾2024")


def edit_result(last: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    path = last / "3汇总" / "结果.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    edit(result)
    path.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def rectification(rows: str = LIST, headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A 整改清单 with its heading in the third row, as an office would make it."""
    book = Book("整改清单")
    page = book.page("整改清单")
    page.put(0, 0, "整改清单")
    page.put_row(2, 0, headings)
    listed = table(rows)
    for number, row in enumerate(listed, 3):
        page.put_row(number, 0, [str(cell) for cell in row])
    page.put(len(listed) + 4, 0, "填表人：　　　审核人：")
    return book.save()


def put_list(last: Path, content: bytes) -> None:
    (last / "4审定").mkdir(exist_ok=True)
    (last / "4审定" / "整改清单.xlsx").write_bytes(content)


def decide(last: Path, *tiers: str) -> None:
    """审定记录.json with a first decision, and one in force that gives these tiers to T1, T2 …"""
    result = json.loads((last / "3汇总" / "结果.json").read_text(encoding="utf-8"))
    ratees = [entry | {"decided_tier": tier} for entry, tier in zip(result["ratees"], tiers, strict=False)]
    first = {"number": 1, "ratees": [entry | {"decided_tier": "差"} for entry in result["ratees"]]}
    (last / "4审定").mkdir(exist_ok=True)
    record = {"version": 1, "decisions": [first, {"number": 2, "ratees": ratees}]}
    (last / "4审定" / "审定记录.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def findings(ran: Ran) -> Iterator[tuple[str, str, str]]:
    """(code, file, message) of what was found about last year."""
    found = ran.json["findings"]
    assert isinstance(found, list)
    for finding in found:
        if finding["code"].startswith("lastyear."):
            yield finding["code"], finding["file"], finding["message"]


def codes(ran: Ran) -> list[str]:
    return [code for code, _, _ in findings(ran)]


# ---------------------------------------------------------------- what is taken over


def test_score_rank_tier_and_open_items_come_over(run: Runner, now: Campaign, last: Path) -> None:
    decide(last, "好", "中")
    put_list(last, rectification())
    before = snapshot(last)
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert (ran.code, codes(ran)) == (0, [])
    assert snapshot(last) == before
    t1, t2, t3 = (load_snapshot(now)[code] for code in ("T1", "T2", "T3"))
    item = OpenItem("发展党员计划性不强", "测评", "补齐", "排出计划", "2024-06-30", "已排出")
    assert t1 == LastYear("2023", 91_34, 2, "好", (item,), "乡镇")  # 91.34 as in test_commands; the other is 已销号
    assert (t2.rank, t2.tier, t2.open_items) == (1, "中", ())
    assert t3.tier == "中（建议）"  # the decision in force does not speak of him
    assert [item.problem for item in t3.open_items] == ["=两新党建薄弱"]


def test_only_the_proposed_tier_is_known_before_a_decision(run: Runner, now: Campaign, last: Path) -> None:
    assert run("merge", now.folder, "--last-year", last).code == 0
    assert {lasting.tier for lasting in load_snapshot(now).values()} == {"好（建议）", "中（建议）"}


def test_figures_of_a_trial_stay_where_they_were(run: Runner, now: Campaign, last: Path) -> None:
    """A 试算 goes to nobody outside the office, and this year's letters and 送审件 tell last year's figures."""
    put_list(last, rectification())
    edit_result(last, lambda result: result.update(status="试算"))
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert codes(ran) == ["lastyear.trial"]
    found = load_snapshot(now)
    assert {(each.composite, each.rank, each.tier) for each in found.values()} == {(None, None, "")}
    assert [item.problem for item in found["T1"].open_items] == ["发展党员计划性不强"]


def test_the_setting_names_the_folder_from_the_campaign_and_the_option_another(
    run: Runner, last: Path, tmp_path: Path
) -> None:
    named = SHEETS["基本信息"].replace("上年考核文件夹 |", f"上年考核文件夹 | ..\\{LAST}")
    now = answered(tmp_path / "青禾2024", sheets(基本信息=named))
    assert run("merge", now.folder).code == 0
    assert load_snapshot(now)["T1"].year == "2023"
    shutil.copytree(last, tmp_path / "另一年")
    edit_result(tmp_path / "另一年", lambda result: result["campaign"].update(year="2022"))
    assert run("merge", now.folder, "--last-year", tmp_path / "另一年").code == 0
    assert load_snapshot(now)["T1"].year == "2022"


def test_the_same_again_gives_the_same_bytes_and_without_it_is_as_it_was(
    run: Runner, now: Campaign, last: Path
) -> None:
    put_list(last, rectification())
    assert run("merge", now.folder).code == 0
    without = snapshot(now.summary)
    assert "上年情况.json" not in without
    assert run("merge", now.folder, "--last-year", last).code == 0
    shown = snapshot(now.summary)
    assert {name for name in shown if shown[name] != without.get(name)} == {
        "汇总表.xlsx", "上年情况.json", "运行记录.json",
    }  # fmt: skip
    assert run("merge", now.folder, "--last-year", last).code == 0
    assert snapshot(now.summary) == shown
    assert run("merge", now.folder).code == 0
    again = snapshot(now.summary)
    before, after = (json.loads(each.pop("运行记录.json") or b"") for each in (without, again))
    assert again == without
    assert len(after.pop("earlier")) == 2  # the record alone tells that it was otherwise in between
    assert {**after, "signature": ""} == {**before, "signature": ""}


def test_the_record_holds_what_was_read_and_verify_keeps_to_what_it_can_find(
    run: Runner, now: Campaign, last: Path
) -> None:
    put_list(last, rectification())
    run("merge", now.folder, "--last-year", last)
    record = (now.summary / "运行记录.json").read_text(encoding="utf-8")
    read = [entry["path"] for entry in json.loads(record)["inputs"] if entry["path"].startswith("上年考核/")]
    assert read == [f"上年考核/{LAST}/3汇总/结果.json", f"上年考核/{LAST}/4审定/整改清单.xlsx"]
    assert str(last.parent) not in record
    assert run("verify", now.folder).code == 0
    (now.summary / "上年情况.json").write_text("{}")
    assert run("verify", now.folder).code == 1


# ---------------------------------------------------------------- who is who


def moved(ratees: str, tmp_path: Path) -> Campaign:
    """This year's campaign with other ratees."""
    return answered(tmp_path / "青禾2024", sheets(考核对象=ratees))


def test_a_successor_is_not_his_predecessor(run: Runner, last: Path, tmp_path: Path) -> None:
    put_list(last, rectification())
    now = moved(RATEES_2024.replace("陆明澈       ", "邱佩兰       "), tmp_path)
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert list(load_snapshot(now)) == ["T2", "T3"]
    told = {code: message for code, _, message in findings(ran)}
    assert set(told) == {"lastyear.other-person", "lastyear.items-left"}
    assert "“云溪镇 陆明澈”，今年是“云溪镇 邱佩兰”" in told["lastyear.other-person"]
    assert "“云溪镇 陆明澈”上年有1条整改事项没有销号" in told["lastyear.items-left"]


def test_other_codes_for_the_same_people_in_the_same_places(run: Runner, last: Path, tmp_path: Path) -> None:
    swapped = RATEES_2024.replace("T1 ", "T9 ").replace("T2 ", "T1 ").replace("陆明澈 ", "陆 明澈")
    now = moved(swapped, tmp_path)
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert codes(ran) == []
    assert {code: found.rank for code, found in load_snapshot(now).items()} == {"T9": 2, "T1": 1, "T3": 1}


@pytest.mark.parametrize("ratee", ["陆明徹", "陆明"])
def test_near_names_are_not_merged(ratee: str, run: Runner, last: Path, tmp_path: Path) -> None:
    now = moved(RATEES_2024.replace("陆明澈", ratee), tmp_path)
    ((code, _, message),) = findings(run("merge", now.folder, "--last-year", last, "--json"))
    assert code == "lastyear.near-name"
    assert f"“云溪镇 {ratee}”在上年的考核里找不到；上年有“云溪镇 陆明澈”，写法相近" in message
    assert "T1" not in load_snapshot(now)


def test_a_place_that_goes_by_an_alias_this_year_is_the_same(run: Runner, last: Path, tmp_path: Path) -> None:
    units = "\n".join(line + (" | 别名" if "编号" in line else " | ") for line in UNITS.strip().splitlines())
    units += "\n        U9   | 云溪镇党委 | 甲 | 1 | | 云溪镇、云溪"
    raw = sheets(考核对象=RATEES_2024.replace("T1 ", "T9 ").replace("云溪镇  ", "云溪镇党委"), 填报单位=units)
    now = answered(tmp_path / "青禾2024", raw)
    assert codes(run("merge", now.folder, "--last-year", last, "--json")) == []
    assert load_snapshot(now)["T9"].rank == 2


def test_a_near_place_under_another_code_is_asked_about(run: Runner, last: Path, tmp_path: Path) -> None:
    now = moved(RATEES_2024.replace("T1 ", "T9 ").replace("云溪镇  ", "云溪乡镇"), tmp_path)
    assert codes(run("merge", now.folder, "--last-year", last, "--json")) == ["lastyear.near-name"]
    assert "T9" not in load_snapshot(now)


def test_one_who_moved_keeps_his_year_by_code_and_name_only(run: Runner, last: Path, tmp_path: Path) -> None:
    elsewhere = RATEES_2024.replace("云溪镇  ", "白鹭洲镇")
    now = moved(elsewhere, tmp_path)
    run("merge", now.folder, "--last-year", last)
    assert load_snapshot(now)["T1"].rank == 2
    shutil.rmtree(now.folder)
    now = moved(elsewhere.replace("T1 ", "T9 "), tmp_path)
    assert codes(run("merge", now.folder, "--last-year", last, "--json")) == []
    assert "T9" not in load_snapshot(now)


def test_two_of_one_name_in_one_place_are_nobody(run: Runner, last: Path, tmp_path: Path) -> None:
    def double(result: dict[str, Any]) -> None:
        result["ratees"].append(result["ratees"][0] | {"id": "T8"})

    edit_result(last, double)
    now = moved(RATEES_2024.replace("T1 ", "T9 "), tmp_path)
    run("merge", now.folder, "--last-year", last)
    assert "T9" not in load_snapshot(now)


# ---------------------------------------------------------------- what is wrong with the folder


def test_what_is_no_folder_of_another_campaign_stops_the_merge(run: Runner, now: Campaign, tmp_path: Path) -> None:
    before = snapshot(now.folder)
    (tmp_path / "空").mkdir()
    for named, told in (("没有", "找不到"), ("空", "不是考核文件夹"), ("青禾2024", "考核自己的文件夹")):
        ran = run("merge", now.folder, "--last-year", tmp_path / named)
        assert ran.code == 2
        assert told in ran.out
    assert snapshot(now.folder) == before


def test_a_setting_that_leads_nowhere_names_its_sheet(run: Runner, tmp_path: Path) -> None:
    named = SHEETS["基本信息"].replace("上年考核文件夹 |", "上年考核文件夹 | ../没有")
    now = answered(tmp_path / "c", sheets(基本信息=named))
    ran = run("merge", now.folder)
    assert ran.code == 2
    assert "[错误] 考核方案.xlsx 工作表“基本信息”：上年考核文件夹“" in ran.out
    assert not now.summary.exists()


def result_text(text: str | bytes) -> Callable[[Path], object]:
    content = text.encode() if isinstance(text, str) else text
    return lambda last: (last / "3汇总" / "结果.json").write_bytes(content)


@pytest.mark.slow_but_first
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda last: (last / "3汇总" / "结果.json").unlink(), "lastyear.no-result"),
        (result_text(""), "lastyear.damaged"),
        (result_text(b"\xff\xfe{"), "lastyear.damaged"),
        (result_text("[" * 200_000), "lastyear.damaged"),
        (result_text('{"version": 2, "ratees": []}'), "lastyear.damaged"),
        (result_text('{"version": 1, "ratees": {}}'), "lastyear.damaged"),
        (result_text('{"version": 1, "ratees": [1, {"id": 5}]}'), "lastyear.odd-entries"),
    ],
)
def test_a_result_that_is_not_there_or_damaged(
    spoil: Callable[[Path], object], code: str, run: Runner, now: Campaign, last: Path
) -> None:
    spoil(last)
    put_list(last, rectification())
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert (ran.code, ran.json["status"], codes(ran)) == (0, "正式", [code])
    assert [file for _, file, _ in findings(ran)] == [f"{LAST}/3汇总/结果.json"]
    assert load_snapshot(now)["T1"].composite is None
    assert len(load_snapshot(now)["T1"].open_items) == 1


@pytest.mark.slow_but_first
@pytest.mark.parametrize(
    "entry", [{"composite": "约90"}, {"composite": 90}, {"rank": "1"}, {"rank": True}, {"rank": 0}, {"name": None}]
)
def test_an_entry_that_is_not_understood_is_counted_and_not_used(
    entry: dict[str, object], run: Runner, now: Campaign, last: Path
) -> None:
    edit_result(last, lambda result: result["ratees"][0].update(entry))
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert codes(ran) == ["lastyear.odd-entries"]
    assert list(load_snapshot(now)) == ["T2", "T3"]


def test_a_damaged_decision_leaves_the_proposal(run: Runner, now: Campaign, last: Path) -> None:
    decide(last, "好")
    (last / "4审定" / "审定记录.json").write_text('{"version": 1, "decisions": 3}')
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert [(code, file) for code, file, _ in findings(ran)] == [("lastyear.damaged", f"{LAST}/4审定/审定记录.json")]
    assert load_snapshot(now)["T2"].tier == "好（建议）"


def test_the_campaign_of_other_people_and_a_year_that_is_not_over(run: Runner, now: Campaign, last: Path) -> None:
    def others(result: dict[str, Any]) -> None:
        result["campaign"]["year"], result["status"] = "２０２４年", "试算"
        for place, ratee in enumerate(result["ratees"]):
            ratee["id"], ratee["name"] = f"V{place}", f"村支书{place}"

    edit_result(last, others)
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert sorted(codes(ran)) == ["lastyear.nobody", "lastyear.same-year", "lastyear.trial"]
    assert load_snapshot(now) == {}
    assert "上年情况.json" not in snapshot(now.summary)


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize("linked", ["3汇总", "3汇总/结果.json"])
def test_nothing_outside_the_folder_is_read(
    linked: str, run: Runner, now: Campaign, last: Path, tmp_path: Path
) -> None:
    shutil.move(last / linked, tmp_path / "外面")
    (last / linked).symlink_to(tmp_path / "外面")
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert codes(ran) == ["lastyear.damaged"]
    assert load_snapshot(now) == {}


# ---------------------------------------------------------------- what is wrong with the 整改清单


@pytest.mark.slow_but_first
@pytest.mark.parametrize(
    "spoil", [spoilt.far_cell, spoilt.zip_bomb, spoilt.billion_laughs, spoilt.truncated, spoilt.no_sheets]
)
def test_a_hostile_list_costs_only_itself(
    spoil: Callable[[bytes], bytes], run: Runner, now: Campaign, last: Path
) -> None:
    put_list(last, spoil(spoilt.good_book(sheet="整改清单")))
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert [(code, file) for code, file, _ in findings(ran)] == [("lastyear.damaged", f"{LAST}/4审定/整改清单.xlsx")]
    assert load_snapshot(now)["T1"].rank == 2


def test_a_list_without_headings_or_without_a_column(run: Runner, now: Campaign, last: Path) -> None:
    put_list(last, spoilt.good_book(sheet="别的表"))
    assert codes(run("merge", now.folder, "--last-year", last, "--json")) == ["lastyear.list-columns"]
    put_list(last, rectification(headings=tuple("完成与否" if name == "销号" else name for name in HEADINGS)))
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert ["找不到这些栏：是否同意销号" in message for _, _, message in findings(ran)] == [True]
    assert len(load_snapshot(now)["T1"].open_items) == 2  # nothing says that one is done


def test_rows_are_found_by_name_and_place_or_said_to_be_nobodys(run: Runner, now: Campaign, last: Path) -> None:
    rows = """
        1 |     | 云 溪 镇 | 陆明澈 | 有单位和姓名 | | | | | | |
        2 | T2  |          | 叶尔江．萨迪克 | 有编号和姓名 | | | | | | |
        3 |     |          |        | 谁的都不是 | | | | | | |
        4 | T3  | 莲浦街道 | 游砚秋 |            | | | | | | |
        5 | X1  | 石栏镇   | 别人   | 去年的人   | | | | | | |
        """
    put_list(last, rectification(rows))
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert sorted(codes(ran)) == ["lastyear.items-left", "lastyear.odd-entries"]
    problems = {code: [item.problem for item in found.open_items] for code, found in load_snapshot(now).items()}
    assert problems == {"T1": ["有单位和姓名"], "T2": ["有编号和姓名"], "T3": []}


def test_a_person_merged_over_his_rows_has_all_of_them(run: Runner, now: Campaign, last: Path) -> None:
    def merge_person(book: Workbook) -> None:
        page = book["整改清单"]
        for column in ("B", "C", "D"):
            page[f"{column}5"].value = None
            page.merge_cells(f"{column}4:{column}5")

    rows = """
        1 | T1 | 云溪镇 | 陆明澈 | 问题一 | | | | | | |
        2 | T1 | 云溪镇 | 陆明澈 | 问题二 | | | | | | |
        """
    put_list(last, edited(rectification(rows), merge_person))
    ran = run("merge", now.folder, "--last-year", last, "--json")
    assert codes(ran) == []
    assert [item.problem for item in load_snapshot(now)["T1"].open_items] == ["问题一", "问题二"]


# ---------------------------------------------------------------- what the clerk sees


def test_the_ranking_shows_last_year_beside_this_year(run: Runner, now: Campaign, last: Path) -> None:
    put_list(last, rectification())
    run("merge", now.folder, "--last-year", last)
    book = open_book((now.summary / "汇总表.xlsx").read_bytes(), values=True)
    rows = list(book["综合排序"].iter_rows(min_row=4, values_only=True))
    heading = list(rows[0])
    columns = [heading.index(name) for name in ("编号", "上年得分", "上年名次", "上年等次", "升降")]
    shown = {row[columns[0]]: [row[column] for column in columns[1:]] for row in rows[1:] if row[columns[0]]}
    assert shown["T1"] == [91.34, 2, "中（建议）", "—"]
    said = [cell for row in book["计算说明"].iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert f"取自“{LAST}”（2023年度）：考核对象3人，未销号的整改事项2条" in said
    items = [row for row in book["上年整改"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert items[0][:4] == ("T1", "云溪镇", "陆明澈", "发展党员计划性不强")
    assert items[1][3] == "=两新党建薄弱"


def test_without_open_items_there_is_no_sheet_for_them(run: Runner, now: Campaign, last: Path) -> None:
    run("merge", now.folder, "--last-year", last)
    book = open_book((now.summary / "汇总表.xlsx").read_bytes())
    assert "上年整改" not in book.sheetnames


@pytest.mark.parametrize(("named", "told"), [("../没有", "找不到"), (".", "自己的文件夹"), ("../青禾2023", "")])
def test_check_says_beforehand_what_merge_would_refuse(named: str, told: str, run: Runner, tmp_path: Path) -> None:
    (tmp_path / LAST / "3汇总").mkdir(parents=True)
    raw = sheets(基本信息=SHEETS["基本信息"].replace("上年考核文件夹 |", f"上年考核文件夹 | {named}"))
    ran = run("check", campaign(tmp_path / "青禾2024", raw).folder)
    assert ("但是还不能汇总" in ran.out) is bool(told)
    assert told in ran.out
