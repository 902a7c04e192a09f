"""The trace: from each leaf of the summary's formulas back to the cells in which people typed.

A leaf is a number with which formulas begin. It is answered by rows of 出处: which file, sheet and cells, how many
entries, their sum, what was left out and why. Files that would identify voters are pooled (``vote_sources``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from lianping_xlsx.audit.left_out import LeftOut, left_out
from lianping_xlsx.audit.source_blocks import (
    ENTERED,
    AssessmentSource,
    BlockKind,
    LeafSource,
    Line,
    Origin,
    SourceBlock,
    Trace,
    cell_ranges,
    runs,
)
from lianping_xlsx.audit.vote_sources import BAND, VoteSources
from lianping_xlsx.checks.ballot_entries import MarkGroups
from lianping_xlsx.checks.countable import Counted, rows_in
from lianping_xlsx.checks.given_score_checks import ONLY
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.checks.secret_forms import SecretForms
from lianping_xlsx.checks.used_form import UsedForm, used_forms
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.kinds.department_form import points_key
from lianping_xlsx.forms.kinds.rubric_form import RUBRIC_ENTRIES
from lianping_xlsx.forms.kinds.score_form import SCORE, field_of
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Collects, ComponentSource, ItemMode
from lianping_xlsx.tally.item_points import entries_by_form
from lianping_xlsx.tally.tally_results import Result


def trace(scheme: Scheme, received: Received, judged: Judged, result: Result, findings: Iterable[Finding]) -> Trace:
    """The sources of every leaf of a result. ``findings``: those on the replies, in full."""
    secret = SecretForms(scheme, received)
    quotable = [index for index in received.readings if not secret.is_secret(index)]
    lacks = left_out(received, findings, quotable)
    votes = VoteSources(scheme, received, judged, lacks).blocks(result)
    entries = _EntryBlocks(scheme, received, lacks)
    blocks = (*votes, *entries.departments(judged.counted, result), *entries.scores(judged.counted, result))
    return Trace(
        blocks,
        tuple(_assessment_sources(scheme, received, judged.counted, lacks)),
    )


# ---------------------------------------------------------------- entries that are no votes


_MODES = ItemMode.BONUS, ItemMode.PENALTY, ItemMode.DEDUCTION


def _assessment_sources(
    scheme: Scheme, received: Received, counted: Counted, lacks: Mapping[int, LeftOut]
) -> Iterator[AssessmentSource]:
    """Yield a source for each 实地考评表 that is used, by ratee (order of the scheme) and unit."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    forms = used_forms(received, Collects.SCORES)
    sums = _sums_by_form(scheme, counted)
    for form in sorted(forms, key=lambda each: (order[each.expected.layout.key.ratee], each.expected.layout.key.unit)):
        key, index = form.expected.layout.key, form.index
        component = scheme.component_in(scheme.ratee_of[key.ratee].group, ComponentSource.RUBRIC, key.component)
        origin = Origin(received.sources[index], form.reading.sheet, _columns(form, RUBRIC_ENTRIES))
        said = lacks.get(index)
        numbers = sums.get(index, (0, 0, 0, 0))
        yield AssessmentSource(key.ratee, component, key.unit, origin, *numbers, left_out=said.words if said else "")


def _sums_by_form(scheme: Scheme, counted: Counted) -> dict[int, tuple[int, int, int, int]]:
    """The number of entries, the points of the items of the 100, 加分 and 减分 of each form."""
    scores = counted.scores
    full = np.array([item.points for item in scheme.rubric], dtype=np.int64)[scores["item"]]
    mode = np.array([list(ItemMode).index(item.mode) for item in scheme.rubric])[scores["item"]]
    value = scores["value"].to_numpy()
    bonus, penalty, lost = (mode == list(ItemMode).index(each) for each in _MODES)
    forms = MarkGroups.of(scores, "form")
    earned = np.where(bonus | penalty, 0, np.where(lost, np.maximum(full - value, 0), value))
    parts = earned, np.where(bonus, value, 0), np.where(penalty, value, 0)
    sums = forms.rows(forms.size > 0, forms.size, *map(forms.total, parts))
    return {form: (entries, points, bonus, penalty) for form, entries, points, bonus, penalty in sums}


def _columns(form: UsedForm, keys: Sequence[str]) -> str:
    """The cells of the columns with these keys, in all rows that are there."""
    layout, reading = form.expected.layout, form.reading
    wanted = [reading.columns[index] for index, column in enumerate(layout.columns) if column.key in keys]
    rows = [row for row in reading.rows if row >= 0]
    return cell_ranges((min(rows, default=0), max(rows, default=0)), [column for column in wanted if column >= 0])


class _EntryBlocks:
    """The blocks of forms with a row for each ratee: 部门评分表 and 得分表."""

    def __init__(self, scheme: Scheme, received: Received, lacks: Mapping[int, LeftOut]) -> None:
        self._scheme = scheme
        self._received = received
        self._lacks = lacks

    def departments(self, counted: Counted, result: Result) -> Iterator[SourceBlock]:
        """Yield the blocks of 部门评分表: a line for each item, as entered."""
        codes = [item.code for item in self._scheme.rubric]
        values = {
            (form, ratee, codes[item]): value
            for (form, ratee), entries in entries_by_form(counted).items()
            if form in counted.scored_by_departments
            for item, value in entries.items()
        }
        ratees = {(each.component, each.ratee) for each in result.departments}
        key_of = {item.code: points_key(item) for item in self._scheme.rubric}
        yield from self._blocks(BlockKind.DEPARTMENTS, Collects.DEPARTMENT, ratees, values, key_of)

    def scores(self, counted: Counted, result: Result) -> Iterator[SourceBlock]:
        """Yield the blocks of 得分表: a line for each 期次."""
        names = {ONLY: ""} | {place: period.name for place, period in enumerate(self._scheme.periods)}
        rows = rows_in(counted.given, ["form", "ratee", "period", "value"])
        values = {(form, ratee, names[period]): int(value) for form, ratee, period, value in rows}
        ratees = {(each.component, each.ratee) for each in result.given}
        key_of = {name: field_of(SCORE, name) for name in names.values()}
        yield from self._blocks(BlockKind.SCORES, Collects.GIVEN_SCORES, ratees, values, key_of)

    def _blocks(
        self,
        kind: BlockKind,
        collects: Collects,
        ratees: set[tuple[str, str]],
        values: Mapping[tuple[int, int, str], int],
        key_of: Mapping[str, str],
    ) -> Iterator[SourceBlock]:
        """Yield the blocks by component, 排名组 and band. ``values``: by form, ratee and item; ``key_of``: columns."""
        if not ratees:
            return
        scheme, forms = self._scheme, used_forms(self._received, collects)
        place_of = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
        for component in scheme.components:
            for group in scheme.groups:
                own = [r.code for r in scheme.ratees_of[group] if (component.name, r.code) in ratees]
                for first in range(0, len(own), BAND):
                    band = own[first : first + BAND]
                    places = [place_of[code] for code in band]
                    found = []
                    for form in forms:
                        if self._component_of(form, group) == component.name:
                            found += self._source(form, band, places, values, key_of)
                    missing = "、".join(self._missing(collects, component.name, group, frozenset(band)))
                    yield SourceBlock(kind, ("", component.name), group, tuple(band), tuple(found), missing)

    def _component_of(self, form: UsedForm, group: str) -> str:
        return self._component(form.expected.layout.key.component, form.expected.layout.key.kind.collects, group)

    def _component(self, named: str, collects: Collects, group: str) -> str:
        source = ComponentSource.SCORES if collects is Collects.GIVEN_SCORES else ComponentSource.RUBRIC
        return self._scheme.component_in(group, source, named)

    def _source(
        self,
        form: UsedForm,
        codes: Sequence[str],
        places: Sequence[int],
        values: Mapping[tuple[int, int, str], int],
        key_of: Mapping[str, str],
    ) -> list[LeafSource]:
        """The source of one form, if it has an entry on one of the ratees."""
        items = list(dict.fromkeys(column.item for _, column in form.expected.layout.input_columns()))
        given = {item: tuple(values.get((form.index, place, item)) for place in places) for item in items}
        lines = tuple(
            Line(ENTERED, numbers, item) for item, numbers in given.items() if any(n is not None for n in numbers)
        )
        if not lines:
            return []
        cells = self._cells(form, codes, [key_of[line.item] for line in lines])
        origin = Origin(self._received.sources[form.index], form.reading.sheet, cells)
        said = self._lacks.get(form.index)
        return [LeafSource(origin, form.expected.layout.key.unit, lines, left_out=said.words if said else "")]

    def _cells(self, form: UsedForm, codes: Sequence[str], keys: Sequence[str]) -> str:
        layout, reading = form.expected.layout, form.reading
        rows = [reading.rows[place] for place, row in enumerate(layout.rows) if row.ratee in codes]
        columns = [reading.columns[index] for index, column in enumerate(layout.columns) if column.key in keys]
        there = [column for column in columns if column >= 0]
        return "、".join(cell_ranges(span, there) for span in runs(row for row in rows if row >= 0))

    def _missing(self, collects: Collects, component: str, group: str, codes: frozenset[str]) -> Iterator[str]:
        for entry, expected in zip(self._received.returns, self._received.expected, strict=False):
            layout = expected.layout
            if layout.key.kind.collects is not collects or entry.status is FormStatus.USED:
                continue
            on_form = {row.ratee for row in layout.rows} & codes
            if on_form and self._component(layout.key.component, collects, group) == component:
                yield f"{expected.unit}（{entry.status}）"
