"""Formulas on the forms, for the eye of the person who fills them in; the program never reads their results.

Entry rules are defeated by pasting; a formula in a locked cell cannot be, and shows at once what is missing or wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.layout.accounts import ACCEPTED, SENT_BACK
from lianping_xlsx.layout.forms import rubric_entry
from lianping_xlsx.layout.model import FIRST_ROW, FormLayout, GridColumn, GridRow
from lianping_xlsx.layout.votes import COUNT, MARK, SUM, TICK
from lianping_xlsx.scheme.model import FormKind, ItemMode, Scheme
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.address import a1
from lianping_xlsx.sheets.book import Page
from lianping_xlsx.sheets.kinds import Points


def computed_formula(scheme: Scheme, form: FormLayout, row: GridRow, number: int, column: GridColumn) -> str:
    """本项得分 of a rubric item, the mean of a tally row, or a ratee's sum on a ballot."""
    if form.key.kind is FormKind.TALLY:
        return _mean_formula(scheme, form, number)
    if form.key.kind is FormKind.BALLOTS:
        block, count = _block(form, number, column.item)
        return f'=IF(COUNTA({block})=0,"",IF(COUNT({block})<{count},"{_INCOMPLETE}",SUM({block})))'
    entry = _open_cell(form, row, number)
    points = a1(number, form.column_of("points"))
    if row.mode == ItemMode.DEDUCTION:
        return f'=IF(ISNUMBER({entry}),MAX(0,{points}-{entry}),"")'
    sign = "-" if row.mode == ItemMode.PENALTY else ""
    return f'=IF(ISNUMBER({entry}),{sign}{entry},"")'


_INCOMPLETE = "缺项"


def _mean_formula(scheme: Scheme, form: FormLayout, number: int) -> str:
    """Sum over number; of ticks with each grade's 折算分 as it was when the form was issued."""
    counts = [a1(number, index) for index, column in form.input_columns() if column.field == COUNT]
    if not counts:
        valid, total = (a1(number, form.column_of(key)) for key in ("valid", "total"))
        return f'=IF(N({valid})=0,"",ROUND({total}/{valid},2))'
    points = (exact.show_short(grade.points) for grade in scheme.grades)
    total = "+".join(f"{count}*{each}" for count, each in zip(counts, points, strict=True))
    return f'=IF(SUM({",".join(counts)})=0,"",ROUND(({total})/SUM({",".join(counts)}),2))'


def _block(form: FormLayout, number: int, ratee: str) -> tuple[str, int]:
    """A ratee's cells in a row, side by side, and how many they are."""
    places = [index for index, column in form.input_columns() if column.ratee == ratee]
    return f"{a1(number, places[0])}:{a1(number, places[-1])}", len(places)


def status_formula(form: FormLayout, row: GridRow, number: int) -> str:
    """What is still missing or out of range in a row."""
    return _STATUS[form.key.kind](form, row, number)


def _open_cell(form: FormLayout, row: GridRow, number: int) -> str:
    return a1(number, form.column_of(rubric_entry(row.mode)))


def _marks(form: FormLayout, number: int) -> tuple[str, int]:
    places = [index for index, column in form.input_columns() if column.field in (MARK, TICK)]
    return f"{a1(number, places[0])}:{a1(number, places[-1])}", len(places)


def _ballot_status(form: FormLayout, _row: GridRow, number: int) -> str:
    marks, count = _marks(form, number)
    validity = a1(number, form.column_of("validity"))
    fields = {column.field for column in form.columns}
    if TICK in fields:
        judged = _ticks_status(form, number, marks)
    elif SUM in fields:
        judged = f'IF(COUNTA({marks})>COUNT({marks}),"有不是数字的",{_items_status(form, number)})'
    else:
        judged = (
            f'IF(COUNTA({marks})>COUNT({marks}),"有不是数字的",'
            f'IF(COUNTIF({marks},"<0")+COUNTIF({marks},">100")>0,"有超出0至100的",'
            f'IF(COUNT({marks})<{count},"弃权"&({count}-COUNT({marks}))&"人","完整")))'
        )
    return f'=IF(AND(COUNTA({marks})=0,{validity}=""),"",IF({validity}="废票","废票",{judged}))'


def _items_status(form: FormLayout, number: int) -> str:
    """Every item within its 分值; each ratee with all his items or none."""
    marks, _ = _marks(form, number)
    most = ",".join(str(_most(column)) for _, column in form.input_columns() if column.field == MARK)
    outside = f'COUNTIF({marks},"<0")+SUMPRODUCT(--({marks}>{{{most}}}))'
    sums = [a1(number, index) for index, column in enumerate(form.columns) if column.field == SUM]
    span = f"{sums[0]}:{sums[-1]}"
    return (
        f'IF({outside}>0,"有超出分值的",IF(COUNTIF({span},"{_INCOMPLETE}")>0,"有缺项的",'
        f'IF(COUNT({span})<{len(sums)},"弃权"&({len(sums)}-COUNT({span}))&"人","完整")))'
    )


def _most(column: GridColumn) -> int | float:
    """The 分值 of an item in points."""
    if not isinstance(column.kind, Points) or column.kind.maximum is None:
        raise TypeError(column.key)
    return column.kind.maximum / exact.POINT


def _ticks_status(form: FormLayout, number: int, marks: str) -> str:
    """One tick for each ratee at most."""
    ratees = dict.fromkeys(column.ratee for column in form.columns if column.ratee)
    several = "+".join(f"(COUNTA({_block(form, number, ratee)[0]})>1)" for ratee in ratees)
    return (
        f'IF({several}>0,({several})&"人重复打√",'
        f'IF(COUNTA({marks})<{len(ratees)},"弃权"&({len(ratees)}-COUNTA({marks}))&"人","完整"))'
    )


def _rubric_status(form: FormLayout, row: GridRow, number: int) -> str:
    entry = _open_cell(form, row, number)
    points = a1(number, form.column_of("points"))
    reason = a1(number, form.column_of("reason"))
    optional = row.mode in (ItemMode.BONUS, ItemMode.PENALTY)
    lost = f"{entry}<{points}" if row.mode == ItemMode.SCORE else f"{entry}>0"
    good = '"完整"' if optional else _own_status(a1(number, form.column_of("self")), points)
    return (
        f'=IF({entry}="","{"" if optional else "未填"}",IF(NOT(ISNUMBER({entry})),"不是数字",'
        f'IF(OR({entry}<0,{entry}>{points}),"超出0至"&{points},IF(AND({lost},{reason}=""),"请写原因",{good}))))'
    )


def _own_status(own: str, points: str) -> str:
    """Of an item that is whole: 自评得分 may be blank, but not wrong."""
    right = f"AND(ISNUMBER({own}),{own}>=0,{own}<={points})"
    return f'IF(OR({own}="",{right}),"完整","自评超出0至"&{points})'


def _tally_status(form: FormLayout, _row: GridRow, number: int) -> str:
    counts = [a1(number, index) for index, column in form.input_columns() if column.field == COUNT]
    if counts:
        return _grades_status(form, number, counts)
    keys = ("issued", "returned", "valid", "void", "abstained", "total")
    issued, returned, valid, void, abstained, total = (a1(number, form.column_of(key)) for key in keys)
    return (
        f'=IF(COUNTA({issued}:{total})=0,"未填",IF(COUNT({issued}:{total})<6,"没有填全",'
        f'IF({returned}<>{valid}+{void}+{abstained},"收回应等于有效+无效+弃权",'
        f'IF({returned}>{issued},"收回多于发出",IF({total}>{valid}*100,"合计分过大","完整")))))'
    )


def _grades_status(form: FormLayout, number: int, counts: Sequence[str]) -> str:
    issued, returned, void, abstained = (
        a1(number, form.column_of(key)) for key in ("issued", "returned", "void", "abstained")
    )
    span, entries = f"{issued}:{abstained}", len(counts) + 4
    return (
        f'=IF(COUNTA({span})=0,"未填",IF(COUNT({span})<{entries},"没有填全",'
        f'IF({returned}<>{"+".join(counts)}+{void}+{abstained},"收回应等于各等级+无效+弃权",'
        f'IF({returned}>{issued},"收回多于发出","完整"))))'
    )


def _words_status(form: FormLayout, _row: GridRow, number: int) -> str:
    places = [index for index, _ in form.input_columns()]
    texts = f"{a1(number, places[0])}:{a1(number, places[-1])}"
    return f'=IF(COUNTA({texts})=0,"未填",IF(COUNTA({texts})<{len(places)},"部分填写","完整"))'


def _review_status(form: FormLayout, _row: GridRow, number: int) -> str:
    submitted, verdict, remark = (a1(number, form.column_of(key)) for key in ("submitted", "verdict", "remark"))
    return (
        f'=IF(COUNTA({submitted}:{remark})=0,"未审核",IF({verdict}="","请选审核结果",'
        f'IF(AND({verdict}<>"{ACCEPTED}",{verdict}<>"{SENT_BACK}"),"请选{ACCEPTED}或{SENT_BACK}",'
        f'IF(AND({verdict}="{SENT_BACK}",{remark}=""),"请写意见","完整"))))'
    )


_STATUS = {
    FormKind.BALLOTS: _ballot_status,
    FormKind.RUBRIC: _rubric_status,
    FormKind.TALLY: _tally_status,
    FormKind.OPINION: _words_status,
    FormKind.SELF_CHECK: _words_status,
    FormKind.REVIEW: _review_status,
}


def write_totals(page: Page, form: FormLayout) -> None:
    """The row below the grid: means of the marks, numbers of the ticks, or the sum of the item scores."""
    row, last = form.totals_row, form.totals_row - 1
    if form.key.kind not in (FormKind.BALLOTS, FormKind.RUBRIC):
        return
    means = form.key.kind is FormKind.BALLOTS and all(column.field != TICK for column in form.columns)
    for index, column in enumerate(form.columns):
        span = f"{a1(FIRST_ROW, index)}:{a1(last, index)}"
        if index == 0:
            page.put(row, index, "平均" if means else "合计", styles.HEADING)
        elif column.field == TICK:
            page.formula(row, index, f"=COUNTA({span})", styles.CLOSED, "")
        elif column.field == MARK and isinstance(column.kind, Points):
            page.formula(row, index, f'=IF(COUNT({span})=0,"",ROUND(AVERAGE({span}),2))', styles.CLOSED, "")
        elif column.key in ("self", "result"):
            page.formula(row, index, f'=IF(COUNT({span})=0,"",SUM({span}))', styles.CLOSED, "")
        else:
            page.put(row, index, None, styles.CLOSED)
