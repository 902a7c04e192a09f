"""Replies as text tables, without workbooks: what the checks and the tally are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from lianping_xlsx.anomalies.questions import question_conduct
from lianping_xlsx.checks.judge import Judged, judge
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.form_type import heading_of
from lianping_xlsx.forms.kinds.ballots.ballot_register import TICK
from lianping_xlsx.forms.layout import FIRST_ROW, LAYOUT_VERSION, FormLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.reading.grid_entries import GridEntries
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Kind, Text
from lianping_xlsx.tally.count import count
from lianping_xlsx.tally.tally_results import Result
from tests.small import Town, table


def register(
    town: Town,
    text: str,
    *,
    voter_class: str = "",
    unit: str = "",
    issued: int | None = None,
    returned: int | None = None,
    version: str = LAYOUT_VERSION,
) -> FormReading:
    """A 测评票: 票号, a column a ratee (T1), item (T1:N1) or grade (T1:好), 效力, 投票人.

    What is not read is a bad cell. ``version``: of the layout on which it came back.
    """
    form = _find(town, FormKind.BALLOTS, voter_class=voter_class, unit=unit, version=version)
    ticks = any(column.field == TICK for column in form.columns)
    if form.by_voter:
        return _read(town, form, _by_ratee(text), {"": "mark"}, prefix="tick:" if ticks else "mark:")
    prefix = next(f"{column.field}:" for column in form.columns if column.ratee)
    reading = _read(town, form, text, {"效力": "validity", "投票人": "voter"}, prefix=prefix)
    counts = {"issued": issued, "returned": returned}
    fields = {name: number for name, number in counts.items() if number is not None}
    return replace(reading, version=version, fields=fields)


def _by_ratee(text: str) -> str:
    """The ballot of a single voter as it is laid out, a row a ratee: T1:好 becomes the row T1 and the column 好."""
    heads, marks = table(text)
    entries = {tuple(f"{head}:".split(":")[:2]): mark for head, mark in zip(heads[1:], marks[1:], strict=True)}
    ratees, columns = (list(dict.fromkeys(key[place] for key in entries)) for place in (0, 1))
    rows = [[ratee, *(str(entries.get((ratee, column), "")) for column in columns)] for ratee in ratees]
    return "\n".join("|".join(row) for row in [["编号", *columns], *rows])


def tally(town: Town, text: str, *, voter_class: str = "", unit: str = "") -> FormReading:
    """A 计票汇总: 编号, 发出, 收回, 有效, 无效, 弃权, 合计分."""
    form = _find(town, FormKind.TALLY, voter_class=voter_class, unit=unit)
    return _read(town, form, text, {heading_of(column): column.key for column in form.columns})


def visit(town: Town, ratee: str, text: str, *, unit: str = "", component: str = "") -> FormReading:
    """A 实地考评 of one ratee (and 考核板块): 编号, 自评, 得分, 扣分, 原因."""
    form = _find(town, FormKind.RUBRIC, ratee=ratee, unit=unit, component=component)
    return _read(town, form, text, {"自评": "self", "得分": "score", "扣分": "deduction", "原因": "reason"})


def department(town: Town, text: str, *, unit: str = "", component: str = "") -> FormReading:
    """A 部门评分表: 编号, a column an item (K3), a column for its reasons (K3原因)."""
    form = _find(town, FormKind.DEPARTMENT, unit=unit, component=component)
    keys = {column.item: column.key for column in form.columns if column.key.startswith("points:")}
    return _read(town, form, text, keys | {f"{item}原因": f"reason:{item}" for item in keys})


def given(town: Town, text: str, *, unit: str = "", component: str = "") -> FormReading:
    """A 得分表 (of a 考核板块): 编号, 得分 and 依据, with their 期次 as 得分:上半年."""
    form = _find(town, FormKind.SCORES, unit=unit, component=component)
    heads = {column.key: column.key.replace("score", "得分").replace("basis", "依据") for column in form.columns}
    return _read(town, form, text, {head: key for key, head in heads.items()})


def opinions(town: Town, text: str) -> FormReading:
    """A 评议意见: 编号, 评价, 问题, 改进."""
    form = _find(town, FormKind.OPINION)
    return _read(town, form, text, {"评价": "overall", "问题": "problems", "改进": "improvements"})


def self_check(town: Town, ratee: str, text: str) -> FormReading:
    """A 述职自查 of one ratee: 编号, 成效, 问题, 措施."""
    form = _find(town, FormKind.SELF_CHECK, ratee=ratee)
    return _read(town, form, text, {"成效": "practices", "问题": "problems", "措施": "measures"})


def review(town: Town, text: str, *, unit: str = "") -> FormReading:
    """A 述职报告审核: 编号, 日期, 结果, 意见."""
    form = _find(town, FormKind.REVIEW, unit=unit)
    return _read(town, form, text, {"日期": "submitted", "结果": "verdict", "意见": "remark"})


def _find(
    town: Town,
    kind: FormKind,
    *,
    voter_class: str = "",
    ratee: str = "",
    unit: str = "",
    component: str = "",
    version: str = LAYOUT_VERSION,
) -> FormLayout:
    return next(
        expected.at(version).layout
        for expected in town.expected
        if expected.layout.key.kind is kind
        and voter_class in ("", expected.layout.key.voter_class)
        and ratee in ("", expected.layout.key.ratee)
        and unit in ("", expected.layout.key.unit)
        and component in ("", expected.layout.key.component)
    )


def _read(town: Town, form: FormLayout, text: str, keys: dict[str, str], *, prefix: str = "") -> FormReading:
    """Every cell that is not blank, by the layout's kinds: a value, a word, or a bad cell."""
    index = next(i for i, expected in enumerate(town.expected) if expected.layout.key == form.key)
    numbers, texts, bad = list[tuple[int, int, int]](), dict[tuple[int, str], str](), dict[tuple[int, int], str]()
    heads, *rows = table(text)
    places = {row.key: place for place, row in enumerate(form.rows)}
    for row in rows:
        for head, cell in zip(heads[1:], row[1:], strict=True):
            if cell != "":
                place, column = places[str(row[0])], form.column_of(keys.get(str(head)) or prefix + str(head))
                entry = _entry(form.kind_of(place, column), str(cell))
                if isinstance(entry, int):
                    numbers.append((place, column, entry))
                elif entry is not None:
                    texts[place, form.columns[column].field] = entry
                else:
                    bad[place, column] = str(cell)
    return FormReading(
        index,
        form.sheet,
        GridEntries.of(form.width, numbers),
        rows=tuple(FIRST_ROW + place for place in range(len(form.rows))),
        columns=tuple(range(form.width)),
        texts=texts,
        bad_cells=bad,
    )


def _entry(kind: Kind | None, cell: str) -> int | str | None:
    """What a cell says: a number, a word, or None where it is not understood."""
    if isinstance(kind, Text):
        return cell
    value = kind.take(cell).value if kind is not None else None
    if isinstance(value, date):
        return str(value)
    return value if isinstance(value, int | str) else None


def received(town: Town, readings: Iterable[FormReading]) -> Received:
    """These replies and no others, each in a file of its own."""
    used = dict(sorted((reading.form, reading) for reading in readings))
    sources = {place: f"回收{place}.xlsx" for place in used}
    return Received(town.expected, used, sources, (), (), (), {})


def judged(town: Town, *readings: FormReading) -> tuple[Judged, tuple[Finding, ...]]:
    """What the checks say and what is asked."""
    came = received(town, readings)
    outcome = judge(town.scheme, came)
    return outcome.value, (*outcome.findings, *question_conduct(town.scheme, came, outcome.value))


def counted(town: Town, *readings: FormReading) -> tuple[Result, tuple[Finding, ...]]:
    """What the tally says, with the findings of the tally alone."""
    outcome = count(town.scheme, judge(town.scheme, received(town, readings)).value.counted)
    return outcome.value, outcome.findings
