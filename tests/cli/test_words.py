"""Help and usage errors: Chinese throughout, with examples; asking for help costs no heavy import."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from lianping_xlsx.cli.chinese import words_for
from lianping_xlsx.cli.main import cli
from tests.cli.running import Runner

SAMPLE = Path(__file__).parents[2] / "samples/zhongwei-secretary"
COMMANDS = list(cli.commands)
_ENGLISH = re.compile(
    r"\b(Usage|Options?|Commands?|Arguments?|Error|Try|Show|Invalid|Missing|No such|required|got|default)\b", re.I
)


def test_the_commands_stand_in_the_order_of_the_work() -> None:
    assert COMMANDS == [
        "next",
        "presets",
        "init",
        "import",
        "check",
        "templates",
        "mail",
        "status",
        "merge",
        "watch",
        "explain",
        "finalize",
        "rectify",
        "verify",
        "archive",
        "destroy",
        "help",
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_chinese_with_an_example(name: str, run: Runner) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"用法：lianping-xlsx {name}")
    assert re.search(rf"例：lianping-xlsx {name}\b", ran.out)
    assert "选项：" in ran.out
    assert not _ENGLISH.search(ran.out)
    command = cli.commands[name]
    assert command.short_help
    assert command.short_help.endswith("。")
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or (parameter.help or "").endswith("。"), parameter.name


def test_the_help_of_all(run: Runner) -> None:
    ran = run("--help")
    assert ran.code == 0
    for name in COMMANDS:
        assert f"\n  {name}" in ran.out
    assert not _ENGLISH.search(ran.out)
    assert run("--version").out.startswith("lianping-xlsx ")


def test_help_is_found_under_every_usual_word(run: Runner) -> None:
    whole, merge = run("--help").out, run("merge", "--help").out
    assert run("-h").out == whole
    assert run("帮助").out == run("help").out != whole
    assert [run(*words).out for words in (("help", "merge"), ("merge", "-h"), ("Merge", "-h"))] == [merge] * 3


def test_no_command_where_there_is_no_campaign_shows_the_help(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run()
    assert (ran.code, ran.out) == (2, run("--help").out)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["评分"], "没有这个命令。可用的命令：next、presets、init、import、check"),
        (["合并"], "没有这个命令。是不是 merge？可用的命令："),
        (["mrege"], "没有这个命令。是不是 merge？可用的命令："),
        (["templates", "--强制"], "没有“--强制”这个选项。可用的选项：--force、--slots"),
        (["merge", "--prefere", "x"], "没有“--prefere”这个选项。是不是 --prefer？"),
        (["merge", "--prefer"], "“--prefer”的写法不对"),
        (["init", "--force=1"], "“--force”的写法不对"),
        (["status", "青禾", "2024"], "多写了“2024”"),
        (["check", "{file}"], "“文件”是文件，请写考核文件夹（里面有“考核方案.xlsx”的那一个）。"),
        (["explain", "{file}", "张三"], "错误：“文件”是文件，请写考核文件夹（里面有“考核方案.xlsx”的那一个）。"),
        (["explain", "--all", "{file}"], "错误：“文件”是文件，请写考核文件夹（里面有“考核方案.xlsx”的那一个）。"),
        (["归档"], "没有这个命令。是不是 archive？可用的命令："),
        (["init", "长" * 100], "”打不开：文件名太长。"),
        (["templates", "--slots", "{folder}"], "“文件”写得不对：那里不是一个文件。"),
        (["init", "x", "--preset", "没有的"], "没有“没有的”这个预置方案。可用的：lean-township"),
    ],
)
def test_what_was_typed_wrong_is_said_in_chinese(
    words: list[str], told: str, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "文件").write_text("x")
    (tmp_path / "夹").mkdir()
    ran = run(*(word.format(file="文件", folder="夹") for word in words))
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert ran.err.startswith("错误：")
    assert not _ENGLISH.search(ran.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["夹", "文件"]  # nothing written


def test_every_command_is_found_by_a_chinese_word() -> None:
    assert [name for name in COMMANDS if not words_for(name)] == ["help"]  # 帮助 and 手册 are the command itself


WORD = ("docx", "docxtpl", "lxml")
HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine", "rich", "pebble", "watchfiles", "anyio", *WORD)
FOR_PAGES = ("jinja2",)


@pytest.mark.parametrize("words", [["--help"], ["merge", "--help"], ["--version"], ["汇总"]])
def test_asking_costs_no_heavy_import(words: list[str]) -> None:
    program = (
        "import sys\n"
        f"sys.argv = ['lianping-xlsx', *{words!r}]\n"
        "from lianping_xlsx.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [name for name in {(*HEAVY, *FOR_PAGES)!r} if name in sys.modules])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.splitlines()[-1] == "HEAVY []"


def test_commands_that_count_nothing_do_without_pandas() -> None:
    """It takes half of the time in which they start."""
    names = ("archive", "campaign_state", "check", "destroy", "init", "mail", "rectify", "status", "verify")
    imports = ", ".join(f"lianping_xlsx.app.{name}" for name in names)
    program = f"import sys, {imports}\nprint('pandas' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout == "False\n"


@pytest.mark.slow
def test_merge_imports_no_word_library(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "考核")
    program = (
        "import sys\n"
        f"sys.argv = ['lianping-xlsx', 'merge', {str(tmp_path / '考核')!r}]\n"
        "from lianping_xlsx.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('WORD', [name for name in {WORD!r} if name in sys.modules])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert ended.stdout.splitlines()[-1] == "WORD []"
    assert "已汇总" in ended.stdout or "正式" in ended.stdout


def test_presets_are_listed_with_their_sources(run: Runner) -> None:
    ran = run("presets")
    assert ran.code == 0
    assert "lean-township" in ran.out
    assert "乐安县" in ran.out
