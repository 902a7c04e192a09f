"""The parts of a workbook from outside that may go out again as they are, for they hold only what is known.

These are forms as XlsxWriter, Excel, WPS and LibreOffice save them. What :mod:`sanitize` removes from a loaded workbook
is removed here too: links, defined names except those of printing, extensions, settings of a printer, and every part
that is none of the sheets, their texts, their styles and the theme. Whatever has something else (a comment, a drawing,
a formula that no form has, an unusual spelling) is not taken here, but left to openpyxl. What is allowed is listed, not
what is forbidden.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.markup import MAIN, PARTED, as_text, parse_xml
from lianping_xlsx.formats.package import DEFAULT_LIMITS, Package, Refused, has_plain_prologue
from lianping_xlsx.formats.plain_zip import ZipPart, deflated
from lianping_xlsx.formats.relationships import only_target, part_of, relationships_of, workbook_of
from lianping_xlsx.formats.sheet import Span
from lianping_xlsx.formats.sheet_scan import scan_fast
from lianping_xlsx.formats.workbook_parts import Declared, read_outline
from lianping_xlsx.spreadsheet.sanitize import is_harmless

_FORMULAS = frozenset(["formula", "formula1", "formula2"])
_MARGINS = frozenset(["oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"])
_WITH_TEXT = _FORMULAS | _MARGINS | {"t"}
"""The elements in which a text may stand."""
_FRAME = frozenset(
    [
        *("worksheet", "sheetPr", "tabColor", "outlinePr", "pageSetUpPr", "dimension"),
        *("sheetViews", "sheetView", "pane", "selection", "sheetFormatPr", "cols", "col"),
        *("sheetProtection", "mergeCells", "mergeCell", "phoneticPr"),
        *("conditionalFormatting", "cfRule", "formula", "dataValidations", "dataValidation", "formula1", "formula2"),
        *("printOptions", "pageMargins", "pageSetup", "headerFooter", *_MARGINS),
        *("rowBreaks", "colBreaks", "brk", "ignoredErrors", "ignoredError"),
    ]
)
"""The elements of a sheet around its cells."""
_FONT = (
    "b",
    "i",
    "u",
    "strike",
    "outline",
    "shadow",
    "condense",
    "extend",
    "sz",
    "color",
    "family",
    "charset",
    "scheme",
)
_STRINGS = frozenset(["sst", "si", "t", "r", "rPr", "rPh", "phoneticPr", "rFont", "vertAlign", *_FONT])
"""The elements of the shared strings."""
_PLAIN_STRINGS = re.compile(
    rb"""<\?xml\ version="1\.0"\ encoding="UTF-8"(?:\ standalone="yes")?\?>\s*
    <sst\ xmlns="%b"(?:\ count="[0-9]+")?(?:\ uniqueCount="[0-9]+")?>
    (?><si><t(?:\ xml:space="preserve")?>[^<&]*+</t></si>)*+</sst>\s*"""
    % re.escape(MAIN.encode()),
    re.VERBOSE,
)
"""Shared strings in which there is nothing but text."""
_STYLES = frozenset(
    [
        *("styleSheet", "numFmts", "numFmt", "fonts", "font", "name", "vertAlign", *_FONT),
        *("fills", "fill", "patternFill", "fgColor", "bgColor"),
        *("borders", "border", "left", "right", "top", "bottom", "diagonal", "start", "end", "vertical", "horizontal"),
        *("cellStyleXfs", "cellXfs", "xf", "alignment", "protection", "cellStyles", "cellStyle", "dxfs", "dxf"),
        *("tableStyles", "colors", "indexedColors", "rgbColor", "mruColors"),
    ]
)
"""The elements of the styles."""
_SPACES = (
    "http://www.w3.org/XML/1998/namespace",
    "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "http://schemas.microsoft.com/office/spreadsheetml/",
)
"""The beginnings of the namespaces of attributes beside those of the workbook itself; none of them names a part."""
_THEME = f"http://schemas.openxmlformats.org/drawingml/2006/main{PARTED}theme"
_LINKS = re.compile(rb"<hyperlinks>(?><hyperlink [^<>]*+(?<=/)>)*+</hyperlinks>")
_EXTENSIONS, _EXTENSIONS_END = b"<extLst>", b"</extLst>"
_LAST_TAG = re.compile(rb"</[A-Za-z]+>\s*")
_SELECTED = re.compile(rb'(<sheetView\b[^<>]*?) tabSelected="[^"<>]*"')
_PRINTER = re.compile(rb'(<pageSetup\b[^<>]*?) r:id="[^"<>]*"')
_KNOWN_LINKS = frozenset(["hyperlink", "printerSettings"])
"""The relationships of a sheet that are given up."""
_CELLS, _CELLS_END = b"<sheetData", b"</sheetData>"
_CHARACTER = re.compile(rb"&#([0-9]{1,5});")
_BEGINNING = re.compile(
    rb"""(?:\xef\xbb\xbf)?
    (?:<\?xml\ version=["']1\.0["'](?:\ encoding=["'](?i:utf-8)["'])?(?:\ standalone=["'](?:yes|no)["'])?\s*\?>)?
    \s*<[A-Za-z]""",
    re.VERBOSE,
)
"""How a part in UTF-8 begins."""
_PREFIXED = re.compile(rb"</?[^\s<>/]*:")
"""The tag of an element whose name has a prefix. The patterns of this module take names as they are written."""
_FORMULA = re.compile(rb'<f(?:>| aca="(?:false|0)">| t="shared"(?: ref="[A-Z0-9:]+")? si="[0-9]+"/?>)')
"""A formula that is plain, or shared by several cells of one sheet."""
_OTHER_PARTS = (b' cm="', b' vm="')
"""Attributes of a cell that refer to another part."""
_ROW = re.compile(rb'<row r="[0-9]+"([^<>/]*)')
_OF_ROW = re.compile(
    rb"""(?>\ (?:spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph
    |x14ac:dyDescent)="[0-9a-z.:\ ]*+")*+\ ?""",
    re.VERBOSE,
)
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_NO_XML = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""What no XML may hold, beside control characters."""
_DEFINED = re.compile(rb"<definedName ([^<>]*)>([^<]*)</definedName>")
_OF_PRINTING = re.compile(rb'\bname="_xlnm\.(Print_Titles|Print_Area)"')
_OF_SHEET = re.compile(rb'\blocalSheetId="([0-9]{1,3})"')
_RANGE = r"\$?[A-Z]{0,3}\$?[0-9]{0,7}(?::\$?[A-Z]{0,3}\$?[0-9]{0,7})?"
_UNUSUAL = re.compile(rb"veryHidden|<workbookProtection [^<>]*=")
"""What makes a workbook part unusual: sheets hidden by a macro, a locked structure."""
_WORD = re.compile(r"[^\W\d]\w*")
"""The name of a sheet that may stand in a formula without quotation marks."""
_NO_NAME = frozenset("\\/?*[]:")
"""What no sheet may have in its name: in a formula it would be the path of a file, or its number."""
_SMALL = 1 << 16
"""The size in bytes below which what is found out is kept for the next workbook: parts of forms are small and alike."""
_SHORT = 2_048
"""The same for a formula, in characters."""


@dataclass(frozen=True, slots=True)
class HarmlessSheet:
    """A sheet: what stands in its part before, in and behind ``sheetData``, and its merged ranges.

    ``stored``: the part as it was in the file; None if something had to be taken out of it.
    """

    name: str
    visible: bool
    head: bytes
    cells: bytes
    tail: bytes
    stored: ZipPart | None
    merges: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class HarmlessBook:
    """The parts that may go out. ``printing``: its names for printing as (index of the sheet, name, escaped ranges)."""

    sheets: tuple[HarmlessSheet, ...]
    styles: bytes
    printing: tuple[tuple[int, str, str], ...]
    strings: ZipPart | None
    theme: ZipPart | None


def read_harmless(data: bytes) -> HarmlessBook | None:
    """The harmless parts of a workbook; None if it has anything beside them that openpyxl would have to remove."""
    try:
        package = Package(data)
        return _read(package) if package.is_light() else None
    except Refused:
        return None


def _read(package: Package) -> HarmlessBook | None:
    name = workbook_of(package)
    links, content = relationships_of(package, name), package.read(name)
    outline = read_outline(name, content)
    if outline.since_1904 or not _is_readable(content):
        return None
    declared = [(sheet, links.get(sheet.link)) for sheet in outline.sheets]
    printing = _printing(content, [sheet.name for sheet in outline.sheets])
    if printing is None or not all(link and link.kind == "worksheet" for _, link in declared):
        return None
    styles, strings, theme = (only_target(package, name, links, kind) for kind in ("styles", "sharedStrings", "theme"))
    looks = None if styles is None else _styles(package.read(styles))
    texts = strings is None or _are_texts(package.read(strings))
    plain = theme is None or _is_theme(package.read(theme))
    if looks is None or not texts or not plain:
        return None
    sheets = []
    for sheet, link in declared:
        found = _sheet(package, part_of(package, name, link), sheet) if link else None
        if found is None:
            return None
        sheets.append(found)
    kept = [None if part is None else _stored(package, part) for part in (strings, theme)]
    return HarmlessBook(tuple(sheets), looks, printing, *kept)


def _stored(package: Package, part: str) -> ZipPart:
    return package.stored(part) or deflated(part, package.read(part))


def _styles(content: bytes) -> bytes | None:
    return _styles_again(content) if len(content) < _SMALL else _styles_alone(content)


def _styles_alone(content: bytes) -> bytes | None:
    kept = _without_extensions(content)
    return kept if _holds_only(_STYLES, kept) is not None else None


def _without_extensions(content: bytes) -> bytes:
    """XML without the list of extensions that is the last element in its root."""
    # One pattern for this would begin anew at each of many such lists, and take hours.
    start, end = content.find(_EXTENSIONS), content.rfind(_EXTENSIONS_END)
    rest = content[end + len(_EXTENSIONS_END) :]
    return content[:start] + rest if 0 <= start < end and _LAST_TAG.fullmatch(rest) else content


_styles_again = lru_cache(maxsize=64)(_styles_alone)


def _are_texts(content: bytes) -> bool:
    if _PLAIN_STRINGS.fullmatch(content):
        return _is_xml(content)
    return _holds_only(_STRINGS, content) is not None


def _is_theme(content: bytes) -> bool:
    return _is_theme_again(content) if len(content) < _SMALL else _is_theme_alone(content)


def _is_theme_alone(content: bytes) -> bool:
    """True if it is XML without a DOCTYPE, and the first element is that of a theme."""
    names = list[str]()
    parse_xml("", content, lambda name, _: names.append(name), spaces=True)
    return has_plain_prologue(content) and names[0] == _THEME


_is_theme_again = lru_cache(maxsize=64)(_is_theme_alone)


def _printing(content: bytes, names: Sequence[str]) -> tuple[tuple[int, str, str], ...] | None:
    """The names for printing; None if the part of the workbook is unusual, or one does not name its own sheet.

    Sheets with a name that Excel does not allow are unusual too.
    """
    if _UNUSUAL.search(content) or not all(name and _NO_NAME.isdisjoint(name) for name in names):
        return None
    found: list[tuple[int, str, str]] = []
    for attributes, escaped in _DEFINED.findall(content):
        kind, place = _OF_PRINTING.search(attributes), _OF_SHEET.search(attributes)
        if kind is None:
            continue
        text = escaped.decode("utf-8", "replace")
        if place is None or int(place[1]) >= len(names) or not _is_of(names[int(place[1])], text):
            return None
        found.append((int(place[1]), kind[1].decode("ascii"), text))
    complete = content.count(b"_xlnm.Print_") == len(found) == len({each[:2] for each in found})
    return tuple(found) if complete else None


def _is_of(sheet: str, escaped: str) -> bool:
    """True if ranges, as they stand in the XML, lie all on this sheet."""
    quoted = "'" + sheet.replace("'", "''") + "'"
    spellings = (sheet, quoted) if _WORD.fullmatch(sheet) else (quoted,)
    names = "|".join(re.escape(as_text(each)) for each in spellings)
    area = f"(?:{names})!{_RANGE}"
    return re.fullmatch(f"{area}(?:,{area})*", escaped.replace("&apos;", "'").replace("&quot;", '"')) is not None


# ---------------------------------------------------------------- sheets


def _sheet(package: Package, part: str, declared: Declared) -> HarmlessSheet | None:
    if any(link.kind not in _KNOWN_LINKS for link in relationships_of(package, part).values()):
        return None
    content = written = package.read(part)
    if b"&#" in content:  # openpyxl writes every Chinese character so
        content = _CHARACTER.sub(_spelled, content)
    scan = scan_fast(part, content, DEFAULT_LIMITS)
    if scan is None or not all(map(_is_harmless, scan.formulas.values())):
        return None
    head, cells, tail = _parted(content)
    # The scan has taken the formulas out, which are most of a form.
    plain = _are_plain(head, _parted(scan.content)[1]) and _formulas_are_plain(cells)
    frame = _frame(head, tail) if plain else None
    if frame is None:
        return None
    stored = package.stored(part) if frame == (head, tail) and content is written else None
    return HarmlessSheet(declared.name, declared.visible, frame[0], cells, frame[1], stored, scan.merges)


def _parted(content: bytes) -> tuple[bytes, bytes, bytes]:
    """A canonical sheet as what stands before, in and behind its cells."""
    head, _, rest = content.partition(_CELLS)
    if rest.startswith(b">"):
        cells, _, tail = rest[1:].partition(_CELLS_END)
        return head, cells, tail
    return head, b"", rest.partition(b">")[2]


def _is_harmless(formula: str) -> bool:
    """A thousand forms of one layout have the same formulas."""
    return (_is_harmless_again if len(formula) < _SHORT else _is_harmless_alone)(formula)


def _is_harmless_alone(formula: str) -> bool:
    return is_harmless(formula) and _is_xml(formula.encode())


_is_harmless_again = lru_cache(maxsize=10_000)(_is_harmless_alone)


def _formulas_are_plain(cells: bytes) -> bool:
    count = cells.count(b"<f")
    return count == cells.count(b"<f>") or count == len(_FORMULA.findall(cells))


def _spelled(reference: re.Match[bytes]) -> bytes:
    """The character that a reference means; the reference if that would be markup, or no character at all."""
    number = int(reference[1])
    return chr(number).encode() if 0x80 <= number < 0xD800 or 0xE000 <= number < 0xFFFE else reference[0]


def _are_plain(head: bytes, cells: bytes) -> bool:
    """True if nothing in the cells of a canonical sheet refers to another part, and all of it is XML.

    ``head``: what stands before them. Raises Refused.
    """
    if any(attribute in cells for attribute in _OTHER_PARTS) or not _is_xml(cells):
        return False
    rows = sorted(set(_ROW.findall(cells)))
    # Attributes that occur twice, or have a prefix that stands for nothing, are no XML.
    root = head[: head.find(b">", head.find(b"<worksheet")) + 1]
    parse_xml("", b"%b<row%b/></worksheet>" % (root, b"/><row".join(rows)), lambda *_: None, spaces=True)
    return all(map(_OF_ROW.fullmatch, rows))


def _is_xml(content: bytes) -> bool:
    """True if an orderly part has no characters that make it none."""
    # A pattern for all of them would take ten times as long.
    if any(piece in content for piece in _NO_XML) or len(content.translate(None, _CONTROLS)) != len(content):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _frame(head: bytes, tail: bytes) -> tuple[bytes, bytes] | None:
    """What stands before and behind the cells, without what is given up; None if anything else is not known."""
    return _frame_again(head, tail) if len(head) + len(tail) < _SMALL else _frame_alone(head, tail)


def _frame_alone(head: bytes, tail: bytes) -> tuple[bytes, bytes] | None:
    head = _SELECTED.sub(rb"\1", head)
    tail = _PRINTER.sub(rb"\1", _LINKS.sub(b"", _without_extensions(tail)))
    formulas = _holds_only(_FRAME, head + tail)
    ended = tail.rstrip().endswith(b"</worksheet>")
    return (head, tail) if ended and formulas is not None and all(map(is_harmless, formulas)) else None


_frame_again = lru_cache(maxsize=64)(_frame_alone)


def _is_readable(content: bytes) -> bool:
    """True if the patterns of this module find in XML what a parser does: not so in a comment or in UTF-16."""
    return _BEGINNING.match(content) is not None and b"<!" not in content and content.find(b"<?", 4) < 0


def _holds_only(elements: frozenset[str], content: bytes) -> list[str] | None:
    """The formulas in XML that has only these elements; None if it has others, or attributes that name a part."""
    formulas, others = list[str](), list[str]()
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        space, _, own = name.rpartition(PARTED)
        if space != MAIN or own not in elements or inside in _FORMULAS:
            others.append(name)
        others.extend(key for key in attributes if PARTED in key and not key.startswith(_SPACES))
        # All that the pattern for it has found was taken out.
        others.extend({"tabSelected"} & attributes.keys())
        inside = own
        if inside in _FORMULAS:
            formulas.append("")

    def characters(text: str) -> None:
        if inside in _FORMULAS:
            formulas[-1] += text
        elif inside not in _WITH_TEXT and not text.isspace():
            others.append(text)

    def end(_: str) -> None:
        nonlocal inside
        inside = ""

    if not _is_readable(content) or _PREFIXED.search(content):
        return None
    parse_xml("", content, start, end, characters, spaces=True)
    return None if others else formulas
