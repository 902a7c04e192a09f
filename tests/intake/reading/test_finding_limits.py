"""Many numbers in text are one 说明, a few are one each; nothing odd is lost among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.intake.reading.finding_limits import blocks
from lianping_xlsx.scheme.terms import FormKind
from tests.small import TOWN, Entries

REGISTER = TOWN.form(FormKind.BALLOTS)
KEYS = [(row.key, f"mark:T{number}") for row in REGISTER.rows for number in (1, 2, 3)]


def test_a_register_in_text_is_one_finding_and_counts(tmp_path: Path) -> None:
    typed: Entries = dict.fromkeys(KEYS[:9], "95")
    read = TOWN.read(tmp_path, TOWN.filled(REGISTER, typed | {KEYS[4]: "９５分", KEYS[9]: "约90"}))
    assert sorted(read.codes) == ["cell.not-number", "cell.repaired", "cell.text-numbers"]
    assert [mark for _, mark in sorted(read.values(REGISTER).items())] == [95_00] * 9
    finding = next(finding for finding in read.findings if finding.code == "cell.text-numbers")
    assert (finding.severity, finding.place.cell) == (Severity.NOTE, "C7")
    assert finding.message == "有8个格（C7:C9、E7:E9、D7、D9）里的数字是文本格式，已按数字计入。"


@pytest.mark.parametrize(("count", "codes"), [(5, ["cell.repaired"] * 5), (6, ["cell.text-numbers"])])
def test_a_few_are_named_one_by_one(count: int, codes: list[str], tmp_path: Path) -> None:
    assert TOWN.read(tmp_path, TOWN.filled(REGISTER, dict.fromkeys(KEYS[:count], "95"))).codes == codes


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("C7", ["C7"]),
        ("C7 C8 C9", ["C7:C9"]),
        ("C7 D7 E7", ["C7:E7"]),
        ("C7 C8 D7 D8", ["C7:D8"]),
        ("C7 C9 D7 D9", ["C7:D7", "C9:D9"]),
        ("C7 C8 D7 F7", ["C7:C8", "D7", "F7"]),
    ],
)
def test_blocks(cells: str, told: list[str]) -> None:
    assert list(blocks(from_a1(cell) for cell in cells.split())) == told


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_each_cell_is_in_one_block_and_no_other_is(spots: set[tuple[int, int]]) -> None:
    found: list[tuple[int, int]] = []
    for block in blocks(spots):
        (top, left), (bottom, right) = (from_a1(cell) for cell in (block.split(":") * 2)[:2])
        found += [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    assert sorted(found) == sorted(spots)
