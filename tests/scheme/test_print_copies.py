"""打印份数 as people type it: every sign of Chinese text, and nothing taken that is not understood."""

from __future__ import annotations

import pytest

from lianping_xlsx.scheme.print_copies import PrintedPaper, copies_of, not_understood

CIRCULAR, FILING = PrintedPaper.CIRCULAR, PrintedPaper.FILING


@pytest.mark.parametrize(
    "text",
    ["通报5份，上报表3份", "通报：5份；上报表：3份。", "通报５；上报表３", "通报:5份;上报表:3份", "上报表3份\n通报5份"],
)
def test_every_sign_between_the_papers(text: str) -> None:
    assert (copies_of(text)[CIRCULAR], copies_of(text)[FILING], not_understood(text)) == (5, 3, ())


@pytest.mark.parametrize(
    "part", ["通报-1份", "通报51份", "通报1000份", f"通报{'9' * 5000}", "通报五份", "全套2份", "通报5.0份", "=1+1"]
)
def test_what_is_not_understood_is_told_and_changes_nothing(part: str) -> None:
    assert (not_understood(part), copies_of(part)) == ((part,), copies_of(""))


def test_the_first_number_of_a_paper_counts_and_a_second_one_is_told() -> None:
    text = "通报0份，通报5份"
    assert (copies_of(text)[CIRCULAR], not_understood(text)) == (0, ("通报5份",))
