"""What is said of those who have no figure: why they take no part, and what is wanting."""

from __future__ import annotations

from lianping_xlsx.tally.count import unscored
from tests.returns import counted, register, visit
from tests.small import LEADERS, TOWN, Town, scheme_of, sheets


def test_who_takes_no_part_is_told_by_his_own_events_alone() -> None:
    raw = sheets()
    raw["否决与加减分"] += [
        ["T1", "借调", "不参评", "", "通报"],
        ["T1", "表彰", "加分", "1", "文件"],
        ["T2", "退休", "不参评", "", "通报"],
    ]
    one, two, _ = counted(Town(scheme_of(raw)))[0].standings
    assert (one.reason, one.notes, one.flags) == ("不参评：借调", ("不参评：借调",), ("不参评",))
    assert two.reason == "不参评：退休"


def test_what_is_wanting_is_said_of_each() -> None:
    """T1's form has an item without a score; nobody visited T2."""
    result, _ = counted(TOWN, visit(TOWN, "T1", "编号|得分|扣分|原因\nK1||1|x"))
    one, two, _ = unscored(TOWN.scheme, result)
    assert one.slots["causes"].endswith("；没有考评得分（实地考评表有项目没有得分）")
    assert two.slots["causes"].endswith("；没有考评得分（没有采用的实地考评表）")


def test_a_ratee_all_of_whose_marks_are_void_has_no_valid_one_and_no_sum() -> None:
    marks = "票号|T1|T2\n001|101|88\n002|102|87"
    result, _ = counted(TOWN, register(TOWN, marks, voter_class=LEADERS, issued=2, returned=2))
    found = result.classes_of["T1"][0]
    assert (found.valid, found.void, found.abstained, found.counted, found.total) == (0, 2, 0, 0, 0)
    assert (found.mean, found.extremes) == (None, None)
