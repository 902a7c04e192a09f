"""A workbook of a person, loaded to be changed in place and saved again, with what openpyxl would lose of it.

openpyxl does not keep drop-downs that take their choices from another sheet in the notation of Excel 2010, the results
of formulas, and the sizes of comments: they are put back here. What cannot be kept is named.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from copy import copy
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.stages import tell
from lianping_xlsx.spreadsheet.escapes import as_stored, for_openpyxl
from lianping_xlsx.spreadsheet.row_height import height_of
from lianping_xlsx.spreadsheet.styles import INPUT

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl import Workbook
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet.datavalidation import DataValidation

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_PARTS = {
    "图片": re.compile(r"xl/media/"),
    "图表": re.compile(r"xl/charts/chart"),
    "图形": re.compile(r"xl/(drawings/drawing|diagrams/)"),
    "控件": re.compile(r"xl/(ctrlProps|activeX|embeddings|slicers)/"),
}
"""The parts of a package by what they hold, for what openpyxl does not keep."""
_WARNED = {"Conditional Formatting extension": "较新版本的条件格式"}
"""What openpyxl warns of when it reads, by a piece of the warning."""
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f\b[^>]*?(?:/>|>.*?</f>))<v\s*(?:/>|></v>)</c>', re.DOTALL)
"""A formula as openpyxl writes it, without a result."""
_WIDTH = 8.43
"""The width of a column that says none, in characters."""
_COMMENT_WIDTH, _COMMENT_LINE, _COMMENT_CHARACTERS = 260, 18, 18
"""The width of a comment and the height of its lines in pixels, and the number of Chinese characters on a line."""

Results = Mapping[str, Mapping[str, object]]
"""The results of formulas by sheet and address."""
NO_RESULTS: Results = {}


class CannotEditError(Exception):
    """openpyxl cannot read or write the workbook."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A workbook that was loaded to be changed.

    ``results``: of its formulas. ``before``: the names of its parts. ``lost``: what openpyxl did not load, in Chinese.
    """

    book: Workbook
    results: Results
    before: frozenset[str]
    lost: tuple[str, ...] = ()

    def save(self) -> tuple[bytes, tuple[str, ...]]:
        """The bytes of the workbook, and the names of what they no longer hold. Raises CannotEditError."""
        from lianping_xlsx.spreadsheet.saving import saved_in_memory

        tell("正在写回改过的工作簿……")
        try:
            data = saved_in_memory(self.book, self._with_results)
        # openpyxl raises many kinds of exceptions on what it cannot write.
        except Exception as error:
            raise CannotEditError(str(error)) from error
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            after = archive.namelist()
        parts = (what for what, part in _PARTS.items() if _count(part, after) < _count(part, self.before))
        return data, (*parts, *self.lost)

    def _with_results(self, sheet: str, part: bytes) -> bytes:
        """The part of a sheet with the results of its formulas, which openpyxl does not write."""
        found = self.results.get(sheet)
        return _FORMULA.sub(partial(_cell, found), part.decode()).encode() if found else part


def with_cells(data: bytes, cells: Mapping[tuple[str, int, int], object]) -> tuple[bytes, tuple[str, ...]]:
    """The workbook with other contents of some cells (sheet, row and column, 0-based), and the names of what it loses.

    None empties a cell and takes the comment on it away. Text that begins with = stays text. A merged range is taken
    apart where a cell under it is to hold something. Raises CannotEditError.
    """
    edited = open_to_edit(data)
    for (sheet, row, column), content in cells.items():
        _put(_cell_at(edited.book[sheet], row, column), content)
    return edited.save()


def with_rows(
    data: bytes, cells: Mapping[tuple[str, int, int], object], *, results: Results = NO_RESULTS
) -> tuple[bytes, tuple[str, ...]]:
    """As :func:`with_cells`, for rows of tables: a row below the prepared ones gets the look and the entry rules of the
    row above it, and each row the height that its texts need.

    ``results``: of the formulas of sheets that have others afterwards.
    """
    edited = open_to_edit(data)
    edited = replace(edited, results={**edited.results, **results})
    for (sheet, row, column), content in sorted(cells.items(), key=lambda each: each[0]):
        page: Any = edited.book[sheet]
        cell, above = _cell_at(page, row, column), page.cell(row, column + 1)
        if not cell.has_style and above.has_style:
            cell._style = copy(above._style)
            for rule in page.data_validations.dataValidation:
                if above.coordinate in rule.sqref:
                    rule.sqref.add(cell.coordinate)
        _put(cell, content)
    for sheet in {sheet for sheet, _, _ in cells}:
        _fit_heights(edited.book[sheet], {row + 1 for own, row, _ in cells if own == sheet})
    return edited.save()


def _fit_heights(page: Any, rows: Iterable[int]) -> None:
    """Set the height of rows (1-based) to what their texts need."""
    spans = [(each.min, each.max, each.width) for each in page.column_dimensions.values()]
    widths = {column: width for first, last, width in spans for column in range(first, last + 1)}
    last = page.max_column  # it looks at every cell
    for row in rows:
        cells = next(page.iter_rows(row, row, 1, last))
        texts = ((str(cell.value), widths.get(cell.column, _WIDTH)) for cell in cells if cell.value is not None)
        page.row_dimensions[row].height = height_of(texts, INPUT.size)


def _cell_at(page: Any, row: int, column: int) -> Any:
    """A cell (0-based), of its own: people merge cells that say the same, and only the first of these has a content."""
    from openpyxl.cell.cell import MergedCell

    cell = page.cell(row + 1, column + 1)
    if not isinstance(cell, MergedCell):
        return cell
    for span in [each for each in page.merged_cells.ranges if cell.coordinate in each]:
        page.unmerge_cells(str(span))
        for place in span.cells:
            page.cell(*place)._style = copy(span.start_cell._style)
    return page.cell(row + 1, column + 1)


def _put(cell: Any, content: object) -> None:
    """Give a cell a content; text that begins with = stays text. What is emptied loses the comment on it."""
    cell.value = as_stored(content) if isinstance(content, str) else content
    if content is None:
        cell.comment = None
    if isinstance(content, str):
        cell.data_type = "s"


def open_to_edit(data: bytes) -> Edited:
    """Load a workbook to change it. Raises CannotEditError."""
    from openpyxl.reader.excel import ExcelReader

    tell("正在打开要改的工作簿……")
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            reader = ExcelReader(io.BytesIO(for_openpyxl(data, rich_text=True)), rich_text=True)
            reader.read()
            results = results_in(data, {page.title for page in reader.wb.worksheets if _has_formulas(page)})
        _keep_drop_downs(reader, data)
        _size_comments(reader.wb)
    # openpyxl raises many kinds of exceptions on a workbook that it cannot read.
    except Exception as error:
        raise CannotEditError(str(error)) from error
    said = [str(warning.message) for warning in caught]
    lost = tuple(what for piece, what in _WARNED.items() if any(piece in words for words in said))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return Edited(reader.wb, results, frozenset(archive.namelist()), lost)


def _count(part: re.Pattern[str], names: Iterable[str]) -> int:
    return sum(1 for name in names if part.match(name))


# ---------------------------------------------------------------- drop-downs


def _keep_drop_downs(reader: ExcelReader, data: bytes) -> None:
    """Add the drop-downs in the notation of Excel 2010 to those that openpyxl has read."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet, relation in reader.parser.find_sheets():
            if sheet.name in reader.wb.sheetnames and relation.target in archive.namelist():
                page: Any = reader.wb[sheet.name]
                for rule in _extended(archive.read(relation.target)):
                    page.add_data_validation(rule)


def _extended(part: bytes) -> Iterator[DataValidation]:
    from defusedxml.ElementTree import fromstring

    if b"x14:dataValidation" not in part:
        return
    for element in fromstring(part).iter(f"{_X14}dataValidation"):
        yield _plain_rule(element)


def _plain_rule(element: Element) -> DataValidation:
    from openpyxl.worksheet.datavalidation import DataValidation

    # Any: the attributes are those of the notation that openpyxl knows, by the same names.
    given: dict[str, Any] = {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    for name in ("formula1", "formula2"):
        given[name] = element.findtext(f"{_X14}{name}/{_XM}f")
    return DataValidation(sqref=element.findtext(f"{_XM}sqref", ""), **given)


# ---------------------------------------------------------------- comments and results


def _size_comments(book: Workbook) -> None:
    """Give each comment the size that its words need; openpyxl would give all of them the same."""
    for page in book.worksheets:
        for cell in page._cells.values():
            if cell.comment is not None:
                lines = sum(1 + len(line) // _COMMENT_CHARACTERS for line in cell.comment.text.split("\n"))
                cell.comment.width, cell.comment.height = _COMMENT_WIDTH, _COMMENT_LINE * (lines + 1)


def _has_formulas(page: Any) -> bool:
    return any(cell.data_type == "f" for cell in page._cells.values())


def results_in(data: bytes, names: Collection[str]) -> Results:
    """What the cells of some sheets hold that are not blank, of a formula its result; no other sheet is read."""
    from openpyxl import load_workbook

    if not names:
        return {}
    found: dict[str, dict[str, object]] = {}
    with closing(load_workbook(io.BytesIO(data), data_only=True, read_only=True)) as book:
        for name in names:
            page: Any = book[name]
            page.reset_dimensions()  # what a workbook says of them need not be true
            cells = (cell for row in page.iter_rows() for cell in row if cell.value is not None)
            found[name] = {cell.coordinate: cell.value for cell in cells}
    return found


def _cell(results: Mapping[str, object], match: re.Match[str]) -> str:
    from openpyxl.utils.datetime import to_excel

    address, attributes, formula = match.groups()
    value = results.get(address)
    if value is None:
        return match[0]
    kind, text = "", str(value)
    if isinstance(value, bool):
        kind, text = "b", str(int(value))
    elif isinstance(value, str):
        kind = "e" if value.startswith("#") else "str"
    elif not isinstance(value, int | float):
        text = str(to_excel(value))  # type: ignore[no-untyped-call]
    kind = f' t="{kind}"' if kind else ""
    return f'<c r="{address}"{attributes}{kind}>{formula}<v>{escape(text)}</v></c>'
