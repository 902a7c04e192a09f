"""The elements around the cells of a sheet: columns that are not displayed, merged ranges, the view."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field
from functools import lru_cache

from lianping_xlsx.core.cell_address import span_of
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.markup import is_true, main_name, parse_xml
from lianping_xlsx.formats.package import Limits, Refused, damaged, too_large
from lianping_xlsx.formats.sheet import Run, Span, joined

LEAST_WIDTH, LEAST_HEIGHT = 0.9, 4.0
"""The width of a column in characters, and the height of a row in points, below which its content cannot be seen."""
_CACHED = 1 << 16
"""The size in bytes below which the part before the cells is cached: forms of one layout have the same."""
_LAST_COLUMN = 16_383
_MERGES = re.compile(
    rb"""<mergeCells(?>\ count="[0-9]++")?+>
    (?><mergeCell\ ref="[A-Z]{1,3}[1-9][0-9]{0,6}(?>:[A-Z]{1,3}[1-9][0-9]{0,6})?+"\ ?/>)*+</mergeCells>""",
    re.VERBOSE,
)
_MERGE = re.compile(rb'ref="([A-Z0-9:]+)"')
_CELLS = b"sheetData"


@dataclass(slots=True)
class Frame:
    """The facts of the elements of a sheet that are no cells; :meth:`note` adds them one by one."""

    part: str
    limits: Limits
    merges: list[Span] = field(default_factory=list)
    hides_zeros: bool = False
    _columns: list[tuple[int, int, bool]] = field(default_factory=list)
    _narrow: bool = False

    def note(self, element: str, attributes: dict[str, str]) -> None:
        """Take the facts of an element. Raises Refused: file.damaged, and file.too-large for merged ranges."""
        try:
            if element == "col":
                hidden = is_true(attributes.get("hidden")) or float(attributes.get("width", 9)) < LEAST_WIDTH
                self._columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1, hidden))
            elif element == "mergeCell":
                self.merge(attributes["ref"])
            elif element == "sheetFormatPr":
                self._narrow = float(attributes.get("defaultColWidth", 9)) < LEAST_WIDTH
            elif element == "sheetView":
                self.hides_zeros = attributes.get("showZeros") in ("0", "false", "off")
        except (KeyError, ValueError) as fault:
            raise damaged(self.part) from fault

    def merge(self, text: str) -> None:
        """Add a merged range; a range of one cell is not added. Raises ValueError, Refused(file.too-large)."""
        span = span_of(text)
        if span[:2] != span[2:]:
            self.merges.append(span)
        if len(self.merges) > self.limits.merges:
            raise too_many_merges(self.limits)

    def hidden_columns(self) -> tuple[Run, ...]:
        """The columns that are not displayed. If columns are narrow by default, those without an element are, too."""
        hidden = [(first, min(last, _LAST_COLUMN)) for first, last, hides in self._columns if hides]
        if self._narrow:
            hidden += _gaps(joined((first, last) for first, last, _ in self._columns))
        return joined(hidden)


def _gaps(runs: Iterable[Run]) -> list[Run]:
    """The columns between, before and after the given runs, which are in order."""
    found: list[Run] = []
    after = 0
    for first, last in runs:
        found.append((after, first - 1))
        after = last + 1
    return [(first, last) for first, last in (*found, (after, _LAST_COLUMN)) if first <= last]


def row_is_hidden(attributes: dict[str, str]) -> bool:
    """Return True if a row with these attributes is not displayed."""
    try:
        return is_true(attributes.get("hidden")) or float(attributes.get("ht", LEAST_HEIGHT)) < LEAST_HEIGHT
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Head:
    """The facts in front of the cells."""

    hidden_columns: tuple[Run, ...]
    hides_zeros: bool


def read_head(head: bytes) -> Head | None:
    """Read the part of a sheet before ``<sheetData``; None if that is not directly below a worksheet element."""
    return _cached(head) if len(head) < _CACHED else _read_head(head)


def _read_head(head: bytes) -> Head | None:
    frame = Frame("", Limits())
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name)
        frame.note(main_name(name), attributes)

    def end(_: str) -> None:
        path.pop()

    try:
        parse_xml("", head, start, end, spaces=True, whole=False)
    except Refused:
        return None
    if len(path) != 1 or main_name(path[0]) != "worksheet":
        return None
    return Head(frame.hidden_columns(), frame.hides_zeros)


_cached = lru_cache(maxsize=256)(_read_head)


def read_merges(part: str, content: bytes, end: int, limits: Limits) -> tuple[Span, ...]:
    """The merged ranges of a sheet, however they are written; the cells end at the index ``end``.

    Raises Refused: file.damaged, file.hostile-xml, file.too-large.
    """
    named = content.count(b"mergeCell", end)
    if not named:
        return ()
    # The usual block may be used only if it has every mention of the word: one per range, and its own two tags.
    match = _MERGES.search(content, end)
    if match and named == match[0].count(b"<mergeCell ") + 2:
        spans = _usual(match[0])
        if len(spans) > limits.merges:
            raise too_many_merges(limits)
        return spans
    # Written in an unusual way: the sheet is parsed without its cells, which would take long.
    frame = Frame(part, limits)
    start = content.index(_CELLS)
    without = content[: start - 1] + (b"<sheetData>" if end > start else b"<") + content[end:]
    parse_xml(part, without, lambda name, attributes: frame.note(main_name(name), attributes), spaces=True)
    return tuple(frame.merges)


# Forms of one layout have the same merged ranges.
@lru_cache(maxsize=64)
def _usual(block: bytes) -> tuple[Span, ...]:
    spans = map(span_of, (text.decode("ascii") for text in _MERGE.findall(block)))
    return tuple(span for span in spans if span[:2] != span[2:])


def too_many_merges(limits: Limits) -> Refused:
    """A refusal for more merged ranges than the limit allows."""
    return too_large("合并单元格数", limits.merges)
