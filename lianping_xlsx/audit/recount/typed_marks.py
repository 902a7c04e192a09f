"""What a ballot says of one ratee: a number, a number for each item, or a tick under one of the grades."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from .cell_values import Entry, entry, words
from .scheme_parts import Poll

UNREADABLE = Entry(True, None)
TICKS = frozenset("√✓✔☑✅vVｖＶ1１对○◯〇rRＲP是üþ\uf050\uf052\uf0fc\uf0fe")
"""Also the circle, and what the fonts of Windows show as a tick."""


def is_tick(raw: object) -> bool:
    """Whether what was typed is a tick; a number other than 1, a cross and everything else are none."""
    return not isinstance(raw, bool) and words(raw) in TICKS


def ticked(cells: Mapping[str, object]) -> str:
    """The grade under which there is a tick, and nothing anywhere else; else ''."""
    filled = [grade for grade, raw in cells.items() if words(raw)]
    return filled[0] if len(filled) == 1 and is_tick(cells[filled[0]]) else ""


NO_POINTS = Entry(False, None)
"""A tick for a grade that is 不计: like no mark at all, but for the vote that is shown."""


def read_mark(poll: Poll, cells: Mapping[str, object]) -> Entry:
    """The mark that was entered in the cells of one ratee (by item; at least one is filled)."""
    if poll.scoring == "分项":
        return _sum({code: entry(raw) for code, raw in cells.items()}, poll.items)
    if poll.scoring == "等次":
        grade = ticked(cells)
        if grade and poll.grades[grade] is None:
            return NO_POINTS
        return Entry(True, poll.grades[grade]) if grade else UNREADABLE
    return entry(cells[""])


def _sum(given: Mapping[str, Entry], items: Mapping[str, Fraction]) -> Entry:
    """The sum of all items, if there is not one that is missing or beyond its 分值."""
    total = Fraction(0)
    for code, most in items.items():
        value = given[code].value if code in given else None
        if value is None or not 0 <= value <= most:
            return UNREADABLE
        total += value
    return Entry(True, total)
