"""等次审定表.xlsx: the columns of its two sheets, the entries that people type, and the fingerprint of the result."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TypeVar

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
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
"""Columns shown only if a result changed after a decision: the change, and who confirms it without a meeting."""
FORMERLY = "原确认："
"""Begins a confirmation of an earlier change: it does not count for the present one."""
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
"""Labels above the table and their columns (from 0); the cell of the entry begins two columns to the right."""
FINGERPRINT, _DIGITS = "结果校验码", 16
"""The label of the fingerprint below the table, and the number of its hexadecimal digits."""

CONSENT = ("同意人", "同意理由")
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
"""The name of an issued workbook at the beginning of a place: the code of a unit, then its name."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of a ratee: 编号, name, and the texts typed in the columns TYPED, with the addresses of their ``cells``.

    ``change``: the text of 变动情况 when the row was written. ``confirmed``: the text typed under 变动确认, in
    ``confirm_cell``.
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
        """True if anything was typed in the row."""
        return any((*self.typed, self.confirmed))

    def confirms(self, change: Change) -> bool:
        """Return True if the row holds a confirmation of exactly this change."""
        if self.confirmed.startswith(FORMERLY):
            return False
        return bool(self.confirmed) and _key(self.change) == _key(change.words)

    def is_of(self, ratee: Ratee) -> bool:
        """Return True if 编号 and name, as far as the row has them, agree: the 编号 may now be another person's."""
        known = bool(self.code or self.name)
        return known and self.code in ("", ratee.code) and name_key(self.name) in ("", name_key(ratee.name))


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of an open problem, identified by its message and place, and the texts typed in the columns CONSENT."""

    message: str
    place: str
    typed: tuple[str, ...]
    cells: tuple[str, ...] = field(default=(), compare=False)


def open_problem_key(message: str, place: str) -> tuple[str, str]:
    """The key of a problem: the texts without white space, which spreadsheet programs change when they save."""
    return _key(message), _key(place)


def _places(place: str) -> Iterator[str]:
    """The place of a row as it stands, and as the present version writes it: 0.2.0 named the workbook, not its unit."""
    yield place
    if match := _ISSUED.match(place):
        yield f"{sender(match[1])}{place[match.end() :]}"


def _key(text: str) -> str:
    return "".join((TEXT.take(text).value or "").split())


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """An entry above the table: its text ('' if none) and the address of its cell."""

    text: str = ""
    cell: str = field(default="", compare=False)


NO_ENTRY = TypedEntry()


@dataclass(frozen=True)
class Decisions:
    """Everything typed into the workbook, in the order of its rows.

    ``heads``: entries above the table, keyed by label. ``fingerprint``: of the result for which the table was written,
    with its cell. ``formulas``: addresses of formulas on the first sheet. ``digest``: SHA-256 of the file, None if
    there is no file. ``sheets``: the present names of the two sheets.
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
        """True if anything was typed in the workbook."""
        begun = [row.begun for row in self.listed] + [any(row.typed) for row in self.answers]
        return any(begun) or any(entry.text for entry in self.heads.values())

    def head(self, label: str) -> TypedEntry:
        """The entry above the table with this label, or an empty one."""
        return self.heads.get(label, NO_ENTRY)

    def rows_of(self, ratee: Ratee) -> list[Decision]:
        """All rows of a ratee, in the order of the table."""
        numbers = sorted(self._numbers.get(ratee.code, []) + self._numbers.get("", []))
        return [self.listed[number] for number in numbers if self.listed[number].is_of(ratee)]

    def of(self, ratee: Ratee) -> Decision | None:
        """The ratee's row: the first with an entry, else the first; None if there is none."""
        return _first_typed(self.rows_of(ratee))

    def named(self, code: str, name: str) -> Decision | None:
        """The row of a person who may have left the scheme: the first with a confirmation, else the first."""
        rows = [row for row in self.listed if person_key(row.code, row.name) == person_key(code, name)]
        return next((row for row in rows if row.confirmed), rows[0] if rows else None)

    def answer_to(self, problem: Finding) -> Answer | None:
        """The problem's row: the first with an entry, else the first; None if there is none. Former messages count.

        Earlier versions showed the meeting the same message as the office, so both are searched.
        """
        messages = (*for_the_meeting(problem).messages, *problem.messages)
        keys = (open_problem_key(message, str(problem.place)) for message in messages)
        return _first_typed([answer for key in keys for answer in self._answers.get(key, ())])

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        """Indexes in ``listed``, keyed by 编号."""
        found: dict[str, list[int]] = {}
        for number, decision in enumerate(self.listed):
            found.setdefault(decision.code, []).append(number)
        return found

    @cached_property
    def _answers(self) -> dict[tuple[str, str], list[Answer]]:
        found: dict[tuple[str, str], list[Answer]] = {}
        for answer in self.answers:
            for place in _places(answer.place):
                found.setdefault(open_problem_key(answer.message, place), []).append(answer)
        return found


def _first_typed(rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if any(row.typed)), rows[0] if rows else None)


NO_DECISIONS = Decisions()


def result_fingerprint(scheme: Scheme, result: Result, official: bool) -> str:
    """The fingerprint of a result (hexadecimal), which shows on which result people decided.

    It changes if the scheme, a score, a rank or a proposed tier changes, or if 试算 becomes 正式.
    """
    # Tables issued by earlier versions contain this digest: the representation must stay as it is.
    lines = [
        repr((s.code, *_scores(scheme, s), s.adjustment, s.composite, s.rank, s.proposed_tier))
        for s in result.standings
    ]
    return hashlib.sha256("\n".join([scheme.fingerprint, str(official), *lines]).encode()).hexdigest()[:_DIGITS]


def _scores(scheme: Scheme, standing: Standing) -> tuple[object, ...]:
    if scheme.component_rows:
        return tuple((each.component, each.score) for each in standing.scores)
    return standing.poll_score, standing.field_score


def printed_fingerprint(data: SummaryData) -> str:
    """The 结果校验码 as it is printed: keyed with the campaign's secret if a score in it is withheld.

    A composite has only some ten thousand possible values. Without the key a reader could try all of them and find the
    one that gives the printed fingerprint.
    """
    plain = result_fingerprint(data.scheme, data.result, data.official)
    disclosed = (data.disclosures.of(standing.code) for standing in data.result.standings)
    if all(shown.poll_score and shown.composite for shown in disclosed):
        return plain
    return hmac.new(data.seal, plain.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def in_table_order(scheme: Scheme, result: Result) -> list[tuple[Ratee, Standing]]:
    """All ratees by 排名组, then rank; those without a rank last in their 排名组."""
    pairs = [(ratee, result.standing_of[ratee.code]) for ratee in scheme.ratees]
    groups = {group: place for place, group in enumerate(scheme.groups)}
    return sorted(pairs, key=lambda pair: (groups[pair[0].group], pair[1].place or len(pairs) + 1))
