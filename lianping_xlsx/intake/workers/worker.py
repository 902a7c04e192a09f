"""The functions of a child process that reads replies: it gets its set-up once at its start, then reads files."""

from __future__ import annotations

import gc
import pickle
from dataclasses import replace
from pathlib import Path

from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reading_cache import pack_reading
from lianping_xlsx.intake.workers.reply import WorkerSetup, read_reply

_setup: WorkerSetup | None = None


def pack(setup: WorkerSetup) -> bytes:
    """The set-up as bytes, packed once for all children. Without its folder: a moved campaign keeps its cache."""
    return pickle.dumps(replace(setup, folder=Path()))


def keep_setup(packed: bytes, folder: Path) -> None:
    """Unpack the set-up and keep it in this process. The bytes come from our own parent process, so pickle is safe."""
    global _setup
    _setup = replace(pickle.loads(packed), folder=folder)
    gc.freeze()  # thousands of layouts stay until the end; the collector need not examine them again and again


def read_source(source: Source) -> bytes | FileReading:
    """The reading of one file or member, packed if possible. Raises RuntimeError before :func:`keep_setup`."""
    if _setup is None:
        raise RuntimeError("no set-up")
    reading = read_reply(_setup, source)
    return pack_reading(reading) or reading
