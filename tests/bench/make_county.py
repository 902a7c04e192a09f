"""Makes a county's campaign with everything at once, every reply filled in and valid.

    python -m tests.bench.make_county DIR

300 ratees in 5 排名组 of 60; 6 考核板块: two polls (by points and by grades) of four voter classes with three units
each, a rubric of 15 departments, a rubric of 30 考核组 with ten ratees each, 得分 by four 期次, and 得分 without.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from lianping_xlsx.core import exact
from lianping_xlsx.forms.layout import HEAD_ROW, FormLayout, Slot
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.scheme.terms import FormKind, ItemMode
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Points
from tests.bench.make_campaign import CLASSES, Row, records_from, unit_row, write_campaign

GROUPS = ("乡镇", "县直机关", "国有企业", "学校", "公立医院")
GROUP, BALLOTS, DEPARTMENTS, TEAMS, UNITS_A_CLASS = 60, 40, 15, 30, 3
BY_POINTS, BY_GRADES = "述职大会测评", "群众评议"
COMPONENTS = (
    ("述职测评", 30_00, "测评"),
    ("群众评议", 15_00, "测评"),
    ("部门评分", 20_00, "考评"),
    ("实地考评", 20_00, "考评"),
    ("平时考核", 10_00, "得分"),
    ("满意度", 5_00, "得分"),
)
PERIODS = ("第一季度", "第二季度", "第三季度", "第四季度")
Entries = dict[tuple[str, int, int], Content]


def main() -> None:
    """``python -m tests.bench.make_county DIR``."""
    write_campaign(Path(sys.argv[1]), make_records(), fill)


def make_records() -> Records:
    """The scheme."""
    ratees: list[Row] = [
        {
            "编号": f"T{number + 1:04d}",
            "姓名": f"{'赵钱孙李周吴郑王冯陈'[number % 10]}某{number + 1}",
            "职务": "党组织书记",
            "所在单位": f"{GROUPS[number // GROUP]}第{number % GROUP + 1}单位",
            "排名组": GROUPS[number // GROUP],
        }
        for number in range(len(GROUPS) * GROUP)
    ]
    tasks = list(_tasks(ratees))
    names = list(dict.fromkeys(str(task["填报单位"]) for task in tasks))
    electorate = UNITS_A_CLASS * BALLOTS
    return records_from(
        {
            "考核板块": [{"板块": name, "权重": weight, "来源": source} for name, weight, source in COMPONENTS],
            "期次": [{"板块": "平时考核", "期次": name, "权重": 25_00} for name in PERIODS],
            "考核对象": ratees,
            "填报单位": [unit_row(number, name) for number, name in enumerate(names, 1)],
            "测评": [
                {"名称": BY_POINTS, "权重": exact.WHOLE, "计票方式": "逐票", "打分方式": "百分制", "板块": "述职测评"},
                {"名称": BY_GRADES, "权重": exact.WHOLE, "计票方式": "逐票", "打分方式": "等次", "板块": "群众评议"},
            ],
            "票类": [
                {"测评": poll, "票类": name, "权重": weight, "应到人数": electorate}
                for poll in (BY_POINTS, BY_GRADES)
                for name, weight in CLASSES
            ],
            "评价等级": [
                {"等级": name, "折算分": points}
                for name, points in (("优秀", 100_00), ("称职", 80_00), ("基本称职", 60_00), ("不称职", 0))
            ],
            "考评细则": list(_rubric()),
            "填报任务": tasks,
            "等次规则": [
                {"等次": "好", "最低分": 85_00, "名额比例上限": 40_00},
                {"等次": "中", "最低分": 60_00},
                {"等次": "差"},
            ],
        }
    )


def _tasks(ratees: list[Row]) -> Iterator[Row]:
    for group in GROUPS:
        for poll in (BY_POINTS, BY_GRADES):
            for name, _ in CLASSES:
                for unit in range(1, UNITS_A_CLASS + 1):
                    unit_name = f"{group}{name}第{unit}组"
                    task: Row = {"填报单位": unit_name, "表种": str(FormKind.BALLOTS), "考核对象范围": group}
                    yield task | {"测评": poll, "票类": name, "预计份数": BALLOTS}
    for number in range(DEPARTMENTS):
        department: Row = {"填报单位": f"第{number + 1}部门", "表种": str(FormKind.DEPARTMENT), "考核对象范围": "全部"}
        yield department | {"板块": "部门评分"}
    codes = [str(ratee["编号"]) for ratee in ratees]
    for number in range(TEAMS):
        whom = "、".join(codes[number * len(codes) // TEAMS : (number + 1) * len(codes) // TEAMS])
        yield {
            "填报单位": f"第{number + 1}考核组",
            "表种": str(FormKind.RUBRIC),
            "考核对象范围": whom,
            "板块": "实地考评",
        }
    for name in ("平时考核", "满意度"):
        yield {"填报单位": f"{name}办公室", "表种": str(FormKind.SCORES), "考核对象范围": "全部", "板块": name}


def _rubric() -> Iterator[Row]:
    """Two items of each department, which make up 100 points, and twenty of the 考核组."""
    for number in range(2 * DEPARTMENTS):
        yield {
            "编号": f"D{number + 1:02d}",
            "一级指标": "部门业务",
            "考评内容": f"第{number + 1}项业务工作，有部署、有检查、有成效",
            "分值": 4_00 if number % 3 == 0 else 3_00,
            "计分方式": str(ItemMode.SCORE),
            "板块": "部门评分",
            "评分单位": f"第{number // 2 + 1}部门",
        }
    for number in range(20):
        yield {
            "编号": f"K{number + 1:02d}",
            "一级指标": "党建责任",
            "考评内容": f"第{number + 1}项党建任务，有部署、有检查、有成效",
            "分值": 5_00,
            "评分标准": "每缺1个环节扣0.5分，扣完为止",
            "计分方式": str(ItemMode.SCORE if number % 2 else ItemMode.DEDUCTION),
            "板块": "实地考评",
        }


# ---------------------------------------------------------------- the entries


def fill(form: FormLayout) -> Entries:
    """A form filled in without a fault."""
    draw = random.Random(form.key.text())
    entries: Entries = {}
    ticked: dict[tuple[str, str], int] = {}
    for slot in (slot for slot in form.slots() if int(slot.ballot or 0) <= BALLOTS):
        if slot.field == "tick":
            at = ticked.setdefault((slot.ballot, slot.ratee), 0)
            chosen = random.Random(f"{form.key.text()}{slot.ballot}{slot.ratee}").choice((0, 0, 0, 1, 1, 2, 3))
            ticked[slot.ballot, slot.ratee] += 1
            content: Content = "√" if at == chosen else None
        else:
            content = _content(slot, draw)
        if content is not None:
            entries[form.sheet, slot.row, slot.column] = content
    for placed in form.placed():
        entries[form.sheet, placed.row, placed.entry[0]] = BALLOTS if placed.row == HEAD_ROW else "某某"
    return entries


def _content(slot: Slot, draw: random.Random) -> Content:
    if slot.field == "mark":
        return draw.randint(140, 200) / 2
    if slot.field in ("filled_by", "reviewed_by", "validity"):
        return None
    if isinstance(slot.kind, Points):
        most = (slot.kind.maximum or 0) / exact.POINT
        return draw.choice((0, 0, 0.5)) if slot.field == "deduction" else most - draw.choice((0, 0, 0.5, 1))
    return "资料不全，缺少会议记录"


if __name__ == "__main__":
    main()
