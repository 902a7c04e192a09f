"""The column 采用 of 版本对照.xlsx: typed once, remembered by every command, and never lost."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.merge import merge
from lianping_xlsx.app.options import Options
from tests.books import edited, open_book
from tests.campaigns import answered, copy_of
from tests.cli.running import Runner, refused
from tests.deciding import COMPLETE, type_in
from tests.inline import in_this_process, merged

SHEET, CHOICES = "考评-莲浦街道游砚秋", "选定版本"
FIRST, AGAIN, THIRD = "U3 第二考核组.xlsx", "再报.xlsx", "三报.xlsx"


def variant(found: Campaign, name: str, **cells: Any) -> None:
    """A copy of 第二考核组's reply with other cells."""

    def edit(book: Any) -> None:
        for cell, content in cells.items():
            book[SHEET][cell] = content

    (found.received / name).write_bytes(edited((found.received / FIRST).read_bytes(), edit))


@pytest.fixture(scope="module")
def two_once(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``two``."""
    found = answered(tmp_path_factory.mktemp("two") / "c")
    variant(found, AGAIN, I7=30)
    return merged(found, official=False)


@pytest.fixture
def two(two_once: Campaign, tmp_path: Path) -> Campaign:
    """A form that came in two versions, merged: nothing chosen."""
    return copy_of(two_once, tmp_path / "c")


@pytest.fixture(scope="module")
def chosen_once(two_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``chosen``."""
    found = copy_of(two_once, tmp_path_factory.mktemp("chosen") / "c")
    tick(found, 再报="√")
    return merged(found, official=True)


@pytest.fixture
def chosen(chosen_once: Campaign, tmp_path: Path) -> Campaign:
    """The same, merged with a tick on the second version."""
    return copy_of(chosen_once, tmp_path / "c")


@pytest.fixture(scope="module")
def preferred_once(two_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``preferred``."""
    found = copy_of(two_once, tmp_path_factory.mktemp("preferred") / "c")
    with in_this_process():
        assert merge(found.folder, Options(prefer=(AGAIN,))).value is not None
    return found


@pytest.fixture
def preferred(preferred_once: Campaign, tmp_path: Path) -> Campaign:
    """The same, merged with the second version preferred on the command line."""
    return copy_of(preferred_once, tmp_path / "c")


def listed(found: Campaign) -> dict[str, Any]:
    """What stands under 采用, by file."""
    page = open_book((found.summary / "版本对照.xlsx").read_bytes())[CHOICES]
    return {str(row[4]): row[6] for row in page.iter_rows(min_row=5, values_only=True) if row[8]}


def tick(found: Campaign, **typed: Any) -> None:
    """Type under 采用, by file (without .xlsx)."""

    def edit(book: Any) -> None:
        for row in book[CHOICES].iter_rows(min_row=5):
            name = str(row[4].value).removesuffix(".xlsx").removeprefix("U3 ")
            if name in typed:
                row[6].value = typed[name]

    table = found.summary / "版本对照.xlsx"
    table.write_bytes(edited(table.read_bytes(), edit))


def findings(found: Campaign) -> dict[str, str]:
    value = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    return {finding["code"]: finding["message"] for finding in value["findings"]}


def field_score(found: Campaign) -> str | None:
    value = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    score: str | None = value["ratees"][2]["field_score"]
    return score


def test_a_choice_is_typed_once_and_remembered_by_every_command(run: Runner, two: Campaign) -> None:
    assert listed(two) == {FIRST: None, AGAIN: None}
    tick(two, 再报="√")
    assert run("status", two.folder).code == 0
    assert run("verify", two.folder).code == 0
    assert run("merge", two.folder).code == 0
    assert (field_score(two), listed(two)) == ("70.00", {FIRST: None, AGAIN: "√"})
    assert "按“版本对照.xlsx”里“采用”栏的选择采用了“再报.xlsx”" in findings(two)["form.preferred"]
    for _ in range(2):
        assert run("merge", two.folder).code == 0
        assert run("status", two.folder).code == 0
    assert "都没有变" in run("merge", two.folder).out
    run("templates", two.folder)
    assert "没有需要催报的单位" in run("mail", two.folder, "--remind").out
    type_in(two, COMPLETE)
    assert run("finalize", two.folder).code == 0


def test_what_was_preferred_on_the_command_line_is_remembered_too(run: Runner, two: Campaign) -> None:
    assert run("merge", two.folder, "--prefer", AGAIN).code == 0
    assert run("status", two.folder).code == 0
    assert run("merge", two.folder).code == 0
    assert listed(two) == {FIRST: None, AGAIN: "√"}
    assert run("merge", two.folder, "--prefer", FIRST).code == 0
    assert (field_score(two), listed(two)) == ("98.50", {FIRST: "√", AGAIN: None})


def test_a_choice_can_be_taken_back(run: Runner, preferred: Campaign) -> None:
    tick(preferred, 再报=None)
    assert run("merge", preferred.folder).code == 1
    assert "form.conflict" in findings(preferred)


def test_without_the_workbook_the_record_remembers(run: Runner, preferred: Campaign) -> None:
    (preferred.summary / "版本对照.xlsx").unlink()
    assert run("status", preferred.folder).code == 0
    assert run("merge", preferred.folder).code == 0
    assert listed(preferred)[AGAIN] == "√"


def test_a_record_of_an_earlier_version_remembers(run: Runner, preferred: Campaign) -> None:
    """It knows the form by its words alone, and its workbook has no column 采用."""
    path, table = preferred.summary / "运行记录.json", preferred.summary / "版本对照.xlsx"
    record = json.loads(path.read_text(encoding="utf-8"))
    for choice in record["choices"]:
        del choice["code"]
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    def without(book: Any) -> None:
        del book[CHOICES]

    table.write_bytes(edited(table.read_bytes(), without))
    assert run("merge", preferred.folder).code == 0
    assert field_score(preferred) == "70.00"


def test_two_ticks_choose_nothing(run: Runner, two: Campaign) -> None:
    tick(two, 再报="√", 第二考核组="v")
    for _ in range(2):
        ran = run("merge", two.folder)
        assert ran.code == 1
        assert "“采用”栏里给内容不同的几份都打了√" in findings(two)["choice.twice"]
        assert listed(two) == {FIRST: "v", AGAIN: "√"}
    assert "单元格 G" in ran.out


def test_something_else_than_a_tick_is_asked_about_and_stays(run: Runner, two: Campaign) -> None:
    tick(two, 再报="用这份")
    assert run("merge", two.folder).code == 1
    assert "“再报.xlsx”旁边写的是“用这份”，不是√" in findings(two)["choice.unclear"]
    assert listed(two)[AGAIN] == "用这份"


def test_a_tick_on_a_file_that_is_gone_is_told_until_it_is_cleared(run: Runner, chosen: Campaign) -> None:
    (chosen.received / AGAIN).unlink()
    for _ in range(2):
        run("merge", chosen.folder)
        assert "选定的“再报.xlsx”已不在收回文件夹里" in findings(chosen)["choice.gone"]
        assert f"现在用的是“{FIRST}”" in findings(chosen)["choice.gone"]
        assert listed(chosen) == {AGAIN: "√"}
    tick(chosen, 再报=None)
    run("merge", chosen.folder)
    assert "choice.gone" not in findings(chosen)
    assert not (chosen.summary / "版本对照.xlsx").exists()


def test_a_file_that_was_changed_is_not_what_was_chosen(run: Runner, chosen: Campaign) -> None:
    variant(chosen, AGAIN, I7=29)
    assert run("merge", chosen.folder).code == 1
    assert {"choice.gone", "form.conflict"} <= findings(chosen).keys()


def test_a_file_that_was_only_renamed_or_moved_into_a_folder_is(run: Runner, chosen: Campaign) -> None:
    (chosen.received / "二组").mkdir()
    shutil.move(chosen.received / AGAIN, chosen.received / "二组" / "改名.xlsx")
    assert run("merge", chosen.folder).code == 0
    assert listed(chosen) == {FIRST: None, "二组/改名.xlsx": "√"}


def test_a_version_that_comes_later_is_asked_about(run: Runner, chosen: Campaign) -> None:
    variant(chosen, THIRD, I7=20)
    for _ in range(2):
        assert run("merge", chosen.folder).code == 1
        assert "原来选定“再报.xlsx”以后，又收到内容不同的，请重新选定" in findings(chosen)["form.conflict"]
        assert listed(chosen) == {FIRST: None, AGAIN: "原选定", THIRD: None}
    tick(chosen, 三报="√")
    assert run("merge", chosen.folder).code == 0
    assert (field_score(chosen), listed(chosen)[AGAIN]) == ("80.00", None)


def test_a_correction_of_what_was_chosen_takes_its_place(run: Runner, two: Campaign) -> None:
    variant(two, AGAIN, I7="约30")
    run("merge", two.folder, "--prefer", AGAIN)
    (copy,) = (two.summary / "退回").glob("U3*.xlsx")

    def right(book: Any) -> None:
        book[SHEET]["I7"] = 30

    (two.received / "更正.xlsx").write_bytes(edited(copy.read_bytes(), right))
    assert run("merge", two.folder).code == 0
    assert field_score(two) == "70.00"
    assert listed(two) == {FIRST: None, "更正.xlsx": "√"}


@pytest.mark.parametrize("content", [b"x", b""])
def test_what_cannot_be_read_is_not_replaced(content: bytes, run: Runner, two: Campaign) -> None:
    table = two.summary / "版本对照.xlsx"
    table.write_bytes(content)
    ran = run("merge", two.folder)
    assert ran.code == 2
    assert "原来的“版本对照.xlsx”读不出来" in ran.out
    assert table.read_bytes() == content


def test_headings_that_are_gone(run: Runner, two: Campaign) -> None:
    def spoil(book: Any) -> None:
        book[CHOICES]["G4"] = None

    table = two.summary / "版本对照.xlsx"
    table.write_bytes(edited(table.read_bytes(), spoil))
    ran = run("merge", two.folder)
    assert (ran.code, "表头被改动" in ran.out) == (2, True)


def test_a_choice_typed_after_the_merge_is_noticed_by_finalize(run: Runner, two: Campaign) -> None:
    tick(two, 再报="√")
    type_in(two, COMPLETE)
    assert "审定表是按另一次的结果做的" in refused(run, two.folder)


def test_times_decide_nothing_once_it_is_chosen(run: Runner, two: Campaign) -> None:
    variant(two, THIRD, I7=20)
    run("merge", two.folder)
    tick(two, 三报=1)
    assert run("merge", two.folder).code == 0
    os.utime(two.received / FIRST, (1, 1))
    assert run("merge", two.folder).code == 0
    assert field_score(two) == "80.00"
