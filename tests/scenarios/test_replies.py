"""What came back, under other names, in another order, twice, or in two versions: copies of the two samples."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from lianping_xlsx.app.summary_outputs import Merged
from tests.findings import without_remarks
from tests.scenarios.campaigns import Made, in_process, merge, open_campaign, told
from tests.scenarios.people import SAMPLES

GOOD, PROBLEMATIC = "lean-township", "lean-township-problems"
FIRST_SENT, SENT_AGAIN = "U13 第三考核组.xlsx", "U13 第三考核组(改).xlsx"

both = pytest.mark.parametrize("campaign", [GOOD, PROBLEMATIC], indirect=True)


@pytest.fixture
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """A copy of a sample that has not been merged; of the good one, unless the test says otherwise."""
    name = getattr(request, "param", GOOD)
    shutil.copytree(SAMPLES / name, tmp_path / name, ignore=shutil.ignore_patterns("1发出", "3汇总"))
    return open_campaign(tmp_path / name)


# ---------------------------------------------------------------- names, folders, order


@pytest.mark.slow
@both
def test_names_and_folders_of_replies_do_not_matter(campaign: Made) -> None:
    """But for one question: a file that is no form is asked of the unit whose name the file bears."""
    with in_process():
        before = merge(campaign)
    names = _rename_all(campaign)

    after = merge(campaign)

    assert told(before.result) == told(after.result)
    assert before.result["status"] == after.result["status"]
    asked = [said for said in _said(before) if said[0] == "file.sender"]
    assert len(asked) == (campaign.loaded.campaign.folder.name == PROBLEMATIC)
    assert _said(before) == sorted([*_said(after), *asked])
    assert _received(before, names) == _received(after)


def _rename_all(campaign: Made) -> dict[str, str]:
    """The replies go into subfolders, under names that turn their order round; new paths by old ones."""
    folder = campaign.loaded.campaign.received
    old = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {}
    for number, path in enumerate(reversed(old)):
        new = folder / f"邮件附件/{number:02d}/新建 表格 ({number}){path.suffix}"
        new.parent.mkdir(parents=True)
        path.rename(new)
        names[path.relative_to(folder).as_posix()] = new.relative_to(folder).as_posix()
    return names


def _said(merged: Merged) -> list[tuple[str, str, str]]:
    """Every finding with its sheet and cell; of remarks only the one on the names of files."""
    findings = without_remarks(merged.data.findings, "file.sender")
    return sorted((f.code, f.place.sheet or "", f.place.cell or "") for f in findings)


def _received(merged: Merged, names: Mapping[str, str] | None = None) -> tuple[object, object]:
    """Every form with its files, and the digest of every file; under other names, if they are given."""
    new = names or {file.path: file.path for file in merged.data.files}
    forms = [(entry.form, entry.status, {new[path] for path in entry.files}) for entry in merged.data.returns]
    return forms, {new[file.path]: file.sha256 for file in merged.data.files}


@pytest.mark.slow_but_first
@both
def test_a_second_merge_writes_the_same_bytes(campaign: Made) -> None:
    merge(campaign)
    before = _written(campaign)

    with in_process():
        merge(campaign)

    assert _written(campaign) == before
    assert {"汇总表.xlsx", "等次审定表.xlsx", "结果.json", "运行记录.json"} <= before.keys()


def _written(campaign: Made) -> dict[str, bytes]:
    folder = campaign.loaded.campaign.summary
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_what_a_person_changed_is_backed_up(campaign: Made) -> None:
    late = campaign.loaded.campaign.received / "U14 第四考核组.xlsx"
    kept = late.rename(campaign.folder / late.name)
    with in_process():
        merge(campaign)
        kept.rename(late)
        merge(campaign)

    assert not (campaign.loaded.campaign.summary / "备份").exists()


# ---------------------------------------------------------------- copies and versions


def test_equal_copies_are_no_event(campaign: Made) -> None:
    folder = campaign.loaded.campaign.received
    copies = [f"再发一次/{name}" for name in ("U01 县委办公室.xlsx", "U11 第一考核组.xlsx")]
    (folder / "再发一次").mkdir()
    with in_process():
        before = merge(campaign)
        for copy in copies:
            shutil.copy(folder / Path(copy).name, folder / copy)
        after = merge(campaign)

    assert after.data.official
    assert told(before.result) == told(after.result)
    assert _said(before) == _said(after)
    assert {file.path: str(file.status) for file in after.data.files if file.path in copies} == dict.fromkeys(
        copies, "重复"
    )


@pytest.fixture
def two_versions(campaign: Made) -> Made:
    """The good sample, in which one workbook came back a second time with one score changed."""
    shutil.copy(SAMPLES / PROBLEMATIC / "2收回" / SENT_AGAIN, campaign.loaded.campaign.received)
    return campaign


@pytest.mark.slow
@pytest.mark.parametrize(("newest", "score"), [(SENT_AGAIN, "78.00"), (FIRST_SENT, "79.00")])
def test_the_newest_version_may_be_preferred(two_versions: Made, newest: str, score: str) -> None:
    for name in (FIRST_SENT, SENT_AGAIN):
        day = 2 if name == newest else 1
        os.utime(two_versions.loaded.campaign.received / name, (day * 86_400, day * 86_400))

    with in_process():
        stopped, chosen = merge(two_versions), merge(two_versions, prefer=["newest"])

    assert [_field_score(merged) for merged in (stopped, chosen)] == [None, score]
    assert [merged.data.official for merged in (stopped, chosen)] == [False, True]
    before, after = ({found.code: found.slots for found in merged.data.findings} for merged in (stopped, chosen))
    assert "form.conflict" in before
    assert "form.conflict" not in after
    assert after["form.preferred"]["file"] == newest


def test_a_version_may_be_chosen_by_its_path(two_versions: Made) -> None:
    with in_process():
        assert _field_score(merge(two_versions, prefer=["没有这个文件.xlsx"])) is None
        assert _field_score(merge(two_versions, prefer=[FIRST_SENT])) == "79.00"
        assert _field_score(merge(two_versions)) == "79.00"  # chosen once, kept to


def _field_score(merged: Merged) -> object:
    """考评得分 of the ratee whose form came in two versions."""
    return told(merged.result)["T09"]["field_score"]
