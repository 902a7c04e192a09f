"""Rows that are read without a parser have the values that calamine gives; the others are left to it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.formats import canonical_rows as module
from lianping_xlsx.formats import measure as measuring
from lianping_xlsx.formats.canonical_rows import SMALL, canonical_rows, values_of
from lianping_xlsx.formats.looks import read_looks
from lianping_xlsx.formats.measure import DEFAULT_LIMITS, Refused, _parts, measure
from lianping_xlsx.formats.plain_text import plain_strings_of
from lianping_xlsx.formats.plain_zip import store
from lianping_xlsx.formats.sheet import Cell
from lianping_xlsx.formats.sheet_scan import scan_fast
from lianping_xlsx.formats.workbook_parts import plain_strings
from lianping_xlsx.formats.workbook_reader import _read_by_calamine
from tests.spoilt import books

ROOT = Path(__file__).parents[2]
MAIN = books.MAIN.decode()
CODES = {
    170: "0.0",
    171: "yyyy-mm-dd",
    172: "&quot;第&quot;0&quot;名&quot;",
    173: "[&gt;90]0;0.00",
    174: "General",
    175: "G/通用格式",
    176: "0%;-0_ ",
    20: "0.00",
}
FORMATS = (0, 1, 2, 9, 10, 14, 22, 49, 41, *CODES)
"""The number format of each style."""
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts>'
    + "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in CODES.items())
    + "</numFmts><cellXfs>"
    + "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS)
    + "</cellXfs></styleSheet>"
).encode()
STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>好</t></si><si><t>a&lt;b &amp;lt; c</t></si>'
    '<si><t xml:space="preserve"> 两端有空格 </t></si><si><r><t>一</t></r><r><t>二</t></r></si><si><t>两\n行</t></si>'
    "<si><t/></si><si><t>_x000D_</t></si><si><t>88</t></si><si><t>&#10;</t></si>"
    '<si><t>汉</t><rPh sb="0" eb="1"><t>hàn</t></rPh></si></sst>'
).encode()
REFERENCES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "07")
NO_NUMBERS = ("1e", "e5", "--1", "1-2", ".", "1_0", "nan", "inf")
NUMBERS = (
    *("1", "88.5", "0", "-0", "100", "9.0000000000000001", "0.1", "1e5", "1E-3", ".5", "5.", "+7", "088", "1e400"),
    *("-1e-400", "123456789012345678901234567890", "", "45678.25", *NO_NUMBERS),
)
TEXTS = ("完整", "", " 空格", "a&amp;b", "_x0041_", "两\n行", "#N/A", "1", "TRUE")
BLANKS = ("/>", " />", "></c>", "><v></v></c>", "><v/></c>", "><v /></c>", ' t="s"/>', ' t="str"><v></v></c>')


def by_calamine(sheet: bytes) -> list[list[Cell]] | None:
    """The rows as calamine reads them; None if it fails."""
    scan = scan_fast("sheet", sheet, DEFAULT_LIMITS)
    assert scan is not None
    shown = store(_parts([scan], plain_strings("", STRINGS), read_looks("", STYLES), since_1904=False))
    try:
        page = CalamineWorkbook.from_filelike(io.BytesIO(shown)).get_sheet_by_index(0)
        rows: list[list[Cell]] = page.to_python(skip_empty_area=False)
    except CalamineError:
        return None
    return rows if rows != [[]] else []


def read(rows: str) -> list[list[Cell]] | None:
    """The rows without calamine; None if they are left to it, or are not canonical."""
    found = values_of([canonical_rows(rows.encode())], STRINGS, read_looks("", STYLES).dateless)
    return None if found is None else found[0]


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KNOWN", module._KnownRows())


KINDS = ("n", "n", "n", "s", "s", "blank", "blank", "str", "b", "e", "inline", "odd")


@st.composite
def cell(draw: st.DrawFn, row: int, column: int) -> str:
    style = draw(st.sampled_from(("", *(f' s="{number}"' for number in range(len(FORMATS) + 1)))))
    kind = draw(st.sampled_from(KINDS))
    number = draw(st.sampled_from(NUMBERS) | st.floats(0, 100).map(repr))
    content = {
        "n": draw(st.sampled_from(("", ' t="n"'))) + f"><v>{number}</v></c>",
        "s": f' t="s"><v>{draw(st.sampled_from(REFERENCES))}</v></c>',
        "blank": draw(st.sampled_from(BLANKS)),
        "str": f' t="str"><v>{draw(st.sampled_from(TEXTS))}</v></c>',
        "b": ' t="b"><v>1</v></c>',
        "e": ' t="e"><v>#N/A</v></c>',
        "inline": ' t="inlineStr"><is><t>好</t></is></c>',
        "odd": ' cm="1"><v>5</v></c>',
    }
    return f'<c r="{a1(row, column)}"{style}{content[kind]}'


@st.composite
def rows_xml(draw: st.DrawFn) -> str:
    """Rows, of which some have no cells and some are missing."""
    spots = draw(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=10))
    pieces = []
    for row in range(7):
        cells = "".join(draw(cell(row, column)) for at, column in sorted(spots) if at == row)
        more = draw(st.sampled_from(("", "", "", ' ht="20"', ' hidden="1"')))
        if cells or more:
            pieces.append(f'<row r="{row + 1}"{more}' + (f">{cells}</row>" if cells or draw(st.booleans()) else "/>"))
    return "".join(pieces)


@given(rows_xml())
def test_what_is_read_without_calamine_is_what_calamine_reads(rows: str) -> None:
    """Those of its examples that are read are a third."""
    mine = read(rows)
    if mine is not None:
        assert repr(mine) == repr(by_calamine(books.sheet_xml(rows.encode())))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_read_as_calamine_reads_it_or_left_to_it(number: str) -> None:
    rows = f'<row r="1"><c r="A1"><v>{number}</v></c><c r="B1"><v>1</v></c></row>'
    mine = read(rows)
    assert (mine is None) == (number in NO_NUMBERS)
    if mine is not None:
        assert repr(mine) == repr(by_calamine(books.sheet_xml(rows.encode())))


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ("", []),
        ('<row r="1" ht="20"/>', []),
        ('<row r="1"><c r="A1" s="1"/></row>', []),
        ('<row r="2"><c r="B2" s="1"><v>9.5</v></c><c r="C2" s="3"/></row><row r="4"/>', [["", ""], ["", 9.5]]),
        (
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"/>'
            '<row r="3"><c r="C3" t="str"><v>完整</v></c></row>',
            [["好", "", ""], ["", "", ""], ["", "", "完整"]],
        ),
        ('<row r="1"><c r="A1" t="n"><v>1</v></c><c r="B1" t="s"><v>1</v></c><c r="D1"><v>2</v></c></row>',
         [[1.0, "a<b &lt; c", "", 2.0]]),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', [[2.0, 1.0]]),
    ],
)  # fmt: skip
def test_usual_rows_are_read(rows: str, values: list[list[Cell]]) -> None:
    assert read(rows) == values == by_calamine(books.sheet_xml(rows.encode()))


@pytest.mark.parametrize(
    "cell",
    [
        *('<c r="A1" s="5"><v>45678</v></c>', '<c r="A1" s="10"><v>45678</v></c>', '<c r="A1" s="99"><v>1</v></c>'),
        '<c r="A1" s="16"><v>0.5</v></c>',  # a format of its own under the number of a time
        *(f'<c r="A1" t="s"><v>{number}</v></c>' for number in (2, 3, 5, 6, 8, 9, 10, "07", "x")),
        *('<c r="A1" t="b"><v>1</v></c>', '<c r="A1" t="e"><v>#N/A</v></c>', '<c r="A1" t="str"><v> 空格</v></c>'),
        *('<c r="A1" t="str"><v>_x0041_</v></c>', '<c r="A1" t="inlineStr"><is><t>好</t></is></c>'),
        *('<c r="A1" cm="1"><v>1</v></c>', '<c r="A1" t="s"/>', '<c r="A1" t="str"><v xml:space="preserve">a</v></c>'),
    ],
)
def test_what_has_two_meanings_is_left_to_calamine(cell: str) -> None:
    assert read('<row r="1"><c r="A1"><v>1</v></c></row>') == [[1.0]]
    assert read(f'<row r="1">{cell}</row>') is None
    assert read(f'<row r="1"><c r="B1"><v>1</v></c>{cell}</row><row r="2"><c r="A2"><v>1</v></c></row>') is None


def test_an_empty_string_before_others_moves_no_reference() -> None:
    part = f'<sst xmlns="{MAIN}"><si/><si><t>好</t></si></sst>'.encode()
    assert plain_strings_of(part) == {}
    assert plain_strings_of(f'<sst xmlns="{MAIN}"/>'.encode()) == {}
    assert plain_strings_of(part.replace(b"<si/>", b"<si><t>\xe5\xa5\xbd</t></si>")) == {b"0": "好", b"1": "好"}


ROW = '<row r="{0}" spans="1:3"><c r="A{0}" s="{1}"><v>{2}</v></c><c r="B{0}" s="{1}"/><c r="C{0}"><v>{0}</v></c></row>'


def test_rows_of_one_shape_are_told_apart() -> None:
    """By the style, the number of the row, and the cells that are blank; some numbers of rows are those of styles."""
    for number in (1, 2, 3, 11, 12, 3):
        for style in (0, 1, 2, 3):
            assert read(ROW.format(number, style, 5))[number - 1 :] == [[5.0, "", float(number)]]  # type: ignore[index]
    dates = [read(ROW.format(5, 5, 5)), read(ROW.format(7, 5, 5)), read(ROW.format(5, 7, 5))]
    assert [each is None for each in dates] == [True, True, False]  # style 5 shows a date
    assert read(ROW.format(4, 0, 5).replace("<v>5</v>", "")) == [*[["", "", ""]] * 3, ["", "", 4.0]]
    assert read(ROW.format(4, 0, 5).replace('r="B4"', 'r="B5"')) is None
    assert read(ROW.format(4, 0, 5).replace('r="4"', 'r="04"').replace('4" s', '04" s')) is None
    assert read(ROW.format(4, 0, "x")) is None
    assert read(ROW.format(4, 0, 5) + ROW.format(4, 0, 5)) is None


def test_of_a_known_shape_too_the_values_are_those_of_their_types() -> None:
    """What calamine would make another string or number of is left to the parser."""
    text = '<row r="1"><c r="A1" t="s"><v>{}</v></c></row>'
    assert read(text.format(0)) == [["好"]]
    assert [canonical_rows(text.format(each).encode()) is None for each in ("x", "1.5", " 1", "7")] == [True] * 3 + [
        False
    ]
    assert [canonical_rows(ROW.format(1, 0, each).encode()) is None for each in ("1", "x", "1 ")] == [False, True, True]


def test_a_hidden_row_of_a_known_shape_is_hidden() -> None:
    first, second = (canonical_rows(ROW.format(n, 0, 1).replace("spans", 'hidden="1" spans').encode()) for n in (4, 8))
    assert (first and first.hidden, second and second.hidden) == (((3, 3),), ((7, 7),))


def test_of_sheets_whose_rows_are_all_different_few_are_learnt() -> None:
    """Such rows take longer to learn than calamine takes to read them."""

    def different(sheet: int, rows: int) -> str:
        return "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" x="{sheet}.{n}"/></row>' for n in range(1, rows))

    def usual(sheet: int, rows: int) -> str:
        long = "x" * (SMALL // 100)
        return "".join(f'<row r="{n}" x="{sheet}.{n}{long}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, rows))

    assert canonical_rows(different(1, 3).encode()) is None
    assert read(usual(1, module._ENOUGH + 2)) is not None
    before = len(module._KNOWN.rows)
    left = canonical_rows(usual(2, 101).encode())
    assert left is not None
    assert (left.last, left.cells, left.columns) == (100, 100, 1)
    assert not left.is_usual(frozenset())
    assert len(module._KNOWN.rows) - before == module._MOST_NEW + 1
    assert canonical_rows((usual(3, 51) + different(3, 3)).encode()) is None
    repeated = [read(usual(2, 101)) for _ in range(12)]
    assert repeated[0] is None
    assert repeated[-1] == [[1.0]] * 100
    assert read(usual(4, 51)) == [[1.0]] * 50  # a small sheet is kept as it was read the first time


def test_a_sheet_with_more_rows_than_forms_have_is_left_to_calamine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_ROWS", 3)
    rows = [ROW.format(n, 0, 1) for n in range(1, 5)]
    assert read("".join(rows[:3])) is not None
    left = canonical_rows("".join(rows).encode())
    assert left is not None
    assert (left.last, left.cells, left.columns, left.is_usual(frozenset({b"0"}))) == (4, 12, 3, False)
    assert len(module._KNOWN.rows) == 3
    assert canonical_rows("".join([*rows, rows[3]]).encode()) is None


def test_what_is_known_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 50)
    for sheet in range(3):
        assert read("".join(ROW.format(n, 0, sheet).replace("spans", f'x="{sheet}.{n}" spans') for n in range(1, 90)))
        assert len(module._KNOWN.shapes) <= len(module._KNOWN.rows) <= 50
    monkeypatch.setattr(module, "_MOST_BYTES", 1_000)
    long = ROW.format(1, 0, 1).replace("spans", f'x="{"x" * module._LONGEST}" spans')
    assert read(long) == [[1.0, "", 1.0]]
    for number in range(100):
        assert read(ROW.format(1, 0, 1).replace("spans", f'x="{"x" * 100}{number}" spans'))
        assert len(module._KNOWN.rows) < 10


REPLIES = sorted({*ROOT.glob("samples/*/2收回/**/*.xlsx"), *ROOT.glob("templates/**/*.xlsx")})


@pytest.mark.slow
def test_replies_and_forms_have_the_values_that_calamine_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    without = 0
    for path in REPLIES:
        data = path.read_bytes()
        try:
            mine = measure(data)
        except Refused:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(measuring, "values_of", lambda *_: None)
            shown = measure(data)
        theirs = [rows if rows != [[]] else [] for rows in _read_by_calamine(shown)]
        if mine.rows is not None:
            without += 1
            assert (repr(mine.rows), mine.shown) == (repr(theirs), b"")
        assert mine.facts == shown.facts
    assert without > len(REPLIES) * 0.9
