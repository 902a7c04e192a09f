"""Whatever comes in on a form is judged: a 表种 that no check looks at would be lost in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.checks.judge import Judged, judge
from lianping_xlsx.scheme.terms import FormKind
from tests.accounts import with_every_form
from tests.campaigns import answer
from tests.returns import received

TOWN = with_every_form()


def amount(judged: Judged) -> int:
    """How many marks, counts, scores and rows of texts came out."""
    counted = judged.counted
    figures = sum(map(len, (counted.marks, counted.tallies, counted.scores, counted.given)))
    return figures + len(judged.opinions) + len(judged.written)


@pytest.mark.parametrize("kind", list(FormKind))
def test_what_came_in_on_a_form_comes_out(kind: FormKind, tmp_path: Path) -> None:
    form = TOWN.form(kind)
    read = TOWN.read(tmp_path, TOWN.filled(form, answer(form)))
    assert amount(judge(TOWN.scheme, received(TOWN, read.forms)).value) > 0
    assert amount(judge(TOWN.scheme, received(TOWN, [])).value) == 0


def test_a_score_takes_few_bytes(tmp_path: Path) -> None:
    """A county has half a million of them."""
    form = TOWN.form(FormKind.RUBRIC)
    read = TOWN.read(tmp_path, TOWN.filled(form, answer(form)))
    scores = judge(TOWN.scheme, received(TOWN, read.forms)).value.counted.scores
    assert scores.dtypes.map(lambda kind: kind.itemsize).to_dict() == {"form": 1, "ratee": 1, "item": 1, "value": 2}
