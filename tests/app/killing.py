"""A merge that dies at a given step of its writing, or is looked at there, as a process of its own.

    python -m tests.app.killing SOURCE WORK count               # how many steps the writing of SOURCE takes
    python -m tests.app.killing SOURCE WORK killed 0 7 12 ...   # WORK/0, WORK/7 …: copies, each killed at that step
    python -m tests.app.killing SOURCE WORK watched 0 7 12 ...  # the same of one merge that lives on, copied as it goes

What lies on the disk at a step is what a merge killed there leaves, and a hundred times quicker to be had.

A step: a file of 3汇总 is about to be opened for writing, is half written, is whole but not yet on the disk, is about
to be renamed, or has just been, or is about to be removed, or a folder about to be made. SIGKILL asks nobody.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.intake.workers import readers

_EVENTS = ("os.rename", "os.remove", "os.mkdir")


class Steps:
    """Counts the steps of this process; ``at``: what is done at each, given its number."""

    def __init__(self, folder: Path, at: Callable[[int], object]) -> None:
        self.count = 0
        self._inside = str(folder)
        self._at = at

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
        self._at(self.count)
        self.count += 1

    def _hear(self, event: str, args: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(args[2], int) and bool(args[2] & (os.O_WRONLY | os.O_RDWR))
        if (writes or event in _EVENTS) and str(args[0]).startswith(self._inside):
            self.step()


def read_here(work: Any, items: Sequence[Any], **kept: Any) -> Iterator[tuple[int, object]]:
    """In place of child processes."""
    kept["initializer"](*kept["initargs"])
    yield from ((number, work(item)) for number, item in enumerate(items))


def merge(folder: Path, at: Callable[[int], object]) -> int:
    """How many steps it took, if it did not die before."""
    steps = Steps(folder / "3汇总", at)
    steps.watch()
    outcome = merge_returns(folder)
    assert outcome.value is not None, outcome.findings
    return steps.count


def die_at(last: int, step: int) -> None:
    """End this process if that is the step."""
    if step == last:
        os.kill(os.getpid(), signal.SIGKILL)


def kill_at_each(source: str, work: Path, words: Sequence[str]) -> None:
    """A fork for each step, which dies there."""
    with TemporaryDirectory() as warm:  # a merge imports as it goes: once here, not in every fork
        merge_returns(Path(shutil.copytree(source, Path(warm, "c"))))
    for word in words:
        folder = Path(shutil.copytree(source, work / word))
        child = os.fork()
        if not child:
            merge(folder, partial(die_at, int(word)))
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, word


def copy_at_each(source: str, work: Path, words: Sequence[str]) -> None:
    """A copy of the folder at each step of one merge."""
    with TemporaryDirectory() as own:
        folder = Path(shutil.copytree(source, Path(own, "c")))
        merge(folder, lambda step: str(step) in words and shutil.copytree(folder, work / str(step)))


def main(source: str, work: str, what: str, *words: str) -> None:
    """See above."""
    setattr(readers, "run_isolated", read_here)  # noqa: B010 - a name that the module has only borrowed
    if what == "count":
        shutil.copytree(source, Path(work, "count"))
        sys.stdout.write(str(merge(Path(work, "count"), lambda _: None)))
    else:
        {"killed": kill_at_each, "watched": copy_at_each}[what](source, Path(work), words)


if __name__ == "__main__":
    main(*sys.argv[1:])
