"""Tables on sheets, declared once: the sheet is written here and read in ``table_reading`` by the same declaration.

Former names of sheets, headings, settings and labels: workbooks of earlier versions with them are still read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.cell_kinds import Kind
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style
from lianping_xlsx.spreadsheet.weight_kind import Weight

FORMER_NAMES: Mapping[str, tuple[str, ...]] = {
    "遗留问题": ("未了问题",),
    "同意人": ("接受人",),
    "同意理由": ("接受理由",),
    "结果校验码": ("结果指纹",),
    "测评得分公布线": ("少票提醒线",),
    "是否同意销号": ("销号",),
}
"""The former names, newest first, by the present name."""


def names_of(name: str) -> Iterator[str]:
    """Yield the name itself, then its former names."""
    yield name
    yield from FORMER_NAMES.get(name, ())


TITLE_ROW = 0
NOTE_ROW = 1
HEADING_ROW = 2
FIRST_ROW = 3
"""The rows of a table on its sheet (0-based). Only the writer uses them: people insert rows, so the reader searches for
the headings."""

_HEADING_HEIGHT, _SPARE_HEIGHT = 24, 20
_SETTING_WIDTHS = (24, 34, 62)
"""The widths of 项目, 内容 and 说明, in characters."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``name``: its heading. ``required``: no row may leave it blank. ``note``: the comment on the heading.

    ``later``: the column was added to a table that was already in use. A workbook of an earlier version does not have
    it; it is then read as blank.
    """

    name: str
    kind: Kind
    required: bool = False
    width: float = 14
    note: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of a settings table. ``name``: the text in 项目. ``kind``: of its 内容. ``note``: the text in 说明.

    ``later``: the setting was added to a table that was already in use. A workbook of an earlier version does not have
    it; the default is then read.
    """

    name: str
    kind: Kind
    default: object = None
    required: bool = False
    note: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one row per entry. ``spare``: the number of blank rows that are prepared for people to fill in.

    ``later``: the sheet was added later. A workbook of an earlier version does not have it; it is then read as empty.
    """

    sheet: str
    title: str
    note: str
    columns: tuple[Column, ...]
    spare: int = 20
    landscape: bool = False
    later: bool = False

    def index(self, column: str) -> int:
        """The 0-based column of a heading."""
        return next(i for i, c in enumerate(self.columns) if c.name == column)


@dataclass(frozen=True, slots=True)
class Settings:
    """A sheet with one row per setting: 项目, 内容, 说明.

    ``later``: the sheet was added later. A workbook of an earlier version does not have it; every default is then read.
    """

    sheet: str
    title: str
    note: str
    settings: tuple[Setting, ...]
    later: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A row as read: values by heading. ``row`` is 1-based; ``letters``: the column letters by heading."""

    sheet: str
    row: int
    values: Mapping[str, object]
    letters: Mapping[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """The text; '' if blank."""
        value = self.values.get(column)
        return "" if value is None else str(value)

    def number(self, column: str, default: int = 0) -> int:
        """The integer (hundredths or count); the default if blank."""
        value = self.optional(column)
        return default if value is None else value

    def optional(self, column: str) -> int | None:
        """The integer (hundredths or count); None if blank."""
        value = self.values.get(column)
        return value if isinstance(value, int) else None

    def weight(self, column: str) -> exact.Weight | None:
        """The weight (hundredths of a percent); None if blank."""
        value = self.values.get(column)
        return value if isinstance(value, int | Fraction) else None

    def date(self, column: str) -> dt.date | None:
        """The day; None if blank."""
        value = self.values.get(column)
        return value if isinstance(value, dt.date) else None

    def place(self, file: str, column: str) -> Place:
        """The place of this row's cell under a heading."""
        return Place(file, self.sheet, f"{self.letters.get(column, 'A')}{self.row}")


def write_table(book: Book, table: Table, rows: Iterable[Mapping[str, object]]) -> Page:
    """Write the sheet of a table: title, note, headings with comments, rows, spare rows, entry rules, print set-up.

    ``rows``: values by heading.
    """
    page = book.page(table.sheet, landscape=table.landscape)
    last = len(table.columns) - 1
    _write_head(page, table.title, table.note, last)
    for index, column in enumerate(table.columns):
        page.put(HEADING_ROW, index, column.name, styles.HEADING)
        if column.note:
            page.comment(HEADING_ROW, index, column.note)
    page.height(HEADING_ROW, _HEADING_HEIGHT)
    widths = [column.width for column in table.columns]
    page.widths(*widths)
    looks = [_look(column.kind, styles.INPUT) for column in table.columns]
    row = FIRST_ROW
    for values in rows:
        contents = [column.kind.put(values.get(column.name)) for column in table.columns]
        page.put_cells(row, list(zip(range(len(looks)), contents, looks, strict=True)))
        fit_row(page, row, zip(map(str, contents), widths, strict=True), styles.INPUT.size)
        row += 1
    for blank in range(row, row + table.spare):
        page.put_cells(blank, [(column, None, look) for column, look in enumerate(looks)])
        page.height(blank, _SPARE_HEIGHT)
    for index, column in enumerate(table.columns):
        rule = column.kind.rule()
        if rule is not None:
            page.rule(FIRST_ROW, index, row + table.spare - 1, index, rule, title=column.name)
    return page


def _look(kind: Kind, base: Style) -> Style:
    """The style of an input cell. A cell for weights has the format of text: in any other, 1/3 becomes a date."""
    return replace(base, number="@") if isinstance(kind, Weight) else base


def write_settings(book: Book, declared: Settings, values: Mapping[str, object]) -> Page:
    """Write the sheet of a settings table. ``values`` by name; a setting without a value gets its default."""
    page = book.page(declared.sheet)
    _write_head(page, declared.title, declared.note, 2)
    page.put_row(HEADING_ROW, 0, ["项目", "内容", "说明"], styles.HEADING)
    page.height(HEADING_ROW, _HEADING_HEIGHT)
    page.widths(*_SETTING_WIDTHS)
    for row, setting in enumerate(declared.settings, FIRST_ROW):
        value = values.get(setting.name, setting.default)
        page.put(row, 0, setting.name, styles.CELL)
        page.put(row, 1, setting.kind.put(value), _look(setting.kind, styles.INPUT_CENTRED))
        page.put(row, 2, setting.note, styles.SMALL)
        texts = (setting.name, str(setting.kind.put(value)), setting.note)
        fit_row(page, row, zip(texts, _SETTING_WIDTHS, strict=True), styles.SMALL.size)
        rule = setting.kind.rule()
        if rule is not None:
            page.rule(row, 1, row, 1, rule, title=setting.name)
    page.protect()
    return page


def _write_head(page: Page, title: str, note: str, last: int) -> None:
    page.merge(TITLE_ROW, 0, last, title, styles.TITLE)
    page.merge(NOTE_ROW, 0, last, f"{page.book.banner}  {note}".strip(), styles.SUBTITLE)
    page.height(TITLE_ROW, 34)
    page.height(NOTE_ROW, 48)
    page.head_rows(HEADING_ROW, HEADING_ROW)
