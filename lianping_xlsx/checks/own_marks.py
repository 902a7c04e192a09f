"""Marks that voters gave themselves (本人票), where a poll leaves them out and it is known whose ballot it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from lianping_xlsx.checks.countable import MARK_VOID, VALID
from lianping_xlsx.checks.used_form import UsedForm, expected_ballots
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.spelling import code_key
from lianping_xlsx.forms.kinds.ballots.ballot_register import VOTER
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import OwnVotes


def leave_out_own(scheme: Scheme, marks: pd.DataFrame, forms: Sequence[UsedForm], single: set[int]) -> list[Finding]:
    """Own marks become MARK_VOID: nobody counts for himself.

    - 不计: a unit sends in one ballot (预计份数 is 1, and the form is ``single``: one is registered), and just one
      ratee is at home in it: ``ballot.own-mark``.
    - 凭编号不计: each row says whose it is. Which row is whose stays secret: ``ballot.own-marks`` says how many.
    """
    places = _only_ratees(scheme)
    findings: list[Finding] = []
    for form in forms:
        way = scheme.own_votes(form.expected.layout.key.poll)
        if way is OwnVotes.BY_CODE:
            findings += _by_code(scheme, marks, form)
        known = form.expected.unit in places and form.index in single and expected_ballots(scheme, form.expected) == 1
        if way is OwnVotes.LEFT_OUT and known:
            findings += _of_single(marks, form, places[form.expected.unit])
    return findings


def _only_ratees(scheme: Scheme) -> dict[str, int]:
    """The place of the one ratee who is at home in a unit, by its name."""
    shared = Counter(ratee.unit for ratee in scheme.ratees)
    return {ratee.unit: place for place, ratee in enumerate(scheme.ratees) if ratee.unit and shared[ratee.unit] == 1}


def _of_single(marks: pd.DataFrame, form: UsedForm, ratee: int) -> Iterator[Finding]:
    own = (marks["form"] == form.index) & (marks["ratee"] == ratee)
    own &= marks["state"] == VALID  # what is void already needs no second reason
    for ballot, column in marks.loc[own, ["ballot", "column"]].itertuples(index=False, name=None):
        yield form.ratee_finding("ballot.own-mark", ballot, column)
    marks.loc[own, "state"] = MARK_VOID


def _by_code(scheme: Scheme, marks: pd.DataFrame, form: UsedForm) -> Iterator[Finding]:
    """``ballot.voter-unknown`` and ``ballot.voter-twice`` name the row, never what stands there."""
    codes = {code_key(ratee.code): place for place, ratee in enumerate(scheme.ratees)}
    layout, seen, own = form.expected.layout, dict[int, int](), set[tuple[int, int]]()
    for (row, name), text in sorted(form.reading.texts.items()):
        if name != VOTER:
            continue
        at, ratee = form.at(row, layout.column_of(VOTER)), codes.get(code_key(text))
        if ratee is None:
            yield Finding("ballot.voter-unknown", at, {"ballot": form.ballot(row)})
            continue
        if ratee in seen:
            slots = {"ballot": form.ballot(row), "other": layout.rows[seen[ratee]].ballot}
            yield Finding("ballot.voter-twice", at, slots)
        seen.setdefault(ratee, row)
        own.add((row, ratee))
    here = (marks["form"] == form.index) & (marks["state"] == VALID)
    here &= pd.Series([pair in own for pair in zip(marks["ballot"], marks["ratee"], strict=True)], index=marks.index)
    if here.any():
        slots = {"voter_class": layout.key.voter_class, "count": str(int(here.sum()))}
        yield Finding("ballot.own-marks", form.place, slots)
    marks.loc[here, "state"] = MARK_VOID
