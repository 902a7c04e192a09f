"""The kind of cell that holds a weight: per cent, exact, or a part of the whole."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core import exact
from lianping_xlsx.spreadsheet.weight_kind import Weight

WEIGHT = Weight()


@pytest.mark.parametrize(
    ("raw", "value", "shown"),
    [
        (50, 50_00, "50%"),
        (33.33, 33_33, "33.33%"),
        ("33.33%", 33_33, "33.33%"),
        (33.3333, Fraction(333333, 100), "33.3333%"),
        (0.1 + 0.2, 30, "0.3%"),
        ("1/3", Fraction(100_00, 3), "1/3"),
        (" ２／３ ", Fraction(200_00, 3), "2/3"),
        ("1/4", 25_00, "25%"),
        ("3/3", 100_00, "100%"),
        ("1/7", Fraction(100_00, 7), "1/7"),
        (0, 0, "0%"),
    ],
)
def test_what_is_a_weight(raw: object, value: exact.Weight, shown: str) -> None:
    taken = WEIGHT.take(raw)
    assert (taken.value, taken.problem) == (value, None)
    assert taken.value is not None
    assert exact.show_share(taken.value) == shown
    assert isinstance(taken.value, int) is (Fraction(value).denominator == 1)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (dt.datetime(2026, 1, 3), "cell.date"),  # what a spreadsheet makes of 1/3
        ("1/0", "cell.not-number"),
        ("1/3%", "cell.not-number"),
        ("一半", "cell.not-number"),
        ("-5", "cell.not-number"),
        (True, "cell.not-number"),
        (float("nan"), "cell.not-number"),
        (33.33333, "cell.too-precise"),
        (100 / 3, "cell.too-precise"),
        (100.5, "cell.out-of-range"),
        ("4/3", "cell.out-of-range"),
    ],
)
def test_what_is_none(raw: object, problem: str) -> None:
    assert WEIGHT.take(raw).problem == problem


@given(
    st.one_of(st.integers(0, 100_00), st.fractions(0, 1, max_denominator=999).map(lambda f: exact.weight(f * 100_00)))
)
def test_what_is_put_is_taken_again(value: exact.Weight) -> None:
    assert WEIGHT.take(WEIGHT.put(value)).value == value


def test_a_sum_whose_decimals_do_not_end_is_about() -> None:
    assert exact.show_sum(Fraction(100_00, 3)) == "约33.3333"
    assert exact.show_sum(99_99) == "99.99"
