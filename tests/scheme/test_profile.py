"""The year in words: once, whatever is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.core.findings import Severity
from tests.small import changed, faults_of, scheme_of, sheets

PROFILE = scheme_of(sheets()).profile


@pytest.mark.parametrize(
    ("year", "title", "printed"),
    [
        ("2024", "党委书记述职评议考核", "2024年度党委书记述职评议考核"),
        ("2024年", "党委书记述职评议考核", "2024年度党委书记述职评议考核"),
        ("2024年度", "党委书记年度考核", "2024年度党委书记考核"),
        ("２０２４ 年", "党委书记考核", "2024年度党委书记考核"),
        ("2024", "2024年党委书记考核", "2024年度党委书记考核"),
        ("2024年", "2024年度党委书记考核", "2024年度党委书记考核"),
        ("2024", "2024 年度党委书记考核", "2024年度党委书记考核"),
        ("2024", "2024年年轻干部考核", "2024年度年轻干部考核"),
        ("2024", "2024年轻干部考核", "2024年度年轻干部考核"),
        ("2024", "2024年中期考核", "2024年度年中期考核"),
        ("2024", "2024年中共党员考核", "2024年度中共党员考核"),
        ("2024-2025学年", "2024—2025学年党建考核", "2024-2025学年度党建考核"),
        ("今年", "党建考核", "今年年度党建考核"),
    ],
)
def test_the_year_stands_once_at_the_beginning_of_titles(year: str, title: str, printed: str) -> None:
    assert replace(PROFILE, year=year, title=title).occasion == printed


@pytest.mark.parametrize("year", ["2024", "2024年", "2024年度", "2024-2025学年"])
def test_a_year_is_accepted_in_its_usual_spellings(year: str) -> None:
    assert faults_of(changed(sheets(), lambda raw: raw["基本信息"][2].__setitem__(1, year)), "scheme.year") == ()


@pytest.mark.parametrize("year", ["24", "二〇二四年", "2024-01-01", "2024年第一次"])
def test_what_is_no_year_is_told_of_with_what_would_be_printed(year: str) -> None:
    (finding,) = faults_of(changed(sheets(), lambda raw: raw["基本信息"][2].__setitem__(1, year)), "scheme.year")
    assert (finding.severity, finding.place.cell) == (Severity.WARNING, "B3")
    assert f"印成“{year}年度”" in finding.message
