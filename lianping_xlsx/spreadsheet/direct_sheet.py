"""A sheet of xlsxwriter that takes half the time and writes the same bytes.

A summary of a county has a quarter of a million cells. xlsxwriter looks for each whether it was addressed as ``A1``,
whether a formula needs a newer Excel than 2007, and joins the XML of each cell from a list of attributes. Here cells
are addressed by row and column only, formulas are written as they are (the program uses no newer function), and the
cells of a row are written in one piece. An entry rule is checked and written once, and then only gets other addresses.
xlsxwriter writes all other kinds of cell itself. Complete rows of a long sheet are packed, in a fiftieth of the memory.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any

from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    ColumnInfo,
    RowInfo,
    Worksheet,
)

from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.core.spelling import cut, fit_cell
from lianping_xlsx.spreadsheet.cell_kinds import EntryRule
from lianping_xlsx.spreadsheet.escapes import as_stored
from lianping_xlsx.spreadsheet.framed_sheet import FramedSheet
from lianping_xlsx.spreadsheet.part_text import FormatNumber, PackedRows, PartText, StyleNumbers

_new = tuple.__new__
"""Makes a named tuple without a call of its class."""
_TITLE_LIMIT = 32
_PROMPT_LIMIT = 255
"""Excel's limits for the title and the text of an entry rule, in characters."""
_BLOCK = 16
"""For so many rows together xlsxwriter notes between which columns they have cells."""
_MANY_ROWS = 4 * _BLOCK
"""So many rows are packed together: fewer would be packed less well."""
_FIRST_CELL = ' sqref="A1"'
"""The address in the XML of an entry rule that is written for the first cell."""


class DirectSheet(FramedSheet):
    """As xlsxwriter's sheet; the methods return its codes: 0, or negative for what was not written."""

    complete = False
    """True if it can take no more cells."""
    written_ahead = False
    """True if a second process writes it."""
    _last_row = -1
    """The row of the last cell; -1 if there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._blanks: dict[Any, Any] = {}  # most cells of a form are empty
        self._merged: dict[int, int] = {}  # by row, a bit for each column: xlsxwriter notes every cell
        self._packed: list[PackedRows] = []
        self._complete_until = self._first_open = self._packed_cells = 0

    @property
    def cells(self) -> int:
        """The number of its cells."""
        return self._packed_cells + sum(map(len, self.table.values()))

    def is_plain(self) -> bool:
        """Return True if it has cells, and nothing that the workbook numbers when it is closed."""
        return bool(self._packed or self.table) and not self.is_numbered()

    def complete_rows(self, until: int) -> None:
        """Take no more cells in the rows above this one. As soon as they are many, they are packed.

        The charts of a sheet read cells of its own when the workbook is closed: these cells stay.
        """
        self._complete_until, self._last_row = max(until, self._complete_until), -1
        until -= until % _BLOCK
        if until - self._first_open < _MANY_ROWS or self.has_comments:
            return
        stream = self.fh
        self.fh = PartText()
        numbers = StyleNumbers(ahead=True)
        self._calculate_spans()
        self._write_open_rows(until, numbers)
        self._packed.append(PackedRows.of(self.fh.getvalue(), numbers))
        for row in range(max(self._first_open, self._rows_of_charts()), until):
            self._packed_cells += len(self.table.pop(row, ()))
            self.row_info.pop(row, None)
            if not self.charts:  # which end in a row that depends on the heights of those above
                self.row_sizes.pop(row, None)
        self.fh, self._first_open = stream, until

    def _rows_of_charts(self) -> int:
        """The first row of which no chart reads a cell, nor of any below."""
        ranges = (cells for _, _, chart, *_ in self.charts for cells in chart.formula_ids)
        return max((int(last) for cells in ranges if (last := cells.rpartition("$")[2]).isdecimal()), default=0)

    def forget_cells(self) -> None:
        """Free the cells and all that is noted of rows, which are written and will not be asked for."""
        for noted in (self.table, self._packed, self.row_info, self.row_sizes, self.merge, self._merged):
            noted.clear()
        self.hyperlinks.clear()

    def _assemble_xml_file(self) -> None:
        if not self.written_ahead:
            super()._assemble_xml_file()
            self.forget_cells()  # of a long sheet they take as much memory as all other sheets as text

    def write_cell(self, row: int, column: int, content: str | float | None, look: Any) -> int:
        """Write a cell: text as text, a number as a number, None and '' as an empty cell.

        Raises ValueError for a number that is none (NaN, infinity).
        """
        if self._is_outside(row, column):
            return -1
        self.table[row][column] = self._cell(content, look)
        return 0

    def put_cells(self, row: int, cells: Sequence[tuple[int, str | float | None, Any]]) -> int:
        """Write cells of a row, each with its column and format; see :meth:`write_cell`."""
        columns = [column for column, _, _ in cells]
        if not columns:
            return 0
        if self._is_outside(row, min(columns)) or self._is_outside(row, max(columns)):
            return -1
        written, cell = self.table[row], self._cell
        for column, content, look in cells:
            written[column] = cell(content, look)
        return 0

    def put_contents(self, row: int, contents: Sequence[str | float | None], looks: Sequence[Any]) -> int:
        """Write cells from the first column, as many contents as formats; see :meth:`write_cell`."""
        if len(contents) != len(looks):
            raise ValueError(f"{len(contents)} contents in {len(looks)} formats")
        if not looks:
            return 0
        if self._is_outside(row, 0) or self._is_outside(row, len(looks) - 1):
            return -1
        self.table[row].update(enumerate(map(self._cell, contents, looks)))
        return 0

    def has_number(self, row: int, column: int) -> bool:
        """Return True if a cell holds a number or a formula."""
        return isinstance(self.table.get(row, {}).get(column), (CellNumberTuple, CellFormulaTuple))

    def write_cells(self, row: int, column: int, contents: Sequence[str | float | None], look: Any) -> int:
        """Write cells side by side in one format; see :meth:`write_cell`."""
        if not contents:
            return 0
        if self._is_outside(row, column) or self._is_outside(row, column + len(contents) - 1):
            return -1
        cells, cell = self.table[row], self._cell
        for place, content in enumerate(contents, column):
            cells[place] = cell(content, look)
        return 0

    def _cell(self, content: str | float | None, look: Any) -> Any:
        if content is None or content == "":
            blank = self._blanks.get(look)
            if blank is None:
                blank = self._blanks[look] = _new(CellBlankTuple, (look,))
            return blank
        if isinstance(content, str):
            strings = self.str_table
            number = strings.string_table.get(content)
            if number is None:
                number = strings._get_shared_string_index(fit_cell(content))
            else:  # it was fitted before
                strings.count += 1
            return _new(CellStringTuple, (number, look))
        if isfinite(content):
            return _new(CellNumberTuple, (content, look))
        raise ValueError(f"no number: {content}")

    def merge_block(self, row: int, first: int, to_row: int, last: int, look: Any) -> int:
        """Merge cells, each an empty one with a format; -1 as for :meth:`merge_only`."""
        if self._is_outside(row, first) or self.merge_only(row, first, to_row, last):
            return -1
        blank = self._cell(None, look)
        for merged in range(row, to_row + 1):
            self.table[merged].update(dict.fromkeys(range(first, last + 1), blank))
        return 0

    def merge_only(self, row: int, first: int, to_row: int, last: int) -> int:
        """Merge cells without a cell for each of them; -1 if there is none such, or if one is merged already.

        Excel calls a workbook damaged whose merged ranges overlap.
        """
        rows, columns = range(row, to_row + 1), (1 << last + 1) - (1 << first)
        if self._is_outside(to_row, last) or any(self._merged.get(each, 0) & columns for each in rows):
            return -1
        for each in rows:
            self._merged[each] = self._merged.get(each, 0) | columns
        self.merge.append([row, first, to_row, last])
        return 0

    def add_rule(self, area: tuple[int, int, int, int], rule: EntryRule, title: str) -> int:
        """Add an entry rule for an area (first row and column, last row and column)."""
        row, column, to_row, to_column = area
        if self._check_dimensions(row, column, True, True) or self._check_dimensions(to_row, to_column, True, True):
            return -1
        found = _rule_xml(rule, title)
        if isinstance(found, int):
            return found
        last = f":{a1(to_row, to_column)}" if area[:2] != area[2:] else ""
        self.validations.append(f'{found[0]} sqref="{a1(row, column)}{last}"{found[1]}')
        return 0

    def _write_merge_cells(self) -> None:
        if self.merge:
            ranges = (f'<mergeCell ref="{a1(row, first)}:{a1(end, last)}"/>' for row, first, end, last in self.merge)
            self.fh.write(f'<mergeCells count="{len(self.merge)}">{"".join(ranges)}</mergeCells>')

    def _write_data_validations(self) -> None:
        if self.validations:
            self.fh.write(
                f'<dataValidations count="{len(self.validations)}">{"".join(self.validations)}</dataValidations>'
            )

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: str | float = 0) -> int:
        """Write a formula as it is, with its cached result."""
        if self._is_outside(row, col):
            return -1
        result = as_stored(value) if isinstance(value, str) else value
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, result)
        return 0

    def set_widths(self, widths: Sequence[float]) -> int:
        """Set the widths of columns in characters, from the first one."""
        if self._check_dimensions(0, len(widths) - 1, True, True):
            return -1
        for column, width in enumerate(widths):
            self.col_info[column] = _of_width(width)
        self.col_size_changed = True
        return 0

    def set_height(self, row: int, points: float) -> int:
        """Set the height of a row; -1 if no sheet has it."""
        if self._is_outside(row, self.dim_colmin or 0):
            return -1
        pixels = int(points * 4 / 3 + 0.5)
        self.row_info[row] = _of_height(pixels)
        self.row_sizes[row] = _size_of(pixels)
        return 0

    def _is_outside(self, row: int, column: int) -> bool:
        """True if the sheet can have no such cell; any other is added to what xlsxwriter notes as its extent."""
        if self.complete:
            return True
        if row == self._last_row and self.dim_colmin <= column <= self.dim_colmax:
            return False
        if self._check_dimensions(row, column):
            return True
        self._last_row = row
        return False

    def _check_dimensions(self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False) -> int:
        """Return -1 too for a cell in a row that takes no more."""
        if row < self._complete_until and not ignore_row:
            return -1
        code: int = super()._check_dimensions(row, col, ignore_row, ignore_col)
        return code

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")

    def _calculate_spans(self) -> None:
        """Note for each sixteen rows the first and the last column that has a cell or a comment."""
        found: dict[int, tuple[int, int]] = {}
        for rows in (self.table, self.comments):
            for row, cells in rows.items():
                if cells:
                    least, most = found.get(row // 16, (self.xls_colmax, 0))
                    found[row // 16] = min(least, min(cells)), max(most, max(cells))
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in found.items()}

    def _write_rows(self) -> None:
        for rows in self._packed:
            self.fh.write(rows.unpacked())
            self.fh.hand_over()
        self._calculate_spans()
        numbers = StyleNumbers(ahead=False)
        while self._first_open <= self.dim_rowmax:
            until = min(self._first_open + _MANY_ROWS, self.dim_rowmax + 1)
            self._write_open_rows(until, numbers)
            self.fh.hand_over()
            self._first_open = until

    def _write_open_rows(self, until: int, numbers: StyleNumbers) -> None:
        """Write the rows from the first open one on; their spans are known."""
        for row in range(max(self._first_open, self.dim_rowmin), until):
            cells, info = self.table.get(row), self.row_info.get(row)
            span = self.row_spans.get(row // _BLOCK)
            if cells:
                if info is not None and info is _of_height(info.height) and info.height != self.original_row_height:
                    self.fh.write(f'<row r="{row + 1}"{_attributes(span, info.height)}>')
                else:
                    self._write_row(row, span, info)
                self._write_cells(row, cells, numbers)
                self.fh.write("</row>")
            elif info or row in self.comments:
                self._write_empty_row(row, span, info)

    def _write_cells(self, row: int, cells: Mapping[int, Any], numbers: StyleNumbers) -> None:
        """Write the cells of a row."""
        written: list[str] = []
        behind_column = f'{row + 1}" s="'
        for column in sorted(cells):
            cell = cells[column]
            kind, look = type(cell), cell.format
            if kind is CellBlankTuple:
                content: str | None = "/>"
            elif kind is CellStringTuple:
                content = f' t="s"><v>{cell.string}</v></c>'
            elif kind is CellNumberTuple:
                number = cell.number
                content = f"><v>{number}</v></c>" if type(number) is int else f"><v>{number:.16G}</v></c>"
            else:
                content = self._formula(cell) if kind is CellFormulaTuple else None
            if content is None or not look:
                self.fh.write("".join(written))
                written = []
                self._write_cell(row, column, cell._replace(format=FormatNumber(numbers[look])) if look else cell)
                continue
            written.append(f'<c r="{column_letters(column)}{behind_column}{numbers[look]}"{content}')
        self.fh.write("".join(written))

    def _formula(self, cell: Any) -> str | None:
        """None if the cached result is no plain number or text; a text that begins with # may be an error value."""
        value = cell.value
        if type(value) in (int, float) or value == "":
            return f"><f>{self._escape_data(cell.formula)}</f><v>{value}</v></c>"
        if type(value) is str and not value.startswith("#"):
            return f' t="str"><f>{self._escape_data(cell.formula)}</f><v>{self._escape_data(value)}</v></c>'
        return None


@lru_cache(maxsize=1024)
def _of_width(width: float) -> ColumnInfo:
    """A column with a width (characters) and nothing else of its own; the same object for the same width."""
    sheet = Worksheet()
    sheet.set_column(0, 0, width)
    return sheet.col_info[0]


@lru_cache(maxsize=1024)
def _size_of(pixels: int) -> tuple[int, bool]:
    """The note of xlsxwriter on the size of a row: its height, and that it is not hidden."""
    return pixels, False


# The rows of a sheet have few different heights.
@lru_cache(maxsize=1024)
def _of_height(pixels: int) -> RowInfo:
    """A row with a height and nothing else of its own; the same object for the same height."""
    return RowInfo(height=pixels, row_format=None, hidden=False, level=0, collapsed=False)


@lru_cache(maxsize=1024)
def _attributes(span: str | None, pixels: int) -> str:
    """The attributes of a row with cells and a height of its own, behind its number."""
    return f' spans="{span}" ht="{pixels * 0.75:.16g}" customHeight="1"'


def rule_options(rule: EntryRule, title: str) -> dict[str, Any]:
    """The options of xlsxwriter for an entry rule with its Chinese prompt."""
    return _limits(rule) | {
        "input_title": cut(title, _TITLE_LIMIT),
        "input_message": cut(rule.prompt, _PROMPT_LIMIT),
        "error_title": "填写内容不符",
        "error_message": cut(f"请填写：{rule.prompt}", _PROMPT_LIMIT),
    }


def _limits(rule: EntryRule) -> dict[str, Any]:
    if rule.choices:
        return {"validate": "list", "source": list(rule.choices)}
    kind = "integer" if rule.whole else "decimal"
    if rule.minimum is not None and rule.maximum is not None:
        return {"validate": kind, "criteria": "between", "minimum": rule.minimum, "maximum": rule.maximum}
    if rule.minimum is not None:
        return {"validate": kind, "criteria": ">=", "value": rule.minimum}
    return {"validate": "any"}


# A form of thirty items has sixty rules, of which few differ, and a thousand forms have the same ones.
@lru_cache(maxsize=4096)
def _rule_xml(rule: EntryRule, title: str) -> tuple[str, str] | int:
    """The XML of an entry rule before and behind its address; the code of xlsxwriter if Excel cannot hold the rule."""
    sheet, stream = Worksheet(), io.StringIO()
    code: int = sheet.data_validation(0, 0, 0, 0, rule_options(rule, title))
    if code:
        return code
    sheet._set_xml_writer(stream)
    sheet._write_data_validation(sheet.validations[0])
    before, _, after = stream.getvalue().partition(_FIRST_CELL)
    return before, after
