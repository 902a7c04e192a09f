"""Places by share and by number, from the first rank and from the last, for one 排名组 or several, tied or refilled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import EdgeTies, Effect, PlaceRounding, PlacesFrom
from lianping_xlsx.scheme.tier_conditions import Comparison, TierCondition
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.ranks import Candidate
from lianping_xlsx.tally.tier_gates import GateOutcome
from lianping_xlsx.tally.tiers import Proposal
from tests.open_composites import proposed
from tests.small import SCHEME, with_rules

Outcomes = dict[str, Sequence[GateOutcome]]
CODES = "abcdefghijklmnopqrstuvwxyz"
LAST = PlacesFrom.LAST
MIDDLE = Tier("中", None, None, "")


def tier(name: str, cut: int | None = None, share: int | None = None, **more: Any) -> Tier:
    """A tier; ``cut`` in points, ``share`` in per cent."""
    return Tier(name, None if cut is None else cut * 100, None if share is None else share * 100, "", **more)


def scheme_of(*tiers: Tier, groups: str, events: Sequence[Adjustment] = (), **rules: Any) -> Scheme:
    """The ratees a, b, c …, each of the 排名组 of his letter in ``groups``."""
    ratees = tuple(Ratee(code, code, "", "", group, "") for code, group in zip(CODES, groups, strict=False))
    return with_rules(replace(SCHEME, ratees=ratees, tiers=tiers, adjustments=tuple(events)), **rules)


def event(code: str, effect: Effect, highest: str = "") -> Adjustment:
    return Adjustment(code, "事项", effect, 0, "", highest=highest)


def propose(
    scheme: Scheme, composites: Sequence[float | None], outcomes: Outcomes | None = None
) -> tuple[dict[str, Proposal], tuple[Finding, ...]]:
    people = [
        Candidate(r.code, r.code, r.group, (), 0, 0, None if c is None else round(c * 100), r.code in scheme.excluded)
        for r, c in zip(scheme.ratees, composites, strict=True)
    ]
    return proposed(scheme, people, outcomes or {})


def told(scheme: Scheme, *composites: float | None) -> str:
    """The tiers in the order of the ratees, a space between two; ？ where something is open, － without a score."""
    found, _ = propose(scheme, composites)
    return " ".join((found[r.code].words(scheme) or "？") if r.code in found else "－" for r in scheme.ratees)


def descending(number: int) -> list[float]:
    """Composites from 99 points down, half a point apart."""
    return [99 - place / 2 for place in range(number)]


# ---------------------------------------------------------------- shares and numbers

TWENTY_SEVENTY_TEN = (tier("好", share=20), MIDDLE, tier("差", share=10, end=LAST))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (10, (2, 7, 1)),
        (20, (4, 14, 2)),
        (14, (2, 11, 1)),  # 2.8 and 1.4, rounded down
        (9, (1, 8, 0)),  # 1.8 and 0.9
    ],
)
def test_twenty_seventy_ten(size: int, expected: tuple[int, int, int]) -> None:
    """The first 20 % are 好, the last 10 % are 差, and 中 is everybody between them; there are no cuts."""
    found = told(scheme_of(*TWENTY_SEVENTY_TEN, groups="组" * size), *descending(size)).split()
    assert found == [name for name, number in zip(("好", "中", "差"), expected, strict=True) for _ in range(number)]


def test_the_first_three_and_the_last_three() -> None:
    """前三后三 of eight: three, two, three; of five the third is both among the first and among the last."""
    tiers = (tier("好", number=3), MIDDLE, tier("差", number=3, end=LAST))
    eight, five = (scheme_of(*tiers, groups="组" * size) for size in (8, 5))
    assert told(eight, *descending(8)) == "好 好 好 中 中 差 差 差"
    assert told(five, *descending(5)) == "好 好 差 差 差"
    found, _ = propose(eight, descending(8))
    assert found["a"].reason == "综合得分99.00分，组内第1名，在名额3名之内，建议“好”"
    assert found["d"].reason == "综合得分97.50分，组内第4名，超出“好”的名额，建议“中”"
    assert found["h"].reason == "综合得分95.50分，组内第8名，超出“好”的名额，建议“中”；在最后3名之内，建议“差”"
    assert found["h"].notes == ["超出“好”的名额", "在最后3名之内"]


@pytest.mark.parametrize(
    ("size", "rounding", "least", "places"),
    [
        (7, PlaceRounding.DOWN, 0, 2),  # 30 % of 7 are 2.1
        (7, PlaceRounding.HALF_UP, 0, 2),
        (7, PlaceRounding.UP, 0, 3),
        (5, PlaceRounding.HALF_UP, 0, 2),  # 1.5
        (5, PlaceRounding.DOWN, 0, 1),
        (10, PlaceRounding.UP, 0, 3),  # exactly 3
        (3, PlaceRounding.DOWN, 1, 1),  # 0.9
        (3, PlaceRounding.DOWN, 0, 0),
        (7, PlaceRounding.UP, 5, 5),
    ],
)
def test_the_rounding_of_a_share_and_the_least_number(
    size: int, rounding: PlaceRounding, least: int, places: int
) -> None:
    scheme = scheme_of(tier("好", share=30, rounding=rounding, least=least), tier("差"), groups="组" * size)
    assert told(scheme, *descending(size)).split().count("好") == places


def test_a_cut_below_a_tier_without_one_holds_for_that_tier_too() -> None:
    """好 has places and no cut; who does not reach the 70 points of 中 cannot be 好 either, even as the first."""
    scheme = scheme_of(tier("好", number=2), tier("中", 70), tier("差"), groups="组" * 3)
    assert told(scheme, 90, 60, 50) == "好 差 差"


def test_the_last_places_press_down_and_nobody_else_moves_up() -> None:
    """Two of five: e is below the cut of 中 anyway and is one of the last two; d has 95 points and is the other."""
    scheme = scheme_of(tier("好", 90), tier("中", 70), tier("差", number=2, end=LAST), groups="组" * 5)
    assert told(scheme, 99, 98, 97, 95, 60) == "好 好 好 差 差"
    three = scheme_of(tier("好", 90), tier("中", number=2, end=LAST), tier("差"), groups="组" * 3)
    assert told(three, 99, 98, 97) == "好 中 中"


# ---------------------------------------------------------------- 排名组


def test_each_group_has_its_own_cuts_and_places_and_may_lack_a_tier() -> None:
    """镇 has 好 from 90 points; 街 from 80, for one; only 镇 has 较好. 降档 leads to the next tier of one's own."""
    tiers = (
        tier("好", 90, groups=("镇",)),
        tier("好", 80, number=1, groups=("街",)),
        tier("较好", 75, groups=("镇",)),
        tier("差"),
    )
    down = [event("b", Effect.DOWNGRADE), event("e", Effect.DOWNGRADE)]
    scheme = scheme_of(*tiers, groups="镇镇镇街街街", events=down)
    assert told(scheme, 89, 95, 70, 89, 88, 70) == "较好 较好 差 好 差 差"
    # 街 has no 较好, so a 限评 to it is one to the next tier that it has
    capped = replace(scheme, adjustments=(event("d", Effect.CAP, "较好"),))
    assert told(capped, 89, 95, 70, 89, 88, 70) == "较好 好 差 差 差 差"


POOLED = (tier("好", 80, share=30, pooled=True), tier("差"))


def test_groups_that_share_their_places_are_ranked_together() -> None:
    """30 % of 4 + 3 are 2 places (2.1), for a and e, the best two of all. Apart, 镇 would have one (1.2), 街 none."""
    scheme = scheme_of(*POOLED, groups="镇镇镇镇街街街")
    composites = (95, 90, 85, 84, 94, 93, 92)
    assert told(scheme, *composites) == "好 差 差 差 好 差 差"
    apart = replace(scheme, tiers=(replace(POOLED[0], pooled=False), POOLED[1]))
    assert told(apart, *composites) == "好 差 差 差 差 差 差"
    found, _ = propose(scheme, composites)
    assert found["e"].reason.endswith("组内第1名，达到“好”的分数线80分，在各组合计的名额2名之内，建议“好”")


def test_the_least_number_of_shared_places_is_that_of_all_groups_together() -> None:
    """10 % of 3 + 2 are none (0.5); at least one, which is the first of all."""
    scheme = scheme_of(replace(POOLED[0], quota=10_00, least=1), POOLED[1], groups="镇镇镇街街")
    assert told(scheme, 90, 89, 88, 95, 81) == "差 差 差 好 差"


def test_a_group_that_is_open_leaves_open_whom_it_shares_places_with() -> None:
    """g of 街 may take one of the two places: e keeps his as the first or second of all, a may lose his."""
    scheme = scheme_of(*POOLED, groups="镇镇镇镇街街街")
    assert told(scheme, 93, 90, 85, 84, 94, 70, None) == "？ 差 差 差 好 差 －"
    found, _ = propose(scheme, (93, 90, 85, 84, 94, 70, None))
    assert found["a"].reason == "综合得分93.00分，组内第1名，可能是“好”或“差”，暂不提出建议"


# ---------------------------------------------------------------- 否决


def test_whether_a_vetoed_ratee_counts_for_a_share() -> None:
    """40 % of five are two places; without the vetoed one 40 % of four are one (1.6)."""
    tiers = (tier("好", 90, share=40), tier("差"))
    scheme = scheme_of(*tiers, groups="组" * 5, events=[event("e", Effect.VETO)])
    assert told(scheme, *descending(5)) == "好 好 差 差 差"
    assert told(with_rules(scheme, veto_in_base=False), *descending(5)) == "好 差 差 差 差"


def test_the_last_are_counted_from_the_last_rank_with_or_without_a_vetoed_ratee() -> None:
    """The last two of five are d and e. e is vetoed: if he holds no place, the last two are c and d."""
    tiers = (MIDDLE, tier("差", number=2, end=LAST))
    scheme = scheme_of(*tiers, groups="组" * 5, events=[event("e", Effect.VETO)])
    assert told(scheme, *descending(5)) == "中 中 中 差 差"
    assert told(with_rules(scheme, veto_holds_place=False), *descending(5)) == "中 中 差 差 差"


# ---------------------------------------------------------------- ties

TIED_FLAG = "并列跨线，提请研究"
TIED = (99, 95, 95, 94, 60)
"""b and c are tied for the second place of 好."""


@pytest.mark.parametrize(
    ("ties", "expected", "code", "reason"),
    [
        (EdgeTies.LOWER, "好 中 中 中 差", "result.edge-tie", "跨在“好”的名额线上，达到“中”的分数线70分，建议“中”"),
        (EdgeTies.HIGHER, "好 好 好 中 差", "result.edge-tie-higher", "跨在“好”的名额线上，取高，建议“好”"),
        (EdgeTies.OPEN, "好 好或中 好或中 中 差", "result.edge-tie-open", "跨在“好”的名额线上，“好”或“中”，提请研究"),
    ],
)
def test_a_tie_across_an_edge(ties: EdgeTies, expected: str, code: str, reason: str) -> None:
    """Two places; whatever becomes of b and c, the fourth gets none of them."""
    scheme = scheme_of(tier("好", 90, number=2), tier("中", 70), tier("差"), groups="组" * 5, head_ties=ties)
    assert told(scheme, *TIED) == expected
    found, findings = propose(scheme, TIED)
    assert [finding.code for finding in findings] == [code]
    assert found["b"].reason.endswith(reason)
    assert [proposal.flags for proposal in found.values()] == [[], [TIED_FLAG], [TIED_FLAG], [], []]
    choices = ("好", "中") if ties is EdgeTies.OPEN else ()
    assert found["b"].choices(scheme, "组") == choices


def test_what_a_tie_leaves_open_reaches_the_places_below() -> None:
    """One place in 好 for the tied a and b, two in 中: c gets one of these only if a and b are 好."""
    tiers = (tier("好", 90, number=1), tier("中", 70, number=2), tier("差"))
    scheme = scheme_of(*tiers, groups="组" * 3, head_ties=EdgeTies.OPEN)
    assert told(scheme, 95, 95, 80) == "好或中 好或中 中或差"
    found, _ = propose(scheme, (95, 95, 80))
    assert found["c"].reason.endswith("并列跨线的人定在哪个等次，还没有研究，“中”或“差”，提请研究")
    assert found["c"].flags == []


@pytest.mark.parametrize(
    ("ties", "expected", "code"),
    [
        (EdgeTies.LOWER, "中 中 差 差 差", "result.last-tie"),
        (EdgeTies.HIGHER, "中 中 中 中 差", "result.last-tie-higher"),
        (EdgeTies.OPEN, "中 中 中或差 中或差 差", "result.last-tie-open"),
    ],
)
def test_a_tie_across_the_edge_of_the_last_places(ties: EdgeTies, expected: str, code: str) -> None:
    """The last two of five: e is one, c and d are tied for the other."""
    scheme = scheme_of(MIDDLE, tier("差", number=2, end=LAST), groups="组" * 5, tail_ties=ties)
    assert told(scheme, 99, 95, 90, 90, 60) == expected
    found, findings = propose(scheme, (99, 95, 90, 90, 60))
    assert [finding.code for finding in findings] == [code]
    assert found["c"].flags == found["d"].flags == [TIED_FLAG]


# ---------------------------------------------------------------- 递补

PLACES = (tier("好", 90, number=2), tier("中", 70), tier("差"))


@pytest.mark.parametrize(
    ("events", "kept", "refilled"),
    [
        ([event("a", Effect.CAP, "中")], "中 好 中 中", "中 好 好 中"),
        ([event("a", Effect.DOWNGRADE)], "中 好 中 中", "中 好 好 中"),
        ([event("a", Effect.VETO)], "差 好 中 中", "差 好 好 中"),
        # c reaches 中 by his places and goes down to 差; with 递补 he may have 中 at best, and has it
        ([event("c", Effect.DOWNGRADE)], "好 好 差 中", "好 好 中 中"),
    ],
)
def test_whether_a_freed_place_goes_to_the_next(events: Sequence[Adjustment], kept: str, refilled: str) -> None:
    scheme = scheme_of(*PLACES, groups="组" * 4, events=events)
    assert told(scheme, 99, 98, 97, 96) == kept
    assert told(with_rules(scheme, refill=True), 99, 98, 97, 96) == refilled


def test_a_place_freed_by_a_tie_is_never_passed_on() -> None:
    scheme = scheme_of(*PLACES, groups="组" * 4, refill=True)
    assert told(scheme, 99, 95, 95, 94) == "好 中 中 中"


def test_the_sentence_of_who_left_before_the_places_were_given() -> None:
    scheme = scheme_of(*PLACES, groups="组" * 4, events=[event("a", Effect.CAP, "中")], refill=True)
    found, _ = propose(scheme, (99, 98, 97, 96))
    assert found["a"].reason == "综合得分99.00分，组内第1名，因事项限评“中”，达到“中”的分数线70分，建议“中”"
    assert found["a"].notes == ["因事项限评“中”"]
    assert found["c"].reason == "综合得分97.00分，组内第3名，达到“好”的分数线90分，在名额2名之内，建议“好”"


# ---------------------------------------------------------------- while composites are open

TO_COME = (0, 86, 88, 89, 90, 91, 92, 93, 95, 97)
"""Every place among the composites below, tied and not, below and above the cuts."""
places: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"quota": st.sampled_from([20_00, 34_00, 60_00])}),
    st.fixed_dictionaries({"number": st.integers(0, 2)}),
)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Two 排名组 with every rule on places, and events that move somebody down."""
    groups = "".join(draw(st.lists(st.sampled_from("镇街"), min_size=2, max_size=5)))
    last = draw(st.sampled_from(["中", "差", ""]))
    listed = []
    for name, cut in (("好", 90_00), ("中", 87_00), ("差", None)):
        more = draw(places) if name != "差" or last == "差" else {}
        row = replace(Tier(name, cut if draw(st.booleans()) else None, None, ""), pooled=draw(st.booleans()), **more)
        end = LAST if name == last else PlacesFrom.FIRST
        listed.append(replace(row, end=end, rounding=draw(st.sampled_from(PlaceRounding))))
    events = [
        event(code, draw(st.sampled_from([Effect.VETO, Effect.DOWNGRADE])))
        for code in draw(st.lists(st.sampled_from("abc"), max_size=1))
    ]
    events += [event(code, Effect.CAP, "中") for code in draw(st.lists(st.sampled_from("abc"), max_size=1))]
    present = {code for code, _ in zip(CODES, groups, strict=False)}
    return scheme_of(
        *listed,
        groups=groups,
        events=[each for each in events if each.ratee in present],
        refill=draw(st.booleans()),
        head_ties=draw(st.sampled_from(EdgeTies)),
        tail_ties=draw(st.sampled_from(EdgeTies)),
        veto_holds_place=draw(st.booleans()),
        veto_in_base=draw(st.booleans()),
    )


@pytest.mark.slow
@settings(max_examples=100)
@given(schemes(), st.data())
def test_what_is_told_holds_whatever_the_open_scores_come_to(scheme: Scheme, data: st.DataObject) -> None:
    """By enumeration: in every outcome the tier, or both tiers of a tie, lie between the best and the worst.

    The composites of one or two ratees are open, or of none; a condition of one may be undecided.
    """
    missing = data.draw(st.integers(0, min(2, len(scheme.ratees))))
    size = len(scheme.ratees) - missing
    scored = data.draw(st.lists(st.sampled_from([88.0, 90.0, 91.0, 92.0, 95.0]), min_size=size, max_size=size))
    order = data.draw(st.permutations(range(len(scheme.ratees))))

    def placed(rest: Sequence[float | None]) -> list[float | None]:
        values = [*scored, *rest]
        return [values[place] for place in order]

    undecided = data.draw(st.lists(st.sampled_from(scheme.ratees[0].code + scheme.ratees[-1].code), max_size=1))
    condition = TierCondition(data.draw(st.sampled_from(["好", "中"])), Comparison.AT_LEAST, 0, None, "测评得分")

    def decided(met: bool | None) -> Outcomes:
        return {code: (GateOutcome(condition, met, ""),) for code in undecided}

    now, _ = propose(scheme, placed([None] * missing), decided(None))
    for rest, met in product(product(TO_COME, repeat=missing), (True, False) if undecided else (True,)):
        then, _ = propose(scheme, placed(rest), decided(met))
        for code, proposal in now.items():
            assert proposal.tier <= then[code].tier <= then[code].worst <= proposal.worst
