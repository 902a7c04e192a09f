"""Villages whose items are scored by three departments and a 考核组, from the replies to 4审定; the oracle agrees."""

from __future__ import annotations

from pathlib import Path

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.spreadsheet.book import Content
from tests.books import contents
from tests.deciding import decide_as_proposed, says, texts
from tests.findings import codes_of
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

TABLES = {
    "考核对象": """
        编号 | 姓名 | 职务   | 所在单位 | 排名组 | 填报单位
        V1   | 甲一 | 书记   | 上村     | 村     |
        V2   | 甲二 | 书记   | 下村     | 村     |
        V3   | 甲三 | 书记   | 前村     | 村     |
        C1   | 乙一 | 书记   | 东社区   | 社区   |
        """,
    "填报单位": """
        编号 | 名称         | 联系人 | 电话 | 邮箱 | 别名
        U1   | 乡党政办     |        |      |      |
        U2   | 乡农业办     |        |      |      | 农业办
        U3   | 乡财政所     |        |      |      |
        U4   | 乡民政办     |        |      |      |
        U5   | 乡考核组     |        |      |      |
        """,
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式
        述职 | 100  | 计票汇总 | 百分制
        """,
    "票类": """
        测评 | 票类 | 权重 | 应到人数
        述职 | 代表 | 100  | 20
        """,
    "测评内容": """
        编号 | 内容 | 分值 | 测评
        N1   | 内容 | 100  |
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容       | 分值 | 评分标准     | 计分方式 | 适用排名组 | 评分单位
        K1   | 组织建设 | 班子齐整       | 40   |              | 扣分     |            |
        K2   | 产业发展 | 集体经济       | 20   | 增长10%得满分 | 得分     | 村         | 农业办
        K3   | 产业发展 | 便民服务       | 20   |              | 得分     | 社区       | 乡民政办
        K4   | 民生保障 | 低保核查       | 15   | 每错一户扣1  | 扣分     |            | 乡民政办
        K5   | 财务管理 | 财务公开       | 25   |              | 扣分     |            | 乡财政所
        K6   | 附加     | 示范点         | 3    |              | 加分     |            | 农业办
        K7   | 附加     | 经验推广       | 3    |              | 加分     |            |
        K8   | 附加     | 被通报         | 2    |              | 减分     |            | 乡财政所
        """,
    "填报任务": """
        填报单位 | 表种       | 考核对象范围 | 测评 | 票类 | 预计份数
        乡党政办 | 计票汇总   | 全部         | 述职 | 代表 | 20
        乡考核组 | 实地考评   | 全部         |      |      |
        农业办   | 部门评分表 | 全部         |      |      |
        乡财政所 | 部门评分表 | 全部         |      |      |
        乡民政办 | 部门评分表 | 全部         |      |      |
        """,
    "等次规则": """
        等次 | 最低分 | 名额比例上限 | 结果运用
        好   | 85     | 50           |
        中   | 60     |              |
        差   |        |              |
        """,
    "否决与加减分": "考核对象 | 事项 | 效果 | 分值 | 依据",
}
SETTINGS = {"附加分上限": "4", "标注": ""}
VOTES = {"issued": 20, "returned": 20, "valid": 20, "void": 0, "abstained": 0}
TOTALS = {"V1": 1800, "V2": 1700, "V3": 1750, "C1": 1600}
POINTS = {
    ("V1", "K1"): 2.5, ("V1", "K2"): 18.25, ("V1", "K4"): 1, ("V1", "K5"): 0, ("V1", "K6"): 3, ("V1", "K7"): 2,
    ("V2", "K1"): 0, ("V2", "K2"): 20, ("V2", "K4"): 16, ("V2", "K5"): 0.5, ("V2", "K8"): 1,
    ("V3", "K1"): 1, ("V3", "K2"): 19, ("V3", "K4"): 0, ("V3", "K5"): 2,
    ("C1", "K1"): 0, ("C1", "K3"): 20, ("C1", "K4"): 0, ("C1", "K5"): 0, ("C1", "K6"): 1,
}  # fmt: skip
"""What was entered, by ratee and item. V1: 37.5 + 18.25 + 14 + 25 = 94.75, the bonus of 5 counts as 4: 98.75.

V2: 40 + 20 + 0 + 24.5 - 1 = 83.5 (16 of 15 deducted is 0). V3: 39 + 19 + 15 + 23 = 96. C1: 100 + 1 = 101.
"""


def fill(_form: FormLayout, slot: Slot) -> Content:
    if slot.field == "total":
        return TOTALS[slot.ratee]
    if slot.field in VOTES:
        return VOTES[slot.field]
    if slot.field.startswith("reason"):
        return f"{slot.item}的原因" if POINTS.get((slot.ratee, slot.item)) else None
    if slot.field in ("score", "deduction", "bonus", "penalty"):
        return POINTS.get((slot.ratee, slot.item))
    return None


def made_in(folder: Path) -> Made:
    return make_campaign(folder / "考核", records_of(settings=SETTINGS, tables=TABLES))


def merged_in(folder: Path) -> tuple[Made, Merged]:
    made = made_in(folder)
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    assert_official(merged)
    return made, merged


def sheet_of(merged: Merged, sheet: str) -> list[list[object]]:
    """The rows of a sheet of 汇总表 below its headings, as their cached values."""
    cells = {
        at: value
        for (title, at), (value, _) in contents(write_summary(merged.data), values=True).items()
        if title == sheet
    }
    rows: dict[int, list[object]] = {}
    for at, value in cells.items():
        rows.setdefault(int("".join(filter(str.isdigit, at))), []).append(value)
    return [rows[number] for number in sorted(rows)]


def test_the_scores_are_those_worked_by_hand(tmp_path: Path) -> None:
    _, merged = merged_in(tmp_path)
    scores = {standing.code: standing.field_score for standing in merged.data.result.standings}
    assert scores == {"V1": 98_75, "V2": 83_50, "V3": 96_00, "C1": 101_00}
    assert merged.data.official
    assert codes_of(merged.data.findings) == ["rubric.floored"]


def test_the_summary_shows_each_department_and_each_item(tmp_path: Path) -> None:
    _, merged = merged_in(tmp_path)
    details = [row for row in sheet_of(merged, "考评明细") if row and row[0] == "V1"]
    assert [row[3] for row in details] == ["乡农业办", "乡民政办", "乡财政所", "乡考核组"]
    assert details[3][4:12] == [37.5, 18.25, 14, 25, 5, 4, 0, 98.75]
    items = [row for row in sheet_of(merged, "部门评分") if row and row[0] == "V2"]
    assert [(row[3], row[5], *row[9:12]) for row in items if row[5] in ("K4", "K8")] == [
        ("乡民政办", "K4", 16, 0, "K4的原因"),
        ("乡财政所", "K8", 1, 1, "K8的原因"),
    ]
    method = "".join(str(cell) for row in sheet_of(merged, "计算说明") for cell in row)
    assert "写明评分单位的项目，由评分单位在部门评分表上逐人评分" in method


def test_without_the_form_of_a_department_nobody_has_a_total(tmp_path: Path) -> None:
    made = made_in(tmp_path)
    replies = answer(made, fill)
    (missing,) = (name for name in replies if "乡财政所" in name)
    replies.pop(missing).unlink()
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    assert not merged.data.official
    owed = [expected.form for expected in merged.data.returns if expected.status is FormStatus.MISSING]
    assert owed == ["部门评分表"]
    (message,) = [each.message for each in merged.data.findings if each.severity is Severity.ERROR]
    assert "乡财政所" in message
    assert "部门评分表" in message
    assert {standing.field_score for standing in merged.data.result.standings} == {None}
    details = [row for row in sheet_of(merged, "考评明细") if row and row[0] == "V1"]
    assert details[2][-1] == "没有可以采用的部门评分表"


def test_a_deduction_beyond_the_points_may_be_an_error(tmp_path: Path) -> None:
    """V2 lost 16 of the 15 points of K4: nothing is reckoned from that until it is corrected."""
    settings = SETTINGS | {"扣分超过分值处理": "错误"}
    made = make_campaign(tmp_path / "考核", records_of(settings=settings, tables=TABLES))
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    scores = {standing.code: standing.field_score for standing in merged.data.result.standings}
    assert scores == {"V1": 98_75, "V2": None, "V3": 96_00, "C1": 101_00}
    errors = [each for each in merged.data.findings if each.severity is Severity.ERROR]
    assert codes_of(errors) == ["rubric.beyond", "result.no-department-score"]
    assert errors[0].message == "“下村 甲二”的K4“扣分”是16分，超过分值15分，没有计入。"
    method = "".join(str(cell) for row in sheet_of(merged, "计算说明") for cell in row)
    assert "扣分项目为分值减扣分，扣分不得超过分值，超过的退回更正，更正以前不计，为试算。" in method


def wanting_in(folder: Path) -> Merged:
    """One department has sent nothing, another one has left out an item of V3."""
    made = made_in(folder)
    wanting = answer(made, lambda form, slot: None if (slot.ratee, slot.item) == ("V3", "K4") else fill(form, slot))
    wanting.pop(next(name for name in wanting if "乡财政所" in name)).unlink()
    with in_process():
        return merge(made)


def test_an_item_that_a_department_has_left_out_is_told_by_name(tmp_path: Path) -> None:
    merged = wanting_in(tmp_path)
    (finding,) = [each for each in merged.data.findings if each.code == "result.no-department-score"]
    assert finding.slots == {"unit": "乡民政办", "names": "前村 甲三"}


def test_letters_and_the_list_name_the_departments(tmp_path: Path) -> None:
    made, _ = merged_in(tmp_path)
    decide_as_proposed(made.loaded.campaign)
    with in_process():
        outcome = finalize(made.folder)
    assert outcome.value is not None
    decided = made.loaded.campaign.decided
    letter = next(decided.rglob("V2*.xlsx"))
    words = "\n".join(texts(letter.read_bytes()))
    assert "K4的原因（乡民政办）" in words
    assert "第二部分所列部门评分失分的各项" in words
    (listed,) = [path for path in decided.rglob("*.xlsx") if "整改清单" in path.name and "V" not in path.name]
    assert "部门评分" in set(texts(listed.read_bytes()))
    assert says(next(decided.rglob("V1*.docx")), "部门评分（乡农业办）加分3分：示范点（K6的原因）")
