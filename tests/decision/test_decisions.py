"""等次审定表.xlsx as bytes: what is open stands on it, what was typed comes back from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.decision.decision_reading import read_decisions
from lianping_xlsx.decision.decision_table import (
    NO_DECISIONS,
    Answer,
    Decision,
    Decisions,
    TypedEntry,
    result_fingerprint,
)
from lianping_xlsx.decision.disclosure.redact import withheld_note
from lianping_xlsx.decision.score_changes import Figures, changes
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.verdicts import open_problems
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.publish.decisions.decision_sheet import kept_apart, write_decisions
from tests.books import edited, open_book
from tests.libreoffice import needs_libreoffice, recalculate
from tests.publish.story import STORY
from tests.two_scores import scores

HOSTILE = "=cmd|'/c calc'!A1"
TYPED = Decisions(
    listed=(
        Decision("T1", "陆明澈", ("好", "", HOSTILE)),
        Decision("T4", "=童岳", ("中", "整改到位\n经研究不降档", "")),
        Decision("", "", ("差", "写在没有编号的行里", "")),
        Decision("T9", "已调离", ("中", "", "已调离")),
    ),
    heads={"审定会议：": TypedEntry("县委常委会第12次会议"), "审定日期：": TypedEntry("2024-12-30")},
    answers=(
        Answer("“松涛镇 蒲建衡”的实地考评表有没填或填错的项目，考评得分无法计算。", "", ("滕海波", HOSTILE)),
        Answer("早已更正的问题。", "某表.xlsx 单元格 B2", ("薛定安", "不影响等次")),
        Answer("", "", ("乔若水", "写在没有问题的行里")),
    ),
)


def read_back(data: bytes) -> Decisions:
    outcome = read_decisions(read_xlsx(data), file="等次审定表.xlsx")
    assert outcome.value is not None
    return outcome.value


def typed_in(decisions: Decisions) -> tuple[set[object], dict[str, str], set[object]]:
    """Everything that people typed, whatever its order and place."""
    return (
        {(d.code, d.name, d.typed) for d in decisions.listed if any(d.typed)},
        {label: entry.text for label, entry in decisions.heads.items()},
        {(a.message, a.place, a.typed) for a in decisions.answers if any(a.typed)},
    )


def test_what_was_typed_comes_back_from_the_bytes() -> None:
    once = write_decisions(STORY, TYPED)
    back = read_back(once)
    assert typed_in(back) == typed_in(TYPED)
    assert write_decisions(STORY, back) == once
    assert back.fingerprint == result_fingerprint(STORY.scheme, STORY.result, official=False)


def test_a_row_that_fits_nobody_is_told_of() -> None:
    assert [finding.slots["name"] for finding in kept_apart(STORY.scheme, TYPED)] == ["（没有编号和姓名）", "已调离"]
    assert kept_apart(STORY.scheme, read_back(write_decisions(STORY, NO_DECISIONS))) == ()


def test_what_only_a_program_reads_stands_last() -> None:
    page = open_book(write_decisions(STORY, NO_DECISIONS))["等次审定"]
    words = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    printed = result_fingerprint(STORY.scheme, STORY.result, official=False)
    assert words[-1] == f"技术附记：结果校验码 {printed}，供程序核对。"
    assert not any(printed in word or "指纹" in word for word in words[:-1])


def test_sheets_in_another_order_are_read_all_the_same() -> None:
    data = edited(write_decisions(STORY, TYPED), lambda book: book.move_sheet("遗留问题", -1))
    assert typed_in(read_back(data)) == typed_in(TYPED)


def test_the_addresses_are_those_of_the_cells() -> None:
    data = write_decisions(STORY, TYPED)
    book = open_book(data)
    for decision in read_back(data).listed:
        values = tuple(book["等次审定"][cell].value or "" for cell in decision.cells)
        assert values == decision.typed
    for answer in read_back(data).answers:
        assert tuple(book["遗留问题"][cell].value or "" for cell in answer.cells) == answer.typed


def test_an_answer_is_found_under_the_words_of_an_earlier_version(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = next(problem for problem in open_problems(STORY) if problem.code == "form.missing")
    before = CATALOGUE["form.missing"].message
    answered = Decisions(answers=(Answer(problem.message, str(problem.place), ("薛定安", "已核对"), ("E4", "F4")),))
    entry = replace(CATALOGUE["form.missing"], message=f"新的说法：{before}", formerly=(before,))
    monkeypatch.setitem(CATALOGUE, "form.missing", entry)
    assert problem.message.startswith("新的说法")
    found = answered.answer_to(problem)
    assert found is not None
    assert found.typed == ("薛定安", "已核对")


def test_open_are_the_errors_and_the_forms_of_which_no_error_tells() -> None:
    """T5's form is missing, and an error says so; the opinions of U3 are in conflict, and none does."""
    assert [problem.code for problem in open_problems(STORY)] == [
        "form.missing",
        "form.not-used",
        "result.no-field-score",
    ]
    assert open_problems(STORY)[1].message == "“第二考核组”的评议意见多份不一致，没有计入。"
    told = Finding("file.damaged", Place("二组.xlsx"), {"what": "压缩包"})
    problems = open_problems(replace(STORY, findings=(*STORY.findings, told)))
    assert [problem.code for problem in problems] == ["file.damaged", "form.missing", "result.no-field-score"]


def test_a_result_without_open_problems_has_no_list_of_them() -> None:
    data = replace(STORY, official=True, findings=(), returns=STORY.returns[:2])
    assert open_book(write_decisions(data, NO_DECISIONS)).sheetnames == ["等次审定"]
    assert open_book(write_decisions(data, TYPED)).sheetnames == ["等次审定", "遗留问题"]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: replace(data, official=True),
        lambda data: _with_standing(data, scores=scores(1_00, 97_00)),
        lambda data: _with_standing(data, scores=scores(95_00, 1_00)),
        lambda data: _with_standing(data, composite=1_00),
        lambda data: _with_standing(data, rank=9),
        lambda data: _with_standing(data, proposed_tier="差"),
        lambda data: _with_standing(data, penalty=1_00),
    ],
)
def test_the_fingerprint_shows_every_change_of_the_result(change: object) -> None:
    assert callable(change)
    changed = change(STORY)
    assert result_fingerprint(changed.scheme, changed.result, changed.official) != result_fingerprint(
        STORY.scheme, STORY.result, STORY.official
    )


def _with_standing(data: SummaryData, **other: object) -> SummaryData:
    first, *rest = data.result.standings
    standings = (replace(first, **other), *rest)  # type: ignore[arg-type]
    return replace(data, result=replace(data.result, standings=standings))


@pytest.mark.slow
@needs_libreoffice
def test_the_use_of_the_quotas_is_live(tmp_path: Path) -> None:
    """Three of 乡镇 decided 好, where 40 % of five is two; one of 街道, where 40 % of two is none."""
    rows = {"T1": "好", "T2": "好", "T3": "好", "T4": "差", "T8": "好"}
    data = write_decisions(STORY, NO_DECISIONS)
    listed = read_back(data).listed
    cells = {decision.cells[0]: rows[decision.code] for decision in listed if decision.code in rows}

    def fill(book: object) -> None:
        for cell, tier in cells.items():
            book["等次审定"][cell] = tier  # type: ignore[index]

    path = tmp_path / "等次审定表.xlsx"
    path.write_bytes(edited(data, fill))
    page = open_book(recalculate(path).read_bytes(), values=True)["等次审定"]
    counted = {(row[2], row[3]): (row[4], row[6], row[7]) for row in page.iter_rows(min_row=13, values_only=True)}
    assert counted["乡镇", "好"] == (2, 3, "超出1名")
    assert counted["街道", "好"] == (0, 1, "超出1名")
    assert counted["乡镇", "差"] == ("不限", 1, None)


def test_a_score_that_may_not_be_told_does_not_stand_before_the_meeting() -> None:
    """Attack 2 on the table: 88.01 stood under 综合得分 and in the reason; place and proposal do still."""
    few = tuple(replace(t, counted=2) if t.ratee == "T1" else t for t in STORY.result.classes)
    data = replace(STORY, result=replace(STORY.result, classes=few))
    book = open_book(write_decisions(data, NO_DECISIONS))
    page = book["等次审定"]
    row = next(row for row in page.iter_rows(values_only=True) if row[0] == "T1")
    assert row[4:8] == ("不单列", "1–2", "好", "组内第1–2名（尚有1人得分未定），建议“好”")
    cells = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
    assert not [cell for cell in cells if cell.startswith("96") or "96.00" in cell]
    assert [cell for cell in cells if cell.startswith("注：")] == [
        f"注：{withheld_note(data.scheme, data.disclosures)}"
    ]
    whole = open_book(write_decisions(STORY, NO_DECISIONS))["等次审定"]
    printed = [[c for r in p.iter_rows(values_only=True) for c in r if "结果校验码" in str(c)] for p in (page, whole)]
    assert printed[0] != printed[1], "nobody can try out which score gives it"
    assert not any("不单列" in str(cell) for row in whole.iter_rows(values_only=True) for cell in row)


def test_a_change_of_a_score_that_may_not_be_told_is_told_without_it() -> None:
    before = (Figures("T1", "陆明澈", "云溪镇", "90.00", 2, "中"),)
    now = (Figures("T1", "陆明澈", "云溪镇", "91.00", 1, "中"), Figures("T2", "邱佩兰", "石栏镇", "89.00", 2, "中"))
    words = [change.words for change in changes(before, now, withheld={"T1", "T2"})]
    assert words == [
        "综合得分有变动（不单列），名次2→1，建议等次仍为“中”，不跨等次线",
        "原来没有此人，现在综合得分不单列",
    ]
    only_place = changes(before, (replace(before[0], rank_cell=1),), withheld={"T1"})
    assert only_place[0].words.startswith("名次2→1，")


def test_an_entry_that_is_a_formula_without_a_result_is_told_and_the_counts_below_the_table_are_not() -> None:
    """openpyxl saves formulas without results, also those by which the program counts the tiers below the table."""

    def fill(book: Workbook) -> None:
        decided, left = book.worksheets
        assert isinstance(decided, Worksheet)
        assert isinstance(left, Worksheet)
        decided["I5"] = '=IF(TRUE,"好","")'
        left["E4"] = '="乔若水"'

    outcome = read_decisions(read_xlsx(edited(write_decisions(STORY, TYPED), fill)), file="等次审定表.xlsx")
    assert [(f.code, f.place.sheet, f.place.cell) for f in outcome.findings] == [
        ("table.no-result", "等次审定", "I5"),
        ("table.no-result", "遗留问题", "E4"),
    ]
