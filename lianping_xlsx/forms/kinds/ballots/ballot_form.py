"""The definition of the 表种 测评票: layouts by version, texts, formulas (乐安 一（一）2④, 中卫 一（一）2③)."""

from __future__ import annotations

from collections.abc import Hashable

from lianping_xlsx.forms.form_parts import Body, Part, Ratees, Rows
from lianping_xlsx.forms.form_type import FormType, heading_of, ratee_row
from lianping_xlsx.forms.kinds.ballots import single_ballot
from lianping_xlsx.forms.kinds.ballots.ballot_formulas import ballot_status, sum_formula
from lianping_xlsx.forms.kinds.ballots.ballot_register import TICK, ballot_rows, ballots_body
from lianping_xlsx.forms.kinds.ballots.ballot_totals import ballot_totals
from lianping_xlsx.forms.layout import GridColumn, GridRow
from lianping_xlsx.scheme.model import Scheme, Task

_REGISTER = "逐张登记收回的测评票，票上怎么写就怎么登记；超出范围、打分相同的也照实登记，不要改动。"


def _first_body(scheme: Scheme, task: Task, ratees: Ratees) -> Body:
    return ballots_body(scheme, scheme.poll_of[task.poll], ratees)


def _first_rows(_scheme: Scheme, task: Task, _ratees: Ratees) -> Rows:
    return ballot_rows(task.ballots)


def _rows_by(task: Task, ratees: Ratees) -> Hashable:
    """The values on which the rows depend: whether a task of one ballot is a register depends on the poll."""
    return (task.poll, ratees) if task.ballots == 1 else task.ballots


def _entry(row: GridRow, column: GridColumn) -> str:
    """The name of an entry: 003号票对“云溪镇 陆明澈”的评分; on the ballot of a single voter 对“云溪镇 陆明澈”的评分."""
    heading, what = heading_of(column), "选择" if column.field == TICK else "评分"
    if row.ratee:
        item = "" if heading == what else f"（{heading}）"
        return f"对“{row.issued[1]} {row.issued[2]}”的{what}{item}"
    return f"{row.ballot}号票对“{heading}”的{what}" if column.ratee else f"{row.ballot}号票的“{heading}”"


def _row_name(row: GridRow) -> str:
    return ratee_row(row) if row.ratee else f"{row.ballot}号票"


def _when_none(row: GridRow, _column: GridColumn) -> str:
    """The instruction for a missing mark. In a register it is never a number: the 填报人 must not change a vote."""
    return "不评的留空" if row.ratee else "须与原票一致，原票没有打分（弃权）或打分无效的留空"


BALLOT_FORM = FormType(
    title="测评票登记表",
    bodies={
        "1": Part(_first_body, lambda task, ratees: (task.poll, ratees)),
        "2": Part(single_ballot.body, lambda task, ratees: (task.poll, task.voter_class, ratees, task.ballots == 1)),
    },
    rows={
        "1": Part(_first_rows, lambda task, _: task.ballots),
        "2": Part(single_ballot.rows, _rows_by),
    },
    note=f"{_REGISTER}票号是登记顺序号，与投票人无关；不得登记或猜测投票人姓名。",
    signed_note=f"{_REGISTER}本票类记名投票，票上有投票人署名；本表不登记姓名，原票妥善保管。",
    voter_note="由投票人本人填写，每名同志一行；不评的留空，视为弃权。",
    entry=_entry,
    row_name=_row_name,
    when_none=_when_none,
    may_go=lambda row: not row.ratee,  # unused rows of a register: 收回票数 is the control
    status=ballot_status,
    computed=sum_formula,
    totals=ballot_totals,
)
