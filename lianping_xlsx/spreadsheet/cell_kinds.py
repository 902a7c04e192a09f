"""Kinds of cell: each knows how a value is put into a cell, taken out of it again, and restricted by an entry rule.

The law of every kind: ``take(put(value)).value == value``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from lianping_xlsx.core import exact
from lianping_xlsx.core.spelling import (
    bare,
    fit_cell,
    fit_xml,
    half_width,
    is_blank,
    name_key,
    number_text,
    read_hundredths,
    strip_invisible,
)

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Taken(Generic[T_co]):
    """What a cell said: ``value`` (None when blank or not understood) and the code of what was wrong or repaired."""

    value: T_co | None = None
    problem: str | None = None
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class EntryRule:
    """A data validation: a list, or numbers from ``minimum`` to ``maximum``; pasting defeats it, so it only helps."""

    prompt: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False


_LIST_LIMIT = 255


def fits_list(choices: Sequence[str]) -> bool:
    """Whether Excel can hold these words as a drop-down: no commas in them, 255 characters in all."""
    return not any("," in choice for choice in choices) and len(",".join(choices)) <= _LIST_LIMIT


class Kind(Protocol):
    """What every kind of cell offers to tables, forms and their readers."""

    @property
    def name(self) -> str:
        """Short name in slot lists: points, count, tick, choice, text, date."""

    def take(self, raw: object) -> Taken[object]:
        """The value of a raw cell."""

    def put(self, value: object) -> str | float | None:
        """What to write for a value."""

    def rule(self) -> EntryRule | None:
        """The entry rule for people typing."""

    def expects(self) -> str:
        """In Chinese: what may stand here."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points in hundredths, from ``minimum`` to ``maximum`` (hundredths; None: no limit)."""

    minimum: int | None = 0
    maximum: int | None = exact.WHOLE
    unit: str = "分"
    name: str = "points"

    def take(self, raw: object) -> Taken[int]:
        reading = read_hundredths(raw, (self.unit,))
        if reading.value is not None and not self.admits(reading.value):
            return Taken(reading.value, "cell.out-of-range", reading.repaired)
        return Taken(reading.value, reading.problem, reading.repaired)

    def admits(self, value: int) -> bool:
        """Whether the value lies within the limits."""
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)

    def put(self, value: object) -> float | None:
        return None if value is None else int(str(value)) / exact.POINT

    def rule(self) -> EntryRule:
        low = None if self.minimum is None else self.minimum / exact.POINT
        high = None if self.maximum is None else self.maximum / exact.POINT
        return EntryRule(self.expects(), minimum=low, maximum=high)

    def expects(self) -> str:
        low = "" if self.minimum is None else exact.show_short(self.minimum)
        high = "" if self.maximum is None else exact.show_short(self.maximum)
        span = f"{low}至{high}之间的数" if low and high else (f"不小于{low}的数" if low else "数字")
        return f"{span}（{self.unit}，最多两位小数）"


PERCENT = "percent"


def percent() -> Points:
    """A weight or share, 0 to 100 %, in hundredths of a percent; in text also with % behind."""
    return Points(unit="%", name=PERCENT)


COUNTED = ("张", "票", "份", "人", "名")
"""Words behind a count. 分 is none of them: who writes it means points."""


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of ballots or persons; in text also with the word for what is counted behind."""

    minimum: int = 0
    maximum: int | None = 100_000
    name: str = "count"

    def take(self, raw: object) -> Taken[int]:
        reading = read_hundredths(raw, COUNTED)
        if reading.value is None:
            return Taken(None, reading.problem)
        whole, rest = divmod(reading.value, exact.POINT)
        if rest:
            return Taken(None, "cell.not-whole")
        fits = whole >= self.minimum and (self.maximum is None or whole <= self.maximum)
        return Taken(whole, None if fits else "cell.out-of-range", reading.repaired)

    def put(self, value: object) -> float | None:
        return None if value is None else float(str(value))

    def rule(self) -> EntryRule:
        high = None if self.maximum is None else float(self.maximum)
        return EntryRule(self.expects(), minimum=float(self.minimum), maximum=high, whole=True)

    def expects(self) -> str:
        upper = "" if self.maximum is None else f"，不大于{self.maximum}"
        return f"整数，不小于{self.minimum}{upper}"


_TICKS = "√✓✔☑✅vV1ｖＶ１对"
_LIKE_TICKS = "○◯〇RrＲP是üþ\uf050\uf052\uf0fc\uf0fe"
"""Circles; and what stands behind the ticks, boxed or not, of the fonts Wingdings 2 (P, R) and Wingdings (ü, þ).

A cross (×, ✗, X, 叉) is the opposite or a circle of paper: it is never taken, nor is O, which these fonts show as one.
"""
TICK_MARKS = _TICKS + _LIKE_TICKS


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick under a grade: there or not. The value is 1."""

    name: str = "tick"

    def take(self, raw: object) -> Taken[int]:
        if is_blank(raw):
            return Taken()
        if isinstance(raw, float | int) and not isinstance(raw, bool) and raw == 1:
            return Taken(1)
        mark = bare(raw) if isinstance(raw, str) else ""
        if len(mark) != 1 or mark not in TICK_MARKS:
            return Taken(None, "cell.not-tick")
        return Taken(1, repaired=mark in _LIKE_TICKS)

    def put(self, value: object) -> str | None:
        return None if value is None else _TICKS[0]

    def rule(self) -> EntryRule:
        return EntryRule("在所选等级下打√（也可填1），每人只选一个等级。", choices=("√", "1"))

    def expects(self) -> str:
        return "√（也可填1），或者留空"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, matched by key form; ``aliases`` maps other spellings to one of the options."""

    options: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...] = ()
    name: str = "choice"

    def take(self, raw: object) -> Taken[str]:
        if is_blank(raw):
            return Taken()
        if raw in self.options:
            return Taken(str(raw))
        key = name_key(str(raw))
        for option in self.options:
            if name_key(option) == key:
                return Taken(option, repaired=option != raw)
        for alias, option in self.aliases:
            if name_key(alias) == key:
                return Taken(option, repaired=True)
        return Taken(None, "cell.not-choice")

    def put(self, value: object) -> str | None:
        return None if value is None else str(value)

    def rule(self) -> EntryRule:
        return EntryRule(f"请从下拉列表中选择：{self.listed()}", choices=self.options)

    def expects(self) -> str:
        return f"下列之一：{self.listed()}"

    def listed(self) -> str:
        """The options in one line."""
        return "、".join(self.options)


@dataclass(frozen=True, slots=True)
class Text:
    """Free text; whatever was typed, outer white space and invisible characters dropped.

    Of what a spreadsheet made a number, a date or a truth value of, the text that it shows.
    """

    name: str = "text"

    def take(self, raw: object) -> Taken[str]:
        if is_blank(raw):
            return Taken()
        if isinstance(raw, bool):
            return Taken(str(raw).upper())
        if isinstance(raw, float):
            return Taken(number_text(raw))
        if isinstance(raw, dt.datetime):
            return Taken(f"{raw:%Y-%m-%d %H:%M}".removesuffix(" 00:00"))
        return Taken(fit_cell(strip_invisible(fit_xml(str(raw)))))

    def put(self, value: object) -> str | None:
        return None if value is None else fit_cell(str(value))

    def rule(self) -> None:
        return None

    def expects(self) -> str:
        return "文字"


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", re.ASCII)
_RUN_OF_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_DAY_OF_A_YEAR = re.compile(r"\d{1,2}[-/.月]\d{1,2}[日号]?", re.ASCII)
_DAY_0 = dt.date(1899, 12, 30)
_FIRST_DAY, _LAST_DAY = ((dt.date(year, 1, 1) - _DAY_0).days for year in (2000, 2100))
"""Numbers that are days of this century where a spreadsheet has lost the format of a date."""


@dataclass(frozen=True, slots=True)
class Date:
    """A day with its year: an Excel date, or text such as 2024-12-20, 2024.12.20, 2024年12月20日.

    With a 说明: in full width or spaced out, as 20241220, or the number that is behind an Excel date.
    """

    name: str = "date"

    def take(self, raw: object) -> Taken[dt.date]:
        if is_blank(raw):
            return Taken()
        if isinstance(raw, dt.datetime):
            return Taken(raw.date())
        if isinstance(raw, dt.date):
            return Taken(raw)
        if isinstance(raw, float) and raw.is_integer() and _FIRST_DAY <= raw < _LAST_DAY:
            return Taken(_DAY_0 + dt.timedelta(days=int(raw)), repaired=True)
        text = number_text(raw) if isinstance(raw, float) else "".join(half_width(bare(str(raw))).split())
        match = _DAY.fullmatch(text) or _RUN_OF_DIGITS.fullmatch(text)
        try:
            day = dt.date(*map(int, match.groups())) if match else None
        except ValueError:
            day = None
        if day is None:
            return Taken(None, "cell.no-year" if _DAY_OF_A_YEAR.fullmatch(text) else "cell.not-date")
        return Taken(day, repaired=not (isinstance(raw, str) and _DAY.fullmatch(raw.strip())))

    def put(self, value: object) -> str | None:
        return None if value is None else str(value)

    def rule(self) -> None:
        return None

    def expects(self) -> str:
        return "日期，如 2024-12-20"
