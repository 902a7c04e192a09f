"""What 等次审定表.xlsx is: its two sheets, and the values of what people typed into them."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.disclosure.redact import for_the_meeting
from lianping_xlsx.decision.score_changes import Change, person_key
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import sender
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.spreadsheet.cell_kinds import Text
from lianping_xlsx.spreadsheet.tables import Column, Table
from lianping_xlsx.tally.tally_results import Result, Standing

Row = TypeVar("Row", "Decision", "Answer")

TEXT = Text()
TYPED = ("审定等次", "调整理由", "审定备注")
CHANGE, CONFIRMED = "变动情况", "变动确认"
"""Shown once something has come out differently after a decision: what, and who confirms it without a new meeting."""
FORMERLY = "原确认："
"""Before a confirmation of another change than the present one: it no longer counts."""
DECISION_TABLE = Table(
    "等次审定",
    "等次审定表",
    "只填浅黄色格。审定等次与建议等次不一致的，须写明调整理由。",
    (
        Column("编号", TEXT, True, 8),
        Column("排名组", TEXT, False, 14),
        Column("单位", TEXT, False, 15),
        Column("姓名", TEXT, False, 13),
        Column("综合得分", TEXT, False, 10),
        Column("名次", TEXT, False, 7),
        Column("建议等次", TEXT, False, 10),
        Column("建议理由", TEXT, False, 44),
        Column("审定等次", TEXT, False, 10),
        Column("调整理由", TEXT, False, 26),
        Column("审定备注", TEXT, False, 16),
        Column("变动情况", TEXT, False, 30, later=True),
        Column("变动确认", TEXT, False, 20, later=True),
    ),
)
MEETING, DATE = "审定会议：", "审定日期："
HEADS: Mapping[str, int] = {MEETING: 0, DATE: 6}
"""The entries above the table, with the columns of their labels; the entry begins two columns further right."""
FINGERPRINT, _DIGITS = "结果校验码", 16
"""Label of the fingerprint of the result, printed below the table, and its length (hexadecimal)."""

ANSWERED = ("同意人", "同意理由")
PROBLEM_TABLE = Table(
    "遗留问题",
    "遗留问题",
    "结果是试算：请先更正、补报，再重新合并。确需带着某个问题审定的，须逐条写明同意人和同意理由，对外材料中会注明。",
    (
        Column("序号", TEXT, False, 6),
        Column("问题", TEXT, False, 50),
        Column("位置", TEXT, False, 28),
        Column("应如何处理", TEXT, False, 36),
        Column("同意人", TEXT, False, 12),
        Column("同意理由", TEXT, False, 28),
    ),
)


_ISSUED = re.compile(r"\S+ (.+?)\.xlsx(?= |$)")
"""The name of an issued workbook at the head of a place: the code of a unit, then its name."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of a ratee: the name in it and what was typed under TYPED; ``cells`` are the addresses of these.

    ``change``: what had changed when it was written; ``confirmed``: what was typed beside that, in ``confirm_cell``.
    """

    code: str
    name: str
    typed: tuple[str, ...]
    cells: tuple[str, ...] = field(default=(), compare=False)
    change: str = field(default="", compare=False)
    confirmed: str = ""
    confirm_cell: str = field(default="", compare=False)

    @property
    def begun(self) -> bool:
        """Whether anything was typed."""
        return any((*self.typed, self.confirmed))

    def confirms(self, change: Change) -> bool:
        """Whether somebody answers for just this change."""
        if self.confirmed.startswith(FORMERLY):
            return False
        return bool(self.confirmed) and _key(self.change) == _key(change.words)

    def tells_of(self, ratee: Ratee) -> bool:
        """编号 and name must agree, where there are both: a code may have been given to somebody else."""
        known = bool(self.code or self.name)
        return known and self.code in ("", ratee.code) and name_key(self.name) in ("", name_key(ratee.name))


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of an open problem, known by its words and its place, and what was typed under ANSWERED."""

    message: str
    place: str
    typed: tuple[str, ...]
    cells: tuple[str, ...] = field(default=(), compare=False)


def problem_key(message: str, place: str) -> tuple[str, str]:
    """By what a problem is known, whatever program has saved its words."""
    return _key(message), _key(place)


def _places(place: str) -> Iterator[str]:
    """A place as it was typed beside, and as it is told now: 0.2.0 named the issued workbook, not its unit."""
    yield place
    if match := _ISSUED.match(place):
        yield f"{sender(match[1])}{place[match.end() :]}"


def _key(text: str) -> str:
    return "".join((TEXT.take(text).value or "").split())


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """An entry above the table, as text, and the address of its cell."""

    text: str = ""
    cell: str = field(default="", compare=False)


NO_ENTRY = TypedEntry()


@dataclass(frozen=True)
class Decisions:
    """Everything typed into the workbook, in its order.

    ``fingerprint``: of the result that the table was made for, and where it stands.
    ``formulas``: addresses of formulas on the first sheet.
    ``sheets``: the names that the two sheets have now. ``digest``: SHA-256 of the file, None where there was none.
    """

    listed: tuple[Decision, ...] = ()
    heads: Mapping[str, TypedEntry] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    fingerprint: str = field(default="", compare=False)
    fingerprint_cell: str = field(default="", compare=False)
    formulas: frozenset[str] = field(default=frozenset(), compare=False)
    digest: str | None = field(default=None, compare=False)
    sheets: tuple[str, str] = field(default=(DECISION_TABLE.sheet, PROBLEM_TABLE.sheet), compare=False)

    @property
    def typed(self) -> bool:
        """Whether anything at all was typed."""
        begun = [row.begun for row in self.listed] + [any(row.typed) for row in self.answers]
        return any(begun) or any(entry.text for entry in self.heads.values())

    def head(self, label: str) -> TypedEntry:
        """An entry above the table."""
        return self.heads.get(label, NO_ENTRY)

    def rows_of(self, ratee: Ratee) -> list[Decision]:
        """Every row that tells of a ratee, in the order of the table."""
        numbers = sorted(self._numbers.get(ratee.code, []) + self._numbers.get("", []))
        return [self.listed[number] for number in numbers if self.listed[number].tells_of(ratee)]

    def of(self, ratee: Ratee) -> Decision | None:
        """The ratee's row: the first in which anything was typed, else the first."""
        return _first_typed(self.rows_of(ratee))

    def named(self, code: str, name: str) -> Decision | None:
        """The row of a person who may be in the scheme no more: the first with a confirmation, else the first."""
        rows = [row for row in self.listed if person_key(row.code, row.name) == person_key(code, name)]
        return next((row for row in rows if row.confirmed), rows[0] if rows else None)

    def answer_to(self, problem: Finding) -> Answer | None:
        """The problem's row: the first in which anything was typed, else the first; also under former words.

        Earlier versions told the meeting what they told the office.
        """
        messages = (*for_the_meeting(problem).messages, *problem.messages)
        keys = (problem_key(message, str(problem.place)) for message in messages)
        return _first_typed([answer for key in keys for answer in self._answers.get(key, ())])

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        """Places in ``listed`` by 编号."""
        found: dict[str, list[int]] = {}
        for number, decision in enumerate(self.listed):
            found.setdefault(decision.code, []).append(number)
        return found

    @cached_property
    def _answers(self) -> dict[tuple[str, str], list[Answer]]:
        found: dict[tuple[str, str], list[Answer]] = {}
        for answer in self.answers:
            for place in _places(answer.place):
                found.setdefault(problem_key(answer.message, place), []).append(answer)
        return found


def _first_typed(rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if any(row.typed)), rows[0] if rows else None)


NO_DECISIONS = Decisions()


def result_fingerprint(scheme: Scheme, result: Result, official: bool) -> str:
    """Changes when any score, rank or proposal does, or 试算 becomes 正式: shows on which result people decided."""
    lines = [
        repr((s.code, s.poll_score, s.field_score, s.adjustment, s.composite, s.rank, s.proposed_tier))
        for s in result.standings
    ]
    return hashlib.sha256("\n".join([scheme.fingerprint, str(official), *lines]).encode()).hexdigest()[:_DIGITS]


def printed_fingerprint(data: SummaryData) -> str:
    """The 结果校验码 as people see it: sealed with the campaign's secret where it is over a score that is withheld.

    A composite has some ten thousand values: who tries them all finds the one that gives the open fingerprint.
    """
    plain = result_fingerprint(data.scheme, data.result, data.official)
    told = (data.disclosures.of(standing.code) for standing in data.result.standings)
    if all(shown.poll_score and shown.composite for shown in told):
        return plain
    return hmac.new(data.seal, plain.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def in_table_order(scheme: Scheme, result: Result) -> list[tuple[Ratee, Standing]]:
    """By group, then rank; those without a rank last."""
    pairs = [(ratee, result.standing_of[ratee.code]) for ratee in scheme.ratees]
    groups = {group: place for place, group in enumerate(scheme.groups)}
    return sorted(pairs, key=lambda pair: (groups[pair[0].group], pair[1].place or len(pairs) + 1))
