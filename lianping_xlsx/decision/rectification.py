"""整改清单: one row per problem. Entries of people are kept by every later ``finalize`` and read in the next year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.final_data import FinalData, roll
from lianping_xlsx.decision.ratee_problems import Problem, problems_of
from lianping_xlsx.formats.sheet import Cell, Sheet
from lianping_xlsx.forms.rectification_list import RECTIFICATION_TABLE, TYPED, problem_key
from lianping_xlsx.intake.reading.rectification_reading import own_records
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.spreadsheet.table_reading import find_columns, read_table
from lianping_xlsx.spreadsheet.tables import Record


@dataclass(frozen=True, slots=True)
class Item:
    """A row: the ratee, the problem, and the texts in the columns TYPED. ``added``: True if a person added the row."""

    code: str
    unit: str
    name: str
    problem: str
    source: str
    typed: tuple[str, ...]
    added: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The key of the problem."""
        return problem_key(self.code, self.source, self.problem)


Typed = tuple[Item, ...]
"""The rows of an existing 整改清单, in its order."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of the list of all persons: its number on the sheet (0-based), its item."""

    row: int
    item: Item


def read_ledger(records: Iterable[Record]) -> tuple[LedgerRow, ...]:
    """The rows with problems of the list of all persons.

    A row without 编号 is that of the person with its unit and name, if only one of them has these.
    """
    read = [LedgerRow(record.row - 1, _item(record)) for record in records]
    codes: dict[tuple[str, str], set[str]] = {}
    for row in read:
        if row.item.code:
            codes.setdefault(_whose(row.item), set()).add(row.item.code)
    only = {whose: min(found) for whose, found in codes.items() if len(found) == 1}
    own = (
        row if row.item.code else replace(row, item=replace(row.item, code=only.get(_whose(row.item), "")))
        for row in read
    )
    return tuple(row for row in own if row.item.problem)


def rows_with_persons(sheet: Sheet) -> list[list[Cell]]:
    """The rows of the list of all persons. 编号, 单位 and 姓名 that somebody merged over several rows stand in each."""
    found = find_columns(RECTIFICATION_TABLE, sheet.rows)
    if found is None:
        return sheet.rows
    head, columns = found
    rows = [list(row) for row in sheet.rows]
    persons = {columns[name] for name in ("编号", "单位", "姓名") if name in columns}
    for first, left, last, right in sheet.merges:
        if left == right and left in persons and head < first < len(rows):
            for row in rows[first + 1 : last + 1]:
                row[left] = rows[first][left]
    return rows


def _whose(item: Item) -> tuple[str, str]:
    return name_key(item.unit), name_key(item.name)


def read_rectification(rows: Sequence[Sequence[object]], *, file: str) -> Outcome[Typed]:
    """Read the rows of an existing sheet (``rows[0][0]`` is A1). ``file``: its name in findings.

    Findings: ``table.no-heading``, ``table.missing-column``.
    """
    outcome = read_table(RECTIFICATION_TABLE, rows, file=file)
    items = (_item(record) for record in outcome.value)
    begun = tuple(item for item in items if any((*item.key, item.unit, item.name, *item.typed)))
    return Outcome(begun, outcome.findings)


def read_own_list(rows: Sequence[Sequence[object]], ratee: Ratee, *, file: str) -> Outcome[Typed]:
    """Read the list of one person. Findings: as of ``read_rectification``."""
    outcome = own_records(rows, file=file)
    begun = map(_item, outcome.value)
    own = (replace(item, code=ratee.code, unit=ratee.workplace, name=ratee.name) for item in begun)
    return Outcome(tuple(own), outcome.findings)


def _item(record: Record) -> Item:
    code, unit, name, problem, source = (record.text(n) for n in ("编号", "单位", "姓名", "问题", "问题来源"))
    typed = tuple(record.text(name) for name in TYPED)
    return Item(code, unit, name, problem, source, typed, added=not record.text("序号"))


def listed(data: FinalData, typed: Typed) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The rows of the present problems with the typed entries, and the typed rows whose problem no longer exists."""
    ratees = (member.ratee for members in roll(data).values() for member in members)
    return _joined([item for ratee in ratees for item in _arising(data, ratee)], typed)


def listed_for(data: FinalData, ratee: Ratee, typed: Typed) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The same as ``listed``, for one person."""
    return _joined(_arising(data, ratee), typed)


def _arising(data: FinalData, ratee: Ratee) -> list[Item]:
    return [_fresh(ratee, problem) for problem in problems_of(data.summary, ratee.code)]


def _joined(arising: Sequence[Item], typed: Typed) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The rows of the present problems with their entries, and the remaining typed rows that are kept."""
    waiting: dict[tuple[str, ...], list[Item]] = {}
    for item in typed:
        waiting.setdefault(item.key, []).append(item)
    rows = tuple(_carried(item, waiting) for item in arising)
    # By identity: several rows may be equal, and each is carried over once.
    left = {id(item) for items in waiting.values() for item in items}
    kept = tuple(item for item in typed if id(item) in left and (item.added or any(item.typed)))
    return rows, kept


def _fresh(ratee: Ratee, problem: Problem) -> Item:
    """The row of a problem; goal, measures and deadline are filled in if known."""
    known = {"整改目标": problem.goal, "整改措施": problem.measures, "整改时限": problem.deadline}
    typed = tuple(known.get(name, "") for name in TYPED)
    return Item(ratee.code, ratee.workplace, ratee.name, problem.text, str(problem.source), typed)


def _carried(item: Item, waiting: dict[tuple[str, ...], list[Item]]) -> Item:
    """The row with the entries typed beside it, which are removed from ``waiting``."""
    found = waiting.get(item.key) if waiting else None
    if not found:
        return item
    before = found.pop(0)
    words = tuple(old or new for old, new in zip(before.typed, item.typed, strict=True))
    return Item(item.code, item.unit, item.name, item.problem, item.source, words)
