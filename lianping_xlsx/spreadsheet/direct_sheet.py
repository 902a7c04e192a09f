"""A sheet of xlsxwriter that takes half the time and writes the same bytes.

A summary of a county has a quarter of a million cells. xlsxwriter looks for each whether it was addressed as ``A1``,
whether a formula needs a newer Excel than 2007, and joins the XML of each cell from a list of attributes. Here cells
are addressed by row and column only, formulas are written as they are (the program uses no newer function), and the
cells of a row are written in one piece. xlsxwriter writes all other kinds of cell itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from lianping_xlsx.core.cell_address import column_letters
from lianping_xlsx.core.spelling import fit_cell

_new = tuple.__new__
"""Makes a named tuple without a call of its class."""


class DirectSheet(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """As xlsxwriter's sheet; the methods return its codes: 0, or negative for what was not written."""

    _last_row = -1
    """The row of the last cell; -1 if there is none."""

    def write_cells(self, row: int, column: int, contents: Sequence[str | float | None], look: Any) -> int:
        """Write cells side by side in one format: text as text, numbers as numbers, None and '' as empty cells.

        Raises ValueError for a number that is none (NaN, infinity).
        """
        if not contents:
            return 0
        if self._is_outside(row, column) or self._is_outside(row, column + len(contents) - 1):
            return -1
        cells, strings = self.table[row], self.str_table
        known = strings.string_table
        for place, content in enumerate(contents, column):
            if content is None or content == "":
                cells[place] = _new(CellBlankTuple, (look,))
            elif isinstance(content, str):
                number = known.get(content)
                if number is None:
                    number = strings._get_shared_string_index(fit_cell(content))
                else:  # it was fitted before
                    strings.count += 1
                cells[place] = _new(CellStringTuple, (number, look))
            elif isfinite(content):
                cells[place] = _new(CellNumberTuple, (content, look))
            else:
                raise ValueError(f"no number: {content}")
        return 0

    def merge_row(self, row: int, first: int, last: int) -> int:
        """Merge cells of a row without a cell for each of them; -1 if there is none such, or if one is merged already.

        Excel calls a workbook damaged whose merged ranges overlap.
        """
        cells = dict.fromkeys(((row, column) for column in range(first, last + 1)), "")
        if self._is_outside(row, last) or not self.merged_cells.keys().isdisjoint(cells):
            return -1
        self.merged_cells.update(cells)
        self.merge.append([row, first, row, last])
        return 0

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: str | float = 0) -> int:
        """Write a formula as it is, with its cached result."""
        if self._is_outside(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def _is_outside(self, row: int, column: int) -> bool:
        """True if no sheet has such a cell; any other is added to what xlsxwriter notes as the extent of the sheet."""
        if row == self._last_row and self.dim_colmin <= column <= self.dim_colmax:
            return False
        if self._check_dimensions(row, column):
            return True
        self._last_row = row
        return False

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
        self._calculate_spans()
        style_numbers: dict[int, int] = {}
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, info = self.table.get(row), self.row_info.get(row)
            span = self.row_spans.get(row // 16)
            if cells:
                self._write_row(row, span, info)
                self._write_cells(row, cells, style_numbers)
                self._xml_end_tag("row")
            elif info or row in self.comments:
                self._write_empty_row(row, span, info)

    def _write_cells(self, row: int, cells: Mapping[int, Any], style_numbers: dict[int, int]) -> None:
        """Write the cells of a row. ``style_numbers``: of the formats used so far, by their id."""
        written: list[str] = []
        for column in sorted(cells):
            cell = cells[column]
            look = cell.format
            content = self._content(cell) if look else None
            if content is None:
                self.fh.write("".join(written))
                written = []
                self._write_cell(row, column, cell)
                continue
            style = style_numbers.get(id(look))
            if style is None:
                style = style_numbers[id(look)] = look._get_xf_index()
            written.append(f'<c r="{column_letters(column)}{row + 1}" s="{style}"{content}')
        self.fh.write("".join(written))

    def _content(self, cell: Any) -> str | None:
        """What follows the address and the format of a cell; None if xlsxwriter has to write it."""
        kind = type(cell)
        if kind is CellStringTuple:
            return f' t="s"><v>{cell.string}</v></c>'
        if kind is CellNumberTuple:
            return f"><v>{cell.number:.16G}</v></c>"
        if kind is CellBlankTuple:
            return "/>"
        return self._formula(cell) if kind is CellFormulaTuple else None

    def _formula(self, cell: Any) -> str | None:
        """None if the cached result is no plain number or text; a text that begins with # may be an error value."""
        value = cell.value
        if type(value) in (int, float) or value == "":
            return f"><f>{self._escape_data(cell.formula)}</f><v>{value}</v></c>"
        if type(value) is str and not value.startswith("#"):
            return f' t="str"><f>{self._escape_data(cell.formula)}</f><v>{self._escape_data(value)}</v></c>'
        return None
