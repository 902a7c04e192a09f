"""核算底稿: what stands on 票面, and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.scheme.terms import Counting
from tests.audit.test_working_marks import papers
from tests.leaves import Leaves
from tests.libreoffice import needs_libreoffice
from tests.papers import OF_MARKS, Papers, papers_of
from tests.recalculation import differences_in
from tests.scenarios.test_rankings import BALLOTS, TABLES, ballot
from tests.scenarios.test_scorings import campaign

SAMPLES = ["lean-township", "lean-township-problems", "lean-village", "county-kinds", "zhongwei-member"]


def texts(book: bytes, *sheets: str) -> Mapping[tuple[str, str], str]:
    cells = Leaves(book).constants.items()
    return {place: value for place, value in cells if isinstance(value, str) and place[0].startswith(sheets)}


def senders(found: Papers) -> set[str]:
    """The units whose forms of secret ballots are used, and the files that these came in."""
    forms = [form for form in found.judged.registers if not _signed(found, form.expected.layout.key)]
    return {form.expected.unit for form in forms} | {form.file for form in forms}


def _signed(found: Papers, key: object) -> bool:
    return found.scheme.is_signed(getattr(key, "poll", ""), getattr(key, "voter_class", ""))


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_ballot_is_said_to_come_from_a_file_or_a_unit(sample: str) -> None:
    """出处 has only what was not counted ballot by ballot: beside whole ballots its sums would sort these by file."""
    found = papers(sample)
    book = found.office
    own = {ratee.workplace for ratee in found.scheme.ratees}
    names = {name for name in senders(found) if name not in own}
    assert names
    on_sheets = texts(book, OF_MARKS)
    assert on_sheets
    assert not [place for place, text in on_sheets.items() if any(name in text for name in names)]
    polls = {poll.name for poll in found.scheme.polls if poll.counting is Counting.BALLOTS}
    classes = {voter.name for voter in found.scheme.classes if voter.poll in polls}
    others = {voter.name for voter in found.scheme.classes if voter.poll not in polls}
    assert not [text for text in texts(book, "出处").values() if text.split("　")[0] in classes - others]


def test_of_a_void_ballot_only_the_reason_is_told() -> None:
    found = papers("lean-township-problems")
    book = found.office
    void = {place: text for place, text in texts(book, OF_MARKS).items() if text.startswith("废票：")}
    assert set(void.values()) == {"废票：登记为废票", "废票：全部满分"}
    rows = {(sheet, from_a1(cell)[0]) for sheet, cell in void}
    cells = {place: (sheet, *from_a1(cell)) for place in Leaves(book).constants for sheet, cell in [place]}
    marks = [place for place, (sheet, row, column) in cells.items() if (sheet, row) in rows and column > 1]
    constants = Leaves(book).constants
    assert {constants[place] for place in marks} == {"废票"}


def test_the_numbers_of_votes_are_counted_on_the_sheets_of_ballots() -> None:
    found = papers("lean-township")
    formulas = [formula for (sheet, _), (formula, _) in Leaves(found.office).formulas.items() if sheet == "测评统计"]
    for function in ("COUNTA(", "COUNT(", "ROUND(SUM("):
        assert any(formula.startswith(f"{function}'{OF_MARKS}1'!") for formula in formulas), function


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("rule", ["平分", "取高"])
def test_the_points_of_shared_places_follow_from_the_ballot(rule: str, tmp_path: Path) -> None:
    """Two share the second place, one way of counting on (1 2 2 4) or the other (2 1 2 3); on the last all the first.

    平分: of 2, 2 + 1 and 4 ratees SUMIF alone does not give the points; 取高: of the third who is the fourth.
    """
    merged = campaign(tmp_path, {**BALLOTS, **ballot("005", 1, 1, 1, 1)}, TABLES, 排名票并列处理=rule)
    assert merged.data.result.classes[0].valid == 5
    book = papers_of(tmp_path / "考核").office
    numbers = {place: value for place, value in Leaves(book).constants.items() if isinstance(value, int | float)}
    first, *_ = [from_a1(cell)[0] for (sheet, cell), text in texts(book, OF_MARKS).items() if text == "票号"]
    points = [cell for sheet, cell in numbers if sheet.startswith(OF_MARKS) and from_a1(cell)[1] % 2]
    assert not [cell for cell in points if from_a1(cell)[0] > first]
    live = [formula for formula, _ in Leaves(book).formulas.values() if "RANK(" in formula]
    assert len(live) == {"平分": 9, "取高": 1}[rule]
    assert differences_in([book], tmp_path) == [[]]
