"""A pool of child processes with a time limit for each item, made from pebble's pool.

pebble limits the time of a task, and a task is a chunk of items. A child therefore records when it begins an item; the
parent looks at the record and stops the child if the item takes too long.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Generic

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.intake.workers.child import Failure, Item, Result, nothing, run_chunk, set_up

_LOOK_EVERY = 0.01
"""Seconds between pebble's checks of its children. The default is 0.1, and stopping a pool waits for the last one."""
_WATCH_EVERY = 0.05
"""Seconds between our checks of the time of the items."""
_AHEAD = 16
"""The chunks for each child that are passed to pebble at most: enough for half a second in which this process does
something else. Each check goes through all of them, so for thousands the checks would take longer than the reading."""
_MOST_UNWATCHED = 0.5
"""The most seconds that count between two checks: in longer ones this machine slept, or nothing was let run."""
_FIRST_SHARE, _FIRST_LEAST = 0.1, 1.0
"""The time of every item until another is finished: this share of the time limit, at least so many seconds."""
_USUAL_TIMES, _USUAL_LEAST = 10, 0.25
"""The time of every item from then on: so many times what finished items took on average, at least so many seconds.

A form takes 0.01 s. On a slow or busy machine all of them take longer, and the time grows with them.
"""


@dataclass(frozen=True, slots=True)
class Isolation:
    """Numbers and limits of the children. None of them changes the results of good items."""

    workers: int = 8
    """The greatest number of children; never more than processors."""
    chunk: int = 16
    """The number of items in a task; fewer if there are few items."""
    share: int = 32
    """The number of items for which one more child is worth its start (some 50 ms)."""
    seconds: float = 20.0
    """The time limit of an item."""
    memory_bytes: int = 2 << 30
    """The limit of a child's address space; POSIX only, Windows has just the time limit."""

    @property
    def first_seconds(self) -> float:
        """The time of an item in seconds as long as nothing is known of the others."""
        return min(self.seconds, max(_FIRST_LEAST, self.seconds * _FIRST_SHARE))


DEFAULT = Isolation()


def worker_count(items: int, options: Isolation = DEFAULT) -> int:
    """The number of children that ``items`` are worth: 1 for few, at most one for each processor."""
    return max(1, min(options.workers, os.cpu_count() or 1, -(-items // options.share)))


def get_ready(module: str) -> None:
    """Start the fork server and let it import ``module`` for the children, while the parent does something else.

    Nothing happens without a fork server, or if it is running already. If it does not start now, it is started when
    there is work, and errors are reported then. It starts with SIGINT blocked, and so do its children: Ctrl+C reaches
    every process of the terminal, and only the parent must answer it.
    """
    context = context_for(module)
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        with contextlib.suppress(OSError):
            resource_tracker.ensure_running()  # else the server starts it, which unblocks SIGINT
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Overdue(Exception):  # noqa: N818 - an outcome among others
    """The item at ``place`` of a chunk was not finished within ``limit`` seconds."""

    def __init__(self, limit: float, place: int) -> None:
        super().__init__(limit)
        self.limit = limit
        self.place = place


class _RunningChunk:
    """A chunk in a child, with the time of its items: the file ``record`` grows by a byte when an item begins."""

    def __init__(self, chunk: tuple[int, ...], record: Path) -> None:
        self.chunk = chunk
        self.record = record
        self._count = 0
        self._since = 0.0

    @property
    def place(self) -> int:
        """The index in the chunk of the item being read."""
        return self._count - 1

    def overdue(self, limit: float, now: float) -> bool:
        """Return True if the item being read has taken more than ``limit`` seconds. ``now``: by the patient clock.

        The time runs from the check at which its beginning was noticed.
        """
        count = self.record.stat().st_size if self.record.exists() else 0
        if count != self._count:
            self._count, self._since = count, now
        return count > 0 and now - self._since > limit


class _PatientClock:
    """Seconds that this process has watched: that a laptop was closed meanwhile makes no item slow."""

    def __init__(self) -> None:
        self._now = 0.0
        self._looked = time.monotonic()

    @property
    def unwatched(self) -> float:
        """The seconds since the clock was read last."""
        return time.monotonic() - self._looked

    def read(self) -> float:
        """The seconds watched so far."""
        self._now += min(self.unwatched, _MOST_UNWATCHED)
        self._looked = time.monotonic()
        return self._now


_Finished = tuple[list[Result | Failure], float]
"""The outcomes of a chunk, and the seconds that it took."""


class WorkerPool(Generic[Item, Result]):
    """One kind of work on one list of items, in as many pools of children as it takes."""

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        setup: tuple[object, ...],
        options: Isolation,
        started: Callable[[], object],
    ) -> None:
        """``setup``: the arguments of :func:`set_up`, the scratch folder first. ``started``: see ``run_isolated``."""
        self.size = len(items)
        self._work = work
        self._items = items
        self._setup = setup
        self._scratch = Path(str(setup[0]))
        self._numbers = itertools.count()
        self._options = options
        self._started = started
        self._context = context_for(work.__module__)
        self._finished, self._took = 0, 0.0

    @property
    def first_seconds(self) -> float:
        """The time of an item at first, in seconds: enough to find most items that hang."""
        if not self._finished:
            return self._options.first_seconds
        usual = _USUAL_TIMES * self._took / self._finished
        return min(self._options.seconds, max(_USUAL_LEAST, usual))

    def run(
        self,
        waiting: deque[tuple[int, ...]],
        *,
        head_start: float = 0.0,
        limit: Callable[[], float] | None = None,
        ahead: bool = True,
    ) -> Iterator[tuple[tuple[int, ...], list[Result | Failure] | BaseException]]:
        """Yield each chunk of ``waiting`` with its results, or with the exception that its child ended with.

        ``waiting`` may grow meanwhile. ``limit``: the seconds for an item, asked for at each check, by default
        :attr:`first_seconds`. ``ahead``: True if more chunks are passed to pebble than there are workers, so that
        none of them has to wait for this process.
        """
        if not waiting:
            return
        workers, clock = self._workers(waiting), _PatientClock()
        most = workers * _AHEAD if ahead else workers
        with self._pool(workers) as pool:
            running: dict[Future[_Finished[Result]], _RunningChunk] = {}
            while waiting or running:
                while waiting and len(running) < most:
                    chunk = waiting.popleft()
                    try:
                        begun = _RunningChunk(chunk, self._scratch / f"{next(self._numbers)}.begun")
                        running[self._schedule(pool, begun, head_start)] = begun
                    except RuntimeError as broken:  # an earlier chunk has broken the pool already
                        yield chunk, broken
                self._started()
                for future in wait(running, _WATCH_EVERY, FIRST_COMPLETED).done:
                    yield running.pop(future).chunk, future.exception() or self._outcomes(future.result())
                if clock.unwatched > _WATCH_EVERY:
                    yield from self._overdue(running, limit() if limit else self.first_seconds, clock.read())
                    if not pool.active:  # a pool that breaks forgets what it has not taken on
                        for future in [each for each in running if not each.done()]:
                            yield running.pop(future).chunk, RuntimeError("the pool is broken")

    def _outcomes(self, finished: _Finished[Result]) -> list[Result | Failure]:
        """The outcomes of a chunk; how long they took is noted."""
        outcomes, seconds = finished
        self._finished, self._took = self._finished + len(outcomes), self._took + seconds
        return outcomes

    @staticmethod
    def _overdue(
        running: dict[Future[_Finished[Result]], _RunningChunk], limit: float, now: float
    ) -> Iterator[tuple[tuple[int, ...], Overdue]]:
        """Stop and yield the chunks of which an item has taken too long; they are taken out of ``running``."""
        for future in [each for each, begun in running.items() if begun.overdue(limit, now) and each.cancel()]:
            begun = running.pop(future)
            yield begun.chunk, Overdue(limit, begun.place)

    def _schedule(self, pool: Any, begun: _RunningChunk, head_start: float) -> Future[_Finished[Result]]:
        """Pass a chunk to pebble. Its own, longer time limit is for a child that does not even begin."""
        items = [self._items[index] for index in begun.chunk]
        most = (self.first_seconds + 1) * len(items) + 2 * self._options.seconds
        found: Future[_Finished[Result]] = pool.schedule(
            run_chunk, args=(self._work, items, head_start, begun.record), timeout=most
        )
        return found

    def _workers(self, waiting: deque[tuple[int, ...]]) -> int:
        """The number of children for the items. Items run one by one may take long, so each is worth a child."""
        alone = all(len(chunk) == 1 for chunk in waiting)
        options = replace(self._options, share=1) if alone else self._options
        return min(len(waiting), worker_count(len(self._items), options))

    def prove_it_starts(self) -> None:
        """Raise RuntimeError if a child cannot even do nothing: then no item is the cause of a failure."""
        with self._pool(1) as pool:
            record = self._scratch / "nothing.begun"
            task = pool.schedule(run_chunk, args=(nothing, [], 0.0, record), timeout=self._options.seconds)
            try:
                fault = task.exception(2 * self._options.seconds)
            except TimeoutError as forgotten:  # the pool broke before it took the task on
                fault = forgotten
        if fault is not None:
            raise RuntimeError("no child process can be started") from fault

    @contextlib.contextmanager
    def _pool(self, workers: int) -> Iterator[Any]:
        """A pool (untyped, since pebble partly is) that is stopped at once; its own ``with`` waits for the queue."""
        from pebble import CONSTS, ProcessPool  # takes 20 ms, so only when there is work

        CONSTS.sleep_unit = _LOOK_EVERY
        get_ready(self._work.__module__)
        self._started()
        pool: Any = ProcessPool(workers, initializer=set_up, initargs=self._setup, context=self._context)
        try:
            yield pool
        finally:
            pool.stop()
            pool.join()


def context_for(module: str) -> BaseContext:
    """The way to start children: from a fork server if the system has one, else as new processes.

    A plain fork is quicker (10 ms instead of 50 ms). But pebble replaces dead workers from a thread of its own, and a
    fork of a process with several threads (pebble, the progress bar, numpy) may block forever; Python 3.12 warns of it.
    The fork server has one thread and has imported the work before.

    A new Python looks for modules in the current folder first: a reply called socket.py would be run by whoever starts
    the program in 2收回. With ``PYTHONSAFEPATH`` it does not.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    if sys.platform == "win32" or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from lianping_xlsx.intake.workers.child import ServedContext

    context = ServedContext()
    context.set_forkserver_preload(["__main__", module, "pebble"])
    return context
