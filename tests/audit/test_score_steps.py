"""The derivations of small campaigns, worked out by hand; of every sample a pocket calculator comes to each step."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from lianping_xlsx.audit.calculations import Calculation, limited, mean, number, share, total_of, weighted_mean
from lianping_xlsx.audit.score_steps import ScoreSteps
from lianping_xlsx.audit.source_blocks import Origin
from tests.audit.test_trace import BALLOTS, CADRES, PEOPLE, made_in
from tests.calculator import Calculated, calculated, miscalculated, worked_out
from tests.scenarios.campaigns import in_process
from tests.scenarios.people import SAMPLES


def steps_of(folder: Path, code: str) -> dict[str, Calculation]:
    """Every step of a ratee by its label; of equal labels the first."""
    with in_process():
        tops = calculated(folder).of(code)
    return {each.label: each for top in reversed(tops) for each in reversed([*top.walk()])}


def test_each_step_of_a_score_is_a_calculation_down_to_the_cells(tmp_path: Path) -> None:
    """T2. 干部: 70 + 71 + 72 + 73 + 60 = 346, ÷ 5 = 69.2. 群众: 557 ÷ 7 = 79.571… = 79.57.

    测评 79.57 x 60 % + 69.2 x 40 % = 75.422; 考评 60 - 10 + 36 + 2 = 88; 75.42 x 50 % + 88 x 50 % + 1.5 = 83.21.
    T1: 83.43 x 60 % + 89 x 40 % = 85.66; 85.66 x 50 % + 93 x 50 % = 89.33.
    """
    found = steps_of(made_in(tmp_path).folder, "T2")
    assert (found["综合得分"].figure, found["综合得分"].words) == ("83.21", "75.42×50%＋88×50%＋1.5")
    assert (found["测评得分"].figure, found["测评得分"].words) == ("75.42", "79.57×60%＋69.2×40%")
    cadres = found[f"{CADRES}平均分"]
    assert (cadres.figure, cadres.words) == ("69.20", "346÷5")
    assert cadres.remark == "应到6，收回6，有效5，作废1；权重40%"
    assert [part.figure for part in cadres.parts] == ["346", "5"]
    assert cadres.parts[0].parts[0].origin == Origin("U1 县委办公室.xlsx", "测评票-干部", "C7:D12")
    assert (found["考评得分"].figure, found["考评得分"].words) == ("88.00", "50＋36＋2")
    lost, given = found["K1 按期换届"], found["K2 发展党员"]
    assert (lost.figure, lost.words, lost.remark) == ("50", "60－10，不低于0", "扣10分；台账不全")
    assert (given.figure, given.words, given.remark) == ("36", "", "分值40；台账不全")
    assert lost.origin is not None
    assert (lost.origin.file, lost.origin.sheet, lost.origin.cells[1:]) == ("U4 考核组.xlsx", "考评-石栏镇游砚秋", "7")
    assert found["加分"].words == "1.5，最高5"
    assert found["经验推广"].origin is not None
    assert found["名次"].remark == "排名组“乡镇”参评2人；在前的1人：云溪镇 陆明澈 89.33"
    assert found["建议等次"].remark.startswith("综合得分83.21分，组内第2名")


def test_ballots_below_the_line_are_one_part_without_a_file(tmp_path: Path) -> None:
    """The two registers of one ballot are pooled with the next: no part names a village, or holds its mark."""
    with in_process():
        walked = [each for top in calculated(made_in(tmp_path).folder).of("T2") for each in top.walk()]
    people = next(each for each in walked if each.label == f"{PEOPLE}平均分")
    (pooled,) = people.parts[0].parts
    assert (pooled.label, pooled.figure, pooled.origin) == ("3份，其中有的有效票不足5张，不列明", "557", None)
    assert not [each for each in walked if "甲村" in str(each) or "乙村" in str(each)]
    assert not {"73", "74"} & {each.figure for each in walked}


def test_a_class_without_votes_says_so_and_the_others_are_reweighed(tmp_path: Path) -> None:
    """Nobody of the 干部 marks T2: 79.57 alone counts, and the step says why."""
    marks = [(mark, None) for mark, _ in BALLOTS["县委办公室", CADRES]]
    found = steps_of(
        made_in(tmp_path, dict(BALLOTS) | {("县委办公室", CADRES): marks}, 缺票类处理="按其余票类折算").folder, "T2"
    )
    assert found[f"{CADRES}平均分"].remark.startswith("没有有效分数")
    assert (found["测评得分"].figure, found["测评得分"].words) == ("79.57", "79.57")
    assert found["测评得分"].remark == f"缺{CADRES}，按其余票类折算"


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in SAMPLES.glob("*/考核方案.xlsx")), ids=lambda f: f.name
)
def test_a_pocket_calculator_comes_to_each_step_of_a_sample(folder: Path) -> None:
    with in_process():
        found = calculated(folder)
    assert [*miscalculated(found)] == []
    above_the_cells = Calculated(found.scheme, found.result, ScoreSteps(found.scheme, found.result))
    assert [*miscalculated(above_the_cells)] == []


def test_numbers_and_sums_in_words() -> None:
    assert (number(88_33), number(100_00), number(Fraction(26500, 3))) == ("88.33", "100", "（265÷3）")
    assert (share(33_33), share(Fraction(10000, 3))) == ("33.33%", "（1÷3）")
    assert (total_of(["5", "-2.5", "1"]), total_of([])) == ("5－2.5＋1", "0")
    assert weighted_mean([(40_00, 90_00), (0, 10_00), (30_00, 80_00)]) == "（90×40%＋80×30%）÷70%"
    assert mean([70_00, 90_00, 80_00, 60_00], (1, 1)) == ("（70＋80）÷2", "不计最低1个、最高1个（60、90）")
    assert limited("3＋4", "", "最高5") == "3＋4，最高5"


def test_the_calculator_of_the_tests_works_as_on_paper() -> None:
    assert worked_out("90.5×40%＋88×60%") == Fraction("89")
    assert worked_out("（1＋2）×3÷（1÷3）－2") == 25
    assert worked_out("3－5，不低于0") == 0
    assert worked_out("3＋4，最高5") == 5
    for wrong in ("3＋", "三", "（3", "3，约4", "3 4"):
        with pytest.raises((ValueError, IndexError)):
            worked_out(wrong)
