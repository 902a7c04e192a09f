"""述职报告审核 and 自评得分 on 汇总表.xlsx; 述职自查 in a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import WrittenRow
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.publish.summary.text_sheets import write_text_books
from lianping_xlsx.scheme.ballot_contents import BallotItem
from lianping_xlsx.scheme.model import Task
from lianping_xlsx.scheme.terms import FormKind
from tests.books import open_book
from tests.libreoffice import needs_libreoffice
from tests.publish.story import STORY
from tests.publish.summary.test_summary import SHEETS
from tests.recalculation import differences

ITEMS = (BallotItem("N1", "组织建设情况。健全组织。", 60_00), BallotItem("N2", "队伍建设情况。", 40_00))
TASKS = (
    Task("县委办公室", FormKind.SELF_CHECK, ("T1", "T2"), "", "", 0),
    Task("县委办公室", FormKind.REVIEW, ("T1", "T2", "T3", "T7"), "", "", 0),
)
CHECK = {"practices": "建强支部。", "problems": "=经费不足", "measures": "多下支部。"}
REVIEWS = {
    "T1": {"submitted": "2024-12-05", "verdict": "通过"},
    "T2": {"verdict": "退回重写", "remark": "数据不实。" * 90},
    "T3": {"submitted": "2024-12-06"},
}
WRITTEN = (
    WrittenRow(FormKind.SELF_CHECK, "T1", "县委办公室", "N1", CHECK),
    *(WrittenRow(FormKind.REVIEW, ratee, "县委办公室", "", texts) for ratee, texts in REVIEWS.items()),
)
OWN = {"T2": (96_00, True), "T3": (None, True), "T4": (85_00, True)}
ASSESSMENTS = tuple(
    replace(a, own=OWN[a.ratee][0], own_begun=OWN[a.ratee][1]) if a.ratee in OWN else a
    for a in STORY.result.assessments
)
ACCOUNTS = replace(
    STORY,
    scheme=replace(STORY.scheme, items=ITEMS, tasks=TASKS),
    written=WRITTEN,
    result=replace(STORY.result, assessments=ASSESSMENTS),
)


SELF_CHECKS = "述职自查汇编.xlsx"


def book_of(data: SummaryData) -> Workbook:
    return open_book(write_summary(data), values=True)


def self_checks(data: SummaryData) -> Workbook:
    return open_book(write_text_books(data)[SELF_CHECKS], values=True)


def lines(book: Workbook, sheet: str, *columns: str) -> Iterator[tuple[object, ...]]:
    """Some columns of a sheet, by heading."""
    page = book[sheet]
    places = [[cell.value for cell in page[4]].index(column) for column in columns]
    for row in page.iter_rows(min_row=5, values_only=True):
        yield tuple(row[place] for place in places)


def test_the_sheets_are_there_only_where_there_is_such_a_task() -> None:
    assert book_of(STORY).sheetnames == SHEETS
    book = book_of(ACCOUNTS)
    assert book.sheetnames == [*SHEETS[:5], "述职报告审核", *SHEETS[5:]]
    links = {str(cell.value) for row in book["封面"].iter_rows() for cell in row if cell.hyperlink}
    assert set(book.sheetnames) - {"封面"} <= links


def test_the_many_pages_of_self_checks_are_a_workbook_of_their_own_which_the_cover_names() -> None:
    assert write_text_books(STORY) == {}
    assert not any(SELF_CHECKS in str(words) for words in words_on(book_of(STORY)["封面"]))
    assert self_checks(ACCOUNTS).sheetnames == ["述职自查"]
    assert any(f"另册：{SELF_CHECKS}。" in str(words) for words in words_on(book_of(ACCOUNTS)["封面"]))


def words_on(sheet: Worksheet) -> set[object]:
    return {cell for row in sheet.iter_rows(values_only=True) for cell in row}


def test_what_each_ratee_wrote_on_each_item() -> None:
    columns = ("编号", "测评内容", "主要做法和成效", "问题和不足", "改进措施")
    assert list(lines(self_checks(ACCOUNTS), "述职自查", *columns)) == [
        ("T1", "N1 组织建设情况", "建强支部。", "=经费不足", "多下支部。"),
        ("T1", "N2 队伍建设情况", "—", "—", "—"),
        ("T2", "—", "没有收到述职自查", "—", "—"),
    ]


def test_only_what_a_poll_asks_for_is_listed_where_the_task_names_it() -> None:
    items = (replace(ITEMS[0], poll="甲"), replace(ITEMS[1], poll="乙"))
    tasks = (replace(TASKS[0], poll="甲"),)
    data = replace(ACCOUNTS, scheme=replace(ACCOUNTS.scheme, items=items, tasks=tasks))
    found = [row[0] for row in lines(self_checks(data), "述职自查", "测评内容")]
    assert found == ["N1 组织建设情况", "—"]


def test_which_reports_were_accepted() -> None:
    columns = ("编号", "审核单位", "提交日期", "审核结果", "审核意见")
    found = list(lines(book_of(ACCOUNTS), "述职报告审核", *columns))
    assert found[0] == ("T1", "县委办公室", "2024-12-05", "通过", None)
    assert found[1][:4] == ("T2", "县委办公室", None, "退回重写")
    assert "".join(str(row[4]) for row in found if row[0] == "T2") == "数据不实。" * 90  # on two rows
    assert found[2][1:4] == (None, None, None)
    assert found[3] == ("T3", "县委办公室", "2024-12-06", "未审核", None)
    assert found[4] == ("T7", "—", "—", "—", "没有收到审核表")


def test_the_own_total_stands_beside_the_teams() -> None:
    found = list(lines(book_of(ACCOUNTS), "考评明细", "编号", "合计", "自评得分", "自评与考评分差"))
    assert ("T2", 94, 96, 2) in found
    assert ("T3", 92, "不全", None) in found
    assert ("T4", 88, 85, -1) in found  # 85 - (50 + 36): the bonus of 2 is nobody's own score
    assert ("T8", 80, None, None) in found
    headings = [cell.value for cell in book_of(STORY)["考评明细"][4]]
    assert "自评得分" not in headings  # where nobody scored himself


@pytest.mark.slow
@needs_libreoffice
def test_a_recalculation_agrees(tmp_path: Path) -> None:
    assert differences(ACCOUNTS, tmp_path) == []
