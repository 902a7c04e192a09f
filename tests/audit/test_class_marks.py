"""The marks by class and ratee, as 边界分析 asks for them: sorted once, in little more memory than they are kept in."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from lianping_xlsx.audit.class_marks import MarkTable
from lianping_xlsx.checks.countable import BALLOT_VOID, MARK_VOID, VALID
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.core.light_dataclass import replace
from tests.returns import received
from tests.small import TOWN

_FORMS, _BALLOTS = 2, 50_000
EMPTY = judge(TOWN.scheme, received(TOWN, [])).value.counted


def _marks(states: tuple[int, ...]) -> pd.DataFrame:
    """Marks on each ballot of two forms on each ratee; the states take turns."""
    form, ballot, ratee = np.indices((_FORMS, _BALLOTS, len(TOWN.scheme.ratees))).reshape(3, -1)
    state = np.resize(np.array(states, dtype=np.int8), len(form))
    types = {"form": np.int8, "ballot": np.int32, "ratee": np.int8, "value": np.int16, "state": np.int8}
    columns = {"form": form, "ballot": ballot, "ratee": ratee, "value": (ballot * 7 + ratee) % 10_000, "state": state}
    return pd.DataFrame({name: column.astype(types[name]) for name, column in columns.items()})


@pytest.mark.parametrize("states", [(VALID,), (VALID, MARK_VOID, BALLOT_VOID, VALID)])
def test_marks_are_found_by_class_and_ratee(states: tuple[int, ...]) -> None:
    marks = _marks(states)
    table = MarkTable(TOWN.scheme, replace(EMPTY, marks=marks))
    for place, ratee in enumerate(TOWN.scheme.ratees):
        for form in range(_FORMS):
            key = EMPTY.forms[form]
            for state in (VALID, BALLOT_VOID):
                own = marks[(marks["form"] == form) & (marks["ratee"] == place) & (marks["state"] == state)]
                found = table.ballots((ratee.code, key.poll, key.voter_class), state)
                assert found.values.tolist() == own["value"].tolist()
                assert (found.ballots % (1 << 32)).tolist() == own["ballot"].tolist()


@pytest.mark.parametrize(("states", "most"), [((VALID,), 24), ((VALID,) * 99 + (MARK_VOID,), 28)])
def test_marks_are_sorted_in_few_bytes_each(states: tuple[int, ...], most: int) -> None:
    """12 bytes a mark are kept, and the order that they are brought into takes 8."""
    counted = replace(EMPTY, marks=_marks(states))
    tracemalloc.start()
    MarkTable(TOWN.scheme, counted)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used / len(counted.marks) < most
