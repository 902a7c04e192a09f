"""Killed at any moment of its writing, merge leaves whole files only, every word that was typed, and a way on."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import read_decision_table
from tests.campaigns import answered
from tests.cli.running import Runner, snapshot
from tests.deciding import COMPLETE, type_in
from tests.small import TOWN

KILLS, REALLY = 50, 3
"""Moments, and how many of them see a process that is killed; at the others the folder is only looked at."""
ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL, no fork"),
    pytest.mark.usefixtures("as_issued"),
]


def killing(source: Path, work: Path, *words: str) -> str:
    """The output of tests/app/killing.py."""
    command = [sys.executable, "-m", "tests.app.killing", str(source), str(work), *words]
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture
def decided(run: Runner, tmp_path: Path) -> Campaign:
    """Merged and decided; since then one form has been withdrawn, others have come back with a fault in them."""
    found = answered(tmp_path / "c")
    run("merge", found.folder)
    type_in(found, COMPLETE)
    (found.received / "U4 县委评议组.xlsx").unlink()
    for name in ("U2 第一考核组.xlsx", "U3 第二考核组.xlsx"):
        form = next(form.layout for form in TOWN.expected if form.layout.key.unit == name[:2])
        (found.received / name).write_bytes(TOWN.filled(form, {("K1", "deduction"): "约3"}))
    return found


def typed(campaign: Campaign) -> object:
    """Every word in the decision table."""
    table = read_decision_table(campaign).value
    assert table is not None
    rows = sorted((row.code, row.typed) for row in table.listed if any(row.typed))
    return rows, {label: entry.text for label, entry in table.heads.items()}


@pytest.mark.slow
def test_killed_at_fifty_moments_nothing_is_half_nor_lost(decided: Campaign, run: Runner, tmp_path: Path) -> None:
    old = snapshot(decided.summary)
    words = typed(decided)
    steps = int(killing(decided.folder, tmp_path, "count"))
    new = snapshot(tmp_path / "count" / "3汇总")
    assert steps >= KILLS
    assert new["汇总表.xlsx"] != old["汇总表.xlsx"]
    chosen = sorted(random.Random(4).sample(range(steps), KILLS))

    killing(decided.folder, tmp_path / "watched", "watched", *map(str, chosen))
    really = chosen[:: KILLS // REALLY]
    killing(decided.folder, tmp_path / "killed", "killed", *map(str, really))
    for step in really:
        assert left_in(tmp_path / "killed" / str(step)) == left_in(tmp_path / "watched" / str(step)), step

    mixed = 0
    for step in chosen:
        found = Campaign(tmp_path / "watched" / str(step))
        left = {name: data for name, data in snapshot(found.summary).items() if not is_temporary(name)}
        kept = {name: data for name, data in left.items() if name.startswith("备份/")}
        assert kept.items() <= {f"备份/{table_backup(old)}": old["等次审定表.xlsx"]}.items(), step
        for name, data in left.items():
            assert name in kept or data in (old.get(name), new.get(name)), (step, name)
        assert {name for name in old if "备份" not in name and name in new} <= left.keys(), (step, "gone")
        assert typed(found) == words, step
        mixed += left != old
        assert run("verify", found.folder).code == (left != new), step  # what is of two runs is taken for none

        for name in filter(is_temporary, snapshot(found.summary)):
            os.utime(found.summary / name, (1, 1))
        assert run("merge", found.folder).code == 1
        assert snapshot(found.summary) == new, step
        assert typed(found) == words, step
        shutil.rmtree(found.folder)
    assert 0 < mixed < len(chosen)  # some died before anything had changed, some amid the changes


def left_in(folder: Path) -> list[tuple[str, bytes]]:
    """The files of 3汇总 and what is in them; of temporary ones only that, for their names are chosen by chance."""
    found = snapshot(folder / "3汇总").items()
    return sorted(("" if is_temporary(name) else name, data or b"") for name, data in found)


def is_temporary(name: str) -> bool:
    return Path(name).name.startswith(".lianping-")


def table_backup(old: dict[str, bytes | None]) -> str:
    """The name under which the decision table is kept, as people had saved it."""
    content = old["等次审定表.xlsx"]
    assert content is not None
    return f"等次审定表-{hashlib.sha256(content).hexdigest()[:8]}.xlsx"
