"""Measuring of an xlsx before calamine parses it: what would kill the parser, or has two contents, is refused.

The facts that calamine does not report (formulas, errors, merged and hidden cells, formats) are collected on the way.
calamine then gets a new package: the measured parts only, under names and relationships that are written here. So it
reads what was measured and nothing else, whatever else is in the file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.canonical_rows import values_of
from lianping_xlsx.formats.colours import THEME
from lianping_xlsx.formats.conditional_formats import ConditionalFormat, read_conditional_formats
from lianping_xlsx.formats.looks import Looks, read_looks, theme_colours
from lianping_xlsx.formats.markup import MAIN, OFFICE
from lianping_xlsx.formats.package import (
    DEFAULT_LIMITS,
    Limits,
    Package,
    Refused,
    damaged,
    has_plain_prologue,
    refuse_doctype,
    too_large,
    too_many_bytes,
)
from lianping_xlsx.formats.plain_zip import store
from lianping_xlsx.formats.relationships import (
    Relationship,
    only_target,
    part_of,
    relationships_of,
    workbook_of,
)
from lianping_xlsx.formats.saved_by import CORE, editor_of_core
from lianping_xlsx.formats.sheet import Cell, Run, Span, Spot
from lianping_xlsx.formats.sheet_scan import Scan, all_cells, cells_of_strings, scan_fast, styled_cells
from lianping_xlsx.formats.sheet_walk import walk
from lianping_xlsx.formats.workbook_parts import Declared, plain_strings, read_outline, struck_strings

__all__ = ["DEFAULT_LIMITS", "Limits", "Measured", "Refused", "SheetFacts", "measure"]

_OTHERS = ("xl/workbook.bin", "content.xml")
"""Parts that make a package an .xlsb or an .ods at the same time: some programs would show those."""
_OF_CELLS = ("worksheet", "xlMacrosheet", "xlIntlMacrosheet")
"""The kinds of relationships of sheets that can have cells; charts and dialogs have none."""
_REFERENCE = re.compile(rb' t="s"[^<>]*>(?:<f(?:[^<>]*/>|[^<>]*>[^<]*</f>))?<v[^<>]*>([0-9]+)')
_NAMES_THEME = b' theme="'
_BLANK_STRING = re.compile(rb"<si\ ?/>")
_TAG = re.compile(rb"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The facts of a sheet that calamine does not report. Spots are 0-based and may lie outside its grid.

    ``formulas``: the text of ``<f>`` without ``=``; ``''`` for a cell that only refers to a shared formula.
    ``errors``: the text of error cells, such as ``#N/A``; the error of a formula is in both.
    ``formats``: the codes of cells that may show something else than the value; None if nothing can be seen.
    ``hides_zeros``: cells with 0 show nothing. ``struck``: cells whose text is struck through, or a part of it.
    ``conditional``: conditional formats that may hide a value or show it as something else.
    """

    formulas: dict[Spot, str] = field(default_factory=dict)
    errors: dict[Spot, str] = field(default_factory=dict)
    merges: tuple[Span, ...] = ()
    visible: bool = True
    hidden_rows: tuple[Run, ...] = ()
    hidden_columns: tuple[Run, ...] = ()
    formats: Mapping[Spot, str | None] = field(default_factory=dict)
    hides_zeros: bool = False
    struck: frozenset[Spot] = frozenset()
    conditional: Mapping[Spot, Sequence[ConditionalFormat]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """The facts of each sheet by its name, in the order of the workbook, and its values.

    ``rows``: those of each sheet, if all are so written that calamine is not needed; then ``shown`` is b"". Otherwise
    ``shown`` is a workbook of the measured parts only, its sheets in the same order. ``editor``: who saved it last.
    """

    facts: dict[str, SheetFacts]
    rows: list[list[list[Cell]]] | None
    shown: bytes
    editor: str = ""


def measure(data: bytes, limits: Limits = DEFAULT_LIMITS, *, anew: bool = False) -> Measured:
    """Measure an xlsx or xlsm, also in the Strict format. ``anew``: rewrite also the parts that are written as usual.

    Raises Refused: file.damaged, file.too-large, file.hostile-xml, file.two-contents. A workbook without sheets is not
    refused here.
    """
    package = Package(data, limits)
    for other in _OTHERS:
        if other in package:
            raise damaged(other)
    book = _MeasuredBook(package, limits, anew)
    looks = book.looks()
    scanned = [(sheet, *book.scan(part, looks)) for sheet, part in book.sheets()]
    sheets = [(sheet, scan) for sheet, scan, _ in scanned]
    strings, struck = book.strings()
    _refuse_much_text(strings, [scan for _, scan in sheets], limits)
    editor = editor_of_core(book.core())
    book.check_unread_parts()
    facts = {sheet.name: _facts(sheet, scan, changed, looks, struck) for sheet, scan, changed in scanned}
    scans = [scan for _, scan in sheets]
    rows = values_of([scan.canonical for scan in scans], strings, looks.dateless)
    shown = b"" if rows is not None else store(_parts(scans, strings, looks, since_1904=book.outline.since_1904))
    return Measured(facts, rows, shown, editor)


class _MeasuredBook:
    """The parts of a workbook, found by their relationships. All methods raise Refused as :func:`measure` does."""

    def __init__(self, package: Package, limits: Limits, anew: bool) -> None:
        self._package = package
        self._limits = limits
        self._anew = anew
        self._known: set[str] = set()
        self._name = workbook_of(package)
        self._links: dict[str, Relationship] = relationships_of(package, self._name)
        self.outline = read_outline(self._name, self._read(self._name))
        if len(self.outline.sheets) > limits.sheets:
            raise too_large("工作表数", limits.sheets)

    def sheets(self) -> Iterator[tuple[Declared, str]]:
        """The sheets that can have cells, with their parts. A sheet without a relationship has no part."""
        for sheet in self.outline.sheets:
            if not sheet.link:
                continue
            if sheet.link not in self._links:
                raise damaged(sheet.link)
            link = self._links[sheet.link]
            part = part_of(self._package, self._name, link)
            if link.kind in _OF_CELLS:
                yield sheet, part

    def scan(self, part: str, looks: Looks) -> tuple[Scan, tuple[ConditionalFormat, ...]]:
        """The scan of a sheet, which keeps the limits, and its conditional formats that may hide something.

        The fast scan is tried first; what it does not recognize is walked through element by element.
        """
        content = self._read(part)
        scan = None if self._anew else scan_fast(part, content, self._limits)
        if scan is None:
            scan = walk(part, content, self._limits)
            excess = scan.excess(self._limits)
            if excess:
                raise too_large(*excess)
        # The checksum of an unchanged part is known already: to compute it again takes long.
        scan.checksum = self._package.checksum(part) if scan.content is content else None
        return scan, read_conditional_formats(part, content, scan.after_cells, looks)

    def strings(self) -> tuple[bytes, frozenset[int]]:
        """The part of the shared strings, ``b''`` if there is none, and which of them are struck through."""
        part = only_target(self._package, self._name, self._links, "sharedStrings")
        if part is None:
            return b"", frozenset()
        content = self._read(part)
        return plain_strings(part, content, anew=self._anew), struck_strings(part, content)

    def looks(self) -> Looks:
        """The looks of cells, from the part of the styles."""
        part = only_target(self._package, self._name, self._links, "styles")
        if part is None:
            return Looks()
        content = self._read(part)
        theme = only_target(self._package, self._name, self._links, "theme") if _NAMES_THEME in content else None
        colours = THEME if theme is None else theme_colours(theme, self._read(theme))
        return read_looks(part, content, colours)

    def core(self) -> bytes:
        """The part of the properties; ``b''`` if there is none."""
        content = self._read(CORE) if CORE in self._package else b""
        refuse_doctype(CORE, content)
        return content

    def check_unread_parts(self) -> None:
        """Refuse a DOCTYPE in the parts that were not read here: other programs may read them."""
        # Only a part with an unusual beginning is inflated as a whole.
        for name in self._package.markup_names():
            if name not in self._known and not has_plain_prologue(self._package.beginning(name)):
                refuse_doctype(name, self._package.read(name))

    def _read(self, part: str) -> bytes:
        self._known.add(part)
        return self._package.read(part)


def _facts(
    sheet: Declared, scan: Scan, changed: Sequence[ConditionalFormat], looks: Looks, struck: frozenset[int]
) -> SheetFacts:
    """The facts of a sheet. ``struck``: indexes of shared strings."""
    formats = {spot: looks.odd[style] for spot, style in styled_cells(scan.content, looks.odd)}
    return SheetFacts(
        scan.formulas,
        scan.errors,
        scan.merges,
        sheet.visible,
        scan.hidden_rows,
        scan.hidden_columns,
        formats,
        scan.hides_zeros,
        frozenset(
            (
                *scan.struck,
                *(spot for spot, _ in styled_cells(scan.content, looks.struck)),
                *cells_of_strings(scan.content, struck),
            )
        ),
        _conditional(scan, changed, looks) if changed else {},
    )


def _conditional(
    scan: Scan, changed: Sequence[ConditionalFormat], looks: Looks
) -> Mapping[Spot, Sequence[ConditionalFormat]]:
    """The conditional formats that may hide the value of a cell, by cell."""
    found: dict[Spot, list[ConditionalFormat]] = {}
    for each in changed:
        styles = frozenset[int]() if each.look is None else looks.hidden_under(each.look)
        of_all = each.look is None or each.look.code is not None
        cells = all_cells(scan.content) if of_all else (spot for spot, _ in styled_cells(scan.content, styles))
        for spot in filter(each.covers, cells):
            found.setdefault(spot, []).append(each)
    return found


# ---------------------------------------------------------------- the text


def _refuse_much_text(strings: bytes, sheets: Sequence[Scan], limits: Limits) -> None:
    """Refuse too many bytes of text: calamine makes a copy of a shared string for each cell that refers to it.

    First a bound is computed that takes no time, then a closer one; only if both exceed the limit, cells are counted.
    """
    cells = sum(scan.cells for scan in sheets)
    fits = cells * len(strings) <= limits.text_bytes
    if not fits:
        # <si/> gets an end tag, so that there is one piece for each string.
        pieces = _BLANK_STRING.sub(b"<si></si>", strings).split(b"</si>")
        fits = cells * max(map(len, pieces)) <= limits.text_bytes
    if not fits:
        sizes = [len(_TAG.sub(b"", piece)) for piece in pieces]
        # An index of ten digits is beyond any list, and int() takes long for a million digits.
        used = (int(index) for scan in sheets for index in _REFERENCE.findall(scan.content) if len(index) < 10)
        fits = sum(sizes[index] for index in used if index < len(sizes)) <= limits.text_bytes
    if not fits or len(strings) > limits.text_bytes:
        raise too_many_bytes("文字总量", limits.text_bytes)


# ---------------------------------------------------------------- the package for the parser

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def _parts(
    sheets: Sequence[Scan], strings: bytes, looks: Looks, *, since_1904: bool
) -> Iterator[tuple[str, bytes, int]]:
    """Yield name, content and CRC-32 of each part. Sheets are named by numbers, whatever their own names hold."""
    links = [("officeDocument", "xl/workbook.xml")]
    yield _summed("[Content_Types].xml", _TYPES)
    yield _summed("_rels/.rels", _relationships(links))
    names = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    yield _summed("xl/workbook.xml", _workbook(len(sheets), since_1904=since_1904))
    yield _summed("xl/_rels/workbook.xml.rels", _relationships([("worksheet", name) for name in names]))
    for name, scan in zip(names, sheets, strict=True):
        summed = scan.checksum
        yield f"xl/{name}", scan.content, zlib.crc32(scan.content) if summed is None else summed
    for name, content in (("xl/sharedStrings.xml", strings), ("xl/styles.xml", looks.content)):
        if content:
            yield _summed(name, content)


def _summed(name: str, content: bytes) -> tuple[str, bytes, int]:
    return name, content, zlib.crc32(content)


def _relationships(links: Sequence[tuple[str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{lines}</Relationships>'.encode()


def _workbook(count: int, *, since_1904: bool) -> bytes:
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, count + 1))
    settings = '<workbookPr date1904="1"/>' if since_1904 else ""
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}<sheets>{sheets}</sheets></workbook>'.encode()
