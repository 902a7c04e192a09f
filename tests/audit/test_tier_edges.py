"""Where the places of a tier end: with who takes a place and may not have the tier, and for several 排名组 together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.audit.border_results import Border, BorderKind, ChangeKind
from lianping_xlsx.audit.border_words import change_words, title
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Effect, PlacesFrom
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from tests.audit.test_ends_of_places import TOLD, found_of, places_of
from tests.tally.test_score_ranges import CODES, Replies, town_of

pytestmark = pytest.mark.usefixtures("as_issued")

REPLACED = {"空出名额递补": "是"}
TO_LAST = Tier("差", None, None, "", number=1, end=PlacesFrom.LAST)


def replies_of(tiers: str, marks: str, **rules: str) -> Replies:
    """Two ballots with the same marks in each class, so that a mark is the composite."""
    ballots = ((tuple(marks.split()),) * 2,) * 2
    return Replies(town_of("百分制", tiers, tuple((TOLD | rules).items())), CODES, ballots)


def borders_with(replies: Replies, *events: tuple[str, Effect, int]) -> list[Border]:
    scheme = replies.town.scheme
    made = tuple(Adjustment(code, "事项", effect, points, "文件") for code, effect, points in events)
    return found_of(replies, replace(scheme, adjustments=made))


@pytest.mark.parametrize("effect", [Effect.VETO, Effect.DOWNGRADE])
def test_who_would_take_the_place_without_the_tier_is_the_first_outside(effect: Effect) -> None:
    """好 has two places. T3 may not have it; but if he passes T2, he takes the place of T2."""
    listed = borders_with(replies_of("places", "90 85 84 80"), ("T3", effect, 0))
    assert places_of(listed) == [("T2", "T3", 100)]


def test_who_would_leave_the_last_place_without_the_tier_is_the_first_outside() -> None:
    """The last one is 差. T4 is 差 whatever he has; but if he passes T3, T3 is the last one."""
    listed = borders_with(replies_of("last", "90 85 84 80"), ("T4", Effect.VETO, 0))
    assert places_of(listed, 1) == [("T3", "T4", 400)]


@pytest.mark.parametrize(("ranks", "ends"), [({}, [("T1", "T2", 100)]), (REPLACED, [("T2", "T3", 100)])])
def test_who_fails_a_condition_ahead_of_all_is_not_the_edge(
    ranks: dict[str, str], ends: list[tuple[str, str, int]]
) -> None:
    """好 has two places, and asks for 85 of 测评得分. T4 has 84, and 89 with 加分: he keeps a place, or leaves it."""
    listed = borders_with(replies_of("gated", "88 87 86 84", **ranks), ("T4", Effect.BONUS, 500))
    assert places_of(listed) == ends


def test_events_of_other_groups_do_not_matter() -> None:
    """T1 and T2 of 乡镇 have one place of 好 among them; T3 of 街道, whose places are its own, is vetoed."""
    replies = replies_of("pooled", "90 80 89 70")
    tiers = Tier("好", None, None, "", number=1), Tier("差", None, None, "")
    veto = Adjustment("T3", "事项", Effect.VETO, 0, "文件")
    first, second = (
        each
        for each in found_of(replies, replace(replies.town.scheme, tiers=tiers, adjustments=(veto,)))
        if each.kind is BorderKind.PLACES
    )
    for edge, told in ((first, 0), (second, 1)):
        assert sum(change.detail == "撤销否决" for change in edge.changes or ()) == told


def shared_last(scheme: Scheme) -> Scheme:
    """One place of 好 and of 中 in each 排名组; the last one of both together is 差."""
    own = (Tier(name, None, None, "", number=1) for name in ("好", "中"))
    return replace(scheme, tiers=(*own, replace(TO_LAST, pooled=True)))


@pytest.mark.parametrize(("last", "gap"), [("70", 1000), ("80", 0)])
def test_last_places_are_shared_where_the_places_of_the_tier_are_not(last: str, gap: int) -> None:
    """T1 and T2 of 乡镇, T3 and T4 of 街道: T4 is the last one of all, or level with T2."""
    replies = replies_of("pooled", f"90 80 89 {last}")
    scheme = shared_last(replies.town.scheme)
    (edge,) = (each for each in found_of(replies, scheme) if each.kind is BorderKind.PLACES and each.tier == 1)
    assert (edge.group, {edge.upper, edge.lower}, edge.gap) == ("乡镇", {"T2", "T4"}, gap)
    assert title(scheme, edge) == "“中”的名额线（乡镇、街道合计）"


def test_last_places_of_a_group_do_not_end_a_tier_whose_places_end_before() -> None:
    """The one place of 好 is shared: T3 of 街道 gets it if T1 of 乡镇 falls, before T2, the last one of 乡镇, could."""
    replies = replies_of("pooled", "86 82 85.5 82.5")
    one = Tier("好", None, None, "", number=1, pooled=True)
    listed = found_of(replies, replace(replies.town.scheme, tiers=(one, Tier("中", None, None, ""), TO_LAST)))
    assert places_of(listed) == [("T1", "T3", 50)]
    assert places_of(listed, 1) == [("T1", "T2", 400), ("T3", "T4", 300)]


def test_who_has_the_shared_place_and_is_among_the_last_of_his_group_can_be_passed() -> None:
    """T3 has the one place of 好 for both 排名组, but both ratees of 街道 are its last two: T1 of 乡镇 is next."""
    replies = replies_of("pooled", "88 87 89.5 85")
    one = Tier("好", None, None, "", number=1, pooled=True)
    last = replace(TO_LAST, number=2, groups=("街道",)), Tier("差", None, None, "", groups=("乡镇",))
    listed = found_of(replies, replace(replies.town.scheme, tiers=(one, *last)))
    assert places_of(listed) == [("T3", "T1", 150)]


def test_whom_the_last_places_take_may_pass_somebody_who_has_not_the_tier_either() -> None:
    """好 has one place in each 排名组, and the last one of all is 差. T4 of 街道 keeps his place if he passes T2."""
    replies = replies_of("pooled", "88 82 79 80")
    absent = Adjustment("T3", "事项", Effect.EXCLUDED, 0, "文件")
    tiers = Tier("好", None, None, "", number=1), replace(TO_LAST, pooled=True)
    scheme = replace(replies.town.scheme, tiers=tiers, adjustments=(absent,))
    assert places_of(found_of(replies, scheme)) == [("T1", "T2", 600), ("T2", "T4", 200)]


def test_a_tie_on_the_way_turns_what_a_greater_step_does_not() -> None:
    """好 and 中 have one place each for both 排名组; the last one of each is 差. T1 is 2 ahead of T2, T3 lies between.

    T1 level with T3: both wait at 中, and neither has the place. With less T1 is 中, until he is level with T2.
    """
    replies = replies_of("pooled", "91 89 90 85")
    shared = (Tier(name, None, None, "", number=1, pooled=True) for name in ("好", "中"))
    listed = found_of(replies, replace(replies.town.scheme, tiers=(*shared, TO_LAST)))
    edge = next(each for each in listed if (each.upper, each.lower, each.tier) == ("T1", "T2", 1))
    (event,) = (change for change in edge.changes or () if change.kind is ChangeKind.EVENT)
    assert change_words(edge, event) == "前者减分1分"


def test_who_is_tied_across_a_better_edge_may_find_the_next_places_taken() -> None:
    """T1 waits at 中, which has one place; 好 has two, of which T2 has one, and T3 or T4 the other."""
    replies = replies_of("places", "95 90 85 85", 并列跨线处理="不定", **REPLACED)
    listed = borders_with(replies, ("T1", Effect.DOWNGRADE, 0))
    for tier in (0, 1):
        ((upper, lower, gap),) = places_of(listed, tier)
        assert ({upper, lower}, gap) == ({"T3", "T4"}, 0)
