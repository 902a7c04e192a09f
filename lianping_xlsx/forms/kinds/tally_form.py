"""计票汇总: ratees x numbers of votes, for a meeting whose ballots were counted by hand; one row per ratee."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.form_parts import PERSON_COLUMNS, RATEE_ROWS, REMARK, STATUS, Body, Part, Ratees
from lianping_xlsx.forms.form_type import FormType, Totals
from lianping_xlsx.forms.kinds.ballots.ballot_register import SIGNED
from lianping_xlsx.forms.kinds.tally_extremes import (
    ends_on,
    extreme_cases,
    extreme_columns,
    extremes_on,
    left_out_sum,
)
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import (
    IMPRECISE,
    MISSING,
    NOT_NUMBERS,
    WHOLE,
    Case,
    first_case,
    quoted_words,
    rounded,
    row_span,
)
from lianping_xlsx.forms.trimmed_means import least_to_trim, trimming_words
from lianping_xlsx.forms.typed_value_formulas import COUNTS, entries, number, points, precise, seen, within
from lianping_xlsx.scheme.model import Scheme, Task
from lianping_xlsx.scheme.terms import Scoring
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points

COUNT = "count"
"""The field of the number of votes for a grade."""
_COUNT = Count()
_SIGNED = f"{SIGNED}，本表只登记合计。"
_EXTREMES_INTRO = (
    "最高分、最低分填有效分数中的最高、最低分，合计分里仍然包括，由汇总时去掉；有效分数不够填的，余下的留空。"
)
_SENT = (("issued", "发出"), ("returned", "收回"))
_LOST = (("void", "无效"), ("abstained", "弃权"))
_TALLY_TOTAL = Points(0, None)


def _body(scheme: Scheme, task: Task, _ratees: Ratees) -> Body:
    """The body: numbers of ballots with either the number and sum of the valid marks, or the votes for each grade."""
    mean = GridColumn("mean", "平均分", 10, Role.COMPUTED)
    if scheme.poll_of[task.poll].scoring is Scoring.GRADES:
        grades = scheme.grades_of(task.poll)
        valid = [GridColumn(f"count:{g.name}", g.name, 9, Role.INPUT, COUNT, _COUNT, item=g.name) for g in grades]
        ends: tuple[GridColumn, ...] = (mean,)
        intro = "按人登记计票结果。各等级票数、无效、弃权之和等于收回；平均分按各等级的折算分自动计算。"
        intro += "".join(f"“{g.name}”的票数不计入平均分，也不再填入弃权。" for g in grades if not g.counted)
    else:
        valid = [_count_column("valid", "有效")]
        extremes = tuple(extreme_columns(scheme.rules))
        ends = (GridColumn("total", "合计分", 12, Role.INPUT, "total", _TALLY_TOTAL), *extremes, mean)
        intro = "按人登记计票结果。有效、无效、弃权之和等于收回；合计分为全部有效分数之和。"
        intro += _EXTREMES_INTRO if extremes else ""
    intro += _SIGNED if scheme.is_signed(task.poll, task.voter_class) else ""
    sent, lost = ([_count_column(*pair) for pair in pairs] for pairs in (_SENT, _LOST))
    return Body((), (*PERSON_COLUMNS, *sent, *valid, *lost, *ends, STATUS), landscape=True, intro=intro)


def _count_column(name: str, label: str) -> GridColumn:
    return GridColumn(name, label, 9, Role.INPUT, name, _COUNT)


# ---------------------------------------------------------------- words

_NO_VOTES = {
    "issued": "按实际发出的张数填",
    "returned": "按实际收回的张数填",
    "valid": "按实际张数填，一张有效票也没有的填0",
    "void": "没有无效票的填0",
    "abstained": "没有弃权的填0",
    "total": "填全部有效分数相加的和",
}
"""The instructions if there is nothing to report, by field."""


def _when_none(_row: GridRow, column: GridColumn) -> str:
    if column.field == COUNT:
        return "没有人选这一等级的填0"
    return _NO_VOTES.get(column.field, "有效分数不够填的留空")


def _required(form: FormLayout, _row: GridRow) -> Iterator[int]:
    return (index for index, _ in form.input_columns())


# ---------------------------------------------------------------- formulas


def _tally_status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    """The formula part of 填写检查: all numbers are there and whole, and add up to 收回."""
    by_grade = any(column.field == COUNT for column in form.columns)
    keys = [column.key for _, column in form.input_columns()]
    # The counts begin with 发出 and 收回; the others must add up to 收回. 合计分 and marks are no numbers of votes.
    counts = [key for key in keys if key not in ("total", *extremes_on(form))]
    votes = row_span(form, place, counts[2], counts[-1])
    span, value = (
        row_span(form, place, counts[0], counts[-1]),
        number(row_span(form, place, counts[0], counts[-1]), COUNTS),
    )
    issued, returned = (number(row_span(form, place, key, key), COUNTS) for key in counts[:2])
    parts = "各等级" if by_grade else "有效"
    cases = [
        (f"{entries(row_span(form, place, keys[0], keys[-1]))}=0", MISSING),
        (f"SUMPRODUCT(--ISNUMBER({value}))<{entries(span)}", NOT_NUMBERS),
        (f"{entries(span)}<{len(counts)}", "没有填全"),
        (f"SUMPRODUCT(--(ABS(INT({value}))<>{value}))>0", "票数应为整数"),
        (f"{returned}<>SUMPRODUCT({number(votes, COUNTS)})", f"收回应等于{parts}+无效+弃权"),
        (f"{returned}>{issued}", "收回多于发出"),
    ]
    return first_case(cases if by_grade else [*cases, *_total_cases(form, place)], quoted_words(WHOLE))


def _total_cases(form: FormLayout, place: int) -> Iterator[Case]:
    """Yield the cases of 合计分, which may be blank if no ballot is valid."""
    total, valid = row_span(form, place, "total", "total"), number(row_span(form, place, "valid", "valid"), COUNTS)
    most = f"{valid}*{points(exact.WHOLE)}"
    yield f"ISERROR({number(total)})", NOT_NUMBERS
    yield f"NOT({precise(number(total))})", IMPRECISE
    yield f'AND({seen(total)}="",{valid}>0)', "没有填全"
    yield f"NOT({within(number(total), most)})", f"合计分应在0至有效×{points(exact.WHOLE)}之间"
    yield from extreme_cases(form, place)


def _mean_formula(scheme: Scheme, form: FormLayout, _row: GridRow, place: int, _column: GridColumn) -> str:
    """The formula of 平均分: sum ÷ number, with the 折算分 of the grades at the time when the form was issued."""
    counts = {column.item: a1(place, index) for index, column in form.input_columns() if column.field == COUNT}
    if counts:
        worth = {grade.name: points(grade.points) for grade in scheme.grades_of(form.key.poll) if grade.counted}
        values = {name: number(count, COUNTS) for name, count in counts.items() if name in worth}
        total = "+".join(f"{value}*{worth[name]}" for name, value in values.items())
        valid = "+".join(values.values())
    else:
        total, valid = number(a1(place, form.column_of("total"))), number(a1(place, form.column_of("valid")), COUNTS)
        least = least_to_trim(scheme, form)
        if least is not None:
            trimmed = f"({total}-({left_out_sum(form, place)}))/({valid}-{sum(ends_on(form))})"
            mean = f"IF({valid}>={least},{trimmed},({total})/({valid}))"
            return f'=IFERROR({rounded(scheme, mean)},"")'
    return f'=IFERROR({rounded(scheme, f"({total})/({valid})")},"")'


def _totals(scheme: Scheme, form: FormLayout) -> Totals:
    words = trimming_words(scheme, form, "有效…张", known=bool(extremes_on(form)))
    return Totals(remark=f"{REMARK}平均分供核对{words}，以汇总表为准。")


TALLY_FORM = FormType(
    title="计票汇总表",
    bodies={"1": Part(_body, lambda task, _: (task.poll, task.voter_class))},
    rows=RATEE_ROWS,
    note="会议现场计票的，登记每人的计票合计。",
    signed_note="会议现场计票的，登记每人的计票合计；本票类记名投票，原票妥善保管。",
    when_none=_when_none,
    required=_required,
    status=_tally_status,
    computed=_mean_formula,
    totals=_totals,
)
