"""The rows of a table of the scheme as an import changes them: new, filled in, different, taken away.

A cell with other contents than the list is only changed if that was agreed to; a blank one is filled in. A new row
takes the place of one that is taken away, or stands behind the last one; nothing moves unless rows become fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import code_key, is_blank, name_key, number_text, show_raw
from lianping_xlsx.formats.sheet import ERRORS
from lianping_xlsx.scheme.list_columns import ListRow, OfficeList
from lianping_xlsx.scheme.list_words import ListKind
from lianping_xlsx.scheme.scheme_workbook import Rows
from lianping_xlsx.spreadsheet.cell_kinds import Text
from lianping_xlsx.spreadsheet.table_reading import find_columns
from lianping_xlsx.spreadsheet.tables import Column, Table

_SHORT_HAN = re.compile(r"[㐀-鿿豈-\ufaff\U00020000-\U0003ffff]{1,4}")
"""Rare characters of names stand beyond the usual range."""
_NAMES = frozenset({"姓名", "名称", "所在单位"})
_NUMBER = re.compile(r"[0-9０-９.．]+")
"""No name: numbers stand there in the rows of a small table below a list, of totals above all."""
_CODE = re.compile(r"(.*?)(\d+)\Z", re.ASCII)
_ERRORS = frozenset(ERRORS.values())
CODE = "编号"


class RowState(StrEnum):
    """What an import does with a row."""

    NEW = "新增"
    SAME = "相同"
    FILLED = "补全"
    REPLACED = "改写"
    KEPT = "不同，保留原来的"
    REMOVED = "删去"
    UNTOUCHED = "没有动"


@dataclass(slots=True)
class PlannedRow:
    """A row of the scheme before and after an import. ``number``: 0-based on its sheet, None for a new one.

    ``after``: None where the row is taken away. ``offered``: what the list says otherwise, and what was not agreed to.
    ``met``: the list has this row. ``beside``: what people put into columns that the table does not have, by column
    (0-based); it belongs to the row and goes where that goes.
    """

    number: int | None
    before: Mapping[str, object] = field(default_factory=dict)
    after: dict[str, object] | None = None
    offered: dict[str, object] = field(default_factory=dict)
    met: bool = False
    beside: Mapping[int, object] = field(default_factory=dict)

    @property
    def state(self) -> RowState:
        """What happens to the row."""
        if self.after is None:
            return RowState.REMOVED
        if self.number is None or not self.before:
            return RowState.NEW
        if self.offered:
            return RowState.KEPT
        changed = [name for name, content in self.after.items() if content != self.before.get(name)]
        if changed:
            filled = all(is_blank(self.before.get(name)) for name in changed)
            return RowState.FILLED if filled else RowState.REPLACED
        return RowState.SAME if self.met else RowState.UNTOUCHED

    def text(self, name: str) -> str:
        """What stands in a column after the import, or stood there if the row is taken away."""
        return as_text((self.before if self.after is None else self.after).get(name))


@dataclass
class TableEdit:
    """A table of the scheme that an import changes. ``sheet``: its present name. ``position``: 0-based columns."""

    table: Table
    sheet: str
    head: int
    position: Mapping[str, int]
    rows: list[PlannedRow]

    def stay(self) -> list[PlannedRow]:
        """The rows that are not taken away."""
        return [row for row in self.rows if row.after is not None]

    def find(self, name: str, content: object) -> PlannedRow | None:
        """The first row with this content in a column, in any spelling."""
        key = _key(name, content)
        return next((row for row in self.stay() if _key(name, (row.after or {}).get(name)) == key), None)

    def add(self, values: Mapping[str, object]) -> PlannedRow:
        """A new row at the end. What the sheet has no column for is left out."""
        row = PlannedRow(None, after={name: each for name, each in values.items() if name in self.position}, met=True)
        self.rows.append(row)
        return row

    def update(self, row: PlannedRow, values: Mapping[str, object], *, agreed: bool) -> None:
        """Fill in the blank cells of a row; change the others only if that was ``agreed`` to."""
        row.met = True
        assert row.after is not None
        unlike = self.unlike(row, values)
        for name, content in values.items():
            if name not in self.position or is_blank(content):
                continue
            if is_blank(row.after.get(name)) or (agreed and name in unlike):
                row.after[name] = content
            elif name in unlike:
                row.offered[name] = content

    def unlike(self, row: PlannedRow, values: Mapping[str, object]) -> Sequence[str]:
        """The columns in which a row has something else than these values; what is blank on one side is not."""
        before = {name: content for name, content in (row.after or {}).items() if not is_blank(content)}
        listed = [column for column in self.table.columns if column.name in before.keys() & self.position.keys()]
        said = [column for column in listed if not is_blank(values.get(column.name))]
        return [column.name for column in said if not _same(column, before[column.name], values[column.name])]

    def give_way(self) -> None:
        """Take a 编号 away that another row keeps: an old row has its own again, a new one none."""
        while True:
            now = [(row, code_of(row.after or {})) for row in self.stay()]
            kept = {code for row, code in now if row.before and code == code_of(row.before)}
            clashing = [row for row, code in now if code in kept and code != code_of(row.before)]
            for row in clashing:
                assert row.after is not None
                taken = row.after.pop(CODE)
                if row.before:
                    row.offered[CODE], row.after[CODE] = taken, row.before.get(CODE)
            if not clashing:
                return

    def next_code(self, beginning: str) -> str:
        """A 编号 in the way of the table: one that became free, in order, else the one behind the greatest."""
        known = [as_text(row.before.get(CODE)) for row in self.rows if row.before]
        taken = {code_key(as_text((row.after or {}).get(CODE))) for row in self.stay()}
        free = next((code for code in known if code and code_key(code) not in taken), None)
        if free is not None:
            return free
        series = [found.groups() for code in (*known, *taken) if (found := _CODE.match(code.upper()))]
        starts = [start for start, _ in series]
        start = max(starts, key=starts.count) if starts else beginning
        numbers = [(int(digits), len(digits)) for own, digits in series if own == start]
        number, width = max(numbers, default=(0, 2))
        return f"{start}{number + 1:0{width}d}"

    def cells(self) -> Iterator[tuple[tuple[int, int], object]]:
        """Yield the row, column and content of each cell that changes; None where it becomes blank."""
        old = [(row.number, self._spread(row.before, row)) for row in self.rows if row.number is not None]
        rows = self._in_order()
        end = max((number for number, _ in old), default=self.head)
        nothing: Mapping[int, object] = {}
        places = [*old, *((end + count, nothing) for count in range(1, len(rows) - len(old) + 1))]
        rows += [nothing] * (len(places) - len(rows))
        for (number, before), after in zip(places, rows, strict=True):
            for column in sorted({*before, *after}):
                content = after.get(column)
                if content != before.get(column) and not (is_blank(content) and is_blank(before.get(column))):
                    yield (number, column), None if is_blank(content) else content

    def _in_order(self) -> list[Mapping[int, object]]:
        """The contents of the rows that stay, new ones in the places of those that go; what is behind closes up."""
        new = [self._spread(row.after, row) for row in self.rows if row.number is None and row.after is not None]
        rows: list[Mapping[int, object]] = []
        for row in self.rows:
            if row.number is not None and row.after is not None:
                rows.append(self._spread(row.after, row))
            elif row.number is not None and new:
                rows.append(new.pop(0))
        return rows + new

    def _spread(self, contents: Mapping[str, object], row: PlannedRow) -> Mapping[int, object]:
        """The contents by column, with those beside the table."""
        return {**row.beside, **{self.position[name]: each for name, each in contents.items()}}


def table_edit(table: Table, sheet: str, rows: Rows) -> TableEdit:
    """The rows of a table, which has been read without an error, to be changed."""
    head, position = find_columns(table, rows) or (len(rows), {})
    planned = []
    for number, row in enumerate(rows[head + 1 :], head + 1):
        contents = {name: row[column] for name, column in position.items() if not is_blank(row[column])}
        if contents:
            own = set(position.values())
            beside = {column: cell for column, cell in enumerate(row) if column not in own and not is_blank(cell)}
            planned.append(PlannedRow(number, contents, dict(contents), beside=beside))
    return TableEdit(table, sheet, head, position, planned)


def entries(found: OfficeList, row: ListRow, table: Table, file: str, findings: list[Finding]) -> dict[str, object]:
    """The values of a row of a list as a table holds them. Findings: ``import.bad-cell``, ``import.number-as-name``."""
    values: dict[str, object] = {}
    for column in table.columns:
        raw = row.values.get(column.name)
        if raw is None or column.name not in found.columns:
            continue
        taken = column.kind.take(raw)
        counted = column.name in _NAMES and _NUMBER.fullmatch(as_text(raw)) is not None
        if taken.problem is not None or _is_error(raw) or counted:
            place = Place(file, found.sheet, a1(row.number - 1, found.columns[column.name]))
            slots = {"raw": show_raw(raw), "column": column.name}
            fault = Finding("import.bad-cell", place, slots | {"expects": column.kind.expects()})
            findings.append(Finding("import.number-as-name", place, slots) if counted else fault)
            continue
        value = column.kind.put(taken.value)
        values[column.name] = _tidy(value) if isinstance(column.kind, Text) and isinstance(value, str) else value
    return values


def _is_error(raw: object) -> bool:
    return isinstance(raw, str) and raw.startswith("#") and raw.endswith(("!", "?", "A"))


def common(rows: Iterable[PlannedRow], name: str) -> str:
    """The content that all rows have in a column; '' if they differ or there are none."""
    found = {as_text(row.before.get(name)) for row in rows if row.before}
    return found.pop() if len(found) == 1 else ""


def as_text(content: object) -> str:
    """A content of a cell of the scheme as text."""
    if content is None:
        return ""
    return number_text(content) if isinstance(content, float) else str(content).strip()


def _tidy(text: str) -> str:
    """Names of two to four characters are often spread by spaces; line ends stay in longer texts."""
    close = "".join(text.split())
    return close if _SHORT_HAN.fullmatch(close) else text


def _key(name: str, content: object) -> str:
    return code_key(as_text(content)) if name == CODE else name_key(as_text(content))


def _same(column: Column, one: object, other: object) -> bool:
    if isinstance(column.kind, Text):
        return _key(column.name, one) == _key(column.name, other)
    return column.kind.take(one).value == column.kind.take(other).value


def row_key(row: PlannedRow, names: Sequence[str]) -> tuple[str, ...]:
    """What identifies a row after the import, in any spelling."""
    return tuple(_key(name, (row.after or {}).get(name)) for name in names)


# ---------------------------------------------------------------- 编号


class ListedCodes:
    """The 编号 in the lists of a workbook, by what else a row is known by.

    Who somebody is comes before his 编号: a list may give it to another, and name the first one further down.
    """

    def __init__(self, lists: Sequence[OfficeList]) -> None:
        self._lists = [(found, _codes_by_identity(found)) for found in lists]

    def _of(self, kind: ListKind, values: Mapping[str, object]) -> set[str]:
        """The 编号 that lists give to what has these values; '' for a row without one."""
        found = (codes.get(_identity(listed, values), ()) for listed, codes in self._lists if listed.kind is kind)
        return set().union(*found)

    def is_of_another(self, row: PlannedRow, kind: ListKind, values: Mapping[str, object]) -> bool:
        """Return True if the lists have a row of the scheme, but never under the 编号 of these values."""
        codes = self._of(kind, row.after or {})
        return bool(codes) and code_of(values) not in codes

    def has_own(self, row: PlannedRow, kind: ListKind) -> bool:
        """Return True if the lists have a row of the scheme under the 编号 that it has."""
        return code_of(row.after or {}) in self._of(kind, row.after or {})


def code_of(values: Mapping[str, object]) -> str:
    """The 编号 among values, as it is compared."""
    return code_key(as_text(values.get(CODE)))


def _codes_by_identity(found: OfficeList) -> Mapping[tuple[str, ...], set[str]]:
    codes: dict[tuple[str, ...], set[str]] = {}
    told: list[Finding] = []  # what is wrong with a cell is told where it is put into the scheme
    for row in found.rows:
        values = entries(found, row, found.kind.table, "", told)
        codes.setdefault(_identity(found, values), set()).add(code_of(values))
    return codes


def _identity(found: OfficeList, values: Mapping[str, object]) -> tuple[str, ...]:
    """What a row is known by beside its 编号, as far as a list has the columns."""
    return row_key(PlannedRow(None, after=dict(values)), [name for name in found.kind.named if name in found.columns])
