"""The progress bar on standard error: what it says, and that it keeps the process one that can be copied."""

from __future__ import annotations

import io
import sys
import threading
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.watch import ChangeAlarm
from lianping_xlsx.cli import console
from lianping_xlsx.cli.console import progress_bar
from lianping_xlsx.core.stages import heard_by, tell
from tests.campaigns import copy_of
from tests.cli.running import Runner
from tests.inline import in_this_process


class Screen(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def screen_of(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """What is shown from now on; a fixture would be replaced by what pytest captures."""
    shown = Screen()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    return shown


def test_it_tells_how_far_the_work_is_and_what_comes_then(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(monkeypatch)
    before = threading.active_count()
    with progress_bar("读取收回的表", "正在写出汇总表……") as show:
        show(0, 200)
        show(200, 200)
        assert threading.active_count() == before  # a process with several threads is not copied
        assert "正在写出汇总表……" in screen.getvalue()
        assert "100%" in screen.getvalue()
    with progress_bar("生成表样") as show:
        show(0, 100)
        show(100, 100)
    assert "生成表样" in screen.getvalue()


def test_a_few_files_are_not_worth_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(monkeypatch)
    with progress_bar("读取收回的表", "正在写出汇总表……") as show:
        show(1, 2)
        show(2, 2)
    assert "读取" not in screen.getvalue()
    assert "汇总表" not in screen.getvalue()


def test_long_work_is_told_of_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(monkeypatch)
    before = threading.active_count()
    with progress_bar("用另一套程序重新计算", long=True) as show:
        assert "用另一套程序重新计算" in screen.getvalue()
        show(1, 2)
        assert threading.active_count() == before
    with progress_bar("读取收回的表"):
        assert "读取" not in screen.getvalue()


COUNTED_AGAIN = ("正在重新读取收回的表（1/", "正在重新汇集各表的分和票（1/", "正在重新计算……", "正在逐人逐数比对……")
STAGES = {
    "verify --recompute": ("用另一套程序重新计算", *COUNTED_AGAIN, "正在看办到哪一步……"),
    "explain --all": ("写出核算底稿", "正在计分、排序……", "正在汇集每一张票……", "正在写“计算说明”……", "正在写入文件……"),
    "archive": (
        *(
            "正在核对各文件与记录……",
            "正在归档，并用包里的核验程序核对一遍",
            "正在把各文件归在一起……",
            "正在合并无记名的票……",
        ),
        *("正在写“票组”……", "正在压缩……", *COUNTED_AGAIN, "正在写入文件……"),
        "正在看办到哪一步……",
    ),
    "finalize": (
        "写出审定的各项材料",
        *("正在计分、排序……", "正在写“整改清单”……", "正在写“反馈意见书”……", "正在写出反馈意见书……"),
        *("正在合成成套打印的文件……", "正在写入文件……"),
    ),
    "merge --meeting": ("正在计分、排序……", "正在写“综合排序”……", "正在写出看板……", "正在写入文件……"),
    "watch": ("正在计分、排序……", "正在写“综合排序”……", "正在写出看板……", "正在写入文件……"),
    "init --update": ("补上本版本新增的内容",),
}
"""What each command that takes seconds for a county says it is doing, in this order."""


def _interrupted(_: ChangeAlarm) -> None:
    raise KeyboardInterrupt


@pytest.mark.slow
@pytest.mark.parametrize("words", STAGES)
def test_commands_that_take_long_say_what_they_do(
    words: str, run: Runner, decided_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a county each of these stages takes up to two seconds, most of them without reading a file."""
    folder = copy_of(decided_once, tmp_path / "c").folder
    for name in ("_REDRAW", "_REDRAW_WORDS", "_SOON"):
        monkeypatch.setattr(console, name, -1)
    monkeypatch.setattr(ChangeAlarm, "wait", _interrupted)
    with in_this_process():
        screen = screen_of(monkeypatch)
        assert run(*words.split(), folder).code in (0, 1)
    shown = screen.getvalue()
    found = [shown.find(stage) for stage in STAGES[words]]
    assert -1 not in found, STAGES[words][found.index(-1)]
    assert found == sorted(found)


def test_what_is_told_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(monkeypatch)
    monkeypatch.setattr(console, "_REDRAW_WORDS", -1)
    with progress_bar("读取收回的表", long=True):
        tell("正在写“[red]甲[/]\x1b[2J”……", 1, 2)
        with heard_by(None):
            tell("在另一个进程里")
    tell("没有人听")
    assert "正在写“[red]甲[/]_[2J”……" in screen.getvalue()
    assert "另一个进程" not in screen.getvalue()
    assert "没有人听" not in screen.getvalue()


def test_nothing_is_drawn_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("读取收回的表") as show:
        show(200, 200)
    assert capsys.readouterr() == ("", "")
