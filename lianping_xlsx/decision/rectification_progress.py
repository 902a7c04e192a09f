"""The progress of the rectification (整改): problems closed (销号), applied for and overdue; who has answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import DECIDED, RECEIVED, RECTIFICATION_FILE
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import day_in_words, show_content
from lianping_xlsx.decision.rectification import Item, LedgerRow
from lianping_xlsx.decision.rectification_deadlines import Deadlines
from lianping_xlsx.decision.result_json import Json
from lianping_xlsx.forms.rectification_list import (
    AGREED,
    AGREED_KIND,
    APPLIED,
    APPLIED_KIND,
    CLOSED,
    DEADLINE,
    TYPED,
    YES,
)
from lianping_xlsx.spreadsheet.cell_kinds import Date

K = TypeVar("K")
_AGREED, _APPLIED = TYPED.index(AGREED), TYPED.index(APPLIED)


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """A problem that is neither closed nor applied for, the last day of its 整改时限, and the days since."""

    item: Item
    day: dt.date
    days: int

    @property
    def whose(self) -> str:
        """The unit and the name of the person."""
        return f"{self.item.unit} {self.item.name}"

    @property
    def until(self) -> str:
        """The 整改时限 as it is typed, and the day as which it is read where that is not the same."""
        typed = entry_of(self.item, DEADLINE)
        shown = show_content(typed)
        return shown if Date().take(typed).value == self.day else f"{shown}（{day_in_words(self.day)}）"


@dataclass(frozen=True, slots=True)
class RectificationProgress:
    """The numbers of persons with problems and of those who answered; of problems, and of those closed or applied for.

    ``silent``: who has not answered though problems are to be solved, by unit and name. ``overdue``: by the days, the
    longest first. ``uncollected``: replies in 2收回 that have not been collected. ``unread``: problems to be solved
    whose 整改时限 cannot be read.
    """

    persons: int
    answered: int
    items: int
    closed: int
    applied: int
    silent: tuple[str, ...]
    overdue: tuple[OverdueItem, ...]
    uncollected: int = 0
    unread: int = 0

    @property
    def is_over(self) -> bool:
        """True if every problem is closed and nothing waits to be collected."""
        return self.closed == self.items and not self.uncollected

    @property
    def lags(self) -> bool:
        """True if somebody is to be reminded: problems are overdue, or some have answered and others have not."""
        return bool(self.overdue or (self.answered and self.silent))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The numbers, then what has to be done, a sentence each."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        parts = [f"整改：{self.persons}人中{self.answered}人已报", f"应销号{self.items}项，已销{self.closed}项"]
        parts += [f"申请销号待审核{self.applied}项"] if self.applied else []
        parts += [f"逾期{len(self.overdue)}项"] if self.overdue else []
        parts += [f"整改时限认不出{self.unread}项"] if self.unread else []
        yield f"{'，'.join(parts)}。"
        if self.uncollected:
            yield f"“{RECEIVED}”里有新收回的{self.uncollected}份，整改回报用 rectify 汇总。"
        if self.answered and self.silent:
            yield f"整改还没有报的：{some(self.silent, NAMED_IN_SENTENCE, '人')}。"
        if self.unread:
            yield "整改时限认不出的，用 rectify 逐格列出。"
        if self.applied:
            yield f"申请销号的，审核后填“{DECIDED}/{RECTIFICATION_FILE}”的“是否同意销号”“销号日期”。"


def rectification_object(found: RectificationProgress) -> Json:
    """The object of the progress in ``status --json``."""
    return {
        "persons": found.persons,
        "answered": found.answered,
        "silent": list(found.silent),
        "items": found.items,
        "open": found.items - found.closed,
        "closed": found.closed,
        "applied": found.applied,
        "overdue": [
            {
                "id": each.item.code,
                "unit": each.item.unit,
                "name": each.item.name,
                "problem": each.item.problem,
                "deadline": each.day.isoformat(),
                "days": each.days,
            }
            for each in found.overdue
        ],
        "unread_deadlines": found.unread,
        "uncollected": found.uncollected,
    }


def entry_of(item: Item, column: str) -> str:
    """What stands in a column of TYPED."""
    return item.typed[TYPED.index(column)]


def is_closed(item: Item) -> bool:
    """True if the office has agreed to close the problem (同意销号)."""
    typed = item.typed[_AGREED]
    return bool(typed) and AGREED_KIND.take(typed).value == CLOSED  # mostly nothing is typed


def _is_applied(item: Item) -> bool:
    """True if the person asks to close it, and the office has not said anything yet."""
    typed = item.typed[_APPLIED]
    return bool(typed) and APPLIED_KIND.take(typed).value == YES and not item.typed[_AGREED]


def is_due(item: Item) -> bool:
    """True if the problem is still to be solved: neither closed, nor does the office have to look at it."""
    return not (is_closed(item) or _is_applied(item))


def _overdue(item: Item, deadlines: Deadlines, today: dt.date) -> OverdueItem | None:
    """A problem that is still to be solved, if its 整改时限 has passed."""
    day = deadlines.of(item).day if is_due(item) else None
    return OverdueItem(item, day, (today - day).days) if day and day < today else None


def progress_in_words(item: Item, deadlines: Deadlines, today: dt.date, *, answered: bool) -> str:
    """The text in 整改进度."""
    if is_closed(item):
        return "已销号"
    if _is_applied(item):
        return "待审核"
    over = _overdue(item, deadlines, today)
    late = f"逾期{over.days}天" if over else "时限认不出" if deadlines.of(item).fault else ""
    if entry_of(item, AGREED):
        return "，".join(filter(None, ("未同意销号", late)))
    return "，".join(filter(None, ("" if answered else "未报", late))) or "整改中"


@dataclass(frozen=True, slots=True)
class OpenRectification:
    """What a person is to be reminded of. ``code``: of the ratee.

    ``silent``: he has not answered. ``overdue``: problems whose 整改时限 has passed. ``ahead``: the days of those to be
    solved later. ``undated``: the number of problems to be solved without a 整改时限, or with one that cannot be read.
    """

    code: str
    silent: bool
    overdue: tuple[OverdueItem, ...]
    ahead: tuple[dt.date, ...]
    undated: int

    @property
    def words(self) -> str:
        """In short: 没有报回，逾期2项."""
        late = f"逾期{len(self.overdue)}项" if self.overdue else ""
        return "，".join(filter(None, ("没有报回" if self.silent else "", late)))


def to_remind(
    items: Iterable[Item], answered: Collection[str], deadlines: Deadlines, today: dt.date
) -> tuple[OpenRectification, ...]:
    """Who has not answered though problems are to be solved, and whose problems are overdue, in the order of the list.

    Nobody who is known by no code. ``answered``: the codes of those who have sent their list back.
    """
    due: dict[str, list[Item]] = {}
    for item in items:
        if item.code and item.problem and is_due(item):
            due.setdefault(item.code, []).append(item)
    found = []
    for code, own in due.items():
        overdue = tuple(late for item in own if (late := _overdue(item, deadlines, today)))
        ahead = tuple(sorted(day for item in own if (day := deadlines.of(item).day) and day >= today))
        undated = sum(not entry_of(item, DEADLINE) or bool(deadlines.of(item).fault) for item in own)
        found.append(OpenRectification(code, code not in answered, overdue, ahead, undated))
    return tuple(each for each in found if each.silent or each.overdue)


@dataclass(frozen=True, slots=True)
class LedgerCells:
    """The cells of the list of all persons: the name of its sheet, its columns (0-based) by heading.

    ``path``: of the workbook, as findings name it.
    """

    path: str
    sheet: str
    columns: Mapping[str, int]

    def unread_deadlines(self, rows: Iterable[LedgerRow], deadlines: Deadlines) -> Iterator[Finding]:
        """Yield ``rectify.deadline-unread`` for problems to be solved, one for each text of a person.

        Nobody is told when such a problem is overdue.
        """
        faults = ((row, deadlines.of(row.item).fault) for row in rows if is_due(row.item))
        for fault, group in _grouped((row, fault) for row, fault in faults if fault).items():
            yield from self._found("rectify.deadline-unread", DEADLINE, group, {"fault": fault})

    def unclear_words(self, rows: Sequence[LedgerRow]) -> Iterator[Finding]:
        """Yield ``rectify.unclear`` for words by which nobody knows whether a person applies, or the office agrees.

        Whether he applies does not matter any more once the office has said something.
        """
        waiting = [row for row in rows if not entry_of(row.item, AGREED)]
        applied, agreed = (APPLIED, APPLIED_KIND, "没有当作申请"), (AGREED, AGREED_KIND, "没有当作同意")
        for (column, kind, taken), those in ((applied, waiting), (agreed, rows)):
            typed = ((row, entry_of(row.item, column)) for row in those)
            odd = [row for row, text in typed if text and kind.take(text).problem]
            slots = {"column": column, "taken": taken, "options": kind.listed()}
            yield from self._found("rectify.unclear", column, odd, slots)

    def _found(self, code: str, column: str, rows: Iterable[LedgerRow], slots: Mapping[str, str]) -> Iterator[Finding]:
        """Yield a finding for each text of a person in a column, at the first of its cells."""
        texts = _grouped((row, (f"{row.item.unit} {row.item.name}", entry_of(row.item, column))) for row in rows)
        for (name, raw), same in texts.items():
            cells = [a1(row.row, self.columns[column]) for row in same]
            named = f"（{some(cells, NAMED_IN_SENTENCE, '格')}）" if len(cells) > 1 else ""
            told = {"name": name, "raw": show_content(raw), "cells": named}
            yield Finding(code, Place(self.path, self.sheet, cells[0]), {**slots, **told})


def _grouped(rows: Iterable[tuple[LedgerRow, K]]) -> dict[K, list[LedgerRow]]:
    """The rows by what stands beside each."""
    found: dict[K, list[LedgerRow]] = {}
    for row, key in rows:
        found.setdefault(key, []).append(row)
    return found


def progress_of(
    items: Iterable[Item], answered: Collection[str], deadlines: Deadlines, today: dt.date
) -> RectificationProgress:
    """The progress of all problems. ``answered``: the codes of those who have sent their list back."""
    listed = [item for item in items if item.problem]
    persons = {_whose(item): f"{item.unit} {item.name}" for item in listed}
    waited_for = {_whose(item) for item in listed if is_due(item)}
    over = (late for item in listed if (late := _overdue(item, deadlines, today)))
    return RectificationProgress(
        persons=len(persons),
        answered=sum(code in answered for code in persons),
        items=len(listed),
        closed=sum(map(is_closed, listed)),
        applied=sum(map(_is_applied, listed)),
        silent=tuple(name for code, name in persons.items() if code not in answered and code in waited_for),
        overdue=tuple(sorted(over, key=lambda each: -each.days)),
        unread=sum(bool(deadlines.of(item).fault) for item in listed if is_due(item)),
    )


def _whose(item: Item) -> str:
    """The code of a person; his unit and name if the row does not say it."""
    return item.code or f"{item.unit} {item.name}"
