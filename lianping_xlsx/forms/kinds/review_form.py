"""述职报告审核: ratees x date of submission, verdict and remark on the 述职报告 (乐安 一（一）2②, 中卫 一（一）2②)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.form_parts import PERSON_COLUMNS, RATEE_ROWS, STATUS, Body, fixed
from lianping_xlsx.forms.form_type import FormType, row_by_row
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import WHOLE, first_case, quoted_words
from lianping_xlsx.forms.text_forms import UNIT, EntryLook, FormRow, RowFinding, SheetColumn, SummarySheet, TextForm
from lianping_xlsx.forms.typed_value_formulas import entries, says, seen, unlike_date
from lianping_xlsx.scheme.model import Scheme
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
    """The formula part of 填写检查: a verdict, a remark on a report sent back, and a full date."""
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


def _row_findings(row: FormRow, name: str) -> Iterator[RowFinding]:
    """Yield ``account.not-reviewed`` for a row without a verdict, ``account.sent-back`` for a report sent back."""
    if row.is_blank("verdict"):
        yield RowFinding("account.not-reviewed", "verdict", {"name": name})
    if _refuses(row.texts):
        words = row.texts.get("remark", "")
        remark = f"审核意见：{words.rstrip('。')}" if words else "没有写审核意见"
        yield RowFinding("account.sent-back", "verdict", {"name": name, "remark": remark})


def _refuses(texts: Mapping[str, str]) -> bool:
    return texts.get("verdict") == SENT_BACK


_SHEET = SummarySheet(
    name="述职报告审核",
    title="述职报告审核情况",
    note="述职报告的审核结果，不影响得分和名次；退回重写的，在综合排序的备注中注明。",
    facts=(
        SheetColumn("审核单位", 22, UNIT),
        SheetColumn("提交日期", 14, "submitted", EntryLook.CENTRED),
        SheetColumn("审核结果", 11, "verdict", EntryLook.CENTRED, blank="未审核", alert=SENT_BACK),
    ),
    passages=(SheetColumn("审核意见", 50, "remark"),),
    missing="没有收到审核表",
)

REVIEW_FORM = FormType(
    title="述职报告审核表",
    bodies={"1": fixed(_BODY)},
    rows=RATEE_ROWS,
    note="逐人登记述职报告的提交日期和审核结果；退回重写的写明意见，重写后再审核的，改填新的结果。",
    status=row_by_row(_status),
    texts=TextForm(
        blank="account.no-reviews",
        row_findings=_row_findings,
        keeps_blank_rows=True,
        refuses=_refuses,
        sheet=_SHEET,
    ),
)
