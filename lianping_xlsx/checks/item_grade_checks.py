"""分项等次: the grades of the items on ballots, which cells of them count, and a 总评 that they contradict.

A cell that is blank, not counted (不计), several grades at once or not understood costs that cell alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from lianping_xlsx.checks.ballot_entries import MARK_COLUMNS, UNREADABLE, MarkGroups, keys_of
from lianping_xlsx.checks.countable import MARK_VOID, UNCOUNTED, VALID, VOID_CELL, frame_of, rows_in
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.kinds.ballots.ballot_register import GRADE
from lianping_xlsx.intake.reading.grid_entries import columnar
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import OverallConflict

_PERSON = ["form", "ballot", "ratee"]
_VOTE = ["form", "ratee", "item", "grade"]
ITEM_VOTES = [*_VOTE, "count"]
"""The columns of ``Counted.item_votes``."""
_BELOW_POINTS, _BEYOND_POINTS = -1, np.iinfo(np.int64).max
"""In place of points where there are none: the greatest, or the least, of a group is another one, if there is any."""


def gather_cells(scheme: Scheme, forms: Sequence[UsedForm]) -> pd.DataFrame:
    """The filled cells of all forms: form, ballot (grid row), ratee, column, item, grade, state, points.

    ``ratee``, ``item``, ``grade``: places in the scheme (``grade`` is -1 for several grades and for what was not
    understood). ``points``: 折算分 in hundredths.
    """
    flat = columnar([form.reading.entries for form in forms])
    which = np.repeat(np.arange(len(forms)), flat.sizes)
    bad = [(n, row, column) for n, form in enumerate(forms) for row, column in sorted(form.reading.bad_cells)]
    rows = np.concatenate([flat.rows, np.array([row for _, row, _ in bad], dtype=flat.rows.dtype)])
    columns = np.concatenate([flat.columns, np.array([column for *_, column in bad], dtype=flat.columns.dtype)])
    which = np.concatenate([which, np.array([n for n, *_ in bad], dtype=which.dtype)])
    # No word has the index -1: an entry that was not understood has no grade.
    entered = np.concatenate([flat.values, np.full(len(bad), -1, dtype=flat.values.dtype)])
    facts = _Facts(scheme, forms)
    grade = facts.grades[which, columns, entered]
    counted = np.array([each.counted for each in scheme.grades] + [False])
    cells = {
        "form": np.array([form.index for form in forms], dtype=np.int32)[which],
        "ballot": rows,
        "ratee": facts.ratees[which, columns],
        "column": columns,
        "item": facts.items[which, columns],
        "grade": grade,
        "state": np.where(grade == VOID_CELL, UNREADABLE, np.where(counted[grade], VALID, UNCOUNTED)),
        "points": np.array([each.points for each in scheme.grades] + [0], dtype=np.int64)[grade],
    }
    found = pd.DataFrame(cells)
    return found[found["item"] >= 0].reset_index(drop=True)


class _Facts:
    """Facts of each column of each form, as arrays by (form, column): places in the scheme, -1 for none.

    ``grades`` has one more dimension: the index of the word in the cell, -1 (the last) for no word.
    """

    def __init__(self, scheme: Scheme, forms: Sequence[UsedForm]) -> None:
        ratees = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
        items = {item.code: place for place, item in enumerate(scheme.items)}
        places = {(grade.scale, grade.name): place for place, grade in enumerate(scheme.grades)}
        shape = len(forms), max((len(form.expected.layout.columns) for form in forms), default=0)
        self.ratees, self.items = np.full(shape, -1), np.full(shape, -1)
        # Room for the grades, for SEVERAL and for no word.
        self.grades = np.full((*shape, len(scheme.grades) + 2), VOID_CELL)
        for number, form in enumerate(forms):
            layout = form.expected.layout
            for index, column in enumerate(layout.columns):
                if column.field == GRADE:
                    item = items[column.item]
                    self.ratees[number, index], self.items[number, index] = ratees[column.ratee], item
                    grades = scheme.grades_of(layout.key.poll, scheme.items[item])
                    self.grades[number, index, : len(grades)] = [places[each.scale, each.name] for each in grades]


def fold_cells(
    scheme: Scheme, cells: pd.DataFrame, forms: Mapping[int, UsedForm]
) -> tuple[pd.DataFrame, list[Finding]]:
    """One mark per ballot and ratee: ``MARK_COLUMNS``, and unread (no cell is good).

    A mark is valid if one of its cells is; a 总评 in conflict voids it if the scheme says so.

    Its ``value`` is the mean of the valid cells by 分值 (hundredths, rounded down), which only the questions on how
    ballots were filled in use. Findings: ``ballot.several-grades``, ``ballot.overall``, ``ballot.overall-void``.
    """
    findings = list(_several(cells, forms))
    weight = np.array([item.points for item in scheme.items], dtype=np.int64)[cells["item"].to_numpy()]
    state, points, column = (cells[name].to_numpy() for name in ("state", "points", "column"))
    valid = state == VALID
    persons = MarkGroups.of(cells, *_PERSON)
    weights, total = (persons.total(np.where(valid, each, 0)) for each in (weight, weight * points))
    best = persons.least(np.where(valid, 0, np.where(state == UNREADABLE, 1, 2)))
    made = persons.numbers | {
        "value": total // np.maximum(weights, 1),
        "column": persons.least(column).astype(column.dtype),
        "state": np.array([VALID, UNREADABLE, UNCOUNTED])[best],
        # Any grade: the questions treat these ballots as ballots of grades.
        "grade": np.zeros(len(best), dtype=np.int64),
    }
    conflicts = _conflicts(scheme, cells, persons)
    void = scheme.rules.overall_conflict is OverallConflict.VOID
    code = "ballot.overall-void" if void else "ballot.overall"
    rows = cells.loc[conflicts, ["form", "ballot", "column"]].itertuples(index=False, name=None)
    findings += [forms[form].ratee_finding(code, ballot, column) for form, ballot, column in rows]
    if void:
        made["state"][persons.greatest(conflicts) > 0] = MARK_VOID
    made["unread"] = made["state"] == UNREADABLE
    return pd.DataFrame({name: made[name] for name in (*MARK_COLUMNS, "unread")}, copy=False), findings


def _several(cells: pd.DataFrame, forms: Mapping[int, UsedForm]) -> Iterator[Finding]:
    """Yield ``ballot.several-grades`` once per form: how many cells say that several grades were chosen."""
    void = cells["form"].to_numpy()[cells["state"].to_numpy() == UNREADABLE]
    for form, count in zip(*(each.tolist() for each in np.unique(void, return_counts=True)), strict=True):
        unread = len(forms[form].reading.bad_cells)  # these have a finding each
        if count > unread:
            used = forms[form]
            slots = {"voter_class": used.expected.layout.key.voter_class, "count": str(count - unread)}
            yield Finding("ballot.several-grades", used.place, slots)


def _conflicts(scheme: Scheme, cells: pd.DataFrame, persons: MarkGroups) -> np.ndarray:
    """Which cells are a 总评 that is better or worse than every item beside it. ``persons``: the cells by person."""
    overall = np.array([item.overall for item in scheme.items])[cells["item"].to_numpy()]
    valid, points = cells["state"].to_numpy() == VALID, cells["points"].to_numpy()
    beside = valid & ~overall
    least = persons.spread(persons.least(np.where(beside, points, _BEYOND_POINTS)))
    greatest = persons.spread(persons.greatest(np.where(beside, points, _BELOW_POINTS)))
    found: np.ndarray = valid & overall & (greatest > _BELOW_POINTS) & ((points < least) | (points > greatest))
    return found


def item_votes(scheme: Scheme, cells: pd.DataFrame, marks: pd.DataFrame, forms: Mapping[int, UsedForm]) -> pd.DataFrame:
    """``Counted.item_votes`` of the ballots that are not void as a whole.

    ``marks``: with their states and ``unread``, True where no cell of a mark is good. Of a mark that is void for
    another reason (own vote, 总评) every item is void.
    """
    state, unread = marks["state"].to_numpy(), marks["unread"].to_numpy(dtype=bool)
    good = np.isin(state, [VALID, UNCOUNTED]) | ((state == MARK_VOID) & unread)
    votes = cells.loc[np.isin(keys_of(cells, *_PERSON), keys_of(marks, *_PERSON)[good]), _VOTE].assign(count=1)
    persons = marks.loc[(state == MARK_VOID) & ~unread & marks["form"].isin(list(forms)), ["form", "ratee"]]
    order = {item.code: place for place, item in enumerate(scheme.items)}
    void = [
        (form, ratee, order[item.code], VOID_CELL, count)
        for (form, ratee), count in sorted(Counter(rows_in(persons, ["form", "ratee"])).items())
        for item in scheme.graded_items(forms[form].expected.layout.key.poll)
    ]
    if void:
        votes = pd.concat([votes, frame_of(void, ITEM_VOTES)], ignore_index=True)
    # VOID_CELL is -1, and a group has no negative numbers.
    kinds = len(scheme.grades) + 1
    together = votes["item"].to_numpy() * kinds + votes["grade"].to_numpy() - VOID_CELL
    groups = MarkGroups.of(votes.assign(vote=together), "form", "ratee", "vote")
    item, grade = np.divmod(groups.numbers["vote"], kinds)
    found = {"item": item, "grade": grade + VOID_CELL, "count": groups.total(votes["count"])} | groups.numbers
    return pd.DataFrame({name: found[name].astype(np.int64) for name in ITEM_VOTES}, copy=False)
