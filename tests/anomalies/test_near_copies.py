"""Ballots that are nearly copies: where chance ends, worked by hand as in test_copied_ballots.py.

No other ballot gives any ratee the same mark. Of n ballots (at most 21) the n - 2 beside the two that are compared
agree nowhere, so another voter gives a mark with p = 0.5 / (n - 2 + 2) = 0.5 / n. That he differs in at most one of k
marks has the probability p^k + k p^(k - 1) (1 - p). It is asked about where 2 ln n + ln P is below -13.816.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from lianping_xlsx.anomalies.near_copies import tail_of_differences
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.reading.form_reading import FormReading
from tests.anomalies.test_copied_ballots import own_marks, town_of
from tests.bench.false_questions import near_asked, rate
from tests.returns import judged, register
from tests.small import DELEGATES, LEADERS, Town

Changed = Mapping[int, tuple[int, int]]
"""Which ballots (票号) repeat which, with so many marks from the first on changed."""


def register_of(town: Town, ballots: int, near: Changed, *, first: int = 1, voter_class: str = LEADERS) -> FormReading:
    """So many ballots, each with marks of its own from ``first`` on, the ``near`` ones with those of others."""
    ratees = len(town.scheme.ratees)
    lines = [["票号", *(ratee.code for ratee in town.scheme.ratees)]]
    for number in range(1, ballots + 1):
        other, changed = near.get(number, (number, 0))
        marks = own_marks(other + first - 1, ratees)
        marks[:changed] = [mark + 30 + number / 100 for mark in marks[:changed]]
        lines.append([f"{number:03}", *(f"{mark:g}" for mark in marks)])
    text = "\n".join(" | ".join(line) for line in lines)
    return register(town, text, voter_class=voter_class, issued=ballots, returned=ballots)


def asked(town: Town, *readings: FormReading) -> list[Finding]:
    return [finding for finding in judged(town, *readings)[1] if finding.code.startswith("conduct.")]


@pytest.mark.parametrize(
    ("ratees", "ballots", "near", "groups"),
    [
        # n = 5: p = 1/10, ln P = ln (10^-10 + 9 x 10^-9) = -18.515; 2 ln 5 = 3.219
        (10, 5, {4: (2, 1)}, "002、004"),
        # n = 4: p = 1/8, ln P = ln (8^-10 + 70 x 8^-10) = -16.532; 2 ln 4 = 2.773: -13.759
        (10, 4, {4: (2, 1)}, ""),
        (10, 12, {4: (2, 2)}, ""),  # two of ten differ
        (9, 12, {4: (2, 1)}, ""),  # one of nine is more than 10 %
        (20, 12, {4: (2, 2)}, "002、004"),
        (20, 12, {4: (2, 3)}, ""),
        # 007 is nearest to 002 as well as 004; each later ballot is told once
        (10, 12, {4: (2, 1), 7: (2, 1)}, "002、004；002、007"),
    ],
)
def test_where_chance_ends_in_one_register(ratees: int, ballots: int, near: Changed, groups: str) -> None:
    town = town_of(ratees)
    found = asked(town, register_of(town, ballots, near))
    assert [finding.slots["groups"] for finding in found] == ([groups] if groups else [])
    assert {finding.code for finding in found} <= {"conduct.near-copies"}
    most = {(finding.slots["count"], finding.slots["most"]) for finding in found}
    assert most <= {(str(len(near) + 1), str(ratees // 10))}


def test_the_words() -> None:
    town = town_of(10)
    (found,) = asked(town, register_of(town, 12, {4: (2, 1)}))
    assert found.message == (
        f"“{LEADERS}”有2张票与同类的别的票相近（对10人的打分，最多1人的不同），难以用巧合解释：002、004。"
    )


def test_a_whole_copy_is_no_near_copy() -> None:
    town = town_of(10)
    assert [finding.code for finding in asked(town, register_of(town, 12, {4: (2, 0)}))] == ["conduct.copies"]


@pytest.mark.parametrize(("different", "asks"), [(4, True), (2, False)])
def test_a_ballot_that_hardly_differs_from_the_same_for_everybody_is_no_copy(different: int, asks: bool) -> None:
    """Two ballots with 60 for all but so many of ten; the last of these has another mark on either."""
    town = town_of(10)
    marks = [60.0] * (10 - different) + [61.0 + place for place in range(different)]
    lines = [[f"{n:03}", *(f"{mark:g}" for mark in own_marks(n, 10))] for n in range(1, 11)]
    lines += [[number, *(f"{mark:g}" for mark in [*marks[:-1], last])] for number, last in (("011", 90), ("012", 91))]
    text = "\n".join(" | ".join(line) for line in [["票号", *(r.code for r in town.scheme.ratees)], *lines])
    found = asked(town, register(town, text, voter_class=LEADERS, issued=12, returned=12))
    assert [finding.slots["groups"] for finding in found] == (["011、012"] if asks else [])


def test_between_two_registers() -> None:
    """n = 12 + 20, of which 21 are looked at: p = 0.5 / 21."""
    town = town_of(10)
    one = register_of(town, 12, {})
    other = register_of(town, 20, {}, first=13, voter_class=DELEGATES)
    assert asked(town, one, other) == []
    near = register_of(town, 20, {5: (3 - 12, 1)}, first=13, voter_class=DELEGATES)
    (found,) = asked(town, one, near)
    assert (found.code, found.slots["groups"]) == ("conduct.near-copies-across", "003与005")


def test_the_line() -> None:
    for line, asks in ((80_00, True), (90_00, False), (100_00, False), (None, False)):
        town = town_of(10)
        town = Town(replace(town.scheme, rules=replace(town.scheme.rules, near_line=line)))
        assert bool(asked(town, register_of(town, 12, {4: (2, 2)}))) is asks


def test_the_tail_of_the_number_of_marks_that_differ() -> None:
    """Three ratees with 1/2, 1/3, 1/4: none differs with 1/24, one with 1/24 + 2/24 + 3/24."""
    equal = np.array([[1 / 2, 1 / 3, 1 / 4]] * 3)
    assert tail_of_differences(equal, np.array([0, 1, 3])).tolist() == pytest.approx([1 / 24, 7 / 24, 1])


def test_honest_voters_are_asked_about_in_less_than_one_campaign_of_a_hundred() -> None:
    """And a ballot in whole points that was copied but for one mark is found."""
    assert rate(near_asked, 150, seed=4) < 0.01
    assert rate(lambda chance: near_asked(chance, 1, 0), 40) > 0.6
