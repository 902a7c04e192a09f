"""While anybody's composite is open: ranks as ranges, a tier only where it is the same whatever is still to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.ranks import Candidate, rank_groups
from lianping_xlsx.tally.tally_results import Standing
from lianping_xlsx.tally.tiers import Proposal
from tests.open_composites import proposed
from tests.returns import counted, register, tally, visit
from tests.small import DELEGATES, LEADERS, SCHEME, Town, scheme_of, sheets, with_rule, with_rules
from tests.two_scores import scores

VETO = ("c", Effect.VETO)


def scheme_with(*tiers: tuple[str, int | None, int | None], size: int, events: Sequence[tuple[str, Effect]]) -> Scheme:
    """Tiers as (name, cut in points, quota in percent) for ``size`` people a, b, c …"""
    return replace(
        SCHEME,
        ratees=tuple(Ratee(code, code, "", "", "组", "") for code in "abcdefghijkl"[:size]),
        tiers=tuple(Tier(n, None if c is None else c * 100, None if q is None else q * 100, "") for n, c, q in tiers),
        adjustments=tuple(Adjustment(code, "违纪", effect, 0, "") for code, effect in events),
    )


def proposals(scheme: Scheme, composites: Sequence[int | None]) -> tuple[dict[str, Proposal], dict[str, int]]:
    people = [
        Candidate(ratee.code, ratee.code, "组", scores(None, None), 0, 0, composite)
        for ratee, composite in zip(scheme.ratees, composites, strict=True)
    ]
    return proposed(scheme, people)[0], rank_groups(people, SCHEME.rules)


def told(scheme: Scheme, *points: int | None) -> str:
    """The tiers proposed; ？ where it depends on those who are open, － for these."""
    found, _ = proposals(scheme, [None if p is None else p * 100 for p in points])
    return "".join(
        "－" if p is None else scheme.tiers[p.tier].name if p.certain else "？"
        for p in (found.get(ratee.code) for ratee in scheme.ratees)
    )


THREE = (("好", 90, 40), ("中", 70, 50), ("差", None, None))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        # 40 % of 5 are 2 places, 50 % are 2
        ((99, 98, 75, 74, None), "好？？？－"),  # if the fifth is tied with 98, four of them want the two places of 中
        ((99, 80, 60, 50, None), "好中差差－"),
        ((99, 98, 97, 60, None), "好？？差－"),
        ((99, 98, None, None, None), "？？－－－"),
        ((None,) * 5, "－－－－－"),
        ((99, 98, 97, 75, 60), "好好中中差"),
    ],
)
def test_a_tier_is_proposed_where_those_who_are_open_cannot_move_it(
    points: tuple[int | None, ...], expected: str
) -> None:
    assert told(scheme_with(*THREE, size=5, events=()), *points) == expected


def test_the_sentence_names_both_ends() -> None:
    scheme = scheme_with(*THREE, size=5, events=[("a", Effect.DOWNGRADE), ("b", Effect.VETO)])
    found, _ = proposals(scheme, [99_00, 98_00, 75_00, 60_00, None])
    assert found["a"].reason == (
        "综合得分99.00分，组内第1–2名（尚有1人得分未定），达到“好”的分数线90分，在名额2名之内，建议“好”；"
        "因违纪降一档，建议“中”"
    )
    assert found["b"].reason == (
        "综合得分98.00分，组内第2–3名（尚有1人得分未定），可能是“好”或“中”，暂不提出建议；因违纪一票否决，建议“差”"
    )
    assert found["b"].certain
    assert found["c"].reason.endswith("可能是“中”或“差”，暂不提出建议")
    assert found["d"].reason.endswith("未达到“中”的分数线70分，建议“差”")


def test_a_cap_may_settle_what_the_open_scores_leave_open() -> None:
    """b is 好 or 中 whatever e comes to, and may have no more than 中."""
    scheme = scheme_with(*THREE, size=5, events=())
    assert told(scheme, 99, 98, 75, 60, None) == "好？？差－"
    capped = replace(scheme, adjustments=(Adjustment("b", "信访", Effect.CAP, 0, "", highest="中"),))
    assert told(capped, 99, 98, 75, 60, None) == "好中？差－"
    found, _ = proposals(capped, [99_00, 98_00, 75_00, 60_00, None])
    assert found["b"].reason.endswith("可能是“好”或“中”，暂不提出建议；因信访限评“中”，建议“中”")


def test_a_cut_just_reached_is_certain_and_nought_is_below_a_cut_of_a_hundredth() -> None:
    """No quota: whatever d comes to, a has 好 with just its 90 points."""
    tiers = (("好", 90, None), ("中", 70, None), ("差", None, None))
    assert told(scheme_with(*tiers, size=4, events=()), 90, 70, 69, None) == "好中差－"
    lowest = replace(scheme_with(size=3, events=()), tiers=(Tier("好", 1, None, ""), Tier("差", None, None, "")))
    assert told(lowest, 1, 0, None) == "好差－"
    scheme = scheme_with(("好", 90, 34), *tiers[1:], size=3, events=())
    found, _ = proposals(scheme, [90_00, 89_99, None])
    assert found["a"].reason.endswith("可能是“好”或“中”，暂不提出建议")  # c may take the one place before him
    assert found["b"].reason.endswith("未达到“好”的分数线90分，达到“中”的分数线70分，建议“中”")


def test_tiers_that_are_not_neighbours_are_named_from_and_to() -> None:
    """34 % of three is one place in 好, and there is none in 中: a has the one, or nothing but 差."""
    scheme = scheme_with(("好", 90, 34), ("中", 70, 0), ("差", None, None), size=3, events=())
    found, _ = proposals(scheme, [95_00, None, None])
    assert found["a"].notes == ["可能是“好”至“差”，暂不提出建议"]


POINTS = (99_00, 95_00, 95_00, 60_00, None)


def test_no_tie_across_an_edge_is_told_while_anybody_is_open() -> None:
    scheme = scheme_with(*THREE, size=5, events=())
    people = [Candidate(c, c, "组", scores(None, None), 0, 0, p) for c, p in zip("abcde", POINTS, strict=True)]
    found, findings = proposed(scheme, people)
    assert findings == ()
    assert [proposal.flags for proposal in found.values()] == [[], [], [], []]


composites = st.lists(st.sampled_from([88_00, 90_00, 91_00, 92_00, 95_00]), min_size=1, max_size=4)
quotas = st.sampled_from([None, 20_00, 34_00, 50_00, 60_00])
TO_COME = (0, 86_00, 88_00, 89_00, 90_00, 90_50, 91_00, 91_50, 92_00, 93_00, 95_00, 97_00)
"""Every place among the composites above, tied and not, below and above the cuts."""


def outcomes(
    scheme: Scheme, scored: Sequence[int], missing: int
) -> Iterator[tuple[dict[str, Proposal], dict[str, int]]]:
    """Whatever the open composites come to."""
    for values in product(TO_COME, repeat=missing):
        yield proposals(scheme, [*scored, *values])


@pytest.mark.slow
@settings(max_examples=60)
@given(composites, st.integers(1, 2), quotas, quotas, st.booleans(), st.lists(st.sampled_from("ab"), max_size=1))
def test_what_is_told_holds_whatever_the_open_scores_come_to(
    scored: list[int], missing: int, best: int | None, middle: int | None, holds: bool, vetoed: list[str]
) -> None:
    size = len(scored) + missing
    tiers = (Tier("好", 90_00, best, ""), Tier("中", 87_00, middle, ""), Tier("差", None, None, ""))
    scheme = replace(scheme_with(size=size, events=[(code, Effect.VETO) for code in vetoed]), tiers=tiers)
    scheme = with_rules(scheme, veto_holds_place=holds)
    now, ranks = proposals(scheme, [*scored, *[None] * missing])
    seen = [{code: (then[code].tier, later[code]) for code in now} for then, later in outcomes(scheme, scored, missing)]
    for code, proposal in now.items():
        places = {each[code][1] for each in seen}
        assert (min(places), max(places)) == (ranks[code], ranks[code] + missing)
        reached = {each[code][0] for each in seen}
        assert reached <= set(range(proposal.tier, proposal.worst + 1))
        assert not proposal.certain or reached == {proposal.tier}


def test_a_group_that_is_open_leaves_the_others_as_they_are() -> None:
    """T2 of 乡镇 has no 考评表; T3 is alone in 街道. 50 : 50, 测评 has 60 : 40 for its polls.

    T1 has 92 x 0.6 + 90 x 0.4 = 91.2 and 考评 90: 90.6. T2 has 87 x 0.6 + 85 x 0.4 = 86.2 and 考评 up to 102: 43.1 to
    94.1. With 考评 100 T1 has 95.6, and is the first whatever comes.
    """
    marks = "票号|T1|T2|T3\n001|92|88|80\n002|93|87|81\n003|91|86|82"
    counts = "编号|发出|收回|有效|无效|弃权|合计分\nT1|20|20|20|0|0|1800\nT2|20|20|20|0|0|1700\nT3|20|20|20|0|0|1600"
    town = Town(SCHEME)
    replies = (
        register(town, marks, voter_class=LEADERS, issued=3, returned=3),
        register(town, marks, voter_class=DELEGATES, issued=3, returned=3),
        tally(town, counts),
        visit(town, "T3", "编号|得分|扣分\nK1||0\nK3|40|"),
    )
    one, two, three = counted(town, *replies, visit(town, "T1", "编号|得分|扣分\nK1||0\nK2|30|"))[0].standings
    assert [_place(s) for s in (one, two, three)] == [(None, 1, 2, "1–2"), (None, 1, 2, ""), (1, 1, 1, 1)]
    # 好 has one place (50 % of 2), and T2 may take it
    assert [s.proposed_tier for s in (one, two, three)] == [None, None, "中"]
    assert one.reason.endswith("组内第1–2名（尚有1人得分未定），可能是“好”或“中”，暂不提出建议")
    one, two, _ = counted(town, *replies, visit(town, "T1", "编号|得分|扣分\nK1||0\nK2|40|"))[0].standings
    assert [_place(one), _place(two), one.proposed_tier] == [(1, 1, 1, 1), (None, 2, 2, ""), "好"]


def _place(s: Standing) -> tuple[object, ...]:
    return s.rank, s.rank_best, s.rank_worst, s.rank_cell


# ---------------------------------------------------------------- 否决者占名额


def test_whether_a_vetoed_person_holds_a_place_is_said_in_the_scheme() -> None:
    """40 % of 5 are 2 places; b and c are tied for the second, c is vetoed."""
    scheme = scheme_with(*THREE, size=5, events=[VETO])
    assert told(scheme, 95, 93, 93, 80, 60) == "好中差差差"  # b and c fill 中
    freed = with_rules(scheme, veto_holds_place=False)
    assert told(freed, 95, 93, 93, 80, 60) == "好好差中差"
    found, _ = proposals(freed, [95_00, 93_00, 93_00, 80_00, 60_00])
    assert found["b"].flags == []
    assert found["c"].reason.endswith("因违纪一票否决（不占名额），建议“差”")
    # who comes after a vetoed person takes the place, and the number of places stays
    assert told(freed, 93, 92, 95, 91, 60) == "好好差中差"


@pytest.mark.parametrize(("word", "holds"), [("是", True), ("否", False), ("", True)])
def test_the_setting(word: str, holds: bool) -> None:
    assert scheme_of(sheets()).rules.veto_holds_place  # a scheme without the row
    raw = with_rule()
    raw["计分规则"].append(["否决者占名额", word])
    scheme = scheme_of(raw)
    assert scheme.rules.veto_holds_place is holds


# ---------------------------------------------------------------- 折算


def test_who_was_reweighed_is_told_beside_the_reason() -> None:
    town = Town(scheme_of(with_rule(缺票类处理="按其余票类折算")))
    marks = "票号|T1|T2|T3\n001||88|80\n002||87|81\n003||86|82"
    readings = [
        register(town, marks, voter_class=LEADERS, issued=3, returned=3),
        register(town, marks.replace("||", "|90|"), voter_class=DELEGATES, issued=3, returned=3),
        tally(
            town,
            "编号|发出|收回|有效|无效|弃权|合计分\nT1|20|20|20|0|0|1800\nT2|20|20|20|0|0|1700\nT3|20|20|20|0|0|1600",
        ),
        *(
            visit(town, code, f"编号|得分|扣分\nK1||0\n{item}|40|")
            for code, item in (("T1", "K2"), ("T2", "K2"), ("T3", "K3"))
        ),
    ]
    one, two, _ = counted(town, *readings)[0].standings
    assert one.explanation == f"{one.reason}；测评“述职大会测评”缺县委领导，按其余票类折算"
    assert "折算" not in two.explanation

    raw = with_rule(缺票类处理="按其余票类折算")
    raw["测评"], raw["票类"] = raw["测评"][:2], raw["票类"][:3]
    raw["测评"][1][1] = "100"
    raw["填报任务"] = [row for row in raw["填报任务"] if row[1] != "计票汇总"]
    alone = Town(scheme_of(raw))
    (only, *_) = counted(
        alone,
        register(alone, marks, voter_class=LEADERS, issued=3, returned=3),
        register(alone, marks.replace("||", "|90|"), voter_class=DELEGATES, issued=3, returned=3),
    )[0].standings
    assert only.flags == ("得分不全", "测评缺县委领导，按其余票类折算")  # there is but one poll, and it needs no name
