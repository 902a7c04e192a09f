"""A whole campaign with a class below the line: no paper that leaves the office holds a score that gives it."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.app.options import Options
from tests.books import edited, open_book
from tests.scenarios.campaigns import in_process
from tests.scenarios.people import SAMPLES


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the branch secretaries with a line that 局党组 does not reach, merged and made final anew."""
    copy = tmp_path_factory.mktemp("campaign") / "zhongwei-secretary"
    shutil.copytree(SAMPLES / "zhongwei-secretary", copy)
    shutil.rmtree(copy / "4审定")
    (copy / "考核方案.xlsx").write_bytes(edited((copy / "考核方案.xlsx").read_bytes(), _raise_the_line))
    with in_process():
        assert merge_returns(copy, Options(meeting=True)).value is not None
        made = finalize(copy)
        assert made.value is not None, [finding.message for finding in made.findings]
    return copy


def _raise_the_line(book: openpyxl.Workbook) -> None:
    line = next(row for row in book["计分规则"].iter_rows() if row[0].value == "测评得分公布线")
    line[1].value = 4


def ratees(folder: Path) -> list[dict[str, object]]:
    found = json.loads((folder / "3汇总/结果.json").read_text(encoding="utf-8"))["ratees"]
    assert isinstance(found, list)
    return found


def papers(folder: Path) -> Iterator[tuple[str, str]]:
    """Every cell and every text of what goes to the meeting, to the ratees, upwards and to everybody."""
    for_the_meeting = (folder / "3汇总" / name for name in ("等次审定表.xlsx", "送审件.xlsx"))
    for path in (*for_the_meeting, *sorted((folder / "4审定").rglob("*.xlsx"))):
        yield from _cells(path)
    for path in (folder / "3汇总/上会材料.docx", *sorted((folder / "4审定").rglob("*.docx"))):
        with zipfile.ZipFile(path) as package:
            yield path.name, package.read("word/document.xml").decode()


def _cells(path: Path, sheets: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    book = open_book(path.read_bytes(), values=True)
    for sheet in (book[name] for name in sheets or book.sheetnames):
        for row in sheet.iter_rows(values_only=True):
            for cell in row:
                yield path.name, f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def test_no_paper_holds_a_score_that_is_withheld(decided: Path) -> None:
    silent = [ratee for ratee in ratees(decided) if ratee.get("withheld")]
    assert len(silent) == len(ratees(decided)), "three of 局党组 are fewer than four"
    told = {str(ratee["field_score"]) for ratee in ratees(decided)}
    scores = {str(ratee[name]) for ratee in silent for name in ("poll_score", "composite")} - told
    found = list(papers(decided))
    leaks = [(name, score) for name, text in found for score in scores if score in text]
    assert leaks == []
    letters = [text for name, text in found if name.startswith("S0") and name.endswith(".docx")]
    assert len(letters) == len(ratees(decided))
    assert sum("综合得分不单列" in text for text in letters) == len(silent)
    assert all("考评得分" in text for text in letters)


def test_the_office_s_own_sheets_hold_them_all_the_same(decided: Path) -> None:
    cells = {text for _, text in _cells(decided / "3汇总/汇总表.xlsx", ("综合排序",))}
    assert {str(ratee["composite"]) for ratee in ratees(decided)} <= cells


# ---------------------------------------------------------------- one person with few ballots among others

ONE = "M08"


@pytest.fixture(scope="module")
def one_with_two_ballots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the members, where two of four have marked one of them, merged and made final anew."""
    copy = tmp_path_factory.mktemp("campaign") / "zhongwei-member"
    shutil.copytree(SAMPLES / "zhongwei-member", copy)
    shutil.rmtree(copy / "4审定")
    register = copy / "2收回/U01 局机关党务干事.xlsx"
    register.write_bytes(edited(register.read_bytes(), _leave_two))
    with in_process():
        assert merge_returns(copy, Options(meeting=True)).value is not None
        made = finalize(copy)
        assert made.value is not None, [finding.message for finding in made.findings]
    return copy


def _leave_two(book: openpyxl.Workbook) -> None:
    page = book["测评票-支部委员会成员"]
    columns = [column for column, cell in enumerate(page[6], 1) if str(cell.value).startswith(f"tick:{ONE}:")]
    assert columns
    for row in (7, 8):
        assert any(page.cell(row, column).value for column in columns)
        for column in columns:
            page.cell(row, column).value = None


@pytest.mark.slow
def test_no_paper_holds_a_score_that_would_pin_the_withheld_one(one_with_two_ballots: Path) -> None:
    everybody = ratees(one_with_two_ballots)
    silent = [ratee for ratee in everybody if ratee.get("withheld")]
    assert ONE in {ratee["id"] for ratee in silent}
    assert 1 < len(silent) < len(everybody) / 3
    told = {str(ratee[n]) for ratee in everybody for n in ("composite", "poll_score") if ratee not in silent}
    told |= {str(ratee["field_score"]) for ratee in everybody}
    scores = {str(ratee[name]) for ratee in silent for name in ("poll_score", "composite")} - told
    assert len(scores) > len(silent)
    found = list(papers(one_with_two_ballots))
    assert [(name, score) for name, text in found for score in scores if score in text] == []
    reasons = [text for name, text in found if name.endswith(".docx") and "同组名次相邻的有人得分不单列" in text]
    assert len(reasons) >= len(silent) - 1
    table = next(text for name, text in found if name == "等次审定表.xlsx" and text.startswith("注：标“不单列”的"))
    assert "或同组名次相邻的有人得分不单列，为保护投票人" in table
