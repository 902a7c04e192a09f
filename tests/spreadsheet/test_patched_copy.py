"""A patched copy is, for who reads it, the one that openpyxl makes; what could do harm is in neither."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.formats.markup import MAIN
from lianping_xlsx.formats.plain_zip import deflated, zip_of
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet import harmless_parts, patched_styles
from lianping_xlsx.spreadsheet.annotate import annotate, annotate_loaded
from lianping_xlsx.spreadsheet.patched_copy import patch
from lianping_xlsx.spreadsheet.remarks import LIST_SHEET, Remark
from tests.app.test_inert import SIGN, active
from tests.books import contents, open_book, saved
from tests.libreoffice import calculated, needs_libreoffice, save_as
from tests.small import TOWN
from tests.spoilt.books import Spoil, edited, parts, zipped

RUBRIC = TOWN.form(FormKind.RUBRIC, ratee="T1")
TITLE, INTRO = "第一考核组：报送的表需要更正", "下列问题请在原表中更正后重新报送。" * 9
HIDDEN = {"更正依据": [["=1+1", "<a>&"], ["", "x"]]}
DATA = TOWN.filled(RUBRIC, {("K1", "deduction"): 61, ("K1", "reason"): '=HYPERLINK("http://x")'})
SHEET, STYLES, BOOK = "xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"


def remarks(sheet: str) -> list[Remark]:
    return [
        Remark(sheet, "I7", "K1的“扣分”填的是“61”，超出范围，没有计入。", "请填写：0至60之间的数。", True),
        Remark(sheet, "J8", "=没有写原因 <&>", "请补写\n原因。", False),
        Remark(sheet, "I7", "又一处。", "请更正。", False),
        Remark(sheet, "B2", "在合并的单元格里。", "请更正。", True),
        Remark(sheet, "ZZ9", "行里没有这一格。", "请更正。", True),
        Remark(sheet, "C4000", "没有这一行。", "请更正。", True),
        Remark("", "", "“县委办公室”的评议意见还没有收到。" * 20, "请催报。", True),
        Remark("别的表", "A1", "没有填。", "请填写。", True),
    ]


def patched(data: bytes, sheet: str = RUBRIC.sheet) -> bytes | None:
    return patch(data, TITLE, INTRO, remarks(sheet), HIDDEN)


def seen(book: Workbook) -> Iterator[tuple[object, ...]]:
    """All that openpyxl reads of the sheets of a workbook, piece by piece."""
    yield book.sheetnames, book.active and book.active.title, book.epoch
    for page in book.worksheets:
        assert isinstance(page, Worksheet)
        name, setup, view = page.title, page.page_setup, page.sheet_view
        yield name, page.sheet_state, page.freeze_panes, view.showGridLines, repr(page.protection)
        yield name, page.print_title_rows, page.print_title_cols, page.print_area
        yield name, setup.orientation, setup.paperSize, setup.fitToHeight, repr(page.sheet_properties.pageSetUpPr)
        margins = [item for item in (page.oddHeader, page.oddFooter) if item]
        yield name, [(item.left.text, item.center.text, item.right.text) for item in margins], repr(page.page_margins)
        yield name, sorted(map(str, page.merged_cells.ranges))
        yield name, sorted(repr(rule) for rule in page.data_validations.dataValidation)
        yield (
            name,
            sorted((str(area.sqref), rule.formula) for area in page.conditional_formatting for rule in area.rules),
        )
        yield name, {letters: (column.width, column.hidden) for letters, column in page.column_dimensions.items()}
        yield name, {number: (row.height, row.hidden) for number, row in page.row_dimensions.items()}
        for spot, cell in sorted(page._cells.items()):
            looks = cell.font, cell.fill, cell.border, cell.alignment, cell.protection, cell.number_format
            said = cell.comment and (cell.comment.text, cell.comment.author)
            yield (
                name,
                spot,
                cell.value,
                cell.value is None or cell.data_type,
                cell.hyperlink,
                said,
                *map(plainly, looks),
            )


def plainly(look: object) -> str:
    """A look in words; LibreOffice writes what is the default, too."""
    words = repr(look).replace("=False", "=None")
    return words.replace("horizontal='general', vertical='bottom'", "horizontal=None, vertical=None")


def assert_like_openpyxl(data: bytes, sheet: str) -> None:
    mine = patched(data, sheet)
    assert mine is not None
    loaded = annotate_loaded(data, TITLE, INTRO, remarks(sheet), HIDDEN)
    assert list(seen(open_book(mine))) == list(seen(open_book(loaded)))


@pytest.mark.parametrize("form", [book.forms[0] for book in TOWN.books], ids=lambda form: str(form.key.kind))
def test_openpyxl_reads_the_same_as_in_its_own_copy(form: FormLayout) -> None:
    assert_like_openpyxl(TOWN.filled(form, {}), form.sheet)


def test_what_openpyxl_saved_is_patched_too() -> None:
    assert_like_openpyxl(saved(open_book(DATA)), RUBRIC.sheet)


_MICROSOFT = "http://schemas.microsoft.com/office/spreadsheetml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_ROOT = (
    f'<worksheet xmlns:x14ac="{_MICROSOFT}/2009/9/ac" xmlns:xr="{_MICROSOFT}/2014/revision" mc:Ignorable="x14ac xr" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xr:uid="{00000000-0001-0000-0000-0}" '
)
_EXTENSION = '<extLst><ext uri="{CCE6A557}" xmlns:x14="u"><x14:other/></ext></extLst>'


def on(part: str, before: str, after: str) -> tuple[str, Spoil]:
    """A change of one place in a part."""

    def spoil(xml: bytes) -> bytes:
        assert before.encode() in xml, before
        return xml.replace(before.encode(), after.encode(), 1)

    return part, spoil


def link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/></Relationships>'


def as_excel(data: bytes) -> bytes:
    """The workbook with what Excel and WPS add to it when they save it."""
    for change in (
        on(SHEET, "<worksheet ", _ROOT),
        on(SHEET, '<row r="7" ', '<row r="7" x14ac:dyDescent="0.25" '),
        on(SHEET, "<pageSetup ", '<pageSetup r:id="rId1" '),
        on(SHEET, "<dataValidations", '<phoneticPr fontId="1" type="noConversion"/><dataValidations'),
        on(SHEET, "</worksheet>", f"{_EXTENSION}</worksheet>"),
        on(STYLES, "</styleSheet>", f"{_EXTENSION}</styleSheet>"),
        on(BOOK, "</workbook>", "<extLst/></workbook>"),
        on(LINKS, "</Relationships>", link(99, "calcChain", "calcChain.xml")),
    ):
        data = edited(data, *change)
    of_package = "http://schemas.openxmlformats.org/package/2006/relationships"
    setup = link(1, "printerSettings", "../printerSettings/printerSettings1.bin")
    more = {
        "xl/worksheets/_rels/sheet2.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{of_package}">{setup}',
        "xl/printerSettings/printerSettings1.bin": SIGN,
        "docProps/custom.xml": f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:{SIGN}="u"/>',
        "xl/calcChain.xml": '<?xml version="1.0"?><calcChain/>',
    }
    return zipped(parts(data) | {name: content.encode() for name, content in more.items()})


@pytest.mark.filterwarnings("ignore:Unknown extension")  # openpyxl says that it leaves it out
def test_what_excel_and_wps_add_does_not_go_out() -> None:
    data = as_excel(DATA)
    assert_like_openpyxl(data, RUBRIC.sheet)
    copy = patched(data)
    assert copy is not None
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.testzip() is None
        assert {name for name in archive.namelist() if not name.startswith("xl/worksheets/sheet")} == {
            *(
                "[Content_Types].xml",
                "_rels/.rels",
                "docProps/core.xml",
                "xl/workbook.xml",
                "xl/_rels/workbook.xml.rels",
            ),
            *("xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"),
            *("xl/comments3.xml", "xl/drawings/vmlDrawing3.vml", "xl/worksheets/_rels/sheet3.xml.rels"),
        }
        assert not any(SIGN.encode() in archive.read(name) for name in archive.namelist())


def test_a_sheet_that_is_not_marked_keeps_its_bytes_and_all_formulas_their_results() -> None:
    copy = patched(DATA)
    assert copy is not None
    before, after = parts(DATA), parts(copy)
    assert after["xl/worksheets/sheet4.xml"] == before["xl/worksheets/sheet3.xml"]
    assert after["xl/sharedStrings.xml"] == before["xl/sharedStrings.xml"]
    assert after["xl/worksheets/sheet3.xml"].count(b"<f>") == before[SHEET].count(b"<f>") > 5
    results = contents(DATA, RUBRIC.sheet, values=True)
    assert {
        place: found for place, found in contents(copy, RUBRIC.sheet, values=True).items() if place in results
    } == results


def named(name: str, quoted: str) -> tuple[str, Spoil]:
    """Another name for the sheet of the form, also where it is printed."""

    def spoil(xml: bytes) -> bytes:
        sheet = RUBRIC.sheet.encode()
        xml = xml.replace(b'name="%b"' % sheet, b'name="%b"' % name.encode())
        return xml.replace(b"'%b'!" % sheet, quoted.encode() + b"!")

    return BOOK, spoil


def in_utf_16(xml: bytes) -> bytes:
    return xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")


def with_instruction(xml: bytes) -> bytes:
    return f'<?xml-stylesheet href="http://{SIGN}/x.xsl"?>'.encode() + xml.partition(b"?>")[2]


DRAWING = '<drawing r:id="rId1"/>'
RULE = '<cfRule type="expression" dxfId="0" priority="99"><formula>{}</formula></cfRule></conditionalFormatting>'
ODD = {
    "a command": on(SHEET, "<f>", f"<f>cmd|'/C {SIGN}'!A0+"),
    "a link": on(SHEET, "<f>", f"<f>HYPERLINK(&quot;http://{SIGN}&quot;)+"),
    "an array formula": on(SHEET, "<f>", '<f t="array" ref="A1:A9">'),
    "a data table": on(SHEET, "<f>", f'<f t="dataTable" ref="A1:A9" r1="{SIGN}">'),
    "a drawing": on(SHEET, "</worksheet>", f"{DRAWING}</worksheet>"),
    "a picture": on(SHEET, "</worksheet>", f"{DRAWING.replace('drawing', 'picture')}</worksheet>"),
    "embedded objects": on(SHEET, "</worksheet>", "<oleObjects><oleObject/></oleObjects></worksheet>"),
    "another choice": on(SHEET, "</worksheet>", "<mc:AlternateContent xmlns:mc='m'/></worksheet>"),
    "a link to a part": on(SHEET, "<printOptions ", '<printOptions r:id="rId7" '),
    "a rich value": on(SHEET, '<c r="I7" s=', '<c r="I7" vm="1" s='),
    "a rule of colours": on(SHEET, "</conditionalFormatting>", RULE.format(f"[1]{SIGN}!A1")),
    "a rule of entries": on(SHEET, "<formula1>", f"<formula1>{SIGN}+"),
    "a comment in XML": on(SHEET, "<sheetProtection", "<!-- --><sheetProtection"),
    "a row of another kind": on(SHEET, '<row r="7" ', '<row r="7" onclick="1" '),
    "a control character": on(SHEET, '<c r="I7"', '<c r="H7" t="str"><v>\x01</v></c><c r="I7"'),
    "an odd element among the texts": on("xl/sharedStrings.xml", "</sst>", "<extLst/></sst>"),
    "an entity among the texts": on("xl/sharedStrings.xml", "</t>", "&x;</t>"),
    "an odd element among the styles": on(STYLES, "</styleSheet>", "<macro/></styleSheet>"),
    "styles without fonts": on(STYLES, "<fonts ", "<fills ><fill/></fills><fonts "),
    "a hidden sheet that no menu shows": on(BOOK, 'state="hidden"', 'state="veryHidden"'),
    "a locked workbook": on(BOOK, "<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>'),
    "days from 1904": on(BOOK, "<workbookPr ", '<workbookPr date1904="1" '),
    "printing of another sheet": on(BOOK, "'!$", f"{SIGN}'!$"),
    "the same printing twice": (BOOK, lambda xml: re.sub(rb"(<definedName .*?</definedName>)", rb"\1\1", xml, count=1)),
    "printing in other quotation marks": on(BOOK, 'name="_xlnm.Print_Titles"', "name='_xlnm.Print_Titles'"),
    "a text between the styles": on(STYLES, "</fonts>", f"</fonts>{SIGN}"),
    "a theme that is none": ("xl/theme/theme1.xml", lambda xml: xml.replace(b"a:theme", b"a:other")),
    "a theme that breaks off": ("xl/theme/theme1.xml", lambda xml: xml[:-20]),
    "a sheet named as a command": named(f"cmd|'{SIGN}'", f"cmd|'{SIGN}'"),
    "a sheet named as one of another file": named(f"[1]{SIGN}", f"'[1]{SIGN}'"),
    "a sheet without a name": named("", "''"),
    "days from 1904 in other quotation marks": on(BOOK, "<workbookPr ", "<workbookPr date1904 = '1' "),
    "a workbook in UTF-16": (BOOK, in_utf_16),
    "texts in UTF-16": ("xl/sharedStrings.xml", in_utf_16),
    "styles in another encoding": on(STYLES, "UTF-8", "ISO-8859-1"),
    "an instruction before the styles": (STYLES, with_instruction),
    "an instruction before the texts": ("xl/sharedStrings.xml", with_instruction),
    "an instruction behind the cells": (
        SHEET,
        lambda xml: xml.partition(b"?>")[2].replace(b"<pageM", b"<?x y?><pageM"),
    ),
    "a command behind an element in a rule": on(SHEET, "</formula1>", f"<selection/>+cmd|'/C {SIGN}'!A0</formula1>"),
    "an end with a blank": on(SHEET, "</worksheet>", "</worksheet >"),
    "an attribute of a row twice": on(SHEET, '<row r="7" ', '<row r="7" s="0" s="0" '),
    "a prefix that stands for nothing": on(SHEET, '<row r="7" ', '<row r="7" x14ac:dyDescent="0.25" '),
    "a selected sheet in other quotation marks": on(SHEET, "<sheetView ", "<sheetView tabSelected='1' "),
    "a style with a prefix": on(STYLES, "<xf ", f'<x:xf xmlns:x="{MAIN}"/><xf '),
    "a style that is none for a pattern": (STYLES, lambda xml: re.sub(rb"(<cellXfs [^<>]*><xf) ", rb"\1\n", xml)),
    "a fill that stands for another": (STYLES, lambda xml: re.sub(rb' fillId="([0-9]+)"', rb" fillId='\1'", xml)),
    "a list of fonts with > in a value": on(STYLES, "<fonts ", '<fonts a=">" '),
    "a font in a font": on(STYLES, "<font>", "<font><font/>"),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_is_odd_is_left_to_openpyxl(name: str) -> None:
    assert patched(edited(DATA, *ODD[name])) is None


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/theme/theme1.xml", "xl/worksheets/sheet3.xml"])
def test_bytes_behind_a_packed_part_do_not_go_out(part: str) -> None:
    behind = SIGN.encode() * 9
    packed = [deflated(name, content) for name, content in parts(DATA).items()]
    data = zip_of(replace(each, stored=each.stored + behind) if each.name == part else each for each in packed)
    copy = patched(data)
    assert copy is not None
    assert behind not in copy
    assert parts(copy) == parts(patched(DATA) or b"")


MANY = 20_000


@pytest.mark.parametrize(
    "change",
    [
        on(SHEET, "</worksheet>", f'{"<extLst></extLst>" * MANY}<phoneticPr fontId="1"/></worksheet>'),
        on(STYLES, "</styleSheet>", f"{'<borders />' * MANY}</styleSheet>"),
    ],
)
def test_many_lists_take_no_longer_than_one(change: tuple[str, Spoil]) -> None:
    """Patterns that began anew at each of them took up to a minute for these, and twenty minutes for the most."""
    data, before = edited(DATA, *change), process_time()
    assert patched(data) is None
    assert process_time() - before < 2


def test_large_styles_are_not_kept_in_memory() -> None:
    """A workbook that was pasted together for years has a megabyte of them; a thousand replies may have others each."""
    cell = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    data = edited(DATA, STYLES, lambda xml: xml.replace(b"</cellXfs>", cell * 9_999 + b"</cellXfs>"))
    kept = harmless_parts._styles_again, patched_styles._read_again, patched_styles._added_again
    for each in kept:
        each.cache_clear()
    copy = patched(data)
    assert copy is not None
    assert len(parts(copy)[STYLES]) > 9_999 * len(cell)
    assert [each.cache_info().currsize for each in kept] == [0, 0, 0]
    assert open_book(copy)[RUBRIC.sheet]["I7"].fill.fgColor.rgb == "FFFFEB9C"


@pytest.mark.parametrize("make", [patch, annotate_loaded])
def test_a_comment_of_all_remarks_on_a_merged_table_is_no_longer_than_excel_allows(make: Callable[..., bytes]) -> None:
    many = [Remark(RUBRIC.sheet, "I7", f"第{number}处。" * 100, "请更正。", True) for number in range(99)]
    comment = open_book(make(DATA, TITLE, INTRO, many, HIDDEN))[RUBRIC.sheet]["I7"].comment
    assert comment is not None
    assert len(comment.text) == 32_767


def test_a_defined_name_and_another_part_do_not_go_out() -> None:
    name = f'<definedNames><definedName name="x" hidden="1">cmd|\'/C {SIGN}\'!A0</definedName>'
    data = edited(DATA, *on(BOOK, "<definedNames>", name))
    data = edited(
        data, *on(LINKS, "</Relationships>", link(98, "externalLink", f'http://{SIGN}" TargetMode="External'))
    )
    data = zipped({**parts(data), "xl/vbaProject.bin": SIGN.encode()})
    copy = patched(data)
    assert copy is not None
    assert not [found for found in active(copy) if SIGN.encode() in found]
    assert SIGN.encode() not in b"".join(parts(copy).values())


def test_a_copy_of_an_earlier_round_is_left_to_openpyxl_which_takes_its_list_away() -> None:
    copy = patched(DATA)
    assert copy is not None
    assert patched(copy) is None
    assert open_book(annotate(copy, TITLE, INTRO, (), HIDDEN)).sheetnames.count(LIST_SHEET) == 1


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_opens_a_patched_copy_and_what_it_saved_is_patched(tmp_path: Path) -> None:
    copy = patched(DATA)
    assert copy is not None
    paths = [tmp_path / "copy.xlsx", tmp_path / "reply.xlsx"]
    for path, data in zip(paths, (copy, DATA), strict=True):
        path.write_bytes(data)
    shown, reply = save_as(paths, "xlsx")
    book = open_book(shown.read_bytes())
    comment = book[RUBRIC.sheet]["I7"].comment
    assert comment is not None
    assert comment.text == "\n".join(remark.comment for remark in remarks(RUBRIC.sheet)[:3:2])
    assert book[RUBRIC.sheet]["I7"].fill.fgColor.rgb == "FFFFEB9C"
    assert (book.sheetnames[0], book.worksheets[0]["E4"].value) == (LIST_SHEET, remarks(RUBRIC.sheet)[0].message)
    one, other = calculated([paths[0], paths[1]])
    assert {place: one[place] for place in other} == other
    assert_like_openpyxl(reply.read_bytes(), RUBRIC.sheet)
