"""The forms of polls in each 打分方式: blocks of columns a ratee, limits of items, widths and pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.forms.column_widths import REPEATED, pixels_of
from lianping_xlsx.forms.issued_lists import describe_slots
from lianping_xlsx.forms.layout import FormLayout, Role
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import FormKind
from tests.small import LEADERS, POLL, TOWN, Town, scored

ITEMS, GRADES = scored("分项"), scored("等次", "等次")


def register(town: Town) -> FormLayout:
    return town.form(FormKind.BALLOTS, voter_class=LEADERS)


def crowd(scheme: Scheme, count: int) -> Town:
    """The campaign with so many ratees on its forms."""
    people = [Ratee(f"R{n}", f"姓名{n}", "书记", f"第{n}乡镇", "乡镇", "") for n in range(count)]
    codes = tuple(ratee.code for ratee in people)
    tasks = tuple(replace(task, ratees=codes) for task in scheme.tasks if task.kind is not FormKind.RUBRIC)
    return Town(replace(scheme, ratees=tuple(people), tasks=tasks))


def test_a_ratee_has_a_column_for_each_item_and_a_sum() -> None:
    columns = register(ITEMS).columns
    assert [(column.key, column.heading, column.role) for column in columns[2:8:3]] == [
        ("mark:T1:N1", "云溪镇 陆明澈 N1（60分）", Role.INPUT),
        ("mark:T2:N2", "石栏镇 叶尔江·萨迪克 N2（40分）", Role.INPUT),
    ]
    assert [(column.key, column.role) for column in columns[8:-1]] == [(f"sum:T{n}", Role.COMPUTED) for n in (1, 2, 3)]
    assert "N1 加强基层党组织建设情况；N2" in register(ITEMS).intro


def test_a_ratee_has_a_column_for_each_grade() -> None:
    assert [column.key for column in register(GRADES).columns] == [
        "ballot", "validity", "tick:T1:好", "tick:T1:差", "tick:T2:好", "tick:T2:差", "tick:T3:好", "tick:T3:差",
        "status",
    ]  # fmt: skip


def test_counts_of_grades_stand_where_the_valid_votes_and_their_sum_stood() -> None:
    def keys(town: Town) -> list[str]:
        return [column.key for column in town.form(FormKind.TALLY).columns if column.role is Role.INPUT]

    assert keys(TOWN) == ["issued", "returned", "valid", "void", "abstained", "total"]
    assert keys(GRADES) == ["issued", "returned", "count:好", "count:差", "void", "abstained"]
    assert keys(scored("百分制", "分项")) == keys(TOWN)


def test_slots_say_which_item_or_grade_they_are_for() -> None:
    slots = {(slot["sheet"], slot["cell"]): slot for slot in describe_slots(ITEMS.books)}
    mark = {
        "file": "U1 县委办公室.xlsx", "sheet": "测评票-县委领导", "form": "测评票", "poll": POLL,
        "voter_class": LEADERS, "ballot_no": "001",
    }  # fmt: skip
    points = {"field": "mark", "kind": "points", "min": 0}
    assert slots["测评票-县委领导", "D7"] == mark | points | {"cell": "D7", "ratee": "T1", "item": "N2", "max": 40}
    ticks = [slot for slot in describe_slots(GRADES.books) if slot["field"] == "tick"]
    assert ticks[1] == mark | {"cell": "D7", "ratee": "T1", "item": "差", "field": "tick", "kind": "tick"}
    assert len(ticks) == (6 + 7) * 3 * 2
    found = [slot for slot in describe_slots(GRADES.books) if slot["field"] == "count"]
    assert [(slot["ratee"], slot["item"], slot["min"]) for slot in found] == [
        (f"T{n}", grade, 0) for n in (1, 2, 3) for grade in ("好", "差")
    ]


@pytest.mark.parametrize("town", [ITEMS, GRADES], ids=["分项", "等次"])
def test_few_columns_are_wide_and_many_are_narrow(town: Town) -> None:
    def widths(form: FormLayout) -> set[float]:
        return {column.width for column in form.columns if column.upright and column.role is Role.INPUT}

    few, many = widths(register(town)), widths(register(crowd(town.scheme, 40)))
    assert few == {7.2}  # as wide as a mark of 百分制
    assert len(many) == 1
    assert max(many) < 6


@pytest.mark.parametrize("scoring", ["百分制", "分项", "等次"])
@pytest.mark.parametrize("count", [3, 13, 30, 60])
def test_title_head_and_foot_stand_on_the_first_page(scoring: str, count: int) -> None:
    form = register(crowd(scored(scoring).scheme, count))
    first, last = form.title_columns
    total = sum(pixels_of(column.width) for column in form.columns)
    if form.pages == 1:
        assert (first, last) == (0, form.width - 1)
    else:
        assert first == REPEATED
        # however wide a page is, the columns before its end are no more than its share of them all
        assert sum(pixels_of(column.width) for column in form.columns[: last + 1]) * form.pages <= total
    assert all(first <= edge <= last for placed in form.placed() for edge in (*placed.label, *placed.entry))
    assert total / form.pages < 1800  # what can still be read on A4


def test_a_small_campaign_needs_one_page_and_a_large_one_several() -> None:
    assert [register(crowd(ITEMS.scheme, count)).pages for count in (3, 12, 30, 60)] == [1, 2, 3, 6]
