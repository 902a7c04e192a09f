"""The oracle from workbooks: a small campaign made with openpyxl, its scheme, a renamed reply, slots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl

from lianping_xlsx.audit.recount import ClassFigures, expect

POLL = "述职"
SETTINGS = {
    "述职测评权重": 50, "实地考评权重": 50, "小数位数": 2, "去最高最低分": "否", "去最高最低分票数线": 5,
    "缺票类处理": "停止计算", "并列名次处理": "并列", "超范围分数处理": "该分作废", "全部满分的票作废": "是",
    "全部同分的票作废": "是", "同分满分作废起算人数": 3, "高分线": 90, "高分人数比例上限": None,
    "本人票不计": "是", "收回多于发出即作废": "是", "参加测评比例下限": 50, "附加分上限": 5, "加分上限": None,
}  # fmt: skip
SHEETS: dict[str, list[list[object]]] = {
    "计分规则": [["项目", "内容", "说明"], *([name, value, ""] for name, value in SETTINGS.items())],
    "考核对象": [
        ["编号", "姓名", "排名组", "填报单位"],
        ["T1", "张 三", "乡（镇、场）", None],
        ["T2", "李四", "乡（镇、场）", "丙镇"],
    ],
    "填报单位": [["编号", "名称"], ["U1", "甲办"], ["U2", "乙组"], ["U3", "丙镇"]],
    "测评": [["名称", "权重", "计票方式", "打分方式"], [POLL, 100, "逐票", "百分制"]],
    "票类": [["测评", "票类", "权重"], [POLL, "A", 100]],
    "测评内容": [["编号", "分值", "测评"]],
    "评价等级": [["等级", "折算分"]],
    "考评细则": [["编号", "分值", "计分方式"], ["K1", 100, "扣分"], ["K2", 3, "加分"]],
    "填报任务": [
        ["填报单位", "表种", "测评", "票类", "预计份数"],
        ["甲办", "测评票", POLL, "A", 3],
        ["乙组", "实地考评", None, None, None],
    ],
    "等次规则": [["等次", "最低分", "名额比例上限"], ["好", 80, 50], ["差", None, None]],
    "否决与加减分": [["考核对象", "效果", "分值"], ["张三", "加分", 1.5]],
}  # fmt: skip


def _save(path: Path, sheets: dict[str, dict[str, object]]) -> Path:
    book = openpyxl.Workbook()
    for name, cells in sheets.items():
        page = book.create_sheet(name)
        for cell, value in cells.items():
            page[cell] = value
    book.save(path)
    return path


def _register_slots() -> Iterator[dict[str, object]]:
    form = {"file": "U1 甲办.xlsx", "sheet": "票", "form": "测评票", "poll": POLL, "voter_class": "A"}
    yield {**form, "cell": "B1", "field": "issued"}
    yield {**form, "cell": "D1", "field": "returned"}
    for row in (3, 4, 5):
        ballot = {**form, "ballot_no": f"{row - 2:03d}"}
        yield {**ballot, "cell": f"B{row}", "field": "validity"}
        yield {**ballot, "cell": f"C{row}", "field": "mark", "ratee": "T1"}
        yield {**ballot, "cell": f"D{row}", "field": "mark", "ratee": "T2"}
    yield {**form, "cell": "B9", "field": "filled_by"}


def _visit_slots(ratee: str) -> Iterator[dict[str, object]]:
    form = {"file": "U2 乙组.xlsx", "sheet": ratee, "form": "实地考评", "ratee": ratee}
    yield {**form, "cell": "A1", "item": "K1", "field": "deduction"}
    yield {**form, "cell": "B1", "item": "K1", "field": "reason"}
    yield {**form, "cell": "A2", "item": "K2", "field": "score"}
    yield {**form, "cell": "A9", "field": "filled_by"}


def test_workbooks(tmp_path: Path) -> None:
    scheme = {
        name: {f"{'ABCDE'[c]}{r}": value for r, row in enumerate(rows, 3) for c, value in enumerate(row)}
        for name, rows in SHEETS.items()
    }
    _save(tmp_path / "考核方案.xlsx", scheme)
    replies = {
        # 2 of 3 expected: enough; the third row is no ballot
        "U1 甲办.xlsx": _save(
            tmp_path / "改了名.xlsx", {"票": {"B1": 3, "D1": 2, "B3": "有效", "C3": 90, "D3": 80, "C4": 91}}
        ),
        "U2 乙组.xlsx": _save(tmp_path / "x.xlsx", {"T1": {"A1": 10}, "T2": {"A1": 5.5, "A2": 2}}),
    }
    slots = [*_register_slots(), *_visit_slots("T1"), *_visit_slots("T2")]

    found = expect(tmp_path, slots, replies)
    # T1: 181 / 2 = 90.5; 100 - 10; 45.25 + 45 + 1.5. T2: 80; 94.5 + 2; 40 + 48.25; 好 holds one
    one, two = found["T1"], found["T2"]
    assert (one.poll_score, one.field_score, one.adjustment, one.composite) == ("90.50", "90.00", "1.50", "91.75")
    assert (two.poll_score, two.field_score, two.adjustment, two.composite) == ("80.00", "96.50", "0.00", "88.25")
    assert [(r.rank, r.proposed_tier) for r in (one, two)] == [(1, "好"), (2, "差")]
    assert two.classes[POLL, "A"] == ClassFigures(3, 2, 1, 0, 1, "80.00")
    # without the register there is no 测评得分, and nothing to rank
    assert expect(tmp_path / "考核方案.xlsx", slots, {"U2 乙组.xlsx": replies["U2 乙组.xlsx"]})["T1"].composite is None
