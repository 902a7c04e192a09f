"""Finding a form's grid on a sheet: by its keys, wherever rows and columns have gone.

The nominal place is tried first; only where it does not fit is the sheet searched.
"""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import bare, is_blank, name_key
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.layout import FIRST_ROW, KEY_CORNER, KEY_ROW, FormLayout, Role

Rows = Sequence[Sequence[object]]
ABSENT = -1
SEARCH_ROWS = 60
"""The number of rows from the top of a sheet in which a heading, a key row or a code is looked for."""
_MOST_LAYERS = 20


@dataclass(slots=True)
class Grid:
    """Sheet rows and columns of the grid's rows and columns (ABSENT: not there); where the heading stands.

    ``more_rows`` and ``more_columns`` are claimed too, by the same keys once more or by keys of others.
    """

    rows: list[int]
    columns: list[int]
    heading: int
    bottom: int
    nominal: bool
    more_rows: frozenset[int] = frozenset()
    more_columns: frozenset[int] = frozenset()


def find_grid(layout: FormLayout, rows: Rows, place: Place) -> tuple[Grid | None, list[Finding]]:
    """Return the grid and its findings, or None with the reason: ``form.no-grid``, ``form.duplicate-keys`` …"""
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
    if not {_key_of(row[0]) for row in rows[FIRST_ROW + len(keys) :]}.isdisjoint(keys):
        return False
    return [row[0] for row in rows[FIRST_ROW : FIRST_ROW + len(keys)]] == keys


def _search(layout: FormLayout, rows: Rows, keys: list[str], place: Place) -> tuple[Grid | None, list[Finding]]:
    by_key = _columns_by_key(layout, rows)
    found = by_key or _columns_by_heading(layout, rows)
    if _is_turned(layout, rows, keys):
        return None, [Finding("form.transposed", place)]
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
    may_go = form_type(layout.key.kind).may_go
    gone = [r.key for r, number in zip(layout.rows, numbers, strict=True) if number == ABSENT and not may_go(r)]
    if gone:
        findings.append(Finding("form.missing-rows", place, {"keys": "、".join(gone)}))
    return Grid(numbers, columns, heading, max([*numbers, head]), False), findings


def _is_turned(layout: FormLayout, rows: Rows, keys: list[str]) -> bool:
    """Return whether the table was transposed: keys or headings that belong in one row stand below each other.

    By the keys, or by the headings where the key row was not copied along.
    """
    words = ({KEY_CORNER, *(column.key for column in layout.columns)}, {name_key(c.heading) for c in layout.columns})
    for number, row in enumerate(rows[:SEARCH_ROWS]):
        own = {_key_of(cell) for cell in row} & set(keys)
        if len(own) * 2 <= len(keys):
            continue
        below = [{_key_of(cell) for cell in column} for column in zip(*rows[number:], strict=True)]
        if any(len(column & words[0]) * 2 > layout.width for column in below):
            return True
        if any(len({name_key(cell) for cell in column} & words[1]) * 2 > layout.width for column in below):
            return True
    return False


def find_layers(layout: FormLayout, rows: Rows) -> list[Grid]:
    """Return the grids that keys or headings still tell apart on a sheet that is refused, [] if there is none.

    The first grid has of every row and column the first that bears its key, the next ones what bears it again. Where
    a key stands more often than somebody would copy it, nothing can be told apart.
    """
    found = _places_by_key(layout, rows) or _places_by_heading(layout, rows)
    if found is None:
        return []
    head, heading, columns = found
    layers = []
    for number in range(max(map(len, columns))):
        places = [_nth(each, number) for each in columns]
        places[0] = places[0] if places[0] != ABSENT else columns[0][0]
        numbers = _all_rows_by_key(rows, head, places[0], [row.key for row in layout.rows])
        for again in range(max(map(len, numbers), default=0)):
            own = [_nth(each, again) for each in numbers]
            layers.append(Grid(own, list(places), heading, max([*own, head]), False))
            if len(layers) > _MOST_LAYERS:
                return []
    all_rows = frozenset(number for layer in layers for number in layer.rows if number != ABSENT)
    for layer in layers:
        layer.more_rows, layer.more_columns = all_rows, frozenset(at for each in columns for at in each)
        layer.bottom = max([*all_rows, head])
    return layers


def _nth(places: Sequence[int], number: int) -> int:
    return places[number] if number < len(places) else ABSENT


_Places = tuple[int, int, list[list[int]]]
"""The last row of the head, the row of the headings, and all sheet columns of each grid column."""


def _places_by_key(layout: FormLayout, rows: Rows) -> _Places | None:
    keys = [KEY_CORNER, *(column.key for column in layout.columns[1:])]
    for number, row in enumerate(rows[:SEARCH_ROWS]):
        if KEY_CORNER in row:
            return number, number - 1, _all_columns([_key_of(cell) for cell in row], keys)
    return None


def _places_by_heading(layout: FormLayout, rows: Rows) -> _Places | None:
    """Return the row with most of the headings. It must have the first heading."""
    wanted = [name_key(column.heading) for column in layout.columns]
    best: _Places | None = None
    for number, row in enumerate(rows[:SEARCH_ROWS]):
        found = _all_columns([name_key(str(cell)) for cell in row], wanted)
        count = sum(map(bool, found))
        if found[0] and count > 1 and (best is None or count > sum(map(bool, best[2]))):
            best = number, number, found
    return best


def _all_columns(cells: list[str], wanted: Sequence[str]) -> list[list[int]]:
    at: dict[str, list[int]] = {}
    for column, cell in enumerate(cells):
        at.setdefault(cell, []).append(column)
    return [at.get(word, []) for word in wanted]


def _columns_by_key(layout: FormLayout, rows: Rows) -> tuple[int, list[int], list[str]] | None:
    """Find the hidden key row. Return (its row, the sheet column of each grid column, keys that occur twice)."""
    for number, row in enumerate(rows[:SEARCH_ROWS]):
        if KEY_CORNER in row:
            cells = [_key_of(cell) for cell in row]
            keys = [KEY_CORNER, *(column.key for column in layout.columns[1:])]
            twice = [key for key in keys if cells.count(key) > 1]
            return number, [cells.index(key) if key in cells else ABSENT for key in keys], twice
    return None


def _columns_by_heading(layout: FormLayout, rows: Rows) -> tuple[int, list[int], list[str]] | None:
    """Find the row with all headings, for a table copied without the hidden key row. Return as for the key row."""
    wanted = [name_key(column.heading) for column in layout.columns]
    for number, row in enumerate(rows[:SEARCH_ROWS]):
        cells = [name_key(str(cell)) for cell in row]
        if all(word in cells for word in wanted):
            return number, [cells.index(word) for word in wanted], [w for w in wanted if cells.count(w) > 1]
    return None


def _rows_by_key(rows: Rows, head: int, column: int, keys: list[str]) -> tuple[list[int], list[str]]:
    """Return the sheet row of each key below the heading, and the keys that occur twice."""
    found = _all_rows_by_key(rows, head, column, keys)
    return [_nth(places, 0) for places in found], [key for key, places in zip(keys, found, strict=True) if places[1:]]


def _all_rows_by_key(rows: Rows, head: int, column: int, keys: list[str]) -> list[list[int]]:
    """Return all sheet rows of each key below the heading."""
    place = {key: index for index, key in enumerate(keys)}
    place |= {key.lstrip("0"): index for index, key in enumerate(keys) if key.lstrip("0") not in ("", *place)}
    found: list[list[int]] = [[] for _ in keys]
    for number in range(head + 1, len(rows)):
        index = place.get(_key_of(rows[number][column]))
        if index is not None:
            found[index].append(number)
    return found


def _key_of(cell: object) -> str:
    """Return a key as text, without what nobody sees. A spreadsheet may have turned it into a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if is_blank(cell) else bare(str(cell))
