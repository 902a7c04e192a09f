"""The day of a 整改时限 as people write it: read where it is certain, and nothing read where it is not."""

from __future__ import annotations

import datetime as dt

import pytest

from lianping_xlsx.decision.rectification_deadlines import Deadlines

DECIDED = dt.date(2024, 12, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-30", "2025-06-30"),
        ("20250630", "2025-06-30"),
        ("45838", "2025-06-30"),
        ("2025年6月3日前", "2025-06-03"),
        ("2025.6.30", "2025-06-30"),
        ("2025年2月底前", "2025-02-28"),
        ("2025 年 6 月", "2025-06-30"),
        ("2025.10", "2025-10-31"),
        ("2025年底", "2025-12-31"),
        ("2025年年底前", "2025-12-31"),
        ("2025年内", "2025-12-31"),
        ("2025年上半年", "2025-06-30"),
        ("2025年第二季度", "2025-06-30"),
        ("2025年二季度", "2025-06-30"),
        ("2025年4季度末", "2025-12-31"),
        ("2025年6-8月", "2025-08-31"),
        ("2025年完成整改", "2025-12-31"),
        ("2025年度内完成", "2025-12-31"),
        ("2025年度底前", "2025-12-31"),
        ("2025年6月中旬", "2025-06-20"),
        ("二〇二五年六月三十日前", "2025-06-30"),
        ("2025年3月至6月", "2025-06-30"),
        ("2025年1月1日至2025年6月30日", "2025-06-30"),
        ("2025年3月底前排查，2025年6月底前整改到位", "2025-06-30"),
        ("２０２５年６月底前完成，长期坚持", "2025-06-30"),
        ("6月底前", "2025-06-30"),
        ("6月30日", "2025-06-30"),
        ("六月底前", "2025-06-30"),
        ("今年6月底", "2025-06-30"),
        ("一季度", "2025-03-31"),
        ("11月上旬", "2025-11-10"),
    ],
)
def test_a_deadline_is_the_last_day_that_it_names(text: str, day: str) -> None:
    found = Deadlines(DECIDED).read(text)
    assert (str(found.day), found.fault) == (day, "")


@pytest.mark.parametrize("text", ["", "长期坚持", "立行立改，长期坚持", "已整改到位", "无"])
def test_a_problem_without_a_day_is_no_fault(text: str) -> None:
    assert Deadlines(DECIDED).read(text) == Deadlines(DECIDED).read("")


@pytest.mark.parametrize(
    "text",
    [
        *("2025年13月", "2025年2月30日", "0000年6月", "2025年前", "2025.1", "2025年6月起", "2024年12月至3月"),
        *(
            "3个月内",
            "一个月内",
            "3月内",
            "春节前",
            "2025年春节前",
            "2025年度前",
            "2025年10月十一前",
            "6.30",
            "99999",
            "25年6月底",
            "明年6月底前",
            "每年6月底前",
            "每月5日",
            "十十月",
            "2025年十十一月",
            "八九月",
        ),
    ],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    found = Deadlines(DECIDED).read(text)
    assert (found.day, found.fault) == (None, "认不出是哪一天")


def test_the_year_follows_from_the_decision() -> None:
    assert Deadlines(dt.date(2025, 1, 8)).read("12月底前").day == dt.date(2025, 12, 31)
    assert Deadlines(dt.date(2025, 3, 8)).read("2月底前").day == dt.date(2026, 2, 28)
    assert "同一个月" in Deadlines(DECIDED).read("年底前").fault
    assert "同一个月" in Deadlines(DECIDED).read("12月31日").fault
    assert "审定日期又读不出来" in Deadlines().read("6月底前").fault


def test_a_day_that_had_passed_when_the_list_came_back_may_be_next_year_s() -> None:
    seen = dt.date(2025, 8, 1)
    assert "已经过去" in Deadlines(DECIDED).read("6月底前", seen).fault
    assert Deadlines(DECIDED).read("6月底前", dt.date(2025, 2, 1)).day == dt.date(2025, 6, 30)
    assert Deadlines(DECIDED).read("2025年6月底前", seen).day == dt.date(2025, 6, 30)
