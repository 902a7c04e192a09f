"""``explain`` (推算): whom it finds, what it prints, and what it never says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from tests.books import edited
from tests.cli.running import Runner, snapshot
from tests.findings import codes_in
from tests.inline import in_this_process


def test_the_steps_are_lines_below_each_other_and_nothing_is_written(run: Runner, town: Campaign) -> None:
    before = snapshot(town.folder)
    with in_this_process():
        ran = run("explain", town.folder, "T1")
    assert ran.code == 0
    assert snapshot(town.folder) == before
    head, composite, poll, *_ = ran.out.splitlines()
    assert head.startswith("T1 ")
    assert head.endswith("【正式】")
    assert re.fullmatch(r"综合得分　[0-9.]+ ＝ [0-9.]+×50%＋[0-9.]+×50%", composite)
    assert poll.startswith("  测评得分　")
    assert re.search(r"\n      .*〔U[0-9] .*\.xlsx? .* [A-Z]+[0-9]+.*〕", ran.out)
    assert "\n名次　" in ran.out
    assert "\n建议等次　" in ran.out
    assert re.search(r"\n边界　第1名.*相差[0-9.]+分（(临界|稳固)）。", ran.out)


def test_a_person_is_found_by_code_name_workplace_or_a_part_of_them(run: Runner, town: Campaign) -> None:
    with in_this_process():
        whole = run("explain", town.folder, "T1")
        ratee: Any = run("explain", town.folder, "T1", "--json").json
        words = (ratee["name"], ratee["unit"], f"{ratee['unit']} {ratee['name']}", ratee["unit"][:2], "ｔ1")
        assert [run("explain", town.folder, word).out for word in words] == [whole.out] * len(words)
        assert run("explain", town.folder, ratee["unit"], ratee["name"]).out == whole.out


def test_without_a_folder_it_is_the_current_one(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_this_process():
        named = run("explain", town.folder, "T1")
        monkeypatch.chdir(town.folder)
        here = run("explain", "T1")
    figures, mark, _ = named.out.partition("第5步")
    assert mark
    assert here.out.startswith(figures + mark)


def test_a_folder_alone_asks_for_the_person(run: Runner, town: Campaign) -> None:
    ran = run("explain", town.folder)
    assert ran.code == 2
    assert "还缺少考核对象" in ran.err


@pytest.mark.parametrize(
    ("word", "said"),
    [("无此人", "考核对象里没有“无此人”"), ("镇", "“镇”可以指2个考核对象：T1 "), (" ", "考核对象里没有")],
)
def test_who_is_not_one_person_is_named(word: str, said: str, run: Runner, town: Campaign) -> None:
    with in_this_process():
        ran = run("explain", town.folder, word)
    assert ran.code == 2
    assert said in ran.out


def test_a_part_of_the_steps_by_its_name(run: Runner, town: Campaign) -> None:
    with in_this_process():
        ran = run("explain", town.folder, "T1", "--figure", "考评得分")
        unknown = run("explain", town.folder, "T1", "--figure", "印象分")
    assert ran.out.splitlines()[1].startswith("考评得分　")
    assert "综合得分" not in ran.out
    assert unknown.code == 2
    assert "没有名称含“印象分”的数" in unknown.out
    assert "综合得分、测评得分、考评得分" in unknown.out


def test_the_object_has_the_same_steps(run: Runner, town: Campaign) -> None:
    with in_this_process():
        found: Any = run("explain", town.folder, "T1", "--json").json
    assert (found["version"], found["status"], found["id"]) == (1, "正式", "T1")
    composite, rank, tier = found["steps"]
    assert [each["label"] for each in (composite, rank, tier)] == ["综合得分", "名次", "建议等次"]
    assert composite["figure"] in composite["calculation"] or "＋" in composite["calculation"]
    assert {border["kind"] for border in found["borders"]} <= {"分数线", "名额", "相邻名次"}
    assert all("T1" in (border["upper"], border["lower"]) for border in found["borders"])
    assert found["ranges"] == []
    leaves, left = [], [composite]
    while left:
        each = left.pop()
        left += each["parts"]
        leaves += [] if each["parts"] else [each]
    assert {each["file"] for each in leaves} > {None}


def test_what_is_not_as_merged_is_told(run: Runner, town: Campaign) -> None:
    """A mark changed after the merge: the figures are those of now, and the message says what to do."""
    visits = next(path for path in town.received.iterdir() if "第一考核组" in path.name)

    def less(book: Any) -> None:
        sheet = next(each for each in book if each.title.startswith("考评"))
        row = next(row for row in sheet.iter_rows() if isinstance(row[7].value, int) and row[7].value > 1)
        row[7].value -= 1
        row[9].value = "复查后改"

    visits.write_bytes(edited(visits.read_bytes(), less))
    with in_this_process():
        ran = run("explain", town.folder, "T1")
    assert ran.code == 1
    assert "与上次汇总的" in ran.out
    assert "请运行 lianping-xlsx merge" in ran.out


@pytest.mark.parametrize("other", ["T1", "T2"])
def test_marks_that_leave_the_result_as_it_was_are_told(run: Runner, town: Campaign, other: str) -> None:
    """Two marks of a class changed by one point against each other: of him, or of another."""
    path = town.received / "U1 县委办公室.xlsx"
    column = {"T1": "C", "T2": "D"}[other]

    def exchange(book: Any) -> None:
        page = book["测评票-县委领导"]
        page[f"{column}7"].value += 1
        page[f"{column}8"].value -= 1

    path.write_bytes(edited(path.read_bytes(), exchange))
    with in_this_process():
        ran = run("explain", town.folder, "T1")
    assert ran.code == 1
    assert "收回的表有变化：云溪镇 陆明澈的综合得分、名次、建议等次没有变" in ran.out


def test_a_rank_that_another_person_s_score_has_moved_is_told(run: Runner, town: Campaign) -> None:
    """T1 is second; T2, who was first, falls behind him: his own score and tier are as they were."""
    change_result_of(town, "T1", rank=1, rank_best=1, rank_worst=1)
    with in_this_process():
        ran = run("explain", town.folder, "T1")
    assert ran.code == 1
    assert "名次2" in ran.out
    assert "名次1" in ran.out


def change_result_of(found: Campaign, code: str, **figures: object) -> None:
    """As if the last merge had come to other figures of a ratee."""
    path = found.summary / "结果.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    next(each for each in value["ratees"] if each["id"] == code).update(figures)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def test_without_a_score_it_says_what_is_missing(run: Runner, gap: Campaign) -> None:
    with in_this_process():
        ran = run("explain", gap.folder, "T3")
    assert ran.code == 1
    assert "【试算】" in ran.out.splitlines()[0]
    assert re.search(r"综合得分　—　.*没有采用的实地考评表", ran.out)
    assert re.search(r"考评得分　—　尚缺", ran.out)
    assert re.search(r"\n边界　还有表没有采用或没有填全：可能的名次1–?\d?，", ran.out)
    with in_this_process():
        assert "边界" not in run("explain", gap.folder, "T3", "--figure", "测评得分").out


def test_what_cannot_be_read_is_a_finding(run: Runner, tmp_path: Path) -> None:
    ran = run("explain", tmp_path, "T1", "--json")
    assert ran.code == 2
    assert codes_in(ran.json)
