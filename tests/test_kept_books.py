"""A workbook that is loaded once more is the one that openpyxl would load."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import kept_books
from tests.books import contents, open_book, saved
from tests.campaigns import campaign

SAMPLE = Path(__file__).parents[1] / "samples" / "lean-township"
ELEMENT = re.compile(rb"<[^>]*>[^<]*")
STYLE = re.compile(rb' (s|style)="[0-9]+"')
TABLES = ("_fonts", "_fills", "_borders", "_number_formats", "_alignments", "_protections", "_named_styles")


def shown(book: Any) -> tuple[object, ...]:
    """All parts of the saved workbook, and the look of each cell; openpyxl may give the same look two numbers.

    It writes merged cells in the order of a set.
    """
    looks = {
        (page.title, key): tuple(cell._style or ()) for page in book.worksheets for key, cell in page._cells.items()
    }
    with zipfile.ZipFile(io.BytesIO(saved(book))) as archive:
        unlike = {"docProps/core.xml", "xl/styles.xml"}
        parts = {
            name: sorted(ELEMENT.findall(STYLE.sub(b"", archive.read(name))))
            for name in archive.namelist()
            if name not in unlike
        }
    return parts, looks, [list(getattr(book, table)) for table in TABLES]


def typed(book: Any) -> Any:
    """The workbook with an entry, a row and a column that it did not have."""
    page = book.worksheets[0]
    page.cell(page.max_row + 2, page.max_column + 2).value = "加上的"
    page.column_dimensions["AZ"].width = 30
    page.row_dimensions[77].height = 40
    return book


@pytest.mark.parametrize(
    "name", ["考核方案.xlsx", "3汇总/等次审定表.xlsx", pytest.param("3汇总/汇总表.xlsx", marks=pytest.mark.slow)]
)
def test_it_is_as_if_it_were_loaded_anew(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (SAMPLE / name).read_bytes()
    monkeypatch.setattr(kept_books, "_LARGEST", 0)
    anew = shown(typed(open_book(data)))
    monkeypatch.undo()
    assert [shown(typed(open_book(data))) for _ in range(2)] == [anew, anew]


def test_each_has_his_own(tmp_path: Path) -> None:
    data = campaign(tmp_path / "c").scheme.read_bytes()
    typed(open_book(data))
    assert "加上的" not in {value for value, _ in contents(saved(open_book(data))).values()}


def test_the_second_is_recalled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = campaign(tmp_path / "c").scheme.read_bytes()
    open_book(data)
    monkeypatch.setattr(kept_books, "LOAD", None)
    assert open_book(data).sheetnames
