"""The formulas in a row of a 测评票: the sum of a ratee's items (分项), and 填写检查.

A row is a ballot in a register, or a ratee on the ballot of a single voter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import column_letters
from lianping_xlsx.forms.form_type import RowFormula
from lianping_xlsx.forms.kinds.ballots.ballot_register import (
    GRADE,
    MARK,
    PLACE,
    SUM,
    TICK,
    VALID,
    VALIDITY,
    VOID,
)
from lianping_xlsx.forms.layout import FormLayout, GridColumn
from lianping_xlsx.forms.status_formulas import IMPRECISE, WHOLE, Case, first_case, quoted_words
from lianping_xlsx.forms.typed_value_formulas import COUNTS, chosen, entries, good, number, points, says, seen, ticks
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.cell_kinds import Points
from lianping_xlsx.spreadsheet.grade_kinds import GradeChoice

INCOMPLETE, UNFIT = "缺项", "有误"
"""Shown instead of a ratee's sum: an item has no mark, or an item has a mark above its 分值 or below 0."""
_ROW = "\0"
"""Stands for the number of the row in a formula that is made once for all rows. No text of a scheme has it."""
LEFT_OUT = "废"
"""Part of each text of 填写检查 for a ballot that does not count, and of no other; the totals look for it."""


def sum_formula(_scheme: Scheme, form: FormLayout, column: GridColumn) -> RowFormula:
    """The formula of a ratee's sum. It reads plain numbers only and so stays short: a sheet may have thousands."""
    marked = [(index, each) for index, each in form.input_columns() if each.ratee == column.item]
    block = _span_of(marked[0][0], marked[-1][0])
    limits = [points(_most(each)) for _, each in marked]
    # An array constant holds the limits of all items, so that one comparison covers the block.
    beyond = f'SUMPRODUCT(--({block}>{{{",".join(limits)}}}))+COUNTIF({block},"<0")'
    return _in_each_row(
        f'=IF(COUNTA({block})=0,"",IF(COUNT({block})<{len(limits)},"{INCOMPLETE}",'
        f'IF({beyond}>0,"{UNFIT}",ROUND(SUM({block}),2))))'
    )


def _most(column: GridColumn) -> int:
    """The greatest mark of a column, in hundredths of a point."""
    if not isinstance(column.kind, Points) or column.kind.maximum is None:
        raise TypeError(column.key)
    return column.kind.maximum


def _in_each_row(pattern: str) -> RowFormula:
    """The formula of each row, made of one for the row :data:`_ROW`: the rows have nothing else of their own."""
    return lambda _row, place: pattern.replace(_ROW, str(place + 1))


def _cell(column: int) -> str:
    """The cell of a column, in the row :data:`_ROW`."""
    return f"{column_letters(column)}{_ROW}"


def _span_of(first: int, last: int) -> str:
    """The cells of adjacent columns in the row :data:`_ROW`."""
    return f"{_cell(first)}:{_cell(last)}"


# ---------------------------------------------------------------- 填写检查


def ballot_status(scheme: Scheme, form: FormLayout) -> RowFormula:
    """The formula part of 填写检查 for the ballots in a register, or for the rows of the ballot of a single voter."""
    columns = [index for index, column in form.input_columns() if column.field in (MARK, TICK, GRADE, PLACE)]
    if form.by_voter:
        return _in_each_row(_voter_status(form, columns))
    marks = _span_of(columns[0], columns[-1])
    validity = _cell(form.column_of("validity"))
    fields = {column.field for column in form.columns}
    if TICK in fields:
        status = _ticks_status(scheme, form, marks)
    elif GRADE in fields:
        status = _grades_status(form, marks)
    elif PLACE in fields:
        status = _places_status(form, marks)
    else:
        of_marks = _items_status if SUM in fields else _points_status
        status = of_marks(scheme, form, marks)
    # The first true case is shown: a blank row shows nothing, a ballot marked as void is not examined further.
    cases = (
        (f'AND(COUNTA({marks})=0,{validity}="")', ""),
        (says(validity, VALIDITY, VOID), VOID),
        (f"NOT({says(validity, VALIDITY, VALID, '')})", "请选票的效力"),
    )
    return _in_each_row(first_case(cases, status))


def _points_status(scheme: Scheme, form: FormLayout, marks: str) -> str:
    """百分制: a short formula for plain numbers; if there is any text, each mark is read as the program reads it.

    The short one keeps a large register quick to recalculate.
    """
    count, most, line = len(ratees_on(form)), points(exact.WHOLE), points(scheme.rules.high_line)
    beyond = f'COUNTIF({marks},"<0")+COUNTIF({marks},">{most}")'
    plain = (
        *_high(scheme, form, f'COUNTIF({marks},">={line}")-COUNTIF({marks},">{most}")'),
        (f"{beyond}>0", f"有超出0至{most}的"),
        *_uniform(scheme, marks),
        (f"SUMPRODUCT(--(ROUND({marks},2)<>{marks}))>0", IMPRECISE),
    )
    high = f"SUMPRODUCT(--ISNUMBER(1/(({number(marks)}<={most})*({number(marks)}>={line}))))"
    spelled = (
        *_high(scheme, form, high),
        (f"SUMPRODUCT(--({good(marks, most)}))<{entries(marks)}", f"有不是0至{most}的数的"),
    )
    return (
        f"IF(COUNT({marks})=COUNTA({marks}),{first_case(plain, _abstained(count, f'COUNT({marks})'))},"
        f"{first_case(spelled, _abstained(count, f'COUNTA({marks})'))})"
    )


def _items_status(scheme: Scheme, form: FormLayout, marks: str) -> str:
    """分项: every mark within the 分值 of its item; each ratee with all items marked or none."""
    sums = [index for index, column in enumerate(form.columns) if column.field == SUM]
    span = _span_of(sums[0], sums[-1])
    cases = (
        (f"COUNTA({marks})>COUNT({marks})", "有文字，请改填数字"),
        *_high(scheme, form, f'COUNTIF({span},">={points(scheme.rules.high_line)}")'),
        *_uniform(scheme, span),
        (f'COUNTIF({span},"{UNFIT}")>0', "有超出分值的"),
        (f'COUNTIF({span},"{INCOMPLETE}")>0', "有缺项的"),
        (f"SUMPRODUCT(--(ROUND({marks},2)<>{marks}))>0", IMPRECISE),
    )
    return first_case(cases, _abstained(len(sums), f"COUNT({span})"))


def _ticks_status(scheme: Scheme, form: FormLayout, marks: str) -> str:
    """等次: at most one tick per ratee."""
    ratees = ratees_on(form)
    grades = [column.item for column in form.columns if column.ratee == ratees[0]]
    first = next(index for index, column in form.input_columns() if column.field == TICK)
    high = {g.name for g in scheme.grades_of(form.key.poll) if g.counted and g.points >= scheme.rules.high_line}
    # 1 for each column of a grade whose 折算分 is a high mark.
    mask = ",".join("1" if grade in high else "0" for grade in grades * len(ratees))
    cases = (
        (f"{entries(marks)}>SUMPRODUCT({ticks(marks)})", "有不是√的"),
        *_high(scheme, form, f'SUMPRODUCT(({seen(marks)}<>"")*{{{mask}}})'),
        (f"{_twice(first, len(grades), len(ratees))}>0", "有重复打√的"),
    )
    return first_case(cases, _abstained(len(ratees), entries(marks)))


def _grades_status(form: FormLayout, marks: str) -> str:
    """分项等次: every entry is one of the grades of its item."""
    columns = [column for column in form.columns if column.field == GRADE]
    return first_case([_unknown_grades(columns, marks)], _left_blank(len(columns), marks))


def _unknown_grades(columns: Sequence[GridColumn], marks: str) -> Case:
    """The case of an entry that is no grade of its item; ``columns`` are adjacent."""
    kinds = dict.fromkeys(kind for column in columns if isinstance(kind := column.kind, GradeChoice))
    known = []
    for kind in kinds:
        # 1 for each column of an item with these grades.
        mask = ",".join("1" if column.kind == kind else "0" for column in columns)
        known.append(f"SUMPRODUCT({chosen(marks, kind, *range(len(kind.words)))}*{{{mask}}})")
    return f"{entries(marks)}>{'+'.join(known)}", "有不是等级的"


def a_place(cells: str, most: int) -> str:
    """1 for cells with a whole number from 1 to ``most``, else 0; never an error value."""
    value = number(cells, COUNTS)
    return f"ISNUMBER(1/(({value}>=1)*({value}<={most})*(INT({value})={value})))"


def _places_status(form: FormLayout, marks: str) -> str:
    """排名: every entry is a place; places that several ratees share are pointed out."""
    count = len(ratees_on(form))
    cases = (
        (f"SUMPRODUCT(--{a_place(marks, count)})<{entries(marks)}", f"有不是1至{count}的名次"),
        (f'SUMPRODUCT((COUNTIF({marks},{marks}&"")>1)*({seen(marks)}<>""))>0', "有并列的名次"),
    )
    return first_case(cases, _abstained(count, entries(marks)))


def _left_blank(count: int, marks: str) -> str:
    blank = f"{count}-{entries(marks)}"
    return f'IF({blank}>0,"弃权"&({blank})&"项","{WHOLE}")'


def _twice(first: int, grades: int, ratees: int) -> str:
    """The number of pairs of ticks for the same ratee, one SUMPRODUCT per distance between the two.

    It shifts the row of ticks against itself; MOD leaves out pairs that belong to two neighbouring ratees.
    """
    last = first + grades * ratees - 1
    pairs = []
    for apart in range(1, grades):
        left, right = (
            f'(TRIM(ASC({_span_of(start, end)}))<>"")' for start, end in ((first, last - apart), (first + apart, last))
        )
        here = f"COLUMN({_span_of(first, last - apart)})-{first + 1}"
        pairs.append(f"SUMPRODUCT({left}*{right}*(MOD({here},{grades})<{grades - apart}))")
    return "+".join(pairs) or "0"


def _voter_status(form: FormLayout, columns: Sequence[int]) -> str:
    """The formula part for a ratee on the ballot of a single voter."""
    column = form.columns[columns[0]]
    marks = _cell(columns[0]) if len(columns) == 1 else _span_of(columns[0], columns[-1])
    cases: list[Case] = [(f"{entries(marks)}=0", "弃权")]
    if column.field == PLACE:
        cases.append((f"SUMPRODUCT(--{a_place(marks, len(form.rows))})=0", f"应填1至{len(form.rows)}的名次"))
    elif column.field == TICK:
        cases += [(f"{entries(marks)}>SUMPRODUCT({ticks(marks)})", "有不是√的"), (f"{entries(marks)}>1", "只能选一个")]
    elif column.field == GRADE:
        cases.append(_unknown_grades([form.columns[index] for index in columns], marks))
        return first_case(cases, _left_blank(len(columns), marks))
    elif column.item:
        total = _cell(form.column_of("sum"))
        cases += [(f"COUNTA({marks})>COUNT({marks})", "有文字，请改填数字"), (f'{total}="{UNFIT}"', "有超出分值的")]
        cases += [(f'{total}="{INCOMPLETE}"', "有缺项的"), (f"SUMPRODUCT(--(ROUND({marks},2)<>{marks}))>0", IMPRECISE)]
    else:
        most = points(exact.WHOLE)
        cases.append((f"NOT({good(marks, most)})", f"应填0至{most}的数"))
    return first_case(cases, quoted_words(WHOLE))


def ratees_on(form: FormLayout) -> list[str]:
    """The codes of the ratees of a register, in the order of the columns."""
    return list(dict.fromkeys(column.ratee for column in form.columns if column.ratee))


def _abstained(count: int, marked: str) -> str:
    return f'IF({marked}<{count},"弃权"&({count}-{marked})&"人","{WHOLE}")'


def _uniform(scheme: Scheme, marks: str) -> Iterator[Case]:
    """Yield the case of a ballot that is void by 全部同分 or 全部满分; all its marks are plain numbers in range."""
    rules = scheme.rules
    same = f"COUNT({marks})>={rules.uniform_from},MAX({marks})=MIN({marks})"
    if rules.void_all_same:
        yield f"AND({same})", f"分数全部相同，作{LEFT_OUT}"
    elif rules.void_all_full:
        yield f"AND({same},MAX({marks})={points(exact.WHOLE)})", f"全部满分，作{LEFT_OUT}"


def _high(scheme: Scheme, form: FormLayout, high: str) -> Iterator[Case]:
    """Yield the case of a ballot with too many high marks. ``high``: their number, a formula part.

    Two ticks for one ratee count as two.
    """
    limit = scheme.rules.most_high(len(ratees_on(form)))
    if limit is not None:
        yield f"{high}>{limit}", f"高分过多，作{LEFT_OUT}"
