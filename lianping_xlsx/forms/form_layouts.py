"""The forms, one function a 表种; those of polls are in ``votes``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lianping_xlsx.core import exact
from lianping_xlsx.forms.layout import Field, GridColumn, GridRow, Role
from lianping_xlsx.scheme.model import Ratee, RubricItem
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points, Text

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


PERSON_COLUMNS = (
    GridColumn("code", "编号", 8),
    GridColumn("workplace", "单位", 16),
    GridColumn("name", "姓名", 13),
)


def ratee_rows(ratees: Sequence[Ratee]) -> tuple[GridRow, ...]:
    """One row a ratee."""
    return tuple(GridRow(r.code, (r.code, r.workplace, r.name), ratee=r.code) for r in ratees)


def rubric_body() -> Body:
    """实地考评: rubric items x 自评得分, 得分 or 扣分 with the reason; one sheet a ratee."""
    columns = (
        GridColumn("item", "编号", 7),
        GridColumn("head", "一级指标", 15),
        GridColumn("text", "考评内容", 30),
        GridColumn("standard", "评分标准", 34),
        GridColumn("points", "分值", 6.5),
        GridColumn("mode", "计分\n方式", 6.5),
        GridColumn("self", "自评\n得分", 7.5, Role.INPUT, "self"),
        GridColumn("score", "得分", 7.5, Role.INPUT, "score"),
        GridColumn("deduction", "扣分", 7.5, Role.INPUT, "deduction"),
        GridColumn("reason", "扣分（加分）原因", 26, Role.INPUT, "reason", _TEXT),
        GridColumn("result", "本项\n得分", 7.5, Role.COMPUTED),
        GridColumn("status", "填写检查", 13, Role.STATUS),
    )
    return Body((), columns, landscape=True, intro=_RUBRIC_INTRO)


_RUBRIC_INTRO = (
    "计分方式为“得分”“加分”的填“得分”栏，为“扣分”“减分”的填“扣分”栏；没有扣分请填0；扣分请写明原因。"
    "“自评得分”是考核对象给自己打的分，可以留空，不计入考评得分。灰色格不填。"
)


def rubric_rows(items: Sequence[RubricItem]) -> tuple[GridRow, ...]:
    """One row an item; just one of 得分 and 扣分 is open, by its 计分方式. What adds beyond the 100 has no 自评."""
    return tuple(_rubric_row(item) for item in items)


RUBRIC_ENTRIES = ("score", "deduction")
"""The columns of 得分 and 扣分."""


def rubric_entry(mode: str) -> str:
    """The column in which the 考核组 enters an item of a 计分方式: 得分 or 扣分."""
    return "score" if mode in (ItemMode.SCORE, ItemMode.BONUS) else "deduction"


def is_counterpart(mode: str, key: str) -> bool:
    """Whether a column is the other one of 得分 and 扣分, closed to an item of a 计分方式."""
    return bool(mode) and key in RUBRIC_ENTRIES and key != rubric_entry(mode)


def _rubric_row(item: RubricItem) -> GridRow:
    points = Points(0, item.points)
    kinds = ({"self": points} if item.counts_to_hundred else {}) | {rubric_entry(item.mode): points}
    issued = (item.code, item.head, item.text, item.standard, item.points / exact.POINT, str(item.mode))
    return GridRow(item.code, issued, kinds, item=item.code, mode=str(item.mode))


# ---------------------------------------------------------------- 实地考评 since version 2

VISIT_SIGNATURES = (
    Field("filled_by", "考核组组长：", _TEXT),
    Field("reviewed_by", "考核组成员：", _TEXT),
    Field("principal", "被考核单位主要负责人：", _TEXT),
    Field("date", "日期：", _TEXT),
)
HEAD = "head"
"""The column of 一级指标: since version 2 each stands once, with its points, above the items that follow."""
_VISIT_INTRO = (
    "计分方式为“得分”“加分”的填“得分”栏，为“扣分”“减分”的填“扣分”栏。“得分”项没有失分的填满分，“扣分”项没有扣分的填0；"
    "没有加分、减分的可以留空。失分、扣分、加分、减分都要写明原因。"
    "“自评得分”是考核对象给自己打的分，可以留空，不计入考评得分。灰色格不填。"
)


def visit_body() -> Body:
    """The same as ``rubric_body``, with the reasons of all that is lost or added, signed by those who were there."""
    columns = tuple(
        replace(column, heading="失分、扣分（加分）原因") if column.key == "reason" else column
        for column in rubric_body().columns
    )
    return Body((), columns, landscape=True, intro=_VISIT_INTRO, foot=VISIT_SIGNATURES)


def visit_rows(items: Sequence[RubricItem]) -> tuple[GridRow, ...]:
    """The same as ``rubric_rows``, the items of a 一级指标 under it: 组织建设（60分）."""
    points: dict[str, int] = {}
    for item in items:
        points[item.head] = points.get(item.head, 0) + (item.points if item.counts_to_hundred else 0)
    rows, before = [], ""
    for item in items:
        whole = f"（{exact.show_short(points[item.head])}分）" if points[item.head] else ""
        row, head = _rubric_row(item), "" if item.head == before else item.head + whole
        rows.append(replace(row, issued=(row.issued[0], head, *row.issued[2:])))
        before = item.head
    return tuple(rows)


OPINION_FIELDS = (
    ("overall", "总体评价"),
    ("problems", "存在的问题和不足"),
    ("improvements", "需要改进的工作和要求"),
)


def opinion_body() -> Body:
    """评议意见: ratees x the three heads of the regulation (履职总体评价、问题和不足、改进要求)."""
    texts = tuple(GridColumn(name, label, 36, Role.INPUT, name, _TEXT) for name, label in OPINION_FIELDS)
    intro = "请对每名同志从三个方面写明评议意见；没有意见的可以留空。"
    return Body((), (*PERSON_COLUMNS, *texts, STATUS), landscape=True, intro=intro)
