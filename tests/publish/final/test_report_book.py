"""结果报送表.xlsx: what a person reads and what the program of a higher office reads are the same texts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.result_report import REPORT_SHEET, ResultReport, read_report
from lianping_xlsx.publish.final.report_book import write_report
from tests.books import open_book
from tests.publish.final.decided import SUMMARY, decide, with_few_ballots
from tests.publish.story import KEY

OFFICIAL = decide(replace(SUMMARY, official=True))
_FEW = with_few_ballots()
FEW = replace(_FEW, summary=replace(_FEW.summary, official=True))


def _book(data: FinalData) -> bytes:
    return write_report(data, 1, KEY)["结果报送表.xlsx"]


def _hidden(book: bytes) -> ResultReport:
    sheet = next(sheet for sheet in read_xlsx(book) if sheet.name == REPORT_SHEET)
    assert not sheet.visible
    found = read_report(sheet.rows)
    assert found is not None
    return found


def _printed(book: bytes) -> list[tuple[object, ...]]:
    sheet = open_book(book)["结果报送表"]
    return [tuple(row[1:9]) for row in sheet.iter_rows(min_row=5, values_only=True) if isinstance(row[0], int)]


def test_the_same_decision_gives_the_same_bytes() -> None:
    assert _book(OFFICIAL) == _book(OFFICIAL)


def test_a_composite_of_a_thousand_points_says_so() -> None:
    """A higher office counts 876 of 1000 as 87.6 of 100."""
    scheme = SUMMARY.scheme
    thousand = replace(scheme, rules=replace(scheme.rules, whole=1_000_00))
    assert _hidden(_book(decide(replace(SUMMARY, official=True, scheme=thousand)))).full == 1_000_00
    assert _hidden(_book(OFFICIAL)).full == 100_00


def test_a_trial_result_is_not_reported() -> None:
    assert write_report(decide(replace(SUMMARY, official=False)), 1, KEY) == {}


def test_everybody_is_listed_as_decided() -> None:
    report = _hidden(_book(OFFICIAL))
    profile = SUMMARY.scheme.profile
    assert (report.year, report.title, report.host) == (profile.year, profile.title, profile.host)
    assert (report.decision, report.date, report.status) == (1, "2024-12-30", "正式")
    assert sorted(ratee.code for ratee in report.ratees) == sorted(ratee.code for ratee in SUMMARY.scheme.ratees)
    for verdict in OFFICIAL.verdicts:
        row = next(ratee for ratee in report.ratees if ratee.code == verdict.ratee.code)
        assert (row.name, row.tier, row.points) == (verdict.ratee.name, verdict.tier, verdict.standing.composite)


@pytest.mark.parametrize(
    ("decimals", "whole", "exact"), [(2, 100, 8812), (3, 100, Fraction(88123, 10)), (4, 1000, Fraction(881233, 100))]
)
def test_scores_of_more_decimals_and_of_more_points_are_reported_exactly(
    decimals: int, whole: int, exact: int | Fraction
) -> None:
    """88.123 points are no whole number of hundredths."""
    rules = replace(SUMMARY.scheme.rules, decimals=decimals, whole=whole * 100)
    standings = tuple(
        replace(each, composite=exact if each.code == "T1" else each.composite) for each in SUMMARY.result.standings
    )
    summary = replace(
        SUMMARY,
        official=True,
        scheme=replace(SUMMARY.scheme, rules=rules),
        result=replace(SUMMARY.result, standings=standings),
    )
    report = _hidden(_book(decide(summary)))
    row = next(ratee for ratee in report.ratees if ratee.code == "T1")
    assert row.points == exact
    assert report.full == whole * 100


def test_who_takes_no_part_is_listed_as_such() -> None:
    row = next(ratee for ratee in _hidden(_book(OFFICIAL)).ratees if ratee.code == "T6")
    assert (row.composite, row.rank, row.tier) == ("不参评", "", "")


@pytest.mark.parametrize("data", [OFFICIAL, FEW])
def test_the_printed_rows_are_the_hidden_ones(data: FinalData) -> None:
    book = _book(data)
    for printed, ratee in zip(_printed(book), _hidden(book).ratees, strict=True):
        assert printed[:5] == tuple(text or None for text in ratee.texts[:5])
        score = printed[5]
        assert (f"{score:.2f}" if isinstance(score, int | float) else score) == ratee.composite
        assert (str(printed[6]), printed[7]) == (ratee.rank or "—", ratee.tier or "—")


def test_a_withheld_score_is_on_neither_sheet() -> None:
    report = _hidden(_book(FEW))
    row = next(ratee for ratee in report.ratees if ratee.code == "T4")
    assert (row.composite, row.points) == ("不单列", None)
    assert row.rank  # 名次 and 等次 are listed all the same


def test_a_score_of_four_decimals_is_printed_with_all_of_them() -> None:
    """93.335: hundredths of a point are no whole number then."""
    standings = tuple(replace(each, composite=Fraction(93335, 10)) for each in SUMMARY.result.standings)
    scheme = replace(SUMMARY.scheme, rules=replace(SUMMARY.scheme.rules, decimals=4))
    data = decide(replace(OFFICIAL.summary, scheme=scheme, result=replace(SUMMARY.result, standings=standings)))
    assert {ratee.composite for ratee in _hidden(_book(data)).ratees} == {"93.3350", "不参评"}


def test_the_check_code_is_printed() -> None:
    book = _book(OFFICIAL)
    sheet = open_book(book)["结果报送表"]
    assert any(f"校验码：{_hidden(book).check_code}" in str(cell.value) for row in sheet.iter_rows() for cell in row)
