"""The row of totals below a register: means of the marks or numbers of the ticks, and the line that explains them.

The formulas exclude what the program excludes, as far as one register shows it: ballots marked as void or void by the
rules of the scheme, marks out of range or not understood. The line below names what they cannot take into account.
"""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.forms.form_parts import MEANS, REMARK, VOTES
from lianping_xlsx.forms.form_type import Totals
from lianping_xlsx.forms.kinds.ballots.ballot_formulas import LEFT_OUT, a_place, ratees_on
from lianping_xlsx.forms.kinds.ballots.ballot_register import GRADE, MARK, PLACE, SUM, TICK, VOTER
from lianping_xlsx.forms.layout import FormLayout, GridColumn
from lianping_xlsx.forms.status_formulas import column_span, rounded
from lianping_xlsx.forms.trimmed_means import greatest, is_alone, least_to_trim, trimming_words
from lianping_xlsx.forms.typed_value_formulas import COUNTS, chosen, good, points, seen, spelling, ticks
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.grade_kinds import SEVERAL, GradeChoice

_TOTALLED = (MARK, TICK, SUM, GRADE, PLACE)


def ballot_totals(scheme: Scheme, form: FormLayout) -> Totals:
    """The totals of a register; none for the ballot of a single voter, which has nothing to add up."""
    if form.by_voter:
        return Totals()
    cells = {i: f"={_ballot_total(scheme, form, i, c)}" for i, c in enumerate(form.columns) if c.field in _TOTALLED}
    return Totals(VOTES if _has_ticks(form) else MEANS, cells, REMARK + _explanation(scheme, form))


def _explanation(scheme: Scheme, form: FormLayout) -> str:
    """The sentence that names the ballots and marks that the totals leave out."""
    if _has_ticks(form):
        return "有效票合计供核对，不含废票和重复打√的；以汇总表为准。"
    if any(column.field == GRADE for column in form.columns):
        words = trimming_words(scheme, form, "票数…张", known=False)
        return f"各项的平均分供核对，不含废票、“{SEVERAL}”和不计的等级{words}；以汇总表为准。"
    if any(column.field == PLACE for column in form.columns):
        return "名次的平均供核对，不含废票；名次分由汇总时按“名次分”表计算，以汇总表为准。"
    words = trimming_words(scheme, form, "票数…张")
    alone = "" if is_alone(scheme, form) else "只是本表的平均，"
    return f"有效票平均供核对，{alone}不含废票、作废的票和不在范围内的分数{words}；以汇总表为准。"


def _has_ticks(form: FormLayout) -> bool:
    return any(column.field == TICK for column in form.columns)


def _ballot_total(scheme: Scheme, form: FormLayout, index: int, column: GridColumn) -> str:
    """The formula of the total below a column: votes for a grade, or a mean of marks or sums."""
    span, counted = column_span(form, index), _counted(form, column.ratee or column.item)
    if column.field == TICK:
        others = [column_span(form, i) for i, c in enumerate(form.columns) if c.ratee == column.ratee and i != index]
        # A tick counts only if it is the only one of the ratee on the ballot.
        alone = "".join(f'*(TRIM(ASC({other}))="")' for other in others)
        return f"SUMPRODUCT({ticks(span)}*{counted}{alone})"
    if isinstance(column.kind, GradeChoice):
        return _mean_of_grades(scheme, form, span, column, column.kind, counted)
    if column.field == PLACE:
        taken = f"{counted}*{a_place(span, len(ratees_on(form)))}"
        total = f'SUMPRODUCT(VALUE(REPT({spelling(span, COUNTS)},{taken})&"0"))'
        return f'IFERROR({rounded(scheme, f"{total}/SUMPRODUCT({taken}*1)")},"")'
    if column.field == SUM:
        # Plain numbers need no reading; "E0" gives them the form of text that _mean takes.
        return _mean(scheme, form, f'{span}&"E0"', f"{counted}*ISNUMBER({span})")
    if column.item:
        # A ballot with an item missing or out of range does not count for the ratee: his sum is then no number.
        whole = next(
            column_span(form, i) for i, c in enumerate(form.columns) if c.field == SUM and c.item == column.ratee
        )
        taken = f"{counted}*ISNUMBER({whole})"
        return f'IFERROR({rounded(scheme, f"SUMPRODUCT({taken}*1,{span})/SUMPRODUCT({taken}*1)")},"")'
    return _mean(scheme, form, spelling(span), f"{counted}*{good(span, points(exact.WHOLE))}")


def _mean_of_grades(
    scheme: Scheme, form: FormLayout, span: str, column: GridColumn, kind: GradeChoice, counted: str
) -> str:
    """The mean of the 折算分 of the grades of an item, without the grades that are not counted."""
    item = next(item for item in scheme.items_of(form.key.poll) if item.code == column.item)
    grades = [
        (index, grade.points)
        for index, grade in enumerate(scheme.grades_of(form.key.poll, item))
        if grade.counted and index < len(kind.grades)
    ]
    total = "+".join(f"SUMPRODUCT({counted}*{chosen(span, kind, index)})*{points(worth)}" for index, worth in grades)
    number = f"SUMPRODUCT({counted}*{chosen(span, kind, *(index for index, _ in grades))})"
    return f'IFERROR({rounded(scheme, f"({total})/{number}")},"")'


def _counted(form: FormLayout, ratee: str) -> str:
    """An array formula part: the ballots that count for a ratee, i.e. are not void and do not bear his own code."""
    counted = f'ISERR(FIND("{LEFT_OUT}",{column_span(form, form.column_of("status"))}))'
    voters = [column_span(form, index) for index, column in enumerate(form.columns) if column.key == VOTER]
    code = ratee.replace('"', '""')
    return counted + "".join(f'*({seen(voter)}<>"{code}")' for voter in voters)


def _mean(scheme: Scheme, form: FormLayout, text: str, taken: str) -> str:
    """The rounded mean of the ``taken`` numbers, without the extremes if they are trimmed.

    ``text``: the numbers as text with an exponent (95E0); ``taken``: 1 for each that counts. Both are arrays.
    """
    # REPT and "0" turn a number that is not taken into 0. The lowest mark is the highest distance from the full mark,
    # since a MIN would find these zeros.
    values, count = f'VALUE(REPT({text},{taken})&"0")', f"SUMPRODUCT({taken}*1)"
    mean, least = f"SUMPRODUCT({values})/{count}", least_to_trim(scheme, form)
    if least is not None:
        most = points(exact.WHOLE)
        low, high = scheme.rules.class_ends
        extremes = [f"SUMPRODUCT({greatest(values, high)})"] if high else []
        extremes += (
            [f"{points(low * exact.WHOLE)}-SUMPRODUCT({greatest(f'{taken}*({most}-{values})', low)})"] if low else []
        )
        trimmed = f"(SUMPRODUCT({values})-({'+'.join(extremes)}))/({count}-{low + high})"
        mean = f"IF({count}>{least - 1},{trimmed},{mean})"
    return f'IFERROR({rounded(scheme, mean)},"")'
