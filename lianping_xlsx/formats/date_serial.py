"""Points in time as the binary workbooks keep them: a number of days, and a format that says it is one."""

from __future__ import annotations

import datetime as dt
import math
import re
from enum import Enum

_BUILT_IN = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
"""Formats that need no text, the Chinese ones (27 to 36, 50 to 58) among them."""
_BUILT_IN_DURATION = 46
_NOT_A_SIGN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.I)
"""What stands in a format to be shown or skipped: quoted, escaped, a colour, a condition, a language."""
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_SIGNS = re.compile(r"[ymdhs]", re.I)
_LONGEST = 255
"""Of a format, in characters; what is longer nobody can have made."""
_SINCE_1900, _SINCE_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_DAYS = 2_958_466
"""Up to 9999-12-31."""
_LEAP_DAY = 60
_MILLISECONDS = 86_400_000


class ShownDate(Enum):
    """What a number's format shows it as."""

    NUMBER = 0
    MOMENT = 1
    DURATION = 2


def shown_as(number: int, text: str | None) -> ShownDate:
    """What a format shows, by its number and its text, if it has one."""
    if text is None:
        if number == _BUILT_IN_DURATION:
            return ShownDate.DURATION
        return ShownDate.MOMENT if number in _BUILT_IN else ShownDate.NUMBER
    signs = _NOT_A_SIGN.sub("", text[:_LONGEST]).split(";")[0]
    if _ELAPSED.search(signs):
        return ShownDate.DURATION
    return ShownDate.MOMENT if _SIGNS.search(signs) and "general" not in signs.lower() else ShownDate.NUMBER


def from_serial(
    days: float, shown: ShownDate, *, since_1904: bool = False
) -> float | dt.date | dt.datetime | dt.time | dt.timedelta:
    """A number as it is meant: a date without a time of day, a time without a day. What is no day stays a number."""
    if shown is ShownDate.NUMBER or not math.isfinite(days) or not 0 <= days < _DAYS:
        return days
    lasted = dt.timedelta(milliseconds=round(days * _MILLISECONDS))
    if shown is ShownDate.DURATION:
        return lasted
    if not lasted.days:
        return (dt.datetime.min + lasted).time()
    # Excel has a 29th of February 1900; what comes before it is a day off.
    since = _SINCE_1904 if since_1904 else _SINCE_1900 + dt.timedelta(days=days < _LEAP_DAY)
    moment = since + lasted
    return moment.date() if moment.time() == dt.time() else moment
