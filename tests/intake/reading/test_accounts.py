"""Reading 述职自查, 述职报告审核 and 自评得分 as people fill them in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.scheme.terms import FormKind
from tests.accounts import TOWN
from tests.books import edited, open_book
from tests.campaigns import all_replies
from tests.findings import codes_of
from tests.small import Read, address

CHECK, REVIEW = TOWN.form(FormKind.SELF_CHECK, ratee="T1"), TOWN.form(FormKind.REVIEW)
VISIT = TOWN.form(FormKind.RUBRIC, ratee="T1")
POINTS = {("K1", "deduction"): 0, ("K2", "score"): 40}


def typed(form: FormLayout, cells: Iterable[tuple[str, str, object]], folder: Path) -> Read:
    """The form with some cells typed over by openpyxl, and read."""

    def type_over(book: Workbook) -> None:
        for key, column, content in cells:
            row, at = address(form, key, column)
            book[form.sheet].cell(row + 1, at + 1).value = content  # type: ignore[assignment]

    entries = POINTS if form is VISIT else {}
    return TOWN.read(folder, edited(TOWN.filled(form, dict(entries)), type_over))


def test_a_self_check_is_read_text_by_text(tmp_path: Path) -> None:
    words = {("N1", "practices"): "建强支部。", ("N1", "problems"): "=经费不足", ("N2", "measures"): "多下支部。"}
    read = TOWN.read(tmp_path, TOWN.filled(CHECK, dict(words)))
    assert read.codes == []
    assert read.values(CHECK) == words


def test_a_review_is_read_with_its_day_as_iso_text(tmp_path: Path) -> None:
    cells = [("T1", "submitted", dt.date(2024, 12, 5)), ("T1", "verdict", "通过"), ("T2", "remark", "数据不实")]
    read = typed(REVIEW, cells, tmp_path)
    assert read.codes == []
    assert read.values(REVIEW) == {
        ("T1", "submitted"): "2024-12-05",
        ("T1", "verdict"): "通过",
        ("T2", "remark"): "数据不实",
    }


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        (dt.datetime(2024, 12, 5, 9, 30), None, "2024-12-05"),
        ("2024.12.5", None, "2024-12-05"),
        ("2024年12月5日", None, "2024-12-05"),
        ("上周五", "cell.not-date", None),
        (45_631, None, "2024-12-05"),  # the look of the cell makes a day of it
        ("=TODAY()", "cell.formula-blank", None),
        ("#N/A", "cell.error-value", None),
    ],
)
def test_days_as_people_write_them(raw: object, code: str | None, value: str | None, tmp_path: Path) -> None:
    read = typed(REVIEW, [("T1", "submitted", raw)], tmp_path)
    assert read.codes == ([code] if code else [])
    assert read.values(REVIEW).get(("T1", "submitted")) == value
    if code:
        assert "“云溪镇 陆明澈”的“提交日期”" in read.findings[0].message


def test_a_day_typed_into_the_form_looks_like_one() -> None:
    """On a protected sheet the cell keeps the look that it was issued with: without one a day comes back as 45631."""
    page = open_book(TOWN.write("U4"))[REVIEW.sheet]
    row, column = address(REVIEW, "T1", "submitted")
    assert page.cell(row + 1, column + 1).number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("raw", "codes", "value"),
    [
        ("退回重写", [], "退回重写"),
        ("退回", ["cell.repaired"], "退回重写"),
        ("审核通过", ["cell.repaired"], "通过"),
        ("待定", ["cell.not-choice"], None),
        (1, ["cell.not-choice"], None),
    ],
)
def test_results_as_people_write_them(raw: object, codes: list[str], value: str | None, tmp_path: Path) -> None:
    read = typed(REVIEW, [("T2", "verdict", raw)], tmp_path)
    assert read.codes == codes
    assert read.values(REVIEW).get(("T2", "verdict")) == value


def test_an_error_in_a_self_check_is_named_by_the_first_sentence_of_its_item(tmp_path: Path) -> None:
    (finding,) = typed(CHECK, [("N1", "measures", "#REF!")], tmp_path).findings
    assert finding.message == "N1“加强基层党组织建设情况”的“改进措施”是公式错误值“#REF!”，没有计入。"
    assert finding.place.cell == "E7"


# ---------------------------------------------------------------- 自评得分


@pytest.mark.parametrize(
    ("key", "raw", "codes", "value"),
    [
        ("K1", 58.5, [], 58_50),
        ("K2", "４０分", ["cell.repaired"], 40_00),
        ("K2", 41, [], 41_00),  # ranges are judged by the checks
        ("K1", "约58", ["cell.not-number"], None),
        ("K4", 3, ["cell.closed"], None),
        ("K5", 1, ["cell.closed"], None),
    ],
)
def test_own_scores(key: str, raw: object, codes: list[str], value: int | None, tmp_path: Path) -> None:
    read = typed(VISIT, [(key, "self", raw)], tmp_path)
    assert read.codes == codes
    assert read.values(VISIT).get((key, "self")) == value
    if codes:
        assert "“自评得分”" in read.findings[0].message


# ---------------------------------------------------------------- the whole folder


def test_everything_that_comes_back_is_used(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path / "2收回", all_replies(TOWN))
    assert {entry.status for entry in received.returns} == {FormStatus.USED}
    assert codes_of(received.findings) == []


def test_blank_accounts_cost_nobody_anything(tmp_path: Path) -> None:
    """As with 评议意见: they are used, and the checks ask to look at them."""
    files = {name: data for name, data in all_replies(TOWN).items() if name[:2] not in ("U4", "U5")}
    files |= {"U4.xlsx": TOWN.write("U4"), "U5.xlsx": TOWN.write("U5")}
    received = TOWN.gather(tmp_path / "2收回", files)
    assert {entry.status for entry in received.returns} == {FormStatus.USED}
    assert codes_of(received.findings) == []
