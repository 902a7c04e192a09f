"""总分: composites in terms of 1000 points (千分制), worked by hand."""

from __future__ import annotations

import pytest

from lianping_xlsx.decision.summary_figures import parts_of_composite
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules.composite_words import sum_in_short
from lianping_xlsx.tally.tally_results import Result
from tests.returns import counted, register, visit
from tests.small import HAND, LEADERS, POLL, Sheets, Town, faults_of, scheme_of, sheets, with_rule


def of_a_thousand(**settings: str) -> Sheets:
    """One class, 60 % from its ballots and 40 % from the visit, of 1000 points."""
    raw = with_rule(述职测评权重="60", 实地考评权重="40", **settings)
    raw["计分规则"].append(["总分", "1000"])
    raw["测评"] = [raw["测评"][0], [POLL, "100", "逐票", "百分制"]]
    raw["票类"] = [raw["票类"][0], [POLL, LEADERS, "100", "4"]]
    raw["填报任务"] = [row for row in raw["填报任务"] if HAND not in row and "党员代表" not in row]
    raw["等次规则"] = [raw["等次规则"][0], ["好", "900", "", ""], ["中", "700", "", ""], ["差", "", "", ""]]
    raw["否决与加减分"].append(["T1", "表彰", "加分", "3", "文件"])
    return raw


def result_of(raw: Sheets) -> tuple[Scheme, Result]:
    town = Town(scheme_of(raw))
    result, _ = counted(
        town,
        register(town, "票号|T1|T2|T3\n001|90.11|100|60", voter_class=LEADERS, issued=4),
        visit(town, "T1", "编号|得分|扣分\nK1||0\nK2|29.97|"),
        visit(town, "T2", "编号|得分|扣分\nK1||0\nK2|40|"),
        visit(town, "T3", "编号|得分|扣分\nK1||30\nK3|20|"),
    )
    return town.scheme, result


def test_the_composite_of_a_thousand_points() -> None:
    """T1: (90.11 x 60 % + 89.97 x 40 %) x 10 = 900.54, and 3 more; rounded after the multiplication: not 900.5.

    T2: full marks, 1000. T3: (60 x 60 % + 50 x 40 %) x 10 = 560. 90.11 and 89.97 are the scores as printed, of 100.
    """
    scheme, result = result_of(of_a_thousand())
    assert [standing.composite for standing in result.standings] == [903_54, 1000_00, 560_00]
    assert [standing.proposed_tier for standing in result.standings] == ["好", "好", "差"]
    assert (result.standings[0].poll_score, result.standings[0].field_score) == (90_11, 89_97)
    # The parts of a bar: 89.97 x 40 % x 10 = 359.88, and the rest of 900.54.
    assert parts_of_composite(scheme, "乡镇", result.standings[0]) == {"述职测评": 540_66, "实地考评": 359_88}
    assert sum_in_short(scheme) == "（测评得分×60%＋考评得分×40%）×1000÷100"


@pytest.mark.parametrize(("cap", "composite"), [("", 903_54), ("902", 902_00)])
def test_the_cap_is_of_the_same_points(cap: str, composite: int) -> None:
    raw = of_a_thousand()
    raw["计分规则"].append(["总分封顶", cap])
    assert faults_of(raw) == ()
    assert result_of(raw)[1].standings[0].composite == composite


def test_without_the_rule_it_is_a_hundred() -> None:
    assert scheme_of(sheets()).rules.whole == 100_00
