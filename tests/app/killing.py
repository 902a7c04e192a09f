"""A merge that dies at a given step of its writing, as a process of its own.

    python -m tests.app.killing SOURCE WORK count          # how many steps the writing of SOURCE takes
    python -m tests.app.killing SOURCE WORK 0 7 12 ...     # WORK/0, WORK/7 …: copies, each killed at that step

A step: a file of 3汇总 is about to be opened for writing, is half written, is whole but not yet on the disk, is about
to be renamed, or has just been, or is about to be removed, or a folder about to be made. SIGKILL asks nobody.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.intake.workers import readers

_EVENTS = ("os.rename", "os.remove", "os.mkdir")


class Steps:
    """Counts the steps of this process; at the step ``last`` it dies."""

    def __init__(self, folder: Path, last: int) -> None:
        self.count = 0
        self._inside = str(folder)
        self._last = last

    def watch(self) -> None:
        """From now on."""
        steps, sync, replace = self, os.fsync, os.replace

        class Halting(io.BufferedWriter):
            def write(self, content: Any) -> int:
                middle = len(content) // 2
                written = super().write(content[:middle])
                self.flush()
                steps.step()
                return written + super().write(content[middle:])

        def open_halting(handle: int, mode: str) -> io.BufferedIOBase:
            return Halting(io.FileIO(handle, "wb")) if mode == "wb" else io.BufferedReader(io.FileIO(handle, mode))

        def sync_halting(handle: int) -> None:
            steps.step()
            sync(handle)

        def replace_and_halt(old: Path, new: Path) -> None:
            replace(old, new)
            steps.step()

        os.replace = replace_and_halt  # type: ignore[assignment]
        os.fdopen = open_halting  # type: ignore[assignment]
        os.fsync = sync_halting  # type: ignore[assignment]
        sys.addaudithook(self._hear)

    def step(self) -> None:
        """One more."""
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def _hear(self, event: str, args: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(args[2], int) and bool(args[2] & (os.O_WRONLY | os.O_RDWR))
        if (writes or event in _EVENTS) and str(args[0]).startswith(self._inside):
            self.step()


def read_here(work: Any, items: Sequence[Any], **kept: Any) -> Iterator[tuple[int, object]]:
    """In place of child processes."""
    kept["initializer"](*kept["initargs"])
    yield from ((number, work(item)) for number, item in enumerate(items))


def merge(folder: Path, last: int) -> int:
    """How many steps it took, if it did not die before."""
    steps = Steps(folder / "3汇总", last)
    steps.watch()
    outcome = merge_returns(folder)
    assert outcome.value is not None, outcome.findings
    return steps.count


def main(source: str, work: str, *words: str) -> None:
    """See above."""
    setattr(readers, "run_isolated", read_here)  # noqa: B010 - a name that the module has only borrowed
    if words == ("count",):
        shutil.copytree(source, Path(work, "count"))
        sys.stdout.write(str(merge(Path(work, "count"), -1)))
        return
    with TemporaryDirectory() as warm:  # a merge imports as it goes: once here, not in every fork
        merge_returns(Path(shutil.copytree(source, Path(warm, "c"))))
    for word in words:
        shutil.copytree(source, Path(work, word))
        child = os.fork()
        if not child:
            merge(Path(work, word), int(word))
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, word


if __name__ == "__main__":
    main(*sys.argv[1:])
