"""What a copy of the process computes is what the process itself would have computed, whatever becomes of the copy."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NoReturn

import pytest

from lianping_xlsx.core import second_process
from lianping_xlsx.core.second_process import beside, can_be_copied

needs_fork = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods() or (os.cpu_count() or 1) < 2,
    reason="this system has no fork, or one processor",
)


def places(count: int) -> Iterator[tuple[int, int]]:
    """Yield a number and the process that computes it."""
    for number in range(count):
        yield number, os.getpid()


@needs_fork
def test_a_copy_computes_the_values_in_their_order() -> None:
    with beside(partial(places, 3)) as found:
        values = list(found)
    assert [number for number, _ in values] == [0, 1, 2]
    assert os.getpid() not in {process for _, process in values}


@pytest.mark.parametrize("worthwhile", [pytest.param(True, marks=needs_fork), False])
def test_the_process_itself_computes_if_a_copy_is_not_worthwhile_or_not_safe(worthwhile: bool) -> None:
    """A thread may hold a lock, which would stay locked in a copy."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    if worthwhile:
        thread.start()
    try:
        with beside(partial(places, 2), worthwhile=worthwhile) as found:
            assert list(found) == [(0, os.getpid()), (1, os.getpid())]
    finally:
        done.set()
        if worthwhile:
            thread.join()


@needs_fork
def test_it_can_be_asked_whether_a_value_has_come() -> None:
    with beside(partial(places, 1)) as found:
        until = time.monotonic() + 10
        while not found.has_come() and time.monotonic() < until:
            time.sleep(0.001)
        assert found.has_come()
        assert next(found)[1] != os.getpid()
    with beside(partial(places, 1), worthwhile=False) as found:
        assert not found.has_come()


def stopped(first: int, by: int, parent: int) -> Iterator[int]:
    """Yield 0, 1, 2; in a copy a signal comes before one of them."""
    for number in range(3):
        if number == first and os.getpid() != parent:
            os.kill(os.getpid(), by)
        yield number


@needs_fork
@pytest.mark.parametrize("first", [0, 1, 2])
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_what_a_copy_that_dies_has_not_sent_is_computed_here(first: int, by: int) -> None:
    with beside(partial(stopped, first, by, os.getpid())) as found:
        assert list(found) == [0, 1, 2]


@needs_fork
def test_a_copy_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "_PATIENCE", 0.1)
    with beside(partial(stopped, 1, signal.SIGSTOP, os.getpid())) as found:
        assert list(found) == [0, 1, 2]


@needs_fork
def test_a_copy_goes_on_while_a_value_is_not_asked_for(tmp_path: Path) -> None:
    """A pipe holds some 64 kB."""
    done = tmp_path / "done"

    def large() -> Iterator[bytes]:
        yield bytes(1 << 20)
        done.touch()
        yield b"second"

    with beside(large) as found:
        until = time.monotonic() + 10
        while not done.exists() and time.monotonic() < until:
            time.sleep(0.001)
        assert done.exists()
        assert [len(each) for each in found] == [1 << 20, 6]


def failing() -> Iterator[int]:
    yield 1
    raise ZeroDivisionError


@pytest.mark.parametrize("worthwhile", [pytest.param(True, marks=needs_fork), False])
def test_an_error_is_raised_here(worthwhile: bool) -> None:
    with beside(failing, worthwhile=worthwhile) as found:
        assert next(found) == 1
        with pytest.raises(ZeroDivisionError):
            next(found)


@needs_fork
def test_a_value_that_cannot_be_sent_is_computed_here() -> None:
    def functions() -> Iterator[object]:
        yield os.getpid()
        yield lambda: 2

    with beside(functions) as found:
        copy, function = found
    assert copy != os.getpid()
    assert callable(function)


@needs_fork
def test_no_copy_outlives_its_context() -> None:
    def long() -> Iterator[int]:
        yield os.getpid()
        time.sleep(600)

    with beside(long) as found:
        (copy,) = islice(found, 1)
    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)
    assert can_be_copied()


@needs_fork
@pytest.mark.parametrize("what", ["os.fork", "multiprocessing.Pipe"])
def test_the_process_itself_computes_if_the_system_allows_no_more_processes(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise BlockingIOError

    monkeypatch.setattr(what, refused)
    with beside(partial(places, 2)) as found:
        assert list(found) == [(0, os.getpid()), (1, os.getpid())]


_ENDED_BY_FORCE = """
import os, signal
from lianping_xlsx.core.second_process import beside

def work():
    yield os.getpid()
    yield b"0" * 1_000_000  # more than a pipe holds

with beside(work) as found:
    print(next(found), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@needs_fork
def test_no_copy_outlives_a_process_that_is_ended_by_force() -> None:
    """It holds the output open: to read that to its end is to wait for the copy."""
    with subprocess.Popen([sys.executable, "-c", _ENDED_BY_FORCE], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        copy = int(first.stdout.readline())
        try:
            first.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            os.kill(copy, signal.SIGKILL)
            raise


_KILLED = """
import time
from lianping_xlsx.core.second_process import beside

def endless():
    until = time.monotonic() + 30
    while time.monotonic() < until:
        time.sleep(0.01)
    yield 1

with beside(endless):
    print("started", flush=True)
    time.sleep(30)
"""


@needs_fork
def test_a_copy_ends_soon_when_the_first_process_is_killed() -> None:
    """Both hold the output open until they end."""
    first = subprocess.Popen([sys.executable, "-c", _KILLED], stdout=subprocess.PIPE)
    assert first.stdout is not None
    assert first.stdout.readline() == b"started\n"
    first.kill()
    assert first.communicate(timeout=10)[0] == b""
