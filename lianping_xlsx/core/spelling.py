"""Tolerated spellings of numbers and names: by table, never by guess.

``float()`` and ``Decimal()`` accept nan, 1e5 and 1_000, and NFKC turns 9² into 92; so the grammar is our own.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，％", "0123456789.-+,%")
_NUMBER = re.compile(r"([+-]?)(\d{1,12})(?:\.(\d+))?\Z", re.ASCII)
_SUFFIX = "分"
_ROUNDING_NOISE = 1e-6
"""A binary float of a two-decimal number times 100 is off an integer by far less than this."""
_TOO_LARGE = 1e12


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw cell understood: ``value`` (hundredths or text), or a ``problem`` code; ``repaired`` if spelled oddly."""

    value: int | None = None
    repaired: bool = False
    problem: str | None = None


BLANK = Reading()


def strip_invisible(text: str) -> str:
    """Without format characters (zero-width, BOM) and outer white space of any kind (NBSP, full-width)."""
    if text.isprintable():  # then it has no format characters
        return text.strip()
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def half_width(text: str) -> str:
    """Digits and the marks of numbers in their usual width."""
    return text.translate(_FULL_WIDTH)


def is_blank(raw: object) -> bool:
    """Whether a cell holds nothing that a person would call an entry."""
    return raw is None or (isinstance(raw, str) and (not raw or not strip_invisible(raw)))


def read_hundredths(raw: object) -> Reading:
    """A cell as hundredths: numbers of at most two decimals, also as text, in full width, or with 分 behind.

    Problem codes: ``cell.boolean``, ``cell.date``, ``cell.not-number``, ``cell.too-precise``.
    """
    if isinstance(raw, bool):
        return Reading(problem="cell.boolean")
    if isinstance(raw, float | int):
        return _from_number(raw)
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Reading(problem="cell.date")
    if is_blank(raw):
        return BLANK
    return _from_text(raw) if isinstance(raw, str) else Reading(problem="cell.not-number")


def _from_number(raw: float) -> Reading:
    if not -_TOO_LARGE < raw < _TOO_LARGE:  # also refuses nan and inf
        return Reading(problem="cell.not-number")
    scaled = raw * 100
    value = round(scaled)
    if abs(scaled - value) > _ROUNDING_NOISE * max(1.0, abs(scaled) / 1e6):
        return Reading(problem="cell.too-precise")
    return Reading(value)


def _from_text(raw: str) -> Reading:
    text = strip_invisible(half_width(strip_invisible(raw)).removesuffix(_SUFFIX))
    match = _NUMBER.match(text)
    if match is None:
        return Reading(problem="cell.not-number")
    sign, whole, fraction = match.groups()
    digits = (fraction or "").rstrip("0")
    if len(digits) > 2:
        return Reading(problem="cell.too-precise")
    value = int(whole) * 100 + int(digits.ljust(2, "0"))
    return Reading(-value if sign == "-" else value, repaired=True)


def show_raw(raw: object) -> str:
    """The raw content as quoted in a finding; a date with the text that Excel probably turned into it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, dt.datetime | dt.date):
        return f"{raw:%Y-%m-%d}（日期，原来可能想填 {raw.month}-{raw.day}）"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < _TOO_LARGE:
        return str(int(raw))
    text = str(raw)
    return text if len(text) <= 60 else text[:60] + "…"


_DOTS = str.maketrans("", "", "·•・‧∙⋅.．")


def name_key(text: str) -> str:
    """The form under which two spellings of a name are one: 张 三 = 张三, any middle dot, full-width letters."""
    folded = unicodedata.normalize("NFKC", strip_invisible(text))
    return "".join(folded.translate(_DOTS).split()).casefold()


_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_LIMIT = 32_767
_CUT_MARK = "……（超出单元格容量，全文见原表）"


def cut(text: str, limit: int) -> str:
    """At most so many characters as Excel counts them: a rare character, as in some names, is two."""
    while len(text.encode("utf-16-le", "surrogatepass")) > 2 * limit:
        text = text[:-1]
    return text


def fit_xml(text: str) -> str:
    """Text that a file of Excel or Word can hold: no control characters or lone surrogates.

    Of line ends only the line feed stays: XML gives a carriage return back as one.
    """
    return _ILLEGAL.sub("", text)


def fit_cell(text: str) -> str:
    """Text that every spreadsheet can hold: as ``fit_xml``, and at most 32,767 characters."""
    clean = fit_xml(text)
    if len(clean) <= _CELL_LIMIT:
        return clean
    return clean[: _CELL_LIMIT - len(_CUT_MARK)] + _CUT_MARK
