"""Exact arithmetic in integer hundredths of a point (分的百分之一).

A score of 92.35 points is the integer 9235. Weights and ratios are hundredths of a percent (50 % is 5000), and a weight
that is no whole number of these is a fraction (1/3 of the whole is 10000/3).
Rounding is half away from zero, as Excel's ROUND and a pocket calculator do it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Hundredths = int
Weight = int | Fraction
"""Hundredths of a percent; a fraction only where it is no whole number of them."""

POINT: Hundredths = 100
WHOLE: Hundredths = 100 * POINT
"""100 % as a weight, and 100 points as a score."""


def weight(value: Fraction) -> Weight:
    """A number of hundredths of a percent, as a whole number where it is one."""
    return value.numerator if value.denominator == 1 else value


def divide_half_up(numerator: Weight, denominator: Weight) -> int:
    """Quotient rounded half away from zero. ``denominator`` must be positive."""
    if numerator < 0:
        return -divide_half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def unit_of(decimals: int) -> Hundredths:
    """The smallest step printed with ``decimals`` (0, 1 or 2) decimals: 100, 10 or 1 hundredths."""
    return int(10 ** (2 - decimals))


def ratio(numerator: Weight, denominator: Weight, decimals: int) -> Hundredths:
    """``numerator / denominator`` (hundredths per count) rounded to ``decimals``, in hundredths."""
    unit = unit_of(decimals)
    return divide_half_up(numerator, denominator * unit) * unit


def weighted(parts: Iterable[tuple[Weight, Hundredths]]) -> Fraction:
    """Sum of weight x score over the sum of the weights, unrounded; weights in any one unit, not all zero.

    With weights summing to 100 % this is the poll score; with fewer it is 按其余票类折算.
    """
    listed = list(parts)
    return Fraction(sum(weight * score for weight, score in listed)) / sum(weight for weight, _ in listed)


def floor_share(share: int, count: int) -> int:
    """Whole places that a quota of ``share`` (hundredths of a percent) gives among ``count``: rounded down."""
    return share * count // WHOLE


def show(hundredths: Hundredths, decimals: int) -> str:
    """As printed: ``show(9235, 2) == '92.35'``. Values are already multiples of the printed unit."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), POINT)
    return f"{sign}{whole}" + ("." + f"{rest:02d}"[:decimals] if decimals else "")


def show_short(hundredths: Hundredths) -> str:
    """Without needless zeros, for limits and weights: 100 (not 100.00), 33.5, 33.33."""
    text = show(hundredths, 2)
    return text.rstrip("0").rstrip(".")


_WEIGHT_DECIMALS = 4


def show_weight(value: Weight) -> str:
    """A weight as it is typed under 权重: per cent (33.33), or the part of the whole that no decimal says (1/3)."""
    scaled = Fraction(value) * 10**_WEIGHT_DECIMALS / POINT
    if scaled.denominator != 1:
        return str(Fraction(value) / WHOLE)
    whole, rest = divmod(int(scaled), 10**_WEIGHT_DECIMALS)
    return f"{whole}.{rest:0{_WEIGHT_DECIMALS}d}".rstrip("0").rstrip(".")


def show_share(value: Weight) -> str:
    """A weight in a sentence or a formula in words: 33.33%, or 1/3."""
    text = show_weight(value)
    return text if "/" in text else f"{text}%"


def show_sum(value: Weight) -> str:
    """A sum of weights in per cent; 约 (about) where its decimals do not end."""
    text = show_weight(value)
    if "/" not in text:
        return text
    step = 10**_WEIGHT_DECIMALS
    return "约" + show_weight(Fraction(divide_half_up(Fraction(value) * step, POINT) * POINT, step))
