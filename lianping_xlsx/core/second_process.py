"""Work in a copy of this process, while this process goes on with other work.

A fork has all data of this process at once; a new process would have to import the program and unpack the data first,
which takes longer than the work. A fork is safe only while no other thread runs: a lock that one of them holds would
stay locked in the copy for ever. So a process with several threads, and a system without fork (Windows), do the work
themselves, with the same result.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import TypeVar

from lianping_xlsx.core.stages import heard_by

T = TypeVar("T")

_PATIENCE = 120.0
"""Seconds for the next value of the copy. It is a limit for a copy that hangs, not for work that takes long."""


def can_be_copied() -> bool:
    """Return True if this process can be copied safely, and another processor can run the copy."""
    return (
        "fork" in multiprocessing.get_all_start_methods()
        and sys.platform != "darwin"  # the libraries of macOS do not allow it
        and (os.cpu_count() or 1) > 1
        and threading.active_count() == 1
    )


class CopyValues(Iterator[T]):
    """The values that a copy computes, or this process when they are asked for."""

    def __init__(self, values: Iterator[T], connection: Connection | None = None) -> None:
        self._values, self._connection = values, connection

    def __next__(self) -> T:
        return next(self._values)

    @property
    def come_from_copy(self) -> bool:
        """True while a copy is at work: this process computes the values only if the copy fails."""
        return self._connection is not None

    def has_come(self) -> bool:
        """Return True if the copy has worked out the next value, or has ended: there is nothing to wait for."""
        try:
            return self._connection is not None and self._connection.poll()
        except OSError:
            return False


@contextlib.contextmanager
def beside(work: Callable[[], Iterable[T]], *, worthwhile: bool = True) -> Iterator[CopyValues[T]]:
    """The values that ``work`` yields, computed in a copy of this process that starts now.

    ``work`` must only compute: whatever it changes is changed in the copy. The values must be picklable. If
    ``worthwhile`` is False, if the process cannot be copied, or if the copy fails, this process computes them when
    they are asked for; so the errors of ``work`` are raised here. The copy ends with the context.
    """
    started = _started(work) if worthwhile and can_be_copied() else None
    if started is None:
        yield CopyValues(iter(work()))
        return
    copy, receiving = started
    try:
        yield CopyValues(_values(work, receiving, copy), receiving)
    finally:
        receiving.close()
        copy.kill()
        copy.join()


def _started(work: Callable[[], Iterable[T]]) -> tuple[BaseProcess, Connection] | None:
    """A copy that runs, and the connection by which its values come; None if the system allows no more processes."""
    try:
        receiving, sending = multiprocessing.Pipe(duplex=False)
    except OSError:
        return None
    copy = multiprocessing.get_context("fork").Process(target=_send_all, args=(work, receiving, sending), daemon=True)
    try:
        with warnings.catch_warnings():
            # Python warns of the idle threads of numpy, too, which hold no lock.
            warnings.simplefilter("ignore", DeprecationWarning)
            copy.start()
    except OSError:
        receiving.close()
        return None
    finally:
        sending.close()
    return copy, receiving


def _send_all(work: Callable[[], Iterable[T]], receiving: Connection, sending: Connection) -> None:
    """Send each value in a tuple, then an empty tuple. An error ends the copy: the first process will meet it too.

    A thread sends: a pipe holds little, and the next value is computed while the first process does not ask yet.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends the copy without a word
    threading.Thread(target=_end_with_first, daemon=True).start()
    receiving.close()  # else the copy would wait for ever to send, if the first process were killed
    waiting: SimpleQueue[tuple[T, ...] | None] = SimpleQueue()
    sender = threading.Thread(target=_send_waiting, args=(waiting, sending))
    sender.start()
    with contextlib.suppress(BaseException), heard_by(None):
        for value in work():
            waiting.put((value,))
        waiting.put(())
    waiting.put(None)
    sender.join()


def _end_with_first() -> None:
    """End this process when the first one has ended, however it ended: nobody takes the values any more."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _send_waiting(waiting: SimpleQueue[tuple[T, ...] | None], sending: Connection) -> None:
    """Send what comes, until None; nothing behind a value that cannot be sent."""
    with contextlib.suppress(BaseException):
        while (values := waiting.get()) is not None:
            sending.send(values)
    sending.close()


def _values(work: Callable[[], Iterable[T]], connection: Connection, copy: BaseProcess) -> Generator[T, None, None]:
    """Yield the values as the copy sends them; those that it fails to send are computed here."""
    count = 0
    with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
        while connection.poll(_PATIENCE):
            received: tuple[T, ...] = connection.recv()
            if not received:
                return
            count += 1
            yield received[0]
    copy.kill()
    yield from islice(work(), count, None)
