"""The facts of a sheet that is written as the usual programs write it, by one regular expression.

It is trusted only where the whole ``sheetData`` matches it, as it does when Excel, WPS, LibreOffice, XlsxWriter or
openpyxl saved the file: nothing in it has a second meaning.
All else is left to :mod:`lianping_xlsx.formats.sheet_walk`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lianping_xlsx.core.cell_address import column_number, from_a1
from lianping_xlsx.formats.package import Limits, too_many_bytes
from lianping_xlsx.formats.sheet import Run, Span, Spot, joined
from lianping_xlsx.formats.sheet_frame import read_head, read_merges, row_is_hidden

EXCEL_ROWS = 1_048_576
EXCEL_COLUMNS = 16_384
_MOST_BEFORE = 4 << 20
"""Bytes before the cells of a sheet: each of Excel's columns takes a hundred."""


@dataclass(slots=True)
class Scan:
    """What was found in one sheet.

    ``rows`` and ``columns`` (counted from A1) and ``cells`` concern cells with content. The walk gives them exactly,
    the fast scan gives upper bounds; all else is exact in both. ``content``: the sheet as calamine is shown it,
    ``checksum``: the CRC-32 of that.
    """

    formulas: dict[Spot, str] = field(default_factory=dict)
    errors: dict[Spot, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    cells: int = 0
    merges: tuple[Span, ...] = ()
    hidden_rows: tuple[Run, ...] = ()
    hidden_columns: tuple[Run, ...] = ()
    hides_zeros: bool = False
    content: bytes = field(default=b"", compare=False, repr=False)
    checksum: int = field(default=0, compare=False)

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


_HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\ version="1\.0"(?:\ encoding="(?i:utf-8)")?(?:\ standalone="(?:yes|no)")?\s?\?>)?
    \s*<worksheet[\s>]""",
    re.VERBOSE,
)
# A row whose cells all bear its own number, in at most two letters and in the usual spelling; the common cells are
# tried first. What is said to be a number is written as one, and only an inline string has its text in <is>. The
# possessive quantifiers forbid backtracking: hostile XML costs one pass, like any other.
_ROW = re.compile(
    rb"""<row\ r="([1-9][0-9]{0,6})"([^<>/]*+)(?:/>|>
      (?:<c\ r="[A-Z]{1,2}\1"(?:\ s="[0-9]++")?+
        (?:><v>[-+.0-9eE]*+</v></c>|\ ?/>|\ t="s"><v>[0-9]++</v></c>
        |(?:\ t="n")?+(?:\ [cv]m="[0-9]++")*+(?:\ ?/>|>
          (?:<f(?:[ /][^<>]*+)?+>(?:[^<]*+</f>)?+)?+(?:<v>[-+.0-9eE]*+</v>|<v\ ?/>)?+</c>)
        |\ t="(?:s|str|b|e|d)"(?:\ [cv]m="[0-9]++")*+(?:\ ?/>|>
          (?:<f(?:[ /][^<>]*+)?+>(?:[^<]*+</f>)?+)?+
          (?:<v>[^<]*+</v>|<v(?:\ ?/|\ xml:space="preserve">[^<]*+</v)>)?+</c>)
        |\ t="inlineStr"(?:\ [cv]m="[0-9]++")*+(?:\ ?/>|>
          (?:<f(?:[ /][^<>]*+)?+>(?:[^<]*+</f>)?+)?+
          (?:<is><t(?:\ xml:space="preserve")?+>[^<]*+</t></is>)?+</c>)
        ))*+
    </row>)""",
    re.VERBOSE,
)
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]*+>(<f[^<>]*+>[^<]*+)?+')
"""In canonical XML: the address, and of a formula its tag and text."""
_LETTERS = re.compile(rb'<c r="([A-Z]+)')
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_ERROR = re.compile(
    rb"""<c\ r="([A-Z]+[0-9]+)"[^<>]*\ t="e"[^<>]*>(?:<f(?:[^<>]*/>|[^<>]*>[^<]*</f>))?(?:<v[^<>]*>([^<]*))?""",
    re.VERBOSE,
)
_CELL_START = b'<c r="'
_SHORTEST_CELL = len(b'<c r="A1"/>')
_CACHED = 2_048
"""Bytes of a formula: most stand again in the next form, and are no longer."""
_UNUSUAL_ENTITY = re.compile(rb"&(?!(?:lt|gt|quot|apos|amp);)")
_TWO_LETTERS = 26 + 26 * 26


def scan_fast(part: str, content: bytes, limits: Limits) -> Scan | None:
    """The scan of a canonically written sheet; None when it is not, or when its bounds may exceed ``limits``.

    An answer equals that of the walk, but for its bounds. Raises Refused(file.too-large) for merged ranges and for what
    stands before the cells alone.
    """
    start, end = _edges(content)
    if start > _MOST_BEFORE:
        raise too_many_bytes("工作表的设置", _MOST_BEFORE)
    head = read_head(content[: start - 1]) if end else None
    body = content[start + len(b"sheetData>") : end]
    if head is None or _is_odd(body):
        return None
    rows = _rows(body)
    if rows is None:
        return None
    last, hidden = rows
    try:
        formulas, errors = _formulas(body), _errors(body)
    except UnicodeDecodeError:
        return None
    if formulas is None:
        return None
    scan = Scan(formulas, errors, rows=last, columns=_TWO_LETTERS if last else 0)
    scan.cells = len(body) // _SHORTEST_CELL
    if scan.excess(limits):
        letters = set(_LETTERS.findall(body))
        scan.columns = max((column_number(each.decode("ascii")) + 1 for each in letters), default=0)
        scan.cells = body.count(_CELL_START)
    if scan.excess(limits):
        return None
    scan.merges = read_merges(part, content, max(end, start), limits)
    scan.hidden_rows, scan.hidden_columns, scan.hides_zeros = hidden, head.hidden_columns, head.hides_zeros
    scan.content = content
    return scan


def _edges(content: bytes) -> tuple[int, int]:
    """Where the name of the only ``<sheetData>`` starts and where its end tag does; (0, 0) when that is not sure."""
    start = content.find(b"sheetData")
    head = content[:start]
    # A comment, a CDATA section or a processing instruction could hide what is no element from an expression.
    if not _HEAD.match(head) or b"<!" in head or head.count(b"<?") > head.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        return 0, 0
    if content.startswith((b"<sheetData/>", b"<sheetData />"), start - 1):
        return (start, start) if content.count(b"sheetData") == 1 else (0, 0)
    end = content.find(b"</sheetData>", start)
    if end < 0 or not content.startswith(b"<sheetData>", start - 1) or content.count(b"sheetData") != 2:
        return 0, 0
    return start, end


def _is_odd(body: bytes) -> bool:
    """expat makes one newline of \\r\\n and refuses NUL; other entities and namespaces are its business too."""
    return b"\r" in body or b"\0" in body or b"xmlns" in body or _UNUSUAL_ENTITY.search(body) is not None


def _rows(body: bytes) -> tuple[int, tuple[Run, ...]] | None:
    """The greatest row number and the hidden rows, when the body is canonical rows in order."""
    position = last = 0
    hidden: list[Run] = []
    for match in _ROW.finditer(body):
        number = int(match[1])
        if match.start() != position or number <= last:
            return None
        position, last = match.end(), number
        more = match[2]
        if more and _hides(more):
            hidden.append((number - 1, number - 1))
    if position != len(body) or last > EXCEL_ROWS:
        return None
    return last, joined(hidden)


@lru_cache(maxsize=1_000)  # rows of one form are alike
def _hides(attributes: bytes) -> bool:
    return row_is_hidden(dict(_ATTRIBUTE.findall(attributes.decode("utf-8", "replace"))))


def _formulas(body: bytes) -> dict[Spot, str] | None:
    """The formulas of canonical rows; None when a cell is there twice. Raises UnicodeDecodeError."""
    cells = _CELL.findall(body)
    if len({address for address, _ in cells}) != len(cells):
        return None
    return {_spot(address): _text_of(formula) for address, formula in cells if formula}


def _errors(body: bytes) -> dict[Spot, str]:
    """The error cells of canonical rows. Raises UnicodeDecodeError."""
    if b't="e"' not in body:
        return {}
    return {_spot(address): _decoded(text) for address, text in _ERROR.findall(body)}


def styled_cells(content: bytes, styles: Mapping[int, object]) -> list[tuple[Spot, int]]:
    """The cells of a canonically written sheet that have one of some styles, and which."""
    if not styles:
        return []
    found = _styled(tuple(styles)).findall(content)
    return [(_spot(address), int(style)) for address, style in found]


@lru_cache(maxsize=64)
def _styled(styles: tuple[int, ...]) -> re.Pattern[bytes]:
    numbers = b"|".join(b"%d" % style for style in styles)
    return re.compile(rb'<c r="([A-Z]+[0-9]+)" s="(' + numbers + rb')"')


@lru_cache(maxsize=10_000)  # a thousand forms of one layout have their formulas in the same cells
def _spot(address: bytes) -> Spot:
    return from_a1(address.decode("ascii"))


def _text_of(formula: bytes) -> str:
    """The text of a formula behind its tag; a thousand forms of one layout have the same ones."""
    return _text_cached(formula) if len(formula) < _CACHED else _read_text(formula)


def _read_text(formula: bytes) -> str:
    return _decoded(formula.partition(b">")[2])


_text_cached = lru_cache(maxsize=10_000)(_read_text)


def _decoded(text: bytes) -> str:
    """Text of XML that has none but the five named entities."""
    found = text.decode("utf-8")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        found = found.replace(entity, character)
    return found
