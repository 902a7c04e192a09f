"""部门评分表: one sheet for each department, what is closed to whom, and what the locked formulas say."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.books import open_book
from tests.libreoffice import needs_libreoffice, recalculate_all
from tests.small import Entries, Town, scheme_of, sheets
from tests.tally.test_department_scores import with_departments

TOWN = Town(scheme_of(with_departments()))


def form_of(unit: str) -> FormLayout:
    return next(f for f in TOWN.book(unit).forms if f.key.kind is FormKind.DEPARTMENT)


FARM = form_of("U7")
EXEMPT = with_departments(扣分超过分值处理="错误")
EXEMPT["考评细则"] = [
    [*row, {"编号": "无此任务的考核对象", "K3": "T1"}.get(str(row[0]), "")] for row in EXEMPT["考评细则"]
]
STRICT = Town(scheme_of(EXEMPT))
"""T1 has no task in K3, and no deduction may be greater than the 分值."""


def test_a_department_has_one_sheet_with_its_own_items() -> None:
    assert (FARM.sheet, FARM.title) == ("部门评分表", "2024年度党委书记述职评议考核部门评分表")
    assert [column.heading for column in FARM.columns] == [
        *("编号", "单位", "姓名"),
        *("K3\n三资管理\n扣分（25分）", "K5\n产业示范\n加分（3分）", "K7\n环境通报\n减分（5分）"),
        "各项\n计分",
        *("K3\n扣分原因", "K5\n加分原因", "K7\n减分原因"),
        "填写检查",
    ]
    assert [row.key for row in FARM.rows] == ["T1", "T2", "T3"]
    assert [row.key for row in form_of("U2").rows] == ["T3"]  # its item is of 街道 alone


def test_what_does_not_apply_to_a_group_is_closed() -> None:
    open_to = {row.key: [c.item for _, c in FARM.input_columns() if FARM.kind_at(row, c)] for row in FARM.rows}
    assert open_to == {"T1": ["K3", "K5", "K7"] * 2, "T2": ["K3", "K5", "K7"] * 2, "T3": ["K5"] * 2}


def test_a_visit_holds_only_what_no_department_scores() -> None:
    visit = TOWN.form(FormKind.RUBRIC, ratee="T1")
    assert [row.item for row in visit.rows] == ["K1", "K4"]


def test_without_departments_nothing_that_was_issued_changes() -> None:
    plain = Town(scheme_of(sheets()))
    raw = sheets()
    raw["考评细则"] = [[*row, "评分单位" if row[0] == "编号" else ""] for row in raw["考评细则"]]
    blank = Town(scheme_of(raw))
    assert [f.layout.fingerprint for f in plain.expected] == [f.layout.fingerprint for f in blank.expected]
    assert plain.scheme.fingerprint == blank.scheme.fingerprint


def test_a_reply_is_read_by_item_and_ratee(tmp_path: Path) -> None:
    entries: Entries = {("T1", "points:K3"): 1.25, ("T1", "reason:K3"): "账目不清", ("T3", "points:K5"): "2分"}
    read = TOWN.read(tmp_path, TOWN.filled(FARM, entries | {("T2", "points:K3"): "约2"}))
    assert read.codes == ["cell.not-number", "cell.repaired"]
    assert read.findings[0].slots["who"] == "“石栏镇 叶尔江·萨迪克”的K3“扣分”"
    read_back = {("T1", "points:K3"): 1_25, ("T1", "reason:K3"): "账目不清", ("T3", "points:K5"): 2_00}
    assert read.values(FARM) == read_back


def test_points_in_a_closed_cell_are_told(tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, TOWN.filled(FARM, {("T3", "points:K3"): 5, ("T3", "points:K5"): 1}))
    assert read.codes == ["cell.closed"]
    assert read.values(FARM) == {("T3", "points:K5"): 1_00}


@pytest.mark.slow
@needs_libreoffice
def test_what_a_person_sees_while_filling_it_in(tmp_path: Path) -> None:
    """T1: 25 - 1.25 + 2 - 1 = 24.75; T2: 25 - 26 counts as 0, but may not be where STRICT."""
    office = form_of("U1")
    strict = next(f for f in STRICT.book("U7").forms if f.key.kind is FormKind.DEPARTMENT)
    cases: list[tuple[FormLayout, Entries, list[object], list[object]]] = [
        (
            FARM,
            {
                ("T1", "points:K3"): 1.25,
                ("T1", "reason:K3"): "账目",
                ("T1", "points:K7"): "１分",
                ("T1", "points:K5"): 2,
                ("T1", "reason:K5"): "示范",
                ("T1", "reason:K7"): "通报",
                ("T2", "points:K3"): 26,
                ("T2", "reason:K3"): "账目",
            },
            ["完整", "完整", "完整"],
            [24.75, 0, None],
        ),
        (
            FARM,
            {("T1", "points:K5"): 1, ("T1", "reason:K5"): "示范", ("T2", "points:K3"): 2, ("T3", "points:K5"): 3.5},
            ["部分填写", "请写原因", "有超出范围的"],
            [1, 23, 3.5],
        ),
        (
            FARM,
            {("T1", "points:K3"): "约2", ("T3", "points:K5"): 2},
            ["有超出范围的", "未填", "请写原因"],
            [0, None, 2],
        ),
        (
            strict,
            {("T1", "points:K5"): 2, ("T1", "reason:K5"): "示范", ("T2", "points:K3"): 26, ("T2", "reason:K3"): "账目"},
            ["完整", "有超出范围的", "完整"],
            [2, 0, None],
        ),
        (strict, {("T2", "points:K3"): 25, ("T2", "reason:K3"): "账目"}, ["完整", "完整", "完整"], [None, 0, None]),
        (office, {("T1", "points:K2"): 35, ("T2", "points:K2"): 34}, ["完整", "请写原因", "未填"], [35, 34, None]),
    ]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(cases))]
    for path, (form, entries, _, _) in zip(paths, cases, strict=True):
        path.write_bytes((STRICT if form is strict else TOWN).filled(form, entries))
    for path, (form, _, status, totals) in zip(recalculate_all(paths), cases, strict=True):
        page = open_book(path.read_bytes(), values=True)[form.sheet]
        seen = {
            key: [page.cell(row, form.column_of(key) + 1).value or None for row in range(7, 10)]
            for key in ("status", "total")
        }
        assert seen["status"] == status
        assert [value or None for value in totals] == seen["total"]


def test_a_formula_of_many_items_is_no_longer_than_excel_allows() -> None:
    """30 items of one department; Excel's limit is 8,192 characters."""
    heading = "编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组 | 评分单位"
    modes = ("得分", "扣分", "加分", "减分")
    items = [f"K{n} | 指标 | 内容{n} | 5 | | {modes[n % 4]} | | 县委办公室" for n in range(30)]
    town = Town(scheme_of(with_departments("\n".join([heading, *items]))))
    form = next(f for f in town.book("U1").forms if f.key.kind is FormKind.DEPARTMENT)
    page = open_book(town.filled(form, {}))[form.sheet]
    formulas = [str(cell.value) for row in page.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert len(formulas) == 2 * len(form.rows)
    assert max(map(len, formulas)) < 8_192
