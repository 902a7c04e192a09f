"""The numbers of a grid: what goes in comes out by grid row and column, singly and as parallel arrays."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lianping_xlsx
from lianping_xlsx.intake.reading.form_reading import FileReading, FormReading
from lianping_xlsx.intake.reading.grid_entries import GridEntries, GridEntriesBuilder, columnar

Entry = tuple[int, int, int]
WIDTH = 7
ENTRIES = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, WIDTH - 1), st.integers(-(10**12), 10**12)))


@given(ENTRIES)
def test_entries_come_back_in_their_order(entries: list[Entry]) -> None:
    grid = GridEntries.of(WIDTH, entries)
    assert [*grid] == entries
    assert (len(grid), bool(grid)) == (len(entries), bool(entries))
    assert grid.rows() == {row for row, _, _ in entries}


@given(ENTRIES, ENTRIES)
def test_grids_of_any_width_one_after_the_other_as_arrays(one: list[Entry], other: list[Entry]) -> None:
    arrays = columnar([GridEntries.of(WIDTH, one), GridEntries(), GridEntries.of(WIDTH + 5, other)])
    assert arrays.sizes.tolist() == [len(one), 0, len(other)]
    found = zip(arrays.rows.tolist(), arrays.columns.tolist(), arrays.values.tolist(), strict=True)
    assert [*found] == one + other


def test_numbers_that_two_bytes_hold_take_two_bytes() -> None:
    small, great = (GridEntries.of(2, [(1, 0, -100_00), (16_000, 1, value)]) for value in (100_00, 400_00))
    wide = GridEntries.of(2, [(20_000, 0, 1)])
    sizes = [(grid._cells.itemsize, grid._values.itemsize) for grid in (small, great, wide)]
    assert sizes == [(2, 2), (2, 8), (4, 2)]
    assert columnar([small, great, wide]).values.tolist() == [-100_00, 100_00, -100_00, 400_00, 1]


def test_no_grid_at_all_has_empty_arrays() -> None:
    assert [len(array) for array in columnar([])] == [0, 0, 0, 0]


def test_entries_move_to_the_cells_of_another_grid_or_are_left_out() -> None:
    grid = GridEntries.of(3, [(0, 1, 90), (1, 2, 80), (2, 0, 70)])
    moved = grid.moved({(0, 1): (4, 0), (2, 0): (0, 4)}, 5)
    assert ([*moved], moved.width) == ([(4, 0, 90), (0, 4, 70)], 5)


def test_a_builder_takes_runs_rows_and_single_entries() -> None:
    builder = GridEntriesBuilder(4)
    builder.add_run(0, 1, [10, 20])
    builder.add_row(1, [0, 3], [30, 40])
    builder.add(2, 2, 50)
    assert (builder.value_at(0, 2), builder.value_at(1, 3), builder.value_at(2, 1)) == (20, 40, None)
    builder.withdraw(1, 0)
    assert [*builder.built()] == [(0, 1, 10), (0, 2, 20), (1, 3, 40), (2, 2, 50)]


@pytest.mark.parametrize("value", [GridEntries(), FormReading(0, "表"), FileReading("甲.xlsx")], ids=type)
def test_a_reading_cannot_be_changed(value: object) -> None:
    for field in fields(value):  # type: ignore[arg-type]
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)


_PACKING = re.compile(
    r"\* *[\w.]*\bwidth\b *\+"
    r"|divmod\([^)]*\bwidth\b"
    r"|(//|%) *[\w.]*\bwidth\b"
    r"|(entries|grid)\._(cells|values)\b"
)
PACKAGE = Path(lianping_xlsx.__file__).parent
READERS = [
    path
    for floor in ("forms", "intake", "checks", "decision", "publish/returned")
    for path in sorted((PACKAGE / floor).rglob("*.py"))
]


def test_row_and_column_are_packed_in_one_module_only() -> None:
    packing = {path.name for path in READERS if _PACKING.search(path.read_text("utf-8"))}
    assert packing == {"grid_entries.py"}
