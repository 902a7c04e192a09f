"""Writing of workbooks through xlsxwriter, typed and checked.

xlsxwriter's ``write()`` turns text into formulas and links, and reports a dropped cell only by a return code. Here text
stays text, every return code is checked, and the bytes depend on the content alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from typing import Any

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.core.stages import tell
from lianping_xlsx.spreadsheet.cell_kinds import EntryRule, fits_list
from lianping_xlsx.spreadsheet.styles import PLAIN, Style

_EPOCH = dt.datetime(2000, 1, 1)
"""The time of creation that every workbook states: the real one would change the bytes."""
_A4 = 9
"""Excel's number of the paper size."""
_MARGINS = {"left": 0.6, "right": 0.6, "top": 0.8, "bottom": 0.8}
"""The margins of a page, in inches."""
_PAGE_NUMBER = "&10第 &P 页 共 &N 页"

Content = str | int | float | None


class WritingFailedError(Exception):
    """A cell or rule that Excel cannot hold: an error of the program, never of a user."""


class Book:
    """A workbook that is being written; ``save`` returns its bytes, equal for equal content.

    ``banner``: a line in the page header of every sheet, such as 示例数据. ``values_only``: every formula is replaced
    by its result.
    """

    def __init__(self, title: str, *, banner: str = "", values_only: bool = False) -> None:
        from lianping_xlsx.spreadsheet.direct_workbook import DirectWorkbook  # the processes that read do without

        self._book: Any = DirectWorkbook()
        self._title = title
        self._book.set_properties({"title": fit_cell(title), "author": "", "created": _EPOCH})
        self._formats: dict[Style, Any] = {}
        self._known: dict[int, tuple[Style, Any]] = {}
        self.banner = banner
        self.values_only = values_only

    def page(self, name: str, *, landscape: bool = False) -> Page:
        """Add a sheet: A4, one page wide, with page numbers, and the banner in its page header."""
        tell(f"正在写“{name}”……")
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_margins(**_MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&C{_PAGE_NUMBER}")
        if self.banner:
            # & begins a code in a page header, and Excel allows 255 characters in all.
            sheet.set_header(f"&R&10 {self.banner.replace('&', '&&')[:200]}")
        if landscape:
            sheet.set_landscape()
        return Page(self, sheet, name)

    def look(self, style: Style) -> Any:
        """The format of the workbook for a style; each is made once.

        A style is looked up by its id first, since hashing it takes longer. The style is kept beside the format, so
        that no other object can get its id.
        """
        known = self._known.get(id(style))
        if known is None:
            if style not in self._formats:
                self._formats[style] = self._book.add_format(style.properties())
            known = self._known[id(style)] = (style, self._formats[style])
        return known[1]

    def styles(self) -> dict[Any, Style]:
        """The style of each format that was looked up."""
        return {look: style for style, look in self._formats.items()}

    def chart(self, kind: str, subtype: str | None = None) -> Any:
        """A chart object of xlsxwriter; ``Page.place_chart`` puts it on a sheet."""
        options = {"type": kind} | ({"subtype": subtype} if subtype else {})
        return self._book.add_chart(options)

    def define_name(self, name: str, target: str) -> None:
        """Define a name of the workbook, such as 权重 = '计算说明'!$B$3."""
        _check(self._book.define_name(name, target), f"name {name}")

    def packed_ahead(self) -> contextlib.AbstractContextManager[None]:
        """Within it the sheets that have cells now are complete, and another process writes them; not the first one."""
        found: contextlib.AbstractContextManager[None] = self._book.packed_ahead()
        return found

    def save(self) -> bytes:
        """Close the workbook and return its bytes."""
        tell(f"正在写完“{self._title}”……")
        found: bytes = self._book.packed()
        return found


class Page:
    """A sheet that is being written. Rows and columns are 0-based. All methods raise WritingFailedError."""

    def __init__(self, book: Book, sheet: Any, name: str) -> None:
        self.book = book
        self.sheet = sheet
        self.name = name

    def put(self, row: int, column: int, content: Content, style: Style = PLAIN) -> None:
        """Write a cell: text as text, a number as a number, None as an empty cell with a style."""
        code = self.sheet.write_cell(row, column, content, self.book.look(style))
        if code:
            self._refuse(code, row, column)

    def put_cells(self, row: int, cells: Sequence[tuple[int, Content, Style]]) -> None:
        """Write cells of a row, each with its column and its style."""
        look = self.book.look
        code = self.sheet.put_cells(row, [(column, content, look(style)) for column, content, style in cells])
        if code:
            self._refuse(code, row, cells[0][0])

    def formats_of(self, styles: Sequence[Style]) -> tuple[Any, ...]:
        """What :meth:`put_formatted` takes for these styles, so that rows alike look them up once."""
        return tuple(map(self.book.look, styles))

    def put_formatted(self, row: int, contents: Sequence[Content], formats: Sequence[Any]) -> None:
        """Write cells side by side from the first column, each in its own format."""
        code = self.sheet.put_contents(row, contents, formats)
        if code:
            self._refuse(code, row, 0)

    def put_row(self, row: int, column: int, contents: Sequence[Content], style: Style = PLAIN) -> None:
        """Write several cells side by side in one style."""
        code = self.sheet.write_cells(row, column, contents, self.book.look(style))
        if code:
            self._refuse(code, row, column)

    def formula(self, row: int, column: int, formula: str, style: Style, value: Content) -> None:
        """Write a formula with its cached result, which a viewer shows that does not calculate."""
        if self.book.values_only:
            self.put(row, column, value, style)
            return
        cached = "" if value is None else value
        code = self.sheet.write_formula(row, column, formula, self.book.look(style), cached)
        if code:
            self._refuse(code, row, column)

    def has_number(self, row: int, column: int) -> bool:
        """True if a number or a formula was written into a cell."""
        found: bool = self.sheet.has_number(row, column)
        return found

    def merge(self, row: int, first: int, last: int, text: str, style: Style, *, to_row: int | None = None) -> None:
        """Write one text over the columns ``first`` to ``last`` (and rows ``row`` to ``to_row``)."""
        end = row if to_row is None else to_row
        # A range of one cell cannot be merged.
        if first == last and end == row:
            self.put(row, first, text, style)
            return
        code = self.sheet.merge_block(row, first, end, last, self.book.look(style))
        if code:
            self._refuse(code, row, first)
        self.put(row, first, text, style)

    def merge_plain(self, row: int, first: int, last: int, text: str, style: Style) -> None:
        """Write one text over at least two columns of a row, without lines or fill: only its first cell exists."""
        _check(self.sheet.merge_only(row, first, row, last), f"{self.name}!{a1(row, first)}")
        self.put(row, first, text, style)

    def link(self, row: int, column: int, target: str, text: str, style: Style) -> None:
        """Write a link to a cell of this workbook (``target`` such as 问题清单!A5), never to anything outside."""
        code = self.sheet.write_url(row, column, f"internal:{target}", self.book.look(style), fit_cell(text))
        if code:
            self._refuse(code, row, column)

    def rule(self, row: int, column: int, to_row: int, to_column: int, rule: EntryRule, *, title: str) -> None:
        """Set an entry rule with its Chinese prompt for a rectangle of cells."""
        if not fits_list(rule.choices):
            raise WritingFailedError(f"a drop-down cannot hold {rule.choices}")
        code = self.sheet.add_rule((row, column, to_row, to_column), rule, title)
        _check(code, f"{self.name}!{a1(row, column)} rule")

    def comment(self, row: int, column: int, text: str) -> None:
        """Add a comment (批注) to a cell."""
        code = self.sheet.write_comment(row, column, fit_cell(text), {"author": "", "x_scale": 2})
        _check(code, f"{self.name}!{a1(row, column)} comment")

    def widths(self, *widths: float) -> None:
        """Set column widths in characters, from column A."""
        _check(self.sheet.set_widths(widths), f"{self.name} widths")

    def height(self, row: int, points: float) -> None:
        """Set the height of a row in points."""
        _check(self.sheet.set_height(row, points), f"{self.name} height of row {row + 1}")

    def complete_rows(self, until: int) -> None:
        """Say that the rows above this one are complete: a long sheet needs their cells no more.

        Whatever is to be written there afterwards raises WritingFailedError.
        """
        self.sheet.complete_rows(until)

    def hide_row(self, row: int) -> None:
        """Hide a row, which holds keys for the program."""
        _check(self.sheet.set_row(row, None, None, {"hidden": True}), f"{self.name} row {row + 1}")

    def hide_column(self, column: int) -> None:
        """Hide a column, which holds keys for the program."""
        code = self.sheet.set_column(column, column, None, None, {"hidden": True})
        _check(code, f"{self.name} column {column + 1}")

    def hide(self) -> None:
        """Hide the whole sheet."""
        self.sheet.hide()

    def protect(self) -> None:
        """Protect the sheet without a password: against slips, not against people. Unlocked cells stay open."""
        self.sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def head_rows(self, first: int, last: int, *, freeze_columns: int = 0) -> None:
        """Repeat rows on each printed page, and freeze them on the screen."""
        _check(self.sheet.repeat_rows(first, last), f"{self.name} repeat")
        self.sheet.freeze_panes(last + 1, freeze_columns)

    def sign_pages(self, line: str) -> None:
        """Print a line for signatures at the foot of every page, beside its number."""
        self.sheet.set_footer(f"&L&10{line.replace('&', '&&')}&R{_PAGE_NUMBER}")

    def print_area(self, to_row: int, to_column: int) -> None:
        """Print from A1 to this cell only; cells beyond it are for the screen."""
        _check(self.sheet.print_area(0, 0, to_row, to_column), f"{self.name} print area")

    def pages_wide(self, pages: int, repeated: int) -> None:
        """Print on ``pages`` pages side by side, with the first ``repeated`` columns on each."""
        self.sheet.fit_to_pages(pages, 0)
        _check(self.sheet.repeat_columns(0, repeated - 1), f"{self.name} repeat")

    def one_sheet_of_paper(self) -> None:
        """Shrink to one printed page."""
        self.sheet.fit_to_pages(1, 1)

    def break_columns(self, columns: Sequence[int], scale: int, repeated: int) -> None:
        """Begin a printed page before each of these columns, at ``scale`` percent; each has the first ``repeated``."""
        self.sheet.set_print_scale(scale)
        _check(self.sheet.repeat_columns(0, repeated - 1), f"{self.name} repeat")
        self.sheet.set_v_pagebreaks(list(columns))

    def break_before(self, rows: Sequence[int], scale: int) -> None:
        """Begin a new printed page before each of these rows, and print at ``scale`` percent.

        The scale must be given, since Excel ignores page breaks while it fits a sheet to a width.
        """
        self.sheet.set_print_scale(scale)
        self.sheet.set_h_pagebreaks(list(rows))

    def filter(self, row: int, column: int, to_row: int, to_column: int) -> None:
        """Put filter buttons on a heading row, for the rows down to ``to_row``."""
        _check(self.sheet.autofilter(row, column, to_row, to_column), f"{self.name} filter")

    def place_chart(self, row: int, column: int, chart: Any) -> None:
        """Put a chart with its corner in a cell.

        It is two pixels off the edge: otherwise its frame would be printed on the page before.
        """
        _check(self.sheet.insert_chart(row, column, chart, {"x_offset": 2, "y_offset": 2}), f"{self.name} chart")

    def condition(self, row: int, column: int, to_row: int, to_column: int, options: dict[str, Any]) -> None:
        """Add a conditional format with the options of xlsxwriter; ``format`` among them may be a Style."""
        found = dict(options)
        if isinstance(found.get("format"), Style):
            found["format"] = self.book.look(found["format"])
        _check(self.sheet.conditional_format(row, column, to_row, to_column, found), f"{self.name} condition")

    def _refuse(self, code: object, row: int, column: int) -> None:
        """Raise WritingFailedError if a code says that a cell was not written.

        The address is made only here: one for each of a hundred thousand cells would take longer than the cells.
        """
        _check(code, f"{self.name}!{a1(row, column)}")


def _check(code: object, what: str) -> None:
    """Raise WritingFailedError for a negative return code, the only sign that xlsxwriter dropped or cut something."""
    if isinstance(code, int) and code < 0:
        raise WritingFailedError(f"{what}: code {code}")
