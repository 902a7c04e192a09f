"""分项等次: the grades of the items on ballots, which cells of them count, and a 总评 that they contradict.

A cell that is blank, not counted (不计), several grades at once or not understood costs that cell alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from lianping_xlsx.checks.ballot_entries import MARK_COLUMNS, UNREADABLE
from lianping_xlsx.checks.countable import MARK_VOID, UNCOUNTED, VALID, VOID_CELL
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
    weight = np.array([item.points for item in scheme.items], dtype=np.int64)[cells["item"]]
    valid = cells["state"] == VALID
    worth = cells.assign(weight=np.where(valid, weight, 0), sum=np.where(valid, weight * cells["points"], 0))
    worth["rank"] = worth["state"].map({VALID: 0, UNREADABLE: 1, UNCOUNTED: 2})
    marks = (
        worth.groupby(_PERSON, sort=True)
        .agg(weight=("weight", "sum"), sum=("sum", "sum"), column=("column", "min"), rank=("rank", "min"))
        .reset_index()
    )
    marks["value"] = marks["sum"] // marks["weight"].clip(lower=1)
    marks["state"] = marks["rank"].map({0: VALID, 1: UNREADABLE, 2: UNCOUNTED})
    marks["grade"] = 0  # any grade: the questions treat these ballots as ballots of grades
    conflicts = _conflicts(scheme, cells)
    void = scheme.rules.overall_conflict is OverallConflict.VOID
    code = "ballot.overall-void" if void else "ballot.overall"
    findings += [forms[form].ratee_finding(code, ballot, column) for form, ballot, _, column in conflicts]
    if void and conflicts:
        persons = {(form, ballot, ratee) for form, ballot, ratee, _ in conflicts}
        chosen = [key in persons for key in marks[_PERSON].itertuples(index=False, name=None)]
        marks.loc[chosen, "state"] = MARK_VOID
    marks["unread"] = marks["state"] == UNREADABLE
    return marks[[*MARK_COLUMNS, "unread"]], findings


def _several(cells: pd.DataFrame, forms: Mapping[int, UsedForm]) -> Iterator[Finding]:
    """Yield ``ballot.several-grades`` once per form: how many cells say that several grades were chosen."""
    void = cells[cells["state"] == UNREADABLE]
    counts = void.groupby("form", sort=True).size()
    for form, count in counts.items():
        unread = len(forms[int(str(form))].reading.bad_cells)  # these have a finding each
        if count > unread:
            used = forms[int(str(form))]
            slots = {"voter_class": used.expected.layout.key.voter_class, "count": str(count - unread)}
            yield Finding("ballot.several-grades", used.place, slots)


def _conflicts(scheme: Scheme, cells: pd.DataFrame) -> list[tuple[int, int, int, int]]:
    """Form, ballot, ratee and first column of each 总评 that is better or worse than every item beside it."""
    overall = np.array([item.overall for item in scheme.items])[cells["item"]]
    valid = cells["state"] == VALID
    if not overall.any():
        return []
    items = cells[valid & ~overall].groupby(_PERSON, sort=True)["points"].agg(["min", "max"])
    both = cells[valid & overall].set_index(_PERSON)[["points", "column"]].join(items, how="inner")
    beyond = both[(both["points"] < both["min"]) | (both["points"] > both["max"])]
    return [(*key, column) for key, column in zip(beyond.index, beyond["column"].tolist(), strict=True)]


def item_votes(scheme: Scheme, cells: pd.DataFrame, marks: pd.DataFrame, forms: Mapping[int, UsedForm]) -> pd.DataFrame:
    """``Counted.item_votes`` of the ballots that are not void as a whole.

    ``marks``: with their states and ``unread``, True where no cell of a mark is good. Of a mark that is void for
    another reason (own vote, 总评) every item is void.
    """
    good = marks["state"].isin([VALID, UNCOUNTED]) | ((marks["state"] == MARK_VOID) & marks["unread"])
    found = cells.merge(marks.loc[good, _PERSON], on=_PERSON)
    votes = found.groupby(_VOTE, sort=True).size().reset_index(name="count")
    persons = marks.loc[(marks["state"] == MARK_VOID) & ~marks["unread"], ["form", "ratee"]]
    lost = Counter(persons[persons["form"].isin(list(forms))].itertuples(index=False, name=None))
    order = {item.code: place for place, item in enumerate(scheme.items)}
    void = [
        (form, ratee, order[item.code], VOID_CELL, count)
        for (form, ratee), count in sorted(lost.items())
        for item in scheme.graded_items(forms[form].expected.layout.key.poll)
    ]
    both = pd.concat([votes, pd.DataFrame(void, columns=ITEM_VOTES, dtype="int64")], ignore_index=True)
    return both.groupby(_VOTE, sort=True)["count"].sum().reset_index()
