"""正式 means that everybody who takes part has a score, a rank and a tier, whatever is wanting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.tally.count import count, unscored
from tests.scenarios.campaigns import (
    Fill,
    answer,
    assert_figures,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
)

POLL = "述职测评"
TABLES = {
    "考核对象": """
        编号 | 姓名   | 职务 | 所在单位 | 排名组 | 填报单位
        T1   | 陆明澈 |      | 云溪镇   | 乡镇   |
        T2   | 游砚秋 |      | 石栏镇   | 乡镇   |
        """,
    "填报单位": """
        编号 | 名称       | 联系人 | 电话 | 邮箱
        U1   | 县委办公室 |        |      |
        U2   | 第一考核组 |        |      |
        """,
    "测评": f"""
        名称   | 权重 | 计票方式 | 打分方式
        {POLL} | 100  | 逐票     | 百分制
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织建设 | 按期换届 | 100  |          | 扣分     |
        """,
    "填报任务": f"""
        填报单位   | 表种     | 考核对象范围 | 测评   | 票类 | 预计份数
        县委办公室 | 测评票   | 全部         | {POLL} | 领导 | 3
        县委办公室 | 测评票   | 全部         | {POLL} | 群众 | 3
        第一考核组 | 实地考评 | 全部         |        |      |
        """,
    "否决与加减分": "考核对象 | 事项 | 效果 | 分值 | 依据",
}


def fill(_: FormLayout, slot: Slot) -> Content:
    """Three ballots of each class, and no mark on T1."""
    if slot.field in ("issued", "returned"):
        return 3
    if slot.field == "mark":
        return 80 + int(slot.ballot) if slot.ratee == "T2" and int(slot.ballot) <= 3 else None
    return 1 if slot.field == "deduction" else None


def merged_with(folder: Path, weights: tuple[int, int], fill_in: Fill = fill) -> Merged:
    lines = "\n".join(f"{POLL} | {name} | {n} | 3" for name, n in zip(("领导", "群众"), weights, strict=True))
    tables = TABLES | {"票类": f"测评 | 票类 | 权重 | 应到人数\n{lines}"}
    made = make_campaign(folder / "考核", records_of(settings={"缺票类处理": "按其余票类折算"}, tables=tables))
    replies = answer(made, fill_in)
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    return merged


@pytest.mark.parametrize("weights", [(60, 40), (100, 0)])
def test_a_person_with_no_class_left_to_reweigh_by_makes_it_a_trial(weights: tuple[int, int], tmp_path: Path) -> None:
    def only_without_weight(form: FormLayout, slot: Slot) -> Content:
        marked = slot.field == "mark" and form.key.voter_class == "群众" and weights[1] == 0 and int(slot.ballot) <= 3
        return 90 + int(slot.ballot) if marked else fill(form, slot)

    merged = merged_with(tmp_path, weights, only_without_weight)

    assert merged.result["status"] == "试算"
    errors = [finding for finding in merged.data.findings if finding.severity is Severity.ERROR]
    assert [finding.code for finding in errors] == ["result.poll-empty"]
    assert "云溪镇 陆明澈" in errors[0].message


def test_whatever_the_cause_nobody_is_official_without_a_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The count is made to forget what it found wanting: the last look at the result finds it."""
    monkeypatch.setattr("lianping_xlsx.tally.count.count", lambda *given: replace(count(*given), findings=()))

    merged = merged_with(tmp_path, (60, 40))

    assert merged.result["status"] == "试算"
    errors = [finding for finding in merged.data.findings if finding.severity is Severity.ERROR]
    assert [(finding.code, finding.slots) for finding in errors] == [
        (
            "result.unscored",
            {"name": "云溪镇 陆明澈", "causes": f"测评“{POLL}”没有得分（没有有效分数的票类：领导、群众）"},
        )
    ]


def test_nobody_is_official_whose_place_is_open(tmp_path: Path) -> None:
    """Were the error on the mark forgotten, the result would still be none."""

    def unread(form: FormLayout, slot: Slot) -> Content:
        return "八十几" if slot.field == "mark" and slot.ballot == "002" else fill(form, replace(slot, ratee="T2"))

    merged = merged_with(tmp_path, (60, 40), unread)

    found = [(each.code, each.slots["name"]) for each in unscored(merged.data.scheme, merged.data.result)]
    assert found == [("result.unplaced", "云溪镇 陆明澈"), ("result.unplaced", "石栏镇 游砚秋")]
