"""Decide between 得分 and 扣分 of a rubric item. Its 计分方式 asks for one; people fill in the other, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.kinds.rubric_form import rubric_entry
from lianping_xlsx.intake.reading.entry_wording import who
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.grid_entries import GridCell, GridEntriesBuilder
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points

_COUNTS = ("rubric.both-agree", "cell.closed-nought")


@dataclass(frozen=True, slots=True)
class _Both:
    """The two entries of an item, in hundredths. ``value``: the one asked for (None: blank, or not ``readable``)."""

    mode: str
    points: int
    value: int | None
    other: int
    readable: bool

    def code(self) -> str:
        """Return the code of the finding on the ``other`` one, which stands where nothing is asked."""
        of_hundred = self.mode in (ItemMode.SCORE, ItemMode.DEDUCTION)  # then the two sum to the item's points
        fits = of_hundred and 0 <= self.other <= self.points
        if self.value is not None:
            rest = self.points - self.value if of_hundred else 0
            if self.other == (max(rest, 0) if self.mode == ItemMode.DEDUCTION else rest):  # 扣完为止
                return "rubric.both-agree"
            return "rubric.both-differ" if fits else "rubric.both-given"
        if self.other == 0 and not of_hundred:
            return "cell.closed-nought"
        return "rubric.wrong-column" if fits and self.readable else "cell.closed"


def settle_both(context: SheetContext, entries: GridEntriesBuilder, closed: Mapping[GridCell, int]) -> None:
    """Decide on ``closed``: numbers (hundredths, by grid cell) in the closed one of 得分 and 扣分 of their rows.

    Where both are given and agree (得分 + 扣分 = 分值), the one asked for counts: ``rubric.both-agree``. Where they do
    not, neither counts until a person says which: ``rubric.both-differ``, or ``rubric.both-given`` where no sum tells.
    Where only the other is given, nothing is reckoned from it: ``rubric.wrong-column`` says what would stand where.
    """
    layout, grid = context.layout, context.grid
    for (place, index), other in sorted(closed.items()):
        row = layout.rows[place]
        opened = layout.column_of(rubric_entry(row.mode))
        kind, value = row.kinds[layout.columns[opened].key], entries.value_at(place, opened)
        points = kind.maximum or 0 if isinstance(kind, Points) else 0
        readable = (place, opened) not in context.bad_cells and grid.columns[opened] != ABSENT  # else no cell to name
        both = _Both(row.mode, points, value, other, readable=readable)
        code = both.code()
        spots = [(grid.rows[place], grid.columns[at]) for at in (opened, index)]
        shown = {"value": both.value or 0, "other": other, "instead": points - other, "points": points, "raw": other}
        slots = {name: exact.show_short(number) for name, number in shown.items()}
        slots |= {"open": layout.columns[opened].heading, "closed": layout.columns[index].heading, "mode": row.mode}
        slots |= {"open_cell": a1(*spots[0]), "closed_cell": a1(*spots[1])}
        slots |= {"item": f"{row.key}“{row.issued[2]}”", "who": who(layout, place, index)}
        if code not in _COUNTS:
            context.bad_cells[place, index] = slots["other"]
            if value is not None:  # it does not count for now
                context.bad_cells[place, opened] = exact.show_short(value)
                entries.withdraw(place, opened)
        at, column = spots[0 if code in ("rubric.both-differ", "rubric.both-given") else 1]
        context.find(code, at, column, **slots)
