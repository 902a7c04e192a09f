"""Sums of lengths, which are floats: widths and heights, by which forms and papers are laid out."""

from __future__ import annotations

from collections.abc import Iterable


def added_up(lengths: Iterable[float]) -> float:
    """The sum of lengths, added one after another from the first on.

    ``sum`` does so up to Python 3.11; later ones carry along what is lost by rounding, and give another last digit. A
    length that lies just on an edge would then be laid out otherwise, and a form that was issued by one of them be
    misread by the other.
    """
    total = 0.0
    for length in lengths:
        total += length
    return total
