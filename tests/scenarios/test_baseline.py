"""The outputs of the samples and of the issued campaigns are those of the recorded baseline (tests/baseline)."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from lianping_xlsx.decision import result_json
from tests.baseline import digests
from tests.baseline.digests import (
    CAMPAIGNS,
    RECORDED,
    ROOT,
    SAMPLES,
    Digests,
    contents_of,
    differences,
    digests_of,
    digests_of_campaign,
    record,
    recorded,
)

pytestmark = pytest.mark.usefixtures("as_issued")

SUMMARY = ROOT / "samples/lean-township/3汇总"
CIRCULAR = ROOT / "samples/lean-township/4审定/通报.docx"


@pytest.fixture(scope="module")
def baseline() -> dict[str, Digests]:
    return recorded()


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Digests]:
    """The outputs of a sample or an issued campaign by its name, made once."""
    return cache(lambda name: digests_of(name, tmp_path_factory.mktemp("now")))


def _assert_unchanged(before: Digests, now: Digests) -> None:
    changed = differences(before, now)
    assert not changed, "\n".join(["outputs differ from tests/baseline/digests.json:", *changed])


def test_every_campaign_is_recorded(baseline: dict[str, Digests]) -> None:
    assert list(baseline) == [*SAMPLES, *CAMPAIGNS]
    assert all(baseline.values())


@pytest.mark.slow_but_first
@pytest.mark.parametrize("name", SAMPLES)
def test_the_outputs_of_a_sample_are_those_recorded(
    name: str, baseline: dict[str, Digests], now: Callable[[str], Digests]
) -> None:
    _assert_unchanged(baseline[name], now(name))


@pytest.mark.slow_but_first
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_outputs_of_an_issued_campaign_are_those_recorded(
    name: str, baseline: dict[str, Digests], now: Callable[[str], Digests]
) -> None:
    _assert_unchanged(baseline[name], now(name))


@pytest.mark.slow
def test_recorded_anew_it_is_the_same(
    now: Callable[[str], Digests], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``python -m tests.baseline`` writes, where no output has changed."""
    monkeypatch.setattr(digests, "RECORDED", tmp_path / RECORDED.name)
    record({name: now(name) for name in (*SAMPLES, *CAMPAIGNS)})
    assert (tmp_path / RECORDED.name).read_bytes() == RECORDED.read_bytes()


# ---------------------------------------------------------------- what a digest sees


def test_each_file_that_differs_is_named() -> None:
    before, now = {"3汇总/a": "1", "3汇总/b": "1", "3汇总/c": "1"}, {"3汇总/a": "1", "3汇总/b": "2", "3汇总/d": "1"}
    assert differences(before, now) == ["3汇总/b: changed", "3汇总/c: no longer written", "3汇总/d: new"]


def _copied(path: Path, folder: Path, part: str, old: str, new: str) -> Path:
    """A copy with other words in one part, packed without compression."""
    copy = folder / path.name
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as packed:
        for info in archive.infolist():
            content = archive.read(info)
            if info.filename == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            packed.writestr(zipfile.ZipInfo(info.filename, info.date_time), content)
    return copy


def test_a_workbook_packed_otherwise_is_the_same_and_one_with_another_word_is_not(tmp_path: Path) -> None:
    path, part = SUMMARY / "汇总表.xlsx", "xl/sharedStrings.xml"
    same = _copied(path, tmp_path, part, "邱佩兰", "邱佩兰")
    assert same.read_bytes() != path.read_bytes()
    assert list(contents_of(same)) == list(contents_of(path))
    assert list(contents_of(_copied(path, tmp_path, part, "邱佩兰", "邱佩岚"))) != list(contents_of(path))


def test_of_a_word_file_text_and_form_are_told_apart(tmp_path: Path) -> None:
    part, words = "word/document.xml", dict(contents_of(CIRCULAR))
    assert "邱佩兰" in words[" (text)"].decode()
    other_text = dict(contents_of(_copied(CIRCULAR, tmp_path, part, "邱佩兰", "邱佩岚")))
    assert other_text[" (text)"] != words[" (text)"]
    other_form = dict(contents_of(_copied(CIRCULAR, tmp_path, part, "</w:p>", "<w:r/></w:p>")))
    assert other_form[" (text)"] == words[" (text)"]
    assert other_form[" (document.xml)"] != words[" (document.xml)"]


def test_a_release_changes_no_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version writes its name, and so 运行记录.json has another signature and another digest of 汇总表.xlsx."""
    name = "tests/issued/reweighed"
    before = digests_of_campaign(name, tmp_path / "before")
    later = "lianping-xlsx 99.0.0"
    monkeypatch.setattr(result_json, "__version__", "99.0.0")
    monkeypatch.setattr(digests, "_VERSION", later.encode())
    assert digests_of_campaign(name, tmp_path / "later") == before
    assert later in (tmp_path / "later/reweighed/3汇总/运行记录.json").read_text(encoding="utf-8")


def test_everything_else_in_the_record_of_a_run_is_seen(tmp_path: Path) -> None:
    shutil.copytree(SUMMARY, tmp_path / "3汇总")
    path = tmp_path / "3汇总/运行记录.json"
    before, content = list(contents_of(path)), path.read_bytes()
    path.write_bytes(content.replace("正式".encode(), "试算".encode()))
    assert list(contents_of(path)) != before
