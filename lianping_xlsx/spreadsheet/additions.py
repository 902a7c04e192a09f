"""What an existing workbook lacks of its declared tables, added to it: sheets, columns, settings, each at its default.

Nothing in the workbook moves: a column goes behind the last heading, a setting below the last one, a sheet to the end,
each into cells that are blank. Its look is that of its neighbour, which people may have changed; its comment, entry
rule and width, and the whole of a new sheet, are those of a workbook of this version.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import is_blank
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.editing import Edited, open_to_edit, results_in
from lianping_xlsx.spreadsheet.escapes import for_openpyxl
from lianping_xlsx.spreadsheet.table_reading import find_columns, find_settings
from lianping_xlsx.spreadsheet.tables import FIRST_ROW, HEADING_ROW, Settings, Table, write_settings, write_table

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added to a sheet: a column or a ``setting`` (``name``), or the whole sheet ('').

    ``cell``: the address of the heading of the column, or of the 内容 of the setting. ``content``: of that setting.
    """

    sheet: str
    name: str = ""
    cell: str = ""
    setting: bool = False
    content: str = ""


@dataclass(frozen=True, slots=True)
class Extended:
    """A workbook with what it lacked. ``lost``: what could not be kept of it, in Chinese."""

    data: bytes
    additions: tuple[Addition, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstSheet:
    """A sheet that is to stand in front: its name, what writes it, what it says above, and what is said of it."""

    name: str
    write: Callable[[Book], None]
    banner: str = ""
    content: str = ""


def add_missing(
    data: bytes,
    sheets: Mapping[str, Rows],
    declared: Mapping[str, Settings | Table],
    *,
    banner: str = "",
    first: FirstSheet | None = None,
) -> Extended:
    """Add what the workbook lacks of its declared sheets; without additions ``data`` is returned as it is.

    ``sheets``: its raw rows, by name. ``declared``: by the name that the sheet has, or is to get. ``first``: what it
    lacks in front. Raises CannotEditError.
    """
    lacking = any(_lacks(each, sheets.get(name, ())) for name, each in declared.items())
    if not lacking and first is None:
        return Extended(data, (), ())
    edited = open_to_edit(data)
    additions = _add_declared(edited.book, sheets, declared, banner) if lacking else []
    if first is not None:
        edited = _put_first(edited, first)
        additions.insert(0, Addition(first.name, content=first.content))
    saved, lost = edited.save()
    return Extended(saved, tuple(additions), lost)


def _add_declared(
    book: Workbook, sheets: Mapping[str, Rows], declared: Mapping[str, Settings | Table], banner: str
) -> list[Addition]:
    pattern = _pattern(declared.values(), banner)
    additions: list[Addition] = []
    for name, each in declared.items():
        rows = sheets.get(name, ())
        source: Any = pattern[each.sheet]
        if all(is_blank(cell) for row in rows for cell in row):
            _copy_sheet(source, book[name] if name in book.sheetnames else book.create_sheet(name))
            additions.append(Addition(name))
        elif isinstance(each, Table):
            additions += _add_columns(book[name], source, each, rows)
        else:
            additions += _add_settings(book[name], source, each, rows)
    return additions


def _lacks(declared: Settings | Table, rows: Rows) -> bool:
    """True if a sheet is blank, or lacks a column or a setting."""
    if isinstance(declared, Settings):
        found = find_settings(declared, rows)
        return any(setting.name not in found for setting in declared.settings)
    headings = find_columns(declared, rows)
    return headings is None or any(column.name not in headings[1] for column in declared.columns)


def with_first_sheet(data: bytes, first: FirstSheet) -> tuple[bytes, tuple[str, ...]]:
    """The workbook with a sheet in front, in place of one of the same name; and what it loses.

    Raises CannotEditError.
    """
    return _put_first(open_to_edit(data), first).save()


def _put_first(edited: Edited, first: FirstSheet) -> Edited:
    from openpyxl import load_workbook

    made = Book("", banner=first.banner)
    first.write(made)
    content, name = made.save(), first.name
    source: Any = load_workbook(io.BytesIO(for_openpyxl(content)))[name]
    if name in edited.book.sheetnames:
        del edited.book[name]
    page = edited.book.create_sheet(name, 0)
    _copy_sheet(source, page)
    _copy_live_parts(source, page)
    edited.book.active = 0
    # Sheets that are selected together are typed into together.
    for each in edited.book.worksheets:
        each.sheet_view.tabSelected = each is page
    return replace(edited, results={**edited.results, **results_in(content, {name})})


def _pattern(declared: Any, banner: str) -> Workbook:
    """The declared sheets as this version writes them, without rows and at their defaults."""
    from openpyxl import load_workbook

    book = Book("", banner=banner)
    for each in declared:
        if isinstance(each, Settings):
            write_settings(book, each, {})
        else:
            write_table(book, each, ())
    return load_workbook(io.BytesIO(book.save()))


# ---------------------------------------------------------------- a column


def _add_columns(page: Any, pattern: Worksheet, table: Table, rows: Rows) -> list[Addition]:
    found = find_columns(table, rows)
    assert found is not None  # the caller has read the table without an error
    head, position = found
    added: list[Addition] = []
    beside = max(position.values())
    column = beside
    for index, declared in enumerate(table.columns):
        if declared.name in position:
            continue
        column = _blank_column(page, head, column + 1)
        _add_column(page, pattern, head, column, (index, beside))
        added.append(Addition(page.title, declared.name, a1(head, column)))
    return added


def _add_column(page: Any, pattern: Any, head: int, column: int, like: tuple[int, int]) -> None:
    """Add a column. ``like``: the same column of the pattern, and the column of the sheet that it is to look like."""
    index, beside = like
    source = pattern.cell(HEADING_ROW + 1, index + 1)
    last = max(page.max_row, head + 1)
    for row in range(head + 1, last + 1):
        _look_like(page.cell(row, column + 1), page.cell(row, beside + 1))
        if row > head + 1:
            page.cell(row, column + 1).number_format = pattern.cell(FIRST_ROW + 1, index + 1).number_format
    page.cell(head + 1, column + 1).value = source.value
    _copy_comment(source, page.cell(head + 1, column + 1))
    _copy_rule(pattern, a1(FIRST_ROW, index), page, f"{a1(head + 1, column)}:{a1(max(last, head + 2) - 1, column)}")
    _widen(page, column + 1, pattern.column_dimensions[source.column_letter].width)


def _blank_column(page: Any, head: int, start: int) -> int:
    """The first column from ``start`` on (0-based) without anything in it from the row of the headings downwards."""
    used = {cell.column - 1 for cell in page._cells.values() if cell.row > head and cell.value is not None}
    for span in page.merged_cells.ranges:
        if span.max_row > head:
            used.update(range(span.min_col - 1, span.max_col))
    return next(column for column in range(start, start + len(used) + 1) if column not in used)


def _widen(page: Any, column: int, width: float) -> None:
    """Set the width of a column (1-based), which may lie within a span of columns that share one entry."""
    from openpyxl.utils import get_column_letter

    dimensions = page.column_dimensions
    for entry in list(dimensions.values()):
        first, last = entry.min or 0, entry.max or 0
        if first <= column <= last and first < last:
            after = get_column_letter(column + 1)
            if column < last:
                dimensions[after] = copy(entry)
                dimensions[after].index, dimensions[after].min, dimensions[after].max = after, column + 1, last
            entry.max = column - 1
            if first == column:
                del dimensions[entry.index]
    own = dimensions[get_column_letter(column)]
    own.min = own.max = column
    own.width, own.hidden = width, False


# ---------------------------------------------------------------- a setting


def _add_settings(page: Any, pattern: Any, declared: Settings, rows: Rows) -> list[Addition]:
    found = find_settings(declared, rows)
    last, content = max(found.values())
    name = next(index for index, cell in enumerate(rows[last]) if not is_blank(cell))
    row, added = last, []
    for index, setting in enumerate(declared.settings):
        if setting.name in found:
            continue
        row = _blank_row(page, row + 1)
        source = FIRST_ROW + index
        for column, of in ((name, 0), (content, 1), (content + 1, 2)):
            cell = page.cell(row + 1, column + 1)
            _look_like(cell, page.cell(last + 1, column + 1))
            cell.value = pattern.cell(source + 1, of + 1).value
        page.cell(row + 1, content + 1).number_format = pattern.cell(source + 1, 2).number_format
        page.row_dimensions[row + 1].height = pattern.row_dimensions[source + 1].height
        _copy_rule(pattern, a1(source, 1), page, a1(row, content))
        default = setting.kind.put(setting.default)
        shown = "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
        added.append(Addition(page.title, setting.name, a1(row, content), True, shown))
    return added


def _blank_row(page: Any, start: int) -> int:
    """The first row from ``start`` on (0-based) without anything in it."""
    used = {cell.row - 1 for cell in page._cells.values() if cell.value is not None}
    for span in page.merged_cells.ranges:
        used.update(range(span.min_row - 1, span.max_row))
    return next(row for row in range(start, start + len(used) + 1) if row not in used)


# ---------------------------------------------------------------- looks


def _look_like(cell: Any, other: Any) -> None:
    """Give a cell the look of another one of the same workbook."""
    cell._style = copy(other._style)


def _copy_comment(source: Any, target: Any) -> None:
    from openpyxl.comments import Comment

    if source.comment is not None:
        target.comment = Comment(source.comment.text, "", width=260, height=100)


def _copy_rule(pattern: Any, address: str, page: Any, area: str) -> None:
    """Copy the entry rule of a cell of the pattern, for an area of the sheet."""
    from openpyxl.worksheet.cell_range import CellRange

    place = CellRange(address)  # made once: a rule asked for the address would make it for each of its areas
    for rule in pattern.data_validations.dataValidation:
        if any(place <= each for each in rule.sqref.ranges):
            page.add_data_validation(_rule_for(rule, area))


def _rule_for(rule: Any, area: str) -> Any:
    from openpyxl.worksheet.cell_range import MultiCellRange

    own = copy(rule)
    own.sqref = MultiCellRange(area)
    return own


def _copy_live_parts(source: Any, target: Any) -> None:
    """Copy what only a sheet with formulas has: conditional formats, links within the workbook, hidden columns."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    for span in source.conditional_formatting:
        for rule in span.rules:
            target.conditional_formatting.add(str(span.sqref), copy(rule))
    for cell in source._cells.values():
        if cell.hyperlink is not None:
            own = target.cell(cell.row, cell.column)
            own.hyperlink = Hyperlink(ref=own.coordinate, location=cell.hyperlink.location)
    for letter, dimension in source.column_dimensions.items():
        target.column_dimensions[letter].hidden = dimension.hidden
    target.print_area = source.print_area


def _copy_sheet(source: Any, target: Any) -> None:
    """Copy a whole sheet of the pattern: contents, looks, comments, entry rules and print set-up."""
    looks: dict[tuple[int, ...], Any] = {}
    for cell in source._cells.values():
        own = target.cell(cell.row, cell.column)
        own.value = cell.value
        if cell.has_style:
            look = tuple(cell._style)
            if look not in looks:  # a cell asks for each part of its look in all that the workbook has: slow
                own.font, own.fill, own.border = copy(cell.font), copy(cell.fill), copy(cell.border)
                own.alignment, own.protection = copy(cell.alignment), copy(cell.protection)
                own.number_format = cell.number_format
                looks[look] = own._style
            own._style = copy(looks[look])
        _copy_comment(cell, own)
    for span in source.merged_cells.ranges:
        target.merge_cells(str(span))
    for rule in source.data_validations.dataValidation:
        target.add_data_validation(_rule_for(rule, str(rule.sqref)))
    for dimension in source.column_dimensions.values():
        _widen(target, dimension.min, dimension.width)
    for row, dimension in source.row_dimensions.items():
        target.row_dimensions[row].height = dimension.height
    target.freeze_panes = source.freeze_panes
    target.print_title_rows = source.print_title_rows
    target.sheet_view.showGridLines = source.sheet_view.showGridLines
    for part in ("page_setup", "page_margins", "print_options", "HeaderFooter", "protection"):
        setattr(target, part, copy(getattr(source, part)))
    target.sheet_properties.pageSetUpPr = copy(source.sheet_properties.pageSetUpPr)
