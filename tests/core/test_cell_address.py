"""Addresses of cells: there is one reader of them, for single cells, spans, and addresses within a text."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.cell_address import a1, from_a1, span_of, spans_in
from lianping_xlsx.core.findings import cell_order


@pytest.mark.parametrize(("address", "spot"), [("A1", (0, 0)), ("$c$7", (6, 2)), ("XFD1048576", (1048575, 16383))])
def test_an_address_is_read(address: str, spot: tuple[int, int]) -> None:
    assert from_a1(address) == spot
    assert from_a1(a1(*spot)) == spot


@pytest.mark.parametrize("text", ["", "A", "7", "A0", "A1:B2", "ABCD1", "第7行"])
def test_what_is_no_address_of_one_cell_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not the address"):
        from_a1(text)


def test_spans_are_read_from_any_corner_and_out_of_a_text() -> None:
    assert span_of("E9:D7") == (6, 3, 8, 4)
    assert spans_in("D7:E7、F9等12格") == [(6, 3, 6, 4), (8, 5, 8, 5)]
    assert spans_in("各处") == []


def test_what_names_no_cell_is_sorted_before_all_cells() -> None:
    assert sorted(["B1", "A2", "第7行", "A1"], key=cell_order) == ["第7行", "A1", "B1", "A2"]
