"""Between whom the places of a tier end, and what is told of two who are tied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.audit.border_results import Border, BorderKind, ChangeKind
from lianping_xlsx.audit.border_words import change_words, title
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.count import count
from tests.returns import received
from tests.tally.test_score_ranges import CLASSES, CODES, RULES, Replies, town_of

pytestmark = pytest.mark.usefixtures("as_issued")

TOLD = RULES["plain"] | {"测评得分公布线": "1", "票类均分单列线": "1"}


def borders_of(tiers: str, marks: str, **rules: str) -> tuple[Replies, list[Border]]:
    """Two ballots with the same marks in each class, so that a mark is the composite."""
    ballots = ((tuple(marks.split()),) * 2,) * 2
    replies = Replies(town_of("百分制", tiers, tuple((TOLD | rules).items())), CODES, ballots)
    return replies, found_of(replies, replies.town.scheme)


def found_of(replies: Replies, scheme: Scheme) -> list[Border]:
    forms = [replies.form(name, rows) for name, rows in zip(CLASSES, replies.ballots, strict=True)]
    counted = judge(scheme, received(replies.town, forms)).value.counted
    return list(borders(scheme, counted, count(scheme, counted).value).found)


def places_of(listed: list[Border], tier: int = 0) -> list[tuple[str, str, object]]:
    of_places = [each for each in listed if each.kind is BorderKind.PLACES and each.tier == tier]
    return [(each.upper, each.lower, each.gap) for each in of_places]


def test_a_tie_below_the_places_is_not_on_their_edge() -> None:
    """好 has two places, which T1 and T2 have; that T3 and T4 are tied matters to 中 alone, which has one place."""
    _, listed = borders_of("places", "90 85 80 80")
    assert places_of(listed) == [("T2", "T4", 500)]
    assert places_of(listed, 1) == [("T4", "T3", 0)]


@pytest.mark.parametrize("ties", ["取低", "取高", "不定"])
@pytest.mark.parametrize("marks", ["90 85 85 80", "70 85 85 85"])
def test_places_end_between_two_who_are_tied_across_the_edge(ties: str, marks: str) -> None:
    """好 has two places: whatever becomes of those who are tied, a hundredth of one of them decides."""
    _, listed = borders_of("places", marks, 并列跨线处理=ties)
    (edge,) = (each for each in listed if each.kind is BorderKind.PLACES and each.tier == 0)
    assert (edge.gap, edge.near) == (0, True)
    assert {edge.upper, edge.lower} <= {"T2", "T3", "T4"}
    (mark,) = (change for change in edge.changes or () if change.kind is ChangeKind.MARK)
    assert mark.size <= 2


def test_shared_places_end_between_two_groups() -> None:
    """The one place of 好 is shared. T1 of 乡镇 has it, and the next one is T3 of 街道, a point behind."""
    replies, listed = borders_of("pooled", "90 80 89 70")
    (edge,) = (each for each in listed if each.kind is BorderKind.PLACES and each.tier == 0)
    assert (edge.group, edge.upper, edge.lower, edge.gap) == ("乡镇", "T1", "T3", 100)
    assert title(replies.town.scheme, edge) == "“好”的名额线（乡镇、街道合计）"


def test_where_no_places_end_conditions_divide() -> None:
    """好 asks for 85 of 测评得分, which T3 and T4 miss; once it has no places, none of them end there."""
    replies, listed = borders_of("gated", "90 88 80 70")
    assert places_of(listed) == [("T2", "T3", 800)]
    scheme = replies.town.scheme
    unlimited = replace(scheme, tiers=tuple(replace(tier, quota=None) for tier in scheme.tiers))
    (edge,) = (each for each in found_of(replies, unlimited) if each.tier == 0)
    assert (edge.kind, edge.upper, edge.lower) == (BorderKind.CONDITIONS, "T2", "T3")
    assert title(scheme, edge) == "“好”的等次条件"


def test_who_is_tied_may_rise_or_fall() -> None:
    """Both are printed as 92.4. 0.02 more on one of the two marks of T2 is a mean of 92.45, and a composite of 92.5.

    T1 lacks 0.18 of that, and falls behind with 0.03 less.
    """
    _, listed = borders_of("places", "92.36 92.44 80 70", 小数位数="1")
    pair = next(each for each in listed if each.kind is BorderKind.RANKS and not each.gap)
    assert (pair.upper, pair.lower) == ("T2", "T1")
    (mark,) = (change for change in pair.changes or () if change.kind is ChangeKind.MARK)
    assert change_words(pair, mark) == "前者“县委领导”有一张票多打0.02分"


def test_where_scores_are_compared_a_ballot_moves_whom_it_leaves_blank() -> None:
    """By places: T1 has 95, T2 90, T3 85, which is third and has 80 points; 好 begins at 85.

    Without the second ballot of 县委领导, on which T3 is blank, T2 has 80 x 60 % + 90 x 40 % = 84: T3 is second.
    """
    ballots = ((("95", "80", "85", "70"), ("95", "100", "", "70")),) * 2
    town = town_of("百分制", "cuts", tuple(TOLD.items()), "名次赋分")
    listed = found_of(Replies(town, CODES, ballots), town.scheme)
    (edge,) = (each for each in listed if each.kind is BorderKind.CUT and each.lower == "T3")
    (ballot,) = (change for change in edge.changes or () if change.kind is ChangeKind.VALIDITY)
    assert change_words(edge, ballot) == "“县委领导”有一张有效票作废"


def test_a_ballot_also_moves_whose_marks_are_too_few_to_be_told_of() -> None:
    """县委领导: T1 has 100 and three times 80, which is 85; T2 is blank on the last one: 86.67. T1: 87 in all, T2 85.

    Without the first ballot T1 has 84, and T2 81; without another one, T1 has 88 and T2 87 at the most.
    """
    row, last = ("80", "80", "10", "10"), ("80", "", "10", "10")
    ballots = ((("100", "100", "10", "10"), row, row, last), (("90", "82.5", "10", "10"),) * 4)
    town = town_of("百分制", "places", tuple((TOLD | {"票类均分单列线": "4"}).items()))
    listed = found_of(Replies(town, CODES, ballots), town.scheme)
    (pair,) = (each for each in listed if each.kind is BorderKind.RANKS and each.upper == "T1")
    assert pair.gap == 200
    assert not [change for change in pair.changes or () if change.kind is ChangeKind.VALIDITY]
