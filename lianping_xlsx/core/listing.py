"""Many things in a sentence: the first of them, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence


def some(words: Sequence[str], most: int, unit: str, mark: str = "、") -> str:
    """001、004、009等12张: no more than ``most`` words, and of more how many ``unit`` there are."""
    return mark.join(words[:most]) + (f"等{len(words)}{unit}" if len(words) > most else "")


def quoted(values: Sequence[str], most: int) -> str:
    """95、80、70……: what stands in a row of cells, no more than ``most`` of them."""
    return "、".join(values[:most]) + ("……" if len(values) > most else "")
