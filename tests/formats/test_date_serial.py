"""A number of the binary workbooks is a point in time where its format says so, as calamine has it of an xlsx."""

from __future__ import annotations

import datetime as dt
import io
import math

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.formats.binary_book import ShownDate, from_serial, shown_as
from lianping_xlsx.formats.workbook_reader import read_xlsx

FORMATS = [
    "General", "0", "0.00", "0.00%", "#,##0.00", "@", "0.00E+00", "# ?/?", '0"分"', "0.0_ ", "[红色]0", "[Red]-0",
    "[>90]0", '0"天"', "\\d0", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "m/d/yy h:mm", "h:mm:ss AM/PM", "[h]:mm:ss",
    "[mm]:ss", 'yyyy"年"m"月";@', "[DBNum1]yyyy", "mm:ss.0",
]  # fmt: skip


def through_calamine(values: list[tuple[float, str]]) -> list[object]:
    """Numbers with formats, written into an xlsx and read again."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for row, (value, text) in enumerate(values):
        page.write_number(row, 0, value, book.add_format({"num_format": text}))
    book.close()
    return [row[0] for row in read_xlsx(buffer.getvalue())[0].rows]


@pytest.mark.parametrize("number", [45_638.0, 45_638.25, 0.25, 1.5])
def test_formats_mean_what_calamine_takes_them_for(number: float) -> None:
    mine = [from_serial(number, shown_as(164, text)) for text in FORMATS]
    theirs = through_calamine([(number, text) for text in FORMATS])
    assert dict(zip(FORMATS, mine, strict=True)) == dict(zip(FORMATS, theirs, strict=True))


def test_formats_without_a_text() -> None:
    assert [shown_as(number, None) for number in (0, 2, 10, 49)] == [ShownDate.NUMBER] * 4
    assert [shown_as(number, None) for number in (14, 22, 31, 45, 57)] == [ShownDate.MOMENT] * 5
    assert shown_as(46, None) is ShownDate.DURATION


@given(st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)))
def test_a_moment_there_and_back(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    days = (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    expected = moment.date() if moment.time() == dt.time() else moment
    assert from_serial(days, ShownDate.MOMENT) == expected


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert from_serial(1.0, ShownDate.MOMENT, since_1904=True) == dt.date(1904, 1, 2)


@pytest.mark.parametrize("days", [-1.0, 3e6, math.inf, 1e300])
def test_what_is_no_day_stays_a_number(days: float) -> None:
    assert from_serial(days, ShownDate.MOMENT) == from_serial(days, ShownDate.DURATION) == days
