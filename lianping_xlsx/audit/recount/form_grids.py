"""A form as it came back: its key on the hidden sheet 表身份, and its cells by the visible keys of rows and columns.

Nothing here depends on where a cell stands: rows may have been sorted, columns moved, sheets gathered in one workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_to_tuple

from .cell_values import alike, words
from .sheet_lines import sheets_in

STAMP, CORRECTION, RESULT = "LIANPING-XLSX-STAMP", "LIANPING-XLSX-CORRECTION", "LIANPING-XLSX-RESULT"
"""The first cell of the hidden sheets: identity of forms, files that are corrected, result of another campaign."""
CORNER = "#键"
"""The cell where the row of the column keys meets the column of the row keys."""
HEADS = {"发出票数": "issued", "收回票数": "returned"}
"""The labels above a register."""
_TOP = 60
"""So many rows from the top a code or the row of keys is looked for."""
_CODE = re.compile(r"\s*表码[\s：:]*([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])")

_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
COVERED = "（合并的单元格盖住了这一格）"
"""The text of a cell that another one covers: it is no number, whatever lies there."""
BESIDE = "（填在了旁边）"
"""The text of a blank cell for which the summary holds what stands beside it: it is no number, and not blank."""

Lines = Sequence[Sequence[object]]
Span = tuple[int, int, int, int]
"""Merged cells: the first row and column, the last row and column, counted from 0."""


@dataclass(frozen=True)
class Page:
    """A sheet: its name, its rows from the first on, and its merged cells."""

    name: str
    rows: Lines
    merged: Sequence[Span] = ()

    @property
    def mark(self) -> str:
        """What stands in the first cell."""
        return words(self.rows[0][0]) if self.rows and self.rows[0] else ""


@dataclass(frozen=True)
class FormKey:
    """Which form it is. ``unit``, ``ratee``: codes. ``typing``: 2 for the second of two registers (双人录入)."""

    unit: str
    form: str
    poll: str = ""
    voter_class: str = ""
    ratee: str = ""
    component: str = ""
    typing: int = 0


@dataclass(frozen=True)
class Grid:
    """The cells of a form: ``cells`` by row key and column key, ``heads`` by name (issued, returned)."""

    columns: tuple[str, ...]
    cells: Mapping[str, Mapping[str, object]]
    heads: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Copy:
    """A form in a file. ``grid``: None where the keys are not there, or stand there twice.

    ``replaces``: SHA-256 of the files that it corrects.
    """

    key: FormKey
    code: str
    sheet: str
    grid: Grid | None
    file: str = ""
    sha256: str = ""
    replaces: frozenset[str] = frozenset()


# ---------------------------------------------------------------- workbooks


Tell = Callable[[str], object]
"""Told what is being done, in words, by work that takes seconds."""


def nobody_listens(_: str) -> None:
    """Nobody is told."""


def read_pages(data: bytes, tell: Tell = nobody_listens) -> list[Page]:
    """The sheets of a workbook. A formula is its text, which is no number: nobody typed its result.

    ``tell``: told which sheet has been read.
    """
    pages = []
    for name, rows, part in sheets_in(data):
        tell(f"正在读取“{name}”……")
        pages.append(Page(name, rows, _merged(part)))
    return pages


def _merged(part: bytes) -> list[Span]:
    """The merged cells of a sheet, which openpyxl does not tell of one that is read in a stream."""
    behind = part[part.rfind(b"sheetData") :]
    spans = (match.groups() for match in _MERGED.finditer(behind))
    column = column_index_from_string
    return [
        (int(top) - 1, column(left.decode()) - 1, int(bottom) - 1, column(right.decode()) - 1)
        for left, top, right, bottom in spans
    ]


Besides = Callable[[FormKey, str], Collection[str]]
"""The addresses on the sheet of a form of the blank cells that were meant by what stands beside them."""


def nothing_beside(_key: FormKey, _sheet: str) -> Collection[str]:
    """No such cell."""
    return ()


def copies_in(pages: Sequence[Page], campaign: str = "", besides: Besides = nothing_beside) -> list[Copy]:
    """The forms in a workbook. ``campaign``: what its stamps must say; '' for any."""
    stamps = [lines for page in pages if page.mark == STAMP for lines in [_texts(page.rows)] if _is_of(lines, campaign)]
    forms = [line[1:] for lines in stamps for line in lines if line[0] == "form" and len(line) == 5]
    keys = {code: form_key(key) for code, key, _, _ in forms}
    corrected = _corrected(pages)
    found = []
    for page in pages:
        code = _code_on(page)
        if code in keys:
            replaces = frozenset(corrected.get(code, ()))
            rows = _not_blank(page.rows, besides(keys[code], page.name))
            found.append(Copy(keys[code], code, page.name, find_grid(rows, page.merged), replaces=replaces))
    return found


def _not_blank(rows: Lines, besides: Collection[str]) -> Lines:
    """The rows with BESIDE in these cells, where they are blank."""
    spots = {(row - 1, column - 1) for row, column in map(coordinate_to_tuple, besides)}
    if not spots:
        return rows
    width = max(column for _, column in spots) + 1
    wide = [[*row, *[None] * (width - len(row))] for row in rows]
    return [
        [BESIDE if (n, at) in spots and not words(cell) else cell for at, cell in enumerate(row)]
        for n, row in enumerate(wide)
    ]


def _texts(rows: Lines) -> list[list[str]]:
    """The filled cells of each row; programs add blank ones."""
    lines = [[str(cell) for cell in row if cell not in (None, "")] for row in rows]
    return [line for line in lines if line]


def _is_of(lines: Sequence[Sequence[str]], campaign: str) -> bool:
    return not campaign or ["campaign", campaign] in [list(line) for line in lines]


def _corrected(pages: Iterable[Page]) -> dict[str, list[str]]:
    """By code of a form the SHA-256 of the files whose form it replaces."""
    found: dict[str, list[str]] = {}
    for page in pages:
        for line in _texts(page.rows) if page.mark == CORRECTION else ():
            if line[0] in ("reply", "earlier"):
                found.setdefault(line[1], []).append(line[2])
    return found


def _code_on(page: Page) -> str:
    cells = (cell for row in page.rows[:_TOP] for cell in row if isinstance(cell, str) and "表码" in cell)
    return next((match[1] for cell in cells if (match := _CODE.match(cell.upper()))), "")


def form_key(text: str) -> FormKey:
    """The key of a form, its parts between bars; a bar in a name has a backslash before it."""
    unit, form, poll, voter_class, ratee, *more = _key_parts(text)
    if form == "测评票" and more == ["2"]:
        return FormKey(unit, form, poll, voter_class, ratee, typing=2)
    return FormKey(unit, form, poll, voter_class, ratee, "".join(more))


def _key_parts(text: str) -> list[str]:
    parts, escaped = [""], False
    for sign in text:
        if escaped or sign not in "\\|":
            parts[-1], escaped = parts[-1] + sign, False
        elif sign == "\\":
            escaped = True
        else:
            parts.append("")
    return parts


# ---------------------------------------------------------------- grids


def find_grid(rows: Lines, merged: Sequence[Span] = ()) -> Grid | None:
    """The cells by their keys.

    Those under ``merged`` cells are COVERED where they hold something, or what is shown above them might be theirs.
    """
    head = next((n for n, row in enumerate(rows[:_TOP]) if CORNER in map(words, row)), None)
    if head is None:
        return None
    columns = {index: key for index, cell in enumerate(rows[head]) if (key := words(cell))}
    corner = next(index for index, key in columns.items() if key == CORNER)
    below = {number: row for number, row in enumerate(rows) if number > head and len(row) > corner}
    keyed = [(words(row[corner]), number) for number, row in below.items() if words(row[corner])]
    if len({*columns.values()}) < len(columns):
        return None
    own = [index for index in columns if index != corner]
    seen = _seen_in(rows, merged, corner, max(columns))
    cells: dict[str, dict[str, object]] = {}
    for key, number in keyed:
        cells.setdefault(key, {columns[index]: seen(number, index) for index in own})
    return Grid(tuple(columns[index] for index in own), cells, dict(_heads(rows[:head])))


def _seen_in(rows: Lines, merged: Sequence[Span], corner: int, last: int) -> Callable[[int, int], object]:
    """A function that returns the content of a cell (row, column), up to the column ``last``.

    ``corner``: the column of the keys; what is merged from there on is a line of the form: a note, a signature.
    """

    def lies(row: int, column: int) -> object:
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None

    covered = set()
    for top, left, bottom, right in merged:
        shown = left != corner and words(lies(top, left))
        spots = [
            (row, at) for row in range(top, min(bottom, len(rows)) + 1) for at in range(left, min(right, last) + 1)
        ]
        covered |= {spot for spot in spots if spot != (top, left) and (shown or words(lies(*spot)))}
    return lambda row, column: COVERED if (row, column) in covered else lies(row, column)


def _heads(rows: Lines) -> Iterator[tuple[str, object]]:
    """What stands right of each label above the grid, up to the next one."""
    for row in rows:
        names = [HEADS.get(alike(words(cell)).rstrip(":"), "") for cell in row]
        for at, name in enumerate(names):
            if name:
                last = next((n for n in range(at + 1, len(row)) if names[n]), len(row))
                yield name, next((cell for cell in row[at + 1 : last] if words(cell)), None)
