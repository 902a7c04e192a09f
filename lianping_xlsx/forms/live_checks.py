"""The formulas of the column 填写检查: what is missing or wrong in a row, for the eye of the person who fills it in.

Entry rules are defeated by pasting; a formula in a locked cell cannot be, and shows at once what is missing or wrong.
The program never reads its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.account_forms import ACCEPTED, SENT_BACK, VERDICT
from lianping_xlsx.forms.ballot_layouts import COUNT, MARK, SUM, TICK, VALID, VALIDITY, VOID
from lianping_xlsx.forms.layout import FormLayout, GridRow
from lianping_xlsx.forms.row_formulas import INCOMPLETE, UNFIT, open_cell
from lianping_xlsx.forms.typed_value_formulas import (
    COUNTS,
    entries,
    good,
    number,
    points,
    precise,
    says,
    seen,
    ticks,
    within,
)
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import FormKind, ItemMode

WHOLE, MISSING = "完整", "未填"
LEFT_OUT = "废"
"""Stands in what is said of a ballot of which no mark counts, and in nothing else."""
_NOT_NUMBERS, _IMPRECISE = "有不是数字的", "有超过两位小数的"
Case = tuple[str, str]
"""A condition, and what is said where it is so."""


def status_formula(scheme: Scheme, form: FormLayout, row: GridRow, place: int) -> str:
    """What is still missing or wrong in sheet row ``place``."""
    return "=" + _STATUS[form.key.kind](scheme, form, row, place)


def _first(cases: Sequence[Case], last: str) -> str:
    """The words of the first case that is so, else ``last``, a formula part."""
    opened = "".join(f'IF({condition},"{words}",' for condition, words in cases)
    return f"{opened}{last}{')' * len(cases)}"


def _quoted(words: str) -> str:
    return f'"{words}"'


# ---------------------------------------------------------------- ballots


def _ballot_status(scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    columns = [index for index, column in form.input_columns() if column.field in (MARK, TICK)]
    if form.by_voter:
        return _voter_status(form, columns, place)
    marks = f"{a1(place, columns[0])}:{a1(place, columns[-1])}"
    validity = a1(place, form.column_of("validity"))
    fields = {column.field for column in form.columns}
    judge = _ticks_status if TICK in fields else _items_status if SUM in fields else _points_status
    cases = (
        (f'AND(COUNTA({marks})=0,{validity}="")', ""),
        (says(validity, VALIDITY, VOID), VOID),
        (f"NOT({says(validity, VALIDITY, VALID, '')})", "请选票的效力"),
    )
    return _first(cases, judge(scheme, form, place, marks))


def _points_status(scheme: Scheme, form: FormLayout, _place: int, marks: str) -> str:
    """Plain numbers are judged in few words; where there is text among them, each mark is read as the program does."""
    count, most, line = len(ratees_on(form)), points(exact.WHOLE), points(scheme.rules.high_line)
    beyond = f'COUNTIF({marks},"<0")+COUNTIF({marks},">{most}")'
    plain = (
        *_high(scheme, form, f'COUNTIF({marks},">={line}")-COUNTIF({marks},">{most}")'),
        (f"{beyond}>0", f"有超出0至{most}的"),
        *_uniform(scheme, marks),
        (f"SUMPRODUCT(--(ROUND({marks},2)<>{marks}))>0", _IMPRECISE),
    )
    high = f"SUMPRODUCT(--ISNUMBER(1/(({number(marks)}<={most})*({number(marks)}>={line}))))"
    spelled = (
        *_high(scheme, form, high),
        (f"SUMPRODUCT(--({good(marks, most)}))<{entries(marks)}", f"有不是0至{most}的数的"),
    )
    return (
        f"IF(COUNT({marks})=COUNTA({marks}),{_first(plain, _abstained(count, f'COUNT({marks})'))},"
        f"{_first(spelled, _abstained(count, f'COUNTA({marks})'))})"
    )


def _items_status(scheme: Scheme, form: FormLayout, place: int, marks: str) -> str:
    """Every item within its 分值; each ratee with all his items or none."""
    sums = [a1(place, index) for index, column in enumerate(form.columns) if column.field == SUM]
    span = f"{sums[0]}:{sums[-1]}"
    cases = (
        (f"COUNTA({marks})>COUNT({marks})", "有文字，请改填数字"),
        *_high(scheme, form, f'COUNTIF({span},">={points(scheme.rules.high_line)}")'),
        *_uniform(scheme, span),
        (f'COUNTIF({span},"{UNFIT}")>0', "有超出分值的"),
        (f'COUNTIF({span},"{INCOMPLETE}")>0', "有缺项的"),
        (f"SUMPRODUCT(--(ROUND({marks},2)<>{marks}))>0", _IMPRECISE),
    )
    return _first(cases, _abstained(len(sums), f"COUNT({span})"))


def _ticks_status(scheme: Scheme, form: FormLayout, place: int, marks: str) -> str:
    """One tick for each ratee at most."""
    ratees = ratees_on(form)
    grades = [column.item for column in form.columns if column.ratee == ratees[0]]
    first = next(index for index, column in form.input_columns() if column.field == TICK)
    worth = {grade.name: grade.points for grade in scheme.grades}
    mask = ",".join("1" if worth[grade] >= scheme.rules.high_line else "0" for grade in grades * len(ratees))
    cases = (
        (f"{entries(marks)}>SUMPRODUCT({ticks(marks)})", "有不是√的"),
        *_high(scheme, form, f'SUMPRODUCT(({seen(marks)}<>"")*{{{mask}}})'),
        (f"{_twice(place, first, len(grades), len(ratees))}>0", "有重复打√的"),
    )
    return _first(cases, _abstained(len(ratees), entries(marks)))


def _twice(place: int, first: int, grades: int, ratees: int) -> str:
    """How many pairs of ticks stand in one ratee's block: by the distance between the two."""
    last = first + grades * ratees - 1
    pairs = []
    for apart in range(1, grades):
        left, right = (
            f'(TRIM(ASC({a1(place, start)}:{a1(place, end)}))<>"")'
            for start, end in ((first, last - apart), (first + apart, last))
        )
        here = f"COLUMN({a1(place, first)}:{a1(place, last - apart)})-{first + 1}"
        pairs.append(f"SUMPRODUCT({left}*{right}*(MOD({here},{grades})<{grades - apart}))")
    return "+".join(pairs) or "0"


def _voter_status(form: FormLayout, columns: Sequence[int], place: int) -> str:
    """Of a ratee on the ballot of a single voter."""
    marks, column = _span_of(place, columns[0], columns[-1]), form.columns[columns[0]]
    cases: list[Case] = [(f"{entries(marks)}=0", "弃权")]
    if column.field == TICK:
        cases += [(f"{entries(marks)}>SUMPRODUCT({ticks(marks)})", "有不是√的"), (f"{entries(marks)}>1", "只能选一个")]
    elif column.item:
        total = a1(place, form.column_of("sum"))
        cases += [(f"COUNTA({marks})>COUNT({marks})", "有文字，请改填数字"), (f'{total}="{UNFIT}"', "有超出分值的")]
        cases += [(f'{total}="{INCOMPLETE}"', "有缺项的"), (f"SUMPRODUCT(--(ROUND({marks},2)<>{marks}))>0", _IMPRECISE)]
    else:
        most = points(exact.WHOLE)
        cases.append((f"NOT({good(marks, most)})", f"应填0至{most}的数"))
    return _first(cases, _quoted(WHOLE))


def _span_of(place: int, first: int, last: int) -> str:
    return ":".join(a1(place, column) for column in dict.fromkeys((first, last)))


def ratees_on(form: FormLayout) -> list[str]:
    """The ratees of a register."""
    return list(dict.fromkeys(column.ratee for column in form.columns if column.ratee))


def _abstained(count: int, marked: str) -> str:
    return f'IF({marked}<{count},"弃权"&({count}-{marked})&"人","{WHOLE}")'


def _uniform(scheme: Scheme, marks: str) -> Iterator[Case]:
    """A ballot that the scheme leaves out because its marks, plain numbers within their range, are all the same."""
    rules = scheme.rules
    same = f"COUNT({marks})>={rules.uniform_from},MAX({marks})=MIN({marks})"
    if rules.void_all_same:
        yield f"AND({same})", f"分数全部相同，作{LEFT_OUT}"
    elif rules.void_all_full:
        yield f"AND({same},MAX({marks})={points(exact.WHOLE)})", f"全部满分，作{LEFT_OUT}"


def _high(scheme: Scheme, form: FormLayout, high: str) -> Iterator[Case]:
    """A ballot that the scheme leaves out because it has too many high marks; of two ticks for a ratee, each is one."""
    rules = scheme.rules
    if rules.high_share is not None:
        limit = exact.floor_share(rules.high_share, len(ratees_on(form)))
        yield f"{high}>{limit}", f"高分过多，作{LEFT_OUT}"


# ---------------------------------------------------------------- counts by hand


def _tally_status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    by_grade = any(column.field == COUNT for column in form.columns)
    keys = [column.key for _, column in form.input_columns()]
    counts = [key for key in keys if key != "total"]
    votes = _span(form, place, counts[2], counts[-1])
    span, value = _span(form, place, counts[0], counts[-1]), number(_span(form, place, counts[0], counts[-1]), COUNTS)
    issued, returned = (number(_span(form, place, key, key), COUNTS) for key in counts[:2])
    parts = "各等级" if by_grade else "有效"
    cases = [
        (f"{entries(_span(form, place, keys[0], keys[-1]))}=0", MISSING),
        (f"SUMPRODUCT(--ISNUMBER({value}))<{entries(span)}", _NOT_NUMBERS),
        (f"{entries(span)}<{len(counts)}", "没有填全"),
        (f"SUMPRODUCT(--(ABS(INT({value}))<>{value}))>0", "票数应为整数"),
        (f"{returned}<>SUMPRODUCT({number(votes, COUNTS)})", f"收回应等于{parts}+无效+弃权"),
        (f"{returned}>{issued}", "收回多于发出"),
    ]
    return _first(cases if by_grade else [*cases, *_total_cases(form, place)], _quoted(WHOLE))


def _total_cases(form: FormLayout, place: int) -> Iterator[Case]:
    """Of 合计分, which may be blank where there is nothing to add up."""
    total, valid = _span(form, place, "total", "total"), number(_span(form, place, "valid", "valid"), COUNTS)
    most = f"{valid}*{points(exact.WHOLE)}"
    yield f"ISERROR({number(total)})", _NOT_NUMBERS
    yield f"NOT({precise(number(total))})", _IMPRECISE
    yield f'AND({seen(total)}="",{valid}>0)', "没有填全"
    yield f"NOT({within(number(total), most)})", f"合计分应在0至有效×{points(exact.WHOLE)}之间"


def _span(form: FormLayout, place: int, first: str, last: str) -> str:
    cells = [a1(place, form.column_of(key)) for key in dict.fromkeys((first, last))]
    return ":".join(cells)


# ---------------------------------------------------------------- points and words


def _rubric_status(_scheme: Scheme, form: FormLayout, row: GridRow, place: int) -> str:
    entry = open_cell(form, row, place)
    most, reason, result, own = (a1(place, form.column_of(key)) for key in ("points", "reason", "result", "self"))
    optional = row.mode in (ItemMode.BONUS, ItemMode.PENALTY)
    low, high = (f"-{most}", "0") if row.mode == ItemMode.PENALTY else ("0", most)
    right = f"IFERROR(AND({result}>={low},{result}<={high},{precise(result)}),FALSE)"
    asked = '"应填不小于0的数"' if row.mode == ItemMode.DEDUCTION else f'"应填0至"&{most}&"的数"'
    changed = f"{result}<>0" if optional else f"{result}<{most}"
    said = f'IF(AND({changed},{seen(reason)}=""),"请写原因",{_quoted(WHOLE)})'
    if not optional:
        wrong = f'AND({seen(own)}<>"",NOT({good(own, most)}))'
        said = f'IF({wrong},"自评应填0至"&{most}&"的数",{said})'
    return f'IF({seen(entry)}="",{_quoted("" if optional else MISSING)},IF({right},{said},{asked}))'


def _words_status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    columns = [index for index, _ in form.input_columns()]
    texts = f"{a1(place, columns[0])}:{a1(place, columns[-1])}"
    cases = ((f"{entries(texts)}=0", MISSING), (f"{entries(texts)}<{len(columns)}", "部分填写"))
    return _first(cases, _quoted(WHOLE))


def _review_status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    submitted, verdict, remark = (a1(place, form.column_of(key)) for key in ("submitted", "verdict", "remark"))
    accepted, sent_back = (says(verdict, VERDICT, word) for word in (ACCEPTED, SENT_BACK))
    undated = f'IF(ISNUMBER({submitted}),{submitted}<{_CENTURY},LEFT({seen(submitted)},2)<>"20")'
    cases = (
        (f"{entries(f'{submitted}:{remark}')}=0", "未审核"),
        (f'{seen(verdict)}=""', "请选审核结果"),
        (f"NOT(OR({accepted},{sent_back}))", f"请选{ACCEPTED}或{SENT_BACK}"),
        (f'AND({sent_back},{seen(remark)}="")', "请写意见"),
        (f'AND({seen(submitted)}<>"",{undated})', "日期请写全年月日"),
    )
    return _first(cases, _quoted(WHOLE))


_CENTURY = 36526
"""The number of its first day."""
_STATUS: dict[FormKind, Callable[[Scheme, FormLayout, GridRow, int], str]] = {
    FormKind.BALLOTS: _ballot_status,
    FormKind.RUBRIC: _rubric_status,
    FormKind.TALLY: _tally_status,
    FormKind.OPINION: _words_status,
    FormKind.SELF_CHECK: _words_status,
    FormKind.REVIEW: _review_status,
}
