"""Ctrl+C at any write: whole files only, a sentence in Chinese, and the same command again does what it would have.

All commands write through ``app/storage.py`` (``tests/test_house.py`` holds that). What it leaves when it is
interrupted is tried at each of its steps, each command amid the middle one of the files that it writes.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.storage import read_record, write_all, write_private, write_recorded
from lianping_xlsx.cli.shared_options import CANNOT_RUN
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import CATALOGUE_FILE
from tests.campaigns import copy_of
from tests.cli.running import Runner, snapshot
from tests.deciding import decide_as_proposed
from tests.inline import read_in_this_process

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")

OLD = {"甲.xlsx": b"old A", "乙.xlsx": b"old B", "旧.xlsx": b"old C"}
NEW = {"甲.xlsx": b"new A", "乙.xlsx": b"new B", "下/丙.xlsx": b"new D"}
TODAY = dt.date(2025, 3, 6)
HALF, WHOLE, NAMED = "half written", "about to be named", "named"


@contextmanager
def interrupted(at: Callable[[str, int], bool]) -> Iterator[list[str]]:
    """Within it SIGINT comes at the steps of writing that ``at`` chooses by kind and number; yields those so far."""
    steps: list[str] = []
    fdopen, replace = os.fdopen, os.replace

    def step(kind: str) -> None:
        steps.append(kind)
        if at(kind, len(steps) - 1):
            os.kill(os.getpid(), signal.SIGINT)

    class Halting(io.BufferedWriter):
        def write(self, content: Any) -> int:
            middle = len(content) // 2
            written = super().write(content[:middle])
            self.flush()
            step(HALF)
            return written + super().write(content[middle:])

    def open_halting(handle: int, mode: str = "r", *more: Any, **others: Any) -> Any:
        return Halting(io.FileIO(handle, "wb")) if mode == "wb" else fdopen(handle, mode, *more, **others)

    def replace_halting(old: Path, new: Path) -> None:
        step(WHOLE)
        replace(old, new)
        step(NAMED)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fdopen", open_halting)
            patch.setattr(os, "replace", replace_halting)
            yield steps
    finally:
        signal.signal(signal.SIGINT, before)


def once(step: int) -> Callable[[str, int], bool]:
    return lambda _, number: number == step


def files_in(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(folder).items() if data is not None}


# ---------------------------------------------------------------- the writing itself


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "c" / "out"
    found.mkdir(parents=True)
    assert write_recorded(found, OLD, tmp_path / "c" / "record.json") == ()
    return found


def test_at_each_step_of_writing_all_is_old_or_all_is_new(folder: Path) -> None:
    record, number, outcomes = folder.parent / "record.json", 0, set()
    with interrupted(lambda *_: False) as steps:
        write_recorded(folder, NEW, record)
    write_recorded(folder, OLD, record)
    for number in range(len(steps)):
        try:
            with interrupted(once(number)):
                write_recorded(folder, NEW, record)
        except KeyboardInterrupt:
            assert files_in(folder) == OLD, number
            outcomes.add(False)
        else:
            assert files_in(folder) == NEW, number
            outcomes.add(True)
        assert {*files_in(folder.parent)} == {f"out/{name}" for name in files_in(folder)} | {"record.json"}, number
        assert read_record(record).keys() == files_in(folder).keys(), number  # else they would pass for edited
        assert write_recorded(folder, OLD, record) == ()
    assert outcomes == {True, False}


@pytest.mark.parametrize("step", range(3))
def test_a_file_of_its_own_is_old_or_new_and_nothing_lies_beside_it(step: int, tmp_path: Path) -> None:
    target = tmp_path / "key"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), interrupted(once(step)):
        write_private(target, b"new")
    assert files_in(tmp_path) == {"key": b"new" if step == 2 else b"old"}


def test_a_copy_for_the_backups_is_whole_or_not_there(folder: Path) -> None:
    (folder / "甲.xlsx").write_bytes(b"edited")
    for number in range(len(NEW) + 1):  # the copy is the last before the new files get their names
        with pytest.raises(KeyboardInterrupt), interrupted(once(number)):
            write_all(folder, NEW, keep={"甲.xlsx": ""})
        assert files_in(folder) == OLD | {"甲.xlsx": b"edited"}, number


# ---------------------------------------------------------------- the commands

COMMANDS = {
    "init": ("init", "{beside}/new2024", "--preset", "lean-township"),
    "import": ("import", "{beside}/new2024", "{beside}/名单.xlsx", "--instead", "--yes"),
    "merge --meeting": ("merge", "--meeting", "{folder}"),
    "verify --recompute": ("verify", "--recompute", "{folder}"),
    "explain --all": ("explain", "--all", "{folder}"),
    "finalize": ("finalize", "{folder}"),
    "mail --feedback": ("mail", "--feedback", "{folder}"),
    "rectify": ("rectify", "{folder}"),
    "archive": ("archive", "{folder}"),
    "init --from": ("init", "--from", "{folder}", "{beside}/next2025"),
    "destroy": ("destroy", "{folder}", "--by", "薛定安", "--yes"),
}
"""In the order of a year: each is run on what those before it have left."""
NEVER_HALFWAY = {"destroy"}
"""Commands that go on to their end, once they have begun to write."""


@pytest.mark.slow
def test_an_interrupted_command_leaves_whole_files_and_can_be_run_again(
    run: Runner, town: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One year undisturbed, and beside it the same year, where each command is interrupted amid its writing."""
    read_in_this_process(monkeypatch)
    monkeypatch.setattr(safe_open, "today", lambda: TODAY)
    years = [tmp_path / name for name in ("undisturbed", "interrupted")]
    decide_as_proposed(town)
    for year in years:
        copy_of(town, year / "c2024")
        (year / "名单.xlsx").write_bytes(book_of_persons())
    stopped = set()
    for name, words in COMMANDS.items():
        first, second = ([word.format(folder=year / "c2024", beside=year) for word in words] for year in years)
        with interrupted(lambda *_: False) as steps:
            undisturbed = run(*first)
        middle = [number for number, kind in enumerate(steps) if kind == HALF]
        before, wanted = files_of(years[1]), files_of(years[0])
        assert middle, (name, undisturbed.out)
        with interrupted(once(middle[(len(middle) - 1) // 2])):
            ran = run(*second)
        for path, data in files_of(years[1]).items():
            assert any(are_same(data, each.get(path)) for each in (before, wanted)), (name, path)
        if ran.code == CANNOT_RUN:
            assert "已中止" in ran.err, (name, ran.out)
            stopped.add(name)
            ran = run(*second)
        assert ran.code == undisturbed.code, (name, ran.out)
        found = files_of(years[1])
        assert found.keys() == wanted.keys(), name
        assert [path for path in found if not are_same(found[path], wanted[path])] == [], name
    assert stopped == COMMANDS.keys() - NEVER_HALFWAY


def files_of(year: Path) -> dict[str, bytes]:
    """Every file but the keys, which are chosen by chance, and what is signed with those."""
    return {name: data for name, data in files_in(year).items() if ".lianping" not in Path(name).parts}


def are_same(one: bytes, other: bytes | None) -> bool:
    """True if two files have the same content: what openpyxl writes holds the time at which it was written."""
    if one == other or other is None or not one.startswith(b"PK") or not other.startswith(b"PK"):
        return one == other
    with zipfile.ZipFile(io.BytesIO(one)) as first, zipfile.ZipFile(io.BytesIO(other)) as second:
        parts, others = ({*package.namelist()} - {"docProps/core.xml", CATALOGUE_FILE} for package in (first, second))
        return parts == others and all(are_same(first.read(part), second.read(part)) for part in parts)


def book_of_persons() -> bytes:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    for row in (("乡镇", "党委书记"), ("马头镇", "丁一"), ("河口镇", "丁二")):
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
