"""计票汇总: ratees x numbers of votes, for a meeting whose ballots were counted by hand; one row per ratee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.form_parts import PERSON_COLUMNS, RATEE_ROWS, REMARK, STATUS, Body, Part, Ratees, Rows
from lianping_xlsx.forms.form_type import FormType, Totals, cell_by_cell, ratee_entry, ratee_row, row_by_row
from lianping_xlsx.forms.kinds.ballots.ballot_register import SIGNED
from lianping_xlsx.forms.kinds.tally_extremes import (
    ends_on,
    extreme_cases,
    extreme_columns,
    extremes_on,
    left_out_sum,
)
from lianping_xlsx.forms.kinds.tally_sums import (
    ALL_VALID,
    TOTAL_COLUMN,
    VALID,
    has_abstained_in_valid,
    sums_intro,
    total_cases,
    valid_column,
    valid_votes,
)
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import (
    MISSING,
    NOT_NUMBERS,
    WHOLE,
    first_case,
    quoted_words,
    rounded,
    row_span,
)
from lianping_xlsx.forms.trimmed_means import least_to_trim, trimming_words
from lianping_xlsx.forms.typed_value_formulas import COUNTS, entries, number, points
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.model import Scheme, Task
from lianping_xlsx.scheme.terms import Scoring
from lianping_xlsx.spreadsheet.cell_kinds import Count

COUNT = "count"
"""The field of the number of votes for a grade."""
_OF_ITEM = "count:"
"""The beginning of the field of the votes for a grade of the item of the row (分项等次); the grade follows."""
_COUNT = Count()
_SIGNED = f"{SIGNED}，本表只登记合计。"
_EXTREMES_INTRO = (
    "最高分、最低分填有效分数中的最高、最低分，合计分里仍然包括，由汇总时去掉；有效分数不够填的，余下的留空。"
)
_SENT = (("issued", "发出"), ("returned", "收回"))
_LOST = (("void", "无效"), ("abstained", "弃权"))


def _body(scheme: Scheme, task: Task, _ratees: Ratees) -> Body:
    """The body: numbers of ballots with either the number and sum of the valid marks, or the votes for each grade."""
    mean, items = GridColumn("mean", "平均分", 10, Role.COMPUTED), scheme.graded_items(task.poll)
    persons: tuple[GridColumn, ...] = PERSON_COLUMNS
    if items:
        persons = (*PERSON_COLUMNS, GridColumn("item", "测评内容", 20))
        # Each row has the cells of the grades of its item.
        names = dict.fromkeys(grade.name for item in items for grade in scheme.grades_of(task.poll, item))
        valid = [GridColumn(f"{_OF_ITEM}{name}", name, 7.2, Role.INPUT, f"{_OF_ITEM}{name}") for name in names]
        ends: tuple[GridColumn, ...] = (mean,)
        intro = "按人、按项登记计票结果。每一项各等级票数、无效、弃权之和等于收回；平均分按各等级的折算分自动计算。"
        intro += "一张票上某项没有选的，计入该项的弃权；某项选了两个以上等级的，计入该项的无效。"
        intro += _uncounted(grade for item in items for grade in scheme.grades_of(task.poll, item))
    elif places := scheme.place_grades(task.poll, len(task.ratees)):
        valid = [GridColumn(f"count:{p.name}", p.name, 7.2, Role.INPUT, COUNT, _COUNT, item=p.name) for p in places]
        sums = scheme.poll_of[task.poll].sums_places
        ends = (GridColumn("mean", "名次分\n合计" if sums else "平均分", 10, Role.COMPUTED),)
        intro = "按人登记计票结果。各名次票数、无效、弃权之和等于收回；得分按“名次分”表自动计算。"
        intro += "票上并列的，按所填的名次登记。"
    elif scheme.poll_of[task.poll].scoring is Scoring.GRADES:
        grades = scheme.grades_of(task.poll)
        valid = [GridColumn(f"count:{g.name}", g.name, 9, Role.INPUT, COUNT, _COUNT, item=g.name) for g in grades]
        ends = (mean,)
        intro = "按人登记计票结果。各等级票数、无效、弃权之和等于收回；平均分按各等级的折算分自动计算。"
        intro += _uncounted(grades)
    else:
        valid = [valid_column(scheme.poll_of[task.poll])]
        extremes = tuple(extreme_columns(scheme.rules))
        ends = (TOTAL_COLUMN, *extremes, mean)
        intro = f"按人登记计票结果。{sums_intro(scheme.poll_of[task.poll])}"
        intro += _EXTREMES_INTRO if extremes else ""
    intro += _SIGNED if scheme.is_signed(task.poll, task.voter_class) else ""
    sent, lost = ([_count_column(*pair) for pair in pairs] for pairs in (_SENT, _LOST))
    return Body((), (*persons, *sent, *valid, *lost, *ends, STATUS), landscape=True, intro=intro)


def _uncounted(grades: Iterable[Grade]) -> str:
    """The sentences on the grades without points."""
    names = dict.fromkeys(grade.name for grade in grades if not grade.counted)
    return "".join(f"“{name}”的票数不计入平均分，也不再填入弃权。" for name in names)


def _rows(scheme: Scheme, task: Task, ratees: Ratees) -> Rows:
    """One row per ratee; with 分项等次 one per ratee and item, with cells for the grades of the item."""
    items = scheme.graded_items(task.poll)
    if not items:
        return RATEE_ROWS["1"].make(scheme, task, ratees)
    kinds = {
        item.code: {f"{_OF_ITEM}{grade.name}": _COUNT for grade in scheme.grades_of(task.poll, item)} for item in items
    }
    return tuple(
        GridRow(
            f"{ratee.code}-{item.code}",
            (f"{ratee.code}-{item.code}", ratee.workplace, ratee.name, f"{item.code} {item.title}"),
            kinds[item.code],
            item=item.code,
            ratee=ratee.code,
        )
        for ratee in ratees
        for item in items
    )


def _entry(row: GridRow, column: GridColumn) -> str:
    """The name of an entry: “云溪镇 陆明澈”的“收回”; with 分项等次 “云溪镇 陆明澈”“N1 抓规划”的“收回”."""
    name = ratee_entry(row, column)
    return name.replace("的“", f"“{row.issued[3]}”的“", 1) if row.item else name


def _row_name(row: GridRow) -> str:
    return f"{ratee_row(row)} {row.issued[3]}" if row.item else ratee_row(row)


def counts_a_grade(field: str) -> bool:
    """Return True for the field of a number of votes for a grade."""
    return field == COUNT or field.startswith(_OF_ITEM)


def grades_in_row(scheme: Scheme, form: FormLayout, row: GridRow) -> dict[str, Grade]:
    """The grades (or places) that are counted in a row, by column key; {} if the form asks for a sum of marks."""
    item = next((item for item in scheme.graded_items(form.key.poll) if item.code == row.item), None)
    listed = scheme.place_grades(form.key.poll, len(form.rows)) or scheme.grades_of(form.key.poll, item)
    grades = {grade.name: grade for grade in listed}
    counting = [column for column in form.columns if counts_a_grade(column.field)]
    return {c.key: grades[c.heading] for c in counting if form.kind_at(row, c) is not None}


def _count_column(name: str, label: str) -> GridColumn:
    return GridColumn(name, label, 9, Role.INPUT, name, _COUNT)


# ---------------------------------------------------------------- words

_NO_VOTES = {
    "issued": "按实际发出的张数填",
    "returned": "按实际收回的张数填",
    VALID: "按实际张数填，一张有效票也没有的填0",
    ALL_VALID: "按实际张数填，弃权的也算，一张也没有的填0",
    "void": "没有无效票的填0",
    "abstained": "没有弃权的填0",
    "total": "填全部有效分数相加的和",
}
"""The instructions if there is nothing to report, by field."""


def _when_none(_row: GridRow, column: GridColumn) -> str:
    if counts_a_grade(column.field):
        return "没有人选这一等级的填0"
    return _NO_VOTES.get(column.field, "有效分数不够填的留空")


def _required(form: FormLayout, row: GridRow) -> Iterator[int]:
    return (index for index, column in form.input_columns() if form.kind_at(row, column) is not None)


# ---------------------------------------------------------------- formulas


def _tally_status(scheme: Scheme, form: FormLayout, row: GridRow, place: int) -> str:
    """The formula part of 填写检查: all numbers are there and whole, and add up to 收回."""
    by_grade = any(counts_a_grade(column.field) for column in form.columns)
    keys = [form.columns[index].key for index in _required(form, row)]
    # The counts begin with 发出 and 收回; the others must add up to 收回. 合计分 and marks are no numbers of votes.
    counts = [key for key in keys if key not in ("total", *extremes_on(form))]
    span, runs = row_span(form, place, counts[0], counts[-1]), _runs(form, counts)
    # A cell between two runs belongs to a grade of another item and is blank: there is no number in it.
    values = [number(row_span(form, place, run[0], run[-1]), COUNTS) for run in runs]
    with_abstained = has_abstained_in_valid(form)
    adding_up = counts[2:-1] if with_abstained else counts[2:]  # 弃权 is the last
    votes = [number(row_span(form, place, run[0], run[-1]), COUNTS) for run in _runs(form, adding_up)]
    issued, returned = (number(row_span(form, place, key, key), COUNTS) for key in counts[:2])
    ranks = scheme.poll_of[form.key.poll].scoring is Scoring.RANKING
    parts = "各名次" if ranks else "各等级" if by_grade else "有效"
    cases = [
        (f"{entries(row_span(form, place, keys[0], keys[-1]))}=0", MISSING),
        (f"{_sum('--ISNUMBER({})', values)}<{entries(span)}", NOT_NUMBERS),
        (f"{entries(span)}<{len(counts)}", "没有填全"),
        (f"{_sum('--(ABS(INT({0}))<>{0})', values)}>0", "票数应为整数"),
        (f"{returned}<>{_sum('{}', votes)}", f"收回应等于{parts}+无效" + ("" if with_abstained else "+弃权")),
        (f"{returned}>{issued}", "收回多于发出"),
    ]
    if not by_grade:
        cases += [*total_cases(form, place), *extreme_cases(form, place)]
    return first_case(cases, quoted_words(WHOLE))


def _runs(form: FormLayout, keys: Sequence[str]) -> list[list[str]]:
    """The keys of columns, those side by side together."""
    found: list[list[str]] = []
    for key in keys:
        if found and form.column_of(key) == form.column_of(found[-1][-1]) + 1:
            found[-1].append(key)
        else:
            found.append([key])
    return found


def _sum(array: str, values: Sequence[str]) -> str:
    """A formula part: the sum of an array (``{}`` stands for the values) over several ranges."""
    return "+".join(f"SUMPRODUCT({array.format(value)})" for value in values)


def _mean_formula(scheme: Scheme, form: FormLayout, _column: GridColumn, row: GridRow, place: int) -> str:
    """The formula of 平均分: sum ÷ number, with the 折算分 of the grades at the time when the form was issued."""
    grades = [(key, grade) for key, grade in grades_in_row(scheme, form, row).items() if grade.counted]
    if grades:
        values = [(number(a1(place, form.column_of(key)), COUNTS), points(grade.points)) for key, grade in grades]
        total = "+".join(f"{value}*{worth}" for value, worth in values)
        valid = "1" if scheme.poll_of[form.key.poll].sums_places else "+".join(value for value, _ in values)
    else:
        total, valid = number(a1(place, form.column_of("total"))), valid_votes(form, place)
        least = least_to_trim(scheme, form)
        if least is not None:
            trimmed = f"({total}-({left_out_sum(form, place)}))/({valid}-{sum(ends_on(form))})"
            mean = f"IF({valid}>={least},{trimmed},({total})/({valid}))"
            return f'=IFERROR({rounded(scheme, mean)},"")'
    return f'=IFERROR({rounded(scheme, f"({total})/({valid})")},"")'


def _totals(scheme: Scheme, form: FormLayout) -> Totals:
    marks = "有效（不含弃权）…张" if has_abstained_in_valid(form) else "有效…张"
    words = trimming_words(scheme, form, marks, known=bool(extremes_on(form)))
    return Totals(remark=f"{REMARK}平均分供核对{words}，以汇总表为准。")


TALLY_FORM = FormType(
    title="计票汇总表",
    bodies={"1": Part(_body, lambda task, ratees: (task.poll, task.voter_class, len(ratees)))},
    rows={"1": Part(_rows, lambda task, ratees: (task.poll, ratees))},
    note="会议现场计票的，登记每人的计票合计。",
    signed_note="会议现场计票的，登记每人的计票合计；本票类记名投票，原票妥善保管。",
    entry=_entry,
    row_name=_row_name,
    when_none=_when_none,
    required=_required,
    status=row_by_row(_tally_status),
    computed=cell_by_cell(_mean_formula),
    totals=_totals,
)
