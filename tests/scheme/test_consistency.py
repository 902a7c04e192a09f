"""Every fault that a scheme can have: a spoilt cell of the small campaign, a finding with sheet, cell and remedy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.findings import Finding, Severity, has_errors
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.roster import Meant, Roster
from tests.accounts import with_accounts
from tests.scheme.test_score_period_checks import SPOILT as OF_SCORES
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, SECRET, Sheets, faults_of, scheme_of, sheets, table

Edit = Callable[[Sheets], object]
Told = tuple[str, str | None, str | None]


def put(sheet: str, cell: str, value: str) -> Edit:
    """Another word in a cell of a sheet (A1 is the first heading)."""
    row, column = int(cell[1:]) - 1, ord(cell[0]) - ord("A")

    def edit(raw: Sheets) -> None:
        raw[sheet][row][column] = value

    return edit


def add(sheet: str, *cells: str) -> Edit:
    """Another row below."""
    return lambda raw: raw[sheet].append([*cells, *[""] * (len(raw[sheet][0]) - len(cells))])


def rule(name: str, value: str) -> Edit:
    """A row of 计分规则 that the small campaign does not have."""
    return add("计分规则", name, value)


def drop(sheet: str, row: int) -> Edit:
    """Without a row (1-based)."""
    return lambda raw: raw[sheet].pop(row - 1)


FOR_ALL = (drop("考评细则", 4), put("考评细则", "G3", ""))
"""The 考评细则 of the small campaign for every 排名组."""


def aliases(**words: str) -> Edit:
    """Aliases of some units, by code."""

    def edit(raw: Sheets) -> None:
        raw["填报单位"] = [
            [*row, words.get(str(row[0]), "别名" if row[0] == "编号" else "")] for row in raw["填报单位"]
        ]

    return edit


def shares(*words: str) -> Edit:
    """The column 占总分比重, by class."""

    def edit(raw: Sheets) -> None:
        raw["票类"] = [[*row, word] for row, word in zip(raw["票类"], ("占总分比重", *words), strict=True)]

    return edit


def typed_twice(*tasks: int) -> Edit:
    """填报任务 with the column 双人录入, 是 in these rows (the first is 1)."""

    def edit(raw: Sheets) -> None:
        words = ["双人录入", *("是" if place in tasks else "" for place in range(1, len(raw["填报任务"])))]
        raw["填报任务"] = [[*row, word] for row, word in zip(raw["填报任务"], words, strict=True)]

    return edit


def with_scales(grades: str, scale: str, scoring: str = "等次") -> Edit:
    """评价等级 with the column 等级表; the first poll has this 打分方式 and names one of them."""

    def edit(raw: Sheets) -> None:
        raw["评价等级"] = table(f"等级|折算分|等级表\n{grades}")
        words = ("等级表", scale, "")
        raw["测评"] = [[*row, word] for row, word in zip(raw["测评"], words, strict=True)]
        raw["测评"][1][3] = scoring

    return edit


def capped(event: str, effect: str, highest: str) -> Edit:
    """An event of T1 with 最高等次, a column that the small scheme does not have."""

    def edit(raw: Sheets) -> None:
        heading = [*raw["否决与加减分"][0], "最高等次"]
        raw["否决与加减分"] = [heading, ["T1", event, effect, "", "文件", highest]]

    return edit


def components(*rows: str) -> Edit:
    """The sheet 考核板块; a row as 板块 权重 来源 满分 适用排名组 (折算), parted by white space, － for a blank."""

    def edit(raw: Sheets) -> None:
        cells: list[list[object]] = [["" if cell == "－" else cell for cell in row.split()] for row in rows]
        headings: list[object] = ["板块", "权重", "来源", "满分", "适用排名组", "折算"]
        raw["考核板块"] = [headings[: len(cells[0])], *cells]

    return edit


def scopes(*rows: str) -> Edit:
    """票类 of the first poll with 适用对象; a row as 票类 权重 应到人数 适用对象 记名, parted by white space."""

    def edit(raw: Sheets) -> None:
        cells: list[list[object]] = [["" if cell == "－" else cell for cell in row.split()] for row in rows]
        raw["票类"] = [
            ["测评", "票类", "权重", "应到人数", "适用对象", "记名", "占总分比重"],
            *[[POLL, *row, ""] for row in cells],
            [HAND, PEOPLE, "100", "20", "", "", ""],
        ]

    return edit


def for_groups(*words: str) -> Edit:
    """The column 适用排名组 of 测评, by poll."""

    def edit(raw: Sheets) -> None:
        raw["测评"] = [[*row, word] for row, word in zip(raw["测评"], ("适用排名组", *words), strict=True)]

    return edit


def named(sheet: str, *words: str) -> Edit:
    """The column 板块 of a sheet, by row."""

    def edit(raw: Sheets) -> None:
        raw[sheet] = [[*row, word] for row, word in zip(raw[sheet], ("板块", *words), strict=True)]

    return edit


def converted(polls: str, field: str) -> Edit:
    """考核板块 as the regulations have them for 乡镇, with these conversions; 街道, a single person, has 原分."""
    parts = (("述职测评", "测评", polls), ("实地考评", "考评", field))
    groups = (("乡镇", True), ("街道", False))
    return components(*(f"{n} 50 {s} － {g} {way if of else '原分'}" for g, of in groups for n, s, way in parts))


def points(*rows: str) -> Edit:
    """The sheet 名次赋分; a row as 板块 名次 得分."""

    def edit(raw: Sheets) -> None:
        raw["名次赋分"] = [["板块", "名次", "得分"], *(list[object](row.split()) for row in rows)]

    return edit


def bands(*rows: str, full: str = "200", way: str = "得票率分档") -> Edit:
    """The first poll, by grades, is a component by 得票率分档; a row of that: 测评|等级|得票范围|票类|下限|得分."""

    def edit(raw: Sheets) -> None:
        components(f"述职测评 40 测评 {full} － {way}", "群众测评 10 测评 － － －", "实地考评 50 考评 － － －")(raw)
        raw["测评"] = [[*row[:1], "100", *row[2:]] if row[0] in (POLL, HAND) else row for row in raw["测评"]]
        named("测评", "述职测评", "群众测评")(raw)
        graded(raw)
        cells = [row.split("|") for row in rows]
        lines: list[list[object]] = [["述职测评", *cell[:4], "", *cell[4:]] for cell in cells]
        raw["得票率分档"] = [["板块", "测评", "等级", "得票范围", "票类", "分母", "下限", "得分"], *lines]

    return edit


USUAL_BANDS = (f"{POLL}|好|||90|200", f"{POLL}|好|||2/3|190.5", f"{POLL}|好|||0|150")


def scored_by(*units: str) -> Edit:
    """The column 评分单位 of 考评细则, by row."""

    def edit(raw: Sheets) -> None:
        raw["考评细则"] = [[*row, word] for row, word in zip(raw["考评细则"], ("评分单位", *units), strict=True)]

    return edit


def without_task(*words: str) -> Edit:
    """The column 无此任务的考核对象 of 考评细则, by row."""

    def edit(raw: Sheets) -> None:
        raw["考评细则"] = [
            [*row, word] for row, word in zip(raw["考评细则"], ("无此任务的考核对象", *words), strict=True)
        ]

    return edit


TWO = ("述职测评 50 测评 － －", "实地考评 50 考评 － －")
"""考核板块 as the regulations have them."""


def places(*rows: str) -> Edit:
    """等次规则 with the columns on places."""
    heads = "等次|最低分|名额比例上限|结果运用|名额人数|名额至少|名额取整|名额起算|适用排名组|总名额"

    def edit(raw: Sheets) -> None:
        raw["等次规则"] = table("\n".join((heads, *rows)))

    return edit


def with_graded_items(items: str, grades: str, scoring: str = "分项等次", *, poll: str = "") -> Edit:
    """测评内容 with the columns 等级表 and 总评; the first poll has this 打分方式 and the 等级表 甲."""

    def edit(raw: Sheets) -> None:
        with_scales(grades, "" if scoring == "百分制" else "甲", scoring)(raw)
        cells = [line.split("|") for line in items.split("\n")]
        lines = ["|".join((*cell[:3], poll, *cell[3:])) for cell in cells]
        raw["测评内容"] = table("\n".join(("编号|内容|分值|测评|等级表|总评", *lines)))

    return edit


def with_abstained(*words: str) -> Edit:
    """The column 有效票含弃权, by poll; the second one is counted by hand."""

    def edit(raw: Sheets) -> None:
        raw["测评"] = [[*row, word] for row, word in zip(raw["测评"], ("有效票含弃权", *words), strict=True)]

    return edit


def with_places(places: str, total: str = "", scoring: str = "排名") -> Edit:
    """The sheet 名次分; the first poll has this 打分方式 and adds points as ``total`` says."""

    def edit(raw: Sheets) -> None:
        raw["名次分"] = table(f"名次|分|测评\n{places}")
        raw["测评"] = [[*row, word] for row, word in zip(raw["测评"], ("名次分", total, ""), strict=True)]
        raw["测评"][1][3] = scoring

    return edit


def graded(raw: Sheets) -> None:
    """The first poll votes by grades."""
    raw["测评"][1][3] = "等次"


def conditions(*rows: str) -> Edit:
    """等次条件, a sheet that the small scheme does not have."""
    heads = "等次|适用排名组|比较内容|测评|等级|得票范围|票类|分母|比较|线"

    def edit(raw: Sheets) -> None:
        raw["等次条件"] = table("\n".join((heads, *rows)))

    return edit


def told(findings: tuple[Finding, ...]) -> list[Told]:
    return [(finding.code, finding.place.sheet, finding.place.cell) for finding in findings]


def spoilt(*edits: Edit) -> Sheets:
    raw = sheets()
    for edit in edits:
        edit(raw)
    return raw


def test_the_small_campaign_holds_together() -> None:
    assert faults_of(sheets()) == ()


def test_accounts_ask_for_no_poll_no_class_and_no_ballots() -> None:
    assert faults_of(with_accounts()) == ()


SPOILT: dict[str, tuple[list[Edit], list[Told]]] = {
    "a class for somebody who is not there": (
        [scopes(f"{LEADERS} 40 4 T9 －", f"{LEADERS} 40 4 － －", f"{DELEGATES} 60 5 － －")],
        [("scheme.unknown", "票类", "E2"), ("scheme.duplicate", "票类", "B3")],
    ),
    "a class twice for one person": (
        [
            scopes(
                f"{LEADERS} 40 4 乡镇 －", f"{LEADERS} 40 4 T2 －", f"{LEADERS} 40 4 － －", f"{DELEGATES} 60 5 － －"
            )
        ],
        [("scheme.duplicate", "票类", "B3")],
    ),
    "weights of classes that are not the whole for some": (
        [scopes(f"{LEADERS} 40 4 乡镇 －", f"{LEADERS} 50 4 － －", f"{DELEGATES} 60 5 － －")],
        [("scheme.sum", "票类", "C4")],
    ),
    "a class that votes by name for some only": (
        [scopes(f"{LEADERS} 40 4 乡镇 是", f"{LEADERS} 40 4 － －", f"{DELEGATES} 60 5 － －")],
        [("scheme.class-unlike", "票类", "F3")],
    ),
    "a class asked to vote on whom it does not": (
        [scopes(f"{LEADERS} 40 4 乡镇 －", f"{DELEGATES} 60 5 乡镇 －", f"{DELEGATES} 100 5 － －")],
        [("scheme.task-scope", "填报任务", "C2")],
    ),
    "a poll that does not vote on one of them": (
        [scopes(f"{LEADERS} 40 4 乡镇 －", f"{DELEGATES} 60 5 乡镇 －")],
        [
            ("scheme.sum", "测评", "B3"),
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (2, 3)],
        ],
    ),
    "nobody votes on one of them": (
        [
            scopes(f"{LEADERS} 40 4 乡镇 －", f"{DELEGATES} 60 5 乡镇 －"),
            put("票类", "E4", "乡镇"),
        ],
        [
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (2, 3, 4)],
            ("scheme.no-votes", "考核对象", "A4"),
        ],
    ),
    "shares beside scopes": (
        [
            scopes(f"{LEADERS} 40 4 乡镇 －", f"{LEADERS} 40 4 － －", f"{DELEGATES} 60 5 － －"),
            put("票类", "G2", "10"),
            put("票类", "G3", "10"),
            put("票类", "G4", "20"),
            put("票类", "G5", "20"),
        ],
        [
            *[("scheme.share-weight", "票类", f"C{row}") for row in (2, 4)],
            ("scheme.share-scope", "票类", "E2"),
        ],
    ),
    "a poll for a 排名组 that is not there": (
        [for_groups("", "乡镇、园区")],
        [
            ("scheme.sum", "测评", "B2"),
            ("scheme.task-scope", "填报任务", "C4"),
            ("scheme.unknown", "测评", "E3"),
        ],
    ),
    "weights of components that are not the whole": (
        [components("述职测评 50 测评 － －", "实地考评 40 考评 － －")],
        [("scheme.sum", "考核板块", "B3")],
    ),
    "weights of components that are not the whole in one 排名组": (
        [components("述职测评 50 测评 － －", "实地考评 50 考评 － 乡镇", "实地考评 40 考评 － 街道")],
        [("scheme.sum", "考核板块", "B4")],
    ),
    "a department that is not there": (
        [scored_by("", "", "", "县财政局", "")],
        [("scheme.unknown", "考评细则", "H5")],
    ),
    "a department without a task": (
        [scored_by("", "县委办公室", "", "县委办公室", "")],
        [("scheme.unit-no-task", "考评细则", "H3")],
    ),
    "a department whose task leaves out a ratee": (
        [scored_by("", "", "", "县委办公室", ""), add("填报任务", "县委办公室", "部门评分表", "T1、T3")],
        [("scheme.unit-not-for", "考评细则", "H5")],
    ),
    "a department with a task for people to whom none of its items applies": (
        [
            scored_by("", "县委办公室", "", "", ""),
            add("填报任务", "县委办公室", "部门评分表", "T1、T2"),
            add("填报任务", "县委评议组", "部门评分表", "全部"),
        ],
        [("scheme.unit-no-items", "填报任务", "A9")],
    ),
    "a department with one form twice": (
        [
            scored_by("", "县委办公室", "", "", ""),
            add("填报任务", "县委办公室", "部门评分表", "T1"),
            add("填报任务", "县委办公室", "部门评分表", "T2"),
        ],
        [("scheme.duplicate-task", "填报任务", "B9")],
    ),
    "a department with the same items on two forms": (
        [
            components(*TWO),
            named("填报任务", "", "", "", "", "", ""),
            scored_by("", "县委办公室", "", "", ""),
            add("填报任务", "县委办公室", "部门评分表", "T1、T2"),
            lambda raw: raw["填报任务"].append(["县委办公室", "部门评分表", "T2", "", "", "", "实地考评"]),
        ],
        [("scheme.unit-twice", "填报任务", "C9")],
    ),
    "nobody of that name is without the task": (
        [without_task("", "T9", "", "", "")],
        [("scheme.unknown", "考评细则", "H3")],
    ),
    "no task in an item that does not apply": (
        [without_task("", "T1、T3", "", "", "")],
        [("scheme.exempt-elsewhere", "考评细则", "H3")],
    ),
    "nobody is left whose points could be averaged": (
        [without_task("", "乡镇", "", "", ""), rule("无任务项目处理", "平均值")],
        [("scheme.exempt-nobody", "考评细则", "H3")],
    ),
    "nobody who takes part is left": (
        [
            without_task("", "T2", "", "", ""),
            rule("无任务项目处理", "平均值"),
            add("否决与加减分", "T1", "借调", "不参评", "", "文件"),
        ],
        [("scheme.exempt-nobody", "考评细则", "H3")],
    ),
    "a ratee without any task": (
        [without_task("T3", "", "全部", "", "")],
        [("scheme.exempt-elsewhere", "考评细则", "H4"), ("scheme.exempt-all", "考核对象", "A4")],
    ),
    "nothing is left for the 考核组": (
        [
            without_task("", "T2", "", "T2", "T2"),
            scored_by("县委办公室", "", "", "", ""),
            add("填报任务", "县委办公室", "部门评分表", "全部"),
        ],
        [("scheme.exempt-team", "考核对象", "A3")],
    ),
    "nothing is left for a department": (
        [
            without_task("", "T2", "", "", ""),
            scored_by("", "县委办公室", "", "", ""),
            add("填报任务", "县委办公室", "部门评分表", "T1"),
        ],
        [("scheme.exempt-department", "考评细则", "H3")],
    ),
    "a component without a 考核组 that balances 考核组": (
        [
            converted("原分", "考核组平衡"),
            scored_by(*["县委办公室"] * 5),
            add("填报任务", "县委办公室", "部门评分表", "全部"),
            drop("填报任务", 6),
            drop("填报任务", 5),
        ],
        [("scheme.convert-source", "考核板块", "F3")],
    ),
    "departments that score everything, and a 考核组 that is sent nevertheless": (
        [
            scored_by(*["县委办公室"] * 5),
            add("填报任务", "县委办公室", "部门评分表", "全部"),
        ],
        [("scheme.unit-no-team", "填报任务", "B5"), ("scheme.unit-no-team", "填报任务", "B6")],
    ),
    "a component for a 排名组 that is not there": (
        [components(*TWO, "平时考核 10 测评 － 园区")],
        [
            ("scheme.unknown", "考核板块", "E4"),
        ],
    ),
    "a 排名组 without components": (
        [components("述职测评 50 测评 － 乡镇", "实地考评 50 考评 － 乡镇")],
        [
            ("scheme.no-component", "考核板块", None),
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (2, 3, 4)],
        ],
    ),
    "a component twice": (
        [components(*TWO, "述职测评 50 测评 － 街道")],
        [("scheme.sum", "考核板块", "B4"), ("scheme.component-twice", "考核板块", "E2")],
    ),
    "a component with the name of another score": (
        [components("述职测评 50 测评 － －", "综合 50 考评 － －")],
        [("scheme.component-name", "考核板块", "A3")],
    ),
    "two components whose scores have one name": (
        [
            components("述职测评 50 测评 － －", "平时 20 考评 － －", "平时得分 30 考评 － －"),
            named("考评细则", "平时", *["平时得分"] * 4),
            named("填报任务", "", "", "", "平时", "平时", ""),
        ],
        [
            *[("scheme.sum", "考评细则", cell) for cell in ("D2", "D3", "D2", "D4")],
            *[("scheme.component-name", "考核板块", f"A{row}") for row in (3, 4)],
            ("scheme.not-assessed", "考核对象", "A2"),
        ],
    ),
    "a component with two sources": (
        [components("述职测评 50 测评 － 乡镇", "述职测评 50 考评 － 街道", "实地考评 50 考评 － 乡镇")],
        [
            ("scheme.sum", "考核板块", "B3"),
            ("scheme.component-unlike", "考核板块", "C3"),
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (2, 3, 4)],
        ],
    ),
    "a component of polls without a poll": (
        [
            components("述职测评 40 测评 － －", "日常测评 10 测评 － －", "实地考评 50 考评 － －"),
            named("测评", "述职测评", "述职测评"),
        ],
        [*[("scheme.component-empty", "考核板块", "A3")] * 2],
    ),
    "a component that is not there": (
        [components(*TWO), named("测评", "述职", "")],
        [
            ("scheme.sum", "测评", "B3"),
            ("scheme.unknown", "测评", "E2"),
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (2, 3)],
        ],
    ),
    "a poll and an item in components of each other's source": (
        [components(*TWO), named("测评", "实地考评", ""), named("考评细则", "", "述职测评", "", "", "")],
        [
            ("scheme.sum", "测评", "B3"),
            ("scheme.sum", "考评细则", "D2"),
            ("scheme.component-source", "测评", "E2"),
            ("scheme.component-source", "考评细则", "H3"),
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (2, 3)],
        ],
    ),
    "items that name none of two components": (
        [components("述职测评 40 测评 － －", "平时考核 10 考评 － －", "实地考评 50 考评 － －")],
        [
            *[("scheme.no-rubric", "考评细则", None)] * 4,
            *[("scheme.component-unnamed", "考评细则", f"A{row}") for row in range(2, 7)],  # it has no such column
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (5, 6)],
            ("scheme.not-assessed", "考核对象", "A2"),
        ],
    ),
    "ballots of 100 points in a component of 60": (
        [components("述职测评 50 测评 60 －", "实地考评 50 考评 － －")],
        [
            ("scheme.sum", "测评内容", "C3"),
            *[("scheme.component-full", "测评", f"D{row}") for row in (2, 3)],
        ],
    ),
    "shares that are not the weight of their component": (
        [components("述职测评 60 测评 － －", "实地考评 40 考评 － －"), shares("20", "20", "10")],
        [("scheme.share-component", "考核板块", "B2")],
    ),
    "no unit": (
        [*[drop("填报单位", 2)] * 4],
        [
            ("scheme.empty-sheet", "填报单位", None),
            *[("scheme.unknown", "填报任务", f"A{row}") for row in range(2, 8)],
        ],
    ),
    "the code of another ratee": (
        [put("考核对象", "A3", "t1")],
        [("scheme.duplicate", "考核对象", "A3")],
    ),
    "the code of another unit": ([put("填报单位", "A3", "U1")], [("scheme.duplicate", "填报单位", "A3")]),
    "the name of another unit, spaced": (
        [add("填报单位", "U5", "县委 办公室")],
        [("scheme.duplicate", "填报单位", "B6")],
    ),
    "a voter class twice": (
        [put("票类", "C3", "20"), add("票类", POLL, DELEGATES, "20", "5")],
        [("scheme.duplicate", "票类", "B5")],
    ),
    "an item of the ballot twice": ([put("测评内容", "A3", "N1")], [("scheme.duplicate", "测评内容", "A3")]),
    "a grade twice": ([put("评价等级", "A3", "好")], [("scheme.duplicate", "评价等级", "A3")]),
    "a rubric item twice": ([put("考评细则", "A5", "K1")], [("scheme.duplicate", "考评细则", "A5")]),
    "a tier twice": ([put("等次规则", "A3", "好")], [("scheme.duplicate", "等次规则", "A3")]),
    "a poll twice": (
        [put("测评", "B3", "20"), add("测评", HAND, "20", "计票汇总", "百分制")],
        [("scheme.duplicate", "测评", "A4")],
    ),
    "one person in two rows": (
        [put("考核对象", "B3", "陆 明澈"), put("考核对象", "D3", "云溪镇")],
        [
            ("scheme.same-person", "考核对象", "B2"),
            ("scheme.same-person", "考核对象", "B3"),
            ("scheme.spaced-name", "考核对象", "B3"),
        ],
    ),
    "the two halves": ([put("计分规则", "B2", "60")], [("scheme.sum", "计分规则", "B3")]),
    "weights of the polls": ([put("测评", "B2", "59.99")], [("scheme.sum", "测评", "B3")]),
    "weights of the classes": ([put("票类", "C2", "50")], [("scheme.sum", "票类", "C3")]),
    "points of the ballot": ([put("测评内容", "C2", "50")], [("scheme.sum", "测评内容", "C3")]),
    "points of the rubric, for both groups": (
        [put("考评细则", "D2", "50")],
        [("scheme.sum", "考评细则", "D3"), ("scheme.sum", "考评细则", "D4")],
    ),
    "points of the rubric, for one group": (
        [put("考评细则", "D4", "41")],
        [("scheme.sum", "考评细则", "D4")],
    ),
    "a group without a rubric": (
        [
            *[put("考评细则", cell, "乡镇") for cell in ("G2", "G4")],
            *[put("考评细则", cell, points) for cell, points in (("D3", "39.99"), ("D4", "0.01"))],
        ],
        [("scheme.no-rubric", "考评细则", None)],
    ),
    "a group that nobody belongs to": (
        [put("考评细则", "G3", "乡镇、园区")],
        [("scheme.unknown", "考评细则", "G3")],
    ),
    "a class of a poll that is not there": (
        [put("票类", "A4", "群众评议")],
        [
            ("scheme.unknown", "票类", "A4"),
            ("scheme.no-class", "测评", "A3"),
            ("scheme.unknown", "填报任务", "E4"),
            ("scheme.not-polled", "考核对象", "A2"),
        ],
    ),
    "a self-check without contents": (
        [*[drop("测评内容", 2)] * 2, add("填报任务", "县委评议组", "述职自查", "T1")],
        [("scheme.task-items", "填报任务", "B8")],
    ),
    "a self-check of the contents of a poll that is not there": (
        [
            put("测评内容", "D2", HAND),
            put("测评内容", "D3", HAND),
            add("填报任务", "县委评议组", "述职自查", "T1", "年终"),
        ],
        [("scheme.unknown", "填报任务", "D8"), ("scheme.task-items", "填报任务", "B8")],
    ),
    "a self-check of one ratee twice": (
        [add("填报任务", "县委评议组", "述职自查", "T1、T2"), add("填报任务", "县委评议组", "述职自查", "全部")],
        [("scheme.duplicate-task", "填报任务", "B9")],
    ),
    "the reports reviewed twice": (
        [*[add("填报任务", "县委评议组", "述职报告审核", "全部")] * 2],
        [("scheme.duplicate-task", "填报任务", "B9")],
    ),
    "items marked one by one, and none there": (
        [put("测评", "D2", "分项"), put("测评内容", "D2", HAND), put("测评内容", "D3", HAND)],
        [("scheme.no-items", "测评", "D2")],
    ),
    "the items of one poll that are not 100 points": (
        [put("测评内容", "D3", HAND)],
        [("scheme.sum", "测评内容", "C2")],
    ),
    "items of a poll that is not there": (
        [put("测评内容", "D2", "年终测评"), put("测评内容", "D3", "年终测评")],
        [("scheme.unknown", "测评内容", "D2"), ("scheme.unknown", "测评内容", "D3")],
    ),
    "ticks, and one grade alone": (
        [put("测评", "D2", "等次"), *[put("评价等级", f"{column}3", "") for column in "AB"]],
        [("scheme.no-grades", "测评", "D2")],
    ),
    "a grade twice in one 等级表, and once in another": (
        [with_scales("好|100|甲\n差|40|甲\n好|90|乙\n差|20|乙\n好|10|乙", "甲")],
        [("scheme.duplicate", "评价等级", "A6")],
    ),
    "a 等级表 that is not there": (
        [with_scales("好|100|甲\n差|40|甲", "丙")],
        [("scheme.no-grades", "测评", "D2"), ("scheme.unknown", "测评", "E2")],
    ),
    "a 等级表 of a poll in points": (
        [with_scales("好|100|甲\n差|40|甲", "甲", "百分制")],
        [("scheme.scale-unused", "测评", "E2")],
    ),
    "one grade with points, and one without": (
        [with_scales("好|100|甲\n不了解|不计|甲", "甲")],
        [("scheme.no-grades", "测评", "D2")],
    ),
    "two that are the whole": (
        [with_graded_items("N1|德|60||是\nN2|能|40||是", "好|100|甲\n差|40|甲")],
        [("scheme.several-overall", "测评内容", "F3")],
    ),
    "an item with a 等级表 of one grade": (
        [with_graded_items("N1|德|60||\nN2|能|40|乙|", "好|100|甲\n差|40|甲\n行|100|乙\n不知|不计|乙")],
        [("scheme.no-grades", "测评内容", "E3")],
    ),
    "an item with a 等级表 that is not there": (
        [with_graded_items("N1|德|60||\nN2|能|40|丙|", "好|100|甲\n差|40|甲")],
        [("scheme.no-grades", "测评内容", "E3"), ("scheme.unknown", "测评内容", "E3")],
    ),
    "a grade with the word for several of them": (
        [with_graded_items("N1|德|60||\nN2|能|40||", "多选|100|甲\n差|40|甲")],
        [("scheme.grade-name", "评价等级", "A2")],
    ),
    "an item that is the whole where nobody chooses grades": (
        [with_graded_items("N1|德|60|甲|是\nN2|能|40||", "好|100|甲\n差|40|甲", "百分制")],
        [("scheme.item-column-unused", "测评内容", "E2"), ("scheme.item-column-unused", "测评内容", "F2")],
    ),
    "by items and grades, without an item": (
        [with_graded_items("N9|德|100||", "好|100|甲\n差|40|甲", poll=HAND)],
        [("scheme.no-items", "测评", "D2")],
    ),
    "places that do not begin with the first": (
        [with_places("2|90|\n3|80|")],
        [("scheme.rank-places", "测评", "D2")],
    ),
    "places on ballots without points": ([with_places("")], [("scheme.rank-places", "测评", "D2")]),
    "a worse place with more points": (
        [with_places("1|90|\n2|80|\n3|85|")],
        [("scheme.rank-order", "名次分", "B4")],
    ),
    "a place twice, in the points of one poll": (
        [with_places(f"1|100|{POLL}\n2|80|{POLL}\n1|90|{POLL}\n1|90|")],
        [("scheme.duplicate", "名次分", "A4")],
    ),
    "points of places of a poll that is not there": (
        [with_places("1|100|\n2|80|\n1|90|别的测评")],
        [("scheme.unknown", "名次分", "C4")],
    ),
    "points of places that are added up": (
        [with_places("1|100|\n2|80|", "合计")],
        [("scheme.rank-sum", "测评", "E2")],
    ),
    "points added up where nobody ranks": (
        [with_places("1|100|\n2|80|", "合计", scoring="百分制")],
        [("scheme.rank-unused", "测评", "E2")],
    ),
    "弃权 among the valid ballots where each ballot is registered": (
        [with_abstained("是", "是")],
        [("scheme.abstained-unused", "测评", "E2")],
    ),
    "a ballot that ranks one ratee": (
        [
            with_places("1|100|\n2|80|"),
            put("填报任务", "C2", "T1"),
            add("填报任务", "县委评议组", "测评票", "T2、T3", POLL, LEADERS, "4"),
        ],
        [("scheme.rank-alone", "填报任务", "C2")],
    ),
    "grades that do not get worse": ([put("评价等级", "B3", "100")], [("scheme.grade-order", "评价等级", "B3")]),
    "a register nobody could overlook": (
        [put("测评", "D2", "分项"), *[add("测评内容", f"M{n}", "细目。", "0", POLL) for n in range(140)]],
        [("scheme.too-wide", "填报任务", "C2"), ("scheme.too-wide", "填报任务", "C3")],
    ),
    "a ratee's unit that is not there": (
        [put("考核对象", "F2", "县委办公厅")],
        [("scheme.unknown", "考核对象", "F2")],
    ),
    "a task's unit that is not there": ([put("填报任务", "A5", "第三考核组")], [("scheme.unknown", "填报任务", "A5")]),
    "a task's range that means nobody": (
        [put("填报任务", "C6", "T3、T9")],
        [("scheme.unknown", "填报任务", "C6")],
    ),
    "a task's range of nothing but a list mark": (
        [put("填报任务", "C7", "、")],
        [("scheme.unknown", "填报任务", "C7")],
    ),
    "a task's poll that is not there": (
        [put("填报任务", "D4", "群众评议")],
        [
            ("scheme.unknown", "填报任务", "D4"),
            ("scheme.not-polled", "考核对象", "A2"),
        ],
    ),
    "a task's class that is not there": (
        [put("填报任务", "E4", "干部")],
        [
            ("scheme.unknown", "填报任务", "E4"),
            ("scheme.not-polled", "考核对象", "A2"),
        ],
    ),
    "a ballot of no poll": (
        [add("填报任务", "县委评议组", "测评票", "全部", "", "", "3")],
        [("scheme.task-poll", "填报任务", "D8")],
    ),
    "a ballot without its number": (
        [put("填报任务", "F4", "")],
        [("scheme.task-ballots", "填报任务", "F4")],
    ),
    "a register for what is counted by hand": (
        [put("填报任务", "B4", "测评票")],
        [("scheme.task-counting", "填报任务", "B4")],
    ),
    "two people are to type what is counted by hand": (
        [typed_twice(3)],
        [("scheme.typed-twice", "填报任务", "G4")],
    ),
    "two people are to type the ballot of one voter": (
        [typed_twice(1), put("填报任务", "F2", "1")],
        [("scheme.typed-twice-single", "填报任务", "G2"), ("scheme.electorate", "票类", "D2")],
    ),
    "the same task twice": (
        [add("填报任务", "县委评议组", "评议意见", "T1")],
        [("scheme.duplicate-task", "填报任务", "B8")],
    ),
    "one person twice for a team": (
        [add("填报任务", "第一考核组", "实地考评", "T1")],
        [("scheme.duplicate-task", "填报任务", "B8")],
    ),
    "one person twice for a team, under another poll": (
        [add("填报任务", "第一考核组", "实地考评", "T1", POLL, LEADERS)],
        [("scheme.task-unused", "填报任务", "D8"), ("scheme.duplicate-task", "填报任务", "B8")],
    ),
    "a person without a class's ballot": (
        [put("填报任务", "C3", "乡镇")],
        [("scheme.not-polled", "考核对象", "A4")],
    ),
    "a person whom nobody visits": (
        [put("填报任务", "C5", "T2")],
        [("scheme.not-assessed", "考核对象", "A2")],
    ),
    "fewer ballots than voters": ([put("票类", "D3", "6")], [("scheme.electorate", "票类", "D3")]),
    "voters of one's own": (
        [put("填报任务", "C4", "T1"), add("填报任务", "县委评议组", "计票汇总", "T2、T3", HAND, PEOPLE, "12")],
        [("scheme.electorate-own", "票类", "D4")],
    ),
    "codes that cannot be told apart": (
        [put("填报任务", "C5", "T2-T1、T1、T2")],
        [("scheme.span", "填报任务", "C5")],
    ),
    "a name with a space": ([put("考核对象", "B2", "陆 明澈")], [("scheme.spaced-name", "考核对象", "B2")]),
    "ratees among the voters of one register": (
        [put("考核对象", "F2", "县委办公室"), put("填报任务", "A3", "第一考核组"), put("填报任务", "A4", "第一考核组")],
        [("scheme.own-unknown", "票类", "B2")],
    ),
    "nobody but himself": (
        [
            put("考核对象", "F2", "县委评议组"),
            put("填报任务", "C4", "T2、T3"),
            add("填报任务", "县委评议组", "计票汇总", "T1", HAND, PEOPLE, "1"),
            put("填报任务", "F4", "1"),
            put("票类", "D4", "1"),
        ],
        [
            ("scheme.own-only", "票类", "B4"),
            ("scheme.few-voters", "票类", "D4"),
            ("scheme.single-ballots", "票类", "D4"),
        ],
    ),
    "trimming what is only a sum": (
        [put("计分规则", "B5", "是")],
        [("scheme.trim-tally", "计分规则", "B5")],
    ),
    "fewer ballots than have to come back": (
        [rule("参加测评人数下限", "5")],
        [("scheme.least-returned", "填报任务", "F2")],
    ),
    "trimming nothing": (
        [put("计分规则", "B5", "是"), rule("去最高分个数", "0"), rule("去最低分个数", "0")],
        [("scheme.trim-none", "计分规则", "B5")],
    ),
    "trimming all of six": (
        [put("计分规则", "B5", "是"), rule("去最低分个数", "3"), rule("去最高分个数", "3")],
        [("scheme.trim-all", "计分规则", "B5"), ("scheme.trim-tally", "计分规则", "B5")],
    ),
    "trimming where no class has ballots enough": (
        [put("计分规则", "B5", "是"), put("计分规则", "B6", "20")],
        [("scheme.trim-tally", "计分规则", "B5"), ("scheme.trim-classes", "计分规则", "B6")],
    ),
    "trimming the marks of two 考核组 where nobody has two": (
        [rule("考核组去最高最低分", "按项"), rule("考核组去最低分个数", "0"), rule("考核组去最高最低分组数线", "1")],
        [("scheme.trim-teams", "计分规则", "B28")],
    ),
    "trimming both of two 考核组": (
        [
            rule("考核组去最高最低分", "按表"),
            rule("去最高最低分起点", "达到"),
            add("填报任务", "第二考核组", "实地考评", "T1"),
        ],
        [("scheme.trim-all", "计分规则", "B26")],
    ),
    "a line for classes below that for polls": (
        [put("计分规则", "B25", "2")],
        [("scheme.class-line", "计分规则", "B25")],
    ),
    "a secret vote of two": (
        [put("票类", "D2", "2"), put("填报任务", "F2", "2")],
        [("scheme.few-voters", "票类", "D2")],
    ),
    "secret ballots that come in one by one": (
        [
            put("票类", "D2", "3"),
            put("填报任务", "F2", "1"),
            add("填报任务", "县委评议组", "测评票", "全部", POLL, LEADERS, "1"),
            add("填报任务", "第一考核组", "测评票", "全部", POLL, LEADERS, "1"),
        ],
        [("scheme.single-ballots", "票类", "D2")],
    ),
    "a tier without its cut": ([put("等次规则", "B3", "")], [("scheme.tier-cut", "等次规则", "B3")]),
    "cuts that do not go down": ([put("等次规则", "B3", "90")], [("scheme.tier-order", "等次规则", "B3")]),
    "a tier beyond the 总分": ([put("等次规则", "B2", "100.5")], [("scheme.tier-beyond", "等次规则", "B2")]),
    "cuts of a hundred points where the 总分 is a thousand": (
        [rule("总分", "1000")],
        [("scheme.tier-scale", "等次规则", "B2")],
    ),
    "a last tier with a cut": ([put("等次规则", "B4", "60")], [("scheme.tier-last", "等次规则", "B4")]),
    "a last tier with a quota": ([put("等次规则", "C4", "10")], [("scheme.tier-last", "等次规则", "B4")]),
    "a tier that no drop-down can hold": ([put("等次规则", "A2", "好,优")], [("scheme.tier-name", "等次规则", "A2")]),
    "an event of nobody": (
        [add("否决与加减分", "T9", "失联", "否决", "", "通报")],
        [("scheme.unknown", "否决与加减分", "A2")],
    ),
    "an event of two persons": (
        [add("否决与加减分", "T1、游砚秋", "失联", "否决", "", "通报")],
        [("scheme.several-persons", "否决与加减分", "A2")],
    ),
    "an event of one person and of nobody": (
        [add("否决与加减分", "T1、T9", "失联", "否决", "", "通报")],
        [("scheme.unknown", "否决与加减分", "A2")],
    ),
    "an event of one of two namesakes": (
        [put("考核对象", "B3", "陆明澈"), add("否决与加减分", "陆 明澈", "失联", "否决", "", "通报")],
        [("scheme.shared-name", "否决与加减分", "A2")],
    ),
    "a task for one of two namesakes": (
        [put("考核对象", "B4", "陆明澈"), put("填报任务", "C6", "陆明澈、T3")],
        [("scheme.shared-name", "填报任务", "C6")],
    ),
    "two units of one alias": (
        [aliases(U1="办公室", U4="评议组、办 公室")],
        [("scheme.alias-taken", "填报单位", "F2"), ("scheme.alias-taken", "填报单位", "F5")],
    ),
    "an alias that is another unit's name": (
        [aliases(U2="第二考核组，一组")],
        [("scheme.alias-taken", "填报单位", "F3")],
    ),
    "a bonus of no points": (
        [add("否决与加减分", "陆明澈", "表彰", "加分", "", "文件")],
        [("scheme.adjustment-points", "否决与加减分", "D2")],
    ),
    "nobody votes on one 排名组": (
        [for_groups("乡镇", "乡镇"), *(put("填报任务", f"C{row}", "乡镇") for row in (2, 3, 4))],
        [("scheme.no-votes", "考核对象", "A4")],
    ),
    "weights beside 考核板块": (
        [
            components("述职测评 60 测评 － －", "实地考评 40 考评 － －"),
            put("计分规则", "B2", "70"),
            put("计分规则", "B3", "30"),
        ],
        [("scheme.weights-unused", "计分规则", "B2")],
    ),
    "the same weights beside 考核板块": (
        [
            components("述职测评 60 测评 － －", "实地考评 40 考评 － －"),
            put("计分规则", "B2", "60"),
            put("计分规则", "B3", "40"),
        ],
        [],
    ),
    "points of an effect that has none": (
        [add("否决与加减分", "T1", "受处分", "降档", "2", "文件")],
        [("scheme.adjustment-unused", "否决与加减分", "D2")],
    ),
    "an event twice": (
        [
            add("否决与加减分", *event)
            for event in (("T1", "受表彰", "加分", "1", "文件"), ("云溪镇", "受 表彰", "加分", "1.0", "文件"))
        ],
        [("scheme.same-event", "否决与加减分", "B3")],
    ),
    "a poll for a form that has none": (
        [put("填报任务", "D5", POLL), put("填报任务", "F5", "3")],
        [("scheme.task-unused", "填报任务", "D5")],
    ),
    "numbers to be trimmed, and no trimming": (
        [rule("去最高分个数", "2"), rule("考核组去最低分个数", "2")],
        [("scheme.line-unused", "计分规则", "B26"), ("scheme.line-unused", "计分规则", "B27")],
    ),
    "lines that no rule reads": (
        [put("计分规则", "B13", "95"), rule("去最高最低分起点", "达到"), rule("去最高分个数", "1")],
        [("scheme.line-unused", "计分规则", "B26"), ("scheme.line-unused", "计分规则", "B13")],
    ),
    "equal composites that a score parts which nobody has": (
        [put("计分规则", "B8", "考评得分优先"), components("述职测评 100 测评 － －")],
        [("scheme.ties-unused", "计分规则", "B8")],
    ),
    "a line that one of two rules reads": ([put("计分规则", "B13", "95"), rule("高分人数上限", "2")], []),
    "a share that comes to no place": (
        [places("好|90|40|||||||", "中|70|||||||||", "差||||||||")],
        [("scheme.quota-none", "等次规则", "C2")],
    ),
    "a share of one ratee with a least number, or rounded up, or of all together": (
        [places("好|90|40|||1||||", "较好|80|40||||进一||||", "中|70|40||||||||是", "差||||||||")],
        [],
    ),
    "a share at the end that comes to no place": (
        [places("好|90||||||||", "差||40|||||后||")],
        [("scheme.quota-none", "等次规则", "C3")],
    ),
    "a tier without a cut but with places": ([places("好||30||||||", "差||||||||")], []),
    "a tier twice for one 排名组": (
        [places("好|90|||||||", "好|80|||||||街道|", "差||||||||")],
        [("scheme.duplicate", "等次规则", "A3")],
    ),
    "a tier with a row for each 排名组": (
        [places("好|90|||||||乡镇|", "好|80|||||||街道|", "差||||||||")],
        [],
    ),
    "a tier of a 排名组 that there is not": (
        [places("好|90|||||||乡村|", "差||||||||")],
        [("scheme.unknown", "等次规则", "I2")],
    ),
    "a 排名组 without tiers": (
        [places("好|90|||||||乡镇|", "差||||||||乡镇|")],
        [("scheme.no-tiers", "等次规则", None)],
    ),
    "a share and a number": (
        [places("好|90|30||3|||||", "差||||||||")],
        [("scheme.quota-twice", "等次规则", "E2")],
    ),
    "a least number without a share": (
        [places("好|90|||3|1||||", "差||||||||")],
        [("scheme.quota-least", "等次规则", "F2")],
    ),
    "a pool of no places": ([places("好|90||||||||是", "差||||||||")], [("scheme.quota-pool", "等次规则", "J2")]),
    "an end of no places": ([places("好|90||||||后||", "差||||||||")], [("scheme.quota-end", "等次规则", "H2")]),
    "the best tier for the last": (
        [places("好|90|||1|||后||", "差||||||||")],
        [("scheme.quota-best", "等次规则", "H2")],
    ),
    "two tiers for the last": (
        [places("好|90|||||||", "中|70|||1|||后||", "差||||1|||后||")],
        [("scheme.quota-last-twice", "等次规则", "H4")],
    ),
    "more places than ratees": (
        [places("好|90|||1|||||", "差||||1|||后||")],
        [("scheme.quota-overlap", "等次规则", "H3")],
    ),
    "a condition on votes, and on a score": (
        [graded, conditions(f"好||得票率|{POLL}|好||||≥|2/3", "中||考评得分||||||≥|60")],
        [],
    ),
    "a tier that a condition alone limits": (
        [put("等次规则", "B3", ""), conditions("中||考评得分||||||≥|60")],
        [],
    ),
    "a tier whose condition is another 排名组's": (
        [put("等次规则", "B3", ""), conditions("中|乡镇|考评得分||||||≥|60")],
        [("scheme.tier-cut", "等次规则", "B3")],
    ),
    "a condition on a tier that there is not": (
        [conditions("优||考评得分||||||≥|60")],
        [("scheme.unknown", "等次条件", "A2")],
    ),
    "a condition of a 排名组 that there is not": (
        [conditions("好|乡村|考评得分||||||≥|60")],
        [("scheme.unknown", "等次条件", "B2")],
    ),
    "a condition on the last tier": (
        [conditions("差||考评得分||||||≥|60")],
        [("scheme.condition-last", "等次条件", "A2")],
    ),
    "a condition on a tier that its 排名组 lacks": (
        [
            places("好|90|||||||乡镇|", "中|70||||||||", "差||||||||"),
            conditions("好|街道|考评得分||||||≥|60"),
        ],
        [("scheme.condition-group", "等次条件", "A2")],
    ),
    "a condition on 综合得分": (
        [conditions("好||综合得分||||||≥|60")],
        [("scheme.condition-composite", "等次条件", "C2")],
    ),
    "a condition on a score, with what only a rate has": (
        [conditions(f"好||测评得分|{POLL}|||||≥|60")],
        [("scheme.condition-unused", "等次条件", "D2")],
    ),
    "a condition on a score that nobody can reach": (
        [conditions("好||测评得分||||||＞|100", "好||考评得分||||||≥|102.01", "好||测评得分||||||≥|100")],
        [("scheme.condition-beyond", "等次条件", f"J{row}") for row in (2, 3)],
    ),
    "a condition on a score that the bonus reaches": ([conditions("好||考评得分||||||≥|102")], []),
    "a tier above the greatest composite": (
        [rule("总分封顶", "80")],
        [("scheme.tier-capped", "等次规则", "B2")],
    ),
    "a condition on a score that there is not": (
        [conditions("好||平时考核||||||≥|60")],
        [("scheme.condition-score", "等次条件", "C2"), ("scheme.condition-score", "等次条件", "C2")],
    ),
    "a condition on a score with a part of the whole": (
        [conditions("好||考评得分||||||≥|2/3")],
        [("scheme.condition-points", "等次条件", "J2")],
    ),
    "a condition on a poll without grades": (
        [conditions(f"好||得票率|{HAND}|好||||≥|2/3")],
        [("scheme.rate-poll", "等次条件", "D2")],
    ),
    "a condition on the 总评 of a poll by items": (
        [
            with_graded_items("N1|内容|100||\nN2|总评|0||是", "好|100|甲\n差|50|甲", poll=POLL),
            conditions(f"好||得票率|{POLL}|好||||≥|2/3"),
        ],
        [],
    ),
    "a condition on a poll by items without 总评": (
        [
            with_graded_items("N1|内容|100||", "好|100|甲\n差|50|甲", poll=POLL),
            conditions(f"好||得票率|{POLL}|好||||≥|2/3"),
        ],
        [("scheme.rate-overall", "等次条件", "D2")],
    ),
    "a condition on a poll that there is not": (
        [conditions("好||得票率|大会|好||||≥|2/3")],
        [("scheme.unknown", "等次条件", "D2")],
    ),
    "a condition on a grade and a class that there are not": (
        [graded, conditions(f"好||得票率|{POLL}|优||{PEOPLE}||≥|2/3")],
        [("scheme.unknown", "等次条件", "E2"), ("scheme.unknown", "等次条件", "G2")],
    ),
    "a condition that nobody can meet": (
        [graded, conditions(f"好||得票率|{POLL}|好||||＞|100")],
        [("scheme.condition-never", "等次条件", "J2")],
    ),
    "two conditions that exclude each other": (
        [graded, conditions(f"好||得票率|{POLL}|好||||≥|90", f"中||得票率|{POLL}|好||||≤|80")],
        [("scheme.condition-both", "等次条件", "J3")],
    ),
    "a 限评 that names no tier": (
        [add("否决与加减分", "陆明澈", "处分", "限评", "", "文件")],
        [("scheme.cap-tier", "否决与加减分", "C2")],
    ),
    "a 限评 that names no tier in its column": (
        [capped("处分", "限评", "")],
        [("scheme.cap-tier", "否决与加减分", "F2")],
    ),
    "a 限评 to a tier that there is not": (
        [capped("处分", "限评", "优")],
        [("scheme.unknown", "否决与加减分", "F2")],
    ),
    "a 限评 to the best tier": ([capped("处分", "限评", "好")], [("scheme.cap-best", "否决与加减分", "F2")]),
    "a tier beside 降档": ([capped("处分", "降档", "中")], [("scheme.cap-effect", "否决与加减分", "F2")]),
    "a bonus finer than what is printed": (
        [put("计分规则", "B4", "1"), add("否决与加减分", "T1", "表彰", "加分", "1.25", "文件")],
        [("scheme.too-fine", "否决与加减分", "D2")],
    ),
    "a cap finer than what is printed": (
        [put("计分规则", "B4", "0"), put("计分规则", "B20", "4.5")],
        [("scheme.too-fine", "计分规则", "B20")],
    ),
    "a code with a list mark in it": (
        [put("考核对象", "A4", "T3，T4"), put("填报任务", "C6", "街道")],
        [("scheme.bad-code", "考核对象", "A4")],
    ),
    "ballots that are balanced by 考核组": (
        [converted("考核组平衡", "原分")],
        [("scheme.convert-source", "考核板块", "F2")],
    ),
    "scores that no 考核组 gives": (
        [converted("原分", "考核组平衡"), drop("填报任务", 5)],
        [
            ("scheme.convert-source", "考核板块", "F3"),
            ("scheme.not-assessed", "考核对象", "A2"),
        ],
    ),
    "scores that are converted where classes have shares": (
        [shares("18", "12", "20"), put("测评", "B2", ""), put("测评", "B3", ""), converted("比第一名", "原分")],
        [("scheme.convert-shares", "考核板块", "F2")],
    ),
    "totals that are balanced, and items that are trimmed": (
        [
            converted("原分", "考核组平衡"),
            rule("考核组去最高最低分", "按项"),
            rule("考核组平衡人数提醒线", ""),
            add("填报任务", "第二考核组", "实地考评", "乡镇"),
        ],
        [("scheme.convert-items", "考核板块", "F3"), ("scheme.trim-teams", "计分规则", None)],
    ),
    "a single person who is the best": (
        [components("述职测评 50 测评 － － 比第一名", "实地考评 50 考评 － － －")],
        [("scheme.convert-alone", "考核板块", "F2")],
    ),
    "one 考核组 that is balanced with itself": (
        [converted("原分", "考核组平衡")],
        [("scheme.balance-one", "考核板块", "F3")],
    ),
    "a 考核组 with too few to be moved": (
        [
            converted("原分", "考核组平衡"),
            add("填报任务", "第二考核组", "实地考评", "T2"),
            rule("考核组平衡人数提醒线", "2"),
        ],
        [("scheme.balance-few", "考核板块", "F3")],
    ),
    "places without points": (
        [converted("名次赋分", "原分"), points("述职测评 1 100")],
        [("scheme.place-gap", "考核板块", "F2")],
    ),
    "a place that is left out": (
        [converted("名次赋分", "原分"), points("述职测评 1 100", "述职测评 2 90", "述职测评 4 80")],
        [("scheme.place-gap", "考核板块", "F2")],
    ),
    "two points for one place": (
        [converted("名次赋分", "原分"), points("述职测评 1 100", "述职测评 2 90", "述职测评 2 80")],
        [("scheme.duplicate", "名次赋分", "B4")],
    ),
    "points beyond the 满分, and more for a later place": (
        [converted("名次赋分", "原分"), points("述职测评 1 100", "述职测评 2 101")],
        [("scheme.place-full", "名次赋分", "C3"), ("scheme.place-order", "名次赋分", "C3")],
    ),
    "points finer than what is printed": (
        [put("计分规则", "B4", "0"), converted("名次赋分", "原分"), points("述职测评 1 100", "述职测评 2 90.5")],
        [("scheme.too-fine", "名次赋分", "C3")],
    ),
    "points of a component that is not converted by them": (
        [converted("原分", "原分"), points("述职测评 1 100", "平时考核 1 100")],
        [("scheme.place-unused", "名次赋分", "A2"), ("scheme.unknown", "名次赋分", "A3")],
    ),
    "points for rates of votes": ([bands(*USUAL_BANDS)], []),
    "points for rates of votes of 考评": (
        [bands(*USUAL_BANDS), put("考核板块", "F4", "得票率分档")],
        [("scheme.band-source", "考核板块", "F4")],
    ),
    "points for rates of votes without a table": (
        [bands()],
        [("scheme.band-none", "考核板块", "F2")],
    ),
    "points for no rate below a line": (
        [bands(*USUAL_BANDS[:2])],
        [("scheme.band-zero", "得票率分档", "G3")],
    ),
    "points for two rates": (
        [bands(*USUAL_BANDS[:2], f"{POLL}|好||{LEADERS}|0|150")],
        [("scheme.band-rate", "得票率分档", "B4")],
    ),
    "points for the rate of a poll of another component": (
        [bands(f"{HAND}|好|||0|150"), put("测评", "D3", "等次")],
        [("scheme.band-poll", "考核板块", "F2"), ("scheme.band-poll", "考核板块", "F2")],
    ),
    "points for the rate of a poll that there is not, and of a grade": (
        [bands("大会|好|||90|200", f"{POLL}|优|||0|150")],
        [
            ("scheme.unknown", "得票率分档", "B2"),
            ("scheme.unknown", "得票率分档", "C3"),
            ("scheme.band-rate", "得票率分档", "B3"),
        ],
    ),
    "points for the rate of a class that does not vote on somebody": (
        [
            bands(f"{POLL}|好||{LEADERS}|0|150"),
            scopes(f"{LEADERS} 60 4 T1 －", f"{DELEGATES} 40 5 T1 －", f"{DELEGATES} 100 5 T2、T3 －"),
            put("填报任务", "C2", "T1"),
        ],
        [("scheme.band-class", "考核板块", "F2"), ("scheme.band-class", "考核板块", "F2")],
    ),
    "points for a rate beyond the 满分, and more for fewer votes": (
        [bands(f"{POLL}|好|||90|190", f"{POLL}|好|||80|201", f"{POLL}|好|||0|0")],
        [("scheme.band-full", "得票率分档", "H3"), ("scheme.band-order", "得票率分档", "H2")],
    ),
    "more points for more votes for the worse grades": (
        [bands(f"{POLL}|差|及以下||30|100", f"{POLL}|差|及以下||0|50")],
        [("scheme.band-order", "得票率分档", "H2")],
    ),
    "points for one rate twice": (
        [bands(f"{POLL}|好|||1/2|190", f"{POLL}|好|||50|180", f"{POLL}|好|||0|0")],
        [("scheme.duplicate", "得票率分档", "G3")],
    ),
    "points for a rate finer than what is printed": (
        [put("计分规则", "B4", "0"), bands(*USUAL_BANDS)],
        [("scheme.too-fine", "得票率分档", "H3")],
    ),
    "points for rates of a component that is converted otherwise": (
        [bands(*USUAL_BANDS, full="－", way="原分")],
        [("scheme.band-unused", "得票率分档", cell) for cell in ("A2", "A3", "A4")],
    ),
    "a share for one class and none for the others": (
        [shares("20", "", "")],
        [("scheme.share-missing", "票类", "E3"), ("scheme.share-missing", "票类", "E4")],
    ),
    "shares that are not the whole": (
        [shares("18", "12", "19.5"), put("测评", "B2", ""), put("测评", "B3", "")],
        [("scheme.sum", "票类", "E4")],
    ),
    "a weight that does not follow from the shares": (
        [shares("18", "12", "20"), put("票类", "C2", "50"), put("票类", "C3", "50")],
        [("scheme.share-weight", "票类", "C2"), ("scheme.share-weight", "票类", "C3")],
    ),
    "an invented roster": (
        [put("基本信息", "B11", "示例数据，纯属虚构")],
        [("scheme.sample", "基本信息", "B11")],
    ),
    "one 排名组 in two spellings": (
        [*FOR_ALL, put("考核对象", "E3", "乡 镇"), put("考核对象", "E4", "乡镇")],
        [("scheme.group-spelling", "考核对象", "E3")],
    ),
    "a 排名组 that is a list of others": (
        [*FOR_ALL, put("考核对象", "E3", "乡镇、街道")],
        [("scheme.group-list", "考核对象", "E3"), ("scheme.not-assessed", "考核对象", "A3")],
    ),
    "a 排名组 of one that is nearly another": (
        [*FOR_ALL, put("考核对象", "E3", "乡镇（街道）"), put("考核对象", "E4", "乡镇")],
        [("scheme.group-alone", "考核对象", "E3"), ("scheme.not-assessed", "考核对象", "A3")],
    ),
    "a sign for nothing where a text is printed": (
        [put("基本信息", "B6", "无"), put("考核对象", "C3", "／")],
        [("scheme.placeholder", "基本信息", "B6"), ("scheme.placeholder", "考核对象", "C3")],
    ),
    "a year that is none": ([put("基本信息", "B3", "二〇二四年")], [("scheme.year", "基本信息", "B3")]),
    "late replies due no later than the others": (
        [put("基本信息", "B13", "2024-12-20")],
        [("scheme.late-deadline", "基本信息", "B13")],
    ),
    "numbers of copies that cannot be read": (
        [put("基本信息", "B14", "通报5份，上报表三份，通告2份，反馈意见书999份")],
        [("scheme.print-copies", "基本信息", "B14")],
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_one_fault(name: str) -> None:
    edits, expected = SPOILT[name]
    findings = faults_of(spoilt(*edits), *(code for code, _, _ in expected))
    assert told(findings) == expected
    for finding in findings:
        assert finding.message
        assert finding.remedy


@pytest.mark.parametrize(
    ("edit", "code", "words"),
    [
        (put("填报任务", "A2", "U1"), "scheme.unknown", "请改成“填报单位”表里有的名称，"),
        (put("考评细则", "G3", "T1"), "scheme.unknown", "请改成“考核对象”表里有的排名组，"),
        (
            put("填报任务", "C2", "T9"),
            "scheme.unknown",
            "请改成“考核对象”表里有的姓名、编号、所在单位或排名组（几个的用顿号隔开），",
        ),
        (
            add("否决与加减分", "T9", "受表彰", "加分", "1", "文件"),
            "scheme.unknown",
            "所在单位或排名组，或在该表中补上",
        ),
        (add("等次规则", "注：本表由常委会研究"), "scheme.tier-cut", "下面的“注：本表由常委会研究”不是等次"),
        (without_task("T1", "T1", "", "", ""), "scheme.exempt-all", "至少给此人留一项"),
    ],
)
def test_a_remedy_says_what_leads_on(edit: Edit, code: str, words: str) -> None:
    assert any(words in finding.remedy for finding in faults_of(spoilt(edit), code))


def test_every_fault_of_a_scheme_has_its_story() -> None:
    elsewhere = {"scheme.missing", "scheme.unreadable", "scheme.no-key", "scheme.bad-key", "scheme.missing-sheet"}
    elsewhere |= {"scheme.lost-key", "scheme.new-key", "scheme.moved"}  # of the folder: tests/cli/test_copied.py
    elsewhere |= {"scheme.open", "scheme.update-differs", "scheme.update-lost"}  # of init: tests/cli/test_update.py
    elsewhere |= {"scheme.outdates-issued", "scheme.deadline-passed"}  # of check: tests/cli/test_import_lists.py
    elsewhere |= {"scheme.sample-left", "scheme.sample-own"}  # of check: tests/scheme/test_guide.py
    elsewhere |= {"scheme.sheet-copy", "scheme.sheet-unread"}  # of its workbook: tests/scheme/test_sheets_as_seen.py
    elsewhere |= {"scheme.year-kept"}  # of init --from: tests/cli/test_init_from.py
    elsewhere |= {"scheme.few-voters-open"}  # of templates: tests/cli/test_few_voters.py
    elsewhere |= {"scheme.not-cited", "scheme.citation-source", "scheme.citation-scope", "scheme.citation-twice"}
    elsewhere |= {"scheme.other-year", "scheme.same-campaign", "scheme.year-assumed"}
    shown = {code for _, expected in (*SPOILT.values(), *OF_SCORES.values()) for code, _, _ in expected}
    assert {code for code in CATALOGUE if code.startswith("scheme.")} == shown | elsewhere


def test_ballots_for_a_ratee_are_expected_of_all_tasks_together() -> None:
    """Two registers of one class: 12 + 8 are the 20 voters; 30 and 12 are each ratee's own, and that is said."""
    split = [put("填报任务", "F4", "12"), add("填报任务", "县委评议组", "计票汇总", "全部", HAND, PEOPLE, "8")]
    assert told(faults_of(spoilt(*split))) == []
    own = [put("填报任务", "C4", "T1"), put("填报任务", "F4", "30")]
    own.append(add("填报任务", "县委评议组", "计票汇总", "T2、T3", HAND, PEOPLE, "12"))
    (finding,) = faults_of(spoilt(*own), "scheme.electorate-own")
    assert finding.severity is Severity.NOTE
    assert finding.message == (
        "票类“群众”各人的预计份数不同（云溪镇 陆明澈30、石栏镇 叶尔江·萨迪克12、莲浦街道 游砚秋12），"
        "测评统计的应到按各人自己的预计份数印，不用“应到人数”20。"
    )


def test_all_faults_in_one_pass() -> None:
    names = ["the two halves", "a tier twice", "a person whom nobody visits", "trimming nothing"]
    edits = [edit for name in names for edit in SPOILT[name][0]]
    expected = [told for name in names for told in SPOILT[name][1]]
    assert sorted(told(faults_of(spoilt(*edits)))) == sorted(expected, key=str)


def test_words_of_a_finding_are_the_clerks() -> None:
    finding = faults_of(spoilt(put("票类", "C2", "50.5")))[0]
    assert finding.message == "测评“述职大会测评”各票类的权重合计为90.5，应为100。"
    assert str(finding.place) == "考核方案.xlsx 工作表“票类” 单元格 C3"
    duplicate = faults_of(spoilt(put("考核对象", "A3", "T1")))[0]
    assert duplicate.message == "编号“T1”与第2行重复。"


def test_a_rule_that_is_off_is_quoted_as_it_was_typed() -> None:
    """Bare, 否 after 是 reads as 是否."""
    raw = spoilt(rule("去最高分个数", "2"), put("计分规则", "B13", "95"))
    trimmed, high = faults_of(raw, "scheme.line-unused")
    assert trimmed.message == "“去最高分个数”填的是2，而“去最高最低分”是“否”，用不上。"
    assert high.message == "“高分线”填的是95，而“高分人数比例上限”“高分人数上限”是空白，用不上。"


def test_a_text_that_is_no_name_is_quoted_by_its_beginning() -> None:
    long = "甲" * 30_000
    found = [finding for finding in faults_of(spoilt(put("填报任务", "C2", long))) if finding.code == "scheme.unknown"]
    assert [finding.message for finding in found] == [f"“考核对象范围”中的“{'甲' * 60}…”在“考核对象”表里找不到。"]


def test_what_only_has_to_be_looked_at_does_not_stop_anything() -> None:
    for name in ("one person in two rows", "fewer ballots than voters", "an invented roster"):
        assert not has_errors(faults_of(spoilt(*SPOILT[name][0])))


@pytest.mark.parametrize(
    "words",
    ["全部", "T1、T2、T3", "t1，T2;T3", "乡镇、街道", "云溪镇、叶尔江•萨迪克、游 砚秋", "T1-T3", "T1 至 t2、T3"],
)
def test_a_range_may_be_written_by_code_name_workplace_or_group(words: str) -> None:
    assert faults_of(spoilt(put("填报任务", "C2", words))) == ()


def test_codes_with_dots_are_different_codes() -> None:
    raw = spoilt(put("考评细则", "A2", "1.12"), put("考评细则", "A3", "11.2"), put("考评细则", "A4", "1.2"))
    assert faults_of(raw) == ()


# ---------------------------------------------------------------- names, however they are spelled


@pytest.mark.parametrize(
    "edit",
    [
        put("考核对象", "F2", "县委　办公室"),
        put("填报任务", "A5", "第⼀考核组"),  # a radical, as a PDF gives it
        put("填报任务", "D4", "群众 测评"),
        put("填报任务", "E3", "党员代表\u200b"),
        put("票类", "A3", "述职大会 测评"),
        put("测评内容", "D2", "述职大会测评 "),
    ],
)
def test_a_thing_is_found_by_any_spelling_of_its_name(edit: Edit) -> None:
    raw = spoilt(edit, put("计分规则", "B15", "否"))  # who is at home where ballots are registered may count
    if raw["测评内容"][1][3]:
        raw["测评内容"][1][2] = "100"
        raw["测评内容"][2][2:] = ["100", HAND]
    assert faults_of(raw) == ()
    assert "考核组" in scheme_of(raw).tasks[3].unit


def test_a_unit_is_found_by_its_aliases_wherever_it_is_named() -> None:
    raw = spoilt(
        aliases(U1="县委办、办公室", U4="云溪"), put("填报任务", "A2", "县委办"), put("考核对象", "F2", "办 公室")
    )
    put("计分规则", "B15", "否")(raw)
    raw["填报单位"][4][1] = "云溪镇"
    raw["填报任务"][6][0] = "云溪"
    raw["否决与加减分"].append(["云溪", "失联", "否决", "", "通报"])
    assert faults_of(raw) == ()
    scheme = scheme_of(raw)
    assert (scheme.tasks[0].unit, scheme.tasks[5].unit, scheme.ratees[0].unit) == ("县委办公室", "云溪镇", "县委办公室")
    assert scheme.adjustments[0].ratee == "T1"


def test_a_unit_by_any_name() -> None:
    scheme = scheme_of(spoilt(aliases(U1="县委办;办公室", U2="县委办公室")))  # a name goes before an alias
    found = [scheme.unit_by_any_name(text) for text in ("县委办", "办 公室", "县委办公室", "第⼀考核组", "财政局", "")]
    assert [unit.code if unit else None for unit in found] == ["U1", "U1", "U1", "U2", None, None]


def test_aliases_change_no_form_and_no_fingerprint() -> None:
    plain, other = scheme_of(sheets()), scheme_of(spoilt(aliases(U1="县委办", U2="一组")))
    assert other.fingerprint == plain.fingerprint
    forms = [[form.fingerprint for book in issue(scheme, SECRET) for form in book.forms] for scheme in (plain, other)]
    assert forms[0] == forms[1]


@pytest.mark.parametrize(
    ("edit", "question"),
    [
        (put("填报任务", "A5", "第三考核组"), "是不是“第一考核组”或“第二考核组”？"),
        (put("填报任务", "A2", "县委办"), "是不是“县委办公室”？"),
        (put("填报任务", "C6", "莲浦"), "是不是“莲浦街道”？"),
        (put("填报任务", "C6", "游研秋"), "是不是“游砚秋”？"),
        (put("填报任务", "E3", "党员群众代表"), "是不是“党员代表”？"),
        (put("填报任务", "D4", "群众评议"), "是不是“群众测评”？"),
        (put("考核对象", "F2", "县委办公厅"), "是不是“县委办公室”？"),
        (put("考评细则", "G3", "乡镇组"), "是不是“乡镇”？"),
        (add("否决与加减分", "叶尔江", "失联", "否决", "", "通报"), "是不是“叶尔江·萨迪克”？"),
        (add("否决与加减分", "T9", "失联", "否决", "", "通报"), ""),
    ],
)
def test_what_is_near_is_asked_about_and_never_taken(edit: Edit, question: str) -> None:
    finding = next(finding for finding in faults_of(spoilt(edit)) if finding.code == "scheme.unknown")
    assert finding.remedy.startswith(f"{question}请改成“")


def test_namesakes_are_told_apart_by_their_codes() -> None:
    raw = spoilt(put("考核对象", "B3", "陆明澈"), add("否决与加减分", "陆明澈", "失联", "否决", "", "通报"))
    (finding,) = faults_of(raw)
    assert finding.message == "“考核对象”中的“陆明澈”分不清是谁：同名的有T1 云溪镇 陆明澈、T2 石栏镇 陆明澈。"
    assert scheme_of(raw).adjustments[0].ratee == ""
    raw["否决与加减分"][1][0] = "T2"
    assert scheme_of(raw).adjustments[0].ratee == "T2"


def test_persons_that_no_spelling_tells_apart() -> None:
    raw = spoilt(put("考核对象", "B3", "陆·明澈"), put("考核对象", "D3", "云 溪镇"))
    first, second, *_ = faults_of(raw)
    assert first.message == "“云溪镇 陆明澈”与第3行“云 溪镇 陆·明澈”单位、姓名都相同（空格、间隔号不同也算相同）。"
    assert "与第2行“云溪镇 陆明澈”" in second.message


def test_codes_with_dots_mean_their_own_ratee() -> None:
    raw = spoilt(put("考核对象", "A2", "1.12"), put("考核对象", "A3", "11.2"), put("填报任务", "C5", "１.12、11.2"))
    raw["否决与加减分"].append(["1.12", "失联", "否决", "", "通报"])
    assert faults_of(raw) == ()
    assert scheme_of(raw).adjustments[0].ratee == "1.12"
    assert scheme_of(raw).tasks[3].ratees == ("1.12", "11.2")


@pytest.mark.parametrize("written", ["1 2", "1\n2", "1\u30002"])
def test_codes_parted_by_white_space_are_not_the_code_that_they_make_together(written: str) -> None:
    """12 is somebody else's 编号. White space within one 编号 is nothing."""
    people = coded("1", "2", "12", "T 9")
    assert people.ratees(f"{written}、2") == Meant(("2",), (written,))
    assert people.ratees("1 、T9、 t 9，1２").codes == ("1", "T 9", "12")
    assert coded("1", "2", "1 2").ratees("1 2").codes == ("1 2",)


def test_a_workplace_called_like_somebody_elsewhere_is_neither() -> None:
    rows = (("T1", "高峰", "石栏村"), ("T2", "王山", "高峰"), ("T3", "李石栏", "莲浦"), ("T4", "莲浦", "莲浦"))
    people = Roster(Ratee(code, name, "", place, "村", "") for code, name, place in rows)
    assert people.ratees("高峰") == Meant((), (), ("高峰",))
    assert people.ratees("莲浦").codes == ("T3", "T4")


def test_two_widths_of_a_code_are_one() -> None:
    assert told(faults_of(spoilt(put("考核对象", "A3", "Ｔ１")))) == [("scheme.duplicate", "考核对象", "A3")]


def coded(*codes: str) -> Roster:
    return Roster(Ratee(code, f"姓名{code}", "", f"单位{code}", "组", "") for code in codes)


@pytest.mark.parametrize(
    ("codes", "written", "meant"),
    [
        ("1 2 3 4 5", "1-4", "1 2 3 4"),
        ("1 2 3 4 5", "2～4、1", "2 3 4 1"),
        ("T01 T02 T03", "T01—T03", "T01 T02 T03"),
        ("T01 T02 T03", "t01到t02", "T01 T02"),
        ("T-1 T-2 T-3", "T-1-T-3", "T-1 T-2 T-3"),
        ("1 2 4 5", "1-4", "1 2 4"),  # there is no 3
        ("1 2 4 3", "1-4", ""),  # is 3 meant?
        ("1 10 2 3", "1-3", ""),
        ("1 2 A3 4", "1-4", ""),
        ("1 2 3 4", "4-1", ""),
        ("1 2 3 4", "1-7", ""),
        ("甲 乙 丙", "甲-丙", ""),
        ("1 2 1-2 3", "1-2", "1-2"),  # a code of its own
    ],
)
def test_codes_from_one_to_another_are_those_between_or_nobody(codes: str, written: str, meant: str) -> None:
    found = coded(*codes.split()).ratees(written)
    assert (found.codes, bool(found.unknown)) == (tuple(meant.split()), not meant)


@pytest.mark.parametrize(
    ("written", "code"),
    [("1-9", "scheme.span"), ("2024-01-04", "scheme.span"), ("T1至T8", "scheme.span"), ("张三", "scheme.unknown")],
)
def test_what_looks_like_codes_from_one_to_another_is_told_how_to_be_written(written: str, code: str) -> None:
    findings = [f for f in faults_of(spoilt(put("填报任务", "C7", written))) if f.place.cell == "C7"]
    assert [finding.code for finding in findings] == [code]
    if code == "scheme.span":
        assert findings[0].message == f"“考核对象范围”中的“{written}”像是从几号到几号，分不清是哪几个人。"
        assert "如 1、2、3、4" in findings[0].remedy


@pytest.mark.parametrize(
    ("name", "asked"), [("王 海涛", True), ("王　海涛", True), ("叶尔江 A", False), (" 陆明澈 ", False)]
)
def test_a_name_with_a_space_is_asked_about(name: str, asked: bool) -> None:
    findings = faults_of(spoilt(put("考核对象", "B2", name)))
    assert [finding.code for finding in findings] == (["scheme.spaced-name"] if asked else [])


def test_all_names_with_a_space_are_one_question() -> None:
    findings = faults_of(spoilt(put("考核对象", "B2", "王　强"), put("考核对象", "B4", "李 刚")))
    assert told(findings) == [("scheme.spaced-name", "考核对象", "B2")]
    assert findings[0].message == "“姓名”中有2处字间有空格（王　强、李 刚），会照样印在各表和公文上。"


def test_a_range_that_is_not_understood_makes_nobody_missing() -> None:
    """One fault is told once, not again for each person who may have been meant."""
    wrong = spoilt(put("填报任务", "C5", "1-4"), put("填报任务", "C4", "全体"))
    assert told(faults_of(wrong)) == [("scheme.unknown", "填报任务", "C4"), ("scheme.span", "填报任务", "C5")]
    nobody = spoilt(put("填报任务", "C5", "T2"))
    assert told(faults_of(nobody)) == [("scheme.not-assessed", "考核对象", "A2")]
