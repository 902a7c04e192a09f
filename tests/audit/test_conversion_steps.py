"""What a converted score is compared to, and whose scores that is; the figures are those of the tests of 折算.

T1 to T4 of 乡镇 have 90, 83, 76 and 70 before 折算; the first 考核组 gave 90 and 86, the second one 80, 76 and 70.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from lianping_xlsx.audit.calculations import Calculation
from lianping_xlsx.audit.conversion_steps import ConversionSteps
from lianping_xlsx.audit.entry_steps import TypedCells
from lianping_xlsx.audit.score_steps import ScoreSteps
from lianping_xlsx.audit.source_blocks import NO_TRACE
from lianping_xlsx.checks.judge import judge
from tests.calculator import Calculated, miscalculated
from tests.returns import received
from tests.small import Town, scheme_of
from tests.tally.test_converted_scores import TOTALS, converted_by, counted_of

SCORE = "实地考评得分"
TIED = {**TOTALS, ("U3", "T4"): 76}
"""T3 and T4 have 76 both."""


def steps_of(
    conversion: str, code: str, totals: Mapping[tuple[str, str], int | None] = TOTALS, *, basis: bool = True
) -> dict[str, Calculation]:
    """The steps of a converted score by label."""
    scheme, result, _ = counted_of(converted_by(conversion), {**totals})
    ratee = scheme.ratee_of[code]
    (component,) = scheme.components_for(ratee.group)
    converted = result.conversion_of[code, component.name]
    top = ConversionSteps(scheme, result, basis=basis).of(ratee, component, converted)
    return {each.label: each for each in top.walk()}


def test_the_best_score_names_whose_it_is() -> None:
    """83 ÷ 90 x 100 = 92.22; with 83 each nobody but T1 and T2 is first."""
    found = steps_of("比第一名", "T2")
    best = found["组内最高原得分"]
    assert (found[SCORE].figure, found[SCORE].words, found[SCORE].parts) == ("92.22", "83÷90×100", (best,))
    assert (best.figure, best.remark) == ("90", "组内参评4人，其后是二镇 甲二 83")
    assert [(each.label, each.figure) for each in best.parts] == [("一镇 甲一 实地考评得分（原得分）", "90.00")]
    both = steps_of("比第一名", "T4", {**TOTALS, ("U2", "T1"): 83})["组内最高原得分"]
    assert [each.label[:2] for each in both.parts] == ["一镇", "二镇"]
    assert both.remark == "组内参评4人，其后是三镇 甲三 76"


def test_a_place_names_who_is_ahead_and_who_shares_it() -> None:
    """T3 and T4 share the third and the fourth place: (60 + 50) ÷ 2 = 55."""
    found = steps_of("名次赋分", "T4", TIED)
    place = found["组内名次"]
    assert (found[SCORE].figure, found[SCORE].words, found[SCORE].parts) == ("55.00", "（50＋60）÷2", (place,))
    assert (place.figure, place.words) == ("3", "2＋1")
    assert place.remark == "原得分高的2人：二镇 甲二 83、一镇 甲一 90；并列的1人：三镇 甲三 76"
    first = steps_of("名次赋分", "T1")["组内名次"]
    assert (first.figure, first.words, first.remark) == ("1", "0＋1", "没有更高的原得分")


def test_the_means_of_balanced_teams_are_worked_out_from_the_scores_of_all() -> None:
    """T2 by the second 考核组: 80 + 79.75 − 75.33 = 84.42; (90 + 83 + 76 + 70) ÷ 4 = 79.75; 226 ÷ 3 = 75.33."""
    found = steps_of("考核组平衡", "T2")
    moved, mean, of_all = (found[name] for name in ("第二考核组平衡后", "第二考核组平均分", "全组平均分"))
    assert (moved.figure, moved.words) == ("84.42", "80＋79.75－75.33，不低于0，最高100")
    assert moved.parts == (of_all, mean)
    assert (of_all.figure, of_all.words) == ("79.75", "（70＋76＋83＋90）÷4")
    assert of_all.remark == "4人的原得分：一镇 甲一 90、二镇 甲二 83、三镇 甲三 76、四镇 甲四 70"
    assert (mean.figure, mean.words) == ("75.33", "（70＋76＋80）÷3")
    assert mean.remark == "3人的该考核组的合计：二镇 甲二 80、三镇 甲三 76、四镇 甲四 70"


@pytest.mark.parametrize("conversion", ["比第一名", "名次赋分", "考核组平衡"])
def test_without_cells_nobody_else_is_named(conversion: str) -> None:
    """So the words for the person himself, and a page on more ratees than can be listed."""
    found = steps_of(conversion, "T2", basis=False)
    assert not [each for each in found.values() if "甲" in f"{each.label}{each.remark}"]


@pytest.mark.parametrize("conversion", ["比第一名", "名次赋分", "考核组平衡"])
def test_a_pocket_calculator_comes_to_the_scores_of_the_others(conversion: str) -> None:
    """Of a score that is not what the others have, it says so."""
    scheme, result, _ = counted_of(converted_by(conversion), {**TIED})
    forms = received(Town(scheme_of(converted_by(conversion))), [])
    cells = TypedCells(forms, judge(scheme, forms).value.counted, NO_TRACE)
    assert [*miscalculated(Calculated(scheme, result, ScoreSteps(scheme, result, cells)))] == []
