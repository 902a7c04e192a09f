"""``watch`` as a clerk sees it: a line a merge; and once as a program of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.watch import Round, watch_returns
from lianping_xlsx.app.working_papers import write_working_papers
from lianping_xlsx.cli.watch import describe
from lianping_xlsx.core.findings import Finding, Outcome, Place
from tests.campaigns import answered, campaign
from tests.cli.running import Ran, Runner, snapshot
from tests.inline import read_in_this_process


def rounds_of(monkeypatch: pytest.MonkeyPatch, *rounds: Round) -> None:
    """Let the watch have just these rounds, then be interrupted."""

    def watch(*_: object, **__: object) -> Iterator[Round]:
        yield from rounds
        raise KeyboardInterrupt

    monkeypatch.setattr("lianping_xlsx.app.watch.watch_returns", watch)


def merged(folder: Path, **news: tuple[str, ...]) -> Round:
    """The round of a folder as it is."""
    outcome = next(watch_returns(folder)).outcome
    return Round(**{"number": 2, "came": (), "changed": (), "gone": (), "unsettled": (), "outcome": outcome} | news)  # type: ignore[arg-type]


def failed(fault: Exception | None = None) -> Round:
    slots = {"file": "汇总表.xlsx", "reason": "没有权限，或正被其他程序使用"}
    refusal: Outcome[None] = Outcome(None, (Finding("write.failed", Place("汇总表.xlsx"), slots),))
    return Round(2, (), (), (), (), fault or refusal)


def lines(ran: Ran) -> list[str]:
    """What was said between the first line and the last, without the time of day."""
    first, *said = ran.out.splitlines()
    assert first.startswith("正在守候")
    end = said.index("已结束守候。")
    assert said[end + 1].startswith("第")
    return [re.sub(r"^\d\d:\d\d:\d\d ", "", line) for line in said[:end]]


def test_a_line_a_merge_and_the_exit_code_of_the_last(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_this_process(monkeypatch)
    whole = answered(tmp_path / "c").folder
    part = answered(tmp_path / "d")
    for unit in ("U3 第二考核组", "U4 县委评议组"):
        (part.received / f"{unit}.xlsx").unlink()
    trial = merged(part.folder, came=("a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"), changed=("../考核方案.xlsx",))
    official = merged(whole, gone=("a.xlsx",), unsettled=("~$b.xlsx",))
    rounds_of(monkeypatch, trial, official)
    ran = run("watch", whole)
    assert ran.code == 0
    first, second = lines(ran)
    words = (
        "收到 a.xlsx、b.xlsx、c.xlsx等4个；改动 考核方案.xlsx → "
        "【试算】已采用5/7张，还缺：第二考核组、县委评议组；错误2个"
    )
    assert re.fullmatch(re.escape(words) + r"(、说明\d+个)?", first)
    assert second.startswith("移走 a.xlsx；还开着或没传完 ~$b.xlsx → 【正式】已采用7/7张；")
    rounds_of(monkeypatch, official, trial)
    assert run("watch", whole).code == 1
    rounds_of(monkeypatch, official, failed())
    assert run("watch", whole).code == 2


def test_a_trial_in_the_place_of_an_official_result_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_this_process(monkeypatch)
    found = answered(tmp_path / "c")
    assert "上一次" not in describe(merged(found.folder))
    (found.received / "U3 第二考核组.xlsx").unlink()
    assert "→ （上一次合并的结果是【正式】）【试算】" in describe(merged(found.folder))
    assert "上一次" not in describe(merged(found.folder))


def test_papers_that_a_merge_takes_away_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    found = answered(tmp_path / "c")
    merged(found.folder)
    assert write_working_papers(found.folder).value is not None
    (found.received / "U3 第二考核组.xlsx").unlink()
    assert describe(merged(found.folder)).endswith("；“核算底稿.xlsx”是按上一次的结果写的，已经删去")
    assert "底稿" not in describe(merged(found.folder))


@pytest.mark.slow
def test_what_fails_in_the_same_way_again_is_said_once(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_this_process(monkeypatch)
    whole = answered(tmp_path / "c").folder
    rounds_of(monkeypatch, failed(), failed(), failed(ValueError("不该发生")), merged(whole), merged(whole))
    said = lines(run("watch", whole))
    assert said[0].startswith("再试一次 → 没有合并成：汇总表.xlsx：“汇总表.xlsx”写不进去（没有权限，")
    assert "然后重新运行。（错误1个）" in said[0]
    assert said[1].startswith("再试一次 → 没有合并成。程序出错了（ValueError")
    assert [line[:10] for line in said[2:]] == ["再试一次 → 【正式"] * 2


def test_the_first_round_has_no_news() -> None:
    assert describe(Round(1, (), (), (), (), ValueError())).startswith("开始 → ")


def test_names_of_files_do_nothing_to_a_terminal() -> None:
    told = describe(Round(2, ("\x1b[2J清屏.xlsx",), ("甲\n乙\u202e.xlsx",), (), (), ValueError("\x07")))
    assert told.isprintable()
    assert "清屏.xlsx" in told


def test_a_folder_that_is_none_of_ours(run: Runner, tmp_path: Path) -> None:
    ran = run("watch", tmp_path)
    assert ran.code == 2
    assert "没有“考核方案.xlsx”" in ran.out
    found = campaign(tmp_path / "c")
    found.received.rmdir()
    ran = run("watch", found.folder)
    assert ran.code == 2
    assert f"找不到收回文件夹“{found.received}”" in ran.out
    assert not found.summary.exists()


_PROGRAM = (
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # whoever runs the tests may have it ignored
    "from lianping_xlsx.cli.main import main\n"
    "main()\n"
)
_PATIENCE = 120.0


def _watched(folder: Path, *words: str) -> tuple[Campaign, str]:
    """A campaign whose last form comes while ``watch`` runs, which is then interrupted, and what it said."""
    found = answered(folder / "c")
    late = folder / "U3 第二考核组.xlsx"
    shutil.move(found.received / late.name, late)
    result = found.summary / "结果.json"
    command = [sys.executable, "-c", _PROGRAM, "watch", *words, str(found.folder)]
    with (folder / "out").open("wb") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as watch:
        try:
            _until(lambda: result.exists() and json.loads(result.read_bytes())["status"] == "试算")
            shutil.copy(late, found.received)
            _until(lambda: json.loads(result.read_bytes())["status"] == "正式")
            _until(lambda: "【正式】" in (folder / "out").read_text(encoding="utf-8"))
            watch.send_signal(signal.SIGINT)
            assert watch.wait(_PATIENCE) == 0
        finally:
            watch.kill()
    return found, (folder / "out").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[tuple[Campaign, str]]]]:
    """Side by side, since they mostly wait."""
    with ThreadPoolExecutor(2) as threads:
        yield {
            words: threads.submit(_watched, tmp_path_factory.mktemp("watched"), *words.split())
            for words in ("", "--poll")
        }


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="is stopped by a signal")
@pytest.mark.parametrize("words", ["", "--poll"])
def test_as_a_program_of_its_own(words: str, watched: dict[str, Future[tuple[Campaign, str]]]) -> None:
    found, told = watched[words].result()
    assert "开始 → 【试算】已采用6/7张，还缺：第二考核组；" in told
    assert "收到 U3 第二考核组.xlsx → 【正式】已采用7/7张" in told
    assert "\n已结束守候。\n" in told
    assert [name for name in snapshot(found.folder) if name.endswith(".tmp")] == []


def _until(holds: object) -> None:
    """Waits for it, for as long as a busy machine may need."""
    assert callable(holds)
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        if holds():
            return
        time.sleep(0.2)
    pytest.fail("nothing happened")
