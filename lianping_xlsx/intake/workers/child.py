"""The code that runs in a child process: items one after the other, under limits, without output; and the process."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lianping_xlsx.core.light_dataclass import dataclass

Item = TypeVar("Item")
Result = TypeVar("Result")

_CPU_SECONDS = 3_600
"""Limit of processor time of a child and of each program that it calls; the parent limits the time of an item."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why an item has no result.

    ``code``: file.killed-parser (the child died), file.too-slow (the time limit passed), file.given-up (too many items
    were slow, so this one got less time) or file.parser-broke (an exception, or a panic of a Rust library).
    ``detail``: the signal, the seconds or the exception, for the record.
    """

    code: str
    detail: str = ""


def fault_text(fault: BaseException) -> str:
    """An exception as text, for the record."""
    return f"{type(fault).__name__}: {fault}"


def run_chunk(
    work: Callable[[Item], Result], items: list[Item], head_start: float, begun: Path
) -> tuple[list[Result | Failure], float]:
    """The result or Failure of each item, in order, and the seconds of all. What an item raises costs only this item.

    ``head_start``: seconds to wait first. ``begun``: a file that grows by one byte when an item begins, so that the
    parent can measure the time of each.
    """
    time.sleep(head_start)
    outcomes: list[Result | Failure] = []
    start = time.monotonic()
    with begun.open("wb", buffering=0) as file:
        for item in items:
            file.write(b".")
            try:
                outcomes.append(work(item))
            except BaseException as fault:  # a panic of a Rust library is no Exception
                outcomes.append(Failure("file.parser-broke", fault_text(fault)))
    return outcomes, time.monotonic() - start


def nothing(_: object) -> None:
    """Do nothing: the work of the test that children start."""


def set_up(
    scratch: str, memory_bytes: int, initializer: Callable[..., object] | None, initargs: tuple[object, ...]
) -> None:
    """Prepare the child: set its limits, let it be stopped at once, run ``initializer``, discard its error output.

    A parser that dies writes messages that a clerk must not see. ``scratch``: the folder for its temporary files and
    for those of programs that it calls. ``memory_bytes``: the limit of its address space.
    """
    tempfile.tempdir = scratch
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch))
    # pebble handles SIGTERM in Python code, which would not run before a parser that hangs returns.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        _limit(memory_bytes)
    if initializer is not None:
        initializer(*initargs)
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    os.close(sink)


if sys.platform != "win32":
    import resource
    import threading
    from multiprocessing import connection, context, popen_forkserver

    def _limit(memory_bytes: int) -> None:
        """Limit the address space and the processor time, and forbid a core file, which would contain ballots.

        The processor time is for a program that the child has called and that goes on after the child was stopped.
        """
        limits = ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, _CPU_SECONDS))
        for kind, soft in limits:
            hard = resource.getrlimit(kind)[1]
            if hard != resource.RLIM_INFINITY:
                soft = min(soft, hard)  # a process cannot raise a limit above its hard limit
            with contextlib.suppress(ValueError, OSError):  # macOS refuses to limit the address space
                resource.setrlimit(kind, (soft, hard))

    class _Popen(popen_forkserver.Popen):
        """A child of the fork server; one thread after the other reads its exit code.

        The server writes the code into a pipe once. If two threads ask at the same moment, both see that something has
        come, one reads it, and for the other multiprocessing says 255 instead. Threads do ask at the same moment:
        whoever starts a process looks at all others of this process first.
        """

        def __init__(self, process_obj: Any) -> None:
            self._asking = threading.Lock()
            super().__init__(process_obj)

        def poll(self, flag: int = os.WNOHANG) -> int | None:
            """The exit code; None if the child is still at work and ``flag`` says not to wait."""
            if flag != os.WNOHANG and self.returncode is None:
                connection.wait([self.sentinel])
            with self._asking:
                return super().poll(os.WNOHANG)

    class _ServedProcess(context.ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: Any) -> _Popen:  # noqa: N802 - as multiprocessing calls it
            return _Popen(process_obj)

    class ServedContext(context.ForkServerContext):
        """The context of children of the fork server, of which any thread may ask how they ended."""

        Process = _ServedProcess
