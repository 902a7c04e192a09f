"""What a void ballot would bring if it counted: no mark that would not count on a valid one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.audit.border_results import BorderKind, ChangeKind
from lianping_xlsx.audit.border_words import change_words
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.tally.count import count
from tests.returns import received
from tests.small import Town
from tests.tally.test_score_ranges import CLASSES, CODES, RULES, VALIDITY, Ballots, Replies, town_of

pytestmark = pytest.mark.usefixtures("as_issued")

TOLD = RULES["plain"] | {"测评得分公布线": "1", "票类均分单列线": "1"}
NAMES = "好", "差", "不了解"


def turned_by(town: Town, columns: tuple[str, ...], *ballots: Ballots) -> list[str]:
    """What is told of one ballot that counts, or does not, between the first two ratees."""
    replies = Replies(town, (*columns, VALIDITY), ballots)
    forms = [replies.form(name, rows) for name, rows in zip(CLASSES, ballots, strict=True)]
    counted = judge(town.scheme, received(town, forms)).value.counted
    found = borders(town.scheme, counted, count(town.scheme, counted).value).found
    pair = next(each for each in found if each.kind is BorderKind.RANKS and each.upper == "T1")
    assert pair.lower == "T2"
    return [change_words(pair, each) for each in pair.changes or () if each.kind is ChangeKind.VALIDITY]


@pytest.mark.parametrize("least", [40, 0])
@pytest.mark.parametrize(("second", "told"), [("差", []), ("好", ["“县委领导”有一张废票计入"])])
def test_a_tick_without_points_on_a_void_ballot_stays_an_abstention(second: str, told: list[str], least: int) -> None:
    """T1: 100 x 60 % and 差 of the delegates; T2: the other way round, less. On the void ballot T1 has 不了解."""
    scheme = town_of("等次", "cuts", tuple(TOLD.items())).scheme
    points = {"好": 100_00, "差": least * 100, "不了解": 0}
    grades = tuple(Grade(name, points[name], counted=name != "不了解") for name in NAMES)
    leaders = ticks("好 差 差 差"), (*ticks(f"不了解 {second} 差 差")[:-1], "废票")
    columns = tuple(f"{code}:{name}" for code in CODES for name in NAMES)
    town = Town(replace(scheme, grades=grades))
    assert turned_by(town, columns, leaders, (ticks("差 好 差 差"),)) == told


def ticks(grades: str) -> tuple[str, ...]:
    """A valid ballot: 好 差 差 差."""
    return (*("√" if name == grade else "" for grade in grades.split() for name in NAMES), "")


@pytest.mark.parametrize(("mark", "told"), [("140", []), ("100", ["“县委领导”有一张废票计入"])])
def test_a_mark_beyond_the_scale_on_a_void_ballot_counts_for_nothing(mark: str, told: list[str]) -> None:
    """T1 has 82 of 县委领导 and T2 80: with a mark of 100, but not with 140, T2 has more."""
    leaders = ("82", "80", "10", "10", ""), ("", mark, "", "", "废票")
    town = town_of("百分制", "cuts", tuple(TOLD.items()))
    assert turned_by(town, CODES, leaders, (("80", "80", "10", "10", ""),)) == told
