"""Outputs are written whole or not at all, over nothing that somebody typed, and nowhere but in their own folder."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app import storage
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.packed_outputs import Outputs, PackedText
from lianping_xlsx.app.storage import digest_of, temporary_beside, write_all
from lianping_xlsx.audit.border_results import Borders
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.judge import Judged, judge
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.core.safe_open import TEMPORARY_START
from lianping_xlsx.core.second_process import can_be_copied
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.text_sheets import write_text_books
from tests.cli.running import Runner, snapshot
from tests.deciding import MEETING, table_of, type_in

OLD = {"a.txt": b"old a", "b.txt": b"old b", "gone.txt": b"old"}
NEW = {"a.txt": b"new a", "b.txt": b"new b", "退回/c.txt": b"new c"}

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right on Windows")

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """3汇总 as the program left it."""
    place = tmp_path / "考核" / "3汇总"
    place.parent.mkdir()
    assert write_all(place, OLD, keep={}) == ()
    return place


def known(folder: Path) -> dict[str, str]:
    return {name: digest_of(folder / name) or "" for name in OLD}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def told(findings: tuple[Finding, ...]) -> str:
    return findings[0].message


def contents(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(folder).items() if data is not None}


def test_the_new_replaces_the_old_and_what_is_no_longer_made_goes(folder: Path) -> None:
    assert write_all(folder, NEW, keep=known(folder)) == ()
    assert contents(folder) == NEW


# ---------------------------------------------------------------- what people type meanwhile


def test_a_table_saved_since_it_was_read_is_not_replaced_nor_is_anything(run: Runner, town: Campaign) -> None:
    """The clerk saves while merge counts: typed is typed."""
    read = table_of(town).read_bytes()
    type_in(town, MEETING)
    outcome = write_all(town.summary, {"等次审定表.xlsx": b"x", "汇总表.xlsx": b"x"}, keep={}, carried={
        "等次审定表.xlsx": hashlib.sha256(read).hexdigest()
    })  # fmt: skip
    assert codes(outcome) == ["write.saved-meanwhile"]
    assert "在运行期间被保存过" in told(outcome)
    assert run("verify", town.folder).code == 0
    assert run("merge", town.folder).code == 0


@pytest.mark.parametrize("existed", [True, False])
def test_merge_notices_a_table_that_is_saved_while_it_counts(
    existed: bool, run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = table_of(town).read_bytes()
    os.utime(next(town.received.iterdir()), (0, 0))  # or nothing would be counted anew
    if not existed:
        table_of(town).unlink()

    def save_and_summarize(*words: object) -> object:
        table_of(town).write_bytes(saved)
        type_in(town, MEETING)
        return summarize(*words)

    from lianping_xlsx.app import summary_outputs

    summarize: Callable[..., object] = summary_outputs.summarize
    monkeypatch.setattr(summary_outputs, "summarize", save_and_summarize)
    ran = run("merge", town.folder)
    assert ran.code == 2
    assert "“等次审定表.xlsx”在运行期间被保存过" in ran.out
    monkeypatch.undo()
    assert run("merge", town.folder).code == 0
    assert MEETING["C3"] in _cells(table_of(town))


def _cells(path: Path) -> set[object]:
    from tests.books import open_book

    return {cell for row in open_book(path.read_bytes()).worksheets[0].iter_rows(values_only=True) for cell in row}


def test_what_is_saved_in_the_last_moment_goes_to_the_backups(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = storage._Writing.replace

    def type_and_replace(writing: storage._Writing, before_last: Callable[[], object]) -> None:
        (folder / "a.txt").write_bytes(b"typed a")
        (folder / "gone.txt").write_bytes(b"typed")
        replace(writing, before_last)

    monkeypatch.setattr(storage._Writing, "replace", type_and_replace)
    assert write_all(folder, NEW, keep=known(folder)) == ()
    kept = contents(folder)
    assert {name: kept.pop(name) for name in sorted(kept) if name.startswith("备份/")} == {
        "备份/a-" + hashlib.sha256(b"typed a").hexdigest()[:8] + ".txt": b"typed a",
        "备份/gone-" + hashlib.sha256(b"typed").hexdigest()[:8] + ".txt": b"typed",
    }
    assert kept == NEW


def test_files_are_filled_together_before_each_has_to_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system then writes them together; but no more of them are open at once than it allows."""
    seen: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(len(list(folder.glob(f"{TEMPORARY_START}*")))))
    assert write_all(folder, {f"{number}.txt": b"new" for number in range(40)}, keep={}) == ()
    assert seen == [32] * 32 + [40] * 8


# ---------------------------------------------------------------- refusals of the system


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_what_cannot_be_written_changes_nothing(fault: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk at the second file, a folder that is read-only."""
    sync, written = os.fsync, [0]

    def refuse(handle: int) -> None:
        written[0] += 1
        if written[0] == 2:
            raise OSError(fault, os.strerror(fault))
        sync(handle)

    before = contents(folder)
    monkeypatch.setattr(os, "fsync", refuse)
    outcome = write_all(folder, NEW, keep=known(folder))
    assert codes(outcome) == ["write.failed"]
    assert "“b.txt”写不进去" in told(outcome)
    assert "没有改动任何文件" in told(outcome)
    assert contents(folder) == before


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_without_permission_to_write() -> None:
    """Root may write anywhere, so somebody else does it, in a folder that others can reach."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "c")
        folder.mkdir()
        for name, content in OLD.items():
            (folder / name).write_bytes(content)
        Path(temporary).chmod(0o755)
        folder.chmod(0o555)
        with as_nobody():
            outcome = write_all(folder, NEW, keep=known(folder))
        folder.chmod(0o700)
        assert codes(outcome) == ["write.failed"]
        assert "没有权限" in told(outcome)
        assert contents(folder) == OLD


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, if it is root who runs the tests."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)


_NOBODY = 65_534


def lock(monkeypatch: pytest.MonkeyPatch, name: str, times: int) -> None:
    """As on Windows: a file that another program holds cannot be replaced."""
    replace, left = os.replace, [times]

    def refuse(old: Path, new: Path) -> None:
        if Path(new).name == name and left[0]:
            left[0] -= 1
            raise PermissionError(errno.EACCES, "Access is denied", str(old))
        replace(old, new)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(time, "sleep", lambda _: None)


def test_a_virus_scanner_that_looks_at_a_new_file_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(monkeypatch, "b.txt", 2)
    assert write_all(folder, NEW, keep=known(folder)) == ()
    assert contents(folder) == NEW


def test_a_target_opened_between_the_probe_and_the_renaming_is_said_honestly(
    run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New and old stand side by side then; verify sees it, and the next merge makes it good."""
    (town.received / "U3 第二考核组.xlsx").unlink()
    with monkeypatch.context() as locked:
        lock(locked, "结果.json", 9)
        ran = run("merge", town.folder)
    assert ran.code == 2
    assert "“结果.json”写不进去（没有权限，或正被其他程序使用），而别的文件有的已经换成新的" in ran.out
    assert run("verify", town.folder).code == 1
    assert run("merge", town.folder).code == 1
    assert run("verify", town.folder).code == 0


# ---------------------------------------------------------------- what the dead have left


def test_temporary_files_of_the_dead_are_taken_away_and_no_others(folder: Path) -> None:
    (folder / "退回").mkdir()
    (folder / "备份").mkdir()
    dead = [folder / place / ".lianping-0123456789abcdef.tmp" for place in (".", "退回", "备份")]
    living = [folder / ".lianping-fedcba9876543210.tmp", folder / ".别人的.tmp", folder / "~$汇总表.xlsx"]
    for path in (*dead, *living):
        path.write_bytes(b"half")
    hours = time.time() - 2 * 3_600
    for path in (*dead, *living[1:]):
        os.utime(path, (hours, hours))
    assert write_all(folder, NEW, keep=known(folder)) == ()
    assert [path.exists() for path in dead] == [False] * 3
    assert [path.exists() for path in living] == [True] * 3


KILLED = """
import os, sys
from pathlib import Path
from lianping_xlsx.app.storage import temporary_beside
for place in sys.argv[1:]:
    temporary_beside(Path(place)).write_bytes(b"half")
os._exit(9)
"""


def test_what_a_killed_run_has_just_left_goes_with_the_next_and_not_what_another_writes_now(folder: Path) -> None:
    inner = folder / "退回" / "仅供核对"
    inner.mkdir(parents=True)
    places = (folder / "a.txt", folder / "退回" / "b.txt", inner / "c.txt")
    subprocess.run([sys.executable, "-c", KILLED, *map(str, places)], check=False, cwd=ROOT)
    assert len(temporary_in(folder)) == 3
    own = temporary_beside(folder / "a.txt")
    own.write_bytes(b"another thread")
    assert write_all(folder, NEW, keep=known(folder)) == ()
    assert temporary_in(folder) == [own]


@pytest.mark.parametrize("place", [".lianping", ".lianping/cache"])
def test_what_a_killed_run_has_left_beside_the_key_goes_with_the_next_that_writes_there(
    place: str, run: Runner, town: Campaign
) -> None:
    """It may be half a key, or readings of ballots."""
    inside = town.folder / place
    inside.mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-c", KILLED, str(inside / "key")], check=False, cwd=ROOT)
    assert len(temporary_in(inside)) == 1
    (town.received / "U4 县委评议组.xlsx").unlink()
    assert run("merge", town.folder).code == 1
    assert run("templates", town.folder, "--same-campaign").code == 0
    assert temporary_in(inside) == []


def test_a_computer_that_is_renamed_goes_by_its_new_name_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise what its killed runs left would count as the files of another computer, and stay for an hour."""
    with monkeypatch.context() as renamed:
        renamed.setattr(platform, "node", lambda: "旧名")
        before = temporary_beside(folder / "a.txt")
        before.write_bytes(b"half")
    now = temporary_beside(folder / "a.txt")
    assert now.name.split("-")[1] != before.name.split("-")[1]
    assert write_all(folder, NEW, keep=known(folder)) == ()
    assert temporary_in(folder) == [before]


def temporary_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith(".lianping-")]


def test_left_temporary_files_are_neither_mailed_nor_read_as_replies(run: Runner, town: Campaign) -> None:
    assert run("templates", town.folder).code == 0
    workbook = next(town.issued.glob("U3*.xlsx"))
    subprocess.run([sys.executable, "-c", KILLED, str(workbook)], check=False, cwd=ROOT)
    (left,) = temporary_in(town.issued)
    shutil.copy(workbook, left)
    shutil.copy(workbook, town.received / left.name)
    assert "邮件草稿已写到" in run("mail", town.folder).out
    assert temporary_in(town.issued) == []
    run("merge", town.folder)
    found = json.loads((town.summary / "结果.json").read_text(encoding="utf-8"))
    assert [file["status"] for file in found["files"] if file["path"] == left.name] == ["忽略"]
    assert (town.received / left.name).exists()


# ---------------------------------------------------------------- links


@needs_links
def test_a_link_in_the_place_of_a_target_is_not_written_through_nor_read(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "别人的.txt"
    secret.write_bytes(b"secret")
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(secret)
    before = contents(folder)
    outcome = write_all(folder, NEW, keep={})
    assert codes(outcome) == ["write.failed"]
    assert "“a.txt”写不进去（那里是快捷链接，不是文件本身）" in told(outcome)
    assert (secret.read_bytes(), contents(folder)) == (b"secret", before)


@needs_links
@pytest.mark.parametrize("linked", ["3汇总", "退回", "备份"])
def test_a_folder_that_leads_elsewhere_is_not_written_into(linked: str, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处"
    place = folder if linked == folder.name else folder / linked
    if place.exists():
        place.rename(elsewhere)
    else:
        elsewhere.mkdir()
    place.symlink_to(elsewhere)
    before = snapshot(elsewhere)
    outcome = write_all(folder, NEW, keep={})
    assert codes(outcome) == ["write.failed"]
    assert "快捷链接" in told(outcome)
    assert snapshot(elsewhere) == before


@needs_links
def test_a_campaign_that_is_reached_by_a_link_is_a_campaign(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "真").mkdir()
    (tmp_path / "链").symlink_to(tmp_path / "真")
    assert run("init", tmp_path / "链").code == 0
    assert run("templates", tmp_path / "链").code == 0
    assert run("merge", tmp_path / "链").code == 1
    assert (tmp_path / "真" / "3汇总" / "汇总表.xlsx").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders")
def test_a_pipe_in_the_place_of_a_target_is_not_waited_for(folder: Path) -> None:
    (folder / "a.txt").unlink()
    os.mkfifo(folder / "a.txt")
    outcome = write_all(folder, NEW, keep=known(folder))
    assert "设备或管道" in told(outcome)


@needs_links
def test_a_lock_that_is_a_link_makes_no_file_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "锁").symlink_to(tmp_path / "别处")
    with exclusive_lock(tmp_path / "锁") as mine:
        assert mine
    assert not (tmp_path / "别处").exists()


# ---------------------------------------------------------------- the key


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_key_is_private_from_its_first_moment(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    rename = storage._rename

    def look(written: Path, target: Path) -> None:
        if target.name == "key":
            opened.append(stat.S_IMODE(written.stat().st_mode))
        rename(written, target)

    monkeypatch.setattr(storage, "_rename", look)
    before = os.umask(0)
    try:
        assert run("init", tmp_path / "c").code == 0
    finally:
        os.umask(before)
    key = tmp_path / "c" / ".lianping" / "key"
    assert opened == [0o600]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("spoilt", [b"", b"no key at all", b"00" * 31, b"\xff\xfe"])
def test_a_damaged_key_is_never_replaced(spoilt: bytes, run: Runner, town: Campaign) -> None:
    """Every form sent out hangs on it."""
    town.key.write_bytes(spoilt)
    before = snapshot(town.folder)
    for words in (["templates"], ["templates", "--force"], ["init", "--force"], ["merge"], ["status"]):
        ran = run(*words, town.folder)
        assert ran.code == 2, words
        assert "密钥文件 .lianping/key 打不开，或内容已损坏" in ran.out, words
    assert snapshot(town.folder) == before


@needs_links
def test_a_key_that_is_a_link_is_not_read(run: Runner, town: Campaign, tmp_path: Path) -> None:
    town.key.rename(tmp_path / "别处的key")
    town.key.symlink_to(tmp_path / "别处的key")
    assert run("merge", town.folder).code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_ctrl_c_between_two_renames_leaves_no_mixture(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def interrupted(old: Path, new: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        replace(old, new)

    monkeypatch.setattr(os, "replace", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert write_all(folder, NEW, keep=known(folder)) == ()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert contents(folder) == NEW


@pytest.mark.parametrize("processors", [1, 2])
def test_many_forms_are_the_same_with_one_processor_and_with_two(
    processors: int, run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("templates", town.folder).code == 0
    before = snapshot(town.issued)
    shutil.rmtree(town.issued)
    monkeypatch.setattr("lianping_xlsx.app.templates._MANY_BOOKS", 1)
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert run("templates", town.folder).code == 0
    assert snapshot(town.issued) == before


@pytest.mark.parametrize("processors", [1, 2])
@pytest.mark.parametrize("most", [1, 1_000], ids=["the copy writes more", "less"])
def test_a_big_merge_writes_the_same_with_one_processor_and_with_two(
    most: int, processors: int, run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(town.summary)
    shutil.rmtree(town.summary)
    monkeypatch.setattr("lianping_xlsx.app.summary_outputs._MANY_FILES", 1)
    monkeypatch.setattr("lianping_xlsx.app.summary_outputs._MOST_FILES", most)
    monkeypatch.setattr("lianping_xlsx.spreadsheet.direct_workbook._MANY_CELLS", 1)
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert run("merge", town.folder).code == 0
    assert snapshot(town.summary) == before


@pytest.mark.skipif(not can_be_copied(), reason="this process cannot be copied")
@pytest.mark.parametrize("dies", [False, True], ids=["the copy lives", "the copy dies"])
def test_marks_are_let_go_while_a_copy_has_them_and_judged_again_if_it_dies(
    dies: bool, run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, process = snapshot(town.summary), os.getpid()
    judged: list[weakref.ref[Judged]] = []
    held: list[bool] = []

    def judge_and_note(*replies: Any) -> Outcome[Judged]:
        outcome = judge(*replies)
        judged.append(weakref.ref(outcome.value))
        return outcome

    def look_and_write(data: SummaryData) -> dict[str, bytes]:
        held.append(any(each() for each in judged))
        return write_text_books(data)

    def die_or_search(*given: Any) -> Borders:
        if dies and os.getpid() != process:
            os.kill(os.getpid(), signal.SIGKILL)
        return borders(*given)

    shutil.rmtree(town.summary)
    monkeypatch.setattr("lianping_xlsx.app.summary_outputs._MANY_FILES", 1)
    monkeypatch.setattr("lianping_xlsx.app.summary_outputs.write_text_books", look_and_write)
    monkeypatch.setattr("lianping_xlsx.app.summary_outputs.borders", die_or_search)
    monkeypatch.setattr("lianping_xlsx.checks.judge.judge", judge_and_note)
    assert run("merge", town.folder).code == 0
    assert snapshot(town.summary) == before
    assert held == [False]
    assert len(judged) == 1 + dies


def test_outputs_that_are_text_are_packed_and_come_back() -> None:
    text = "考核结果".encode() * 1_000
    outputs = Outputs({"a.json": PackedText.of(text), "b.xlsx": b"PK"}, {"c.json": PackedText.of(b"")})
    assert dict(outputs) == {"a.json": text, "b.xlsx": b"PK", "c.json": b""}
    assert [*outputs] == ["a.json", "b.xlsx", "c.json"]
    assert outputs.digests == {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()}
    assert len(PackedText.of(text).packed) < len(text) / 10
