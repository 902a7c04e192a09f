"""What tests of several rooms share."""

from __future__ import annotations

import pytest

from tests.cli.running import Runner
from tests.inline import read_in_this_process


@pytest.hookimpl(tryfirst=True)  # before pytest goes by -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test that is ``slow_but_first`` all cases but the first are slow."""
    seen: set[str] = set()
    for item in items:
        if item.get_closest_marker("slow_but_first"):
            test = item.nodeid.partition("[")[0]
            if test in seen:
                item.add_marker(pytest.mark.slow)
            seen.add(test)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A command line that reads replies in this process."""
    read_in_this_process(monkeypatch)
    return Runner(capsys, monkeypatch)
