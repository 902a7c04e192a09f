"""评议意见: ratees x the three heads of 乐安 一（一）2④ and 中卫 一（一）2③ (总体评价、问题和不足、改进要求)."""

from __future__ import annotations

from lianping_xlsx.forms.form_parts import PERSON_COLUMNS, RATEE_ROWS, STATUS, Body, fixed, text_columns
from lianping_xlsx.forms.form_type import FormType, row_by_row
from lianping_xlsx.forms.status_formulas import texts_status
from lianping_xlsx.forms.text_forms import TextForm

OPINION_FIELDS = (
    ("overall", "总体评价"),
    ("problems", "存在的问题和不足"),
    ("improvements", "需要改进的工作和要求"),
)
_BODY = Body(
    head=(),
    columns=(*PERSON_COLUMNS, *text_columns(OPINION_FIELDS, 36), STATUS),
    landscape=True,
    intro="请对每名同志从三个方面写明评议意见；没有意见的可以留空。",
)

OPINION_FORM = FormType(
    title="评议意见表",
    bodies={"1": fixed(_BODY)},
    rows=RATEE_ROWS,
    note="按“总体评价、存在的问题和不足、需要改进的工作和要求”三个方面写；反馈时只写意见，不写提出人。",
    status=row_by_row(texts_status),
    long_texts=True,
    texts=TextForm(blank="opinion.empty", hides_author=True),
)
