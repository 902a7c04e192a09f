"""Makes a big campaign, every reply filled in and valid, through the product's own layout.

    python tests/bench/make_campaign.py DIR N [--faulty]

N workbooks (at least 24) lie in 2收回: for each 排名组 of 12 ratees 12 ballot workbooks of 60 ballots x 12 ratees (four
voter classes, three units each), and rubric workbooks of 30 items for one ratee each; where N is no multiple of 24,
some ratees are assessed by a second 考核组. With --faulty every second workbook has one mark that is no number.
Everything is drawn from fixed seeds.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign, Loaded, load
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.kinds.rubric_form import rubric_entry
from lianping_xlsx.forms.layout import FIRST_ROW, HEAD_ROW, FormLayout, WorkbookLayout
from lianping_xlsx.scheme.scheme_sheets import PROFILE, SETTINGS, TABLES
from lianping_xlsx.scheme.scheme_workbook import Records, write_scheme
from lianping_xlsx.scheme.terms import FormKind, ItemMode
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.tables import Record

GROUP, BALLOTS, UNITS_A_CLASS = 12, 60, 3
CLASSES = (("领导班子成员", 40_00), ("部门负责人", 30_00), ("支部书记", 20_00), ("党员群众代表", 10_00))
POLL = "述职大会民主测评"
HEADS = ("党建规划和年度计划", "基层党组织建设", "领导班子建设", "党员队伍建设", "党建投入和力量配备", "协调指导")
ITEMS_A_HEAD, POINTS = 5, (3_00, 3_00, 3_00, 3_00, 4_00, 4_00)
KEY = "b5" * 32

Row = dict[str, object]
Entries = dict[tuple[str, int, int], Content]
FillForm = Callable[[FormLayout], Entries]


def main() -> None:
    """``make_campaign.py DIR N [--faulty]``."""
    folder, replies = Path(sys.argv[1]), int(sys.argv[2])
    make_campaign(folder, replies, faulty="--faulty" in sys.argv[3:])


def make_campaign(folder: Path, replies: int, *, faulty: bool = False) -> None:
    """The scheme, the key and the replies; a folder that is there already is made anew."""
    write_campaign(folder, make_records(replies), fill_every_second_wrongly if faulty else fill)


def write_campaign(folder: Path, records: Records, fill_form: FillForm) -> None:
    """A campaign of these records, every form filled in by ``fill_form``."""
    shutil.rmtree(folder, ignore_errors=True)
    campaign = Campaign(folder)
    for path in (campaign.received, campaign.key.parent):
        path.mkdir(parents=True)
    campaign.key.write_text(KEY + "\n", encoding="ascii")
    campaign.scheme.write_bytes(write_scheme(records))
    outcome = load(campaign)
    if outcome.value is None or any(finding.severity is not Severity.NOTE for finding in outcome.findings):
        raise SystemExit("\n".join(finding.message for finding in outcome.findings))
    workbooks = issue(outcome.value.scheme, outcome.value.secret)
    # Each process gets the scheme and its workbooks once: those of a large campaign take a second to be packed.
    with ProcessPoolExecutor(initializer=keep, initargs=(outcome.value, fill_form, workbooks)) as pool:
        for written in pool.map(fill_in, (slice(start, start + _SHARE) for start in range(0, len(workbooks), _SHARE))):
            for name, content in written.items():
                (campaign.received / name).write_bytes(content)


_SHARE = 20
_kept: list[tuple[Loaded, FillForm, Sequence[WorkbookLayout]]] = []


def keep(loaded: Loaded, fill_form: FillForm, workbooks: Sequence[WorkbookLayout]) -> None:
    """Keep in this process what all its workbooks are filled in with."""
    _kept.append((loaded, fill_form, workbooks))


def fill_in(share: slice) -> dict[str, bytes]:
    """Filled-in workbooks by file name. ``share``: which of all."""
    (loaded, fill_form, workbooks), written = _kept[-1], {}
    for workbook in workbooks[share]:
        entries: Entries = {}
        for form in workbook.forms:
            entries |= fill_form(form)
        written[workbook.file] = write_workbook(loaded.scheme, loaded.secret, workbook, entries)
    return written


# ---------------------------------------------------------------- the scheme


def make_records(replies: int) -> Records:
    """The scheme for so many workbooks."""
    groups = replies // (2 * GROUP)
    ratees = [_ratee(number) for number in range(groups * GROUP)]
    ballots = list(_ballot_tasks(groups))
    assessed = [ratees[number % len(ratees)] for number in range(replies - len(ballots))]
    rubrics: list[Row] = [
        {"填报单位": f"第{number:04d}考核组", "表种": str(FormKind.RUBRIC), "考核对象范围": ratee["编号"]}
        for number, ratee in enumerate(assessed, 1)
    ]
    tasks = [*ballots, *rubrics]
    units = [unit_row(number, task["填报单位"]) for number, task in enumerate(tasks, 1)]
    electorate = UNITS_A_CLASS * BALLOTS
    tables: dict[str, list[Row]] = {
        "考核对象": ratees,
        "填报单位": units,
        "测评": [{"名称": POLL, "权重": exact.WHOLE, "计票方式": "逐票", "打分方式": "百分制"}],
        "票类": [{"测评": POLL, "票类": name, "权重": weight, "应到人数": electorate} for name, weight in CLASSES],
        "考评细则": list(_rubric()),
        "填报任务": tasks,
        "等次规则": [
            {"等次": "好", "最低分": 90_00, "名额比例上限": 40_00},
            {"等次": "中", "最低分": 70_00},
            {"等次": "差"},
        ],
    }
    return records_from(tables)


def records_from(tables: Mapping[str, Sequence[Row]]) -> Records:
    """The records of a scheme with these tables and the settings of a new one."""
    profile = {
        "方案名称": "党组织书记述职评议考核",
        "年度": "2024",
        "主办单位": "组织部",
        "审定机构": "县委常委会",
        "标注": "基准测试",
    }
    settings = {s.sheet: Record(s.sheet, 0, {each.name: each.default for each in s.settings}) for s in SETTINGS}
    records = {
        table.sheet: [Record(table.sheet, row, values) for row, values in enumerate(tables.get(table.sheet, ()), 4)]
        for table in TABLES
    }
    return Records(settings | {PROFILE.sheet: Record(PROFILE.sheet, 0, profile)}, records)


def unit_row(number: int, name: object) -> Row:
    """A 填报单位, by its number from 1."""
    return {"编号": f"U{number:04d}", "名称": name, "邮箱": f"u{number:04d}@example.com"}


def _ratee(number: int) -> Row:
    group = number // GROUP + 1
    return {
        "编号": f"T{number + 1:04d}",
        "姓名": f"{'赵钱孙李周吴郑王冯陈褚卫'[number % GROUP]}某{number + 1}",
        "职务": "党组织书记",
        "所在单位": f"第{group}片{number % GROUP + 1}村",
        "排名组": f"第{group}片",
    }


def _ballot_tasks(groups: int) -> Iterator[Row]:
    for group in range(1, groups + 1):
        for name, _ in CLASSES:
            for unit in range(1, UNITS_A_CLASS + 1):
                yield {
                    "填报单位": f"第{group}片{name}第{unit}组",
                    "表种": str(FormKind.BALLOTS),
                    "考核对象范围": f"第{group}片",
                    "测评": POLL,
                    "票类": name,
                    "预计份数": BALLOTS,
                }


def _rubric() -> Iterator[Row]:
    for head, (name, points) in enumerate(zip(HEADS, POINTS, strict=True), 1):
        for item in range(1, ITEMS_A_HEAD + 1):
            yield {
                "编号": f"K{head}{item:02d}",
                "一级指标": name,
                "考评内容": f"落实{name}的第{item}项任务，有部署、有检查、有成效",
                "分值": points,
                "评分标准": f"第{item}项任务每缺1个环节扣0.5分，没有开展的不得分，扣完为止",
                "计分方式": str(ItemMode.SCORE if item % 2 else ItemMode.DEDUCTION),
            }


# ---------------------------------------------------------------- the entries


def fill(form: FormLayout) -> Entries:
    """A form filled in without a fault."""
    draw = random.Random(form.key.text())
    entries = _ballots(form, draw) if form.key.kind is FormKind.BALLOTS else _rubric_entries(form, draw)
    for placed in form.placed():
        entries[form.sheet, placed.row, placed.entry[0]] = BALLOTS if placed.row == HEAD_ROW else "某某"
    return entries


def fill_every_second_wrongly(form: FormLayout) -> Entries:
    """As :func:`fill`, but for each unit of an even number with words in place of the first mark."""
    entries = fill(form)
    if int(form.key.unit.removeprefix("U")) % 2 == 0:
        marks = (place for place, entry in entries.items() if place[1] >= FIRST_ROW and not isinstance(entry, str))
        entries[next(marks)] = "不清楚"
    return entries


def _ballots(form: FormLayout, draw: random.Random) -> Entries:
    """Whole points, seldom a half; one mark in fifty is an abstention."""
    marked = [index for index, column in enumerate(form.columns) if column.ratee]
    return {
        (form.sheet, FIRST_ROW + ballot, index): draw.randint(140, 200) / 2
        for ballot in range(BALLOTS)
        for index in marked
        if draw.random() > 0.02
    }


def _rubric_entries(form: FormLayout, draw: random.Random) -> Entries:
    entries: Entries = {}
    points = {str(item["编号"]): int(str(item["分值"])) for item in _rubric()}
    for number, row in enumerate(form.rows, FIRST_ROW):
        lost = draw.choice((0, 0, 25, 50, 100))
        value = points[row.item] - lost if row.mode == ItemMode.SCORE else lost
        entries[form.sheet, number, form.column_of(rubric_entry(row.mode))] = value / exact.POINT
        if lost:
            entries[form.sheet, number, form.column_of("reason")] = "资料不全，缺少会议记录"
    return entries


if __name__ == "__main__":
    main()
