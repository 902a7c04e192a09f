"""Names and many things in a sentence."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.abbreviate import named, some


@pytest.mark.parametrize(
    ("name", "told"),
    [("党员民主测评", "“党员民主测评”"), ("“双述双评”测评", "“‘双述双评’测评”"), ("", "“”")],
)
def test_a_name_in_quotation_marks_has_single_ones_within(name: str, told: str) -> None:
    assert named(name) == told


def test_of_many_the_first_and_their_number() -> None:
    assert some(["001", "004"], 3, "张") == "001、004"
    assert some(["001", "004", "009"], 2, "张") == "001、004等3张"
