"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from tests.campaigns import answered
from tests.cli.running import Runner


@pytest.fixture
def town(run: Runner, tmp_path: Path) -> Campaign:
    """The small campaign, everything come back, merged: 正式."""
    found = answered(tmp_path / "c")
    assert run("merge", found.folder).code == 0
    return found


@pytest.fixture
def gap(run: Runner, tmp_path: Path) -> Campaign:
    """The same without the 考评表 of T3: 试算."""
    found = answered(tmp_path / "c")
    (found.received / "U3 第二考核组.xlsx").unlink()
    assert run("merge", found.folder).code == 1
    return found
