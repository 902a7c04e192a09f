"""Exact arithmetic in integer hundredths of a point (分的百分之一).

A score of 92.35 points is the integer 9235. Weights and ratios are hundredths of a percent (50 % is 5000). A weight
that is no whole number of hundredths of a percent is a fraction (1/3 of the whole is 10000/3).
Rounding is half away from zero, like Excel's ROUND and a pocket calculator; Python's round() would turn 0.5 into 0.
No figure is computed in binary floating point, which misses such halves: every figure can be checked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

Hundredths = int
Weight = int | Fraction
"""Hundredths of a percent; a fraction only if the weight is no whole number of them."""
ScoreValue = int | Fraction
"""Hundredths of a point; a fraction only if the score is no whole number of them (小数位数 3 or 4, or not rounded)."""

POINT: Hundredths = 100
WHOLE: Hundredths = 100 * POINT
"""100 % as a weight, and 100 points as a score."""


def weight(value: Fraction) -> Weight:
    """The weight of ``value`` hundredths of a percent: an int if it is whole, otherwise the fraction itself."""
    return value.numerator if value.denominator == 1 else value


def divide_half_up(numerator: Weight, denominator: Weight) -> int:
    """The quotient, rounded half away from zero. ``denominator`` must be positive."""
    # Floor division rounds towards minus infinity, so a negative quotient is rounded as a positive one.
    if numerator < 0:
        return -divide_half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


MARK_DECIMALS = 2
"""The most decimals of a mark; a score may have more."""
MOST_DECIMALS = 4
"""The most decimals of a printed score."""


def unit_of(decimals: int) -> ScoreValue:
    """The smallest step printed with ``decimals`` decimals, in hundredths: 100, 10, 1, 1/10 or 1/100."""
    return weight(Fraction(POINT, pow(10, decimals)))


def ratio(numerator: Weight, denominator: Weight, decimals: int) -> ScoreValue:
    """``numerator / denominator`` (hundredths per count) rounded to ``decimals``, in hundredths."""
    # Whole numbers from here on: the arithmetic of fractions costs ten times as much, at every printed score.
    above = numerator.numerator * denominator.denominator
    below = numerator.denominator * denominator.numerator
    if decimals > MARK_DECIMALS:
        finer = pow(10, decimals - MARK_DECIMALS)
        return weight(Fraction(divide_half_up(above * finer, below), finer))
    unit: int = pow(10, MARK_DECIMALS - decimals)
    return divide_half_up(above, below * unit) * unit


def hundredths(numerator: Weight, denominator: Weight) -> Hundredths:
    """``numerator / denominator`` rounded to whole hundredths."""
    return divide_half_up(numerator.numerator * denominator.denominator, numerator.denominator * denominator.numerator)


def weighted(parts: Iterable[tuple[Weight, ScoreValue]]) -> Fraction:
    """The weighted mean of (weight, score) pairs, in hundredths, unrounded. The weights must not all be zero.

    If the weights sum to 100 % this is the poll score; if classes are left out it is 按其余票类折算.
    """
    listed = list(parts)
    return Fraction(sum(weight * score for weight, score in listed), sum(weight for weight, _ in listed))


def floor_share(share: int, count: int) -> int:
    """The whole places of a quota of ``share`` (hundredths of a percent) among ``count`` ratees, rounded down."""
    return share * count // WHOLE


# A merge shows some hundred thousand figures, most of them several times.
_SHOWN = 1 << 14


@lru_cache(maxsize=_SHOWN)
def show(score: ScoreValue, decimals: int) -> str:
    """A score as printed: ``show(9235, 2) == '92.35'``. The value must be rounded to ``decimals`` already."""
    places = max(decimals, MARK_DECIMALS)
    whole, rest = divmod(int(abs(score) * pow(10, places - MARK_DECIMALS)), pow(10, places))
    sign = "-" if score < 0 else ""
    return f"{sign}{whole}" + ("." + f"{rest:0{places}d}"[:decimals] if decimals else "")


def decimals_of(score: ScoreValue) -> int:
    """The decimals with which a score is shown exactly: those of a mark, or as many more as it needs."""
    return next(
        (d for d in range(MARK_DECIMALS, MOST_DECIMALS) if score * pow(10, d - MARK_DECIMALS) % 1 == 0), MOST_DECIMALS
    )


@lru_cache(maxsize=_SHOWN)
def show_short(score: ScoreValue) -> str:
    """A number without needless zeros, for limits: 100 (not 100.00), 33.5, 33.33, 33.3333."""
    text = show(score, decimals_of(score))
    return text.rstrip("0").rstrip(".")


_WEIGHT_DECIMALS = 4
"""The largest number of decimals of a weight in per cent; a longer one is shown as a fraction."""


@lru_cache(maxsize=_SHOWN)
def show_weight(value: Weight) -> str:
    """A weight as it is typed under 权重: per cent (33.33), or a fraction of the whole if no decimal is exact (1/3)."""
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
    """A sum of weights in per cent; with 约 (about), rounded, if it has no short decimal."""
    text = show_weight(value)
    if "/" not in text:
        return text
    step = 10**_WEIGHT_DECIMALS
    return "约" + show_weight(Fraction(divide_half_up(Fraction(value) * step, POINT) * POINT, step))


# ---------------------------------------------------------------- lengths


def added_up(lengths: Iterable[float]) -> float:
    """The sum of lengths on paper, which are floats, added one after another from the first on.

    ``sum`` does so up to Python 3.11; later ones carry along what is lost by rounding, and give another last digit. A
    length that lies just on an edge would then be laid out otherwise, and a form that was issued by one of them be
    misread by the other.
    """
    total = 0.0
    for length in lengths:
        total += length
    return total
