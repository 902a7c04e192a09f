"""Run work over many items in child processes that may die, hang or panic: each item costs only itself.

Excel parsers abort the whole process on hostile files, and nothing can be caught then. A dead worker breaks a
``ProcessPoolExecutor`` for good; pebble reports the death as the fault of one task, and kills what takes too long.
"""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from tempfile import TemporaryDirectory

from lianping_xlsx.intake.workers.child import Failure, Item, Result, told
from lianping_xlsx.intake.workers.pool import DEFAULT, Isolation, Overdue, WorkerPool, get_ready, worker_count

__all__ = ["WORKER", "Failure", "Isolation", "run_isolated", "start_readers", "worker_count"]

WORKER = "lianping_xlsx.intake.workers.worker"
"""Where replies are read; by name, for importing it in the parent is what a command would not wait for."""

# One death in the first moments of a task could go unseen by pebble if its manager looks between the death and
# the news that the task has begun. Alone with a suspect we give that news time to arrive.
_HEAD_START = 0.02
_PATIENCE = 2
"""So many items may use up the whole time limit; then the others that are slow have one between them."""


def start_readers() -> None:
    """Start what the children that read replies start from, before they are needed; again or for nothing is no harm."""
    get_ready(WORKER)


def run_isolated(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    initializer: Callable[..., object] | None = None,
    initargs: tuple[object, ...] = (),
    options: Isolation = DEFAULT,
) -> Generator[tuple[int, Result | Failure], None, None]:
    """Yields (index of the item, its result or Failure) exactly once for each item, in the order of completion.

    ``work``, ``initializer``, items and results must be picklable, ``work`` a function of a module. An expected
    fault is better returned by ``work`` than raised. All items that hang cost together, divided by the number of
    children, some three time limits and two tenths of one for each. Whoever closes the iterator early, or interrupts
    it, stops the children at once. Raises RuntimeError when no child can be started, or ``initializer`` fails in each.
    """
    # What a child writes goes with it: a child that is killed cannot take away its temporary files.
    with TemporaryDirectory(prefix="lianping-", ignore_cleanup_errors=True) as scratch:
        yield from _run(
            WorkerPool(work, items, (scratch, options.memory_bytes, initializer, initargs), options), options
        )


def _run(crew: WorkerPool[Item, Result], options: Isolation) -> Iterator[tuple[int, Result | Failure]]:
    suspects: list[int] = []
    slow: list[int] = []
    waiting = deque(_chunks(crew.size, options))
    for indices, outcome in crew.run(waiting):
        if isinstance(outcome, Overdue):
            slow.append(indices[outcome.place])
            waiting.extend(_without(indices, outcome.place))
        elif isinstance(outcome, BaseException):
            suspects.extend(indices)
        else:
            yield from zip(indices, outcome, strict=True)
    # A chunk died with innocents in it. Alone, only the guilty one falls.
    unclear: list[int] = []
    for (index,), outcome in crew.run(_singly(suspects), head_start=_HEAD_START):
        if isinstance(outcome, Overdue):
            slow.append(index)
        elif isinstance(outcome, BaseException) and not _blames_the_item(outcome):
            unclear.append(index)
        else:
            yield index, _single(outcome)
    # The pool as a whole broke. In a pool of its own an item can break no other.
    for index in sorted(unclear):
        crew.prove_it_starts()
        for _, outcome in crew.run(_singly([index]), head_start=_HEAD_START, limit=options.seconds):
            yield index, _single(outcome)
    yield from _run_slow(crew, slow, options)


def _run_slow(
    crew: WorkerPool[Item, Result], slow: Iterable[int], options: Isolation
) -> Iterator[tuple[int, Result | Failure]]:
    """Items that were not done in their first share of the time, with all of it, as long as there is patience."""
    waiting = _singly(slow)
    rest: deque[tuple[int, ...]] = deque()
    overdue = 0
    for (index,), outcome in crew.run(waiting, limit=options.seconds, ahead=False):
        yield index, _single(outcome)
        overdue += isinstance(outcome, Overdue)
        if overdue == _PATIENCE:
            rest.extend(waiting)
            waiting.clear()
    if rest:
        limit = max(options.first_seconds, options.seconds / len(rest))
        for (index,), outcome in crew.run(rest, limit=limit):
            given_up = isinstance(outcome, Overdue) and limit < options.seconds
            yield index, Failure("file.given-up", f"{limit:g} s") if given_up else _single(outcome)


def _singly(indices: Iterable[int]) -> deque[tuple[int, ...]]:
    return deque((index,) for index in sorted(indices))


def _without(indices: tuple[int, ...], place: int) -> Iterator[tuple[int, ...]]:
    """The parts of a chunk before and after an item that took too long."""
    return filter(None, (indices[:place], indices[place + 1 :]))


def _chunks(items: int, options: Isolation) -> list[tuple[int, ...]]:
    """Indices in order, cut so that each worker gets a share."""
    size = max(1, min(options.chunk, -(-items // worker_count(items, options))))
    return [tuple(range(start, min(start + size, items))) for start in range(0, items, size)]


def _blames_the_item(fault: BaseException) -> bool:
    """Not so when the pool as a whole broke (BrokenProcessPool, a RuntimeError) or could take no more."""
    return not isinstance(fault, RuntimeError)


def _single(outcome: list[Result | Failure] | BaseException) -> Result | Failure:
    """The result of a chunk of one."""
    if not isinstance(outcome, BaseException):
        return outcome[0]
    from pebble import ProcessExpired

    if isinstance(outcome, Overdue):
        return Failure("file.too-slow", f"{outcome.limit:g} s")
    if isinstance(outcome, ProcessExpired):
        return Failure("file.killed-parser", _cause_of_death(outcome.exitcode))
    if isinstance(outcome, TimeoutError):
        return Failure("file.too-slow", f"{outcome.args[-1]:g} s" if outcome.args else "")
    if isinstance(outcome, RuntimeError):
        return Failure("file.killed-parser")
    return Failure("file.parser-broke", told(outcome))


def _cause_of_death(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-exitcode).name
    return f"exit {exitcode}"
