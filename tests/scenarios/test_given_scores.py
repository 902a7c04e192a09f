"""平时考核 by quarters and 满意度 of 20 points beside ballots and 考评: from the replies to the decision, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Points
from tests.books import contents, lines
from tests.deciding import decide_as_proposed
from tests.findings import codes_of
from tests.scenarios.campaigns import (
    Made,
    answer,
    assert_figures,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
    result_of,
)
from tests.scenarios.plain_tables import PLAIN

TABLES = PLAIN | {
    "填报单位": """
        编号 | 名称       | 联系人 | 电话 | 邮箱
        U1   | 县委办公室 |        |      |
        U2   | 考核组     |        |      |
        U3   | 县委督查室 |        |      |
        U4   | 县统计局   |        |      |
        """,
    "考核板块": """
        板块     | 权重 | 来源 | 满分 | 适用排名组
        述职测评 | 40   | 测评 |      |
        实地考评 | 30   | 考评 |      |
        平时考核 | 20   | 得分 |      |
        满意度   | 10   | 得分 | 20   |
        """,
    "期次": """
        板块     | 期次     | 权重
        平时考核 | 第一季度 | 25
        平时考核 | 第二季度 | 25
        平时考核 | 第三季度 | 25
        平时考核 | 第四季度 | 25
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织     | 内容     | 100  |          | 得分     |
        """,
    "填报任务": """
        填报单位   | 表种     | 考核对象范围 | 测评 | 票类 | 预计份数 | 板块
        县委办公室 | 测评票   | 全部         | 述职 | 领导 | 9        |
        考核组     | 实地考评 | 全部         |      |      |          |
        县委督查室 | 得分表   | 全部         |      |      |          | 平时考核
        县统计局   | 得分表   | 全部         |      |      |          | 满意度
        """,
}
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
DAILY: dict[str, tuple[float | None, ...]] = {
    "T1": (90, 91, 92, 93),
    "T2": (88, 87.5, 90, None),
    "T3": (80, 80, 80, 81.5),
}
CONTENT = {"T1": 18.6, "T2": 17, "T3": 15.5}
VOTED, VISITED = {"T1": 90, "T2": 85, "T3": 80}, {"T1": 92, "T2": 88, "T3": 84}


def fill(form: FormLayout, slot: Slot) -> Content:
    if form.key.kind is FormKind.SCORES:
        return _reported(slot)
    if slot.field in ("issued", "returned"):
        return 9
    if slot.field == "mark":
        return VOTED[slot.ratee] if int(slot.ballot) <= 9 else None
    return {"score": VISITED.get(slot.ratee), "reason": "有原因"}.get(slot.field)


def _reported(slot: Slot) -> Content:
    if not isinstance(slot.kind, Points):
        return f"{slot.item}通报" if slot.ratee else None
    return DAILY[slot.ratee][QUARTERS.index(slot.item)] if slot.item else CONTENT[slot.ratee]


def campaign(folder: Path, rule: str, others: Mapping[str, str] | None = None) -> Made:
    settings = {"缺期次处理": rule, "小数位数": "2"}
    return make_campaign(folder, records_of(settings=settings, tables=TABLES | dict(others or {})))


def merged_in(folder: Path) -> tuple[Made, Merged]:
    """Everything is returned but the last quarter of T2; 缺期次处理: 按其余期次折算."""
    made = campaign(folder, "按其余期次折算")
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    return made, merged


def test_ready_made_scores_from_the_replies_to_the_decision(tmp_path: Path) -> None:
    """平时考核: T1 366 / 4 = 91.5; T2, without the last quarter, 265.5 / 3 = 88.5; T3 321.5 / 4 = 80.375, up: 80.38.

    T1: 90 x 40 % + 92 x 30 % + 91.5 x 20 % + 18.6 / 20 x 10 = 36 + 27.6 + 18.3 + 9.3 = 91.2.
    T2: 34 + 26.4 + 17.7 + 8.5 = 86.6. T3: 32 + 25.2 + 16.076 + 7.75 = 81.026.
    """
    made, merged = merged_in(tmp_path)
    assert merged.data.official, [finding.message for finding in merged.data.findings]
    ratees: dict[str, Any] = {ratee["id"]: ratee for ratee in result_of(made.folder)["ratees"]}
    assert [ratees[code]["composite"] for code in DAILY] == ["91.20", "86.60", "81.03"]
    assert ratees["T2"]["components"] == {
        "述职测评": "85.00",
        "实地考评": "88.00",
        "平时考核": "88.50",
        "满意度": "17.00",
    }
    assert ratees["T2"]["reason"].endswith("平时考核缺第四季度，按其余期次折算")
    _shown(write_summary(merged.data))

    decide_as_proposed(made.loaded.campaign)
    with in_process():
        outcome = finalize(made.folder)
    assert outcome.value is not None, [finding.message for finding in outcome.findings]
    assert codes_of(outcome.findings) == []
    letter = next(path for path in made.loaded.campaign.decided.rglob("*T2*.xlsx"))
    said = {str(value) for value, _ in contents(letter.read_bytes(), values=True).values()}
    assert {"平时考核得分", "满意度得分"} <= said


def _shown(summary: bytes) -> None:
    """What the summary says of it."""
    daily = [row for row in lines(summary, "得分明细") if row[0] == "T2" and row[3] == "平时考核"]
    assert [row[4] for row in daily] == [*QUARTERS]
    assert [row[5:8] for row in daily] == [(25, 88, 88.5), (25, 87.5, None), (25, 90, None), (25, "—", None)]
    assert [row[8:11] for row in daily] == [
        ("县委督查室", "第一季度通报", "平时考核缺第四季度，按其余期次折算"),
        ("县委督查室", "第二季度通报", None),
        ("县委督查室", "第三季度通报", None),
        ("—", None, "没有得分"),
    ]
    [content] = (row for row in lines(summary, "得分明细") if row[0] == "T2" and row[3] == "满意度")
    assert content[4:8] == ("—", 100, 17, 17)
    live = {at: value for at, (value, _) in contents(summary).items()}
    formulas = [value for (sheet, _), value in live.items() if sheet == "综合排序" and "得分明细" in str(value)]
    assert len(formulas) == 2 * len(DAILY)
    words = " ".join(
        str(value) for (sheet, _), (value, _) in contents(summary, values=True).items() if sheet == "计算说明"
    )
    assert "满分20分" in words
    assert "第一季度占25%、第二季度占25%、第三季度占25%、第四季度占25%。某期次没有得分的，按其余期次的权重折算" in words


def test_a_missing_quarter_is_an_error_by_default_and_the_result_a_trial(tmp_path: Path) -> None:
    made = campaign(tmp_path, "停止计算")
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    assert merged.result["status"] == "试算"
    assert_figures(merged, foretell(made, replies))
    [blank] = (finding for finding in merged.data.findings if finding.severity is Severity.ERROR)
    assert (blank.code, blank.place.sheet, blank.place.cell) == ("cell.blank", "得分表-平时考核", "G8")
    assert blank.message == "“二镇 甲二”的“第四季度得分”没有填。"
    summary = write_summary(merged.data)
    assert [row[10] for row in lines(summary, "得分明细") if row[4] == "第四季度"] == [None, "没有得分", None]


def test_a_form_that_is_missing_is_told_in_the_returns(tmp_path: Path) -> None:
    made = campaign(tmp_path, "按其余期次折算")
    replies = answer(made, fill)
    replies.pop("U4 县统计局.xlsx").unlink()
    with in_process():
        merged = merge(made)
    missing = [each for each in result_of(made.folder)["returns"] if each["status"] == "未交"]
    assert [(each["unit"], each["form"]) for each in missing] == [("县统计局", "得分表（满意度）")]
    assert_figures(merged, foretell(made, replies))
    assert [ratee["composite"] for ratee in result_of(made.folder)["ratees"]] == [None] * 3
