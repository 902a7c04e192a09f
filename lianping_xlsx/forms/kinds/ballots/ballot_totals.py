"""The row below a register: means of the marks, numbers of the ticks; and what they are.

What a register can know is left out as the program leaves it out: ballots marked as void or void by the rules of the
scheme, marks beyond their range or not understood. The line below says what it cannot know.
"""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.forms.form_parts import MEANS, REMARK, VOTES
from lianping_xlsx.forms.form_type import Totals
from lianping_xlsx.forms.kinds.ballots.ballot_formulas import LEFT_OUT
from lianping_xlsx.forms.kinds.ballots.ballot_register import MARK, SUM, TICK, VOTER
from lianping_xlsx.forms.layout import FormLayout, GridColumn
from lianping_xlsx.forms.status_formulas import column_span, rounded
from lianping_xlsx.forms.typed_value_formulas import good, points, seen, spelling, ticks
from lianping_xlsx.scheme.model import Scheme

_TOTALLED = (MARK, TICK, SUM)


def ballot_totals(scheme: Scheme, form: FormLayout) -> Totals:
    """The row of means or numbers; there is nothing to add up on the ballot of a single voter."""
    if form.by_voter:
        return Totals()
    cells = {i: f"={_ballot_total(scheme, form, i, c)}" for i, c in enumerate(form.columns) if c.field in _TOTALLED}
    return Totals(VOTES if _has_ticks(form) else MEANS, cells, REMARK + _what_it_is(scheme, form))


def _what_it_is(scheme: Scheme, form: FormLayout) -> str:
    """What the figures are, and what they cannot know."""
    if _has_ticks(form):
        return "有效票合计供核对，不含废票和重复打√的；以汇总表为准。"
    line = _trim_line(scheme, form)
    words = f"，票数多于{line}张的去掉一个最高分和一个最低分" if line is not None else ""
    if scheme.rules.trim and line is None:
        words = "，没有去掉最高分和最低分"
    alone = "" if _is_alone(scheme, form) else "只是本表的平均，"
    return f"有效票平均供核对，{alone}不含废票、作废的票和不在范围内的分数{words}；以汇总表为准。"


def _has_ticks(form: FormLayout) -> bool:
    return any(column.field == TICK for column in form.columns)


def _ballot_total(scheme: Scheme, form: FormLayout, index: int, column: GridColumn) -> str:
    span, counted = column_span(form, index), _counted(form, column.ratee or column.item)
    if column.field == TICK:
        others = [column_span(form, i) for i, c in enumerate(form.columns) if c.ratee == column.ratee and i != index]
        alone = "".join(f'*(TRIM(ASC({other}))="")' for other in others)
        return f"SUMPRODUCT({ticks(span)}*{counted}{alone})"
    if column.field == SUM:
        return _mean(scheme, form, f'{span}&"E0"', f"{counted}*ISNUMBER({span})")
    if column.item:
        whole = next(
            column_span(form, i) for i, c in enumerate(form.columns) if c.field == SUM and c.item == column.ratee
        )
        taken = f"{counted}*ISNUMBER({whole})"
        return f'IFERROR({rounded(scheme, f"SUMPRODUCT({taken}*1,{span})/SUMPRODUCT({taken}*1)")},"")'
    return _mean(scheme, form, spelling(span), f"{counted}*{good(span, points(exact.WHOLE))}")


def _counted(form: FormLayout, ratee: str) -> str:
    """Whether a ballot counts for a ratee: it is not left out, and not, by the code that it bears, his own."""
    counted = f'ISERR(FIND("{LEFT_OUT}",{column_span(form, form.column_of("status"))}))'
    voters = [column_span(form, index) for index, column in enumerate(form.columns) if column.key == VOTER]
    code = ratee.replace('"', '""')
    return counted + "".join(f'*({seen(voter)}<>"{code}")' for voter in voters)


def _mean(scheme: Scheme, form: FormLayout, text: str, taken: str) -> str:
    """The mean of the numbers that ``text`` spells (95E0) where they are ``taken``, without the extremes."""
    values, count = f'VALUE(REPT({text},{taken})&"0")', f"SUMPRODUCT({taken}*1)"
    mean, line = f"SUMPRODUCT({values})/{count}", _trim_line(scheme, form)
    if line is not None:
        most = points(exact.WHOLE)
        extremes = f"SUMPRODUCT(MAX({values}))+{most}-SUMPRODUCT(MAX({taken}*({most}-{values})))"
        mean = f"IF({count}>{line},(SUMPRODUCT({values})-({extremes}))/({count}-2),{mean})"
    return f'IFERROR({rounded(scheme, mean)},"")'


def _trim_line(scheme: Scheme, form: FormLayout) -> int | None:
    """Above how many marks the extremes go; None where none do, or where the class is on several registers."""
    return scheme.rules.trim_above if scheme.rules.trim and _is_alone(scheme, form) else None


def _is_alone(scheme: Scheme, form: FormLayout) -> bool:
    """Whether the register is the only form of its voter class."""
    key = form.key
    return sum((task.poll, task.voter_class) == (key.poll, key.voter_class) for task in scheme.tasks) == 1
