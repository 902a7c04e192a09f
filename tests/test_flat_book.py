"""A flat workbook comes to what the workbook itself comes to, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flat_book import flat
from tests.libreoffice import calculated, needs_libreoffice
from tests.recalculation import to_be_recalculated
from tests.scenarios.people import SAMPLES


@pytest.mark.slow
@needs_libreoffice
def test_every_cell_is_the_same(tmp_path: Path) -> None:
    content = to_be_recalculated((SAMPLES / "county-kinds" / "3汇总" / "汇总表.xlsx").read_bytes())
    paths = [tmp_path / "as it is.xlsx", tmp_path / "flat.fods"]
    for path, written in zip(paths, (content, flat(content)), strict=True):
        path.write_bytes(written)
    theirs, ours = calculated(paths)
    assert len(ours) > 1000
    assert ours.keys() == theirs.keys()
    assert {place: (cell, ours[place]) for place, cell in theirs.items() if not _alike(cell, ours[place])} == {}


def _alike(one: object, other: object) -> bool:
    """Equal; a number to as many digits as LibreOffice shows where it has no format."""
    return one == other or (isinstance(one, float) and other == pytest.approx(one, rel=1e-14))
