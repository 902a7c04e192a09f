"""The work of the tests of isolation: what its items say, good or bad.

A module of its own that imports little: every child process imports it, and a good many are killed.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import tempfile
import threading
import time

from python_calamine import CalamineWorkbook


class PanicError(BaseException):
    """Like a panic of a Rust library: no Exception."""


def act(item: str) -> str:
    """The work of these tests: what the item says."""
    if item == "abort":
        os.abort()
    if item == "exit":
        os._exit(3)
    if item == "sleep":
        time.sleep(60)
    if item == "spin":
        with contextlib.suppress(BaseException):
            while True:
                pass
    if item in ("stubborn", "threads"):
        resist(item)
    if item == "eat":
        return str(len(bytearray(8 << 30)))
    if item == "panic":
        raise PanicError("capacity overflow")
    if item == "leave":
        raise SystemExit(1)
    return item.upper()


def resist(how: str) -> None:
    """Do not end when asked to."""
    if how == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        for _ in range(3):
            threading.Thread(target=time.sleep, args=(60,)).start()
    time.sleep(60)


def litter(item: str) -> str:
    """Where temporary files are made; ``drop`` makes one and dies."""
    if item == "drop":
        tempfile.mkstemp()
        os._exit(3)
    return tempfile.gettempdir()


def pid(_: object) -> int:
    return os.getpid()


def unpicklable(item: int) -> object:
    return (lambda: item) if item == 2 else item


def parse_unmeasured(book: bytes) -> int:
    """How many rows calamine reads, without asking first."""
    return len(CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python())


def settle(word: str) -> None:
    """An initializer."""
    os.environ["SETTLED"] = word


def settled(item: int) -> str:
    return f"{item}{os.environ['SETTLED']}"


def broken_initializer() -> None:
    raise OSError("no such device")


def work_for(item: str) -> str:
    """So many seconds of it; of ``hang`` no end."""
    time.sleep(60 if item == "hang" else float(item))
    return item
