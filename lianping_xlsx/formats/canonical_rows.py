"""The rows of a sheet that are written in the usual way, and their values, without a parser: that takes much longer.

Rows of one layout differ in nothing but their numbers, and the strings to which they refer. What is left of a row
without these, its shape, is looked through once; of every other row of this shape only the values are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache
from typing import NamedTuple

from lianping_xlsx.core.cell_address import column_number
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.plain_text import plain_strings_of, plain_text
from lianping_xlsx.formats.sheet import EXCEL_ROWS, Cell, Run, joined
from lianping_xlsx.formats.sheet_frame import row_is_hidden

# A row in the usual spelling without formulas, whose cells all have its own number and at most two letters. The most
# frequent cells are tried first. A cell of the type number must hold one, and only an inline string may have its text
# in <is>. The possessive quantifiers forbid backtracking: hostile XML takes one pass, like any other. What they repeat
# is atomic, (?>…): of other groups Python before 3.11.5 takes an item that has begun and does not end for a whole one.
_ROW = re.compile(
    rb"""<row\ r="([1-9][0-9]{0,6})"([^<>/]*+)(?:/>|>
      (?><c\ r="[A-Z]{1,2}\1"(?>\ s="[0-9]++")?+
        (?:><v>[-+.0-9eE]*+</v></c>|\ ?/>|\ t="s"><v>[0-9]++</v></c>
        |(?>\ t="n")?+(?>\ [cv]m="[0-9]++")*+(?:\ ?/>|>(?><v>[-+.0-9eE]*+</v>|<v\ ?/>)?+</c>)
        |\ t="s"(?>\ [cv]m="[0-9]++")*+(?:\ ?/>|>(?><v>[0-9]*+</v>|<v\ ?/>)?+</c>)
        |\ t="(?:str|b|e|d)"(?>\ [cv]m="[0-9]++")*+(?:\ ?/>|>
          (?><v>[^<]*+</v>|<v(?:\ ?/|\ xml:space="preserve">[^<]*+</v)>)?+</c>)
        |\ t="inlineStr"(?>\ [cv]m="[0-9]++")*+(?:\ ?/>|>(?><is><t(?>\ xml:space="preserve")?+>[^<]*+</t></is>)?+</c>)
        ))*+
    </row>)""",
    re.VERBOSE,
)
_VALUE = re.compile(rb"<v>([^<]++)</v>")
_GAP = b"\xff"
"""The byte in place of a value that was taken out."""
_ROW_NUMBER = re.compile(rb'<row r="([1-9][0-9]{0,6}")')
_OWN_NUMBER = b"\xfe"
"""The byte in place of the number of the row. Neither byte occurs in UTF-8."""
_ROW_END = b"</row>"
_CELL = re.compile(
    rb"""<c\ r="([A-Z]++)[0-9]++"(?>\ s="([0-9]++)")?+(?>\ t="([A-Za-z]++)")?+
    (?>\ ?/>|></c>|><v></v></c>|><v\ ?/></c>|><v>([^<]++)</v></c>|([\ >]))""",
    re.VERBOSE,
)
"""A cell of a canonical row: letters, style, type, value; the last group is only there if something else follows."""
_ADDRESS = re.compile(rb'<c r="([^"]++)')
_LETTERS = re.compile(rb'<c r="([A-Z]++)')
_ATTRIBUTE = re.compile(r'\ ([\w:]+)="([^"&]*)"')
_ATTRIBUTES = re.compile(rf"(?>{_ATTRIBUTE.pattern})*+ ?")
_CACHED = 2_048
"""The bytes below which the attributes of a row are cached."""
_MOST, _MOST_BYTES, _LONGEST = 8_192, 4 << 20, 1 << 14
"""So many rows are known, so many bytes of them, and none of more bytes."""
SMALL = 1 << 14
"""The size in bytes below which a sheet is kept: all of its rows are learnt."""
_MOST_ROWS = 2_000
"""A sheet with more rows is no form: of such a sheet there is one, and its rows need not be learnt."""
_ENOUGH, _MOST_NEW = 1_024, 8
"""Once so many rows are known, a great sheet with more than so many new ones is left to calamine: all are different."""
_OF_NUMBERS = b"0123456789.+-eE"
_TYPES = {b"": 0, b"n": 0, b"s": 1, b"str": 2}
_KINDS, _NO_TYPE = 3, -1
"""The types whose values are read here: numbers, references to shared strings, texts."""


class _ValueRun(NamedTuple):
    """Values of one type in cells side by side. ``values``: where they are among those of the row. ``cells``: where
    they go in it. ``size``: how many they are."""

    type: int
    values: slice
    cells: slice
    size: int


@dataclass(frozen=True, slots=True)
class _RowShape:
    """The part that rows share. ``cells``, ``columns``: how many cells, also blank ones, and that of the last column.

    ``styles``: those of numbers. ``usual``: every value is in a run. ``blank``: the row without values, up to the last.
    """

    hidden: bool
    cells: int
    columns: int
    runs: tuple[_ValueRun, ...]
    styles: frozenset[bytes]
    usual: bool
    blank: list[Cell]


class _ShapedRow(NamedTuple):
    """A row and its shape, without its values; or several, of which only the last may have cells.

    ``first``, ``last``: their numbers, from 1. ``hidden``: those that are not displayed, from 0.
    """

    first: int
    last: int
    hidden: tuple[Run, ...]
    shape: _RowShape


@dataclass(slots=True)
class CanonicalRows:
    """The rows of a sheet. ``last``: the number of the last one. ``cells``, ``columns``: of all cells, also blank ones.

    Nobody may change what it holds: the same sheet of another file has the same rows.
    """

    last: int = 0
    cells: int = 0
    columns: int = 0
    hidden: tuple[Run, ...] = ()
    _rows: list[_ShapedRow] = field(default_factory=list)
    _found: list[list[bytes]] = field(default_factory=lambda: [[] for _ in range(_KINDS)])
    """The values of each type."""

    def is_usual(self, dateless: frozenset[bytes]) -> bool:
        """Return True if :meth:`values` may read it. ``dateless``: the styles in which a number is no date or time."""
        return all(row.shape.usual and row.shape.styles <= dateless for row in self._rows)

    def values(self, strings: Mapping[bytes, str]) -> list[list[Cell]] | None:
        """The values of rows that are usual; None if calamine must read them. ``strings``: by their references."""
        numbers, references, texts = self._found
        try:
            read = (
                list(map(float, numbers)),
                list(map(strings.__getitem__, references)),
                list(map(plain_text, texts)),
            )
        except (KeyError, ValueError):
            return None
        return self._arranged(read)

    def _arranged(self, read: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
        """The values in their rows, down to the last one with a value. ``read``: the values of each type."""
        width = max((len(row.shape.blank) for row in self._rows), default=0)
        taken = [0] * len(read)
        arranged: list[list[Cell]] = []
        filled = 0
        for _, last, _, shape in self._rows:
            cells = shape.blank.copy()
            for type_, _, places, size in shape.runs:
                start = taken[type_]
                taken[type_] = end = start + size
                cells[places] = read[type_][start:end]
            if len(cells) < width:
                cells += [""] * (width - len(cells))
            while len(arranged) < last - 1:
                arranged.append([""] * width)
            arranged.append(cells)
            if shape.runs:
                filled = last
        del arranged[filled:]
        return arranged


def canonical_rows(body: bytes) -> CanonicalRows | None:
    """The rows between the tags of ``sheetData``, without formulas; None if they are not canonical.

    Then their numbers increase, and no cell occurs twice.
    """
    if _GAP in body or _OWN_NUMBER in body:
        return None
    *pieces, rest = body.split(_ROW_END) if body.count(_ROW_END) <= _MOST_ROWS else (body,)
    found: list[list[bytes]] = [[] for _ in range(_KINDS)]
    rows: list[_ShapedRow] = []
    known = _KNOWN.rows
    most_new = len(pieces) if len(known) < _ENOUGH or len(body) < SMALL else _MOST_NEW
    last = 0
    for at, piece in enumerate(pieces):
        parts = _VALUE.split(piece)
        without = _GAP.join(parts[::2])
        row = known.get(without)
        if row is None:
            row, is_new = _KNOWN.learn(without, piece)
            most_new -= is_new
        if row is None or row.first <= last:
            return None
        last = row.last
        values = parts[1::2]
        for type_, places, _, _ in row.shape.runs:
            found[type_] += values[places]
        rows.append(row)
        if most_new < 0 or not row.shape.usual:  # calamine will read the sheet
            rest = _ROW_END.join((*pieces[at + 1 :], rest))
            break
    if rest:
        row = _look_through(rest)
        if row is None or row.first <= last:
            return None
        rows.append(row)
        last = row.last
    numbers, references = b"".join(found[0]), b"".join(found[1])
    if last > EXCEL_ROWS or numbers.translate(None, _OF_NUMBERS) or not (references or b"0").isdigit():
        return None
    hidden = [run for row in rows if row.hidden for run in row.hidden]
    cells = sum([row.shape.cells for row in rows])
    columns = max([row.shape.columns for row in rows], default=0)
    return CanonicalRows(last, cells, columns, joined(hidden), rows, found)


def values_of(
    sheets: Sequence[CanonicalRows | None], strings: bytes, dateless: frozenset[bytes]
) -> list[list[list[Cell]]] | None:
    """The values of all sheets of a workbook, as calamine gives them; None if it must read one of them.

    ``strings``: what :func:`~lianping_xlsx.formats.workbook_parts.plain_strings` returned. ``dateless``: the styles in
    which a number is no point in time.
    """
    usual = [rows for rows in sheets if rows is not None and rows.is_usual(dateless)]
    if len(usual) < len(sheets):
        return None
    texts = plain_strings_of(strings)
    found = []
    for rows in usual:
        values = rows.values(texts)
        if values is None:
            return None
        found.append(values)
    return found


class _KnownRows:
    """The rows that were read, and their shapes: a child reads thousands of forms of one layout.

    ``rows``: by the row without its values and its end tag. ``shapes``: with ``_OWN_NUMBER`` in it.
    """

    def __init__(self) -> None:
        self.rows: dict[bytes, _ShapedRow] = {}
        self.shapes: dict[bytes, _RowShape] = {}
        self._size = 0

    def learn(self, without: bytes, piece: bytes) -> tuple[_ShapedRow | None, bool]:
        """A row that did not come before, and whether its shape is new; it is kept if it is usual.

        None if it is not canonical. ``without``: the row without its values. ``piece``: with them. Both end before its
        end tag.
        """
        number = _ROW_NUMBER.match(without)
        general = b"" if number is None else without.replace(number[1], _OWN_NUMBER)
        shape = self.shapes.get(general)
        if number is not None and shape is not None:
            at = int(number[1][:-1])
            row = _ShapedRow(at, at, ((at - 1, at - 1),) if shape.hidden else (), shape)
            self._keep(without, row)
            return row, False
        looked = _look_through(piece + _ROW_END, shaped=True)
        if looked is not None and looked.shape.usual and len(without) <= _LONGEST:
            self._keep(without, looked)
            # If the number stands only where it is that of the row, rows of other numbers have the same shape.
            if looked.first == looked.last and general.count(_OWN_NUMBER) == looked.shape.cells + 1:
                self.shapes[general] = looked.shape
        return looked, True

    def _keep(self, without: bytes, row: _ShapedRow) -> None:
        if len(self.rows) >= _MOST or self._size > _MOST_BYTES:
            self.rows.clear()
            self.shapes.clear()
            self._size = 0
        self.rows[without] = row
        self._size += len(without)


_KNOWN = _KnownRows()


def _look_through(written: bytes, *, shaped: bool = False) -> _ShapedRow | None:
    """The rows; None if they are not canonical. ``shaped``: find out where the values of the last one go."""
    position = first = last = 0
    hidden: list[Run] = []
    for match in _ROW.finditer(written):
        number = int(match[1])
        if match.start() != position or number <= last:
            return None
        position, first, last = match.end(), first or number, number
        more = match[2]
        hides = (_hides_again(more) if len(more) < _CACHED else _hides(more)) if more else False
        if hides is None:
            return None
        if hides:
            hidden.append((number - 1, number - 1))
    addresses = _ADDRESS.findall(written)
    if position != len(written) or len(set(addresses)) != len(addresses):
        return None
    if shaped:
        shape = _shape_of(_CELL.findall(written), hidden=bool(hidden))
    else:
        letters = set(_LETTERS.findall(written))
        columns = max(map(_column, letters), default=-1) + 1
        shape = _RowShape(bool(hidden), len(addresses), columns, (), frozenset(), usual=not addresses, blank=[])
    return _ShapedRow(first, last, tuple(hidden), shape)


def _shape_of(cells: Sequence[Sequence[bytes]], *, hidden: bool) -> _RowShape:
    """The shape of a canonical row. ``cells``: the groups of ``_CELL``. An unusual one has no runs."""
    runs: list[_ValueRun] = []
    styles: set[bytes] = set()
    column, columns, size, type_, values = -1, 0, 0, 0, 0
    usual = True
    for letters, style, written, value, other in cells:
        at = _column(letters)
        columns = max(columns, at + 1)
        kind = _TYPES.get(written, _NO_TYPE)
        if other or kind == _NO_TYPE or (written and not value):
            usual = False
        if not value:
            continue
        if kind == 0 and style:
            styles.add(style)
        if size and (kind != type_ or at != column + 1):
            runs.append(_run(type_, values, column, size))
            size = 0
        column, type_ = at, kind
        size += 1
        values += 1
    if size:
        runs.append(_run(type_, values, column, size))
    blank: list[Cell] = [""] * max([run.cells.stop for run in runs], default=0)
    return _RowShape(hidden, len(cells), columns, tuple(runs) if usual else (), frozenset(styles), usual, blank)


def _run(type_: int, values: int, column: int, size: int) -> _ValueRun:
    """The run that ends with the last of so many values, in a column."""
    return _ValueRun(type_, slice(values - size, values), slice(column + 1 - size, column + 1), size)


@cache  # at most two letters
def _column(letters: bytes) -> int:
    return column_number(letters.decode("ascii"))


def _hides(attributes: bytes) -> bool | None:
    """True if a row with these attributes is not displayed; None if they are not written in the usual way."""
    text = attributes.decode("utf-8", "replace")
    pairs = _ATTRIBUTE.findall(text) if _ATTRIBUTES.fullmatch(text) else []
    named = dict(pairs)
    return row_is_hidden(named) if pairs and len(named) == len(pairs) else None


# The rows of one form have the same attributes.
_hides_again = lru_cache(maxsize=1_000)(_hides)
