"""Another zlib packs to other bytes: what was issued and decided stays, byte for byte, as it lies there."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.same_contents import as_they_lie
from lianping_xlsx.app.storage import digest_of
from lianping_xlsx.formats import plain_zip
from tests.campaigns import campaign
from tests.cli.running import Runner, snapshot
from tests.deciding import COMPLETE, type_in
from tests.small import SHEETS, sheets

AFTER_UPDATE = 9
"""Of the same zlib, the level that packs most: other bytes, as those of another zlib would be."""


@pytest.fixture
def update(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """From now on zips are packed otherwise."""

    def updated() -> None:
        plain_zip.deflated_once.cache_clear()
        monkeypatch.setattr(zlib, "Z_DEFAULT_COMPRESSION", AFTER_UPDATE)

    yield updated
    plain_zip.deflated_once.cache_clear()


def packed(path: Path, parts: dict[str, str], level: int) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, level)
    return path.read_bytes()


def test_forms_are_issued_once(run: Runner, tmp_path: Path, update: Callable[[], None]) -> None:
    found = campaign(tmp_path / "c")
    run("templates", found.folder)
    run("mail", found.folder)
    before = snapshot(found.folder)
    update()
    ran = run("templates", found.folder)
    assert ran.code == 0
    assert "撤掉" not in ran.out
    assert snapshot(found.folder) == before
    rubric = SHEETS["考评细则"].replace("按期换届", "按时换届")
    shutil.copy(campaign(tmp_path / "d", sheets(考评细则=rubric)).scheme, found.scheme)
    assert "邮件草稿已经撤掉" in run("templates", found.folder).out
    after = snapshot(found.folder)
    rubrics = [name for name in before if "考核组" in name and name.endswith(".xlsx")]
    assert [name for name in rubrics if after[name] == before[name]] == []


def test_a_decision_is_finalized_once(run: Runner, town: Campaign, update: Callable[[], None]) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    before = snapshot(town.decided)
    update()
    ran = run("finalize", town.folder)
    assert ran.code == 0
    assert "审定内容与上一次相同" in ran.out
    assert snapshot(town.decided) == before


def test_a_statement_is_written_once(run: Runner, town: Campaign, update: Callable[[], None]) -> None:
    type_in(town, COMPLETE)
    run("finalize", town.folder)
    assert run("explain", town.folder, "T1", "--docx").code == 0
    before = snapshot(town.reviews)
    update()
    assert "已换成" not in run("explain", town.folder, "T1", "--docx").out
    assert snapshot(town.reviews) == before


def test_what_differs_is_another_file(tmp_path: Path) -> None:
    parts = {"a.xml": "abc" * 1_000, "b.xml": "def" * 1_000}
    lying = packed(tmp_path / "c.zip", parts, 1)
    known = {"c.zip": digest_of(tmp_path / "c.zip") or ""}
    same = packed(tmp_path / "same", parts, 9)
    others = (
        packed(tmp_path / "longer", parts | {"c.xml": ""}, 9),
        packed(tmp_path / "other", parts | {"b.xml": "deg" * 1_000}, 9),
        packed(tmp_path / "turned", dict(reversed(parts.items())), 9),
        b"no zip",
    )
    assert len({lying, same, *others}) == 6

    def kept(content: bytes) -> bytes:
        return as_they_lie(tmp_path, {"c.zip": content}, known)["c.zip"]

    assert kept(same) == lying
    assert [kept(content) for content in others] == [*others]
    (tmp_path / "c.zip").write_bytes(others[0])  # somebody has changed it
    assert kept(same) == same
    (tmp_path / "c.zip").unlink()
    assert kept(same) == same
