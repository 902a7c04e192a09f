"""Is each ready-made score of a 得分表 there and in range? A blank is a missing score, never 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lianping_xlsx.checks.countable import frame_of
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds.score_form import BASIS, field_of
from lianping_xlsx.forms.layout import GridColumn
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import ComponentSource, MissingPeriod
from lianping_xlsx.spreadsheet.cell_kinds import Points

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["form", "ratee", "period", "value"]
ONLY = -1
"""In place of a 期次, if the component has none."""
_Cells = Mapping[tuple[int, int], int]
"""Values (hundredths) by grid row and grid column."""


@dataclass(frozen=True)
class JudgedScores:
    """Valid scores, and the 依据 by (form, ratee, period), as ``Counted`` has them.

    ``unsettled``: the scores (form, ratee, period) that were not understood, or are out of range.
    """

    scores: pd.DataFrame
    bases: dict[tuple[int, int, int], str]
    findings: tuple[Finding, ...]
    unsettled: frozenset[tuple[int, int, int]] = frozenset()


def judge_given_scores(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedScores:
    """Every score of every form.

    Findings: ``cell.out-of-range``, ``cell.blank``, ``given.period-missing``, ``given.no-basis``.
    """
    ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    rows: list[tuple[int, int, int, int]] = []
    bases: dict[tuple[int, int, int], str] = {}
    findings: list[Finding] = []
    unsettled: set[tuple[int, int, int]] = set()
    for form in forms:
        layout, periods = form.expected.layout, _periods(scheme, form)
        values = {(place, index): value for place, index, value in form.reading.entries}
        without = []
        for place, row in enumerate(layout.rows):
            valid = dict(_valid(form, place, values))
            findings += _faults(scheme, form, place, values, valid)
            wrong = {item for item in _entered(form, place, values) if item not in valid}
            unsettled.update((form.index, ratees[row.ratee], periods[item]) for item in wrong)
            for item, value in valid.items():
                key = (form.index, ratees[row.ratee], periods[item])
                rows.append((*key, value))
                if basis := form.reading.texts.get((place, field_of(BASIS, item)), ""):
                    bases[key] = basis
                elif row.ratee not in without:
                    without.append(row.ratee)
        if without:
            names = some([scheme.ratee_of[code].label for code in without], NAMED_IN_LIST, "人")
            findings.append(Finding("given.no-basis", form.place, {"form": str(layout.key.kind), "names": names}))
    scores = frame_of(rows, COLUMNS)
    return JudgedScores(scores, bases, tuple(findings), frozenset(unsettled))


def _periods(scheme: Scheme, form: UsedForm) -> dict[str, int]:
    """The places in the scheme of the 期次 of the form's component, by name."""
    layout = form.expected.layout
    group = scheme.ratee_of[layout.rows[0].ratee].group
    component = scheme.component_in(group, ComponentSource.SCORES, layout.key.component)
    places = {each.name: place for place, each in enumerate(scheme.periods) if each.component == component}
    return places or {"": ONLY}


def _scores(form: UsedForm) -> Iterator[tuple[int, GridColumn, Points]]:
    for index, column in form.expected.layout.input_columns():
        if isinstance(column.kind, Points):
            yield index, column, column.kind


def _entered(form: UsedForm, place: int, values: _Cells) -> Iterator[str]:
    """Yield the 期次 of a row whose score stands there, whatever it is."""
    for index, column, _ in _scores(form):
        if (place, index) in values or (place, index) in form.reading.bad_cells:
            yield column.item


def _valid(form: UsedForm, place: int, values: _Cells) -> Iterator[tuple[str, int]]:
    """Yield the scores of a row that are in range, by 期次."""
    for index, column, kind in _scores(form):
        value = values.get((place, index))
        if value is not None and kind.admits(value):
            yield column.item, value


def _faults(scheme: Scheme, form: UsedForm, place: int, values: _Cells, valid: Mapping[str, int]) -> Iterator[Finding]:
    """Yield the findings on the scores of a row that are out of range or blank."""
    excluded = form.expected.layout.rows[place].ratee in scheme.excluded
    for index, column, kind in _scores(form):
        value = values.get((place, index))
        if value is not None and column.item not in valid:
            slots = {"raw": exact.show_short(value), "expects": kind.expects()}
            yield form.cell_finding("cell.out-of-range", place, index, **slots)
        gone = form.reading.rows[place] < 0 or (place, index) in form.reading.bad_cells
        if value is not None or gone or excluded:
            continue
        if valid and scheme.rules.missing_period is MissingPeriod.REWEIGH:
            yield form.cell_finding("given.period-missing", place, index)
        else:
            yield form.blank_finding(place, index)
