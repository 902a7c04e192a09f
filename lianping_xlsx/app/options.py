"""The options that several commands take besides the campaign folder. Costs nothing to import."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from lianping_xlsx.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """``prefer``: what to choose between different copies of one form, as ``Preference`` has it.

    ``passwords``: to be tried on replies that have one. ``last_year``: last year's campaign folder, in place of the one
    that the scheme names. ``same_campaign``: the scheme's year is another than the key's, but only because it had been
    mistyped. ``meeting``: ``merge`` writes 上会材料 and 送审件 as well; ``renewed``: only because they lie there, if
    they tell the same votes. ``withdrawn``: who says that nobody was given those of earlier runs. ``meanwhile``:
    modules that the caller needs afterwards; ``merge`` imports them when it has to wait. ``scheduler``: the address of
    the Dask scheduler whose workers read the replies of a ``merge``; '' for processes of this computer.
    """

    prefer: tuple[str, ...] = ()
    passwords: tuple[str, ...] = field(default=(), repr=False)
    last_year: Path | None = None
    same_campaign: bool = False
    meeting: bool = False
    renewed: bool = False
    withdrawn: str = ""
    meanwhile: tuple[str, ...] = ()
    scheduler: str = ""


NO_OPTIONS = Options()
