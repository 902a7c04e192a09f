"""Each form of each 打分方式, filled in, sorted, hidden, saved as .ods, .xls, .xlsx one after the other: the same.

All of it goes through LibreOffice in one call for each kind.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Date, Points
from lianping_xlsx.spreadsheet.grade_kinds import GradeChoice, Tick
from tests import accounts
from tests.books import edited
from tests.intake.reading.test_grid import grid_of, hidden_rows_and_columns
from tests.libreoffice import needs_libreoffice, save_as
from tests.small import Read, Town, scored

pytestmark = needs_libreoffice

TOWNS: Mapping[str, Town] = {
    "百分制": accounts.TOWN,
    "分项": scored("分项", "分项"),
    "等次": scored("等次", "等次"),
    "分项等次": scored("分项等次", "分项等次"),
}
ROUTE = ("ods", "xls", "xlsx")
FORMS = {
    f"{scoring} {number} {expected.layout.key.kind}": (scoring, expected.layout)
    for scoring, town in TOWNS.items()
    for number, expected in enumerate(town.expected)
    if scoring == "百分制" or expected.layout.key.poll
}
"""Every 表种 once, and those of votes for each 打分方式: the town and the form."""
HIDDEN = {"cell.hidden", "cell.hidden-many"}
"""What is said of entries in a row and a column that were hidden on the way."""


def filled(town: Town, unit: str) -> bytes:
    """A unit's workbook with every cell of its forms filled in."""
    forms = town.book(unit).forms
    return town.write(unit, {place: content for form in forms for place, content in entries_of(form).items()})


def entries_of(form: FormLayout) -> dict[tuple[str, int, int], Content]:
    """Every cell of a form filled in by its kind; of the grades one in each row."""
    draw = random.Random(form.key.text())
    entries: dict[tuple[str, int, int], Content] = {}
    ticked: set[tuple[int, str]] = set()
    for slot in form.slots():
        if isinstance(slot.kind, Tick):
            content: Content = None if (slot.row, slot.ratee) in ticked else "√"
            ticked.add((slot.row, slot.ratee))
        elif isinstance(slot.kind, Points):
            content = draw.randint(0, 2 * (slot.kind.maximum or 10_000) // 100) / 2
        elif isinstance(slot.kind, Count):
            content = draw.randint(0, 9)
        elif isinstance(slot.kind, GradeChoice):
            content = draw.choice([*slot.kind.words, "1", "２"])
        elif isinstance(slot.kind, Choice):
            content = draw.choice(slot.kind.options)
        elif isinstance(slot.kind, Date):
            content = "2024-12-10"
        else:
            content = draw.choice(("工作扎实。", "=1+1", "0123", "第一行\n第二行", "95", "张三（代）"))
        entries[form.sheet, slot.row, slot.column] = content
    return entries


def sorted_and_hidden(forms: Iterable[FormLayout], data: bytes) -> bytes:
    """The grids upside down, a row and a column of each out of sight."""

    def edit(book: Workbook) -> None:
        for form in forms:
            page: Any = book[form.sheet]
            upside_down(page)
            hidden_rows_and_columns(page)

    return edited(data, edit)


def upside_down(page: Any) -> None:
    """The rows of the grid in reverse order; what is text stays text."""
    first, last = grid_of(page)
    rows = [[(cell.value, cell.data_type) for cell in row] for row in page.iter_rows(first, last)]
    for row, contents in zip(page.iter_rows(first, last), reversed(rows), strict=True):
        for cell, (value, kind) in zip(row, contents, strict=True):
            cell.value = value
            if kind == "s":
                cell.data_type = kind


Place = tuple[str, str]
"""A workbook: the town and the unit."""
Station = tuple[str, Read]
"""The ending of a file at a station of its way, and what is read from it."""


@pytest.fixture(scope="module")
def stations(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Place, list[Station]]:
    """Each workbook at the stations of its way: as it was filled in, sorted, .ods, .xls, .xlsx."""
    folder = tmp_path_factory.mktemp("way")
    ways: dict[Place, list[Path]] = {}
    for number, (scoring, unit) in enumerate(dict.fromkeys(map(place_of, FORMS))):
        town = TOWNS[scoring]
        first, second = folder / f"first{number}.xlsx", folder / f"f{number}.xlsx"
        first.write_bytes(filled(town, unit))
        second.write_bytes(sorted_and_hidden(town.book(unit).forms, first.read_bytes()))
        ways[scoring, unit] = [first, second]
    for kind in ROUTE:
        found = save_as([paths[-1] for paths in ways.values()], kind)
        for paths, path in zip(ways.values(), found, strict=True):
            paths.append(path)
    return {place: [(path.suffix, read(TOWNS[place[0]], path)) for path in paths] for place, paths in ways.items()}


def place_of(name: str) -> Place:
    """The workbook in which a form stands."""
    scoring, form = FORMS[name]
    return scoring, form.key.unit


def read(town: Town, path: Path) -> Read:
    """The reading of one file."""
    return town.read(path.parent / path.name.replace(".", "-"), path.read_bytes(), path.name)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_the_same_at_every_station(name: str, stations: Mapping[Place, list[Station]]) -> None:
    _, form = FORMS[name]
    (_, first), *others = stations[place_of(name)]
    assert len(first.values(form)) > 5
    for suffix, found in others:
        assert (suffix, found.values(form)) == (suffix, first.values(form))
        assert (suffix, codes(found)) == (suffix, codes(others[0][1]))
    assert [code for code in codes(others[0][1]) if code not in HIDDEN] == codes(first)


def codes(read: Read) -> list[str]:
    """What was found, wherever it stands now."""
    return sorted(read.codes)
