"""Good replies in bad company: the same result, every killer named, memory bounded. The great one is in tests/bench."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.make_campaign import make_campaign
from tests.spoilt.crowd import KILLERS, add_killers, run

GOOD = 60
PARENT, CHILD = 400, 1_000
"""MiB."""


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign to which everything has come back, merged."""
    folder = tmp_path_factory.mktemp("quiet") / "c"
    make_campaign(folder, GOOD)
    code, _, _ = merge(folder)
    assert code == 0
    return folder


def merge(folder: Path) -> tuple[int, float, Any]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "lianping_xlsx", "merge", str(folder)]
    return run(command, env=os.environ | {"PYTHONPATH": str(root)})


def result(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "3汇总" / "结果.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.slow
def test_killers_of_every_sort_change_no_result_and_are_named(quiet: Path, tmp_path: Path) -> None:
    loud = tmp_path / "c"
    shutil.copytree(quiet, loud, ignore=shutil.ignore_patterns("3汇总", "cache"))
    killers = add_killers(loud / "2收回", len(KILLERS))
    code, _, peak = merge(loud)
    assert code == 1
    before, after = result(quiet), result(loud)
    assert after["ratees"] == before["ratees"]
    assert after["returns"] == before["returns"]
    status = {file["path"]: (file["status"], file["reason"]) for file in after["files"]}
    assert {name: entry[0] for name, entry in status.items() if name in killers} == dict.fromkeys(killers, "未采用")
    assert all(reason for name, (_, reason) in status.items() if name in killers)
    assert [file for file in after["files"] if not file["path"].startswith("杀手")] == before["files"]
    if sys.platform == "linux":
        assert 0 < peak.first < PARENT
        assert 0 < peak.children < CHILD
