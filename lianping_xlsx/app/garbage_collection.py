"""The garbage collector and a big merge: it would look through a million objects that all live on, many times."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_aside = 0
"""So many :func:`set_aside` are being worked within."""


@contextlib.contextmanager
def collector_at_rest() -> Iterator[None]:
    """For work that only adds to what lives on. What is freed without cycles is freed as ever.

    What was made is not looked through afterwards either, as new objects are: it goes among the oldest at once.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.freeze()
            if not _aside:
                gc.unfreeze()
            gc.enable()


@contextlib.contextmanager
def set_aside() -> Iterator[None]:
    """The collector skips objects that exist now, but not those made within: workbooks are full of cycles."""
    global _aside
    gc.freeze()
    _aside += 1
    try:
        yield
    finally:
        _aside -= 1
        gc.unfreeze()


def clear_away() -> None:
    """Free the cycles that a merge has left, some megabytes; the collector would hardly ever look for them."""
    gc.collect()


def give_back() -> None:
    """Give memory that was freed back to the system, where the C library would keep it for later (glibc).

    Arrays of a count are freed one by one, and leave holes between those that live on; no object of Python, which the
    next stage makes, is ever put there.
    """
    import ctypes  # numpy, of which the arrays are, has imported it

    with contextlib.suppress(AttributeError, OSError, TypeError):  # another library, another system
        ctypes.CDLL(None).malloc_trim(0)
