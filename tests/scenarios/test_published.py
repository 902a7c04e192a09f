"""The rules of published 办法, a file each in ``published/``: the program, the oracle and LibreOffice say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lianping_xlsx.publish.summary.method_sheet import rules_in_words
from tests.books import contents
from tests.calculator import calculated_of, miscalculated
from tests.deciding import decide_as_proposed, table_of
from tests.leaves import unanswered
from tests.libreoffice import needs_libreoffice
from tests.papers import leaves_above_marks
from tests.recalculation import formulas, unlike_by_name
from tests.scenarios.campaigns import assert_figures, assert_official, assert_votes, in_process, merge
from tests.scenarios.published_case import Case, make_case
from tests.scenarios.published_file import FOLDER, published_files, read_published
from tests.statements import beyond_letter

FILES = published_files()
STATED = {"综合得分", "名次", "建议等次"}
"""Headings that every file has for everybody."""


class Cases:
    """The campaigns that have been made, by the name of their file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Case] = {}

    def of(self, path: Path) -> Case:
        if path.stem not in self.made:
            self.made[path.stem] = make_case(read_published(path), self.folder / path.stem)
        return self.made[path.stem]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    return Cases(tmp_path_factory.mktemp("published"))


def unlike(case: Case) -> Iterator[str]:
    """What the file says otherwise than the program or the oracle."""
    for name, stated in case.published.expected.items():
        ratee = case.ratees[name]
        assert stated.keys() >= STATED, f"{case.published.name}: {name} lacks {STATED - stated.keys()}"
        for heading, cell in stated.items():
            counted, foretold = case.figure(ratee, heading), case.foretold(ratee, heading)
            if cell != counted:
                yield f"{case.published.name}：{name}，{heading}：文件 {cell}，程序 {counted}"
            if foretold not in (None, cell):
                yield f"{case.published.name}：{name}，{heading}：文件 {cell}，验算 {foretold}"


_BROKEN = re.compile(r"^[。，；、]|[。，；：、（“][。，；：、）”]|None")
"""Marks that follow each other where a list between them is empty."""


def broken_words(case: Case) -> Iterator[str]:
    """The rules of 计算说明 and the reasons of the tiers in which something is missing."""
    reasons = (standing.reason for standing in case.merged.data.result.standings)
    told = (*(text for _, text in rules_in_words(case.made.loaded.scheme)), *reasons)
    return (text for text in told if _BROKEN.search(text))


@pytest.mark.slow_but_first
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_figures_are_those_worked_out_by_hand(path: Path, cases: Cases) -> None:
    case = cases.of(path)
    assert [*unlike(case)] == []
    assert [*broken_words(case)] == []
    assert [*miscalculated(calculated_of(case.papers))] == []
    assert not case.merged.data.official or [*beyond_letter(case.merged.data)] == []
    assert {case.ratees[name] for name in case.published.expected} == {*case.ratees.values()}, "somebody is missing"
    assert_figures(case.merged, case.oracle)
    assert_votes(case.merged, case.oracle)
    assert_official(case.merged)
    messages = [finding.message for finding in case.merged.data.findings]
    assert case.merged.data.official == case.published.official, messages
    assert [said for said in case.published.problems if not any(said in message for message in messages)] == []


@pytest.mark.slow
@needs_libreoffice
def test_another_program_calculates_the_same(cases: Cases, tmp_path: Path) -> None:
    """汇总表.xlsx, and 核算底稿.xlsx, where the same formulas begin with the marks."""
    books = {path.stem: cases.of(path).summary for path in FILES}
    papers = {f"{path.stem}：底稿": cases.of(path).papers.office for path in FILES}
    assert unlike_by_name(books | papers, tmp_path) == {}
    assert {name: left for name, book in books.items() if (left := unanswered(book))} == {}
    assert {name: left for name, book in papers.items() if (left := leaves_above_marks(book))} == {}


def test_a_summary_without_a_rubric_has_no_chart_of_its_items(cases: Cases) -> None:
    """The rubric of common.md stands in the scheme of every file; only in some a component is scored by it."""
    charts = {}
    for name in ("vote-gates", "three-thirds"):
        book = cases.of(FOLDER / f"{name}.md").summary
        charts[name] = " ".join(str(v) for (sheet, _), (v, _) in contents(book, values=True).items() if sheet == "图表")
    assert "一级指标" not in charts["vote-gates"]
    assert "考评明细" not in charts["vote-gates"]
    assert "一级指标得分率" in charts["three-thirds"]
    assert "考评明细" in charts["three-thirds"]


def test_the_decision_table_counts_texts_and_not_what_they_look_like(cases: Cases) -> None:
    """COUNTIFS would count whoever has A for “A*”, and everybody with a later word for “>B”."""
    made = cases.of(FOLDER / "names-with-signs.md").made
    decide_as_proposed(made.loaded.campaign)
    with in_process():
        merge(made)
    found = formulas(table_of(made.loaded.campaign).read_bytes()).values()
    counted = [(formula, result) for formula, result in found if "$I$5:$I$8" in formula]
    assert [result for _, result in counted] == [1, 2, 1]
    assert not any("COUNTIF" in formula for formula, _ in counted)
