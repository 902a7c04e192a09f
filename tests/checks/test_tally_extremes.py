"""The highest and lowest marks beside a count made by hand: a row whose ends cannot be is not counted."""

from __future__ import annotations

import pytest

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core.findings import Severity
from tests.returns import judged, tally
from tests.small import Town, scheme_of, with_rule

HEAD = "编号|发出|收回|有效|无效|弃权|合计分|最高分|第2高分|最低分"
TOWN = Town(scheme_of(with_rule(去最高最低分="是", 去最高分个数="2")))


@pytest.mark.parametrize(
    ("row", "ends"),
    [
        ("T1|20|18|18|0|0|1600.5|99|98|60", ((60_00,), (99_00, 98_00))),
        ("T1|20|4|4|0|0|360|90|90|90", ((90_00,), (90_00, 90_00))),  # all alike: nothing else is possible
        ("T1|20|3|3|0|0|210.5|90|80|40.5", ((40_50,), (90_00, 80_00))),  # the three are all there are
        ("T1|20|2|2|0|0|170|90|80|80", ((80_00,), (90_00, 80_00))),  # the second highest of two is the lowest
        ("T1|20|1|1|0|0|85|85||85", ((85_00,), (85_00,))),  # of one there is no second highest
        ("T1|20|0|0|0|0||||", ((), ())),
        ("T1|20|5|5|0|0|290|100|100|30", ((30_00,), (100_00, 100_00))),  # 30 + 30 are left for two: the least
    ],
)
def test_ends_that_can_be_count(row: str, ends: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\n{row}"))
    named = {finding.code for finding in findings if "T1" in str(finding.slots) or "云溪镇" in finding.message}
    assert named == set()
    assert list(found.counted.ends.values()) == [MarkEnds(*ends)]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("20|18|18|0|0|1600.5|99|98|", "cell.blank", "L7"),
        ("20|18|18|0|0|1600.5|99||60", "cell.blank", "K7"),
        ("20|18|18|0|0|1600.5|98|99|60", "tally.extremes", "J7"),  # not in their order
        ("20|18|18|0|0|1600.5|101|98|60", "tally.extreme-range", "J7"),
        ("20|18|18|0|0|1600.5|88|88|60", "tally.extremes", "J7"),  # 1364.5 / 15 = 90.97 above 88
        ("20|18|18|0|0|1600.5|99|98|90", "tally.extremes", "J7"),  # 1313.5 / 15 = 87.57 below 90
        ("20|3|3|0|0|210.5|90|80|41", "tally.extremes", "J7"),  # 211
        ("20|2|2|0|0|170|90|80|70", "tally.extremes", "J7"),  # three marks of two
        ("20|1|1|0|0|85|85|80|85", "tally.extremes", "J7"),  # a second of one
        ("20|5|5|0|0|289.99|100|100|30", "tally.extremes", "J7"),  # 59.99 are left for two of at least 30
        ("20|18|18|0|0|1600.5|约99|98|60", "", ""),  # reading has told of it
    ],
)
def test_ends_that_cannot_be_cost_the_row(row: str, code: str, cell: str) -> None:
    right = "20|18|18|0|0|1600.5|99|98|60"
    found, findings = judged(TOWN, tally(TOWN, f"{HEAD}\nT1|{row}\nT2|{right}\nT3|{right}"))
    assert [(each.code, each.place.cell) for each in findings] == ([(code, cell)] if code else [])
    assert all(each.severity is Severity.ERROR for each in findings)
    assert sorted(found.counted.tallies["ratee"].tolist()) == [1, 2]
    assert {ratee for _, ratee in found.counted.ends} == {1, 2}


def test_no_finding_quotes_a_mark_of_a_single_ballot() -> None:
    row = "20|18|18|0|0|1600.5|{}|98|60"
    for wrong in ("97.25", "100.25"):
        _, findings = judged(TOWN, tally(TOWN, f"{HEAD}\nT1|{row.format(wrong)}"))
        first = findings[0]
        assert first.code in ("tally.extremes", "tally.extreme-range")
        assert wrong not in first.message + first.remedy


def test_without_trimming_the_form_asks_for_no_ends() -> None:
    """Nor does its fingerprint change by numbers of marks that nobody leaves out."""
    plain, numbers = (Town(scheme_of(with_rule(**rules))) for rules in ({}, {"去最高分个数": "2", "去最低分个数": "3"}))
    forms = [
        next(f.layout for f in town.expected if f.layout.key.kind == "计票汇总") for town in (plain, numbers, TOWN)
    ]
    assert forms[0].fingerprint == forms[1].fingerprint != forms[2].fingerprint
    assert [column.heading for column in forms[2].columns][-5:-2] == ["最高分", "第2高分", "最低分"]
