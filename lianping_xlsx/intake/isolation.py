"""Run work over many items in child processes that may die, hang or panic: each item costs only itself.

Excel parsers abort the whole process on hostile files, and nothing can be caught then. A dead worker breaks a
``ProcessPoolExecutor`` for good; pebble reports the death as the fault of one task, and kills what takes too long.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# One death in the first moments of a task could go unseen by pebble if its manager looks between the death and
# the news that the task has begun. Alone with a suspect we give that news time to arrive.
_HEAD_START = 0.02
_CPU_SECONDS = 3_600
_LOOK_EVERY = 0.01
"""Seconds between pebble's looks at its children: by default ten times as many, and stopping waits for the last."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """How children are kept apart. None of it changes the results of good items."""

    workers: int = 8
    """At most so many, and never more than processors."""
    chunk: int = 16
    """Items for one message to a worker; fewer when there are few items."""
    share: int = 32
    """A worker more is worth its start (some 50 ms) for so many items."""
    seconds: float = 20.0
    """Time limit of a chunk, besides that of its items."""
    seconds_an_item: float = 0.5
    memory_bytes: int = 2 << 30
    """Address space of a child; POSIX only, Windows has the time limit alone."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result.

    ``code`` is file.killed-parser (the child died), file.too-slow (its time was up) or file.parser-broke (an
    exception, a panic among them); ``detail`` names the signal, the seconds or the exception, for the record.
    """

    code: str
    detail: str = ""


def run_isolated(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    initializer: Callable[..., object] | None = None,
    initargs: tuple[object, ...] = (),
    options: Isolation = Isolation(),
) -> Generator[tuple[int, Result | Failure], None, None]:
    """Yields (index of the item, its result or Failure) exactly once for each item, in the order of completion.

    ``work``, ``initializer``, items and results must be picklable, ``work`` a function of a module. An expected
    fault is better returned by ``work`` than raised. Whoever closes the iterator early, or interrupts it, stops the
    children at once. Raises RuntimeError when no child can be started, or ``initializer`` fails in each.
    """
    # What a child writes goes with it: a child that is killed cannot take away its temporary files.
    with TemporaryDirectory(prefix="lianping-", ignore_cleanup_errors=True) as scratch:
        yield from _run(_Crew(work, items, (scratch, options.memory_bytes, initializer, initargs), options), options)


def _run(crew: _Crew[Item, Result], options: Isolation) -> Iterator[tuple[int, Result | Failure]]:
    suspects: list[int] = []
    for indices, outcome in crew.run(_chunks(crew.size, options)):
        if isinstance(outcome, BaseException):
            suspects.extend(indices)
        else:
            yield from zip(indices, outcome, strict=True)
    # A chunk died with innocents in it. Alone, only the guilty one falls.
    unclear: list[int] = []
    for (index,), outcome in crew.run([(index,) for index in sorted(suspects)], head_start=_HEAD_START):
        if isinstance(outcome, BaseException) and not _blames_the_item(outcome):
            unclear.append(index)
        else:
            yield index, _single(outcome)
    # The pool as a whole broke. In a pool of its own an item can break no other.
    for index in sorted(unclear):
        crew.prove_it_starts()
        for _, outcome in crew.run([(index,)], head_start=_HEAD_START):
            yield index, _single(outcome)


def get_ready(module: str) -> None:
    """Let the fork server import what children need for work of ``module``, while we do something else.

    Without a fork server, or when it runs already, nothing happens.

    A server that does not start now will be asked again, and heard, when there is work. It starts with interrupts held
    back, and its children with it: Ctrl+C reaches every process of the terminal, and is ours alone to answer.
    """
    context = _context(module)
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        with contextlib.suppress(OSError):
            resource_tracker.ensure_running()  # would be started by the server, and let interrupts through again
            held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, held)


def worker_count(items: int, options: Isolation = Isolation()) -> int:
    """How many children ``items`` are worth: 1 for few, at most one for each processor."""
    return max(1, min(options.workers, os.cpu_count() or 1, -(-items // options.share)))


def _chunks(items: int, options: Isolation) -> list[tuple[int, ...]]:
    """Indices in order, cut so that each worker gets a share."""
    size = max(1, min(options.chunk, -(-items // worker_count(items, options))))
    return [tuple(range(start, min(start + size, items))) for start in range(0, items, size)]


class _Crew(Generic[Item, Result]):
    """One kind of work on one list of items, for as many pools as it takes."""

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        setup: tuple[object, ...],
        options: Isolation,
    ) -> None:
        self.size = len(items)
        self._work = work
        self._items = items
        self._setup = setup
        self._options = options
        self._context = _context(work.__module__)

    def run(
        self, chunks: Sequence[tuple[int, ...]], head_start: float = 0.0
    ) -> Iterator[tuple[tuple[int, ...], list[Result | Failure] | BaseException]]:
        """Each chunk with its results, or with what became of its child."""
        if not chunks:
            return
        with self._pool(len(chunks)) as pool:
            futures: dict[Future[list[Result | Failure]], tuple[int, ...]] = {}
            for chunk in chunks:
                items = [self._items[index] for index in chunk]
                limit = self._options.seconds + self._options.seconds_an_item * len(chunk)
                try:
                    futures[pool.schedule(_run_chunk, args=(self._work, items, head_start), timeout=limit)] = chunk
                except RuntimeError as broken:  # an earlier chunk has broken the pool already
                    yield chunk, broken
            for future in as_completed(futures):
                yield futures.pop(future), future.exception() or future.result()

    def prove_it_starts(self) -> None:
        """Raises RuntimeError when a child cannot even do nothing: then no item is to blame."""
        with self._pool(1) as pool:
            fault = pool.schedule(_run_chunk, args=(_nothing, [], 0.0), timeout=self._options.seconds).exception()
        if fault is not None:
            raise RuntimeError("no child process can be started") from fault

    @contextlib.contextmanager
    def _pool(self, chunks: int) -> Iterator[Any]:
        """A pool (untyped, as pebble is in part) that is stopped at once; its own ``with`` waits for what is queued."""
        from pebble import CONSTS, ProcessPool  # 20 ms that a fork server's children have need of first

        CONSTS.sleep_unit = _LOOK_EVERY
        get_ready(self._work.__module__)
        workers = min(chunks, worker_count(len(self._items), self._options))
        pool: Any = ProcessPool(workers, initializer=_set_up, initargs=self._setup, context=self._context)
        try:
            yield pool
        finally:
            pool.stop()
            pool.join()


def _context(module: str) -> BaseContext:
    """How children start: by fork server where there is one, else as new processes.

    A plain fork is quicker (10 instead of 50 ms), but pebble replaces dead workers from a thread of its own, and a
    fork amid threads (its, a progress bar's, numpy's) may stand still for ever; Python 3.12 warns of it. The fork
    server has one thread, and has imported the work beforehand.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", module, "pebble"])
    return context


def _blames_the_item(fault: BaseException) -> bool:
    """Not so when the pool as a whole broke (BrokenProcessPool, a RuntimeError) or could take no more."""
    return not isinstance(fault, RuntimeError)


def _single(outcome: list[Result | Failure] | BaseException) -> Result | Failure:
    """The result of a chunk of one."""
    if not isinstance(outcome, BaseException):
        return outcome[0]
    from pebble import ProcessExpired

    if isinstance(outcome, ProcessExpired):
        return Failure("file.killed-parser", _cause_of_death(outcome.exitcode))
    if isinstance(outcome, TimeoutError):
        return Failure("file.too-slow", f"{outcome.args[-1]:g} s" if outcome.args else "")
    if isinstance(outcome, RuntimeError):
        return Failure("file.killed-parser")
    return Failure("file.parser-broke", _told(outcome))


def _cause_of_death(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-exitcode).name
    return f"exit {exitcode}"


def _told(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"


# ---------------------------------------------------------------- in the child


def _run_chunk(work: Callable[[Item], Result], items: list[Item], head_start: float) -> list[Result | Failure]:
    """A panic is a direct child of BaseException: whatever is raised costs one item."""
    time.sleep(head_start)
    outcomes: list[Result | Failure] = []
    for item in items:
        try:
            outcomes.append(work(item))
        except BaseException as fault:
            outcomes.append(Failure("file.parser-broke", _told(fault)))
    return outcomes


def _nothing(_: object) -> None:
    """The work of the proof that children start."""


def _set_up(
    scratch: str, memory_bytes: int, initializer: Callable[..., object] | None, initargs: tuple[object, ...]
) -> None:
    """Limit the child, make it easy to stop and silent: a parser's last words are no message to a clerk.

    ``scratch``: the folder for its temporary files, and those of programs that it calls.
    """
    tempfile.tempdir = scratch
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch))
    # pebble would run Python code on SIGTERM, which has to wait for a parser that hangs.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        _limit(memory_bytes)
    if initializer is not None:
        initializer(*initargs)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


if sys.platform != "win32":
    import resource

    def _limit(memory_bytes: int) -> None:
        """Cap the address space, and leave no core file, which would hold other people's ballots.

        The processor's time is that of a program which the child has called, and which outlives it.
        """
        limits = ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, _CPU_SECONDS))
        for kind, soft in limits:
            hard = resource.getrlimit(kind)[1]
            if hard != resource.RLIM_INFINITY:
                soft = min(soft, hard)
            with contextlib.suppress(ValueError, OSError):  # macOS refuses to limit the address space
                resource.setrlimit(kind, (soft, hard))
