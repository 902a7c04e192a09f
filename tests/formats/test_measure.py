"""Nothing that kills a parser passes, nothing that a clerk does is refused, and both lanes say the same."""

from __future__ import annotations

import io
import pickle
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.formats.looks import Looks
from lianping_xlsx.formats.measure import Limits, Refused, SheetFacts, _parts, measure
from lianping_xlsx.formats.package import Package
from lianping_xlsx.formats.plain_zip import deflated, store, zip_of
from lianping_xlsx.formats.sheet import Spot
from lianping_xlsx.formats.sheet_scan import Scan, scan_fast
from lianping_xlsx.formats.sheet_walk import walk
from tests.spoilt import books

GOOD = books.good_book()
TOTALS = {(1, 3): "SUM(B2:C2)", (2, 3): "SUM(B3:C3)"}
LIMITS = Limits()


def facts_of(book: bytes, limits: Limits = LIMITS) -> dict[str, SheetFacts]:
    return measure(book, limits).facts


def refusal(book: bytes, limits: Limits = LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        facts_of(book, limits)
    return caught.value


# ---------------------------------------------------------------- killers


@pytest.mark.parametrize("killer", books.KILLERS, ids=lambda killer: killer.__name__)
def test_killers_are_refused_for_what_they_are(killer: books.Spoil) -> None:
    book = killer(GOOD)
    start = time.perf_counter()
    refused = refusal(book)
    assert refused.code == "file.too-large"
    assert refused.slots["what"] == books.KILLERS[killer]
    assert refused.slots["limit"]
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "spoil",
    [
        books.doctype,
        lambda book: books.doctype(book, "xl/workbook.xml"),
        lambda book: books.doctype(book, "docProps/core.xml"),
        lambda book: books.doctype(book, "xl/_rels/workbook.xml.rels"),
        books.billion_laughs,
        books.doctype_in_utf16,
        books.doctype_behind_comments,
    ],
)
def test_a_doctype_is_refused_in_any_part(spoil: books.Spoil) -> None:
    assert refusal(spoil(GOOD)).code == "file.hostile-xml"


@pytest.mark.parametrize(
    "spoil",
    [
        books.truncated,
        books.sheet_cut_off,
        books.far_cell_prefixed,
        books.bits_flipped,
        books.lying_zip_bomb,
        books.sheet_part_missing,
        books.workbook_missing,
        books.same_part_twice,
        books.same_sheet_twice,
        books.address_zero,
        lambda _: b"PK\x03\x04",
        lambda _: b"",
        lambda _: books.csv_text(),
    ],
)
def test_damage_is_refused(spoil: books.Spoil) -> None:
    refused = refusal(spoil(GOOD))
    assert refused.code == "file.damaged"
    assert refused.slots["what"]


def test_a_file_is_refused_by_size_before_it_is_opened() -> None:
    refused = refusal(b"PK\x03\x04" + b"\0" * (1 << 20), Limits(file_bytes=1 << 20))
    assert refused.slots == {"what": "文件大小", "limit": "1 MB"}


def test_unusual_packing_and_encryption_are_damage() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in books.parts(GOOD).items():
            archive.writestr(name, content)
    assert refusal(buffer.getvalue()).code == "file.damaged"


def test_a_stored_zip_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in books.parts(GOOD).items():
            archive.writestr(name, content)
    assert facts_of(buffer.getvalue()) == facts_of(GOOD)


def test_a_refusal_travels_between_processes() -> None:
    refused = pickle.loads(pickle.dumps(refusal(books.far_cell(GOOD))))
    assert (refused.code, refused.slots) == ("file.too-large", {"what": "行数", "limit": "100,000"})


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=6))
def test_damage_never_changes_the_facts(at: int, change: bytes) -> None:
    try:
        facts = facts_of(GOOD[:at] + change + GOOD[at + len(change) :])
    except Refused:
        return
    assert facts == facts_of(GOOD)


def test_a_wrong_checksum_is_damage() -> None:
    checksum = zlib.crc32(books.parts(GOOD)[books.SHEET])
    spoilt = GOOD.replace(checksum.to_bytes(4, "little"), (checksum ^ 1).to_bytes(4, "little"))
    assert refusal(spoilt).slots == {"what": "xl/worksheets/sheet1.xml"}


def test_what_follows_the_packed_bytes_of_a_part_is_not_kept() -> None:
    """A part of ten bytes may occupy as much of a file as a file may have; many such files must not fill the memory."""

    def read(number: int) -> bytes:
        part = deflated("a.xml", b"<a>0</a>" + bytes([number]))
        return Package(zip_of([replace(part, stored=part.stored + bytes(500_000))])).read("a.xml")

    tracemalloc.start()
    try:
        assert [read(number)[-1] for number in range(8)] == [*range(8)]
        now, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert now < 1_500_000  # the directory of the last file is kept


# ---------------------------------------------------------------- limits of the text


def test_shared_strings_are_charged_as_often_as_they_are_used() -> None:
    book = books.edited(GOOD, books.STRINGS, lambda xml: xml.replace("票号".encode(), "字".encode() * 1_000))
    assert facts_of(book, Limits(text_bytes=3_500))
    many = books.with_rows(book, b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>')
    assert refusal(many, Limits(text_bytes=5_999)).slots["limit"] == "5.8584 KB"
    assert facts_of(many, Limits(text_bytes=6_100))


def test_text_of_all_sheets_counts_together() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 101))
    book = books.with_rows(GOOD, rows)
    second = books.edited(book, "xl/worksheets/sheet2.xml", lambda _: books.sheet_xml(rows))
    exact = 200 * len("票号".encode())
    assert facts_of(second, Limits(text_bytes=exact + 500))
    assert refusal(second, Limits(text_bytes=exact - 1)).slots["what"] == "文字总量"


def test_strings_in_cdata_do_not_hide_their_size() -> None:
    def edit(xml: bytes) -> bytes:
        hidden = b"<t><![CDATA[" + b"</si>x" * 20_000 + b"]]>"
        return xml.replace(b"<t>", hidden, 1)

    book = books.edited(GOOD, books.STRINGS, edit)
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 1_001))
    assert refusal(books.with_rows(book, rows)).slots["what"] == "文字总量"


# ---------------------------------------------------------------- facts


def test_facts_of_a_good_book() -> None:
    assert facts_of(GOOD) == {"测评票": SheetFacts(TOTALS), "表身份": SheetFacts(visible=False)}


def test_an_error_cell_is_a_fact() -> None:
    assert facts_of(books.error_cell(GOOD))["测评票"].errors == {(1, 1): "#N/A"}


def test_a_formula_is_a_fact_with_or_without_a_value() -> None:
    assert facts_of(books.formula_without_value(GOOD))["测评票"].formulas == TOTALS


def test_a_follower_of_a_shared_formula_has_no_text() -> None:
    assert facts_of(books.shared_formula(GOOD))["测评票"].formulas == TOTALS | {(2, 3): ""}


@pytest.mark.parametrize(
    "odd",
    [
        books.dimension_lie,
        books.prefixed_namespace,
        books.single_quoted,
        books.pretty_printed,
        books.utf16_sheet,
        books.formatted_to_the_end,
        books.cells_in_a_comment,
        books.strict,
        books.absolute_targets,
        books.other_relationship_prefix,
        books.backslashed_names,
        books.macro_sheet,
        books.macro_enabled,
    ],
)
def test_odd_writers_change_no_facts(odd: books.Spoil) -> None:
    assert facts_of(odd(GOOD)) == facts_of(GOOD)


def test_cells_without_addresses_are_counted_off() -> None:
    facts = facts_of(books.without_addresses(GOOD))["测评票"]
    assert facts == SheetFacts({(2, 2): "A1+1"}, {(2, 1): "#REF!"})


def test_a_sheet_without_a_relationship_is_left_out() -> None:
    assert list(facts_of(books.sheet_without_relationship(GOOD))) == ["测评票"]


# ---------------------------------------------------------------- two lanes, one answer

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=8)
FORMULA = st.one_of(st.none(), TEXT, st.sampled_from(["SUM(A1:B2)", 'IF(A1<1,"&",B1)', "'表 1'!A1"]))
STYLE = st.sampled_from(["", ' s="3"'])


@st.composite
def cell_xml(draw: st.DrawFn, row: int, column: int) -> str:
    """A cell as one of the usual programs writes it, or oddly."""
    kind = draw(st.sampled_from(["n", "e", "s", "str", "inline", "blank"]))
    head = f'<c r="{a1(row, column)}"{draw(STYLE)}'
    if draw(st.integers(0, 19)) == 0:
        head = f"<c{draw(STYLE)} r='{a1(row, column)}'"
    formula = draw(FORMULA)
    written = "" if formula is None else draw(st.sampled_from(["<f>", '<f aca="false">'])) + escape(formula) + "</f>"
    if kind == "blank":
        return f"{head}/>" if formula is None else f"{head}>{written}</c>"
    if kind == "inline":
        return f'{head} t="inlineStr">{written}<is><t>{escape(draw(TEXT))}</t></is></c>'
    value = {"n": "9.5", "e": "#N/A", "s": draw(st.sampled_from(["1", " 1"])), "str": escape(draw(TEXT))}[kind]
    return f"{head}{'' if kind == 'n' else f' t={quoteattr(kind)}'}>{written}<v>{value}</v></c>"


@st.composite
def rows_xml(draw: st.DrawFn) -> str:
    spots = sorted(draw(st.sets(st.tuples(st.integers(0, 40), st.integers(0, 30)), max_size=12)))
    pieces = []
    attributes = st.sampled_from(["", ' spans="1:9"', ' hidden="1"', " hidden='1'", ' hidden ="1"'])
    for row in sorted({row for row, _ in spots}):
        cells = "".join(draw(cell_xml(row, column)) for at, column in spots if at == row)
        pieces.append(f'<row r="{row + 1}"{draw(attributes)}>{cells}</row>')
    if draw(st.integers(0, 9)) == 0:
        pieces.append(draw(st.sampled_from(["<!-- x -->", " ", "<row/>", '<row r="50"/>', "<extLst><c/></extLst>"])))
    return "".join(pieces)


@given(rows_xml())
def test_both_lanes_agree(rows: str) -> None:
    xml = books.sheet_xml(rows.encode())
    fast = scan_fast("sheet", xml, LIMITS)
    try:
        slow = walk("sheet", xml, LIMITS)
    except Refused:
        assert fast is None
        return
    if fast is not None:
        assert (fast.formulas, fast.errors) == (slow.formulas, slow.errors)
        assert list(fast.formulas) == list(slow.formulas)
        assert fast.hidden_rows == slow.hidden_rows
        for bound in ("rows", "columns", "cells"):
            assert getattr(fast, bound) >= getattr(slow, bound)
        assert read_as_it_is(fast) == read_as_it_is(slow)


def read_as_it_is(scan: Scan) -> list[list[object]]:
    """What calamine makes of a sheet that was scanned; rows below the last that has something are nobody's."""
    strings = b'<sst xmlns="' + books.MAIN + b'"><si><t>a</t></si><si><t>b</t></si></sst>'
    shown = store(_parts([replace(scan, checksum=zlib.crc32(scan.content))], strings, Looks(), since_1904=False))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(shown)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    filled: list[list[object]] = [[cell.strip() if isinstance(cell, str) else cell for cell in row] for row in rows]
    while filled and not any(cell != "" for cell in filled[-1]):
        filled.pop()
    return [row[: max((at + 1 for at, cell in enumerate(row) if cell != ""), default=0)] for row in filled]


@given(rows_xml(), st.integers(1, 45), st.integers(1, 35), st.integers(1, 300), st.integers(0, 12))
def test_the_fast_lane_never_passes_what_the_slow_one_refuses(
    rows: str, most_rows: int, columns: int, area: int, cells: int
) -> None:
    limits = Limits(rows=most_rows, columns=columns, area=area, cells=cells)
    xml = books.sheet_xml(rows.encode())
    if scan_fast("sheet", xml, limits) is not None:
        assert walk("sheet", xml, limits).excess(limits) is None


def fast(rows: bytes, **options: bytes) -> Scan | None:
    return scan_fast("sheet", books.sheet_xml(rows, **options), LIMITS)


def test_usual_spellings_take_the_fast_lane() -> None:
    """Excel, WPS, LibreOffice, XlsxWriter, openpyxl and inline strings."""
    excel = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="' + books.MAIN + b'" '
        b'xmlns:mc="urn:mc" mc:Ignorable="x14ac" xmlns:x14ac="urn:ac">'
    )
    rows = (
        b'<row r="1" spans="1:3" s="1" customFormat="1" ht="14.25" x14ac:dyDescent="0.2" x14ac:hidden="1">'
        b'<c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><v>1</v></c><c r="C1" s="2"/></row><row r="2" ht="3"/>'
        b'<row r="3"><c r="A3" t="str"><f t="shared" si="0"/><v xml:space="preserve"> x</v></c>'
        b'<c r="B3" cm="1"><f t="array" ref="B3">A1</f><v>1</v></c><c r="C3" t="inlineStr"><is><t>x</t></is></c>'
        b'<c r="D3" t="e"><f aca="false">NA()</f><v>#N/A</v></c><c r="E3" t="n"><v></v></c><c r="F3"><v/></c></row>'
    )
    scan = fast(rows, head=excel)
    assert scan is not None
    assert scan.formulas == {(2, 0): "", (2, 1): "A1", (2, 3): "NA()"}
    assert scan.errors == {(2, 3): "#N/A"}
    assert scan.hidden_rows == ((1, 1),)
    openpyxl = (
        b'<row r="1" ht="3" /><row r="2"><c r="A2" s="1" /><c r="B2" s="1"><f>A1</f><v /></c>'
        b'<c r="C2" t="inlineStr"><is><t xml:space="preserve"> x</t></is></c></row>'
    )
    scan = fast(openpyxl)
    assert scan is not None
    assert scan.formulas == {(1, 1): "A1"}
    for empty in (b"<sheetData/>", b"<sheetData />", b"<sheetData></sheetData>"):
        assert scan_fast("sheet", ROOT + empty + b"</worksheet>", LIMITS) == Scan()


@pytest.mark.parametrize(("was", "now"), [(b'"B7"', b'"C7"'), (b'"B7" s="2"', b'"B7" s="3"'), (b"<f>A7", b"<f>A8")])
def test_formulas_as_in_the_sheet_before_stand_where_this_sheet_has_them(was: bytes, now: bytes) -> None:
    """Formulas that came before are known, with the start tags of their cells."""
    rows = (
        b'<row r="%d"><c r="A%d" t="str"><v>%s</v></c><c r="B%d" s="2"><f>A%d+1</f><v>2</v></c></row>'
        % (n, n, b"x" * 2_000, n, n)
        for n in range(1, 12)
    )
    before = books.sheet_xml(b"".join(rows))
    for each in (before, before.replace(was, now), before, before):
        scan = scan_fast("sheet", each, LIMITS)
        assert scan is not None
        assert list(scan.formulas.items()) == list(walk("sheet", each, LIMITS).formulas.items())


def _of_formulas(number: int, _: int) -> bytes:
    cells = b"".join(b'<c r="%c%d"><f></f></c>' % (letter, number) for letter in b"ABCDEFGHIJKLMNOPQRST")
    return b'<row r="%d">%s</row>' % (number, cells)


def _endless(number: int, rows: int) -> bytes:
    return b'<row r="%d" x="%s%d.%d"/>' % (number, b"x" * 8_000, number, rows)


@pytest.mark.parametrize("row", [_of_formulas, _endless])
def test_what_is_hostile_is_not_kept(row: Callable[[int, int], bytes]) -> None:
    """A child reads one reply after another: the memory of countless formulas is wanting for those that follow."""
    kept = []
    tracemalloc.start()
    try:
        for rows in (250, 251, 252):
            content = books.sheet_xml(b"".join(row(number, rows) for number in range(1, rows)))
            assert scan_fast("sheet", content, LIMITS) is not None
            kept.append(tracemalloc.get_traced_memory()[0] - len(content))
    finally:
        tracemalloc.stop()
    assert kept[2] - kept[0] < 200_000


def test_a_small_sheet_that_came_before_is_not_scanned_again() -> None:
    """As the instructions of a thousand forms; a great one is not kept."""
    small, other = (books.sheet_xml(b'<row r="1"><c r="A1"><v>%d</v></c></row>' % number) for number in (1, 2))
    great = books.sheet_xml(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 500)))
    assert scan_fast("sheet", small, LIMITS) is scan_fast("sheet", bytes(bytearray(small)), LIMITS)
    assert scan_fast("sheet", small, LIMITS) is not scan_fast("sheet", other, LIMITS)
    assert scan_fast("sheet", small, Limits(rows=0)) is None
    assert scan_fast("sheet", great, LIMITS) is not scan_fast("sheet", great, LIMITS)


def test_formulas_are_those_of_the_sheet_not_of_one_before_with_as_many_as_long() -> None:
    row = b'<row r="1"><c r="A1"><f>%b</f><v>1</v></c><c r="%b"><f>%b</f><v>1</v></c></row>'
    for first, at, second in (
        ("A2", "B1", "B2"),
        ("B2", "B1", "A2"),
        ("A2", "C1", "B2"),
        ("&lt;", "B1", ""),
        ("", "B1", "A2A2"),
    ):
        scan = fast(row % (first.encode(), at.encode(), second.encode()))
        assert scan is not None
        assert scan.formulas == {(0, 0): first.replace("&lt;", "<"), (0, "ABC".index(at[0])): second}
    assert fast(row % (b"A2", b"B1", b"&#9;")) is None  # a parser must read this one


ROOT = b'<worksheet xmlns="' + books.MAIN + b'">'
CELL = b'<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="B2"><v>1</v></c></row>',
        b'<row r="1"><c r="AAA1"><v>1</v></c></row>',
        b'<row r="1"><c t="e" r="A1"><v>#N/A</v></c></row>',
        b'<row r="1"><c r="A1" t ="e"><v>#N/A</v></c></row>',
        b'<row r="1"><c r="A1" t="str"><f>&#65;1</f><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><f>A\r\n1</f><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><f>A\x001</f><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><f>\xff</f><v>1</v></c></row>',
        b'<row r="1"><f>A2</f><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"/><f>A2</f></row>',
        b'<row r="1"><c r="A1"><v>1</v><f>A2</f></c></row>',
        b'<row r="1"><c r="A1"><f>A2</f><f>A3</f><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><f>A<b/>2</f><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><f>A2<v>1</v></c></row>',
        b'<row r="1"><c r="A1"><f xmlns="urn:x">A2</f><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><f ref="&#65;2">A2</f><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><foo>A2</foo><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><foo/><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><x:c r="B1"><x:v>1</x:v></x:c></row>',
        b'<row r="2000000"/>',
        b'<row r="1"><c r="A1"><v> 1</v></c></row>',
        b'<row r="1"><c r="A1" t="n"><v>one</v></c></row>',
        b'<row r="1"><c r="A1"><is><t>1</t></is></c></row>',
        b'<row r="1"><c r="A1" t="inlineStr"><v>1</v></c></row>',
        b'<row r="1"><c r="A1" t="odd"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"/></row>',
        b'<row r="1" xmlns="urn:x"><c r="A1"><v>1</v></c></row>',
        b'<row r="1" hidden=\'1\'><c r="A1"><v>1</v></c></row>',
        b'<row r="1" hidden = "1"><c r="A1"><v>1</v></c></row>',
        b'<row r="1" hidden="&quot;"><c r="A1"><v>1</v></c></row>',
        b'<row r="1" hidden="1" hidden="0"><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v> 1</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>1 </v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>1.0</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        CELL + CELL,
        b'<row r="2"/>' + CELL,
        CELL + b"<!-- -->",
        CELL + b"<?pi ?>",
        CELL + b"</sheetData><sheetData>",
        CELL + b"<row>",
    ],
)
def test_what_is_unusual_is_left_to_the_slow_lane(rows: bytes) -> None:
    assert fast(rows) is None


@pytest.mark.parametrize(
    "head",
    [
        b'<x:worksheet xmlns:x="m">',
        b'<x:worksheet xmlns:x="' + books.MAIN + b'">',
        b'<?xml version="1.0" encoding="GBK"?>' + ROOT,
        b"<!DOCTYPE x>" + ROOT,
        b"<?pi <worksheet>?>" + ROOT,
        ROOT[:-1] + b' a="<sheetData></sheetData>">',
        ROOT + b"<!-- -->",
        b"<worksheet>",
        b'<worksheet xmlns="urn:x">',
        b'<macrosheet xmlns="' + books.MAIN + b'">',
        ROOT + b"<AlternateContent>",
        b"",
    ],
)
def test_an_unusual_head_is_left_to_the_slow_lane(head: bytes) -> None:
    assert fast(CELL, head=head) is None


def test_hostile_xml_costs_the_fast_lane_no_more_than_good_xml() -> None:
    row = b'<row r="1">' + b'<c r="A1" s="1" t="s"><f>x</f><v>1</v></c>' * 50_000
    start = time.perf_counter()
    assert fast(row + b"<oops/></row>") is None
    assert fast(b'<row r="1" ' + b'a="" ' * 100_000 + b"<>") is None
    assert time.perf_counter() - start < 1


def test_the_slow_lane_stops_at_the_limit_of_cells() -> None:
    rows = b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>"
    with pytest.raises(Refused):
        walk("sheet", books.sheet_xml(rows), Limits(cells=100))
    empty = b"<row>" + b"<c/>" * 200 + b"</row>"
    assert walk("sheet", books.sheet_xml(empty), Limits(cells=100)) == Scan()


def test_what_stands_outside_of_sheet_data_is_no_cell() -> None:
    xml = books.sheet_xml(
        CELL, head=ROOT + b"<c r='C3'><f>1</f></c>", tail=b"<row><c r='D4'><f>2</f></c></row></worksheet>"
    )
    assert walk("sheet", xml, LIMITS) == Scan(rows=1, columns=1, cells=1)


@pytest.mark.parametrize(
    ("address", "spot"),
    [("b2", (1, 1)), ("A007", (6, 0)), ("XFD1048576", (1_048_575, 16_383)), ("A000000000000000000001", (0, 0))],
)
def test_addresses_as_calamine_takes_them(address: str, spot: Spot) -> None:
    xml = books.sheet_xml(f'<row><c r="{address}"><f>x</f></c></row>'.encode())
    assert list(walk("sheet", xml, LIMITS).formulas) == [spot]


@pytest.mark.parametrize("address", ["", "A", "1", "A1B", "A-1", "A1:B2", "А1", "A٣", "A0", "$A$1", " A1"])
def test_what_is_no_address_is_damage(address: str) -> None:
    with pytest.raises(Refused, match="damaged"):
        walk("sheet", books.sheet_xml(f'<row><c r="{address}"/></row>'.encode()), LIMITS)


@pytest.mark.parametrize("index", ["-1", "1.0", "1e1", "x"])
def test_what_is_no_index_of_a_shared_string_is_damage(index: str) -> None:
    """calamine takes the first string for it."""
    cell = f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>'
    with pytest.raises(Refused, match="damaged"):
        walk("sheet", books.sheet_xml(cell.encode()), LIMITS)


@pytest.mark.parametrize("number", ["1048577", "9" * 5_000])
def test_a_row_beyond_excel_is_refused_even_when_empty(number: str) -> None:
    book = books.with_rows(GOOD, CELL + f'<row r="{number}"/>'.encode())
    assert refusal(book).slots["what"] == "行数"
