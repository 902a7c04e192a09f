"""``_x0041_`` in a text stays what it is, in whichever way a workbook is written: Excel would show A."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.additions import FirstSheet, with_first_sheet
from lianping_xlsx.spreadsheet.annotate import annotate_loaded
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.editing import with_cells
from lianping_xlsx.spreadsheet.escapes import as_stored
from lianping_xlsx.spreadsheet.patched_copy import patch
from lianping_xlsx.spreadsheet.remarks import Remark
from tests.books import edited
from tests.libreoffice import calculated, needs_libreoffice

TEXTS = (
    "_x0041_",
    "a_x0041_x0042_b",
    "_x005F_x0041_",
    "_x005F_",
    "_x000D_",
    "__x00e9__",
    "_x0041",
    "_X0041_",
    "x005F_",
)
SHEET = "表"


def book_of(texts: Sequence[str]) -> bytes:
    made = Book("题")
    _write(made, texts)
    return made.save()


def _write(made: Book, texts: Sequence[str]) -> None:
    page = made.page(SHEET)
    for row, text in enumerate(texts):
        page.put(row, 0, text)
        page.formula(row, 1, f"=A{row + 1}", styles.CELL, text)
        page.link(row, 2, f"'{SHEET}'!A1", text, styles.CELL)
        page.comment(row, 3, text)


def read(data: bytes, sheet: str = SHEET) -> list[tuple[object, ...]]:
    """The first three columns of the rows of a sheet."""
    return [tuple(row[:3]) for each in read_xlsx(data) if each.name == sheet for row in each.rows]


DATA = book_of(TEXTS)
THREE_TIMES = [(text,) * 3 for text in TEXTS]


def test_what_is_written_is_read_back() -> None:
    assert read(DATA) == THREE_TIMES


def test_an_edited_workbook_keeps_its_texts_and_gets_new_ones() -> None:
    data, lost = with_cells(DATA, {(SHEET, row, 5): text for row, text in enumerate(TEXTS)})
    assert (read(data), lost) == (THREE_TIMES, ())
    assert [row[5] for row in read_xlsx(data)[0].rows] == list(TEXTS)
    again, _ = with_cells(data, {(SHEET, 20, 0): "一"})  # now the texts stand in the cells
    assert read(again)[: len(TEXTS)] == THREE_TIMES


def test_a_text_of_several_looks_keeps_them_too() -> None:
    def colour(book: Workbook) -> None:
        book[SHEET]["A1"] = CellRichText("红_x005F_x0041_", TextBlock(InlineFont(b=True), "_x005F_x0042_"))

    data, _ = with_cells(edited(DATA, colour), {(SHEET, 20, 0): "一"})
    assert read(data)[0][0] == "红_x0041__x0042_"


def test_a_sheet_in_front_keeps_its_texts() -> None:
    data, _ = with_first_sheet(book_of(("一",)), FirstSheet(SHEET, lambda made: _write(made, TEXTS)))
    assert read(data) == THREE_TIMES


@pytest.mark.parametrize("way", [patch, annotate_loaded])
def test_a_marked_copy_keeps_its_texts_and_says_them(way: Callable[..., bytes | None]) -> None:
    made = Book("题")
    page = made.page(SHEET)
    for row, text in enumerate(TEXTS):
        page.put(row, 0, text)
    remarks = [Remark(SHEET, "A1", f"“{text}”有误。", f"请改“{text}”。", True) for text in TEXTS]
    hidden = {"依据": [[text] for text in TEXTS]}
    data = way(made.save(), TEXTS[0], TEXTS[1], remarks, hidden)
    assert data is not None
    assert [row[0] for row in read(data)] == list(TEXTS)
    assert [row[0] for row in read(data, "依据")] == list(TEXTS)
    listed = next(each for each in read_xlsx(data) if each.name == "需要更正").rows
    assert (listed[0][0], listed[1][0]) == TEXTS[:2]
    assert [row[4] for row in listed[3:]] == [f"“{text}”有误。" for text in TEXTS]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        notes = "".join(archive.read(name).decode() for name in archive.namelist() if "comment" in name)
    assert all(as_stored(remark.message) in notes for remark in remarks)


@needs_libreoffice
@pytest.mark.slow
def test_libreoffice_shows_it(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(DATA)
    (tmp_path / "b.xlsx").write_bytes(with_cells(DATA, {(SHEET, 20, 0): "一"})[0])
    for cells in calculated([tmp_path / "a.xlsx", tmp_path / "b.xlsx"]):
        shown = [tuple(cells[SHEET, f"{letter}{row}"] for letter in "ABC") for row, _ in enumerate(TEXTS, 1)]
        assert shown == THREE_TIMES
