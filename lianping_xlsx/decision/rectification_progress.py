"""How far the rectification (整改) has come: problems closed (销号), applied for and overdue; who has answered."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator

from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.campaign_names import DECIDED, RECEIVED, RECTIFICATION_FILE
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.rectification import Item
from lianping_xlsx.forms.rectification_list import AGREED, AGREED_KIND, APPLIED, APPLIED_KIND, CLOSED, TYPED, YES
from lianping_xlsx.spreadsheet.cell_kinds import Date

_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?(?:年?底|年内|年末)", re.ASCII)
_MONTHS = 12
NAMED_SILENT = 5
"""So many persons who have not answered are named in one sentence; of more, their number."""


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """A problem that is neither closed nor applied for, and the days since its 整改时限."""

    item: Item
    days: int


@dataclass(frozen=True, slots=True)
class RectificationProgress:
    """The numbers of persons with problems and of those who answered; of problems, and of those closed or applied for.

    ``silent``: who has not answered, by unit and name. ``overdue``: by the days, the longest first. ``uncollected``:
    replies in 2收回 that have not been collected.
    """

    persons: int
    answered: int
    items: int
    closed: int
    applied: int
    silent: tuple[str, ...]
    overdue: tuple[OverdueItem, ...]
    uncollected: int = 0

    @property
    def is_over(self) -> bool:
        """True if every problem is closed and nothing waits to be collected."""
        return self.closed == self.items and not self.uncollected

    @property
    def sentences(self) -> tuple[str, ...]:
        """The numbers, then what has to be done, a sentence each."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        parts = [f"整改：{self.persons}人中{self.answered}人已报", f"应销号{self.items}项，已销{self.closed}项"]
        parts += [f"申请销号待审核{self.applied}项"] if self.applied else []
        parts += [f"逾期{len(self.overdue)}项"] if self.overdue else []
        yield f"{'，'.join(parts)}。"
        if self.uncollected:
            yield f"“{RECEIVED}”里有新收回的{self.uncollected}份，整改回报用 rectify 汇总。"
        if self.answered and self.silent:
            yield f"整改还没有报的：{some(self.silent, NAMED_SILENT, '人')}。"
        if self.applied:
            yield f"申请销号的，审核后填“{DECIDED}/{RECTIFICATION_FILE}”的“是否同意销号”“销号日期”。"


def entry_of(item: Item, column: str) -> str:
    """What stands in a column of TYPED."""
    return item.typed[TYPED.index(column)]


def is_closed(item: Item) -> bool:
    """True if the office has agreed to close the problem (同意销号)."""
    return AGREED_KIND.take(entry_of(item, AGREED)).value == CLOSED


def _is_applied(item: Item) -> bool:
    """True if the person asks to close it, and the office has not said anything yet."""
    return APPLIED_KIND.take(entry_of(item, APPLIED)).value == YES and not entry_of(item, AGREED)


def deadline_of(text: str) -> dt.date | None:
    """The last day of a 整改时限: 2025-06-30, 2025年6月底前, 2025年底; None if it names no year and month."""
    words = "".join(text.split())
    day, month, year = _DAY.search(words), _MONTH.search(words), _YEAR.search(words)
    if day:
        return Date().take(day[0]).value
    if month and 1 <= int(month[2]) <= _MONTHS and int(month[1]) >= dt.MINYEAR:
        return dt.date(int(month[1]), int(month[2]), calendar.monthrange(int(month[1]), int(month[2]))[1])
    return dt.date(int(year[1]), _MONTHS, 31) if year and int(year[1]) >= dt.MINYEAR else None


def _days_over(item: Item, today: dt.date) -> int:
    """The days since the 整改时限 of a problem that is still to be solved; 0 if it has not passed."""
    deadline = deadline_of(entry_of(item, "整改时限"))
    if deadline is None or is_closed(item) or _is_applied(item):
        return 0
    return max((today - deadline).days, 0)


def progress_in_words(item: Item, today: dt.date, *, answered: bool) -> str:
    """The text in 整改进度."""
    if is_closed(item):
        return "已销号"
    if _is_applied(item):
        return "待审核"
    over = _days_over(item, today)
    late = f"逾期{over}天" if over else ""
    if entry_of(item, AGREED):
        return "，".join(filter(None, ("未同意销号", late)))
    return "，".join(filter(None, ("" if answered else "未报", late))) or "整改中"


def progress_of(items: Iterable[Item], answered: Collection[str], today: dt.date) -> RectificationProgress:
    """The progress of all problems. ``answered``: the codes of those who have sent their list back."""
    listed = [item for item in items if item.problem]
    persons = {item.code or item.name: f"{item.unit}{item.name}" for item in listed}
    over = (OverdueItem(item, _days_over(item, today)) for item in listed)
    return RectificationProgress(
        persons=len(persons),
        answered=sum(code in answered for code in persons),
        items=len(listed),
        closed=sum(map(is_closed, listed)),
        applied=sum(map(_is_applied, listed)),
        silent=tuple(name for code, name in persons.items() if code not in answered),
        overdue=tuple(sorted((each for each in over if each.days), key=lambda each: -each.days)),
    )
