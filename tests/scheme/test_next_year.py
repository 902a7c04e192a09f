"""The year in a scheme that is carried over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from lianping_xlsx.scheme.next_year import next_year


@pytest.mark.parametrize(
    ("year", "title", "then"),
    [
        ("2024", "2024年度党建考核", ("2025", "2025年度党建考核")),
        (2024, "党建考核（2023年办法）", (2025, "党建考核（2023年办法）")),
        (dt.date(2024, 1, 1), "党建考核", (2025, "党建考核")),
        ("２０２４年", "党建考核", ("2025年", "党建考核")),
        ("2024-2025学年", "2024—2025学年党建考核", ("2025-2026学年", "2025—2026学年党建考核")),
        ("今年", "2024年度党建考核", ("今年", "2024年度党建考核")),
        ("2024", "２０２４年度“抓党建，促振兴”考核", ("2025", "2025年度“抓党建，促振兴”考核")),
    ],
)
def test_each_year_of_the_scheme_is_the_next_one(year: object, title: str, then: tuple[object, str]) -> None:
    rows: Sequence[Sequence[object]] = [["基本信息", ""], ["项目", "内容"], ["方案名称", title], ["年度", year]]
    found = {cell.name: cell.after for cell in next_year({"基本信息": rows}, "../去年").changed}
    assert (found.get("年度", year), found.get("方案名称", title)) == then


@pytest.mark.parametrize(("year", "kept"), [("二〇二四年", True), ("24", True), ("2024年", False), ("", False)])
def test_a_year_that_is_none_is_told_to_stay(year: str, kept: bool) -> None:
    rows: Sequence[Sequence[object]] = [["项目", "内容"], ["方案名称", "党建考核"], ["年度", year]]
    found = next_year({"基本信息": rows}, "../去年").year_kept
    assert (found is not None and found.before == year and found.address == "B3") is kept


def test_what_the_office_wrote_beside_an_event_goes_with_it() -> None:
    heads = ["考核对象", "事项", "效果", "分值", "依据", "最高等次", "经办备注", ""]
    rows: Sequence[Sequence[object]] = [heads, ["T1", "受处分", "降档", "", "文件", "", "8月", ""], [""] * 7 + ["合计"]]
    found = next_year({"否决与加减分": rows}, "../去年").changed
    assert {cell.address for cell in found} == {"A2", "B2", "C2", "E2", "G2", "H3"}


def test_notes_no_longer_begin_with_the_sample_s_banner() -> None:
    profile = [["基本信息", ""], ["示例数据  内容由主办单位填写。", ""], ["项目", "内容"], ["标注", "示例数据"]]
    ratees = [["名单"], ["示例数据  每人一行。"], ["编号", "姓名", "职务", "所在单位", "排名组", "填报单位"]]
    found = next_year({"基本信息": profile, "考核对象": ratees}, "../去年").notes
    assert [(cell.sheet, cell.address, cell.after) for cell in found] == [
        ("基本信息", "A2", "内容由主办单位填写。"),
        ("考核对象", "A2", "每人一行。"),
    ]
