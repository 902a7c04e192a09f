"""Rows of lists that are the same row of the scheme: the first is taken, and differences stop the import."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.formats.sheet import Cell, Sheet
from lianping_xlsx.scheme.list_columns import find_lists
from lianping_xlsx.scheme.list_headings import ListChoice
from lianping_xlsx.scheme.list_plan import ImportPlan, ImportTerms, plan_import
from lianping_xlsx.scheme.scheme_sheets import RATEES, RUBRIC, UNITS
from lianping_xlsx.spreadsheet.tables import Table
from tests.small import Sheets, sheets

SHOWN = ("编号", "姓名", "所在单位", "填报单位")
HEADS = ("编号", "单位", "书记", "职务")
Rows = Sequence[Sequence[Cell]]
Planned = tuple[list[tuple[str, ...]], list[str]]


def planned(*lists: Rows, scheme: Sheets | None = None, replace: bool = False, instead: bool = False) -> Planned:
    """The persons that the scheme would have, 编号, name, unit, and the code, place and message of each finding.

    ``lists``: the rows of each sheet below the headings.
    """
    outcome = plan_of(lists, scheme or sheets(), ImportTerms(replace, instead, "乡镇"))
    told = [f"{each.code} {each.place.sheet} {each.place.cell} {each.message}" for each in outcome.findings]
    if outcome.value is None:
        return [], told
    table = next(edit for edit in outcome.value.tables if edit.table is RATEES)
    return [tuple(row.text(name) for name in SHOWN) for row in table.stay()], told


def plan_of(
    lists: Sequence[Rows], scheme: Sheets, terms: ImportTerms, heads: Sequence[Cell] = HEADS
) -> Outcome[ImportPlan | None]:
    contents: list[list[list[Cell]]] = [[[*heads], *([*row] for row in rows)] for rows in lists]
    office = [Sheet(f"表{number}", True, rows, {}, {}) for number, rows in enumerate(contents, 1)]
    return plan_import(scheme, find_lists(office, "名单.xlsx", ListChoice()).value, "名单.xlsx", terms)


SMALL = [("T1", "陆明澈", "云溪镇", ""), ("T2", "叶尔江·萨迪克", "石栏镇", ""), ("T3", "游砚秋", "莲浦街道", "")]


def with_units() -> Sheets:
    """The small scheme, in which the persons have units of their own that are named after their places."""
    raw = sheets()
    for row in raw["考核对象"][1:]:
        row[5] = f"{row[3]}党委"
        raw["填报单位"].append([f"U{row[0]}", row[5], "老李", "0000-0000199", "c@example.com"])
    return raw


@pytest.mark.parametrize(("replace", "instead"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("code", ["S1", "Ｓ１", "s1"])
def test_two_persons_of_one_code_are_not_made_one(code: str, replace: bool, instead: bool) -> None:
    listed = [("S1", "马头镇", "李山", ""), (code, "白沙镇", "钱二宝", "书记")]
    persons, told = planned(listed, replace=replace, instead=instead)
    message = "这一行与工作表“表1”第2行是同一个（编号相同，或者名称相同），“姓名、所在单位”却不同，不知道以哪一行为准。"
    assert (persons, told) == ([], [f"import.twice-differs 表1 A3 {message}"])


@pytest.mark.parametrize("content", [3.0, "3", "１２"])
def test_a_number_is_nobody_s_name(content: Cell) -> None:
    """As in the totals below a list, in whatever column they stand."""
    for row, cell in ((("", "马头镇", content, ""), "C3"), (("", content, "李山", ""), "B3")):
        persons, told = planned([("", "白沙镇", "钱二宝", ""), row])
        assert persons == []
        assert [each.partition(" ")[0] for each in told] == ["import.number-as-name"]
        assert f" 表1 {cell} " in told[0]


@pytest.mark.parametrize(
    ("place", "unit"), [("马头镇", "马头镇党委"), ("马头镇党委", "马头镇党委"), ("马头工委", "马头工委")]
)
def test_a_place_that_is_a_party_organisation_is_its_own_unit(place: str, unit: str) -> None:
    outcome = plan_of([[("", place, "李山", "")]], with_units(), ImportTerms(False, False, "乡镇"))
    assert outcome.value is not None
    table = next(edit for edit in outcome.value.tables if edit.table is UNITS)
    assert [row.text("名称") for row in table.stay()][-1] == unit


def test_a_row_that_is_there_twice_is_taken_once() -> None:
    """On another sheet as well; what the first leaves blank is filled in."""
    persons, told = planned([("S1", "马头镇", "李山", "")], [("S1", "马头镇", "李 山", "党委书记")], replace=True)
    assert persons == [*SMALL, ("S1", "李山", "马头镇", "")]
    assert told == ["import.twice 表2 A2 这一行与工作表“表1”第2行是同一个，只导入那一行，空白的补上。"]


def test_somebody_else_of_a_unit_on_another_sheet_takes_nobody_s_seat() -> None:
    """T1 is the only one of his unit, and the first sheet has him; on the second sheet is somebody else."""
    persons, told = planned([("", "云溪镇", "陆明澈", "")], [("", "云溪镇", "李山", "镇长")], replace=True)
    assert persons == [*SMALL, ("T4", "李山", "云溪镇", "")]
    assert not [each for each in told if "twice" in each]


@pytest.mark.parametrize("replace", [True, False])
def test_a_unit_that_does_not_follow_its_person_is_told(replace: bool) -> None:
    """T1 has moved, and the list says nothing of his unit; T2 is somebody else in the same place."""
    listed = [("T1", "青山镇", "陆明澈", ""), ("T2", "石栏镇", "李山", "")]
    _, told = planned(listed, scheme=with_units(), replace=replace)
    words = "“陆明澈”的所在单位由“云溪镇”改为“青山镇”，填报单位仍是“云溪镇党委”。"
    assert [each for each in told if "unit" in each] == ([f"import.unit-stays 表1 B2 {words}"] if replace else [])


def test_persons_who_exchange_their_codes_keep_their_units() -> None:
    listed = [("T2", "云溪镇", "陆明澈", ""), ("T1", "石栏镇", "叶尔江·萨迪克", "")]
    persons, told = planned(listed, scheme=with_units(), replace=True)
    assert persons[:2] == [("T2", "陆明澈", "云溪镇", "云溪镇党委"), ("T1", "叶尔江·萨迪克", "石栏镇", "石栏镇党委")]
    assert told == []


def test_a_person_of_the_list_has_nothing_of_a_sample_s_person_of_the_same_code() -> None:
    """T1 is somebody of another place; T3 is of the same place, as when a list that was imported comes again."""
    listed = [("T1", "马头镇", "李山", ""), ("T3", "莲浦街道", "钱二宝", "")]
    persons, told = planned(listed, scheme=with_units(), instead=True)
    assert persons == [("T3", "钱二宝", "莲浦街道", "莲浦街道党委"), ("T1", "李山", "马头镇", "马头镇党委")]
    assert not [each for each in told if "unit" in each]


def test_a_unit_has_the_contact_of_the_first_of_its_persons() -> None:
    """U1 has two: what the second would have in its place is told."""
    heads = ("单位", "姓名", "填报单位", "联系人", "电话")
    rows: list[list[Cell]] = [
        [*heads],
        ["马头镇", "李山", "县委办公室", "老李", ""],
        ["马头镇", "钱二宝", "县委办公室", "老钱", "0000-0000155"],
    ]
    found = find_lists([Sheet("表1", True, rows, {}, {})], "名单.xlsx", ListChoice()).value
    outcome = plan_import(sheets(), found, "名单.xlsx", ImportTerms(replace=True, group="乡镇"))
    assert outcome.value is not None
    unit = next(edit for edit in outcome.value.tables if edit.table is UNITS).rows[0]
    assert [unit.text(name) for name in ("名称", "联系人", "电话")] == ["县委办公室", "老李", "0000-0000101"]
    told = [f"{each.code} {each.place.cell} {each.message}" for each in outcome.findings]
    message = "“县委办公室”的联系人、电话用工作表“表1”第2行的，这一行的没有写入。"
    assert told == [f"import.other-contact A3 {message}"]


@pytest.mark.parametrize(("named", "stays"), [("T1", True), ("陆明澈", False), ("云溪镇", True), ("T2", False)])
def test_an_event_of_who_had_the_post_before_is_told(named: str, stays: bool) -> None:
    """T1 is somebody else now: what names the 编号 or the place counts for him; a name is one that nobody has."""
    raw = sheets()
    raw["否决与加减分"].append([named, "换届拉票", "否决", "", "通报"])
    _, told = planned([("T1", "云溪镇", "李山", "")], scheme=raw, replace=True)
    message = "第2行的“考核对象”写的人，这次由名单换成了别人，这一行从此算在新的人身上。"
    assert told == ([f"import.names-others 否决与加减分 None {message}"] if stays else [])
    _, told = planned([("T1", "云溪镇", "陆明澈", "镇长")], scheme=raw, replace=True)
    assert told == []


def test_what_names_a_code_names_the_code_that_the_list_gives() -> None:
    """T1 is A1 now, T2 and T3 have exchanged theirs, and somebody new takes a code that became free."""
    raw = sheets()
    raw["填报任务"].append(["第一考核组", "评议意见", "T1、T3，叶尔江·萨迪克", "", "", ""])
    raw["否决与加减分"] += [["t1", "事项", "否决", "", "文件"], ["游砚秋", "事项", "降档", "", "文件"]]
    listed = [
        ("A1", "云溪镇", "陆明澈", ""), ("T3", "石栏镇", "叶尔江·萨迪克", ""), ("T2", "莲浦街道", "游砚秋", ""),
        ("", "马头镇", "李山", ""),
    ]  # fmt: skip
    plan = plan_of([listed], raw, ImportTerms(replace=True, group="乡镇")).value
    assert plan is not None
    ranges = {
        row: content for (sheet, row, column), content in plan.cells.items() if (sheet, column) == ("填报任务", 2)
    }
    assert ranges == {5: "T2", 7: "A1、T2、叶尔江·萨迪克"}
    events = {row: content for (sheet, row, _), content in plan.cells.items() if sheet == "否决与加减分"}
    assert events == {1: "A1"}
    (persons,) = (edit for edit in plan.tables if edit.table is RATEES)
    assert [row.text("编号") for row in persons.stay()] == ["A1", "T3", "T2", "T1"]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("terms", [{"replace": True}, {"instead": True}])
def test_two_of_one_name_in_one_place_are_told_apart_by_their_codes(terms: dict[str, bool], order: int) -> None:
    listed = [("T1", "云溪镇", "陆明澈", ""), ("T9", "云溪镇", "陆明澈", "副书记")]
    plan = plan_of([listed[::order]], sheets(), ImportTerms(group="乡镇", **terms))
    assert plan.value is not None
    (persons,) = (edit for edit in plan.value.tables if edit.table is RATEES)
    posts = {row.text("编号"): row.text("职务") for row in persons.stay() if row.text("姓名") == "陆明澈"}
    assert posts == {"T1": "党委书记", "T9": "副书记"}
    assert not [each for each in plan.findings if "twice" in each.code]


UNIT_HEADS = ("编号", "填报单位", "联系人", "电话")


def test_what_names_a_unit_names_it_as_the_list_does() -> None:
    """U1 has another name, and is the unit of T1 and scores an item; U2 keeps its name."""
    raw = with_units()
    raw["考核对象"][1][5] = "县委办公室"
    raw["考评细则"] = [[*row, "评分单位" if row[0] == "编号" else ""] for row in raw["考评细则"]]
    raw["考评细则"][1][7] = "县委办公室"
    listed = [("U1", "县委办", "老李", "0000-0000101"), ("U2", "第一考核组", "老李", "")]
    plan = plan_of([listed], raw, ImportTerms(replace=True), UNIT_HEADS).value
    assert plan is not None
    renamed = sorted((sheet, row) for (sheet, row, _), content in plan.cells.items() if content == "县委办")
    assert renamed == [
        ("填报任务", 1),
        ("填报任务", 2),
        ("填报任务", 3),
        ("填报单位", 1),
        ("考核对象", 1),
        ("考评细则", 1),
    ]


def test_a_unit_of_the_list_is_not_a_sample_s_of_the_same_code() -> None:
    plan = plan_of(
        [[("U1", "马头镇政府", "老李", "0000-0000155")]], sheets(), ImportTerms(instead=True), UNIT_HEADS
    ).value
    assert plan is not None
    (units,) = (edit for edit in plan.tables if edit.table is UNITS)
    named = {row.text("编号"): row.text("名称") for row in units.stay()}
    assert named == {"U1": "县委办公室", "U2": "第一考核组", "U3": "第二考核组", "U4": "县委评议组", "U5": "马头镇政府"}


def test_a_unit_under_another_name_of_its_own_keeps_its_name() -> None:
    raw = sheets()
    raw["填报单位"] = [[*row, "别名" if row[0] == "编号" else ""] for row in raw["填报单位"]]
    raw["填报单位"][1][5] = "县委办、办公室"
    listed = [("", "县委办", "老李", ""), ("U1", "办 公 室", "老李", "")]
    plan = plan_of([listed], raw, ImportTerms(replace=True), UNIT_HEADS)
    assert plan.value is not None
    assert plan.value.cells == {("填报单位", 1, 2): "老李"}
    assert [each.code for each in plan.findings] == ["import.twice"]


def test_two_of_one_name_in_one_place_are_both_met_by_a_list_without_codes() -> None:
    raw = sheets()
    raw["考核对象"][2][1:4] = raw["考核对象"][1][1:4]
    listed = [("", "云溪镇", "陆明澈", "党委书记"), ("", "云溪镇", "陆明澈", "镇长")]
    plan = plan_of([listed], raw, ImportTerms(replace=True, group="乡镇"))
    assert plan.value is not None
    (persons,) = (edit for edit in plan.value.tables if edit.table is RATEES)
    posts = [(row.text("编号"), row.text("职务")) for row in persons.stay() if row.text("姓名") == "陆明澈"]
    assert posts == [("T1", "党委书记"), ("T2", "镇长")]
    assert plan.findings == ()


@pytest.mark.parametrize("new", [False, True])
def test_a_person_of_a_unit_that_the_same_list_calls_otherwise_gets_no_second_unit(new: bool) -> None:
    """The list of units stands before that of persons, whose units are named as before in the scheme."""
    raw = with_units()
    raw["填报单位"].append(["U9", "马头镇党委", "", "", ""])
    raw["填报单位"][5][3] = ""
    units = [["编号", "填报单位", "联系人"], ["U9" if new else "UT1", "镇机关党委", "老王"]]
    person = ["李山", "马头镇"] if new else ["陆明澈", "云溪镇"]
    lists = [units, [["姓名", "所在单位", "电话"], [*person, "0000-0000102"]]]
    office = [Sheet(f"表{n}", True, [[*row] for row in rows], {}, {}) for n, rows in enumerate(lists, 1)]
    found = find_lists(office, "名单.xlsx", ListChoice()).value
    plan = plan_import(raw, found, "名单.xlsx", ImportTerms(replace=True, group="乡镇")).value
    assert plan is not None
    rows = {edit.table: edit.stay() for edit in plan.tables}
    assert len(rows[UNITS]) == len(raw["填报单位"]) - 1
    assert [unit.text("电话") for unit in rows[UNITS] if unit.text("名称") == "镇机关党委"] == ["0000-0000102"]
    assert [each.text("填报单位") for each in rows[RATEES] if each.text("姓名") == person[0]] == ["镇机关党委"]


def test_a_span_of_codes_means_the_same_persons_afterwards() -> None:
    """Somebody new has the first 编号, and all others the next one: T2-T3 would be other persons, unsaid."""
    raw = sheets()
    raw["填报任务"] += [
        ["第一考核组", "评议意见", text, "", "", ""] for text in ("T2-T3", "街道、T1", "T1至T2；游砚秋")
    ]
    listed = [
        ("T1", "马头镇", "李山", ""), ("T2", "云溪镇", "陆明澈", ""), ("T3", "石栏镇", "叶尔江·萨迪克", ""),
        ("T4", "莲浦街道", "游砚秋", ""),
    ]  # fmt: skip
    plan = plan_of([listed], raw, ImportTerms(replace=True, group="乡镇")).value
    assert plan is not None
    ranges = {row: content for (sheet, row, at), content in plan.cells.items() if (sheet, at) == ("填报任务", 2)}
    assert ranges == {5: "T4", 7: "T3、T4", 8: "街道、T2", 9: "T2、T3、游砚秋"}


def test_a_code_that_the_list_itself_writes_is_one_of_the_list() -> None:
    """Two persons exchange theirs, and a list of items on the next sheet names one of them by it."""
    raw = sheets()
    heads, *items = raw["考评细则"]
    raw["考评细则"] = [[*heads, "无此任务的考核对象"], *([*row, "T2"] for row in items)]
    rubric: list[list[Cell]] = [
        ["编号", "一级指标", "考评内容", "分值", "无此任务的考核对象"],
        ["K1", "组织建设", "按期换届", 60, "T2"],
    ]
    persons: list[list[Cell]] = [
        ["编号", "姓名", "所在单位"],
        ["T3", "叶尔江·萨迪克", "石栏镇"],
        ["T2", "游砚秋", "莲浦街道"],
    ]
    office = [Sheet(name, True, rows, {}, {}) for name, rows in (("人", persons), ("项目", rubric))]
    found = find_lists(office, "名单.xlsx", ListChoice()).value
    plan = plan_import(raw, found, "名单.xlsx", ImportTerms(replace=True, group="乡镇")).value
    assert plan is not None
    (edit,) = (each for each in plan.tables if each.table is RUBRIC)
    assert [row.text("无此任务的考核对象") for row in edit.stay()] == ["T2", *["T3"] * (len(items) - 1)]


def test_somebody_new_takes_nobody_s_place_who_has_another_code_in_the_list() -> None:
    """He is on top of the list, and has the 编号 of the one below, whose events stay his own."""
    raw = with_units()
    raw["否决与加减分"].append(["T1", "换届拉票", "否决", "", "通报"])
    listed = [("T1", "马头镇", "李山", ""), ("T2", "云溪镇", "陆明澈", "")]
    kept = [(*person[:3], f"{person[2]}党委") for person in SMALL]
    for sheets_of_it in ([listed], [listed[:1], listed[1:]]):
        persons, told = planned(*sheets_of_it, scheme=raw)
        assert (persons, told) == ([*kept, ("T4", "李山", "马头镇", "马头镇党委")], [])
    listed += [("T3", "石栏镇", "叶尔江·萨迪克", ""), ("T4", "莲浦街道", "游砚秋", "")]
    plan = plan_of([listed], raw, ImportTerms(replace=True, group="乡镇")).value
    assert plan is not None
    (edit,) = (each for each in plan.tables if each.table is RATEES)
    assert [(row.text("编号"), row.text("姓名")) for row in edit.stay()] == [
        ("T2", "陆明澈"), ("T3", "叶尔江·萨迪克"), ("T4", "游砚秋"), ("T1", "李山")
    ]  # fmt: skip
    assert [content for (sheet, *_), content in plan.cells.items() if sheet == "否决与加减分"] == ["T2"]


@pytest.mark.parametrize("table", [RATEES, UNITS])
def test_a_code_that_somebody_else_keeps_is_not_given_twice(table: Table) -> None:
    """A list of only some: the first of the scheme has the 编号 of the second there, who is not on the list."""
    listed, heads = [("T2", "云溪镇", "陆明澈", "")], HEADS
    if table is UNITS:
        listed, heads = [("U1", "第一考核组", "老王", "")], UNIT_HEADS
    plan = plan_of([listed], sheets(), ImportTerms(replace=True, group="乡镇"), heads).value
    assert plan is not None
    (edit,) = (each for each in plan.tables if each.table is table)
    assert [row.text("编号") for row in edit.stay()] == [row.before["编号"] for row in edit.stay()]
    assert [row.offered for row in edit.rows if row.offered] == [{"编号": listed[0][0]}]


def test_units_that_the_list_numbers_otherwise_keep_their_tasks() -> None:
    """To exchange their names would give each the tasks of the other."""
    listed = [("U1", "第一考核组", "老王", ""), ("U2", "县委办公室", "老李", ""), ("U3", "新区", "老钱", "")]
    plan = plan_of([listed], sheets(), ImportTerms(replace=True), UNIT_HEADS).value
    assert plan is not None
    (edit,) = (each for each in plan.tables if each.table is UNITS)
    named = {row.text("编号"): row.text("名称") for row in edit.stay()}
    assert named == {"U1": "第一考核组", "U2": "县委办公室", "U3": "新区", "U4": "县委评议组"}
    assert {content for (sheet, *_), content in plan.cells.items() if sheet == "填报任务"} == {"新区"}
