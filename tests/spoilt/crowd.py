"""Everything that could take a machine down, in one folder beside good replies; and what a run really held in memory.

python -m tests.spoilt.crowd DIR N     # N killers of all sorts into DIR, each from a good reply that lies there
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from tests.spoilt import archives, biff, bombs, books, ods, xlsb

KILLERS: tuple[Callable[[bytes], bytes], ...] = (
    *books.KILLERS,
    *bombs.TOO_LARGE,
    *bombs.DAMAGED,
    books.lying_zip_bomb,
    books.doctype,
    books.billion_laughs,
    books.doctype_behind_comments,
    books.truncated,
    *((lambda _, kill=kill: kill()) for kind in (biff, ods, xlsb) for kill in kind.KILLERS),
    lambda book: archives.packed([(f"{number}.xlsx", books.far_cell(book)) for number in range(20)]),
    lambda book: archives.packed([("内.zip", archives.packed([("a.xlsx", book)]))]),
)
"""Each makes of a good reply one that is refused."""
_LOOK_EVERY = 0.02


def add_killers(folder: Path, number: int) -> list[str]:
    """So many killers into 2收回, of all sorts in turn; their names."""
    good = sorted(folder.glob("*.xlsx"))[0].read_bytes()
    names = []
    for place, kill in enumerate(islice(cycle(KILLERS), number)):
        names.append(f"杀手{place:03}.xlsx")
        (folder / names[-1]).write_bytes(kill(good))
    return names


class Peak:
    """What processes of a session held at most, each by itself, in MiB: the first, and the greatest of its children.

    Linux only; elsewhere nothing is seen.
    """

    def __init__(self, session: int) -> None:
        self.first = self.children = 0.0
        self._session = session
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        """No more looking."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY):
            for process in filter(str.isdecimal, os.listdir("/proc")):  # noqa: PTH208
                with contextlib.suppress(OSError, IndexError, ValueError):
                    self._note(int(process))

    def _note(self, process: int) -> None:
        if int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[3]) != self._session:
            return
        status = Path(f"/proc/{process}/status").read_text()
        held = int(status.split("VmHWM:")[1].split()[0]) / 1024
        if process == self._session:
            self.first = max(self.first, held)
        else:
            self.children = max(self.children, held)


def run(command: Sequence[str], **options: object) -> tuple[int, float, Peak]:
    """Exit code, seconds and memory of a command in a session of its own."""
    start = time.perf_counter()
    child = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options
    )  # type: ignore[call-overload]
    peak = Peak(child.pid)
    _, complaint = child.communicate()
    peak.stop()
    assert not complaint, complaint
    return child.returncode, time.perf_counter() - start, peak


if __name__ == "__main__":
    add_killers(Path(sys.argv[1], "2收回"), int(sys.argv[2]))
