"""The shares of components and classes in the spread of 综合得分, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lianping_xlsx.audit.fairness.spread_shares import (
    GroupSpread,
    SpreadShare,
    covariance,
    deciding_parts,
    group_spreads,
)
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Conversion
from tests.bench.false_questions import part_of_half, rate
from tests.publish import chance, story
from tests.small import SCHEME

POLLED, VISITED = (component.name for component in SCHEME.components)


def test_the_covariance_of_three_figures() -> None:
    """Means 2 and 5: (-1)(-3) + 0 x 1 + 1 x 2 = 5; the squares 1 + 0 + 1 and 9 + 1 + 4."""
    one, other = (1, 2, 3), (2, 6, 7)
    assert [covariance(*pair) for pair in ((one, other), (one, one), (other, other))] == [5, 2, 14]
    assert covariance((), ()) == 0


def of_story(group: str) -> GroupSpread:
    (spread,) = (each for each in group_spreads(story.SCHEME, story.STORY.result) if each.group == group)
    return spread


def test_of_two_ratees_each_part_has_its_share_of_the_difference() -> None:
    """街道: 97.00 - 74.75 = 22.25 points.

    Both classes say 95 and 75.50: 19.50 x 50 % = 9.75, of which 5.85 (30 %) and 3.90 (20 %). 考评 95 and 80: 15 x 50 %
    = 7.50. Events: + 2 and - 3 are 5.
    """
    found = of_story("街道")
    assert [(part.component, part.voter_class, int(part.weight), part.share) for part in found.parts] == [
        (POLLED, "", 50_00, Fraction(9_75, 22_25)),
        (POLLED, story.LEADERS, 30_00, Fraction(5_85, 22_25)),
        (POLLED, story.CADRES, 20_00, Fraction(3_90, 22_25)),
        (VISITED, "", 50_00, Fraction(7_50, 22_25)),
    ]
    assert found.rest == Fraction(5_00, 22_25)
    assert (found.ratees, found.whole) == (2, True)


def test_in_a_group_with_an_open_composite_the_shares_are_those_of_the_others() -> None:
    """T5 has no 测评得分; T6 takes no part."""
    found = of_story("乡镇")
    assert (found.ratees, found.whole) == (4, False)


@pytest.mark.parametrize(("weighing", "polls"), [("", 1), ("", 2), ("thirds", 1), ("shares", 1), ("shares", 2)])
def test_the_shares_of_components_and_the_rest_are_the_whole(weighing: str, polls: int) -> None:
    """And those of the classes are that of their component, but for what rounding adds."""
    data = chance.campaign(3, story.RULES, groups=3, size=12, polls=polls, weighing=weighing)
    spreads = group_spreads(data.scheme, data.result)
    assert len(spreads) == 3
    for spread in spreads:
        components = [part for part in spread.parts if not part.voter_class]
        assert sum(part.share for part in components) + spread.rest == 1
        classes = [part for part in spread.parts if part.voter_class]
        assert len({part.component for part in classes}) == 1
        whole = next(part for part in components if part.component == classes[0].component)
        assert float(sum(part.share for part in classes)) == pytest.approx(float(whole.share), abs=0.01)
        assert sum(part.weight for part in classes) == whole.weight


def test_where_a_class_is_missing_for_somebody_the_classes_are_not_told_apart() -> None:
    """T8 has no mark of the second class: the first has another weight for him than for T7."""
    result = story.STORY.result
    classes = tuple(
        replace(each, mean=None) if (each.ratee, each.voter_class) == ("T8", story.CADRES) else each
        for each in result.classes
    )
    spreads = group_spreads(story.SCHEME, replace(result, classes=classes))
    assert [[part.voter_class for part in spread.parts] for spread in spreads if spread.group == "街道"] == [["", ""]]


def test_a_score_out_of_fifty_counts_twice() -> None:
    """满分: the points are score ÷ 满分 x weight, so 15 points of 50 are as much as 30 of 100."""
    rows = tuple(replace(each, full=50_00) if each.name == VISITED else each for each in story.SCHEME.components)
    spreads = group_spreads(replace(story.SCHEME, component_rows=rows), story.STORY.result)
    (found,) = (
        part for spread in spreads if spread.group == "街道" for part in spread.parts if part.component == VISITED
    )
    assert found.share == 2 * Fraction(7_50, 22_25)


def test_a_converted_component_is_no_sum_of_classes() -> None:
    rows = tuple(replace(each, conversion=Conversion.BEST) for each in story.SCHEME.components)
    scheme = replace(story.SCHEME, component_rows=rows)
    assert not [
        part for spread in group_spreads(scheme, story.STORY.result) for part in spread.parts if part.voter_class
    ]


def spread(*parts: SpreadShare, ratees: int = 12, whole: bool = True) -> GroupSpread:
    return GroupSpread("乡镇", ratees, parts, Fraction(0), whole)


LEADERS = SpreadShare(POLLED, "述职大会测评", "县委领导", Fraction(30_00), Fraction(81, 100))
COMPONENT = SpreadShare(POLLED, "", "", Fraction(40_00), Fraction(90, 100))


def asked(*spreads: GroupSpread, rules: Rules = SCHEME.rules) -> list[str]:
    return [finding.message for finding in deciding_parts(replace(SCHEME, rules=rules), spreads)]


def test_a_class_that_decides_is_asked_about_and_its_component_only_without_one() -> None:
    assert asked(spread(COMPONENT, LEADERS)) == [
        "排名组“乡镇”12人综合得分的差距，有81%来自“述职大会测评”的票类“县委领导”，它的权重只有30%。"
    ]
    assert asked(spread(COMPONENT, replace(LEADERS, share=Fraction(4, 5)))) == [
        "排名组“乡镇”12人综合得分的差距，有90%来自测评得分，它的权重只有40%。"
    ]


def test_what_is_not_asked_about() -> None:
    """A part with half of the weight, a group of eleven, one with an open composite; and where there is no line."""
    assert asked(spread(replace(LEADERS, weight=Fraction(50_00)))) == []
    assert asked(spread(LEADERS, ratees=11)) == []
    assert asked(spread(LEADERS, whole=False)) == []
    assert asked(spread(LEADERS), rules=replace(SCHEME.rules, spread_line=None)) == []
    assert asked(spread(LEADERS), rules=replace(SCHEME.rules, spread_line=81_00)) == []
    assert len(asked(spread(LEADERS), rules=replace(SCHEME.rules, spread_line=80_99))) == 1


def test_a_part_with_half_of_the_spread_is_asked_about_in_less_than_five_groups_of_a_hundred() -> None:
    assert rate(part_of_half, 1000, seed=2) < 0.05
    assert rate(lambda run: part_of_half(run, 16, 0.3, 4), 200) > 0.85
