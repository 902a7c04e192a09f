"""Workbooks with two contents: what one program shows of them another does not. Each takes a good book.

In :data:`AMBIGUOUS` no reading is the right one; in :data:`SETTLED` there is one by the rules of XML and of packages,
and it is that of the good book, but for the cells of the first sheet that stand beside.
"""

from __future__ import annotations

from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.formats.sheet import Cell, Spot
from tests.spoilt import books

Spoil = books.Spoil
ROOT = "_rels/.rels"
TYPES = "[Content_Types].xml"
CELL = b'<c r="B2"><v>95.5</v></c>'
ROW = b'<row r="2" spans="1:4">'
STRANGER = b' xmlns:x="urn:x"'


def on_cell(other: bytes) -> Spoil:
    """B2, which holds 95.5, written otherwise."""
    return lambda book: books.edited(book, books.SHEET, lambda xml: xml.replace(CELL, other))


def on_sheet(one: bytes, other: bytes) -> Spoil:
    """The first sheet with something replaced once."""
    return lambda book: books.edited(book, books.SHEET, lambda xml: xml.replace(one, other, 1))


def on_part(part: str, one: bytes, other: bytes) -> Spoil:
    """A part with something replaced once."""
    return lambda book: books.edited(book, part, lambda xml: xml.replace(one, other, 1))


def _decoy(book: bytes) -> bytes:
    """The first sheet with 10 in B2."""
    return books.parts(book)[books.SHEET].replace(b"95.5", b"10")


# ---------------------------------------------------------------- relationships and parts


def id_twice(book: bytes) -> bytes:
    """The relationship of the first sheet once more, to another part."""
    return _linked(book, b'<Relationship Id="rId1" Type="%s/worksheet" Target="worksheets/other.xml"/>')


def two_shared_strings(book: bytes) -> bytes:
    """Two parts of shared strings."""
    members = books.parts(_linked(book, b'<Relationship Id="rId99" Type="%s/sharedStrings" Target="other.xml"/>'))
    return books.zipped(members | {"xl/other.xml": members[books.STRINGS].replace("张三".encode(), "李四".encode())})


def _linked(book: bytes, link: bytes) -> bytes:
    members = books.parts(book) | {"xl/worksheets/other.xml": _decoy(book)}
    added = link % books.OFFICE + b"</Relationships>"
    members[books.RELATIONSHIPS] = members[books.RELATIONSHIPS].replace(b"</Relationships>", added)
    return books.zipped(members)


def two_workbooks(book: bytes) -> bytes:
    """The package names two workbooks."""
    link = b'<Relationship Id="rId99" Type="%s/officeDocument" Target="other/workbook.xml"/></Relationships>'
    members = books.parts(book)
    members |= {"other/workbook.xml": members[books.WORKBOOK]}
    members[ROOT] = members[ROOT].replace(b"</Relationships>", link % books.OFFICE)
    return books.zipped(members)


def decoy_below_xl(book: bytes) -> bytes:
    """A target without a folder of its own leads from the workbook's folder; where a careless reader looks lies 10."""
    members = books.parts(book)
    members["xl/xl/worksheets/first.xml"] = members.pop(books.SHEET)
    members["xl/worksheets/first.xml"] = _decoy(book)
    members[books.RELATIONSHIPS] = members[books.RELATIONSHIPS].replace(
        b'"worksheets/sheet1.xml', b'"xl/worksheets/first.xml'
    )
    return books.zipped(_typed(members, "xl/worksheets/sheet1.xml", "xl/xl/worksheets/first.xml"))


def decoy_at_the_root(book: bytes) -> bytes:
    """A target from the root; below xl lies 10."""
    members = books.parts(book)
    members["worksheets/first.xml"] = members.pop(books.SHEET)
    members["xl/worksheets/first.xml"] = _decoy(book)
    members[books.RELATIONSHIPS] = members[books.RELATIONSHIPS].replace(
        b'"worksheets/sheet1.xml', b'"/worksheets/first.xml'
    )
    return books.zipped(_typed(members, "xl/worksheets/sheet1.xml", "worksheets/first.xml"))


def decoy_workbook(book: bytes) -> bytes:
    """All of the workbook in another folder; in the usual one lies a workbook with 10."""
    usual = {name: content for name, content in books.parts(book).items() if name.startswith("xl/")}
    usual[books.SHEET] = _decoy(book)
    return books.zipped(books.parts(elsewhere(book)) | usual)


def elsewhere(book: bytes) -> bytes:
    """All of the workbook in another folder, under another name."""
    members = books.parts(book)
    moved = {name.replace("xl/", "office/book/", 1): content for name, content in members.items()}
    moved["office/book/first.xml"] = moved.pop("office/book/workbook.xml")
    moved["office/book/_rels/first.xml.rels"] = moved.pop("office/book/_rels/workbook.xml.rels")
    moved[ROOT] = moved[ROOT].replace(b"xl/workbook.xml", b"office/book/first.xml")
    moved[TYPES] = (
        moved[TYPES].replace(b"/xl/workbook.xml", b"/office/book/first.xml").replace(b"/xl/", b"/office/book/")
    )
    return books.zipped(moved)


def decoy_strings(book: bytes) -> bytes:
    """The workbook names shared strings of another name; under the usual one lie others."""
    members = books.parts(book)
    members["xl/texts.xml"] = members[books.STRINGS]
    members[books.STRINGS] = members[books.STRINGS].replace("张三".encode(), "李四".encode())
    members[books.RELATIONSHIPS] = members[books.RELATIONSHIPS].replace(b"sharedStrings.xml", b"texts.xml")
    return books.zipped(_typed(members, "xl/sharedStrings.xml", "xl/texts.xml"))


def _typed(members: dict[str, bytes], before: str, after: str) -> dict[str, bytes]:
    members[TYPES] = members[TYPES].replace(f'"/{before}"'.encode(), f'"/{after}"'.encode())
    return members


def dotted_target(book: bytes) -> bytes:
    """A target that goes up and down again."""
    return on_part(books.RELATIONSHIPS, b'"worksheets/sheet1.xml', b'"../xl/./worksheets/sheet1.xml')(book)


def power_query(book: bytes) -> bytes:
    """Two megabytes in UTF-16 that nobody reads."""
    custom = '<?xml version="1.0" encoding="utf-16"?><x>'.encode("utf-16") + ("数" * (1 << 20) + "</x>").encode(
        "utf-16-le"
    )
    return books.zipped(books.parts(book) | {"customXml/item1.xml": custom})


def pivot_table(book: bytes) -> bytes:
    """A pivot table whose cache is as large as its source was."""
    link = b'<Relationship Id="rId98" Type="%s/pivotCacheDefinition" Target="pivotCache/cache1.xml"/></Relationships>'
    members = books.parts(book)
    members[books.RELATIONSHIPS] = members[books.RELATIONSHIPS].replace(b"</Relationships>", link % books.OFFICE)
    cache = b'<pivotCacheDefinition xmlns="' + books.MAIN + b'">' + b'<s v="x"/>' * 100_000 + b"</pivotCacheDefinition>"
    return books.zipped(members | {"xl/pivotCache/cache1.xml": cache})


def days_since_1904(book: bytes) -> bytes:
    """A workbook of an old Mac; it has no days in it."""
    return on_part(books.WORKBOOK, b"<workbookPr", b'<workbookPr date1904="1"')(book)


def strings_in_pieces(book: bytes) -> bytes:
    """A shared string of several looks, with a comment and how it is pronounced."""
    pieces = '<si><r><rPr><b/></rPr><t>张</t></r><!-- x --><r><t>三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></si>'
    return on_part(books.STRINGS, "<si><t>张三</t></si>".encode(), pieces.encode())(book)


Cells = dict[Spot, Cell]


def cells(**values: Cell) -> Cells:
    """Cells by address."""
    return {from_a1(address): value for address, value in values.items()}


AMBIGUOUS: dict[str, Spoil] = {
    "id twice": id_twice,
    "two shared strings": two_shared_strings,
    "two workbooks": two_workbooks,
    "row of a stranger": on_sheet(ROW, b"<x:row" + STRANGER + b' r="2"><x:c r="B2"><x:v>10</x:v></x:c></x:row>' + ROW),
    "cell of a stranger": on_sheet(CELL, b"<x:c" + STRANGER + b' r="B2"><x:v>10</x:v></x:c>' + CELL),
    "cell of a stranger in place": on_cell(b"<x:c" + STRANGER + b' r="B2"><x:v>10</x:v></x:c>'),
    "value of a stranger": on_cell(b'<c r="B2"><x:v' + STRANGER + b">10</x:v><v>95.5</v></c>"),
    "element in a value": on_cell(b'<c r="B2"><v>95<x:y' + STRANGER + b"/>.5</v></c>"),
    "choice among cells": on_sheet(
        CELL,
        b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        b'<mc:Choice Requires="x"' + STRANGER + b'><c r="B2"><v>10</v></c></mc:Choice>'
        b"<mc:Fallback>" + CELL + b"</mc:Fallback></mc:AlternateContent>",
    ),
    "second list of rows": on_sheet(
        b"</sheetData>", b'</sheetData><sheetData><row r="2"><c r="B2"><v>10</v></c></row></sheetData>'
    ),
    "list of rows in an element": on_sheet(
        b"<sheetData>", b'<extLst><ext><sheetData><row r="9"/></sheetData></ext></extLst><sheetData>'
    ),
    "cell twice": on_cell(CELL + b'<c r="B2"><v>10</v></c>'),
    "cell twice, once blank": on_cell(CELL + b'<c r="B2"/>'),
    "cell twice, once an error": on_cell(b'<c r="B2" t="e"><v>#N/A</v></c>' + CELL),
    "row twice": on_sheet(b"</sheetData>", b'<row r="2"><c r="B2"><v>10</v></c></row></sheetData>'),
    "cell of another row": on_sheet(b"</sheetData>", b'<row r="9"><c r="B8"><v>10</v></c></row></sheetData>'),
    "value twice": on_cell(b'<c r="B2"><v>95.5</v><v>10</v></c>'),
    "value and text": on_cell(b'<c r="B2"><v>95.5</v><is><t>10</t></is></c>'),
    "text in a row": on_sheet(ROW, ROW + b"10"),
    "string of a stranger": on_part(
        books.STRINGS, "<si><t>张三".encode(), b"<si><x:t" + STRANGER + "><x:y/>李四</x:t><t>张三".encode()
    ),
    "sheet of a stranger": on_part(books.WORKBOOK, b"<sheets>", b"<sheets><x:sheet" + STRANGER + b' name="x"/>'),
    "two lists of sheets": on_part(books.WORKBOOK, b"</sheets>", b"</sheets><sheets></sheets>"),
    "two lists of styles": on_part("xl/styles.xml", b"</cellXfs>", b"</cellXfs><cellXfs/>"),
}
"""Refused as file.two-contents."""

SETTLED: dict[str, tuple[Spoil, Cells]] = {
    "comment in a value": (on_cell(b'<c r="B2"><v>9<!-- 1 -->5.5</v></c>'), {}),
    "instruction in a value": (on_cell(b'<c r="B2"><v>9<?x 1?>5.5</v></c>'), {}),
    "CDATA in a value": (on_cell(b'<c r="B2"><v><![CDATA[95.5]]></v></c>'), {}),
    "reference in a value": (on_cell(b'<c r="B2"><v>&#57;&#x35;.5</v></c>'), {}),
    "blanks around a value": (on_cell(b'<c r="B2"><v> 95.5\n</v></c>'), {}),
    "another spelling of a value": (on_cell(b'<c r="B2"><v>9.55E1</v></c>'), {}),
    "rows out of order": (on_sheet(ROW, b'<row r="4"><c r="B4"><v>7</v></c></row>' + ROW), cells(B4=7.0)),
    "cells out of order": (on_cell(b'<c r="H2"><v>7</v></c>' + CELL), cells(H2=7.0)),
    "extension of a cell": (on_cell(b'<c r="B2"><v>95.5</v><extLst><ext uri="x"><v>1</v></ext></extLst></c>'), {}),
    "comment around a cell": (on_sheet(CELL, b'<!-- <c r="H2"><v>7</v></c> -->' + CELL), {}),
    "decoy below xl": (decoy_below_xl, {}),
    "decoy at the root": (decoy_at_the_root, {}),
    "decoy workbook": (decoy_workbook, {}),
    "decoy strings": (decoy_strings, {}),
    "elsewhere": (elsewhere, {}),
    "dotted target": (dotted_target, {}),
    "Power Query": (power_query, {}),
    "pivot table": (pivot_table, {}),
    "days since 1904": (days_since_1904, {}),
    "strings in pieces": (strings_in_pieces, {}),
    **{
        spoil.__name__: (spoil, {})
        for spoil in (
            *(books.prefixed_namespace, books.single_quoted, books.utf16_sheet, books.strict, books.absolute_targets),
            *(books.other_relationship_prefix, books.pretty_printed, books.macro_enabled, books.dimension_lie),
        )
    },
}
"""Read as the good book, with the cells beside."""

DAMAGED: dict[str, Spoil] = {
    "target into nothing": on_part(books.RELATIONSHIPS, b'"worksheets/sheet1.xml', b'"xl/worksheets/sheet1.xml'),
    "target outside": on_part(
        books.RELATIONSHIPS, b'Target="worksheets/sheet1.xml"', b'Target="worksheets/sheet1.xml" TargetMode="External"'
    ),
    "no workbook named": on_part(ROOT, b'/officeDocument"', b'/other"'),
    "number that is none": on_cell(b'<c r="B2"><v>95,5</v></c>'),
    "unknown kind of cell": on_cell(b'<c r="B2" t="x"><v>95.5</v></c>'),
    "sheet of nobody": on_sheet(b'<worksheet xmlns="' + books.MAIN, b'<worksheet xmlns="urn:x'),
}
"""Refused as file.damaged."""
