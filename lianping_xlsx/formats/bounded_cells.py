"""The cells of a workbook as a reader adds them: the limits are checked before anything is allocated for them."""

from __future__ import annotations

from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.package import Limits, too_large, too_many_bytes
from lianping_xlsx.formats.sheet import Cell, Run, Sheet, Span, Spot, grid, joined


@dataclass(slots=True)
class Texts:
    """The bytes (UTF-8) of all texts of a workbook. A shared text is counted for each cell that refers to it.

    Otherwise one text of a megabyte in a hundred thousand cells would take a hundred gigabytes.
    """

    limits: Limits
    total: int = 0

    def add(self, size: int) -> None:
        """Add the bytes of one text. Raises Refused(file.too-large) beyond the limit."""
        self.total += size
        if self.total > self.limits.text_bytes:
            raise too_many_bytes("文字总量", self.limits.text_bytes)


@dataclass(slots=True)
class Collected:
    """The cells of one sheet by their spots. Gaps take no memory, so that a cell far out costs nothing yet.

    ``shown``: the text that a person sees in a cell, if it is not the value. ``struck``: cells whose text is struck
    through, or a part of it. ``conditional``: the text that a person may see by a conditional format.
    ``styles``: the indexes of the styles of cells, of binary workbooks alone.
    """

    limits: Limits
    values: dict[Spot, Cell] = field(default_factory=dict)
    formulas: dict[Spot, str] = field(default_factory=dict)
    errors: dict[Spot, str] = field(default_factory=dict)
    shown: dict[Spot, str] = field(default_factory=dict)
    struck: set[Spot] = field(default_factory=set)
    conditional: dict[Spot, str] = field(default_factory=dict)
    styles: dict[Spot, int] = field(default_factory=dict)
    merges: list[Span] = field(default_factory=list)
    hides_zeros: bool = False
    _hidden_rows: list[Run] = field(default_factory=list)
    _hidden_columns: list[Run] = field(default_factory=list)

    def put(self, row: int, column: int, value: Cell) -> None:
        """Add a value; an empty text is not added. Raises Refused(file.too-large) for too many or too far out."""
        if value != "":
            self._content(row, column, value)

    def put_error(self, row: int, column: int, shown: str) -> None:
        """Add an error value, such as ``#N/A``. Raises Refused(file.too-large)."""
        self._content(row, column, "")
        self.errors[row, column] = shown

    def _content(self, row: int, column: int, value: Cell) -> None:
        limits = self.limits
        if row >= limits.rows:
            raise too_large("行数", limits.rows)
        if column >= limits.columns:
            raise too_large("列数", limits.columns)
        self.values[row, column] = value
        if len(self.values) > limits.cells:
            raise too_large("有内容的单元格数", limits.cells)

    def put_formula(self, row: int, column: int, text: str = "") -> None:
        """Add a formula. Raises Refused(file.too-large) if there are more formulas than cells with content may be."""
        self.formulas[row, column] = text
        if len(self.formulas) > self.limits.cells:
            raise too_large("有内容的单元格数", self.limits.cells)

    def show(self, row: int, column: int, text: str) -> None:
        """Set the text that a person sees in a cell, if it is not the value."""
        self.shown[row, column] = text

    def merge(self, span: Span) -> None:
        """Add a merged range; a range of one cell is not added. Raises Refused(file.too-large) for too many."""
        if span[:2] != span[2:]:
            self.merges.append(span)
        if len(self.merges) > self.limits.merges:
            raise too_large("合并单元格数", self.limits.merges)

    def hide_rows(self, first: int, last: int) -> None:
        """Add rows that are not displayed; both ends belong to them."""
        self._hidden_rows.append((first, last))

    def hide_columns(self, first: int, last: int) -> None:
        """Add columns that are not displayed; both ends belong to them."""
        self._hidden_columns.append((first, last))

    def sheet(self, name: str, *, visible: bool) -> Sheet:
        """Make the sheet. Raises Refused(file.too-large) for a rectangle of too many cells."""
        height = max((row for row, _ in self.values), default=-1) + 1
        width = max((column for _, column in self.values), default=-1) + 1
        if height * width > self.limits.area:
            raise too_large("表格区域的单元格数", self.limits.area)
        if self.hides_zeros:
            # False equals 0 in Python, but a truth value is shown.
            self.shown.update((spot, "") for spot, value in self.values.items() if value == 0 and value is not False)
        around = (tuple(self.merges), joined(self._hidden_rows), joined(self._hidden_columns))
        looks = (self.shown, frozenset(self.struck), self.conditional)
        return Sheet(name, visible, grid(self.values), self.formulas, self.errors, *around, *looks)
