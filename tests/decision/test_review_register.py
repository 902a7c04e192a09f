"""复核登记: what waits for a decision, in whatever order the office decides and fills in the register."""

from __future__ import annotations

import datetime as dt

import pytest

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.record import DecidedRatee, Recorded
from lianping_xlsx.decision.review_register import ReviewRequest, corrected_ratees, is_registered, review_progress

TODAY = dt.date(2025, 1, 20)
NAMES = {"T1": "陆明澈", "T2": "叶尔江", "T3": "游砚秋"}


def decision(number: int, *, unchanged: tuple[str, ...] = (), **tiers: str) -> Recorded:
    """A decision: 中 for everybody who is not named."""
    ratees = tuple(
        DecidedRatee(code, name, "云溪镇", "乡镇", "90.00", None, "中", "", tiers.get(code, "中"), "", "")
        for code, name in NAMES.items()
    )
    return Recorded(number, "2025-01-06", "会议", "常委会", "正式", "0", ratees, (), (), unchanged=unchanged)


def request(number: str, code: str, about: int, outcome: str = "更正") -> ReviewRequest:
    said = f"第{about}次审定：综合得分90.00分，第1名，“中”"
    return ReviewRequest(4, number, f"云溪镇 {NAMES[code]}", "", "", said, "", outcome, "", "", "2025-01-15")


def waiting(requests: list[ReviewRequest], *decisions: Recorded) -> list[str]:
    found = review_progress(requests, decisions, TODAY)
    assert found is not None
    return [who.removeprefix("云溪镇 ") for who in found.to_decide]


@pytest.mark.parametrize(
    ("decisions", "waits"),
    [
        pytest.param([decision(1)], True, id="not decided again"),
        pytest.param([decision(1), decision(2, T2="好")], True, id="decided again for somebody else"),
        pytest.param([decision(1), decision(2, T1="好")], False, id="corrected"),
        pytest.param([decision(1), decision(2, T1="好"), decision(3)], False, id="corrected and taken back"),
        pytest.param([decision(1), decision(2, T2="好", unchanged=("1",))], False, id="known to stay as it was"),
    ],
)
def test_a_correction_waits_until_a_decision_has_dealt_with_it(decisions: list[Recorded], waits: bool) -> None:
    """The outcome may be typed after a later decision, on another person, has been made."""
    assert waiting([request("1", "T1", 1)], *decisions) == (["陆明澈"] if waits else [])
    assert waiting([request("1", "T1", 1, "维持")], *decisions) == []


def test_the_next_decision_names_all_corrections_that_have_waited() -> None:
    before = decision(1), decision(2, T1="好")
    requests = [request("1", "T1", 1), request("2", "T2", 1), request("3", "T3", 2)]
    found, others = corrected_ratees(requests, before, decision(3, T1="好", T2="好").ratees)
    assert [(each.id, each.request) for each in found] == [("T2", "2")]
    assert [each.number for each in others] == ["3"]


def test_a_correction_that_comes_late_is_named_all_the_same() -> None:
    """The decision on T2 left T1 as he was, which the office was told once."""
    before = decision(1), decision(2, T2="好", unchanged=("1",))
    found, others = corrected_ratees([request("1", "T1", 1)], before, decision(3, T1="好", T2="好").ratees)
    assert ([(each.id, each.request) for each in found], others) == ([("T1", "1")], ())
    moved = [replace(each, rank=2) for each in decision(3, T2="好").ratees]
    assert corrected_ratees([request("1", "T1", 1)], before, moved) == ((), ())


def test_rows_without_a_number_wait_each_for_itself() -> None:
    first, second = request("", "T1", 1), request("", "T3", 1)
    before, now = (decision(1),), decision(2, T3="好")
    found, others = corrected_ratees([first, second], before, now.ratees)
    assert ([each.id for each in found], others) == (["T3"], (first,))
    assert "（复核登记第？号：" in replace(now, reviews=found).review_words
    told = replace(now, unchanged=tuple(each.known_as for each in others))
    late = request("", "T2", 1)
    assert waiting([first, second, late], *before, told) == ["叶尔江"]


def test_of_namesakes_each_has_a_row() -> None:
    known = replace(request("1", "T1", 1), statement="T1 云溪镇 陆明澈.docx")
    assert is_registered([known], known.person, known.about, known.statement)
    assert not is_registered([known], known.person, known.about, "T9 云溪镇 陆明澈.docx")
    assert is_registered([replace(known, statement="")], known.person, known.about, "T9 云溪镇 陆明澈.docx")
