"""Finding a form's grid on a sheet: by its keys, wherever rows and columns have gone.

The nominal place is tried first; only where it does not fit is the sheet searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.layout.model import FIRST_ROW, KEY_CORNER, KEY_ROW, FormLayout, Role
from lianping_xlsx.scheme.model import FormKind

Rows = Sequence[Sequence[object]]
ABSENT = -1
_SEARCH_ROWS = 60


@dataclass(slots=True)
class Grid:
    """Sheet rows and columns of the grid's rows and columns (ABSENT: not there); where the heading stands."""

    rows: list[int]
    columns: list[int]
    heading: int
    bottom: int
    nominal: bool


def find_grid(layout: FormLayout, rows: Rows, place: Place) -> tuple[Grid | None, list[Finding]]:
    """The grid, or None with the finding that says why: ``form.no-grid``, ``form.duplicate-keys`` …"""
    keys = [row.key for row in layout.rows]
    if _is_nominal(layout, rows, keys):
        numbers = list(range(FIRST_ROW, FIRST_ROW + len(keys)))
        return Grid(numbers, list(range(layout.width)), KEY_ROW - 1, numbers[-1], True), []
    return _search(layout, rows, keys, place)


def _is_nominal(layout: FormLayout, rows: Rows, keys: list[str]) -> bool:
    if len(rows) < FIRST_ROW + len(keys) or len(rows[0]) < layout.width:
        return False
    head = rows[KEY_ROW]
    if head[0] != KEY_CORNER or [c.key for c in layout.columns[1:]] != list(head[1 : layout.width]):
        return False
    if len(rows) > FIRST_ROW + len(keys) and _key_of(rows[FIRST_ROW + len(keys)][0]) in keys:
        return False
    return [row[0] for row in rows[FIRST_ROW : FIRST_ROW + len(keys)]] == keys


def _search(layout: FormLayout, rows: Rows, keys: list[str], place: Place) -> tuple[Grid | None, list[Finding]]:
    by_key = _columns_by_key(layout, rows)
    found = by_key or _columns_by_heading(layout, rows)
    if found is None:
        return None, [Finding("form.no-grid", place, {"row": str(KEY_ROW + 1)})]
    head, columns, twice = found
    heading = head - 1 if by_key else head
    lost = [c.heading.replace("\n", "") for c, at in zip(layout.columns, columns, strict=True) if at == ABSENT]
    needed = [c for c, at in zip(layout.columns, columns, strict=True) if at == ABSENT and c.role is Role.INPUT]
    if twice:
        return None, [Finding("form.duplicate-keys", place, {"keys": "、".join(twice)})]
    if needed or columns[0] == ABSENT:
        return None, [Finding("form.missing-columns", place, {"keys": "、".join(lost)})]
    numbers, repeated = _rows_by_key(rows, head, columns[0], keys)
    if repeated:
        return None, [Finding("form.duplicate-keys", place, {"keys": "、".join(repeated)})]
    findings = []
    gone = [key for key, number in zip(keys, numbers, strict=True) if number == ABSENT]
    if gone and layout.key.kind is not FormKind.BALLOTS:  # unused ballot rows may be deleted: 收回票数 is the control
        findings.append(Finding("form.missing-rows", place, {"keys": "、".join(gone)}))
    return Grid(numbers, columns, heading, max([*numbers, head]), False), findings


def _columns_by_key(layout: FormLayout, rows: Rows) -> tuple[int, list[int], list[str]] | None:
    """By the hidden key row: (its row, sheet column of each grid column, keys that stand twice)."""
    for number, row in enumerate(rows[:_SEARCH_ROWS]):
        if KEY_CORNER in row:
            cells = [str(cell).strip() for cell in row]
            keys = [KEY_CORNER, *(column.key for column in layout.columns[1:])]
            twice = [key for key in keys if cells.count(key) > 1]
            return number, [cells.index(key) if key in cells else ABSENT for key in keys], twice
    return None


def _columns_by_heading(layout: FormLayout, rows: Rows) -> tuple[int, list[int], list[str]] | None:
    """Where only visible cells were copied, the key row is gone: by the headings, if all of them stand in one row."""
    wanted = [name_key(column.heading) for column in layout.columns]
    for number, row in enumerate(rows[:_SEARCH_ROWS]):
        cells = [name_key(str(cell)) for cell in row]
        if all(word in cells for word in wanted):
            return number, [cells.index(word) for word in wanted], [w for w in wanted if cells.count(w) > 1]
    return None


def _rows_by_key(rows: Rows, head: int, column: int, keys: list[str]) -> tuple[list[int], list[str]]:
    """Sheet row of each key below the heading, and the keys that stand twice."""
    place = {key: index for index, key in enumerate(keys)}
    place |= {key.lstrip("0"): index for index, key in enumerate(keys) if key.lstrip("0") not in ("", *place)}
    numbers, twice = [ABSENT] * len(keys), []
    for number in range(head + 1, len(rows)):
        index = place.get(_key_of(rows[number][column]))
        if index is None:
            continue
        if numbers[index] != ABSENT:
            twice.append(keys[index])
        numbers[index] = number
    return numbers, twice


def _key_of(cell: object) -> str:
    """A key as text; a spreadsheet may have made a number of it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if is_blank(cell) else str(cell).strip()
