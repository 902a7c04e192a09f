"""A child process that reads replies: it takes its set-up once, when it starts, then reads file after file."""

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
    """The set-up as bytes, packed once for all children, without its folder: no reading depends on that."""
    return pickle.dumps(replace(setup, folder=Path()))


def keep_setup(packed: bytes, folder: Path) -> None:
    """Keep the set-up in this process."""
    global _setup
    _setup = replace(pickle.loads(packed), folder=folder)
    gc.freeze()  # what lies there stays: the collector need not look through thousands of layouts again and again


def read_source(source: Source) -> bytes | FileReading:
    """The reading of one file or member, packed if it can be. Raises RuntimeError before :func:`keep_setup`."""
    if _setup is None:
        raise RuntimeError("no set-up")
    reading = read_reply(_setup, source)
    return pack_reading(reading) or reading
