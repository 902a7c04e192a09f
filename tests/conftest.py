"""What tests of several rooms share."""

from __future__ import annotations

import pytest

from tests.cli.running import Runner
from tests.inline import read_in_this_process


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A command line that reads replies in this process."""
    read_in_this_process(monkeypatch)
    return Runner(capsys, monkeypatch)
