"""整改承诺: what is issued, what its locked formulas say, and what has to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.checks.judge import judge
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.layout import FIRST_ROW
from lianping_xlsx.intake.returns import WrittenRow
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, open_book
from tests.libreoffice import needs_libreoffice, recalculate
from tests.returns import received
from tests.small import Entries, Town, scheme_of, sheets


def asked() -> Town:
    """The small campaign in which a ratee's own unit has the task."""
    raw = sheets()
    raw["填报单位"].append(["U5", "云溪镇党委", "", "", ""])
    raw["填报任务"].append(["云溪镇党委", "整改承诺", "T1", "", "", ""])
    return Town(scheme_of(raw))


TOWN = asked()
FORM = TOWN.form(FormKind.COMMITMENT, ratee="T1")
WHOLE: Entries = {("1", "problem"): "学习不深", ("1", "measures"): "每月集中学习", ("1", "deadline"): "2025-06-30"}


def test_each_ratee_has_a_sheet_with_numbered_rows() -> None:
    assert (FORM.sheet, FORM.title) == ("整改承诺-云溪镇陆明澈", "2024年度党委书记述职评议考核整改承诺表")
    assert FORM.intro.startswith("承诺人：云溪镇党委书记 陆明澈。请本人")
    assert [column.heading for column in FORM.columns] == ["序号", "问题", "整改措施", "整改时限", "填写检查"]
    assert [row.key for row in FORM.rows] == [str(number) for number in range(1, 11)]
    assert FORM.foot[0].label == "承诺人（签字）："


def test_what_was_promised_stands_row_by_row(tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, TOWN.filled(FORM, WHOLE | {("4", "problem"): "走访少"}))
    outcome = judge(TOWN.scheme, received(TOWN, read.forms))
    texts = {"problem": "学习不深", "measures": "每月集中学习", "deadline": "2025-06-30"}
    assert outcome.value.written == (
        WrittenRow(FormKind.COMMITMENT, "T1", "云溪镇党委", "1", texts),
        WrittenRow(FormKind.COMMITMENT, "T1", "云溪镇党委", "4", {"problem": "走访少"}),
    )
    [finding] = [each for each in outcome.findings if each.place.sheet == FORM.sheet]
    assert (finding.code, finding.severity, finding.place.cell) == ("account.unfinished", Severity.WARNING, "C10")
    assert finding.message == "“云溪镇 陆明澈”的整改承诺第4项没有填“整改措施”、“整改时限”。"


def test_a_deadline_that_was_not_understood_is_not_called_missing(tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, TOWN.filled(FORM, WHOLE | {("1", "deadline"): "六月底"}))
    assert [finding.code for form in read.forms for finding in form.findings] == ["cell.not-date"]
    outcome = judge(TOWN.scheme, received(TOWN, read.forms))
    assert [each.code for each in outcome.findings if each.code.startswith("account.")] == []


def test_rows_that_are_not_used_may_be_deleted(tmp_path: Path) -> None:
    def shorten(book: Workbook) -> None:
        book[FORM.sheet].delete_rows(FIRST_ROW + 2, 9)

    read = TOWN.read(tmp_path, edited(TOWN.filled(FORM, WHOLE), shorten))
    [form] = read.forms
    assert (form.refused, [finding.code for finding in form.findings]) == (False, [])
    assert form.texts[0, "problem"] == "学习不深"


@pytest.mark.slow
@needs_libreoffice
def test_what_a_person_sees_while_filling_it_in(tmp_path: Path) -> None:
    entries: Entries = {
        **WHOLE,
        ("2", "problem"): "走访少",
        ("3", "measures"): "补齐台账",
        ("4", "problem"): "走访少",
        ("4", "measures"): "每周一次",
        ("5", "problem"): "走访少",
        ("5", "measures"): "每周一次",
        ("5", "deadline"): "六月底",
    }
    for name, typed in (("填好", entries), ("空白", {})):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(TOWN.filled(FORM, typed))
        page = open_book(recalculate(path).read_bytes(), values=True)[FORM.sheet]
        place = FORM.column_of("status") + 1
        seen = [page.cell(FIRST_ROW + 1 + row, place).value or "" for row in range(10)]
        if typed:
            words = ["完整", "请写整改措施", "请写问题", "请写整改时限", "时限请写全年月日"]
            assert seen == [*words, "", "", "", "", ""]
        else:
            assert seen == ["未填", *[""] * 9]
