"""Reading replies in the process of the test: children cost a third of a second each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.merge import merge
from lianping_xlsx.intake.workers import readers


def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What children are good for is told in tests/intake/test_isolation.py."""

    def run(work: Callable[[str], object], paths: Sequence[str], **kept: Any) -> Iterator[tuple[int, object]]:
        kept["initializer"](*kept["initargs"])
        yield from ((number, work(path)) for number, path in enumerate(paths))

    monkeypatch.setattr(readers, "run_isolated", run)


@contextmanager
def in_this_process() -> Iterator[None]:
    """The same for fixtures that are made once for many tests."""
    with pytest.MonkeyPatch.context() as patch:
        read_in_this_process(patch)
        yield


def merged(campaign: Campaign, *, official: bool) -> Campaign:
    """The campaign, once merged, with the status that it has to have then."""
    with in_this_process():
        report = merge(campaign.folder).value
    assert report is not None
    assert report.overview.official is official
    return campaign
