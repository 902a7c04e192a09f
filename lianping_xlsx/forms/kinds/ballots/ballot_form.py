"""The definition of the 表种 测评票: layouts by version, texts, formulas (乐安 一（一）2④, 中卫 一（一）2③).

Since layout version 2 it has one row per ratee, as on paper, if 预计份数 is 1; else it is a register.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import assert_never

from lianping_xlsx.core.exact import added_up, show_short
from lianping_xlsx.forms.form_parts import PERSON_COLUMNS, STATUS, Body, Part, Ratees, Rows
from lianping_xlsx.forms.form_type import FormType, heading_of, ratee_row
from lianping_xlsx.forms.kinds.ballots.ballot_formulas import ballot_status, sum_formula
from lianping_xlsx.forms.kinds.ballots.ballot_register import (
    GRADE,
    MARK,
    PLACE,
    PLACES,
    SUM,
    TICK,
    ballot_rows,
    ballots_body,
    grade_kind,
)
from lianping_xlsx.forms.kinds.ballots.ballot_totals import ballot_totals
from lianping_xlsx.forms.layout import GridColumn, GridRow, Role
from lianping_xlsx.scheme.model import Poll, Ratee, Scheme, Task
from lianping_xlsx.scheme.terms import OwnVotes, Scoring
from lianping_xlsx.spreadsheet.cell_kinds import Points
from lianping_xlsx.spreadsheet.grade_kinds import Tick

_POST = GridColumn("post", "职务", 16)
_BALLOT = "001"
_UPRIGHT = 125.0
"""Characters that fit on a portrait page."""
_HOW = {
    Scoring.POINTS: "在“评分”栏填0至100的分数，不评的留空视为弃权。",
    Scoring.ITEMS: "按测评内容逐项填分，各项满分见表头；一项没有打分的，该同志不计，都不打分的视为弃权。",
    Scoring.RANKING: "排出名次，第一名填1，依次填写，不要并列、跳号，也不要漏填；都不填的视为弃权。",
    Scoring.ITEM_GRADES: "按测评内容逐项选一个等级（从下拉列表中选，也可以填序号），不选的项不计，都不选的视为弃权。",
    Scoring.GRADES: "在所选的等级下填√（也可填1），每人只选一个等级，不选的视为弃权。",
}
_KNOWN = "本人给自己的票不计，凭本表由谁报送认出，只作此用；请勿在表上署名，汇总材料不显示个人的打分。"
_UNKNOWN = "请勿在表上署名，汇总材料不显示个人的打分。"
_OWN_OUT = "本人给自己的票不计。"
_SIGNED = "本票类记名投票，本表由谁报送就是谁的票。"


def is_single(scheme: Scheme, task: Task) -> bool:
    """Return True if a task is the ballot of one voter; with own votes by code it is a register, which has codes."""
    return task.ballots == 1 and scheme.own_votes(task.poll) is not OwnVotes.BY_CODE


def _single_or_register_body(scheme: Scheme, task: Task, ratees: Sequence[Ratee]) -> Body:
    """The body for the ballot of a single voter, or for a register."""
    poll = scheme.poll_of[task.poll]
    signed = scheme.is_signed(task.poll, task.voter_class)
    if is_single(scheme, task):
        return _voter_body(scheme, poll, signed=signed)
    return ballots_body(scheme, poll, ratees, signed=signed)


def _single_or_register_rows(scheme: Scheme, task: Task, ratees: Sequence[Ratee]) -> tuple[GridRow, ...]:
    """One row per ratee on the ballot of a single voter, or one row per ballot in a register."""
    if not is_single(scheme, task):
        return ballot_rows(task.ballots)
    return tuple(GridRow(r.code, (r.code, r.workplace, r.name, r.post), ratee=r.code, ballot=_BALLOT) for r in ratees)


def _voter_body(scheme: Scheme, poll: Poll, *, signed: bool) -> Body:
    """The body for the ballot of a single voter: person columns, then marks; nothing to sign."""
    columns = (*PERSON_COLUMNS, _POST, *_marks(scheme, poll), STATUS)
    left_out = scheme.own_votes(poll.name) is OwnVotes.LEFT_OUT
    own = _KNOWN if left_out else _UNKNOWN
    if signed:
        own = (_OWN_OUT if left_out else "") + _SIGNED
    landscape = added_up(column.width for column in columns) > _UPRIGHT
    # No foot: fields for names and signatures would disclose the voter of a 无记名 ballot.
    return Body(
        (), columns, landscape=landscape, intro=f"请对每名同志{_HOW[poll.scoring]}{own}", foot=(), title="测评票"
    )


def _marks(scheme: Scheme, poll: Poll) -> Iterator[GridColumn]:
    """Yield the input columns by the 打分方式 of the poll."""
    items = scheme.items_of(poll.name)
    match poll.scoring:
        case Scoring.GRADES:
            for grade in scheme.grades_of(poll.name):
                yield GridColumn(f"tick:{grade.name}", grade.name, 9, Role.INPUT, TICK, Tick(), item=grade.name)
        case Scoring.ITEMS:
            for item in items:
                key, heading = f"mark:{item.code}", f"{item.title}（{show_short(item.points)}分）"
                yield GridColumn(key, heading, 13, Role.INPUT, MARK, Points(0, item.points), item=item.code)
            yield GridColumn("sum", "合计", 8, Role.COMPUTED, SUM)
        case Scoring.ITEM_GRADES:
            for item in items:
                kind = grade_kind(scheme, poll, item, several=False)
                yield GridColumn(f"grade:{item.code}", item.title, 13, Role.INPUT, GRADE, kind, item=item.code)
        case Scoring.RANKING:
            yield GridColumn("place", "名次", 10, Role.INPUT, PLACE, PLACES)
        case Scoring.POINTS:
            yield GridColumn("mark", "评分", 14, Role.INPUT, MARK, Points())
        case _:
            assert_never(poll.scoring)


_REGISTER = "逐张登记收回的测评票，票上怎么写就怎么登记；超出范围、打分相同的也照实登记，不要改动。"


def _first_body(scheme: Scheme, task: Task, ratees: Ratees) -> Body:
    return ballots_body(scheme, scheme.poll_of[task.poll], ratees)


def _first_rows(_scheme: Scheme, task: Task, _ratees: Ratees) -> Rows:
    return ballot_rows(task.ballots)


def _rows_by(task: Task, ratees: Ratees) -> Hashable:
    """The values on which the rows depend: whether a task of one ballot is a register depends on the poll."""
    return (task.poll, ratees) if task.ballots == 1 else task.ballots


_WHAT = {TICK: "选择", GRADE: "选择", PLACE: "名次"}


def _entry(row: GridRow, column: GridColumn) -> str:
    """The name of an entry: 003号票对“云溪镇 陆明澈”的评分; on the ballot of a single voter 对“云溪镇 陆明澈”的评分."""
    heading, what = heading_of(column), _WHAT.get(column.field, "评分")
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
        "2": Part(
            _single_or_register_body, lambda task, ratees: (task.poll, task.voter_class, ratees, task.ballots == 1)
        ),
    },
    rows={
        "1": Part(_first_rows, lambda task, _: task.ballots),
        "2": Part(_single_or_register_rows, _rows_by),
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
