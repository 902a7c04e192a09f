"""A preset is one folder: with it, and nothing else, there are the command, the forms, the sample and the templates."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lianping_xlsx.core.campaign_names import TEMPLATES
from lianping_xlsx.scheme.terms import FormKind
from tests.baseline.digests import FINAL, ISSUED, SUMMARY, digests_below, recorded
from tests.house import PACKAGE
from tests.scenarios.people import FILLED_IN, SAMPLES

OLD, NEW = "zhongwei-secretary", "renamed"
OUTPUTS = (ISSUED, SUMMARY, FINAL)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package, of the scripts of the samples and of the manual's pictures, with one folder more."""
    package = tmp_path / PACKAGE.name
    shutil.copytree(PACKAGE, package)  # with what is compiled, which is as old as its source
    shutil.copytree(package / "scheme/presets" / OLD, package / "scheme/presets" / NEW)
    shutil.copytree(SAMPLES / "pictures", tmp_path / "samples" / "pictures")
    for script in SAMPLES.glob("*.py"):
        shutil.copyfile(script, tmp_path / "samples" / script.name)
    return tmp_path


def python(house: Path, *words: str | Path) -> str:
    """What the copy's program or script printed."""
    environment = {**os.environ, "PYTHONPATH": str(house), "PYTHONIOENCODING": "utf-8"}
    environment.pop("PYTHONSAFEPATH", None)  # a merge in this process sets it; a script imports what lies beside it
    ended = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=house,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.slow
def test_a_folder_more_is_a_preset_more(house: Path) -> None:
    command = ("-m", PACKAGE.name)
    assert NEW in python(house, *command, "presets")
    campaign = house / "考核"
    python(house, *command, "init", campaign, "--preset", NEW)
    python(house, *command, "check", campaign)
    python(house, *command, "templates", campaign)
    assert (campaign / ISSUED).exists()

    python(house, "samples/make.py", NEW)
    assert {path.name for path in (house / "templates").iterdir()} == {NEW, TEMPLATES}
    sample = house / "samples" / NEW
    assert digests_below(sample, *OUTPUTS) == digests_below(SAMPLES / OLD, *OUTPUTS)
    python(house, *command, "finalize", sample)
    assert digests_below(sample, *OUTPUTS) == recorded()[f"samples/{OLD}"]


def test_every_form_that_a_preset_may_ask_for_is_filled_in_in_its_sample() -> None:
    assert frozenset(FormKind) == FILLED_IN
