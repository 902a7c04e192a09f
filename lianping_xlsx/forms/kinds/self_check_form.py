"""述职自查: 测评内容 x 做法和成效, 问题和不足, 改进措施; one sheet per ratee (乐安 一（一）2①②, 中卫 一（一）2①②)."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core.campaign_names import SELF_CHECKS_FILE
from lianping_xlsx.forms.form_parts import STATUS, Body, Part, Ratees, Rows, fixed, text_columns
from lianping_xlsx.forms.form_type import FormType, OwnSheet, heading_of, row_by_row
from lianping_xlsx.forms.layout import GridColumn, GridRow
from lianping_xlsx.forms.status_formulas import texts_status
from lianping_xlsx.forms.text_forms import (
    ITEM,
    EntryLook,
    FormRow,
    RowFinding,
    SheetColumn,
    SummarySheet,
    TextForm,
    ToRectify,
)
from lianping_xlsx.scheme.model import Scheme, Task

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
    """The first sentence of a 测评内容, as its name: the whole text may be long."""
    return str(row.issued[1]).split("。")[0]


def _entry(row: GridRow, column: GridColumn) -> str:
    return f"{row.key}“{content_name(row)}”的“{heading_of(column)}”"


def _row_findings(row: FormRow, _name: str) -> Iterator[RowFinding]:
    """Yield ``account.item-blank`` for an item without any text."""
    if all(row.is_blank(name) for name, _ in SELF_CHECK_FIELDS):
        slots = {"item": f"{row.row.key}“{content_name(row.row)}”"}
        yield RowFinding("account.item-blank", SELF_CHECK_FIELDS[0][0], slots)


_SHEET = SummarySheet(
    name="述职自查",
    title="述职自查汇编",
    note="考核对象本人对照测评内容的自查，不影响得分；“—”表示没有写。",
    facts=(SheetColumn("测评内容", 24, ITEM, EntryLook.SMALL),),
    passages=tuple(SheetColumn(label, 32, name) for name, label in SELF_CHECK_FIELDS),
    missing="没有收到述职自查",
    book=SELF_CHECKS_FILE,
)

SELF_CHECK_FORM = FormType(
    title="述职自查表",
    bodies={"1": fixed(_BODY)},
    rows={"1": Part(_item_rows, lambda task, _: task.poll)},
    own_sheet=OwnSheet("自查", "述职人："),
    note="由考核对象本人对照测评内容逐项写明主要做法和成效、问题和不足、改进措施；每人一张工作表。",
    status=row_by_row(texts_status),
    entry=_entry,
    row_name=lambda row: f"{row.key} {content_name(row)}",
    long_texts=True,
    texts=TextForm(
        blank="account.empty",
        row_findings=_row_findings,
        sheet=_SHEET,
        to_rectify=ToRectify("述职自查", "problems", "measures"),
    ),
)
