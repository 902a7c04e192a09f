"""Composites become ranks: 1, 2, 2, 4 within the 排名组, or parted by a named score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Effect, TieRule
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.ranks import Candidate, adjustments_of, composite_of, rank_groups
from tests.small import SCHEME, with_rules
from tests.two_scores import scores, with_scores

BONUS, PENALTY = Effect.BONUS, Effect.PENALTY


def with_events(*events: tuple[str, Effect, int], **rules: object) -> Scheme:
    adjustments = tuple(Adjustment(ratee, "事项", effect, points, "文件") for ratee, effect, points in events)
    return replace(with_rules(SCHEME, **rules), adjustments=adjustments)


# ---------------------------------------------------------------- 综合得分


@pytest.mark.parametrize(
    ("poll", "field", "bonus", "penalty", "rules", "composite"),
    [
        (90_00, 80_00, 0, 0, {}, 85_00),
        (88_01, 88_00, 0, 0, {}, 88_01),  # 88.005, a half: up
        (91_25, 94_24, 1_50, 50, {}, 93_75),  # 45.625 + 47.12 + 1.5 - 0.5 = 93.745: up
        (91_25, 94_24, 0, 0, {"decimals": 1}, 92_70),  # 92.745 → 92.7
        (91_30, 94_20, 0, 0, {"decimals": 1}, 92_80),  # 92.75, a half: up
        (91_00, 94_00, 0, 0, {"decimals": 0}, 93_00),  # 92.5, a half: up
        (90_00, 80_00, 0, 0, {"poll_weight": 40_00, "field_weight": 60_00}, 84_00),
        (90_00, 80_00, 0, 0, {"poll_weight": 33_33, "field_weight": 66_67}, 83_33),  # 29.997 + 53.336
        (100_00, 102_00, 5_00, 0, {}, 106_00),  # may exceed 100
        (10_00, 0, 0, 20_00, {}, 0),  # not below 0
        (100_00, 102_00, 5_00, 0, {"total_cap": 100_00}, 100_00),  # 106: no more than the cap
        (90_00, 80_00, 5_00, 0, {"total_cap": 100_00}, 90_00),  # below it
        (91_25, 94_24, 1_50, 50, {"total_cap": 93_74}, 93_74),  # 93.745 is capped before it is rounded up
        (90_00, 80_00, 10_00, 12_00, {"total_cap": 84_00}, 83_00),  # 95 before 减分: the cap comes behind it
        (10_00, 0, 0, 20_00, {"total_cap": 100_00}, 0),
        (None, 80_00, 5_00, 0, {}, None),
        (90_00, None, 5_00, 0, {}, None),
    ],
)
def test_the_composite_by_hand(
    poll: int | None, field: int | None, bonus: int, penalty: int, rules: dict[str, int], composite: int | None
) -> None:
    assert composite_of(with_rules(SCHEME, **rules), "乡镇", scores(poll, field), bonus, penalty) == composite


def test_events_add_up_and_the_bonus_is_capped() -> None:
    events = [("T1", BONUS, 4_00), ("T1", BONUS, 2_50), ("T1", PENALTY, 1_25), ("T1", PENALTY, 9_00)]
    assert adjustments_of(with_events(*events, adjustment_cap=5_00), "T1") == (5_00, 10_25)
    assert adjustments_of(with_events(*events, adjustment_cap=None), "T1") == (6_50, 10_25)
    assert adjustments_of(with_events(*events), "T2") == (0, 0)


def test_other_events_give_no_points() -> None:
    scheme = with_events(("T1", Effect.VETO, 5_00), ("T1", Effect.DOWNGRADE, 5_00), ("T1", Effect.EXCLUDED, 5_00))
    assert adjustments_of(scheme, "T1") == (0, 0)


# ---------------------------------------------------------------- 名次


def candidates(*composites: tuple[str, int | None], group: str = "组") -> list[Candidate]:
    """Code and composite; 考评得分 rises, 测评得分 falls with the order."""
    return [
        Candidate(code, code, group, scores(90_00 - place, 80_00 + place), 0, 0, composite)
        for place, (code, composite) in enumerate(composites)
    ]


def by(ties: TieRule) -> Rules:
    return replace(SCHEME.rules, ties=ties)


TIED = candidates(("a", 95_00), ("b", 93_00), ("c", 93_00), ("d", 90_00), ("e", 93_00), ("f", None))


@pytest.mark.parametrize(
    ("ties", "ranks"),
    [
        (TieRule.SHARED, {"a": 1, "b": 2, "c": 2, "e": 2, "d": 5}),
        (TieRule.FIELD_FIRST, {"a": 1, "e": 2, "c": 3, "b": 4, "d": 5}),
        (TieRule.POLL_FIRST, {"a": 1, "b": 2, "c": 3, "e": 4, "d": 5}),
    ],
)
def test_ties_share_a_rank_or_are_parted(ties: TieRule, ranks: dict[str, int]) -> None:
    assert rank_groups(TIED, by(ties)) == ranks
    assert rank_groups(list(reversed(TIED)), by(ties)) == ranks


def test_a_tie_that_the_named_score_does_not_part_is_shared() -> None:
    twins = [with_scores(candidate, field=80_00) for candidate in TIED]
    assert rank_groups(twins, by(TieRule.FIELD_FIRST)) == rank_groups(twins, by(TieRule.SHARED))


def test_a_hundredth_of_the_named_score_parts_a_tie_at_nought_too() -> None:
    """a has nought of both scores, b nought of one and 0.01 points of the other."""
    a, b = (with_scores(c, poll=0, field=0) for c in candidates(("a", 80_00), ("b", 80_00)))
    assert rank_groups([a, with_scores(b, field=1)], by(TieRule.FIELD_FIRST)) == {"b": 1, "a": 2}
    assert rank_groups([a, with_scores(b, poll=1)], by(TieRule.POLL_FIRST)) == {"b": 1, "a": 2}
    assert rank_groups([a, with_scores(b, poll=1)], by(TieRule.FIELD_FIRST)) == {"a": 1, "b": 1}
    assert rank_groups([a, with_scores(b, field=1)], by(TieRule.POLL_FIRST)) == {"a": 1, "b": 1}


@pytest.mark.parametrize("ties", TieRule)
def test_a_composite_of_nought_ranks_behind_one_of_a_hundredth(ties: TieRule) -> None:
    people = [with_scores(c, poll=0, field=0) for c in candidates(("a", 0), ("b", 1), ("c", 0))]
    assert rank_groups(people, by(ties)) == {"b": 1, "a": 2, "c": 2}


def test_groups_are_ranked_apart() -> None:
    both = [*candidates(("a", 90_00), ("b", 80_00)), *candidates(("c", 70_00), ("d", 75_00), group="另")]
    assert rank_groups(both, by(TieRule.SHARED)) == {"a": 1, "b": 2, "d": 1, "c": 2}


def test_who_takes_no_part_leaves_no_gap() -> None:
    people = candidates(("a", 95_00), ("b", 93_00), ("c", 90_00))
    people[0] = replace(people[0], excluded=True)
    assert rank_groups(people, by(TieRule.SHARED)) == {"b": 1, "c": 2}
