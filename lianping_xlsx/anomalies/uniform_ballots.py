"""Ballots with the same mark for every ratee, unless a rule of the scheme voids them already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows, listed, numbers
from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding

_LEAST, _LEAST_GRADED = 3, 5
"""The fewest marks of a ballot that is reported. Two equal marks mean nothing; the same grade for a few ratees is often
honest."""


def uniform_ballots(forms: Sequence[UsedForm], rows: BallotRows) -> Iterator[Finding]:
    """Yield one finding per register and kind: ``conduct.all-full``, ``conduct.all-same``, ``conduct.same-grade``.

    A void ballot, or one with a mark that does not count, is not reported.
    """
    same = rows.valid & (rows.low == rows.top)
    points = same & ~rows.graded & (rows.count >= _LEAST)
    by_index = {form.index: form for form in forms}
    for code, which in (
        ("conduct.all-full", points & (rows.top == exact.WHOLE)),
        ("conduct.all-same", points & (rows.top != exact.WHOLE)),
        ("conduct.same-grade", same & rows.graded & (rows.count >= _LEAST_GRADED)),
    ):
        for index in np.unique(rows.form[which]).tolist():
            yield _finding(code, by_index[index], rows, which)


def _finding(code: str, form: UsedForm, rows: BallotRows, which: Array) -> Finding:
    here = rows.form == form.index
    chosen = here & which
    found = numbers(form, rows.ballot[chosen].tolist())
    if code == "conduct.all-same":
        points = map(exact.show_short, rows.top[chosen].tolist())
        found = [f"{number}（{value}分）" for number, value in zip(found, points, strict=True)]
    slots = {"voter_class": form.expected.layout.key.voter_class, "ballots": listed(found)}
    slots |= {"count": str(len(found)), "all": str(int(here.sum()))}
    return Finding(code, form.place, slots)
