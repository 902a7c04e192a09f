"""``help``: where the manual is, what it says on a word; nothing is written anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lianping_xlsx.manual.contents import MANUAL_FILE
from tests.cli.running import Runner
from tests.cli.test_words import HEAVY
from tests.manual.the_manual import the_manual

pytestmark = pytest.mark.usefixtures("empty_folder")


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, in which a command could leave something."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("words", [["help"], ["帮助"], ["手册"], ["HELP"]])
def test_without_a_word_it_says_where_the_manual_is(words: list[str], run: Runner, empty_folder: Path) -> None:
    ran = run(*words)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"操作手册：{MANUAL_FILE}\n")
    assert MANUAL_FILE.is_file()
    assert all(chapter.title in ran.out for chapter in the_manual().chapters)
    assert "lianping-xlsx help 废票" in ran.out
    assert [*empty_folder.iterdir()] == []


def test_a_word_is_looked_up(run: Runner, empty_folder: Path) -> None:
    ran = run("help", "废票")
    assert ran.code == 0
    assert ran.out.startswith("1. 名词 → 名词解释 → 废票\n   意思：整张不计的票")
    assert "××登记为废票，整票不计。" in ran.out
    assert ran.out.endswith(f"整本手册：{MANUAL_FILE}（lianping-xlsx help --open 用浏览器打开）\n")
    assert [*empty_folder.iterdir()] == []


def test_a_setting_is_shown_with_its_default_and_its_note(run: Runner) -> None:
    out = run("help", "测评得分公布线").out
    first = out.split("\n\n")[0]
    assert first.startswith("1. 考核方案的各张表 → “计分规则”表 → 测评得分公布线\n")
    assert "新方案中：3；" in first
    assert "说明：管测评得分、综合得分能不能对外公布" in first


def test_a_finding_is_found_by_what_was_shown(run: Runner) -> None:
    ran = run("help", "003号票对“云溪镇 陆明澈”的评分填的是“约90”，不是数字，没有计入。")
    assert ran.code == 0
    assert "最接近的几处：\n1. 问题和处理办法 → 格里填的内容 → ××填的是“××”，不是数字，没有计入。\n" in ran.out
    assert "   级别：错误；处理办法：请填写" in ran.out


@pytest.mark.parametrize("name", ["merge", "Merge", "help"])
def test_a_command_is_shown_as_by_its_own_help(name: str, run: Runner) -> None:
    assert run("help", name) == run(name.lower(), "--help")


def test_an_option_is_looked_up_like_a_word(run: Runner) -> None:
    ran = run("help", "--remind")
    assert ran.code == 0
    assert "mail" in ran.out.splitlines()[0]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("量子", "操作手册里没有“量子”。请换一个词，写短一些。\n"),
        ("泄密", "操作手册里没有“泄密”。是不是“保密”？请换一个词，写短一些。\n"),
        (
            "总分封定",
            "操作手册里没有“总分封定”。是不是“总分”或“总分封顶”？最接近的几处：\n1. 考核方案的各张表 → “计分规则”表",
        ),
        ("\x1b[2J量子", "操作手册里没有“_[2J量子”。"),
    ],
)
def test_a_word_that_is_not_in_the_manual(word: str, told: str, run: Runner) -> None:
    ran = run("help", word)
    assert ran.code == (0 if "最接近" in told else 1)
    assert ran.out.startswith(told)
    assert str(MANUAL_FILE) in ran.out


def test_commands_in_what_is_shown_have_the_name_by_which_the_program_was_called() -> None:
    command = [sys.executable, "-m", "lianping_xlsx", "help", "第4步 合并"]
    ended = subprocess.run(command, cwd=MANUAL_FILE.parent, capture_output=True, text=True, timeout=60, check=True)
    assert "运行 python -P -m lianping_xlsx merge 青禾2024：读取收回的表" in ended.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="another program opens files there")
def test_the_manual_is_opened_by_the_program_for_pages(tmp_path: Path, empty_folder: Path) -> None:
    opener, note = tmp_path / "xdg-open", tmp_path / "opened"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {note}.part && mv {note}.part {note}\n')
    opener.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "lianping_xlsx", "help", "--open"]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=True)
    assert ended.stdout.startswith(f"操作手册：{MANUAL_FILE}")
    deadline = time.monotonic() + 30
    while not note.exists() and time.monotonic() < deadline:  # the program does not wait for the other one
        time.sleep(0.02)
    assert note.read_text() == str(MANUAL_FILE)
    assert [*empty_folder.iterdir()] == []


def test_where_nothing_opens_it_that_is_said(empty_folder: Path) -> None:
    environment = {**os.environ, "PATH": str(empty_folder)}
    command = [sys.executable, "-m", "lianping_xlsx", "help", "--open"]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=True)
    assert "请自己打开下面的文件" in ended.stderr
    assert str(MANUAL_FILE) in ended.stdout


def test_a_wrong_command_is_pointed_to_the_manual(run: Runner) -> None:
    ran = run("废票")
    assert (ran.code, ran.out) == (2, "")
    assert "没有这个命令。" in ran.err
    assert "查操作手册：lianping-xlsx help 废票\n" in ran.err


@pytest.mark.parametrize("words", [["help"], ["help", "废票"]])
def test_looking_up_costs_no_heavy_import(words: list[str]) -> None:
    program = (
        "import sys\n"
        f"sys.argv = ['lianping-xlsx', *{words!r}]\n"
        "from lianping_xlsx.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [name for name in {(*HEAVY, 'jinja2')!r} if name in sys.modules])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.splitlines()[-1] == "HEAVY []"
