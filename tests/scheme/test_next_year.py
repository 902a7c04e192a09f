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
