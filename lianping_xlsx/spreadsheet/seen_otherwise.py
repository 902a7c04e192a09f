"""What a person sees on the sheet of a table, where that is not what the reader reads: merged, hidden, an error value.

Of merged cells only the first holds the content; a person takes it for that of all. What is hidden is read like all
else, and so is what is struck through. A number format may show 90 for 89.5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, show_content
from lianping_xlsx.formats.sheet import Run, Sheet, Spot
from lianping_xlsx.spreadsheet.cell_kinds import PERCENT, Kind
from lianping_xlsx.spreadsheet.table_reading import find_columns, find_settings
from lianping_xlsx.spreadsheet.tables import Settings, Table
from lianping_xlsx.spreadsheet.unread_cells import read_rows, row_numbers


@dataclass(frozen=True, slots=True)
class _ReadCells:
    """The cells of a sheet that are read: by address (0-based) the heading or setting, and the kind of cell.

    ``told``: those whose content is another one than the default, so that it matters whether a person sees them.
    """

    kinds: Mapping[Spot, tuple[str, Kind]]
    told: Collection[Spot]


def seen_otherwise(declared: Settings | Table, sheet: Sheet, *, file: str) -> Iterator[Finding]:
    """Yield a finding for what a person sees otherwise. ``declared``: under the present name of the sheet.

    Findings: ``table.merged``, ``table.merged-hidden``, ``table.hidden-sheet``, ``table.hidden-rows``,
    ``table.hidden-columns``, ``table.shown-otherwise``, ``table.struck``, ``table.date-as-text``.
    """
    yield from _days(declared, sheet, file)
    cells = _of_settings(declared, sheet) if isinstance(declared, Settings) else _of_table(declared, sheet)
    yield from _merged(sheet, cells, file)
    if not sheet.visible:
        if cells.told:
            yield Finding("table.hidden-sheet", Place(file, sheet.name))
    else:
        yield from _hidden(sheet, cells, file)
    yield from _shown(sheet, cells, file)
    struck = sorted(sheet.struck.intersection(cells.told))
    if struck:
        rows = row_numbers(sorted({row for row, _ in struck}))
        yield Finding("table.struck", Place(file, sheet.name, a1(*struck[0])), {"rows": rows})


def _days(declared: Settings | Table, sheet: Sheet, file: str) -> Iterator[Finding]:
    """Tell of days where texts belong, once a column: whoever typed 1-2 or 2024年3月 sees 1月2日 or 2024年3月."""
    found: dict[str, list[Spot]] = {}
    if isinstance(declared, Settings):
        spots = find_settings(declared, sheet.rows)
        for setting in (each for each in declared.settings if each.kind.name == "text" and each.name in spots):
            if isinstance(_raw(sheet, spots[setting.name]), dt.date):
                found[setting.name] = [spots[setting.name]]
    elif (heads := find_columns(declared, sheet.rows)) is not None:
        below = range(heads[0] + 1, len(sheet.rows))
        for column in (each for each in declared.columns if each.kind.name == "text" and each.name in heads[1]):
            at = heads[1][column.name]
            if days := [(row, at) for row in below if isinstance(sheet.rows[row][at], dt.date)]:
                found[column.name] = days
    for name, days in found.items():
        slots = {"column": name, "count": str(len(days)), "cell": a1(*days[0])}
        raw = show_content(_raw(sheet, days[0]))
        yield Finding("table.date-as-text", Place(file, sheet.name, a1(*days[0])), slots | {"raw": raw})


def _of_table(table: Table, sheet: Sheet) -> _ReadCells:
    found = find_columns(table, sheet.rows)
    merged = found is not None and any(bottom > found[0] for _, _, bottom, _ in sheet.merges)
    odd = merged or sheet.hidden_rows or sheet.hidden_columns or sheet.shown or sheet.struck
    if found is None or (sheet.visible and not odd):  # as nearly always; a list may have thousands of rows
        return _ReadCells({}, ())
    columns = [(index, column) for column in table.columns if (index := found[1].get(column.name)) is not None]
    rows = read_rows(sheet.rows, found)
    kinds = {(row, index): (column.name, column.kind) for row in rows for index, column in columns}
    return _ReadCells(kinds, [spot for spot in kinds if not is_blank(_raw(sheet, spot))])


def _of_settings(declared: Settings, sheet: Sheet) -> _ReadCells:
    where = find_settings(declared, sheet.rows)
    settings = {where[each.name]: each for each in declared.settings if each.name in where}
    changed = [at for at, each in settings.items() if each.kind.take(_raw(sheet, at)).value != each.default]
    return _ReadCells({at: (each.name, each.kind) for at, each in settings.items()}, changed)


def _raw(sheet: Sheet, spot: Spot) -> object:
    return sheet.rows[spot[0]][spot[1]]


def _merged(sheet: Sheet, cells: _ReadCells, file: str) -> Iterator[Finding]:
    """Tell of each merged range over cells that are read: those that it makes blank, or whose content it covers."""
    for top, left, bottom, right in sheet.merges:
        inside = [s for s in cells.kinds if top <= s[0] <= bottom and left <= s[1] <= right and s != (top, left)]
        if not inside or is_blank(first := _raw(sheet, (top, left))):
            continue
        blank = [spot for spot in inside if is_blank(_raw(sheet, spot))]
        slots = {"span": f"{a1(top, left)}:{a1(bottom, right)}", "raw": show_content(first)}
        for code, spots in (("table.merged", blank), ("table.merged-hidden", sorted({*inside} - {*blank}))):
            if spots:
                listed = some([a1(*spot) for spot in spots], NAMED_IN_LIST, "格")
                yield Finding(code, Place(file, sheet.name, a1(top, left)), slots | {"cells": listed})


def _hidden(sheet: Sheet, cells: _ReadCells, file: str) -> Iterator[Finding]:
    """Tell of hidden rows, and of hidden columns, with contents that count."""
    rows = sorted({row for row, _ in cells.told if _within(sheet.hidden_rows, row)})
    if rows:
        place = Place(file, sheet.name, a1(rows[0], min(column for row, column in cells.told if row == rows[0])))
        yield Finding("table.hidden-rows", place, {"rows": row_numbers(rows)})
    hidden = [spot for spot in cells.told if _within(sheet.hidden_columns, spot[1])]
    if hidden:
        names = dict.fromkeys(cells.kinds[spot][0] for spot in sorted(hidden, key=lambda spot: spot[1]))
        yield Finding("table.hidden-columns", Place(file, sheet.name, a1(*min(hidden))), {"columns": "”“".join(names)})


def _within(runs: Sequence[Run], number: int) -> bool:
    return any(first <= number <= last for first, last in runs)


def _shown(sheet: Sheet, cells: _ReadCells, file: str) -> Iterator[Finding]:
    """Tell of cells with a number format by which a person cannot see the content."""
    for spot, text in sorted(sheet.shown.items()):
        if spot not in cells.kinds:
            continue
        name, kind = cells.kinds[spot]
        raw = _raw(sheet, spot)
        # ``table.fraction`` tells of 0.5 shown as 50%.
        if kind.name == PERCENT and isinstance(raw, float) and 0 < raw * exact.POINT <= exact.POINT:
            continue
        slots = {"column": name, "shown": f"“{text}”" if text.strip() else "空白", "raw": show_content(raw)}
        yield Finding("table.shown-otherwise", Place(file, sheet.name, a1(*spot)), slots)


# ---------------------------------------------------------------- cells that a reader shows as blank, but are not


def not_plain(sheet: Sheet, file: str, asked: Callable[[Spot], bool] | None = None) -> Iterator[Finding]:
    """``table.error-value`` and ``table.no-result``, each by its cell; ``asked``: which cells are read; None: all."""
    for spot, shown in sheet.errors.items():
        if asked is None or asked(spot):
            yield Finding("table.error-value", Place(file, sheet.name, a1(*spot)), {"raw": shown})
    yield from without_result(sheet, file, asked)


def without_result(sheet: Sheet, file: str, asked: Callable[[Spot], bool] | None = None) -> Iterator[Finding]:
    """``table.no-result`` for each formula without a result: a program wrote it that does not calculate.

    A result that is an empty text looks the same.
    """
    for spot in sorted(sheet.formulas.keys() - sheet.errors.keys()):
        if _is_blank(sheet, *spot) and (asked is None or asked(spot)):
            yield Finding("table.no-result", Place(file, sheet.name, a1(*spot)))


def _is_blank(sheet: Sheet, row: int, column: int) -> bool:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return column >= len(cells) or cells[column] == ""
