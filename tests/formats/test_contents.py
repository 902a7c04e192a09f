"""One file has one content: it is read as the rules of XML and of packages say, or refused by name."""

from __future__ import annotations

import pytest

from lianping_xlsx.formats.sheet import Cell, Spot
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.formats.workbook_reader import Refused, Sheet, read_xlsx
from tests.spoilt import books, contents

GOOD = books.good_book()


def values(sheet: Sheet) -> dict[Spot, Cell]:
    return {(r, c): cell for r, row in enumerate(sheet.rows) for c, cell in enumerate(row) if cell != ""}


@pytest.mark.parametrize("name", contents.AMBIGUOUS)
def test_two_contents_are_refused_by_name(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_xlsx(contents.AMBIGUOUS[name](GOOD))
    assert caught.value.code == "file.two-contents"
    assert caught.value.slots["what"]


@pytest.mark.parametrize("name", contents.SETTLED)
def test_what_the_rules_settle_is_read(name: str) -> None:
    spoil, beside = contents.SETTLED[name]
    good, found = read_xlsx(GOOD), read_xlsx(spoil(GOOD))
    assert [(sheet.name, sheet.visible) for sheet in found] == [(sheet.name, sheet.visible) for sheet in good]
    assert values(found[0]) == values(good[0]) | beside
    assert [(sheet.formulas, sheet.errors) for sheet in found] == [(sheet.formulas, sheet.errors) for sheet in good]


@pytest.mark.parametrize("name", contents.DAMAGED)
def test_what_leads_nowhere_is_damage(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_xlsx(contents.DAMAGED[name](GOOD))
    assert caught.value.code == "file.damaged"


@pytest.mark.parametrize("name", ["decoy below xl", "decoy at the root", "decoy workbook"])
def test_a_formula_behind_a_decoy_is_known(name: str) -> None:
    """Where nothing but numbers was measured, a formula was taken for typed."""
    spoil, _ = contents.SETTLED[name]
    formula = contents.on_cell(b'<c r="B2"><f>1-0.5</f><v>0.5</v></c>')(GOOD)
    sheet = read_xlsx(spoil(formula))[0]
    assert sheet.formulas[1, 1] == "1-0.5"
    error = read_xlsx(spoil(books.error_cell(GOOD)))[0]
    assert (error.rows[1][1], error.errors) == ("", {(1, 1): "#N/A"})


def test_a_far_cell_behind_a_decoy_never_reaches_the_parser() -> None:
    with pytest.raises(Refused) as caught:
        read_xlsx(contents.decoy_at_the_root(books.far_cell(GOOD)))
    assert caught.value.code == "file.too-large"


def test_a_workbook_in_another_folder_is_known_for_one() -> None:
    assert sniff(contents.elsewhere(GOOD)) is FileKind.XLSX
    assert sniff(contents.elsewhere(books.macro_enabled(GOOD))) is FileKind.XLSM
