"""Common parts of the sheets of all reports: looks, the head of a sheet, rows as high as their texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.title_lines import ems, title_lines
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row, height_of, line_height, line_room, lines_of
from lianping_xlsx.spreadsheet.styles import Style

DASH = "—"
"""Printed if there is no figure."""

BANNER_ROW, TITLE_ROW, NOTE_ROW, HEADING_ROW = 0, 1, 2, 3
FIRST_ROW = 4
"""The first row below the heading."""

HEADING = replace(styles.HEADING, size=10.5)
TEXT = replace(styles.CELL, size=10.5)
CENTRED = replace(styles.CENTRED, size=10.5)
NAME = replace(CENTRED, shrink=True)
"""The look of names of persons: they shrink to fit one line, if they are not much longer than that."""
_SHRUNK = 2
"""How many times as long as its line a name may be: shrunk further, it could not be read on paper."""
BLOCK = replace(styles.CELL, font=styles.HEADING_FONT, size=11, fill="#F5F7FA", wrap=False)
_TITLE_SIZES = (18, 17, 16, 15, 14)
_MARK = replace(styles.BANNER, align="right")


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The head of a sheet: sheet name, title, a note below, column widths (characters), page orientation.

    ``first``: the column where banner, title and note begin, behind those that stand on several pages.
    """

    name: str
    title: str
    note: str
    widths: Sequence[float]
    landscape: bool = True
    first: int = 0


def open_sheet(book: Book, profile: Profile, head: SheetHead, *, mark: str = "") -> Page:
    """Add a sheet with banner, title and note over its columns; the caller writes the heading row.

    ``mark`` stands on the right, opposite the banner.
    """
    page = book.page(head.name, landscape=head.landscape)
    last = len(head.widths) - 1
    page.widths(*head.widths)
    write_banner(page, profile, head.widths, mark, first=head.first)
    width = added_up(head.widths[head.first :])
    write_title(page, TITLE_ROW, last, head.title, width, first=head.first)
    write_text(page, NOTE_ROW, (head.first, last), head.note, styles.SUBTITLE, width)
    return page


def write_title(page: Page, row: int, last: int, title: str, width: float, *, first: int = 0) -> None:
    """Write a title over the columns ``first`` to ``last`` (``width`` characters).

    It uses the largest size with which it fits one line, else two lines, broken between words.
    """
    text, style = _title_in_lines(title, width)
    write_text(page, row, (first, last), text, style, width)


# The letters of a county have one title.
@lru_cache(maxsize=64)
def _title_in_lines(title: str, width: float) -> tuple[str, Style]:
    broken = {size: title_lines(title, line_room(width, size)) for size in _TITLE_SIZES}
    few = (size for most in (1, 2) for size, lines in broken.items() if len(lines) <= most)
    size = next(few, _TITLE_SIZES[-1])
    return "\n".join(broken[size]), replace(styles.TITLE, size=size)


def write_banner(page: Page, profile: Profile, widths: Sequence[float], mark: str, *, first: int = 0) -> None:
    """Write 标注 on the left and a mark such as 试算 on the right, over the columns from ``first`` on.

    标注 has the left half of the columns, and all of them if it needs more and there is no mark. ``widths``: of all
    columns of the sheet, in characters.
    """
    last = len(widths) - 1
    middle = (first + last) // 2
    if not mark and line_room(added_up(widths[first : middle + 1]), styles.BANNER.size) < ems(profile.banner):
        middle = last
    page.merge(BANNER_ROW, first, middle, profile.banner, styles.BANNER)
    if last > middle:
        page.merge(BANNER_ROW, middle + 1, last, mark, _MARK)


def write_heading(page: Page, headings: Sequence[str], widths: Sequence[float], row: int = HEADING_ROW) -> None:
    """Write a heading row, as high as its longest heading needs."""
    page.put_row(row, 0, headings, HEADING)
    fit_row(page, row, tuple(zip(headings, widths, strict=False)), HEADING.size)


def write_text(page: Page, row: int, columns: tuple[int, int], text: str, style: Style, width: float) -> None:
    """Write a text over merged columns of ``width`` characters, in a row as high as it needs."""
    page.merge(row, *columns, text, style)
    page.height(row, line_height(style.size) * lines_of(text, width, style.size) + 4)


def put_name(page: Page, row: int, column: int, name: str, width: float, look: Style = NAME) -> tuple[str, float]:
    """Write the name of a person into a column of ``width`` characters, a long one on several lines.

    Returns the text that makes the row higher, with its width, for :func:`fit_row`: '' if the name is on one line.
    """
    found = name_look(name, width, look)
    page.put(row, column, name, found)
    return ("" if found.shrink else name, width)


@lru_cache(maxsize=1 << 10)  # a ratee has many rows
def name_look(name: str, width: float, look: Style = NAME) -> Style:
    """The look of a name in a column of ``width`` characters: one that shrinks, or wraps if the name is long."""
    return replace(look, shrink=False) if ems(name) > _SHRUNK * line_room(width, look.size) else look


def names_height(names: Sequence[tuple[str, float]], least: float) -> float:
    """The height of a row of names, in points: ``least`` unless one of them wraps. ``names``: with their widths."""
    wrapped = [(name, width) for name, width in names if not name_look(name, width).shrink]
    return height_of(wrapped, NAME.size) if wrapped else least


def figure(value: exact.ScoreValue | None) -> Content:
    """The content of a cell for a score in hundredths: a number, or a dash if there is none."""
    return DASH if value is None else float(value / exact.POINT)


def same_text(cells: str, cell: str) -> str:
    """The formula part that compares cells with the text of another one: an array for SUMPRODUCT.

    COUNTIF would take * and ? in the text for wildcards, and > or = at its beginning for a comparison.
    """
    return f'({cells}&""={cell}&"")'
