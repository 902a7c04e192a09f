"""等次审定表.xlsx as version 0.2.0 wrote it, filled in by a clerk: its sheet and headings have other names now."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.spreadsheet.tables import FORMER_NAMES
from tests.books import open_book
from tests.cli.running import Runner
from tests.deciding import PROBLEMS, TABLE, problem_rows, record, table_of

FILLED_IN = Path(__file__).parents[1] / "publish" / "of_0_2_0" / "等次审定表.xlsx"
"""Written by 0.2.0 for the small campaign without one 考评表, then typed into."""
ANSWER = ("薛定安", "经核对不影响等次")


@pytest.fixture
def old(gap: Campaign) -> Campaign:
    """The campaign with the table of 0.2.0 in it."""
    shutil.copy(FILLED_IN, table_of(gap))
    assert "未了问题" in open_book(FILLED_IN.read_bytes()).sheetnames
    return gap


def test_a_decision_typed_into_it_can_be_made_final(run: Runner, old: Campaign) -> None:
    assert "已按试算结果" in run("finalize", old.folder).out
    [decision] = record(old)
    assert [ratee["decided_tier"] for ratee in decision["ratees"]] == ["好", "中", "中"]
    [accepted] = decision["accepted"]
    assert (accepted["who"], accepted["reason"]) == ANSWER


def test_what_was_typed_is_carried_over_under_the_new_names(run: Runner, old: Campaign) -> None:
    run("merge", old.folder)
    book = open_book(table_of(old).read_bytes())
    assert book.sheetnames == [TABLE, PROBLEMS] == ["等次审定", "遗留问题"]
    assert [cell.value for cell in book[PROBLEMS][3]][-2:] == ["同意人", "同意理由"]
    [row] = problem_rows(old)
    assert row[4:] == ANSWER
    page = book[TABLE]
    assert (page["C3"].value, page["I3"].value) == ("县委常委会第12次会议", "2024年12月30日")
    assert [page[cell].value for cell in ("I5", "I6", "I7", "J7", "K5")] == [
        "好",
        "中",
        "中",
        "按平时掌握的情况",
        "常委会一致通过",
    ]


def test_no_name_is_former_and_present_at_once() -> None:
    former = [name for names in FORMER_NAMES.values() for name in names]
    assert len(former) == len(set(former))
    assert not FORMER_NAMES.keys() & set(former)
