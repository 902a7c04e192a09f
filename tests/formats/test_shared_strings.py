"""Shared strings that are written in the usual way stay as they are, and mean the same as written anew."""

from __future__ import annotations

import io
import zlib
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lianping_xlsx.formats.looks import Looks
from lianping_xlsx.formats.measure import Refused, _parts
from lianping_xlsx.formats.plain_zip import store
from lianping_xlsx.formats.sheet_scan import Scan
from lianping_xlsx.formats.workbook_parts import plain_strings
from tests.spoilt import books

LIBREOFFICE = (
    '<si><t xml:space="preserve">填 表 说 明</t></si><si><r><rPr><sz val="18"/><color rgb="FF000000"/>'
    '<rFont val="方正小标宋简体"/><family val="2"/><charset val="1"/></rPr><t xml:space="preserve">2024</t></r><r><rPr>'
    '<b val="true"/><sz val="18"/><rFont val="Noto Sans CJK SC"/><family val="2"/></rPr>'
    '<t xml:space="preserve">年度</t></r></si><si><t xml:space="preserve"></t></si>'
)
EXCEL = (
    '<si><r><t>第</t></r><r><rPr><b/><sz val="11"/><color theme="1"/><rFont val="宋体"/><family val="3"/>'
    '<charset val="134"/><scheme val="minor"/></rPr><t xml:space="preserve">一 </t></r><phoneticPr fontId="1" '
    'type="noConversion"/></si><si><t>党委</t><rPh sb="0" eb="2"><t>ダンイ</t></rPh><phoneticPr fontId="1"/></si><si/>'
)
OPENPYXL = '<si><t>a</t></si><si><t xml:space="preserve"> b</t></si><si><t /></si>'
USUAL = {"LibreOffice": LIBREOFFICE, "Excel and WPS": EXCEL, "openpyxl": OPENPYXL}


def part(strings: str) -> bytes:
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{declared}<sst xmlns="{books.MAIN.decode()}" count="9" uniqueCount="9">{strings}</sst>'.encode()


@pytest.mark.parametrize("program", USUAL)
def test_usual_spellings_stay_as_they_are(program: str) -> None:
    """To parse the strings element by element takes longer than all else that is done with a reply."""
    content = part(USUAL[program])
    assert plain_strings("strings", content) is content
    empty = f'<sst xmlns="{books.MAIN.decode()}" count="0"/>'.encode()
    assert plain_strings("strings", empty) is empty


def test_an_element_that_is_no_look_is_left_to_the_parser() -> None:
    """calamine ends a string at any </si>: with this one in it, it takes each string for the one before."""
    content = part("<si><r><rPr><si/></rPr><t>甲</t></r></si><si><t>乙</t></si><si><t>丙</t></si>")
    assert plain_strings("strings", content) == plain_strings("strings", content, anew=True)


@pytest.mark.parametrize("character", ["\0", "\x01", "\x1f"])
def test_characters_that_xml_does_not_have_are_left_to_the_parser(character: str) -> None:
    """calamine takes them, where no other program opens the file."""
    with pytest.raises(Refused, match="damaged"):
        plain_strings("strings", part(f"<si><t>9{character}5</t></si>"))


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=6)
VALUE = st.sampled_from(["1", "FF000000", "宋体", "a/b", "x &amp; y", "true"])


@st.composite
def text_xml(draw: st.DrawFn) -> str:
    text = escape(draw(TEXT))
    return draw(st.sampled_from([f"<t>{text}</t>", f'<t xml:space="preserve">{text}</t>', "<t/>", "<t />"]))


@st.composite
def run_xml(draw: st.DrawFn) -> str:
    """A run of one style; one in ten of its looks is written oddly."""
    names = draw(st.lists(st.sampled_from(["b", "sz", "color", "rFont", "family", "charset", "vertAlign"]), max_size=4))
    looks = "".join(draw(st.sampled_from([f"<{name}/>", f'<{name} val="{draw(VALUE)}"/>'])) for name in names)
    odd = (
        '<b val="&"/>',
        "<sz val='11'/>",
        "<b></b>",
        "<!-- x -->",
        "<x:b/>",
        "<t>z</t>",
        '<b val="1" val="2"/>',
        "<b val=1/>",
    )
    looks += draw(st.sampled_from(odd)) if draw(st.integers(0, 9)) == 0 else ""
    head = draw(st.sampled_from(["", "<rPr/>", "<rPr />", f"<rPr>{looks}</rPr>", f"<rPr>{looks}</rPr>"]))
    return f"<r>{head}{draw(text_xml())}</r>"


@st.composite
def string_xml(draw: st.DrawFn) -> str:
    """A string as one of the usual programs writes it, or oddly."""
    runs = "".join(draw(st.lists(run_xml(), min_size=1, max_size=3)))
    content = draw(st.sampled_from(["", runs, runs, draw(text_xml()), draw(text_xml()) + runs]))
    spoken = f'<rPh sb="0" eb="1">{draw(text_xml())}</rPh>' if draw(st.integers(0, 4)) == 0 else ""
    phonetic = (
        'fontId="1"',
        'fontId="1" type="noConversion"',
        'fontId="1" fontId="1"',
        'type="noConversion" fontId="1"',
    )
    end = draw(st.sampled_from(["", "", f"<phoneticPr {draw(st.sampled_from(phonetic))}/>"]))
    return f"<si>{content}{spoken}{end}</si>"


@settings(max_examples=30)
@given(st.lists(string_xml(), min_size=1, max_size=4).map("".join))
@example(LIBREOFFICE)
@example(EXCEL)
@example(OPENPYXL)
def test_both_lanes_agree(strings: str) -> None:
    content = part(strings)
    try:
        anew = plain_strings("strings", content, anew=True)
    except Refused:
        with pytest.raises(Refused):
            plain_strings("strings", content)
        return
    assert read(plain_strings("strings", content)) == read(anew)


def read(strings: bytes) -> list[str]:
    """What calamine makes of the strings, each in a cell of its own."""
    count = strings.count(b"<si")
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n + 1, n + 1, n) for n in range(count))
    content = books.sheet_xml(rows)
    scan = Scan(content=content, checksum=zlib.crc32(content))
    shown = store(_parts([scan], strings, Looks(), since_1904=False))
    found = CalamineWorkbook.from_filelike(io.BytesIO(shown)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    texts = [str(row[0]).strip() for row in found]
    return [*texts, *[""] * (count - len(texts))]
