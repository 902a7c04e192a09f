"""samples/three-levels: what the townships decided is what the county cites, by hand and by the oracle."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.audit.recount.counted_again import count_again, survey
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reply import make_setup, read_reply
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.scheme_builder import build_scheme
from tests.libreoffice import needs_libreoffice, save_as
from tests.scenarios.campaigns import foretold, open_campaign, result_of, told
from tests.scenarios.people import LOWER, SAMPLES

COUNTY = SAMPLES / "three-levels"
TOWNSHIPS = [COUNTY / LOWER / name for name in ("云溪镇", "石栏镇", "桐荫镇")]
each_township = pytest.mark.parametrize("township", TOWNSHIPS, ids=lambda folder: folder.name)


def test_the_county_has_what_the_townships_issued() -> None:
    issued = {(township / "4审定/结果报送表.xlsx").read_bytes() for township in TOWNSHIPS}
    assert len(issued) == 3
    assert issued <= {path.read_bytes() for path in (COUNTY / "2收回").rglob("*.xlsx")}
    files = {file["path"]: file["status"] for file in result_of(COUNTY)["files"]}
    assert set(files.values()) == {"已采用"}


def test_the_score_of_a_township_is_the_mean_of_its_villages() -> None:
    """Printed scores: 云溪镇 (91.53 + 96.69 + 83.16 + 80.26) / 4 = 351.64 / 4 = 87.91; 石栏镇 345.14 / 4 = 86.285, up:
    86.29; 桐荫镇 361.88 / 4 = 90.47. T01: 92.79 x 40 % + 92.75 x 30 % + 87.91 x 30 % = 91.314: 91.31.
    T04 of a street: 92.79 x 50 % + 91.50 x 50 % = 92.145, up: 92.15.
    """
    villages = [[ratee["composite"] for ratee in result_of(township)["ratees"]] for township in TOWNSHIPS]
    assert villages == [
        ["91.53", "96.69", "83.16", "80.26"],
        ["84.13", "92.96", "87.71", "80.34"],
        ["94.63", "96.96", "80.64", "89.65"],
    ]
    ratees = result_of(COUNTY)["ratees"]
    assert [ratee["components"].get("村级考核") for ratee in ratees] == ["87.91", "86.29", "90.47", None, None]
    assert (ratees[0]["composite"], ratees[3]["composite"]) == ("91.31", "92.15")


@each_township
def test_a_township_follows_the_preset_of_the_villages(township: Path) -> None:
    """Its own are the villages and the people; the components and what is scored are those of the preset."""
    own, preset = open_campaign(township).loaded.scheme, build_scheme(load_preset("village-yearly"))
    assert own.profile.host == f"中共{township.name}委员会"
    assert {ratee.name for ratee in own.ratees}.isdisjoint(ratee.name for ratee in preset.ratees)
    for part in ("component_rows", "classes", "rubric", "tasks", "tiers", "rules"):
        assert getattr(own, part) == getattr(preset, part), part


@each_township
def test_every_figure_of_a_township_is_the_oracle_s(township: Path) -> None:
    result = json.loads((Campaign(township).summary / "结果.json").read_text(encoding="utf-8"))
    assert result["status"] == "正式"
    assert told(result) == foretold(count_again(survey(township)).figures)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_result_that_another_program_saved_is_read_all_the_same(kind: str, tmp_path: Path) -> None:
    shutil.copy(TOWNSHIPS[0] / "4审定/结果报送表.xlsx", tmp_path / "报.xlsx")
    [saved] = save_as([tmp_path / "报.xlsx"], kind)
    found = read_reply(make_setup(saved.parent, bytes(32), ()), Source(saved.name))
    assert found.refused is None
    assert found.report is not None
    assert [ratee.composite for ratee in found.report.ratees] == ["96.69", "91.53", "83.16", "80.26"]  # by rank
