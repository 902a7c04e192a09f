"""The facts of a sheet that is written in the usual way, by regular expressions: a parser takes much longer.

The result is used only if the whole ``sheetData`` matches, as it does if Excel, WPS, LibreOffice, XlsxWriter or
openpyxl saved the file; then nothing in it has a second meaning. Any other sheet is left to
:mod:`lianping_xlsx.formats.sheet_walk`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import field
from functools import lru_cache
from typing import NamedTuple

from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.canonical_rows import SMALL, CanonicalRows, canonical_rows
from lianping_xlsx.formats.package import Limits, too_many_bytes
from lianping_xlsx.formats.plain_text import UNUSUAL_ENTITY, decoded
from lianping_xlsx.formats.sheet import Run, Span, Spot
from lianping_xlsx.formats.sheet_frame import read_head, read_merges

_MOST_BEFORE = 4 << 20
"""The most bytes before the cells of a sheet: each of Excel's 16,384 columns takes about a hundred."""


@dataclass(slots=True)
class Scan:
    """The facts of one sheet.

    ``rows`` and ``columns`` (counted from A1) and ``cells`` concern cells with content; the fast scan takes all cells
    for such. All else is exact in both. ``content``: the sheet that calamine gets; the fast scan leaves out the
    formulas. ``checksum``: its CRC-32, None if it is not known yet. ``canonical``: the rows, of the fast scan alone.
    ``struck``: cells with text of their own of which a run is struck through, of the walk alone. ``after_cells``: an
    index of the part behind which what follows the cells stands.
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
    struck: set[Spot] = field(default_factory=set)
    content: bytes = field(default=b"", compare=False, repr=False)
    checksum: int | None = field(default=None, compare=False)
    canonical: CanonicalRows | None = field(default=None, compare=False, repr=False)
    after_cells: int = field(default=0, compare=False)

    def excess(self, limits: Limits) -> tuple[str, int] | None:
        """The name and the value of the first limit that the sheet exceeds; None if it keeps all of them."""
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
_OPENED = re.compile(rb'<c r="([A-Z]{1,2}[1-9][0-9]{0,6})"[^<>/]*+>')
"""The start tag of a cell, behind which a formula may stand."""
_PLAIN_FORMULA = re.compile(rb"<f>([^<]*+)</f>")
_FORMULA_START, _FORMULA_END = b"<f", b"/f>"
"""The beginning of the start tag of a formula, and its end tag behind ``<``."""
_ERROR = re.compile(
    rb"""<c\ r="([A-Z]+[0-9]+)"[^<>]*\ t="e"[^<>]*>(?:<v[^<>]*>([^<]*))?""",
    re.VERBOSE,
)
_ADDRESS = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_STRING_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]* t="s"[^<>]*><v>([0-9]+)</v>')
_CELLS = b"sheetData"
_CACHED = 2_048
"""The bytes below which a formula is cached: most occur in the next form, too."""
_FORMULAS_CACHED, _MOST_FORMULAS, _MOST_KNOWN = 1 << 18, 1 << 12, 32
"""The bytes and the number of formulas of a sheet up to which they are kept, and the most sheets of which they are."""


def scan_fast(part: str, content: bytes, limits: Limits) -> Scan | None:
    """The scan of a sheet in canonical XML; None if it is not canonical, or if its bounds exceed ``limits``.

    Nobody may change what it holds: of a small sheet all files with the same get the same scan.

    Apart from the bounds the result equals that of the walk. Raises Refused(file.too-large) for merged ranges and for
    the part before the cells.
    """
    return _scan_again(part, content, limits) if len(content) < SMALL else _scan(part, content, limits)


def _scan(part: str, content: bytes, limits: Limits) -> Scan | None:
    start, end = _edges(content)
    if start > _MOST_BEFORE:
        raise too_many_bytes("工作表的设置", _MOST_BEFORE)
    head = read_head(content[: start - 1]) if end else None
    first = start + len(_CELLS) + 1
    parted = None if head is None else _parted(content[first:end])
    if head is None or parted is None:
        return None
    body, formulas = parted
    rows = None if _is_odd(body) else canonical_rows(body)
    if rows is None:
        return None
    try:
        errors = _errors(body)
    except UnicodeDecodeError:
        return None
    scan = Scan(formulas, errors, rows.last, rows.columns, rows.cells, canonical=rows)
    if scan.excess(limits):
        return None
    scan.merges = read_merges(part, content, max(end, start), limits)
    scan.hidden_rows, scan.hidden_columns, scan.hides_zeros = rows.hidden, head.hidden_columns, head.hides_zeros
    scan.content = content[:first] + body + content[end:] if formulas else content
    scan.after_cells = end
    return scan


# The instructions, the sample of a ballot and the list of codes are the same in a thousand forms.
_scan_again = lru_cache(maxsize=64)(_scan)


def _edges(content: bytes) -> tuple[int, int]:
    """The indexes of the name of the only ``<sheetData>`` and of its end tag; (0, 0) if that is not certain.

    What lies between them is certain only if it is canonical: then it has no other tag of this name.
    """
    start = content.find(_CELLS)
    head = content[:start]
    # In a comment, a CDATA section or a processing instruction a match would be no element.
    if not _HEAD.match(head) or b"<!" in head or head.count(b"<?") > head.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        return 0, 0
    if content.startswith((b"<sheetData/>", b"<sheetData />"), start - 1):
        return (start, start) if content.count(_CELLS) == 1 else (0, 0)
    name = content.rfind(_CELLS)
    end = name - len(b"</")
    if not content.startswith(b"<sheetData>", start - 1) or not content.startswith(b"</sheetData>", end):
        return 0, 0
    return start, end


def _is_odd(body: bytes) -> bool:
    """Return True if a parser must read the cells: for \\r (it normalizes line ends), NUL, entities, namespaces."""
    return b"\r" in body or b"\0" in body or b"xmlns" in body or UNUSUAL_ENTITY.search(body) is not None


def _parted(body: bytes) -> tuple[bytes, dict[Spot, str]] | None:
    """The cells without their formulas, and the formulas by spot; None if one is not written in the usual way.

    The formulas are most of a form, and neither the other patterns nor calamine need to go through them.
    """
    parts = _PLAIN_FORMULA.split(body)
    kept = parts[::2]
    formulas = _formulas_between(kept, parts[1::2])
    if formulas is None:
        return None
    rest = b"".join(kept)
    return (rest, formulas) if _FORMULA_START not in rest else _parted_by_tags(body)


class _KnownFormulas(NamedTuple):
    """The formulas of a sheet that was scanned: their bytes, the start tags of their cells, their texts by spot."""

    contents: list[bytes]
    opened: list[bytes]
    texts: dict[Spot, str]


_SHEETS_KNOWN: dict[tuple[int, int], _KnownFormulas] = {}
"""By number and bytes of the formulas."""


def _formulas_between(kept: list[bytes], contents: list[bytes]) -> dict[Spot, str] | None:
    """The formulas by spot; None if a parser must read one. ``kept``: what stands before, between and behind them.

    The sheet before mostly had the same formulas in the same cells: to compare them takes a tenth of reading each.
    """
    key = len(contents), sum(map(len, contents))
    known = _SHEETS_KNOWN.get(key)
    if known is not None and known.contents == contents and all(map(bytes.endswith, kept, known.opened)):
        return known.texts
    opened, texts = list[bytes](), dict[Spot, str]()
    for before, content in zip(kept, contents, strict=False):
        tag, text = _OPENED.fullmatch(before, before.rfind(b"<")), _formula_text(content)
        if tag is None or text is None:
            return None
        opened.append(tag[0])
        texts[_spot(tag[1])] = text
    if key[0] <= _MOST_FORMULAS and key[1] <= _FORMULAS_CACHED:
        if len(_SHEETS_KNOWN) >= _MOST_KNOWN:
            _SHEETS_KNOWN.clear()
        _SHEETS_KNOWN[key] = _KnownFormulas(contents, opened, texts)
    return texts


def _parted_by_tags(body: bytes) -> tuple[bytes, dict[Spot, str]] | None:
    """As :func:`_parted`, where a formula has attributes: one that several cells share, or an array formula."""
    before, *pieces = body.split(_FORMULA_START)
    kept, formulas = [before], dict[Spot, str]()
    for piece in pieces:
        opened, formula = _OPENED.fullmatch(before, before.rfind(b"<")), _formula(piece)
        if opened is None or formula is None:
            return None
        formulas[_spot(opened[1])], before = formula
        kept.append(before)
    return b"".join(kept), formulas


def _formula(piece: bytes) -> tuple[str, bytes] | None:
    """The text of a formula and what follows it; None if it is unusual. ``piece``: what follows ``<f``."""
    tag, _, rest = piece.partition(b">")
    if tag and tag != b"/" and (tag[:1] != b" " or b"<" in tag or _is_odd(tag)):
        return None
    if tag.endswith(b"/"):
        return "", rest
    content, _, rest = rest.partition(b"<")
    text = _formula_text(content)
    return None if text is None or not rest.startswith(_FORMULA_END) else (text, rest[len(_FORMULA_END) :])


def _errors(body: bytes) -> dict[Spot, str]:
    """The texts of the error cells of canonical rows by spot. Raises UnicodeDecodeError."""
    if b't="e"' not in body:
        return {}
    return {_spot(address): decoded(text) for address, text in _ERROR.findall(body)}


def styled_cells(content: bytes, styles: Collection[int]) -> list[tuple[Spot, int]]:
    """The cells of a sheet in canonical XML that have one of ``styles``: pairs of a spot and a style.

    A cell that names no style has the first.
    """
    if not styles:
        return []
    found = _styled(tuple(styles)).findall(content)
    return [(_spot(address), int(style or 0)) for address, style in found]


def all_cells(content: bytes) -> Iterator[Spot]:
    """The cells of a sheet in canonical XML."""
    return map(_spot, _ADDRESS.findall(content))


@lru_cache(maxsize=64)
def _styled(styles: tuple[int, ...]) -> re.Pattern[bytes]:
    numbers = b"|".join(b"%d" % style for style in styles)
    named = rb' s="(' + numbers + rb')"'
    return re.compile(rb'<c r="([A-Z]+[0-9]+)"' + (rb"(?:%b|(?! s=))" % named if 0 in styles else named))


def cells_of_strings(content: bytes, indexes: Collection[int]) -> Iterator[Spot]:
    """The cells of a sheet in canonical XML that refer to one of these shared strings."""
    for address, index in _STRING_CELL.findall(content) if indexes else ():
        if len(index) < 10 and int(index) in indexes:  # int() takes long for a million digits
            yield _spot(address)


# A thousand forms of one layout have their formulas in the same cells.
@lru_cache(maxsize=10_000)
def _spot(address: bytes) -> Spot:
    return from_a1(address.decode("ascii"))


def _read_text(content: bytes) -> str | None:
    """The text of a formula; None if a parser must read it."""
    if _is_odd(content):
        return None
    try:
        return decoded(content)
    except UnicodeDecodeError:
        return None


# A thousand forms of one layout have the same formulas.
_text_cached = lru_cache(maxsize=10_000)(_read_text)


def _formula_text(content: bytes) -> str | None:
    return _text_cached(content) if len(content) < _CACHED else _read_text(content)
