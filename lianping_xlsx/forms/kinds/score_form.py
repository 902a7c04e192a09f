"""得分表: ratees x ready-made scores of a component with their 依据, in columns by 期次 if the component has any."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.exact import show_share
from lianping_xlsx.forms.form_parts import PERSON_COLUMNS, RATEE_ROWS, REMARK, STATUS, Body, Part, Ratees
from lianping_xlsx.forms.form_type import FormType, Totals, cell_by_cell, row_by_row
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import (
    MISSING,
    NOT_NUMBERS,
    WHOLE,
    column_span,
    first_case,
    quoted_words,
    rounded,
    row_span,
)
from lianping_xlsx.forms.typed_value_formulas import entries, good, number, points, seen, spelling
from lianping_xlsx.scheme.components import Component, ScorePeriod
from lianping_xlsx.scheme.model import Scheme, Task
from lianping_xlsx.spreadsheet.cell_kinds import Points, Text

SCORE, BASIS = "score", "basis"
"""The fields of a score and of its 依据; those of a component with 期次 have the 期次 behind a colon."""
_RESULT = "result"
_TEXT = Text()
_SCORE_WIDTH, _LEAST_BASIS, _ALL_BASES = 10, 16, 60
"""Widths in characters: of a score, of the narrowest 依据, of all 依据 together if that is more."""


def field_of(name: str, period: str) -> str:
    """The field and key of the column of a 期次; ``period``: '' for the only score of a component."""
    return f"{name}:{period}" if period else name


def _body(scheme: Scheme, task: Task, ratees: Ratees) -> Body:
    """The body: the scores side by side, so that a block of figures can be pasted, then their 依据."""
    component = scheme.given_component(ratees[0].group, task.component)
    periods = scheme.periods_of(component.name)
    names = [period.name for period in periods] or [""]
    kind, width = Points(0, component.full), max(_LEAST_BASIS, _ALL_BASES / len(names))
    scores = (_column(SCORE, name, f"{name}\n得分" if name else "得分", _SCORE_WIDTH, kind) for name in names)
    bases = (_column(BASIS, name, f"{name}\n依据" if name else "依据", width, _TEXT) for name in names)
    result = (GridColumn(_RESULT, "折合\n得分", _SCORE_WIDTH, Role.COMPUTED),) if periods else ()
    columns = (*PERSON_COLUMNS, *scores, *result, *bases, STATUS)
    return Body((), columns, landscape=True, intro=_intro(component, periods), title=f"“{component.name}”得分表")


def _column(name: str, period: str, heading: str, width: float, kind: Points | Text) -> GridColumn:
    key = field_of(name, period)
    return GridColumn(key, heading, width, Role.INPUT, key, kind, item=period)


def _intro(component: Component, periods: tuple[ScorePeriod, ...]) -> str:
    """The instruction to the unit, with the weights by which the 期次 are added up."""
    text = f"登记每名同志“{component.name}”的得分（0至{points(component.full)}分），写明依据的文件、通报和日期。"
    text += "没有得分的留空，不要填0，并报告主办单位。"
    if periods:
        text += f"{_weights(periods)}；“折合得分”按权重自动计算。"
    return text


def _weights(periods: tuple[ScorePeriod, ...]) -> str:
    if len({period.weight for period in periods}) == 1:
        return "各期次权重相同"
    return "权重：" + "、".join(f"{period.name}占{show_share(period.weight)}" for period in periods)


# ---------------------------------------------------------------- words


def _when_none(_row: GridRow, _column: GridColumn) -> str:
    return "确实得0分的填0；没有这项得分的留空，并报告主办单位"


def _required(form: FormLayout, _row: GridRow) -> Iterator[int]:
    return (index for index, _ in _scores(form))


def _scores(form: FormLayout) -> list[tuple[int, GridColumn]]:
    """The columns of the scores, each after its index; they are adjacent, and so are those of the 依据."""
    return [(index, column) for index, column in form.input_columns() if isinstance(column.kind, Points)]


def _span(form: FormLayout, place: int, name: str) -> str:
    """The range of the scores or of the 依据 in sheet row ``place``."""
    periods = [column.item for _, column in _scores(form)]
    return row_span(form, place, *(field_of(name, period) for period in (periods[0], periods[-1])))


def _most(form: FormLayout) -> str:
    """The full marks in the notation of a formula."""
    kind = _scores(form)[0][1].kind
    return points(kind.maximum or 0) if isinstance(kind, Points) else ""


# ---------------------------------------------------------------- formulas


def _status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    """The formula part of 填写检查: every 期次 has a number in range, and every number its 依据."""
    scores, bases, most = _span(form, place, SCORE), _span(form, place, BASIS), _most(form)
    filled = entries(scores)
    cases = (
        (f"{filled}=0", MISSING),
        (f"SUMPRODUCT(--ISNUMBER({number(scores)}))<{filled}", NOT_NUMBERS),
        (f"SUMPRODUCT(--{good(scores, most)})<{filled}", f"应填0至{most}的数，最多两位小数"),
        (f"{filled}<{len(_scores(form))}", "没有填全"),
        (f'SUMPRODUCT(({seen(scores)}<>"")*({seen(bases)}=""))>0', "请写依据"),
    )
    return first_case(cases, quoted_words(WHOLE))


def _result_formula(scheme: Scheme, form: FormLayout, _column: GridColumn, row: GridRow, place: int) -> str:
    """The formula of 折合得分: Σ weight x score ÷ Σ weight; blank until every score is there and in range."""
    component = scheme.given_component(scheme.ratee_of[row.ratee].group, form.key.component)
    weights = [Fraction(period.weight) for period in scheme.periods_of(component.name)]
    scale = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * scale) for weight in weights]
    cells = (a1(place, index) for index, _ in _scores(form))
    total = "+".join(f"{weight}*{number(cell)}" for weight, cell in zip(whole, cells, strict=True))
    ready = f"SUMPRODUCT(--{good(_span(form, place, SCORE), _most(form))})={len(whole)}"
    return f'=IFERROR(IF({ready},{rounded(scheme, f"({total})/{sum(whole)}")},""),"")'


def _totals(scheme: Scheme, form: FormLayout) -> Totals:
    """The means of the scores, for the eye."""
    cells = {index: _mean(scheme, column_span(form, index), _most(form)) for index, _ in _scores(form)}
    return Totals("平均", cells, f"{REMARK}平均供核对，不含没有填、不是数字和不在范围内的；以汇总表为准。")


def _mean(scheme: Scheme, span: str, most: str) -> str:
    # REPT and "0" turn an entry that is not taken into 0. IF would not be evaluated as an array.
    taken = f"{good(span, most)}*1"
    values = f'VALUE(REPT({spelling(span)},{taken})&"0")'
    return f'=IFERROR({rounded(scheme, f"SUMPRODUCT({values})/SUMPRODUCT({taken})")},"")'


SCORE_FORM = FormType(
    title="得分表",
    bodies={"1": Part(_body, lambda task, ratees: (task.component, ratees[0].group))},
    rows=RATEE_ROWS,
    note="登记各人现成的得分（如平时考核、季度督查、满意度），写明依据。",
    when_none=_when_none,
    required=_required,
    status=row_by_row(_status),
    computed=cell_by_cell(_result_formula),
    totals=_totals,
)
