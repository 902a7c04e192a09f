"""What a formula from outside may be, and that to find it out takes no longer than to read it."""

from __future__ import annotations

import time

import pytest

from lianping_xlsx.spreadsheet.sanitize import is_harmless


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:B2)",
        '=IF(ISNUMBER($C$7),"",REPT("缺",3))',
        '=COUNTIF(D7:D9,">0")+1.5',
        "A1=TRUE",
        "=1SUM(A1)",
        "=ROUND(A1+1E-9,2)*1E8",
        "",
    ],
)
def test_formulas_of_forms_are_harmless(formula: str) -> None:
    assert is_harmless(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "=cmd|'/c calc'!A1",
        '=HYPERLINK("http://x")',
        "=A1.SUM(B1)",
        "=1E-A1",
        "=A1SUM(B1)",
        "=OTHER!A1",
        "='[1]Sheet'!A1",
        "=SUM",
        "=_SUM(A1)",
        '=SUM("',
    ],
)
def test_any_other_formula_is_not(formula: str) -> None:
    assert not is_harmless(formula)


@pytest.mark.parametrize("formula", ["=" + "1" * 28 + "!", "=" + "A12+" * 28 + "!", "=" + "a" * 32_000])
def test_a_formula_made_to_be_slow_takes_no_time(formula: str) -> None:
    started = time.process_time()
    assert not is_harmless(formula)
    assert time.process_time() - started < 1
