"""The scheme of the year before, made that of the next year: which cells change, and which a person has to look at.

Lists and rules stay. What was so of that year alone goes: its deadline, its events (否决与加减分), who agreed to what
about its few voters (票少接受), and the words of a sample.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence, Set

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import half_width, is_blank
from lianping_xlsx.scheme.scheme_sheets import PROFILE, SHEETS
from lianping_xlsx.scheme.scheme_workbook import Rows, names_of_sheets
from lianping_xlsx.scheme.tier_sheets import ADJUSTMENTS
from lianping_xlsx.spreadsheet.table_reading import find_columns, find_settings
from lianping_xlsx.spreadsheet.tables import Settings, Table

TITLE, YEAR, BANNER = "方案名称", "年度", "标注"
_NOTES = 3
"""So many rows of a sheet may hold its title and its note."""
DEADLINES = ("报送截止日期", "补报截止日期")
LAST_YEAR_FOLDER = "上年考核文件夹"
_ACCEPTED = "票少接受"
_SAMPLE = "示例"
"""A 标注 with this word is that of a sample."""
_YEAR = re.compile(r"(?<![0-9０-９])[2２][0０][0-9０-９]{2}(?![0-9０-９])")


@dataclass(frozen=True, slots=True)
class YearCell:
    """A cell of the scheme: its sheet (``declared`` as, and by its present name), row and column (0-based), content.

    ``name``: of the setting or column. ``after``: what stands in it next year; None: nothing.
    """

    declared: str
    sheet: str
    row: int
    column: int
    name: str
    before: object
    after: object = None

    @property
    def address(self) -> str:
        """Its address, such as B4."""
        return a1(self.row, self.column)


@dataclass(frozen=True, slots=True)
class NextYear:
    """``changed``: the cells that are others next year. ``to_look_at``: those that name the year before.

    ``notes``: the notes on the sheets that no longer begin with the 标注 of a sample.
    ``year_kept``: the cell 年度 if it stays as it is, since it holds no year; else None.
    """

    changed: tuple[YearCell, ...]
    to_look_at: tuple[YearCell, ...]
    year_kept: YearCell | None = None
    notes: tuple[YearCell, ...] = ()


def next_year(sheets: Mapping[str, Rows], last_year_folder: str) -> NextYear:
    """What changes in a scheme that is carried over. ``sheets``: its rows, by name.

    ``last_year_folder``: the campaign folder it comes from, as the next one names it.
    """
    cells = tuple(_cells(sheets))
    years = next((_years_in(cell) for cell in cells if cell.name == YEAR), frozenset[str]())
    changed = tuple(_changed(cells, years, last_year_folder))
    known = {(cell.sheet, cell.row, cell.column) for cell in changed}
    others = [cell for cell in cells if (cell.sheet, cell.row, cell.column) not in known]
    kept = next((cell for cell in others if cell.name == YEAR and not is_blank(cell.before)), None)
    to_look_at = tuple(cell for cell in others if years & _years_in(cell))
    return NextYear(changed, to_look_at, kept, tuple(_notes(sheets, changed)))


def _cells(sheets: Mapping[str, Rows]) -> Iterator[YearCell]:
    """Yield what people may have typed: the 内容 of settings and the cells of rows; blank ones only of 基本信息."""
    names = names_of_sheets(sheets)
    for declared in SHEETS:
        name = names[declared.sheet]
        if name is None:
            continue
        if isinstance(declared, Settings):
            yield from _settings(name, declared, sheets[name])
        else:
            yield from _rows(name, declared, sheets[name])


def _settings(sheet: str, declared: Settings, rows: Rows) -> Iterator[YearCell]:
    for name, (row, column) in find_settings(declared, rows).items():
        content = rows[row][column]
        if declared is PROFILE or not is_blank(content):
            yield YearCell(declared.sheet, sheet, row, column, name, content)


def _rows(sheet: str, table: Table, rows: Rows) -> Iterator[YearCell]:
    found = find_columns(table, rows)
    if found is None:
        return
    head, position = found
    columns = list(position.items())
    if table is ADJUSTMENTS:  # what the office has written beside an event is of that year, too
        columns += [(str(word), at) for at, word in enumerate(rows[head]) if at not in position.values()]
    for number, row in enumerate(rows[head + 1 :], head + 1):
        for name, column in columns:
            if not is_blank(row[column]):
                yield YearCell(table.sheet, sheet, number, column, name, row[column])


def _notes(sheets: Mapping[str, Rows], changed: Sequence[YearCell]) -> Iterator[YearCell]:
    """Yield the notes above the tables and settings that begin with the 标注 of a sample which is cleared."""
    banner = next((str(cell.before) for cell in changed if cell.name == BANNER and cell.after is None), None)
    for declared in SHEETS if banner else ():
        name = names_of_sheets(sheets)[declared.sheet]
        for number, row in enumerate(sheets[name][:_NOTES] if name else ()):
            if row and (text := str(row[0])).startswith(f"{banner} "):
                yield YearCell(declared.sheet, name or "", number, 0, "", text, text.removeprefix(banner or "").strip())


def _changed(cells: Sequence[YearCell], years: Set[str], last_year_folder: str) -> Iterator[YearCell]:
    """Yield the cells that change. ``years``: those of 年度, two for a school year (2024-2025学年)."""
    for cell in cells:
        after = _after(cell, years, last_year_folder)
        if after != cell.before and not (after is None and is_blank(cell.before)):
            yield replace(cell, after=after)


def _after(cell: YearCell, years: Set[str], last_year_folder: str) -> object:
    """What stands in a cell next year; None: nothing."""
    if cell.name in (YEAR, TITLE):
        return _next(cell.before, years) if years else cell.before
    if cell.name == LAST_YEAR_FOLDER:
        return last_year_folder
    of_that_year = cell.name in (*DEADLINES, _ACCEPTED) or cell.declared == ADJUSTMENTS.sheet
    return None if of_that_year or (cell.name == BANNER and of_sample(str(cell.before))) else cell.before


def of_sample(banner: str) -> bool:
    """Return True if a 标注 is that of a sample."""
    return _SAMPLE in banner


def _next(content: object, years: Set[str]) -> object:
    """The content with the next year in place of each of ``years``; a number stays a number, a day becomes one."""
    if isinstance(content, int | float | dt.date):
        return (content.year if isinstance(content, dt.date) else int(content)) + 1
    # Digits alone become half width: other marks of a title stay as they are printed.
    return _YEAR.sub(lambda found: str(int(found[0]) + 1) if half_width(found[0]) in years else found[0], str(content))


def _years_in(cell: YearCell) -> Set[str]:
    return frozenset(map(half_width, _YEAR.findall(str(cell.before))))
