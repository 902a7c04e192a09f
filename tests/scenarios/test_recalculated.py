"""Campaigns whose figures other tests of this folder work out by hand, recalculated by LibreOffice in one start.

Every constant from which their 综合得分 follows is answered for on 出处.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from tests.audit.test_working_marks import GOOD
from tests.books import edited, on_sheet
from tests.leaves import Leaves, unanswered
from tests.libreoffice import calculated, needs_libreoffice
from tests.papers import Papers, leaves_above_marks, papers_of
from tests.recalculation import unlike_by_name
from tests.scenarios import (
    test_cited_results,
    test_departments,
    test_given_scores,
    test_item_grades,
    test_rankings,
    test_trims,
)
from tests.scenarios.campaigns import in_process
from tests.scenarios.people import SAMPLES


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


@pytest.mark.slow
@needs_libreoffice
def test_another_program_calculates_the_working_papers(tmp_path: Path) -> None:
    """核算底稿 of every sample in both kinds, and one with a class that is below every line."""
    books, papers = dict[str, bytes](), {}
    for sample in GOOD:
        shutil.copytree(SAMPLES / sample, tmp_path / sample)
        with in_process():
            papers[sample] = papers_of(tmp_path / sample)
        books[sample] = papers[sample].office
    assert {name: left for name, book in books.items() if (left := leaves_above_marks(book))} == {}
    for sample in ("lean-township", "zhongwei-secretary", "zhongwei-member", "county-kinds"):
        books[f"{sample}：可公开"] = papers[sample].public
    strict = papers["village-yearly"]
    rules = replace(strict.scheme.rules, class_line=99)
    few = replace(strict, data=replace(strict.data, scheme=replace(strict.scheme, rules=rules)))
    books["只列合计"] = few.office
    books["等级名称"] = _with_grades(papers["zhongwei-member"], ("=1+1", "*", '"好"')).office
    assert "=1+1" in Leaves(books["等级名称"]).constants.values()  # a text, no formula
    assert unlike_by_name(books, tmp_path) == {}


def _with_grades(papers: Papers, names: Sequence[str]) -> Papers:
    """The same with other names of the grades: a ballot's word is compared exactly, and never calculated."""
    grades = tuple(replace(grade, name=name) for grade, name in zip(papers.scheme.grades, names, strict=True))
    return replace(papers, data=replace(papers.data, scheme=replace(papers.scheme, grades=grades)))


@pytest.mark.slow
@needs_libreoffice
def test_one_mark_that_is_changed_changes_the_composite(tmp_path: Path) -> None:
    """T01 has 75 marks of the third class with the sum 6750. With 30 points less its mean is 6720 / 75 = 89.60.

    测评得分: 84.95 x 40 % + 87.65 x 30 % + 89.60 x 30 % = 33.98 + 26.295 + 26.88 = 87.155, printed 87.16. 综合得分:
    (87.16 + 86.50) / 2 = 86.83; before it was (87.28 + 86.50) / 2 = 86.89.
    """
    shutil.copytree(SAMPLES / "lean-township", tmp_path / "c")
    with in_process():
        papers = papers_of(tmp_path / "c")
    plan, book = CellMap(papers.data), papers.office
    composite = "综合排序", a1(plan.ranking_rows["T01"], plan.columns.composite)
    marks = {cell: value for (sheet, cell), value in Leaves(book).constants.items() if sheet == "票面3"}
    cell, mark = next((c, v) for c, v in marks.items() if c.startswith("C") and isinstance(v, float))
    path = tmp_path / "改动.xlsx"
    path.write_bytes(edited(book, on_sheet("票面3", lambda sheet: sheet.__setitem__(cell, mark - 30))))
    (now,) = calculated([path])
    assert (Leaves(book).formulas[composite][1], now[composite]) == (86.89, 86.83)
