"""The forms, one function a 表种 (design § 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.layout.model import Field, GridColumn, GridRow, Role
from lianping_xlsx.scheme.model import FormKind, ItemMode, Ratee, RubricItem
from lianping_xlsx.sheets.kinds import Choice, Count, Points, Text

VALID, VOID = "有效", "废票"
_TEXT = Text()
_COUNT = Count()

SIGNATURES = (
    Field("filled_by", "填报人：", _TEXT),
    Field("reviewed_by", "审核人：", _TEXT),
    Field("phone", "联系电话：", _TEXT),
    Field("date", "日期：", _TEXT),
)
_STATUS = GridColumn("status", "填写检查", 15, Role.STATUS)


@dataclass(frozen=True, slots=True)
class Body:
    """The part of a form that its 表种 decides."""

    head: tuple[Field, ...]
    columns: tuple[GridColumn, ...]
    landscape: bool


_VALIDITY = Choice((VALID, VOID), (("有效票", VALID), ("废", VOID), ("作废", VOID), ("无效", VOID), ("无效票", VOID)))
BALLOT_HEAD = (Field("issued", "发出票数：", _COUNT), Field("returned", "收回票数：", _COUNT))
_BALLOT_MARK = Points()


def ballots_body(ratees: Sequence[Ratee]) -> Body:
    """测评票(逐票登记,百分制): ballots x ratees; a row is one anonymous ballot."""
    marks = tuple(
        GridColumn(f"mark:{r.code}", f"{r.workplace}\n{r.name}", 7.2, Role.INPUT, "mark", _BALLOT_MARK, r.code)
        for r in ratees
    )
    validity = GridColumn("validity", "票的\n效力", 7.2, Role.INPUT, "validity", _VALIDITY)
    columns = (GridColumn("ballot", "票号", 6.5), validity, *marks, _STATUS)
    return Body(BALLOT_HEAD, columns, landscape=True)


def ballot_rows(expected: int) -> tuple[GridRow, ...]:
    """Rows for the ballots expected and a tenth more (at least two), numbered 001, 002 …"""
    spare = max(2, -(-expected // 10))
    numbers = [f"{number:03d}" for number in range(1, expected + spare + 1)]
    return tuple(GridRow(number, (number,), ballot=number) for number in numbers)


TALLY_FIELDS = (
    ("issued", "发出"),
    ("returned", "收回"),
    ("valid", "有效"),
    ("void", "无效"),
    ("abstained", "弃权"),
)
_TALLY_TOTAL = Points(0, None)


def tally_body() -> Body:
    """计票汇总: ratees x counts and the sum of the valid marks."""
    counts = tuple(GridColumn(name, label, 9, Role.INPUT, name, _COUNT) for name, label in TALLY_FIELDS)
    total = GridColumn("total", "合计分", 12, Role.INPUT, "total", _TALLY_TOTAL)
    mean = GridColumn("mean", "平均分", 10, Role.COMPUTED)
    columns = (*_PERSON_COLUMNS, *counts, total, mean, _STATUS)
    return Body((), columns, landscape=True)


_PERSON_COLUMNS = (
    GridColumn("code", "编号", 8),
    GridColumn("workplace", "单位", 16),
    GridColumn("name", "姓名", 13),
)


def ratee_rows(ratees: Sequence[Ratee]) -> tuple[GridRow, ...]:
    """One row a ratee."""
    return tuple(GridRow(r.code, (r.code, r.workplace, r.name), ratee=r.code) for r in ratees)


def rubric_body() -> Body:
    """实地考评: rubric items x 得分 or 扣分 with the reason; one sheet a ratee."""
    columns = (
        GridColumn("item", "编号", 7),
        GridColumn("head", "一级指标", 15),
        GridColumn("text", "考评内容", 30),
        GridColumn("standard", "评分标准", 34),
        GridColumn("points", "分值", 6.5),
        GridColumn("mode", "计分\n方式", 6.5),
        GridColumn("score", "得分", 7.5, Role.INPUT, "score"),
        GridColumn("deduction", "扣分", 7.5, Role.INPUT, "deduction"),
        GridColumn("reason", "扣分（加分）原因", 26, Role.INPUT, "reason", _TEXT),
        GridColumn("result", "本项\n得分", 7.5, Role.COMPUTED),
        GridColumn("status", "填写检查", 13, Role.STATUS),
    )
    return Body((), columns, landscape=True)


def rubric_rows(items: Sequence[RubricItem]) -> tuple[GridRow, ...]:
    """One row an item; just one of 得分 and 扣分 is open, by its 计分方式."""
    return tuple(_rubric_row(item) for item in items)


def _rubric_row(item: RubricItem) -> GridRow:
    entry = "score" if item.mode in (ItemMode.SCORE, ItemMode.BONUS) else "deduction"
    issued = (item.code, item.head, item.text, item.standard, item.points / exact.POINT, str(item.mode))
    return GridRow(item.code, issued, {entry: Points(0, item.points)}, item=item.code, mode=str(item.mode))


OPINION_FIELDS = (
    ("overall", "总体评价"),
    ("problems", "存在的问题和不足"),
    ("improvements", "需要改进的工作和要求"),
)


def opinion_body() -> Body:
    """评议意见: ratees x the three heads of the regulation (履职总体评价、问题和不足、改进要求)."""
    texts = tuple(GridColumn(name, label, 36, Role.INPUT, name, _TEXT) for name, label in OPINION_FIELDS)
    return Body((), (*_PERSON_COLUMNS, *texts, _STATUS), landscape=True)


INTRO = {
    FormKind.BALLOTS: "每行登记一张测评票，在姓名下面填0至100的分数；投票人没有打分的（弃权）留空；不要登记投票人姓名。"
    "监票人认定的废票，在“票的效力”栏选“废票”。",
    FormKind.TALLY: "按人登记计票结果。有效、无效、弃权之和等于收回；合计分为全部有效分数之和。",
    FormKind.RUBRIC: "计分方式为“得分”“加分”的填“得分”栏，为“扣分”“减分”的填“扣分”栏；没有扣分请填0；"
    "扣分请写明原因。灰色格不填。",
    FormKind.OPINION: "请对每名同志从三个方面写明评议意见；没有意见的可以留空。",
}
