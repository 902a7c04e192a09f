"""Work on many items in child processes that may die, hang or panic: a bad item costs only its own result.

Excel parsers abort the whole process on hostile files, and no exception can be caught then. A dead worker makes a
``ProcessPoolExecutor`` unusable; pebble reports the death as the fault of one task, and stops tasks by time.
"""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from tempfile import TemporaryDirectory

from lianping_xlsx.intake.workers.child import Failure, Item, Result, fault_text
from lianping_xlsx.intake.workers.pool import DEFAULT, Isolation, Overdue, WorkerPool, get_ready, worker_count

__all__ = ["WORKER", "Failure", "Isolation", "run_isolated", "start_readers", "worker_count"]

WORKER = "lianping_xlsx.intake.workers.reply"
"""The module that reads replies. A name, because importing it in the parent would make every command slower."""

_HEAD_START = 0.02
"""Seconds before an item that is run alone begins.

pebble misses a death in the first moments of a task, if it looks after the death and before the message that the task
has begun. The wait gives this message time to arrive.
"""
_LEAST_CHUNKS = 8
"""The chunks for each of several children at least: at the end they wait for the one that began a chunk last."""
_MOST_SLOW = 2
"""The number of slow items that may use the whole time limit; the remaining slow items then share at most one."""


def start_readers() -> None:
    """Start the fork server for the children that read replies before they are needed; a second call does nothing."""
    get_ready(WORKER)


def run_isolated(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    initializer: Callable[..., object] | None = None,
    initargs: tuple[object, ...] = (),
    options: Isolation = DEFAULT,
    started: Callable[[], object] = lambda: None,
) -> Generator[tuple[int, Result | Failure], None, None]:
    """Yield (index of the item, its result or Failure) exactly once for each item, in the order of completion.

    ``work``, ``initializer``, items and results must be picklable, and ``work`` a function of a module. ``work`` should
    return expected faults, not raise them. The items that hang take together two time
    limits and at most one more, and for each item what some tens of good ones take, divided by the number of children.
    Closing or interrupting the iterator stops the children at
    once. ``started`` is called, more than once, when the children are at work and this process has nothing to do.
    Raises RuntimeError if no child can be started, or if ``initializer`` fails in every child.
    """
    # A child that is killed cannot delete its temporary files, so the parent deletes their folder.
    with TemporaryDirectory(prefix="lianping-", ignore_cleanup_errors=True) as scratch:
        yield from _run(
            WorkerPool(work, items, (scratch, options.memory_bytes, initializer, initargs), options, started), options
        )


def _run(pool: WorkerPool[Item, Result], options: Isolation) -> Iterator[tuple[int, Result | Failure]]:
    """Run all items in chunks; then one by one those of failed chunks, those whose pool broke, and the slow ones."""
    suspects: list[int] = []
    slow: list[int] = []
    waiting = deque(_chunks(pool.size, options))
    for indices, outcome in pool.run(waiting):
        if isinstance(outcome, Overdue):
            slow.append(indices[outcome.place])
            waiting.extend(_without(indices, outcome.place))
        elif isinstance(outcome, BaseException):
            suspects.extend(indices)
        else:
            yield from zip(indices, outcome, strict=True)
    # A chunk died, and one of its items is the cause. Run one by one, only that item fails again.
    unclear: list[int] = []
    for (index,), outcome in pool.run(_singly(suspects), head_start=_HEAD_START):
        if isinstance(outcome, Overdue):
            slow.append(index)
        elif isinstance(outcome, BaseException) and not _blames_the_item(outcome):
            unclear.append(index)
        else:
            yield index, _single(outcome)
    # The whole pool broke. In a pool of its own, an item cannot make another one fail.
    for index in sorted(unclear):
        pool.prove_it_starts()
        for _, outcome in pool.run(_singly([index]), head_start=_HEAD_START, limit=lambda: options.seconds):
            yield index, _single(outcome)
    yield from _run_slow(pool, slow, options)


def _run_slow(
    pool: WorkerPool[Item, Result], slow: Sequence[int], options: Isolation
) -> Iterator[tuple[int, Result | Failure]]:
    """Run the items that exceeded the first share of the time limit, with the whole limit each.

    After ``_MOST_SLOW`` of them exceeded that too, the others share at most one time limit, and half of it if they are
    many; but each gets twice the time that it had at first. Many hostile files must not keep a command busy for hours.
    """
    limits, left, overdue = [options.seconds], len(slow), 0
    for (index,), outcome in pool.run(_singly(slow), limit=lambda: limits[-1], ahead=False):
        given_up = isinstance(outcome, Overdue) and outcome.limit < options.seconds
        yield index, Failure("file.given-up", f"{limits[-1]:g} s") if given_up else _single(outcome)
        left -= 1
        overdue += isinstance(outcome, Overdue)
        if overdue == _MOST_SLOW and left:
            limits.append(min(options.seconds, max(2 * pool.first_seconds, options.seconds / (2 * left - 1))))


def _singly(indices: Iterable[int]) -> deque[tuple[int, ...]]:
    return deque((index,) for index in sorted(indices))


def _without(indices: tuple[int, ...], place: int) -> Iterator[tuple[int, ...]]:
    """The parts of a chunk before and after the item at ``place``, without empty ones."""
    return filter(None, (indices[:place], indices[place + 1 :]))


def _chunks(items: int, options: Isolation) -> list[tuple[int, ...]]:
    """The indices of ``items`` items in chunks, small enough that each of several workers gets some."""
    workers = worker_count(items, options)
    least = _LEAST_CHUNKS * workers if workers > 1 else 1
    size = max(1, min(options.chunk, -(-items // least)))
    return [tuple(range(start, min(start + size, items))) for start in range(0, items, size)]


def _blames_the_item(fault: BaseException) -> bool:
    """Return False if the whole pool broke (BrokenProcessPool, a RuntimeError) or took no more tasks."""
    return not isinstance(fault, RuntimeError)


def _single(outcome: list[Result | Failure] | BaseException) -> Result | Failure:
    """The result or Failure of a chunk of one item."""
    if not isinstance(outcome, BaseException):
        return outcome[0]
    from pebble import ProcessExpired

    if isinstance(outcome, Overdue):
        return Failure("file.too-slow", f"{outcome.limit:g} s")
    if isinstance(outcome, ProcessExpired):
        return Failure("file.killed-parser", _exit_text(outcome.exitcode))
    if isinstance(outcome, TimeoutError):
        return Failure("file.too-slow", f"{outcome.args[-1]:g} s" if outcome.args else "")
    if isinstance(outcome, RuntimeError):
        return Failure("file.killed-parser")
    return Failure("file.parser-broke", fault_text(outcome))


def _exit_text(exitcode: int | None) -> str:
    """The end of a child as text for the record: the name of the signal, or its exit code."""
    if exitcode is not None and exitcode < 0:  # POSIX: minus the number of the signal
        with contextlib.suppress(ValueError):
            return signal.Signals(-exitcode).name
    return f"exit {exitcode}"
