"""Findings: their words come from the catalogue, their order does not depend on the order of files."""

from __future__ import annotations

import random

import pytest

from lianping_xlsx.core.findings import Finding, Outcome, Place, Severity, cell_order, has_errors

VOID = Finding(
    "ballot.mark-void",
    Place("U1.xlsx", "测评票", "C7"),
    {"who": "001号票对“张三”的评分", "value": "101", "most": "100"},
)


def test_a_finding_says_what_is_there_what_was_expected_and_what_to_do() -> None:
    assert VOID.severity is Severity.WARNING
    assert VOID.message == "001号票对“张三”的评分登记为101分，超出0至100，该分作废。"
    assert VOID.remedy.startswith("请与原票核对")
    assert str(VOID.place) == "U1.xlsx 工作表“测评票” 单元格 C7"


def test_content_that_looks_like_a_slot_stays_what_it_is() -> None:
    finding = Finding("form.outside", Place(), {"raw": "{who} {0} %s"})
    assert "“{who} {0} %s”" in finding.message


def test_a_slot_that_is_not_given_is_our_own_fault_and_loud() -> None:
    with pytest.raises(KeyError):
        _ = Finding("form.outside").message


def test_errors_first_then_by_place_in_reading_order() -> None:
    expected = [
        Finding("form.no-grid", Place("b.xlsx"), {"row": "6"}),  # 错误
        Finding("form.outside", Place("a.xlsx", "S", "B9"), {"raw": "x"}),  # 提醒
        Finding("form.outside", Place("a.xlsx", "S", "Z9"), {"raw": "x"}),
        Finding("form.outside", Place("a.xlsx", "S", "AA9"), {"raw": "x"}),  # after Z9
        Finding("form.outside", Place("a.xlsx", "S", "A10"), {"raw": "x"}),  # after every cell of row 9
        Finding("form.outside", Place(), {"raw": "x"}),  # of no file
        Finding("form.extra-sheet", Place("a.xlsx"), {"name": "草稿"}),  # 说明
    ]
    for seed in range(5):
        shuffled = random.Random(seed).sample(expected, len(expected))
        assert sorted(shuffled, key=Finding.sort_key) == expected


def test_cells_are_ordered_by_row_and_column() -> None:
    assert [cell_order(cell) for cell in (None, "", "A1", "Z1", "AA1", "XFD1048576")] == [
        (0, 0), (0, 0), (1, 1), (1, 26), (1, 27), (1_048_576, 16_384),
    ]  # fmt: skip


def test_whether_there_are_errors() -> None:
    note = Finding("form.extra-sheet", Place(), {"name": "草稿"})
    assert not has_errors([VOID, note])
    assert has_errors([note, Finding("scheme.missing")])
    assert Outcome(1).findings == ()
