"""Kinds of cell: each writes a value into a cell, reads it back, and restricts it by an entry rule.

For every kind holds ``take(put(value)).value == value``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
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
    """The content of a cell as read: ``value``, None if it is blank or was not understood.

    ``problem``: the code of a finding (``cell.not-number`` …). ``repaired``: an unusual spelling was understood.
    """

    value: T_co | None = None
    problem: str | None = None
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class EntryRule:
    """A data validation: a list, or numbers from ``minimum`` to ``maximum``.

    It only helps people who type: Excel does not apply it to what is pasted, so every cell is checked when it is read.
    """

    prompt: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False


_LIST_LIMIT = 255
"""The largest number of characters of a drop-down list within an entry rule."""


def fits_list(choices: Sequence[str]) -> bool:
    """Return True if Excel can hold these words as a drop-down: no commas, and 255 characters in all."""
    return not any("," in choice for choice in choices) and len(",".join(choices)) <= _LIST_LIMIT


class Kind(Protocol):
    """The interface of a kind of cell, for tables, forms and their readers."""

    @property
    def name(self) -> str:
        """The name in the list of input cells: points, percent, count, tick, choice, text, date."""

    def take(self, raw: object) -> Taken[object]:
        """Read a raw cell."""

    def put(self, value: object) -> str | float | None:
        """The content to write for a value."""

    def rule(self) -> EntryRule | None:
        """The entry rule for people who type; None if there is none."""

    def expects(self) -> str:
        """The allowed contents, in Chinese."""


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
        """Return True if the value (hundredths) lies within the limits."""
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


@dataclass(frozen=True, slots=True)
class PointsOrWord:
    """Points (hundredths) from 0 to 100, or ``word``, which is compared by ``name_key``."""

    word: str
    name: str = "points"

    def take(self, raw: object) -> Taken[int | str]:
        if not is_blank(raw) and name_key(str(raw)) == name_key(self.word):
            return Taken(self.word, repaired=raw != self.word)
        taken = Points().take(raw)
        return Taken(taken.value, taken.problem, taken.repaired)

    def put(self, value: object) -> str | float | None:
        return self.word if value == self.word else Points().put(value)

    def rule(self) -> EntryRule:
        # An entry rule of numbers would refuse the word.
        return EntryRule(self.expects())

    def expects(self) -> str:
        return f"{Points().expects()}，或者“{self.word}”"


PERCENT = "percent"


def percent() -> Points:
    """The kind of a share, 0 to 100 %, in hundredths of a percent; a text may end with %."""
    return Points(unit="%", name=PERCENT)


COUNTED = ("张", "票", "份", "人", "名")
"""The words that may follow a count. 分 is not among them: whoever writes it means points."""


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of ballots or persons; a text may end with the word for what is counted."""

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


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, compared by ``name_key``. ``aliases``: pairs of another word and the option that it means."""

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
        """The options as one text."""
        return "、".join(self.options)


@dataclass(frozen=True, slots=True)
class Text:
    """Free text, without outer white space and invisible characters.

    A number, date or truth value, into which a spreadsheet may turn a text, is read as the text that it shows.
    """

    name: str = "text"

    def take(self, raw: object) -> Taken[str]:
        if is_blank(raw):
            return Taken()
        if not isinstance(raw, str):
            if isinstance(raw, bool):
                return Taken(str(raw).upper())
            if isinstance(raw, float):
                return Taken(number_text(raw))
            if isinstance(raw, dt.datetime):
                return Taken(f"{raw:%Y-%m-%d %H:%M}".removesuffix(" 00:00"))
        # What XML cannot hold goes first, so that the white space behind it is at the edge and goes as well.
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
"""The day of the number 0, as Excel counts days from March 1900 on (it takes 1900 for a leap year)."""
_FIRST_DAY, _LAST_DAY = ((dt.date(year, 1, 1) - _DAY_0).days for year in (2000, 2100))
"""The numbers of the days of this century: a cell that has lost its date format shows such a number."""


@dataclass(frozen=True, slots=True)
class Date:
    """A day with its year: an Excel date, or text such as 2024-12-20, 2024.12.20, 2024年12月20日.

    Repaired with a 说明: full width or spaces, 20241220, and the number of an Excel date without its format.
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
