"""Reader of 等次审定表.xlsx: the entries that people typed, with the addresses of their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.decision.decision_table import (
    CHANGE,
    CONFIRMED,
    CONSENT,
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
from lianping_xlsx.spreadsheet.seen_otherwise import without_result
from lianping_xlsx.spreadsheet.table_reading import read_table
from lianping_xlsx.spreadsheet.tables import Record, Table, names_of

_HEAD_ROWS = 5
"""The rows in which labels are searched: people insert rows above the table."""
# The row of the labels in a table as issued.
_HEAD_ROW = 2
_PRINTED = re.compile(f"(?:{'|'.join(names_of(FINGERPRINT))})[：\\s]*([0-9a-f]+)")


def read_decisions(sheets: Sequence[Sheet], *, file: str) -> Outcome[Decisions | None]:
    """Read everything typed into the workbook; ``file``: its name in findings.

    None and the finding ``decision.unreadable`` if an entry could be lost; ``table.no-result`` for an entry that is a
    formula without a result, which reads as blank.
    """
    if not sheets:
        return _unreadable(Place(file), "里面没有内容")
    # Without any known sheet the first one is read, so that its damage is reported.
    ratees = _find(sheets, DECISION_TABLE) or sheets[0]
    problems = _find([sheet for sheet in sheets if sheet is not ratees], PROBLEM_TABLE)
    records: dict[str, list[Record]] = {}
    for table, sheet in ((DECISION_TABLE, ratees), (PROBLEM_TABLE, problems)):
        outcome = read_table(table, sheet.rows, file=file) if sheet else Outcome([])
        reason = _why_unreadable(sheet, outcome.findings) if sheet else ""
        if sheet and reason:
            return _unreadable(Place(file, sheet.name), reason)
        records[table.sheet] = outcome.value
    fingerprint = _fingerprint(ratees.rows)
    decisions = Decisions(
        listed=tuple(filter(_is_of_ratee, map(_decision, records[DECISION_TABLE.sheet]))),
        heads={label: _head(ratees.rows, label) for label in HEADS},
        answers=tuple(filter(_is_of_problem, map(_answer, records[PROBLEM_TABLE.sheet]))),
        fingerprint=fingerprint.text,
        fingerprint_cell=fingerprint.cell,
        formulas=frozenset(a1(*spot) for spot in ratees.formulas),
        sheets=(ratees.name, problems.name if problems else PROBLEM_TABLE.sheet),
    )
    entered = {entry.cell for entry in decisions.heads.values()}
    entered |= {cell for each in decisions.listed for cell in (*each.cells, each.confirm_cell)}
    found = list(without_result(ratees, file, lambda spot: a1(*spot) in entered))
    if problems:
        answered = {cell for each in decisions.answers for cell in each.cells}
        found += without_result(problems, file, lambda spot: a1(*spot) in answered)
    return Outcome(decisions, tuple(found))


def _unreadable(place: Place, reason: str) -> Outcome[Decisions | None]:
    return Outcome(None, (Finding("decision.unreadable", place, {"reason": reason}),))


def _find(sheets: Sequence[Sheet], table: Table) -> Sheet | None:
    """The sheet of a table: by its name or a former name, else by its headings, for people rename and move sheets."""
    for name in names_of(table.sheet):
        for sheet in sheets:
            if sheet.name == name:
                return sheet
    return next((sheet for sheet in sheets if not _damaged(read_table(table, sheet.rows, file="").findings)), None)


def _damaged(findings: Sequence[Finding]) -> bool:
    """Return True if a heading of the table is missing."""
    return any(finding.code in ("table.no-heading", "table.missing-column") for finding in findings)


def _why_unreadable(sheet: Sheet, findings: Sequence[Finding]) -> str:
    """The reason, in Chinese, why entries cannot be read from a sheet; '' if they can."""
    if sheet.errors:
        spot, shown = min(sheet.errors.items())
        return f"单元格 {a1(*spot)} 是公式错误值“{shown}”"
    return "表头被改动" if _damaged(findings) else ""


def _decision(record: Record) -> Decision:
    typed = tuple(record.text(name) for name in TYPED)
    (cell,) = _cells(record, (CONFIRMED,)) if CONFIRMED in record.letters else ("",)
    texts = record.text("编号"), record.text("姓名")
    return Decision(*texts, typed, _cells(record, TYPED), record.text(CHANGE), record.text(CONFIRMED), cell)


def _is_of_ratee(decision: Decision) -> bool:
    """Return True if a row belongs to a ratee or holds an entry; the lines below the table do neither."""
    return bool(decision.code and decision.name) or decision.begun


def _answer(record: Record) -> Answer:
    typed = tuple(record.text(name) for name in CONSENT)
    return Answer(record.text("问题"), record.text("位置"), typed, _cells(record, CONSENT))


def _is_of_problem(answer: Answer) -> bool:
    """Return True if a row belongs to a problem or holds an entry; the heading above solved problems does neither."""
    return bool(answer.message) or any(answer.typed)


def _cells(record: Record, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(record.place("", column).cell or "" for column in columns)


def _head(rows: Sequence[Sequence[object]], label: str) -> TypedEntry:
    """The first entry to the right of a label; if there is none, an empty entry with the cell where it belongs."""
    known = {name_key(word) for word in HEADS}
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or name_key(cell) != name_key(label):
                continue
            # People split or merge the cells of an entry: any cell to the right may hold it.
            filled = (place for place in range(column + 1, len(row)) if not is_blank(row[place]))
            place = next(filled, None)
            # The next text may be another label: then this entry is blank.
            if place is None or name_key(str(row[place])) in known:
                return TypedEntry("", a1(number, column + 2))
            return TypedEntry(TEXT.take(row[place]).value or "", a1(number, place))
    return TypedEntry("", a1(_HEAD_ROW, HEADS[label] + 2))


def _fingerprint(rows: Sequence[Sequence[object]]) -> TypedEntry:
    """The 结果校验码, which stands below the table (in files of 0.2.0 above it); an empty entry if there is none."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            match = _PRINTED.search(cell) if isinstance(cell, str) else None
            if match:
                return TypedEntry(match[1], a1(number, column))
    return TypedEntry()
