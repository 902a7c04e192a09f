"""Ranks become 建议等次: cut scores, quotas, edge ties, then 降档 and 否决; each with the sentence that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.ranks import Candidate, rank_groups
from lianping_xlsx.tally.tiers import Proposal, propose_tiers
from tests.open_composites import proposed
from tests.small import SCHEME
from tests.two_scores import scores

EDGE = "并列跨线，提请研究"


def scheme_of(
    *tiers: tuple[str, int | None, int | None],
    size: int,
    events: tuple[tuple[str, Effect], ...] = (),
    caps: Mapping[str, str] = MappingProxyType({}),
) -> Scheme:
    """Tiers as (name, cut in points, quota in percent) for ``size`` people a, b, c … of one group.

    ``caps``: the 最高等次 of a 限评, by person.
    """
    listed = [Adjustment(ratee, "违纪", effect, 0, "县纪通〔2024〕1号") for ratee, effect in events]
    listed += [Adjustment(code, "信访", Effect.CAP, 0, "", highest=tier) for code, tier in caps.items()]
    return replace(
        SCHEME,
        ratees=tuple(Ratee(code, code, "", "", "组", "") for code in "abcdefghijkl"[:size]),
        tiers=tuple(
            Tier(name, None if cut is None else cut * 100, None if quota is None else quota * 100, "")
            for name, cut, quota in tiers
        ),
        adjustments=tuple(listed),
    )


def propose(scheme: Scheme, *composites: float | None) -> tuple[dict[str, Proposal], tuple[Finding, ...]]:
    people = [
        Candidate(ratee.code, ratee.code, "组", scores(None, None), 0, 0, None if c is None else round(c * 100))
        for ratee, c in zip(scheme.ratees, composites, strict=True)
    ]
    people = [
        replace(p, excluded=any(e.ratee == p.code and e.effect is Effect.EXCLUDED for e in scheme.adjustments))
        for p in people
    ]
    return proposed(scheme, people)


def tiers_of(scheme: Scheme, *composites: float | None) -> str:
    """The tiers proposed, in the order of the people; － where there is none."""
    found, _ = propose(scheme, *composites)
    return "".join(scheme.tiers[found[r.code].tier].name if r.code in found else "－" for r in scheme.ratees)


PLAIN = (("好", 90, None), ("中", 70, None), ("差", None, None))


def test_a_quota_is_a_share_of_all_but_who_do_not_take_part() -> None:
    """50 % of four: a is vetoed, d has no composite yet, both are of the four; e is 不参评 and is not."""
    events = (("a", Effect.VETO), ("e", Effect.EXCLUDED))
    half = scheme_of(("好", 90, 50), ("中", 70, None), ("差", None, None), size=5, events=events)
    assert tiers_of(half, 99, 98, 97, None, 96) == "差好中－－"


def test_cut_scores_alone() -> None:
    assert tiers_of(scheme_of(*PLAIN, size=6), 95, 90, 89.99, 70, 69.99, 0) == "好好中中差差"


@pytest.mark.parametrize(
    ("quota", "size", "composites", "expected"),
    [
        (40, 5, (99, 98, 97, 96, 95), "好好中中中"),  # 40 % of 5 is 2
        (40, 4, (99, 98, 97, 96), "好中中中"),  # 1.6: rounded down
        (33, 3, (99, 98, 97), "中中中"),  # 0.99: no place
        (100, 3, (99, 98, 97), "好好好"),
        (0, 3, (99, 98, 97), "中中中"),
        (50, 4, (99, 60, 59, 58), "好差差差"),  # places are not filled up from below the cut
        (50, 4, (99, 98, None, None), "好好－－"),  # who has no composite is one of the four
    ],
)
def test_quotas(quota: int, size: int, composites: tuple[float | None, ...], expected: str) -> None:
    assert tiers_of(scheme_of(("好", 90, quota), *PLAIN[1:], size=size), *composites) == expected


def test_who_just_reaches_the_cut_of_a_better_tier_and_finds_no_place_is_told_so() -> None:
    """50 % of 3 is one place: b has the 90 points of 好 and no place, c lacks a hundredth of a point."""
    found, _ = propose(scheme_of(("好", 90, 50), *PLAIN[1:], size=3), 95, 90, 89.99)
    assert [found[code].notes for code in "abc"] == [[], ["达到“好”的分数线，但超出其名额"], []]
    assert found["b"].reason == (
        "综合得分90.00分，组内第2名，达到“好”的分数线，但超出其名额，达到“中”的分数线70分，建议“中”"
    )
    assert found["c"].reason == ("综合得分89.99分，组内第3名，未达到“好”的分数线90分，达到“中”的分数线70分，建议“中”")


@pytest.mark.parametrize(("composites", "expected"), [((0.02, 0.01, 0), "好好差"), ((0, 0, 0), "差差差")])
def test_nought_points_are_below_a_cut_of_a_hundredth(composites: tuple[float, ...], expected: str) -> None:
    scheme = replace(scheme_of(*PLAIN, size=3), tiers=(Tier("好", 1, None, ""), Tier("差", None, None, "")))
    assert tiers_of(scheme, *composites) == expected
    last = propose(scheme, *composites)[0]["c"]
    assert last.reason.startswith("综合得分0.00分，")
    assert last.reason.endswith("名，未达到“好”的分数线0.01分，建议“差”")


def test_a_tie_across_the_edge_takes_the_lower_tier_and_is_flagged() -> None:
    """40 % of 5 are 2 places; one is left, two are tied for it."""
    scheme = scheme_of(("好", 90, 40), *PLAIN[1:], size=5)
    found, findings = propose(scheme, 99, 95, 95, 94, 60)
    assert tiers_of(scheme, 99, 95, 95, 94, 60) == "好中中中差"  # nor does the fourth step over them
    assert [found[code].flags for code in "abcde"] == [[], [EDGE], [EDGE], [], []]
    assert found["b"].reason == (
        "综合得分95.00分，组内第2名，与他人并列第2名、跨在“好”的名额线上，达到“中”的分数线70分，建议“中”"
    )
    assert [finding.message for finding in findings] == [
        "排名组“组”第2名有2人并列（b、c），跨在“好”的名额线（2名）上，均未建议为“好”。"
    ]


def test_a_tie_that_fits_is_no_edge() -> None:
    scheme = scheme_of(("好", 90, 40), *PLAIN[1:], size=5)
    assert tiers_of(scheme, 95, 95, 94, 93, 60) == "好好中中差"
    found, findings = propose(scheme, 95, 95, 94, 94, 60)
    assert findings == ()
    assert [proposal.flags for proposal in found.values()] == [[]] * 5


def test_a_tie_just_below_full_places_is_no_edge() -> None:
    found, findings = propose(scheme_of(("好", 90, 40), *PLAIN[1:], size=5), 99, 98, 95, 95, 60)
    assert findings == ()
    assert "达到“好”的分数线，但超出其名额" in found["c"].reason


def test_everybody_tied_for_too_few_places() -> None:
    found, findings = propose(scheme_of(("好", 90, 40), *PLAIN[1:], size=5), *[95] * 5)
    assert {proposal.tier for proposal in found.values()} == {1}
    assert [finding.slots["count"] for finding in findings] == ["5"]


def test_a_tie_across_two_edges() -> None:
    """One place in 好, one in 中: two tied people fall through both, and are flagged to the end."""
    scheme = scheme_of(("好", 90, 34), ("中", 70, 34), ("差", None, None), size=3)
    found, findings = propose(scheme, 95, 95, 60)
    assert [found[code].tier for code in "abc"] == [2, 2, 2]
    assert [found[code].flags for code in "abc"] == [[EDGE], [EDGE], []]
    assert [finding.slots["tier"] for finding in findings] == ["好", "中"]


def test_a_tie_across_an_edge_and_then_past_a_full_tier_stays_flagged() -> None:
    scheme = scheme_of(("好", 90, 34), ("中", 70, 0), ("差", None, None), size=3)
    found, findings = propose(scheme, 95, 95, 60)
    assert [found[code].flags for code in "abc"] == [[EDGE], [EDGE], []]
    assert [finding.slots["tier"] for finding in findings] == ["好"]


def test_a_quota_in_the_middle() -> None:
    """80 % of 5 are 4."""
    scheme = scheme_of(("好", 90, 20), ("中", 70, 40), ("差", None, None), size=5)
    assert tiers_of(scheme, 99, 98, 85, 84, 75) == "好中中差差"


def test_groups_have_quotas_of_their_own() -> None:
    scheme = scheme_of(("好", 90, 50), *PLAIN[1:], size=4)
    people = [
        Candidate(code, code, group, scores(None, None), 0, 0, composite)
        for code, group, composite in (("a", "甲", 99_00), ("b", "甲", 98_00), ("c", "乙", 97_00), ("d", "乙", 96_00))
    ]
    ratees = tuple(replace(r, group=p.group) for r, p in zip(scheme.ratees, people, strict=True))
    outcome = propose_tiers(replace(scheme, ratees=ratees), people, rank_groups(people, SCHEME.rules))
    assert {code: proposal.tier for code, proposal in outcome.value.items()} == {"a": 0, "b": 1, "c": 0, "d": 1}


# ---------------------------------------------------------------- events


@pytest.mark.parametrize(
    ("events", "expected", "flags"),
    [
        ((("a", Effect.DOWNGRADE),), "中中中差", ["降档"]),
        ((("a", Effect.DOWNGRADE), ("a", Effect.DOWNGRADE)), "差中中差", ["降档"]),
        ((("a", Effect.DOWNGRADE),) * 3, "差中中差", ["降档"]),  # never below the last
        ((("a", Effect.VETO),), "差中中差", ["否决"]),
        ((("a", Effect.VETO), ("a", Effect.DOWNGRADE)), "差中中差", ["降档", "否决"]),
        ((("a", Effect.BONUS),), "好中中差", []),
    ],
)
def test_events_move_down_and_their_place_is_not_filled(
    events: tuple[tuple[str, Effect], ...], expected: str, flags: list[str]
) -> None:
    scheme = scheme_of(("好", 90, 25), *PLAIN[1:], size=4, events=events)
    assert tiers_of(scheme, 99, 98, 97, 60) == expected
    assert propose(scheme, 99, 98, 97, 60)[0]["a"].flags == flags


def test_a_cap_is_the_best_tier_allowed_and_its_place_is_not_filled() -> None:
    """25 % of 4 is one place in 好: a has it, may have no more than 中, and b does not get it. d is below his cap."""
    scheme = scheme_of(("好", 90, 25), *PLAIN[1:], size=4, caps={"a": "中", "d": "中"})
    assert tiers_of(scheme, 99, 98, 97, 60) == "中中中差"
    found, _ = propose(scheme, 99, 98, 97, 60)
    assert found["a"].reason == (
        "综合得分99.00分，组内第1名，达到“好”的分数线90分，在名额1名之内，建议“好”；因信访限评“中”，建议“中”"
    )
    assert found["a"].flags == ["限评"]
    assert found["a"].notes == ["因信访限评“中”"]
    assert found["d"].reason.endswith("，未达到“中”的分数线70分，建议“差”；因信访限评“中”，建议“差”")


def test_a_cap_comes_before_a_downgrade_and_the_lower_of_two_caps_holds() -> None:
    """a reaches 好, is capped to 中, then moved down one: 差. Without the cap he would be moved to 中."""
    events = (("a", Effect.DOWNGRADE),)
    assert tiers_of(scheme_of(*PLAIN, size=1, events=events), 99) == "中"
    scheme = scheme_of(*PLAIN, size=1, events=events, caps={"a": "中"})
    assert tiers_of(scheme, 99) == "差"
    assert propose(scheme, 99)[0]["a"].notes == ["因信访限评“中”", "因违纪（县纪通〔2024〕1号）降一档"]
    twice = scheme_of(*PLAIN, size=1, caps={"a": "差"})
    more = Adjustment("a", "事故", Effect.CAP, 0, "", highest="中")
    assert tiers_of(replace(twice, adjustments=(*twice.adjustments, more)), 99) == "差"


def test_the_sentence_says_why() -> None:
    scheme = scheme_of(("好", 90, 50), *PLAIN[1:], size=4, events=(("a", Effect.DOWNGRADE), ("d", Effect.VETO)))
    found, _ = propose(scheme, 99, 98, 97.5, 60)
    assert [found[code].reason for code in "abcd"] == [
        "综合得分99.00分，组内第1名，达到“好”的分数线90分，在名额2名之内，建议“好”；"
        "因违纪（县纪通〔2024〕1号）降一档，建议“中”",
        "综合得分98.00分，组内第2名，达到“好”的分数线90分，在名额2名之内，建议“好”",
        "综合得分97.50分，组内第3名，达到“好”的分数线，但超出其名额，达到“中”的分数线70分，建议“中”",
        "综合得分60.00分，组内第4名，未达到“中”的分数线70分，建议“差”；因违纪（县纪通〔2024〕1号）一票否决，建议“差”",
    ]


def test_who_takes_no_part_is_not_counted_for_the_quota() -> None:
    """50 % of the three who take part is 1."""
    scheme = scheme_of(("好", 90, 50), *PLAIN[1:], size=4, events=(("a", Effect.EXCLUDED),))
    assert tiers_of(scheme, 99, 98, 97, 96) == "－好中中"


def test_the_notes_tell_what_is_out_of_the_ordinary_and_nothing_else() -> None:
    """Two places: a has one, b and c are tied for the other; e is moved down; d and f just have their scores."""
    tiers = (("好", 90, 34), ("中", 70, None), ("差", None, None))
    found, _ = propose(scheme_of(*tiers, size=6, events=(("e", Effect.DOWNGRADE),)), 95, 92, 92, 80, 79, 60)
    assert {code: proposal.notes for code, proposal in found.items() if proposal.notes} == {
        "b": ["与他人并列第2名、跨在“好”的名额线上"],
        "c": ["与他人并列第2名、跨在“好”的名额线上"],
        "e": ["因违纪（县纪通〔2024〕1号）降一档"],
    }
    found, _ = propose(scheme_of(*tiers, size=3), 95, 93, 91)
    assert [found[code].notes for code in "abc"] == [
        [],
        ["达到“好”的分数线，但超出其名额"],
        ["达到“好”的分数线，但超出其名额"],
    ]
    found, _ = propose(scheme_of(*tiers, size=3), 95, None, None)
    assert found["a"].notes == ["可能是“好”或“中”，暂不提出建议"]
