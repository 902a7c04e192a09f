"""The work of a child process: items one after the other, under limits, and in silence."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CPU_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why an item has no result.

    ``code`` is file.killed-parser (the child died), file.too-slow (its time was up), file.given-up (so many were too
    slow that it got less time) or file.parser-broke (an exception, a panic among them); ``detail`` names the signal,
    the seconds or the exception, for the record.
    """

    code: str
    detail: str = ""


def told(fault: BaseException) -> str:
    """An exception for the record."""
    return f"{type(fault).__name__}: {fault}"


def run_chunk(
    work: Callable[[Item], Result], items: list[Item], head_start: float, begun: Path
) -> list[Result | Failure]:
    """The outcome of each item. A panic is a direct child of BaseException: whatever is raised costs one item.

    ``begun``: a file that grows by a byte when an item is begun, so that the parent knows how long each takes.
    """
    time.sleep(head_start)
    outcomes: list[Result | Failure] = []
    with begun.open("wb", buffering=0) as file:
        for item in items:
            file.write(b".")
            try:
                outcomes.append(work(item))
            except BaseException as fault:
                outcomes.append(Failure("file.parser-broke", told(fault)))
    return outcomes


def nothing(_: object) -> None:
    """The work of the proof that children start."""


def set_up(
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
