"""samples/three-levels: what the townships decided is what the county cites, by hand and by the oracle."""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reply import make_setup, read_reply
from tests.libreoffice import needs_libreoffice, save_as
from tests.oracle import expect
from tests.scenarios.campaigns import foretold, in_process, open_campaign, result_of, told
from tests.scenarios.people import SAMPLES

THREE = SAMPLES / "three-levels"
TOWNSHIPS, COUNTY = ("云溪镇", "石栏镇", "桐荫镇"), THREE / "青禾县"
_three_levels: Any = importlib.import_module("three_levels")


def test_the_county_has_what_the_townships_issued() -> None:
    issued = {(THREE / town / "4审定/结果报送表.xlsx").read_bytes() for town in TOWNSHIPS}
    assert issued <= {path.read_bytes() for path in (COUNTY / "2收回").rglob("*.xlsx")}
    files = {file["path"]: file["status"] for file in result_of(COUNTY)["files"]}
    assert set(files.values()) == {"已采用"}


def test_the_score_of_a_township_is_the_mean_of_its_villages() -> None:
    """Printed scores: 云溪镇 (85.33 + 86.44 + 86.32 + 90.23) / 4 = 87.08; 石栏镇 351.11 / 4 = 87.7775, up: 87.78;
    桐荫镇 368.33 / 4 = 92.0825: 92.08. T1: 93.64 x 40 % + 93.75 x 40 % + 87.08 x 20 % = 92.372: 92.37.
    """
    villages = [[ratee["composite"] for ratee in result_of(THREE / town)["ratees"]] for town in TOWNSHIPS]
    assert villages[0] == ["85.33", "86.44", "86.32", "90.23"]
    ratees = result_of(COUNTY)["ratees"]
    assert [ratee["components"]["村级考核"] for ratee in ratees] == ["87.08", "87.78", "92.08"]
    assert ratees[0]["composite"] == "92.37"


@pytest.mark.parametrize("name", [*TOWNSHIPS, COUNTY.name])
def test_every_figure_is_the_oracle_s(name: str) -> None:
    made, received = open_campaign(THREE / name), THREE / name / "2收回"
    replies = {str(path.relative_to(received)): path for path in received.rglob("*.xlsx")}
    result = json.loads((Campaign(THREE / name).summary / "结果.json").read_text(encoding="utf-8"))
    assert result["status"] == "正式"
    assert told(result) == foretold(expect(THREE / name, made.slots, replies))


def test_who_merges_the_county_again_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / COUNTY.name
    shutil.copytree(COUNTY, copy)
    with in_process():
        assert merge_returns(copy).value is not None
    assert result_of(copy) == result_of(COUNTY)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_result_that_another_program_saved_is_read_all_the_same(kind: str, tmp_path: Path) -> None:
    shutil.copy(THREE / "云溪镇/4审定/结果报送表.xlsx", tmp_path / "报.xlsx")
    [saved] = save_as([tmp_path / "报.xlsx"], kind)
    found = read_reply(make_setup(saved.parent, bytes(32), ()), Source(saved.name))
    assert found.refused is None
    assert found.report is not None
    assert [ratee.composite for ratee in found.report.ratees] == ["90.23", "86.44", "86.32", "85.33"]  # by rank


@pytest.mark.slow
def test_it_is_what_the_program_makes(tmp_path: Path) -> None:
    with in_process():
        _three_levels.make_three_levels(tmp_path)
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    here = {str(path.relative_to(THREE)) for path in THREE.rglob("*") if path.is_file()}
    assert made == {path for path in here if not path.endswith(".lianping/lock")}, "run python samples/make.py"
    for name in (*TOWNSHIPS, COUNTY.name):
        assert result_of(tmp_path / name) == result_of(THREE / name), "run python samples/make.py"
