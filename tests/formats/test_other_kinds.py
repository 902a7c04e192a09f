"""An .xls, .et, .ods or .xlsb reads as an .xlsx does, or is refused for what it is."""

from __future__ import annotations

import datetime as dt
import io
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from python_calamine import CalamineWorkbook

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.formats.binary_book import unpacked
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.formats.workbook_reader import Limits, Refused, Sheet, read_workbook, read_xlsx
from tests.books import saved as content_of
from tests.libreoffice import needs_libreoffice, save_as
from tests.spoilt import biff, books, ods, xlsb
from tests.spoilt.mutations import with_byte
from tests.spoilt.saved import WRITERS, saved_as

GOOD = books.good_book()
KINDS = {"xls": FileKind.XLS, "xls95": FileKind.XLS, "ods": FileKind.ODS, "xlsb": FileKind.XLSB}
each_kind = pytest.mark.parametrize("kind", WRITERS)
PAGE = Sheet(
    "甲",
    True,
    [
        [95.0, -0.25, True, "'95", "", False],
        [dt.date(2024, 9, 5), "", "", "", "", ""],
        ["一行\n二行", "a  b", "", 1e15, "", "末"],
        ["", 96.0, "95分", "", "", True],
    ],
    {(3, 0): "NA()", (3, 1): "A1+1", (3, 2): 'A1&"分"', (3, 3): 'IF(A1>1,"","x")', (3, 5): "A1>1"},
    {(3, 0): "#N/A", (2, 4): "#REF!"},
)
AROUND = Sheet(
    "乙",
    True,
    [[1.0, 2.0, "", ""], [3.0, 4.0, 5.0, "下"], [6.0, 7.0, "", ""]],
    {},
    {},
    merges=((0, 0, 1, 1), (2, 1, 2, 3)),
    hidden_rows=((1, 1), (4, 5)),
    hidden_columns=((2, 3),),
)
"""Values lie under merged cells and in hidden rows and columns."""
HIDDEN = Sheet("表身份", False, [["联述联评联考"]], {}, {})


def read(data: bytes, limits: Limits | None = None) -> list[Sheet]:
    return read_workbook(data, sniff(data), limits or Limits()).sheets


def refusal(data: bytes, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        read(data, limits)
    return caught.value


def told(sheet: Sheet) -> tuple[object, ...]:
    """A sheet, but for the texts of its formulas, which not every kind keeps as such."""
    return sheet.name, sheet.visible, sheet.rows, dict(sheet.errors), set(sheet.formulas)


@each_kind
def test_a_workbook_saved_as_another_kind_reads_the_same(kind: str) -> None:
    data = saved_as(kind, GOOD)
    assert sniff(data) is KINDS[kind]
    assert [told(sheet) for sheet in read(data)] == [told(sheet) for sheet in read_xlsx(GOOD)]


@each_kind
def test_every_kind_of_value_formula_and_error(kind: str) -> None:
    first, second = read(WRITERS[kind]([PAGE, HIDDEN]))
    assert told(first) == told(PAGE)
    assert [type(cell) for row in first.rows for cell in row] == [type(cell) for row in PAGE.rows for cell in row]
    assert told(second) == told(HIDDEN)


@each_kind
def test_merged_cells_and_what_is_hidden_in_every_kind(kind: str) -> None:
    sheet, plain = read(WRITERS[kind]([AROUND, PAGE]))
    assert (told(sheet), sheet.merges) == (told(AROUND), AROUND.merges)
    assert (sheet.hidden_rows, sheet.hidden_columns) == (AROUND.hidden_rows, AROUND.hidden_columns)
    assert (plain.merges, plain.hidden_rows, plain.hidden_columns, dict(plain.shown)) == ((), (), (), {})


def looks() -> bytes:
    """A workbook of cells that show what they hold, and of others; what a person sees stands in ``SEEN``."""
    book = Workbook()
    page = book.worksheets[0]
    for address, value, code, ink, paper in LOOKS:
        cell = page[address]
        cell.value, cell.number_format = value, code
        cell.font, cell.fill = Font(color=f"FF{ink}"), PatternFill("solid", fgColor=paper) if paper else PatternFill()
    page.merge_cells("A5:B6")
    page.row_dimensions[9].hidden = page.row_dimensions[10].hidden = True
    page.row_dimensions[12].height = 1
    page.column_dimensions["H"].hidden = True
    page.column_dimensions["J"].width = 0.3
    return content_of(book)


BLACK, WHITE, GREEN = "000000", "FFFFFF", "00FF00"
LOOKS = (
    ("A1", "字", "General", BLACK, ""),
    ("B1", 89.5, "General", BLACK, WHITE),
    ("C1", 95, "0.00", GREEN, ""),
    ("D1", dt.date(2024, 9, 5), "yyyy-mm-dd", BLACK, ""),
    ("E1", 85, "0.0_ ", WHITE, GREEN),
    ("A2", 89.6, "0", BLACK, ""),
    ("B2", 88, '"95";;;', BLACK, ""),
    ("C2", 87, ";;;", BLACK, ""),
    ("D2", 86, "0.00,", BLACK, ""),
    ("E2", 0.95, "0%", BLACK, ""),
    ("F2", "字", '@"95"', BLACK, ""),
    ("A3", 84, "General", WHITE, ""),
    ("B3", 83, "General", GREEN, GREEN),
    ("C3", "字", "General", WHITE, WHITE),
    ("D3", True, "General", WHITE, ""),
    ("A5", 1, "General", BLACK, ""),
    ("H8", 90, "General", BLACK, ""),
    ("J8", 90, "General", BLACK, ""),
    ("A9", 7, "General", BLACK, ""),
    ("A10", 8, "General", BLACK, ""),
    ("A12", 9, "General", BLACK, ""),
)
"""Address, value, number format, colour of the writing and of what is behind it."""
SEEN = {"A2": "90", "B2": "95", "C2": "", "D2": "0.09", "E2": "95%", "F2": "字95"} | dict.fromkeys(
    ("A3", "B3", "C3", "D3"), ""
)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_libreoffice_saves_looks_the_same(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "看.xlsx"
    path.write_bytes(looks())
    (saved,) = save_as([path], kind)
    (sheet,) = read(saved.read_bytes())
    assert {a1(*spot): text for spot, text in sheet.shown.items()} == SEEN
    assert sheet.merges == ((4, 0, 5, 1),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == (((8, 9), (11, 11)), ((7, 7), (9, 9)))


def test_looks_of_an_xlsb() -> None:
    """Formats, fonts and fills by number, colours of the palette, by their own value and of the theme."""
    fonts = [(0, 0, ""), (1, 9, ""), (2, 0, GREEN), (3, 0, "")]
    fills = [(0, 0, 0, ""), (1, 2, 0, GREEN), (1, 0, 0, "")]
    styles = [(0, 0, 0), (164, 0, 0), (0, 1, 0), (0, 2, 1), (0, 3, 0), (0, 2, 2), (1, 0, 0)]
    cells = b"".join(xlsb.cell(5, at, struct.pack("<d", 89.6), style) for at, style in enumerate(range(len(styles))))
    made = xlsb.styled(fonts, fills, styles, {164: ";;;"})
    (sheet,) = read(xlsb.packed([("表", True, xlsb.row_head(0) + cells)], changed={"xl/styles.bin": made}))
    assert sheet.shown == {(0, 1): "", (0, 2): "", (0, 3): "", (0, 4): "", (0, 6): "90"}


def test_what_is_struck_through_in_an_xls() -> None:
    """Of two fonts the sixth, which has the number 6, strikes; the second text has a run of it."""
    fonts = b"".join(
        biff.record(0x31, struct.pack("<HHHHHBBBBH", 200, 8 * (at == 5), 8, 400, *[0] * 6)) for at in range(6)
    )
    styles = biff.record(0xE0, struct.pack("<HH16x", 6, 0))
    texts = biff.shared_strings(["95", "98"], rich=True)
    run = b"\0\0\1\0phonet"
    at = texts.rindex(run)
    texts = texts[:at] + run.replace(b"\1", b"\6") + texts[at + len(run) :]
    rows = biff.number(0, 0, 95) + biff.number(0, 1, 95, 2) + biff.shared(0, 2, 0) + biff.shared(0, 3, 1)
    (sheet,) = read(biff.page(rows, extra=fonts + styles + texts))
    assert sheet.rows == [[95.0, 95.0, "95", "98"]]
    assert sheet.struck == {(0, 1), (0, 3)}


def test_what_is_struck_through_in_an_xlsb() -> None:
    styles = xlsb.styled([(0, 0, ""), (0, 0, "")], [(0, 0, 0, "")], [(0, 0, 0), (0, 1, 0)], {}, struck=[1])
    runs = struct.pack("<IHHHH", 2, 0, 1, 1, 0)
    strings = xlsb.record(19, b"\1" + xlsb.text("98") + runs) + xlsb.record(19, b"\0" + xlsb.text("95"))
    cells = b"".join(
        xlsb.cell(kind, at, value, style)
        for at, (kind, value, style) in enumerate(
            ((5, struct.pack("<d", 95), 0), (5, struct.pack("<d", 95), 1), (7, bytes(4), 0), (7, b"\1\0\0\0", 0))
        )
    )
    parts = {"xl/styles.bin": styles, "xl/sharedStrings.bin": strings}
    (sheet,) = read(xlsb.packed([("表", True, xlsb.row_head(0) + cells)], changed=parts))
    assert sheet.rows == [[95.0, 95.0, "98", "95"]]
    assert sheet.struck == {(0, 1), (0, 2)}


def test_what_is_struck_through_in_an_ods() -> None:
    """Of a parent's style, of a style of its own, and of a part of the text."""
    line = 'style:text-line-through-style="%s"'
    styles = (
        "".join(
            f'<style:style style:name="{name}" style:parent-style-name="{parent}"><style:text-properties {line % how}/>'
            "</style:style>"
            for name, parent, how in (("whole", "", "solid"), ("none", "whole", "none"))
        )
        + '<style:style style:name="child" style:parent-style-name="whole"/>'
    )
    cell = '<table:table-cell%s office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    looks = ["", *(f' table:style-name="{name}"' for name in ("whole", "none", "child"))]
    cells = [*(cell % (look, "95") for look in looks), cell % ("", '<text:span text:style-name="whole">9</text:span>8')]
    data = ods.page(f"<table:table-row>{''.join(cells)}</table:table-row>")
    (sheet,) = read(
        books.edited(
            data, "content.xml", lambda xml: xml.replace(b"</office:automatic", styles.encode() + b"</office:automatic")
        )
    )
    assert sheet.rows == [["95", "95", "95", "95", "98"]]
    assert sheet.struck == {(0, 1), (0, 3), (0, 4)}


def test_zeros_that_a_view_does_not_show() -> None:
    rows = biff.number(0, 0, 0) + biff.number(0, 1, 5) + biff.label(0, 2, "0")
    (sheet,) = read(biff.page(rows + biff.record(0x23E, struct.pack("<H", 0x06A6))))
    assert sheet.shown == {(0, 0): ""}
    (sheet,) = read(biff.page(rows + biff.record(0x23E, struct.pack("<H", 0x06B6))))
    assert sheet.shown == {}


def test_rows_may_be_hidden_where_nothing_is_said_of_them() -> None:
    rows = biff.number(0, 0, 1) + biff.number(2, 0, 5)
    shown = biff.record(0x208, struct.pack("<HHHHHHHH", 2, 0, 1, 300, 0, 0, 0x100, 15))
    (sheet,) = read(biff.page(biff.record(0x225, struct.pack("<HH", 2, 255)) + shown + rows))
    assert sheet.hidden_rows == ((0, 0),)


@each_kind
def test_more_merged_cells_than_any_form_has_are_refused(kind: str) -> None:
    many = replace(AROUND, merges=tuple((row, 0, row, 1) for row in range(200)), rows=[["x", ""]] * 200)
    assert refusal(WRITERS[kind]([many]), Limits(merges=100)).slots["what"] == "合并单元格数"


def test_an_ods_tells_the_text_of_a_formula() -> None:
    assert read(ods.as_ods([PAGE]))[0].formulas == PAGE.formulas


@each_kind
def test_addresses_are_absolute_however_empty_the_beginning(kind: str) -> None:
    (sheet,) = read(WRITERS[kind]([Sheet("甲", True, [["", ""], ["", 95.0]], {}, {})]))
    assert sheet.rows == [["", ""], ["", 95.0]]


@each_kind
def test_an_empty_sheet_has_no_rows_and_no_sheet_is_an_error(kind: str) -> None:
    assert read(WRITERS[kind]([Sheet("甲", True, [], {}, {})]))[0].rows == []
    assert refusal(WRITERS[kind]([])).code == "file.no-sheets"


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_calamine_reads_the_same_values(kind: str) -> None:
    """The writers of these tests and the readers could share a misunderstanding; calamine shares none."""
    data = WRITERS[kind]([PAGE, HIDDEN])
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    theirs = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    assert theirs == [sheet.rows for sheet in read(data)]


# ---------------------------------------------------------------- as other programs write them


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_libreoffice_saves_reads_the_same(kind: str, tmp_path: Path) -> None:
    """The second with an error in a mark, which LibreOffice keeps as a formula, and which the total then shows too."""
    (tmp_path / "好.xlsx").write_bytes(GOOD)
    (tmp_path / "错.xlsx").write_bytes(books.error_cell(GOOD))
    good, wrong = save_as([tmp_path / "好.xlsx", tmp_path / "错.xlsx"], kind)
    assert {sniff(path.read_bytes()) for path in (good, wrong)} == {KINDS[kind]}
    assert [told(sheet) for sheet in read(good.read_bytes())] == [told(sheet) for sheet in read_xlsx(GOOD)]
    first, second = read(wrong.read_bytes())
    assert first.rows[1] == ["001", "", 88.0, ""]
    assert (dict(first.errors), {*first.formulas}) == ({(1, 1): "#N/A", (1, 3): "#N/A"}, {(1, 1), (1, 3), (2, 3)})
    assert told(second) == told(read_xlsx(GOOD)[1])


# ---------------------------------------------------------------- .xls


TEXTS = ["党委书记", "plain", "é" * 40, "", "张 三", "x" * 300, "汉" * 300]


@pytest.mark.parametrize("rich", [False, True])
@given(cut=st.integers(16, 700))
@settings(max_examples=60)
def test_shared_texts_run_on_from_record_to_record(cut: int, rich: bool) -> None:
    uses = b"".join(biff.shared(row, 0, row) for row in range(len(TEXTS)))
    data = biff.page(uses, extra=biff.shared_strings(TEXTS, cut=cut, rich=rich))
    assert [row[0] for row in read(data)[0].rows] == TEXTS


@given(st.integers(-(2**29), 2**29 - 1), st.booleans())
def test_packed_whole_numbers(value: int, hundredths: bool) -> None:
    packed = struct.pack("<i", value << 2 | 2 | hundredths)
    assert unpacked(packed) == (value / 100 if hundredths else value)


@given(st.integers(-1_000, 1_000))
def test_packed_doubles(eighths: int) -> None:
    (upper,) = struct.unpack("<I", struct.pack("<d", eighths / 8)[4:])
    assert unpacked(struct.pack("<I", upper & ~3)) == eighths / 8


def test_what_records_claim_is_not_believed() -> None:
    assert read(biff.claims())[0].rows == [[95.0]]


def test_a_chart_in_a_sheet_is_none_of_its_cells() -> None:
    assert read(biff.chart_within())[0].rows == [[""], [95.0], [96.0]]


def test_a_password_of_any_kind_is_seen() -> None:
    assert refusal(biff.obfuscated()).code == "file.encrypted"


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    data = biff.page(biff.number(0, 0, 1, style=1), extra=biff.record(0x22, b"\1\0"))
    assert read(data)[0].rows == [[dt.date(1904, 1, 2)]]


@pytest.mark.parametrize("name", ["WORKBOOK", "BOOK", "WorkBook"])
def test_some_programs_write_the_name_of_the_stream_otherwise(name: str) -> None:
    data = biff.packed([("表", True, biff.number(0, 0, 95))], stream=name)
    assert sniff(data) is FileKind.XLS
    assert read(data)[0].rows == [[95.0]]


def test_records_out_of_order_lose_nothing() -> None:
    (sheet,) = read(biff.page(biff.number(2, 0, 3) + biff.number(0, 0, 1) + biff.number(1, 1, 2)))
    assert sheet.rows == [[1.0, ""], ["", 2.0], [3.0, ""]]


# ---------------------------------------------------------------- .ods


def test_gaps_without_end_cost_nothing() -> None:
    start = time.perf_counter()
    assert read(ods.empty_to_the_end())[0].rows == [[1.0]]
    assert time.perf_counter() - start < 1


def test_comments_and_drawings_are_none_of_the_text() -> None:
    assert read(ods.beside_the_text())[0].rows == [["95分"]]


def test_only_the_tables_of_the_document_itself_are_sheets() -> None:
    assert [sheet.name for sheet in read(ods.linked_table())] == ["表"]


def test_an_ods_with_a_password_or_a_doctype_is_refused() -> None:
    assert refusal(ods.encrypted()).code == "file.encrypted-ods"
    assert refusal(ods.doctype()).code == "file.hostile-xml"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('office:value-type="time" office:time-value="PT08H30M00S"', dt.time(8, 30)),
        ('office:value-type="time" office:time-value="PT30H00M00.5S"', dt.timedelta(hours=30, seconds=0.5)),
        ('office:value-type="date" office:date-value="2024-09-05T08:30:00.000000000"', dt.datetime(2024, 9, 5, 8, 30)),
        ('office:value-type="percentage" office:value="0.95"', 0.95),
        ('office:value-type="currency" office:value="95"', 95.0),
        ('office:value-type="string" office:string-value="九十五"', "九十五"),
        ('office:value-type="float" office:value="nine"', "显示"),
        ('office:value-type="float"', "显示"),
        ('office:value-type="date" office:date-value="05.09.2024"', "显示"),
        ('office:value-type="time" office:time-value="half past eight"', "显示"),
        ('office:value-type="boolean"', "显示"),
        ('table:formula="of:=NA()" office:value-type="string"', ""),
    ],
)
def test_values_of_an_ods(cell: str, value: object) -> None:
    shown = "#N/A" if "NA()" in cell else "显示"
    words = f"<text:p>{shown}</text:p>"
    (sheet,) = read(ods.page(f"<table:table-row><table:table-cell {cell}>{words}</table:table-cell></table:table-row>"))
    assert sheet.rows == [[value]]
    assert sheet.errors == ({(0, 0): "#N/A"} if "NA()" in cell else {})


@pytest.mark.parametrize(
    "cell",
    [
        'table:number-columns-repeated="0"',
        'table:number-columns-repeated="-1"',
        'table:number-columns-repeated="99999999999"',
    ],
)
def test_what_no_program_writes_into_an_ods_is_damage(cell: str) -> None:
    data = ods.page(f"<table:table-row><table:table-cell {cell}/></table:table-row>")
    assert refusal(data).code == "file.damaged"


# ---------------------------------------------------------------- killers, damage, limits

KILLERS: dict[Callable[[], bytes], str] = {**biff.KILLERS, **ods.KILLERS, **xlsb.KILLERS}


@pytest.mark.parametrize("killer", KILLERS, ids=lambda killer: f"{killer.__module__}.{killer.__name__}")
def test_killers_are_refused_for_what_they_are(killer: Callable[[], bytes]) -> None:
    book = killer()
    start = time.perf_counter()
    refused = refusal(book)
    assert (refused.code, refused.slots["what"]) == ("file.too-large", KILLERS[killer])
    assert time.perf_counter() - start < 2


@each_kind
def test_limits_are_the_callers(kind: str) -> None:
    data = saved_as(kind, GOOD)
    for limits, what in (
        (Limits(columns=3), "列数"),
        (Limits(rows=2), "行数"),
        (Limits(cells=5), "有内容的单元格数"),
        (Limits(area=9), "表格区域的单元格数"),
        (Limits(sheets=1), "工作表数"),
        (Limits(text_bytes=30), "文字总量"),
        (Limits(file_bytes=99), "文件大小"),
    ):
        assert refusal(data, limits).slots["what"] == what


@each_kind
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_file_cut_off_is_damaged(kind: str, part: float) -> None:
    data = saved_as(kind, GOOD)
    with pytest.raises(Refused, match="damaged"):
        read_workbook(data[: int(len(data) * part)], KINDS[kind])


@pytest.mark.parametrize("stream", ["xls", "xls95"])
@given(at=st.integers(512, 6_000), byte=st.integers(0, 255))
@settings(max_examples=150)
def test_an_xls_with_any_byte_changed_is_read_or_refused(stream: str, at: int, byte: int) -> None:
    _read_or_refused(with_byte(WRITERS[stream]([PAGE, HIDDEN]), at, byte), FileKind.XLS)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.bin", "xl/workbook.bin", "xl/sharedStrings.bin", "xl/styles.bin"]
)
@given(at=st.integers(0, 5_000), byte=st.integers(0, 255))
@settings(max_examples=80)
def test_an_xlsb_with_any_byte_changed_is_read_or_refused(part: str, at: int, byte: int) -> None:
    def change(content: bytes) -> bytes:
        return with_byte(content, at, byte) + b"\0\0"

    _read_or_refused(books.edited(xlsb.as_xlsb([PAGE, HIDDEN]), part, change), FileKind.XLSB)


@given(at=st.integers(0, 10_000), text=st.sampled_from(["<", ">", '"', "9", "-", "&", " ", "table:", "/>"]))
@settings(max_examples=120)
def test_an_ods_with_anything_changed_is_read_or_refused(at: int, text: str) -> None:
    def change(content: bytes) -> bytes:
        place = at % len(content)
        return content[:place] + text.encode() + content[place + 1 :] + b"\n"

    _read_or_refused(books.edited(ods.as_ods([PAGE, HIDDEN]), "content.xml", change), FileKind.ODS)


def _read_or_refused(data: bytes, kind: FileKind) -> None:
    try:
        sheets = read_workbook(data, kind).sheets
    except Refused:
        return
    assert all(len({len(row) for row in sheet.rows}) <= 1 for sheet in sheets)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"xl/_rels/workbook.bin.rels": b"<!DOCTYPE x><Relationships/>"}, "file.hostile-xml"),
        ({"xl/_rels/workbook.bin.rels": xlsb.links("x")}, "file.damaged"),
        ({"xl/worksheets/sheet1.bin": xlsb.record(145) + xlsb.number(0, 1)}, "file.damaged"),
        ({"xl/worksheets/sheet1.bin": xlsb.record(145) + xlsb.row_head(0) + xlsb.record(13, bytes(8))}, "file.damaged"),
        ({"xl/worksheets/sheet1.bin": xlsb.record(145) + xlsb.row_head(0) + xlsb.cell(7, 0, bytes(4))}, "file.damaged"),
        ({"xl/worksheets/sheet1.bin": b"\x05\xff\xff\xff\x7f"}, "file.damaged"),
    ],
)  # fmt: skip
def test_parts_of_an_xlsb_that_cannot_be(changed: dict[str, bytes], code: str) -> None:
    assert refusal(xlsb.packed([("甲", True, b"")], changed=changed)).code == code


def test_a_package_of_two_kinds_is_neither() -> None:
    both = books.zipped(books.parts(GOOD) | books.parts(ods.repeated_rows()))
    assert refusal(both).code == "file.damaged"


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods"])
def test_two_sheets_of_one_name_cannot_be(kind: str) -> None:
    assert refusal(WRITERS[kind]([HIDDEN, HIDDEN])).code == "file.damaged"
