"""The sources of the votes of every voter class on every ratee: registers and 计票汇总.

Of a 无记名 class a form is named only if it holds at least 票类均分单列线 ballots, and for a ratee only if it has not
just one valid mark on him. The others of a ratee are pooled. While the pooled ones hold fewer ballots than the line,
the next smallest form goes with them, since the pool would show what stands on a single one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import field
from functools import cached_property, reduce

import numpy as np
import pandas as pd

from lianping_xlsx.audit.left_out import LeftOut
from lianping_xlsx.audit.source_blocks import (
    ABSTAINED,
    RETURNED,
    TOTAL,
    TRIMMED,
    VALID,
    VOID,
    BlockKind,
    LeafSource,
    Line,
    Origin,
    SourceBlock,
    cell_ranges,
    grade_votes,
    runs,
)
from lianping_xlsx.checks.countable import MARK_VOID, VOID_CELL, Counted, rows_in
from lianping_xlsx.checks.countable import VALID as VALID_MARK
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.checks.mark_shares import in_shares
from lianping_xlsx.checks.secret_forms import SecretForms
from lianping_xlsx.checks.used_form import UsedForm, used_forms
from lianping_xlsx.core.cell_address import a1, spans_in
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.scheme.model import Scheme, VoterClass
from lianping_xlsx.scheme.terms import Collects, Scoring
from lianping_xlsx.tally.tally_results import ClassTally, Result

BAND = 12
"""The largest number of ratees side by side in a block."""
_ONCE = tuple((name, "") for name in (RETURNED, VALID, VOID, ABSTAINED))
"""Numbers that are often the same for all ratees of a form."""
_RETURNED, _VALID, _VOID, _ABSTAINED, _TOTAL = ((name, "") for name in (RETURNED, VALID, VOID, ABSTAINED, TOTAL))
_Values = dict[tuple[str, str], int]
"""Numbers by name and item of their line."""
_OnRatee = tuple[str, str, int]
"""Poll, voter class and place of the ratee."""


@dataclass
class _VoteForm:
    """A used form with votes. ``secret``: of a 无记名 class; ``small``: of few ballots. ``values``: by ratee."""

    form: UsedForm
    file: str
    small: bool
    secret: bool
    values: dict[int, _Values] = field(default_factory=dict)

    @cached_property
    def tells(self) -> bool:
        """True if the form must not be named as it stands, for any ratee at least."""
        return self.secret and (self.small or any(each[_VALID] == 1 for each in self.values.values()))


class VoteSources:
    """The sources of the votes of one campaign."""

    def __init__(self, scheme: Scheme, received: Received, judged: Judged, lacks: Mapping[int, LeftOut]) -> None:
        self._scheme = scheme
        self._received = received
        self._lacks = lacks
        self._line = scheme.rules.class_line
        # No formula begins with 弃权 unless it counts in a rate of votes; it is what is left of 收回.
        self._aside = () if scheme.vote_rates or scheme.items else (ABSTAINED,)
        self._forms: dict[_OnRatee, list[_VoteForm]] = {}
        self._secret = SecretForms(scheme, received)
        ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
        self._place_of = ratees
        by_index: dict[int, _VoteForm] = {}
        for form in (*judged.registers, *used_forms(received, Collects.COUNTS)):
            hidden = self._secret.is_secret(form.index)
            small = hidden and self._secret.is_small(form.index)
            by_index[form.index] = _VoteForm(form, received.sources[form.index], small, hidden)
        _add_registers(judged.counted, judged.registers, by_index, ratees)
        _add_tallies(judged.counted, by_index)
        _add_grades(scheme, judged.counted, by_index)
        if judged.counted.item_votes is not None:
            _add_items(scheme, judged.counted, judged.counted.item_votes, by_index)
        for each in by_index.values():
            key = each.form.expected.layout.key
            for place in each.values:
                self._forms.setdefault((key.poll, key.voter_class, place), []).append(each)
        self._absent = list(_absent(received))

    def blocks(self, result: Result) -> Iterator[SourceBlock]:
        """Yield the blocks: by class, 排名组 and at most ``BAND`` ratees."""
        tallies: dict[tuple[str, str, str], list[ClassTally]] = {}
        for tally in result.classes:
            group = self._scheme.ratee_of[tally.ratee].group
            tallies.setdefault((tally.poll, tally.voter_class, group), []).append(tally)
        for voter in self._scheme.classes:
            for group in self._scheme.groups:
                own = tallies.get((voter.poll, voter.name, group), [])
                for first in range(0, len(own), BAND):
                    yield self._block(voter, group, own[first : first + BAND])

    def _block(self, voter: VoterClass, group: str, tallies: Sequence[ClassTally]) -> SourceBlock:
        codes = [tally.ratee for tally in tallies]
        places = [self._place_of[code] for code in codes]
        on_them: dict[int, _VoteForm] = {}
        for place in places:
            on_them.update({each.form.index: each for each in self._forms.get((voter.poll, voter.name, place), ())})
        forms = [on_them[index] for index in sorted(on_them)]
        pooled = {place: self._pooled(forms, place) for place in places} if any(f.tells for f in forms) else {}
        sources = [source for each in forms if (source := self._named(each, places, pooled)) is not None]
        hidden = [each for each in forms if any(each.form.index in indexes for indexes in pooled.values())]
        sources += [self._pool(hidden, places, pooled)] if hidden else []
        sources += _trimmed(tallies)
        missing = "、".join(self._missing(voter, set(codes)))
        owner = voter.poll, voter.name
        return SourceBlock(BlockKind.VOTES, owner, group, tuple(codes), tuple(sources), missing)

    def _pooled(self, forms: Sequence[_VoteForm], place: int) -> frozenset[int]:
        """The forms on a ratee that must not be named: the small ones, and more while these are below the line."""
        on_him = [each for each in forms if each.secret and place in each.values]
        chosen = [each.form.index for each in on_him if each.small or each.values[place][_VALID] == 1]
        if chosen:
            ballots = {each.form.index: self._secret.ballots(each.form.index) for each in on_him}
            others = sorted(ballots.keys() - set(chosen), key=lambda index: (ballots[index], index))
            while others and sum(ballots[index] for index in chosen) < self._line:
                chosen.append(others.pop(0))
        return frozenset(chosen)

    def _named(self, form: _VoteForm, places: Sequence[int], pooled: Mapping[int, frozenset[int]]) -> LeafSource | None:
        """The source of a form for the ratees for whom it is not pooled; None if there are none."""
        index = form.form.index
        own = [place if index not in pooled.get(place, ()) else -1 for place in places]
        values = [form.values.get(place) for place in own]
        if not any(values):
            return None
        there = [place for place, each in zip(own, values, strict=True) if each is not None]
        origin = Origin(form.file, form.form.reading.sheet, _cells(form.form, [self._code(place) for place in there]))
        said = self._lacks.get(index)
        return _source(origin, form.form.expected.layout.key.unit, values, said.words if said else "", self._aside)

    def _pool(
        self, hidden: Sequence[_VoteForm], places: Sequence[int], pooled: Mapping[int, frozenset[int]]
    ) -> LeafSource:
        """The source of all forms that are pooled for a ratee."""
        values = [
            _summed([form.values[place] for form in hidden if form.form.index in pooled[place]]) for place in places
        ]
        each = "各不足" if all(form.small for form in hidden) else "其中有的有效票不足"
        # A form on which the voter class of one ratee is small may be named for another: its words stand there.
        said = [self._lacks[form.form.index] for form in hidden if form.form.index in self._lacks]
        words = reduce(LeftOut.with_other, said, LeftOut()).words
        return _source(Origin(f"{len(hidden)}份，{each}{self._line}张，不列明"), "", values, words, self._aside)

    def _code(self, place: int) -> str:
        return self._scheme.ratees[place].code

    def _missing(self, voter: VoterClass, codes: Set[str]) -> Iterator[str]:
        """Yield in words the forms of a class on some ratees that are not there."""
        for key, on_form, words in self._absent:
            if key == (voter.poll, voter.name) and on_form & codes:
                yield words


def _absent(received: Received) -> Iterator[tuple[tuple[str, str], Set[str], str]]:
    """Yield poll and class, the codes of the ratees, and the words on each form that is not used."""
    for entry, expected in zip(received.returns, received.expected, strict=False):
        if entry.key.kind.polled and entry.status is not FormStatus.USED:
            layout = expected.layout
            codes = {column.ratee for column in layout.columns} | {row.ratee for row in layout.rows}
            yield (entry.key.poll, entry.key.voter_class), codes - {""}, f"{expected.unit}（{entry.status}）"


# ---------------------------------------------------------------- numbers


def _add_registers(
    counted: Counted, registers: Sequence[UsedForm], forms: Mapping[int, _VoteForm], ratees: Mapping[str, int]
) -> None:
    """Add the votes on registers: sums by form and grid column, then by the ratee of the column."""
    if not registers:
        return
    widths = np.array([form.expected.layout.width for form in registers])
    ends = np.cumsum(widths)
    first = np.zeros(max(form.index for form in registers) + 1, dtype=np.int64)
    first[[form.index for form in registers]] = ends - widths
    (numbers, void), totals = np.zeros((2, ends[-1]), dtype=np.int64), np.zeros(ends[-1])
    for marks in in_shares(counted.marks) if len(counted.marks) else ():
        keys = first[marks["form"].to_numpy()] + marks["column"].to_numpy()
        state = marks["state"].to_numpy()
        valid = state == VALID_MARK
        least = keys.min()
        size, here = keys.max() - least + 1, slice(least, keys.max() + 1)
        # Sums of hundredths stay far below 2 ** 53, so that they are exact as floating-point numbers.
        totals[here] += np.bincount(keys[valid] - least, marks["value"].to_numpy()[valid], size)
        numbers[here] += np.bincount(keys[valid] - least, None, size)
        void[here] += np.bincount(keys[state == MARK_VOID] - least, None, size)
    valids, voids, sums = (each.astype(np.int64).tolist() for each in (numbers, void, totals))
    counts = {form: rest for form, *rest in rows_in(counted.registers, ["form", "returned", "void"])}
    columns_of = _Columns(ratees)
    for form in registers:
        start, (returned, whole_void) = int(first[form.index]), counts[form.index]
        values = forms[form.index].values
        for ratee, (place, *others) in columns_of(form).items():
            place += start
            number, lost, total = valids[place], voids[place], sums[place]
            for column in others:
                place = start + column
                number, lost, total = number + valids[place], lost + voids[place], total + sums[place]
            values[ratee] = _votes(returned, number, whole_void + lost, returned - whole_void - lost - number, total)


def _votes(returned: int, valid: int, void: int, abstained: int, total: int) -> _Values:
    return {
        _RETURNED: returned,
        _VALID: valid,
        _VOID: void,
        _ABSTAINED: abstained,
        _TOTAL: total,
    }


class _Columns:
    """The grid columns of each ratee (place) on a register; forms of one body share the answer."""

    def __init__(self, ratees: Mapping[str, int]) -> None:
        self._ratees = ratees
        self._known: dict[int, dict[int, tuple[int, ...]]] = {}

    def __call__(self, form: UsedForm) -> dict[int, tuple[int, ...]]:
        columns = form.expected.layout.columns
        if id(columns) not in self._known:
            found: dict[int, tuple[int, ...]] = {}
            for index, column in enumerate(columns):
                if column.ratee:
                    place = self._ratees[column.ratee]
                    found[place] = (*found.get(place, ()), index)
            self._known[id(columns)] = found
        return self._known[id(columns)]


def _add_tallies(counted: Counted, forms: Mapping[int, _VoteForm]) -> None:
    columns = ["form", "ratee", "returned", "valid", "void", "abstained", "total"]
    for form, ratee, *numbers in rows_in(counted.tallies, columns):
        forms[form].values[ratee] = _votes(*numbers)


def _add_grades(scheme: Scheme, counted: Counted, forms: Mapping[int, _VoteForm]) -> None:
    """Add the votes for each grade of polls by 等次, noughts too."""
    graded = {poll.name for poll in scheme.polls if poll.scoring is Scoring.GRADES}
    for each in forms.values():
        poll = each.form.expected.layout.key.poll
        for values in each.values.values() if poll in graded else ():
            values.update({(grade_votes(grade.name), ""): 0 for grade in scheme.grades_of(poll)})
    for form, ratee, grade, count in rows_in(counted.grades, ["form", "ratee", "grade", "count"]):
        forms[form].values[ratee][grade_votes(scheme.grades[grade].name), ""] = count


def _add_items(scheme: Scheme, counted: Counted, votes: pd.DataFrame, forms: Mapping[int, _VoteForm]) -> None:
    """Add the votes of polls by 分项等次 for each item; such a class has no sum of its own."""
    whole_void = dict(zip(counted.registers["form"].tolist(), counted.registers["void"].tolist(), strict=True))
    for each in forms.values():
        for item in scheme.graded_items(each.form.expected.layout.key.poll):
            for values in each.values.values():
                values.pop((TOTAL, ""), None)
                values.update({(VALID, item.code): 0, (TOTAL, item.code): 0})
                values[VOID, item.code] = whole_void.get(each.form.index, 0)
                grades = scheme.grades_of(each.form.expected.layout.key.poll, item)
                values.update({(grade_votes(grade.name), item.code): 0 for grade in grades})
    for form, ratee, number, grade, count in rows_in(votes, ["form", "ratee", "item", "grade", "count"]):
        values, code = forms[form].values[ratee], scheme.items[number].code
        if grade == VOID_CELL:
            values[VOID, code] += count
            continue
        chosen = scheme.grades[grade]
        values[grade_votes(chosen.name), code] = count
        if chosen.counted:
            values[VALID, code] += count
            values[TOTAL, code] += count * chosen.points
    for each in forms.values():
        for item in scheme.graded_items(each.form.expected.layout.key.poll):
            for values in each.values.values():
                given = values[VALID, item.code] + values[VOID, item.code]
                values[ABSTAINED, item.code] = values[RETURNED, ""] - given


def _summed(values: Sequence[_Values]) -> _Values | None:
    if not values:
        return None
    found: _Values = {}
    for each in values:
        for key, number in each.items():
            found[key] = found.get(key, 0) + number
    return found


def _source(
    origin: Origin, unit: str, values: Sequence[_Values | None], left_out: str, aside: Sequence[str]
) -> LeafSource:
    """A source with a line for each kind of number, but for those ``aside`` and those that are alike for all ratees."""
    known = [each for each in values if each is not None]
    keys = dict.fromkeys(key for each in dict.fromkeys(map(tuple, known)) for key in each)
    once = {}
    if len(known) == len(values):
        for key in _ONCE:
            first = known[0][key]
            if all(each[key] == first for each in known):
                once[key[0]] = first
    lines = tuple(
        Line(key[0], tuple([None if each is None else each.get(key) for each in values]), key[1])
        for key in keys
        if (key[1] or key[0] not in once) and key[0] not in aside
    )
    return LeafSource(origin, unit, lines, tuple(once.items()), left_out)


def _trimmed(tallies: Sequence[ClassTally]) -> Iterator[LeafSource]:
    """Yield the marks that a mean leaves out, as numbers below 0, if there are any."""
    parts = [{"": tally.trimmed} | {item.item: item.trimmed for item in tally.items} for tally in tallies]
    items = list(dict.fromkeys(item for each in parts for item, ends in each.items() if ends is not None))
    lines = []
    for item in items:
        ends = [each.get(item) for each in parts]
        lines.append(Line(TRIMMED, tuple(None if end is None else -len(end.marks) for end in ends), item))
        lines.append(Line(TOTAL, tuple(None if end is None else -sum(end.marks) for end in ends), item))
    if lines:
        yield LeafSource(Origin("去掉的最高分、最低分"), "", tuple(lines))


# ---------------------------------------------------------------- cells


def _cells(form: UsedForm, codes: Sequence[str]) -> str:
    """The cells of the entries on some ratees: consecutive columns of a register, consecutive rows of other forms."""
    layout, reading, wanted = form.expected.layout, form.reading, frozenset(codes)
    if form.cells:  # the ballot of one voter: a row a ratee
        there = [c for c, column in zip(form.cells, layout.columns, strict=True) if c and column.ratee in wanted]
        spots = [spans_in(cell)[0][:2] for cell in there]
        return _rows_of_cells([row for row, _ in spots], [column for _, column in spots])
    if layout.key.kind.collects is Collects.COUNTS:
        rows = [reading.rows[place] for place, row in enumerate(layout.rows) if row.ratee in wanted]
        return _rows_of_cells(rows, [reading.columns[index] for index, _ in layout.input_columns()])
    columns = [reading.columns[index] for index, column in enumerate(layout.columns) if column.ratee in wanted]
    first, last = reading.entries.extent()
    return cell_ranges((reading.rows[first], reading.rows[last]), [column for column in columns if column >= 0])


def _rows_of_cells(rows: Sequence[int], columns: Sequence[int]) -> str:
    """The cells of some rows between two columns: D7:K9、D12:K12."""
    there = [column for column in columns if column >= 0]
    left, right = min(there, default=0), max(there, default=0)
    spans = (f"{a1(top, left)}:{a1(bottom, right)}" for top, bottom in runs(row for row in rows if row >= 0))
    return "、".join(spans)
