"""The hidden sheet of 结果报送表: a digest that anybody can compute, a signature that only its campaign can."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.forms.result_report import MAGIC, ReportedRatee, ResultReport, is_report, read_report, report_rows
from tests.small import SECRET

ROWS = (
    ReportedRatee("V1", "村", "云溪镇河口村", "陆明澈", "书记", "92.35", "1", "好"),
    ReportedRatee("V2", "村", "云溪镇沙坪村", "游砚秋", "", "不单列", "2", "中"),
    ReportedRatee("V3", "村", "云溪镇柳林村", "蒲建衡", "书记", "不参评", "", ""),
)
REPORT = ResultReport("abc", "2024", "村书记考核", "云溪镇党委", 2, "2024-12-30", "正式", 100_00, 2, ROWS)


def test_what_is_written_is_read() -> None:
    rows = report_rows(REPORT, SECRET)
    assert is_report(rows)
    assert read_report(rows) == REPORT
    # Programs that save it add blank cells and rows.
    assert read_report([[*row, "", ""] for row in rows] + [["", ""]]) == REPORT
    assert [ratee.points for ratee in REPORT.ratees] == [Fraction(9235), None, None]


def test_anybody_can_compute_the_digest_but_not_the_signature() -> None:
    """The lines above the digest: cells joined by tabs, lines by line feeds, in UTF-8."""
    *lines, (label, digest), (_, signature) = report_rows(REPORT, SECRET)
    text = "\n".join("\t".join(line) for line in lines)
    assert lines[0] == [MAGIC]
    assert (label, digest) == ("sha256", hashlib.sha256(text.encode()).hexdigest())
    assert signature == hmac.digest(SECRET, b"result report 1\n" + text.encode(), "sha256").hex()
    assert report_rows(REPORT, bytes(32))[-1][1] != signature


_LINES = len(report_rows(REPORT, SECRET))


@given(st.integers(1, _LINES - 3), st.text("0123456789abc好", min_size=1, max_size=4))
def test_an_edited_line_shows(place: int, text: str) -> None:
    rows = [list(row) for row in report_rows(REPORT, SECRET)]
    if rows[place][-1] != text:
        rows[place][-1] = text
        assert read_report(rows) is None


@pytest.mark.parametrize("place", [1, 5, _LINES - 3, _LINES - 2])
def test_a_missing_line_shows(place: int) -> None:
    rows = report_rows(REPORT, SECRET)
    assert read_report([*rows[:place], *rows[place + 1 :]]) is None


def test_the_check_code_is_of_the_whole_content() -> None:
    other = replace(REPORT, ratees=(*ROWS[:2], replace(ROWS[2], name="蒲建恒")))
    assert other.check_code != REPORT.check_code


@pytest.mark.parametrize("full", [1_00, 120_50, 99_99, 1_000_00])
def test_any_number_of_points_may_be_the_whole(full: int) -> None:
    report = replace(REPORT, full=full)
    assert read_report(report_rows(report, SECRET)) == report


@pytest.mark.parametrize(
    "forged",
    [replace(REPORT, full=0), replace(REPORT, decimals=99_999), replace(REPORT, decision=1_000_000)],
    ids=["full", "decimals", "decision"],
)
def test_numbers_that_no_campaign_writes_are_refused(forged: ResultReport) -> None:
    """Anybody can compute the digest of what he has made up."""
    assert read_report(report_rows(forged, SECRET)) is None
