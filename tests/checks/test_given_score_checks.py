"""Ready-made scores: what is out of range, what is blank, and what has no 依据."""

from __future__ import annotations

import pytest

from tests.given import CONTENT, DAILY, given_town
from tests.returns import given, judged
from tests.small import Town, changed, scheme_of, with_rule

FULL = "编号|得分:上半年|依据:上半年|得分:下半年|依据:下半年"


def told(town: Town, text: str, component: str = DAILY) -> list[tuple[str, str | None]]:
    _, findings = judged(town, given(town, text, component=component))
    return [(finding.code, finding.place.cell) for finding in findings]


def values(town: Town, text: str, component: str = DAILY) -> list[list[int]]:
    """Rows of ratee, 期次 and value that count."""
    found, _ = judged(town, given(town, text, component=component))
    return [row[1:] for row in found.counted.given.to_numpy().tolist()]


def test_scores_with_their_grounds_are_taken_as_they_are() -> None:
    text = f"{FULL}\nT1|90|一|85.5|二\nT2|0|一|100|二\nT3|80|一|70.25|二"
    assert told(given_town(), text) == []
    assert values(given_town(), text)[:3] == [[0, 0, 90_00], [0, 1, 85_50], [1, 0, 0]]


@pytest.mark.parametrize("mark", ["101", "-1", "100.01"])
def test_a_score_out_of_range_does_not_count(mark: str) -> None:
    text = f"{FULL}\nT1|{mark}|一|85.5|二\nT2|0|一|100|二\nT3|80|一|70.25|二"
    assert told(given_town(), text) == [("cell.out-of-range", "D7")]
    assert len(values(given_town(), text)) == 5


def test_the_range_ends_at_the_full_marks_of_the_component() -> None:
    assert told(given_town(), "编号|得分|依据\nT1|10|一\nT2|10.01|一", CONTENT) == [("cell.out-of-range", "D8")]


def test_a_blank_is_no_nought() -> None:
    text = f"{FULL}\nT1|90|一||\nT2|0|一|100|二\nT3|80|一|70.25|二"
    assert told(given_town(), text) == [("cell.blank", "E7")]
    assert told(given_town("按其余期次折算"), text) == [("given.period-missing", "E7")]
    assert [row for row in values(given_town(), text) if row[0] == 0] == [[0, 0, 90_00]]


def test_a_ratee_with_nothing_at_all_is_an_error_under_either_rule() -> None:
    text = f"{FULL}\nT1||||\nT2|0|一|100|二\nT3|80|一|70.25|二"
    for rule in ("停止计算", "按其余期次折算"):
        assert told(given_town(rule), text) == [("cell.blank", "D7"), ("cell.blank", "E7")]


def test_who_takes_no_part_may_be_left_blank() -> None:
    raw = changed(with_rule(), lambda sheets: sheets["否决与加减分"].append(["T1", "退休", "不参评", "", "文件"]))
    events = "\n".join("|".join(map(str, row)) for row in raw["否决与加减分"])
    text = f"{FULL}\nT1||||\nT2|0|一|100|二\nT3|80|一|70.25|二"
    assert told(given_town(否决与加减分=events), text) == []


def test_what_cannot_be_read_is_told_once() -> None:
    """The reading tells of it; here it is only no blank."""
    assert told(given_town(), f"{FULL}\nT1|约90|一|85|二\nT2|0|一|100|二\nT3|80|一|70.25|二") == []


def test_scores_without_grounds_are_asked_about_once_and_count() -> None:
    text = f"{FULL}\nT1|90||85.5|\nT2|0|一|100|\nT3|80|一|70.25|二"
    assert told(given_town(), text) == [("given.no-basis", None)]
    assert len(values(given_town(), text)) == 6
    _, (finding,) = judged(given_town(), given(given_town(), text, component=DAILY))
    assert finding.slots["names"] == "云溪镇 陆明澈、石栏镇 叶尔江·萨迪克"


def test_a_campaign_without_such_forms_has_no_scores() -> None:
    found, _ = judged(Town(scheme_of(with_rule())))
    assert len(found.counted.given) == 0
