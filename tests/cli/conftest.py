"""What the tests of the command line share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.merge import merge
from tests.campaigns import answered
from tests.inline import read_in_this_process

MISSING = "U3 第二考核组.xlsx"


@pytest.fixture(scope="session")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The small campaign merged, by whether it is complete: 正式, and 试算. Only to be copied."""
    found = {complete: answered(tmp_path_factory.mktemp("merged") / "c").folder for complete in (True, False)}
    (Campaign(found[False]).received / MISSING).unlink()
    with pytest.MonkeyPatch.context() as patch:
        read_in_this_process(patch)
        for complete, folder in found.items():
            report = merge(folder).value
            assert report is not None
            assert report.overview.official is complete
    return found


@pytest.fixture
def town(merged_once: dict[bool, Path], tmp_path: Path) -> Campaign:
    """The small campaign, everything come back, merged: 正式."""
    return Campaign(Path(shutil.copytree(merged_once[True], tmp_path / "c")))


@pytest.fixture
def gap(merged_once: dict[bool, Path], tmp_path: Path) -> Campaign:
    """The same without the 考评表 of T3: 试算."""
    return Campaign(Path(shutil.copytree(merged_once[False], tmp_path / "c")))
