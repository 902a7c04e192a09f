"""The formulas that figure out a row while it is filled in: 本项得分, a ratee's sum on a ballot, the mean of counts."""

from __future__ import annotations

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.ballot_layouts import COUNT
from lianping_xlsx.forms.form_layouts import rubric_entry
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow
from lianping_xlsx.forms.typed_value_formulas import COUNTS, number, points
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import FormKind, ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points

INCOMPLETE, UNFIT = "缺项", "有误"
"""Instead of a ratee's sum: where an item has no mark, or one beyond its 分值."""
_TRIFLE = "1E-9"
"""Binary numbers may miss an exact half by a hair; no true result lies so near below one."""


def computed_formula(scheme: Scheme, form: FormLayout, row: GridRow, place: int, column: GridColumn) -> str:
    """The formula of a computed cell in sheet row ``place``."""
    if form.key.kind is FormKind.TALLY:
        return _mean_formula(scheme, form, place)
    if form.key.kind is FormKind.BALLOTS:
        return _sum_formula(form, place, column.item)
    return _result_formula(form, row, place)


def rounded(scheme: Scheme, value: str) -> str:
    """Rounded as the scheme rounds a score."""
    return f"ROUND({value}+{_TRIFLE},{scheme.rules.decimals})"


def open_cell(form: FormLayout, row: GridRow, place: int) -> str:
    """The cell in which a rubric item is entered."""
    return a1(place, form.column_of(rubric_entry(row.mode)))


def block_of(form: FormLayout, place: int, ratee: str) -> str:
    """A ratee's cells in a row, side by side."""
    columns = [index for index, column in form.input_columns() if column.ratee == ratee]
    return f"{a1(place, columns[0])}:{a1(place, columns[-1])}"


def _result_formula(form: FormLayout, row: GridRow, place: int) -> str:
    """What an item is worth by its entry as it stands; 填写检查 says whether it may stand."""
    entry, most = open_cell(form, row, place), a1(place, form.column_of("points"))
    value = number(entry)
    if row.mode == ItemMode.DEDUCTION:
        value = f"MAX(0,{most}-{value})"
    elif row.mode == ItemMode.PENALTY:
        value = f"-{value}"
    return f'=IFERROR({value},"")'


def _sum_formula(form: FormLayout, place: int, ratee: str) -> str:
    """Of plain numbers alone: a sheet may have thousands of such formulas."""
    block = block_of(form, place, ratee)
    limits = [points(_most(column)) for _, column in form.input_columns() if column.ratee == ratee]
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


def _mean_formula(scheme: Scheme, form: FormLayout, place: int) -> str:
    """Sum over number; of ticks with each grade's 折算分 as it was when the form was issued."""
    counts = [a1(place, index) for index, column in form.input_columns() if column.field == COUNT]
    if counts:
        worth = (points(grade.points) for grade in scheme.grades)
        values = [number(count, COUNTS) for count in counts]
        total = "+".join(f"{value}*{each}" for value, each in zip(values, worth, strict=True))
        valid = "+".join(values)
    else:
        total, valid = number(a1(place, form.column_of("total"))), number(a1(place, form.column_of("valid")), COUNTS)
    return f'=IFERROR({rounded(scheme, f"({total})/({valid})")},"")'
