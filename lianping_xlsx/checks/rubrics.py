"""Is a 考评表 whole, and is every entry within its item's points?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from lianping_xlsx.checks.places import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import ItemMode, RubricItem, Scheme

COLUMNS = ["form", "ratee", "item", "value"]


@dataclass(frozen=True)
class JudgedRubrics:
    """Valid entries, the forms that are not whole, and the reasons by (form, item)."""

    scores: pd.DataFrame
    incomplete: frozenset[int]
    reasons: dict[tuple[int, int], str]
    findings: tuple[Finding, ...]


def judge_rubrics(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedRubrics:
    """Entries out of range or missing keep their form from having a total; a missing reason is only looked at."""
    ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    items = {item.code: place for place, item in enumerate(scheme.rubric)}
    rows: list[tuple[int, int, int, int]] = []
    incomplete: set[int] = set()
    reasons: dict[tuple[int, int], str] = {}
    findings: list[Finding] = []
    for form in forms:
        values = _entries(form)
        for place, row in enumerate(form.expected.layout.rows):
            item = items[row.item]
            reason = form.reading.texts.get((place, "reason"), "")
            reasons[form.index, item] = reason
            value = values.get(place)
            faults = list(_faults(form, place, scheme.rubric[item], value))
            findings += faults
            if value is None or faults:
                if faults or not _may_be_blank(form, place, scheme.rubric[item]):
                    incomplete.add(form.index)
                continue
            findings += _remarks(form, place, scheme.rubric[item], value, reason)
            rows.append((form.index, ratees[form.expected.layout.key.ratee], item, value))
    scores = pd.DataFrame(rows, columns=COLUMNS, dtype="int64")
    return JudgedRubrics(scores, frozenset(incomplete), reasons, tuple(findings))


def _entries(form: UsedForm) -> dict[int, int]:
    width = form.expected.layout.width
    return {cell // width: value for cell, value in zip(form.reading.cells, form.reading.values, strict=True)}


def _open_column(form: UsedForm, place: int) -> int:
    layout = form.expected.layout
    return layout.column_of(next(iter(layout.rows[place].kinds)))


def _may_be_blank(form: UsedForm, place: int, item: RubricItem) -> bool:
    """A bonus or penalty that was not given; but not one that was given and not understood."""
    width = form.expected.layout.width
    return not item.counts_to_hundred and place * width + _open_column(form, place) not in form.reading.bad_cells


def _faults(form: UsedForm, place: int, item: RubricItem, value: int | None) -> Iterator[Finding]:
    column = _open_column(form, place)
    layout = form.expected.layout
    expects = layout.rows[place].kinds[layout.columns[column].key].expects()
    bad = place * layout.width + column in form.reading.bad_cells
    if value is None:
        if item.counts_to_hundred and not bad and form.reading.rows[place] >= 0:
            yield form.cell_finding("cell.blank", place, column, expects=expects)
        return
    too_much = value > item.points and item.mode is not ItemMode.DEDUCTION
    if value < 0 or too_much:
        raw = exact.show_short(value)
        yield form.cell_finding("cell.out-of-range", place, column, raw=raw, expects=expects)


def _remarks(form: UsedForm, place: int, item: RubricItem, value: int, reason: str) -> Iterator[Finding]:
    column = _open_column(form, place)
    points = exact.show_short(item.points)
    if item.mode is ItemMode.DEDUCTION and value > item.points:
        deduction = exact.show_short(value)
        yield form.cell_finding("rubric.floored", place, column, deduction=deduction, points=points)
    lost = item.points - value if item.mode is ItemMode.SCORE else value
    if lost > 0 and not reason:
        word = "加了" if item.mode is ItemMode.BONUS else "扣了"
        change = f"{word}{exact.show_short(lost)}分"
        yield form.cell_finding("rubric.no-reason", place, column, change=change)
