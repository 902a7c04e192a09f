"""The layout of a form: a head of labelled fields, a grid of keyed rows and columns, a foot of signature fields.

This module is the only place that knows cell addresses: writer and reader both take them from a FormLayout.
All rows and columns are 0-based.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field
from enum import Enum

from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.sheet import Span
from lianping_xlsx.forms.column_widths import depends_on_sum, field_columns, pages_of, title_columns_of
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Kind

LAYOUT_VERSION = "2"
"""The layout version of the forms that are issued now."""
VERSIONS = ("1", LAYOUT_VERSION)
"""All layout versions that have been issued, the oldest first. Version 1 was issued up to 0.2.0."""

CODE_ROW, CODE_COLUMN = 0, 0
TITLE_ROW = 1
INTRO_ROW = 2
HEAD_ROW = 3
HEADING_ROW = 4
KEY_ROW = 5
FIRST_ROW = 6

GUIDE_SHEET, PAPER_SHEET = "填表说明", "测评票样"
"""The sheets of a workbook beside its forms; the second paper ballot and later ones have a number at the end."""

CODE_PREFIX = "表码："
SECOND_TYPING = 2
SECOND_END = f"|{SECOND_TYPING}"
"""The end of the key of the second register, which otherwise is the key of the first."""
KEY_CORNER = "#键"
"""The cell where the hidden key row meets column A: the reader finds a shifted grid by it."""


class Role(Enum):
    """The role of a grid column: issued text, entries of people, a computed figure, or 填写检查."""

    ISSUED = "issued"
    INPUT = "input"
    COMPUTED = "computed"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class FormKey:
    """The identity of a form: a unit's 表种, for a poll and voter class or for one ratee.

    ``unit`` and ``ratee`` are codes, ``poll`` and ``voter_class`` names; '' if they do not apply. ``component``: the
    name of the 考核板块 if the task names one. ``typing``: 1 or 2 for the registers in which two people type the same
    ballots (双人录入), otherwise 0.
    """

    unit: str
    kind: FormKind
    poll: str = ""
    voter_class: str = ""
    ratee: str = ""
    component: str = ""
    typing: int = 0

    @property
    def typing_name(self) -> str:
        """第一遍 or 第二遍; '' for a form that is filled in once."""
        return ("", "第一遍", "第二遍")[self.typing]

    def text(self) -> str:
        """The key as one line of text, as on the hidden sheet.

        The first of two registers has the key of a register that is typed once, so that what came back before 双人录入
        was asked for still counts as the first.
        """
        # | separates the parts, so names that contain it are escaped: no two keys give the same text.
        parts: tuple[str, ...] = (self.unit, self.kind, self.poll, self.voter_class, self.ratee)
        # A form without a named component keeps the text, and so the code, that it had before there were any.
        parts += (self.component,) if self.component else ()
        end = SECOND_END if self.typing == SECOND_TYPING else ""
        text = "|".join(parts)
        if "\\" in text or text.count("|") >= len(parts):
            text = "|".join([part.replace("\\", "\\\\").replace("|", "\\|") for part in parts])
        return text + end


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled entry above or below the grid. The entry is the cell to the right of its label."""

    name: str
    label: str
    kind: Kind

    @property
    def caption(self) -> str:
        """The label without its colon."""
        return self.label.rstrip("：")


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A field with its address: ``row``, and the columns (first, last) of ``label`` and ``entry``."""

    field: Field
    row: int
    label: tuple[int, int]
    entry: tuple[int, int]

    @property
    def ranges(self) -> tuple[Span, Span]:
        """The ranges of label and entry."""
        return (self.row, self.label[0], self.row, self.label[1]), (self.row, self.entry[0], self.row, self.entry[1])


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of the grid. ``width`` is in characters.

    ``kind``: the kind of all its entries, or None if each row has its own (``GridRow.kinds``). ``field``: the meaning
    of its entries. ``ratee``: the code of the ratee whom they are about ('' if that depends on the row). ``item``: the
    code of the item or the name of the grade. ``upright``: True for a narrow column, one of several of the same ratee,
    with its heading rotated.
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

    def person_in(self, heading: str) -> str:
        """The label of the ratee in a heading of this column, without the item or grade; '' if it names no ratee."""
        return (heading.rsplit(" ", 1)[0] if self.upright else heading) if self.ratee else ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the grid: its key (column A), the contents of the issued columns, the kinds of its own open entries.

    ``kinds``: by column key. ``closed``: the texts of the input columns in which nothing is asked in this row, by
    column key. ``item``, ``ratee``: codes; ``ballot``: the 票号; ``mode``: the 计分方式 of a rubric item;
    each '' if it does not apply.
    """

    key: str
    issued: tuple[str | float, ...]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    item: str = ""
    ratee: str = ""
    ballot: str = ""
    mode: str = ""
    closed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """An input cell: its address on the sheet and the meaning of its entry."""

    row: int
    column: int
    field: str
    kind: Kind
    ratee: str = ""
    item: str = ""
    ballot: str = ""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """One form on one sheet. ``person``: the name of the ratee if the sheet is about one ratee, else ''.

    ``subject``: whom or what the form is about ('' if that needs no word). ``instructions``: how to fill it in, which
    thousands of forms have in common.
    """

    key: FormKey
    sheet: str
    title: str
    subject: str
    instructions: str
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
    def intro(self) -> str:
        """The introduction: the subject, and the instructions."""
        return f"{self.subject}。{self.instructions}" if self.subject else self.instructions

    @property
    def by_voter(self) -> bool:
        """True for the ballot of a single voter: one row per ratee; a register has one row per ballot."""
        return self.key.kind.by_ballot and any(row.ratee for row in self.rows)

    @property
    def code_text(self) -> str:
        """The content of the locked cell that shows the code."""
        return CODE_PREFIX + self.code

    @property
    def totals_row(self) -> int:
        """The row below the grid, with totals that people see and the program does not read."""
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
        """The number of pages of paper that the columns take side by side."""
        return pages_of(self._widths)

    @property
    def title_columns(self) -> tuple[int, int]:
        """The first and the last column of title, head and foot: on the first page, right of what all pages repeat."""
        return title_columns_of(self._widths)

    @property
    def _widths(self) -> tuple[float, ...]:
        return tuple([column.width for column in self.columns])

    def column_of(self, key: str) -> int:
        """The index of the column with a key."""
        return next(i for i, column in enumerate(self.columns) if column.key == key)

    def input_columns(self) -> Iterator[tuple[int, GridColumn]]:
        """The columns in which people type, each after its index."""
        return ((i, column) for i, column in enumerate(self.columns) if column.role is Role.INPUT)

    def issued_columns(self) -> tuple[int, ...]:
        """The indexes of the columns whose contents were issued."""
        return tuple(i for i, column in enumerate(self.columns) if column.role is Role.ISSUED)

    def kind_at(self, row: GridRow, column: GridColumn) -> Kind | None:
        """The kind of the entry in a row and column, or None if nothing may be typed there."""
        asked = column.role is Role.INPUT and column.key not in row.closed
        return row.kinds.get(column.key, column.kind) if asked else None

    def kind_of(self, place: int, index: int) -> Kind | None:
        """The same, given the indexes of the grid row and the grid column."""
        return self.kind_at(self.rows[place], self.columns[index])

    def kinds(self) -> Iterator[Kind]:
        """Yield the kinds of the input cells, each at least once."""
        yield from (field.kind for field in (*self.head, *self.foot))
        columns = [column for _, column in self.input_columns()]
        alone = [row for row in self.rows if row.kinds or row.closed]
        if len(alone) < len(self.rows):
            yield from (column.kind for column in columns if column.kind is not None)
        for row in alone:
            yield from filter(None, (self.kind_at(row, column) for column in columns))

    def text_column(self, name: str) -> int:
        """The index of the input column of a field that each row has once."""
        return next(index for index, column in self.input_columns() if column.field == name)

    def placed_field(self, name: str) -> PlacedField:
        """The field of head or foot with this name, with its address."""
        return next(placed for placed in self.placed() if placed.field.name == name)

    def placed(self) -> tuple[PlacedField, ...]:
        """The fields of head and foot with their addresses."""
        return self._placed(added_up)

    def placed_on(self, merges: Collection[Span]) -> tuple[PlacedField, ...]:
        """The fields with their addresses on a sheet, which has these merged ranges.

        Version 0.4 and earlier ones placed a few fields elsewhere if they ran on Python 3.12 or later, of which ``sum``
        gives what ``fsum`` gives (see :func:`added_up`). Each label and each entry of several columns is one range.
        """
        usual = self.placed()
        if not depends_on_sum(self._widths):
            return usual
        other = self._placed(math.fsum)
        here, there = (sum(each in merges for placed in found for each in placed.ranges) for found in (usual, other))
        return other if there > here else usual

    def _placed(self, total: Callable[[Iterable[float]], float]) -> tuple[PlacedField, ...]:
        head = self._place(self.head, HEAD_ROW, len(self.head) or 1, total)
        return (*head, *self._place(self.foot, self.foot_row, 2, total))

    def _place(
        self, fields: tuple[Field, ...], row: int, per_line: int, total: Callable[[Iterable[float]], float]
    ) -> Iterator[PlacedField]:
        """Place ``per_line`` fields in each row, from ``row`` on; labels and entries share the width about equally."""
        edges = field_columns(self._widths, per_line * 2, total)
        for number, entry in enumerate(fields):
            line, place = divmod(number, per_line)
            label, cell = edges[place * 2], edges[place * 2 + 1]
            yield PlacedField(entry, row + line, label, cell)

    def slots(self) -> Iterator[Slot]:
        """Yield every input cell: the head, the grid row by row, the foot."""
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
    """The workbook of one 填报单位 with its forms, all of one layout version. ``unit`` is its code."""

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
        """The number of its forms by 表种, as text: 测评票2张、计票汇总1张."""
        kinds = Counter(str(form.key.kind) for form in self.forms)
        return "、".join(f"{kind}{count}张" for kind, count in kinds.items())
