"""Files that vanish, change or become something else while merge is at work cost themselves, and are not mistaken."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from lianping_xlsx.app import finalize, judged_returns, summary_outputs
from lianping_xlsx.app.campaign import Campaign
from tests.campaigns import answered
from tests.cli.running import Runner
from tests.deciding import COMPLETE, record, type_in
from tests.small import TOWN

FORM = next(form.layout for form in TOWN.expected if form.layout.key.unit == "U3")
REPLY = "U3 第二考核组.xlsx"


def replaced_by_a_link(path: Path) -> None:
    kept = path.rename(path.parent.parent / "别处.xlsx")
    path.symlink_to(kept)


def saved_anew(path: Path) -> None:
    path.write_bytes(TOWN.filled(FORM, {("K1", "deduction"): "约9"}))


@pytest.mark.parametrize(
    "happen",
    [
        Path.unlink,
        saved_anew,
        pytest.param(
            replaced_by_a_link, marks=pytest.mark.skipif(sys.platform == "win32", reason="links need a right")
        ),
    ],
)
def test_a_reply_that_is_no_longer_what_was_read_is_not_sent_back(
    happen: Callable[[Path], object], run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its findings stand in the result all the same; what goes back is not a copy of what nobody has read."""
    found = answered(tmp_path / "c")
    reply = found.received / REPLY
    reply.write_bytes(TOWN.filled(FORM, {("K1", "deduction"): "约3"}))
    after(monkeypatch, lambda: happen(reply))
    ran = run("merge", found.folder)
    assert ran.code == 1
    assert "约3" in ran.out
    for copy in (found.summary / "退回").glob("*"):
        assert "约9".encode() not in copy.read_bytes()
    assert "约9" not in ran.out
    assert run("verify", found.folder).code == 1


def after(monkeypatch: pytest.MonkeyPatch, happen: Callable[[], object], stage: ModuleType = summary_outputs) -> None:
    """When everything has been read and counted."""
    summarize: Callable[..., object] = stage.summarize

    def then(*words: object) -> object:
        counted = summarize(*words)
        happen()
        return counted

    monkeypatch.setattr(stage, "summarize", then)


def test_a_scheme_saved_while_merge_counts_is_not_the_one_in_the_record(
    run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(next(town.received.iterdir()), (0, 0))  # or nothing would be counted anew
    later = town.scheme.read_bytes() + b"\0"
    with monkeypatch.context() as context:
        after(context, lambda: town.scheme.write_bytes(later))
        assert run("merge", town.folder).code == 0
    ran = run("verify", town.folder)
    assert ran.code == 1
    assert "“考核方案.xlsx”在汇总之后被改动过" in ran.out


def test_a_decision_typed_while_finalize_counts_is_not_passed_over(
    run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(town, COMPLETE)
    with monkeypatch.context() as context:
        after(context, lambda: type_in(town, {"I6": "差", "J6": "信访问题查实"}), finalize)
        ran = run("finalize", town.folder)
    assert ran.code == 2
    assert "“等次审定表.xlsx”在运行期间被保存过" in ran.out
    assert not town.decided.exists()
    run("finalize", town.folder)
    assert [ratee["decided_tier"] for ratee in record(town)[0]["ratees"]] == ["好", "差", "中"]


def test_a_folder_of_replies_that_is_a_link_is_named_and_not_read(run: Runner, town: Campaign, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("links need a right")
    shutil.move(town.received, tmp_path / "别处")
    town.received.symlink_to(tmp_path / "别处")
    ran = run("merge", town.folder)
    assert ran.code == 1
    assert "这是快捷链接，没有读取" in ran.out


def test_modules_are_imported_once_others_read_or_at_the_end_and_not_after_an_interruption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imported: list[str] = []
    monkeypatch.setattr(importlib, "import_module", imported.append)
    with pytest.raises(KeyboardInterrupt), judged_returns._importing(["a"]):
        raise KeyboardInterrupt
    assert not imported
    with judged_returns._importing(["a", "b"]) as begin:
        assert not imported
        begin()
        begin()
    assert imported == ["a", "b"]
    with judged_returns._importing(["c"]):  # nothing to read
        pass
    assert imported == ["a", "b", "c"]
