"""A report that was sent back is flagged; neither rank nor 建议等次 moves."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.tally_results import Result, Standing
from tests.accounts import TOWN
from tests.returns import counted, register, review, tally, visit
from tests.small import DELEGATES, LEADERS, Town

SENT_BACK = "述职报告退回重写"


def result_of(verdict: str, town: Town = TOWN) -> Result:
    """Everybody assessed but T3; T1's and T3's reports reviewed with this result."""
    marks = "票号|T1|T2|T3\n001|92|88|80\n002|93|87|81\n003|91|86|82"
    counts = "编号|发出|收回|有效|无效|弃权|合计分\nT1|20|20|20|0|0|1800\nT2|20|20|20|0|0|1700\nT3|20|20|20|0|0|1600"
    readings = [
        register(town, marks, voter_class=LEADERS, issued=3, returned=3),
        register(town, marks, voter_class=DELEGATES, issued=3, returned=3),
        tally(town, counts),
        visit(town, "T1", "编号|得分|扣分\nK1||0\nK2|40|"),
        visit(town, "T2", "编号|得分|扣分\nK1||0\nK2|40|"),
        review(town, f"编号|结果\nT1|{verdict}\nT2|通过\nT3|{verdict}"),
    ]
    return counted(town, *readings)[0]


def without_flags(result: Result) -> list[Standing]:
    return [replace(standing, flags=()) for standing in result.standings]


def test_a_report_sent_back_is_flagged_and_nothing_moves() -> None:
    sent_back, passed = result_of("退回重写"), result_of("通过")
    assert [standing.flags for standing in sent_back.standings] == [(SENT_BACK,), (), ("得分不全", SENT_BACK)]
    assert [standing.flags for standing in passed.standings] == [(), (), ("得分不全",)]
    assert without_flags(sent_back) == without_flags(passed)
    assert sent_back.standing_of["T1"].rank == 1


def test_the_explanation_speaks_of_every_flag_once() -> None:
    events = (
        Adjustment("T1", "违纪", Effect.DOWNGRADE, 0, ""),
        Adjustment("T2", "任职不足半年", Effect.EXCLUDED, 0, ""),
    )
    town = Town(replace(TOWN.scheme, adjustments=events))
    one, two, three = result_of("退回重写", town).standings
    assert one.explanation == f"{one.reason}；降档；{SENT_BACK}"
    assert two.explanation == "不参评：任职不足半年"
    assert three.explanation == f"得分不全，暂不排名；{SENT_BACK}"
