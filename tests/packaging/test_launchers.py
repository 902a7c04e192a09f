"""The launchers: what cmd.exe reads, and what a double click in the file manager of a Linux starts."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from lianping_xlsx.packaging.launchers import (
    PROGRAM_FOLDER,
    WINDOW,
    write_guide,
    write_installers,
    write_linux_launchers,
    write_windows_launchers,
)

HARD = "我的 电脑（办公）(1) &50%a% $HOME 'x' !y! `z`"
"""The name of a folder with everything that a command line has a meaning for."""
DRAGGED = [f"/{HARD}/青禾2024", "甲 & 乙.xlsx"]
START = "from lianping_xlsx.__main__ import launched; launched()"
_PRINTS = """#!/bin/sh
for word in "$@"; do printf '[%s]\\n' "$word"; done
printf 'in [%s] by [%s]\\n' "$(pwd)" "$(command -v lianping-xlsx)"
exit 3
"""
"""It stands for Python, shows what it gets, and ends with a code of its own."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all launchers, in a place with a hard name, in which a script stands for Python."""
    made = tmp_path / HARD
    write_windows_launchers(made)
    write_linux_launchers(made)
    write_installers(made, ["3.12", "3.11"])
    python = made / PROGRAM_FOLDER / "python/bin/python3"
    python.parent.mkdir(parents=True)
    python.write_text(_PRINTS)
    python.chmod(0o755)
    return made


def started(*command: str | Path, at: Path = Path("/")) -> subprocess.CompletedProcess[str]:
    """A command as a file manager starts it, without a terminal."""
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, cwd=at, env=environment, check=False)


def batch_files(folder: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in folder.rglob("*.bat")}
    assert found.keys() == {"联评联考.bat", "安装.bat", "lianping-xlsx.bat"}
    return found


def test_cmd_reads_a_batch_file_alike_in_every_code_page(folder: Path) -> None:
    """Only messages are Chinese; in GBK they have no byte of ASCII, so that none is a command in another code page."""
    for name, content in batch_files(folder).items():
        assert content.count(b"\n") == content.count(b"\r\n"), name
        assert content.endswith(b"\r\n")
        for line in content.decode("gbk").splitlines():
            chinese = [character for character in line if ord(character) > 127]
            assert not chinese or line.startswith("echo "), line
            assert all(byte > 0x7F for character in chinese for byte in character.encode("gbk")), line


def test_every_path_in_a_batch_file_stands_in_quotation_marks(folder: Path) -> None:
    for name, content in batch_files(folder).items():
        for line in content.decode("gbk").splitlines():
            outside = "".join(line.split('"')[::2])
            assert "~" not in outside, (name, line)
            assert set(re.findall(r"[%!](LIANPING_\w+)", outside)) <= {"LIANPING_WORDS", "LIANPING_CODE"}, line
            assert line.count('"') % 2 == 0, line


def test_a_batch_file_puts_no_path_into_a_line_while_exclamation_marks_are_expanded(folder: Path) -> None:
    """With delayed expansion a ``!`` in the value of ``%…%`` would be lost."""
    text = batch_files(folder)["联评联考.bat"].decode("gbk")
    expanded = re.findall(r"EnableDelayedExpansion(.*?)endlocal", text, re.DOTALL)
    expanded += re.findall(r"^:whole_line(.*?)^:stay", text, re.DOTALL | re.MULTILINE)
    assert len(expanded) == 2
    assert re.findall(r"%LIANPING\w+%|%\*|%~dp0", "".join(expanded)) == []


def test_every_label_of_a_batch_file_is_there(folder: Path) -> None:
    for name, content in batch_files(folder).items():
        text = content.decode("gbk")
        assert set(re.findall(r"goto (\w+)", text)) <= set(re.findall(r"^:(\w+)", text, re.MULTILINE)), name


def test_the_batch_files_start_the_program_by_the_same_words_as_the_scripts(folder: Path) -> None:
    batches = batch_files(folder)
    assert batches["联评联考.bat"].decode("gbk").count('python.exe"\r\n') == 2
    starts = [text.decode("gbk").count(f'" -I -c "{START}" "') for text in batches.values()]
    assert sorted(starts) == [0, 1, 2]
    assert f"-I -c '{START}'" in (folder / PROGRAM_FOLDER / "bin/lianping-xlsx").read_text(encoding="utf-8")


def test_a_double_click_starts_the_program_without_a_command_where_the_launcher_lies(folder: Path) -> None:
    ended = started(folder / f"{WINDOW}.sh")
    command = f"{folder}/program/bin/lianping-xlsx"
    assert ended.stdout.splitlines() == ["[-I]", "[-c]", f"[{START}]", f"[{command}]", f"in [{folder}] by [{command}]"]
    assert (ended.returncode, ended.stderr) == (3, "")


def test_what_is_dragged_onto_the_launcher_is_passed_on(folder: Path, tmp_path: Path) -> None:
    ended = started("sh", folder / f"{WINDOW}.sh", *DRAGGED, at=tmp_path)
    assert ended.stdout.splitlines()[4:-1] == [f"[{word}]" for word in DRAGGED]
    assert ended.stdout.splitlines()[-1].startswith(f"in [{tmp_path}]")


def test_the_entry_of_the_desktop_starts_the_launcher_beside_it(folder: Path, tmp_path: Path) -> None:
    """Its value is read as the specification of desktop entries says: escapes of the value, then quotation."""
    entry = folder / f"{WINDOW}.desktop"
    line = next(line for line in entry.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))
    value = line.removeprefix("Exec=").replace("\\\\", "\\")
    words: list[str] = []
    for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value):
        fields = {"%k": [str(entry)], "%F": DRAGGED}
        words += fields.get(bare, [bare]) if bare else [re.sub(r'\\(["`$\\])', r"\1", quoted)]
    ended = started(*words, at=tmp_path)
    assert ended.stdout.splitlines()[4:-1] == [f"[{word}]" for word in DRAGGED]


def test_the_window_stays_for_more_commands_after_a_double_click_only(folder: Path, tmp_path: Path) -> None:
    shell = tmp_path / "shell"
    shell.write_text("#!/bin/sh\nprintf 'a shell, with %s' \"$(command -v lianping-xlsx)\"\n")
    shell.chmod(0o755)

    def shown(*words: str) -> str:
        ours, theirs = pty.openpty()
        environment = {"PATH": os.defpath, "SHELL": str(shell), "LC_ALL": "C.UTF-8"}
        command = [str(folder / f"{WINDOW}.sh"), *words]
        told = subprocess.run(command, stdin=theirs, stdout=subprocess.PIPE, env=environment, check=False).stdout
        os.close(ours)
        os.close(theirs)
        return told.decode()

    command = f"a shell, with {folder}/program/bin/lianping-xlsx"
    assert shown().endswith(command)
    assert shown(str(tmp_path)).endswith(command)
    assert "a shell" not in shown("merge", str(tmp_path))


def test_a_permission_that_was_lost_on_the_way_is_given_again(folder: Path) -> None:
    for path in (folder / PROGRAM_FOLDER).rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    assert started("sh", folder / f"{WINDOW}.sh").returncode == 3


def test_a_launcher_alone_says_what_is_lacking(folder: Path) -> None:
    (folder / PROGRAM_FOLDER / "python/bin/python3").unlink()
    assert "请先运行“安装.sh”" in started(folder / f"{WINDOW}.sh").stderr
    (folder / PROGRAM_FOLDER).rename(folder / "elsewhere")
    for name in (f"{WINDOW}.sh", "安装.sh"):
        ended = started(folder / name)
        assert "文件不全" in ended.stderr
        assert ended.returncode == 2


def test_the_installer_takes_the_first_python_that_suits(folder: Path, tmp_path: Path) -> None:
    """The scripts that stand for Python suit by their exit code, and show what they are given."""
    (folder / PROGRAM_FOLDER / "install.py").write_text("")
    (tmp_path / "bin").mkdir()
    for version, suits in {"3.12": 2, "3.11": 0}.items():
        python = tmp_path / f"bin/python{version}"
        python.write_text(f'#!/bin/sh\n[ "$2" = --suits ] && exit {suits}\nprintf "{version} [%s]" "$1"\n')
        python.chmod(0o755)
    environment = {"PATH": f"{tmp_path}/bin:{os.defpath}"}
    ended = subprocess.run([folder / "安装.sh"], capture_output=True, text=True, env=environment, check=False)
    assert ended.stdout == f"3.11 [{folder}/program/install.py]"


def test_the_installer_says_which_python_it_wants(folder: Path) -> None:
    (folder / PROGRAM_FOLDER / "install.py").write_text("import sys; sys.exit(2)")
    ended = started(folder / "安装.sh")
    assert "3.12 3.11 中的任何一个" in ended.stderr
    assert ended.returncode == 2
    assert "for %%V in (3.12 3.11) do" in (folder / "安装.bat").read_text(encoding="gbk")


def test_an_editor_of_windows_reads_the_guide(tmp_path: Path) -> None:
    words = {"VERSION": "1.0", "SYSTEM": "用于 Linux", "WINDOW": "联评联考.sh", "MORE": ""}
    write_guide(tmp_path, "standalone.txt", words)
    content = (tmp_path / "使用说明.txt").read_bytes()
    assert content.startswith("\ufefflianping-xlsx 1.0：".encode())
    assert content.count(b"\n") == content.count(b"\r\n")
    assert b"@" not in content
