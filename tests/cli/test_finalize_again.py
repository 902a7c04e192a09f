"""``finalize`` again: no decision is lost, nor anything that people wrote into 4审定."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lianping_xlsx.app import storage
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, open_book
from tests.campaigns import answer
from tests.cli.running import Runner, refused
from tests.deciding import (
    COMPLETE,
    record,
    says,
    texts,
    type_in,
)
from tests.small import Entries, Town


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
    for paper in (town.decided / "通报.docx", *(town.decided / "反馈意见书").glob("*.docx")):
        assert says(paper, "不一致的，以")
        assert not says(town.decided / "第1次" / paper.relative_to(town.decided), "不一致的，以")
    assert run("verify", town.folder).code == 0


@pytest.mark.slow
def test_a_decision_taken_back_is_a_third_one(run: Runner, town: Campaign) -> None:
    for tier, reason in (("中", None), ("差", "信访问题"), ("中", None)):
        type_in(town, COMPLETE | {"I6": tier, "J6": reason})
        assert run("finalize", town.folder).code == 0
    assert [decision["ratees"][1]["decided_tier"] for decision in record(town)] == ["中", "差", "中"]


def _damage(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow_but_first
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
    assert told in refused(run, town.folder)
    assert run("verify", town.folder).code == 1


# ---------------------------------------------------------------- the files of 4审定


LETTER = "反馈意见书/T2 石栏镇 叶尔江·萨迪克.docx"
LIST = "整改清单.xlsx"


@pytest.mark.slow
def test_one_meeting_that_decided_on_two_results_is_asked_about(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    rubric = Town().form(FormKind.RUBRIC, ratee="T1")
    lost: Entries = {key: 1.6 for key in answer(rubric) if key[1] == "deduction"}
    (town.received / "更正.xlsx").write_bytes(Town().filled(rubric, answer(rubric) | lost))
    run("merge", town.folder, "--prefer", "newest")
    assert "没有重新研究或确认" in refused(run, town.folder)
    type_in(town, {"C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    ran = run("finalize", town.folder)
    assert (ran.code, "已按现在的结果定稿" in ran.out) == (1, True)
    assert run("finalize", town.folder).code == 0


def test_every_document_is_written(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    names = {str(path.relative_to(town.decided)) for path in town.decided.rglob("*.*")}
    persons = {"T1 云溪镇 陆明澈", "T2 石栏镇 叶尔江·萨迪克", "T3 莲浦街道 游砚秋"}
    letters = {f"反馈意见书/{person}.{kind}" for person in persons for kind in ("xlsx", "docx")}
    letters |= {f"整改清单/{person}.xlsx" for person in persons}
    lists = {"上报表.xlsx", "通报附件.xlsx", "通报.docx", LIST, "结果运用清单.xlsx", "结果报送表.xlsx"}
    lists |= {"全套.docx"}
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
    assert "改动过的一份已移到“4审定/第1次”里" in ran.out
    assert (town.decided / LETTER).read_bytes()[:2] == b"PK"
    assert [path.read_bytes() for path in (town.decided / "备份").iterdir()] == [b"made by hand"]
    assert (town.decided / "第1次" / LETTER).read_bytes() == b"another letter"


@pytest.mark.slow
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
    assert "“3汇总/结果.json”在汇总之后被改动过" in out
    assert "“3汇总/结果.json”已经不是审定所依据的那一份" in out


def test_a_target_that_is_open_elsewhere(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    type_in(town, {"I6": "差", "J6": "信访问题"})

    def refuse(target: Path) -> None:
        if target.name == "审定记录.xlsx":
            raise PermissionError(errno.EACCES, "Permission denied", str(target))

    monkeypatch.setattr(storage, "_probe", refuse)
    assert "“审定记录.xlsx”写不进去（没有权限，或正被其他程序使用）" in refused(run, town.folder)


def test_a_file_where_the_folder_should_be(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    town.decided.write_bytes(b"x")
    assert "写不进去" in refused(run, town.folder)
