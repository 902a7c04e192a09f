"""Is a 考评表 whole, is every entry within its item's points, and is there a reason for what was lost?"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, cast

import pytest

from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.checks.rubric_checks import ItemCell, is_plain
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.intake.reading.grid_entries import GridEntries
from lianping_xlsx.scheme.terms import ItemMode
from tests.returns import judged, opinions, visit
from tests.small import TOWN, Town, scheme_of, sheets, table, with_rule

if TYPE_CHECKING:
    from lianping_xlsx.checks.used_form import UsedForm

WHOLE = """
    编号 | 得分 | 扣分 | 原因
    K1   |      | 2.5  | 未按期换届
    K2   | 40   |      |
    """


def scores_of(found: Judged) -> dict[str, float]:
    scores = found.counted.scores
    pairs = zip(scores["item"].tolist(), scores["value"].tolist(), strict=True)
    return {TOWN.scheme.rubric[item].code: value / 100 for item, value in pairs}


def test_a_whole_form() -> None:
    found, findings = judged(TOWN, visit(TOWN, "T1", WHOLE))
    assert findings == ()
    assert scores_of(found) == {"K1": 2.5, "K2": 40}
    (index,) = found.counted.assessed
    assert found.counted.forms[index].ratee == "T1"
    assert not found.counted.incomplete
    assert found.counted.reasons[index, 0][0] == "未按期换届"


@pytest.mark.parametrize(
    ("rows", "expected", "whole"),
    [
        # item of the hundred points not filled in
        ("K1||2|x\nK2|||", [("cell.blank", "H8")], False),
        ("K1||0|\nK2|40||", [], True),  # nothing deducted is 0, and needs no reason
        # beyond its points
        ("K1||2|x\nK2|41||x", [("cell.out-of-range", "H8")], False),
        ("K1||2|x\nK2|-1||x", [("cell.out-of-range", "H8")], False),
        ("K1||2|x\nK2|40.01||x", [("cell.out-of-range", "H8")], False),
        ("K1||2|x\nK2|-0.01||x", [("cell.out-of-range", "H8")], False),
        ("K1||2|x\nK2|0||x", [], True),
        ("K1||-0.01|x\nK2|40||", [("rubric.minus", "I7")], False),
        ("K1||0|\nK2|40||\nK5||-1|x", [("rubric.minus", "I10")], False),
        # a deduction beyond its points is floored (扣完为止)
        ("K1||61|x\nK2|40||", [("rubric.floored", "I7")], True),
        ("K1||60.01|x\nK2|40||", [("rubric.floored", "I7")], True),
        ("K1||60|x\nK2|40||", [], True),
        # points lost without a reason
        ("K1||2|\nK2|39.5||", [("rubric.no-reason", "I7"), ("rubric.no-reason", "H8")], True),
        ("K1||0.01|\nK2|39.99||", [("rubric.no-reason", "I7"), ("rubric.no-reason", "H8")], True),
        # bonus and penalty may be left blank, but not be beyond their points
        ("K1||0|\nK2|40||\nK4|3||推广\nK5||5|通报", [], True),
        ("K1||0|\nK2|40||\nK4|3.01||推广", [("cell.out-of-range", "H9")], False),
        ("K1||0|\nK2|40||\nK5||5.01|通报", [("cell.out-of-range", "I10")], False),
        ("K1||0|\nK2|40||\nK4|1||\nK5||1|", [("rubric.no-reason", "H9"), ("rubric.no-reason", "I10")], True),
        ("K1||0|\nK2|40||\nK4|0||", [], True),
        # what could not be read was said when it was read; the form is not whole
        ("K1||约2|x\nK2|40||", [], False),
        ("K1||0|\nK2|约40||", [], False),
        ("K1||约2|x\nK2|||", [("cell.blank", "H8")], False),
        ("K1||0|\nK2|40||\nK4|两分||x", [], False),
        # what stands in a closed cell was said when it was read: the open one counts, or is not called blank
        ("K1|58|2|x\nK2|40||", [], True),
        ("K1|58||x\nK2|40||", [], False),
    ],
)
def test_entries(rows: str, expected: list[tuple[str, str]], whole: bool) -> None:
    found, findings = judged(TOWN, visit(TOWN, "T1", f"编号|得分|扣分|原因\n{rows}"))
    assert [(finding.code, finding.place.cell) for finding in findings] == expected
    assert (not found.counted.incomplete) is whole
    for finding in findings:
        assert finding.message
        assert finding.place.file == "回收3.xlsx"  # 考核组 sign what they send


@pytest.mark.parametrize(("deduction", "expected", "whole"), [("60", [], True), ("60.01", ["rubric.beyond"], False)])
def test_a_deduction_beyond_the_points_is_an_error_if_the_scheme_says_so(
    deduction: str, expected: list[str], *, whole: bool
) -> None:
    town = Town(scheme_of(with_rule(扣分超过分值处理="错误")))
    found, findings = judged(town, visit(town, "T1", f"编号|得分|扣分|原因\nK1||{deduction}|x\nK2|40||"))
    assert [finding.code for finding in findings] == expected
    assert (not found.counted.incomplete) is whole
    if findings:
        assert findings[0].message == "K1“按期换届”的“扣分”是60.01分，超过分值60分，没有计入。"


@pytest.mark.parametrize(
    ("score", "asked"), [("0.95", True), ("0.99", True), ("0.01", True), ("0", False), ("1", False)]
)
def test_a_score_that_may_be_a_share_of_the_points(score: str, asked: bool) -> None:
    """Of 40 points; deductions of half a point are as usual as anything."""
    found, findings = judged(TOWN, visit(TOWN, "T1", f"编号|得分|扣分|原因\nK1||0.5|x\nK2|{score}||x"))
    assert [finding.code for finding in findings] == (["rubric.fraction"] if asked else [])
    assert scores_of(found)["K2"] == float(score)
    if score == "0.95":
        assert findings[0].message == (
            "K2“发展党员”的“得分”填的是0.95，分值有40分，得分却不到1分，可能填成了得分率，已按0.95分计入。"
        )
        assert findings[0].remedy.startswith("请核对：如果是分值的95%，请先把单元格格式设为“常规”")
        assert findings[0].remedy.endswith("，再填38。")


def test_of_an_item_of_less_than_ten_points_a_part_of_one_is_a_score() -> None:
    """K2 has just ten points, K6 a hundredth less."""
    raw = sheets()
    raw["考评细则"] = table("""
        编号 | 一级指标 | 考评内容 | 分值  | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织建设 | 按期换届 | 80.01 | 扣完为止 | 扣分     |
        K2   | 队伍建设 | 发展党员 | 10    | 酌情得分 | 得分     |
        K6   | 队伍建设 | 党员教育 | 9.99  | 酌情得分 | 得分     |
        """)
    town = Town(scheme_of(raw))
    _, findings = judged(town, visit(town, "T1", "编号|得分|扣分|原因\nK1||0|\nK2|0.95||x\nK6|0.95||x"))
    assert [(finding.code, finding.place.cell) for finding in findings] == [("rubric.fraction", "H8")]
    assert findings[0].slots["meant"] == "9.5"  # 95 % of 10


@pytest.mark.parametrize(
    ("own", "expected", "kept"),
    [
        (("58", "38.5"), [], {"K1": 58_00, "K2": 38_50}),
        (("58", ""), [], {"K1": 58_00}),  # nobody must score himself
        (("60", "0"), [], {"K1": 60_00, "K2": 0}),
        (("60.01", "0"), [("cell.out-of-range", "G7")], {"K2": 0}),
        (("-0.01", "40"), [("cell.out-of-range", "G7")], {"K2": 40_00}),
        (("-1", "40"), [("cell.out-of-range", "G7")], {"K2": 40_00}),
        (("约58", "40"), [], {"K2": 40_00}),  # said when it was read
    ],
)
def test_own_scores_enter_nothing(own: tuple[str, str], expected: list[tuple[str, str]], kept: dict[str, int]) -> None:
    rows = f"K1|{own[0]}||2.5|x\nK2|{own[1]}|40||"
    found, findings = judged(TOWN, visit(TOWN, "T1", f"编号|自评|得分|扣分|原因\n{rows}"))
    assert [(finding.code, finding.place.cell) for finding in findings] == expected
    assert {TOWN.scheme.rubric[item].code: score for (_, item), score in found.counted.own_scores.items()} == kept
    assert scores_of(found) == {"K1": 2.5, "K2": 40}
    assert not found.counted.incomplete


def test_own_scores_alone_are_no_assessment() -> None:
    found, findings = judged(TOWN, visit(TOWN, "T1", "编号|自评\nK1|60\nK2|40"))
    assert [(finding.code, finding.place.cell) for finding in findings] == [("cell.blank", "I7"), ("cell.blank", "H8")]
    assert len(found.counted.incomplete) == 1


def test_words_of_the_findings() -> None:
    rows = "K1||61|\nK2|39.5||\nK4|3||\nK5||1|"
    _, findings = judged(TOWN, visit(TOWN, "T1", f"编号|得分|扣分|原因\n{rows}"))
    assert [finding.message for finding in findings] == [
        "K1“按期换届”的“扣分”是61分，超过分值60分，按扣完为止计0分。",
        "K1“按期换届”扣61分，未写扣分原因。",
        "K2“发展党员”失0.5分，未写失分原因。",
        "K4“经验推广”加3分，未写加分原因。",
        "K5“通报批评”减1分，未写减分原因。",
    ]
    assert {finding.severity for finding in findings} == {Severity.WARNING}


def test_items_of_another_group_are_not_asked_for() -> None:
    found, findings = judged(TOWN, visit(TOWN, "T3", "编号|得分|扣分|原因\nK1||0|\nK3|40||"))
    assert (findings, scores_of(found)) == ((), {"K1": 0, "K3": 40})


def test_a_row_that_was_deleted_makes_a_form_not_whole() -> None:
    reading = visit(TOWN, "T1", WHOLE)
    *first, _ = reading.entries
    entries = GridEntries.of(reading.entries.width, first)
    gone = replace(reading, rows=(reading.rows[0], -1, *reading.rows[2:]), entries=entries)
    found, findings = judged(TOWN, gone)
    assert findings == ()  # said when it was read
    assert len(found.counted.incomplete) == 1


# ---------------------------------------------------------------- opinions


def test_opinions_under_the_three_heads_of_the_regulation() -> None:
    found, findings = judged(
        TOWN, opinions(TOWN, "编号 | 评价 | 问题 | 改进\nT1 | 重视党建 | 发展党员少 | 多下支部\nT3 | | =1+1 |")
    )
    assert findings == ()
    assert [(o.ratee, o.unit, o.overall, o.problems, o.improvements) for o in found.opinions] == [
        ("T1", "县委评议组", "重视党建", "发展党员少", "多下支部"),
        ("T3", "县委评议组", "", "=1+1", ""),
    ]


def test_no_opinion_at_all_is_looked_at_and_costs_nothing() -> None:
    found, findings = judged(TOWN, opinions(TOWN, "编号 | 评价"))
    assert [(finding.code, finding.severity) for finding in findings] == [("opinion.empty", Severity.WARNING)]
    assert found.opinions == ()


class _Codes:
    """In place of a form: a finding is its code."""

    def cell_finding(self, code: str, *_: object, **__: str) -> str:
        return code


@pytest.mark.parametrize("mode", ItemMode)
@pytest.mark.parametrize("points", [0, 50, 999, 1000, 1001])
@pytest.mark.parametrize("floors", [True, False])
def test_plain_entries_are_those_that_count_and_of_which_nothing_is_said(
    mode: ItemMode, points: int, floors: bool
) -> None:
    item = replace(TOWN.scheme.rubric[0], mode=mode, points=points)
    cell = ItemCell(cast("UsedForm", _Codes()), 0, 0, item, (0,), floors)
    plain = []
    for value, reason in product((-1, 0, 1, 99, 100, 101, *range(points - 1, points + 2)), ("", "x")):
        said = [*cell.remarks(value), *(() if reason else cell.unexplained(value, None))]
        if is_plain(item, value, reason):
            plain.append((value, reason))
            assert cell.counts(value)
            assert not said
        elif 0 <= value <= points:
            assert said
    assert (0, "x") in plain
