"""The ballot of a single voter as a register of one row, so that the checks know but one shape of ballots."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role

_LEADING = (GridColumn("ballot", "票号", 0), GridColumn("validity", "票的效力", 0))


def as_register(form: UsedForm) -> UsedForm:
    """The same form with a column for each entry of each ratee; entries keep their cells on the sheet."""
    layout, reading = form.expected.layout, form.reading
    spots = [(place, index) for place in range(len(layout.rows)) for index, _ in layout.input_columns()]
    columns = (*_LEADING, *(_column(layout, place, index) for place, index in spots))
    to = {spot: (0, number) for number, spot in enumerate(spots, len(_LEADING))}
    marked = bool(reading.entries or reading.bad_cells)
    ballot = layout.rows[0].ballot
    register = replace(layout, columns=columns, rows=(GridRow(ballot, (ballot,), ballot=ballot),))
    read = replace(
        reading,
        entries=reading.entries.moved(to, len(columns)),
        bad_cells={to[cell]: raw for cell, raw in reading.bad_cells.items() if cell in to},
        fields={"issued": 1, "returned": int(marked)},
    )
    cells = tuple(a1(reading.rows[place], reading.columns[index]) for place, index in spots)
    return replace(
        form, expected=replace(form.expected, layout=register), reading=read, cells=(*[None] * len(_LEADING), *cells)
    )


def _column(layout: FormLayout, place: int, index: int) -> GridColumn:
    """The column of one entry, as a register has it."""
    row, column = layout.rows[place], layout.columns[index]
    _, workplace, name, *_ = row.issued
    heading = f"{workplace} {name} {column.item}" if column.item else f"{workplace}\n{name}"
    return GridColumn(
        *(f"{column.key}:{row.ratee}", heading, 0, Role.INPUT, column.field, column.kind, row.ratee, column.item),
        upright=bool(column.item),
    )
