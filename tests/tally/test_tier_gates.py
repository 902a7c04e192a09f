"""等次条件: rates of votes compared as fractions, scores, and the tier to which somebody falls who lacks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.redact import without_figures
from lianping_xlsx.scheme.ballot_contents import BallotItem, Grade
from lianping_xlsx.scheme.model import Poll, Ratee, Scheme, VoterClass
from lianping_xlsx.scheme.terms import Counting, Scoring
from lianping_xlsx.scheme.tier_conditions import Comparison, Guarded, TierCondition
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.scheme.vote_rates import GradeReach, VoteBase, VoteRate
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.ranks import Candidate, rank_groups
from lianping_xlsx.tally.rate_votes import RateVotes, votes_of
from lianping_xlsx.tally.tally_results import ClassTally, Standing
from lianping_xlsx.tally.tier_gates import outcomes_of
from lianping_xlsx.tally.tiers import Proposal, propose_tiers
from tests.small import SCHEME, with_rules
from tests.two_scores import scores

POLL = "民主测评"
TIERS = (Tier("优秀", 90_00, None, ""), Tier("称职", 70_00, None, ""), Tier("不称职", None, None, ""))
TWO_THIRDS, ONE_THIRD = Fraction(20_000, 3), Fraction(10_000, 3)


def scheme_of(*conditions: TierCondition, size: int = 1, tiers: tuple[Tier, ...] = TIERS) -> Scheme:
    """A poll by the grades 优秀, 称职, 基本称职, 不称职 and 不了解 (不计), of two classes."""
    points = {"优秀": 100_00, "称职": 80_00, "基本称职": 60_00, "不称职": 30_00}
    return replace(
        SCHEME,
        ratees=tuple(Ratee(code, code, "", "", "组", "") for code in "abcdef"[:size]),
        polls=(Poll(POLL, 100_00, Counting.BALLOTS, Scoring.GRADES),),
        classes=(VoterClass(POLL, "领导", 50_00, 9), VoterClass(POLL, "群众", 50_00, 40)),
        grades=(*(Grade(*each) for each in points.items()), Grade("不了解", 0, counted=False)),
        tiers=tiers,
        conditions=conditions,
        adjustments=(),
    )


def tally(ratee: str, voter_class: str, *votes: int, void: int = 0) -> ClassTally:
    """The votes for 优秀, 称职, 基本称职, 不称职, 不了解; those for 不了解 are abstentions."""
    valid, unknown = sum(votes[:4]), votes[4] if len(votes) > 4 else 0
    electorate = 9 if voter_class == "领导" else 40
    return ClassTally(
        ratee, POLL, voter_class, 50_00, electorate, electorate, valid + unknown + void, valid, void, unknown, valid,
        0, None, None, (*votes[:4], unknown),
    )  # fmt: skip


def rate(
    grade: str,
    reach: GradeReach = GradeReach.UP,
    classes: tuple[str, ...] = (),
    base: VoteBase = VoteBase.VALID,
) -> VoteRate:
    return VoteRate(POLL, grade, reach, classes, base)


def condition(
    tier: str, comparison: Comparison, line: int | Fraction, what: VoteRate | str, groups: tuple[str, ...] = ()
) -> TierCondition:
    if isinstance(what, str):
        return TierCondition(tier, comparison, line, None, what, groups)
    return TierCondition(tier, comparison, line, what, "得票率", groups)


def propose(
    scheme: Scheme, people: Sequence[tuple[float, Sequence[ClassTally]]]
) -> tuple[dict[str, Proposal], tuple[Finding, ...]]:
    """People as (composite in points, votes), in the order of the ratees; their two scores are 80 and 85 points."""
    candidates = [
        Candidate(ratee.code, ratee.code, "组", scores(80_00, 85_00), 0, 0, round(points * 100))
        for ratee, (points, _) in zip(scheme.ratees, people, strict=True)
    ]
    found = {
        candidate.code: outcomes_of(scheme, "组", candidate.scores, votes)
        for candidate, (_, votes) in zip(candidates, people, strict=True)
    }
    outcome = propose_tiers(scheme, candidates, rank_groups(candidates, scheme.rules), found)
    return outcome.value, outcome.findings


def tier_of(scheme: Scheme, composite: float, *votes: ClassTally) -> str | None:
    return propose(scheme, [(composite, votes)])[0]["a"].words(scheme)


# ---------------------------------------------------------------- rates of votes


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ((6, 6, 5, 1), "优秀"),  # 12 of 18 are exactly two thirds, which no decimal of a per cent is
        ((6, 5, 6, 1), "不称职"),  # 11 of 18
        ((20, 0, 9, 1), "优秀"),  # 20 of 30
        ((19, 0, 9, 1, 30), "不称职"),  # 19 of 29, 65.5 %: the thirty for 不了解 are not counted
        ((20, 0, 9, 1, 30), "优秀"),
    ],
)
def test_two_thirds_for_the_two_best_grades(votes: tuple[int, ...], expected: str) -> None:
    """Fewer than two thirds 称职 and better: 称职 is closed, and so is everything above it."""
    scheme = scheme_of(condition("称职", Comparison.AT_LEAST, TWO_THIRDS, rate("称职")))
    assert tier_of(scheme, 95, tally("a", "群众", *votes)) == expected


@pytest.mark.parametrize(
    ("votes", "comparison", "expected"),
    [
        ((8, 4, 2, 7), Comparison.AT_MOST, "优秀"),  # 7 of 21 are exactly a third
        ((8, 4, 2, 7), Comparison.BELOW, "不称职"),
        ((8, 4, 1, 7), Comparison.AT_MOST, "不称职"),  # 7 of 20
        ((8, 4, 3, 7), Comparison.BELOW, "优秀"),
    ],
)
def test_more_than_a_third_for_the_worst_grade(votes: tuple[int, ...], comparison: Comparison, expected: str) -> None:
    scheme = scheme_of(condition("称职", comparison, ONE_THIRD, rate("不称职", GradeReach.DOWN)))
    assert tier_of(scheme, 95, tally("a", "群众", *votes)) == expected


@pytest.mark.parametrize(
    ("votes", "comparison", "expected"),
    [
        ((30, 6, 4, 0), Comparison.AT_LEAST, "优秀"),  # 36 of 40 are 90 %
        ((30, 6, 4, 0), Comparison.ABOVE, "称职"),
        ((30, 5, 4, 0), Comparison.AT_LEAST, "称职"),  # 35 of 39 are 89.7 %, and are not rounded to 90 %
    ],
)
def test_ninety_per_cent_for_the_best_tier(votes: tuple[int, ...], comparison: Comparison, expected: str) -> None:
    scheme = scheme_of(condition("优秀", comparison, 90_00, rate("称职")))
    assert tier_of(scheme, 95, tally("a", "群众", *votes)) == expected


@pytest.mark.parametrize(
    ("classes", "base", "votes", "share"),
    [
        ((), VoteBase.VALID, (6 + 10, 8 + 20), Fraction(16, 28)),
        (("领导",), VoteBase.VALID, (6, 8), Fraction(6, 8)),
        (("群众",), VoteBase.RETURNED, (10, 20 + 3 + 2), Fraction(10, 25)),
        ((), VoteBase.ELECTORATE, (16, 9 + 40), Fraction(16, 49)),
    ],
)
def test_the_votes_and_the_denominator(
    classes: tuple[str, ...], base: VoteBase, votes: tuple[int, int], share: Fraction
) -> None:
    """领导: 6 of 8 for 优秀. 群众: 10 of 20, 3 for 不了解, 2 void; 40 voters."""
    tallies = [tally("a", "领导", 6, 2, 0, 0), tally("a", "群众", 10, 5, 4, 1, 3, void=2)]
    found = votes_of(scheme_of(), rate("优秀", classes=classes, base=base), tallies)
    assert (found.votes, found.base) == votes
    assert found.share == share * 100_00


@pytest.mark.parametrize(
    ("base", "number", "expected"),
    [(VoteBase.VALID, 24, "优秀"), (VoteBase.RETURNED, 26, "不称职"), (VoteBase.ELECTORATE, 40, "不称职")],
)
def test_with_items_the_votes_are_those_of_the_overall_one(base: VoteBase, number: int, expected: str) -> None:
    """26 came back. 德: all 优秀. 总评: 16 称职 and better, 5 基本称职, 3 不称职, 1 不了解, 1 blank: 16 of 24, 2/3."""
    own = replace(rate("称职", base=base), overall=True)
    plain = scheme_of(condition("称职", Comparison.AT_LEAST, TWO_THIRDS, own))
    poll, items = replace(plain.polls[0], scoring=Scoring.ITEM_GRADES), (("N1", 100_00, False), ("N2", 0, True))
    scheme = replace(
        plain, polls=(poll,), items=tuple(BallotItem(c, c, p, POLL, overall=whole) for c, p, whole in items)
    )
    of_items = (
        ItemTally("N1", 100_00, 26, 0, 0, 26, 26 * 100_00, None, 100_00, (26, 0, 0, 0, 0)),
        ItemTally("N2", 0, 24, 0, 2, 24, 0, None, 80_00, (8, 8, 5, 3, 1)),
    )
    votes = replace(tally("a", "群众", 26), grades=(), items=of_items)
    assert votes_of(scheme, own, [votes]) == RateVotes(16, number)
    assert tier_of(scheme, 95, votes) == expected
    if expected == "不称职":
        (outcome,) = outcomes_of(scheme, "组", (), [votes])
        assert outcome.words.startswith("“民主测评”总评“称职”及以上得票率（占")


# ---------------------------------------------------------------- scores, and several conditions


@pytest.mark.parametrize(
    ("score", "comparison", "line", "expected"),
    [
        ("测评得分", Comparison.AT_LEAST, 80_00, "优秀"),
        ("测评得分", Comparison.ABOVE, 80_00, "称职"),
        ("述职测评", Comparison.AT_LEAST, 80_01, "称职"),
        ("考评得分", Comparison.AT_LEAST, 85_00, "优秀"),
        ("实地考评", Comparison.AT_MOST, 84_99, "称职"),
    ],
)
def test_a_score_by_either_of_its_names(score: str, comparison: Comparison, line: int, expected: str) -> None:
    assert tier_of(scheme_of(condition("优秀", comparison, line, score)), 95) == expected


def test_who_fails_falls_to_the_best_tier_still_open_and_is_told_by_how_much() -> None:
    """18 of 25 (72 %) for 优秀 is less than 80 %; 称职 asks for two thirds, and has 23 of 25."""
    scheme = scheme_of(
        condition("优秀", Comparison.AT_LEAST, 80_00, rate("优秀")),
        condition("称职", Comparison.AT_LEAST, TWO_THIRDS, rate("称职")),
    )
    found, _ = propose(scheme, [(95, [tally("a", "群众", 18, 5, 1, 1)])])
    assert found["a"].reason == (
        "综合得分95.00分，组内第1名，达到“优秀”的分数线90分，建议“优秀”；"
        "“民主测评”“优秀”及以上得票率72.00%（18÷25），不符合“优秀”的条件（不低于80%），建议“称职”"
    )
    assert found["a"].notes == ["“民主测评”“优秀”及以上得票率72.00%（18÷25），不符合“优秀”的条件（不低于80%）"]
    # 15 of 25 are neither 80 % of 优秀 nor two thirds
    assert tier_of(scheme, 95, tally("a", "群众", 10, 5, 9, 1)) == "不称职"
    # below the cut of 优秀 anyway: the condition on it changes nothing and is not told
    found, _ = propose(scheme, [(80, [tally("a", "群众", 18, 5, 1, 1)])])
    assert found["a"].reason.endswith("达到“称职”的分数线70分，建议“称职”")


def test_a_condition_of_another_group_is_none() -> None:
    scheme = scheme_of(condition("优秀", Comparison.AT_LEAST, 99_00, "测评得分", ("街",)))
    assert tier_of(scheme, 95) == "优秀"


def test_a_place_freed_by_a_condition_goes_to_the_next_only_if_the_scheme_says_so() -> None:
    """One place in 优秀: a, the first, has too few votes. b has enough and is the second."""
    places = (replace(TIERS[0], number=1), *TIERS[1:])
    scheme = scheme_of(condition("优秀", Comparison.AT_LEAST, 80_00, rate("优秀")), size=2, tiers=places)
    people = [(95.0, [tally("a", "群众", 7, 3, 0, 0)]), (94.0, [tally("b", "群众", 8, 2, 0, 0)])]
    found, _ = propose(scheme, people)
    assert [found[code].words(scheme) for code in "ab"] == ["称职", "称职"]
    refilled = with_rules(scheme, refill=True)
    found, _ = propose(refilled, people)
    assert [found[code].words(refilled) for code in "ab"] == ["称职", "优秀"]
    assert found["a"].reason == (
        "综合得分95.00分，组内第1名，“民主测评”“优秀”及以上得票率70.00%（7÷10），不符合“优秀”的条件（不低于80%），"
        "达到“称职”的分数线70分，建议“称职”"
    )


@pytest.mark.parametrize("refill", [False, True])
def test_a_rate_without_votes_leaves_the_tier_open_and_is_an_error(refill: bool) -> None:
    """Nobody of 领导 voted on a: 优秀 or 称职. b is below him: with 递补 the only place is his if a may not have it."""
    places = (replace(TIERS[0], number=1), *TIERS[1:])
    scheme = scheme_of(
        condition("优秀", Comparison.AT_LEAST, 80_00, rate("优秀", classes=("领导",))), size=2, tiers=places
    )
    scheme = with_rules(scheme, refill=refill)
    people = [(95.0, [tally("a", "领导")]), (94.0, [tally("b", "领导", 9, 0, 0, 0)])]
    found, findings = propose(scheme, people)
    assert (found["a"].tier, found["a"].worst, found["a"].words(scheme)) == (0, 1, None)
    assert (found["b"].tier, found["b"].worst) == ((0, 1) if refill else (1, 1))
    assert "可能是“优秀”或“称职”，暂不提出建议" in found["a"].reason
    assert [finding.code for finding in findings] == ["result.condition-open"]


# ---------------------------------------------------------------- who may read it


@pytest.mark.parametrize(
    ("withheld", "merged", "components", "told"),
    [
        ((), (), (), True),
        ((POLL,), (), (), False),
        ((), ((POLL, "群众"),), (), False),
        ((), ((POLL, "领导"),), (), True),  # the rate is of 群众 alone
        ((), (("另一测评", "群众"),), (), True),
    ],
)
def test_a_rate_is_told_where_the_means_of_its_classes_are(
    withheld: tuple[str, ...], merged: tuple[tuple[str, str], ...], components: tuple[str, ...], told: bool
) -> None:
    words, instead = "“优秀”及以上得票率66.67%（2÷3），不符合条件", "“优秀”的一项条件没有达到"
    standing = Standing(
        "a", (), 0, 0, 95_00, 1, 1, "称职", f"{words}，建议“称职”", notes=(words,),
        guarded=(Guarded(words, instead, POLL, ("群众",)),),
    )  # fmt: skip
    shown = Disclosure((), (), frozenset(components), True, frozenset(withheld), frozenset(merged), ())
    assert without_figures(standing.reason, standing, shown) == f"{words if told else instead}，建议“称职”"
    assert without_figures(standing.remark, standing, shown) == (words if told else instead)


def test_a_score_is_told_where_the_score_of_its_component_is() -> None:
    words = "测评得分79.00分，不符合“优秀”的条件（不低于80分）"
    guarded = (Guarded(words, "“优秀”的一项条件没有达到", component="述职测评"),)
    standing = Standing("a", (), 0, 0, 95_00, 1, 1, "称职", words, guarded=guarded)
    shown = Disclosure((), (), frozenset(), True, frozenset(), frozenset(), ())
    assert without_figures(words, standing, shown) == words
    hidden = replace(shown, components=frozenset({"述职测评"}))
    assert without_figures(words, standing, hidden) == "“优秀”的一项条件没有达到"
