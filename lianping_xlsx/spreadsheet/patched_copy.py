"""An annotated copy made of the parts of a workbook: only the marked sheets and the styles are changed.

A form as office programs save it takes two milliseconds so, where openpyxl takes seventy. Its formulas keep their
results, which openpyxl does not write. None of what openpyxl's copy lacks is in this one either: see
:mod:`harmless_parts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lianping_xlsx.core.cell_address import a1, column_number, from_a1
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.formats.markup import MAIN, OFFICE, as_attribute, as_text
from lianping_xlsx.formats.plain_zip import ZipPart, deflated, deflated_once, zip_of
from lianping_xlsx.formats.sheet import Spot
from lianping_xlsx.spreadsheet.escapes import as_stored
from lianping_xlsx.spreadsheet.harmless_parts import HarmlessBook, HarmlessSheet, read_harmless
from lianping_xlsx.spreadsheet.patched_styles import PatchedStyles
from lianping_xlsx.spreadsheet.remarks import (
    COMMENT_HEIGHT,
    COMMENT_WIDTH,
    HEAD_HEIGHT,
    HEAD_ROW,
    LIST_SHEET,
    LIST_WIDTHS,
    PAGE_FOOTER,
    TEXT_SIZE,
    TITLE_SIZE,
    Hidden,
    Remark,
    line_height,
    list_rows,
    row_height,
)

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OF_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CORE = f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"/>'
"""The properties: no names, and no times."""
_STYLE = re.compile(rb'(?: s="([0-9]+)")?')
_ROW = re.compile(rb'<row r="([0-9]+)"([^<>/]*)(/?>)')
_CELL = re.compile(rb'<c r="([A-Z]+)')
_SPANS = re.compile(rb' spans="[^"]*"')

Marks = Mapping[Spot, tuple[str, str]]
"""The comments and colours of the marked cells of a sheet."""


def patch(data: bytes, title: str, intro: str, remarks: Sequence[Remark], hidden: Hidden) -> bytes | None:
    """The annotated copy as bytes; None if the workbook must be loaded by openpyxl.

    Raises ValueError if a remark's cell is no address, IndexError if its style does not exist.
    """
    book = read_harmless(data)
    # A copy of an earlier round that the unit corrected and sent in has these sheets already.
    if book is None or not {LIST_SHEET, *hidden}.isdisjoint(sheet.name for sheet in book.sheets):
        return None
    try:
        styles = PatchedStyles(book.styles)
    except ValueError:
        return None
    parts = [deflated("xl/worksheets/sheet1.xml", _list(styles, title, intro, remarks))]
    for number, sheet in enumerate(book.sheets, 2):
        parts += _marked_sheet(number, sheet, _marks(sheet, remarks), styles)
    for number, rows in enumerate(hidden.values(), 2 + len(book.sheets)):
        parts.append(deflated(f"xl/worksheets/sheet{number}.xml", _sheet(_texts(rows))))
    parts.append(styles.part("xl/styles.xml"))
    parts += [replace(part, name=name) for part, name in ((book.strings, _STRINGS), (book.theme, _THEME)) if part]
    return zip_of([*_frame(book, [*hidden], parts), *parts])


# ---------------------------------------------------------------- the marked sheets


def _marks(sheet: HarmlessSheet, remarks: Iterable[Remark]) -> Marks:
    """The marks of a sheet by cell; of merged cells only the first can hold a comment."""
    marks: dict[Spot, tuple[str, str]] = {}
    for remark in remarks:
        if remark.sheet == sheet.name and remark.cell:
            row, column = from_a1(remark.cell)
            around = ((s[0], s[1]) for s in sheet.merges if s[0] <= row <= s[2] and s[1] <= column <= s[3])
            spot = next(around, (row, column))
            before = f"{marks[spot][0]}\n" if spot in marks else ""
            marks[spot] = fit_cell(f"{before}{remark.comment}"), remark.fill
    return marks


def _marked_sheet(number: int, sheet: HarmlessSheet, marks: Marks, styles: PatchedStyles) -> Iterator[ZipPart]:
    """The parts of a sheet: as it was stored if it is not changed, else with its comments."""
    name = f"xl/worksheets/sheet{number}.xml"
    if sheet.stored and not marks:
        yield replace(sheet.stored, name=name)
        return
    cells = sheet.cells
    for spot, (_, fill) in marks.items():
        cells = _with_mark(cells, spot, fill, styles)
    # Nothing that a harmless sheet can have comes behind the comments.
    before, end, after = sheet.tail.rpartition(b"</worksheet>")
    link = f'<legacyDrawing xmlns:r="{OFFICE}" r:id="rId1"/>'.encode() if marks else b""
    yield deflated(
        name, b"".join((sheet.head, b"<sheetData>", cells, b"</sheetData>", before, link, end, after)), quickly=True
    )
    if marks:
        yield deflated(f"xl/comments{number}.xml", _comments(marks))
        yield deflated(f"xl/drawings/vmlDrawing{number}.vml", _shapes(number, marks))
        targets = (f"../drawings/vmlDrawing{number}.vml", "vmlDrawing"), (f"../comments{number}.xml", "comments")
        yield deflated_once(f"xl/worksheets/_rels/sheet{number}.xml.rels", _relationships(targets))


def _with_mark(cells: bytes, spot: Spot, fill: str, styles: PatchedStyles) -> bytes:
    """The cells with one of them coloured; it is added if it is not there."""
    start = b'<c r="%b"' % a1(*spot).encode("ascii")
    at = cells.find(start)
    if at < 0:
        return _with_cell(cells, spot, b'%b s="%d"/>' % (start, styles.marked(0, fill)))
    at += len(start)
    style = _STYLE.match(cells, at)
    assert style is not None
    return b'%b s="%d"%b' % (cells[:at], styles.marked(int(style[1] or 0), fill), cells[style.end() :])


def _with_cell(cells: bytes, spot: Spot, cell: bytes) -> bytes:
    """The cells with one more, in its place."""
    number, column = spot[0] + 1, spot[1]
    row = next((match for match in _ROW.finditer(cells) if int(match[1]) >= number), None)
    if row is None or int(row[1]) > number:
        at = row.start() if row else len(cells)
        return b'%b<row r="%d">%b</row>%b' % (cells[:at], number, cell, cells[at:])
    # The attribute says where the first and the last cell are.
    opened = b'%b<row r="%d"%b>' % (cells[: row.start()], number, _SPANS.sub(b"", row[2]).rstrip())
    if row[3] == b"/>":
        return b"%b%b</row>%b" % (opened, cell, cells[row.end() :])
    end = cells.index(b"</row>", row.end())
    found = (match for match in _CELL.finditer(cells, row.end(), end) if column_number(match[1].decode()) > column)
    after = next(found, None)
    at = after.start() if after else end
    return b"".join((opened, cells[row.end() : at], cell, cells[at:]))


def _comments(marks: Marks) -> bytes:
    texts = "".join(
        f'<comment ref="{a1(*spot)}" authorId="0" shapeId="0"><text>{_text(text)}</text></comment>'
        for spot, (text, _) in sorted(marks.items())
    )
    authors = "<authors><author></author></authors>"
    return f'{_PROLOGUE}<comments xmlns="{MAIN}">{authors}<commentList>{texts}</commentList></comments>'.encode()


def _shapes(number: int, marks: Marks) -> bytes:
    """The boxes in which the comments are shown. Each sheet has a thousand numbers for them."""
    look = f"position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:{COMMENT_WIDTH}px;height:{COMMENT_HEIGHT}px"
    shapes = "".join(
        f'<v:shape id="_x0000_s{1024 * number + index}" type="#_x0000_t202" '
        f'style="{look};z-index:{index};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        for index, (row, column) in enumerate(sorted(marks), 1)
    )
    microsoft = "urn:schemas-microsoft-com"
    return (
        f'<xml xmlns:v="{microsoft}:vml" xmlns:o="{microsoft}:office:office" xmlns:x="{microsoft}:office:excel">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    ).encode()


# ---------------------------------------------------------------- the sheets that are added


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{as_text(as_stored(text))}</t>'


def _cell(row: int, column: int, content: int | str, style: int = 0) -> str:
    start = f'<c r="{a1(row, column)}" s="{style}"'
    if isinstance(content, int):
        return f"{start}><v>{content}</v></c>"
    return f'{start} t="inlineStr"><is>{_text(content)}</is></c>' if content else f"{start}/>"


def _sheet(rows: str, before: str = "", after: str = "") -> bytes:
    return f'{_PROLOGUE}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def _texts(rows: Sequence[Sequence[str]]) -> str:
    return "".join(
        f'<row r="{row + 1}">{"".join(_cell(row, column, text) for column, text in enumerate(texts))}</row>'
        for row, texts in enumerate(rows)
    )


def _list(styles: PatchedStyles, title: str, intro: str, remarks: Sequence[Remark]) -> bytes:
    """The list of the remarks, ready to be printed."""
    rows = []
    lines = (fit_cell(title), TITLE_SIZE, styles.title), (fit_cell(intro), TEXT_SIZE, styles.intro)
    for index, (text, size, style) in enumerate(lines):
        rows.append((line_height(text, size), _cell(index, 0, text, style)))
    for index, row in enumerate(list_rows(remarks), HEAD_ROW - 1):
        head = index == HEAD_ROW - 1
        looks = [styles.head if head else styles.centred if column < 4 else styles.left for column in range(len(row))]
        cells = (_cell(index, column, row[column], look) for column, look in enumerate(looks))
        rows.append((HEAD_HEIGHT if head else row_height(row), "".join(cells)))
    content = "".join(
        f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'
        for number, (height, cells) in enumerate(rows, 1)
    )
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(LIST_WIDTHS, 1)
    )
    last = a1(0, len(LIST_WIDTHS) - 1)[:-1]
    return _sheet(
        content,
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView tabSelected="1" workbookViewId="0"/>'
        f'</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>',
        f'<mergeCells count="2"><mergeCell ref="A1:{last}1"/><mergeCell ref="A2:{last}2"/></mergeCells>'
        '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/>'
        '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>'
        f"<headerFooter><oddFooter>{as_text('&C' + PAGE_FOOTER)}</oddFooter></headerFooter>",
    )


# ---------------------------------------------------------------- the workbook and the package

_STRINGS, _THEME = "xl/sharedStrings.xml", "xl/theme/theme1.xml"
_KINDS = {
    "xl/worksheets/sheet": ("worksheet", f"{_OF_WORKBOOK}.worksheet+xml"),
    "xl/styles": ("styles", f"{_OF_WORKBOOK}.styles+xml"),
    _STRINGS: ("sharedStrings", f"{_OF_WORKBOOK}.sharedStrings+xml"),
    _THEME: ("theme", "application/vnd.openxmlformats-officedocument.theme+xml"),
    "xl/comments": ("", f"{_OF_WORKBOOK}.comments+xml"),
}
"""Of the parts by the beginnings of their names: the kind of the relationship of the workbook, and the type."""
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


def _frame(book: HarmlessBook, hidden: Sequence[str], parts: Iterable[ZipPart]) -> Iterator[ZipPart]:
    """The parts that hold the others together. ``parts``: the others, with the sheets first and in their order."""
    sheets = [(LIST_SHEET, True), *((sheet.name, sheet.visible) for sheet in book.sheets)]
    yield deflated("xl/workbook.xml", _workbook([*sheets, *((name, False) for name in hidden)], book.printing))
    links, types = [], [("xl/workbook.xml", f"{_OF_WORKBOOK}.sheet.main+xml"), ("docProps/core.xml", _CORE_TYPE)]
    for part in parts:
        for start, (kind, type_) in _KINDS.items():
            if part.name.startswith(start):
                types.append((part.name, type_))
                links += [(f"/{part.name}", kind)] if kind else []
    yield deflated_once("xl/_rels/workbook.xml.rels", _relationships(links))
    yield deflated_once("docProps/core.xml", _CORE)
    yield deflated_once("_rels/.rels", _OF_PACKAGE)
    yield deflated_once("[Content_Types].xml", _types(types))


def _workbook(sheets: Sequence[tuple[str, bool]], printing: Iterable[tuple[int, str, str]]) -> bytes:
    states = {True: "", False: ' state="hidden"'}
    listed = "".join(
        f'<sheet name={as_attribute(name)} sheetId="{number}"{states[visible]} r:id="rId{number}"/>'
        for number, (name, visible) in enumerate(sheets, 1)
    )
    names = [(0, "Print_Titles", f"'{LIST_SHEET}'!${HEAD_ROW}:${HEAD_ROW}")]
    names += [(index + 1, name, ranges) for index, name, ranges in printing]
    defined = "".join(
        f'<definedName name="_xlnm.{name}" localSheetId="{index}">{ranges}</definedName>'
        for index, name, ranges in names
    )
    return (
        f'{_PROLOGUE}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><bookViews>'
        '<workbookView xWindow="240" yWindow="15" windowWidth="16095" windowHeight="9660" activeTab="0"/></bookViews>'
        f"<sheets>{listed}</sheets><definedNames>{defined}</definedNames>"
        '<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
    ).encode()


def _relationships(links: Iterable[tuple[str, str]]) -> str:
    """Relationships to (target, kind), numbered from 1."""
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(links, 1)
    )
    return f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


_OF_PACKAGE = (
    f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)


def _types(parts: Iterable[tuple[str, str]]) -> str:
    found = "".join(f'<Override PartName="/{name}" ContentType="{type_}"/>' for name, type_ in parts)
    return (
        f'{_PROLOGUE}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{found}</Types>"
    )
