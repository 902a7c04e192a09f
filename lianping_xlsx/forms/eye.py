"""Formulas on the forms, for the eye of the person who fills them in; the program never reads their results.

Entry rules are defeated by pasting; a formula in a locked cell cannot be, and shows at once what is missing or wrong.
"""

from __future__ import annotations

from lianping_xlsx.layout.model import FIRST_ROW, FormLayout, GridRow
from lianping_xlsx.scheme.model import FormKind, ItemMode
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.address import a1
from lianping_xlsx.sheets.book import Page
from lianping_xlsx.sheets.kinds import Points


def computed_formula(form: FormLayout, row: GridRow, number: int) -> str:
    """本项得分 of a rubric item, or the mean of a tally row."""
    if form.key.kind is FormKind.TALLY:
        valid, total = (a1(number, form.column_of(key)) for key in ("valid", "total"))
        return f'=IF(N({valid})=0,"",ROUND({total}/{valid},2))'
    entry = _open_cell(form, row, number)
    points = a1(number, form.column_of("points"))
    if row.mode == ItemMode.DEDUCTION:
        return f'=IF(ISNUMBER({entry}),MAX(0,{points}-{entry}),"")'
    sign = "-" if row.mode == ItemMode.PENALTY else ""
    return f'=IF(ISNUMBER({entry}),{sign}{entry},"")'


def status_formula(form: FormLayout, row: GridRow, number: int) -> str:
    """What is still missing or out of range in a row."""
    return _STATUS[form.key.kind](form, row, number)


def _open_cell(form: FormLayout, row: GridRow, number: int) -> str:
    return a1(number, form.column_of(next(iter(row.kinds))))


def _marks(form: FormLayout, number: int) -> tuple[str, int]:
    places = [index for index, column in form.input_columns() if column.field == "mark"]
    return f"{a1(number, places[0])}:{a1(number, places[-1])}", len(places)


def _ballot_status(form: FormLayout, _row: GridRow, number: int) -> str:
    marks, count = _marks(form, number)
    validity = a1(number, form.column_of("validity"))
    return (
        f'=IF(AND(COUNTA({marks})=0,{validity}=""),"",IF({validity}="废票","废票",'
        f'IF(COUNTA({marks})>COUNT({marks}),"有不是数字的",'
        f'IF(COUNTIF({marks},"<0")+COUNTIF({marks},">100")>0,"有超出0至100的",'
        f'IF(COUNT({marks})<{count},"弃权"&({count}-COUNT({marks}))&"人","完整")))))'
    )


def _rubric_status(form: FormLayout, row: GridRow, number: int) -> str:
    entry = _open_cell(form, row, number)
    points = a1(number, form.column_of("points"))
    reason = a1(number, form.column_of("reason"))
    optional = row.mode in (ItemMode.BONUS, ItemMode.PENALTY)
    lost = f"{entry}<{points}" if row.mode == ItemMode.SCORE else f"{entry}>0"
    return (
        f'=IF({entry}="","{"" if optional else "未填"}",IF(NOT(ISNUMBER({entry})),"不是数字",'
        f'IF(OR({entry}<0,{entry}>{points}),"超出0至"&{points},IF(AND({lost},{reason}=""),"请写原因","完整"))))'
    )


def _tally_status(form: FormLayout, _row: GridRow, number: int) -> str:
    keys = ("issued", "returned", "valid", "void", "abstained", "total")
    issued, returned, valid, void, abstained, total = (a1(number, form.column_of(key)) for key in keys)
    return (
        f'=IF(COUNTA({issued}:{total})=0,"未填",IF(COUNT({issued}:{total})<6,"没有填全",'
        f'IF({returned}<>{valid}+{void}+{abstained},"收回应等于有效+无效+弃权",'
        f'IF({returned}>{issued},"收回多于发出",IF({total}>{valid}*100,"合计分过大","完整")))))'
    )


def _opinion_status(form: FormLayout, _row: GridRow, number: int) -> str:
    places = [index for index, _ in form.input_columns()]
    texts = f"{a1(number, places[0])}:{a1(number, places[-1])}"
    return f'=IF(COUNTA({texts})=0,"未填",IF(COUNTA({texts})<{len(places)},"部分填写","完整"))'


_STATUS = {
    FormKind.BALLOTS: _ballot_status,
    FormKind.RUBRIC: _rubric_status,
    FormKind.TALLY: _tally_status,
    FormKind.OPINION: _opinion_status,
}


def write_totals(page: Page, form: FormLayout) -> None:
    """The row below the grid: means of the marks, or the sum of the item scores."""
    row, last = form.totals_row, form.totals_row - 1
    if form.key.kind not in (FormKind.BALLOTS, FormKind.RUBRIC):
        return
    for index, column in enumerate(form.columns):
        span = f"{a1(FIRST_ROW, index)}:{a1(last, index)}"
        if index == 0:
            page.put(row, index, "平均" if form.key.kind is FormKind.BALLOTS else "合计", styles.HEADING)
        elif column.field == "mark" and isinstance(column.kind, Points):
            page.formula(row, index, f'=IF(COUNT({span})=0,"",ROUND(AVERAGE({span}),2))', styles.CLOSED, "")
        elif column.key == "result":
            page.formula(row, index, f'=IF(COUNT({span})=0,"",SUM({span}))', styles.CLOSED, "")
        else:
            page.put(row, index, None, styles.CLOSED)
