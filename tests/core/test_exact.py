"""Integer hundredths give what a pocket calculator gives: the law against fractions and decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core import exact

MANY = 10**12
numerators = st.integers(-MANY, MANY)
denominators = st.integers(1, 10**6)
decimals = st.integers(0, exact.MOST_DECIMALS)


def half_up(value: Fraction, digits: int) -> Decimal:
    """The same by Python's own half-up rounding, on enough digits to be exact at a half."""
    scaled = value * 10**digits
    twice = Decimal(int(scaled * 2)) if (scaled * 2).denominator == 1 else None
    whole = Decimal(round(scaled)) if twice is None else (twice / 2).quantize(Decimal(1), ROUND_HALF_UP)
    return whole.scaleb(-digits)


@given(numerators, denominators)
def test_dividing_rounds_half_away_from_zero(numerator: int, denominator: int) -> None:
    assert exact.divide_half_up(numerator, denominator) == half_up(Fraction(numerator, denominator), 0)


@given(numerators, denominators, decimals)
def test_a_ratio_is_the_rounded_fraction(total: int, count: int, digits: int) -> None:
    expected = half_up(Fraction(total, count * 100), digits)  # hundredths to points
    assert exact.ratio(total, count, digits) == Fraction(expected) * 100


@given(st.lists(st.tuples(st.integers(1, 100_00), st.integers(0, 100_00)), min_size=1, max_size=6), decimals)
def test_a_weighted_score_is_the_rounded_mean_and_lies_between_its_parts(
    parts: list[tuple[int, int]], digits: int
) -> None:
    found = exact.ratio(exact.weighted(parts), 1, digits)
    whole = sum(weight for weight, _ in parts)
    assert found == Fraction(half_up(Fraction(sum(w * s for w, s in parts), whole * 100), digits)) * 100
    unit = exact.unit_of(digits)
    assert min(s for _, s in parts) - unit < found < max(s for _, s in parts) + unit


@pytest.mark.parametrize(
    ("total", "count", "digits", "shown"),
    [
        (264_02, 3, 2, "88.01"),  # 88.00666…
        (176_01, 2, 2, "88.01"),  # 88.005, a half: up (half-even would give 88.00)
        (184_90, 20, 1, "9.2"),  # 9.245: only the first digit behind is looked at
        (185_00, 20, 1, "9.3"),  # 9.25, a half: up
        (185_00, 2, 0, "93"),  # 92.5, a half: up
        (-1_00, 8, 2, "-0.13"),  # -0.125, a half: away from zero, as Excel's ROUND
        (0, 7, 2, "0.00"),
        (100_00, 1, 0, "100"),
        (264_02, 3, 4, "88.0067"),  # 88.006666…
        (176_01, 16, 4, "11.0006"),  # 11.000625
        (184_00, 32, 3, "5.750"),
        (1_00, 32, 4, "0.0313"),  # 0.03125, a half: up
        (-1_00, 32, 4, "-0.0313"),
    ],
)
def test_halves(total: int, count: int, digits: int, shown: str) -> None:
    assert exact.show(exact.ratio(total, count, digits), digits) == shown


@given(st.integers(-MANY, MANY), decimals)
def test_what_is_shown_is_the_number(steps: int, digits: int) -> None:
    value = steps * exact.unit_of(digits)
    shown = exact.show(value, digits)
    assert Fraction(Decimal(shown)) * 100 == value
    assert len(shown.partition(".")[2]) == digits


@given(st.integers(-MANY, MANY))
def test_short_numbers_have_no_needless_zeros(value: int) -> None:
    shown = exact.show_short(value)
    assert Decimal(shown) == Decimal(value) / 100
    assert "." not in shown or shown[-1] not in "0."


@given(st.integers(0, 100_00), st.integers(0, 500))
def test_a_share_of_places_is_rounded_down(share: int, count: int) -> None:
    assert exact.floor_share(share, count) == Fraction(share * count, 100_00) // 1


def test_a_third_of_three_is_not_one_unless_the_share_says_so() -> None:
    # 33.33 % of 3 is 0.9999; 33.34 % of 3 is 1.0002; 40 % of 16 is 6.4
    assert [exact.floor_share(share, count) for share, count in ((33_33, 3), (33_34, 3), (40_00, 16))] == [0, 1, 6]


@given(st.integers(-MANY, MANY), decimals)
def test_short_numbers_lose_nothing(steps: int, digits: int) -> None:
    value = steps * exact.unit_of(digits)
    shown = exact.show_short(value)
    assert Fraction(Decimal(shown)) * 100 == value
    assert not shown.endswith(".")
    assert "." not in shown or not shown.endswith("0")
    assert len(shown.partition(".")[2]) <= max(digits, 0)
