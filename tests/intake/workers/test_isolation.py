"""A bad item costs itself alone, whether it aborts, hangs, swallows memory or panics."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lianping_xlsx.intake.workers import isolation, pool
from lianping_xlsx.intake.workers.isolation import WORKER, Failure, Isolation, run_isolated, start_readers, worker_count
from lianping_xlsx.intake.workers.pool import WorkerPool
from lianping_xlsx.intake.workers.reply import read_source
from tests.intake.workers.work import (
    act,
    broken_initializer,
    litter,
    parse_unmeasured,
    pid,
    settle,
    settled,
    unpicklable,
    work_for,
)
from tests.spoilt import books

QUICK = Isolation(share=4, chunk=4, seconds=1.3)


def results(items: list[str], options: Isolation = QUICK) -> list[str | Failure]:
    """In the order of the items; each exactly once."""
    pairs = list(run_isolated(act, items, options=options))
    assert sorted(index for index, _ in pairs) == list(range(len(items)))
    return [outcome for _, outcome in sorted(pairs, key=lambda pair: pair[0])]


def around(culprit: str, failure: Failure) -> tuple[list[str], list[str | Failure]]:
    """A culprit amid nine innocents, and what is to come of it."""
    items = [f"a{number}" for number in range(9)]
    return [*items[:5], culprit, *items[5:]], [*map(str.upper, items[:5]), failure, *map(str.upper, items[5:])]


_READERS_IMPORT = """
import sys
import lianping_xlsx.intake.workers.reply
print(*sys.modules)
"""


def test_the_processes_that_read_import_nothing_that_counts_or_writes() -> None:
    ran = subprocess.run([sys.executable, "-c", _READERS_IMPORT], check=True, capture_output=True, encoding="utf-8")
    imported = ran.stdout.split()
    assert WORKER in imported
    assert "python_calamine" in imported
    others = ("pandas", "numpy", "openpyxl", "xlsxwriter", "click", "rich", "jinja2", "asyncio", "http.client", "email")
    assert not {*others, "lianping_xlsx.tally", "lianping_xlsx.checks", "lianping_xlsx.publish"} & set(imported)


def test_the_caller_is_told_once_the_children_are_at_work() -> None:
    told: list[int] = []
    results = run_isolated(act, ["a", "b"], options=QUICK, started=lambda: told.append(len(told)))
    assert not told
    next(results)
    assert told
    results.close()
    told.clear()
    assert list(run_isolated(act, [], options=QUICK, started=lambda: told.append(len(told)))) == []
    assert not told


@pytest.mark.slow_but_first
@pytest.mark.parametrize(
    ("culprit", "failure"),
    [
        pytest.param(
            "abort",
            Failure("file.killed-parser", "SIGABRT"),
            marks=pytest.mark.skipif(sys.platform == "win32", reason="no signals"),
        ),
        ("panic", Failure("file.parser-broke", "PanicError: capacity overflow")),
        ("leave", Failure("file.parser-broke", "SystemExit: 1")),
    ],
)
def test_only_the_culprit_falls(culprit: str, failure: Failure) -> None:
    items, expected = around(culprit, failure)
    assert results(items) == expected


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no limit of the address space")
def test_memory_is_limited() -> None:
    items, expected = around("eat", Failure("file.parser-broke", "MemoryError: "))
    assert results(items) == expected


def test_what_children_leave_behind_goes_with_them() -> None:
    outcomes = dict(run_isolated(litter, ["look", "drop", "look"], options=QUICK))
    assert isinstance(outcomes[1], Failure)
    scratch = outcomes[0]
    assert isinstance(scratch, str)
    assert Path(scratch).name.startswith("lianping-")
    assert Path(scratch).parent == Path(tempfile.gettempdir())
    assert not Path(scratch).exists()


@pytest.mark.slow
def test_many_culprits_at_once() -> None:
    items = ["x", "exit", "panic", "exit", "y", "exit", "z"] * 2
    dead, broken = (
        Failure("file.killed-parser", "exit 3"),
        Failure("file.parser-broke", "PanicError: capacity overflow"),
    )
    assert results(items) == ["X", dead, broken, dead, "Y", dead, "Z"] * 2


@pytest.mark.parametrize(("workers", "chunk"), [(1, 1), (2, 3)])
def test_results_depend_on_neither_workers_nor_chunks(workers: int, chunk: int) -> None:
    items = ["a", "exit", "b", "c"]
    dead = Failure("file.killed-parser", "exit 3")
    assert results(items, Isolation(workers=workers, chunk=chunk, share=1)) == ["A", dead, "B", "C"]


def test_each_check_goes_through_few_of_many_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []

    def note(running: Collection[Future[object]], seconds: float, until: str) -> object:
        checked.append(len(running))
        return wait(running, seconds, until)

    monkeypatch.setattr(pool, "wait", note)
    assert results(["a"] * 40, Isolation(workers=1, chunk=1)) == ["A"] * 40
    assert max(checked) == pool._AHEAD


def test_a_result_that_cannot_travel_is_the_fault_of_its_item() -> None:
    pairs = dict(run_isolated(unpicklable, [1, 2, 3], options=QUICK))
    assert (pairs[1 - 1], pairs[3 - 1]) == (1, 3)
    assert isinstance(pairs[1], Failure)


def test_work_is_done_in_other_processes() -> None:
    pids = {outcome for _, outcome in run_isolated(pid, list(range(8)), options=QUICK)}
    assert os.getpid() not in pids


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing stops calamine from asking for the memory")
def test_a_workbook_that_kills_calamine_costs_itself_alone() -> None:
    """What happens to a killer that measuring does not know yet."""
    good = books.good_book()
    outcomes = dict(run_isolated(parse_unmeasured, [good, good, books.far_cell(good), good], options=QUICK))
    assert [outcomes[index] for index in (0, 1, 3)] == [3, 3, 3]
    assert outcomes[2] == Failure("file.killed-parser", "SIGABRT")


def test_no_items_no_processes() -> None:
    assert list(run_isolated(act, [], initializer=broken_initializer)) == []


def test_an_initializer_runs_in_each_child() -> None:
    assert dict(run_isolated(settled, [1, 2], initializer=settle, initargs=("!",))) == {0: "1!", 1: "2!"}


def test_no_item_is_blamed_when_no_child_can_start() -> None:
    with pytest.raises(RuntimeError, match="no child process"):
        list(run_isolated(act, ["a", "b"], initializer=broken_initializer, options=QUICK))


def test_who_stops_listening_stops_the_work() -> None:
    start = time.perf_counter()
    with contextlib.closing(run_isolated(act, ["a", "sleep", "sleep"], options=Isolation(chunk=1))) as outcomes:
        assert next(outcomes) == (0, "A")
    assert time.perf_counter() - start < 3


# ---------------------------------------------------------------- time limits

SLOW, GIVEN_UP = Failure("file.too-slow", "1.5 s"), Failure("file.given-up", "0.5 s")
PATIENT = Isolation(share=4, chunk=4, seconds=1.5)
"""Of its time a fifth at first (see ``begun``), as where an item has five seconds."""


@dataclass(frozen=True)
class Waiting:
    """A run in which some items come to their time limits."""

    work: Callable[[str], str]
    items: Sequence[str]
    options: Isolation = PATIENT

    def __call__(self) -> Waited:
        start = time.perf_counter()
        pairs = list(run_isolated(self.work, self.items, options=self.options))
        return Waited(pairs, time.perf_counter() - start)


@dataclass(frozen=True)
class Waited:
    """What such a run yielded, and the seconds that it took."""

    pairs: list[tuple[int, str | Failure]]
    took: float


OVERDUE = ["spin", "threads", "stubborn"]
MANY_HANG = ["hang", "0", "0.01", "hang"] * 4 + ["hang"] * 2
FEW_HANG = [["hang", "0.75", "hang", "0"], ["0", "hang", "hang", "0.75"]]
MANY_SLOW = ["0.65"] * 5
WAITING = {
    **{f"culprit {how}": Waiting(act, around(how, SLOW)[0], QUICK) for how in OVERDUE},
    **{f"many hang {workers}": Waiting(work_for, MANY_HANG, replace(PATIENT, workers=workers)) for workers in (1, 2)},
    **{f"few hang {number}": Waiting(work_for, items) for number, items in enumerate(FEW_HANG)},
    "many slow": Waiting(work_for, MANY_SLOW),
}


@pytest.fixture(scope="module", autouse=True)
def begun(request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[Waited]]]:
    """All runs of :data:`WAITING`, side by side, while the first tests run: they do nothing but wait."""
    asked = any("waited" in getattr(item, "fixturenames", ()) for item in request.session.items)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(len(WAITING)) as threads:
        patch.setattr(pool, "_FIRST_LEAST", 0.3)
        yield {name: threads.submit(run) for name, run in WAITING.items() if asked}


@pytest.fixture(scope="module")
def waited(begun: Mapping[str, Future[Waited]]) -> Mapping[str, Waited]:
    """What came of them; the tests that follow replace parts of what these runs use."""
    return {name: run.result() for name, run in begun.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "culprit",
    [
        "spin",
        "threads",
        pytest.param("stubborn", marks=pytest.mark.skipif(sys.platform == "win32", reason="no signals")),
    ],
)
def test_of_items_without_end_only_the_culprit_falls(culprit: str, waited: Mapping[str, Waited]) -> None:
    _, expected = around(culprit, Failure("file.too-slow", "1.3 s"))
    assert sorted(waited[f"culprit {culprit}"].pairs) == list(enumerate(expected))


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_many_that_hang_cost_no_more_than_a_few_time_limits(workers: int, waited: Mapping[str, Waited]) -> None:
    """Each by itself, and each in its chunk before that, would be thirty seconds; the good ones are all read."""
    run = waited[f"many hang {workers}"]
    assert sorted(index for index, _ in run.pairs) == list(range(len(MANY_HANG)))
    for index, outcome in run.pairs:
        assert outcome in (SLOW, GIVEN_UP) if MANY_HANG[index] == "hang" else outcome == MANY_HANG[index]
    slow = [outcome for _, outcome in run.pairs].count(SLOW)
    assert slow == isolation._MOST_SLOW
    assert run.took < 13 // workers + 10


@pytest.mark.slow
def test_whoever_is_slow_among_few_that_hang_gets_all_the_time(waited: Mapping[str, Waited]) -> None:
    """In whatever order."""
    for number, items in enumerate(FEW_HANG):
        pairs = sorted(waited[f"few hang {number}"].pairs)
        assert [outcome for _, outcome in pairs] == [SLOW if item == "hang" else item for item in items]


def pool_of(folder: Path, options: Isolation = QUICK) -> WorkerPool[str, str]:
    """A pool that has nothing to do."""
    return WorkerPool(act, [], (str(folder), 0, None, ()), options, lambda: None)


def test_the_time_of_an_item_at_first_follows_what_others_take_on_this_machine(tmp_path: Path) -> None:
    """Else twenty that hang among thousands would cost a minute; on a slow machine the good ones would be set apart."""
    crew = pool_of(tmp_path, Isolation(seconds=20))
    assert crew.first_seconds == 2
    assert crew._outcomes((["A"] * 100, 1.0)) == ["A"] * 100
    assert crew.first_seconds == pool._USUAL_LEAST
    crew._outcomes((["A"] * 100, 99.0))
    assert crew.first_seconds == pool._USUAL_TIMES / 2
    crew._outcomes((["A"], 1000.0))
    assert crew.first_seconds == 20


def test_no_item_is_slow_because_the_machine_has_slept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A laptop is closed while replies are read: when it is opened again, none of them has taken an hour."""
    now = 100.0
    monkeypatch.setattr(pool, "time", SimpleNamespace(monotonic=lambda: now))
    clock, begun = pool._PatientClock(), pool._RunningChunk((0,), tmp_path / "begun")
    begun.record.write_bytes(b".")
    assert not begun.overdue(1.0, clock.read())
    now += 3_600
    assert not begun.overdue(1.0, clock.read())
    for _ in range(3):
        now += 0.3
        late = begun.overdue(1.0, clock.read())
    assert late


@pytest.mark.slow
def test_many_that_are_slow_are_no_reason_to_give_up(waited: Mapping[str, Waited]) -> None:
    assert sorted(waited["many slow"].pairs) == list(enumerate(MANY_SLOW))


# ---------------------------------------------------------------- start and end


def test_when_a_pool_breaks_as_a_whole_each_item_gets_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = WorkerPool.run
    pools: list[int] = []

    def run(
        crew: WorkerPool[str, str],
        waiting: deque[tuple[int, ...]],
        *,
        head_start: float = 0.0,
        limit: Callable[[], float] | None = None,
        ahead: bool = True,
    ) -> Iterator[tuple[tuple[int, ...], list[str | Failure] | BaseException]]:
        pools.append(len(waiting))
        if len(pools) > 2:
            yield from whole(crew, waiting, head_start=head_start, limit=limit, ahead=ahead)
        else:
            yield from ((chunk, BrokenProcessPool("all workers expired")) for chunk in waiting)

    monkeypatch.setattr(WorkerPool, "run", run)
    assert results(["a", "exit", "b"]) == ["A", Failure("file.killed-parser", "exit 3"), "B"]
    assert pools == [1, 3, 1, 1, 1, 0]


def test_a_task_that_a_broken_pool_has_forgotten_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pebble.ProcessPool.schedule", lambda *_, **__: Future())
    crew = pool_of(tmp_path, Isolation(seconds=0.1))
    with pytest.raises(RuntimeError, match="no child process"):
        crew.prove_it_starts()
    monkeypatch.setattr("pebble.ProcessPool.active", False)
    with pytest.raises(RuntimeError, match="no child process"):
        list(run_isolated(act, ["a", "b"], options=Isolation(seconds=0.1)))


def started(script: Path) -> subprocess.Popen[bytes]:
    """A program in a session of its own, once it has printed its first line."""
    root = Path(isolation.__file__).parents[3]
    child = subprocess.Popen(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    return child


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
def test_an_interrupt_ends_the_program_at_once(tmp_path: Path) -> None:
    script = tmp_path / "wait.py"
    script.write_text(
        "import signal\n"
        "from lianping_xlsx.intake.workers.isolation import run_isolated\n"
        "from tests.intake.workers.work import act\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it\n"
        "    for pair in run_isolated(act, ['a'] * 40 + ['sleep'] * 4):\n"
        "        print(*pair, flush=True)\n",
        encoding="utf-8",
    )
    child = started(script)
    child.send_signal(signal.SIGINT)
    _, complaint = child.communicate(timeout=5)
    assert child.returncode != 0
    assert b"KeyboardInterrupt" in complaint


@pytest.mark.skipif(sys.platform == "win32", reason="no fork server")
def test_an_interrupt_while_children_get_ready_is_no_complaint_of_theirs(tmp_path: Path) -> None:
    """Ctrl+C reaches every process of the terminal, also one that is just importing."""
    script = tmp_path / "ready.py"
    script.write_text(
        "import signal, time\n"
        "from lianping_xlsx.intake.workers.isolation import get_ready\n"
        "if __name__ == '__main__':  # which Python 3.14 imports in the fork server, too\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored\n"
        "    get_ready('lianping_xlsx.intake.workers.reply')\n"
        "    try:\n"
        "        print('ready', flush=True)\n"
        "        time.sleep(20)\n"
        "    except KeyboardInterrupt:\n"
        "        print('ended')\n",
        encoding="utf-8",
    )
    child = started(script)
    time.sleep(0.1)
    os.killpg(child.pid, signal.SIGINT)
    assert child.communicate(timeout=10) == (b"ended\n", b"")


def test_children_start_by_fork_server_or_anew() -> None:
    """Never by plain fork: pebble has threads, and Python 3.12 warns."""
    assert pool.context_for(__name__).get_start_method() in ("forkserver", "spawn")


@pytest.mark.skipif(sys.platform == "win32", reason="no fork server")
def test_two_threads_that_ask_at_once_how_a_child_ended_hear_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one would find that the pipe with the exit code has been read already."""
    child: Any = pool.context_for(act.__module__).Process(target=sys.exit, args=(3,))  # type: ignore[attr-defined]
    child.start()
    multiprocessing.connection.wait([child.sentinel], 10)
    both, wait_for = threading.Barrier(2), multiprocessing.connection.wait

    def wait_for_both(*given: Any) -> object:
        found = wait_for(*given)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.2)
        return found

    monkeypatch.setattr(multiprocessing.connection, "wait", wait_for_both)
    with ThreadPoolExecutor(2) as threads:
        codes = [threads.submit(lambda: child.exitcode) for _ in range(2)]
    assert [code.result() for code in codes] == [3, 3]


@pytest.mark.slow
def test_spawned_children_do_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert pool.context_for(__name__).get_start_method() == "spawn"
    assert results(["a", "exit", "b"]) == ["A", Failure("file.killed-parser", "exit 3"), "B"]


def test_workers_are_worth_their_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert [worker_count(items) for items in (0, 1, 32, 33, 100, 2_000)] == [1, 1, 1, 2, 4, 4]
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert worker_count(2_000) == 8
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert worker_count(2_000) == 1


def test_chunks_shrink_so_that_two_workers_end_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert [len(chunk) for chunk in isolation._chunks(10, Isolation(share=5))] == [1] * 10
    assert [len(chunk) for chunk in isolation._chunks(50, Isolation())] == [4] * 12 + [2]
    assert {len(chunk) for chunk in isolation._chunks(2_000, Isolation())} == {16}
    assert [len(chunk) for chunk in isolation._chunks(20, Isolation())] == [16, 4]  # a single child
    assert isolation._chunks(0, Isolation()) == []


def test_readers_are_called_in_for_the_module_they_work_in() -> None:
    assert read_source.__module__ == WORKER
    start_readers()
    start_readers()
    assert list(run_isolated(act, ["a"])) == [(0, "A")]


_READ_ONE = """
import sys
sys.path.remove("")  # the installed program has it neither
from lianping_xlsx.intake.workers.isolation import run_isolated
from tests.intake.workers.work import act
print(list(run_isolated(act, ["a"])))
"""


def test_modules_that_lie_in_the_current_folder_are_not_run(tmp_path: Path) -> None:
    """As replies may, where the program is started in 2收回."""
    for name in ("signal", "socket", "pickle", "json", "numpy", "pebble"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    known = {
        name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"
    }  # which this process has set
    ran = subprocess.run(
        [sys.executable, "-c", _READ_ONE],
        cwd=tmp_path,
        env=known | {"PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.stdout == "[(0, 'A')]\n", ran.stderr
    assert not (tmp_path / "ran").exists()
