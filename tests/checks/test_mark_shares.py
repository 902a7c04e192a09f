"""A frame in shares: whole forms, every row once, whatever the order of the frame."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest

from lianping_xlsx.checks import mark_shares
from lianping_xlsx.checks.mark_shares import in_shares, shares_of


@pytest.fixture(autouse=True)
def few_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small a share that the frames of a test have several."""
    monkeypatch.setattr(mark_shares, "_MARKS", 10)


def _frame(sizes: dict[int, int]) -> pd.DataFrame:
    rows = [(form, ballot) for form, size in sizes.items() for ballot in range(size)]
    return pd.DataFrame(rows, columns=["form", "ballot"])


_SIZES = {0: 4, 1: 6, 2: 1, 5: 25, 6: 3, 9: 7, 12: 1}


def test_every_row_is_in_one_share_and_no_form_in_two() -> None:
    shares = list(in_shares(_frame(_SIZES)))
    assert [sorted(set(share["form"])) for share in shares] == [[0, 1], [2], [5], [6, 9], [12]]
    assert pd.concat(shares).equals(_frame(_SIZES))


def test_the_rows_of_a_form_keep_their_order_where_forms_do_not_ascend() -> None:
    rows = _frame(_SIZES).sample(frac=1, random_state=1)
    shares = list(in_shares(rows))
    assert [len(share) for share in shares] == [10, 1, 25, 10, 1]
    found = pd.concat(shares).sort_values("form", kind="stable")
    assert found.equals(rows.sort_values("form", kind="stable"))


def test_a_small_frame_is_its_only_share() -> None:
    frame = _frame({3: 10})
    assert [share is frame for share in in_shares(frame)] == [True]
    assert [len(share) for share in in_shares(_frame({}))] == [0]


def test_things_are_shared_out_by_their_sizes() -> None:
    assert list(shares_of("abcde", [4, 6, 1, 25, 3])) == ["ab", "c", "d", "e"]
    assert list(shares_of((), ())) == [()]
    sizes = [Random(1).randrange(20) for _ in range(50)]
    assert [each for share in shares_of(range(50), sizes) for each in share] == list(range(50))
