"""Exact arithmetic in integer hundredths of a point (分的百分之一).

A score of 92.35 points is the integer 9235. Weights and ratios are hundredths of a percent (50 % is 5000).
Rounding is half away from zero, as Excel's ROUND and a pocket calculator do it.
"""

from __future__ import annotations

from collections.abc import Iterable

Hundredths = int

POINT: Hundredths = 100
WHOLE: Hundredths = 100 * POINT
"""100 % as a weight, and 100 points as a score."""


def divide_half_up(numerator: int, denominator: int) -> int:
    """Quotient rounded half away from zero. ``denominator`` must be positive."""
    if numerator < 0:
        return -divide_half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def unit_of(decimals: int) -> Hundredths:
    """The smallest step printed with ``decimals`` (0, 1 or 2) decimals: 100, 10 or 1 hundredths."""
    return int(10 ** (2 - decimals))


def ratio(numerator: int, denominator: int, decimals: int) -> Hundredths:
    """``numerator / denominator`` (hundredths per count) rounded to ``decimals``, in hundredths."""
    unit = unit_of(decimals)
    return divide_half_up(numerator, denominator * unit) * unit


def weighted(parts: Iterable[tuple[int, Hundredths]], decimals: int) -> Hundredths:
    """Sum of weight x score over the sum of the weights, rounded; weights in any one unit, not all zero.

    With weights summing to 100 % this is design § 7.3; with fewer it is 按其余票类折算.
    """
    listed = list(parts)
    return ratio(sum(weight * score for weight, score in listed), sum(weight for weight, _ in listed), decimals)


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
