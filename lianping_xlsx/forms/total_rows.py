"""The row below the grid: means of the marks, numbers of the ticks, the sum of the item scores; and what they are.

What a register can know is left out as the program leaves it out: ballots marked as void or void by the rules of the
scheme, marks beyond their range or not understood. The line below says what it cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.ballot_layouts import MARK, SUM, TICK, VOTER
from lianping_xlsx.forms.form_layouts import MEANS, REMARK, TOTAL, VOTES
from lianping_xlsx.forms.layout import FIRST_ROW, FormLayout, GridColumn
from lianping_xlsx.forms.live_checks import LEFT_OUT, MISSING
from lianping_xlsx.forms.row_formulas import rounded
from lianping_xlsx.forms.typed_value_formulas import good, points, seen, spelling, ticks
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import FormKind, ItemMode
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row


def write_totals(page: Page, scheme: Scheme, form: FormLayout) -> None:
    """The row, and the line below it; there is nothing to add up on the ballot of a single voter."""
    if form.by_voter:
        return
    if form.key.kind is FormKind.RUBRIC:
        _write_row(page, form, TOTAL, dict(_rubric_totals(scheme, form)))
    elif form.key.kind is FormKind.BALLOTS:
        cells = {i: f"={_ballot_total(scheme, form, i, c)}" for i, c in enumerate(form.columns) if c.field in _TOTALLED}
        _write_row(page, form, VOTES if _has_ticks(form) else MEANS, cells)
    remark = _remark(scheme, form)
    if remark:
        first, last = form.face
        width = sum(column.width for column in form.columns[first : last + 1])
        page.merge(form.totals_row + 1, first, last, remark, styles.NOTE)
        fit_row(page, form.totals_row + 1, [(remark, width)], styles.NOTE.size)


def _write_row(page: Page, form: FormLayout, label: str, cells: Mapping[int, Content]) -> None:
    """``cells``: contents and formulas by column."""
    row = form.totals_row
    page.put(row, 0, label, styles.TOTAL)
    fit_row(page, row, [(label, form.columns[0].width)], styles.TOTAL.size)
    for index in range(1, form.width):
        content = cells.get(index)
        look = styles.STATUS if index == form.column_of("status") else styles.TOTAL
        if isinstance(content, str) and content.startswith("="):
            page.formula(row, index, content, look, "")
        else:
            page.put(row, index, content, look)


def _span(form: FormLayout, column: int) -> str:
    return f"{a1(FIRST_ROW, column)}:{a1(form.totals_row - 1, column)}"


def _has_ticks(form: FormLayout) -> bool:
    return any(column.field == TICK for column in form.columns)


# ---------------------------------------------------------------- ballots

_TOTALLED = (MARK, TICK, SUM)


def _ballot_total(scheme: Scheme, form: FormLayout, index: int, column: GridColumn) -> str:
    span, counted = _span(form, index), _counted(form, column.ratee or column.item)
    if column.field == TICK:
        others = [_span(form, i) for i, c in enumerate(form.columns) if c.ratee == column.ratee and i != index]
        alone = "".join(f'*(TRIM(ASC({other}))="")' for other in others)
        return f"SUMPRODUCT({ticks(span)}*{counted}{alone})"
    if column.field == SUM:
        return _mean(scheme, form, f'{span}&"E0"', f"{counted}*ISNUMBER({span})")
    if column.item:
        whole = next(_span(form, i) for i, c in enumerate(form.columns) if c.field == SUM and c.item == column.ratee)
        taken = f"{counted}*ISNUMBER({whole})"
        return f'IFERROR({rounded(scheme, f"SUMPRODUCT({taken}*1,{span})/SUMPRODUCT({taken}*1)")},"")'
    return _mean(scheme, form, spelling(span), f"{counted}*{good(span, points(exact.WHOLE))}")


def _counted(form: FormLayout, ratee: str) -> str:
    """Whether a ballot counts for a ratee: it is not left out, and not, by the code that it bears, his own."""
    counted = f'ISERR(FIND("{LEFT_OUT}",{_span(form, form.column_of("status"))}))'
    voters = [_span(form, index) for index, column in enumerate(form.columns) if column.key == VOTER]
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


# ---------------------------------------------------------------- points


def _rubric_totals(scheme: Scheme, form: FormLayout) -> Iterator[tuple[int, Content]]:
    """分值 of the hundred points; 自评得分; 考评得分 as the program has it, and how many items it still lacks."""
    mode, own, result, status = (form.column_of(key) for key in ("mode", "self", "result", "status"))
    issued = form.issued_columns().index(form.column_of("points"))
    hundred = (ItemMode.SCORE, ItemMode.DEDUCTION)
    yield form.column_of("points"), sum(float(row.issued[issued]) for row in form.rows if row.mode in hundred)
    yield own, _own_total(_span(form, own))
    bonus = f'SUMIF({_span(form, mode)},"{ItemMode.BONUS}",{_span(form, result)})'
    cap = scheme.rules.bonus_cap
    excess = "" if cap is None else f"-MAX(0,{bonus}-{points(cap)})"
    total = rounded(scheme, f"MAX(0,SUM({_span(form, result)}){excess})")
    wrong = f'COUNTIF({_span(form, status)},"应填*")'
    yield result, f'=IF(OR(COUNT({_span(form, result)})=0,{wrong}>0),"",{total})'
    missing = f'COUNTIF({_span(form, status)},"{MISSING}")'
    yield status, f'=IF({missing}>0,"还有"&{missing}&"项未填","")'


def _own_total(span: str) -> str:
    """The sum of the 自评得分 that are numbers."""
    text = spelling(span)
    return f'=IF(COUNTA({span})=0,"",SUMPRODUCT(VALUE(REPT({text},--ISNUMBER(VALUE({text})))&"0")))'


# ---------------------------------------------------------------- what it is


def _remark(scheme: Scheme, form: FormLayout) -> str:
    """What the figures are, and what they cannot know."""
    rules = scheme.rules
    if form.key.kind is FormKind.TALLY:
        return f"{REMARK}平均分供核对，以汇总表为准。"
    if form.key.kind is FormKind.RUBRIC:
        bonus = any(row.mode == ItemMode.BONUS for row in form.rows) and rules.bonus_cap is not None
        return f"{REMARK}加分项目合计最多计{points(rules.bonus_cap or 0)}分，合计栏已按此计算。" if bonus else ""
    if form.key.kind is not FormKind.BALLOTS:
        return ""
    if _has_ticks(form):
        return f"{REMARK}有效票合计供核对，不含废票和重复打√的；以汇总表为准。"
    trimmed = "，票数多于{line}张的去掉一个最高分和一个最低分"
    line = _trim_line(scheme, form)
    words = trimmed.format(line=line) if line is not None else ""
    if rules.trim and line is None:
        words = "，没有去掉最高分和最低分"
    alone = "" if _is_alone(scheme, form) else "只是本表的平均，"
    return f"{REMARK}有效票平均供核对，{alone}不含废票、作废的票和不在范围内的分数{words}；以汇总表为准。"
