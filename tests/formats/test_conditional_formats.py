"""What a conditional format may hide is known, cell by cell; what it only colours is left alone."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.formats.binary_book import BinaryStyle
from lianping_xlsx.formats.bounded_cells import Collected, Texts
from lianping_xlsx.formats.colours import BLACK
from lianping_xlsx.formats.colours import WHITE as WHITE_PAPER
from lianping_xlsx.formats.sniff import FileKind
from lianping_xlsx.formats.workbook_reader import Limits, read_workbook, read_xlsx
from lianping_xlsx.formats.xls_book import BiffBook
from lianping_xlsx.formats.xls_conditions import ConditionReader
from tests.libreoffice import needs_libreoffice, save_as
from tests.spoilt import books

Rule = dict[str, object]
Look = Mapping[str, object]
WHITE: Look = {"font_color": "#FFFFFF"}
RED_ON_PINK: Look = {"font_color": "#9C0006", "bg_color": "#FFC7CE"}
CELLS: tuple[tuple[float | str, Look], ...] = (
    (95.0, {}),
    (0.0, {}),
    ("好", {}),
    (95.0, {"bg_color": "#00B050"}),
    (95.5, {"font_color": "#00B050"}),
)
"""A1 to A5: values and their own looks."""


def book_of(rule: Rule, look: Look | None, area: str = "A1:A5") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("测评票")
    for row, (value, own) in enumerate(CELLS):
        page.write(row, 0, value, book.add_format(dict(own)))
    options = rule if look is None else rule | {"format": book.add_format(dict(look))}
    page.conditional_format(area, options)
    book.close()
    return buffer.getvalue()


def conditional(book: bytes) -> dict[str, str]:
    return {a1(*spot): text for spot, text in read_xlsx(book)[0].conditional.items()}


def cell_is(criteria: str, value: object, **more: object) -> Rule:
    return {"type": "cell", "criteria": criteria, "value": value, **more}


ALWAYS: Rule = {"type": "formula", "criteria": "=TRUE"}
UNSEEN = dict.fromkeys(("A1", "A2", "A3", "A5"), "")
"""The cells that have no background of their own."""
NUMBERS = dict.fromkeys(("A1", "A2", "A4", "A5"), "")


@pytest.mark.parametrize(
    ("rule", "look", "found"),
    [
        (ALWAYS, WHITE, UNSEEN),
        (ALWAYS, {"font_color": "#FEFEFE"}, UNSEEN),
        (ALWAYS, {"bg_color": "#000000"}, dict.fromkeys(("A1", "A2", "A3", "A4"), "")),
        (ALWAYS, {"bg_color": "#00B050"}, {"A5": ""}),
        (ALWAYS, {"font_color": "#FFC7CE", "bg_color": "#FFC7CE"}, UNSEEN | {"A4": ""}),
        (ALWAYS, {"num_format": ";;;"}, UNSEEN | {"A4": ""}),
        (ALWAYS, {"num_format": "0"}, {"A5": "96"}),
        (ALWAYS, RED_ON_PINK, {}),
        (ALWAYS, {"bold": True}, {}),
        (cell_is("==", 0), WHITE, {"A2": ""}),
        (cell_is("!=", 0), WHITE, {"A1": "", "A3": "", "A5": ""}),
        (cell_is("<", 10), WHITE, {"A2": "", "A3": ""}),  # whether a text is less than a number is not looked at
        (cell_is("<=", 0), WHITE, {"A2": "", "A3": ""}),
        (cell_is(">", 95), WHITE, {"A3": "", "A5": ""}),
        (cell_is(">=", 95), WHITE, {"A1": "", "A3": "", "A5": ""}),
        (cell_is("between", None, minimum=90, maximum=95), WHITE, {"A1": "", "A3": ""}),
        (cell_is("not between", None, minimum=90, maximum=95), WHITE, {"A2": "", "A3": "", "A5": ""}),
        (cell_is("==", "$B$1"), WHITE, UNSEEN),
        ({"type": "no_errors"}, WHITE, UNSEEN),
        ({"type": "data_bar", "bar_only": True}, None, NUMBERS),
        ({"type": "data_bar", "bar_only": True, "data_bar_2010": True}, None, NUMBERS),
        ({"type": "icon_set", "icon_style": "3_arrows", "icons_only": True}, None, NUMBERS),
        ({"type": "data_bar"}, None, {}),
        ({"type": "icon_set", "icon_style": "3_arrows"}, None, {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("odd", [lambda data: data, books.single_quoted], ids=["usual", "written anew"])
def test_what_a_conditional_format_may_hide(
    rule: Rule, look: Look | None, found: dict[str, str], odd: books.Spoil
) -> None:
    assert conditional(odd(book_of(rule, look))) == found


def test_a_comparison_with_a_text() -> None:
    assert conditional(book_of(cell_is("==", '"好"'), WHITE)) == {"A3": ""}


def test_only_cells_in_its_ranges() -> None:
    book = book_of(ALWAYS | {"multi_range": "A1 A3:A4"}, WHITE)
    assert conditional(book) == {"A1": "", "A3": ""}
    whole = books.edited(book, books.SHEET, lambda xml: xml.replace(b'sqref="A1 A3:A4"', b'sqref="A:A"'))
    assert conditional(whole) == UNSEEN  # no program writes it so; it is nowhere for certain


def test_many_ranges_are_one() -> None:
    ranges = " ".join(f"C{row}" for row in range(1, 400)) + " A1"
    assert conditional(book_of(ALWAYS | {"multi_range": ranges}, WHITE)) == UNSEEN


def test_a_look_that_only_newer_programs_know() -> None:
    look = '<x14:dxf><font><color rgb="FFFFFFFF"/></font></x14:dxf>'
    new = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{78C0}">'
        "<x14:conditionalFormattings><x14:conditionalFormatting"
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f'<x14:cfRule type="cellIs" priority="1" operator="equal" id="{{1}}"><xm:f>0</xm:f>{look}</x14:cfRule>'
        "<xm:sqref>A1:A5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    ).encode()
    book = book_of(ALWAYS, {"bold": True})
    assert conditional(book) == {}
    book = books.edited(book, books.SHEET, lambda xml: xml.replace(b"</worksheet>", new + b"</worksheet>"))
    assert conditional(book) == {"A2": ""}


CASES: tuple[tuple[Rule, Look, set[str]], ...] = (
    (ALWAYS, WHITE, set(UNSEEN)),
    (ALWAYS, RED_ON_PINK, set()),
    (ALWAYS, {"bg_color": "#00B050"}, {"A5"}),
    (cell_is("==", 0), WHITE, {"A2"}),
    (cell_is(">=", 95), WHITE, {"A1", "A3", "A5"}),
    (cell_is("between", None, minimum=90, maximum=95), WHITE, {"A1", "A3"}),
    (cell_is("not between", None, minimum=90, maximum=95), WHITE, {"A2", "A3", "A5"}),
    (cell_is("==", '"好"'), WHITE, {"A3"}),
    (cell_is(">", -0.5), WHITE, set(UNSEEN)),
    (cell_is("<", -1), WHITE, {"A3"}),
    (cell_is("==", "$B$1"), WHITE, set(UNSEEN)),
    (ALWAYS, {"num_format": "0"}, {"A5"}),
)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize(("kind", "of"), [("xlsx", FileKind.XLSX), ("ods", FileKind.ODS), ("xls", FileKind.XLS)])
def test_what_libreoffice_saves_hides_the_same(kind: str, of: FileKind, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(CASES))]
    for path, (rule, look, _) in zip(paths, CASES, strict=True):
        path.write_bytes(book_of(rule, look))
    saved = [read_workbook(each.read_bytes(), of, Limits()).sheets[0] for each in save_as(paths, kind)]
    shown = [{a1(*spot) for spot in sheet.conditional} for sheet in saved]
    kept = len(CASES) - (of is not FileKind.XLSX)  # the number format is in neither of the others
    assert shown[:kept] == [cells for _, _, cells in CASES][:kept]


ONE = b"\x1e\1\0"
"""The formula 1."""
SPANS = struct.pack("<HHHHHHHHHHH", 1, 1, 0, 9, 0, 0, 1, 0, 9, 0, 0)


def of_xls(look: bytes, flags: int, more: int = 0, *, comparison: int = 0, formula: bytes = ONE) -> dict[str, str]:
    """What a record of an .xls may hide of 95.5 in A1, and of the same outside of its range."""
    book = BiffBook(Texts(Limits()))
    book.styles.cells, book.styles.inks = [BinaryStyle(0, 0, WHITE_PAPER)], [BLACK]
    book.styles.resolve()
    cells = Collected(Limits())
    for row in (0, 99):
        book.styles.put(cells, row, 0, 95.5, 0)
    reader = ConditionReader(book)
    reader.take_spans([SPANS])
    head = struct.pack("<BBHHIH", 1 if comparison else 2, comparison, len(formula), 0, flags, more)
    reader.take_format([head + look + formula])
    reader.mark(cells)
    return {a1(*spot): text for spot, text in cells.conditional.items()}


def test_a_number_format_in_a_record_of_an_xls() -> None:
    """No program at hand writes one."""
    code = ";;;".encode("utf-16-le")
    own = struct.pack("<HHB", 5 + len(code), 3, 1) + code
    assert of_xls(own, 1 << 25, 1) == {"A1": ""}
    assert of_xls(b"\0\1", 1 << 25) == {"A1": "96"}
    assert of_xls(b"\0\0", 1 << 25) == {}
    assert of_xls(own, 1 << 25, 1, comparison=3, formula=b"\x1f" + struct.pack("<d", 95.5)) == {"A1": ""}
    assert of_xls(own, 1 << 25, 1, comparison=3, formula=b"\x1e\x5f\0\x13") == {}


@pytest.mark.parametrize("size", range(18))
def test_a_damaged_record_of_an_xls_hides_nothing(size: int) -> None:
    look = bytes(80) + b"\x09\0\0\0"
    assert of_xls(look[: size * 5], 1 << 26 | 1 << 29) == {}
