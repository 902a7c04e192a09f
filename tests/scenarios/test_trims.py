"""去最高最低分 everywhere at once: ballots, counts by hand with their ends, grades, several 考核组, item by item.

The oracle says what is expected, and people read on the summary what was left out.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import contents
from tests.scenarios.campaigns import (
    answer,
    assert_figures,
    assert_votes,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
)
from tests.scenarios.plain_tables import PLAIN

TABLES = PLAIN | {
    "填报单位": """
        编号 | 名称       | 联系人 | 电话 | 邮箱
        U1   | 县委办公室 |        |      |
        U2   | 一组       |        |      |
        U3   | 二组       |        |      |
        U4   | 三组       |        |      |
        U5   | 四组       |        |      |
        """,
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式 | 有效票含弃权
        述职 | 50   | 逐票     | 百分制   |
        群众 | 20   | 计票汇总 | 百分制   |
        干部 | 20   | 计票汇总 | 等次     |
        代表 | 10   | 计票汇总 | 百分制   | 是
        """,
    "票类": """
        测评 | 票类 | 权重 | 应到人数
        述职 | 领导 | 100  | 9
        群众 | 群众 | 100  | 40
        干部 | 干部 | 100  | 20
        代表 | 代表 | 100  | 12
        """,
    "评价等级": """
        等级 | 折算分
        好   | 100
        中   | 70
        差   | 40
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织     | 内容     | 60   |          | 扣分     |
        K2   | 队伍     | 内容     | 40   |          | 得分     |
        K3   | 附加     | 内容     | 6    |          | 加分     |
        K4   | 附加     | 内容     | 5    |          | 减分     |
        """,
    "填报任务": """
        填报单位   | 表种     | 考核对象范围 | 测评 | 票类 | 预计份数
        县委办公室 | 测评票   | 全部         | 述职 | 领导 | 9
        县委办公室 | 计票汇总 | 全部         | 群众 | 群众 | 40
        县委办公室 | 计票汇总 | 全部         | 干部 | 干部 | 20
        县委办公室 | 计票汇总 | 全部         | 代表 | 代表 | 12
        一组       | 实地考评 | 全部         |      |      |
        二组       | 实地考评 | 全部         |      |      |
        三组       | 实地考评 | T1、T2       |      |      |
        四组       | 实地考评 | T1           |      |      |
        """,
}
RULES = {
    "去最高最低分": "是",
    "去最高最低分票数线": "8",
    "去最高分个数": "2",
    "去最低分个数": "1",
    "考核组去最高最低分": "按项",
}
ROWS = {
    "T1": (40, 38, 36, 1, 1, 3200.5, 99, 98.5, 60),
    "T2": (40, 40, 40, 0, 0, 3600, 95, 95, 85),
    "T3": (40, 8, 8, 0, 0, 640, 90, 85, 60),
}
HAND = ("issued", "returned", "valid", "void", "abstained", "total", "high1", "high2", "low1")
WITH_ABSTAINED = {
    "T1": (12, 12, 11, 1, 2, 820, 99, 98, 70),
    "T2": (12, 11, 10, 1, 2, 700, 95, 95, 80),
    "T3": (12, 12, 12, 0, 3, 810, 95, 90, 85),
}
GRADES = {"T1": (12, 6, 2), "T2": (3, 10, 7), "T3": (0, 1, 19)}


def fill(form: FormLayout, slot: Slot) -> Content:
    """Marks by chance; counts that add up."""
    draw = random.Random(f"{form.key.text()} {slot.ratee} {slot.ballot} {slot.item} {slot.field}")
    if not slot.ratee and slot.field not in ("issued", "returned"):
        return None
    if form.key.kind is FormKind.TALLY and form.key.poll == "群众":
        return dict(zip(HAND, ROWS[slot.ratee], strict=True)).get(slot.field)
    if form.key.kind is FormKind.TALLY and form.key.poll == "代表":
        typed = dict(zip(HAND, WITH_ABSTAINED[slot.ratee], strict=True))
        return typed.get(slot.field.removeprefix("all_"))
    if form.key.kind is FormKind.TALLY:
        grades = dict(zip(("好", "中", "差"), GRADES[slot.ratee], strict=True))
        return grades[slot.item] if slot.field == "count" else {"issued": 20, "returned": 20}.get(slot.field, 0)
    if slot.field in ("issued", "returned"):
        return 9
    if slot.field == "mark":
        return draw.randrange(140, 200) / 2 if int(slot.ballot) <= 9 else None
    points = {"K1": draw.randrange(40) / 4, "K2": draw.randrange(100, 160) / 4, "K3": draw.choice((None, 2, 4.5))}
    if slot.field in ("score", "deduction"):
        return points.get(slot.item, draw.choice((None, 1)))
    return "有原因" if slot.field == "reason" else None


def merged_in(folder: Path, way: str) -> Merged:
    """``way``: what of several 考核组 is trimmed."""
    made = make_campaign(folder, records_of(settings=RULES | {"考核组去最高最低分": way}, tables=TABLES))
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    oracle = foretell(made, replies)
    assert_figures(merged, oracle)
    assert_votes(merged, oracle)
    return merged


SAID = {
    "按项": "考核组多于2个的，每个考评项目的分数（加分、减分项目留空的为0分）去掉一个最高分和一个最低分后再平均",
    "按表": "考核组多于2个的，各组的合计去掉一个最高分和一个最低分后再平均。",
}


@pytest.mark.slow_but_first
@pytest.mark.parametrize("way", SAID)
def test_what_is_left_out_is_left_out_by_everybody(tmp_path: Path, way: str) -> None:
    """By the line of eight, without the two highest and the lowest: a class mean on each line of the table.

    群众: (3200.5 - 257.5) / 33 = 89.1818…, (3600 - 275) / 37 = 89.8648…, eight are not more: 640 / 8 = 80.
    干部: (1700 - 240) / 17 = 85.8823…, (1280 - 240) / 17 = 61.1764…, (830 - 70 - 40 - 40) / 17 = 40.
    代表, of which 弃权 is among 有效: 11 - 2 = 9 marks, (820 - 267) / 6 = 92.1666…; 10 - 2 = 8 are not more: 700 / 8 =
    87.5; 12 - 3 = 9, (810 - 270) / 6 = 90.
    """
    merged = merged_in(tmp_path, way)
    assert merged.data.official, [finding.message for finding in merged.data.findings]
    means = {(t.ratee, t.voter_class): t.mean for t in merged.data.result.classes}
    assert [means[code, "群众"] for code in ROWS] == [89_18, 89_86, 80_00]
    assert [means[code, "干部"] for code in GRADES] == [85_88, 61_18, 40_00]
    assert [means[code, "代表"] for code in WITH_ABSTAINED] == [92_17, 87_50, 90_00]
    found = contents(write_summary(merged.data), values=True)
    texts = {(sheet, str(value)) for (sheet, _), (value, _) in found.items()}
    assert ("测评统计", "已去掉最高分99、98.5、最低分60") in texts
    assert not [text for _, text in texts if text.startswith("已去掉最高分90、85")]
    assert ("逐项平均" in {sheet for sheet, _ in texts}) is (way == "按项")
    assert [text for sheet, text in texts if sheet == "计算说明" and SAID[way] in text]
