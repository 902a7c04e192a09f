"""Is a 考评表 whole, and is every entry within its item's points?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.kinds.rubric_form import RUBRIC_ENTRIES, rubric_entry
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points

COLUMNS = ["form", "ratee", "item", "value"]


@dataclass(frozen=True)
class JudgedRubrics:
    """Valid entries, the forms that are not whole, and by (form, item) the reasons and the valid 自评得分."""

    scores: pd.DataFrame
    incomplete: frozenset[int]
    reasons: dict[tuple[int, int], str]
    own_scores: dict[tuple[int, int], int]
    findings: tuple[Finding, ...]


def judge_rubrics(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedRubrics:
    """Entries out of range or missing keep their form from having a total; a missing reason is only looked at."""
    ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    items = {item.code: place for place, item in enumerate(scheme.rubric)}
    rows: list[tuple[int, int, int, int]] = []
    incomplete: set[int] = set()
    reasons: dict[tuple[int, int], str] = {}
    own_scores: dict[tuple[int, int], int] = {}
    findings: list[Finding] = []
    for form in forms:
        (values, own), ratee = _entries(form), ratees[form.expected.layout.key.ratee]
        findings += _own_faults(form, own)
        for place, row in enumerate(form.expected.layout.rows):
            index, value = items[row.item], values.get(place)
            item, reason = scheme.rubric[index], form.reading.texts.get((place, "reason"), "")
            if reason:
                reasons[form.index, index] = reason
            if place in own and 0 <= own[place] <= item.points:
                own_scores[form.index, index] = own[place]
            if value is None or not _fits(item, value):
                faults = list(_faults(form, place, item, value))
                findings += faults
                if faults or not _may_be_blank(form, place, item):
                    incomplete.add(form.index)
                continue
            findings += _remarks(form, place, item, value)
            findings += () if reason else _unexplained(form, place, item, value, scheme.rules.zero_line)
            rows.append((form.index, ratee, index, value))
    scores = pd.DataFrame(np.array(rows, dtype=np.int64).reshape(-1, len(COLUMNS)), columns=COLUMNS)
    return JudgedRubrics(scores, frozenset(incomplete), reasons, own_scores, tuple(findings))


def _entries(form: UsedForm) -> tuple[dict[int, int], dict[int, int]]:
    """What the 考核组 entered, and the 自评得分, by grid row."""
    own_column = form.expected.layout.column_of("self")
    entered: dict[int, int] = {}
    own: dict[int, int] = {}
    for place, column, value in form.reading.entries:
        (own if column == own_column else entered)[place] = value
    return entered, own


def _own_faults(form: UsedForm, own: Mapping[int, int]) -> Iterator[Finding]:
    """自评得分 beyond an item's points are not shown; they cost the form nothing."""
    layout = form.expected.layout
    for place, value in own.items():
        kind = layout.rows[place].kinds["self"]
        if isinstance(kind, Points) and not kind.admits(value):
            slots = {"raw": exact.show_short(value), "expects": kind.expects()}
            yield form.cell_finding("cell.out-of-range", place, layout.column_of("self"), **slots)


def _open_column(form: UsedForm, place: int) -> int:
    layout = form.expected.layout
    return layout.column_of(rubric_entry(layout.rows[place].mode))


def _may_be_blank(form: UsedForm, place: int, item: RubricItem) -> bool:
    """A bonus or penalty that was not given; but not one that was given and not understood."""
    return not item.counts_to_hundred and (place, _open_column(form, place)) not in form.reading.bad_cells


def _fits(item: RubricItem, value: int) -> bool:
    """A deduction may be greater than the item's points: it is floored."""
    return value >= 0 and (value <= item.points or item.mode is ItemMode.DEDUCTION)


def _faults(form: UsedForm, place: int, item: RubricItem, value: int | None) -> Iterator[Finding]:
    """Of an item without a value, or with one that does not fit."""
    column = _open_column(form, place)
    layout = form.expected.layout
    expects = layout.rows[place].kinds[layout.columns[column].key].expects()
    if value is not None and value < 0 and rubric_entry(item.mode) == "deduction":
        yield form.cell_finding(
            "rubric.minus", place, column, raw=exact.show_short(value), lost=exact.show_short(-value)
        )
        return
    if value is not None:
        yield form.cell_finding("cell.out-of-range", place, column, raw=exact.show_short(value), expects=expects)
        return
    said = ((place, layout.column_of(key)) for key in RUBRIC_ENTRIES)
    bad = not form.reading.bad_cells.keys().isdisjoint(said)  # also what stands in the other column
    if item.counts_to_hundred and not bad and form.reading.rows[place] >= 0:
        yield form.blank_finding(place, column)


_LARGE = 10 * exact.POINT
"""Of an item of so many points hardly a part of one is given; of smaller ones it often is."""


def _remarks(form: UsedForm, place: int, item: RubricItem, value: int) -> Iterator[Finding]:
    if item.mode is ItemMode.SCORE and item.points >= _LARGE and 0 < value < exact.POINT:
        meant = {"raw": value, "percent": 100 * value, "meant": exact.divide_half_up(item.points * value, exact.POINT)}
        slots = {name: exact.show_short(number) for name, number in (meant | {"points": item.points}).items()}
        yield form.cell_finding("rubric.fraction", place, _open_column(form, place), **slots)
    if value > item.points:
        slots = {"deduction": exact.show_short(value), "points": exact.show_short(item.points)}
        yield form.cell_finding("rubric.floored", place, _open_column(form, place), **slots)


_ZERO_LINE = 5 * exact.POINT
"""Of an item of so many points a nought without a reason is asked about, where the scheme sets no line of its own."""
_CHANGES = {
    ItemMode.SCORE: ("失", "失分"),
    ItemMode.DEDUCTION: ("扣", "扣分"),
    ItemMode.BONUS: ("加", "加分"),
    ItemMode.PENALTY: ("减", "减分"),
}


def _unexplained(form: UsedForm, place: int, item: RubricItem, value: int, line: int | None) -> Iterator[Finding]:
    """Points lost or given without a reason. A whole 得分 item at 0 may be one that was obeyed, not judged.

    ``line``: 零分须写原因线 (hundredths); from it on such a nought is an error. The figure stands in either case.
    """
    lost = item.points - value if item.mode is ItemMode.SCORE else value
    if lost <= 0:
        return
    said, column = {"item": f"{item.code}“{item.text}”"}, _open_column(form, place)
    if item.mode is ItemMode.SCORE and value == 0 and item.points >= (_ZERO_LINE if line is None else line):
        said |= {"points": exact.show_short(item.points), "line": exact.show_short(line or 0)}
        yield form.cell_finding("rubric.zero" if line is None else "rubric.zero-unexplained", place, column, **said)
        return
    verb, kind = _CHANGES[item.mode]
    change = f"{verb}{exact.show_short(lost)}分"
    yield form.cell_finding("rubric.no-reason", place, column, change=change, kind=kind, **said)
