"""The cache of readings in .lianping: a help that no run depends on, and that no fault of makes a run fail."""

from __future__ import annotations

import contextlib

from lianping_xlsx.app.campaign import Loaded
from lianping_xlsx.app.storage import MOST_BYTES, write_private
from lianping_xlsx.core.program_version import program_fingerprint
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.intake.workers.reading_cache import CachedReadings, read_kept, write_kept


def load_kept(loaded: Loaded) -> CachedReadings:
    """What earlier runs have kept; nothing where there is none, or it cannot be read."""
    program = program_fingerprint()
    try:
        return read_kept(read_regular(loaded.campaign.kept, MOST_BYTES), loaded.secret, program)
    except OSError:
        return CachedReadings(program)


def save_kept(loaded: Loaded, before: CachedReadings, now: CachedReadings) -> None:
    """Keep what this run has read, where it is not what was kept before; where it keeps nothing, no file is left.

    What another program, key or scheme has kept is replaced or taken away: it may hold what is not kept any more.
    """
    if now.circumstances == before.circumstances and now.readings.keys() == before.readings.keys():
        return
    with contextlib.suppress(OSError):  # read-only, full: the next run will take as long as this one
        if now.readings:
            write_private(loaded.campaign.kept, write_kept(now, loaded.secret), lasting=False)
        else:
            loaded.campaign.kept.unlink(missing_ok=True)
