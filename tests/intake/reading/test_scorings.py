"""Registers by items and by grades, changed as people change them: read right by their keys or headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, on_sheet
from tests.intake.reading.test_grid import (
    Edit,
    a_column_between,
    columns_before,
    exchanged_columns,
    hidden_rows_and_columns,
    key_row_deleted,
    reversed_rows,
    rows_between,
    titles_above,
)
from tests.libreoffice import needs_libreoffice, recalculate_all
from tests.small import LEADERS, Entries, Read, Town, scored

ITEMS, GRADES = scored("分项"), scored("等次", "等次")
FILLED: dict[str, tuple[Town, FormLayout, Entries]] = {
    "分项": (
        ITEMS,
        ITEMS.form(FormKind.BALLOTS, voter_class=LEADERS),
        {
            ("issued", ""): 3,
            ("returned", ""): 3,
            ("001", "mark:T1:N1"): 55.5,
            ("001", "mark:T1:N2"): 38,
            ("002", "mark:T2:N1"): "５０分",
            ("003", "mark:T3:N2"): 40,
            ("003", "validity"): "废票",
        },
    ),
    "等次": (
        GRADES,
        GRADES.form(FormKind.BALLOTS, voter_class=LEADERS),
        {
            ("issued", ""): 3,
            ("returned", ""): 3,
            ("001", "tick:T1:好"): "√",
            ("001", "tick:T2:差"): 1,
            ("002", "tick:T3:好"): "○",
            ("003", "tick:T1:差"): "✓",
            ("003", "validity"): "废票",
        },
    ),
    "计票汇总": (
        GRADES,
        GRADES.form(FormKind.TALLY),
        {("T1", "issued"): 20, ("T2", "count:好"): 15, ("T2", "count:差"): 3, ("T3", "abstained"): 0},
    ),
}
every_kind = pytest.mark.parametrize("kind", FILLED)


def read(kind: str, folder: Path, *edits: Edit) -> Read:
    town, form, entries = FILLED[kind]
    return town.read(folder, edited(town.filled(form, entries), on_sheet(form.sheet, *edits)))


def untouched(kind: str, folder: Path) -> dict[tuple[str, str], int | str]:
    town, form, entries = FILLED[kind]
    found = town.read(folder, town.filled(form, entries)).values(form)
    assert found.keys() == entries.keys()
    return found


def faults(found: Read) -> list[str]:
    return [code for code in found.codes if code != "cell.repaired"]


@every_kind
@pytest.mark.parametrize(
    "edit",
    [titles_above, columns_before, a_column_between, rows_between, reversed_rows, exchanged_columns],
    ids=lambda edit: edit.__name__,
)
def test_it_is_read_as_if_nothing_had_been_done(kind: str, edit: Edit, tmp_path: Path) -> None:
    found = read(kind, tmp_path, edit)
    assert found.values(FILLED[kind][1]) == untouched(kind, tmp_path)
    assert faults(found) == []


@every_kind
def test_even_all_of_it_together(kind: str, tmp_path: Path) -> None:
    edits = (reversed_rows, exchanged_columns, a_column_between, titles_above, hidden_rows_and_columns)
    assert read(kind, tmp_path, *edits).values(FILLED[kind][1]) == untouched(kind, tmp_path)


@every_kind
def test_without_the_hidden_keys_the_headings_do(kind: str, tmp_path: Path) -> None:
    found = read(kind, tmp_path, exchanged_columns, key_row_deleted, columns_before)
    assert found.values(FILLED[kind][1]) == untouched(kind, tmp_path)
    assert faults(found) == []


@pytest.mark.slow
@needs_libreoffice
def test_what_another_program_saved_says_the_same(tmp_path: Path) -> None:
    paths = {kind: tmp_path / f"{kind}.xlsx" for kind in FILLED}
    for kind, (town, form, entries) in FILLED.items():
        paths[kind].write_bytes(town.filled(form, entries))
    recalculate_all(list(paths.values()))
    for kind, (town, form, _) in FILLED.items():
        found = town.read(tmp_path / "收回", (tmp_path / "recalculated" / f"{kind}.xlsx").read_bytes())
        assert found.values(form) == untouched(kind, tmp_path)
        assert faults(found) == []


def test_what_was_read_and_repaired_is_said_in_words(tmp_path: Path) -> None:
    repaired = [finding.message for finding in read("等次", tmp_path).findings if finding.code == "cell.repaired"]
    assert len(repaired) == 1
    assert repaired[0] == "002号票对“莲浦街道 游砚秋 好”的选择写作“○”，已按√计入。"


def test_what_is_no_tick_is_an_error_that_quotes_it(tmp_path: Path) -> None:
    town, form, entries = FILLED["等次"]
    found = town.read(tmp_path, town.filled(form, entries | {("002", "tick:T1:好"): "优"}))
    assert faults(found) == ["cell.not-tick"]
    error = next(finding for finding in found.findings if finding.code == "cell.not-tick")
    assert "“优”" in error.message
    assert "√" in error.remedy
    assert ("002", "tick:T1:好") not in found.values(form)
