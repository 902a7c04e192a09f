"""``status`` and 看板.html: the progress is that of now, all else that of the merge; the record knows the page."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from tests.cli.running import Runner, snapshot
from tests.findings import codes_in
from tests.inline import in_this_process

VISITS = "U3 第二考核组.xlsx"


def page_of(found: Campaign) -> str:
    return (found.summary / "看板.html").read_text(encoding="utf-8")


def parts_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'(?s)<section id="(\w+)".*?>(.*?)</section>', page))


def run_status(run: Runner, found: Campaign) -> None:
    with in_this_process():
        assert run("status", found.folder).code in (0, 1)


def test_the_progress_alone_is_renewed_and_is_no_change_of_a_file(run: Runner, town: Campaign) -> None:
    merged, record = page_of(town), (town.summary / "运行记录.json").read_bytes()
    (town.received / VISITS).rename(town.folder / VISITS)
    run_status(run, town)
    before, after = parts_of(merged), parts_of(page_of(town))
    assert "未交" in after["progress"]
    assert "未交" not in before["progress"]
    assert "这一部分由 status 更新，其余各部分是上次合并时的。" in after["progress"]
    assert {name: part for name, part in after.items() if name != "progress"} == {
        name: part for name, part in before.items() if name != "progress"
    }
    assert page_of(town).replace(after["progress"], before["progress"]) == merged
    assert (town.summary / "运行记录.json").read_bytes() == record
    (town.folder / VISITS).rename(town.received / VISITS)
    assert codes_in(run("verify", town.folder, "--json").json) == []


def test_nothing_is_written_where_nothing_has_come_or_gone(run: Runner, town: Campaign) -> None:
    before = snapshot(town.folder)
    run_status(run, town)
    assert snapshot(town.folder) == before


def test_the_next_merge_writes_the_whole_page_and_keeps_no_copy_of_its_own_page(run: Runner, town: Campaign) -> None:
    reply = (town.received / VISITS).read_bytes()
    (town.received / VISITS).unlink()
    run_status(run, town)
    with in_this_process():
        assert run("merge", town.folder).code == 1
    assert "由 status 更新" not in page_of(town)
    assert "未交" in parts_of(page_of(town))["progress"]
    (town.received / VISITS).write_bytes(reply)
    run_status(run, town)
    assert "由 status 更新" in page_of(town)
    assert not (town.summary / "备份").exists()


def test_a_merge_of_the_same_replies_is_still_the_same_as_the_last(run: Runner, town: Campaign) -> None:
    with in_this_process():
        assert run("merge", town.folder).code == 0
        (town.received / VISITS).rename(town.folder / VISITS)
        assert run("status", town.folder).code == 1
        (town.folder / VISITS).rename(town.received / VISITS)
        assert "仍是上次合并写出的" in run("merge", town.folder).out


def test_a_page_that_a_person_has_changed_is_left_alone(run: Runner, town: Campaign) -> None:
    path = town.summary / "看板.html"
    path.write_text(page_of(town).replace("综合排序", "我的排序"), encoding="utf-8")
    (town.received / VISITS).unlink()
    before = path.read_bytes()
    run_status(run, town)
    assert path.read_bytes() == before
    assert "verify.changed" in codes_in(run("verify", town.folder, "--json").json)


def test_a_forged_note_makes_no_other_page_the_program_s_own(run: Runner, town: Campaign) -> None:
    (town.received / VISITS).rename(town.folder / VISITS)
    run_status(run, town)
    (town.folder / VISITS).rename(town.received / VISITS)
    note = town.page_note.read_bytes()
    town.page_note.write_bytes(note[:-3] + b'x"}')
    assert codes_in(run("verify", town.folder, "--json").json) == ["verify.changed"]


def test_a_page_that_cannot_be_renewed_a_second_time_is_no_changed_page(
    run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser or a virus scanner holds it then; the note on it has been written already."""
    replies = [path.read_bytes() for path in sorted(town.received.iterdir())[-2:]]
    (town.received / VISITS).unlink()
    run_status(run, town)
    renewed, replace = page_of(town), os.replace

    def refuse(old: Path, new: Path) -> None:
        if Path(new).name == "看板.html":
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(old, new)

    (town.received / "U4 县委评议组.xlsx").unlink()
    with monkeypatch.context() as refused:
        refused.setattr(os, "replace", refuse)
        run_status(run, town)
    assert page_of(town) == renewed
    for name, data in zip((VISITS, "U4 县委评议组.xlsx"), replies, strict=True):
        (town.received / name).write_bytes(data)
    assert codes_in(run("verify", town.folder, "--json").json) == []
    run_status(run, town)
    assert page_of(town) != renewed
    assert codes_in(run("verify", town.folder, "--json").json) == []
