"""The parts of which forms are made: bodies and rows by layout version, and what several 表种 have in common."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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
"""Who issues a form, where he has a seal to put to it: a 考核组 has none."""
MEANS, VOTES, TOTAL = "有效票\n平均", "有效票\n合计", "合计"
"""How the row below a grid begins, by what it has."""
REMARK = "注："
"""How the line below it begins, which says what these figures are."""
HEAD = "head"
"""The column of headings, each of which stands once, above the rows that belong to it."""
STATUS = GridColumn("status", "填写检查", 15, Role.STATUS)


@dataclass(frozen=True, slots=True)
class Body:
    """The part of a form that its 表种 (and, of a poll, its 打分方式) decides. ``intro`` says how to fill it in.

    ``title``: the last words of its title where they are not those of its 表种.
    """

    head: tuple[Field, ...]
    columns: tuple[GridColumn, ...]
    landscape: bool
    intro: str
    foot: tuple[Field, ...] = SIGNATURES
    title: str = ""


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a form. ``by``: what of task and ratees it depends on; forms that agree in that share the part."""

    make: Callable[[Scheme, Task, Ratees], T]
    by: Callable[[Task, Ratees], Hashable]


def part_at(parts: Mapping[str, Part[T]], version: str) -> Part[T]:
    """The part as a version has it: its own, or that of the newest version before it."""
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
    """A column of words for each (field, heading)."""
    return tuple(GridColumn(name, label, width, Role.INPUT, name, _TEXT) for name, label in fields)


def _ratee_rows(_scheme: Scheme, _task: Task, ratees: Ratees) -> Rows:
    return tuple(GridRow(r.code, (r.code, r.workplace, r.name), ratee=r.code) for r in ratees)


RATEE_ROWS: Mapping[str, Part[Rows]] = {"1": Part(_ratee_rows, lambda _task, ratees: ratees)}
"""One row per ratee, in all versions; their columns begin with ``PERSON_COLUMNS``."""
