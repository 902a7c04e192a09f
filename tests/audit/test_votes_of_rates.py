"""边界分析 where points go by 得票率: votes that a rate counts, whatever the weight of their class."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.audit.border_results import Border, BorderKind, ChangeKind
from lianping_xlsx.audit.border_words import change_words
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.scheme.vote_rates import GradeReach, RateBand, VoteRate
from tests.audit.test_ends_of_places import TOLD, found_of
from tests.small import DELEGATES, POLL
from tests.tally.test_score_ranges import CODES, GRADES, Ballots, Replies, town_of

pytestmark = pytest.mark.usefixtures("as_issued")

RATE = VoteRate(POLL, "好", GradeReach.UP)
BANDS = tuple(RateBand("测评", RATE, line * 100, points * 100) for line, points in ((50, 100), (25, 80), (0, 60)))


def borders_of(leaders: str, *delegates: str, events: tuple[Adjustment, ...] = ()) -> list[Border]:
    """One place of 好; ballots as 好 差 差 差. The leaders have all the weight, but the rate counts all votes."""
    town = town_of("等次", "places", tuple(TOLD.items()), "得票率分档")
    classes = (replace(each, weight=0 if each.name == DELEGATES else 100_00) for each in town.scheme.classes)
    tiers = Tier("好", None, None, "", number=1), Tier("差", None, None, "")
    scheme = replace(town.scheme, classes=tuple(classes), tiers=tiers, rate_bands=BANDS, adjustments=events)
    columns = tuple(f"{code}:{grade}" for code in CODES for grade in GRADES)
    return found_of(Replies(town, columns, (rows_of(leaders), rows_of(*delegates))), scheme)


def rows_of(*ballots: str) -> Ballots:
    return tuple(
        tuple("√" if tick == grade else "" for tick in ballot.split() for grade in GRADES) for ballot in ballots
    )


def words_of(listed: list[Border], kind: BorderKind, change: ChangeKind) -> list[str]:
    border = next(each for each in listed if each.kind is kind)
    return [change_words(border, each) for each in border.changes or () if each.kind is change]


def test_a_class_without_weight_may_decide_the_rate() -> None:
    """T1 has 3 votes of 3, 100 points; T2 1 of 3, 80 points, and 100 with one vote more of a delegate."""
    listed = borders_of("好 好 差 差", "好 差 差 差", "好 差 差 差")
    assert words_of(listed, BorderKind.RANKS, ChangeKind.MARK) == ["后者“党员代表”有一张票由“差”改为“好”"]
    assert words_of(listed, BorderKind.RANKS, ChangeKind.BALLOTS) == ["后者“党员代表”有1张票改打100分"]


def test_who_takes_part_again_has_the_points_of_his_rate() -> None:
    """T1 takes no part; 2 of 3 votes are 100 points, though the mark of the leaders is 40. T2 has 80, T3 60."""
    absent = Adjustment("T1", "新任职", Effect.EXCLUDED, 0, "文件")
    listed = borders_of("差 好 差 差", "好 差 差 差", "好 差 差 差", events=(absent,))
    assert words_of(listed, BorderKind.PLACES, ChangeKind.EVENT) == ["撤销T1镇 甲T1的不参评"]
