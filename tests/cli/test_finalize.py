"""``finalize``: what it refuses and where, what it writes, what stays on record."""

from __future__ import annotations

import datetime as dt
import errno
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lianping_xlsx.scheme.model import FormKind
from lianping_xlsx.stages import files
from lianping_xlsx.stages.campaign import Campaign
from tests.books import edited, open_book
from tests.campaigns import answered, campaign
from tests.cli.running import Runner, snapshot
from tests.deciding import (
    COMPLETE,
    MEETING,
    PROBLEMS,
    TABLE,
    Typed,
    accept_all,
    problem_rows,
    table_of,
    texts,
    type_in,
)
from tests.libreoffice import needs_libreoffice, recalculate
from tests.small import SHEETS, Sheets, Town, sheets

AT = "3汇总/等次审定表.xlsx 工作表“等次审定” 单元格"


@pytest.fixture
def town(run: Runner, tmp_path: Path) -> Campaign:
    """The small campaign, everything come back, merged: 正式."""
    found = answered(tmp_path / "c")
    assert run("merge", found.folder).code == 0
    return found


@pytest.fixture
def gap(run: Runner, tmp_path: Path) -> Campaign:
    """The same without the 考评表 of T3: 试算."""
    found = answered(tmp_path / "c")
    (found.received / "U3 第二考核组.xlsx").unlink()
    assert run("merge", found.folder).code == 1
    return found


def record(found: Campaign) -> list[dict[str, Any]]:
    value = json.loads((found.decided / "审定记录.json").read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    decisions = value["decisions"]
    assert isinstance(decisions, list)
    return decisions


def with_other(found: Campaign, **changed: str) -> None:
    """Another scheme in the folder: some of its sheets as other text tables."""
    put_scheme(found, sheets(**changed))


def put_scheme(found: Campaign, raw: Sheets) -> None:
    shutil.copy(campaign(found.folder.parent / "other", raw).scheme, found.scheme)


# ---------------------------------------------------------------- done


def test_a_complete_decision_is_made_final(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE | {"I7": "好", "J7": "连续三年先进", "K7": "提请表彰"})
    before = snapshot(town.folder)
    ran = run("finalize", town.folder)

    assert ran.code == 1  # 街道 has no place in 好
    assert "排名组“街道”审定为“好”的有1人，名额上限是0人。" in ran.out
    assert "已按正式结果定稿" in ran.out
    now = snapshot(town.folder)
    assert {name: data for name, data in now.items() if not name.startswith("4审定")} == before
    assert {"4审定/审定记录.json", "4审定/审定记录.xlsx"} <= now.keys()
    [decision] = record(town)
    assert (decision["number"], decision["date"], decision["meeting"]) == (1, "2024-12-30", "县委常委会第12次会议")
    assert (decision["decider"], decision["status"], decision["accepted"]) == ("县委常委会", "正式", [])
    assert [(r["id"], r["composite"], r["rank"], r["proposed_tier"]) for r in decision["ratees"]] == [
        ("T2", "92.24", 1, "好"),
        ("T1", "91.34", 2, "中"),
        ("T3", "93.14", 1, "中"),
    ]
    assert [(r["decided_tier"], r["reason"], r["remark"]) for r in decision["ratees"]] == [
        ("好", "", ""),
        ("中", "", ""),
        ("好", "连续三年先进", "提请表彰"),
    ]
    assert {"group": "街道", "tier": "好", "quota": 0, "proposed": 0, "decided": 1} in decision["tiers"]
    assert list(decision["sources"]) == ["考核方案.xlsx", "3汇总/结果.json"]


def test_as_proposed_nothing_is_left_to_do(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    ran = run("finalize", town.folder)
    assert ran.code == 0
    assert "下一步" in ran.out
    assert run("verify", town.folder).code == 0


def test_finalize_twice_gives_the_same_bytes(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    once = snapshot(town.folder)
    ran = run("finalize", town.folder)
    assert ran.code == 0
    assert "审定内容与上一次相同" in ran.out
    assert snapshot(town.folder) == once
    run("merge", town.folder)
    run("finalize", town.folder)
    assert snapshot(town.decided) == {
        str(Path(name).relative_to("4审定")): data for name, data in once.items() if name.startswith("4审定/")
    }


@pytest.mark.parametrize(
    "typed", [dt.date(2024, 12, 30), dt.datetime(2024, 12, 30), "2024.12.30", "2024-12-30", "2024 年 12 月 30 日"]
)
def test_the_day_is_understood_as_people_write_it(typed: Any, run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE | {"I3": typed})
    assert run("finalize", town.folder).code == 0
    assert record(town)[0]["date"] == "2024-12-30"


def test_words_that_look_like_commands_stay_words(run: Runner, town: Campaign) -> None:
    hostile = "=cmd|'/c calc'!A1"
    type_in(town, COMPLETE | {"J5": hostile, "K6": '=HYPERLINK("http://x")', "C3": "@SUM(1)"})
    assert run("finalize", town.folder).code == 0
    assert record(town)[0]["ratees"][0]["reason"] == hostile
    assert hostile in set(texts((town.decided / "审定记录.xlsx").read_bytes()))


@needs_libreoffice
def test_a_table_saved_by_another_program(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    shutil.copy(recalculate(table_of(town)), table_of(town))
    shutil.rmtree(table_of(town).parent / "recalculated")
    ran = run("finalize", town.folder)
    assert ran.code == 0, ran.out


def test_nobody_need_decide_on_who_takes_no_part(run: Runner, tmp_path: Path) -> None:
    raw = sheets()
    raw["否决与加减分"].append(["T3", "任职不足半年", "不参评", "", "任免文件"])
    found = answered(tmp_path / "c", raw)
    run("merge", found.folder)
    type_in(found, MEETING | {"I5": "好", "I6": "中"})
    assert run("finalize", found.folder).code == 0
    assert [r["id"] for r in record(found)[0]["ratees"]] == ["T2", "T1"]
    type_in(found, {"I7": "中", "J7": "会议决定"})
    ran = run("finalize", found.folder)
    assert ran.code == 1
    assert f"{AT} I7：“莲浦街道 游砚秋”不参评，却填了审定等次“中”" in ran.out


# ---------------------------------------------------------------- refused


def refused(run: Runner, found: Campaign) -> str:
    """What ``finalize`` says; nothing at all was written."""
    before = snapshot(found.folder)
    ran = run("finalize", found.folder)
    assert ran.code == 2
    assert "没有定稿，没有写出任何文件" in ran.out
    assert snapshot(found.folder) == before
    return ran.out


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"I6": None}, f"{AT} I6：“云溪镇 陆明澈”还没有填审定等次。"),
        ({"I6": "优秀"}, f"{AT} I6：“云溪镇 陆明澈”的审定等次填的是“优秀”，考核方案里没有这个等次。"),
        ({"I6": "差"}, f"{AT} J6：“云溪镇 陆明澈”审定为“差”，与建议等次“中”不一致，没有写调整理由。"),
        ({"C3": None}, f"{AT} C3：没有写明是哪次会议审定的。"),
        ({"I3": None}, f"{AT} I3：没有写审定日期。"),
        ({"I3": "年底"}, f"{AT} I3：审定日期写的是“年底”，认不出是哪一天。"),
        ({"A2": "结果指纹：00"}, f"{AT} A2：审定表是按另一次的结果做的（表上印的结果指纹是“00”，现在是“"),
        (
            {"A12": "T1", "D12": "陆明澈", "I12": "差"},
            f"{AT} I6：“云溪镇 陆明澈”有两处审定内容，不一样（另一处在 I12）。",
        ),
        ({"A6": "T9"}, "工作表“等次审定”：审定表里没有“云溪镇 陆明澈”这一行。"),
    ],
)
def test_what_stands_in_the_way_is_named_with_its_cell(typed: Typed, told: str, run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE | typed)
    out = refused(run, town)
    assert told in out
    assert "错误1个" in out


def test_a_formula_is_no_decision(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)

    def edit(book: Any) -> None:
        book[TABLE]["I3"], book[TABLE]["I5"] = "=TODAY()", '=IF(F5=1,"好","中")'

    table_of(town).write_bytes(edited(table_of(town).read_bytes(), edit))
    out = refused(run, town)
    assert f"{AT} I3：这一格是公式" in out
    assert f"{AT} I5：这一格是公式" in out


def test_all_faults_are_told_at_once(run: Runner, town: Campaign) -> None:
    type_in(town, {"I5": "中", "I6": "甲"})
    out = refused(run, town)
    for told in ("I6：", "I7：", "J5：", "C3：", "I3："):
        assert told in out
    assert "错误5个" in out


def test_scores_that_changed_since_are_looked_at_again(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    reply = town.received / "U3 第二考核组.xlsx"

    def edit(book: Any) -> None:
        book["考评-莲浦街道游砚秋"]["I7"] = 30

    reply.write_bytes(edited(reply.read_bytes(), edit))
    out = refused(run, town)
    assert "“2收回/U3 第二考核组.xlsx”在汇总之后被改动过" in out
    assert "请重新运行 lianping-xlsx merge（已填的内容会保留）" in out
    run("merge", town.folder)
    assert run("finalize", town.folder).code == 0  # still 中 for T3, on the new score
    assert record(town)[0]["ratees"][2]["composite"] == "78.89"


def test_a_scheme_that_changed_since(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    with_other(town, 等次规则=SHEETS["等次规则"].replace("| 50 ", "| 100"))
    out = refused(run, town)
    assert "“考核方案.xlsx”在汇总之后被改动过" in out
    assert f"{AT} A2：" in out


def test_the_copy_that_was_chosen_when_merging_stays_chosen(run: Runner, town: Campaign) -> None:
    copy = town.received / "再报.xlsx"
    shutil.copy(town.received / "U3 第二考核组.xlsx", copy)

    def edit(book: Any) -> None:
        book["考评-莲浦街道游砚秋"]["I7"] = 30

    copy.write_bytes(edited(copy.read_bytes(), edit))
    assert run("merge", town.folder, "--prefer", "再报.xlsx").code == 0
    type_in(town, COMPLETE)
    assert run("finalize", town.folder).code == 0
    assert record(town)[0]["ratees"][2]["composite"] == "78.89"


def test_before_merging_there_is_nothing_to_decide(run: Runner, tmp_path: Path) -> None:
    assert "“3汇总”里还没有“等次审定表.xlsx”" in refused(run, answered(tmp_path / "c"))
    (tmp_path / "空").mkdir()
    ran = run("finalize", tmp_path / "空")
    assert (ran.code, "这个文件夹里没有“考核方案.xlsx”" in ran.out) == (2, True)


@pytest.mark.parametrize("lock", ["~$等次审定表.xlsx", ".~lock.等次审定表.xlsx#"])
def test_a_table_that_somebody_is_writing_in(lock: str, run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    (town.summary / lock).write_bytes(b"x")
    out = refused(run, town)
    assert "“等次审定表.xlsx”正在其他程序中打开，可能还有没保存的内容" in out
    assert f"请删除旁边的临时文件“{lock}”" in out


def test_a_table_that_cannot_be_read(run: Runner, town: Campaign) -> None:
    table_of(town).write_bytes(b"x")
    assert "原来的等次审定表读不出来" in refused(run, town)


# ---------------------------------------------------------------- 试算


def test_open_problems_are_listed(gap: Campaign) -> None:
    [row] = problem_rows(gap)
    assert row[:4] == (
        "1",
        "“第二考核组”的实地考评（莲浦街道 游砚秋）还没有收到。",
        "U3 第二考核组.xlsx 工作表“考评-莲浦街道游砚秋”",
        "请催报。",
    )
    assert row[4:] == ("", "")


@pytest.mark.parametrize(
    ("typed", "cell", "lacking"),
    [({}, "E4", "接受人和接受理由"), ({"E4": "薛定安"}, "F4", "接受理由"), ({"F4": "已核对"}, "E4", "接受人")],
)
def test_a_trial_is_not_made_final_for_nothing(
    typed: Typed, cell: str, lacking: str, run: Runner, gap: Campaign
) -> None:
    type_in(gap, COMPLETE | {"J7": "得分不全，按平时掌握的情况"})
    type_in(gap, typed, sheet=PROBLEMS)
    out = refused(run, gap)
    assert f"工作表“未了问题” 单元格 {cell}：结果是试算，这个未了的问题没有写{lacking}：“第二考核组”的实地考评" in out


def test_a_trial_whose_problems_somebody_answers_for(run: Runner, gap: Campaign) -> None:
    type_in(gap, COMPLETE)
    accept_all(gap)
    assert f"{AT} J7：“莲浦街道 游砚秋”审定为“中”，而程序没有提出建议等次，没有写调整理由。" in refused(run, gap)
    type_in(gap, {"J7": "按平时掌握的情况"})
    ran = run("finalize", gap.folder)
    assert ran.code == 1
    assert "已按试算结果（1个未了问题已有人接受，各材料中会注明）定稿" in ran.out
    [decision] = record(gap)
    assert decision["status"] == "试算"
    assert decision["ratees"][2]["composite"] is None
    [accepted] = decision["accepted"]
    assert "还没有收到" in accepted["finding"]
    assert (accepted["who"], accepted["reason"]) == ("薛定安", "经核对不影响等次")
    words = "\n".join(texts((gap.decided / "审定记录.xlsx").read_bytes()))
    assert "审定时未了的问题和接受人" in words
    assert "薛定安" in words
    assert "【试算】" in words


def test_what_was_answered_stays_when_the_problem_goes_and_comes_back(run: Runner, gap: Campaign) -> None:
    accept_all(gap)
    run("merge", gap.folder)
    [row] = problem_rows(gap)
    assert row[4:] == ("薛定安", "经核对不影响等次")
    reply = answered(gap.folder.parent / "d").received / "U3 第二考核组.xlsx"
    shutil.copy(reply, gap.received)
    for _ in range(2):
        assert run("merge", gap.folder).code == 0  # 正式, and the words are still there
        heading, solved = problem_rows(gap)
        assert "现在已经没有了" in heading[0]
        assert solved[3:] == ("已解决", "薛定安", "经核对不影响等次")
    type_in(gap, COMPLETE)
    assert run("finalize", gap.folder).code == 0
    assert record(gap)[0]["accepted"] == []
    (gap.received / reply.name).unlink()
    run("merge", gap.folder)
    [row] = problem_rows(gap)
    assert (row[0], row[4:]) == ("1", ("薛定安", "经核对不影响等次"))


def test_a_problem_without_an_answer_goes_without_a_trace(run: Runner, gap: Campaign) -> None:
    shutil.copy(answered(gap.folder.parent / "d").received / "U3 第二考核组.xlsx", gap.received)
    run("merge", gap.folder)
    assert open_book(table_of(gap).read_bytes()).sheetnames == [TABLE]


def test_a_problem_that_is_new_is_not_accepted_unseen(run: Runner, gap: Campaign) -> None:
    type_in(gap, COMPLETE | {"J7": "按平时掌握的情况"})
    accept_all(gap)
    (gap.received / "U4 县委评议组.xlsx").unlink()  # counts for no score, and yet is missing
    out = refused(run, gap)
    assert "结果是试算，有未了的问题还没有列进审定表：“县委评议组”的评议意见还没有收到。" in out


def test_a_renamed_list_of_problems_is_found_by_its_headings(run: Runner, gap: Campaign) -> None:
    accept_all(gap)

    def edit(book: Any) -> None:
        book[PROBLEMS].title = "未了问题（已研究）"

    table_of(gap).write_bytes(edited(table_of(gap).read_bytes(), edit))
    run("merge", gap.folder)
    assert problem_rows(gap)[0][4] == "薛定安"


def test_a_list_of_problems_that_cannot_be_read_is_not_written_over(run: Runner, gap: Campaign) -> None:
    accept_all(gap)
    type_in(gap, {"E3": "谁"}, sheet=PROBLEMS)
    before = snapshot(gap.folder)
    ran = run("merge", gap.folder)
    assert ran.code == 2
    assert "工作表“未了问题”：原来的等次审定表读不出来（表头被改动）" in ran.out
    assert snapshot(gap.folder) == before


# ---------------------------------------------------------------- decided again


def test_a_superseded_decision_stays_visible(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    type_in(town, {"I6": "差", "J6": "信访问题查实", "C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    ran = run("finalize", town.folder)
    assert ran.code == 0
    assert "第1次审定已被取代" in ran.out
    first, second = record(town)
    assert (first["number"], first["ratees"][1]["decided_tier"]) == (1, "中")
    assert (second["number"], second["ratees"][1]["decided_tier"], second["date"]) == (2, "差", "2025-01-06")
    book = (town.decided / "审定记录.xlsx").read_bytes()
    assert open_book(book).sheetnames == ["审定经过", "第2次审定（现行）", "第1次审定"]
    words = "\n".join(texts(book))
    assert "已被第2次审定取代" in words
    assert "云溪镇陆明澈：中→差" in words
    assert "信访问题查实" in words
    assert run("verify", town.folder).code == 0


def test_a_decision_taken_back_is_a_third_one(run: Runner, town: Campaign) -> None:
    for tier, reason in (("中", None), ("差", "信访问题"), ("中", None)):
        type_in(town, COMPLETE | {"I6": tier, "J6": reason})
        assert run("finalize", town.folder).code == 0
    assert [decision["ratees"][1]["decided_tier"] for decision in record(town)] == ["中", "差", "中"]


def _damage(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.write_bytes(b""), "文件已损坏，读不出来"),
        (lambda path: path.write_bytes(b"[" * 100_000), "文件已损坏，读不出来"),
        (lambda path: path.write_bytes(b"[]"), "不是这个版本的审定记录"),
        (lambda path: _damage(path, '"id": "', '"id": "0'), "是另一次考核的审定记录"),
        (lambda path: _damage(path, '"rank": 1', '"rank": "1"'), "第1次审定的内容被改动过"),
        (lambda path: _damage(path, '"number": 1', '"number": 3'), "第1次审定的内容被改动过"),
        (lambda path: _damage(path, '"sources": {', '"sources": {"x": 1,'), "第1次审定的内容被改动过"),
        (lambda path: path.unlink(), "有审定记录表，却没有“审定记录.json”"),
    ],
)
def test_a_record_is_never_begun_anew(damage: Any, told: str, run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    damage(town.decided / "审定记录.json")
    assert told in refused(run, town)
    assert run("verify", town.folder).code == 1


# ---------------------------------------------------------------- the files of 4审定


LETTER = "反馈意见书/T2 石栏镇 叶尔江·萨迪克.docx"
LIST = "整改清单.xlsx"


def test_every_document_is_written(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    names = {str(path.relative_to(town.decided)) for path in town.decided.rglob("*.*")}
    persons = {"T1 云溪镇 陆明澈", "T2 石栏镇 叶尔江·萨迪克", "T3 莲浦街道 游砚秋"}
    letters = {f"反馈意见书/{person}.{kind}" for person in persons for kind in ("xlsx", "docx")}
    lists = {"上报表.xlsx", "通报附件.xlsx", "通报.docx", LIST, "结果运用清单.xlsx"}
    assert names == letters | lists | {"审定记录.json", "审定记录.xlsx"}


def test_what_people_went_on_writing_is_left_to_them(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    plan, letter = town.decided / LIST, town.decided / LETTER
    plan.write_bytes(b"half done")
    assert run("verify", town.folder).code == 0  # it is meant to be written in
    assert run("finalize", town.folder).code == 0
    assert plan.read_bytes() == b"half done"
    letter.write_bytes(b"another letter")
    assert f"“4审定/{LETTER}”在审定之后被改动过" in run("verify", town.folder).out
    ran = run("finalize", town.folder)
    assert ran.code == 1
    assert f"“{LETTER}”生成后被改动过；审定内容没有变，保留了改动过的文件" in ran.out
    assert letter.read_bytes() == b"another letter"


def test_what_must_be_replaced_is_kept_aside(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    town.decided.mkdir()
    (town.decided / LIST).write_bytes(b"made by hand")
    assert run("finalize", town.folder).code == 1
    assert open_book((town.decided / LIST).read_bytes()).sheetnames == ["整改清单"]
    (town.decided / LETTER).write_bytes(b"another letter")
    type_in(town, {"I5": "差", "J5": "信访问题"})
    ran = run("finalize", town.folder)
    assert ran.code == 1
    assert "改动过的一份已移到“4审定/备份”里" in ran.out
    assert (town.decided / LETTER).read_bytes()[:2] == b"PK"
    assert {path.read_bytes() for path in (town.decided / "备份").iterdir()} == {b"made by hand", b"another letter"}


def test_what_was_typed_into_the_list_is_carried_into_a_new_one(run: Runner, town: Campaign) -> None:
    def done(book: Workbook) -> None:
        page = book["整改清单"]
        (row,) = (r for r in range(1, 30) if page.cell(r, 4).value == "陆明澈" and page.cell(r, 6).value == "实地考评")
        page.cell(row, 11).value = "已完成"

    type_in(town, COMPLETE)
    run("finalize", town.folder)
    plan = town.decided / LIST
    plan.write_bytes(edited(plan.read_bytes(), done))
    (town.received / "U4 县委评议组.xlsx").unlink()  # other opinions give other problems
    other = Town().filled(Town().form(FormKind.OPINION), {("T1", "problems"): "抓得不实。"})
    (town.received / "评议.xlsx").write_bytes(other)
    run("merge", town.folder)
    ran = run("finalize", town.folder)
    assert "“整改清单.xlsx”已按现在的审定重新生成，原来填写的内容都带过来了" in ran.out
    rows = list(open_book(plan.read_bytes())["整改清单"].iter_rows(values_only=True))
    assert [row[10] for row in rows if row[3] == "陆明澈" and row[5] == "实地考评"] == ["已完成"]
    assert "抓得不实。" in {row[4] for row in rows}
    written = plan.read_bytes()
    run("finalize", town.folder)
    assert plan.read_bytes() == written


def test_verify_sees_what_happened_after_the_decision(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    (town.decided / LETTER).unlink()
    (town.summary / "结果.json").write_bytes(b"{}")
    out = run("verify", town.folder).out
    assert f"“4审定/{LETTER}”在审定之后不见了" in out
    assert "“3汇总/结果.json”在审定之后被改动过" in out


def test_a_target_that_is_open_elsewhere(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    type_in(town, {"I6": "差", "J6": "信访问题"})

    def refuse(target: Path) -> None:
        if target.name == "审定记录.xlsx":
            raise PermissionError(errno.EACCES, "Permission denied", str(target))

    monkeypatch.setattr(files, "_probe", refuse)
    assert "“审定记录.xlsx”写不进去（没有权限，或正被其他程序使用）" in refused(run, town)


def test_a_file_where_the_folder_should_be(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    town.decided.write_bytes(b"x")
    assert "写不进去" in refused(run, town)
