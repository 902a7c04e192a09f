"""The best and the worst of everybody while forms are missing, held against enumeration of what they may bring."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianping_xlsx.audit.border_results import NO_OUTLOOK, Outlook, OutlookOfRatee
from lianping_xlsx.audit.outlook import outlook
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.count import count
from lianping_xlsx.tally.tally_results import Result, Standing
from tests.audit.enumeration import CLASSES, CODES, Campaign, readings
from tests.audit.test_borders import PLAIN, campaigns
from tests.given import DAILY
from tests.returns import received
from tests.small import LEADERS
from tests.tally.test_score_ranges import RULES, Ballots, Replies, cells_of, town_of


def counted_of(made: Campaign) -> tuple[Scheme, Result]:
    town, came = made.replies()
    return town.scheme, count(town.scheme, judge(town.scheme, came).value.counted).value


def check(made: Campaign, *, exact: bool = True) -> Outlook:
    """Score, rank and tier are bounded as enumeration bounds them; only trimming may leave them wider."""
    scheme, result = counted_of(made)
    found = outlook(scheme, result)
    every = list(readings(made))
    absent = {CODES.index(code) for code, effect, _ in made.events if effect == "不参评"}
    assert {each.code for each in found.ratees} == {CODES[n] for n in range(4) if n not in absent}
    for of_ratee in found.ratees:
        ratee = CODES.index(of_ratee.code)
        scores = [each.key(ratee)[0] for each in every]
        rivals = [n for n in range(4) if n not in absent]
        ranks = [1 + sum(each.key(n) > each.key(ratee) for n in rivals) for each in every]
        firsts = [each.first_tier[ratee] for each in every]
        said = (of_ratee.least, of_ratee.greatest, of_ratee.best, of_ratee.worst)
        true = (min(scores), max(scores), min(ranks), max(ranks))
        tiers = of_ratee.may_be_first, of_ratee.is_first
        if exact:
            assert (said, tiers) == (true, (any(firsts), all(firsts))), CODES[ratee]
        assert said[0] <= true[0] <= true[1] <= said[1]  # type: ignore[operator]
        assert said[2] <= true[2] <= true[3] <= said[3]
        assert tiers[0] >= any(firsts)
        assert tiers[1] <= all(firsts)
        told(result.standing_of[of_ratee.code], of_ratee, scheme)
    return found


def told(standing: Standing, found: OutlookOfRatee, scheme: Scheme) -> None:
    """What is printed of a ratee is that range, and no place and no tier that may still be another one."""
    assert (standing.rank_best, standing.rank_worst) == (found.best, found.worst)
    if standing.composite is None:
        assert (standing.rank, standing.rank_cell, standing.proposed_tier) == (None, "", None)
        return
    span = f"{found.best}–{found.worst}"
    assert standing.rank_cell == (found.best if found.best == found.worst else span)
    assert f"组内第{standing.rank_cell}名" in standing.reason
    assert standing.proposed_tier == (scheme.tier_names[found.best_tier] if found.tier_certain else None)


def test_nothing_is_open() -> None:
    assert outlook(*counted_of(PLAIN)) == NO_OUTLOOK


@pytest.mark.parametrize(
    "made",
    [
        replace(PLAIN, late=1),
        replace(PLAIN, late=2, places=1, cut=9000),
        replace(PLAIN, missing=frozenset({"T2"})),
        replace(PLAIN, missing=frozenset({"T2", "T3"}), cut=8000),
        replace(PLAIN, missing=frozenset({DAILY})),
        replace(PLAIN, missing=frozenset({CLASSES[1]}), ballots=(PLAIN.ballots[0], PLAIN.ballots[1][:2])),
        replace(PLAIN, late=1, missing=frozenset({"T4"})),
    ],
    ids=["late", "two-late", "visit", "visits", "scores", "class", "several"],
)
def test_ranges_are_those_of_enumeration(made: Campaign) -> None:
    check(made)


def test_the_last_is_certain_and_the_form_of_his_decides_nothing() -> None:
    """T4 has 76.25, T3 91.60. 考评 counts 30: without that of T4 (90 + 60 = 1.50 of 2, that is 22.50) he has 53.75 to
    83.75 and stays the fourth; no first tier hangs on it. That of T3 (27.90) lets him have 63.70 to 93.70: with 93.45
    T2 may fall behind."""
    alone = check(replace(PLAIN, missing=frozenset({"T4"})))
    assert [each.certain for each in alone.ratees] == [True, True, True, True]
    assert (alone.open_forms, alone.deciding) == (1, 0)
    third = check(replace(PLAIN, missing=frozenset({"T3"})))
    assert [(each.least, each.greatest) for each in third.ratees if each.code == "T3"] == [(6370, 9370)]
    assert [each.certain for each in third.ratees] == [True, False, False, False]
    assert (third.open_forms, third.deciding) == (1, 1)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(campaigns(), st.sampled_from([(1, ()), (1, ("T2",)), (0, ("T1", "T3")), (0, (DAILY,)), (1, (DAILY,))]))
def test_any_campaign(made: Campaign, owed: tuple[int, tuple[str, ...]]) -> None:
    late, missing = owed
    check(replace(made, late=late, missing=frozenset(missing)), exact=not made.trim)


# ---------------------------------------------------------------- other ways of voting, conditions, 折算

HIGH = {"百分制": "100", "分项": ("60", "40"), "等次": ("√", ""), "分项等次": ("好", "好")}
LOW = {"百分制": "0", "分项": ("0", "0"), "等次": ("", "√"), "分项等次": ("差", "差")}


def rows_of(scoring: str, high: frozenset[str]) -> Ballots:
    """Two ballots that give some the most and the others the least; by 排名 they come first."""
    if scoring == "排名":
        order = sorted(CODES, key=lambda code: code not in high)
        return (tuple(str(order.index(code) + 1) for code in CODES),) * 2
    cells = [HIGH[scoring] if code in high else LOW[scoring] for code in CODES]
    return (tuple(cell for each in cells for cell in ([each] if isinstance(each, str) else each)),) * 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scoring", "tiers", "conversion"),
    [
        *((scoring, "cuts", "原分") for scoring in ("百分制", "分项", "等次", "分项等次", "排名")),
        *(("百分制", tiers, "原分") for tiers in ("places", "last", "pooled", "gated")),
        ("等次", "gated", "原分"),
        *(("百分制", "places", conversion) for conversion in ("比第一名", "名次赋分")),
    ],
)
def test_a_class_that_is_owed_bounds_every_outcome(scoring: str, tiers: str, conversion: str) -> None:
    """The second class is missing: whatever it gives to whom, score, rank and tier are within what was said.

    But by 排名, where the marks on a ballot hang together, and where a 折算 compares the ratees, the ends are reached.
    """
    town = town_of(scoring, tiers, tuple(RULES["plain"].items()), conversion, 2)
    columns, _ = cells_of(scoring)
    first = rows_of(scoring, frozenset(CODES[:1]))[:1] + rows_of(scoring, frozenset(CODES[:2]))[:1]
    whole = Replies(town, columns, (first, first))
    came = received(town, [whole.form(LEADERS, first)])
    judged = judge(town.scheme, came).value.counted
    found = outlook(town.scheme, count(town.scheme, judged).value)
    chosen = [frozenset(each) for size in range(5) for each in combinations(CODES, size)]
    results = [replace(whole, ballots=(first, rows_of(scoring, high))).result() for high in chosen]
    for each in found.ratees:
        standings = [result.standing_of[each.code] for result in results]
        scores = [standing.composite or 0 for standing in standings]
        ranks = [standing.rank or 0 for standing in standings]
        names = [standing.proposed_tier for standing in standings]
        assert (each.least or 0) <= min(scores) <= max(scores) <= (each.greatest or 0)
        assert each.best <= min(ranks) <= max(ranks) <= each.worst
        told = set(town.scheme.tier_names[each.best_tier : each.worst_tier + 1])
        assert {name for name in names if name in town.scheme.tier_names} <= told
        if scoring != "排名" and conversion == "原分":
            assert (each.least, each.greatest) == (min(scores), max(scores))
            assert (each.best, each.worst) == (min(ranks), max(ranks))
