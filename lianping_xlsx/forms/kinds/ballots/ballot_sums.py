"""A ratee's sum on a ballot that is marked item by item."""

from __future__ import annotations

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow
from lianping_xlsx.forms.typed_value_formulas import points
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.cell_kinds import Points

INCOMPLETE, UNFIT = "缺项", "有误"
"""Instead of a ratee's sum: where an item has no mark, or one beyond its 分值."""


def sum_formula(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int, column: GridColumn) -> str:
    """The sum of a ratee, of plain numbers alone: a sheet may have thousands of such formulas."""
    ratee = column.item
    block = _block_of(form, place, ratee)
    limits = [points(_most(marked)) for _, marked in form.input_columns() if marked.ratee == ratee]
    beyond = f'SUMPRODUCT(--({block}>{{{",".join(limits)}}}))+COUNTIF({block},"<0")'
    return (
        f'=IF(COUNTA({block})=0,"",IF(COUNT({block})<{len(limits)},"{INCOMPLETE}",'
        f'IF({beyond}>0,"{UNFIT}",ROUND(SUM({block}),2))))'
    )


def _most(column: GridColumn) -> int:
    """The greatest mark that a column takes, in hundredths."""
    if not isinstance(column.kind, Points) or column.kind.maximum is None:
        raise TypeError(column.key)
    return column.kind.maximum


def _block_of(form: FormLayout, place: int, ratee: str) -> str:
    """A ratee's cells in a row, side by side."""
    columns = [index for index, column in form.input_columns() if column.ratee == ratee]
    return f"{a1(place, columns[0])}:{a1(place, columns[-1])}"
