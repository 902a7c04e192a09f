"""Own votes in a register of many ballots: the favourites of the ballots, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lianping_xlsx.anomalies.own_marks import chance_of_different, favourites, favours_of
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.decision.disclosure.disclosed_findings import Registers
from lianping_xlsx.intake.reading.form_reading import FileReading, FormReading
from tests.bench.false_questions import own_asked, rate
from tests.returns import judged, received, register
from tests.small import HAND, LEADERS, PEOPLE, Town, scheme_of, sheets

MUTUAL = "书记互评"
OFFICE = "县委办公室"


@pytest.mark.parametrize(
    ("ratees", "ballots", "different", "chance"),
    [
        (2, 2, 2, 1 / 2),
        (2, 2, 1, 1),
        (3, 3, 3, 6 / 27),
        (3, 3, 2, 24 / 27),  # all but the 3 ways in which one box has all
        (3, 4, 3, 36 / 81),  # 4! / 2! x 3 ways
        (9, 9, 9, 362880 / 387420489),
        (3, 4, 4, 0),
    ],
)
def test_the_chance_of_different_favourites(ratees: int, ballots: int, different: int, chance: float) -> None:
    """Balls thrown into boxes."""
    assert chance_of_different(ratees, ballots, different) == pytest.approx(chance, abs=1e-12)


def test_the_favours_of_three_ballots() -> None:
    """Less the mean of each ballot: 20 -10 -10; -10 20 -10; 0 0 blank. The first ratee: 20 - (-10 + 0) / 2 = 25."""
    levelled = np.array([[20.0, -10, -10], [-10, 20, -10], [0, 0, np.nan]])
    favours = favours_of(levelled)
    assert favours.tolist() == [[25, -20, 0], [-20, 25, 0], [-5, -5, -np.inf]]
    assert favourites(favours, 25) == (2, 2)
    assert favourites(favours, 26) == (0, 0)
    assert favourites(favours, -30) == (2, 2)  # the third ballot favours two alike


def town_of(
    ratees: int = 8,
    own: str = "不计",
    line: str = "5",
    name: str = MUTUAL,
    fewest: str = "3",
    units: tuple[str, ...] = (OFFICE,),
    at_home: int = 0,
) -> Town:
    """A poll of which each unit's register has the ballots of all; 互评 in its name says that ratees may be the voters.

    ``at_home``: so many ratees work in the office.
    """
    people = [
        f"T{n:02} | 游{n:02} | 书记 | 第{n:02}镇 | 乡镇 | {OFFICE if n <= at_home else ''}"
        for n in range(1, ratees + 1)
    ]
    registers = "\n".join(f"{unit} | 测评票 | 全部 | {name} | {LEADERS} | {20 // len(units)}" for unit in units)
    raw = sheets(
        考核对象="\n".join(["编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位", *people]),
        测评=f"名称|权重|计票方式|打分方式|本人票\n{name}|60|逐票|百分制|{own}\n{HAND}|40|计票汇总|百分制|计",
        票类=f"测评|票类|权重|应到人数\n{name}|{LEADERS}|100|20\n{HAND}|{PEOPLE}|100|20",
        填报任务=f"""
            填报单位   | 表种     | 考核对象范围 | 测评   | 票类      | 预计份数
            {registers}
            {OFFICE}   | 计票汇总 | 全部         | {HAND} | {PEOPLE}  | 20
            第一考核组 | 实地考评 | 全部         |        |           |
            """,
    )
    for setting, content in (("本人票提醒线", line), ("票类均分单列线", fewest)):
        raw["计分规则"] = [row for row in raw["计分规则"] if row[0] != setting] + [[setting, content]]
    return Town(scheme_of(raw))


Given = dict[tuple[int, int], str]
"""Marks by ballot and ratee, counted from 1."""


def ballots_of(
    town: Town,
    own: int,
    *,
    same: bool = False,
    blank: bool = False,
    ballots: int = 0,
    strict: int = 0,
    others: Given | None = None,
    unit: str = "",
) -> FormReading:
    """As many ballots as ratees with 80 and 81 in turns; on each of ``own`` ballots 100 for the voter himself.

    ``same``: for the first ratee instead. ``blank``: nothing for the voter himself. ``strict``: every other ballot
    gives so many points less. ``others``: what else is given. ``unit``: the code of the unit that types them.
    """
    codes = [ratee.code for ratee in town.scheme.ratees]
    lines = [["票号", *codes]]
    for voter in range(ballots or len(codes)):
        less = voter % 2 * strict
        marks = [str(80 - less + (voter + place) % 2) for place in range(len(codes))]
        if voter < own:
            marks[0 if same else voter] = "" if blank else str(100 - less)
        for (ballot, ratee), mark in (others or {}).items():
            marks[ratee - 1] = mark if ballot == voter + 1 else marks[ratee - 1]
        lines.append([f"{voter + 1:03}", *marks])
    text = "\n".join(" | ".join(line) for line in lines)
    return register(town, text, voter_class=LEADERS, unit=unit, issued=len(lines) - 1, returned=len(lines) - 1)


def asked(town: Town, *readings: FormReading) -> list[Finding]:
    return [finding for finding in judged(town, *readings)[1] if finding.code == "conduct.own-marks"]


def test_eight_ballots_that_favour_eight_ratees() -> None:
    """8! / 8⁸ = 0.0024; of seven ballots among eight ratees 8! / 8⁷ = 0.0192."""
    town = town_of()
    (found,) = asked(town, ballots_of(town, 8))
    assert found.message == (
        f"“{LEADERS}”登记的8张票中，有8张各自最偏向一个人（去掉各票松紧以后，比别的票给他的高5分以上），"
        "偏向的是8个不同的人，难以用巧合解释，像是登记了给本人打的分。"
    )
    assert asked(town, ballots_of(town, 7)) == []


def test_of_two_registers_either_may_be_the_one() -> None:
    """7! / 7⁷ = 0.0061, and twice that with two registers."""
    assert len(asked(town_of(7), ballots_of(town_of(7), 7))) == 1
    town = town_of(7, units=(OFFICE, "县委评议组"))
    assert asked(town, ballots_of(town, 7, unit="U1"), ballots_of(town, 0, unit="U4")) == []


def test_a_strict_voter_has_a_favourite_too() -> None:
    """Half of the ballots give 40 points less to everybody: 60 to himself is less than the 80 of the others."""
    town = town_of()
    assert len(asked(town, ballots_of(town, 8, strict=40))) == 1


def test_a_void_ballot_has_no_favourite() -> None:
    """The eighth has a mark out of range: seven favourites of eight ratees."""
    town = town_of()
    assert asked(town, ballots_of(town, 8, others={(8, 1): "101"})) == []


def test_only_ratees_who_may_vote_are_favourites() -> None:
    """Eight of ten work in the office. The first voter gives the ninth even more: 10! / 2! / 10⁸ would be 0.018."""
    town = town_of(10, own="", name="述职大会测评", at_home=8)
    marks = {(1, 1): "95", (1, 9): "100"}
    assert len(asked(town, ballots_of(town, 8, ballots=8, others=marks))) == 1


def test_a_ratee_whom_all_favour_is_good_and_no_voter() -> None:
    town = town_of()
    assert asked(town, ballots_of(town, 8, same=True)) == []


def test_who_leaves_his_own_row_blank_did_not_vote_for_himself() -> None:
    town = town_of()
    assert asked(town, ballots_of(town, 8, blank=True)) == []


@pytest.mark.parametrize(
    ("own", "line", "name", "asks"),
    [
        ("不计", "5", MUTUAL, True),
        ("计", "5", MUTUAL, False),  # they count, whoever gave them
        ("", "5", MUTUAL, True),
        ("", "5", "述职大会测评", False),  # nothing says that a ratee votes
        ("不计", "", MUTUAL, False),
        ("不计", "17", MUTUAL, True),
        ("不计", "30", MUTUAL, False),
    ],
)
def test_where_it_is_asked(own: str, line: str, name: str, asks: bool) -> None:
    town = town_of(own=own, line=line, name=name)
    assert bool(asked(town, ballots_of(town, 8))) is asks


def test_it_names_no_ballot_and_of_a_small_register_only_the_class() -> None:
    """Whose own mark stands on which ballot would say how he voted on all others."""
    for fewest, code in (("3", "conduct.own-marks"), ("20", "ballot.few-warnings")):
        town = town_of(fewest=fewest)
        reading = ballots_of(town, 8)
        (found,) = asked(town, reading)
        assert not any(f"{ballot:03}" in found.message for ballot in range(1, 9))
        assert not any(ratee.name in found.message for ratee in town.scheme.ratees)
        came = replace(received(town, [reading]), replies={"a.xlsx": FileReading("a.xlsx", forms=(reading,))})
        (told,) = Registers(town.scheme, came).disclosed([found]).findings
        assert told.code == code


def test_honest_registers_are_asked_about_in_less_than_one_of_a_hundred() -> None:
    assert rate(own_asked, 400, seed=5) < 0.01
    assert rate(lambda chance: own_asked(chance, blank=True), 400, seed=5) < 0.01
    assert rate(lambda chance: own_asked(chance, own=0.9, style=0), 60) > 0.6
