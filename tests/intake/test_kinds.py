"""Formulas, errors and odd values in an input cell are the same findings in whatever kind of workbook they come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.formats.sheet import Cell, Sheet
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.scheme.terms import FormKind
from tests.small import TOWN, address
from tests.spoilt import biff, ods, xlsb
from tests.spoilt.saved import WRITERS

FORM = TOWN.form(FormKind.BALLOTS, voter_class="县委领导")
BALLOT = FORM.rows[0].key
RATEES = [column.key for column in FORM.columns if column.ratee]
GOOD = TOWN.filled(FORM, {(BALLOT, key): 90 + place for place, key in enumerate(RATEES)})
KILLERS = [*biff.KILLERS, *ods.KILLERS, *xlsb.KILLERS]
each_kind = pytest.mark.parametrize("kind", WRITERS)


def with_cell(column: str, value: Cell, *, formula: str | None = None, error: str | None = None) -> list[Sheet]:
    """The reply with another value in a mark, a formula that gives it, or an error."""
    sheets = read_xlsx(GOOD)
    at = next(number for number, sheet in enumerate(sheets) if sheet.name == FORM.sheet)
    row, place = address(FORM, BALLOT, column)
    rows = [list(cells) for cells in sheets[at].rows]
    rows[row][place] = value
    formulas = {**sheets[at].formulas, **({(row, place): formula} if formula else {})}
    errors = {**sheets[at].errors, **({(row, place): error} if error else {})}
    sheets[at] = replace(sheets[at], rows=rows, formulas=formulas, errors=errors)
    return sheets


@pytest.mark.slow
def test_killers_of_every_kind_cost_only_themselves(tmp_path: Path) -> None:
    killers = {f"{killer.__module__}.{killer.__name__}": killer() for killer in KILLERS}
    replies = {f"{kind}/好": WRITERS[kind](read_xlsx(GOOD)) for kind in WRITERS}
    received = TOWN.gather(tmp_path, {**killers, **replies})
    refused = {finding.place.file: finding.code for finding in received.findings if finding.place.file in killers}
    assert refused == dict.fromkeys(killers, "file.too-large")
    assert [entry.status for entry in received.returns if entry.files] == ["已采用"]
    statuses = {file.path: str(file.status) for file in received.files if file.path in replies}
    assert sorted(statuses.values()) == ["已采用", *["重复"] * (len(WRITERS) - 1)]


@each_kind
def test_a_good_reply_has_no_findings(kind: str, tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, WRITERS[kind](read_xlsx(GOOD)))
    assert read.codes == []
    assert [read.values(FORM)[BALLOT, key] for key in RATEES] == [9_000, 9_100, 9_200]


@each_kind
@pytest.mark.parametrize(
    ("code", "value", "formula", "error", "raw"),
    [
        ("cell.formula", 95.0, "94+1", None, "95"),
        ("cell.formula", "九十五", 'A1&"十五"', None, "九十五"),
        ("cell.error-value", "", "1/0", "#DIV/0!", "#DIV/0!"),
        ("cell.error-value", "", None, "#N/A", "#N/A"),
        ("cell.date", dt.date(2024, 9, 5), None, None, "9-5"),
        ("cell.boolean", True, None, None, "TRUE"),
        ("cell.not-number", "约90", None, None, "约90"),
        ("cell.repaired", "95分", None, None, "95分"),
    ],
)
def test_what_a_mark_cannot_be(
    kind: str, code: str, value: Cell, formula: str | None, error: str | None, raw: str, tmp_path: Path
) -> None:
    read = TOWN.read(tmp_path, WRITERS[kind](with_cell(RATEES[1], value, formula=formula, error=error)))
    (finding,) = read.findings
    assert (finding.code, finding.place.sheet, finding.place.cell) == (
        code,
        FORM.sheet,
        a1(*address(FORM, BALLOT, RATEES[1])),
    )
    assert raw in finding.message
    found = read.values(FORM)
    assert [found[BALLOT, key] for key in (RATEES[0], RATEES[2])] == [9_000, 9_200]
    assert found.get((BALLOT, RATEES[1])) == (9_500 if code == "cell.repaired" else None)
