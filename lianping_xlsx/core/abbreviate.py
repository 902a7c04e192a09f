"""Names in a sentence, and many things: the first of them, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence


def some(words: Sequence[str], most: int, unit: str, mark: str = "、") -> str:
    """001、004、009等12张: no more than ``most`` words, and of more how many ``unit`` there are."""
    return mark.join(words[:most]) + (f"等{len(words)}{unit}" if len(words) > most else "")


def quoted(values: Sequence[str], most: int) -> str:
    """95、80、70……: what stands in a row of cells, no more than ``most`` of them."""
    return "、".join(values[:most]) + ("……" if len(values) > most else "")


def named(name: str) -> str:
    """“党员民主测评”: a name in quotation marks; its own become single ones: “‘双述双评’测评” (GB/T 15834)."""
    return f"“{name.translate(_SINGLE)}”"


_SINGLE = str.maketrans("“”", "‘’")
