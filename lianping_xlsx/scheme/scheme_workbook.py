"""Writer and reader of 考核方案.xlsx: records from and to sheets, by the declarations of ``scheme_sheets``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.did_you_mean import misspelling
from lianping_xlsx.core.findings import Finding, Outcome, Place, has_errors
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.scheme.scheme_sheets import SETTINGS, SHEETS, TABLES
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.seen_otherwise import seen_otherwise
from lianping_xlsx.spreadsheet.table_reading import holds, read_settings, read_table
from lianping_xlsx.spreadsheet.tables import (
    HEADING_ROW,
    Record,
    Setting,
    Settings,
    Table,
    names_of,
    write_settings,
    write_table,
)
from lianping_xlsx.spreadsheet.unread_cells import unread_columns, unread_settings

Rows = Sequence[Sequence[object]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Records:
    """The content of the scheme workbook: a record per settings sheet, a list of records per table; keyed by sheet.

    ``usable``: True if every sheet was found, even under another name, and every cell is valid.
    """

    settings: Mapping[str, Record]
    tables: Mapping[str, Sequence[Record]]
    usable: bool = True


def write_scheme(records: Records, *, first: Callable[[Book], None] | None = None) -> bytes:
    """The scheme workbook as bytes; equal records give equal bytes. ``first`` writes sheets in front of it."""
    profile = records.settings["基本信息"]
    book = Book(f"考核方案 {profile.text('方案名称')}", banner=profile.text("标注"))
    if first is not None:
        first(book)
    for declared in SHEETS:
        if isinstance(declared, Settings):
            write_settings(book, declared, records.settings[declared.sheet].values)
        else:
            write_table(book, declared, [record.values for record in records.tables[declared.sheet]])
    return book.save()


def rows_as_written(records: Records) -> dict[str, Rows]:
    """The rows of the tables and settings as :func:`write_scheme` writes them, by sheet, without blank ones."""
    found: dict[str, Rows] = {}
    for declared in SHEETS:
        if isinstance(declared, Settings):
            values = records.settings[declared.sheet].values
            rows = [_setting_row(each, values.get(each.name, each.default)) for each in declared.settings]
            found[declared.sheet] = [*[[""] * 3] * HEADING_ROW, ["项目", "内容", "说明"], *rows]
        else:
            names = [column.name for column in declared.columns]
            entries = [
                [column.kind.put(record.values.get(column.name)) for column in declared.columns]
                for record in records.tables[declared.sheet]
            ]
            found[declared.sheet] = [*[[""] * len(names)] * HEADING_ROW, names, *entries]
    return found


def _setting_row(setting: Setting, value: object) -> list[object]:
    return [setting.name, setting.kind.put(value), setting.note]


def read_records(sheets: Mapping[str, Rows], *, file: str = SCHEME_FILE) -> Outcome[Records]:
    """The records from the raw rows of each sheet. ``sheets``: rows keyed by name; ``file``: its name in findings.

    A renamed sheet is reported as missing, but also read, so that its other faults are found in the same pass.
    Findings: ``scheme.missing-sheet``, and those of ``read_settings`` and ``read_table``.
    """
    names = names_of_sheets(sheets)
    missing = [finding for declared in SHEETS for finding in _missing(declared, names[declared.sheet], sheets, file)]
    findings: list[Finding] = []
    settings: dict[str, Record] = {}
    # Every table has an entry, so that the other sheets can be checked without it.
    tables: dict[str, Sequence[Record]] = {table.sheet: [] for table in TABLES}
    for declared in SHEETS:
        # A sheet of a later version may be missing: its defaults apply, or it has no rows.
        if (name := names[declared.sheet]) is None and not declared.later:
            continue
        rows, sheet = sheets.get(name or "", ()), name or declared.sheet
        if isinstance(declared, Table) and declared.later and _is_blank(rows):
            continue
        if isinstance(declared, Settings):
            settings[declared.sheet] = _note(read_settings(replace(declared, sheet=sheet), rows, file=file), findings)
        else:
            tables[declared.sheet] = _note(read_table(replace(declared, sheet=sheet), rows, file=file), findings)
    needed = (table for table in TABLES if not table.later)
    usable = len(settings) == len(SETTINGS) and None not in (names[table.sheet] for table in needed)
    return Outcome(Records(settings, tables, usable and not has_errors(findings)), (*missing, *findings))


def names_of_sheets(sheets: Mapping[str, Rows]) -> dict[str, str | None]:
    """The present name of each declared sheet, by its declared name; None if the workbook does not have it."""
    return {declared.sheet: _name_of(declared, sheets) for declared in SHEETS}


def _name_of(declared: Settings | Table, sheets: Mapping[str, Rows]) -> str | None:
    """The present name of a sheet: its own, or that of the only unknown sheet with the same headings; else None.

    Some tables share most of their headings: a sheet is that of the table of which it has the most.
    """
    own = next((name for name in sheets if name_key(name) == name_key(declared.sheet)), None)
    if own is not None or (isinstance(declared, Settings) and declared.later):
        return own
    known = {name_key(each.sheet) for each in SHEETS}
    found = [
        name
        for name, rows in sheets.items()
        if name_key(name) not in known and holds(declared, rows) and _fits_best(declared, rows)
    ]
    return found[0] if len(found) == 1 else None


def _look_alikes(sheets: Mapping[str, Rows]) -> Iterator[tuple[str, Settings | Table]]:
    """Yield each sheet of another name that has the headings of a declared one, with that one, unless it is read."""
    known = {name_key(each.sheet) for each in SHEETS}
    read = set(names_of_sheets(sheets).values())
    for name, rows in sheets.items():
        if name in read or name_key(name) in known:
            continue
        yield from ((name, each) for each in SHEETS if holds(each, rows) and _fits_best(each, rows))


def _fits_best(declared: Settings | Table, rows: Rows) -> bool:
    """Return True if no table has more of its headings on a sheet."""
    words = {name_key(str(cell)) for row in rows for cell in row if not is_blank(cell)}

    def number(table: Table) -> int:
        return sum(not words.isdisjoint(map(name_key, names_of(column.name))) for column in table.columns)

    return isinstance(declared, Settings) or number(declared) == max(map(number, TABLES))


def _is_blank(rows: Rows) -> bool:
    return all(is_blank(cell) for row in rows for cell in row)


def _missing(declared: Settings | Table, name: str | None, sheets: Mapping[str, Rows], file: str) -> Iterator[Finding]:
    if (declared.later and name is None) or (name is not None and name_key(name) == name_key(declared.sheet)):
        return
    written = misspelling(declared.sheet, sheets, (each.sheet for each in SHEETS))
    written = written if name is None else f"是不是写成了“{name}”？"
    yield Finding("scheme.missing-sheet", Place(file), {"sheet": declared.sheet, "written": written})


def _note(outcome: Outcome[T], findings: list[Finding]) -> T:
    findings.extend(outcome.findings)
    return outcome.value


def sheets_as_seen(sheets: Mapping[str, Sheet], *, file: str = SCHEME_FILE) -> Iterator[Finding]:
    """Yield findings on what is not read from the sheets, or read but seen otherwise. ``sheets``: by present name.

    Findings: ``scheme.sheet-copy``, ``scheme.sheet-unread``, and those of ``unread_columns``, ``unread_settings`` and
    ``seen_otherwise``.
    """
    rows = {name: sheet.rows for name, sheet in sheets.items()}
    names = names_of_sheets(rows)
    for declared in SHEETS:
        name = names[declared.sheet]
        if name is None:
            continue
        here, sheet = replace(declared, sheet=name), sheets[name]
        unread = unread_settings if isinstance(here, Settings) else unread_columns
        yield from unread(here, sheet.rows, file=file)  # type: ignore[arg-type]
        yield from seen_otherwise(here, sheet, file=file)
    for name, declared in _look_alikes(rows):
        # A sheet that must be there is reported as missing.
        if names[declared.sheet] is not None:
            yield Finding("scheme.sheet-copy", Place(file, name), {"sheet": declared.sheet})
        elif declared.later:
            yield Finding("scheme.sheet-unread", Place(file, name), {"sheet": declared.sheet})
