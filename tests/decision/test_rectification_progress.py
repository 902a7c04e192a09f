"""The progress of the rectification: deadlines as people write them, and what becomes of a problem."""

from __future__ import annotations

import datetime as dt

import pytest

from lianping_xlsx.decision.rectification import Item
from lianping_xlsx.decision.rectification_progress import deadline_of, progress_in_words, progress_of
from lianping_xlsx.forms.rectification_list import TYPED

TODAY = dt.date(2025, 7, 10)


def item(code: str = "T1", **typed: str) -> Item:
    return Item(code, "云溪镇", "陆明澈", "问题", "实地考评", tuple(typed.get(name, "") for name in TYPED))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-30", dt.date(2025, 6, 30)),
        ("2025年6月3日前", dt.date(2025, 6, 3)),
        ("2025.6.30", dt.date(2025, 6, 30)),
        ("2025年2月底前", dt.date(2025, 2, 28)),
        ("2025 年 6 月", dt.date(2025, 6, 30)),
        ("2025年底", dt.date(2025, 12, 31)),
        ("2025年年底前", dt.date(2025, 12, 31)),
        ("2025年内", dt.date(2025, 12, 31)),
        ("2025年13月", None),
        ("2025年2月30日", None),
        ("0000年6月", None),
        ("6月底前", None),
        ("立行立改，长期坚持", None),
        ("", None),
    ],
)
def test_a_deadline_is_the_last_day_that_it_names(text: str, day: dt.date | None) -> None:
    assert deadline_of(text) == day


@pytest.mark.parametrize(
    ("typed", "answered", "words"),
    [
        ({}, False, "未报"),
        ({}, True, "整改中"),
        ({"整改时限": "2025-06-30"}, True, "逾期10天"),
        ({"整改时限": "2025-06-30"}, False, "未报，逾期10天"),
        ({"整改时限": "2025-07-10"}, True, "整改中"),
        ({"整改时限": "2025-06-30", "是否申请销号": "是"}, True, "待审核"),
        ({"整改时限": "2025-06-30", "是否申请销号": "是", "是否同意销号": "不同意"}, True, "未同意销号，逾期10天"),
        ({"整改时限": "2025-06-30", "是否同意销号": "同意"}, True, "已销号"),
        ({"是否同意销号": "已销号"}, False, "已销号"),
        ({"是否同意销号": "同意销号"}, True, "已销号"),
        ({"是否申请销号": "√"}, True, "待审核"),
        ({"是否同意销号": "未销号"}, True, "未同意销号"),
    ],
)
def test_what_has_become_of_a_problem(typed: dict[str, str], answered: bool, words: str) -> None:
    assert progress_in_words(item(**typed), TODAY, answered=answered) == words


def test_the_sentences_of_the_whole() -> None:
    items = [item(是否同意销号="同意"), item(是否申请销号="是"), item("T2", 整改时限="2025年6月")]
    found = progress_of(items, {"T1"}, TODAY)
    assert found.sentences == (
        "整改：2人中1人已报，应销号3项，已销1项，申请销号待审核1项，逾期1项。",
        "整改还没有报的：云溪镇陆明澈。",
        "申请销号的，审核后填“4审定/整改清单.xlsx”的“是否同意销号”“销号日期”。",
    )
    assert not found.is_over
    assert progress_of([item(是否同意销号="同意")], (), TODAY).is_over
