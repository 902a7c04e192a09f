"""A workbook of xlsxwriter that takes half the time and writes the same bytes.

A summary of a county has a quarter of a million cells. xlsxwriter looks for each whether it was addressed as ``A1``,
whether a formula needs a newer Excel than 2007, and joins the XML of each cell from a list of attributes. Here cells
are addressed by row and column only, formulas are written as they are (the program uses no newer function), and the
cells of a row are written in one piece. xlsxwriter writes all other kinds of cell itself. Another processor writes and
packs the sheets that are complete while others are filled, and packs each long part that is finished.

Of the hundreds of small workbooks of a campaign most have the same formats: these are made once, as are their styles.
"""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from itertools import product
from math import isfinite
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    RowInfo,
    Worksheet,
)

from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.core.second_process import beside, can_be_copied
from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.formats.plain_zip import ZipPart, deflated, zip_of

_new = tuple.__new__
"""Makes a named tuple without a call of its class."""
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


_MANY_CELLS = 20_000
"""So many cells take longer to write than a copy of the process to start."""
_LONG_PART = 100_000
"""So many characters take longer to pack than to hand over to a thread: it waits for the interpreter now and then."""


class DirectWorkbook(Workbook):  # type: ignore[misc] # xlsxwriter has no types
    """As xlsxwriter's workbook, but :meth:`packed` closes it and returns its bytes."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), _OPTIONS)  # only an empty zip is written there
        self.worksheet_class = DirectSheet
        self._packager: _PackingPackager | None = None
        self._ahead: Iterator[dict[str, ZipPart]] = iter(())

    @contextlib.contextmanager
    def packed_ahead(self) -> Iterator[None]:
        """Within it a second process writes and packs the sheets that have cells now: nothing may be added to them.

        Only the first sheet and those with charts or comments can still be filled. The bytes of the workbook do not
        depend on whether there is a second process.
        """
        for look in self.formats:
            look._get_xf_index()  # both processes must know it by the same number
        complete = {
            f"xl/worksheets/sheet{number}.xml": sheet
            for number, sheet in enumerate(self.worksheets(), 1)
            if number > 1 and sheet.is_plain()
        }
        for sheet in complete.values():
            sheet.complete = True
        many = sum(len(cells) for sheet in complete.values() for cells in sheet.table.values()) >= _MANY_CELLS
        if not many or not can_be_copied():
            yield
            return
        with beside(partial(_written_and_packed, complete)) as self._ahead:
            for sheet in complete.values():
                sheet.written_ahead = True
            yield

    def packed(self) -> bytes:
        """Close the workbook and return its bytes. Raises what xlsxwriter raises for what Excel cannot hold."""
        with ThreadPoolExecutor(1) as pool:
            self._packager = _PackingPackager(pool, self._ahead)
            self.close()
            return zip_of(self._packager.parts())

    def add_format(self, properties: Mapping[str, object] | None = None) -> Any:
        """A format as xlsxwriter makes it."""
        found = copy.copy(_format(tuple({**self.default_format_properties, **(properties or {})}.items())))
        found.xf_format_indices, found.dxf_format_indices = self.xf_format_indices, self.dxf_format_indices
        self.formats.append(found)
        return found

    def styles(self) -> str:
        """styles.xml."""
        used = ((look.made_of, look.xf_index, look.dxf_index) for look in self.formats)
        return _styles(tuple((key, *numbers) for key, *numbers in used if numbers != [None, None]), self.has_comments)

    def _prepare_format_properties(self) -> None:
        """The formats are numbered where their styles are made."""

    def _get_packager(self) -> Packager:
        return self._packager


_Properties = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=1024)
def _format(properties: _Properties) -> Any:
    """A format that belongs to no workbook; it is to be copied."""
    made = Format(dict(properties))
    made.made_of = properties
    made._get_format_key()  # each copy has it
    return made


@lru_cache(maxsize=256)
def _styles(formats: tuple[tuple[_Properties, int | None, int | None], ...], has_comments: bool) -> str:
    """styles.xml of a workbook. ``formats``: each with its number as a look of cells and as one of conditions."""
    book = Workbook(io.BytesIO(), _OPTIONS)
    book.formats, book.has_comments = [], has_comments
    for properties, cell, condition in formats:
        look = copy.copy(_format(properties))
        look.xf_index, look.dxf_index = cell, condition
        book.formats.append(look)
    book._prepare_format_properties()
    packager = Packager()
    packager._add_workbook(book)
    packager._set_in_memory(in_memory=True)
    packager._write_styles_file()
    return str(packager.filenames[0][0].getvalue())


def _written_and_packed(sheets: Mapping[str, DirectSheet]) -> Iterator[dict[str, ZipPart]]:
    """Yield once the parts of sheets that are complete, by name."""
    parts = {}
    for name, sheet in sheets.items():
        stream = io.StringIO()
        sheet._set_xml_writer(stream)
        Worksheet._assemble_xml_file(sheet)
        parts[name] = _packed(name, stream)
    yield parts


class _PackingPackager(Packager):  # type: ignore[misc] # xlsxwriter has no types
    """Writes the parts one after another; a long one is packed in a thread when the next one begins.

    ``ahead``: yields the parts that a second process has written, once.
    """

    def __init__(self, pool: ThreadPoolExecutor, ahead: Iterator[dict[str, ZipPart]]) -> None:
        super().__init__()
        self._pool = pool
        self._ahead = ahead
        self._packing: list[Callable[[], ZipPart]] = []

    def parts(self) -> list[ZipPart]:
        """The parts, packed, in the order of xlsxwriter."""
        own = [packed() for packed in self._packing]
        ahead = next(self._ahead, {})
        return [ahead.get(part.name, part) for part in own]

    def _filename(self, name: str) -> Any:
        self._pack()
        return super()._filename(name)

    def _write_styles_file(self) -> None:
        self._filename("xl/styles.xml").write(self.workbook.styles())

    def _create_package(self) -> list[Any]:
        super()._create_package()
        self._pack()
        return []

    def _pack(self) -> None:
        """Pack the parts that are finished, or note how they are packed."""
        for stream, name, _ in self.filenames[len(self._packing) :]:
            pack = partial(_packed, name, stream)
            self._packing.append(self._pool.submit(pack).result if stream.tell() >= _LONG_PART else pack)


def _packed(name: str, stream: io.StringIO | io.BytesIO) -> ZipPart:
    content = stream.getvalue()
    return deflated(name, content.encode("utf-8") if isinstance(content, str) else content)


class DirectSheet(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """As xlsxwriter's sheet; the methods return its codes: 0, or negative for what was not written."""

    complete = False
    """True if it can take no more cells."""
    written_ahead = False
    """True if a second process writes it."""
    _last_row = -1
    """The row of the last cell; -1 if there is none."""

    def is_plain(self) -> bool:
        """Return True if it has cells, and nothing that the workbook numbers when it is closed."""
        numbered = (self.has_comments, self.charts, self.images, self.shapes, self.tables, self.sparklines)
        return bool(self.table) and not any(numbered)

    def _assemble_xml_file(self) -> None:
        if not self.written_ahead:
            super()._assemble_xml_file()

    def write_cell(self, row: int, column: int, content: str | float | None, look: Any) -> int:
        """Write a cell: text as text, a number as a number, None and '' as an empty cell.

        Raises ValueError for a number that is none (NaN, infinity).
        """
        if self._is_outside(row, column):
            return -1
        self.table[row][column] = self._cell(content, look)
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

    def write_row_of(self, row: int, column: int, cells: Sequence[tuple[str | float | None, Any]]) -> int:
        """Write cells side by side, each with its format; see :meth:`write_cell`."""
        if self._is_outside(row, column) or self._is_outside(row, column + len(cells) - 1):
            return -1
        written, cell = self.table[row], self._cell
        for place, (content, look) in enumerate(cells, column):
            written[place] = cell(content, look)
        return 0

    def _cell(self, content: str | float | None, look: Any) -> Any:
        if content is None or content == "":
            return _new(CellBlankTuple, (look,))
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
        blank = _new(CellBlankTuple, (look,))
        for merged in range(row, to_row + 1):
            self.table[merged].update(dict.fromkeys(range(first, last + 1), blank))
        return 0

    def merge_only(self, row: int, first: int, to_row: int, last: int) -> int:
        """Merge cells without a cell for each of them; -1 if there is none such, or if one is merged already.

        Excel calls a workbook damaged whose merged ranges overlap.
        """
        places = dict.fromkeys(product(range(row, to_row + 1), range(first, last + 1)), True)
        if self._is_outside(to_row, last) or not self.merged_cells.keys().isdisjoint(places):
            return -1
        self.merged_cells.update(places)
        self.merge.append([row, first, to_row, last])
        return 0

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: str | float = 0) -> int:
        """Write a formula as it is, with its cached result."""
        if self._is_outside(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def set_height(self, row: int, points: float) -> int:
        """Set the height of a row; -1 if no sheet has it."""
        if self._is_outside(row, self.dim_colmin or 0):
            return -1
        pixels = int(points * 4 / 3 + 0.5)
        self.row_info[row] = _of_height(pixels)
        self.row_sizes[row] = [pixels, False]
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
        style_numbers: dict[Any, int] = {}
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, info = self.table.get(row), self.row_info.get(row)
            span = self.row_spans.get(row // 16)
            if cells:
                if info is not None and info is _of_height(info.height) and info.height != self.original_row_height:
                    self.fh.write(f'<row r="{row + 1}"{_attributes(span, info.height)}>')
                else:
                    self._write_row(row, span, info)
                self._write_cells(row, cells, style_numbers)
                self.fh.write("</row>")
            elif info or row in self.comments:
                self._write_empty_row(row, span, info)

    def _write_cells(self, row: int, cells: Mapping[int, Any], style_numbers: dict[Any, int]) -> None:
        """Write the cells of a row. ``style_numbers``: of the formats used so far."""
        written: list[str] = []
        for column in sorted(cells):
            cell = cells[column]
            kind, look = type(cell), cell.format
            if kind is CellStringTuple:
                content: str | None = f' t="s"><v>{cell.string}</v></c>'
            elif kind is CellNumberTuple:
                number = cell.number
                content = f"><v>{number}</v></c>" if type(number) is int else f"><v>{number:.16G}</v></c>"
            elif kind is CellBlankTuple:
                content = "/>"
            else:
                content = self._formula(cell) if kind is CellFormulaTuple else None
            if content is None or not look:
                self.fh.write("".join(written))
                written = []
                self._write_cell(row, column, cell)
                continue
            style = style_numbers.get(look)
            if style is None:
                style = style_numbers[look] = look._get_xf_index()
            written.append(f'<c r="{column_letters(column)}{row + 1}" s="{style}"{content}')
        self.fh.write("".join(written))

    def _write_merge_cells(self) -> None:
        if self.merge:
            ranges = (f'<mergeCell ref="{a1(row, first)}:{a1(end, last)}"/>' for row, first, end, last in self.merge)
            self.fh.write(f'<mergeCells count="{len(self.merge)}">{"".join(ranges)}</mergeCells>')

    def _formula(self, cell: Any) -> str | None:
        """None if the cached result is no plain number or text; a text that begins with # may be an error value."""
        value = cell.value
        if type(value) in (int, float) or value == "":
            return f"><f>{self._escape_data(cell.formula)}</f><v>{value}</v></c>"
        if type(value) is str and not value.startswith("#"):
            return f' t="str"><f>{self._escape_data(cell.formula)}</f><v>{self._escape_data(value)}</v></c>'
        return None


# The rows of a sheet have few different heights.
@lru_cache(maxsize=1024)
def _of_height(pixels: int) -> RowInfo:
    """A row with a height and nothing else of its own; the same object for the same height."""
    return RowInfo(height=pixels, row_format=None, hidden=False, level=0, collapsed=False)


@lru_cache(maxsize=1024)
def _attributes(span: str | None, pixels: int) -> str:
    """The attributes of a row with cells and a height of its own, behind its number."""
    return f' spans="{span}" ht="{pixels * 0.75:.16g}" customHeight="1"'
