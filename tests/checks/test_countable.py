"""Frames of whole numbers: what is read of one is what it was made of."""

from __future__ import annotations

import pytest

from lianping_xlsx.checks.countable import frame_of, rows_in

COLUMNS = ["form", "ratee", "value"]
ROWS = [(0, 1, 9550), (0, 2, -100), (3, 1, 2**40)]


@pytest.mark.parametrize("rows", [ROWS, []])
def test_it_is_read_as_it_was_made(rows: list[tuple[int, ...]]) -> None:
    frame = frame_of(rows, COLUMNS)
    assert frame.dtypes.astype(str).to_dict() == dict.fromkeys(COLUMNS, "int64")
    assert list(rows_in(frame, COLUMNS)) == rows
    assert list(rows_in(frame, ["value", "form"])) == [(value, form) for form, _, value in rows]


def test_a_number_read_is_one_of_python() -> None:
    """Numbers of numpy overflow, and JSON does not know them."""
    assert {type(number) for row in rows_in(frame_of(ROWS, COLUMNS), COLUMNS) for number in row} == {int}
