"""What was issued read-only is never taken from a reply: it is compared with the scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import name_key, read_hundredths, show_raw
from lianping_xlsx.forms.layout import Role
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.renamed import is_other_person
from lianping_xlsx.intake.reading.sheet_context import SheetContext

_NAMING = ("name", "text")
"""Columns whose contents tell one row from another."""


@dataclass(frozen=True, slots=True)
class _IssuedDifference:
    """Something issued that stands otherwise on the sheet: in a grid row (-1: in the heading) and grid column."""

    place: int
    index: int
    row: int
    column: int
    raw: object
    want: str | float


def compare_issued(room: SheetContext) -> Mapping[str, str]:
    """Report every difference: ``form.content-changed``, ``form.other-name``.

    Not so where rows or columns stand under the keys of others, as when they were sorted without their keys: then
    every entry may be another's, and the answer is the slots of ``form.keys-mixed``.
    """
    found = list(_differences(room))
    for each in found:
        if _is_anothers(room, each):
            where = a1(each.row, each.column)
            return {"cell": where, "raw": show_raw(each.raw), "key": _key(room, each), "expected": show_raw(each.want)}
    for each in found:
        other = is_other_person(room.layout.columns[each.index], each.raw, each.want)
        code = "form.other-name" if other else "form.content-changed"
        room.find(code, each.row, each.column, raw=show_raw(each.raw), expected=show_raw(each.want))
    return {}


def doubtful(room: SheetContext) -> tuple[set[int], set[int]]:
    """Rows and columns (places in the layout) that stand under a key, but tell of another person or item."""
    rows: set[int] = set()
    columns: set[int] = set()
    for each in _differences(room):
        if _is_anothers(room, each) or _names_another(room, each):
            (columns if each.place < 0 else rows).add(each.index if each.place < 0 else each.place)
    return rows, columns


def _differences(room: SheetContext) -> Iterator[_IssuedDifference]:
    layout, grid, rows = room.layout, room.grid, room.sheet.rows
    issued = layout.issued_columns()
    places = [grid.columns[i] for i in issued]
    for place, (number, row) in enumerate(zip(grid.rows, layout.rows, strict=True)):
        if number == ABSENT or (ABSENT not in places and tuple([rows[number][at] for at in places]) == row.issued):
            continue
        for index, at, want in zip(issued[1:], places[1:], row.issued[1:], strict=True):
            if at != ABSENT and _differs(room, number, at, want):
                yield _IssuedDifference(place, index, number, at, room.raw(number, at), want)
    for index, column in enumerate(layout.columns):
        at = grid.columns[index]
        if (
            index
            and at != ABSENT
            and column.role is not Role.STATUS
            and _differs(room, grid.heading, at, column.heading)
        ):
            yield _IssuedDifference(-1, index, grid.heading, at, room.raw(grid.heading, at), column.heading)


def _differs(room: SheetContext, row: int, column: int, want: str | float) -> bool:
    raw = room.raw(row, column)
    return raw != want and not _alike(raw, want) and (row, column) not in room.sheet.errors


def _alike(raw: object, want: str | float) -> bool:
    """A number that has become text is the same number, a name with other spaces and dots the same name."""
    if isinstance(want, float):
        return read_hundredths(raw).value == round(want * exact.POINT)
    return name_key(str(raw)) == name_key(want)


def _is_anothers(room: SheetContext, found: _IssuedDifference) -> bool:
    """Whether what stands there was issued for another row or column, or what was issued here stands in another."""
    layout, key, want = room.layout, name_key(str(found.raw)), name_key(str(found.want))
    if found.place < 0:
        cells = room.sheet.rows[found.row]
        gone = any(name_key(str(cell)) == want for at, cell in enumerate(cells) if at != found.column)
        return gone or any(key == name_key(column.heading) for column in layout.columns)
    if layout.columns[found.index].key not in _NAMING:
        return False
    place = layout.issued_columns().index(found.index)
    below = range(room.grid.heading + 1, len(room.sheet.rows))
    gone = any(name_key(str(room.raw(row, found.column))) == want for row in below if row != found.row)
    return gone or any(key == name_key(str(row.issued[place])) for row in layout.rows)


def _names_another(room: SheetContext, found: _IssuedDifference) -> bool:
    """Whether a ratee's row or column has another person's name on it, and not only another spelling of his."""
    column = room.layout.columns[found.index]
    if column.upright:  # one of several, whose heading names the ratee and what of him is marked
        return name_key(column.person_in(str(found.raw))) != name_key(column.person_in(column.heading))
    return is_other_person(column, found.raw, found.want)


def _key(room: SheetContext, found: _IssuedDifference) -> str:
    """The key under which it stands, for a person: 编号T1, 表头."""
    if found.place >= 0:
        return f"编号{room.layout.rows[found.place].key}"
    return "表头"
