"""The parts of forms: bodies and rows by layout version, and the columns and fields that several 表种 share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.layout import VERSIONS, Field, GridColumn, GridRow, Role
from lianping_xlsx.scheme.model import Ratee, Scheme, Task
from lianping_xlsx.spreadsheet.cell_kinds import Text

Ratees = tuple[Ratee, ...]
Rows = tuple[GridRow, ...]
T = TypeVar("T")
_TEXT = Text()

SIGNATURES = (
    Field("filled_by", "填报人：", _TEXT),
    Field("reviewed_by", "审核人：", _TEXT),
    Field("phone", "联系电话：", _TEXT),
    Field("date", "日期：", _TEXT),
)
SEALED = "填报单位（盖章）"
"""The label before the unit at the foot of a form; a 考核组, which has no seal, has another one."""
MEANS, VOTES, TOTAL = "有效票\n平均", "有效票\n合计", "合计"
"""The labels of the row of totals below a grid: means, numbers of votes, sums."""
REMARK = "注："
"""The first word of the line below the totals, which explains them."""
NO_TASK = "无此任务"
"""The text of the cells of a 考评项目 in which a ratee has no task; nothing is entered there."""
HEAD = "head"
"""Key of the column of group headings (一级指标); each heading stands once, in the first row of its group."""
STATUS = GridColumn("status", "填写检查", 15, Role.STATUS)


@dataclass(frozen=True, slots=True)
class Body:
    """The part of a form that depends on its 表种 and, for a poll, on its 打分方式.

    ``intro``: how to fill in the form. ``title``: the last words of the title; '' if those of the 表种 are used.
    """

    head: tuple[Field, ...]
    columns: tuple[GridColumn, ...]
    landscape: bool
    intro: str
    foot: tuple[Field, ...] = SIGNATURES
    title: str = ""


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a form. ``by``: the values of task and ratees on which it depends; forms with equal values share it."""

    make: Callable[[Scheme, Task, Ratees], T]
    by: Callable[[Task, Ratees], Hashable]


def part_at(parts: Mapping[str, Part[T]], version: str) -> Part[T]:
    """The part for a layout version: the one declared for it, or else for the newest older version."""
    known = VERSIONS[: VERSIONS.index(version) + 1]
    return next(parts[each] for each in reversed(known) if each in parts)


def fixed(made: T) -> Part[T]:
    """A part that is the same in every form of the 表种."""
    return Part(lambda *_: made, lambda *_: None)


PERSON_COLUMNS = (
    GridColumn("code", "编号", 8),
    GridColumn("workplace", "单位", 16),
    GridColumn("name", "姓名", 13),
)


def text_columns(fields: Sequence[tuple[str, str]], width: float) -> tuple[GridColumn, ...]:
    """A text column for each (field, heading), ``width`` characters wide."""
    return tuple(GridColumn(name, label, width, Role.INPUT, name, _TEXT) for name, label in fields)


def _ratee_rows(_scheme: Scheme, _task: Task, ratees: Ratees) -> Rows:
    return tuple(GridRow(r.code, (r.code, r.workplace, r.name), ratee=r.code) for r in ratees)


RATEE_ROWS: Mapping[str, Part[Rows]] = {"1": Part(_ratee_rows, lambda _task, ratees: ratees)}
"""One row per ratee, in all versions; their columns begin with ``PERSON_COLUMNS``."""
