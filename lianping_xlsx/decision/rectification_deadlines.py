"""The day of a 整改时限, as people write it: 2025-06-30, 2025年6月底前, 6月底前, 2025年二季度, 年底前.

A year that is not written follows from the first decision (审定日期), since the lists are handed out after it: it is
that of the first such month after the month of the decision. In two cases that is not certain, and nothing is read: the
month of the decision itself may be that of next year, and a day that had passed when the list came back may as well.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import bare, half_width
from lianping_xlsx.decision.rectification import Item
from lianping_xlsx.forms.rectification_list import DEADLINE, TYPED
from lianping_xlsx.spreadsheet.cell_kinds import Date

_NUMERALS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_YEAR_IN_WORDS = re.compile("[〇零一二三四五六七八九]{4}(?=年)")
_NUMBER_IN_WORDS = re.compile("[一二三四五六七八九十]{1,3}(?=[月日号季])")
_DAY_NAMED = re.compile(
    r"(?:(?P<year>\d{4})(?:年度?|(?P<mark>[-/.])(?=\d))|[今本]年)?"
    r"(?:(?P<month>\d{1,2})(?(year)(?(mark)(?:(?P=mark)|月)|[-/.月])|月)(?P<day>\d{1,2})(?![\d月季])[日号]?"
    r"|(?P<whole_month>\d{1,2})(?(year)(?:月份?|(?![\d季]))|月份?)(?P<third>[上中下]旬)?"
    r"|第?(?P<quarter>[1-4])季度?"
    r"|(?P<half>[上下])半年"
    r"|(?P<end>年[底末终内]|(?<=年)[底末终内]))",
    re.ASCII,
)
"""A day, or a part of a year, which stands for its last day."""
_YEAR_ALONE = re.compile(r"(?P<year>\d{4})年(?!前)(?:度(?:[底末终内]前?)?|全年)?", re.ASCII)
"""A year stands for its last day if nothing else is said of it: 2025年春节前 is none."""
_OTHER_TIMES = re.compile(
    r"[明次来翌去上当每两]年|[每本下次]月|[起始后]|以来|个月|[每一两三]周|左右|(?<!年\d)(?<!年\d\d)月内|^\d{4}\.1(?![\d.月])"
    "|月[一二三四五六七八九十]"
)
"""Words by which the day named is not the last one, or of another year; also 3月内, which may be any three months,
2025.1, as which a cell shows the number 2025.10, and 10月十一, which may be a day or the holidays."""
_WITHOUT_DAY = re.compile(
    "(?:长期|立行立改|立即|即知即改|即行即改|立查立改|持续|常态化?|长效|已经?|全部|完成|整改|到位|坚持|推进|落实|保持|抓好"
    "|并|无|[，、；。,;/—-])+"
)
"""What people write for a problem that has no day."""
_DEADLINE_TYPED = TYPED.index(DEADLINE)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_TENTH, _TWENTIETH = 10, 20
_MONTHS, _MONTHS_OF_QUARTER = 12, 3
_YEARS = range(2000, 2100)
_UNREADABLE = "认不出是哪一天"
_NO_DECISION = "没有写年份，审定日期又读不出来，分不清是哪一年"
_SAME_MONTH = "没有写年份，又与审定在同一个月，分不清是哪一年"
_PASSED = "没有写年份，报回时这一天已经过去，分不清是哪一年"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a 整改时限; None if there is none. ``fault``: why it cannot be read, in words; '' if it can."""

    day: dt.date | None = None
    fault: str = ""


_NO_DEADLINE = Deadline()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What a year that is not written follows from.

    ``decided``: the day of the first decision; None if that is not known. ``seen``: the text that came back for a
    problem, and the day on which it was filled in or first seen, by the key of the problem.
    """

    decided: dt.date | None = None
    seen: Mapping[tuple[str, ...], tuple[str, dt.date]] = field(default_factory=dict)

    def of(self, item: Item) -> Deadline:
        """The 整改时限 of a problem."""
        text = item.typed[_DEADLINE_TYPED]
        if not text:  # the first lists of a county: some thousand problems without one
            return _NO_DEADLINE
        came, day = self.seen.get(item.key, ("", None))
        return self.read(text, day if "".join(came.split()) == "".join(text.split()) else None)

    def read(self, text: str, seen: dt.date | None = None) -> Deadline:
        """A text as its last day. ``seen``: when it was there already; None if nobody knows."""
        words = _in_digits("".join(half_width(bare(text)).split()))
        # A cell that has lost its date format shows a number.
        whole = Date().take(float(words) if _SERIAL.fullmatch(words) else words).value
        if whole or not words or _WITHOUT_DAY.fullmatch(words):
            return Deadline(whole)
        pattern = _DAY_NAMED if _DAY_NAMED.search(words) else _YEAR_ALONE
        named, rest = list(pattern.finditer(words)), pattern.sub("", words)
        beside = pattern is _YEAR_ALONE and rest and not _WITHOUT_DAY.fullmatch(rest)
        if not named or beside or _OTHER_TIMES.search(words) or any(map(str.isdigit, rest)):
            return Deadline(fault=_UNREADABLE)
        last: dt.date | None = None
        for match in named:
            found = self._day_of(match.groupdict(), last, seen)
            if found.day is None or (last and found.day < last):
                return Deadline(fault=found.fault or _UNREADABLE)
            last = found.day
        return Deadline(last)

    def _day_of(self, parts: Mapping[str, str | None], before: dt.date | None, seen: dt.date | None) -> Deadline:
        """The day of one match of ``_DAY_NAMED``. ``before``: the day named before it, whose year holds for it too."""
        month = _month_of(parts)
        if month not in range(1, _MONTHS + 1) or (parts["year"] and int(parts["year"]) not in _YEARS):
            return Deadline(fault=_UNREADABLE)
        if parts["year"]:
            return _last_day(int(parts["year"]), month, parts)
        if before:
            return _last_day(before.year, month, parts)
        if self.decided is None:
            return Deadline(fault=_NO_DECISION)
        if month == self.decided.month:
            return Deadline(fault=_SAME_MONTH)
        found = _last_day(self.decided.year + (month < self.decided.month), month, parts)
        return Deadline(fault=_PASSED) if found.day and seen and found.day < seen else found


def _in_digits(words: str) -> str:
    """The words with the numbers of years, quarters, months and days in digits: 二〇二五年六月 as 2025年6月."""
    words = _YEAR_IN_WORDS.sub(lambda year: "".join(str(_NUMERALS[each]) for each in year[0]), words)
    return _NUMBER_IN_WORDS.sub(lambda number: str(_value_of(number[0])), words)


def _value_of(number: str) -> int:
    """The value of a number up to ninety-nine: 六, 十, 十二, 三十, 三十一; 0 for what is none: 十十, 八九."""
    tens, ten, ones = number.rpartition("十")
    if any(each not in ("", *_NUMERALS) for each in (tens, ones)):
        return 0
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def _month_of(parts: Mapping[str, str | None]) -> int:
    """The last month of what a match names."""
    if quarter := parts.get("quarter"):
        return int(quarter) * _MONTHS_OF_QUARTER
    if half := parts.get("half"):
        return _MONTHS // 2 if half == "上" else _MONTHS
    return int(parts.get("month") or parts.get("whole_month") or _MONTHS)


def _last_day(year: int, month: int, parts: Mapping[str, str | None]) -> Deadline:
    last = calendar.monthrange(year, month)[1]
    day = {"上旬": _TENTH, "中旬": _TWENTIETH}.get(parts.get("third") or "", last)
    day = int(parts.get("day") or day)
    return Deadline(dt.date(year, month, day)) if 1 <= day <= last else Deadline(fault=_UNREADABLE)
