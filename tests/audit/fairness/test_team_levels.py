"""考核组 that mark apart, worked by hand.

Student's distribution: with 1 degree of freedom P(|t| ≥ 1) = 1/2; with 2 it is 1 - t / √(2 + t²).
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest

from lianping_xlsx.audit.fairness.team_levels import TeamLevel, apart_teams, far_levels, student_tail
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.terms import Conversion, Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.tally_results import Result
from tests.bench.false_questions import other_ratees, rate, same_ratees
from tests.returns import counted, visit
from tests.small import Rows, Town, scheme_of, with_rule

FIRST, SECOND = "U2", "U3"


@pytest.mark.parametrize(
    ("t", "freedom", "tail"),
    [
        (0, 7, 1),
        (1, 1, 1 / 2),
        (1, 2, 1 - 1 / math.sqrt(3)),
        (3, 2, 1 - 3 / math.sqrt(11)),
        # θ = 30°, for tan θ = 1/√3: 1 - 2/π (θ + sin θ cos θ)
        (1, 3, 1 - 1 / 3 - math.sqrt(3) / 2 / math.pi),
        (1, 4, 1 - 1 / math.sqrt(5) * (1 + 1 / 2 * 4 / 5)),
        # the tables
        (2.228, 10, 0.05),
        (2.131, 15, 0.0500),
        (3.169, 10, 0.01),
        (4.073, 15, 0.001),
    ],
)
def test_the_tail_of_students_distribution(t: float, freedom: int, tail: float) -> None:
    assert student_tail(t, freedom) == pytest.approx(tail, abs=5e-5)


def both(ratees: int, gaps: tuple[int, ...]) -> list[TeamLevel]:
    """The first team gives all 90 points, the second so many hundredths more, in turns."""
    return list(far_levels({f"T{n}": {FIRST: 90_00, SECOND: 90_00 + gaps[n % len(gaps)]} for n in range(ratees)}, 3_00))


def test_nine_differences_of_4_and_6_points_are_beyond_chance_and_eight_are_not() -> None:
    """2 / 2⁹ = 1/256 is below 1 in 200, 2 / 2⁸ = 1/128 is not; t is 4.9 / √(0.99 …/ 9), far beyond."""
    (level,) = both(9, (4_00, 6_00))
    assert (level.unit, level.shared, level.ratees, level.chance) == (FIRST, True, 9, 2 / 2**9)
    assert [level.own, level.others] == [90_00, 90_00 + Fraction(5 * 4_00 + 4 * 6_00, 9)]
    assert both(8, (4_00, 6_00)) == []


def test_ten_differences_of_which_some_are_the_other_way() -> None:
    """Mean 4; eight of 6 and two of -4 points: s² = (8 x 2² + 2 x 8²) / 9 = 160/9; t = 4 / √(16/9) = 3 with 9 degrees.

    P = 0.0150, not below 1 in 200. With nine of 6 and one of -4: mean 5, s² = (9 + 81) / 9 = 10, t = 5, P = 0.0007, and
    2 / 2¹⁰ = 0.0020 is the chance.
    """
    assert student_tail(3, 9) == pytest.approx(0.0150, abs=1e-4)
    assert both(10, (6_00,) * 4 + (-4_00,)) == []
    (level,) = both(10, (6_00,) * 9 + (-4_00,))
    assert [level.gap, level.chance] == [-5_00, 2 / 2**10]


def test_the_chance_is_that_of_student_where_it_is_the_greater_one() -> None:
    """Sixteen gaps of 1 and 5 points: mean 3, s² = 16 x 2² / 15 = 64/15, t = 3 / √(64/15 / 16) = 5.81.

    Eight of 80 and 84 beside eight of 85 and 89: 5 points, s² = (8 x 2² + 8 x 2²) / 14 = 32/7,
    t = 5 / √(32/7 / 4) = 4.68.
    """
    (level,) = both(16, (1_00, 5_00))
    assert level.chance == pytest.approx(student_tail(3 / math.sqrt(64 / 15 / 16), 15))
    seen = {f"A{n}": {FIRST: 80_00 + n % 2 * 4_00} for n in range(8)}
    seen |= {f"B{n}": {SECOND: 85_00 + n % 2 * 4_00} for n in range(8)}
    (level,) = far_levels(seen, 0)
    assert level.chance == pytest.approx(student_tail(5 / math.sqrt(32 / 7 / 4), 14))


def test_two_teams_that_mark_apart_are_two_questions() -> None:
    """Of six on 20 ratees the first gives 20 points less, the last 10 less than the other four."""
    gaps = {"U1": 20, "U6": 10}
    totals = {
        f"T{n}": {unit: (90 - gaps.get(unit, 0)) * 100 + n % 2 * 50 for unit in ("U1", "U2", "U3", "U4", "U5", "U6")}
        for n in range(20)
    }
    found = {level.unit: float(level.gap) for level in far_levels(totals, 3_00)}
    assert found == {"U1": -18_00, "U6": -10_00}


def test_the_line() -> None:
    assert both(12, (2_00, 3_99)) == []
    assert len(both(12, (2_00, 4_00))) == 1


def apart(own: list[int], others: list[int], line: int = 3_00) -> list[TeamLevel]:
    """The first team sees some ratees, three others the rest in turns."""
    seen = {f"A{n}": {"U1": total} for n, total in enumerate(own)}
    seen |= {f"B{n}": {f"U{2 + n % 3}": total} for n, total in enumerate(others)}
    return list(far_levels(seen, line))


def test_four_of_sixteen_ratees_ten_points_below_the_others() -> None:
    """1 / C(16, 4) = 1/1820; four comparisons: 1/455, below 1 in 200."""
    (level,) = apart([79_00, 81_00, 79_00, 81_00], [89_00, 91_00] * 6)
    assert (level.unit, level.shared, level.ratees, level.beside) == ("U1", False, 4, 12)
    assert [level.own, level.others, level.chance] == [80_00, 90_00, 1 / 1820]


def test_three_of_twelve_are_too_few_for_four_teams() -> None:
    """4 / C(12, 3) = 4/220, whatever the gap."""
    assert apart([60_00] * 3, [90_00] * 9) == []


def test_a_gap_within_the_spread_of_persons_is_none() -> None:
    """82, 86 beside 84, 92 in turns: 4 points; s² = (4 x 4 + 12 x 16) / 14 = 14.9; t = 4 / √(14.9 / 3) = 1.8."""
    assert apart([82_00, 86_00] * 2, [84_00, 92_00] * 6, line=0) == []


def test_the_chance_counts_once_for_each_comparison() -> None:
    """1 / C(10, 5) = 1/252 is below 1 in 200 for two teams (one comparison: 1/252), not so for three (3/252)."""
    own, others = [60_00, 61_00] * 3, [90_00, 91_00] * 3
    two = {f"A{n}": {"U1": total} for n, total in enumerate(own)} | {
        f"B{n}": {"U2": total} for n, total in enumerate(others)
    }
    three = {
        code: {"U3" if code in ("B4", "B5") else unit: total for unit, total in given.items()}
        for code, given in two.items()
    }
    assert 3 / math.comb(12, 6) < 1 / 200 < 3 / math.comb(10, 5)
    assert [level.unit for level in far_levels(two, 3_00)] == ["U1"]
    fewer = {code: given for code, given in three.items() if code not in ("A4", "B0")}
    assert len(fewer) == 10
    assert [level.unit for level in far_levels(three, 3_00)] == ["U1"]
    assert list(far_levels(fewer, 3_00)) == []


def test_the_strictest_is_left_out_before_the_others_are_compared() -> None:
    """Without it the other three give the same on the whole."""
    assert [level.unit for level in apart([60_00, 62_00] * 4, [89_00, 90_00, 91_00] * 8)] == ["U1"]


def teams(rules: str = "3", ratees: int = 10) -> Town:
    """Two teams on the same ratees."""
    raw = with_rule(考核组松紧提醒线=rules)
    people: Rows = [[f"T{n}", f"游{n}", "书记", f"第{n}镇", "乡镇", ""] for n in range(1, ratees + 1)]
    raw["考核对象"] = [raw["考核对象"][0], *people]
    kept = [row for row in raw["填报任务"] if row[1] != "实地考评"]
    visits: Rows = [[team, "实地考评", "全部", "", "", ""] for team in ("第一考核组", "第二考核组")]
    raw["填报任务"] = [*kept, *visits]
    raw["考评细则"] = [row for row in raw["考评细则"] if row[0] != "K3"]  # of another 排名组
    return Town(scheme_of(raw))


def asked(town: Town) -> list[Finding]:
    """The first team takes off 4 or 6 points less than the second, in turns."""
    return list(apart_teams(town.scheme, result_of(town)))


def result_of(town: Town) -> Result:
    forms = [
        visit(town, f"T{n}", f"编号|得分|扣分|原因\nK1||{lost}|x\nK2|40||", unit=unit)
        for n in range(1, 11)
        for unit, lost in ((FIRST, 10), (SECOND, 14 + 2 * (n % 2)))
    ]
    return counted(town, *forms)[0]


def test_where_levels_are_evened_out_nothing_is_asked() -> None:
    """考核组平衡 takes each team's totals to the mean of all."""
    town = teams()
    balanced = (replace(each, conversion=Conversion.BALANCED) for each in town.scheme.components)
    assert list(apart_teams(replace(town.scheme, component_rows=tuple(balanced)), result_of(town))) == []


def test_of_who_does_not_take_part_nothing_is_asked() -> None:
    """Eight are left, too few for two teams."""
    town = teams()
    away = tuple(Adjustment(code, "借调", Effect.EXCLUDED, 0, "") for code in ("T1", "T2"))
    assert list(apart_teams(replace(town.scheme, adjustments=away), result_of(town))) == []


def test_the_question_gives_both_means_and_changes_nothing() -> None:
    (found,) = asked(teams())
    assert found.message == (
        "排名组“乡镇”中，“第一考核组”对10人平均评90分，其余考核组对同样的人平均评85分，平均高5分，难以用巧合解释。"
    )
    assert found.remedy.startswith("只是提请核对，得分不变。")
    assert asked(teams("5.01")) == []
    assert asked(teams("")) == []


@pytest.mark.slow
def test_honest_teams_are_asked_about_in_less_than_one_group_of_a_hundred() -> None:
    """And a strict one is found: 16 ratees whom the others see too, or 8 of 32."""
    for honest in (same_ratees, other_ratees):
        assert rate(honest, 400, seed=22) < 0.01
    assert rate(lambda chance: same_ratees(chance, 3_00, 4, 16), 60) > 0.7
    assert rate(lambda chance: other_ratees(chance, 3_00, 6, 32, 3), 60) > 0.6
