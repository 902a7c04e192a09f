"""The progress of the rectification: deadlines as people write them, and what becomes of a problem."""

from __future__ import annotations

import datetime as dt

import pytest

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.rectification import Item, LedgerRow, read_ledger
from lianping_xlsx.decision.rectification_deadlines import Deadlines
from lianping_xlsx.decision.rectification_progress import LedgerCells, progress_in_words, progress_of
from lianping_xlsx.forms.rectification_list import RECTIFICATION_TABLE, TYPED
from lianping_xlsx.spreadsheet.tables import Record

TODAY = dt.date(2025, 7, 10)
DEADLINES = Deadlines(dt.date(2024, 12, 30))


def item(code: str = "T1", **typed: str) -> Item:
    return Item(code, "云溪镇", "陆明澈", "问题", "实地考评", tuple(typed.get(name, "") for name in TYPED))


@pytest.mark.parametrize(
    ("typed", "answered", "words"),
    [
        ({}, False, "未报"),
        ({}, True, "整改中"),
        ({"整改时限": "2025-06-30"}, True, "逾期10天"),
        ({"整改时限": "2025-06-30"}, False, "未报，逾期10天"),
        ({"整改时限": "2025-07-10"}, True, "整改中"),
        ({"整改时限": "6月底前"}, True, "逾期10天"),
        ({"整改时限": "12月底前"}, True, "时限认不出"),
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
    assert progress_in_words(item(**typed), DEADLINES, TODAY, answered=answered) == words


def test_the_sentences_of_the_whole() -> None:
    items = [item(是否同意销号="同意"), item(是否申请销号="是"), item("T2", 整改时限="2025年6月")]
    items += [item("T3", 是否同意销号="同意"), item(整改时限="春节前")]
    found = progress_of(items, {"T1"}, DEADLINES, TODAY)
    assert found.sentences == (
        "整改：3人中1人已报，应销号5项，已销2项，申请销号待审核1项，逾期1项，整改时限认不出1项。",
        "整改还没有报的：云溪镇 陆明澈。",
        "整改时限认不出的，用 rectify 逐格列出。",
        "申请销号的，审核后填“4审定/整改清单.xlsx”的“是否同意销号”“销号日期”。",
    )
    assert not found.is_over
    assert progress_of([item(是否同意销号="同意")], (), DEADLINES, TODAY).is_over


def test_rows_without_a_number_are_of_the_person_of_that_unit_and_name_if_there_is_one() -> None:
    heads: list[str] = [column.name for column in RECTIFICATION_TABLE.columns]

    def record(number: int, *texts: str) -> Record:
        values = dict(zip(("编号", "单位", "姓名", "问题"), texts, strict=True))
        return Record("整改清单", number, dict.fromkeys(heads) | values, {})

    rows = [record(5, "T1", "云溪镇", "陆明澈", "甲"), record(6, "", "云溪镇", "陆明澈", "乙")]
    assert [row.item.code for row in read_ledger(rows)] == ["T1", "T1"]
    twice = [*rows, record(7, "T2", "云溪镇", "陆明澈", "丙")]
    assert [row.item.code for row in read_ledger(twice)] == ["T1", "", "T2"]
    unnumbered = [replace(item(""), unit=unit) for unit in ("云溪镇", "石栏镇")]
    assert progress_of(unnumbered, (), DEADLINES, TODAY).persons == 2


def test_a_text_that_cannot_be_read_is_quoted_in_short() -> None:
    """A cell can hold 32,767 characters, and the screen shows each of them."""
    cells = LedgerCells("4审定/整改清单.xlsx", "整改清单", dict(zip(TYPED, range(len(TYPED)), strict=True)))
    rows = [LedgerRow(4, item(整改时限="待定\n" * 9000, 是否申请销号="看情况" * 9000))]
    for found in (*cells.unread_deadlines(rows, DEADLINES), *cells.unclear_words(rows)):
        assert (found.place.cell, len(found.message) < 200) == (
            a1(4, cells.columns[found.slots.get("column", "整改时限")]),
            True,
        )
    overdue = progress_of([item(整改时限="2025年6月底前" * 9000)], (), DEADLINES, TODAY).overdue
    assert [len(each.until) < 200 for each in overdue] == [True]
