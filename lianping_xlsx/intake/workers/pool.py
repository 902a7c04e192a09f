"""Child processes for items, with a time limit for each: pebble's pool, told who is at what.

pebble limits the time of a message, and a message is a chunk of items. A child notes when it begins an item; we look
at its notes, and stop it when one item takes too long.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Generic

from lianping_xlsx.intake.workers.child import Failure, Item, Result, nothing, run_chunk, set_up

_LOOK_EVERY = 0.01
"""Seconds between pebble's looks at its children: by default ten times as many, and stopping waits for the last."""
_WATCH_EVERY = 0.1
"""Seconds between our looks at how long items take."""
_FIRST_SHARE, _FIRST_LEAST = 0.1, 1.0
"""Of the time limit, and at least so many seconds: what every item gets first. A form takes a hundredth of a second."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """Numbers and limits of the children. None of them changes the results of good items."""

    workers: int = 8
    """At most so many, and never more than processors."""
    chunk: int = 16
    """Items for one message to a worker; fewer when there are few items."""
    share: int = 32
    """A worker more is worth its start (some 50 ms) for so many items."""
    seconds: float = 20.0
    """Time limit of an item."""
    memory_bytes: int = 2 << 30
    """Address space of a child; POSIX only, Windows has the time limit alone."""

    @property
    def first_seconds(self) -> float:
        """The time that an item gets at first, in seconds: enough to find out most of those that hang."""
        return min(self.seconds, max(_FIRST_LEAST, self.seconds * _FIRST_SHARE))


DEFAULT = Isolation()


def worker_count(items: int, options: Isolation = DEFAULT) -> int:
    """The number of children that ``items`` are worth: 1 for few, at most one for each processor."""
    return max(1, min(options.workers, os.cpu_count() or 1, -(-items // options.share)))


def get_ready(module: str) -> None:
    """Let the fork server import what children need for work of ``module``, while we do something else.

    Without a fork server, or when it runs already, nothing happens.

    A server that does not start now will be asked again, and heard, when there is work. It starts with interrupts held
    back, and its children with it: Ctrl+C reaches every process of the terminal, and is ours alone to answer.
    """
    context = context_for(module)
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        with contextlib.suppress(OSError):
            resource_tracker.ensure_running()  # would be started by the server, and let interrupts through again
            held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, held)


class Overdue(Exception):  # noqa: N818 - an outcome among others
    """The item at ``place`` of a chunk was not done within ``limit`` seconds."""

    def __init__(self, limit: float, place: int) -> None:
        super().__init__(limit)
        self.limit = limit
        self.place = place


class _Begun:
    """A chunk that was handed out, and how long its items take: ``record`` grows when one is begun."""

    def __init__(self, chunk: tuple[int, ...], record: Path) -> None:
        self.chunk = chunk
        self.record = record
        self._count = 0
        self._since = 0.0

    @property
    def place(self) -> int:
        """The place in the chunk of the item at work."""
        return self._count - 1

    def overdue(self, limit: float) -> bool:
        """True if the item at work has taken more than ``limit`` seconds, as far as has been seen."""
        count = self.record.stat().st_size if self.record.exists() else 0
        if count != self._count:
            self._count, self._since = count, time.monotonic()
        return count > 0 and time.monotonic() - self._since > limit


class WorkerPool(Generic[Item, Result]):
    """One kind of work on one list of items, for as many pools as it takes."""

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        setup: tuple[object, ...],
        options: Isolation,
    ) -> None:
        """``setup``: the scratch folder first, then what else :func:`set_up` takes."""
        self.size = len(items)
        self._work = work
        self._items = items
        self._setup = setup
        self._scratch = Path(str(setup[0]))
        self._numbers = itertools.count()
        self._options = options
        self._context = context_for(work.__module__)

    def run(
        self, waiting: deque[tuple[int, ...]], *, head_start: float = 0.0, limit: float = 0.0, ahead: bool = True
    ) -> Iterator[tuple[tuple[int, ...], list[Result | Failure] | BaseException]]:
        """Each chunk with its results, or with what became of its child; ``waiting`` may grow meanwhile.

        ``limit``: seconds for an item, 0 for the first share. ``ahead``: every chunk is handed out at once; else no
        more than can be begun, so that what is taken out of ``waiting`` is not begun.
        """
        if not waiting:
            return
        limit = limit or self._options.first_seconds
        workers = self._workers(waiting)
        with self._pool(workers) as pool:
            running: dict[Future[list[Result | Failure]], _Begun] = {}
            looked = time.monotonic()
            while waiting or running:
                while waiting and (ahead or len(running) < workers):
                    chunk = waiting.popleft()
                    try:
                        begun = _Begun(chunk, self._scratch / f"{next(self._numbers)}.begun")
                        running[self._schedule(pool, begun, head_start, limit)] = begun
                    except RuntimeError as broken:  # an earlier chunk has broken the pool already
                        yield chunk, broken
                for future in wait(running, _WATCH_EVERY, FIRST_COMPLETED).done:
                    yield running.pop(future).chunk, future.exception() or future.result()
                if time.monotonic() - looked > _WATCH_EVERY:
                    for future in [each for each, begun in running.items() if begun.overdue(limit) and each.cancel()]:
                        begun = running.pop(future)
                        yield begun.chunk, Overdue(limit, begun.place)
                    looked = time.monotonic()

    def _schedule(self, pool: Any, begun: _Begun, head_start: float, limit: float) -> Future[list[Result | Failure]]:
        """Hand a chunk out. pebble's own limit is for a child that does not even begin."""
        items = [self._items[index] for index in begun.chunk]
        most = (limit + 1) * len(items) + self._options.seconds
        found: Future[list[Result | Failure]] = pool.schedule(
            run_chunk, args=(self._work, items, head_start, begun.record), timeout=most
        )
        return found

    def _workers(self, waiting: deque[tuple[int, ...]]) -> int:
        """The number of workers that the items are worth; an item run alone may take long and is worth a worker."""
        alone = all(len(chunk) == 1 for chunk in waiting)
        options = replace(self._options, share=1) if alone else self._options
        return min(len(waiting), worker_count(len(self._items), options))

    def prove_it_starts(self) -> None:
        """Raises RuntimeError when a child cannot even do nothing: then no item is to blame."""
        with self._pool(1) as pool:
            record = self._scratch / "nothing.begun"
            fault = pool.schedule(run_chunk, args=(nothing, [], 0.0, record), timeout=self._options.seconds).exception()
        if fault is not None:
            raise RuntimeError("no child process can be started") from fault

    @contextlib.contextmanager
    def _pool(self, workers: int) -> Iterator[Any]:
        """A pool (untyped, as pebble is in part) that is stopped at once; its own ``with`` waits for what is queued."""
        from pebble import CONSTS, ProcessPool  # 20 ms that a fork server's children have need of first

        CONSTS.sleep_unit = _LOOK_EVERY
        get_ready(self._work.__module__)
        pool: Any = ProcessPool(workers, initializer=set_up, initargs=self._setup, context=self._context)
        try:
            yield pool
        finally:
            pool.stop()
            pool.join()


def context_for(module: str) -> BaseContext:
    """The way in which children start: by fork server where there is one, else as new processes.

    A plain fork is quicker (10 instead of 50 ms), but pebble replaces dead workers from a thread of its own, and a
    fork amid threads (its, a progress bar's, numpy's) may stand still for ever; Python 3.12 warns of it. The fork
    server has one thread, and has imported the work beforehand.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", module, "pebble"])
    return context
