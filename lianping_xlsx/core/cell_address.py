"""Addresses of cells: A1 for people, 0-based (row, column) for programs.

They are written here, without an Excel library, so that every floor and every fast command may use them.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_IN_TEXT = re.compile(r"[A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?")


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a 0-based column: ``A`` for 0, ``Z`` for 25, ``AA`` for 26."""
    # The letters count from 1 (A to Z, without a zero), so 1 is taken off at each place.
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The 0-based column of ``letters`` (A to Z in either case, not empty)."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def on_sheet(sheet: str, address: str) -> str:
    """An address with its sheet, as formulas and links within a workbook have it: ``'a''b'!C1``."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{address}"


def a1(row: int, column: int, *, fixed: bool = False) -> str:
    """The A1 address of a 0-based row and column: ``a1(0, 2) == 'C1'``; ``fixed`` gives ``$C$1``."""
    mark = "$" if fixed else ""
    return f"{mark}{column_letters(column)}{mark}{row + 1}"


def from_a1(text: str) -> tuple[int, int]:
    """The 0-based (row, column) of an address; ``$`` signs and small letters are accepted.

    Raises ValueError for anything that is not the address of one cell.
    """
    match = _ADDRESS.fullmatch(text)
    if match is None or not int(match[2]):
        raise ValueError(f"not the address of a cell: {text!r}")
    return int(match[2]) - 1, column_number(match[1])


# A thousand forms of one layout have their merged titles in the same cells.
@lru_cache(maxsize=4096)
def span_of(text: str) -> tuple[int, int, int, int]:
    """The bounds of ``C7:D8``: (first row, first column, last row, last column), 0-based; both ends belong to it.

    A single address is a span of one cell. Raises ValueError for anything else.
    """
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = from_a1(first), from_a1(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def spans_in(text: str) -> list[tuple[int, int, int, int]]:
    """All spans in a text such as ``D7:E7、F9``, each as ``span_of`` returns it."""
    return [span_of(each) for each in _IN_TEXT.findall(text)]
