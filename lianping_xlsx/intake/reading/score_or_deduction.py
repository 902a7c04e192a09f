"""得分 and 扣分 of a rubric item: one of them is asked for, by its 计分方式; people fill in the other, or both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.kinds.rubric_form import rubric_entry
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.entry_wording import who
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points

Find = Callable[..., None]
"""Notes a finding: code, row and column of the sheet, slots."""
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
        """What has to be said of the ``other`` one, which stands where nothing is asked."""
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


def settle_both(layout: FormLayout, reading: FormReading, closed: Mapping[int, int], find: Find) -> None:
    """Numbers (hundredths, by cell) that stand in the closed one of 得分 and 扣分 of their rows.

    Where both are given and agree (得分 + 扣分 = 分值), the one asked for counts: ``rubric.both-agree``. Where they do
    not, neither counts until a person says which: ``rubric.both-differ``, or ``rubric.both-given`` where no sum tells.
    Where only the other is given, nothing is reckoned from it: ``rubric.wrong-column`` says what would stand where.
    """
    entered = dict(zip(reading.cells, reading.values, strict=True))
    for cell, other in sorted(closed.items()):
        place, index = divmod(cell, layout.width)
        row = layout.rows[place]
        opened = layout.column_of(rubric_entry(row.mode))
        asked, kind = place * layout.width + opened, row.kinds[layout.columns[opened].key]
        points = kind.maximum or 0 if isinstance(kind, Points) else 0
        readable = asked not in reading.bad_cells and reading.columns[opened] != ABSENT  # else it has no cell to name
        both = _Both(row.mode, points, entered.get(asked), other, readable=readable)
        code = both.code()
        spots = [(reading.rows[place], reading.columns[at]) for at in (opened, index)]
        shown = {"value": both.value or 0, "other": other, "instead": points - other, "points": points, "raw": other}
        slots = {name: exact.show_short(number) for name, number in shown.items()}
        slots |= {"open": layout.columns[opened].heading, "closed": layout.columns[index].heading, "mode": row.mode}
        slots |= {"open_cell": a1(*spots[0]), "closed_cell": a1(*spots[1])}
        slots |= {"item": f"{row.key}“{row.issued[2]}”", "who": who(layout, place, index)}
        if code not in _COUNTS:
            reading.bad_cells[cell] = slots["other"]
            _withdraw(reading, asked)
        find(code, *spots[0 if code in ("rubric.both-differ", "rubric.both-given") else 1], **slots)


def _withdraw(reading: FormReading, cell: int) -> None:
    """An entry that does not count for now."""
    if cell in reading.cells:
        at = reading.cells.index(cell)
        reading.bad_cells[cell] = exact.show_short(reading.values[at])
        reading.cells.pop(at)
        reading.values.pop(at)
