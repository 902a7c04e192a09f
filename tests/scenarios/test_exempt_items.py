"""Items in which a ratee has no task, from the forms to the letters; the oracle agrees with the figures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.layout import FIRST_ROW, FormLayout, Slot
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.tally.count import unscored
from tests.deciding import decide_as_proposed, texts
from tests.libreoffice import needs_libreoffice
from tests.recalculation import all_differences
from tests.scenarios.campaigns import (
    Made,
    answer,
    assert_figures,
    assert_official,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
)
from tests.scenarios.test_departments import TABLES as OF_DEPARTMENTS
from tests.scenarios.test_departments import VOTES, sheet_of

TABLES = OF_DEPARTMENTS | {
    "考核对象": """
        编号 | 姓名 | 职务   | 所在单位 | 排名组 | 填报单位
        V1   | 甲一 | 书记   | 上村     | 村     |
        V2   | 甲二 | 书记   | 下村     | 村     |
        V3   | 甲三 | 书记   | 前村     | 村     |
        V4   | 甲四 | 书记   | 后村     | 村     |
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组 | 评分单位 | 无此任务的考核对象
        K1   | 组织建设 | 班子齐整 | 40   |          | 扣分     |            |          |
        K2   | 产业发展 | 渔业生产 | 20   |          | 得分     |            | 农业办   | V2
        K3   | 产业发展 | 项目建设 | 25   |          | 得分     |            |          | 前村
        K4   | 民生保障 | 低保核查 | 15   |          | 扣分     |            | 乡民政办 |
        K5   | 附加     | 示范点   | 3    |          | 加分     |            | 农业办   | 后村
        K6   | 附加     | 被通报   | 2    |          | 减分     |            |          |
        """,
    "填报任务": """
        填报单位 | 表种       | 考核对象范围 | 测评 | 票类 | 预计份数
        乡党政办 | 计票汇总   | 全部         | 述职 | 代表 | 20
        乡考核组 | 实地考评   | 全部         |      |      |
        乡财政所 | 实地考评   | V1           |      |      |
        农业办   | 部门评分表 | 全部         |      |      |
        乡民政办 | 部门评分表 | 全部         |      |      |
        """,
}
POINTS = {
    ("V1", "K1"): 2.5, ("V1", "K2"): 18, ("V1", "K3"): 20, ("V1", "K4"): 1, ("V1", "K5"): 2,
    ("V2", "K1"): 0, ("V2", "K3"): 22, ("V2", "K4"): 0, ("V2", "K6"): 1,
    ("V3", "K1"): 1, ("V3", "K2"): 17, ("V3", "K4"): 3,
    ("V4", "K1"): 4, ("V4", "K2"): 13, ("V4", "K3"): 24.5, ("V4", "K4"): 0,
}  # fmt: skip
"""What was entered, by ratee and item; the second 考核组 gives V1 one point more for K3.

V1: 37.5 + 18 + 20 + 14 + 2 = 91.5 and 92.5, together 92. V2 has 40 + 22 + 15 = 77 of 80, less 1. V3 has 39 + 17 + 12
= 68 of 75. V4: 36 + 13 + 24.5 + 15 = 88.5.
"""
TWO = "乡财政所"


def fill(form: FormLayout, slot: Slot) -> Content:
    if slot.field == "total":
        return 1700
    if slot.field in VOTES:
        return VOTES[slot.field]
    if slot.field.startswith("reason"):
        return f"{slot.item}的原因" if POINTS.get((slot.ratee, slot.item)) else None
    if slot.field in ("score", "deduction", "bonus", "penalty"):
        points = POINTS.get((slot.ratee, slot.item))
        second = form.key.unit == "U3" and slot.item == "K3"
        return points + 1 if second and points is not None else points
    return None


def made_in(folder: Path, **settings: str) -> Made:
    return make_campaign(folder / "考核", records_of(settings={"标注": "", **settings}, tables=TABLES))


def merged_in(folder: Path, **settings: str) -> tuple[Made, Merged]:
    made = made_in(folder, **settings)
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    assert_official(merged)
    return made, merged


def scores_of(merged: Merged) -> list[object]:
    return [standing.field_score for standing in merged.data.result.standings]


WAYS = {
    # V2: 77 + 20 - 1; V3: 68 + 25.
    "满分": ([92_00, 96_00, 93_00, 88_50], "按满分计"),
    # V2: 77 x 100 / 80 = 96.25, less 1; V3: 68 x 100 / 75 = 90.666...
    "按其余折算": ([92_00, 95_25, 90_67, 88_50], "按其余项目折算"),
    # K2 is (18 + 17 + 13) / 3 = 16 on average: V2 has 77 + 16 - 1. K3 is (20.5 + 22 + 24.5) / 3 = 22.33: V3 has 90.33.
    "平均值": ([92_00, 92_00, 90_33, 88_50], "按同组平均分计"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_scores_are_those_worked_by_hand(tmp_path: Path, way: str) -> None:
    scores, words = WAYS[way]
    _, merged = merged_in(tmp_path, 无任务项目处理=way)
    assert scores_of(merged) == scores
    assert merged.data.official
    remarks = {standing.code: standing.explanation for standing in merged.data.result.standings}
    assert f"K2无此任务，{words}" in remarks["V2"]
    assert f"K3无此任务，{words}" in remarks["V3"]
    assert "无此任务" not in remarks["V1"] + remarks["V4"]
    assert {loss.item for loss in merged.data.result.losses if loss.ratee == "V2"} == {"K3", "K6"}
    method = "".join(str(cell) for row in sheet_of(merged, "计算说明") for cell in row)
    assert "无此任务的：K2（下村 甲二）、K3（前村 甲三）、K5（后村 甲四）。" in method
    assert len([row for row in sheet_of(merged, "无任务项目") if "无此任务" in row]) == 2


def test_a_mean_that_is_rounded_last(tmp_path: Path) -> None:
    """K3 is 22.333... on average: V3 has 68 + 22.333..., and nothing is rounded before the composite."""
    _, merged = merged_in(tmp_path, 无任务项目处理="平均值", 舍入方式="最后舍入", 小数位数="1")
    assert scores_of(merged) == [92_00, 92_00, 90_30, 88_50]
    (mean,) = [each for each in merged.data.result.exempt if each.ratee == "V3"]
    assert (mean.points, mean.used) == (22_30, Fraction(67_00, 3))
    (assessment,) = merged.data.result.assessments_of["V3"]
    assert assessment.used == Fraction(271_00, 3)


@pytest.mark.slow
@needs_libreoffice
def test_the_formulas_are_the_count(tmp_path: Path) -> None:
    """Also where a mean is open, and where a 考核组 has assessed nobody yet."""
    merged = []
    for way in WAYS:
        merged.append(merged_in(tmp_path / way, 无任务项目处理=way)[1])
        made = made_in(tmp_path / f"{way}，不全", 无任务项目处理=way)
        replies = answer(made, lambda form, slot: None if (slot.ratee, slot.item) == ("V4", "K2") else fill(form, slot))
        with in_process():
            merged.append(merge(made))
        assert_figures(merged[-1], foretell(made, replies))
    assert [unlike for unlike in all_differences([each.data for each in merged], tmp_path) if unlike] == []


def test_a_mean_is_open_while_somebody_s_points_are(tmp_path: Path) -> None:
    made = made_in(tmp_path, 无任务项目处理="平均值")
    replies = answer(made, lambda form, slot: None if (slot.ratee, slot.item) == ("V4", "K2") else fill(form, slot))
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    assert scores_of(merged) == [92_00, None, 90_33, None]
    causes = {each.slots["name"]: each.slots["causes"] for each in unscored(merged.data.scheme, merged.data.result)}
    assert causes["下村 甲二"] == "没有考评得分（K2无此任务，同组有此任务的人还没有得分，平均分未定）"
    (row,) = [row for row in sheet_of(merged, "考评明细") if row[:1] == ["V2"] and "乡考核组" in row]
    assert row[-2] == "无此任务的项目平均分未定，暂无合计；扣3分：K3的原因（K3）；减1分：K6的原因（K6）"


def test_the_letter_says_so_and_counts_nothing_as_lost(tmp_path: Path) -> None:
    made, _ = merged_in(tmp_path)
    decide_as_proposed(made.loaded.campaign)
    with in_process():
        outcome = finalize(made.folder)
    assert outcome.value is not None
    words = texts(next(made.loaded.campaign.decided.rglob("V2*.xlsx")).read_bytes())
    assert "“渔业生产”无此任务，不评分，按满分计。" in "\n".join(words)
    assert not [each for each in words if "渔业生产" in each and "失分" in each]


# ---------------------------------------------------------------- the forms


def written(made: Made, typed: Content) -> list[Finding]:
    """What is said where ``typed`` stands in every cell in which nothing is asked."""
    for workbook in made.workbooks:
        entries: dict[tuple[str, int, int], Content] = {}
        for form in workbook.forms:
            for slot in form.slots():
                entries[form.sheet, slot.row, slot.column] = fill(form, slot)
            for number, row in enumerate(form.rows, FIRST_ROW):
                closed = (form.column_of(key) for key, text in row.closed.items() if text)
                entries |= {(form.sheet, number, column): typed for column in closed}
        path = made.loaded.campaign.received / workbook.file
        path.write_bytes(write_workbook(made.loaded.scheme, made.loaded.secret, workbook, entries))
    with in_process():
        merged = merge(made)
    assert scores_of(merged) == WAYS["满分"][0]
    return [finding for finding in merged.data.findings if finding.severity is Severity.ERROR]


def test_what_is_typed_there_does_not_count(tmp_path: Path) -> None:
    """A cell of 农业办 for V2 and for V4, and two of the 考核组 for V3: 得分 and 扣分."""
    findings = written(made_in(tmp_path), 12)
    assert [finding.code for finding in findings] == ["cell.no-task"] * 4
    said = "“下村 甲二”的K2“得分”是此人没有任务的项目，不评分，却填了“12”，没有计入。"
    assert said in [finding.message for finding in findings]


def test_blank_cells_are_as_good_as_those_that_were_issued(tmp_path: Path) -> None:
    assert written(made_in(tmp_path), None) == []


def test_nobody_is_asked_whose_items_of_a_department_are_all_no_task(tmp_path: Path) -> None:
    """农业办 scores K2 and K5; V2 has neither."""
    neither = TABLES["考评细则"].replace("| 后村", "| 甲二")
    made = make_campaign(tmp_path / "考核", records_of(settings={"标注": ""}, tables=TABLES | {"考评细则": neither}))
    forms = {form.key.unit: form for book in made.workbooks for form in book.forms if not form.key.poll}
    assert [row.ratee for row in forms["U2"].rows] == ["V1", "V3", "V4"]
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    assert scores_of(merged) == WAYS["满分"][0]
