"""The second way: what a merge must come to, worked out in plain Python with fractions and without the package.

Nothing here imports ``lianping_xlsx``, so that an error of the one is not an error of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from .composites import ClassFigures, Expected, compute
from .unread_marks import with_readings
from .evidence import Evidence, collect
from .scheme_in_cells import Scheme, read_scheme

__all__ = ["ClassFigures", "Evidence", "Expected", "Scheme", "collect", "compute", "expect", "read_scheme"]


def expect(campaign: Path, slots: Iterable[Mapping[str, object]], replies: Mapping[str, Path]) -> dict[str, Expected]:
    """What is expected of each ratee, by code.

    ``campaign`` is the folder with 考核方案.xlsx, or that workbook itself. ``slots`` is the list that
    ``lianping-xlsx templates --slots`` wrote. ``replies`` leads from the name of an issued workbook (as in the slots)
    to the reply that carries it; a workbook not named there has not come back.
    """
    scheme = read_scheme(campaign / "考核方案.xlsx" if campaign.is_dir() else campaign)
    return with_readings(scheme, collect(scheme, slots, replies), compute)
