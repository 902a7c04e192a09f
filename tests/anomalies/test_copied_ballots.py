"""Ballots that are copies: where chance ends, worked by hand.

Ballot by ballot each ratee gets other marks (``register_of``), so that none of the w different ballots about a copied
one gave him the same mark. By the ballots beside it, w - 1 of them and a belief of 2 that agree one time in four,
another voter gives it with 0.5 / (w + 1); for k ratees ln p = k ln (0.5 / (w + 1)). w is at most 21: ten on either
side. Of n ballots one has c - 1 copies with chance ln n + (c - 1)(ln n + ln p): rare below ln 0.001 = -6.908, and
asked about where all the rare ones together come to less than ln 0.000001 = -13.816.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.reading.grid_entries import GridEntries
from lianping_xlsx.scheme.terms import FormKind
from tests.returns import judged, register
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, Town, scheme_of, sheets

OFFICE, TEAM = "县委办公室", "县委评议组"
Copies = dict[int, int]
"""Which ballots repeat which (票号)."""


def town_of(ratees: int, *, ballots: int = 150, ranges: tuple[str, str] = ("全部", "全部")) -> Town:
    """So many ratees, and two registers on them: the leaders' at one office, the delegates' at another."""
    people = [f"T{n:02} | 游{n:02} | 书记 | 第{n:02}镇 | 乡镇 |" for n in range(1, ratees + 1)]
    tasks = f"""
        填报单位   | 表种     | 考核对象范围 | 测评   | 票类        | 预计份数
        {OFFICE}   | 测评票   | {ranges[0]}  | {POLL} | {LEADERS}   | {ballots}
        {TEAM}     | 测评票   | {ranges[1]}  | {POLL} | {DELEGATES} | {ballots}
        {OFFICE}   | 计票汇总 | 全部         | {HAND} | {PEOPLE}    | 20
        第一考核组 | 实地考评 | 全部         |        |             |
        """
    heads = "编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位"
    return Town(scheme_of(sheets(考核对象="\n".join([heads, *people]), 填报任务=tasks)))


def two_halves() -> Town:
    """The leaders' register is on T01 to T06, the delegates' on T07 to T12."""
    codes = [f"T{number:02}" for number in range(1, 13)]
    return town_of(12, ranges=("、".join(codes[:6]), "、".join(codes[6:])))


def own_marks(ballot: int, ratees: int) -> list[float]:
    """Marks that no other ballot gives the same ratee: 50.25, 50.26, 50.27 …; 50.5, 50.51 …"""
    return [50 + ballot / 4 + place / 100 for place in range(ratees)]


def register_of(
    town: Town,
    ballots: int,
    copies: Copies,
    *,
    first: int = 1,
    voter_class: str = LEADERS,
    alike: int = 0,
    odd: bool = False,
) -> FormReading:
    """So many ballots: each with marks of its own (from the ``first`` on), the ``copies`` with those of others.

    ``alike``: how many ratees, from the first, get 60 points of everybody. ``odd``: the last gets 60 of all but those
    who copy or are copied.
    """
    form = next(e.layout for e in town.expected if e.layout.key.voter_class == voter_class)
    ratees = list(dict.fromkeys(column.ratee for column in form.columns if column.ratee))
    lines = [["票号", *ratees]]
    for number in range(1, ballots + 1):
        marks = [60] * alike + own_marks(copies.get(number, number + first - 1), len(ratees) - alike)
        if odd and number not in copies.keys() | set(copies.values()):
            marks[-1] = 60
        lines.append([f"{number:03}", *(f"{mark:g}" for mark in marks)])
    text = "\n".join(" | ".join(line) for line in lines)
    return register(town, text, voter_class=voter_class, issued=ballots, returned=ballots)


def asked(town: Town, *readings: FormReading) -> list[Finding]:
    return [finding for finding in judged(town, *readings)[1] if finding.code.startswith("conduct.copies")]


@pytest.mark.parametrize(
    ("ratees", "ballots", "copies", "groups"),
    [
        # w = 10: 2 ln 11 + 6 ln (0.5 / 11) = -13.750; w = 11: 2 ln 12 + 6 ln (0.5 / 12) = -14.099
        (6, 11, {9: 2}, ""),
        (6, 12, {9: 2}, "002、009"),
        # w = 21, however many there are: 2 ln 85 + 6 ln (0.5 / 22) = -13.820; 2 ln 86 + 6 ln (0.5 / 22) = -13.796
        (6, 85, {49: 42}, "042、049"),
        (6, 86, {49: 42}, ""),
        (6, 85, {2: 1}, "001、002"),  # the lowest: the 21 at that end
        (6, 85, {1: 85}, "001、085"),  # the highest
        # 2 ln 30 + 5 ln (0.5 / 22) = -12.119; ln 30 + 2 (ln 30 + 5 ln (0.5 / 22)) = -27.638
        (5, 30, {9: 2}, ""),
        (5, 30, {9: 2, 10: 2}, "002、009、010"),
        # w = 3: 2 ln 5 + 5 ln (0.5 / 4) = -7.178 each, -14.357 for both; less ln 2, for which comes first is no matter
        (5, 5, {2: 1, 4: 3}, "001、002；003、004"),
        (5, 5, {2: 1}, ""),  # w = 4: 2 ln 5 + 5 ln (0.5 / 5) = -8.294
        (5, 4, {2: 1, 4: 3}, ""),  # w = 2: 2 ln 4 + 5 ln (0.5 / 3) = -6.186: neither is rare
        # by chance alone ln 40 + 2 (ln 40 + 4 ln (0.5 / 22)) = -19.207, but four persons are too few
        (4, 40, {9: 2, 10: 2}, ""),
    ],
)
def test_where_chance_ends_in_one_register(ratees: int, ballots: int, copies: Copies, groups: str) -> None:
    town = town_of(ratees)
    found = asked(town, register_of(town, ballots, copies))
    assert [finding.slots["groups"] for finding in found] == ([groups] if groups else [])
    assert {(finding.slots["ratees"], finding.code) for finding in found} <= {(str(ratees), "conduct.copies")}
    assert {finding.slots["count"] for finding in found} <= {str(len(set(copies) | set(copies.values())))}


@pytest.mark.parametrize(
    ("ballots", "asks"),
    [
        (11, True),  # w = 10: 2 ln 11 + 6 ln (0.5 / 11) + 2 ln (9.5 / 11) = -14.043
        (10, False),  # w = 9: 2 ln 10 + 6 ln (0.5 / 10) + 2 ln (8.5 / 10) = -13.694
    ],
)
def test_marks_that_everybody_gives_say_little(ballots: int, asks: bool) -> None:
    """Two more ratees get the same of all: the w - 1 others agree, and 0.5 of the belief."""
    town = town_of(8)
    assert bool(asked(town, register_of(town, ballots, {9: 2}, alike=2))) is asks


def test_a_mark_that_everybody_else_gives_says_as_much_as_any_other() -> None:
    """w = 11: none of the ten others agrees with the copied ballot on any of the six ratees, as above."""
    assert len(asked(town_of(6), register_of(town_of(6), 12, {9: 2}, odd=True))) == 1
    assert asked(town_of(6), register_of(town_of(6), 11, {9: 2}, odd=True)) == []


def test_a_ballot_that_leaves_somebody_out_is_no_copy() -> None:
    """Three ballots are the same for five ratees; the sixth was not marked on them."""
    town = town_of(6)
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    left_out = {(ballot, form.column_of("mark:T06")) for ballot in (1, 8, 9)}
    whole = register_of(town, 20, {9: 2, 10: 2})
    (found,) = asked(town, whole)
    assert found.slots["groups"] == "002、009、010"
    entries = GridEntries.of(form.width, (entry for entry in whole.entries if entry[:2] not in left_out))
    assert asked(town, replace(whole, entries=entries)) == []


def test_registers_on_different_persons_are_reckoned_apart() -> None:
    """w = 11 on either: 2 ln 12 + 6 ln (0.5 / 12) = -14.099; 11 ballots, as above, are too few."""
    town = two_halves()
    for one, other, groups in ((12, 12, ["002、009", "003、005"]), (11, 12, ["003、005"]), (12, 11, ["002、009"])):
        readings = [
            register_of(town, one, {9: 2}),
            register_of(town, other, {5: 42}, first=40, voter_class=DELEGATES),  # 003 has the marks of a 42nd
        ]
        assert [finding.slots["groups"] for finding in asked(town, *readings)] == groups


def test_copies_within_one_register_and_in_another_too_are_two_questions() -> None:
    """003 and 004 of the leaders, 005 of the delegates: w = 21.

    2 ln 12 + 6 ln (0.5 / 22) + ln 2 = -17.042; ln 20 + ln 12 + 6 ln (0.5 / 22) + 2 ln 2 = -15.838.
    """
    town = town_of(6)
    readings = [
        register_of(town, 12, {4: 3}),
        register_of(town, 20, {5: 3}, first=13, voter_class=DELEGATES),
    ]
    found = [(finding.code, finding.slots["groups"], finding.slots["count"]) for finding in asked(town, *readings)]
    assert found == [("conduct.copies", "003、004", "2"), ("conduct.copies-across", "003、004与005", "3")]


@pytest.mark.parametrize(
    ("one", "other", "asks"),
    [
        # two registers were looked at, so that either may be the one: 2 ln 2 more.
        (42, 42, True),  # ln 42 + ln 42 + 6 ln (0.5 / 22) + 2 ln 2 = -13.844
        (43, 43, False),  # -13.796
        (12, 147, True),  # ln 12 + ln 147 + 6 ln (0.5 / 22) + 2 ln 2 = -13.844
        (13, 147, False),  # -13.764
    ],
)
def test_where_chance_ends_between_two_registers(one: int, other: int, asks: bool) -> None:
    """The third ballot of the leaders is the delegates' fifth; all others differ."""
    town = town_of(6)
    readings = [
        register_of(town, one, {}),
        register_of(town, other, {5: 3}, first=one + 1, voter_class=DELEGATES),
    ]
    found = asked(town, *readings)
    assert [(f.code, f.slots["groups"], f.slots["count"]) for f in found] == (
        [("conduct.copies-across", "003与005", "2")] if asks else []
    )


def test_the_question_stands_at_the_smaller_register() -> None:
    """Whether a file may be named depends on how many ballots it holds."""
    town = town_of(6)
    for one, other, unit in ((12, 20, OFFICE), (20, 12, TEAM)):
        readings = [
            register_of(town, one, {}),
            register_of(town, other, {5: 3}, first=one + 1, voter_class=DELEGATES),
        ]
        (found,) = asked(town, *readings)
        assert str(found.place).startswith(f"填报单位“{unit}”")


def test_the_same_marks_of_other_persons_are_no_copies() -> None:
    """The same marks in the same columns of two registers on different persons."""
    town = two_halves()
    assert asked(town, register_of(town, 20, {}), register_of(town, 20, {}, voter_class=DELEGATES)) == []


@pytest.mark.parametrize(
    ("marks", "asks"),
    [
        ([60, 60, 60, 61, 62, 63], True),  # three differ from what most got
        ([60, 60, 60, 60, 62, 63], False),  # two do
        ([60, 60, 60, 61, 61, 61], True),
    ],
)
def test_a_ballot_that_hardly_differs_from_the_same_for_everybody_is_no_copy(marks: Sequence[int], asks: bool) -> None:
    """20 ballots, 2 ln 20 + 6 ln (0.5 / 20) = -16.142; 0.5 / 20: w = 19."""
    town = town_of(6)
    lines = [[f"{n:03}", *(f"{m:g}" for m in own_marks(n, 6))] for n in range(1, 19)]
    lines += [[number, *map(str, marks)] for number in ("019", "020")]
    heads = ["票号", *(ratee.code for ratee in town.scheme.ratees)]
    text = "\n".join(" | ".join(line) for line in [heads, *lines])
    found = asked(town, register(town, text, voter_class=LEADERS, issued=20, returned=20))
    assert [finding.slots["groups"] for finding in found] == (["019、020"] if asks else [])
