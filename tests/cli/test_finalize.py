"""``finalize``: what it refuses and where, what it writes, what stays on record."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from lianping_xlsx.app import scheme_file
from lianping_xlsx.app.campaign import Campaign
from tests.books import edited
from tests.campaigns import answered, campaign
from tests.cli.running import Runner, refused, snapshot
from tests.deciding import (
    AT,
    COMPLETE,
    MEETING,
    TABLE,
    Typed,
    record,
    table_of,
    texts,
    type_in,
)
from tests.libreoffice import needs_libreoffice, recalculate
from tests.small import SHEETS, sheets

# ---------------------------------------------------------------- done


def test_a_complete_decision_is_made_final(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE | {"I7": "好", "J7": "连续三年先进", "K7": "提请表彰"})
    before = snapshot(town.folder)
    ran = run("finalize", town.folder)

    assert ran.code == 1  # 街道 has no place in 好
    assert "排名组“街道”审定为“好”的有1人，名额上限是0人。" in ran.out
    assert "已按正式结果定稿" in ran.out
    now = snapshot(town.folder)
    keys = [files.pop(".lianping/key") for files in (before, now)]
    assert keys[0] is not None
    assert keys[1] is not None
    assert keys[0].splitlines()[0] == keys[1].splitlines()[0]  # only the notes below it tell of the record
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
    assert list(decision["sources"]) == ["考核方案.xlsx", "3汇总/结果.json", "2收回"]


def test_as_proposed_nothing_is_left_to_do(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    ran = run("finalize", town.folder)
    assert ran.code == 0
    assert "五步都已办完：已定稿：2024-12-30第1次审定" in ran.out
    assert run("verify", town.folder).code == 0


def test_the_scheme_is_read_once(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(town, COMPLETE)
    read = Mock(wraps=scheme_file.load_scheme)
    monkeypatch.setattr(scheme_file, "load_scheme", read)
    assert run("finalize", town.folder).code == 0
    assert read.call_count == 1


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


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"I6": None}, f"{AT} I6：“云溪镇 陆明澈”还没有填审定等次。"),
        ({"I6": "优秀"}, f"{AT} I6：“云溪镇 陆明澈”的审定等次填的是“优秀”，考核方案里没有这个等次。"),
        ({"I6": "差"}, f"{AT} J6：“云溪镇 陆明澈”审定为“差”，与建议等次“中”不一致，没有写调整理由。"),
        ({"C3": None}, f"{AT} C3：没有写明是哪次会议审定的。"),
        ({"I3": None}, f"{AT} I3：没有写审定日期。"),
        ({"I3": "年底"}, f"{AT} I3：审定日期写的是“年底”，认不出是哪一天。"),
        ({"A2": "结果指纹：00"}, f"{AT} A2：审定表是按另一次的结果做的（表上印的结果校验码是“00”，现在是“"),
        (
            {"A12": "T1", "D12": "陆明澈", "I12": "差"},
            f"{AT} I6：“云溪镇 陆明澈”有两处审定内容，不一样（另一处在 I12）。",
        ),
        ({"A6": "T9"}, "工作表“等次审定”：审定表里没有“云溪镇 陆明澈”这一行。"),
    ],
)
def test_what_stands_in_the_way_is_named_with_its_cell(typed: Typed, told: str, run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE | typed)
    out = refused(run, town.folder)
    assert told in out
    assert "错误1个" in out


def test_a_formula_is_no_decision(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)

    def edit(book: Any) -> None:
        book[TABLE]["I3"], book[TABLE]["I5"] = "=TODAY()", '=IF(F5=1,"好","中")'

    table_of(town).write_bytes(edited(table_of(town).read_bytes(), edit))
    out = refused(run, town.folder)
    assert f"{AT} I3：这一格是公式" in out
    assert f"{AT} I5：这一格是公式" in out


def test_all_faults_are_told_at_once(run: Runner, town: Campaign) -> None:
    type_in(town, {"I5": "中", "I6": "甲"})
    out = refused(run, town.folder)
    for told in ("I6：", "I7：", "J5：", "C3：", "I3："):
        assert told in out
    assert "错误5个" in out


@pytest.mark.slow
def test_scores_that_changed_since_are_looked_at_again(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    reply = town.received / "U3 第二考核组.xlsx"

    def edit(book: Any) -> None:
        book["考评-莲浦街道游砚秋"]["I7"] = 30

    reply.write_bytes(edited(reply.read_bytes(), edit))
    out = refused(run, town.folder)
    assert "“2收回/U3 第二考核组.xlsx”在汇总之后被改动过" in out
    assert "请重新运行 lianping-xlsx merge（已填的内容会保留）" in out
    run("merge", town.folder)
    assert run("finalize", town.folder).code == 0  # still 中 for T3, on the new score
    assert record(town)[0]["ratees"][2]["composite"] == "78.89"


def test_a_scheme_that_changed_since(run: Runner, town: Campaign, tmp_path: Path) -> None:
    type_in(town, COMPLETE)
    other = sheets(等次规则=SHEETS["等次规则"].replace("| 50 ", "| 100"))
    shutil.copy(campaign(tmp_path / "other", other).scheme, town.scheme)
    out = refused(run, town.folder)
    assert "“考核方案.xlsx”在汇总之后被改动过" in out
    assert re.search(f"{AT} A\\d+：审定表是按另一次的结果做的", out)


@pytest.mark.slow
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
    assert "“3汇总”里还没有“等次审定表.xlsx”" in refused(run, answered(tmp_path / "c").folder)
    (tmp_path / "空").mkdir()
    ran = run("finalize", tmp_path / "空")
    assert (ran.code, "”里没有“考核方案.xlsx”" in ran.out) == (2, True)


@pytest.mark.parametrize("lock", ["~$等次审定表.xlsx", ".~lock.等次审定表.xlsx#"])
def test_a_table_that_somebody_is_writing_in(lock: str, run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    (town.summary / lock).write_bytes(b"x")
    out = refused(run, town.folder)
    assert "“等次审定表.xlsx”正在其他程序中打开，可能还有没保存的内容" in out
    assert f"请删除旁边的临时文件“{lock}”" in out


def test_a_table_that_cannot_be_read(run: Runner, town: Campaign) -> None:
    table_of(town).write_bytes(b"x")
    assert "原来的等次审定表读不出来" in refused(run, town.folder)
