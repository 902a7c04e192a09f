"""Compare issued texts on a reply with the scheme. They are never taken from the reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.did_you_mean import near_names
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, name_key, read_hundredths, show_raw
from lianping_xlsx.forms.layout import GridColumn, Role
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.sheet_context import SheetContext

_NAMING = ("name", "text")
"""Keys of the columns whose contents distinguish the rows."""


@dataclass(frozen=True, slots=True)
class _IssuedDifference:
    """An issued text that is different on the sheet, in a grid row (-1: the heading) and grid column."""

    place: int
    index: int
    row: int
    column: int
    raw: object
    want: str | float


def compare_issued(context: SheetContext) -> Mapping[str, str]:
    """Report every difference: ``form.content-changed``, ``form.other-name``.

    Not so where rows or columns stand under the keys of others, as when they were sorted without their keys: then
    every entry may be another's, and the answer is the slots of ``form.keys-mixed``.
    """
    found = list(_differences(context))
    for each in found:
        if _is_anothers(context, each):
            where = a1(each.row, each.column)
            return {
                "cell": where,
                "raw": show_raw(each.raw),
                "key": _key(context, each),
                "expected": show_raw(each.want),
            }
    for each in found:
        other = _is_other_person(context.layout.columns[each.index], each.raw, each.want)
        code = "form.other-name" if other else "form.content-changed"
        context.find(code, each.row, each.column, raw=show_raw(each.raw), expected=show_raw(each.want))
    return {}


def doubtful(context: SheetContext) -> tuple[set[int], set[int]]:
    """Return the rows and columns (places in the layout) whose texts name another person or item than their key."""
    rows: set[int] = set()
    columns: set[int] = set()
    for each in _differences(context):
        if _is_anothers(context, each) or _names_another(context, each):
            (columns if each.place < 0 else rows).add(each.index if each.place < 0 else each.place)
    return rows, columns


def _differences(context: SheetContext) -> Iterator[_IssuedDifference]:
    layout, grid, rows = context.layout, context.grid, context.sheet.rows
    issued = layout.issued_columns()
    places = [grid.columns[i] for i in issued]
    for place, (number, row) in enumerate(zip(grid.rows, layout.rows, strict=True)):
        if number == ABSENT or (ABSENT not in places and tuple([rows[number][at] for at in places]) == row.issued):
            continue
        for index, at, want in zip(issued[1:], places[1:], row.issued[1:], strict=True):
            if at != ABSENT and _differs(context, number, at, want):
                yield _IssuedDifference(place, index, number, at, context.raw(number, at), want)
    for index, column in enumerate(layout.columns):
        at = grid.columns[index]
        if (
            index
            and at != ABSENT
            and column.role is not Role.STATUS
            and _differs(context, grid.heading, at, column.heading)
        ):
            yield _IssuedDifference(-1, index, grid.heading, at, context.raw(grid.heading, at), column.heading)


def _differs(context: SheetContext, row: int, column: int, want: str | float) -> bool:
    raw = context.raw(row, column)
    return raw != want and not _alike(raw, want) and (row, column) not in context.sheet.errors


def _alike(raw: object, want: str | float) -> bool:
    """Return whether both are the same: a number as text, or a name with other spaces and dots, counts as equal."""
    if isinstance(want, float):
        return read_hundredths(raw).value == round(want * exact.POINT)
    return name_key(str(raw)) == name_key(want)


def _is_anothers(context: SheetContext, found: _IssuedDifference) -> bool:
    """Return whether the text was issued for another row or column, or the text issued here stands in another."""
    layout, key, want = context.layout, name_key(str(found.raw)), name_key(str(found.want))
    if found.place < 0:
        cells = context.sheet.rows[found.row]
        gone = any(name_key(str(cell)) == want for at, cell in enumerate(cells) if at != found.column)
        return gone or any(key == name_key(column.heading) for column in layout.columns)
    if layout.columns[found.index].key not in _NAMING:
        return False
    place = layout.issued_columns().index(found.index)
    below = range(context.grid.heading + 1, len(context.sheet.rows))
    gone = any(name_key(str(context.raw(row, found.column))) == want for row in below if row != found.row)
    return gone or any(key == name_key(str(row.issued[place])) for row in layout.rows)


def _names_another(context: SheetContext, found: _IssuedDifference) -> bool:
    """Return whether a ratee's row or column has another person's name, not only another spelling of the name."""
    column = context.layout.columns[found.index]
    if column.upright:  # one of several, whose heading names the ratee and what of him is marked
        return name_key(column.person_in(str(found.raw))) != name_key(column.person_in(column.heading))
    return _is_other_person(column, found.raw, found.want)


def _key(context: SheetContext, found: _IssuedDifference) -> str:
    """Return the key of a difference in words: 编号T1, 表头."""
    if found.place >= 0:
        return f"编号{context.layout.rows[found.place].key}"
    return "表头"


def _is_other_person(column: GridColumn, raw: object, issued: str | float) -> bool:
    """Return whether ``raw`` is no spelling of the ratee's name that was issued there, but another person's name.

    Names stand in the column 姓名, and below the 单位 in the heading of a ratee's column.
    """
    workplace, _, name = str(issued).rpartition("\n")
    if is_blank(raw) or not (column.key == "name" or (column.ratee and workplace)):
        return False
    typed = name_key(str(raw)).removeprefix(name_key(workplace))
    return name_key(name) not in typed and not near_names(typed, [name])
