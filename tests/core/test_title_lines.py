"""Titles on several lines: no word is cut, and every line has room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core.title_lines import ems, title_lines


@pytest.mark.parametrize(
    "lines",
    [
        ("关于2024年度", "乡（镇、场）党委书记履行基层党建工作责任", "述职评议考核结果的通报"),
        ("2024年度村（社区）党组织书记", "“双述双评”述职评议考核等次一览表"),
        ("关于2024年度", "局党支部书记、党员考核结果的通报"),
        ("关于2024年度局机关支部书记", "述职评议和“双述双评”考核结果的通报"),
        ("关于2024年度丰河县乡镇党委书记", "抓基层党建工作述职评议考核结果的通报"),
    ],
)
def test_a_title_is_broken_between_words(lines: tuple[str, ...]) -> None:
    assert title_lines("".join(lines), 20) == lines


def test_a_title_that_fits_stays_on_one_line() -> None:
    assert title_lines("2024年度述职评议考核反馈意见书", 20) == ("2024年度述职评议考核反馈意见书",)


_PIECES = "关于|2024年度|县|委|书记|履行|基层党建工作|责任|述职|评议|考核|（乡、镇）|“双述双评”|的|、|结果|一览表|A"
_WORDS = st.sampled_from(_PIECES.split("|"))


@given(st.lists(_WORDS, max_size=40).map("".join), st.integers(4, 30))
def test_nothing_is_lost_and_every_line_has_room(title: str, room: int) -> None:
    lines = title_lines(title, room)
    assert "".join(lines) == title
    assert all(ems(line) <= room for line in lines)


@given(st.text(max_size=300), st.integers(1, 30))
def test_whatever_is_written_is_kept(title: str, room: int) -> None:
    assert "".join(title_lines(title, room)) == title
