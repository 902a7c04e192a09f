"""问题清单 leads to the things that it speaks of."""

from __future__ import annotations

from lianping_xlsx.publish.summary.summary_workbook import write_summary
from tests.books import open_book
from tests.publish.story import STORY


def test_a_finding_leads_to_the_row_of_its_file() -> None:
    data = STORY
    book = open_book(write_summary(data))
    received = {file.path for file in data.files}
    findings, followed = book["问题清单"], 0
    for row in findings.iter_rows():
        level, file = row[1], row[2]
        if file.value in received:
            assert level.hyperlink is not None
            assert level.hyperlink.location is not None
            sheet, _, cell = level.hyperlink.location.rpartition("!")
            target = book[sheet.strip("'")][cell]
            assert file.value in [other.value for other in book[sheet.strip("'")][target.row]]
            followed += 1
    assert followed
