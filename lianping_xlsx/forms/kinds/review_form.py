"""述职报告审核: ratees x when the report was handed in, whether it was accepted, and why not."""

from __future__ import annotations

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.form_parts import PERSON_COLUMNS, RATEE_ROWS, STATUS, Body, fixed
from lianping_xlsx.forms.form_type import FormType
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import WHOLE, first_case, quoted_words
from lianping_xlsx.forms.typed_value_formulas import entries, says, seen, unlike_date
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Date, Text

ACCEPTED, SENT_BACK = "通过", "退回重写"
VERDICT = Choice(
    (ACCEPTED, SENT_BACK),
    (("审核通过", ACCEPTED), ("合格", ACCEPTED), ("退回", SENT_BACK), ("重写", SENT_BACK), ("不通过", SENT_BACK)),
)
_COLUMNS = (
    GridColumn("submitted", "提交日期", 13, Role.INPUT, "submitted", Date()),
    GridColumn("verdict", "审核结果", 12, Role.INPUT, "verdict", VERDICT),
    GridColumn("remark", "审核意见", 50, Role.INPUT, "remark", Text()),
)
_BODY = Body(
    head=(),
    columns=(*PERSON_COLUMNS, *_COLUMNS, STATUS),
    landscape=True,
    intro="请审核每名同志的述职报告，填写提交日期（如 2024-12-20）、选择审核结果；退回重写的，请写明意见。",
)


def _status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    submitted, verdict, remark = (a1(place, form.column_of(key)) for key in ("submitted", "verdict", "remark"))
    accepted, sent_back = (says(verdict, VERDICT, word) for word in (ACCEPTED, SENT_BACK))
    cases = (
        (f"{entries(f'{submitted}:{remark}')}=0", "未审核"),
        (f'{seen(verdict)}=""', "请选审核结果"),
        (f"NOT(OR({accepted},{sent_back}))", f"请选{ACCEPTED}或{SENT_BACK}"),
        (f'AND({sent_back},{seen(remark)}="")', "请写意见"),
        (f'AND({seen(submitted)}<>"",{unlike_date(submitted)})', "日期请写全年月日"),
    )
    return first_case(cases, quoted_words(WHOLE))


REVIEW_FORM = FormType(
    kind=FormKind.REVIEW,
    title="述职报告审核表",
    bodies={"1": fixed(_BODY)},
    rows=RATEE_ROWS,
    note="逐人登记述职报告的提交日期和审核结果；退回重写的写明意见，重写后再审核的，改填新的结果。",
    status=_status,
)
