"""得分 and 扣分 both filled in, or only the one that was not asked for: compared, named, never reckoned in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited
from tests.small import TOWN, Read, address

VISIT = TOWN.form(FormKind.RUBRIC, ratee="T1")
"""K1 扣分 60, K2 得分 40, K4 加分 3, K5 减分 5; 得分 in column H, 扣分 in column I, from row 7."""
ENTRIES = ("score", "deduction")


def read(folder: Path, item: str, score: object, deduction: object) -> Read:
    """The form with 得分 and 扣分 of one item typed in, whichever of them is locked."""

    def type_over(book: Workbook) -> None:
        for name, content in zip(ENTRIES, (score, deduction), strict=True):
            row, column = address(VISIT, item, name)
            book[VISIT.sheet].cell(row + 1, column + 1).value = content  # type: ignore[assignment]

    return TOWN.read(folder, edited(TOWN.write("U2"), type_over))


def only(found: Read) -> Finding:
    (finding,) = found.findings
    return finding


@pytest.mark.parametrize(
    ("item", "score", "deduction", "value"),
    [
        ("K1", 55, 5, 5_00),
        ("K1", 60, 0, 0),
        ("K1", 59.5, 0.5, 50),
        ("K1", "５５分", 5, 5_00),
        ("K1", 0, 61, 61_00),  # nothing is left: 扣完为止
        ("K2", 38, 2, 38_00),
        ("K2", 40, 0, 40_00),
        ("K4", 2, 0, 2_00),
        ("K5", 0, 1, 1_00),
    ],
)
def test_both_agree(item: str, score: object, deduction: object, value: int, tmp_path: Path) -> None:
    found = read(tmp_path, item, score, deduction)
    assert (only(found).code, only(found).severity) == ("rubric.both-agree", Severity.NOTE)
    asked = "score" if item in ("K2", "K4") else "deduction"
    assert found.values(VISIT) == {(item, asked): value}
    assert not found.of(VISIT).bad_cells


@pytest.mark.parametrize(
    ("item", "score", "deduction", "code", "cell"),
    [
        ("K1", 58, 5, "rubric.both-differ", "I7"),
        ("K1", 5, 5, "rubric.both-differ", "I7"),  # the deduction, twice
        ("K2", 38, 3, "rubric.both-differ", "H8"),
        ("K2", 41, 0, "rubric.both-differ", "H8"),
        ("K1", 95, 5, "rubric.both-given", "I7"),  # more than the item has
        ("K1", -5, 5, "rubric.both-given", "I7"),
        ("K4", 2, 1, "rubric.both-given", "H9"),
        ("K5", 4, 1, "rubric.both-given", "I10"),
    ],
)
def test_both_disagree_and_neither_counts(
    item: str, score: object, deduction: object, code: str, cell: str, tmp_path: Path
) -> None:
    found = read(tmp_path, item, score, deduction)
    assert (only(found).code, only(found).severity, only(found).place.cell) == (code, Severity.ERROR, cell)
    assert found.values(VISIT) == {}
    assert len(found.of(VISIT).bad_cells) == 2  # never blank


@pytest.mark.parametrize(
    ("item", "score", "deduction", "code", "cell"),
    [
        ("K1", 55, None, "rubric.wrong-column", "H7"),
        ("K1", 60, None, "rubric.wrong-column", "H7"),
        ("K2", None, 0, "rubric.wrong-column", "I8"),
        ("K1", 61, None, "cell.closed", "H7"),  # what would stand where cannot be said
        ("K4", None, 1, "cell.closed", "I9"),
        ("K5", 2, None, "cell.closed", "H10"),
        ("K1", "满分", None, "cell.closed", "H7"),
    ],
)
def test_only_the_other_one_is_given(
    item: str, score: object, deduction: object, code: str, cell: str, tmp_path: Path
) -> None:
    found = read(tmp_path, item, score, deduction)
    assert (only(found).code, only(found).severity, only(found).place.cell) == (code, Severity.ERROR, cell)
    assert found.values(VISIT) == {}
    assert not found.of(VISIT).empty


@pytest.mark.parametrize(("item", "score", "deduction", "cell"), [("K4", None, 0, "I9"), ("K5", 0, None, "H10")])
def test_nought_where_nothing_was_added_or_taken_off(
    item: str, score: object, deduction: object, cell: str, tmp_path: Path
) -> None:
    found = read(tmp_path, item, score, deduction)
    assert (only(found).code, only(found).severity, only(found).place.cell) == (
        "cell.closed-nought",
        Severity.NOTE,
        cell,
    )


def test_one_that_cannot_be_read_is_not_reckoned_from_the_other(tmp_path: Path) -> None:
    found = read(tmp_path, "K1", 55, "约5")
    assert sorted(found.codes) == ["cell.closed", "cell.not-number"]
    assert found.values(VISIT) == {}


def test_a_formula_in_the_locked_cell_is_compared_by_what_it_shows(tmp_path: Path) -> None:
    found = read(tmp_path, "K1", "=E7-I7", 5)  # saved without a result
    assert (found.codes, found.values(VISIT)) == ([], {("K1", "deduction"): 5_00})


@pytest.mark.parametrize(
    ("item", "score", "deduction", "message", "remedy"),
    [
        (
            "K1", 55, 5,
            "K1“按期换届”的“扣分”（5）和“得分”（55）都填了，两者相符，已按“扣分”计入。",
            "无需处理；以后只填“扣分”一栏即可。",
        ),
        (
            "K1", 58, 5,
            "K1“按期换届”的“扣分”（I7）填了5，“得分”（H7）填了58，按分值60分对不上，没有计入。",
            "请核对：“扣分”5是对的，清空“得分”；“得分”58是对的，把“扣分”改成2，再清空“得分”。",
        ),
        (
            "K5", 4, 1,
            "K5“通报批评”的“扣分”（I10）填了1，“得分”（H10）又填了4，分不清以哪个为准，没有计入。",
            "计分方式是“减分”的只填“扣分”：请核对“扣分”是不是1，再清空“得分”。",
        ),
        (
            "K1", 55, None,
            "K1“按期换届”应填“扣分”，却在“得分”填了55，“扣分”是空的，没有计入。",
            "请核对：分值60分，“得分”55就是“扣分”5；对的话请在“扣分”（I7）填5，并清空“得分”。",
        ),
    ],
)  # fmt: skip
def test_words(item: str, score: object, deduction: object, message: str, remedy: str, tmp_path: Path) -> None:
    finding = only(read(tmp_path, item, score, deduction))
    assert (finding.message, finding.remedy) == (message, remedy)
