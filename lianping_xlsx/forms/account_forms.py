"""The forms on the ratees' accounts (述职): the ratee's own 述职自查, and the 述职报告审核 of those who read it."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.forms.form_layouts import PERSON_COLUMNS, STATUS, Body
from lianping_xlsx.forms.layout import GridColumn, GridRow, Role
from lianping_xlsx.scheme.model import BallotItem
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Date, Text

ACCEPTED, SENT_BACK = "通过", "退回重写"
VERDICT = Choice(
    (ACCEPTED, SENT_BACK),
    (("审核通过", ACCEPTED), ("合格", ACCEPTED), ("退回", SENT_BACK), ("重写", SENT_BACK), ("不通过", SENT_BACK)),
)
_TEXT = Text()

SELF_CHECK_FIELDS = (
    ("practices", "主要做法和成效"),
    ("problems", "问题和不足"),
    ("measures", "改进措施"),
)


def self_check_body() -> Body:
    """述职自查: the contents of the account x what was done, what is wanting, what will be done; one sheet a ratee."""
    texts = tuple(GridColumn(name, label, 36, Role.INPUT, name, _TEXT) for name, label in SELF_CHECK_FIELDS)
    columns = (GridColumn("item", "编号", 7), GridColumn("text", "测评内容", 30), *texts, STATUS)
    intro = "请本人对照测评内容逐项自查，写明主要做法和成效、问题和不足、改进措施。"
    return Body((), columns, landscape=True, intro=intro)


def item_rows(items: Sequence[BallotItem]) -> tuple[GridRow, ...]:
    """One row a 测评内容."""
    return tuple(GridRow(item.code, (item.code, item.text), item=item.code) for item in items)


def review_body() -> Body:
    """述职报告审核: ratees x when the report was handed in, whether it was accepted, and why not."""
    columns = (
        GridColumn("submitted", "提交日期", 13, Role.INPUT, "submitted", Date()),
        GridColumn("verdict", "审核结果", 12, Role.INPUT, "verdict", VERDICT),
        GridColumn("remark", "审核意见", 50, Role.INPUT, "remark", _TEXT),
    )
    intro = "请审核每名同志的述职报告，填写提交日期（如 2024-12-20）、选择审核结果；退回重写的，请写明意见。"
    return Body((), (*PERSON_COLUMNS, *columns, STATUS), landscape=True, intro=intro)
