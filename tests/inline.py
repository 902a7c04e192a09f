"""Reading replies in the process of the test: children cost a third of a second each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from lianping_xlsx.intake.workers import readers


def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What children are good for is told in tests/intake/test_isolation.py."""

    def run(work: Callable[[str], object], paths: Sequence[str], **kept: Any) -> Iterator[tuple[int, object]]:
        kept["initializer"](*kept["initargs"])
        yield from ((number, work(path)) for number, path in enumerate(paths))

    monkeypatch.setattr(readers, "run_isolated", run)
