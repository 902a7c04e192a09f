"""Tables of an office below and beside each other: what is one list, and what is told of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.scheme.list_columns import OfficeList, find_lists
from lianping_xlsx.scheme.list_headings import ListChoice
from lianping_xlsx.scheme.list_rows import entries
from lianping_xlsx.scheme.scheme_sheets import RATEES

TOWNS = (("乡镇", "党委书记"), ("马头镇", "李山"), ("白沙镇", "钱二宝"))
Rows = Sequence[Sequence[str]]


def sheet(*rows: Sequence[str], name: str = "Sheet1", visible: bool = True) -> Sheet:
    width = max(map(len, rows), default=0)
    return Sheet(name, visible, [[*row, *[""] * (width - len(row))] for row in rows], {}, {})


def found_in(*sheets: Sheet, choice: ListChoice | None = None) -> tuple[tuple[OfficeList, ...], list[str]]:
    """The lists, and the code, place and message of each finding."""
    outcome = find_lists(sheets, "名单.xlsx", choice or ListChoice())
    return outcome.value, [
        f"{each.code} {each.place.sheet} {each.place.cell or ''} {each.message}" for each in outcome.findings
    ]


def persons(found: OfficeList) -> list[tuple[object, object]]:
    return [(row.values["姓名"], row.values["所在单位"]) for row in found.rows]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ((("书记", "单位"), ("王五", "东街道")), "书记 单位"),
        ((("编号", "街道", "姓名", "职务"), ("S1", "东街道", "王五", "书记")), "编号 街道 姓名 职务"),
        ((("单位", "联系人", "电话"), ("县委办", "老李", "0791-8888888")), "单位 联系人 电话"),
        ((("乡镇", "党委书记", "联系电话"), ("东街道", "王五", "0791-8888888")), "乡镇 党委书记 联系电话"),
    ],
)
def test_a_second_table_below_is_no_part_of_the_first(second: Rows, told: str) -> None:
    """Whatever its columns are: one with more of them must not hide the first."""
    (found,), findings = found_in(sheet(*TOWNS, (), *second))
    assert persons(found) == [("李山", "马头镇"), ("钱二宝", "白沙镇")]
    message = f"这一行是另一张表的表头（{told}），从这一行起没有导入。"
    assert findings == [f"import.second-table Sheet1 A5 {message}"]


def test_the_same_heading_is_only_repeated() -> None:
    (found,), findings = found_in(sheet(*TOWNS, TOWNS[0], ("东街道", "王五")))
    assert persons(found)[-1] == ("王五", "东街道")
    assert findings == []


def test_words_of_headings_are_contents_too() -> None:
    rows = (
        ("单位", "书记", "职务", "类别"),
        ("马头镇", "李山", "党委书记", "乡镇"),
        ("白沙镇", "钱二宝", "书记", "乡镇"),
    )
    (found,), findings = found_in(sheet(*rows))
    assert len(found.rows) == 2
    assert findings == []


def test_a_form_above_a_list_is_no_table() -> None:
    (found,), findings = found_in(sheet(("单位", "县委组织部", "联系人", "老李"), ("电话", "8888888"), *TOWNS))
    assert persons(found) == [("李山", "马头镇"), ("钱二宝", "白沙镇")]
    assert findings == []


def test_a_person_may_mean_the_second_table() -> None:
    rows = (("单位", "联系人"), ("县委办", "老李"), *TOWNS)
    (found,), _ = found_in(sheet(*rows), choice=ListChoice(table="考核对象"))
    assert persons(found) == [("李山", "马头镇"), ("钱二宝", "白沙镇")]


def test_sheets_that_are_not_imported_are_told() -> None:
    """Unusual headings and a hidden list; no empty sheet, no sheet of notes, no other sheet of a scheme."""
    sheets = (
        sheet(*TOWNS, name="乡镇"),
        sheet(("街办", "一把手"), ("东街道", "王五"), name="街道"),
        sheet(("单位", "书记"), ("西街道", "赵六"), name="旧名单", visible=False),
        sheet(name="Sheet3"),
        sheet(("填表说明",), ("一、如实填写",), name="说明"),
        sheet(("项目", "内容"), ("年度", "2024"), name="基本信息"),
    )
    _, findings = found_in(*sheets)
    assert findings == [
        "import.sheet-left-out 街道  这张工作表没有导入：没有认出名单的表头。",
        "import.sheet-left-out 旧名单  这张工作表没有导入：是隐藏的。",
    ]
    _, findings = found_in(*sheets[1:3])
    assert [each.partition(" ")[0] for each in findings] == ["import.no-list", "import.sheet-left-out"]
    assert findings[1] == "import.sheet-left-out 旧名单  这张工作表没有导入：是隐藏的。"
    listed, findings = found_in(*sheets, choice=ListChoice(("旧名单", "说明")))
    assert [each.sheet for each in listed] == ["旧名单"]
    assert findings == ["import.sheet-left-out 说明  这张工作表没有导入：没有认出名单的表头。"]


@pytest.mark.parametrize(
    ("name", "tidy"), [("𠮷　田", "𠮷田"), ("刘 䶮", "刘䶮"), ("李  山", "李山"), ("A 组", "A 组")]
)
def test_rare_characters_are_spread_by_spaces_as_well(name: str, tidy: str) -> None:
    (found,), _ = found_in(sheet(("单位", "书记"), ("马头镇", name)))
    faults: list[Finding] = []
    assert entries(found, found.rows[0], RATEES, "名单.xlsx", faults)["姓名"] == tidy
    assert faults == []


def test_a_number_of_several_rows_together_is_no_number_of_each() -> None:
    rows = (("一级指标", "考核内容", "分值"), ("组织", "换届", "20"), ("", "发展", ""), ("队伍", "讲课", "80"))
    merged = replace(sheet(*rows), merges=((1, 0, 2, 0), (1, 2, 2, 2)))
    _, findings = found_in(merged)
    assert findings == ["import.merged-number Sheet1 C2 “分值”的这一格由2行合并而成，不知道每一行是多少。"]


def test_a_hidden_column_is_told_and_not_taken_before_one_that_is_seen() -> None:
    """Last year's names are hidden: beside other names of the same kind, and where nothing else is known for one."""
    rows = (("单位", "姓名", "书记"), ("马头镇", "旧人", "李山"))
    (found,), findings = found_in(replace(sheet(*rows), hidden_columns=((1, 1),)))
    assert (persons(found), findings) == ([("李山", "马头镇")], [])
    hidden = replace(sheet(("单位", "姓名", "现任"), rows[1]), hidden_columns=((1, 1),))
    (found,), findings = found_in(hidden)
    assert findings == ["import.hidden-column Sheet1 B1 “姓名”用的B列是隐藏的，也照样导入。"]
    (found,), findings = found_in(hidden, choice=ListChoice(columns={"姓名": 2}))
    assert (persons(found), findings) == ([("李山", "马头镇")], [])
    _, findings = found_in(hidden, choice=ListChoice(columns={"姓名": 1}))
    assert findings == []


def test_who_is_struck_through_is_told() -> None:
    """A clerk strikes out who has left; a line through what is not imported, or below the list, says nothing."""
    rows = (*TOWNS, ("东街道", "王五"), ("西街道", "赵六"), (), ("注：划线的是离任的。", ""))
    lines = frozenset({(0, 0), (2, 1), (3, 0), (3, 1), (6, 0), (1, 5)})
    (found,), findings = found_in(replace(sheet(*rows), struck=lines))
    assert len(found.rows) == 4
    message = "名单第3至4行有加了删除线的内容（全部或者部分文字），也一起导入。"
    assert [each for each in findings if "import.struck" in each] == [f"import.struck Sheet1 B3 {message}"]


def test_an_item_that_begins_like_a_signature_or_lacks_its_points_is_not_passed_over() -> None:
    """Below merged cells the content stands first in its row; a remark and a signature are no items."""
    long = "每半年至少组织一次以学习贯彻党章为内容的集中学习"
    rows = (
        ("一级指标", "考核内容", "分值"),
        ("组织", "换届", "20"),
        ("", "负责人履职：制定年度计划", "50"),
        ("", "总计划完成率不低于百分之九十五", "30"),
        ("", long, ""),
    )
    footer = (
        ("合计（100分）", "", "100"),
        ("注：以上各项按年度考核。",),
        ("", "", ""),
        ("填表人：老李",),
        ("审核单位：", "组织科", ""),
    )
    (found,), findings = found_in(sheet(*rows, *footer))
    assert [row.values["考评内容"] for row in found.rows] == [
        "换届",
        "负责人履职：制定年度计划",
        "总计划完成率不低于百分之九十五",
    ]
    assert findings == [f"import.row-left-out Sheet1 A5 “{long}”这一行没有导入：缺分值。"]
    place = "中共青禾县马头镇工业园区综合工作委员会"
    _, findings = found_in(sheet(*TOWNS, (place, "")))
    assert findings == [f"import.row-left-out Sheet1 A4 “{place}”这一行没有导入：缺姓名。"]


def test_a_blank_place_that_is_that_of_the_row_above_is_told() -> None:
    """Of three persons of one place the second stands beside a merged cell, and the third beside a blank one."""
    rows = (("排名组", "单位", "书记"), ("乡", "马头镇", "李山"), ("", "", "钱二宝"), ("", "", "孙三思"))
    (found,), findings = found_in(replace(sheet(*rows), merges=((1, 1, 2, 1),)))
    assert [row.values["所在单位"] for row in found.rows] == ["马头镇"] * 3
    assert findings == ["import.carried Sheet1 B4 “所在单位”有1格空白，照上面一行的填；第一处是这一格。"]
