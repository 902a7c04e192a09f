"""Campaigns whose figures other tests of this folder work out by hand, recalculated by LibreOffice in one start.

Every constant from which their 综合得分 follows is answered for on 出处.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.publish.summary.summary_workbook import write_summary
from tests.leaves import Leaves, unanswered
from tests.libreoffice import needs_libreoffice
from tests.recalculation import unlike_by_name
from tests.scenarios import (
    test_cited_results,
    test_departments,
    test_given_scores,
    test_item_grades,
    test_rankings,
    test_trims,
)


@pytest.mark.slow
@needs_libreoffice
def test_another_program_calculates_the_same(tmp_path: Path) -> None:
    merged = {
        "引用": test_cited_results.merged_in(tmp_path / "引用"),
        "部门评分": test_departments.merged_in(tmp_path / "部门评分")[1],
        "部门评分，不全": test_departments.wanting_in(tmp_path / "部门评分，不全"),
        "得分": test_given_scores.merged_in(tmp_path / "得分")[1],
        "分项等次": test_item_grades.asked_in(tmp_path / "分项等次"),
        "排名，合计": test_rankings.summed_in(tmp_path / "排名，合计"),
        "去最高最低分，按项": test_trims.merged_in(tmp_path / "按项", "按项"),
        "去最高最低分，按表": test_trims.merged_in(tmp_path / "按表", "按表"),
    }
    books = {name: write_summary(each.data) for name, each in merged.items()}
    assert unlike_by_name(books, tmp_path) == {}
    assert {name for name, book in books.items() if not Leaves(book).leaves} == {"部门评分，不全"}
    assert {name: left for name, book in books.items() if (left := unanswered(book))} == {}
