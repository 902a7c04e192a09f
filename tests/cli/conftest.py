"""What the tests of the command line share: campaigns that are made once for all, and a copy for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.finalize import finalize
from tests.campaigns import answered, copy_of
from tests.deciding import COMPLETE, type_in
from tests.inline import in_this_process, merged


@pytest.fixture(scope="session")
def town_once(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``town``."""
    return merged(answered(tmp_path_factory.mktemp("town") / "c"), official=True)


@pytest.fixture
def town(town_once: Campaign, tmp_path: Path) -> Campaign:
    """The small campaign, everything come back, merged: 正式."""
    return copy_of(town_once, tmp_path / "c")


@pytest.fixture(scope="session")
def decided_once(town_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """The same, decided as proposed. Only to be copied."""
    found = copy_of(town_once, tmp_path_factory.mktemp("decided") / "c")
    type_in(found, COMPLETE)
    with in_this_process():
        assert finalize(found.folder).value is not None
    return found


@pytest.fixture(scope="session")
def gap_once(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``gap``."""
    found = answered(tmp_path_factory.mktemp("gap") / "c")
    (found.received / "U3 第二考核组.xlsx").unlink()
    return merged(found, official=False)


@pytest.fixture
def gap(gap_once: Campaign, tmp_path: Path) -> Campaign:
    """The same without the 考评表 of T3: 试算."""
    return copy_of(gap_once, tmp_path / "c")
