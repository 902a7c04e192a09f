"""What a sheet's XML holds, found without building a sheet: its extent, its formulas and its error cells.

Two lanes with one answer. :func:`scan_fast` trusts one regular expression, and only where the whole ``sheetData``
matches it, as it does when Excel, WPS, LibreOffice, XlsxWriter or openpyxl saved the file; else it gives None.
:func:`scan_slow` is expat and follows the rules of calamine 0.37 for names, prefixes and missing addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from lianping_xlsx.sheets.address import column_number, from_a1
from lianping_xlsx.sheets.parts import Limits, damaged, hostile_xml, too_large
from lianping_xlsx.sheets.sheet import Spot

StartHandler = Callable[[str, dict[str, str]], None]
TextHandler = Callable[[str], None]
"""For closing tags and for text."""

EXCEL_ROWS = 1_048_576
EXCEL_COLUMNS = 16_384


@dataclass(slots=True)
class Scan:
    """What was found in one sheet.

    ``rows`` and ``columns`` (counted from A1), ``cells`` and ``references`` concern cells with content.
    The slow lane gives them exactly, the fast lane gives upper bounds; formulas and errors are exact in both.
    """

    formulas: dict[Spot, str] = field(default_factory=dict)
    errors: dict[Spot, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    cells: int = 0
    text_bytes: int = 0
    """Of the shared strings the cells refer to, if the scan was given their sizes."""

    def excess(self, limits: Limits) -> tuple[str, int] | None:
        """What the sheet has too much of, and the limit; None when it keeps them all."""
        for what, count, limit in (
            ("行数", self.rows, limits.rows),
            ("列数", self.columns, limits.columns),
            ("表格区域的单元格数", self.rows * self.columns, limits.area),
            ("有内容的单元格数", self.cells, limits.cells),
        ):
            if count > limit:
                return what, limit
        return None


# ---------------------------------------------------------------- the fast lane

_HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\ version="1\.0"(?:\ encoding="(?i:utf-8)")?(?:\ standalone="(?:yes|no)")?\s?\?>)?
    \s*<worksheet[\s>]""",
    re.VERBOSE,
)
# A row whose cells all bear its own number, in at most two letters and in the usual spelling; the common cell is
# tried first. The possessive quantifiers forbid backtracking: hostile XML costs one pass, like any other.
_ROW = re.compile(
    rb"""<row\ r="([1-9][0-9]{0,6})"[^<>/]*+(?:/>|>
      (?:<c\ r="[A-Z]{1,2}\1"(?:\ s="[0-9]++")?+(?:\ t="[a-zA-Z]++")?+
        (?:><v>[^<]*+</v></c>|\ ?/>|(?:\ [cv]m="[0-9]++")*+(?:\ ?/>|>
          (?:<f(?:[ /][^<>]*+)?+>(?:[^<]*+</f>)?+)?+
          (?:<v>[^<]*+</v>|<v(?:\ ?/|\ xml:space="preserve">[^<]*+</v)>
            |<is><t(?:\ xml:space="preserve")?+>[^<]*+</t></is>)?+
        </c>)))*+
    </row>)""",
    re.VERBOSE,
)
_LETTERS = re.compile(rb'<c r="([A-Z]+)')
_FORMULA = re.compile(rb"<f(?:[^<>]*/>|[^<>]*>([^<]*)</f>)")
_ERROR = re.compile(
    rb"""<c\ r="([A-Z]+[0-9]+)"[^<>]*\ t="e"[^<>]*>(?:<f(?:[^<>]*/>|[^<>]*>[^<]*</f>))?(?:<v[^<>]*>([^<]*))?""",
    re.VERBOSE,
)
_CELL_START = b'<c r="'
_SHORTEST_CELL = len(b'<c r="A1"/>')
_UNUSUAL_ENTITY = re.compile(rb"&(?!(?:lt|gt|quot|apos|amp);)")
_TWO_LETTERS = 26 + 26 * 26


def scan_fast(content: bytes, limits: Limits) -> Scan | None:
    """The scan of a canonically written sheet; None when it is not, or when its bounds may exceed ``limits``.

    On a well-formed sheet an answer equals that of the slow lane; XML that is not well-formed elsewhere than in
    ``sheetData`` is not noticed here and left to calamine.
    """
    body = _canonical_body(content)
    last = None if body is None else _last_row(body)
    if body is None or last is None:
        return None
    try:
        scan = Scan(_formulas(body), _errors(body), rows=last, columns=_TWO_LETTERS if last else 0)
    except UnicodeDecodeError:
        return None
    scan.cells = len(body) // _SHORTEST_CELL
    if scan.excess(limits):
        letters = set(_LETTERS.findall(body))
        scan.columns = max((column_number(each.decode("ascii")) + 1 for each in letters), default=0)
        scan.cells = body.count(_CELL_START)
    return None if scan.excess(limits) else scan


def _canonical_body(content: bytes) -> bytes | None:
    """What stands between the only ``<sheetData>`` and its end; None when that is not sure."""
    start = content.find(b"sheetData")
    head = content[:start]
    # A comment, a CDATA section or a processing instruction could hide what is no element from an expression.
    if not _HEAD.match(head) or b"<!" in head or head.count(b"<?") > head.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        return None
    if content.startswith((b"<sheetData/>", b"<sheetData />"), start - 1):
        return b"" if content.count(b"sheetData") == 1 else None
    end = content.find(b"</sheetData>", start)
    if end < 0 or not content.startswith(b"<sheetData>", start - 1) or content.count(b"sheetData") != 2:
        return None
    body = content[start + len(b"sheetData>") : end]
    # expat makes one newline of \r\n and refuses NUL; a numeric or unknown entity is its business too.
    return None if b"\r" in body or b"\0" in body or _UNUSUAL_ENTITY.search(body) else body


def _last_row(body: bytes) -> int | None:
    """The greatest row number when nothing but canonical rows stands in the body, else None."""
    position = 0
    numbers = [0]
    for match in _ROW.finditer(body):
        if match.start() != position:
            return None
        position = match.end()
        numbers.append(int(match[1]))
    last = max(numbers)
    return last if position == len(body) and last <= EXCEL_ROWS else None


def _formulas(body: bytes) -> dict[Spot, str]:
    """In canonical XML the last cell that opens before an ``<f`` is the cell it stands in."""
    spots: list[Spot] = []
    texts: list[bytes] = []
    for match in _FORMULA.finditer(body):
        start = body.rfind(_CELL_START, 0, match.start()) + len(_CELL_START)
        spots.append(_spot(body[start : body.index(b'"', start)]))
        texts.append(match[1] or b"")
    return dict(zip(spots, _decoded(texts), strict=True))


def _errors(body: bytes) -> dict[Spot, str]:
    if b't="e"' not in body:
        return {}
    found = _ERROR.findall(body)
    return dict(zip([_spot(address) for address, _ in found], _decoded([text for _, text in found]), strict=True))


@lru_cache(maxsize=10_000)  # a thousand forms of one layout have their formulas in the same cells
def _spot(address: bytes) -> Spot:
    return from_a1(address.decode("ascii"))


def _decoded(texts: list[bytes]) -> list[str]:
    """Characters of XML texts that have none but the five named entities, all at once: one by one costs double."""
    joined = b"\0".join(texts).decode("utf-8")  # no XML has a NUL
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        joined = joined.replace(entity, character)
    return joined.split("\0") if texts else []


# ---------------------------------------------------------------- the slow lane

_ROW_NUMBER = re.compile(r"[A-Za-z]*0*([0-9]*)")
_CELL_ADDRESS = re.compile(r"([A-Za-z]+)0*([0-9]*)")


def scan_slow(part: str, content: bytes, limits: Limits, string_sizes: list[int] | None = None) -> Scan:
    """The scan of any sheet. ``string_sizes`` are the bytes of each shared string, if they are to be added up.

    Raises Refused: file.hostile-xml, file.damaged, or file.too-large for an address beyond Excel's own grid and
    for more cells with content than ``limits`` allow; the other limits are the caller's to check.
    """
    walk = _Walk(part, limits, string_sizes or [])
    parse_xml(part, content, walk.start, walk.end, walk.characters)
    return walk.scan


def parse_xml(
    part: str,
    content: bytes,
    start: StartHandler,
    end: TextHandler | None = None,
    characters: TextHandler | None = None,
) -> None:
    """Walk through XML with expat's handlers. Raises Refused for a DOCTYPE (before any entity) and for bad XML."""

    def doctype(*_: object) -> None:
        raise hostile_xml(part)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as fault:  # the latter two: encodings expat does not know
        raise damaged(part) from fault


def local(name: str) -> str:
    """The name without its prefix: calamine looks at no more, so that a stranger's ``x:c`` is a cell to it."""
    return name.rpartition(":")[2]


class _Walk:
    """The state of the slow lane: where we are, and the cell we are in."""

    def __init__(self, part: str, limits: Limits, string_sizes: list[int]) -> None:
        self.scan = Scan()
        self._part = part
        self._limits = limits
        self._string_sizes = string_sizes
        self._inside = False
        self._over = False
        self._row = 0
        self._column = 0
        self._in_cell = False
        self._spot = (0, 0)
        self._kind = ""
        self._texts: dict[str, list[str]] = {}
        self._reading: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        element = local(name)
        if self._in_cell:
            if element in ("f", "v", "is"):
                self._reading = self._texts.setdefault(element, [])
                self._reading.clear()
        elif element == "sheetData" and not self._over:
            self._inside = True
        elif self._inside and element == "row" and "r" in attributes:
            self._row = self._row_number(attributes["r"])
        elif self._inside and element == "c":
            self._open_cell(attributes)

    def end(self, name: str) -> None:
        """Handler of a closing tag."""
        element = local(name)
        if self._in_cell:
            if element == "c":
                self._close_cell()
            elif element in ("f", "v", "is"):
                self._reading = None
        elif self._inside and element == "row":
            self._row, self._column = self._row + 1, 0
        elif self._inside and element == "sheetData":
            self._inside, self._over = False, True  # calamine stops here: whatever follows is nobody's

    def characters(self, text: str) -> None:
        """Handler of text."""
        if self._reading is not None:
            self._reading.append(text)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._kind = attributes.get("t", "")
        self._texts = {}
        self._spot = (self._row, self._column)
        if "r" in attributes:
            self._spot = self._address(attributes["r"])
            self._column = self._spot[1]

    def _close_cell(self) -> None:
        texts = {element: "".join(pieces) for element, pieces in self._texts.items()}
        scan = self.scan
        if "f" in texts:
            scan.formulas[self._spot] = texts["f"]
        if self._kind == "e":
            scan.errors[self._spot] = texts.get("v", "")
        if "v" in texts or "is" in texts:
            self._count_content(texts.get("v", ""))
        self._in_cell = False
        self._column += 1

    def _count_content(self, value: str) -> None:
        scan = self.scan
        scan.cells += 1
        if scan.cells > self._limits.cells:
            raise too_large("有内容的单元格数", self._limits.cells)
        scan.rows = max(scan.rows, self._spot[0] + 1)
        scan.columns = max(scan.columns, self._spot[1] + 1)
        if self._string_sizes and self._kind == "s" and value.isdecimal() and len(value) < 10:
            index = int(value)
            scan.text_bytes += self._string_sizes[index] if index < len(self._string_sizes) else 0

    def _row_number(self, text: str) -> int:
        match = _ROW_NUMBER.fullmatch(text)
        if match is None or not match[1]:
            raise damaged(self._part)
        return self._within(match[1], EXCEL_ROWS, "行数")

    def _address(self, text: str) -> Spot:
        match = _CELL_ADDRESS.fullmatch(text)
        if match is None or not match[2]:
            raise damaged(self._part)
        if len(match[1]) > 3 or column_number(match[1]) >= EXCEL_COLUMNS:
            raise too_large("列数", self._limits.columns)
        return self._within(match[2], EXCEL_ROWS, "行数"), column_number(match[1])

    def _within(self, digits: str, most: int, what: str) -> int:
        """A 0-based number of decimal digits without leading zeros, however many, that must not exceed ``most``."""
        if len(digits) > len(str(most)) or int(digits) > most:
            raise too_large(what, self._limits.rows)
        return int(digits) - 1
