"""What a workbook can have gone through: edits of one part of its zip, and files dressed up as workbooks.

Functions that take bytes expect a good xlsx as XlsxWriter saves it (one of :func:`good_book`) and give a spoilt one.
Those in :data:`KILLERS` must never reach a parser in the process of the tests.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = b"http://purl.oclc.org/ooxml/officeDocument/relationships"

Spoil = Callable[[bytes], bytes]


def good_book(*, sheet: str = "测评票", hidden: bool = True) -> bytes:
    """Three rows: headings, a ballot with a total, a ballot with a blank; and a hidden sheet of identity."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for column, heading in enumerate(("票号", "张三", "李四", "合计")):
        page.write_string(0, column, heading)
    for row, marks in enumerate(((95.5, 88), (90, None)), start=1):
        page.write_string(row, 0, f"{row:03}")
        for column, mark in enumerate(marks, start=1):
            if mark is not None:
                page.write_number(row, column, mark)
        page.write_formula(row, 3, f"SUM(B{row + 1}:C{row + 1})", None, sum(mark or 0 for mark in marks))
    if hidden:
        stamp = book.add_worksheet("表身份")
        stamp.write_string(0, 0, "联述联评联考")
        stamp.hide()
    book.close()
    return buffer.getvalue()


# ---------------------------------------------------------------- tools


def parts(book: bytes) -> dict[str, bytes]:
    """The parts of a zip, by name."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def edited(book: bytes, part: str, edit: Spoil) -> bytes:
    """The book with one part changed; the change must be one."""
    members = parts(book)
    before, members[part] = members[part], edit(members[part])
    assert members[part] != before, f"nothing changed in {part}"
    return zipped(members)


def with_rows(book: bytes, rows: bytes) -> bytes:
    """The first sheet with other XML between ``<sheetData>`` and its end."""

    def edit(xml: bytes) -> bytes:
        return sheet_xml(rows, head=xml[: xml.index(b"<sheetData>")], tail=xml.split(b"</sheetData>")[1])

    return edited(book, SHEET, edit)


def sheet_xml(
    rows: bytes, *, head: bytes = b'<worksheet xmlns="' + MAIN + b'">', tail: bytes = b"</worksheet>"
) -> bytes:
    """A sheet part with these rows."""
    return head + b"<sheetData>" + rows + b"</sheetData>" + tail


# ---------------------------------------------------------------- killers: calamine would abort the process


def far_cell(book: bytes) -> bytes:
    """Values in A1 and XFD1048576: 2 KB that ask for 17 thousand million cells."""
    return with_rows(
        book, b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def far_cell_prefixed(book: bytes) -> bytes:
    """The far cell in a namespace prefix that nobody declared."""
    return with_rows(book, b'<row r="1"><c r="A1"><v>1</v></c></row><q:c r="XFD1048576"><q:v>1</q:v></q:c>')


def far_cell_in_entity_spelling(book: bytes) -> bytes:
    """The far cell's address in character references."""
    return with_rows(book, b'<row r="1"><c r="&#88;FD1"><v>1</v></c></row>')


def long_address(book: bytes) -> bytes:
    """``AAAAAAAAA1``: a column beyond counting."""
    return with_rows(book, b'<row r="1"><c r="AAAAAAAAA1"><v>1</v></c></row>')


def huge_row_number(book: bytes) -> bytes:
    """A row number of eleven digits, whose cell does not say where it is."""
    return with_rows(book, b'<row r="99999999999"><c><v>1</v></c></row>')


def huge_row_in_address(book: bytes) -> bytes:
    """A row number that is small again once it overflows 32 bits."""
    return with_rows(book, b'<row r="1"><c r="A1"><v>1</v></c><c r="A4294967295"><v>1</v></c></row>')


def endless_row(book: bytes) -> bytes:
    """Cells without addresses, more than Excel has columns."""
    return with_rows(book, b'<row r="1">' + b"<c><v>1</v></c>" * 20_000 + b"</row>")


def wide_and_tall(book: bytes) -> bytes:
    """Few cells, a modest column, a modest row, and a rectangle of thirty million."""
    return with_rows(
        book,
        b'<row r="1"><c r="ALK1"><v>1</v></c></row><row r="30000"><c r="A30000"><v>1</v></c></row>',
    )


@cache  # it takes half a second to pack
def zip_bomb(book: bytes) -> bytes:
    """256 MB of blanks after the sheet, packed into one."""
    return edited(book, SHEET, lambda xml: xml + b" " * (256 << 20))


def lying_zip_bomb(book: bytes) -> bytes:
    """A part that declares a tenth of what comes out of it."""
    bomb = edited(book, SHEET, lambda xml: xml + b" " * (4 << 20))
    size = len(parts(bomb)[SHEET])
    return bomb.replace(size.to_bytes(4, "little"), (size // 10).to_bytes(4, "little"))


def shared_string_bomb(book: bytes) -> bytes:
    """One string of a mebibyte, used 20,000 times."""
    long = edited(book, STRINGS, lambda xml: xml.replace(b"<t>", b"<t>" + b"x" * (1 << 20), 1))
    rows = (b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 20_001))
    return with_rows(long, b"".join(rows))


def too_many_sheets(book: bytes) -> bytes:
    """A sheet part that 300 sheets share."""

    def edit(xml: bytes) -> bytes:
        sheets = (b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (number, number + 9) for number in range(300))
        return xml.replace(b"</sheets>", b"".join(sheets) + b"</sheets>")

    return edited(book, WORKBOOK, edit)


def too_many_members(book: bytes) -> bytes:
    """A zip of 2,500 small parts."""
    return zipped(parts(book) | {f"xl/media/{number}.txt": b"" for number in range(2_500)})


KILLERS: dict[Spoil, str] = {
    far_cell: "行数",
    far_cell_in_entity_spelling: "列数",
    long_address: "列数",
    huge_row_number: "行数",
    huge_row_in_address: "行数",
    endless_row: "列数",
    wide_and_tall: "表格区域的单元格数",
    zip_bomb: "解压后的大小",
    shared_string_bomb: "文字总量",
    too_many_sheets: "工作表数",
    too_many_members: "压缩包内的文件数",
}
"""Each with what it has too much of."""


# ---------------------------------------------------------------- hostile XML


def doctype(book: bytes, part: str = SHEET) -> bytes:
    """A DOCTYPE that names a file of this computer."""
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return edited(book, part, lambda xml: xml.replace(b"?>", b"?>" + declared, 1))


def billion_laughs(book: bytes) -> bytes:
    """Ten entities, each ten times the one before, in the shared strings."""
    entities = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))

    def edit(xml: bytes) -> bytes:
        declared = b'?><!DOCTYPE sst [<!ENTITY l0 "lol">' + entities + b"]>"
        return xml.replace(b"?>", declared, 1).replace(b"<t>", b"<t>&l9;", 1)

    return edited(book, STRINGS, edit)


def doctype_in_utf16(book: bytes) -> bytes:
    """A DOCTYPE that a search for the bytes would not find."""
    return edited(book, "docProps/app.xml", lambda _: '<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>'.encode("utf-16"))


def doctype_behind_comments(book: bytes) -> bytes:
    """A DOCTYPE after 100 kB of comments."""
    comments = b"<!-- nothing -->" * 6_000
    return edited(book, SHEET, lambda xml: xml.replace(b"?>", b"?>" + comments + b"<!DOCTYPE x>", 1))


# ---------------------------------------------------------------- damaged


def truncated(book: bytes) -> bytes:
    """The first two thirds of a file, as a broken download leaves it."""
    return book[: len(book) * 2 // 3]


def sheet_cut_off(book: bytes) -> bytes:
    """A good zip, in which the sheet's XML breaks off."""
    return edited(book, SHEET, lambda xml: xml[: len(xml) // 2])


def bits_flipped(book: bytes) -> bytes:
    """Packed bytes of the first sheet turned round."""
    start = book.index(SHEET.encode())
    middle = book.index(b"PK", start) - 20
    return book[:middle] + bytes(byte ^ 0xFF for byte in book[middle : middle + 8]) + book[middle + 8 :]


def sheet_part_missing(book: bytes) -> bytes:
    """The workbook names a sheet whose part is gone."""
    return zipped({name: content for name, content in parts(book).items() if name != SHEET})


def workbook_missing(book: bytes) -> bytes:
    """A zip with sheets and no workbook."""
    return zipped({name: content for name, content in parts(book).items() if name != WORKBOOK})


def same_part_twice(book: bytes) -> bytes:
    """Two sheet parts of one name, in large and small letters: which is read?"""
    return zipped(parts(book) | {SHEET.upper(): parts(book)[SHEET]})


def same_sheet_twice(book: bytes) -> bytes:
    """Two sheets of one name, which Excel does not allow."""
    return edited(book, WORKBOOK, lambda xml: xml.replace("表身份".encode(), "测评票".encode()))


def address_zero(book: bytes) -> bytes:
    """A cell in row 0."""
    return with_rows(book, b'<row r="1"><c r="A0"><v>1</v></c></row>')


def no_sheets(book: bytes) -> bytes:
    """A workbook without a sheet."""

    def edit(xml: bytes) -> bytes:
        return xml[: xml.index(b"<sheets>")] + b"<sheets></sheets>" + xml.split(b"</sheets>")[1]

    return edited(book, WORKBOOK, edit)


# ---------------------------------------------------------------- odd but good


def dimension_lie(book: bytes) -> bytes:
    """WPS: ``<dimension ref="A1">`` over a full sheet."""
    return edited(book, SHEET, lambda xml: xml.replace(b'<dimension ref="A1:D3"/>', b'<dimension ref="A1"/>'))


def error_cell(book: bytes, text: bytes = b"#N/A") -> bytes:
    """B2 holds an error, typed by nobody and given by no formula."""
    return edited(book, SHEET, lambda xml: xml.replace(b'<c r="B2">', b'<c r="B2" t="e">').replace(b"95.5", text))


def formula_without_value(book: bytes) -> bytes:
    """D2 holds a formula that nothing has calculated yet."""
    return edited(book, SHEET, lambda xml: xml.replace(b"<v>183.5</v>", b""))


def shared_formula(book: bytes) -> bytes:
    """D2 and D3 share a formula; D3 does not repeat its text."""

    def edit(xml: bytes) -> bytes:
        first = xml.replace(b"<f>SUM(B2:C2)</f>", b'<f t="shared" ref="D2:D3" si="0">SUM(B2:C2)</f>')
        return first.replace(b"<f>SUM(B3:C3)</f>", b'<f t="shared" si="0"/>')

    return edited(book, SHEET, edit)


def spill_error(book: bytes) -> bytes:
    """An error of newer Excels, which no parser knows."""
    return error_cell(book, b"#SPILL!")


def prefixed_namespace(book: bytes) -> bytes:
    """Every element of the sheet with a prefix, as Open XML SDK programs write them."""

    def edit(xml: bytes) -> bytes:
        head, body = xml.split(b"<worksheet ", 1)
        body = body.replace(b"</", b"</\0").replace(b"<", b"<x:").replace(b"<x:/\0", b"</x:")
        return head + b"<x:worksheet " + body.replace(b'xmlns="', b'xmlns:x="', 1)

    return edited(book, SHEET, edit)


def single_quoted(book: bytes) -> bytes:
    """Attributes in single quotes."""
    return edited(
        book, SHEET, lambda xml: xml[: xml.index(b"<sheetData>")] + xml[xml.index(b"<sheetData>") :].replace(b'"', b"'")
    )


def pretty_printed(book: bytes) -> bytes:
    """An element a line."""
    return edited(book, SHEET, lambda xml: xml.replace(b"><", b">\r\n  <"))


def without_addresses(book: bytes) -> bytes:
    """Rows and cells that do not say where they are; a blank cell keeps its place."""
    return with_rows(
        book,
        b"<row><c><v>1</v></c><c><v>2</v></c></row>"
        b'<row r="3"><c/><c t="e"><v>#REF!</v></c><c><f>A1+1</f><v>2</v></c></row>'
        b"<row><c><v>4</v></c></row>",
    )


def utf16_sheet(book: bytes) -> bytes:
    """The sheet in UTF-16, which XML allows."""
    return edited(book, SHEET, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"))


def formatted_to_the_end(book: bytes) -> bytes:
    """Borders drawn down to the last row and out to the last column, with nothing in them: a clerk's everyday."""
    styled = b'<row r="1048576" spans="1:16384"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    return edited(book, SHEET, lambda xml: xml.replace(b"</sheetData>", styled))


def cells_in_a_comment(book: bytes) -> bytes:
    """A far cell that is commented out."""
    hidden = b'<!-- <c r="XFD1048576"><v>1</v></c> --></sheetData>'
    return edited(book, SHEET, lambda xml: xml.replace(b"</sheetData>", hidden))


def strict(book: bytes) -> bytes:
    """Strict Open XML: other namespaces everywhere."""
    members = parts(book)
    return zipped(
        {name: content.replace(MAIN, STRICT_MAIN).replace(OFFICE, STRICT_OFFICE) for name, content in members.items()}
    )


def absolute_targets(book: bytes) -> bytes:
    """Relationships that name their parts from the root."""
    return edited(book, RELATIONSHIPS, lambda xml: xml.replace(b'Target="', b'Target="/xl/'))


def other_relationship_prefix(book: bytes) -> bytes:
    """``r:id`` under another prefix."""
    return edited(
        book,
        WORKBOOK,
        lambda xml: xml.replace(b" r:id=", b" relationships:id=").replace(b"xmlns:r=", b"xmlns:relationships="),
    )


def backslashed_names(book: bytes) -> bytes:
    """Member names as a careless zip program of Windows writes them."""
    return zipped(
        {
            name.replace("/", "\\") if name.startswith("xl/work") else name: content
            for name, content in parts(book).items()
        }
    )


def sheet_without_relationship(book: bytes) -> bytes:
    """The second sheet has lost its relationship: the rest is read."""
    return edited(book, WORKBOOK, lambda xml: xml.replace(b' r:id="rId2"', b""))


def sheet_with_dangling_relationship(book: bytes) -> bytes:
    """The second sheet names a relationship that is not there: nobody can read that."""
    return edited(book, WORKBOOK, lambda xml: xml.replace(b'r:id="rId2"', b'r:id="rId77"'))


def macro_sheet(book: bytes) -> bytes:
    """The second sheet is a macro sheet."""
    members = parts(book)
    members["xl/macrosheets/sheet2.xml"] = members.pop("xl/worksheets/sheet2.xml")
    types = members["[Content_Types].xml"]
    members["[Content_Types].xml"] = types.replace(b"/xl/worksheets/sheet2.xml", b"/xl/macrosheets/sheet2.xml")
    members[RELATIONSHIPS] = members[RELATIONSHIPS].replace(b"worksheets/sheet2", b"macrosheets/sheet2")
    return zipped(members)


def macro_enabled(book: bytes) -> bytes:
    """An xlsm without a macro in it."""
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return edited(
        book,
        "[Content_Types].xml",
        lambda xml: xml.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    )


# ---------------------------------------------------------------- dressed up


def html_named_xls() -> bytes:
    """What web systems export as "Excel"."""
    return (
        b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"></head>'
        + "<body><table><tr><td>姓名</td><td>95</td></tr></table></body></html>".encode("gb18030")
    )


def csv_text(encoding: str = "gb18030") -> bytes:
    """A table saved as CSV, by default as WPS does it."""
    return "票号,张三,李四\r\n001,95.5,88\r\n002,90,\r\n".encode(encoding)


def ole_stub(stream: str) -> bytes:
    """An OLE file of one directory entry: enough to be told by, not to be read."""
    name = stream.encode("utf-16-le") + b"\0\0"
    entry = name.ljust(64, b"\0") + len(name).to_bytes(2, "little")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry.ljust(512, b"\0")


def encrypted() -> bytes:
    """A stub of a workbook that needs a password."""
    return ole_stub("EncryptedPackage")


def biff() -> bytes:
    """A stub of an .xls or .et."""
    return ole_stub("Workbook")


def word_97() -> bytes:
    """A stub of a .doc that mentions the word Workbook in its text."""
    return ole_stub("WordDocument") + b"xx" + "Workbook\0".encode("utf-16-le").ljust(510, b"\0")
