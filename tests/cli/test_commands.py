"""Each command, from an empty folder to a checked record: what it writes, what it says, its exit code."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from openpyxl import Workbook, load_workbook

from lianping_xlsx import __version__
from lianping_xlsx.app import storage
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.cli import console
from lianping_xlsx.core.findings import Finding
from tests.books import edited, open_book
from tests.campaigns import answered, campaign
from tests.cli.running import Runner, snapshot
from tests.small import SHEETS, TOWN, sheets


def change(path: Path, sheet: str, cell: str, content: Any) -> None:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = content

    path.write_bytes(edited(path.read_bytes(), edit))


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "备份").iterdir()) if (folder / "备份").is_dir() else []


# ---------------------------------------------------------------- init, check


def test_init_makes_a_campaign_that_check_accepts(run: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "新" / "青禾2024"
    ran = run("init", folder)
    assert ran.code == 0
    assert "第1步 建方案：方案还有8处是示例的" in ran.out
    assert "各表各栏怎么填，见操作手册：lianping-xlsx help --open\n" in ran.out
    files = ("上会材料.docx", "反馈意见书.docx", "考核结果复核说明.docx", "说明.txt", "通报.docx")
    templates = ["文书模板", *(f"文书模板/{file}" for file in files)]
    assert sorted(snapshot(folder)) == [".lianping", ".lianping/key", "2收回", *templates, "考核方案.xlsx"]
    assert len((folder / ".lianping" / "key").read_text().splitlines()[0]) == 64
    if os.name == "posix":
        assert (folder / ".lianping" / "key").stat().st_mode & 0o077 == 0
    ran = run("check", folder)
    assert ran.code == 0
    assert "考核方案可以使用：考核对象16人，填报单位24个" in ran.out


def test_init_does_not_overwrite_what_was_typed(run: Runner, tmp_path: Path) -> None:
    run("init", tmp_path)
    change(tmp_path / "考核方案.xlsx", "基本信息", "B4", "本县的考核")
    before = snapshot(tmp_path)
    ran = run("init", tmp_path)
    assert ran.code == 2
    assert "没有覆盖" in ran.out
    assert snapshot(tmp_path) == before


def test_init_leaves_a_template_that_is_there_even_when_the_scheme_is_made_anew(run: Runner, tmp_path: Path) -> None:
    run("init", tmp_path)
    template, guide = tmp_path / "文书模板/通报.docx", tmp_path / "文书模板/说明.txt"
    template.write_bytes("改过".encode())
    guide.unlink()
    assert run("init", tmp_path, "--force").code == 0
    assert template.read_text() == "改过"
    assert guide.exists()
    assert not (tmp_path / "备份").exists() or not [
        path for path in (tmp_path / "备份").iterdir() if "通报" in path.name
    ]


def test_init_wants_a_name_for_the_folder(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("init")
    assert ran.code == 2
    assert "请写新建的考核文件夹叫什么" in ran.err
    assert list(tmp_path.iterdir()) == []
    assert run("init", ".").code == 0
    assert (tmp_path / "考核方案.xlsx").exists()


def test_init_by_force_keeps_a_backup_and_the_key(run: Runner, tmp_path: Path) -> None:
    run("init", tmp_path)
    fresh = (tmp_path / "考核方案.xlsx").read_bytes()
    key = (tmp_path / ".lianping" / "key").read_text()
    change(tmp_path / "考核方案.xlsx", "基本信息", "B4", "本县的考核")
    typed = (tmp_path / "考核方案.xlsx").read_bytes()
    assert run("init", tmp_path, "--force").code == 0
    assert (tmp_path / "考核方案.xlsx").read_bytes() == fresh
    assert [path.read_bytes() for path in backups(tmp_path)] == [typed]
    assert (tmp_path / ".lianping" / "key").read_text() == key
    assert run("init", tmp_path, "--force").code == 0
    assert len(backups(tmp_path)) == 1  # what the program wrote itself needs no backup


def test_init_where_nothing_can_be_written(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x")
    ran = run("init", tmp_path / "文件" / "里面")
    assert ran.code == 2
    assert "不是文件夹" in ran.out
    assert list(snapshot(tmp_path)) == ["文件"]


def test_check_lists_all_faults_with_their_cells(run: Runner, tmp_path: Path) -> None:
    raw = sheets()
    raw["计分规则"][1][1], raw["等次规则"][2][1] = "60", "95"
    campaign(tmp_path / "c", raw)
    ran = run("check", tmp_path / "c")
    assert ran.code == 2
    assert "[错误] 考核方案.xlsx 工作表“计分规则” 单元格 B5：" in ran.out
    assert "[错误] 考核方案.xlsx 工作表“等次规则” 单元格 B5：" in ran.out
    assert re.search(r"考核方案还不能用：错误2个(、说明\d+个)?。", ran.out)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.unlink(), "”里没有“考核方案.xlsx”"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "读不出来"),
        (lambda path: path.write_bytes(b""), "读不出来"),
        (lambda path: change(path, "计分规则", "B15", "#N/A"), "这一格是公式错误值“#N/A”"),
        (lambda path: change(path, "计分规则", "B16", "#REF!"), "单元格 B16：这一格是公式错误值"),
        (lambda path: change(path, "考核对象", "B4", "=张三"), "是没有计算结果的公式"),
    ],
)
def test_a_scheme_that_cannot_be_used(spoil: Any, told: str, run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    spoil(found.scheme)
    for command in ("check", "templates", "status", "merge"):
        ran = run(command, found.folder)
        assert ran.code == 2, command
        assert told in ran.out
    assert not found.issued.exists()
    assert not found.summary.exists()


def test_a_campaign_without_its_key(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    found.key.unlink()
    ran = run("merge", found.folder)
    assert ran.code == 2
    assert "缺少密钥文件" in ran.out


# ---------------------------------------------------------------- templates


def test_templates_writes_a_workbook_for_each_unit_and_the_same_again(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    ran = run("templates", found.folder)
    assert ran.code == 0
    names = [*(book.file for book in TOWN.books), "分发清单.xlsx"]
    assert sorted(path.name for path in found.issued.iterdir()) == sorted(names)
    first = snapshot(found.issued)
    assert first["U3 第二考核组.xlsx"] == TOWN.write("U3")
    assert run("templates", found.folder).code == 0
    assert snapshot(found.issued) == first


def test_templates_does_not_overwrite_an_edited_form(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    run("templates", found.folder)
    change(found.issued / "分发清单.xlsx", "分发清单", "H4", "已发")
    typed = (found.issued / "分发清单.xlsx").read_bytes()
    before = snapshot(found.folder)
    ran = run("templates", found.folder)
    assert ran.code == 2
    assert "“分发清单.xlsx”生成后被改动过，没有覆盖。" in ran.out
    assert snapshot(found.folder) == before
    assert run("templates", found.folder, "--force").code == 0
    assert [path.read_bytes() for path in backups(found.issued)] == [typed]


@pytest.mark.parametrize("written", [["U1 县委办公室.xlsx"], ["分发清单.xlsx", "U1 县委办公室.xlsx"]])
def test_forms_that_a_killed_run_has_replaced_are_not_said_to_have_been_edited(
    written: list[str], run: Runner, tmp_path: Path
) -> None:
    """Their digests are noted when all of them are there."""
    found = campaign(tmp_path / "c")
    run("templates", found.folder)
    renamed = SHEETS["基本信息"].replace("闻知行", "闻知远"), SHEETS["填报单位"].replace("薛定安", "薛定国")
    found.scheme.write_bytes(
        campaign(tmp_path / "d", sheets(基本信息=renamed[0], 填报单位=renamed[1])).scheme.read_bytes()
    )
    shutil.copytree(found.folder, tmp_path / "whole")
    run("templates", tmp_path / "whole")
    for name in written:
        new = (tmp_path / "whole" / "1发出" / name).read_bytes()
        assert new != (found.issued / name).read_bytes()
        (found.issued / name).write_bytes(new)
    form = found.issued / "U2 第一考核组.xlsx"
    change(form, "填表说明", "H40", "已发")
    ran = run("templates", found.folder)
    assert [line for line in ran.out.splitlines() if "被改动过" in line] == [
        "[错误] 1发出/U2 第一考核组.xlsx：“U2 第一考核组.xlsx”生成后被改动过，没有覆盖。"
    ]
    form.unlink()
    assert run("templates", found.folder).code == 0
    assert snapshot(found.issued) == snapshot(tmp_path / "whole" / "1发出")


def test_templates_takes_away_what_is_no_longer_issued_but_never_what_was_typed(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    run("templates", found.folder)
    shutil.rmtree(found.folder / "2收回")
    raw = sheets(填报任务=SHEETS["填报任务"].replace("县委评议组", "第二考核组"))
    fresh = campaign(tmp_path / "d", raw)
    shutil.copy(fresh.scheme, found.scheme)
    assert run("templates", found.folder).code == 0
    assert not (found.issued / "U4 县委评议组.xlsx").exists()
    assert backups(found.issued) == []


def test_slots_are_one_json_list_of_every_input_cell(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    assert run("templates", found.folder, "--slots", tmp_path / "slots.json").code == 0
    slots = json.loads((tmp_path / "slots.json").read_text(encoding="utf-8"))
    assert len(slots) == sum(1 for book in TOWN.books for form in book.forms for _ in form.slots())
    file = slots[0]["file"]
    book = open_book((found.issued / file).read_bytes())
    for slot in slots:
        assert slot["file"] != file or not book[slot["sheet"]][slot["cell"]].protection.locked


def test_slots_that_cannot_be_written_are_said_and_the_forms_are_there(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    ran = run("templates", found.folder, "--slots", tmp_path / "没有" / "slots.json")
    assert ran.code == 1
    assert "写不进去（找不到" in ran.out
    assert "“1发出”里的表已经生成" in ran.out
    assert len(list(found.issued.iterdir())) == 5


# ---------------------------------------------------------------- status, merge


def test_status_before_anything_has_come_back_writes_nothing(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    assert run("templates", found.folder).code == 0
    before = snapshot(found.folder)
    ran = run("status", found.folder)
    assert ran.code == 1
    assert "全部未交" in ran.out
    ran = run("status", found.folder, "--json")
    assert ran.code == 1
    assert (ran.json["version"], ran.json["status"]) == (1, "试算")
    assert [entry["status"] for entry in _list(ran.json["returns"])] == ["未交"] * 7
    assert snapshot(found.folder) == before


def test_check_shows_its_notes_too(run: Runner, tmp_path: Path) -> None:
    """No workbook lists them, and one says that the names may still be those of the sample."""
    run("init", tmp_path / "青禾2024")
    assert "还有8处是示例的：基本信息的“主办单位”（B6）、" in run("check", tmp_path / "青禾2024").out


@pytest.mark.parametrize("words", ["status", "merge"])
def test_before_any_form_has_been_made_one_sentence_says_so(words: str, run: Runner, tmp_path: Path) -> None:
    """Thirty-one forms that nobody has sent out are not 未交."""
    found = campaign(tmp_path / "c")
    before = snapshot(found.folder)
    ran = run(words, found.folder)
    assert (ran.code, "还没有生成、发出表样" in ran.out, "未交" in ran.out) == (2, True, False)
    assert "lianping-xlsx templates" in ran.out
    assert snapshot(found.folder) == before


def _list(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value


def test_status_and_merge_when_everything_has_come_back(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    before = snapshot(found.folder)
    ran = run("status", found.folder)
    assert (ran.code, "正式" in run("status", found.folder, "--json").json["status"]) == (0, True)  # type: ignore[operator]
    assert snapshot(found.folder) == before
    ran = run("merge", found.folder, "--json")
    assert ran.code == 0
    written = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    assert ran.json == written | {name: ran.json[name] for name in ("borders", "ranges", "papers")}
    assert sorted(path.name for path in found.summary.iterdir()) == [
        "汇总表.xlsx", "看板.html", "等次审定表.xlsx", "结果.json", "运行记录.json",
    ]  # fmt: skip
    after = {name: data for name, data in snapshot(found.folder).items() if not name.startswith("3汇总")}
    noted = {"key": found.key, "released.json": found.release_record}  # the year, and what the papers tell
    assert after == before | {f".lianping/{name}": path.read_bytes() for name, path in noted.items()}
    ran = run("merge", found.folder)
    assert ran.code == 0
    assert "结果为【正式】" in ran.out


def test_result_json_has_the_keys_of_the_design(run: Runner, tmp_path: Path) -> None:
    result = run("merge", answered(tmp_path / "c").folder, "--json").json
    assert list(result) == [
        "version",
        "status",
        "campaign",
        "ratees",
        "returns",
        "files",
        "findings",
        "borders",
        "ranges",
        "papers",
    ]
    ratees = _list(result["ratees"])
    assert [" ".join(ratee) for ratee in ratees] == [
        "id name unit group poll_score field_score adjustment composite rank rank_best rank_worst proposed_tier reason"
    ] * 3
    # leaders 80, 81, 82 → 81; delegates the same; 60 % and 40 %: 81; by hand 1600.5 / 18 = 88.92
    # 81 x 60 % + 88.92 x 40 % = 48.6 + 35.568 = 84.168; 60 - 1.5 + 40 = 98.5; (84.17 + 98.5) / 2 = 91.335, up
    first = ratees[0]
    assert (first["poll_score"], first["field_score"], first["adjustment"]) == ("84.17", "98.50", "0.00")
    assert (first["composite"], first["rank"]) == ("91.34", 2)
    # a form that has not come back leaves null behind
    shutil.rmtree(tmp_path / "c" / "2收回")
    ran = run("merge", tmp_path / "c", "--json")
    assert ran.code == 1
    assert {ratee["composite"] for ratee in _list(ran.json["ratees"])} == {None}


def test_of_many_groups_and_units_a_screenful_is_shown(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lianping_xlsx.cli.merge.SCREENFUL", 1)
    monkeypatch.setattr("lianping_xlsx.cli.status.SCREENFUL", 1)
    found = answered(tmp_path / "c")
    (found.received / "U3 第二考核组.xlsx").unlink()
    out = run("merge", found.folder).out
    assert "乡镇（前1名，共2名）" in out
    assert "……还有1个排名组，见“汇总表.xlsx”的“综合排序”。" in out
    ranked = out.split("边界分析：")[0]
    assert ("叶尔江·萨迪克" in ranked, "陆明澈" in ranked, "游砚秋" in ranked) == (True, False, False)
    for words in (out, run("status", found.folder).out):
        assert "填报单位共4家，交齐3家（不逐一列出），未交齐1家。" in words
        assert ("| 第二考核组 |" in words, "| 第一考核组 |" in words) == (True, False)


def test_merge_twice_gives_the_same_bytes(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    run("merge", found.folder)
    first = snapshot(found.summary)
    run("merge", found.folder)
    assert snapshot(found.summary) == first


def test_a_fault_goes_back_to_its_unit_and_the_result_is_a_trial(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    reply = found.received / "U3 第二考核组.xlsx"
    change(reply, "考评-莲浦街道游砚秋", "I7", "约2")
    typed = reply.read_bytes()
    ran = run("merge", found.folder)
    assert ran.code == 1
    assert "结果为【试算】" in ran.out
    assert "约2" in ran.out
    assert "需要退回更正的表1份" in ran.out
    copy = open_book((found.summary / "退回" / "U3 第二考核组.xlsx").read_bytes())
    assert copy["考评-莲浦街道游砚秋"]["I7"].comment is not None
    assert reply.read_bytes() == typed  # inputs are never modified


def test_merged_cells_in_a_reply_cost_nothing_but_themselves(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    sheet = "考评-云溪镇陆明澈"
    reply = found.received / "U2 第一考核组.xlsx"
    reply.write_bytes(edited(reply.read_bytes(), lambda book: book[sheet].merge_cells("H7:H8")))
    ran = run("merge", found.folder)
    assert ran.code == 1
    assert "K2“发展党员”的“得分”没有填。" in ran.out
    assert (found.summary / "退回" / "U2 第一考核组.xlsx").exists()


def test_a_file_name_that_is_no_text(run: Runner, tmp_path: Path) -> None:
    """Unpacked on Linux from a zip of GBK names."""
    found = answered(tmp_path / "c")
    name = os.fsdecode("鳌溪镇.xlsx".encode("gbk"))
    try:
        (found.received / "U3 第二考核组.xlsx").rename(found.received / name)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert run("merge", found.folder).code == 0
    paths = [file["path"] for file in json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))["files"]]
    assert name in paths  # the very name comes back
    assert run("verify", found.folder).code == 0


def test_two_files_whose_names_are_no_text_stay_two_wherever_they_are_named(run: Runner, tmp_path: Path) -> None:
    """They differ in one byte that is no letter, and so do the forms in them."""
    found = answered(tmp_path / "c")
    first, second = (found.received / os.fsdecode(raw + b".xlsx") for raw in (b"\xff\xb4", b"\xff\xb5"))
    try:
        (found.received / "U3 第二考核组.xlsx").rename(first)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    shutil.copy(first, second)
    change(second, "考评-莲浦街道游砚秋", "I7", 30)
    ran = run("merge", found.folder)
    shown = ("\\xFF\\xB4.xlsx", "\\xFF\\xB5.xlsx")
    assert ran.code == 1
    assert all(name in ran.out for name in shown)
    for book in ("汇总表.xlsx", "版本对照.xlsx"):
        pages = load_workbook(found.summary / book).worksheets
        texts = " ".join(str(cell.value) for page in pages for row in page.iter_rows() for cell in row)
        assert all(name in texts for name in shown), book
    listed = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))["files"]
    assert {first.name, second.name} <= {file["path"] for file in listed}
    status = run("status", found.folder, "--json")
    assert {first.name, second.name} <= {file["path"] for file in _list(status.json["files"])}
    assert run("merge", found.folder, "--prefer", shown[1]).code == 0
    assert run("verify", found.folder).code == 0


def test_a_person_chooses_between_two_copies(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    copy = found.received / "再报.xlsx"
    shutil.copy(found.received / "U3 第二考核组.xlsx", copy)
    change(copy, "考评-莲浦街道游砚秋", "I7", 30)
    assert run("merge", found.folder).code == 1
    ran = run("merge", found.folder, "--prefer", "再报.xlsx", "--json")
    assert ran.code == 0
    assert _list(ran.json["ratees"])[2]["field_score"] == "70.00"  # 60 - 30 + 40
    assert "form.preferred" in [finding["code"] for finding in _list(ran.json["findings"])]


# ---------------------------------------------------------------- decisions


def decide(table: Path, code: str, tier: str, reason: str) -> None:
    def edit(book: Workbook) -> None:
        page = book.worksheets[0]
        row = next(row for row in page.iter_rows(min_row=5) if row[0].value == code)
        row[8].value, row[9].value = tier, reason

    table.write_bytes(edited(table.read_bytes(), edit))


def decisions(table: Path) -> dict[tuple[object, object], tuple[object, object]]:
    rows = open_book(table.read_bytes()).worksheets[0].iter_rows(min_row=5, values_only=True)
    return {(row[0], row[3]): (row[8], row[9]) for row in rows if row[8]}


def test_what_was_decided_survives_every_merge(run: Runner, town: Campaign) -> None:
    table = town.summary / "等次审定表.xlsx"
    decide(table, "T3", "中", "信访问题")
    for _ in range(2):
        run("merge", town.folder)
        assert decisions(table) == {("T3", "游砚秋"): ("中", "信访问题")}


@pytest.mark.slow
def test_a_decision_never_moves_to_another_person_who_got_the_code(run: Runner, town: Campaign, tmp_path: Path) -> None:
    table = town.summary / "等次审定表.xlsx"
    decide(table, "T3", "好", "连续三年先进")
    raw = sheets()
    raw["考核对象"][3][1] = "钱步升"
    shutil.copy(campaign(tmp_path / "d", raw).scheme, town.scheme)
    ran = run("merge", town.folder)
    assert "等次审定表中“游砚秋”这一行与现在的名单对不上" in ran.out
    assert decisions(table) == {("T3", "游砚秋"): ("好", "连续三年先进")}  # kept apart, below the table
    decide(table, "T3", "中", "新任职")
    for _ in range(2):
        run("merge", town.folder)
        assert decisions(table) == {
            ("T3", "钱步升"): ("中", "新任职"),
            ("T3", "游砚秋"): ("好", "连续三年先进"),
        }


def test_decisions_typed_twice_or_beside_no_code_are_kept_apart(run: Runner, town: Campaign) -> None:
    table = town.summary / "等次审定表.xlsx"
    decide(table, "T1", "好", "")
    for row, words in (
        (20, {"A": "T1", "D": "陆明澈", "I": "差"}),
        (21, {"I": "中"}),
        (22, {"D": "游砚秋", "I": "好"}),
    ):
        for column, word in words.items():
            change(table, "等次审定", f"{column}{row}", word)
    for _ in range(2):
        run("merge", town.folder)
        rows = open_book(table.read_bytes()).worksheets[0].iter_rows(min_row=5, values_only=True)
        assert [(row[0], row[3], row[8]) for row in rows if row[8]] == [
            ("T1", "陆明澈", "好"),
            ("T3", "游砚秋", "好"),  # found by the name
            (None, None, "中"),
            ("T1", "陆明澈", "差"),
        ]


def test_a_record_that_was_edited_takes_nothing_away_outside_its_folder(
    run: Runner, town: Campaign, tmp_path: Path
) -> None:
    victim = tmp_path / "别人的.txt"
    victim.write_bytes(b"x")
    digest = hashlib.sha256(b"x").hexdigest()
    for name in ("../../别人的.txt", str(victim)):
        outputs = [{"path": name, "sha256": digest}]
        (town.summary / "运行记录.json").write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
        run("merge", town.folder)
        assert victim.exists()
    run("templates", town.folder)
    town.issued_record.write_text(json.dumps({"../../别人的.txt": digest}), encoding="utf-8")
    run("templates", town.folder)
    assert victim.exists()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_bytes(b"x"), "读不出来"),
        (lambda path: change(path, "等次审定", "I4", "决定"), "表头被改动"),
        (lambda path: change(path, "等次审定", "I5", "#N/A"), "单元格 I5 是公式错误值"),
    ],
)
def test_decisions_that_cannot_be_read_are_not_written_over(spoil: Any, told: str, run: Runner, town: Campaign) -> None:
    spoil(town.summary / "等次审定表.xlsx")
    before = snapshot(town.folder)
    ran = run("merge", town.folder)
    assert ran.code == 2
    assert told in ran.out
    assert snapshot(town.folder) == before


# ---------------------------------------------------------------- verify


def test_verify(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    assert run("verify", found.folder).code == 2
    run("merge", found.folder)
    ran = run("verify", found.folder, "--json")
    assert (ran.code, ran.json) == (0, {"version": 1, "unchanged": True, "findings": []})
    assert "核对无误：方案、收回的表和汇总结果都与记录一致。" in run("verify", found.folder).out  # nothing is decided
    decide(found.summary / "等次审定表.xlsx", "T1", "好", "")
    assert run("verify", found.folder).code == 0  # it is meant to be filled in
    (found.received / "新.xlsx").write_bytes(b"x")
    (found.received / "U4 县委评议组.xlsx").unlink()
    change(found.received / "U3 第二考核组.xlsx", "考评-莲浦街道游砚秋", "I7", 2)
    (found.summary / "汇总表.xlsx").write_bytes(b"x")
    ran = run("verify", found.folder)
    assert ran.code == 1
    for told in (
        "“2收回/新.xlsx”是汇总之后新收到的",
        "“2收回/U4 县委评议组.xlsx”在汇总之后不见了",
        "“2收回/U3 第二考核组.xlsx”在汇总之后被改动过",
        "“3汇总/汇总表.xlsx”在汇总之后被改动过",
    ):
        assert told in ran.out


# ---------------------------------------------------------------- when writing fails


def test_a_target_that_cannot_be_written_leaves_everything_as_it_was(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    (found.summary / "汇总表.xlsx").mkdir(parents=True)
    before = snapshot(found.folder)
    ran = run("merge", found.folder)
    assert ran.code == 2
    assert "“汇总表.xlsx”写不进去（那里是一个文件夹，不是文件），没有改动任何文件。" in ran.out
    assert snapshot(found.folder) == before
    assert run("merge", found.folder, "--json").json["status"] is None


def test_a_target_that_is_open_elsewhere(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(town.folder)

    def refuse(target: Path) -> None:
        if target.name == "等次审定表.xlsx":
            raise PermissionError(errno.EACCES, "Permission denied", str(target))

    monkeypatch.setattr(storage, "_probe", refuse)
    (town.received / "U4 县委评议组.xlsx").unlink()
    ran = run("merge", town.folder)
    assert ran.code == 2
    assert "“等次审定表.xlsx”写不进去（没有权限，或正被其他程序使用）" in ran.out
    after = snapshot(town.folder)
    assert {name: data for name, data in before.items() if "评议组" not in name} == after


@pytest.mark.parametrize("successful", [0, 1, 3])
def test_a_full_disk_leaves_nothing_half_written(
    successful: int, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = campaign(tmp_path / "c")
    before = snapshot(found.folder)
    fill = storage._filled
    filled: list[Path] = []

    def fail_after(written: Path, target: Path, content: bytes) -> BinaryIO:
        if len(filled) == successful:
            raise OSError(errno.ENOSPC, "No space left on device")
        filled.append(target)
        return fill(written, target, content)

    monkeypatch.setattr(storage, "_filled", fail_after)
    ran = run("templates", found.folder)
    assert ran.code == 2
    assert "磁盘已满" in ran.out
    assert snapshot(found.folder) == before | {"1发出": None}


class PanicError(BaseException):
    """Like a panic of calamine: no Exception."""


@pytest.mark.parametrize("kind", [RuntimeError, PanicError])
def test_our_own_fault_is_said_without_a_traceback(
    kind: type[BaseException], run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: object, **__: object) -> None:
        raise kind("不该发生")

    monkeypatch.setattr("lianping_xlsx.tally.count.count", burst)
    ran = run("merge", answered(tmp_path / "c").folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"程序出错了（{kind.__name__} burst:")
    assert "收回的表没有改动" in ran.err


def test_a_person_interrupts(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lianping_xlsx.tally.count.count", interrupt)
    ran = run("merge", answered(tmp_path / "c").folder)
    assert ran.code == 2
    assert "已中止" in ran.err


# ---------------------------------------------------------------- as a program of its own


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "words"), [("gbk", ["merge"]), ("gbk", ["status", "--json"]), ("ascii", ["check"])]
)
def test_a_terminal_that_cannot_show_every_character(encoding: str, words: list[str], tmp_path: Path) -> None:
    """𬭎 stands in no GBK table."""
    raw = sheets()
    raw["考核对象"][1][1] = "陆𬭎"
    found = campaign(tmp_path / "c", raw)
    (found.received / "坏𬭎.xlsx").write_bytes(b"x")
    ended = subprocess.run(
        [sys.executable, "-m", "lianping_xlsx", *words, str(found.folder)],
        capture_output=True,
        check=False,
        timeout=60,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert (ended.returncode, ended.stderr) == (0 if words == ["check"] else 1, b"")
    text = ended.stdout.decode("gbk" if encoding == "gbk" else "utf-8")  # click takes ASCII for a mistake
    if "--json" in words:
        assert [file["path"] for file in json.loads(text)["files"]] == ["坏𬭎.xlsx"]


def test_where_a_folder_was_mistaken_the_right_one_is_named(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(tmp_path / "青禾2024")
    monkeypatch.chdir(tmp_path)
    for wrong, said in (
        (".", "当前文件夹里没有“考核方案.xlsx”。"),
        (".", "考核文件夹大概是“青禾2024”。"),
        ("青禾2023", "没有“青禾2023”这个文件夹。"),
    ):
        for words in ("merge", "watch", "check"):
            ran = run(words, wrong)
            assert (ran.code, said in ran.out) == (2, True)


def test_a_folder_or_a_file_of_the_campaign_leads_to_it(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As somebody drags it onto the program, or types the command where he stands."""
    found = answered(tmp_path / "青禾 2024")
    (found.received / "党委").mkdir()
    monkeypatch.chdir(tmp_path)
    name = found.folder.name
    for given in (found.scheme, f"{name}/考核方案.xlsx", found.received / "党委", f"{name}/2收回/U1 县委办公室.xlsx"):
        ran = run("check", given)
        folder = found.folder if Path(given).is_absolute() else Path(name)
        assert (ran.code, ran.err) == (0, f"考核文件夹：{folder}\n")
        assert f'  1  lianping-xlsx merge "{folder}" ' in ran.out
    monkeypatch.chdir(found.received / "党委")
    assert run("check").err == f"考核文件夹：{Path('../..')}\n"
    monkeypatch.chdir(found.folder)
    assert run("check").err == ""
    (found.folder / "别的").mkdir()
    assert run("check", "别的").code == 2
    (tmp_path / "名单.xlsx").write_bytes(b"x")
    ran = run("check", tmp_path / "名单.xlsx")
    assert (ran.code, "名单.xlsx”是文件，请写考核文件夹" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("called", "found", "shown"),
    [
        ("lianping-xlsx", None, "lianping-xlsx"),
        (".venv/bin/lianping-xlsx", None, ".venv/bin/lianping-xlsx"),
        ("{here}/bin/lianping-xlsx", "{here}/bin/lianping-xlsx", "lianping-xlsx"),
        ("{here}/bin/lianping-xlsx", "/usr/bin/lianping-xlsx", "{here}/bin/lianping-xlsx"),
        ("{here}/lianping_xlsx/__main__.py", None, "python -P -m lianping_xlsx"),
        ("我的 程序/lianping-xlsx", None, '"我的 程序/lianping-xlsx"'),
    ],
)
def test_the_next_command_is_one_that_works_as_it_stands(
    called: str,
    found: str | None,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = tmp_path.as_posix()
    monkeypatch.setattr(sys, "argv", [called.format(here=here)])
    monkeypatch.setattr(shutil, "which", lambda _: found and found.format(here=here))
    assert console.command("merge", Path("青禾2024")) == f"{shown.format(here=here)} merge 青禾2024"
    console.print_findings([Finding("form.not-issued")])
    assert f"→ 请先运行 {shown.format(here=here)} templates 生成表样" in capsys.readouterr().out


SCANS = {"签字盖章扫描件.pdf": b"%PDF-1.7 ...", "现场.png": b"\x89PNG\r\n\x1a\n", "请示.txt": "请予审定".encode()}


def test_scans_and_letters_beside_forms_that_are_all_there_stop_nothing(run: Runner, tmp_path: Path) -> None:
    """Replies come with them; while a form is missing, it may be one of them."""
    found = answered(tmp_path / "c")
    for name, data in SCANS.items():
        (found.received / name).write_bytes(data)

    def merged() -> tuple[int, list[tuple[str, str]], set[str]]:
        ran = run("merge", found.folder, "--json")
        result = json.loads(ran.out)
        told = [(each["code"], each["severity"]) for each in result["findings"] if each["file"] in SCANS]
        return ran.code, sorted(told), {each["status"] for each in result["files"] if each["path"] in SCANS}

    assert merged() == (0, [("file.beside", "提醒")] * 3, {"未采用"})
    (found.received / "U3 第二考核组.xlsx").unlink()
    assert merged() == (1, [("file.not-a-table", "错误"), *[("file.picture", "错误")] * 2], {"未采用"})


def test_a_unit_with_an_error_is_not_in_order(run: Runner, tmp_path: Path) -> None:
    """Everything has come back, and something in it does not count: to be corrected, not 齐."""
    found = answered(tmp_path / "c")
    assert "已交齐" in run("status", found.folder).out
    assert "待更正" not in run("status", found.folder).out
    register, rubric = found.received / "U1 县委办公室.xlsx", found.received / "U2 第一考核组.xlsx"
    register.write_bytes(edited(register.read_bytes(), lambda book: book["测评票-县委领导"].__setitem__("C7", "约90")))
    rubric.write_bytes(edited(rubric.read_bytes(), lambda book: book.worksheets[1].__setitem__("H7", "约5")))
    for words in ("status", "merge"):
        out = run(words, found.folder).out
        lines = {
            unit: line
            for line in out.splitlines()
            for unit in ("县委办公室", "第一考核组", "第二考核组")
            if f"| {unit}" in line
        }
        assert [("已交齐（1处待更正）" in line, "已交齐 " in line) for line in lines.values()] == [
            (True, False),
            (True, False),
            (False, True),
        ]
    assert "填报单位“县委办公室” 工作表“测评票-县委领导” 单元格 C7" in out  # the file of a ballot is not named
    assert "U2 第一考核组.xlsx 工作表" in out


_LOADED = "import sys; print(*sys.modules)"


def test_started_by_python_it_runs_no_file_of_the_current_folder(tmp_path: Path) -> None:
    """As a reply may be called, in 2收回; but for what Python itself imports before any module of a package."""
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "__main__.py").write_text(_LOADED)
    (tmp_path / "nothing" / "__init__.py").touch()

    def started(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
        environment |= {"PYTHONPATH": str(Path(console.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    before = {name.partition(".")[0] for name in started("-m", "nothing").stdout.split()}
    libraries = {name.partition(".")[0] for name in packages_distributions()}
    names = (sys.stdlib_module_names | libraries) - before - {"lianping_xlsx"}
    assert {"__future__", "typing", "socket", "click", "signal"} < names
    for name in names:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('ran {name}')")
    ended = started("-m", "lianping_xlsx", "--version")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"lianping-xlsx {__version__}\n", "")
    told = started("-m", "lianping_xlsx", "check").stdout
    assert "当前文件夹里没有“考核方案.xlsx”" in told
    for name in before:  # with -P not even these
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('ran {name}')")
    assert started("-P", "-m", "lianping_xlsx", "--version").returncode == 0


_STARTED = """
import atexit, sys
atexit.register(lambda: print("收尾", flush=True))
sys.argv = ["lianping-xlsx", *sys.argv[1:]]
from lianping_xlsx.__main__ import main
main()
"""


@pytest.mark.parametrize(("words", "code"), [(["presets"], 0), (["check", "没有这个"], 2)])
def test_the_process_ends_at_once_with_its_code_after_what_is_registered_for_its_end(
    words: list[str], code: int, tmp_path: Path
) -> None:
    ended = subprocess.run([sys.executable, "-c", _STARTED, *words], cwd=tmp_path, capture_output=True, text=True)
    *told, last = ended.stdout.splitlines()
    assert (ended.returncode, last) == (code, "收尾")
    assert told


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no list of the threads of a process")
def test_numpy_starts_no_threads() -> None:
    count = "import numpy, os; print(len(os.listdir('/proc/self/task')))"
    command = f"import atexit; atexit.register(exec, {count!r}); {_STARTED}"
    settings = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    ended = subprocess.run(
        [sys.executable, "-c", command, "--version"], env=settings, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split()[-1] == "1"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_not_taken_for_success() -> None:
    command = [sys.executable, "-m", "lianping_xlsx", "--version"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.DEVNULL)
    assert ended.returncode != 0


def test_a_process_without_output_ends_with_its_code_too() -> None:
    """Started without a console a process has no stdout."""
    command = f"import sys; sys.stdout = None; {_STARTED}"
    ended = subprocess.run([sys.executable, "-c", command, "--version"], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
