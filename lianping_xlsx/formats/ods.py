"""The reader of .ods: the file is measured and read in one pass over its content.xml.

calamine reads such a file too, but it allocates the repeated gaps in a row before anything can be counted, reports no
errors, and leaves tabs and line ends out of a text. The pass that counts has to see every value anyway.

Source: OpenDocument 1.3, part 3, chapters 9 (tables) and 19 (attributes).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.bounded_cells import Collected, Texts
from lianping_xlsx.formats.markup import parse_xml
from lianping_xlsx.formats.ods_cells import CellText, OdsStyles, error_of, shown_of, value_of
from lianping_xlsx.formats.package import Limits, Package, Refused, damaged, too_large
from lianping_xlsx.formats.sheet import Cell, Sheet

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "meta-inf/manifest.xml"
_ENCRYPTED = b"encryption-data"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_BREAKS = {"text:tab": "\t", "text:line-break": "\n"}
_WHITE = re.compile(r"[ \t\r\n]+")
_NOT_DISPLAYED = ("collapse", "filter")
_SPANS = ("table:number-rows-spanned", "table:number-columns-spanned")
_DIGITS = re.compile(r"[0-9]{1,9}")


def read_ods(data: bytes, limits: Limits) -> list[Sheet]:
    """The tables of an .ods. Raises Refused: file.damaged, file.too-large, file.hostile-xml, file.encrypted-ods."""
    package = Package(data, limits)
    if _MANIFEST in package and _ENCRYPTED in package.read(_MANIFEST):
        raise Refused("file.encrypted-ods")
    if _CONTENT not in package:
        raise damaged(_CONTENT)
    # The styles come first: cells are judged by them while they are read.
    styles = OdsStyles()
    if _STYLES in package:
        parse_xml(_STYLES, package.read(_STYLES), styles.note)
    walk = _OdsWalk(limits, styles)
    parse_xml(_CONTENT, package.read(_CONTENT), walk.start, walk.end, walk.characters)
    if len({sheet.name for sheet in walk.sheets}) != len(walk.sheets):
        raise damaged(_CONTENT)
    return walk.sheets


@dataclass(frozen=True, slots=True)
class _Run:
    """Cells side by side with the same content. ``column``: of the first. ``error``: '' if there is none.

    ``shown``: the text that a person sees, if it is not the value; ``conditional``: what he may see.
    """

    column: int
    repeats: int
    value: Cell
    error: str
    formula: str | None
    shown: str | None
    struck: bool
    conditional: str | None


class _OdsWalk:
    """The handlers of expat for content.xml, the position in it, and the sheets so far.

    Only tables directly in the spreadsheet are read, not those in a chart or a text box.
    """

    def __init__(self, limits: Limits, styles: OdsStyles) -> None:
        self.sheets: list[Sheet] = []
        self._limits = limits
        self._texts = Texts(limits)
        self._path: list[str] = []
        self._styles = styles
        self._table: tuple[str, bool] | None = None
        self._cells = Collected(limits)
        self._row = self._column = self._column_styled = 0
        self._column_styles: list[tuple[int, str]] = []
        self._row_style = ""
        self._row_repeats = 1
        self._in_row: list[_Run] = []
        self._cell: CellText | None = None
        self._in_paragraph = False
        self._foreign = 0
        """The depth of open elements in a cell that are not part of its text: a comment, a drawing. 0: none is open."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        self._path.append(name)
        if self._cell is not None:
            self._in_cell(name, attributes)
        elif self._table is not None:
            self._in_table(name, attributes)
        elif name == "table:table" and self._path[-2:-1] == ["office:spreadsheet"]:
            self._open_table(attributes)
        else:
            self._styles.note(name, attributes)

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
        """Handler of text. A run of white space is one space, as in a web page."""
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
        elif name == "text:span":
            cell.struck = cell.struck or self._styles.is_struck(attributes.get("text:style-name", ""))
        elif name == "text:s":
            spaces = self._repeats(attributes, "text:c")
            self._texts.add(spaces)  # raises before a text of gigabytes is made
            cell.pieces.append(" " * spaces)
        elif name in _BREAKS:
            cell.pieces.append(_BREAKS[name])

    def _in_table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table-row":
            self._row_repeats = self._repeats(attributes, "table:number-rows-repeated")
            self._column = 0
            self._row_style = attributes.get("table:default-cell-style-name", "")
            if self._is_hidden(attributes):
                self._cells.hide_rows(self._row, self._row + self._row_repeats - 1)
        elif name == "table:table-column":
            self._take_columns(attributes)
        elif name in _CELLS:
            self._cell = CellText(attributes)

    def _is_hidden(self, attributes: Mapping[str, str]) -> bool:
        """Return True if a row or column with these attributes is not displayed."""
        hidden = attributes.get("table:visibility") in _NOT_DISPLAYED
        return hidden or self._styles.hides(attributes.get("table:style-name", ""))

    def _take_columns(self, attributes: Mapping[str, str]) -> None:
        """Add columns side by side, with the style of their cells that have none of their own."""
        first = self._column_styled
        self._column_styled += self._repeats(attributes, "table:number-columns-repeated")
        self._column_styles.append((first, attributes.get("table:default-cell-style-name", "")))
        if self._is_hidden(attributes):
            self._cells.hide_columns(first, self._column_styled - 1)

    def _style_of(self, cell: CellText) -> str:
        """The style of a cell: its own, or that of its row, or that of its column."""
        own = cell.attributes.get("table:style-name") or self._row_style
        if own or not self._column_styles:
            return own
        after = bisect_right(self._column_styles, self._column, key=lambda each: each[0])
        return self._column_styles[max(after - 1, 0)][1]

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        if len(self.sheets) >= self._limits.sheets:
            raise too_large("工作表数", self._limits.sheets)
        visible = not self._styles.hides(attributes.get("table:style-name", ""))
        self._table = (attributes.get("table:name", ""), visible)
        self._cells, self._row = Collected(self._limits), 0
        self._column_styles, self._column_styled = [], 0

    def _close_cell(self) -> None:
        """Add the cell, repeated as often as it says. One that is too far out is refused before it is stored."""
        cell = self._cell
        assert cell is not None
        repeats = self._repeats(cell.attributes, "table:number-columns-repeated")
        value = value_of(cell)
        style = self._style_of(cell)
        shown = "" if self._styles.is_unseen(style) else shown_of(cell, value)
        struck = cell.struck or self._styles.is_struck(style)
        formula, conditional = cell.attributes.get("table:formula"), self._styles.shown_by_condition(style, value)
        run = _Run(self._column, repeats, value, error_of(cell), formula, shown, struck, conditional)
        self._merge(cell)
        self._column += repeats
        self._cell = None
        if run.value == "" and not run.error and run.formula is None:
            return
        if self._column > self._limits.columns:
            raise too_large("列数", self._limits.columns)
        self._in_row.append(run)

    def _merge(self, cell: CellText) -> None:
        """Add the merged range of a cell, once for each repetition of its row."""
        if any(name in cell.attributes for name in _SPANS):
            rows, columns = (self._repeats(cell.attributes, name) for name in _SPANS)
            for row in range(self._row, self._row + self._row_repeats):
                self._cells.merge((row, self._column, row + rows - 1, self._column + columns - 1))

    def _close_row(self) -> None:
        """Add the row, repeated as often as it says. An empty row takes no memory, however often it is repeated."""
        for run in self._in_row:
            if isinstance(run.value, str):
                self._texts.add(len(run.value.encode("utf-8", "replace")) * run.repeats * self._row_repeats)
            # The last row first: a row too far out is refused before the others are made.
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
                if run.shown is not None and run.value != "":
                    self._cells.show(row, column, run.shown)
                if run.conditional is not None:
                    self._cells.conditional[row, column] = run.conditional
                if run.struck:
                    self._cells.struck.add((row, column))

    def _repeats(self, attributes: Mapping[str, str], name: str) -> int:
        """The number in an attribute, 1 if it is absent. Raises Refused(file.damaged) if it is no positive number."""
        count = int(attributes.get(name, "1")) if _DIGITS.fullmatch(attributes.get(name, "1")) else 0
        if count < 1:
            raise damaged(_CONTENT)
        return count
