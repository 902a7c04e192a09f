"""What stands in a cell: its text, and the number that it is; all numbers are fractions."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

_WIDE = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,2}0*)?")
_NOISE = Decimal("1e-8")
_TOO_LARGE = 10**12
"""A number of so many is none that anybody means."""
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Characters that are shown as nothing and are no format characters: a phone puts one behind ✔."""
_DOTS = re.compile("[·•・‧∙⋅⸱⸳ꞏ᛫]")
"""Between the parts of a name; each keyboard has another one."""
_STOPS = re.compile("[.。]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character as workbooks may write it: _x000D_ is a carriage return. openpyxl leaves it as it is."""
POINTS, COUNTED, PER_CENT = ("分",), ("张", "票", "份", "人", "名"), ("%", "％")
"""The words that may follow a mark, a number of ballots, a share."""
MOST_KEPT = 1 << 16
"""Cells of a hundred thousand ballots hold few different marks: what one means is worked out once."""


class Entry(NamedTuple):
    """What stands in a cell: whether anything does, and the number it is (None: it is no number)."""

    given: bool
    value: Fraction | None


BLANK = Entry(False, None)


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


@lru_cache(MOST_KEPT, typed=True)
def words(raw: object) -> str:
    """The text of a cell without what cannot be seen; '' where blank."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = str(raw) if isinstance(raw, int | float) else _UNSEEN.sub("", _ESCAPED.sub(_unescaped, str(raw)))
    # What is printable has no format characters: that is nearly every text.
    return text.strip() if text.isprintable() else "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


@lru_cache(MOST_KEPT)
def alike(text: str) -> str:
    """The form in which names are compared: no white space, full width as half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(MOST_KEPT)
def called(text: str) -> str:
    """The form in which names and codes are looked up: as ``alike``, in small letters, without middle dots."""
    return _DOTS.sub("", alike(text).casefold())


@lru_cache(MOST_KEPT)
def as_name(text: str) -> str:
    """That of the names of persons, places and units, in which a full stop stands for the dot too; not in 1.12."""
    return _STOPS.sub("", called(text))


@lru_cache(MOST_KEPT, typed=True)
def entry(raw: object, units: tuple[str, ...] = POINTS) -> Entry:
    """The number in a cell, with at most two decimals; the noise of a calculated float is dropped first.

    ``units``: words that may follow it.
    """
    if isinstance(raw, bool):
        return Entry(True, None)
    if isinstance(raw, int):
        return Entry(True, Fraction(raw) if abs(raw) < _TOO_LARGE else None)
    if isinstance(raw, float):
        text = format(_quiet(Decimal(repr(raw))), "f") if abs(raw) < _TOO_LARGE else ""
    elif isinstance(raw, str) or raw is None:
        text = words(raw).translate(_WIDE)
        if not text:
            return BLANK
        text = text.removesuffix(next((unit for unit in units if text.endswith(unit)), "")).rstrip()
    else:
        return Entry(True, None)
    return Entry(True, Fraction(text) if _NUMBER.fullmatch(text) else None)


def _quiet(number: Decimal) -> Decimal:
    """The number of two decimals that is meant, if it is near."""
    near = round(number, 2)
    return near if abs(number - near) <= _NOISE else number


@lru_cache(MOST_KEPT)
def fraction(text: str) -> Fraction:
    """The number that a text of the program itself is, a decimal or a fraction."""
    return Fraction(text)


def whole(number: Entry) -> int | None:
    """A count, or None where there is no whole number."""
    value = number.value
    return int(value) if value is not None and value.denominator == 1 and value >= 0 else None
