"""Read an .ods: measured and read in one pass over its content.xml.

calamine reads such a file too, but it makes cells of the repeated gaps in a row before anything can be counted, tells
no errors, and leaves tabs and line ends out of a text. The pass that counts has every value in its hands already.

Source: OpenDocument 1.3, part 3, chapters 9 (tables) and 19 (attributes).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lianping_xlsx.sheets.collected import Collected, Texts
from lianping_xlsx.sheets.errors import ERRORS
from lianping_xlsx.sheets.markup import parse_xml
from lianping_xlsx.sheets.parts import Limits, Package, Refused, damaged, too_large
from lianping_xlsx.sheets.sheet import Cell, Sheet

_CONTENT, _MANIFEST = "content.xml", "meta-inf/manifest.xml"
_ENCRYPTED = b"encryption-data"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+(?:\.\d+)?)S")
_SHOWN_ERRORS = frozenset(ERRORS.values())
_BREAKS = {"text:tab": "\t", "text:line-break": "\n"}
_WHITE = re.compile(r"[ \t\r\n]+")
_DIGITS = re.compile(r"[0-9]{1,9}")


def read_ods(data: bytes, limits: Limits) -> list[Sheet]:
    """The tables of an .ods. Raises Refused: file.damaged, file.too-large, file.hostile-xml, file.encrypted-ods."""
    package = Package(data, limits)
    if _MANIFEST in package and _ENCRYPTED in package.read(_MANIFEST):
        raise Refused("file.encrypted-ods")
    if _CONTENT not in package:
        raise damaged(_CONTENT)
    walk = _Walk(limits)
    parse_xml(_CONTENT, package.read(_CONTENT), walk.start, walk.end, walk.characters)
    if len({sheet.name for sheet in walk.sheets}) != len(walk.sheets):
        raise damaged(_CONTENT)
    return walk.sheets


@dataclass(slots=True)
class _CellText:
    """A cell as it is being read: its attributes, and the pieces of its text so far."""

    attributes: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    begun: bool = False

    def begin_paragraph(self) -> None:
        """The paragraphs of a cell are its lines."""
        self.pieces += ["\n"] if self.begun else []
        self.begun = True

    @property
    def shown(self) -> str:
        """What the cell shows."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class _Run:
    """Cells side by side with the same content."""

    column: int
    repeats: int
    value: Cell
    error: str
    formula: str | None


class _Walk:
    """Where we are in content.xml, and the sheets so far. Only what lies in tables of the spreadsheet itself counts."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self._limits = limits
        self._texts = Texts(limits)
        self._path: list[str] = []
        self._style = ""
        self._hidden: set[str] = set()
        self._table: tuple[str, bool] | None = None
        self._cells = Collected(limits)
        self._row = self._column = 0
        self._row_repeats = 1
        self._in_row: list[_Run] = []
        self._cell: _CellText | None = None
        self._in_paragraph = False
        self._foreign = 0
        """How deep we are in something that lies in a cell, but is none of its text: a comment, a drawing."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        self._path.append(name)
        if self._cell is not None:
            self._in_cell(name, attributes)
        elif self._table is not None:
            self._in_table(name, attributes)
        elif name == "table:table" and self._path[-2:-1] == ["office:spreadsheet"]:
            self._open_table(attributes)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden.add(self._style)

    def end(self, name: str) -> None:
        """Handler of a closing tag."""
        self._path.pop()
        if self._foreign:
            self._foreign -= 1
        elif self._cell is not None:
            if name in _CELLS:
                self._close_cell()
            self._in_paragraph = self._in_paragraph and name != "text:p"
        elif name == "table:table-row" and self._table is not None:
            self._close_row()
        elif name == "table:table" and self._table is not None:
            self.sheets.append(self._cells.sheet(self._table[0], visible=self._table[1]))
            self._table = None

    def characters(self, text: str) -> None:
        """Handler of text: white space counts as one space, as in a web page."""
        if self._cell is not None and self._in_paragraph and not self._foreign:
            self._cell.pieces.append(_WHITE.sub(" ", text))

    def _in_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        cell = self._cell
        assert cell is not None
        if self._foreign:
            self._foreign += 1
        elif name == "text:p" and self._path[-2] in _CELLS:
            cell.begin_paragraph()
            self._in_paragraph = True
        elif not self._in_paragraph or not name.startswith("text:"):
            self._foreign = 1
        elif name == "text:s":
            spaces = self._repeats(attributes, "text:c")
            self._texts.add(spaces)  # before they are made
            cell.pieces.append(" " * spaces)
        elif name in _BREAKS:
            cell.pieces.append(_BREAKS[name])

    def _in_table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table-row":
            self._row_repeats = self._repeats(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name in _CELLS:
            self._cell = _CellText(attributes)

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        if len(self.sheets) >= self._limits.sheets:
            raise too_large("工作表数", self._limits.sheets)
        visible = attributes.get("table:style-name", "") not in self._hidden
        self._table = (attributes.get("table:name", ""), visible)
        self._cells, self._row = Collected(self._limits), 0

    def _close_cell(self) -> None:
        """A cell stands for as many as it says; what lies too far out is not even remembered."""
        cell = self._cell
        assert cell is not None
        repeats = self._repeats(cell.attributes, "table:number-columns-repeated")
        run = _Run(self._column, repeats, _value(cell), _error(cell), cell.attributes.get("table:formula"))
        self._column += repeats
        self._cell = None
        if run.value == "" and not run.error and run.formula is None:
            return
        if self._column > self._limits.columns:
            raise too_large("列数", self._limits.columns)
        self._in_row.append(run)

    def _close_row(self) -> None:
        """A row stands for as many as it says; what is repeated empty costs nothing."""
        for run in self._in_row:
            if isinstance(run.value, str):
                self._texts.add(len(run.value.encode("utf-8", "replace")) * run.repeats * self._row_repeats)
            # The last row first: what lies too far out is refused before the others are made.
            for row in range(self._row + self._row_repeats - 1, self._row - 1, -1):
                self._put(row, run)
        self._in_row.clear()
        self._row += self._row_repeats

    def _put(self, row: int, run: _Run) -> None:
        for column in range(run.column, run.column + run.repeats):
            if run.formula is not None:
                self._cells.put_formula(row, column, run.formula.partition("=")[2])
            if run.error:
                self._cells.put_error(row, column, run.error)
            else:
                self._cells.put(row, column, run.value)

    def _repeats(self, attributes: Mapping[str, str], name: str) -> int:
        count = int(attributes.get(name, "1")) if _DIGITS.fullmatch(attributes.get(name, "1")) else 0
        if count < 1:
            raise damaged(_CONTENT)
        return count


def _error(cell: _CellText) -> str:
    """The error that a cell shows, or ''. Not every program says that it is one: a formula that shows ``#N/A`` is."""
    calculated = "table:formula" in cell.attributes
    if cell.attributes.get("calcext:value-type") == "error" or (calculated and cell.shown in _SHOWN_ERRORS):
        return cell.shown or "#"
    return ""


def _value(cell: _CellText) -> Cell:
    kind = cell.attributes.get("office:value-type", "")
    take = _VALUES.get(kind)
    if take is None:
        return cell.attributes.get("office:string-value", cell.shown) if kind == "string" else ""
    try:
        return take(cell.attributes)
    except (KeyError, ValueError):  # no number and no day: what a person sees in the cell, for the reader to judge
        return cell.shown


def _number(attributes: Mapping[str, str]) -> float:
    return float(attributes["office:value"])


def _boolean(attributes: Mapping[str, str]) -> bool:
    return attributes["office:boolean-value"].lower() == "true"


def _date(attributes: Mapping[str, str]) -> dt.date | dt.datetime:
    """A date without a time of day, or both; a fraction of a second may have nine digits, of which six are known."""
    day, has_time, time = attributes["office:date-value"].partition("T")
    moment = dt.datetime.fromisoformat(f"{day}T{time[:15]}" if has_time else day)
    return moment.date() if moment.time() == dt.time() else moment


def _time(attributes: Mapping[str, str]) -> dt.time | dt.timedelta:
    """A time of day; from 24 hours on it can only be how long something took."""
    match = _DURATION.fullmatch(attributes["office:time-value"])
    if match is None:
        raise ValueError(attributes["office:time-value"])
    lasted = dt.timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=float(match[3]))
    return lasted if lasted.days else (dt.datetime.min + lasted).time()


_VALUES: Mapping[str, Callable[[Mapping[str, str]], Cell]] = {
    "float": _number,
    "percentage": _number,
    "currency": _number,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
}
"""The value of a cell by its type; a text has none of these."""
