"""Measure an xlsx before it is parsed: refuse what would kill the parser, note what the parser does not tell.

calamine gives error cells, and formulas without a cached value, as ``''`` like empty cells. What a form's reader
must know of its input cells is therefore taken from the sheets' XML here, on the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lianping_xlsx.sheets.address import span_of
from lianping_xlsx.sheets.editor import CORE, editor_of_core
from lianping_xlsx.sheets.parts import (
    DEFAULT_LIMITS,
    Limits,
    Package,
    Refused,
    damaged,
    is_wide,
    refuse_doctype,
    too_large,
    too_many_bytes,
)
from lianping_xlsx.sheets.relationships import part_name, targets
from lianping_xlsx.sheets.scan import Scan, local, parse_xml, scan_fast, scan_slow
from lianping_xlsx.sheets.sheet import Span, Spot
from lianping_xlsx.sheets.stored import store

__all__ = ["DEFAULT_LIMITS", "Limits", "Measured", "Refused", "SheetFacts", "measure"]

_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_OTHERS = ("xl/workbook.bin", "content.xml")
"""What makes a package an .xlsb or an .ods."""

_Counted = tuple[str, bytes, int]
"""A sheet's part, its XML and how many cells it has at most."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What calamine keeps to itself; keys are 0-based absolute (row, column), cells outside its grid included.

    ``formulas``: the text of ``<f>`` without ``=``, ``''`` where a cell only follows a shared formula.
    ``errors``: the text of error cells, such as ``#N/A``; one that a formula gave stands in both.
    ``merges``: merged cells, as the usual programs write them.
    """

    formulas: dict[Spot, str] = field(default_factory=dict)
    errors: dict[Spot, str] = field(default_factory=dict)
    merges: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """Facts by sheet name in the order of the workbook; ``wide`` when some part is in UTF-16 (see ``is_wide``).

    ``editor``: who saved it last. ``shown``: a workbook of the measured parts alone, for the parser.
    """

    facts: dict[str, SheetFacts]
    shown: bytes
    wide: bool = False
    editor: str = ""


def measure(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Measured:
    """Measure an xlsx or xlsm, Strict ones too.

    Raises Refused: file.damaged (what), file.too-large (what, limit), file.hostile-xml (what). A workbook without
    sheets is not refused here.
    """
    package = Package(data, limits)
    for other in _OTHERS:
        if other in package:  # calamine would read that, unmeasured, where it cannot read the xlsx
            raise damaged(other)
    markup = {name: package.read(name) for name in package.markup_names()}
    for name, content in markup.items():
        refuse_doctype(name, content)
    facts: dict[str, SheetFacts] = {}
    sheets: list[_Counted] = []
    for name, part in _sheet_parts(package, markup, limits).items():
        content = markup[part] = markup.get(part) or package.read(part)
        scan = _scan(part, content, limits)
        facts[name] = SheetFacts(scan.formulas, scan.errors, _merges(content))
        sheets.append((part, content, scan.cells))
    _refuse_much_text(markup.get(_STRINGS, b""), sheets, limits)
    shown = store((name, content, package.checksum(name)) for name, content in markup.items())
    return Measured(facts, shown, any(map(is_wide, markup.values())), editor_of_core(markup.get(CORE, b"")))


_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6})"')


def _merges(content: bytes) -> tuple[Span, ...]:
    """They stand behind the cells; a notation that no usual program writes is passed over."""
    after = max(content.rfind(b"sheetData"), 0)
    return tuple(span_of(span.decode("ascii")) for span in _MERGED.findall(content, after))


def _scan(part: str, content: bytes, limits: Limits) -> Scan:
    """The scan of a sheet that keeps the limits; Refused otherwise."""
    scan = scan_fast(content, limits)
    if scan is None:
        scan = scan_slow(part, content, limits)
        excess = scan.excess(limits)
        if excess:
            raise too_large(*excess)
    return scan


def _refuse_much_text(strings: bytes, sheets: list[_Counted], limits: Limits) -> None:
    """Refuse shared strings that are repeated without measure: calamine makes a copy for each cell.

    First by a bound that costs nothing, then by a closer one, and only then by counting.
    """
    cells = sum(count for _, _, count in sheets)
    fits = cells * len(strings) <= limits.text_bytes or cells * _longest_string(strings) <= limits.text_bytes
    if not fits:
        sizes = _string_sizes(strings)
        text = sum(scan_slow(part, content, limits, sizes).text_bytes for part, content, _ in sheets)
        fits = text <= limits.text_bytes
    if not fits or len(strings) > limits.text_bytes:
        raise too_many_bytes("文字总量", limits.text_bytes)


def _longest_string(strings: bytes) -> int:
    """An upper bound of its bytes. In a CDATA section or a comment the end mark would be none."""
    return len(strings) if b"<!" in strings else max(map(len, strings.split(b"</si>")))


def _string_sizes(strings: bytes) -> list[int]:
    """The UTF-8 bytes of each shared string, phonetic hints included."""
    sizes: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if local(name) == "si":
            sizes.append(0)

    def characters(text: str) -> None:
        if sizes:
            sizes[-1] += len(text.encode("utf-8"))

    parse_xml(_STRINGS, strings, start, characters=characters)
    return sizes


def _sheet_parts(package: Package, markup: dict[str, bytes], limits: Limits) -> dict[str, str]:
    """The part of each sheet by the sheet's name, in order; a sheet without a relationship has none and is left out."""
    if _WORKBOOK not in markup or _RELATIONSHIPS not in markup:
        raise damaged(_WORKBOOK)
    links = targets(_RELATIONSHIPS, markup[_RELATIONSHIPS])
    sheets = _declared_sheets(markup[_WORKBOOK], limits)
    if len({name for name, _ in sheets}) != len(sheets):
        raise damaged(_WORKBOOK)
    return {name: part_name(package, links[link]) for name, link in sheets if link in links}


def _declared_sheets(content: bytes, limits: Limits) -> list[tuple[str, str]]:
    """(name, relationship) of each sheet, in order. The relationship's prefix is ``r:`` only by habit."""
    sheets: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            links = [value for key, value in attributes.items() if ":" in key and local(key) == "id"]
            sheets.append((attributes.get("name", ""), links[0] if links else ""))

    parse_xml(_WORKBOOK, content, start)
    if len(sheets) > limits.sheets:
        raise too_large("工作表数", limits.sheets)
    return sheets
