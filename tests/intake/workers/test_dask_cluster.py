"""Replies read by the workers of a Dask cluster: the same result byte for byte, under the same limits."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign, load
from lianping_xlsx.app.judged_returns import setup_of
from lianping_xlsx.intake.sources.folder import Source, list_files
from lianping_xlsx.intake.workers import dask_cluster
from lianping_xlsx.intake.workers.child import Failure
from lianping_xlsx.intake.workers.dask_cluster import OtherProgramError, PackedSetup, Share, _shares, read_share
from lianping_xlsx.intake.workers.isolation import Isolation
from lianping_xlsx.intake.workers.reply import SentReply, WorkerSetup, make_setup, pack, read_reply
from tests.cli.running import Runner, snapshot
from tests.spoilt import archives, books, locked

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "samples" / "lean-township-problems"
HERE = "tcp://127.0.0.1:1"
ELSEWHERE = "tcp://192.0.2.1:8786"

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None and not os.environ.get("CI"), reason="Dask is not installed"
)
"""On a developer's machine without Dask these tests are skipped, and say so; in CI they fail."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A sample with everything that goes wrong, and an archive of two of its replies beside what is no reply."""
    campaign = Campaign(tmp_path_factory.mktemp("sent") / "c")
    shutil.copytree(SAMPLE, campaign.folder, ignore=shutil.ignore_patterns("3汇总", "cache"))
    good = [path.read_bytes() for path in sorted(campaign.received.glob("*.xlsx"))[:2]]
    packed = archives.packed([("甲.xlsx", good[0]), ("乙.xlsx", good[1]), ("说明.txt", "不是表".encode())])
    (campaign.received / "打包.zip").write_bytes(packed)
    (campaign.received / "坏.xlsx").write_bytes(books.truncated(good[0]))
    return campaign


def setup(campaign: Campaign) -> WorkerSetup:
    loaded = load(campaign).value
    assert loaded is not None
    return setup_of(loaded, ())


def files_of(campaign: Campaign) -> list[Source]:
    return [Source(found.path) for found in list_files(campaign.received) if not (found.ignored or found.special)]


def test_a_reading_depends_on_bytes_and_set_up_alone(sample: Campaign, tmp_path: Path) -> None:
    """Of files, of members, and of what is damaged; the folder of the set-up is an empty one."""
    here = setup(sample)
    there = make_setup(tmp_path, here.secret, here.expected, here.limits, here.passwords, here.wanted)
    sources = files_of(sample)
    members = 0
    for source in sources:
        content = (sample.received / source.file).read_bytes()
        reading = read_reply(here, source)
        assert read_reply(there, source, content) == reading
        for member in reading.members:
            members += 1
            assert read_reply(there, member, content) == read_reply(here, member)
    assert len(sources) > 20
    assert members == 3


def test_shares_take_every_reply_once_and_what_cannot_be_opened_stays_here(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"zip")
    (tmp_path / "b.xlsx").write_bytes(b"one")
    (tmp_path / "large.xlsx").write_bytes(b"x" * 100)
    (tmp_path / "c.xlsx").write_bytes(b"two")
    sources = [
        Source("a.zip", "m", 0),
        Source("a.zip", "n", 1),
        *map(Source, ("b.xlsx", "gone", "large.xlsx", "c.xlsx")),
    ]
    left: list[int] = []
    shares = list(_shares(tmp_path, sources, 50, 3, left))
    assert [indices for indices, _ in shares] == [[0, 1, 2], [5]]
    assert left == [3, 4]
    sent = [reply for _, replies in shares for reply in replies]
    assert [(each.source, each.content) for each in sent] == [
        (sources[0], b"zip"), (sources[1], b"zip"), (sources[2], b"one"), (sources[5], b"two"),
    ]  # fmt: skip
    assert sent[0].content is sent[1].content


@pytest.mark.slow
def test_a_worker_keeps_the_limits_of_each_reply(sample: Campaign) -> None:
    """A reply whose password takes longer to try than a reply may be read costs itself alone."""
    good = next(sample.received.glob("*.xlsx")).read_bytes()
    slow = locked.info_changed(locked.with_password(good, "x"), b'spinCount="100"', b'spinCount="1000000"')
    here = setup(sample)
    words = tuple(f"密码{number}" for number in range(9))
    packed = PackedSetup(pack(make_setup(Path(), here.secret, here.expected, here.limits, words, here.wanted)))
    replies = [SentReply(Source(name), content) for name, content in (("a", good), ("b", slow), ("c", good))]
    outcomes = read_share(packed, Share(replies, Isolation(seconds=1)))
    assert outcomes[1] == Failure("file.too-slow", "1 s")
    assert all(isinstance(outcomes[place], bytes) for place in (0, 2))


def test_a_worker_with_another_version_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    share = Share([], Isolation())
    monkeypatch.setattr(dask_cluster, "__version__", "0.0.1")
    with pytest.raises(OtherProgramError):
        read_share(PackedSetup(b""), share)


def test_no_log_of_dask_shows_what_was_sent() -> None:
    """It shows the arguments of a task that failed."""
    share = Share([SentReply(Source("党委.xlsx"), b"marks")], Isolation())
    shown = repr((PackedSetup(b"key"), share, share.replies[0]))
    assert not any(word in shown for word in ("key", "marks"))
    assert "党委" not in repr(share)


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(("address", "told"), [(ELSEWHERE, "--yes"), ("192.0.2.1:8786", "不是调度器的地址")])
def test_nothing_is_sent_before_a_person_agrees(address: str, told: str, run: Runner, sample: Campaign) -> None:
    before = snapshot(sample.folder)
    ran = run("merge", sample.folder, "--scheduler", address)
    assert ran.code == 2
    assert told in ran.err
    assert snapshot(sample.folder) == before


def test_without_dask_the_command_says_what_to_install(
    run: Runner, sample: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    before = snapshot(sample.folder)
    ran = run("merge", sample.folder, "--scheduler", HERE)
    assert ran.code == 2
    assert "lianping-xlsx[dask]" in ran.out + ran.err
    assert ran.out.splitlines()[0] == f"收回的表由 Dask 调度器 {HERE} 的工作进程读取。"
    assert snapshot(sample.folder) == before


# ---------------------------------------------------------------- a cluster


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A scheduler with two worker processes; its address."""
    file = folder / "scheduler.json"
    named = ["--scheduler-file", str(file)]
    commands = [
        ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show", *named],
        [
            "dask_worker",
            "--nworkers",
            "2",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--local-directory",
            str(folder),
            *named,
        ],
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with contextlib.ExitStack() as stack:
        for module, *words in commands:
            child = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.{module}", *words],
                    env=environment,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )
            stack.callback(os.killpg, child.pid, signal.SIGKILL)  # with the workers, which would take their time
        while not (file.exists() and file.read_text()):
            assert child.poll() is None
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"]


_ONLY_THERE = """
from lianping_xlsx.intake.workers import readers
from lianping_xlsx.cli.main import main
readers.run_isolated = None  # nothing can be read here
main()
"""


def merge(campaign: Campaign, *words: str) -> str:
    """A merge in a process of its own, which packs what it writes as elsewhere; what it printed."""
    ran = subprocess.run(
        [sys.executable, *words[:2], "merge", str(campaign.folder), *words[2:]],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    return ran.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes")
@needs_dask
def test_two_workers_give_the_same_result_byte_for_byte(sample: Campaign, tmp_path: Path) -> None:
    """All of 3汇总, but for the record: it names the scheduler, and is signed."""
    here, there = (Campaign(shutil.copytree(sample.folder, tmp_path / name / "c")) for name in ("here", "there"))
    with ThreadPoolExecutor() as threads, cluster(tmp_path) as address:
        beside = threads.submit(merge, here, "-m", "lianping_xlsx")
        told = merge(there, "-c", _ONLY_THERE, "--scheduler", address)
    beside.result()
    assert told.splitlines()[0] == f"收回的表由 Dask 调度器 {address} 的工作进程读取。"
    ours, theirs = snapshot(here.summary), snapshot(there.summary)
    records = [json.loads(each.pop("运行记录.json") or b"") for each in (ours, theirs)]
    assert ours == theirs
    assert records[1].pop("scheduler") == address
    assert records[0].pop("signature") != records[1].pop("signature")
    assert records[0] == records[1]
