"""``lianping-xlsx`` without a command: the step of a campaign, whatever of it is given, and the next commands."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core import safe_open
from tests.campaigns import campaign, copy_of, own_words
from tests.cli.running import Ran, Runner, snapshot
from tests.deciding import COMPLETE, type_in
from tests.small import sheets


def step(ran: Ran) -> str:
    """The step that the first line names."""
    assert ran.out.splitlines()[0].count("：") >= 1, ran.out
    return ran.out.partition("：")[0]


def commands(ran: Ran) -> list[str]:
    """The numbered commands, without the program and the folder."""
    listed = [line.split("   ")[0].split() for line in ran.out.splitlines() if line.startswith("  ")]
    assert [number for number, *_ in listed] == [str(number) for number in range(1, len(listed) + 1)]
    return [" ".join(words[1:-1]) for _, *words in listed]


def test_from_the_scheme_to_the_decision(run: Runner, town: Campaign, tmp_path: Path) -> None:
    new = campaign(tmp_path / "new", own_words(sheets()))
    ran = run(new.folder)
    assert (step(ran), commands(ran), ran.code) == ("第2步 发表", ["templates", "check"], 1)

    moved = tmp_path / "aside.xlsx"
    shutil.move(town.received / "U3 第二考核组.xlsx", moved)
    ran = run(town.folder)
    assert step(ran) == "第3步 收表"
    assert "应交7张，已采用6张，未交1张" in ran.out
    assert commands(ran)[0] == "merge"
    run("merge", town.folder)
    assert commands(run(town.folder))[0] == "status"

    shutil.move(moved, town.received / "U3 第二考核组.xlsx")
    ran = run(town.folder)
    assert (step(ran), commands(ran)) == ("第4步 合并", ["merge"])
    run("merge", town.folder)
    ran = run(town.folder)
    assert step(ran) == "第5步 送审、定稿"
    assert commands(ran) == ["verify --recompute", "merge --meeting", "finalize"]
    type_in(town, COMPLETE)
    ran = run(town.folder)
    assert "已经填齐" in ran.out
    assert commands(ran)[0] == "finalize"
    assert run("finalize", town.folder).code == 0
    ran = run(town.folder)
    assert (step(ran), commands(ran), ran.code) == (
        "五步都已办完",
        ["verify", "archive", "mail --feedback", "merge", "rectify"],
        0,
    )


def test_faults_of_the_scheme(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    found.scheme.write_bytes(b"no workbook")
    ran = run(found.folder)
    assert (step(ran), commands(ran), ran.code) == ("第1步 建方案", ["check"], 1)


def test_whatever_of_the_campaign_is_given(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(town.folder)
    told = run("next", town.folder).out
    given = (
        town.folder,
        town.scheme,
        town.received,
        town.received / "U3 第二考核组.xlsx",
        town.summary / "汇总表.xlsx",
    )
    assert [run(path).out for path in given] == [told] * len(given)
    monkeypatch.chdir(town.folder)
    assert step(run()) == step(run(".")) == told.partition("：")[0]
    assert snapshot(town.folder) == before


def test_a_folder_of_campaigns_and_one_without(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("青禾2024", "青禾 2025"):
        campaign(tmp_path / name)
    ran = run()
    assert ran.code == 0
    assert "这里有2个考核文件夹" in ran.out
    assert 'lianping-xlsx "青禾 2025"' in ran.out
    assert "lianping-xlsx 青禾2024 " in ran.out


class Terminal(io.StringIO):
    """Standard input or output that is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> Terminal:
    """A person at a terminal, who types these lines; what he is shown."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(words))
    monkeypatch.setattr(sys, "stdout", shown)
    return shown


def test_a_number_runs_its_command(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = campaign(tmp_path / "c", own_words(sheets()))
    monkeypatch.setattr(safe_open, "today", lambda: dt.date(2024, 12, 13))  # before the deadline, which is asked about
    with monkeypatch.context() as patch:
        shown = typed(patch, "9\nx\n1\ny\n\n")  # the deadline of the scheme has passed, which is asked about
        ran = run(found.folder)
    assert shown.getvalue().count("没有这个序号，请输入1至2。") == 2
    assert "正在运行：lianping-xlsx templates" in shown.getvalue()
    assert ran.code == 1
    assert (found.issued / "分发清单.xlsx").exists()
    assert shown.getvalue().count("接着可以办：") == 2
    assert "第3步 收表：应交7张，已采用0张" in shown.getvalue()


def test_who_types_nothing_does_nothing(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = campaign(tmp_path / "c")
    before = snapshot(found.folder)
    with monkeypatch.context() as patch:
        typed(patch, "\n")
        assert run(found.folder).code == 1
    assert snapshot(found.folder) == before


def test_who_is_late_is_told_in_every_list(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_open, "today", lambda: dt.date(2024, 12, 23))  # due on the 20th
    (town.received / "U3 第二考核组.xlsx").unlink()
    for words in (("status",), ("merge",)):
        ran = run(*words, town.folder)
        assert "全部未交（逾期3天）" in ran.out
        assert "报送截止2024年12月20日，已逾期3天。" in ran.out
    assert "已交齐（逾期" not in ran.out


def test_how_often_a_unit_was_reminded_is_told(run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    run("templates", town.folder)
    (town.received / "U3 第二考核组.xlsx").unlink()
    for day in (21, 21, 25):
        monkeypatch.setattr(safe_open, "today", lambda day=day: dt.date(2024, 12, day))
        assert "第二考核组" in run("mail", "--remind", town.folder).out
    assert "全部未交（逾期5天，已写催报2次，最近2024年12月25日）" in run("status", town.folder).out
    record = '{"made": [{"day": "never", "kind": "催报", "units": ["第二考核组"]}]}'
    town.draft_record.write_text(record, encoding="utf-8")
    assert "全部未交（逾期5天）" in run("merge", town.folder).out


def test_a_campaign_begins_and_goes_on_by_number(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        shown = typed(patch, "1\n青禾2024\n2\n\n")
        run()
    assert "这里还没有考核文件夹。" in shown.getvalue()
    assert "  2  村（社区）党组织书记“双述双评”和考核（lean-village）" in shown.getvalue()
    assert (tmp_path / "青禾2024" / "考核方案.xlsx").is_file()
    assert shown.getvalue().count("接着可以办：") == 2  # before, and of the campaign that was made

    with monkeypatch.context() as patch:
        shown = typed(patch, "2\n青禾2025\n1\n\n")
        run()
    assert "照“青禾2024”办下一年" in shown.getvalue()
    assert "照搬自 青禾2024" in shown.getvalue()

    with monkeypatch.context() as patch:
        shown = typed(patch, "2\n\n")
        ran = run()
    assert "看“青禾2025”办到哪一步" in shown.getvalue()
    assert (ran.code, shown.getvalue().count("接着可以办：")) == (1, 2)


@pytest.mark.parametrize("lines", ["\n", "1\n\n", "1\n青禾2024\n\n", "9\n1\n--force\n\n"])
def test_nothing_is_made_where_somebody_turns_back(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        typed(patch, lines)
        assert run().code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../青禾", "/青禾", "青禾:1", '"青禾"', "-x", ".", "..", "青禾.", "a\x1bb", "\udcb4", "C:\\\\青禾"]
)
def test_a_name_that_no_folder_can_have_everywhere_is_asked_for_again(
    name: str, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    with monkeypatch.context() as patch:
        shown = typed(patch, f"1\n{name}\n\n")
        assert run().code == 2
    assert "文件夹名不能有" in shown.getvalue()
    assert [path.name for path in tmp_path.rglob("*")] == ["here"]


def test_an_archive_is_known_by_the_decision_in_it_and_not_by_its_time(
    run: Runner, decided_once: Campaign, tmp_path: Path
) -> None:
    """Clocks are set wrong, and a copied folder has the times of the copying; next to it is said what may go."""
    found = copy_of(decided_once, tmp_path / "c")
    run("archive", found.folder)
    [archive] = (found.folder / "归档").iterdir()
    os.utime(archive, (1, 1))
    assert "已经归档" in run("next", found.folder).out
    type_in(found, {**COMPLETE, "C3": "县委常委会第13次会议"})
    assert run("finalize", found.folder).code in (0, 1)
    later = time.time() + 3_600
    os.utime(archive, (later, later))
    (archive.parent / "别的.zip").write_bytes(b"PK")
    (archive.parent / "夹.zip").mkdir()
    assert "已经归档" not in run("next", found.folder).out
    run("archive", found.folder)
    assert "已经归档" in run("next", found.folder).out


@pytest.mark.slow
def test_after_the_decision_to_the_next_year(
    run: Runner, decided_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Archived, destroyed, and the year after: each is offered when it is its turn."""
    found = copy_of(decided_once, tmp_path / "青 禾2024")
    monkeypatch.chdir(tmp_path)
    begin = 'lianping-xlsx init "青 禾2025" --from "青 禾2024"'
    told = run("青 禾2024").out
    assert begin in told
    assert "destroy" not in told
    run("archive", found.folder)
    told = run("青 禾2024").out
    assert "已经归档，收回的票可以按规定销毁。" in told
    assert "lianping-xlsx destroy " in told
    run("destroy", found.folder, "--yes", "--by", "陆明")
    told = run("青 禾2024").out
    assert "lianping-xlsx destroy " not in told
    shown = typed(monkeypatch, f"{sum(line.startswith('  ') for line in told.splitlines())}\n\n")
    run("青 禾2024")
    assert (tmp_path / "青 禾2025" / "考核方案.xlsx").is_file()
    assert "考核文件夹：青 禾2025\n第1步 建方案" in shown.getvalue(), "the menu goes on with the new one"
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert "--from" not in run("青 禾2024").out


@pytest.mark.parametrize(
    ("name", "offered"),
    [("青禾2022", "青禾2025"), ("2022年建考2024", "2022年建考2025"), ("2024-2025学年", "2025-2026学年"), ("青禾", "")],
)
def test_the_next_year_is_the_one_after_that_of_the_scheme(
    name: str, offered: str, run: Runner, decided_once: Campaign, tmp_path: Path
) -> None:
    """Whatever year the folder is called after: a copied folder keeps the name of an earlier year."""
    told = run("next", copy_of(decided_once, tmp_path / name).folder).out
    assert [
        line.split(" --from")[0].rpartition("/")[2].strip('"') for line in told.splitlines() if "--from" in line
    ] == ([offered] if offered else [])
