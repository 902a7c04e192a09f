"""Whatever chance makes of our own forms: every file is accounted for once, and none changes another's result.

FUZZ=500 pytest tests/spoilt/test_fuzz.py tries as many folders (a good minute for a hundred).
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.readers import Readers
from lianping_xlsx.intake.workers.reading_cache import NOTHING
from lianping_xlsx.intake.workers.reply import make_setup
from tests.accounts import TOWN, with_accounts
from tests.campaigns import all_replies, campaign
from tests.small import SECRET
from tests.spoilt.mutations import Spoilt, spoilt
from tests.spoilt.saved import WRITERS, saved_as

REPLIES = all_replies(TOWN)
GOOD = {name: data for name, data in REPLIES.items() if name.startswith("U3")}
VICTIMS = [data for name, data in REPLIES.items() if name not in GOOD]
VICTIMS += [saved_as(kind, data) for kind in WRITERS for data in VICTIMS[:2]]
FOLDERS = int(os.environ.get("FUZZ", "5"))
FILES = 30

folders = st.lists(spoilt(VICTIMS), min_size=1, max_size=FILES)
few = settings(
    max_examples=FOLDERS,
    phases=[Phase.generate],  # a folder takes a second: shrinking would take minutes, and what was done is told anyway
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.function_scoped_fixture,
    ],
)


@pytest.fixture(scope="module")
def scheme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign to which nothing but the good replies has come back."""
    found = campaign(tmp_path_factory.mktemp("fuzz") / "c", with_accounts())
    for name, data in GOOD.items():
        (found.received / name).write_bytes(data)
    return found.folder


@few
@given(files=folders)
def test_no_file_changes_what_another_says(files: list[Spoilt]) -> None:
    alone = read(dict(GOOD))
    names = {f"{number:02}.xlsx": file.data for number, file in enumerate(files)}
    together = read(names | GOOD)
    assert {name: together[name] for name in GOOD} == alone
    members = {member.path for found in together.values() for member in found.members}
    assert together.keys() == names.keys() | GOOD.keys() | members
    backwards = read(GOOD | {f"{name}": names[name] for name in reversed(names)}, workers=1)
    assert backwards == together
    for found in together.values():
        assert found.refused or found.forms or found.findings or found.members


def read(files: dict[str, bytes], *, workers: int = 2) -> dict[str, FileReading]:
    """Each file's reading, in child processes."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.cpu_count", lambda: workers)
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        setup = make_setup(Path(folder), SECRET, TOWN.expected)
        return Readers(setup, TOWN.scheme, NOTHING, None).read_all([Source(name) for name in files])


@few
@given(files=folders)
def test_every_file_is_accounted_for_once_in_a_result_that_is_written(scheme: Path, files: list[Spoilt]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "c")
        shutil.copytree(scheme, folder)
        for number, file in enumerate(files):
            (folder / "2收回" / f"{number:02}.xlsx").write_bytes(file.data)
        outcome = merge_returns(folder)
        assert outcome.value is not None, outcome.findings
        said = json.loads((folder / "3汇总" / "结果.json").read_text(encoding="utf-8"))
    paths = [entry["path"] for entry in said["files"]]
    assert sorted(path for path in paths if path in GOOD or (path[:2].isdigit() and "/" not in path)) == sorted(
        [*GOOD, *(f"{number:02}.xlsx" for number in range(len(files)))]
    )
    assert len(paths) == len(set(paths))
    assert all(entry["status"] == "已采用" or entry["reason"] for entry in said["files"])
    assert {entry["status"] for entry in said["files"] if entry["path"] in GOOD} == {"已采用"}
    assert all(finding["message"] and finding["remedy"] for finding in said["findings"])
