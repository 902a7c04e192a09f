"""Turns at a folder: one at a time, nobody locked out by the dead, nothing left behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lianping_xlsx import app
from lianping_xlsx.app import lock
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.mail import make_mails, make_reminders
from lianping_xlsx.app.merge import merge
from lianping_xlsx.app.templates import issue_templates
from lianping_xlsx.core.findings import Outcome
from tests.campaigns import campaign
from tests.cli.running import snapshot

_HOLDER = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from lianping_xlsx.app.lock import exclusive_lock\n"
    "with exclusive_lock(Path(sys.argv[1])) as mine:\n"
    "    print(mine, flush=True)\n"
    "    time.sleep(600)\n"
)


def test_one_at_a_time_and_the_dead_lock_nobody_out(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", _HOLDER, lock], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with exclusive_lock(lock, patience=0.0) as mine:
            assert not mine
        holder.kill()
        holder.wait()
    assert lock.exists()  # left behind by the dead
    with exclusive_lock(lock, patience=0.0) as mine:
        assert mine
    assert not lock.exists()


def test_who_waits_comes_next_and_never_two_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_STEP", 0.001)
    within: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        for _ in range(20):
            with exclusive_lock(tmp_path / "lock") as mine:
                assert mine
                within.append(number)
                most.append(len(within))
                time.sleep(0.001)
                within.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (80, 1)
    assert list(tmp_path.iterdir()) == []


def test_where_there_can_be_no_lock_everybody_has_a_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with exclusive_lock(tmp_path / "没有" / "lock") as mine:
        assert mine
    assert list(tmp_path.iterdir()) == []

    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with exclusive_lock(tmp_path / "link") as mine:
        assert mine
    assert not (tmp_path / "elsewhere").exists()

    if sys.platform == "win32":
        return
    import fcntl

    for code in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
        fault = OSError(code, os.strerror(code))

        def refuse(*_: object, fault: OSError = fault) -> None:
            raise fault

        monkeypatch.setattr(fcntl, "flock", refuse)
        with exclusive_lock(tmp_path / "lock") as mine, exclusive_lock(tmp_path / "lock", patience=0.0) as another:
            assert (mine, another) == (True, True)


def test_what_goes_wrong_within_gives_the_turn_back(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), exclusive_lock(tmp_path / "lock"):
        raise ValueError("x")
    with exclusive_lock(tmp_path / "lock", patience=0.0) as mine:
        assert mine


@pytest.mark.parametrize("command", [merge, finalize, issue_templates, make_mails, make_reminders])
def test_a_command_that_writes_waits_for_another_and_gives_up_without_a_change(
    command: Callable[[Path], Outcome[object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = campaign(tmp_path / "c")
    for module in (lock, app.finalize, app.mail, app.templates):
        monkeypatch.setattr(module, "exclusive_lock", lambda path: exclusive_lock(path, patience=0.0))
    with exclusive_lock(found.lock):
        before = snapshot(found.folder)
        outcome = command(found.folder)
        assert snapshot(found.folder) == before
    assert (outcome.value, [finding.code for finding in outcome.findings]) == (None, ["write.busy"])
