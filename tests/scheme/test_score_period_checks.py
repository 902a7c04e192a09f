"""What ``check`` says of 期次 and of the tasks for ready-made scores."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lianping_xlsx.scheme.scheme_fingerprint import fingerprint_of
from tests.given import COMPONENTS, CONTENT, DAILY, PERIODS, TASKS, with_given
from tests.small import Sheets, changed, faults_of, scheme_of

Told = tuple[str, str | None, str | None]


def other(sheet: str, text: str, old: str, new: str) -> Callable[[], Sheets]:
    """The scheme with one word of a sheet replaced by another."""
    assert old in text
    return lambda: with_given(**{sheet: text.replace(old, new, 1)})


def without(sheet: str, row: int) -> Callable[[], Sheets]:
    return lambda: changed(with_given(), lambda raw: raw[sheet].pop(row))


def twice(task: str) -> Callable[[], Sheets]:
    return lambda: changed(with_given(), lambda raw: raw["填报任务"].append([*task.split("|")]))


SPOILT: dict[str, tuple[Callable[[], Sheets], list[Told]]] = {
    "weights that are not the whole": (
        other("期次", PERIODS, "2/3", "66.67"),
        [("scheme.sum", "期次", "C3")],
    ),
    "a 期次 twice": (
        other("期次", PERIODS, "下半年", "上 半年"),
        [("scheme.duplicate", "期次", "B3")],
    ),
    "a 期次 of a component that is not there": (
        other("期次", PERIODS, f"{DAILY} | 下半年 | 2/3", "平时 | 下半年 | 2/3"),
        [("scheme.unknown", "期次", "A3"), ("scheme.sum", "期次", "C2"), ("scheme.sum", "期次", "C3")],
    ),
    "期次 of a component that is not made of them": (
        other("期次", PERIODS.replace("2/3", "100"), f"{DAILY} | 上半年 | 1/3", "述职测评 | 上半年 | 100"),
        [("scheme.period-source", "期次", "A2")],
    ),
    "nobody reports a component": (
        without("填报任务", 5),
        [("scheme.not-scored", "考核对象", "A2")],
    ),
    "a ratee whom nobody reports": (
        other("填报任务", TASKS, "得分表   | 全部", "得分表   | 乡镇"),
        [("scheme.not-scored", "考核对象", "A4")],
    ),
    "a range that is not understood": (
        other("填报任务", TASKS, "得分表   | 全部", "得分表   | 乡镇、T9"),
        [("scheme.unknown", "填报任务", "C5")],
    ),
    "two units that report the same": (
        twice(f"第一考核组|得分表|T1||||{DAILY}"),
        [("scheme.scored-twice", "填报任务", "C7")],
    ),
    "a unit that reports the same twice": (
        twice(f"县委办公室|得分表|T1||||{DAILY}"),
        [("scheme.duplicate-task", "填报任务", "B7")],
    ),
    "a unit that reports the same once with and once without the name": (
        twice("县委办公室|得分表|T3||||"),
        [("scheme.scored-twice", "填报任务", "C7")],
    ),
    "which of two components": (
        other("填报任务", TASKS, f"|          | {CONTENT}", "|          |"),
        [
            ("scheme.component-unnamed", "填报任务", "G6"),
            ("scheme.not-scored", "考核对象", "A2"),
        ],
    ),
    "a ratee to whom the component does not apply": (
        other("填报任务", TASKS, "县委评议组 | 得分表   | 乡镇", "县委评议组 | 得分表   | 全部"),
        [("scheme.task-scope", "填报任务", "C6")],
    ),
    "scores of a component with another source": (
        other("填报任务", TASKS, f"|          | {CONTENT}", "|          | 述职测评"),
        [
            ("scheme.task-scope", "填报任务", "C6"),
            ("scheme.not-scored", "考核对象", "A2"),
        ],
    ),
    "a component of a form that has none": (
        other("填报任务", TASKS, "| 20       |", f"| 20       | {DAILY}"),
        [("scheme.task-component", "填报任务", "G3")],
    ),
    "a component that nobody has to vote on": (
        other("考核板块", COMPONENTS, "| 50   | 测评 |", "| 50   | 得分 |"),
        [
            ("scheme.component-unlike", "考核板块", "C6"),
            *[("scheme.task-scope", "填报任务", f"C{row}") for row in (2, 3)],
            ("scheme.not-scored", "考核对象", "A4"),
        ],
    ),
}


def test_the_campaign_with_ready_made_scores_holds_together() -> None:
    assert faults_of(with_given()) == ()


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_found(name: str) -> None:
    spoil, expected = SPOILT[name]
    found = faults_of(spoil())
    assert [(finding.code, finding.place.sheet, finding.place.cell) for finding in found] == expected


def test_a_task_need_not_name_the_only_component_of_its_ratees() -> None:
    """T3 has 平时考核 alone."""
    text = TASKS.replace("得分表   | 全部", "得分表   | 乡镇")
    raw = with_given(填报任务=text)
    raw["填报任务"].append(["第二考核组", "得分表", "T3", "", "", "", ""])
    assert faults_of(raw) == ()


def test_ready_made_scores_alone_ask_for_no_polls_and_no_rubric() -> None:
    components = f"板块|权重|来源|满分|适用排名组\n{DAILY}|100|得分||"
    tasks = "填报单位|表种|考核对象范围|测评|票类|预计份数|板块\n县委办公室|得分表|全部||||"
    empty = {"测评": "名称|权重|计票方式|打分方式", "票类": "测评|票类|权重|应到人数"}
    empty["考评细则"] = "编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组"
    assert faults_of(with_given(考核板块=components, 填报任务=tasks, **empty)) == ()


def test_the_weights_of_periods_are_part_of_the_fingerprint() -> None:
    one, other_weights = (
        with_given(期次=text) for text in (PERIODS, PERIODS.replace("| 1/3", "| 50").replace("2/3", "50"))
    )
    assert fingerprint_of(scheme_of(one)) != fingerprint_of(scheme_of(other_weights))
