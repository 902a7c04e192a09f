"""When there is a 复核说明: on a decision in force, of a 正式 result, which has not changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lianping_xlsx.decision.last_decision import last_decision
from lianping_xlsx.decision.record import Recorded, recorded
from lianping_xlsx.decision.release_history import ReleaseHistory
from lianping_xlsx.decision.review_statement import decision_in_force, refusal
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee
from tests.publish.final.decided import SUMMARY, decide

OFFICIAL = decide(replace(SUMMARY, official=True))
RECORD = (recorded(OFFICIAL, 1, {}),)
T1, T6 = (SUMMARY.scheme.ratee_of[code] for code in ("T1", "T6"))


def now(*, record: Sequence[Recorded] = RECORD, total: int = 0, official: bool = True) -> SummaryData:
    """The result after the decision. ``total``: added to the sum of the ballots of each class on T1 (hundredths)."""
    classes = tuple(
        replace(each, total=each.total + total) if each.ratee == "T1" else each for each in SUMMARY.result.classes
    )
    result = replace(SUMMARY.result, classes=classes)
    decided = last_decision(SUMMARY.scheme, result, ReleaseHistory(tuple(record)), SUMMARY.seal)
    return replace(SUMMARY, result=result, official=official, decided=decided)


def test_there_is_one_where_nothing_has_changed() -> None:
    assert refusal(now(), RECORD, T1) is None


@pytest.mark.parametrize(
    ("record", "ratee", "why"),
    [
        ((), T1, "还没有审定定稿"),
        ((replace(RECORD[0], status="试算"),), T1, "是按试算的结果审定的"),
        (RECORD, T6, "没有审定的等次（不参评，或者不在审定时的名单里）"),
        (RECORD, replace(T1, name="同编号的人"), "没有审定的等次（不参评，或者不在审定时的名单里）"),
    ],
)
def test_there_is_none_without_a_decision(record: tuple[Recorded, ...], ratee: Ratee, why: str) -> None:
    found = refusal(now(record=record), record, ratee)
    assert found is not None
    assert (found.code, found.slots["why"]) == ("explain.not-decided", why)


def test_there_is_none_where_only_ballots_have_changed_and_no_printed_figure() -> None:
    """A hundredth more of nine ballots: the mean, and with it every score, is printed as before."""
    found = refusal(now(total=1), RECORD, T1)
    assert found is not None
    assert (found.code, found.slots["change"]) == ("explain.changed-since", "计分的测评票有变动")
    assert refusal(now(total=1), RECORD, SUMMARY.scheme.ratee_of["T2"]) is None


def test_a_decision_made_final_once_more_on_other_ballots_is_that_of_the_present_ones() -> None:
    """The same figures and tiers are the same decision, and it has disclosed the ballots of both times."""
    earlier = tuple(replace(each, total=each.total + 1) for each in RECORD[0].released or ())
    both = (replace(RECORD[0], released=(*earlier, *(RECORD[0].released or ()))),)
    assert refusal(now(record=both), both, T1) is None


def test_there_is_none_that_would_tell_more_than_the_letters_of_the_decision() -> None:
    """The office has lowered a line since: what a second letter would tell beside the first is recorded by finalize."""
    before = (replace(RECORD[0], released=tuple(each for each in RECORD[0].released or () if not each.apart)),)
    found = refusal(now(record=before), before, T1)
    assert found is not None
    assert found.slots["change"] == "可以告知的得分与审定时的不同"
    silent = (replace(RECORD[0], released=None),)
    assert refusal(now(record=silent), silent, T1) is None


def test_there_is_none_of_a_result_that_is_open_again() -> None:
    found = refusal(now(official=False), RECORD, T1)
    assert found is not None
    assert found.slots["change"].endswith("现在的结果是试算")
    assert found.slots["decided"] == "2024-12-30第1次审定（县委常委会第20次会议）"


def test_there_is_none_where_the_result_is_another() -> None:
    other = tuple(replace(each, composite="90.00") if each.id == "T1" else each for each in RECORD[0].ratees)
    before = (replace(RECORD[0], ratees=other),)
    found = refusal(now(record=before), before, T1)
    assert found is not None
    assert found.slots["change"].startswith("综合得分90.00→96.00")


def test_the_decision_in_force_is_that_of_the_record() -> None:
    data = decision_in_force(now(), RECORD[0])
    assert (data.meeting, data.date) == (OFFICIAL.meeting, OFFICIAL.date)
    assert {each.ratee.code: each for each in data.verdicts} == {each.ratee.code: each for each in OFFICIAL.verdicts}
