"""What people typed into 等次审定表.xlsx, read back with the addresses of the cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.decision.decision_table import (
    ANSWERED,
    CHANGE,
    CONFIRMED,
    DECISION_TABLE,
    FINGERPRINT,
    HEADS,
    PROBLEM_TABLE,
    TEXT,
    TYPED,
    Answer,
    Decision,
    Decisions,
    TypedEntry,
)
from lianping_xlsx.formats.workbook_reader import Sheet
from lianping_xlsx.spreadsheet.former_names import names_of
from lianping_xlsx.spreadsheet.tables import Record, Table, read_table

_HEAD_ROWS = 5
_HEAD_ROW = 2
_PRINTED = re.compile(f"(?:{'|'.join(names_of(FINGERPRINT))})[：\\s]*([0-9a-f]+)")


def read_decisions(sheets: Sequence[Sheet], *, file: str) -> Outcome[Decisions | None]:
    """Everything typed into the workbook. None, and ``decision.unreadable``, where some of it could be lost."""
    if not sheets:
        return _unreadable(Place(file), "里面没有内容")
    ratees = _find(sheets, DECISION_TABLE) or sheets[0]
    problems = _find([sheet for sheet in sheets if sheet is not ratees], PROBLEM_TABLE)
    records: dict[str, list[Record]] = {}
    for table, sheet in ((DECISION_TABLE, ratees), (PROBLEM_TABLE, problems)):
        outcome = read_table(table, sheet.rows, file=file) if sheet else Outcome([])
        reason = _why_not(sheet, outcome.findings) if sheet else ""
        if sheet and reason:
            return _unreadable(Place(file, sheet.name), reason)
        records[table.sheet] = outcome.value
    fingerprint = _fingerprint(ratees.rows)
    decisions = Decisions(
        listed=tuple(filter(_speaks, map(_decision, records[DECISION_TABLE.sheet]))),
        heads={label: _head(ratees.rows, label) for label in HEADS},
        answers=tuple(filter(_tells, map(_answer, records[PROBLEM_TABLE.sheet]))),
        fingerprint=fingerprint.text,
        fingerprint_cell=fingerprint.cell,
        formulas=frozenset(a1(*spot) for spot in ratees.formulas),
        sheets=(ratees.name, problems.name if problems else PROBLEM_TABLE.sheet),
    )
    return Outcome(decisions)


def _unreadable(place: Place, reason: str) -> Outcome[Decisions | None]:
    return Outcome(None, (Finding("decision.unreadable", place, {"reason": reason}),))


def _find(sheets: Sequence[Sheet], table: Table) -> Sheet | None:
    """The sheet of a table by its name or a former one, or else by its headings: sheets are renamed and moved."""
    for name in names_of(table.sheet):
        for sheet in sheets:
            if sheet.name == name:
                return sheet
    return next((sheet for sheet in sheets if not _damaged(read_table(table, sheet.rows, file="").findings)), None)


def _damaged(findings: Sequence[Finding]) -> bool:
    """Whether the headings of a table are not all there."""
    return any(finding.code in ("table.no-heading", "table.missing-column") for finding in findings)


def _why_not(sheet: Sheet, findings: Sequence[Finding]) -> str:
    """Why entries cannot be taken from a sheet, in words; '' where they can."""
    if sheet.errors:
        spot, shown = min(sheet.errors.items())
        return f"单元格 {a1(*spot)} 是公式错误值“{shown}”"
    return "表头被改动" if _damaged(findings) else ""


def _decision(record: Record) -> Decision:
    typed = tuple(record.text(name) for name in TYPED)
    (cell,) = _cells(record, (CONFIRMED,)) if CONFIRMED in record.letters else ("",)
    texts = record.text("编号"), record.text("姓名")
    return Decision(*texts, typed, _cells(record, TYPED), record.text(CHANGE), record.text(CONFIRMED), cell)


def _speaks(decision: Decision) -> bool:
    """Whether a row is a ratee's, or holds an entry; what stands below the table is neither."""
    return bool(decision.code and decision.name) or decision.begun


def _answer(record: Record) -> Answer:
    typed = tuple(record.text(name) for name in ANSWERED)
    return Answer(record.text("问题"), record.text("位置"), typed, _cells(record, ANSWERED))


def _tells(answer: Answer) -> bool:
    """Whether a row is a problem's, or holds an entry; the heading of those that are gone is neither."""
    return bool(answer.message) or any(answer.typed)


def _cells(record: Record, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(record.place("", column).cell or "" for column in columns)


def _head(rows: Sequence[Sequence[object]], label: str) -> TypedEntry:
    """The first entry right of a label; where there is none, the cell in which it should stand."""
    known = {name_key(word) for word in HEADS}
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or name_key(cell) != name_key(label):
                continue
            filled = (place for place in range(column + 1, len(row)) if not is_blank(row[place]))
            place = next(filled, None)
            if place is None or name_key(str(row[place])) in known:
                return TypedEntry("", a1(number, column + 2))
            return TypedEntry(TEXT.take(row[place]).value or "", a1(number, place))
    return TypedEntry("", a1(_HEAD_ROW, HEADS[label] + 2))


def _fingerprint(rows: Sequence[Sequence[object]]) -> TypedEntry:
    """The 结果校验码 printed below the table, by 0.2.0 above it; no entry where it stands nowhere."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            match = _PRINTED.search(cell) if isinstance(cell, str) else None
            if match:
                return TypedEntry(match[1], a1(number, column))
    return TypedEntry()
