"""What a form is: a head of labelled fields, a grid of keyed rows and columns, a foot of signature fields.

A cell's address exists nowhere else: the writer puts cells where a FormLayout says, the reader takes them from there.
All rows and columns are 0-based.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate

from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Kind

LAYOUT_VERSION = "2"
"""The version of the forms that are issued now."""
VERSIONS = ("1", LAYOUT_VERSION)
"""All versions that have been issued, the oldest first. 1: up to 0.2.0."""
REPEATED = 2
"""Columns on every page of a form that is several pages wide; its title, head and foot begin right of them."""
_PAGE, _SHRUNK = 1500, 1700
"""Pixels on a page of A4 lying where several stand side by side, and how many may be shrunk to fit a single one."""

CODE_ROW, CODE_COLUMN = 0, 0
TITLE_ROW = 1
INTRO_ROW = 2
HEAD_ROW = 3
HEADING_ROW = 4
KEY_ROW = 5
FIRST_ROW = 6

GUIDE_SHEET, PAPER_SHEET = "填表说明", "测评票样"
"""The sheets of a workbook that stand beside its forms; there may be several paper ballots, with a number behind."""

CODE_PREFIX = "表码："
KEY_CORNER = "#键"
"""The corner of the hidden key row, above the row keys in column A."""


class Role(Enum):
    """What a grid column holds."""

    ISSUED = "issued"
    INPUT = "input"
    COMPUTED = "computed"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class FormKey:
    """Which form: a unit's 表种, for a poll and voter class, or for one ratee (codes; '' where it does not apply)."""

    unit: str
    kind: FormKind
    poll: str = ""
    voter_class: str = ""
    ratee: str = ""

    def text(self) -> str:
        """One line, as it stands in the hidden sheet."""
        parts = (self.unit, self.kind, self.poll, self.voter_class, self.ratee)
        return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled entry above or below the grid. The entry is the cell right of its label."""

    name: str
    label: str
    kind: Kind

    @property
    def caption(self) -> str:
        """The label without its colon."""
        return self.label.rstrip("：")


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A field in its place: label over columns ``label``, entry over columns ``entry`` (first, last) of ``row``."""

    field: Field
    row: int
    label: tuple[int, int]
    entry: tuple[int, int]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column. ``kind`` is that of every entry in it, or None where each row says (``GridRow.kinds``).

    ``item`` is what of the ratee is marked here (an item's code, a grade's name). ``upright``: narrow, one of a
    ratee's many, with its heading on end.
    """

    key: str
    heading: str
    width: float
    role: Role = Role.ISSUED
    field: str = ""
    kind: Kind | None = None
    ratee: str = ""
    item: str = ""
    upright: bool = False

    @property
    def pixels(self) -> int:
        """How wide it is on the screen."""
        return round(self.width * 7) + 5

    def person_in(self, heading: str) -> str:
        """The ratee whom a heading over this column names, without what of him is marked; '' where it names none."""
        return (heading.rsplit(" ", 1)[0] if self.upright else heading) if self.ratee else ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: its key (column A), the contents of the issued columns, and the kinds of its own open entries."""

    key: str
    issued: tuple[str | float, ...]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    item: str = ""
    ratee: str = ""
    ballot: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """An input cell: where it is and what a mark there means."""

    row: int
    column: int
    field: str
    kind: Kind
    ratee: str = ""
    item: str = ""
    ballot: str = ""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """One form on one sheet. ``person``: the name of the ratee whose sheet it is ('' where it is of several)."""

    key: FormKey
    sheet: str
    title: str
    intro: str
    head: tuple[Field, ...]
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    foot: tuple[Field, ...]
    code: str
    fingerprint: str
    landscape: bool = False
    person: str = ""
    version: str = LAYOUT_VERSION

    @property
    def by_voter(self) -> bool:
        """Whether it is the ballot of a single voter: a row a ratee, where a register has a row a ballot."""
        return self.key.kind.by_ballot and any(row.ratee for row in self.rows)

    @property
    def code_text(self) -> str:
        """The visible code as it stands in its locked cell."""
        return CODE_PREFIX + self.code

    @property
    def totals_row(self) -> int:
        """The row below the grid, with totals for the eye."""
        return FIRST_ROW + len(self.rows)

    @property
    def foot_row(self) -> int:
        """The first row of the signature fields."""
        return self.totals_row + 2

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    @property
    def pages(self) -> int:
        """How many pages of paper the columns take side by side."""
        total = sum(column.pixels for column in self.columns)
        return 1 if total <= _SHRUNK else -(-total // _PAGE)

    @property
    def face(self) -> tuple[int, int]:
        """The first and the last column of title, head and foot: on the first page, beside what stands on all pages."""
        pages = self.pages
        if pages == 1:
            return 0, self.width - 1
        edges = list(accumulate(column.pixels for column in self.columns))
        return REPEATED, sum(edge * pages <= edges[-1] for edge in edges) - 1

    def column_of(self, key: str) -> int:
        """The place of the column with a key."""
        return next(i for i, column in enumerate(self.columns) if column.key == key)

    def input_columns(self) -> Iterator[tuple[int, GridColumn]]:
        """The columns in which people type, with their places."""
        return ((i, column) for i, column in enumerate(self.columns) if column.role is Role.INPUT)

    def issued_columns(self) -> tuple[int, ...]:
        """The places of the columns whose contents were issued."""
        return tuple(i for i, column in enumerate(self.columns) if column.role is Role.ISSUED)

    def kind_at(self, row: GridRow, column: GridColumn) -> Kind | None:
        """The kind of the entry where a row meets a column, or None where nothing may be typed."""
        return row.kinds.get(column.key, column.kind) if column.role is Role.INPUT else None

    def kind_of(self, place: int, index: int) -> Kind | None:
        """The same by the grid row and the grid column."""
        return self.kind_at(self.rows[place], self.columns[index])

    def text_column(self, name: str) -> int:
        """The place of the input column of a field, of which a row has one."""
        return next(index for index, column in self.input_columns() if column.field == name)

    def placed_field(self, name: str) -> PlacedField:
        """The field of head or foot with this name, in its place."""
        return next(placed for placed in self.placed() if placed.field.name == name)

    def placed(self) -> tuple[PlacedField, ...]:
        """The fields of head and foot in their places."""
        return (*self._place(self.head, HEAD_ROW, len(self.head) or 1), *self._place(self.foot, self.foot_row, 2))

    def _place(self, fields: tuple[Field, ...], row: int, a_line: int) -> Iterator[PlacedField]:
        """Share the width of the sheet: each field gets an equal part, two fifths of it for the label."""
        first, last = self.face
        widths = [column.width for column in self.columns[first : last + 1]]
        edges = [(first + start, first + end) for start, end in _share(widths, a_line * 2)]
        for number, entry in enumerate(fields):
            line, place = divmod(number, a_line)
            label, cell = edges[place * 2], edges[place * 2 + 1]
            yield PlacedField(entry, row + line, label, cell)

    def slots(self) -> Iterator[Slot]:
        """Every input cell: the head, the grid in reading order, the foot."""
        fields = self.placed()
        for placed in fields:
            if placed.row == HEAD_ROW:
                yield Slot(placed.row, placed.entry[0], placed.field.name, placed.field.kind, self.key.ratee)
        for number, row in enumerate(self.rows, FIRST_ROW):
            for index, column in self.input_columns():
                kind = self.kind_at(row, column)
                if kind is not None:
                    ratee = column.ratee or row.ratee or self.key.ratee
                    item = column.item or row.item
                    yield Slot(number, index, column.field, kind, ratee, item, row.ballot)
        for placed in fields:
            if placed.row != HEAD_ROW:
                yield Slot(placed.row, placed.entry[0], placed.field.name, placed.field.kind, self.key.ratee)


@dataclass(frozen=True, slots=True)
class WorkbookLayout:
    """What one 填报单位 gets: its forms in one workbook, all of one layout version."""

    unit: str
    unit_name: str
    file: str
    forms: tuple[FormLayout, ...]

    @property
    def version(self) -> str:
        """The layout version of its forms."""
        return self.forms[0].version

    @property
    def contents(self) -> str:
        """What is in it, in words: 测评票2张、计票汇总1张."""
        kinds = Counter(str(form.key.kind) for form in self.forms)
        return "、".join(f"{kind}{count}张" for kind, count in kinds.items())


def _share(widths: list[float], parts: int) -> list[tuple[int, int]]:
    """Cut columns of given widths into ``parts`` runs of about equal width, at least one column each."""
    parts = min(parts, len(widths))
    total, runs, first, used = sum(widths), [], 0, 0.0
    for part in range(parts):
        last = first
        used += widths[first]
        while last + 1 < len(widths) - (parts - part - 1) and (
            part == parts - 1 or used + widths[last + 1] / 2 <= total * (part + 1) / parts
        ):
            last += 1
            used += widths[last]
        runs.append((first, last))
        first = last + 1
    return runs
