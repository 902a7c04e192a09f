"""述职自查: the contents of the account x what was done, what is wanting, what will be done; one sheet per ratee."""

from __future__ import annotations

from lianping_xlsx.forms.form_parts import STATUS, Body, Part, Ratees, Rows, fixed, text_columns
from lianping_xlsx.forms.form_type import FormType, OwnSheet, heading_of
from lianping_xlsx.forms.layout import GridColumn, GridRow
from lianping_xlsx.forms.status_formulas import texts_status
from lianping_xlsx.scheme.model import Scheme, Task
from lianping_xlsx.scheme.terms import FormKind

SELF_CHECK_FIELDS = (
    ("practices", "主要做法和成效"),
    ("problems", "问题和不足"),
    ("measures", "改进措施"),
)
_ITEM_COLUMNS = (GridColumn("item", "编号", 7), GridColumn("text", "测评内容", 30))
_BODY = Body(
    head=(),
    columns=(*_ITEM_COLUMNS, *text_columns(SELF_CHECK_FIELDS, 36), STATUS),
    landscape=True,
    intro="请本人对照测评内容逐项自查，写明主要做法和成效、问题和不足、改进措施。",
)


def _item_rows(scheme: Scheme, task: Task, _ratees: Ratees) -> Rows:
    """One row per 测评内容."""
    return tuple(GridRow(item.code, (item.code, item.text), item=item.code) for item in scheme.account_items(task))


def content_name(row: GridRow) -> str:
    """A 测评内容, which may be long, by its first sentence."""
    return str(row.issued[1]).split("。")[0]


def _entry(row: GridRow, column: GridColumn) -> str:
    return f"{row.key}“{content_name(row)}”的“{heading_of(column)}”"


SELF_CHECK_FORM = FormType(
    kind=FormKind.SELF_CHECK,
    title="述职自查表",
    bodies={"1": fixed(_BODY)},
    rows={"1": Part(_item_rows, lambda task, _: task.poll)},
    own_sheet=OwnSheet("自查", "述职人："),
    note="由考核对象本人对照测评内容逐项写明主要做法和成效、问题和不足、改进措施；每人一张工作表。",
    status=texts_status,
    entry=_entry,
    row_name=lambda row: f"{row.key} {content_name(row)}",
    long_texts=True,
)
