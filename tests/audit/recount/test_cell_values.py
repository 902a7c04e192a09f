"""What is typed into a cell is the same number to both counts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lianping_xlsx.audit.recount.cell_values import entry
from lianping_xlsx.core import exact
from lianping_xlsx.spreadsheet.cell_kinds import Points

POINTS = Points(None, None)
IGNORED = "\u00ad\u180b\u200b\u2065\ufeff\ufff0\U0001d173\U000e0000\U000e0100"
"""Characters that are shown as nothing, of each of the blocks in which Unicode has them."""


@pytest.mark.parametrize(
    "raw",
    [
        *(
            89.6,
            89.60000000000001,
            0.1 + 0.2,
            90.000000001,
            89.999999999,
            8.670000009,
            90.00000002,
            89.605,
            -1e-9,
            1e13,
        ),
        *(f"9{sign}0" for sign in IGNORED),
        *IGNORED,
        *("90分", " ９０．５ ", "90.50", "90.505", "9 0", "90%", "", "1e1", ".5"),
    ],
)
def test_a_number_is_the_same_to_both(raw: float | str) -> None:
    taken, second = POINTS.take(raw), entry(raw)
    assert second.value == (None if taken.value is None else Fraction(taken.value, exact.POINT))
    assert second.given == (taken.value is not None or taken.problem is not None)
