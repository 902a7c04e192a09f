"""Lists and names in a sentence: of many things the first ones and the total number, names in quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

NAMED_ON_LINE = 3
"""So many names stand on a line that says other things as well; of more, their number."""
NAMED_IN_SENTENCE = 5
"""So many stand in a sentence on the screen or in a finding."""
NAMED_ON_PAPER = 6
"""So many stand in a sentence of 上会材料."""
NAMED_IN_LIST = 8
"""So many stand in a finding that has a row of its own on 问题清单, or in a cell."""


def some(words: Sequence[str], most: int, unit: str, mark: str = "、") -> str:
    """Join the words: 001、004、009等12张. Of more than ``most`` words only the first, with the total in ``unit``."""
    return mark.join(words[:most]) + (f"等{len(words)}{unit}" if len(words) > most else "")


def quoted(values: Sequence[str], most: int) -> str:
    """Join the contents of cells: 95、80、70……. Of more than ``most`` only the first."""
    return "、".join(values[:most]) + ("……" if len(values) > most else "")


def named(name: str) -> str:
    """A name in quotation marks: “党员民主测评”. Marks within it become single ones: “‘双述双评’测评” (GB/T 15834)."""
    return f"“{name.translate(_SINGLE)}”"


_SINGLE = str.maketrans("“”", "‘’")
