"""What long work is doing now, told to whoever shows it: the progress bar of the command line. Else nobody hears it.

Work tells it where it does it: a workbook when a sheet begins, a writer of many files at each of them. To hand a
function for this through all that lies between would give a parameter to most functions of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Progress(Protocol):
    """Shows how far work is: ``done`` of ``total`` steps (0: their number is not known).

    ``what``: what is being done, in words; '' for the same as before.
    """

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Show it."""


_LISTENER: ContextVar[Progress | None] = ContextVar("listener", default=None)


def tell(what: str, done: int = 0, total: int = 0) -> None:
    """Say what begins now, or how far it is."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(done, total, what)


@contextmanager
def heard_by(listener: Progress | None) -> Iterator[None]:
    """Within it ``listener`` is told; None: nobody, as in a copy of the process, which shares the screen."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)
