"""Is each item scored for each ratee, within its points and with a reason? A fault costs one ratee his total."""

from __future__ import annotations

import pytest

from tests.returns import department, judged
from tests.small import Town, scheme_of
from tests.tally.test_department_scores import with_departments

TOWN = Town(scheme_of(with_departments()))
FARM = "编号|K3|K3原因|K5|K5原因|K7|K7原因"


def test_a_whole_form() -> None:
    found, findings = judged(
        TOWN, department(TOWN, f"{FARM}\nT1|1|账目|2|示范|1|通报\nT2|0|||||\nT3|||1|示范||", unit="U7")
    )
    assert findings == ()
    counted = found.counted
    (index,) = counted.scored_by_departments
    assert (counted.forms[index].unit, counted.forms[index].ratee) == ("U7", "")
    entries = list(zip(*(counted.scores[name].tolist() for name in ("ratee", "item", "value")), strict=True))
    assert sorted(entries) == [(0, 2, 1_00), (0, 5, 2_00), (0, 6, 1_00), (1, 2, 0), (2, 5, 1_00)]
    assert counted.reasons[index, 0][6] == "通报"
    assert not counted.owed
    assert not counted.assessed


@pytest.mark.parametrize(
    ("row", "expected", "owed"),
    [
        ("||||||", [("cell.blank", "D7")], True),
        ("约1||||||", [], True),  # what could not be read was said when it was read
        ("0||||||", [], False),
        ("-1|x|||||", [("rubric.minus", "D7")], True),
        ("26|x|||||", [("rubric.floored", "D7")], False),
        ("0.01||||||", [("rubric.no-reason", "D7")], False),
        ("0||3.01|x|||", [("cell.out-of-range", "E7")], True),
        ("0||两分|x|||", [], True),
        ("0||1||||", [("rubric.no-reason", "E7")], False),
        ("0||||-1|x|", [("rubric.minus", "F7")], True),
        ("0||||5.5|x|", [("cell.out-of-range", "F7")], True),
    ],
)
def test_entries(row: str, expected: list[tuple[str, str]], *, owed: bool) -> None:
    cells = "|".join(row.split("|")[:6])
    found, findings = judged(TOWN, department(TOWN, f"{FARM}\nT1|{cells}\nT2|0|||||", unit="U7"))
    assert [(finding.code, finding.place.cell) for finding in findings] == expected
    (index,) = found.counted.scored_by_departments
    assert found.counted.owed == (frozenset({(index, 0)}) if owed else frozenset())
    for finding in findings:
        assert finding.slots["who"].startswith("“云溪镇 陆明澈”的K")
        assert finding.message


def test_words_for_an_item_that_is_not_filled_in() -> None:
    _, findings = judged(TOWN, department(TOWN, "编号|K2\nT1|\nT2|35\nT3|35", unit="U1"))
    (finding,) = findings
    assert finding.message.startswith("“云溪镇 陆明澈”的K2“得分”")
    assert "没有失分请填满分35" in finding.message + finding.remedy
