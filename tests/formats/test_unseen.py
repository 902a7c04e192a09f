"""What of a sheet a person does not see: merged cells in any spelling, hidden rows and columns, formats and colours."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.formats.sniff import FileKind
from lianping_xlsx.formats.workbook_reader import Limits, Refused, Sheet, read_workbook, read_xlsx
from tests.libreoffice import needs_libreoffice, save_as
from tests.spoilt import books
from tests.spoilt.contents import on_sheet

GOOD = books.good_book()
FORMAT = b'<sheetFormatPr defaultRowHeight="15"/>'


def first(book: bytes) -> Sheet:
    return read_xlsx(book)[0]


# ---------------------------------------------------------------- merged cells


@pytest.mark.parametrize(
    "merged",
    [
        b'<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>',
        b'<mergeCells><mergeCell ref="B2:C3" /></mergeCells>',
        b"<mergeCells><mergeCell  ref='B2:C3'/></mergeCells>",
        b'<mergeCells  count = "1"><mergeCell\n ref="C3:B2"></mergeCell></mergeCells>',
        b'<mergeCells><mergeCell xmlns:x="urn:x" x:a="1" ref="$B$2:$C$3"/></mergeCells>',
        b'<mergeCells><mergeCell ref="&#66;2:C3"/></mergeCells>',
        b'<x:mergeCells xmlns:x="' + books.MAIN + b'"><x:mergeCell ref="B2:C3"/></x:mergeCells>',
        b'<mergeCells><mergeCell ref="D9"/><mergeCell ref="B2:C3"/></mergeCells>',
        b'<!-- <mergeCells> --><mergeCells><mergeCell ref="B2:C3"/></mergeCells>',
    ],
)
def test_merged_cells_are_seen_in_any_spelling(merged: bytes) -> None:
    book = on_sheet(b"</sheetData>", b"</sheetData>" + merged)(GOOD)
    for odd in (lambda data: data, books.utf16_sheet, books.cells_in_a_comment):
        assert first(odd(book)).merges == ((1, 1, 2, 2),)


def test_two_lists_of_merged_cells_are_both_seen() -> None:
    lists = b'<mergeCells><mergeCell ref="A1:A2"/></mergeCells><mergeCells><mergeCell ref="B2:C3"/></mergeCells>'
    sheet = first(on_sheet(b"</sheetData>", b"</sheetData>" + lists)(GOOD))
    assert sheet.merges == ((0, 0, 1, 0), (1, 1, 2, 2))


@pytest.mark.parametrize("spelling", [b'<mergeCell ref="A%d:B%d"/>', b"<mergeCell ref='A%d:B%d'/>"])
def test_merged_ranges_without_measure_are_refused_by_name(spelling: bytes) -> None:
    merged = b"<mergeCells>" + b"".join(spelling % (row, row) for row in range(1, 12)) + b"</mergeCells>"
    book = on_sheet(b"</sheetData>", b"</sheetData>" + merged)(GOOD)
    assert len(read_xlsx(book, Limits(merges=11))[0].merges) == 11
    with pytest.raises(Refused) as caught:
        read_xlsx(book, Limits(merges=10))
    assert caught.value.slots == {"what": "合并单元格数", "limit": "10"}


@pytest.mark.parametrize("ref", [b"", b":B2", b"2:3", b"B2:C3:D4", b"B0:C3"])
def test_what_is_no_range_is_damage(ref: bytes) -> None:
    merged = b'<mergeCells><mergeCell ref="' + ref + b'"/></mergeCells>'
    with pytest.raises(Refused, match="damaged"):
        read_xlsx(on_sheet(b"</sheetData>", b"</sheetData>" + merged)(GOOD))


# ---------------------------------------------------------------- hidden rows and columns


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        (b' hidden="1"', True),
        (b' hidden="true"', True),
        (b' ht="0" customHeight="1"', True),
        (b' ht="1.5" customHeight="1"', True),
        (b' hidden="0"', False),
        (b' ht="14.25"', False),
    ],
)
def test_hidden_rows(attributes: bytes, hidden: bool) -> None:
    book = on_sheet(b'<row r="2" spans="1:4"', b'<row r="2" spans="1:4"' + attributes)(GOOD)
    for odd in (lambda data: data, books.single_quoted):
        assert first(odd(book)).hidden_rows == (((1, 1),) if hidden else ())


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        (b'<cols><col min="2" max="3" hidden="1"/></cols>', ((1, 2),)),
        (b'<cols><col min="2" max="2" hidden="1"/><col min="3" max="3" width="0" customWidth="1"/></cols>', ((1, 2),)),
        (b'<cols><col min="3" max="16384" width="0.5" hidden="true"/></cols>', ((2, 16_383),)),
        (b'<cols><col min="1" max="2" width="9"/></cols>', ()),
        (b'<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="2" width="9"/></cols>', ((2, 16_383),)),
    ],
)
def test_hidden_columns(columns: bytes, hidden: tuple[tuple[int, int], ...]) -> None:
    book = on_sheet(b"<sheetData>", columns + b"<sheetData>")(on_sheet(FORMAT, b"")(GOOD))
    for odd in (lambda data: data, books.single_quoted):
        assert first(odd(book)).hidden_columns == hidden


# ---------------------------------------------------------------- formats and colours

Look = dict[str, object]
LOOKS: dict[str, tuple[Look, float | str, str | None]] = {
    "no format": ({}, 89.6, None),
    "whole": ({"num_format": "0"}, 89.6, "90"),
    "whole, and it is": ({"num_format": "0"}, 90.0, None),
    "built in": ({"num_format": 1}, 89.6, "90"),
    "always 95": ({"num_format": '"95";;;'}, 12.0, "95"),
    "nothing": ({"num_format": ";;;"}, 89.6, ""),
    "nothing, of a word": ({"num_format": ";;;"}, "废票", ""),
    "thousands": ({"num_format": "0.00,"}, 89.6, "0.09"),
    "white": ({"font_color": "#FFFFFF"}, 89.6, ""),
    "nearly white": ({"font_color": "#FEFEFE"}, 89.6, ""),
    "as the cell": ({"font_color": "#FFFBE6", "bg_color": "#FFFBE6"}, 89.6, ""),
    "white on green": ({"font_color": "#FFFFFF", "bg_color": "#00B050"}, 89.6, None),
    "grey": ({"font_color": "#BFBFBF"}, 89.6, None),
}


def book_of_looks() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("测评票")
    for row, (look, value, _) in enumerate(LOOKS.values()):
        made = book.add_format(look)
        page.write_string(row, 0, value, made) if isinstance(value, str) else page.write_number(row, 0, value, made)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("odd", [lambda data: data, books.single_quoted], ids=["usual", "written anew"])
def test_what_is_shown_otherwise(odd: books.Spoil) -> None:
    sheet = first(odd(book_of_looks()))
    found = {name: sheet.shown.get((row, 0)) for row, name in enumerate(LOOKS)}
    assert found == {name: text for name, (_, _, text) in LOOKS.items()}


@pytest.mark.parametrize("odd", [lambda data: data, books.single_quoted], ids=["usual", "written anew"])
def test_a_cell_without_a_style_has_the_first(odd: books.Spoil) -> None:
    """Who changes the style 常规 changes all cells that have no other."""
    whole = books.edited(GOOD, "xl/styles.xml", lambda xml: xml.replace(b'<xf numFmtId="0"', b'<xf numFmtId="1"'))
    assert {a1(*spot): text for spot, text in first(odd(whole)).shown.items()} == {"B2": "96", "D2": "184"}


def test_noughts_that_a_view_does_not_show() -> None:
    nought = books.edited(GOOD, books.SHEET, lambda xml: xml.replace(b"95.5", b"0"))
    book = on_sheet(b"<sheetView ", b'<sheetView showZeros="0" ')(nought)
    assert {a1(*spot): text for spot, text in first(book).shown.items()} == {"B2": ""}


def struck_book() -> bytes:
    """In A1 a mark that is struck through, in A2 one of which the first digit is, in A3 and A4 none."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page, struck = book.add_worksheet("测评票"), book.add_format({"font_strikeout": True})
    page.write_number(0, 0, 95, struck)
    page.write_rich_string(1, 0, struck, "9", "8")
    page.write_rich_string(2, 0, book.add_format({"bold": True}), "9", "7")
    page.write_number(3, 0, 95)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("odd", [lambda data: data, books.single_quoted], ids=["usual", "written anew"])
def test_what_is_struck_through(odd: books.Spoil) -> None:
    book = odd(struck_book())
    assert first(book).struck == {(0, 0), (1, 0)}
    for part in ("xl/styles.xml", "xl/sharedStrings.xml"):
        book = books.edited(book, part, lambda xml: xml.replace(b"<strike/>", b'<strike val="0"/>'))
    assert first(book).struck == set()


def test_what_is_struck_through_in_the_cell_itself() -> None:
    run = b"<r><rPr><strike%b/></rPr><t>9</t></r><r><t>8</t></r>"
    for value, struck in ((b"", {(1, 1)}), (b' val="false"', set())):
        cell = b'<c r="B2" t="inlineStr"><is>' + run % value + b"</is></c>"
        sheet = first(on_sheet(b'<c r="B2"><v>95.5</v></c>', cell)(GOOD))
        assert sheet.rows[1][1] == "98"
        assert sheet.struck == struck


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(("kind", "of"), [("xlsx", FileKind.XLSX), ("xls", FileKind.XLS), ("ods", FileKind.ODS)])
def test_what_libreoffice_saves_is_struck_the_same(kind: str, of: FileKind, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(struck_book())
    (saved,) = save_as([path], kind)
    (sheet,) = read_workbook(saved.read_bytes(), of, Limits()).sheets
    assert sheet.struck == {(0, 0), (1, 0)}


@pytest.mark.slow
@needs_libreoffice
def test_what_libreoffice_saves_is_seen_the_same(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(book_of_looks())
    (saved,) = save_as([path], "xlsx")
    assert first(saved.read_bytes()).shown == first(path.read_bytes()).shown
