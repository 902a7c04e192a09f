"""考核方案.xlsx written from and read back into records, by the declarations of ``declared``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.core.suggesting import misspelling
from lianping_xlsx.scheme.declared import SETTINGS, SHEETS, TABLES
from lianping_xlsx.scheme.file import SCHEME_FILE
from lianping_xlsx.sheets.book import Book
from lianping_xlsx.sheets.tables import Record, Settings, Table, read_settings, read_table, write_settings, write_table

Rows = Sequence[Sequence[object]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Records:
    """What stood in the scheme workbook: a record for each settings sheet, a list of records for each table."""

    settings: Mapping[str, Record]
    tables: Mapping[str, Sequence[Record]]


def write_scheme(records: Records) -> bytes:
    """The scheme workbook as bytes; the same records give the same bytes."""
    profile = records.settings["基本信息"]
    book = Book(f"考核方案 {profile.text('方案名称')}", banner=profile.text("标注"))
    for declared in SHEETS:
        if isinstance(declared, Settings):
            write_settings(book, declared, records.settings[declared.sheet].values)
        else:
            write_table(book, declared, [record.values for record in records.tables[declared.sheet]])
    return book.save()


def read_records(sheets: Mapping[str, Rows], *, file: str = SCHEME_FILE) -> Outcome[Records]:
    """Records from the raw rows of each sheet; sheets are found by name in any order.

    Findings: ``scheme.missing-sheet`` and those of the tables, all in one pass.
    """
    by_key = {name_key(name): rows for name, rows in sheets.items()}
    findings: list[Finding] = []

    def rows_of(declared: Settings | Table) -> Rows | None:
        rows = by_key.get(name_key(declared.sheet))
        if rows is None and isinstance(declared, Settings) and declared.later:
            return ()
        if rows is None:
            written = misspelling(declared.sheet, sheets, (each.sheet for each in SHEETS))
            slots = {"sheet": declared.sheet, "written": written}
            findings.append(Finding("scheme.missing-sheet", Place(file), slots))
        return rows

    settings = {}
    tables = {}
    for declared in SETTINGS:
        if (rows := rows_of(declared)) is not None:
            settings[declared.sheet] = _note(read_settings(declared, rows, file=file), findings)
    for table in TABLES:
        rows = rows_of(table)
        tables[table.sheet] = [] if rows is None else _note(read_table(table, rows, file=file), findings)
    return Outcome(Records(settings, tables), tuple(findings))


def _note(outcome: Outcome[T], findings: list[Finding]) -> T:
    findings.extend(outcome.findings)
    return outcome.value
